"""The standing of a question: what stands on it at a cut, who says so, how firmly, and against whom.

This file puts the rules in order and holds none of its own: gather (dossier), see (sight), read as words of sources
(roots), withdraw (withdrawal), paint (words), group (positions), count (provenance), name (status).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

import attrs

from eventlog import times
from eventlog.claims import Assessment, AssessmentKind, Claim, Factuality, Question, QuestionKind
from eventlog.events import Assessed
from eventlog.knowledge.cut import Cut
from eventlog.knowledge.dossier import Dossier, Problem
from eventlog.knowledge.positions import Group, group, layers, meets_other, opponents, tension
from eventlog.knowledge.roots import copies, is_actor, links_between, root_of, source_of, web
from eventlog.knowledge.sight import Seen, Sight
from eventlog.knowledge.spans import Span
from eventlog.knowledge.status import Scene, Status, committed, named, position_status, question_status
from eventlog.knowledge.timeline import Segment, timeline
from eventlog.knowledge.withdrawal import last_loss, withdraw
from eventlog.knowledge.words import Word, answers, is_total, paint
from eventlog.provenance import Independence, UnionFind, Web

RULES: Final = "standing@1"
"""The version of the rules; part of every basis token."""


class Live(StrEnum):
    """Whether a claim stands under every reading of vague dates, or under some."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


@attrs.frozen(kw_only=True)
class LiveClaim:
    """A claim in an answer: the claim, where it stands in the log, and under which readings it stands."""

    claim: Claim
    position: int
    live: Live
    publisher: str
    root: str
    source: str

    @property
    def id(self) -> str:
        """The claim's id."""
        return self.claim.id

    def __str__(self) -> str:
        """The claim in one line, with its certainty."""
        return f"{self.claim} [{self.live}]"


@attrs.frozen(kw_only=True)
class Position:
    """One answer and who stands for and against it.

    `for_` and `against` name one representative a component, among the committed (CT, PR), or all where none commits.
    `value` is what all supporters' values have in common.
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
    shared: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The answer, its status, and by whom."""
        answer = "yes" if self.value is True else str(self.value)
        by = ", ".join(self.for_) or "nobody"
        against = f"; against: {', '.join(self.against)}" if self.against else ""
        return f"{answer}: {self.status}, for: {by} (independent: {self.independence}){against}"


@attrs.frozen(kw_only=True, slots=False)
class Standing:
    """How a question stands at a cut. Everything in it is a value; nothing changes later."""

    question: Question
    cut: Cut
    status: Status
    positions: tuple[Position, ...]
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
    zone: str = "UTC"

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id

    @property
    def live(self) -> Live:
        """Certain where the first position stands under every reading."""
        return self.positions[0].live if self.positions else Live.CERTAIN

    @cached_property
    def timeline(self) -> tuple[Segment, ...]:
        """Segments of valid time with the answers that hold in each (state questions; see `timeline`)."""
        return timeline(self.words, self.cut.policy)

    def __iter__(self) -> Iterator[Position]:
        """The positions, in order of their first claim."""
        return iter(self.positions)

    def __str__(self) -> str:
        """One paragraph: the question, its status, its positions."""
        head = f"{self.question.id}: {self.status}"
        if self.question.kind is QuestionKind.STATE and len(self.timeline) > 1:
            last = self.timeline[-1]
            head += f" (last known: {last})"
        maybe = f"\n  only possibly live: {len(self.possibly)} claims" if self.possibly else ""
        return head + "".join(f"\n  {position}" for position in self.positions) + maybe


def stand(dossier: Dossier, cut: Cut, at: tuple[Span, times.Bounds] | None = None) -> Standing:
    """Work out the standing of the dossier's question at a cut; `at` restricts it to a stretch of valid time."""
    sight = Sight(dossier, cut)
    words = {word.id: word for word in _words(sight)}
    links = links_between(sight, words)
    joined = copies(words, links, cut)
    for denial in withdraw(sight, words, joined):
        words[denial.id] = denial
        joined.find(denial.id)
    _place(sight, words, joined)
    paint(words.values(), dossier.question)
    if at is not None:
        _restrict(words, at[0])
    joined_web, circles = web(sight, words, links)
    return _compose(sight, list(words.values()), joined_web, circles)


def _words(sight: Sight) -> Iterator[Word]:
    """Read the claims of the dossier as words of their sources."""
    dossier, cut = sight.dossier, sight.cut
    question = dossier.question
    for entry in dossier.claims:
        claim: Claim = entry.event.claim
        report = dossier.report(str(claim.report))
        seen = sight.of(claim.id)
        if report is None or not seen.possible:
            continue
        boilerplate = report.is_boilerplate(claim)
        if boilerplate and not cut.include_boilerplate:
            continue
        said = sight.said(claim)
        root = root_of(dossier, claim, report.publisher, said)
        word = Word(
            id=claim.id,
            claim=claim,
            position=entry.position,
            publisher=report.publisher,
            published=sight.published(report.id),
            said=said,
            seen=seen,
            root=root,
            source=source_of(dossier, claim, report.publisher, said),
            factuality=claim.factuality,
            supports=False,
            boilerplate=boilerplate,
        )
        speaks = question.about is None or is_actor(word, question.about, dossier)
        word.supports, word.factuality = answers(claim, question, speaks and bool(claim.chain))
        yield word


def _place(sight: Sight, words: dict[str, Word], joined: UnionFind[str]) -> None:
    """Give each word its place in its source's order, and its window of valid time."""
    question = sight.dossier.question
    earliest: dict[str, times.Bounds] = {}
    for id, word in words.items():
        if word.claim.said is not None:
            name = joined.find(id)
            earliest[name] = _earlier(earliest[name], word.said) if name in earliest else word.said
    sides: UnionFind[str] = UnionFind()
    beside: dict[tuple[str, str, str], str] = {}
    _unite_sources(words, joined)
    for id, word in words.items():
        name = joined.find(id)
        word.order = earliest.get(name) or (word.said if word.claim.said is not None else word.published)
        said = (word.source, str(word.claim.report), str(word.claim.said))
        first = beside.setdefault(said, f"copies of {name}")
        sides.union(first, f"copies of {name}")
    for id, word in words.items():
        word.place = sides.find(f"copies of {joined.find(id)}")
        _window(sight, word, question)


def _unite_sources(words: dict[str, Word], joined: UnionFind[str]) -> None:
    """Anonymous sources of one utterance are one source."""
    named_sources: dict[str, str] = {}
    for id in sorted(words, key=lambda name: words[name].position):
        word = words[id]
        if "@" in word.source:
            word.source = named_sources.setdefault(joined.find(id), word.source)


def _earlier(a: times.Bounds, b: times.Bounds) -> times.Bounds:
    """The earlier of two vague moments."""
    first = None if None in (a.begin_earliest, b.begin_earliest) else min(a.begin_earliest, b.begin_earliest)  # type: ignore[type-var]
    lasts = [bound for bound in (a.begin_latest, b.begin_latest) if bound is not None]
    last = min(lasts) if lasts else None
    return attrs.evolve(
        a,
        begin_earliest=first,
        begin_latest=last,
        end_earliest=None if first is None else first + 1,
        end_latest=None if last is None else last + 1,
        begin_uncertain=a.begin_uncertain or b.begin_uncertain,
    )


def _window(sight: Sight, word: Word, question: Question) -> None:
    """The valid time that a word is about. An event is its own window; a total is compared on equal windows only."""
    claim = word.claim
    if is_total(question, claim):
        window = claim.value.window or claim.during  # type: ignore[union-attr]
        word.window = None
        if window is not None:
            bounds = sight.resolve(window, claim, times.Place.STATE)
            word.window_key = (
                bounds.begin_earliest,
                bounds.begin_latest,
                bounds.end_earliest,
                bounds.end_latest,
            )
        return
    if question.kind is not QuestionKind.STATE:
        return
    if claim.during is not None:
        word.window = sight.resolve(claim.during, claim, times.Place.STATE)
        return
    said = word.order
    assert said is not None
    word.window = attrs.evolve(said, instant=False, end_earliest=None, end_latest=None)


def _restrict(words: dict[str, Word], span: Span) -> None:
    """Keep what overlaps a stretch of valid time; a word that does not is not heard at all."""
    for word in words.values():
        if word.window is None:
            continue
        hull = (word.window.begin_earliest, word.window.end_latest)
        outside = (hull[0] is not None and hull[0] >= span[1]) or (hull[1] is not None and hull[1] <= span[0])
        if outside:
            word.supports = False
        for policy, left in word.left.items():
            word.left[policy] = [(max(a, span[0]), min(b, span[1])) for a, b in left if a < span[1] and span[0] < b]


def _compose(sight: Sight, words: list[Word], joined: Web, circles: tuple[Problem, ...]) -> Standing:
    dossier, cut, policy = sight.dossier, sight.cut, sight.cut.policy
    visible = [word for word in words if word.seen.under(policy)]
    live = [word for word in visible if word.live(policy)]
    owner = {word.id: joined.component(word.root.key) for word in visible}
    assessments = tuple(_assessments(sight))
    scene = Scene(
        dossier=dossier,
        cut=cut,
        question=dossier.question,
        web=joined,
        owner=owner,
        verifications=[one for one in assessments if one.value == "verified"],
        begins={word.id: _begin(sight, word) for word in live},
    )
    weighing = [word for word in live if word.polarity]
    weighed = [_weigh(one, weighing, scene) for one in group(weighing)]
    heard = any(word.polarity for word in visible)
    status = question_status(
        [(one, status, disputed) for one, status, disputed, _ in weighed], last_loss(sight, visible), heard
    )
    positions = tuple(position for _, _, _, position in weighed)
    both = _both_sides(weighing, owner)
    shown = tuple(_live(word) for word in live if word.supports and not word.synthetic)
    supporters = [word for one, _, _, _ in weighed for word in one.supporters]
    return Standing(
        question=dossier.question,
        cut=cut,
        status=status,
        positions=positions,
        claims=shown,
        possibly=tuple(
            _live(word)
            for word in words
            if word.possible and word.supports and not word.synthetic and not word.live(policy)
        ),
        independence=positions[0].independence if len(positions) == 1 else joined.independence(_keys(supporters)),
        roots_for=joined.representatives(_keys(committed(supporters) or supporters)),
        roots_against=tuple(sorted({name for position in positions for name in position.against})),
        tension=tension(weighing, policy),
        assessments=assessments,
        problems=(*dossier.problems, *circles, *both),
        withheld=dossier.withheld,
        first_known=min((word.published for word in visible if word.supports), key=_first, default=None),
        firmest=_firmest(supporters),
        words=tuple(words),
        zone=dossier.zone,
    )


def _weigh(one: Group, weighing: list[Word], scene: Scene) -> tuple[Group, Status, bool, Position]:
    """Judge one position: who is for it, who against, how independent, how firm."""
    policy, owner = scene.cut.policy, scene.owner
    against = opponents(one, weighing, scene.question)
    voices = named(committed(one.backing() or one.supporters))
    laid_for = layers(voices, policy, owner)
    counter = named(committed(against))
    disputed = any(meets_other(word, laid_for, policy, owner) for word in counter)
    keys = _keys(one.backing() or one.supporters)
    independence = scene.web.independence(keys)
    opposing = [word for word in counter if not voices or meets_other(word, laid_for, policy, owner)]
    status = position_status(one, bool(opposing), independence, laid_for, scene)
    laid = layers(one.supporters, policy, owner)
    firm = committed(against) or against
    heard_against = [word for word in firm if not one.supporters or meets_other(word, laid, policy, owner)]
    position = Position(
        value=one.value,
        status=status,
        live=Live.CERTAIN if any(word.certain for word in one.supporters or one.deniers) else Live.POSSIBLE,
        claims=tuple(_live(word) for word in one.supporters),
        denials=tuple(_live(word) for word in one.deniers),
        for_=scene.web.representatives(_keys(committed(one.supporters) or one.supporters)),
        against=scene.web.representatives(_keys(heard_against)),
        independence=independence,
        firmest=_firmest(one.supporters),
        shared=tuple(sorted(one.shared)),
    )
    return one, status, disputed, position


def _keys(words: list[Word]) -> list[str]:
    return [word.root.key for word in words]


def _first(bounds: times.Bounds) -> tuple[bool, int]:
    return (bounds.begin_latest is None, bounds.begin_latest or 0)


def _begin(sight: Sight, word: Word) -> times.Bounds | None:
    """When what the word is about begins; without `during`, when it was said."""
    if word.claim.during is not None:
        place = times.Place.STATE if sight.dossier.question.kind is QuestionKind.STATE else times.Place.EVENT
        return sight.resolve(word.claim.during, word.claim, place)
    return word.order


def _live(word: Word) -> LiveClaim:
    return LiveClaim(
        claim=word.claim,
        position=word.position,
        live=Live.CERTAIN if word.certain else Live.POSSIBLE,
        publisher=word.publisher,
        root=str(word.root),
        source=word.source,
    )


_FIRMNESS: Final = ("CT+", "PR+", "PS+")


def _firmest(words: list[Word]) -> Factuality | None:
    found = [word.factuality for word in words if word.factuality.positive]
    return min(found, key=lambda one: _FIRMNESS.index(one.value)) if found else None


def _both_sides(weighing: list[Word], owner: dict[str, str]) -> list[Problem]:
    """One root for and against the same answer, in words that both stand."""
    firm = [word for word in weighing if word.factuality.committed and word.root.named]
    by_owner: dict[tuple[str, Any], dict[int, list[int]]] = {}
    for word in firm:
        sides = by_owner.setdefault((owner[word.id], str(word.claim.value)), {})
        sides.setdefault(word.polarity, []).append(word.position)
    return [
        Problem(
            "both-sides",
            f"{name} stands for and against the same answer",
            tuple(sorted(sides[1] + sides[-1])),
        )
        for (name, _), sides in by_owner.items()
        if len(sides) == 2
    ]


def _assessments(sight: Sight) -> Iterator[Assessment]:
    for entry in sight.dossier.of(Assessed):
        seen: Seen = sight.of(str(entry.id))
        if entry.event.assessment.what is AssessmentKind.RELIABILITY:
            seen = sight._own(entry)  # noqa: SLF001 - one room
        if seen.under(sight.cut.policy):
            yield entry.event.assessment
