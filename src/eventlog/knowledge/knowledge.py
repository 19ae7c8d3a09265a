"""Knowledge: the log read up to a moment. A value; the log is the small cell that keeps growing beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

import attrs

from eventlog import times
from eventlog.claims import Agent, Claim, Question, check_question, id_of_given
from eventlog.claims.fields import check_type, check_whole, texts
from eventlog.errors import EventLogError, InvalidValue, UnknownQuestion
from eventlog.events import ClaimRecorded, Entry, Reader
from eventlog.knowledge.basis import Basis, digest_of_answer
from eventlog.knowledge.find import Hit, find
from eventlog.knowledge.fold import fold
from eventlog.knowledge.gather import asked, gather, gather_agents
from eventlog.knowledge.impact import Impact, falling
from eventlog.knowledge.recent import Answers, TillRedacted, dossier_of
from eventlog.knowledge.rows import COLUMNS, SCHEMA, rows
from eventlog.knowledge.table import Table, says, table_of, words_of
from eventlog.knowledge.unread import problems_of, unread, warn_of
from eventlog.knowledge.visible import visible, whole
from eventlog.knowledge.why import Why, WhyNot, why, why_not
from eventlog.problems import Problem
from eventlog.render.phrasing import header
from eventlog.render.showing import knowledge_html, unread_words
from eventlog.reports import Report
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import Dossier
from eventlog.standing.evaluate import RULESETS
from eventlog.standing.live import LiveClaim
from eventlog.standing.result import RULES, Standing
from eventlog.standing.status import Status
from eventlog.standing.visibility import Sight
from eventlog.tables import arrow_reader
from eventlog.workers import patiently

__all__ = ["Knowledge", "Reproduced", "below"]

State = TypeVar("State")


def below(topic: str, question: str) -> bool:
    """Whether a question is that of the topic's name, or below it at a dot."""
    return question == topic or question.startswith(f"{topic}.")


@attrs.frozen(kw_only=True)
class Reproduced:
    """The answer of a basis token, given again.

    `same`: it says what it said. Where it does not, entries in `withheld` have been redacted since, were left out of
    this copy, or can't be read.
    """

    knowledge: Knowledge
    question: str | None
    same: bool
    withheld: tuple[int, ...]

    @property
    def standing(self) -> Standing:
        """The standing of the question that was asked. Raises LookupError where the token is of all of them."""
        if self.question is None:
            raise LookupError("the token is of all questions: ask its knowledge for one")
        return self.knowledge[self.question]


class Knowledge:
    """What was known at a cut.

    `knowledge[question]` is its standing; an unknown question is `unreported`, not an error. It promises that the same
    cut at the same position gives the same answer for ever, redactions aside; it does not hold the answer in memory
    before it is asked. Use after the log is closed raises LogClosed.

    What can't be read is in `problems`, and in those of each standing that it may bear on. Answers that have no place
    for a problem (`statuses`, `questions`, `agents`, `entries`, `fold`, `impact` and tokens) warn of it: `Unread`.
    """

    def __init__(self, reader: Reader, cut: Cut, valid: tuple[int, int] | None = None, rules: str = RULES) -> None:
        """Look at a reader from a cut, by one version of the rules. Made by `EventLog.as_of`."""
        self._reader = reader
        self._cut = cut
        self._valid = valid
        self._rules = rules
        self._quick = valid is None and rules == RULES
        self._standings = Answers(reader, cut.position)

    @property
    def cut(self) -> Cut:
        """Where this knowledge is cut."""
        return self._cut

    @property
    def valid(self) -> tuple[int, int] | None:
        """The stretch of valid time that was asked for (microseconds, end exclusive); None: all of it."""
        return self._valid

    @property
    def reader(self) -> Reader:
        """What this knowledge reads from."""
        return self._reader

    @property
    def rules(self) -> str:
        """The version of the rules that judge."""
        return self._rules

    @property
    def zone(self) -> str:
        """The log's zone."""
        return self._cut.zone

    @TillRedacted
    def problems(self) -> tuple[Problem, ...]:
        """The entries, up to this position, that can't be read and may bear on an answer, in order.

        No question is judged for it, but every entry is looked at, once for each open log.
        """
        return unread(self._reader, self._cut.position)

    def __getitem__(self, question: str | Question) -> Standing:
        """The standing of a question. Raises InvalidValue for what can't be a question's id."""
        id = check_question(question.id if isinstance(question, Question) else question)
        return self._standings.get(id, lambda: self._asked(id))

    def judged(
        self,
        question: str,
        *,
        cut: Cut | None = None,
        judged_upto: int | None = None,
        without: frozenset[str] = frozenset(),
    ) -> Standing:
        """The standing at another cut, without our judgements after a position, or some ids. Raises InvalidValue."""
        cut = self._cut if cut is None else cut
        check_question(question)
        check_type(cut, Cut, "a cut")
        check_type(without, frozenset, "what is left out")
        check_whole(0 if judged_upto is None else judged_upto, "the position up to which we judged")
        if judged_upto is None and not without:
            dossier = dossier_of(self._reader, question, cut.position)
        else:
            dossier = gather(self._reader, question, cut.position, judged_upto=judged_upto, without=without)
        return RULESETS[self._rules](dossier, cut, self._valid)

    @patiently()
    def _asked(self, question: str) -> Standing:
        dossier = dossier_of(self._reader, question, self._cut.position)
        return self._helped(RULESETS[self._rules](dossier, self._cut, self._valid))

    def impact(self, of: Claim | LiveClaim | Report | str) -> tuple[Impact, ...]:
        """Every standing that would change if a report, a claim or a source (an agent's id) fell away, by question.

        Raises UnknownReference where this knowledge does not hold it.
        """
        id = id_of_given(of, "a report, a claim or an agent")
        ids, questions, lost = falling(self._reader, self._cut.position, id, self.register.merges.find)
        found, problems = [], list(problems_of(lost))
        for question in questions:
            before, after = self[question], self.judged(question, without=ids)
            problems += before.problems
            if before.differs(after):
                found.append(Impact(of=id, question=question, before=before, after=after))
        warn_of(problems)
        return tuple(found)

    @TillRedacted
    def basis(self) -> str:
        """A token for all of this knowledge: `EventLog.reproduce` gives the same answers from it, for ever.

        It costs the standing of every question; `basis_of` costs one.
        """
        warn_of((one for standing in self for one in standing.problems), 2)
        return str(self._basis(None))

    def basis_of(self, question: str) -> str:
        """A token for the answer to one question. Raises InvalidValue."""
        warn_of(self[question].problems)
        return str(self._basis(check_question(question)))

    def _basis(self, question: str | None) -> Basis:
        asked = [self[question]] if question is not None else list(self)
        digest = digest_of_answer(asked)
        return Basis(cut=self._cut, question=question, valid=self._valid, rules=self._rules, digest=digest)

    @classmethod
    def reproduce(cls, reader: Reader, token: str) -> Reproduced:
        """Give the answer of a basis token again from a log that holds its entries. Raises InvalidValue."""
        basis = Basis.read(token)
        if basis.cut.position > reader.size():
            ends = f"it is of position {basis.cut.position}, and this log ends at {reader.size()}"
            raise InvalidValue(f"the token is of another log, or of a later state of this one: {ends}")
        knowledge = cls(reader, basis.cut, basis.valid, basis.rules)
        standings = tuple(knowledge) if basis.question is None else (knowledge[basis.question],)
        return Reproduced(
            knowledge=knowledge,
            question=basis.question,
            same=digest_of_answer(standings) == basis.digest,
            withheld=tuple(sorted({at for standing in standings for at in standing.withheld})),
        )

    def about(self, prefix: str) -> Iterator[Standing]:
        """The standings of a topic: the question of this name and all below it, in order of id; silent ones left out.

        `prefix` is whole words of a dotted id: "dprk.troops" gives dprk.troops and dprk.troops.number, not
        dprk.troopships. Raises UnknownQuestion where the whole log knows nothing of it.
        """
        found = (self[one] for one in self._heard_of(self.check_known(prefix)) if below(prefix, one))
        return (standing for standing in found if says(standing))

    def __iter__(self) -> Iterator[Standing]:
        """The standings of all questions, in order of id."""
        return (standing for standing in map(self.__getitem__, self._heard_of("")) if says(standing))

    @TillRedacted
    def register(self) -> Dossier:
        """All that is held of agents at this position: their definitions, and which of them are one."""
        return gather_agents(self._reader, self._cut.position)

    @property
    def agents(self) -> Mapping[str, Agent]:
        """The agents defined at this position, by id, as the last definition that stands has them."""
        warn_of(self.register.problems)
        return self.register.agents

    def name_of(self, agent: str) -> str:
        """An agent's name, or its id where it has none; of an inferred root, that of the agent. Raises InvalidValue."""
        check_type(agent, str, "an agent's id")
        return self.register.name_of(agent)

    @TillRedacted
    def questions(self) -> tuple[str, ...]:
        """The ids of all questions with a standing here that is not unreported, or lacks what was redacted; sorted."""
        words, problems = words_of(self._reader, self._cut, self._heard_of(""), self.__getitem__, quick=self._quick)
        warn_of(problems, 2)
        return tuple(words)

    def statuses(self, about: str = "") -> dict[str, Status]:
        """The word for each question of a topic (nothing: for all), by id, in order; silent ones left out.

        Raises InvalidValue for what can't be a topic, UnknownQuestion for one of which the whole log knows nothing.
        """
        words, problems = self._statuses(self._on(about))
        warn_of(problems)
        return words

    def statuses_of(self, questions: Iterable[str]) -> dict[str, Status]:
        """The word for each of these questions, in order; silent ones left out. Raises InvalidValue."""
        words, problems = self._statuses([check_question(one) for one in texts(questions, "questions")])
        warn_of(problems)
        return words

    def _statuses(self, questions: Sequence[str]) -> tuple[dict[str, Status], Iterable[Problem]]:
        return words_of(self._reader, self._cut, questions, self.__getitem__, quick=self._quick)

    def table(self, about: str = "") -> Table:
        """The answers to each question of a topic (nothing: to all), one row each, in words and numbers.

        It says what the standings say, and costs a small part of them where they look alike. Arrow, and whatever reads
        it, takes it as it is. Raises InvalidValue for what can't be a topic, UnknownQuestion for one of which the whole
        log knows nothing.
        """
        ask, name_of = self.__getitem__, self.name_of
        found = table_of(self._reader, self._cut, self._on(about), ask, name_of, quick=self._quick)
        warn_of(found.problems)
        return attrs.evolve(found, rules=self._rules)

    def _on(self, about: str) -> list[str]:
        """The questions of a topic that anything was recorded on."""
        if not isinstance(about, str) or about:
            self.check_known(about)
        return [id for id in self._heard_of(about) if not about or below(about, id)]

    def check_known(self, topic: str, *, alone: bool = False) -> str:
        """A question or topic that the whole log knows, now or later; `alone`: no topic. Raises UnknownQuestion."""
        check_type(alone, bool, "alone")
        size, topic = self._reader.size(), check_question(topic)
        told = {id for one in ("q", "dq", "w") for id in asked(self._reader, one, size, topic) if below(topic, id)}
        if told and (topic in told or not alone):
            return topic
        raise UnknownQuestion(topic, min(told, default="") or self._like(topic))

    def _like(self, question: str) -> str:
        """The question or topic here that is most like a name that is none; empty where none is."""
        told = {id for kind in ("q", "dq") for id in asked(self._reader, kind, self._cut.position)}
        topics = {id.rsplit(".", depth)[0] for id in told for depth in range(id.count(".") + 1)}
        return next(iter(get_close_matches(question, sorted(topics), n=1)), "")

    def _helped(self, standing: Standing) -> Standing:
        """The standing, its problem that there is no such question with the name most like it."""
        near = self._like(standing.id) if any(one.kind == "no-such-question" for one in standing.problems) else ""
        if near in ("", standing.id):
            return standing
        problems = (
            attrs.evolve(one, text=f"{one.text}; near: {near}") if one.kind == "no-such-question" else one
            for one in standing.problems
        )
        return attrs.evolve(standing, problems=tuple(problems))

    def _heard_of(self, prefix: str) -> list[str]:
        """The questions that anything was ever recorded on, also where it is redacted, whose ids begin so; sorted."""
        claimed = asked(self._reader, "q", self._cut.position, prefix)
        return sorted({*claimed, *asked(self._reader, "w", self._reader.size(), prefix)})

    def at(self, valid: Any) -> Knowledge:
        """The same knowledge, of a time in the world: a date keeps what overlaps it, a clock time what holds at it.

        Raises InvalidTime for what is no date or clock time.
        """
        text = times.check(valid) if isinstance(valid, str) else None
        if text is None:
            micros = times.to_micros(valid)
            text = times.instant_text(micros)
        bounds = times.bounds(text, times.Place.STATE, self.zone)
        if bounds.begin_earliest is None or bounds.end_latest is None:
            raise InvalidValue(f"{text} is open: ask for a date or a clock time")
        return Knowledge(self._reader, self._cut, (bounds.begin_earliest, bounds.end_latest), self._rules)

    def find(self, words: str, limit: int | None = None) -> Iterator[Hit]:
        """What holds these words and is visible here: questions, agents, claims and reports; the last recorded first.

        The words may stand in any order in one text; in quotation marks they stand together. Case, accents, marks and
        what parts the thousands of a number make no difference. At most `limit`. Raises InvalidValue for no word.
        """
        return find(self._reader, self._cut, words, limit)

    def why(self, claim: Claim | LiveClaim | str) -> Why:
        """What a claim rests on: chain, evidence, report, entry. Raises LookupError where it is not held here."""
        id = id_of_given(claim, "a claim")
        question = self._question_of(claim)
        return why(self._reader, self._cut.position, id, self[question] if question else self["unknown"])

    def why_not(self, claim: Claim | LiveClaim | str) -> WhyNot:
        """What keeps a claim out: cut, judgement, withdrawal, later word; falsy: nothing does. Raises InvalidValue."""
        id = id_of_given(claim, "a claim")
        question = self._question_of(claim)
        return why_not(self._reader, self._cut, id, self[question] if question else None)

    def _question_of(self, claim: Claim | LiveClaim | str) -> str | None:
        at = self._reader.find(claim if isinstance(claim, str) else claim.id)
        if at is None:
            told = claim.claim if isinstance(claim, LiveClaim) else claim
            return told.question if isinstance(told, Claim) else None
        entry = self._reader.entry(at)
        return entry.event.claim.question if isinstance(entry.event, ClaimRecorded) else None

    def fold(self, step: Callable[[State, Entry], State], start: State) -> State:
        """Fold the entries that are visible here, in order of position, with a projection of your own."""
        warn_of(problems_of(self._whole[1]))
        return fold(visible(self.sight), step, start)

    def entries(self) -> Iterator[Entry]:
        """The entries visible at this cut, in order of position; the state of a whole topic in one pass.

        An entry is visible when its own clocks let it through, nothing it names is out of sight, and no judgement has
        struck it. Redacted entries are left out, and those that can't be read, of which it is warned.
        """
        warn_of(problems_of(self._whole[1]))
        return visible(self.sight)

    @property
    def sight(self) -> Sight:
        """The whole log as it is seen here; it is read once."""
        return self._whole[0]

    @TillRedacted
    def _whole(self) -> tuple[Sight, tuple[Entry, ...]]:
        return whole(self._reader, self._cut)

    def __repr__(self) -> str:
        """Short: the line that says which cut it is. It asks nothing of the log, as a debugger expects."""
        return f"<Knowledge {header(self._cut)}>"

    def __str__(self) -> str:
        """The line that says which cut it is, and which entries can't be read."""
        try:
            lost = [at for one in self.problems for at in one.positions]
        except EventLogError as error:  # the log has been closed, or the disk does not answer
            return f"{header(self._cut)}; {error}"
        return f"{header(self._cut)}{f'; {unread_words(lost)}' if lost else ''}"

    def _repr_html_(self) -> str:
        """For a notebook: a table of the first standings. Judges no more questions than it shows."""
        keys = self._heard_of("")
        said = (one for one in map(self.__getitem__, keys) if says(one))
        return knowledge_html(said, self._cut, self.name_of, len(keys))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The claims of all standings as a stream of Arrow (the PyCapsule interface), by the schema of `rows`.

        Standings are judged as the stream is read. `requested_schema` is heeded as far as pyarrow can cast to it.
        Raises MissingExtra where pyarrow is not installed.
        """
        told = {"schema": SCHEMA, "reading": str(self._cut), "rules": self._rules}
        return arrow_reader(COLUMNS, rows(self), metadata=told).__arrow_c_stream__(requested_schema)
