"""What is written to a log on a server: one call of one function, or, under the lock, several.

A writer that is not `held` asks once for what it knows that it will need, or takes that for granted (see `recalling`),
puts a batch together, and hands it over by one call, in which the server takes the lock, looks whether what was read is
still so, and does the rest: where others came before, it puts the batch behind what they recorded, and raises the
positions by which its entries name each other. Where what came may bear on the batch, Overtaken is raised, and what was
read is read anew. So no writer holds the lock while it thinks, or while words are on their way, and none waits for
another but for its turn.

A writer that is `held` takes the lock first and keeps it. It costs others a round trip for each look, and is for what
can't be done in one call, and for a writer that was overtaken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from eventlog.errors import InvalidValue
from eventlog.proof import SALT_BYTES, record
from eventlog.stores.entries import (
    Ahead,
    Head,
    NewEntry,
    Overtaken,
    RestoredEntry,
    Salts,
    check_batch,
    check_empty,
    drawn,
)
from eventlog.stores.postgres.columns import Column, numbers, octets, texts
from eventlog.stores.postgres.connecting import Connections
from eventlog.stores.postgres.lookups import Lookups, head_of, positions, sayable
from eventlog.stores.postgres.recalling import Recalled
from eventlog.stores.postgres.statements import (
    AHEAD,
    APPEND,
    APPEND_ONE,
    ERASE,
    HOLD,
    KEEP,
    LET_GO,
    LOOKED_AHEAD,
    RESTORE,
    STATE_AT,
    WITHHOLD,
)
from eventlog.stores.postgres.staying import Sight
from eventlog.stores.states import KeptState

Send: TypeAlias = Callable[[str, Sequence[Any], Sequence[NewEntry], Head], Head]
"""Hands a call of a function that appends over, for entries to be put behind a head; gives the head after."""

__all__ = ["Appending", "HeldWriting", "effect_rows", "run"]

_MOST = 256


def run(connection: Any, schema: str, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of one statement."""
    with connection.cursor(binary=True) as cursor:
        cursor.execute(sql.replace("@.", f"{schema}."), values)
        return list(cursor.fetchall()) if cursor.pgresult.nfields else []


def effect_rows(keys: Iterable[Sequence[str]]) -> list[Column]:
    """Under which keys the entries of a batch are found, as the server's `put` wants it: by key, then by entry."""
    under: dict[str, list[int]] = {}
    for at, some in enumerate(keys, start=1):
        for key in some:
            held = under.setdefault(key, [])
            if not held or held[-1] != at:
                held.append(at)
    named: list[str] = []
    firsts, begins, ends, behinds = list[int](), list[int](), list[int](), list[int]()
    for key in sorted(under):
        held = under[key]
        for begin in range(0, len(held), _MOST):
            first, *rest = held[begin : begin + _MOST]
            named.append(key)
            firsts.append(first)
            begins.append(len(behinds) + 1)
            behinds += [at - first for at in rest]
            ends.append(len(behinds))
    return [texts(named), *map(numbers, (firsts, begins, ends, behinds))]


class Appending:
    """A batch that is put together while others may write. What is looked up for it is noted.

    `guessed`: what was to be looked up for it was taken for granted, and whatever comes of that is void unless the
    batch is appended.
    """

    beside = True

    def __init__(self, store: Lookups, ahead: Ahead, salts: Salts, send: Send, recalled: Recalled, wait: float) -> None:
        self._store = store
        self._salts = salts
        self._send = send
        self._wait = int(wait * 1000)
        self._recalled = recalled
        self.guessed = recalled.suffices(ahead)
        self._found: dict[str, int | None]
        self._newest: dict[str, list[list[int]]]
        if self.guessed:
            self.head = self.after = recalled.head
            self._found = {id: recalled.ids.get(id) for id in ahead.ids}
            self._newest = {key: recalled.under(key) for key in ahead.keys}
        else:
            self._look_up(ahead)
        self._watched: set[str] = set()
        self.entry = store.entry
        self.id_at = store.id_at

    def _look_up(self, ahead: Ahead) -> None:
        ids, keys = [id for id in ahead.ids if sayable(id)], [key for key in ahead.keys if sayable(key)]
        rows = self._store._now(AHEAD, texts(ids), texts(keys))  # noqa: SLF001 - it is a part of the store
        self.head = self.after = head_of([row[:4] for row in rows if row[4] is None])
        self._found = {**dict.fromkeys(ahead.ids), **{row[4]: row[5] for row in rows if row[3] is None}}
        self._newest = {key: [] for key in ahead.keys}
        for row in rows:
            if row[3] == 0 and row[4] is not None:
                self._newest[row[4]].append(positions(row[5], row[6]))
        for held in self._newest.values():
            held.sort(reverse=True)
        self._recalled.looked_up(self.head, self._found, self._newest)

    def find(self, id: str) -> int | None:
        """The position of the entry with this id."""
        return self.find_all((id,)).get(id)

    def find_all(self, ids: Sequence[str]) -> dict[str, int]:
        """The positions of those of these ids that are there. Raises Overtaken where one has come in meanwhile."""
        missing = [id for id in ids if id not in self._found]
        if missing and self.guessed:
            self._found.update((id, self._recalled.ids.get(id)) for id in missing)
        elif missing:
            found = self._store.find_all(missing)
            if any(at > self.head.size for at in found.values()):
                raise Overtaken
            self._found.update({**dict.fromkeys(missing), **found})
        there = ((id, self._found[id]) for id in ids)
        return {id: at for id, at in there if at is not None}

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of these keys under which any entry has an effect."""
        self._watched.update(keys)
        missing = [key for key in keys if key not in self._newest]
        found = {key for key in keys if self._newest.get(key)}
        return found | self._store.heard(missing, self.head.size) if missing else found

    def newest_about(self, key: str) -> Iterator[int]:
        """The positions that have an effect under this key, the last one first."""
        self._watched.add(key)
        before = self.head.size + 1
        known = self._newest.get(key)
        for held in known or ():
            yield from reversed(held)
            before = held[0]
        if known is None or len(known) == LOOKED_AHEAD:
            yield from self._store.newest(key, before - 1)

    def append(self, rows: Sequence[NewEntry], recorded: int, *, moving: bool = False) -> Head:
        """Add entries after the last one. Raises Overtaken where something came in between that may bear on them."""
        if rows:
            salted = self._recalled.drawn(self._salts, len(rows))
            _check(rows, recorded, self.head, salted)
            try:
                self.after = self._send(*self._call(rows, recorded, salted, moving), rows, self.head)
            except Overtaken:
                self._recalled.trusted, self._recalled.unused = False, [*salted, *self._recalled.unused]
                raise
            self._recalled.appended(self.after, rows, self._newest)
        return self.after

    def _call(
        self, rows: Sequence[NewEntry], recorded: int, salted: Sequence[bytes], moving: bool
    ) -> tuple[str, list[Any]]:
        """The call that appends: of one entry that names no other of its batch, that of a function of its own."""
        head, row = self.head, rows[0]
        edge = head.frontier.to_bytes() if self.guessed else None
        watched, since, silent, absent = self._rests_on(rows) if moving or self.guessed else ([], 0, [], [])
        rests_on = [moving, texts(watched), since, texts(silent), texts(absent)]
        if len(rows) == 1 and not row.holes:
            told = [head.size, head.erased, edge, recorded, row.kind, row.id, salted[0], row.body]
            return APPEND_ONE, [*told, texts(sorted(set(row.keys))), *rests_on]
        moved = [(at, *hole) for at, row in enumerate(rows, start=1) for hole in row.holes] if moving else []
        return APPEND, [
            self._wait,
            *_arguments(rows, recorded, head, salted, edge),
            *rests_on,
            numbers([hole[0] for hole in moved]),
            numbers([hole[1] for hole in moved]),
            numbers([hole[2] - head.size for hole in moved]),
        ]

    def _rests_on(self, rows: Sequence[NewEntry]) -> tuple[list[str], int, list[str], list[str]]:
        """Keys under which nothing came since a position; that position; keys under which nothing is; ids that are not
        there.
        """
        absent = {id for id, at in self._found.items() if at is None}
        if not self.guessed:
            return sorted(self._watched), self.head.size, [], sorted(absent.difference(row.id for row in rows))
        silent = {key for key in self._watched if key in self._newest and not self._newest[key]}
        watched = self._watched - silent
        since = min((self._recalled.upto(key) for key in watched if key in self._newest), default=self.head.size)
        return sorted(watched), since, sorted(silent), sorted(absent)

    def keep(self, state: KeptState, before: KeptState | None, erased: int, *, alone: bool = False) -> bool:
        """Not without the lock."""
        del state, before, erased, alone
        raise AssertionError("who keeps a state takes the lock first")

    def erase(self, positions: Iterable[int]) -> None:
        """Not without the lock."""
        del positions
        raise AssertionError("what erases takes the lock first")


def _check(rows: Sequence[NewEntry], recorded: int, head: Head, salted: Sequence[bytes]) -> None:
    check_batch(rows, recorded, head)
    for kind in {row.kind for row in rows}:
        record(1, recorded, bytes(32), kind)  # raises for a kind, or a moment, that does not fit
    if any(len(salt) != SALT_BYTES for salt in salted):
        raise InvalidValue(f"a salt has {SALT_BYTES} bytes")


def _arguments(
    rows: Sequence[NewEntry], recorded: int, head: Head, salted: Sequence[bytes], edge: bytes | None = None
) -> list[Any]:
    """What the function that appends is told, but for how long it waits, and whether others may come before. `edge`: of
    a head that was not looked up.
    """
    return [
        head.size,
        head.erased,
        edge,
        recorded,
        texts([row.kind for row in rows]),
        texts([row.id for row in rows]),
        octets(salted),
        octets([row.body for row in rows]),
        *effect_rows([row.keys for row in rows]),
    ]


_STAYING = [False, texts(()), 0, texts(()), texts(()), numbers(()), numbers(()), numbers(())]
"""What the function that appends is told of a batch that comes after what it was made after, or not at all."""


class HeldWriting(Lookups):
    """A transaction that has the lock."""

    beside = False

    def __init__(self, connection: Any, connections: Connections, salts: Salts, wait: float, sight: Sight) -> None:
        self._connection = connection
        self._schema = connections.target.quoted
        self._salts = salts
        self._wait = int(wait * 1000)
        self.kept = False
        connections.begin(connection)
        self.head = self.after = head_of([row[:4] for row in sight.of(self._rows, HOLD, self._wait)])

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of one statement, in the transaction."""
        return self._rows(sql, *values)

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return run(self._connection, self._schema, sql, values)

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of these keys under which any entry has an effect."""
        return self.heard(keys, self.head.size)

    def newest_about(self, key: str) -> Iterator[int]:
        """The positions that have an effect under this key, the last one first."""
        return self.newest(key, self.head.size)

    def append(self, rows: Sequence[NewEntry], recorded: int, *, moving: bool = False) -> Head:
        """Add entries after the last one, all with one `recorded`."""
        del moving  # nobody else writes meanwhile
        assert self.after is self.head, "one block appends one batch"
        if rows:
            salted = drawn(self._salts, len(rows))
            _check(rows, recorded, self.head, salted)
            values = _arguments(rows, recorded, self.head, salted)
            self.after = head_of(self._rows(APPEND, self._wait, *values, *_STAYING))
        return self.after

    def keep(self, state: KeptState, before: KeptState | None, erased: int, *, alone: bool = False) -> bool:
        """Put a state in the place of the one before."""
        build = state.build if before is None else before.build
        row = next(iter(self._rows(STATE_AT, state.name, build)), None)
        if erased != self.head.erased or (row and row[0]) != (before and before.position):
            return False
        self._rows(LET_GO, state.name, alone, build)
        self._rows(KEEP, *state)
        self.kept = True
        return True

    def restore(self, batches: Iterable[Sequence[RestoredEntry]], withheld: Sequence[int]) -> Head:
        """Put batches that were recorded elsewhere into the empty log."""
        check_empty(self.head)
        if withheld:
            self._rows(WITHHOLD, list(withheld))
        for batch in batches:
            one = [given.stored for given in batch]
            values = (
                one[0].recorded,
                texts(entry.kind for entry in one),
                texts(given.id for given in batch),
                octets([entry.commit for entry in one]),
                octets([entry.salt for entry in one]),
                octets([entry.body for entry in one]),
                *effect_rows(given.keys for given in batch),
            )
            self.after = head_of(self._rows(RESTORE, *values))
        return self.after

    def erase(self, positions: Iterable[int]) -> None:
        """Erase body, salt, id and keys of these entries."""
        self.after = head_of(self._rows(ERASE, sorted(set(positions))))
