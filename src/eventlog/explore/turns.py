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
from typing import Any, Final

import attrs

from eventlog.claims import Question, QuestionKind, Stance
from eventlog.explore import plain
from eventlog.knowledge import Cut, Knowledge, Policy, Standing
from eventlog.standing.attribution import links_between, web
from eventlog.standing.dossier import Dossier
from eventlog.standing.moments import moments
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
    `against` are the entries that took it out. `late` and `ahead` are moments (microseconds): compared with a date at
    or after `late`, the claim is learnt late; with one before `ahead`, it tells of a world that changed.
    """

    claim: str
    role: str
    place: int
    certain: bool
    root: str
    name: str
    late: int | None
    ahead: int | None
    against: tuple[int, ...] = ()


@attrs.frozen
class Answer:
    """One position in a state: who stands for it and against it, by the rules."""

    text: str
    status: str
    certain: bool
    gist: str
    for_: tuple[str, ...]
    against: tuple[str, ...]
    reasons: tuple[str, ...]


@attrs.frozen
class State:
    """Everything that the page shows of a question between two turns."""

    status: str
    certain: bool
    gist: str
    answers: tuple[Answer, ...]
    links: tuple[str, ...]
    remarks: tuple[str, ...]
    timeline: tuple[tuple[int | None, int | None, str], ...]
    problems: tuple[str, ...]
    items: frozenset[Item]

    @property
    def heard(self) -> bool:
        """Whether somebody has said something that stands, stood, or stands under the other reading."""
        return self.status != "unreported" or any(item.role in _HEARD for item in self.items)


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
    turns = {policy: tuple(_turns(knowledge, last, policy, turning)) for policy in Policy}
    return History(last.question, last.dossier, turns)


def _turns(knowledge: Knowledge, last: Standing, policy: Policy, turning: list[int]) -> list[Turn]:
    until = last.cut.published
    top: Cut = attrs.evolve(last.cut, policy=policy)
    found: list[Turn] = []
    for moment in (START, *turning):
        standing = last.again(attrs.evolve(top, published=moment), last.valid)
        state = state_of(standing, knowledge, bounded=until is not None)
        if not found or found[-1].state != state:
            found.append(Turn(moment, state))
    return found if found[0].state.items else found[1:]


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
    kinds = {"both-sides", "cycle"}
    return State(
        status=str(standing.status),
        certain=str(standing.live) == "certain",
        gist=plain.gist(standing) if standing.claims else _nothing(standing),
        answers=tuple(_answers(standing, knowledge)),
        links=tuple(sorted(links)),
        remarks=tuple(_remarks(standing, knowledge)),
        timeline=tuple(_timeline(standing, knowledge)),
        problems=(
            *(one.text for one in standing.problems if not bounded or one.kind in kinds),
            *([f"{plain.number(len(standing.withheld), 'entry', 'entries')} redacted"] if standing.withheld else []),
        ),
        items=items,
    )


def _nothing(standing: Standing) -> str:
    if standing.possibly:
        return "nothing certain: only if vague dates are read the other way"
    return "nothing stands any more" if standing.status in ("retracted", "superseded") else "remarks only"


def _timeline(standing: Standing, knowledge: Knowledge) -> Iterator[tuple[int | None, int | None, str]]:
    """What holds when; nothing where so many claims speak of it that nobody could read the list."""
    if standing.question.kind is QuestionKind.STATE and len(standing.claims) <= _MOST_HELD:
        for segment in standing.timeline:
            yield segment.begin, segment.end, "; ".join(_held(one, knowledge) for one in segment.held)


def _held(held: Any, knowledge: Knowledge) -> str:
    text = plain.answer(held.value, knowledge.name_of, denied=held.denied)
    return text if held.certain else f"{text} (possibly)"


def _answers(standing: Standing, knowledge: Knowledge) -> Iterator[Answer]:
    for position in standing:
        yield Answer(
            text=plain.answer(position.value, knowledge.name_of, denied=not position.claims),
            status=str(position.status),
            certain=str(position.live) == "certain",
            gist=plain.gist_of(position),
            for_=position.for_,
            against=position.against,
            reasons=tuple(_named(reason, knowledge) for reason in position.independence.reasons),
        )


def _named(reason: str, knowledge: Knowledge) -> str:
    """A sentence of the rules with names in place of the ids of agents."""
    words = []
    for word in reason.split(" "):
        bare = word.strip(",:;")
        if ":" in bare and bare.rstrip("?") in knowledge.agents:
            words.append(word.replace(bare, knowledge.name_of(bare)))
        else:
            words.append(word)
    return " ".join(words)


def _remarks(standing: Standing, knowledge: Knowledge) -> Iterator[str]:
    """Assessments: what somebody says about a claim, a report or a source. Scales are shown, never converted."""
    for one in standing.assessments:
        note = f": {one.note}" if one.note else ""
        whom = ""
        if not one.about.startswith(("claim:", "report:", "link:", "assessment:", "redacted:")):
            whom = f" of {knowledge.name_of(str(one.about))}"
        yield f"{knowledge.name_of(one.by)}: {one.value} ({one.what}{whom}){note}"


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
                ahead=_ahead(word, standing),
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


def _ahead(word: Word, standing: Standing) -> int | None:
    """Before which moment the claim, coming later, tells of a world that changed: what it is about begins then."""
    begin = word.placed.begin if word.claim.during is not None and standing.words else None
    return None if begin is None or begin.begin_uncertain else begin.begin_earliest
