"""What may be asked at the desk, and what is answered.

Answers are values; the rooms above put them into words or into JSON. Each is worked out of what is visible at the cut
and of nothing else. So what is not visible is not there: a claim that is out later is unknown and not "left out", and
no name that the whole log holds is suggested for one that it does not.

Arguments are checked here, once for every way in: an argument that nobody knows is refused, since it may be meant to
move the cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

import attrs

from eventlog import times
from eventlog.claims import check_question
from eventlog.errors import InvalidValue, UnknownQuestion, shown
from eventlog.knowledge import Change, Hit, Knowledge, Standing, Status, Why, WhyNot, diff
from eventlog.knowledge.gather import asked
from eventlog.knowledge.knowledge import below
from eventlog.knowledge.visible import is_visible
from eventlog.log import EventLog

__all__ = ["TOOLS", "Asked", "Changed", "Desk", "Found", "Listed", "Tool", "Traced"]


_HALVED: Final = re.compile("[\ud800-\udfff]")
"""Half a letter: JSON can name one, and no answer could hold it."""


@attrs.frozen(kw_only=True)
class Argument:
    """An argument: text, or a whole number from 1 to `most`."""

    told: str
    required: bool = False
    most: int | None = None
    longest: int = 400

    @property
    def schema(self) -> dict[str, Any]:
        """As JSON Schema has it."""
        kind: dict[str, Any] = {"type": "string", "maxLength": self.longest}
        if self.most is not None:
            kind = {"type": "integer", "minimum": 1, "maximum": self.most}
        return kind | {"description": self.told}

    def check(self, name: str, value: Any) -> Any:
        """The value, if it is one. Raises InvalidValue."""
        if self.most is not None:
            if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= self.most:
                raise InvalidValue(f"{name} is {shown(value)}: pass a whole number from 1 to {self.most}")
        elif not isinstance(value, str) or not value.strip() or len(value) > self.longest or _HALVED.search(value):
            raise InvalidValue(f"{name} is {shown(value)}: pass text of at most {self.longest} characters")
        return value


@attrs.frozen(kw_only=True)
class Tool:
    """A question that may be put to the desk."""

    name: str
    told: str
    arguments: Mapping[str, Argument]

    @property
    def schema(self) -> dict[str, Any]:
        """Its arguments as JSON Schema (2020-12) has them; nothing beyond them is taken."""
        return {
            "type": "object",
            "properties": {name: one.schema for name, one in self.arguments.items()},
            "required": [name for name, one in self.arguments.items() if one.required],
            "additionalProperties": False,
        }

    def check(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments, if they are what this takes. Raises InvalidValue."""
        if unknown := sorted(set(given) - set(self.arguments)):
            takes = ", ".join(self.arguments)
            raise InvalidValue(f"{self.name} takes no {shown(unknown[0])}: it takes {takes}, and its cut is fixed")
        if missing := [name for name, one in self.arguments.items() if one.required and name not in given]:
            raise InvalidValue(f"{self.name} needs {missing[0]}: {self.arguments[missing[0]].told}")
        return {name: self.arguments[name].check(name, value) for name, value in given.items()}


_ABOUT: Final = Argument(told="Only this question and those below it, such as dprk.troops.", longest=200)
TOOLS: Final = {
    tool.name: tool
    for tool in (
        Tool(
            name="find",
            told="Find words in questions, agents, claims and reports. Begin here without a question's id.",
            arguments={
                "words": Argument(told='Words that stand in one text; in "quotes" they stand together.', required=True),
                "limit": Argument(told="The most hits; 5 unless given.", most=20),
            },
        ),
        Tool(
            name="ask",
            told="How a question stands: its status, answers, who says so and how many of them independently.",
            arguments={"question": Argument(told="The question's id.", required=True, longest=200)},
        ),
        Tool(
            name="why",
            told="What a claim rests on: who said it through whom, in which report, in which words.",
            arguments={"claim": Argument(told="The claim's id, as find and ask give it.", required=True, longest=60)},
        ),
        Tool(
            name="changes",
            told="What changed since an earlier day, and why.",
            arguments={
                "since": Argument(told="A date such as 2024-06-27.", required=True, longest=40),
                "about": _ABOUT,
            },
        ),
        Tool(
            name="questions",
            told="Which questions there are, and how each stands.",
            arguments={
                "about": _ABOUT,
                "after": Argument(told="Only those after this id, to go on.", longest=200),
                "limit": Argument(told="The most questions; 10 unless given.", most=50),
            },
        ),
    )
}


@attrs.frozen(kw_only=True)
class Found:
    """Hits, and whether there are more."""

    knowledge: Knowledge
    hits: tuple[Hit, ...]
    more: bool


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
    ) -> None:
        """Pin the cut, which is that of `EventLog.as_of`. Raises InvalidTime, InvalidValue."""
        self._log = log
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

    def call(self, name: str, given: Mapping[str, Any]) -> Found | Asked | Traced | Changed | Listed:
        """Answer. Raises InvalidValue for an unknown tool, and for arguments that it does not take."""
        tool = TOOLS.get(name) if isinstance(name, str) else None
        if tool is None:
            raise InvalidValue(f"there is no tool {shown(name)}: there are {', '.join(TOOLS)}")
        answer: Found | Asked | Traced | Changed | Listed = getattr(self, tool.name)(**tool.check(given))
        return answer

    def find(self, words: str, limit: int = 5) -> Found:
        """What holds some words."""
        knowledge = self.knowledge()
        hits = tuple(islice(knowledge.find(words), limit + 1))
        return Found(knowledge=knowledge, hits=hits[:limit], more=len(hits) > limit)

    def ask(self, question: str) -> Asked:
        """How a question stands."""
        knowledge = self.knowledge()
        standing = knowledge[check_question(question)]
        if not is_known(standing):
            return Asked(knowledge=knowledge, question=question, standing=None, basis=None)
        return Asked(knowledge=knowledge, question=question, standing=standing, basis=knowledge.basis_of(question))

    def why(self, claim: str) -> Traced:
        """What a claim rests on."""
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
        """What changed since a day, which lies at or before the cut."""
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
        """Which questions there are, in order of id."""
        knowledge = self.knowledge()
        for one in (about, after):
            if one is not None:
                check_question(one)
        known = islice(self._known(knowledge, about, after), limit + 1)
        standings = tuple(known)
        return Listed(knowledge=knowledge, standings=standings[:limit], more=len(standings) > limit)

    def _known(self, knowledge: Knowledge, about: str | None, after: str | None) -> Iterator[Standing]:
        reader, upto = knowledge.reader, knowledge.cut.position
        ids = {id for kind in ("q", "dq") for id in asked(reader, kind, upto, about or "")}
        for id in sorted(ids):
            if (about is None or below(about, id)) and (after is None or id > after):
                standing = knowledge[id]
                if is_known(standing):
                    yield standing


def is_known(standing: Standing) -> bool:
    """Whether a question is defined at a cut, or anything is known on it; what was redacted counts as having been."""
    said = standing.claims or standing.possibly or standing.withheld
    return bool(said) or standing.dossier.defined or standing.status is not Status.UNREPORTED
