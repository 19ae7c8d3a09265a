"""Ctrl-C at one moment after the other, and not by chance: after each call that the library makes in doing one thing.

    python interrupter.py FOLDER THING FIRST STEP [ADDRESS [PART]]

The interpreter looks for signals when a function begins and when a call has returned. A trace raises there, at the
first such place, then, when the same thing is done again, STEP places further on, until the thing is done undisturbed.
After each the same log, opened once, has to take a batch. Prints how many places were tried. The logs are in the
folder, or on a server, at addresses that begin so. PART: only in this part of the library, such as stores/postgres.
"""

from __future__ import annotations

import dis
import gc
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import eventlog
import sqlite_workers
from eventlog.proof import SignerKey

KEY = SignerKey(name="example.com/newsroom", seed=bytes(range(32)))
LOOKED = {dis.opmap[name] for name in ("CALL", "CALL_FUNCTION_EX", "RESUME") if name in dis.opmap}
PACKAGE = str(Path(eventlog.__file__).parent)
MOST = 40
"""Interrupts of one log, which is copied as a whole by some things."""


class Interrupted(KeyboardInterrupt):
    """What the trace raises."""


class Tracer:
    """Raises at the n-th place at which the interpreter would have looked."""

    def __init__(self, at: int, part: str) -> None:
        self.left = at
        self.part = str(Path(PACKAGE, part))
        self.last: dict[int, int] = {}  # by the number of a frame, which is not to be kept alive
        self.place = ""

    def __call__(self, frame: FrameType, _event: str, _given: Any) -> Any:
        if not frame.f_code.co_filename.startswith(self.part):
            return None
        self.last.pop(id(frame), None)
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self.within

    def within(self, frame: FrameType, event: str, _given: Any) -> Any:
        if event == "opcode":
            before, self.last[id(frame)] = self.last.get(id(frame)), frame.f_code.co_code[frame.f_lasti]
            if before in LOOKED:
                self.left -= 1
                if not self.left:
                    self.place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
                    raise Interrupted
        return self.within


class Things:
    """What is interrupted, on a log of its own."""

    def __init__(self, folder: Path, turn: int, address: str) -> None:
        self.folder = folder / f"from {turn}"
        self.folder.mkdir()
        path = self.folder / "log.db"
        self.log = eventlog.open(f"{address}_{turn}") if address else eventlog.open(path, durability="off")
        self.log.store._wait = 0.2
        self.positions = self.log.record(*sqlite_workers.batch("first", turn))

    def record(self, turn: int) -> None:
        self.log.record(*sqlite_workers.batch("interrupted", turn))

    def redact(self, _turn: int) -> None:
        self.log.redact(self.positions[-1], reason="asked for")

    def checkpoint(self, _turn: int) -> None:
        self.log.checkpoint(KEY)

    def verify(self, _turn: int) -> None:
        assert self.log.verify().ok

    def ask(self, _turn: int) -> None:
        assert self.log.as_of("2024-12-31").questions

    def backup(self, turn: int) -> None:
        self.log.backup(self.folder / f"backup {turn}.db")

    def create(self, turn: int) -> None:
        with eventlog.open(self.folder / f"made {turn}.db", durability="off") as other:
            other.record(*sqlite_workers.batch("made", turn))

    def carry(self, turn: int) -> None:
        self.log.export_jsonl(self.folder / f"{turn}.jsonl")
        with eventlog.open(self.folder / f"taken {turn}.db", durability="off") as other:
            other.import_jsonl(self.folder / f"{turn}.jsonl")


def main(folder: str, thing: str, first: str, step: str, address: str = "", part: str = "") -> None:
    """Interrupt one thing at every `step`-th place."""
    gc.disable()  # what an interrupt leaves behind is put in order at once, and not some day
    at, turn, hit = int(first), 0, True
    things = Things(Path(folder), turn, address)
    while hit:
        turn += 1
        tracer = Tracer(at, part)
        try:
            sys.settrace(tracer)
            getattr(things, thing)(turn)
            hit = False
        except Interrupted:
            at += int(step)
        finally:
            sys.settrace(None)
        try:
            things.positions = things.log.record(*sqlite_workers.batch("after", turn))
            if turn % MOST == 0 or not hit:
                things.log.redact(things.positions[0], reason="asked for")
                assert things.log.verify().ok
        except BaseException as error:
            raise AssertionError(f"unwritable after an interrupt at {tracer.place}") from error
        if turn % MOST == 0:
            things.log.close()
            things = Things(Path(folder), turn, address)
    sys.stdout.write(f"{turn}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
