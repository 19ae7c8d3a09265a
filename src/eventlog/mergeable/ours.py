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
from eventlog.errors import InvalidValue
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

_AT_ONCE: Final = 100
"""Questions of which what bears on them is at hand at a time."""

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
CUT: Final = Column("cut", "integer", "at which of the cuts that were given, from 0; only where there are several")
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
    """The entries that are visible at a cut, in order of position. All entries come to one place for it.

    Raises InvalidValue.
    """
    return _of_entries("the visible entries", partial(_visible, cut), VISIBLE, cut, by_question=False)


def _visible(cut: Cut, reader: Reader, _: Sequence[str] = ()) -> list[Row]:
    return [(one.position, one.kind, one.id) for one in Knowledge(reader, cut).entries()]


def statuses(*cuts: Cut) -> Mergeable:
    """The word for each question at a cut; silent ones left out. At several cuts in one pass, with the cut's number.

    Raises InvalidValue.
    """
    return _at(cuts, "statuses", _statuses, STATUSES)


def _statuses(knowledge: Knowledge, questions: Sequence[str]) -> list[Row]:
    return [(question, str(word)) for question, word in knowledge.statuses_of(questions).items()]


def standings(*cuts: Cut) -> Mergeable:
    """What stands at a cut: a row for each claim of each standing, by the schema of `eventlog.knowledge.rows`; at
    several cuts in one pass. Raises InvalidValue.
    """
    return _at(cuts, "standings", _standings, CLAIM_COLUMNS)


def _standings(knowledge: Knowledge, questions: Sequence[str]) -> list[Row]:
    found = (knowledge.judged(question) for question in questions)  # one at a time: none is kept
    return list(claim_rows(standing for standing in found if says(standing)))


def timelines(*cuts: Cut) -> Mergeable:
    """What holds when, of each question that holds over time: a row for each segment of valid time; at several cuts in
    one pass. Raises InvalidValue.
    """
    return _at(cuts, "timelines", _timelines, TIMELINE)


def _timelines(knowledge: Knowledge, questions: Sequence[str]) -> list[Row]:
    rows = []
    for question in questions:
        for one in knowledge.judged(question).timeline:
            ends = [None if micros is None else times.instant_text(micros) for micros in (one.begin, one.end)]
            behind = sorted({claim for held in one.held for claim in held.claims})
            rows.append((question, *ends, [str(held) for held in one.held], behind))
    return rows


def _at(
    cuts: tuple[Cut, ...],
    name: str,
    tell: Callable[[Knowledge, Sequence[str]], list[Row]],
    columns: tuple[Column, ...],
) -> Mergeable:
    """What is told of questions, at one cut or at several. Raises InvalidValue for none."""
    if not cuts:
        raise InvalidValue(f"{name} are as of a cut: give one, such as segments.as_of(day)")
    return _of_entries(name, partial(_told, cuts, tell), (CUT, *columns) if len(cuts) > 1 else columns, *cuts)


def _told(
    cuts: tuple[Cut, ...],
    tell: Callable[[Knowledge, Sequence[str]], list[Row]],
    reader: Reader,
    questions: Sequence[str],
) -> list[Row]:
    """Some questions at a time, at each cut before the next ones: what bears on them is gathered once, and let go."""
    wanted, rows = sorted(questions), list[Row]()
    latest_first = sorted(range(len(cuts)), key=lambda at: _late(cuts[at]), reverse=True)  # it has read what all need
    for begin in range(0, len(wanted), _AT_ONCE):
        some = wanted[begin : begin + _AT_ONCE]
        told = {at: tell(Knowledge(reader, cuts[at]), some) for at in latest_first}
        for at in range(len(cuts)):
            rows += told[at] if len(cuts) == 1 else [(at, *row) for row in told[at]]
    return rows


def _late(cut: Cut) -> tuple[bool, int]:
    return (cut.published is None, cut.published or 0)


def diff(before: Cut, after: Cut) -> Mergeable:
    """What changes from one cut to another, with causes and reasons: a row for each change. Raises InvalidValue."""
    return _of_entries("changes", partial(_changes, before, after), CHANGES, before, after)


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
    *cuts: Cut,
    by_question: bool = True,
) -> Mergeable:
    """A projection that keeps the entries, and asks at the end a reader of them."""
    for cut in cuts:
        check_type(cut, Cut, "a cut")
    return Mergeable(
        start=EntrySet(),
        step=_added,
        merge=EntrySet.union,
        finish=partial(_asked, read, cuts[-1].zone),
        key=BY_QUESTION if by_question else None,
        columns=columns,
        read=read,
        position=max(cut.position for cut in cuts),
        name=name,
    )


def _added(state: EntrySet, entry: Entry) -> EntrySet:
    return state.add(entry)


def _asked(
    read: Callable[[Reader, Sequence[str]], list[Row]], zone: str, state: EntrySet, keys: Sequence[str] = ()
) -> list[Row]:
    return read(state.reader(zone), keys)
