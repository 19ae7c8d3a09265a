"""A copy from which entries are withheld: the same log, the same root, without the words of some of its entries.

A court, a partner or a reader is given the log without the protected source. Of a withheld entry the copy has its
position, moment, kind and salted commit, so that every root, checkpoint and proof of the log holds for the copy too.
Its body, salt and id, and all that finds it, are left out; without the salt not even a short body can be guessed from
the commit. What names a withheld entry goes with it, as in a redaction, since it would tell of it. `verify` says what
is withheld, apart from what was redacted, and so does every answer. A copy is for reading: nothing is appended to it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import attrs

from eventlog.audit.verify import verify
from eventlog.claims import check_question
from eventlog.codec import Reading
from eventlog.errors import InvalidValue, StoreError, UnknownQuestion
from eventlog.events import Reader, Redacted, UnknownEvent
from eventlog.events.dependencies import effects
from eventlog.files.names import check_name
from eventlog.files.outputs import beside
from eventlog.knowledge.gather import gather
from eventlog.redaction.plan import Gone, plan, positions_of
from eventlog.stores import Head, RestoredEntry, SQLiteStore, Store, StoredEntry
from eventlog.stores.inspection import KEPT, REDACTED
from eventlog.transfer.backup import fill

__all__ = ["Withholding", "bearing", "copy_without", "withholding"]


@attrs.frozen(kw_only=True)
class Withholding:
    """What a copy leaves out: `withheld` go; `repeats` are in the copy unless they are named too.

    These hold the same words, define agents and questions that are named in what goes and nowhere else, or are
    redactions that also name questions which are not asked for.

    The list of what is withheld is what lawyers call a privilege log.
    """

    withheld: tuple[Gone, ...] = ()
    repeats: tuple[Gone, ...] = ()

    @property
    def positions(self) -> tuple[int, ...]:
        """The positions that are withheld, in order."""
        return tuple(one.position for one in self.withheld)

    def __str__(self) -> str:
        lines = [f"withheld: {one}" for one in self.withheld]
        lines += [f"repeats it and is in the copy; name it too if it should not be: {one}" for one in self.repeats]
        return "\n".join(lines or ["nothing is withheld"])


def withholding(
    store: Store,
    targets: Iterable[Any] = (),
    *,
    size: int,
    keep: Iterable[int] | None = None,
    asked: Iterable[str] = (),
) -> Withholding:
    """What a copy of the first `size` entries without these leaves out, or one of these positions alone.

    `targets`: entries, positions, ids, or what has one. `keep`: the positions that are to be in the copy; all others
    are left out. `asked`: the questions for which they are kept; what is kept and names others is told of.

    Raises InvalidValue where both or neither are given, or where a redaction is to be withheld, and
    LookupError for what is not in the log.
    """
    wanted = tuple(targets)
    if (keep is None) == (not wanted):
        raise InvalidValue("a copy leaves out the entries that are named, or all but some: name one of the two")
    if keep is not None:
        kept = frozenset(keep)
        others = tuple(_naming_others(store, size, kept, frozenset(asked)))
        return Withholding(withheld=tuple(_all_but(store, size, kept)), repeats=others)
    found = plan(positions_of(wanted, size, store.find), lambda: store.entries(0, size), store.id_at)
    return Withholding(withheld=found.goes, repeats=found.repeats)


def _all_but(store: Store, size: int, kept: frozenset[int]) -> Iterator[Gone]:
    """What is left out where these positions are kept.

    A redaction goes too, since it tells questions and a reason; what it erased is withheld then, as nothing in the copy
    would say that it was redacted.
    """
    reading, before = Reading(lambda _: None), frozenset(store.withheld())
    said = {
        at
        for one in store.entries(0, size)
        if one.position in kept and one.kind == REDACTED and one.body is not None
        if isinstance(event := reading.decode(one.kind, one.body), Redacted)
        for at in event.positions
    }
    for one in store.entries(0, size):
        if one.position in kept or one.position in before or one.kind in KEPT:
            continue
        if one.body is not None:
            yield Gone(one.position, one.kind, "it does not bear on what is asked")
        elif one.position not in said:
            yield Gone(one.position, one.kind, "it was redacted, by what does not bear on what is asked")


def _naming_others(store: Store, size: int, kept: frozenset[int], asked: frozenset[str]) -> Iterator[Gone]:
    """The redactions that are kept, since they bear on what is asked, and say of other questions that they lack
    something. A body is in a copy whole or not at all, so that is told and not mended.
    """
    reading = Reading(lambda _: None)
    for one in store.entries(0, size):
        if one.position in kept and one.kind == REDACTED and one.body is not None:
            event = reading.decode(one.kind, one.body)
            said = event.withheld if isinstance(event, Redacted) else ()
            if others := [question for question, _ in said if question not in asked]:
                yield Gone(one.position, one.kind, f"it also erased what bears on {', '.join(others)}, and says so")


def bearing(reader: Reader, questions: Iterable[str], size: int) -> frozenset[int]:
    """The positions, up to `size`, of all that bears on these questions. Raises UnknownQuestion for one that the log
    does not know.
    """
    found = set[int]()
    for question in questions:
        dossier = gather(reader, check_question(question), size)
        if not dossier.claims and not dossier.definitions:
            raise UnknownQuestion(question)
        found.update(entry.position for entry in (*dossier.entries.values(), *dossier.definitions))
        found.update(entry.position for entry in reader.about(f"w:{question}", size))
    return frozenset(found)


def copy_without(store: Store, path: str | os.PathLike[str], withheld: Iterable[int], head: Head) -> None:
    """Write a copy of a log as it was at a `head` into a new file of SQLite, without the words at the positions in
    `withheld`. Whether what came later may be in a copy was not asked.

    What is left out of `store` already is left out of the copy too. Raises StoreError where there is such a file
    already or the copy does not verify, and leaves no half of one.
    """
    left_out = tuple(sorted({*withheld, *store.withheld()}))
    with beside(path, how="") as part:
        fill(part, check_name(path), store.zone, _batches(store, head.size, frozenset(left_out)), left_out)
        looked = SQLiteStore(part, read_only="immutable")
        try:
            found = verify(looked)
            same = looked.head().root == head.root
        finally:
            looked.close()
        if not found.ok or not same:
            raise StoreError(f"the copy of the log does not verify, so it was not kept: {found}")


def _batches(store: Store, size: int, left_out: frozenset[int]) -> Iterator[list[RestoredEntry]]:
    """The batches of a log, without what is left out, nor any name of it."""
    reading = Reading(lambda at: None if at in left_out else store.id_at(at))
    for _, group in groupby(store.entries(0, size), key=lambda one: one.recorded):
        yield [_restored(one, reading, store, left_out) for one in group]


def _restored(one: StoredEntry, reading: Reading, store: Store, left_out: frozenset[int]) -> RestoredEntry:
    if one.position in left_out or one.body is None:
        return RestoredEntry(one._replace(body=None, salt=None), None, ())
    event = reading.decode(one.kind, one.body)
    keys = () if isinstance(event, UnknownEvent) else effects(event)
    return RestoredEntry(one, store.id_at(one.position), keys)
