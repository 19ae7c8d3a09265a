"""The standing of a question: what stands on it at a cut, who says so, how firmly, and against whom. A value.

How it is worked out is in `evaluate`; here is what comes out, and what can be asked of it afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, Final

import attrs

from eventlog import times
from eventlog.claims import Assessment, Claim, Factuality, Measure, Question
from eventlog.claims.fields import check_type
from eventlog.problems import Problem
from eventlog.render.phrasing import answer_words, position_text
from eventlog.render.pictures import rows_of
from eventlog.render.showing import brief, counted, standing_html, standing_text
from eventlog.render.svg import said_and_known_svg
from eventlog.reports import Report
from eventlog.standing.content import places, plain, remarks
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import Dossier
from eventlog.standing.independence import Independence
from eventlog.standing.live import Live, LiveClaim
from eventlog.standing.moments import moments
from eventlog.standing.placing import lasts
from eventlog.standing.review import waiting
from eventlog.standing.spans import ANY_TIME, BEGIN, END, Span, check_span
from eventlog.standing.statements import Moment, Word
from eventlog.standing.status import Status
from eventlog.standing.timeline import Lately, Segment, marked
from eventlog.standing.visibility import Sight
from eventlog.workers import patiently

RULES: Final = "standing@2"
"""The version of the rules; part of every basis token."""


@attrs.frozen(kw_only=True)
class Figure:
    """A figure of an answer, and who backs it: who says just it, or what entails it.

    `for_` names one root a component, among the committed (CT, PR), or all where none commits. `claims` back it, and of
    them the ids in `holders` say just it. `moment`: up to when a running total counts, earliest and latest
    (microseconds, inclusive); None for what is none.
    """

    value: Any
    status: Status
    for_: tuple[str, ...]
    independence: Independence
    claims: tuple[LiveClaim, ...]
    holders: tuple[str, ...]
    moment: Moment | None = None


@attrs.frozen(kw_only=True, slots=False, repr=False)
class Answer:
    """One answer and who stands for and against it.

    `figures` are the distinct answers of its live supporters, the printed one first, then the latest said; of what is
    no quantity or time there is one. `value`, `status`, `for_` and `independence` are those of the printed figure;
    `compatible` are the words of its other sources. `against` names one root a component among the committed, or all
    where none commits. An answer that is only denied has no figures.
    """

    value: Any
    status: Status
    live: Live
    claims: tuple[LiveClaim, ...]
    denials: tuple[LiveClaim, ...]
    for_: tuple[str, ...]
    against: tuple[str, ...]
    independence: Independence
    firmest: Factuality | None
    figures: tuple[Figure, ...] = ()
    compatible: tuple[LiveClaim, ...] = ()
    shared: tuple[str, ...] = ()
    name_of: Callable[[str], str] = attrs.field(default=str, eq=False)
    """Gives an agent its name."""

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process: the answer, and nothing that was worked out of it."""
        return {field.name: getattr(self, field.name) for field in attrs.fields(Answer)}

    @cached_property
    def content(self) -> list[Any]:
        """What it says, as plain lists of text and numbers, entries by position."""
        return [
            *(plain(self.value), str(self.status), str(self.live)),
            *(places(self.claims), places(self.denials), list(self.for_), list(self.against)),
            *(self.independence.low, self.independence.high),
        ]

    def __str__(self) -> str:
        """The answer, its status, and by whom."""
        return position_text(self, self.name_of)

    def __repr__(self) -> str:
        """Short: the answer, its status, how many for and against."""
        sides = f"{len(self.for_)} for, {len(self.against)} against"
        answer = brief(answer_words(self, self.name_of))
        return f"<Answer {answer}: {self.status}, {sides}, independent: {self.independence}>"


@attrs.frozen(kw_only=True)
class First:
    """What is printed first of a standing: a standing (of a stretch of valid time), and from when to when it holds.

    `since`: microseconds; of a running total its earliest moment; None: nothing bounds it, or it has no time. `until`:
    microseconds, exclusive; None: nothing ends it.
    """

    standing: Standing
    since: int | None
    until: int | None = None


@attrs.frozen(kw_only=True, slots=False, repr=False)
class Standing:
    """How a question stands at a cut. Everything in it is a value; nothing changes later."""

    question: Question
    cut: Cut
    status: Status
    positions: tuple[Answer, ...]
    claims: tuple[LiveClaim, ...]
    possibly: tuple[LiveClaim, ...]
    independence: Independence
    roots_for: tuple[str, ...]
    roots_against: tuple[str, ...]
    tension: tuple[tuple[str, str], ...]
    assessments: tuple[Assessment, ...]
    problems: tuple[Problem, ...]
    withheld: tuple[int, ...]
    first_known: times.Bounds | None
    firmest: Factuality | None
    words: tuple[Word, ...] = attrs.field(repr=False, eq=False)
    """The words on the question that the cut lets through under some reading, covered and withdrawn ones too.

    Of a stretch of valid time: without those that are certainly about another one.
    """
    dossier: Dossier = attrs.field(repr=False, eq=False)
    """All that bears on the question."""
    evaluate: Callable[[Dossier, Cut, Span | None], Standing] = attrs.field(repr=False, eq=False)
    """The rules that made it: a function of a module, which a pickle names."""
    rules: str = RULES
    """Which version of the rules made it."""
    valid: Span | None = None

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process: the answer, and nothing that was worked out of it."""
        return {field.name: getattr(self, field.name) for field in attrs.fields(Standing)}

    def again(self, cut: Cut, valid: Span | None) -> Standing:
        """The same question, by the same rules, at another cut of the same position, or of another valid time: begin
        (inclusive) and end (exclusive) in microseconds; None: all of it. Raises InvalidValue.
        """
        check_type(cut, Cut, "another cut of a standing")
        check_span(valid)
        return self.evaluate(self.dossier, cut, valid)

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id

    @property
    def live(self) -> Live:
        """Certain where the first position stands under every reading."""
        return self.positions[0].live if self.positions else Live.CERTAIN

    def name_of(self, agent: str) -> str:
        """The name of an agent that bears on the question, or its id where it has none. Raises InvalidValue."""
        check_type(agent, str, "the id of an agent")
        return self.dossier.name_of(agent)

    def report(self, id: str) -> Report | None:
        """A report of its claims, as it is read at the cut; None where it is not held. Raises InvalidValue."""
        check_type(id, str, "the id of a report")
        return Sight(self.dossier, self.cut).report(id)

    def during_of(self, claim: Claim) -> times.Bounds | None:
        """The bounds of the time that a claim is about, read as an event's; None: it has none, or it can't be read.
        Raises InvalidValue.
        """
        check_type(claim, Claim, "what has a time")
        if claim.during is None:
            return None
        read = Sight(self.dossier, self.cut).resolve(claim.during, claim, times.Place.EVENT)
        return None if read == ANY_TIME else read

    @property
    def zone(self) -> str:
        """The zone in which bare dates are read."""
        return self.dossier.zone

    @cached_property
    def orders(self) -> Mapping[str, times.Bounds]:
        """When each word was said, by its id; running totals, which are of a moment of their own, are left out.

        And by that of its claim: a word that an outsider's retraction makes has one of its own, in no report.
        """
        said = [word for word in self.words if word.placed.moment is None]
        return {id: word.placed.order for word in said for id in (word.id, word.claim.id)}

    @property
    def last_reaffirmed(self) -> times.Bounds | None:
        """When a source last said anew what stands; None where no source affirms anything.

        Copies count with the earliest time at which their utterance was said: re-running stale text reaffirms nothing.
        """
        said = [word.placed.order for word in self.words if word.polarity > 0 and word.live(self.cut.policy)]
        return max(said, key=_latest, default=None)

    @cached_property
    def last_changed(self) -> int | None:
        """When, on the press clock, the answer last became another one (microseconds); None: it never was another."""
        return next((moment for moment in reversed(self.moments) if self.differs(self._before(moment))), None)

    def _before(self, moment: int) -> Standing:
        return self.again(attrs.evolve(self.cut, published=moment - 1), self.valid)

    @cached_property
    def moments(self) -> tuple[int, ...]:
        """The moments on the press clock at which the answer may have changed, up to the cut, in order.

        A report came out (at the earliest, at the latest), a notice did, we judged, or what was announced began.
        """
        found = set(moments(self.dossier, self.cut))
        upto = self.cut.published
        return tuple(sorted(moment for moment in found if upto is None or moment <= upto))

    @cached_property
    def history(self) -> tuple[tuple[int, Standing], ...]:
        """How the answer came to be: each moment on the press clock at which it became another one, and what it was.

        The log clock stays where the cut has it: this is what we now say was known then.
        """
        turns: list[tuple[int, Standing]] = []
        with patiently():
            for moment in self.moments:
                then = self.again(attrs.evolve(self.cut, published=moment), self.valid)
                last = turns[-1][1] if turns else None
                silent = last is None and then.status is Status.UNREPORTED and not then.claims and not then.possibly
                if not silent and (last is None or then.differs(last)):
                    turns.append((moment, then))
        return tuple(turns)

    @cached_property
    def first(self) -> First:
        """What is printed first: the latest stretch of valid time that does not certainly lie ahead, or the whole.

        Of a state: what `at` gives in the latest segment that does not certainly begin after the cut, else in the
        first. Of running totals, and of all else: the position printed first.
        """
        counts = bool(self.positions) and bool(self.positions[0].figures) and self.positions[0].figures[0].moment
        if counts:
            return First(standing=self, since=self.positions[0].figures[0].moment[0])  # type: ignore[index]
        moment = self.cut.moment
        segment = None
        if lasts(self.question) and self.valid is None and not self.measured:
            for segment in self.lately:
                if moment is None or segment.begin is None or segment.begin <= moment:
                    break
        if segment is None:
            return First(standing=self, since=None)
        span = (BEGIN if segment.begin is None else segment.begin, END if segment.end is None else segment.end)
        several = len(tuple(islice(self.lately, 2))) > 1
        standing = self.again(self.cut, span) if several else self
        return First(standing=standing, since=segment.begin, until=segment.end)

    @property
    def otherwise(self) -> Standing:
        """The same under the other reading of vague dates; itself, where no date that bears on it is vague."""
        told = ((word.seen, word.remainder) for word in self.words)
        if all(seen.late == seen.early and left.certain == left.possible for seen, left in told):
            return self
        return self.again(self.cut.otherwise, self.valid)

    @property
    def whole(self) -> Standing:
        """The same of all valid time; itself, where no stretch of it was asked for."""
        return self if self.valid is None else self.again(self.cut, None)

    @property
    def measured(self) -> bool:
        """Whether it is answered by totals, which have windows of their own."""
        return self.question.measure in (Measure.TOTAL, Measure.CUMULATIVE)

    @property
    def waiting(self) -> frozenset[str]:
        """The ids of all that counts here though it was only proposed, in sight or not."""
        return waiting(self.dossier, self.cut)

    @property
    def proposed(self) -> tuple[str, ...]:
        """The ids of those of its claims that were only proposed: nobody has reviewed them."""
        return tuple(one.id for one in (*self.claims, *self.possibly) if one.proposed)

    @property
    def unreviewed(self) -> tuple[str, ...]:
        """The ids, sorted, of the links and assessments in sight that were only proposed: nobody has reviewed them."""
        ids = sorted(id for id in self.waiting if id.startswith(("link:", "assessment:")))
        sight = Sight(self.dossier, self.cut) if ids else None
        return tuple(id for id in ids if sight is not None and sight.of(id).under(self.cut.policy))

    def content(self) -> list[Any]:
        """What it says, as plain lists of text and numbers, entries by position: the same in every process."""
        positions = [position.content for position in self.positions]
        return [
            *(self.id, str(self.status), positions, places(self.claims), places(self.possibly)),
            *(remarks(self.assessments), sorted(one.kind for one in self.problems)),
        ]

    def told_with(self, other: Standing) -> bool:
        """Whether the two are one judgement, of a cut at which both readings see the same. Raises InvalidValue."""
        check_type(other, Standing, "what a standing is compared with")
        return self.words is other.words and bool(self.words)

    def differs(self, other: Standing) -> bool:
        """Whether the two say different things. What is the same object in both says the same. Raises InvalidValue."""
        check_type(other, Standing, "what a standing is compared with")
        if self.status is not other.status or len(self.positions) != len(other.positions):
            return True
        pairs = zip(self.positions, other.positions, strict=True)
        if any(one is not two and one.content != two.content for one, two in pairs):
            return True
        return self._beside(other) != other._beside(self)

    def _beside(self, other: Standing) -> list[Any]:
        """What it says beside its positions, without the claims that it shares with another one."""
        shared = {*map(id, self.claims)} & {*map(id, other.claims)}
        return [
            *(self.id, places(one for one in self.claims if id(one) not in shared), places(self.possibly)),
            *(remarks(self.assessments), sorted(one.kind for one in self.problems)),
        ]

    @cached_property
    def timeline(self) -> tuple[Segment, ...]:
        """Segments of valid time with the answers that hold in each (see `timeline`), which print names."""
        return marked(self.lately.segments(), self.waiting)

    @cached_property
    def lately(self) -> Lately:
        """From when to when each goes, the latest first, as far as that is asked for."""
        return Lately(self.words, self.question, self.cut.policy, self.dossier.names, self.dossier.kept)

    def __iter__(self) -> Iterator[Answer]:
        """The positions, in the order in which they are printed."""
        return iter(self.positions)

    def __repr__(self) -> str:
        """Short: the question, its status, how much there is of it."""
        counts = f"{counted(len(self.positions), 'position')}, {counted(len(self.claims), 'claim')}"
        maybe = f", {len(self.possibly)} more possible" if self.possibly else ""
        return f"<Standing {self.question.id}: {self.status}, {counts}{maybe}, independent: {self.independence}>"

    def _repr_html_(self) -> str:
        """For a notebook: a table of the positions, what stands beside them, and who said it when."""
        picture = said_and_known_svg(rows_of(self, self.name_of), self.zone, self.cut.moment)
        return f"{standing_html(self)}{picture}"

    def __str__(self) -> str:
        """A paragraph: the question, its status, each answer with its sources, what stands beside them."""
        return standing_text(self, self.name_of)


def _latest(bounds: times.Bounds) -> tuple[bool, int]:
    return (bounds.begin_latest is None, bounds.begin_latest or 0)
