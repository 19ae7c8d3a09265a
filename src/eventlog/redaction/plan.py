"""Redaction: what must not be read any more is erased, and the log can still prove what it is.

A body stands in the log's tree only by its commit, a hash with a salt. With salt and body gone the commit says nothing,
and every root, proof and checkpoint is what it was. What has to be thought about is the rest: whatever repeats the
words, or lets a reader confirm a guess of them.

* **Ids** come from content, without a salt, so they go with the body, and so do the keys by which it was found.
* **Whatever names it** goes with it, and whatever names that. Bodies name others by position, which gives nothing away;
  but the id of what names it was derived from its id, the claims of a report hold digests of its spans and tell its
  words again, links have a basis, judgements a reason. Names count that an entry can't be recorded without; a report
  that cites another one stays.
* **What repeats it without naming it** is listed, and erased only if it is asked for: another report with the same
  words, its digest, or its id as text; what defines an agent or a question that is named in what goes and nowhere else.
  It is another person's, and only a person can say what should become of it.
* Where an entry goes that took back, replaced or struck another one, that one **stands again**. This is listed as well.

The Redacted entry says which questions lack something now, so that answers can say so. Question ids therefore outlive
a redaction, as do the kinds and moments of entries; agents' names do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs
import msgspec

from eventlog.claims import Ref
from eventlog.codec import Reading
from eventlog.codec.wire import IdAt
from eventlog.errors import InvalidValue, shown
from eventlog.events import (
    AgentDefined,
    Annulled,
    ClaimRecorded,
    Corrected,
    Entry,
    Event,
    KeyRotated,
    LogBegun,
    QuestionDefined,
    ReportRecorded,
    Retracted,
    Reviewed,
    ReviewState,
    Superseded,
    UnknownEvent,
)
from eventlog.events.dependencies import row_of
from eventlog.stores import StoredEntry
from eventlog.stores.inspection import REDACTED
from eventlog.stores.wording import texts_in

__all__ = ["Gone", "Plan", "plan", "positions_of"]

_STEP = 10
_SHORTEST = 2 * _STEP  # letters of a repeated text that is worth a word


@attrs.frozen
class Gone:
    """An entry that is part of a redaction or has to do with it: its position, its kind, and why it is listed."""

    position: int
    kind: str
    why: str

    def __str__(self) -> str:
        return f"entry {self.position} ({self.kind}): {self.why}"


@attrs.frozen(kw_only=True)
class Plan:
    """What a redaction erases, and what it leaves.

    `goes` are erased; `repeats` hold the same words, digest or id, or define who or what is named there alone, and are
    not, unless they are asked for; `revives` stand again, because what took them back goes; `withheld` are the
    questions whose answers lack something then, with the positions. `already` had been redacted before. `entry` is the
    position of the Redacted entry, None for a plan that was not carried out; `left` says what could not be done, and
    what is out of reach.
    """

    goes: tuple[Gone, ...] = ()
    repeats: tuple[Gone, ...] = ()
    revives: tuple[Gone, ...] = ()
    withheld: tuple[tuple[str, tuple[int, ...]], ...] = ()
    already: tuple[int, ...] = ()
    entry: int | None = None
    left: tuple[str, ...] = ()
    persons: tuple[str, ...] = attrs.field(default=(), repr=False)
    """The names of the persons who speak or are spoken of in what goes."""

    @property
    def positions(self) -> tuple[int, ...]:
        """The positions that are erased, in order."""
        return tuple(one.position for one in self.goes)

    def __str__(self) -> str:
        done = self.entry is not None
        parts = (
            ("erased" if done else "to be erased", self.goes),
            ("repeats it and stays; name it too if it should go", self.repeats),
            ("stands again", self.revives),
        )
        lines = [f"{head}: {one}" for head, some in parts for one in some]
        lines += [f"withheld from {question}: {', '.join(map(str, at))}" for question, at in self.withheld]
        lines += [f"redacted before: {', '.join(map(str, self.already))}"] if self.already else []
        lines += [f"left: {one}" for one in self.left]
        return "\n".join(lines or ["nothing to be erased"])


@attrs.frozen
class _Seen:
    """What is kept of an entry while a plan is made: what it names, and what decides on which answers it bears.

    Reports and claims are most of a log, so of them only that is kept: a claim's question, and who speaks.
    """

    position: int
    kind: str
    names: tuple[int, ...]
    event: Event
    question: str | None = None
    agents: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()

    @classmethod
    def of(cls, stored: StoredEntry, event: Event) -> _Seen:
        """What is to be kept of an entry."""
        if isinstance(event, ReportRecorded):
            return cls(stored.position, stored.kind, (), ReportRecorded, agents=row_of(event).speakers(event))
        names = () if isinstance(event, UnknownEvent) else tuple(_named(event))
        if isinstance(event, ClaimRecorded):
            agents, mentions = row_of(event).speakers(event), row_of(event).mentions(event)
            return cls(stored.position, stored.kind, names, ClaimRecorded, event.claim.question, agents, mentions)
        return cls(stored.position, stored.kind, names, event)


def positions_of(targets: Iterable[Any], size: int, find: Any) -> tuple[int, ...]:
    """The positions that are meant by entries, positions, ids or what has one. Raises InvalidValue and LookupError."""
    found = []
    for one in targets:
        id = one if isinstance(one, str) else getattr(one, "id", None)
        at = one.position if isinstance(one, Entry) else find(id) if isinstance(id, str) else one
        if at is None and isinstance(id, str):
            raise LookupError(f"this log has nothing with the id {shown(id)}")
        if not isinstance(at, int) or isinstance(at, bool):
            raise InvalidValue(f"a {type(one).__name__} names no entry: pass entries, positions, ids or what has an id")
        if not 1 <= at <= size:
            raise LookupError(f"this log has no entry {shown(at)}: it has {size}")
        found.append(at)
    if not found:
        raise InvalidValue("nothing is named: pass the entries, positions or ids that are to be redacted")
    return tuple(sorted(set(found)))


def plan(targets: tuple[int, ...], entries: Callable[[], Iterable[StoredEntry]], id_at: IdAt) -> Plan:
    """What would go. `entries` gives all entries of the log in order, and is called anew for each reading of it;
    `id_at` the id of one.

    Raises InvalidValue for a redaction of a redaction.
    """
    reading = Reading(lambda _: None)  # so that every name reads as redacted:<position>
    seen: dict[int, _Seen] = {}
    before = set()
    for stored in entries():
        if stored.body is None:
            before.add(stored.position)
        else:
            seen[stored.position] = _Seen.of(stored, reading.decode(stored.kind, stored.body))
    for at in targets:
        if at in seen and seen[at].kind == REDACTED:
            raise InvalidValue(
                f"entry {at} is a redaction, and a redaction can't be redacted: it holds no words of others"
            )
        if at in seen and isinstance(seen[at].event, LogBegun):
            raise InvalidValue(f"entry {at} says in which zone the log lives: without it no answer would hold")
        if at in seen and isinstance(seen[at].event, KeyRotated):
            raise InvalidValue(f"entry {at} says which key signs for the log: without it no later one is followed")
    goes = _goes(targets, seen)
    gone = [seen[one.position] for one in goes]
    return Plan(
        goes=goes,
        repeats=_staying(gone, seen, entries, id_at) if gone else (),
        revives=tuple(_revives(gone, seen)),
        withheld=_withheld(gone, seen),
        already=tuple(at for at in targets if at in before),
        persons=tuple(_persons(gone, seen)),
    )


def _named(thing: Any) -> Iterator[int]:
    """The positions that an event names, wherever in it."""
    if isinstance(thing, Ref):
        if thing.startswith("redacted:"):
            yield int(thing.removeprefix("redacted:"))
    elif attrs.has(type(thing)):
        for field in attrs.fields(type(thing)):
            yield from _named(getattr(thing, field.name))
    elif isinstance(thing, (tuple, list, set, frozenset)):
        for one in thing:
            yield from _named(one)
    elif isinstance(thing, dict):
        yield from _named((*thing, *thing.values()))


def _goes(targets: tuple[int, ...], seen: dict[int, _Seen]) -> tuple[Gone, ...]:
    """What was asked for and is still there, and all that names it, and all that names that."""
    named_by: dict[int, list[int]] = {}
    for at, one in seen.items():
        for name in one.names:
            named_by.setdefault(name, []).append(at)
    why = {at: "asked for" for at in targets if at in seen}
    waiting = list(targets)
    while waiting:
        at = waiting.pop()
        for other in named_by.get(at, ()):
            if other not in why:
                why[other] = f"it names entry {at}"
                waiting.append(other)
    return tuple(Gone(at, seen[at].kind, why[at]) for at in sorted(why))


def _revives(gone: list[_Seen], seen: dict[int, _Seen]) -> Iterator[Gone]:
    """What an erased entry had taken back, replaced, corrected, struck or held back, and what stays."""
    erased = {one.position for one in gone}
    for one in gone:
        if isinstance(one.event, (Retracted, Superseded, Corrected, Annulled, Reviewed)) and _takes_out(one.event):
            for at in _named(one.event.target):
                if at in seen and at not in erased:
                    what = one.kind.partition("/")[0]
                    yield Gone(at, seen[at].kind, f"entry {one.position}, by which it was {what}, goes")


def _takes_out(event: Event) -> bool:
    """Whether it takes something out of answers, as an acceptance does not."""
    return not isinstance(event, Reviewed) or event.state in (ReviewState.PROPOSED, ReviewState.REJECTED)


def _withheld(gone: list[_Seen], seen: dict[int, _Seen]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """For each question the erased positions that bore on it."""
    of_report: dict[int, set[str]] = {}
    of_agent: dict[str, set[str]] = {}
    for one in seen.values():
        if one.question is not None:
            for at in one.names:
                of_report.setdefault(at, set()).add(one.question)
                publisher = seen[at].agents if at in seen else ()
                for agent in (*publisher, *one.agents):
                    of_agent.setdefault(agent, set()).add(one.question)
    found: dict[str, set[int]] = {}
    erased = {one.position for one in gone}
    for one in gone:
        # What a report was named for (as the notice of a withdrawal) bears on answers even where no claim is in it.
        reports = {at for at in one.names if at in erased and seen[at].event is ReportRecorded}
        for question in _questions(one, seen, of_report, of_agent):
            found.setdefault(question, set()).update({one.position}, reports)
    return tuple((question, tuple(sorted(found[question]))) for question in sorted(found))


def _questions(
    one: _Seen, seen: dict[int, _Seen], of_report: dict[int, set[str]], of_agent: dict[str, set[str]]
) -> set[str]:
    """The questions on which an entry bears, by itself and by what it names, down to reports."""
    questions: set[str] = set()
    waiting, done = [one], {one.position}
    while waiting:
        this = waiting.pop()
        event = this.event
        if this.question is not None:
            questions.add(this.question)
            continue
        if event is ReportRecorded:
            questions |= of_report.get(this.position, set())
        elif not isinstance(event, UnknownEvent):
            row = row_of(event)
            questions.update(row.questions(event))
            questions.update(*(of_agent.get(agent, ()) for agent in row.defines(event)))
        for at in this.names:
            if at in seen and at not in done:
                done.add(at)
                waiting.append(seen[at])
    return questions


def _staying(
    gone: list[_Seen], seen: dict[int, _Seen], entries: Callable[[], Iterable[StoredEntry]], id_at: IdAt
) -> tuple[Gone, ...]:
    """What stays and tells of what goes: by its words, or as it says who and what is named there and nowhere else."""
    erased = {one.position for one in gone}
    unread = {at for at, one in seen.items() if isinstance(one.event, UnknownEvent)}
    found = {one.position: one for one in _repeats(erased, unread, entries, id_at)}
    stays = [one for at, one in seen.items() if at not in erased]
    alone = {name for one in gone for name in _spoken_of(one)} - {name for one in stays for name in _spoken_of(one)}
    for one in stays:
        if alone.intersection(_defined(one)):
            told = Gone(one.position, one.kind, "it defines who or what is named in what goes and nowhere else")
            found.setdefault(one.position, told)
    return tuple(found[at] for at in sorted(found))


def _spoken_of(one: _Seen) -> Iterator[str]:
    """The agents and questions that an entry names and does not itself define."""
    yield from (*one.agents, *one.mentions)
    if one.question is not None:
        yield one.question
    if not isinstance(one.event, (type, UnknownEvent, QuestionDefined)):
        row = row_of(one.event)
        yield from (*row.speakers(one.event), *row.mentions(one.event), *row.questions(one.event))
    elif isinstance(one.event, QuestionDefined):
        yield from row_of(one.event).mentions(one.event)


def _persons(gone: list[_Seen], seen: dict[int, _Seen]) -> Iterator[str]:
    """What the persons are called whom what goes names or defines: as in their ids, and by all definitions of them.

    A letter or two are no name by themselves: they stand in too much else.
    """
    named = {name for one in gone for name in (*_spoken_of(one), *_defined(one)) if name.startswith("person:")}
    called = [re.sub(r"[^a-z0-9]+", " ", id.removeprefix("person:")).strip() for id in sorted(named)]
    for one in seen.values():
        if isinstance(one.event, AgentDefined) and one.event.agent.id in named:
            called += (one.event.agent.name, *one.event.agent.aliases)
    yield from (name for name in called if len(name) > 2)


def _defined(one: _Seen) -> Iterable[str]:
    """The agents or the question of which an entry says who or what they are."""
    if isinstance(one.event, QuestionDefined):
        return (one.event.question.id,)
    return () if isinstance(one.event, (type, UnknownEvent)) else row_of(one.event).defines(one.event)


def _repeats(
    erased: set[int], unread: set[int], entries: Callable[[], Iterable[StoredEntry]], id_at: IdAt
) -> Iterator[Gone]:
    """What stays and holds a text, a digest or an id of what goes; or can't be read, and may name it by its number."""
    wanted: set[str] = set()
    ids: set[str] = set(filter(None, map(id_at, erased)))
    for stored in entries():
        if stored.position in erased and stored.body is not None:
            wanted.update(filter(_telling, texts_in(msgspec.json.decode(stored.body))))
    needles = _Needles(wanted | ids)
    for stored in entries():
        if stored.position in erased or stored.kind == REDACTED or stored.body is None:
            continue
        told = msgspec.json.decode(stored.body)
        if (held := next(filter(None, map(needles.held, texts_in(told))), None)) is not None:
            what = "the digest" if held.startswith("sha256:") else "the id" if held in ids else "words"
            yield Gone(stored.position, stored.kind, f"it holds {what} of what goes")
        elif stored.position in unread and not erased.isdisjoint(_numbers(told)):
            yield Gone(stored.position, stored.kind, "it can't be read here, and may name what goes")


def _numbers(told: Any) -> Iterator[int]:
    """The whole numbers in a body: each may be the position of what it names."""
    if isinstance(told, int):
        yield told
    elif isinstance(told, (list, dict)):
        for one in told.values() if isinstance(told, dict) else told:
            yield from _numbers(one)


class _Needles:
    """Texts that others may hold, however many: found where one stands whole, or within a longer text.

    Wherever a text of at least twice `_STEP` letters stands in another one, the first multiple of `_STEP` there is
    among its first `_STEP` letters, and as many follow. So the other text is looked at in these places alone.
    """

    def __init__(self, texts: set[str]) -> None:
        self._texts = texts
        self._begun: dict[str, list[tuple[int, str]]] = {}
        for one in texts:
            for at in range(_STEP if len(one) >= _SHORTEST else 0):
                self._begun.setdefault(one[at : at + _STEP], []).append((at, one))

    def held(self, text: str) -> str | None:
        """One of the texts that stands in this one; None for none."""
        if text in self._texts:
            return text
        for place in range(0, len(text), _STEP):
            for at, one in self._begun.get(text[place : place + _STEP], ()):
                if at <= place and text.startswith(one, place - at):
                    return one
        return None


def _telling(text: str) -> bool:
    """Whether a text gives away what it was taken from: a digest, an address, an id, or more than a few words."""
    return text.startswith(("sha256:", "report:")) or "://" in text or (" " in text and len(text) >= _SHORTEST)
