"""Where measurements are made and their results collected; and the sides that more than one of them compares."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
import raw
from rounds import Side, Work, compare, say

import eventlog
from eventlog.events import ClaimRecorded

BUILD = Path(__file__).resolve().parents[2] / "build"
KEPT = BUILD / "bench"
PROCESS = Path(__file__).with_name("process.py")


def nothing(*_: Any) -> None:
    """Nothing to look at, nothing to remove."""


def itself(made: Any) -> Any:
    """What was made is small enough to be compared as it is."""
    return made


def of(work: Work, look: Callable[[Any], Any] = itself) -> Side:
    """A side that needs nothing made ready and leaves nothing behind."""
    return lambda: (work, look, nothing)


def opened(path: Path, work: Callable[[eventlog.EventLog], Any], look: Callable[[Any], Any] = itself) -> Side:
    """A side that works each time in a log just opened: what an open log keeps of a question is no part of it."""

    def side() -> Any:
        log = eventlog.open(path)
        return (lambda: work(log), look, log.close)

    return side


class Bench:
    """How often and how long is measured, where files are made, and what came out.

    The files are made beside the kept logs, on the disk on which this project lies: a folder of the system's own may be
    kept in memory, where flushing costs nothing.
    """

    def __init__(self, rounds: int, large: int) -> None:
        self.rounds = rounds
        self.large = large
        KEPT.mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.TemporaryDirectory(prefix="run-", dir=KEPT)
        self.folder = Path(self._folder.name)
        self.results: list[dict[str, Any]] = []
        self._number = 0

    def close(self) -> None:
        """Remove what is left of the files."""
        self._folder.cleanup()

    def path(self, name: str = "log") -> Path:
        """A path where nothing is."""
        self._number += 1
        return self.folder / f"{name}{self._number}.db"

    def remove(self, path: Path) -> None:
        """A file, and what lies beside it."""
        for one in self.folder.glob(f"{path.name}*"):
            one.unlink()

    def note(self, id: str, what: str, result: dict[str, Any], at_most: float | None = None, **more: Any) -> None:
        """Keep a result."""
        say(id, result)
        self.results.append({"id": id, "what": what, "at_most": at_most, **more, **result})

    def skip(self, id: str, why: str) -> None:
        """Name what could not be measured."""
        print(f"{id:<44} skipped: {why}", file=sys.stderr, flush=True)
        self.results.append({"id": id, "what": why, "skipped": True})

    def row(self, table: str, id: str, **told: Any) -> None:
        """Keep a row of a table of absolute figures."""
        print(f"{table}: {id}  " + "  ".join(f"{name} {value}" for name, value in told.items()), file=sys.stderr)
        self.results.append({"id": f"{table}: {id}", "table": table, "row": id, **told})

    def compare(
        self,
        id: str,
        what: str,
        a: Side,
        b: Side,
        at_most: float | None = None,
        *,
        at_least: float | None = None,
        rounds: int = 0,
        same: bool = True,
        most: float = 60.0,
    ) -> dict[str, Any]:
        """Measure and keep."""
        result = compare(a, b, rounds or self.rounds, same=same, most=most)
        more = {} if at_least is None else {"at_least": at_least}
        self.note(id, what, result, at_most, **more)
        return result


def apart(task: str, path: Path, *options: str) -> dict[str, Any]:
    """What a process of its own tells: see `process`."""
    command = [sys.executable, str(PROCESS), task, str(path), *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own script
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def bodies_of(log: eventlog.EventLog) -> list[bytes]:
    """All bodies of a log."""
    return [one.body for one in log.store.entries(0, len(log)) if one.body is not None]


def digest(bodies: Iterable[bytes]) -> str:
    """One digest of all bodies in their order."""
    return sha256(b"\n".join(bodies)).hexdigest()


def without_ids(event: Any) -> Any:
    """The same event whose id has not been derived yet."""
    if isinstance(event, ClaimRecorded):
        return ClaimRecorded(claim=attrs.evolve(event.claim))
    return event


def recording(
    bench: Bench,
    batches: list[list[Any]],
    *,
    fresh_ids: bool = False,
    look: Callable[[eventlog.EventLog], Any] = lambda log: digest(bodies_of(log)),
) -> Side:
    """Record batches in a new log, and bring all of it into the file proper."""

    def side() -> tuple[Work, Callable[[Any], Any], Callable[[], None]]:
        given = [list(map(without_ids, batch)) for batch in batches] if fresh_ids else batches
        path = bench.path()
        log = eventlog.open(path)

        def work() -> int:
            for batch in given:
                log.record(*batch)
            log.close()  # the last one to close makes a checkpoint
            return len(given)

        def seen(_: int) -> Any:
            with eventlog.open(path, read_only=True) as again:
                return look(again)

        return work, seen, lambda: bench.remove(path)

    return side


def inserting(bench: Bench, bodies: list[list[bytes]]) -> Side:
    """Insert the same bytes with bare SQLite, with the same settings."""

    def side() -> tuple[Work, Callable[[Any], Any], Callable[[], None]]:
        path = bench.path("raw")
        connection = raw.connect(path)

        def work() -> int:
            count = raw.insert(connection, path, bodies)
            connection.close()
            return count

        def look(_: int) -> str:
            with sqlite3.connect(path) as again:
                return digest(body for (body,) in again.execute("SELECT body FROM blob ORDER BY position"))

        return work, look, lambda: bench.remove(path)

    return side


def like(bodies: list[bytes], batches: list[list[Any]]) -> list[list[bytes]]:
    """Bodies in batches of the same sizes."""
    parts, at = [], 0
    for batch in batches:
        parts.append(bodies[at : at + len(batch)])
        at += len(batch)
    return parts


def assert_same_settings(bench: Bench) -> None:
    """Both sides must treat their files alike."""
    path, other = bench.path(), bench.path("raw")
    limit = raw.connect(other)
    with eventlog.open(path) as log:
        ours = raw.settings(log.store._connections.get())  # noqa: SLF001 - what the figures rest on
    theirs = raw.settings(limit)
    limit.close()
    assert ours == theirs, f"the two sides have different settings: {ours} and {theirs}"
    bench.remove(path)
    bench.remove(other)
