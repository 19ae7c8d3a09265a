"""A third store, written over `eventlog.stores.protocol` alone: a file with one line of JSON a batch.

Everything is a scan, so it is slow and plain. It joins the list of stores of the contract suite, and all that log,
audit, transfer and redaction ask of a store is asked of it: nothing knows it by name.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import attrs

from eventlog.codec import OURS
from eventlog.errors import LogClosed
from eventlog.proof import Frontier
from eventlog.stores import (
    NOTHING,
    Ahead,
    Batch,
    Candidates,
    Content,
    Finding,
    Head,
    HeldInspection,
    NewEntry,
    Remains,
    RestoredEntry,
    StoredEntry,
    backwards,
    check_empty,
    check_whole,
    restored,
    seal,
)
from eventlog.stores.states import KeptState
from eventlog.stores.waking import looking


class Line(NamedTuple):
    """One entry, with what finds it, and the moment of its batch."""

    stored: StoredEntry
    id: str | None
    keys: tuple[str, ...]
    moment: int


class JournalStore:
    """A log in a file of lines."""

    def __init__(self, path: Path, *, zone: str, salts) -> None:
        self.path = path
        self._salts = salts
        self._lock = Lock()
        self._closed = False
        self._lines: tuple[Line, ...] = ()
        self._zone = zone
        self._withheld: tuple[int, ...] = ()
        if path.exists():
            header, *batches = path.read_text(encoding="utf-8").splitlines()
            told = json.loads(header)
            self._zone, self._withheld = told["zone"], tuple(told["withheld"])
            self._lines = tuple(_line(json.loads(one)) for batch in batches for one in json.loads(batch))
        else:
            self._write(())
        self._head = _head(self._lines)
        self._beside = path.with_suffix(".states")
        told = json.loads(self._beside.read_text(encoding="utf-8")) if self._beside.exists() else []
        self._states = tuple(KeptState(*one)._replace(state=one[3].encode()) for one in told)

    @property
    def zone(self) -> str:
        return self._zone

    def head(self) -> Head:
        if self._closed:
            raise LogClosed
        return self._head

    def counts(self) -> tuple[int, int]:
        head = self.head()
        return head.size, head.erased

    def _now(self, after: int = 0, upto: int = 10**18) -> Sequence[Line]:
        return self._lines[: self.head().size][max(after, 0) : max(upto, 0)]

    def entry(self, position: int) -> StoredEntry:
        if not 1 <= position <= self.head().size:
            raise LookupError(f"no entry {position}")
        return self._lines[position - 1].stored

    def entries(self, after: int, upto: int) -> Iterator[StoredEntry]:
        return (self.entry(one.stored.position) for one in self._now(after, upto))

    def contents(self, after: int, upto: int, kind: str | None = None) -> Iterator[Sequence[Content]]:
        for one in self.entries(after, upto):
            if kind is None or (one.body is not None and (one.kind.startswith(f"{kind}/") or _strange(one.kind))):
                yield [one[:4]]

    def at(self, positions: Sequence[int]) -> Iterator[Sequence[Content]]:
        return ([self.entry(position)[:4]] for position in positions)

    def under(self, keys: Sequence[str], after: int, upto: int) -> Iterator[Sequence[Content]]:
        return self.at([one.stored.position for one in self._now(after, upto) if not set(keys).isdisjoint(one.keys)])

    def having(self, ids: Sequence[str], upto: int) -> Iterator[Sequence[Content]]:
        return self.at([one.stored.position for one in self._now(0, upto) if one.id is not None and one.id in ids])

    def candidates(self, words: Sequence[Sequence[str]], tiers: Sequence[Sequence[str]], upto: int) -> Candidates:
        del words
        return Candidates([backwards(self.contents, kinds, 0, min(upto, self.head().size)) for kinds in tiers])

    def keys(self, prefix: str, upto: int) -> Iterator[str]:
        return iter(sorted({key for one in self._now(0, upto) for key in one.keys if key.startswith(prefix)}))

    def find(self, id: str) -> int | None:
        return next((one.stored.position for one in self._now() if one.id == id), None)

    def find_all(self, ids: Sequence[str]) -> dict[str, int]:
        return {one.id: one.stored.position for one in self._now() if one.id is not None and one.id in ids}

    def id_at(self, position: int) -> str | None:
        return next((one.id for one in self._now(position - 1, position)), None) if position > 0 else None

    def upto(self, recorded: int) -> int:
        return sum(one.moment <= recorded for one in self._now())

    def waking(self):
        return nullcontext(looking(lambda: (self._closed, self._head.size)))

    def states(self, name: str) -> list[KeptState]:
        self.head()
        return [one for one in self._states if one.name == name]

    @contextmanager
    def writing(self, *, held: bool = True, ahead: Ahead = NOTHING):
        del held, ahead
        with self._lock:
            check_whole(self._withheld)
            writing = JournalWriting(self, self.head())
            yield writing
            if writing.lines != self._lines:
                self._keep(writing.lines, writing.after)
            if writing.states != self._states:
                self._states = writing.states
                told = [[*one[:3], one.state.decode(), *one[4:]] for one in self._states]
                self._beside.write_text(json.dumps(told), encoding="utf-8")

    @contextmanager
    def inspecting(self):
        head, lines = self.head(), self._now()
        keys: dict[str, list[int]] = {}
        for one in lines:
            for key in one.keys:
                keys.setdefault(key, []).append(one.stored.position)
        ends = [
            Batch(one.stored.position, one.moment, None)
            for one, after in zip(lines, [*lines[1:], None], strict=False)
            if after is None or after.moment != one.moment
        ]
        ids = {one.stored.position: one.id for one in lines if one.id is not None}
        yield HeldInspection(head, [one.stored for one in lines], ends, ids, keys, self._withheld)

    def around(self, question: str) -> None:
        """Nothing is far in one file."""

    def withheld(self) -> Sequence[int]:
        self.head()
        return self._withheld

    def restore(self, batches: Iterable[Sequence[RestoredEntry]], withheld: Sequence[int] = ()) -> Head:
        with self._lock:
            head = self.head()
            check_empty(head)
            lines: list[Line] = []
            for batch in batches:
                head = restored(head, batch)
                lines += [
                    Line(one.stored, one.id, tuple(dict.fromkeys(one.keys)), one.stored.recorded) for one in batch
                ]
            self._withheld = tuple(withheld)
            self._keep(tuple(lines), head)
        return head

    def snapshot(self, path, name: str) -> bool:
        del path, name
        return False

    def vacuum(self) -> tuple[str, ...]:
        return ()

    def discard(self) -> bool:
        if self.head().size:
            return False
        self.close()
        self.path.unlink()
        return True

    def remains(self, words) -> Remains:  # noqa: ARG002 - it writes its file anew each time
        return Remains(clean=("its file, which is written anew each time",))

    def findings(self) -> Iterator[Finding]:
        yield Finding("journal", "ok", f"{self.path.stat().st_size} bytes of lines")

    def close(self) -> None:
        self._closed = True

    def _keep(self, lines: tuple[Line, ...], head: Head) -> None:
        self._write(lines)
        self._lines, self._head = lines, head

    def _write(self, lines: tuple[Line, ...]) -> None:
        told = [json.dumps({"zone": self._zone, "withheld": self._withheld})]
        for one in lines:
            octets = [None if some is None else b64encode(some).decode() for some in one.stored[3:]]
            told.append(json.dumps([json.dumps([*one.stored[:3], *octets, one.id, one.keys])]))
        self.path.write_text("\n".join(told), encoding="utf-8")


class JournalWriting:
    """A batch that is put together beside the log."""

    beside = False

    def __init__(self, store: JournalStore, head: Head) -> None:
        self._store = store
        self.head = self.after = head
        self.lines = store._lines
        self.states = store._states
        self.find, self.find_all, self.id_at, self.entry = store.find, store.find_all, store.id_at, store.entry

    def known(self, keys: Sequence[str]) -> set[str]:
        return {key for one in self._store._now() for key in one.keys} & {*keys}

    def newest_about(self, key: str) -> Iterator[int]:
        return (one.stored.position for one in reversed(self._store._now()) if key in one.keys)

    def append(self, rows: Sequence[NewEntry], recorded: int, *, moving: bool = False) -> Head:
        del moving
        salts, commits, self.after = seal(rows, recorded, self.head, self._store._salts)
        for at, (row, salt, commit) in enumerate(zip(rows, salts, commits, strict=True), self.head.size + 1):
            stored = StoredEntry(at, recorded, row.kind, row.body, salt, commit)
            self.lines += (Line(stored, row.id, tuple(dict.fromkeys(row.keys)), recorded),)
        return self.after

    def keep(self, state: KeptState, before: KeptState | None, erased: int, *, alone: bool = False) -> bool:
        build = state.build if before is None else before.build
        held = next((one for one in self.states if (one.name, one.build) == (state.name, build)), None)
        if erased != self.head.erased or (held and held.position) != (before and before.position):
            return False
        left = (one for one in self.states if one.name != state.name or not (alone or one.build == build))
        self.states = (*left, state)
        return True

    def erase(self, positions: Iterable[int]) -> None:
        self.states = ()
        gone = frozenset(positions)
        fresh = sum(self._store.entry(position).body is not None for position in gone)
        self.after = attrs.evolve(self.after, erased=self.after.erased + fresh)
        self.lines = tuple(
            one._replace(stored=one.stored._replace(body=None, salt=None), id=None, keys=())
            if one.stored.position in gone
            else one
            for one in self.lines
        )


def _strange(kind: str) -> bool:
    return "." not in kind and kind not in OURS


def _line(told: list) -> Line:
    position, recorded, kind, *octets, id, keys = told
    return Line(
        StoredEntry(position, recorded, kind, *(None if one is None else b64decode(one) for one in octets)),
        id,
        tuple(keys),
        recorded,
    )


def _head(lines: Sequence[Line]) -> Head:
    if not lines:
        return Head()
    frontier = Frontier().extend(one.stored.leaf for one in lines)
    return Head(len(lines), lines[-1].stored.recorded, frontier, sum(one.stored.body is None for one in lines))
