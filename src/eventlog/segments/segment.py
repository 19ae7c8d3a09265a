"""One segment, as its file tells of itself; and which segments a folder has.

What a file says is compared with what it is when it is opened: its name, its columns, how many rows it has, the root
with the edge of the tree that it is the root of. What the rows hold is compared by `checking`. A file that a redaction
replaced is passed over, should it be there still.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import attrs

from eventlog.errors import Busy, EventLogError, InvalidValue, StoreError
from eventlog.files.names import check_name, file_errors, told
from eventlog.proof import Frontier
from eventlog.segments.schema import FORMAT, PREFIX, Named, arrow, named, parquet, schema

__all__ = ["Segment", "alone", "damaged", "found", "lacking", "listed", "lost", "names", "other", "replaced", "same"]

_FORMATS: Final = FORMAT.partition("/")[0] + "/"


@attrs.frozen
class Segment:
    """One file: its range (both ends inclusive), the log's root before it and at its end, and that of the range alone.

    `gone`: how many of its entries have no body. `unread`: positions of those that could not be read by the program
    that wrote it.
    """

    path: Path
    first: int
    last: int
    recorded: int
    zone: str
    before: str
    root: str
    range_root: str
    frontier: Frontier
    gone: int
    unread: tuple[int, ...] = ()

    def __len__(self) -> int:
        return self.last - self.first + 1

    @classmethod
    def read(cls, path: Path) -> Segment:
        """What the metadata of a file says. Raises StoreError for what is no whole segment, else InvalidValue."""
        path = Path(check_name(path))
        with damaged(path):
            found = parquet().read_metadata(path.absolute())
            said = {
                key.decode().removeprefix(PREFIX): value.decode()
                for key, value in (found.metadata or {}).items()
                if key.decode().startswith(PREFIX)
            }
            _check_format(path, said.get("format"))
            segment = cls(
                path=path,
                first=int(said["first"]),
                last=int(said["last"]),
                recorded=int(said["recorded"]),
                zone=said["zone"],
                before=said["before"],
                root=said["root"],
                range_root=said["range_root"],
                frontier=_frontier(said["frontier"]),
                gone=int(said["gone"]),
                unread=_positions(said["unread"], int(said["first"]), int(said["last"])),
            )
            if Named(segment.first, segment.last, segment.gone) != named(path) or found.num_rows != len(segment):
                raise StoreError(
                    f"{told(path)} holds another range than its name says: remove it and write the segments again"
                )
            _check_columns(path, found.schema.to_arrow_schema())
            if (segment.frontier.size, segment.frontier.root().hex()) != (segment.last, segment.root):
                raise ValueError("the root is not that of the frontier")
        return segment


def names(segments: Iterable[Segment]) -> list[tuple[str, str]]:
    """What the files are called, each with the root at its end: to find the same ones elsewhere."""
    return [(one.path.name, one.root) for one in segments]


def same(segment: Segment, held: Any) -> None:
    """The metadata that a file has must be those that it had. Raises StoreError for the file of another log."""
    root = (held.metadata or {}).get(f"{PREFIX}root".encode())
    if root != segment.root.encode():
        raise other(segment.path)


def lost(segment: Segment) -> list[int]:
    """The positions of the entries that have no body. Raises StoreError for a file that can't be read."""
    with damaged(segment.path):
        file = parquet().ParquetFile(segment.path.absolute(), page_checksum_verification=True)
        with file:
            table = file.read(columns=["position", "salt"])
        positions: list[int] = table["position"].filter(table["salt"].is_null()).to_pylist()
    return positions


def _check_format(path: Path, format: str | None) -> None:
    if format == FORMAT:
        return
    if format is not None and format.startswith(_FORMATS):
        raise StoreError(
            f"{told(path)} is of the format {format}, and this program reads {FORMAT}: write into another folder"
        )
    raise StoreError(f"{told(path)} is no segment of the format {FORMAT}: name a folder that eventlog wrote")


def _check_columns(path: Path, held: Any) -> None:
    """Each column is there, with its type: else a reader would stumble, or pass over what bears on an answer."""
    for field in schema():
        at = held.get_field_index(field.name)
        if at < 0 or held.field(at).type != field.type:
            what = "has no" if at < 0 else f"holds {held.field(at).type} in the"
            raise StoreError(
                f"{told(path)} {what} column {field.name}, so {FORMAT} it is not: remove it and "
                "write the segments again"
            )


def _frontier(text: str) -> Frontier:
    try:
        return Frontier.from_bytes(bytes.fromhex(text))
    except InvalidValue as error:
        raise ValueError(str(error)) from None


def _positions(text: str, first: int, last: int) -> tuple[int, ...]:
    told = json.loads(text)
    if not isinstance(told, list) or not all(type(at) is int and first <= at <= last for at in told):
        raise ValueError("the positions of what could not be read are none")
    return tuple(told)


def listed(folder: Path) -> list[Segment]:
    """The segments in a folder, in order; of one that was written anew, the new one. Raises StoreError."""
    arrow()
    if not folder.is_dir():
        return []
    newest: dict[tuple[int, int], tuple[int, Path]] = {}
    with file_errors(str(folder), reading=True):
        paths = list(folder.iterdir())
    for path in paths:
        if (name := named(path)) is not None:
            held = newest.get((name.first, name.last))
            if held is None or name.gone > held[0]:
                newest[name.first, name.last] = (name.gone, path)
    return [Segment.read(path) for _, (_, path) in sorted(newest.items())]


def lacking(segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """The ranges that no segment holds, before the last one. Raises StoreError for two that overlap, or of two logs."""
    last, root = 0, Frontier().root().hex()
    gaps: list[tuple[int, int]] = []
    for one in segments:
        if one.first <= last:
            raise StoreError(
                f"{told(one.path)} begins at {one.first}, which another file holds too, up to {last}: remove one of "
                "them, and write the segments again"
            )
        if one.first > last + 1:
            gaps.append((last + 1, one.first - 1))
        elif one.before != root:
            raise _of_another_log(one)
        if one.zone != segments[0].zone:
            raise _of_another_log(one)
        last, root = one.last, one.root
    return gaps


def _of_another_log(one: Segment) -> StoreError:
    return StoreError(f"{told(one.path)} is of another log than the segments before it: keep one log in a folder")


def found(folder: Path) -> list[Segment]:
    """The segments in a folder, in order and without a gap. Raises StoreError."""
    segments = listed(folder)
    for first, last in lacking(segments):
        name = told(folder)
        raise StoreError(f"{name} lacks the entries {first} to {last}, for a segment is missing: write them again")
    return segments


def replaced(path: Path) -> StoreError:
    """What is raised where a file is not there any more that was."""
    return StoreError(
        f"{told(path)} is not there any more: after a redaction it was written anew under another name, so open the "
        "folder again"
    )


def other(path: Path) -> StoreError:
    """What is raised where a file of the same name is of something else now."""
    return StoreError(
        f"{told(path)} is not the file that it was: that of another log stands in its place, or no segment, so open "
        "the folder again, or put the segments back"
    )


@contextmanager
def damaged(path: Path) -> Iterator[None]:
    """What pyarrow says of a file that it can't read comes out as a StoreError about that file."""
    try:
        yield
    except EventLogError:
        raise
    except FileNotFoundError:
        raise replaced(path) from None
    except (OSError, ValueError, KeyError, arrow().ArrowException) as error:
        if getattr(error, "errno", None) is not None:  # the file system refuses it, which says nothing of what is in it
            with file_errors(str(path), reading=True):
                raise
        raise StoreError(
            f"{told(path)} can't be read as a segment, for it is cut off or damaged: remove it and write the "
            "segments again"
        ) from error


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Only one run works in a folder at a time. Raises Busy."""
    with file_errors(str(place)):
        folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"another run writes or registers segments in {place}: wait until it is done") from None
        yield
    finally:
        os.close(folder)
