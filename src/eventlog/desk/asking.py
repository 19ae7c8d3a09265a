"""What may be asked at the desk, and what is answered.

Answers are values; the rooms above put them into words or into JSON. Each is worked out of what is visible at the cut
and of nothing else. So what is not visible is not there: a claim that is out later is unknown and not "left out", and
no name that the whole log holds is suggested for one that it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import attrs

from eventlog import times
from eventlog.claims import check_question
from eventlog.claims.fields import LARGEST, by_name, check_type, check_whole
from eventlog.desk.proposing import Door, Taken, taken
from eventlog.desk.tools import PROPOSE, TOOLS, Tool
from eventlog.errors import InvalidValue, UnknownQuestion, shown
from eventlog.knowledge import Change, Hit, Knowledge, Standing, Status, Why, WhyNot, diff
from eventlog.knowledge.gather import asked
from eventlog.knowledge.knowledge import below
from eventlog.knowledge.visible import is_visible
from eventlog.log import EventLog

__all__ = ["Asked", "Changed", "Desk", "Found", "Listed", "Traced"]


@attrs.frozen(kw_only=True)
class Found:
    """Hits, and whether there are more; `out`: the claims among them that are part of no answer any more, and what
    keeps each out (see `WhyNot`).
    """

    knowledge: Knowledge
    hits: tuple[Hit, ...]
    more: bool
    out: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Asked:
    """How a question stands; nothing (None) where it is not known at the cut."""

    knowledge: Knowledge
    question: str
    standing: Standing | None
    basis: str | None


@attrs.frozen(kw_only=True)
class Traced:
    """What a claim rests on, how its question stands, what keeps it out of the answer; nothing where it is unknown."""

    knowledge: Knowledge
    claim: str
    why: Why | None = None
    out: WhyNot | None = None
    standing: Standing | None = None
    basis: str | None = None


@attrs.frozen(kw_only=True)
class Changed:
    """What changed since a day, in order, and the state of knowledge then."""

    knowledge: Knowledge
    before: Knowledge
    changes: tuple[Change, ...]


@attrs.frozen(kw_only=True)
class Listed:
    """Questions with a standing each, and whether there are more."""

    knowledge: Knowledge
    standings: tuple[Standing, ...]
    more: bool


class Desk:
    """A log whose cut is pinned. What is not given is not cut; where nothing is, knowledge is that of now."""

    def __init__(
        self,
        log: EventLog,
        *,
        published: Any = None,
        recorded: Any = None,
        said: Any = None,
        policy: str = "certain",
        include_boilerplate: bool = False,
        include_proposed: bool = False,
        extractor: str | Iterable[str] = (),
        door: Door | None = None,
    ) -> None:
        """Pin the cut, which is that of `EventLog.as_of`. With a `door` proposals come in; then `recorded` can't be
        cut, for what comes in lies after any such cut. Raises InvalidTime, InvalidValue.
        """
        if not callable(getattr(log, "as_of", None)):
            raise InvalidValue(f"{shown(log)} can't be asked: pass an EventLog")
        if door is not None:
            check_type(door, Door, "the door for proposals")
        if door is not None and recorded is not None:
            raise InvalidValue("what is proposed now is recorded after the cut: leave recorded out, or the door")
        self._log = log
        self._door = door
        self._published = published
        self._cuts = {
            "recorded": recorded,
            "said": said,
            "policy": policy,
            "include_boilerplate": include_boilerplate,
            "include_proposed": include_proposed,
            "extractor": extractor,
        }
        self.knowledge()

    def knowledge(self) -> Knowledge:
        """What is known at the cut, as the log is now."""
        return self._log.as_of(self._published, **self._cuts)

    def size(self) -> tuple[int, int]:
        """How many entries the log has, and how many are erased: what tells whether an answer that was kept holds."""
        return self._log.store.counts()

    @property
    def tools(self) -> Mapping[str, Tool]:
        """What may be called here, by name."""
        return TOOLS if self._door is None else {**TOOLS, PROPOSE.name: PROPOSE}

    def call(self, name: str, given: Mapping[str, Any]) -> Found | Asked | Traced | Changed | Listed | Taken:
        """Answer. Raises InvalidValue for an unknown tool, and for arguments that it does not take."""
        by_name(given, "the arguments of a tool")
        tool = self.tools.get(name) if isinstance(name, str) else None
        if tool is None:
            raise InvalidValue(f"there is no tool {shown(name)}: there are {', '.join(self.tools)}")
        answer: Found | Asked | Traced | Changed | Listed | Taken = getattr(self, tool.name)(**tool.check(given))
        return answer

    def find(self, words: str, limit: int = 5) -> Found:
        """What holds some words: at most `limit` hits, from 1 up. Raises InvalidValue."""
        knowledge, limit = self.knowledge(), _most(limit)
        hits = tuple(knowledge.find(words, limit + 1))
        claims = [hit.id for hit in hits[:limit] if hit.what == "claim"]
        kept = {id: out.kind for id in claims if (out := knowledge.why_not(id))}
        return Found(knowledge=knowledge, hits=hits[:limit], more=len(hits) > limit, out=kept)

    def ask(self, question: str) -> Asked:
        """How a question stands. Raises InvalidValue for what is no id of one."""
        knowledge = self.knowledge()
        standing = knowledge[check_question(question)]
        if not is_known(standing):
            return Asked(knowledge=knowledge, question=question, standing=None, basis=None)
        return Asked(knowledge=knowledge, question=question, standing=standing, basis=knowledge.basis_of(question))

    def why(self, claim: str) -> Traced:
        """What a claim rests on, by its id; nothing where it is not known here. Raises InvalidValue for no text."""
        check_type(claim, str, "the id of a claim")
        knowledge = self.knowledge()
        if not claim.startswith("claim:") or not is_visible(knowledge.reader, knowledge.cut, claim):
            return Traced(knowledge=knowledge, claim=claim)
        why, out = knowledge.why(claim), knowledge.why_not(claim)
        if out.kind == "boilerplate":
            return Traced(knowledge=knowledge, claim=claim)
        question = why.claim.question
        basis = knowledge.basis_of(question)
        return Traced(knowledge=knowledge, claim=claim, why=why, out=out, standing=knowledge[question], basis=basis)

    def changes(self, since: str, about: str | None = None) -> Changed:
        """What changed since a day (exclusive), which lies at or before the cut. Raises InvalidTime, InvalidValue."""
        knowledge = self.knowledge()
        moment, upto = times.cut(since, knowledge.zone), knowledge.cut.published
        if upto is not None and moment > upto:
            raise InvalidValue(f"since is {shown(since)}, which lies after the cut: ask for a day before it")
        before = self._log.as_of(since, **self._cuts)
        if about is not None:
            check_question(about)
        try:
            changes = tuple(diff(before, knowledge, about=about))
        except UnknownQuestion:  # whether the whole log knows it is nobody's business here
            changes = ()
        return Changed(knowledge=knowledge, before=before, changes=changes)

    def questions(self, about: str | None = None, after: str | None = None, limit: int = 10) -> Listed:
        """Which questions there are, in order of id: of a topic, those `after` an id (exclusive), at most `limit`, from
        1 up. Raises InvalidValue.
        """
        knowledge, limit = self.knowledge(), _most(limit)
        for one in (about, after):
            if one is not None:
                check_question(one)
        known = islice(self._known(knowledge, about, after), limit + 1)
        standings = tuple(known)
        return Listed(knowledge=knowledge, standings=standings[:limit], more=len(standings) > limit)

    def propose(self, report: str, items: Iterable[Any]) -> Taken:
        """Take in what was read in a report, all or nothing, by the door; what is wrong with items is in the answer.
        Raises InvalidValue where there is no door, or the report is not known here.
        """
        if self._door is None:
            raise InvalidValue("nothing is taken in here: the server opens the door for proposals, or does not")
        return taken(self._log, self.knowledge(), self._door, report, items)

    def _known(self, knowledge: Knowledge, about: str | None, after: str | None) -> Iterator[Standing]:
        reader, upto = knowledge.reader, knowledge.cut.position
        ids = {id for kind in ("q", "dq") for id in asked(reader, kind, upto, about or "")}
        for id in sorted(ids):
            if (about is None or below(about, id)) and (after is None or id > after):
                standing = knowledge[id]
                if is_known(standing):
                    yield standing


def _most(limit: int) -> int:
    return min(check_whole(limit, "the most that is told", least=1), LARGEST - 1)


def is_known(standing: Standing) -> bool:
    """Whether a question is defined at a cut, or anything is known on it; what was redacted counts as having been."""
    said = standing.claims or standing.possibly or standing.withheld
    return bool(said) or standing.dossier.defined or standing.status is not Status.UNREPORTED
