"""Writers who do everything that a log can be told to do, saying before and after what they do; and whoever checks it.

Each thing is told twice: what is begun, then, when it was acknowledged, what came of it. Whatever becomes of the writer
in between, `sound` holds the files against what was told: nothing acknowledged is lost or doubled, the rest is whole or
absent, and everybody can go on writing.

    python everything.py killed FOLDER NAME SEED
    python everything.py interrupted FOLDER SEED TURNS
"""

from __future__ import annotations

import json
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import eventlog
import sqlite_workers
from eventlog.proof import Checkpoint, SignerKey

KEY = SignerKey(name="example.com/newsroom", seed=bytes(range(32)))
Tell = Callable[[str, dict], None]
SIZE = 3


class Writer:
    """One of several on one log, who tells each thing before and after it is done."""

    def __init__(self, folder: Path, name: str, seed: int, tell: Tell) -> None:
        self.folder, self.name, self.tell = folder, name, tell
        self.chance = random.Random(f"{name} {seed}")
        self.log = eventlog.open(folder / "log.db", durability="off")
        self.turn = 0
        self.mine: list[int] = []

    def work(self) -> None:
        """One thing, chosen by chance; recording is the commonest."""
        self.turn += 1
        doing = (self.record, self.redact, self.backup, self.carry, self.create, self.checkpoint)
        (what,) = self.chance.choices(doing, (12, 3, 2, 1, 2, 3))
        what()

    def record(self) -> None:
        self.tell("begun", {"what": "record", "name": self.name, "turn": self.turn})
        positions = self.log.record(*sqlite_workers.batch(self.name, self.turn, SIZE))
        self.mine.append(positions[-1])
        self.tell("done", {"what": "record", "name": self.name, "turn": self.turn, "positions": list(positions)})

    def redact(self) -> None:
        if self.mine:
            position = self.mine.pop(self.chance.randrange(len(self.mine)))
            self.tell("begun", {"what": "redact", "position": position})
            self.log.redact(position, reason="asked for")
            self.tell("done", {"what": "redact", "position": position})

    def backup(self) -> None:
        self._made("backup", lambda path: self.log.backup(path).size)

    def carry(self) -> None:
        """Out as lines, and in again."""
        lines = self.folder / f"{self.name}-{self.turn}.jsonl"
        size = self.log.export_jsonl(lines)

        def taken(path: Path) -> int:
            with eventlog.open(path, durability="off") as other:
                assert other.import_jsonl(lines) == size
            return size

        self._made("import", taken)

    def create(self) -> None:
        def made(path: Path) -> int:
            with eventlog.open(path, durability="off") as other:
                return other.record(*sqlite_workers.batch(self.name, self.turn, SIZE))[-1]

        self._made("create", made)

    def _made(self, what: str, make: Callable[[Path], int]) -> None:
        path = self.folder / f"{what}-{self.name}-{self.turn}.db"
        self.tell("begun", {"what": what, "path": path.name})
        self.tell("done", {"what": what, "path": path.name, "size": make(path)})

    def checkpoint(self) -> None:
        made = self.log.checkpoint(KEY)
        self.tell("done", {"what": "checkpoint", "text": made.text})


def sound(folder: Path, told: list[tuple[str, dict]]) -> int:
    """Hold the files against what was told; how many things were acknowledged."""
    done = [one for when, one in told if when == "done"]
    begun = [one for when, one in told if when == "begun"]
    going = {one["position"] for one in begun if one["what"] == "redact"}
    gone = [one["position"] for one in done if one["what"] == "redact"]
    held = [Checkpoint.read(one["text"], [KEY.verifier]) for one in done if one["what"] == "checkpoint"]
    with eventlog.open(folder / "log.db") as log:
        found = log.verify(held)
        assert found.ok, str(found)
        stored = list(log.store.entries(0, len(log)))
        _batches_are_whole(stored)
        ids = [id for id in map(log.store.id_at, range(1, len(stored) + 1)) if id is not None]
        assert len(ids) == len(set(ids))
        for one in done:
            if one["what"] == "record":
                expected = sqlite_workers.batch(one["name"], one["turn"], SIZE)
                for event, position in zip(expected, one["positions"], strict=True):
                    assert log.reader.find(event.id) == position or position in going, one
        assert all(stored[position - 1].body is None for position in gone)
        assert {one.position for one in stored if one.body is None} <= going
        named = [at for one in log.entries() if one.kind.startswith("redacted/") for at in one.event.positions]
        assert len(named) == len(set(named)), "a redaction came in twice"
        log.record(*sqlite_workers.batch("after", len(stored), SIZE))
    for one in begun:
        if "path" in one:
            _whole_or_absent(folder / one["path"], [it for it in done if it.get("path") == one["path"]])
    return len(done)


def _batches_are_whole(stored: list) -> None:
    sizes: dict[int, int] = {}
    for one in stored:
        sizes[one.recorded] = sizes.get(one.recorded, 0) + 1
    alone = {one.recorded for one in stored if one.kind.startswith("redacted/")}
    assert all(size == (1 if at in alone else SIZE) for at, size in sizes.items())


def _whole_or_absent(path: Path, done: list[dict]) -> None:
    if not path.exists():
        assert not done, path
        return
    with eventlog.open(path) as log:
        found = log.verify()
        assert found.ok, str(found)
        assert not done or len(log) == done[0]["size"]
        log.record(*sqlite_workers.batch("after", 0, SIZE))


# Run as a program


def killed(folder: str, name: str, seed: str) -> None:
    """Work for ever, and tell it on standard output; somebody will kill this."""

    def tell(when: str, what: dict) -> None:
        sys.stdout.write(json.dumps([when, what]) + "\n")
        sys.stdout.flush()

    writer = Writer(Path(folder), name, int(seed), tell)
    tell("ready", {})
    while True:
        writer.work()


def interrupted(folder: str, seed: str, turns: str) -> None:
    """Work while somebody presses Ctrl-C again and again, at any moment; then hold the files against what was told."""
    told: list[tuple[str, dict]] = []
    writer = Writer(Path(folder), f"w{seed}", int(seed), lambda when, what: told.append((when, what)))

    armed = False

    def ring(*_: object) -> None:
        if armed:  # what rang while the bell was being stopped may be heard only after it
            raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, ring)
    hits = 0
    for _ in range(int(turns)):
        try:
            try:
                armed = True
                signal.setitimer(signal.ITIMER_REAL, 10 ** writer.chance.uniform(-5, -1.5))
                writer.work()
            finally:
                armed = False
                signal.setitimer(signal.ITIMER_REAL, 0)
        except KeyboardInterrupt:
            armed = False
            hits += 1
    writer.log.record(*sqlite_workers.batch("here", 0, SIZE))
    with eventlog.open(writer.folder / "log.db") as other:
        other.record(*sqlite_workers.batch("there", 0, SIZE))
    writer.log.close()
    sys.stdout.write(f"{hits} {sound(writer.folder, told)}\n")


if __name__ == "__main__":
    {"killed": killed, "interrupted": interrupted}[sys.argv[1]](*sys.argv[2:])
