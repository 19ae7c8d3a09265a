"""Whether segments are the log: by themselves, from their bytes up to the root; and row by row beside the log."""

from __future__ import annotations

from typing import Any, Final

import attrs

from eventlog.claims.fields import check_type
from eventlog.errors import EventLogError
from eventlog.events import Redacted
from eventlog.log import EventLog
from eventlog.proof import Frontier, commit, leaf_hash, record
from eventlog.segments.folder import Segments
from eventlog.segments.segment import Segment
from eventlog.segments.writing import described

__all__ = ["Checked", "check"]

_HASHED: Final = ("position", "recorded", "kind", "body", "salt", "commit")


@attrs.frozen(kw_only=True)
class Checked:
    """What was checked: how many entries, under which root (hexadecimal), how many beside the log; what is wrong.

    `missing`: entries without a body that no redaction in the segments names, as a copy leaves some out. Falsy where
    something is wrong.
    """

    entries: int
    root: str
    compared: int
    missing: int
    faults: tuple[str, ...]

    def __bool__(self) -> bool:
        return not self.faults


def check(segments: Segments, log: EventLog | None = None) -> Checked:
    """Recompute every commit, leaf and root from what the files hold; beside the log also that every cell is its own.

    A file that can't be read is a fault and no error. Nothing is said of entries that came into the log later.
    Raises InvalidValue.
    """
    check_type(segments, Segments, "what is checked")
    if log is not None:
        check_type(log, EventLog, "what segments are compared with")
    faults: list[str] = []
    frontier = Frontier()
    gone: set[int] = set()
    strange = [] if log is None else _of_log(segments, log)
    for one in segments:
        try:
            frontier = _checked(segments, one, frontier, gone, faults)
            if log is not None and not strange:
                _compare(segments, one, log, faults)
        except EventLogError as error:
            told = str(error)
            faults.append(told if str(one.path) in told else f"{one.path}: {told}")
            frontier = one.frontier
    faults += strange
    said = set[int]()
    for entry in segments.entries() if gone and not faults else ():
        if isinstance(entry.event, Redacted):
            said.update(entry.event.positions)
    missing = len(gone - said) if not faults else 0
    compared = 0 if log is None else min(segments.last, len(log))
    return Checked(entries=segments.last, root=segments.root, compared=compared, missing=missing, faults=tuple(faults))


def _checked(segments: Segments, one: Segment, before: Frontier, gone: set[int], faults: list[str]) -> Frontier:
    """Hash what a file holds; the frontier at its end."""
    alone, frontier, expected, lost, last = Frontier(), before, one.first, len(gone), one.recorded
    for batch in segments.batches(one, _HASHED):
        leaves = []
        cells = {name: batch[name].cast("int64") if name == "recorded" else batch[name] for name in _HASHED}
        for position, recorded, kind, body, salt, kept in zip(
            *(cells[name].to_pylist() for name in _HASHED), strict=True
        ):
            if position != expected:
                faults.append(f"{one.path}: entry {expected} is wanted where {position} stands")
                return one.frontier
            if body is None or salt is None:
                gone.add(position)
            elif commit(salt, body) != kept:
                faults.append(f"{one.path}: the body of entry {position} is not the one that was recorded")
            leaves.append(leaf_hash(record(position, recorded, kept, kind)))
            expected, last = expected + 1, recorded
        alone, frontier = alone.extend(leaves), frontier.extend(leaves)
    if expected != one.last + 1 or (alone.root().hex(), frontier.root().hex()) != (one.range_root, one.root):
        faults.append(f"{one.path}: its entries do not give the root that it names")
        return one.frontier
    if (last, len(gone) - lost) != (one.recorded, one.gone):
        faults.append(f"{one.path}: its metadata say another moment, or number of missing bodies, than its entries")
    return frontier


def _compare(segments: Segments, one: Segment, log: EventLog, faults: list[str]) -> None:
    """Each cell beside what is made of the log now."""
    telling, tables = described(log, one.first, one.last)
    held = segments.rows(one)
    for table, _ in tables:
        for wanted in table.to_pylist():
            row: dict[str, Any] = next(held)
            if wanted["body"] is None and row["body"] is not None:
                faults.append(
                    f"{one.path}: it has the body of entry {wanted['position']}, which the log has no more: write the "
                    "segments again, which takes it out"
                )
                return
            if row != wanted:
                names = ", ".join(name for name in wanted if row.get(name) != wanted[name])
                faults.append(f"{one.path}: entry {wanted['position']} is not what the log holds: {names}")
                return
    if list(one.unread) != telling.unread:
        faults.append(f"{one.path}: it names other entries that could not be read than this program can't read")


def _of_log(segments: Segments, log: EventLog) -> list[str]:
    if segments.last > len(log):
        return [f"{segments.folder} has {segments.last} entries and the log {len(log)}: it is of another log"]
    frontier = Frontier()
    for begin in range(0, segments.last, 10_000):
        upto = min(begin + 10_000, segments.last)
        frontier = frontier.extend(one.leaf for one in log.store.entries(begin, upto))
    if frontier.root().hex() != segments.root:
        return [f"{segments.folder} has another root than the log at {segments.last}: it is of another log"]
    return []
