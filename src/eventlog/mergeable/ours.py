"""The projections of this library in mergeable form.

All but the counts keep a set of entries that only grows. What they say of it is asked of `Knowledge`, so there is no
second copy of any rule here: of claims and withdrawals, whichever came first, what the log says comes out.
Each is made for a cut, as `EventLog.as_of` or `eventlog.segments.Segments.as_of` has it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from eventlog import times
from eventlog.claims.fields import check_type
from eventlog.events import Entry, Reader
from eventlog.knowledge import Cut, Knowledge
from eventlog.knowledge import diff as compared
from eventlog.knowledge.rows import COLUMNS as CLAIM_COLUMNS
from eventlog.knowledge.rows import rows as claim_rows
from eventlog.knowledge.table import says
from eventlog.mergeable.entries import EntrySet
from eventlog.mergeable.projection import BY_QUESTION, Mergeable
from eventlog.tables import Column

__all__ = ["counts", "diff", "standings", "statuses", "timelines", "visible"]

Row = tuple[Any, ...]

COUNTS: Final = (
    Column("kind", "text", "the stored kind of the entries, with its version"),
    Column("entries", "integer", "how many there are"),
    Column("redacted", "integer", "how many of them have been redacted, or were left out"),
)
VISIBLE: Final = (
    Column("position", "integer", "the entry's position in the log"),
    Column("kind", "text", "its stored kind"),
    Column("id", "text", "its id"),
)
STATUSES: Final = (
    Column("question", "text", "the question's id"),
    Column("status", "text", "how the question stands, in one word"),
)
TIMELINE: Final = (
    Column("question", "text", "the question's id"),
    Column("begin", "text", "from when on, inclusive; empty: unbounded"),
    Column("end", "text", "until when, exclusive; empty: unbounded"),
    Column("held", "texts", "what holds, each with a question mark where it only possibly does"),
    Column("claims", "texts", "the claims behind it, by id"),
)
CHANGES: Final = (
    Column("question", "text", "the question's id"),
    Column("what", "text", "learned, dropped or changed"),
    Column("claim", "text", "the claim's id; empty where only the status or its certainty changed"),
    Column("reason", "text", "why it changed"),
    Column("causes", "text", "positions of the entries that made it, with commas"),
    Column("before", "text", "how the question stood"),
    Column("after", "text", "how it stands"),
    Column("line", "text", "the change in words"),
)


def counts() -> Mergeable:
    """How many entries there are of each kind."""
    return Mergeable(
        start=(), step=_counted, merge=_both_counts, finish=list, columns=COUNTS, name="the counts of kinds"
    )


def _counted(state: tuple[Row, ...], entry: Entry) -> tuple[Row, ...]:
    return _both_counts(state, ((entry.kind, 1, int(entry.event is None)),))


def _both_counts(one: tuple[Row, ...], other: tuple[Row, ...]) -> tuple[Row, ...]:
    held = {kind: (entries, gone) for kind, entries, gone in one}
    for kind, entries, gone in other:
        before = held.get(kind, (0, 0))
        held[kind] = (before[0] + entries, before[1] + gone)
    return tuple((kind, *held[kind]) for kind in sorted(held))


def visible(cut: Cut) -> Mergeable:
    """The entries that are visible at a cut, in order of position. All entries come to one place for it."""
    return _of_entries("the visible entries", partial(_visible, cut), VISIBLE, cut, by_question=False)


def _visible(cut: Cut, reader: Reader, _: Sequence[str] = ()) -> list[Row]:
    return [(one.position, one.kind, one.id) for one in Knowledge(reader, cut).entries()]


def statuses(cut: Cut) -> Mergeable:
    """The word for each question at a cut; silent ones left out."""
    return _of_entries("statuses", partial(_statuses, cut), STATUSES, cut)


def _statuses(cut: Cut, reader: Reader, questions: Sequence[str]) -> list[Row]:
    words = Knowledge(reader, cut).statuses_of(sorted(questions))
    return [(question, str(word)) for question, word in words.items()]


def standings(cut: Cut) -> Mergeable:
    """What stands at a cut: a row for each claim of each standing, by the schema of `eventlog.knowledge.rows`."""
    return _of_entries("standings", partial(_standings, cut), CLAIM_COLUMNS, cut)


def _standings(cut: Cut, reader: Reader, questions: Sequence[str]) -> list[Row]:
    knowledge = Knowledge(reader, cut)
    found = (knowledge.judged(question) for question in sorted(questions))  # one at a time: none is kept
    return list(claim_rows(standing for standing in found if says(standing)))


def timelines(cut: Cut) -> Mergeable:
    """What holds when, of each question that holds over time: a row for each segment of valid time."""
    return _of_entries("timelines", partial(_timelines, cut), TIMELINE, cut)


def _timelines(cut: Cut, reader: Reader, questions: Sequence[str]) -> list[Row]:
    knowledge = Knowledge(reader, cut)
    rows = []
    for question in sorted(questions):
        for one in knowledge.judged(question).timeline:
            ends = [None if micros is None else times.instant_text(micros) for micros in (one.begin, one.end)]
            behind = sorted({claim for held in one.held for claim in held.claims})
            rows.append((question, *ends, [str(held) for held in one.held], behind))
    return rows


def diff(before: Cut, after: Cut) -> Mergeable:
    """What changes from one cut to another, with causes and reasons: a row for each change."""
    check_type(before, Cut, "a cut")
    return _of_entries("changes", partial(_changes, before, after), CHANGES, after)


def _changes(before: Cut, after: Cut, reader: Reader, questions: Sequence[str]) -> list[Row]:
    wanted = frozenset(questions)
    found = compared(Knowledge(reader, before), Knowledge(reader, after))
    return [
        (
            *(one.question, str(one.what), None if one.claim is None else one.claim.id, str(one.reason)),
            *(",".join(map(str, sorted(one.causes))), str(one.before), str(one.after), str(one)),
        )
        for one in found
        if one.question in wanted
    ]


def _of_entries(
    name: str,
    read: Callable[[Reader, Sequence[str]], list[Row]],
    columns: tuple[Column, ...],
    cut: Cut,
    *,
    by_question: bool = True,
) -> Mergeable:
    """A projection that keeps the entries, and asks at the end a reader of them."""
    check_type(cut, Cut, "a cut")
    return Mergeable(
        start=EntrySet(),
        step=_added,
        merge=EntrySet.union,
        finish=partial(_asked, read, cut.zone),
        key=BY_QUESTION if by_question else None,
        columns=columns,
        read=read,
        name=name,
    )


def _added(state: EntrySet, entry: Entry) -> EntrySet:
    return state.add(entry)


def _asked(
    read: Callable[[Reader, Sequence[str]], list[Row]], zone: str, state: EntrySet, keys: Sequence[str] = ()
) -> list[Row]:
    return read(state.reader(zone), keys)
