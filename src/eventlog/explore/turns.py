"""Turns: every moment on the press clock at which an answer becomes another one, and what it then is.

A question's answer changes at few moments: when a report may first have been out and when it was certainly out, when a
notice withdrew a word, when a judgement of ours about the world was recorded, and when a time came that somebody had
announced (what lies ahead can only be announced as long as it does). Those moments are collected from the dossier; the
standing is worked out at each of them by the rules themselves, and moments that change nothing are dropped. Between two
neighbouring turns the answer is the same at every microsecond, so looking it up is as good as working it out.

The log clock stays where the cut has it: this is what we now say was known then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final, TypeAlias

import attrs

from eventlog.claims import Factuality, Question, QuestionKind, Stance
from eventlog.knowledge import Knowledge, Policy, Standing
from eventlog.render.phrasing import capital, withheld_words
from eventlog.render.showing import (
    answer_line,
    answer_text,
    assessment_line,
    backing_words,
    ended_line,
    headline,
    held_words,
    sources_words,
)
from eventlog.standing.attribution import links_between, web
from eventlog.standing.dossier import Dossier
from eventlog.standing.moments import moments
from eventlog.standing.placing import lasts
from eventlog.standing.spans import END
from eventlog.standing.statements import Word
from eventlog.standing.supersession import replacing
from eventlog.standing.visibility import Sight

START: Final = -(2**63)
"""Before every date that can be written."""
_HEARD: Final = ("for", "against", "said", "perhaps")
_MOST_HELD: Final = 24
_AHEAD: Final = (Stance.ANNOUNCE, Stance.PROMISE)


@attrs.frozen
class Item:
    """The part that one claim plays in a state.

    `role` is one of: for, against (a position), said (live, but for or against nothing), aside (no answer: an opinion,
    a remark), perhaps (live under the other reading only), withdrawn, replaced, hidden (not seen under this reading).
    `against` are the entries that took it out, `factuality` is how it answers the question. `late`, `out` and `ahead`
    are moments (microseconds): compared with a date at or after `late` and before `out`, the claim was said earlier and
    published later; with one before `ahead`, it is about a later time.
    """

    claim: str
    role: str
    place: int
    certain: bool
    root: str
    name: str
    late: int | None
    out: int | None
    ahead: int | None
    seen: bool
    factuality: Factuality
    against: tuple[int, ...] = ()


Line: TypeAlias = tuple[str, str]
"""The answer by itself, with which the line may begin, and the line: who says so, who else, and who denies it."""


@attrs.frozen
class Answer:
    """One position in a state, as a finished line, and how many back it."""

    line: Line
    status: str
    certain: bool
    gist: str
    reasons: tuple[str, ...]


@attrs.frozen
class State:
    """Everything that the page shows of a question between two turns, in finished phrases.

    `status` is the word over all time; `shown` is that of what is printed first, in words in `words`, with its `lines`
    and how many back them; `over` is the word over all time with its answers, where that differs.
    """

    status: str
    shown: str
    words: str
    lines: tuple[Line, ...]
    gist: str
    over: tuple[str, ...]
    withheld: str
    answers: tuple[Answer, ...]
    links: tuple[str, ...]
    remarks: tuple[str, ...]
    timeline: tuple[tuple[int | None, int | None, str], ...]
    problems: tuple[str, ...]
    items: frozenset[Item]

    @property
    def heard(self) -> bool:
        """Whether somebody has said something that stands, stood, or stands under the other reading."""
        told = self.status != "unreported" or bool(self.withheld)
        return told or any(item.role in _HEARD for item in self.items)


@attrs.frozen
class Turn:
    """From this moment on (microseconds, inclusive) the question stands so, until the next turn."""

    moment: int
    state: State


@attrs.frozen
class History:
    """A question with its turns under each reading, and the dossier that they were read from."""

    question: Question
    dossier: Dossier
    turns: Mapping[Policy, tuple[Turn, ...]]


def history(knowledge: Knowledge, question: str, until: int | None) -> History:
    """Every turn of a question, in order, up to a moment on the press clock (inclusive; None: to the end of time)."""
    last = knowledge.judged(question, cut=attrs.evolve(knowledge.cut, published=until))
    turning = sorted(one for one in set(moments(last.dossier, last.cut)) if until is None or one <= until)
    turns: dict[Policy, list[Turn]] = {policy: [] for policy in Policy}
    for moment, end in pairwise((START, *turning, END if until is None else until + 1)):
        for policy, found in turns.items():  # side by side: each asks for the other as the other reading
            _turn(knowledge, last, policy, (moment, end), found)
    told = {policy: found if _says(found[0].state) else found[1:] for policy, found in turns.items()}
    return History(last.question, last.dossier, {policy: tuple(found) for policy, found in told.items()})


def _turn(knowledge: Knowledge, last: Standing, policy: Policy, between: tuple[int, int], found: list[Turn]) -> None:
    """Add what the answer becomes from one moment on, up to another; and where a stretch of valid time begins there."""
    moment, end = between
    standing = last.again(attrs.evolve(last.cut, policy=policy, published=moment), last.valid)
    for turn in (moment, *_begun_by(standing, moment, end)):
        if turn != moment:
            standing = last.again(attrs.evolve(last.cut, policy=policy, published=turn), last.valid)
        state = state_of(standing, knowledge, bounded=last.cut.published is not None)
        if not found or found[-1].state != state:
            found.append(Turn(turn, state))


def _says(state: State) -> bool:
    return bool(state.items or state.withheld)


def _begun_by(standing: Standing, after: int, before: int) -> list[int]:
    """When, between two moments, another stretch of valid time has begun: that is then printed first."""
    begins = {one.begin for one in standing.timeline if one.begin is not None} if lasts(standing.question) else set()
    return sorted(begin for begin in begins if after < begin < before)


def state_of(standing: Standing, knowledge: Knowledge, *, bounded: bool = False) -> State:
    """What the page shows of a standing. `bounded`: tell only of problems that lie in what is visible."""
    sight = Sight(standing.dossier, standing.cut)
    policy = standing.cut.policy
    words = {word.id: word for word in standing.words}
    heard = {id: word for id, word in words.items() if word.seen.under(policy)}
    statements = {id: word.statement for id, word in words.items()}
    joined = links_between(sight, statements)
    whole = web(sight, statements, joined)[0]
    links = [
        str(entry.id)
        for entry, seen in joined
        if seen.under(policy) and str(entry.event.link.from_) in heard and str(entry.event.link.to) in heard
    ]
    items = frozenset(_items(standing, {id: whole.component(word.root.key) for id, word in heard.items()}))
    kinds = {"both-sides", "cycle", "unreadable"}
    (told, first), *over = headline(standing, dated=False)
    return State(
        status=str(standing.status),
        shown=str(first.status),
        words=told,
        lines=tuple(_lines(first, knowledge)),
        gist=sources_words(first).removeprefix("-"),
        over=tuple(f"{told}: {_all_lines(one, knowledge)}" for told, one in over),
        withheld=withheld_words(standing.withheld),
        answers=tuple(_answers(standing, knowledge)),
        links=tuple(sorted(links)),
        remarks=tuple(assessment_line(one, knowledge.name_of) for one in standing.assessments),
        timeline=tuple(_timeline(standing, knowledge)),
        problems=tuple(one.text for one in standing.problems if not bounded or one.kind in kinds),
        items=items,
    )


def _lines(standing: Standing, knowledge: Knowledge) -> Iterator[Line]:
    """Each answer in a line; where there is none, why. Without the day of a word: the line holds for many dates."""
    for position in standing:
        answer = capital(answer_text(position, standing, knowledge.name_of))
        yield answer, answer_line(position, standing, knowledge.name_of, dated=False)
    if not standing.positions and ended_line(standing) != "-":
        yield "", ended_line(standing, dated=False)


def _timeline(standing: Standing, knowledge: Knowledge) -> Iterator[tuple[int | None, int | None, str]]:
    """What holds when; nothing where so many claims speak of it that nobody could read the list."""
    if standing.question.kind is QuestionKind.STATE and len(standing.claims) <= _MOST_HELD:
        for segment in standing.timeline:
            yield segment.begin, segment.end, "; ".join(held_words(one, knowledge.name_of) for one in segment.held)


def _all_lines(standing: Standing, knowledge: Knowledge) -> str:
    return "; ".join(line for _, line in _lines(standing, knowledge))


def _answers(standing: Standing, knowledge: Knowledge) -> Iterator[Answer]:
    for position, line in zip(standing, _lines(standing, knowledge), strict=False):
        count = position.independence
        yield Answer(
            line=line,
            status=str(position.status),
            certain=str(position.live) == "certain",
            gist=backing_words(position, standing),
            reasons=tuple(_named(reason, knowledge) for reason in count.reasons),
        )


def _named(reason: str, knowledge: Knowledge) -> str:
    """A sentence of the rules with names in place of the ids of agents."""
    words = []
    for word in reason.split(" "):
        bare = word.strip(",:;")
        if ":" in bare and bare.rstrip("?") in knowledge.register.agents:
            words.append(word.replace(bare, knowledge.name_of(bare)))
        else:
            words.append(word)
    return " ".join(words)


def _items(standing: Standing, roots: dict[str, str]) -> Iterator[Item]:
    places: dict[str, list[tuple[str, int]]] = {}
    for at, position in enumerate(standing.positions):
        for role, claims in (("for", position.claims), ("against", position.denials)):
            for claim in claims:
                places.setdefault(claim.id, []).append((role, at))
    live, perhaps = {one.id for one in standing.claims}, {one.id for one in standing.possibly}
    policy = standing.cut.policy
    for word in standing.words:
        if word.statement.synthetic:
            continue
        seen = word.seen.under(policy)
        fallen = seen and not word.live(policy)
        role = "hidden"
        if word.id in live:
            role = "said"
        elif word.id in perhaps:
            role = "perhaps"
        elif seen:
            lost = "withdrawn" if word.loss.seen.under(policy) else "replaced"
            role = lost if word.statement.supports else "aside"
        for part, place in places.get(word.id, [(role, -1)]):
            yield Item(
                claim=word.id,
                role=part,
                place=place,
                certain=word.certain,
                root=roots.get(word.id, word.root.key),
                name=str(word.root),
                late=_late(word, standing),
                out=word.statement.published.begin_earliest if _late(word, standing) is not None else None,
                seen=seen,
                ahead=_ahead(word),
                factuality=word.statement.factuality,
                against=_took_out(word, standing) if fallen else (),
            )


def _took_out(word: Word, standing: Standing) -> tuple[int, ...]:
    policy = standing.cut.policy
    if word.loss.seen.under(policy):
        return tuple(sorted({entry.position for entry in word.loss.entries}))
    return tuple(one.position for one in replacing(word, standing.words, standing.question, policy))


def _late(word: Word, standing: Standing) -> int | None:
    """From which moment on the claim, coming later, was said earlier and published later."""
    said, published = word.statement.said, word.statement.published
    if word.claim.said is None or said.begin_uncertain or said.begin_latest is None or standing.cut.said is not None:
        return None
    out = published.begin_earliest
    return said.begin_latest if out is not None and out > said.begin_latest else None


def _ahead(word: Word) -> int | None:
    """Before which moment the claim, coming later, is about a later time: what it is about begins then."""
    begin = word.placed.begin if word.claim.during is not None else None
    return None if begin is None or begin.begin_uncertain else begin.begin_earliest
