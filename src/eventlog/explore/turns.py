"""Turns: every moment on the press clock at which an answer becomes another one, and what it then is.

A question's answer changes at few moments: when a report may first have been out and when it was certainly out, when a
notice withdrew a word, when a judgement of ours about the world was recorded, and when a time came that a source had
announced (what lies ahead can only be announced as long as it does). Those moments are collected from the dossier; the
standing is worked out at each of them by the rules themselves, and moments that change nothing are dropped. Between two
neighbouring turns the answer is the same at every microsecond, so looking it up is as good as working it out.

The log clock stays where the cut has it: this is what we now say was known then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import attrs

from eventlog.claims import Factuality, Question
from eventlog.explore.plain import closed
from eventlog.knowledge import Knowledge, Policy, Standing
from eventlog.knowledge.turning import Asked, last_of, turning
from eventlog.render.dates import is_days_end
from eventlog.render.naming import in_names
from eventlog.render.phrasing import capital, withheld_words
from eventlog.render.pictures import Mark, mark, role_of, source_of
from eventlog.render.showing import (
    answer_line,
    answer_text,
    assessment_line,
    backing_words,
    ended_line,
    headline,
    held_words,
    sources_words,
    told_by,
)
from eventlog.render.waiting import proposed_words
from eventlog.standing.dossier import Dossier
from eventlog.standing.hearing import heard_at
from eventlog.standing.names import Names
from eventlog.standing.placing import lasts
from eventlog.standing.result import Answer as Position
from eventlog.standing.statements import Word, visible_under
from eventlog.standing.supersession import replacing
from eventlog.workers import patiently

_HEARD: Final = ("for", "against", "said", "perhaps")
_MOST_HELD: Final = 24


@attrs.frozen(cache_hash=True)
class Item:
    """The part that one claim plays in a state.

    `role` is one of: for, against (a position), said (live, but for or against nothing), aside (no answer: an opinion,
    a remark), perhaps (live under the other reading only), withdrawn, replaced, hidden (not seen under this reading).
    `source` is whose it is, to be counted. `against` are the entries that took it out, `factuality` is how it answers
    the question. `late`, `out` and `ahead` are moments (microseconds): compared with a date at or after `late` and
    before `out`, the claim was said earlier and published later; with one before `ahead`, it is about a later time.
    """

    claim: str
    role: str
    place: int
    certain: bool
    root: str
    name: str
    source: str
    late: int | None
    out: int | None
    ahead: int | None
    seen: bool
    factuality: Factuality
    mark: Mark
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
    and how many back them; `over` is the word over all time with its answers, where that differs. `proposed` says how
    much of it nobody has reviewed.
    """

    status: str
    shown: str
    words: str
    lines: tuple[Line, ...]
    gist: str
    over: tuple[str, ...]
    withheld: str
    proposed: str
    answers: tuple[Answer, ...]
    links: tuple[str, ...]
    remarks: tuple[str, ...]
    timeline: tuple[tuple[int | None, int | None, str], ...]
    problems: tuple[str, ...]
    items: frozenset[Item]

    @property
    def heard(self) -> bool:
        """Whether a source has said something that stands, stood, or stands under the other reading."""
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


@patiently()
def history(knowledge: Knowledge, question: str, until: int | None) -> History:
    """Every turn of a question, in order, up to a moment on the press clock (inclusive; None: to the end of time)."""
    last = last_of(knowledge, question, until)
    return History(last.question, last.dossier, turns_of(last, knowledge.register.names, until))


def turns_of(last: Asked, names: Names, until: int | None) -> dict[Policy, tuple[Turn, ...]]:
    """The turns of a question under each reading, from all that bears on it; agents have these names.

    It asks nothing of the log: what it takes and gives are values, which go to another process and back.
    """
    turns: dict[Policy, list[Turn]] = {policy: [] for policy in Policy}
    telling = Telling(names)
    for policy, moment, standing in turning(last, until):
        state = telling.state_of(standing, bounded=last.cut.published is not None)
        found = turns[policy]
        if not found or found[-1].state != state:
            found.append(Turn(moment, state))
    return {policy: tuple(found if _says(found[0].state) else found[1:]) for policy, found in turns.items()}


def _says(state: State) -> bool:
    return bool(state.items or state.withheld)


class Telling:
    """Puts the states of one question into words; what is as it was in the state before is told as it was."""

    def __init__(self, names: Names) -> None:
        """Begin with nothing told. Agents have these names."""
        self._name_of = closed(names)
        self._told: dict[tuple[object, ...], tuple[Position, Line]] = {}
        self._lined: dict[tuple[object, ...], dict[int, tuple[Position, Line]]] = {}
        self._backed: dict[tuple[object, ...], dict[int, tuple[Position, Answer]]] = {}
        self._replaced: dict[str, tuple[list[Word], Word, tuple[int, ...]]] = {}
        self._items: dict[tuple[object, ...], Item] = {}
        self._equal: dict[Item, Item] = {}
        self._first: dict[tuple[Word, Policy], tuple[Any, ...]] = {}
        self._last: tuple[Standing, bool, State] | None = None

    def state_of(self, standing: Standing, *, bounded: bool = False) -> State:
        """What the page shows of a standing. `bounded`: tell only of problems that lie in what is visible."""
        if self._last is None or self._last[1] != bounded or not standing.told_with(self._last[0]):
            self._last = (standing, bounded, self._state_of(standing, bounded=bounded))
        return self._last[2]

    def _state_of(self, standing: Standing, *, bounded: bool) -> State:
        policy = standing.cut.policy
        heard = heard_at(standing.dossier, standing.cut)
        seen = {word.id: word for word in visible_under(standing.words, policy)}
        links = [
            str(entry.id)
            for entry, sight in heard.links
            if sight.under(policy) and str(entry.event.link.from_) in seen and str(entry.event.link.to) in seen
        ]
        component = heard.joined.by_root
        roots = {id: component[word.root.key] for id, word in seen.items()}
        kinds = {"both-sides", "cycle", "unreadable"}
        (told, first), *over = headline(standing, dated=False, line=self._line)
        return State(
            status=str(standing.status),
            shown=str(first.status),
            words=told,
            lines=tuple(self._lines(first)),
            gist=sources_words(first).removeprefix("-"),
            over=tuple(f"{told}: {'; '.join(line for _, line in self._lines(one))}" for told, one in over),
            withheld=withheld_words(standing.withheld),
            proposed=proposed_words(first),
            answers=tuple(self._answers(standing)),
            links=tuple(sorted(links)),
            remarks=tuple(
                assessment_line(one, self._name_of, proposed=one.id in standing.unreviewed)
                for one in standing.assessments
            ),
            timeline=tuple(_timeline(standing, self._name_of)),
            problems=tuple(
                in_names(one.text, self._name_of) for one in standing.problems if not bounded or one.kind in kinds
            ),
            items=frozenset(self._items_of(standing, roots)),
        )

    def _lines(self, standing: Standing) -> Iterator[Line]:
        """Each answer in a line; where there is none, why. Without the day of a word: it holds for many dates."""
        lined = self._lined.get(_around(standing), {})
        for position in standing:
            held = lined.get(id(position))
            yield self._line(position, standing) if held is None else held[1]
        ended = "-" if standing.positions else ended_line(standing, self._name_of, dated=False)
        if ended != "-":
            yield "", ended

    def _line(self, position: Position, standing: Standing) -> Line:
        """The line of an answer. Beside the answer it depends on the word for the question, and whether it is alone."""
        around = _around(standing)
        lined = self._lined.setdefault(around, {})
        held = lined.get(id(position))
        if held is None:
            key = (told_by(position), *around)
            if key not in self._told:
                answer = capital(answer_text(position, standing, self._name_of))
                self._told[key] = (position, (answer, answer_line(position, standing, self._name_of, dated=False)))
            held = lined[id(position)] = (position, self._told[key][1])
        return held[1]

    def _answers(self, standing: Standing) -> Iterator[Answer]:
        backed = self._backed.setdefault(_around(standing), {})
        for position in standing:
            held = backed.get(id(position))
            if held is None:
                held = backed[id(position)] = (position, self._answer(position, standing))
            yield held[1]

    def _answer(self, position: Position, standing: Standing) -> Answer:
        return Answer(
            line=self._line(position, standing),
            status=str(position.status),
            certain=str(position.live) == "certain",
            gist=backing_words(position, standing),
            reasons=tuple(in_names(one, self._name_of) for one in position.independence.reasons),
        )

    def _items_of(self, standing: Standing, roots: Mapping[str, str]) -> Iterator[Item]:
        places: dict[str, list[tuple[str, int]]] = {}
        for at, position in enumerate(standing.positions):
            for role, claims in (("for", position.claims), ("against", position.denials)):
                part = (role, at)
                for claim in claims:
                    places.setdefault(claim.id, []).append(part)
        live, perhaps = {one.id for one in standing.claims}, {one.id for one in standing.possibly}
        policy = standing.cut.policy
        sources: dict[str, list[Word]] = {}
        for word in standing.words:
            sources.setdefault(word.placed.source, []).append(word)
        for word in standing.words:
            if word.statement.synthetic:
                continue
            against: tuple[int, ...] = ()
            if not word.live(policy) and word.seen.under(policy):
                against = self._took_out(word, standing, sources[word.source])
            root = roots.get(word.id, word.root.key)
            parts = places.get(word.id) or [(role_of(word, standing, live, perhaps), -1)]
            for role, place in parts:
                yield self._item(word, standing, role, place, root, against)

    def _item(self, word: Word, standing: Standing, role: str, place: int, root: str, against: tuple[int, ...]) -> Item:
        key = (word, standing.cut.policy, role, place, root, against)
        found = self._items.get(key)
        if found is None:
            same = self._first.get(key[:2])
            if same is None:
                same = self._first[key[:2]] = _lasting(word, standing)
            name, source, late, out, ahead, seen, factuality, mark_ = same
            made = Item(
                *(word.id, role, place, word.certain, root, name, source),
                *(late, out, ahead, seen, factuality, mark_, against),
            )
            found = self._items[key] = self._equal.setdefault(made, made)  # what is one object is equal at a glance
        return found

    def _took_out(self, word: Word, standing: Standing, source: list[Word]) -> tuple[int, ...]:
        """The entries that took a word out: withdrawals, or later words of its source."""
        policy = standing.cut.policy
        if word.loss.seen.under(policy):
            return tuple(sorted({entry.position for entry in word.loss.entries}))
        held = self._replaced.get(f"{policy} {word.id}")
        if held is None or held[1] is not word or held[0] != source:
            later = replacing(word, source, standing.question, policy)
            held = (source, word, tuple(one.position for one in later))
            self._replaced[f"{policy} {word.id}"] = held
        return held[2]


def _around(standing: Standing) -> tuple[object, ...]:
    """What the line of an answer depends on beside the answer."""
    return standing.status, len(standing.positions) > 1


def _timeline(standing: Standing, name_of: Callable[[str], str]) -> Iterator[tuple[int | None, int | None, str]]:
    """What holds when; nothing where more claims speak of it than a reader could take in."""
    if lasts(standing.question) and len(standing.claims) <= _MOST_HELD:
        for segment in standing.timeline:
            if is_days_end(segment.begin, segment.end, standing.zone):
                continue
            yield segment.begin, segment.end, "; ".join(held_words(one, name_of) for one in segment.held)


def _lasting(word: Word, standing: Standing) -> tuple[Any, ...]:
    """What is the same in every part that a claim plays while its word stands so: an item from `name` to `mark`."""
    late = _late(word, standing)
    out = word.statement.published.begin_earliest if late is not None else None
    seen = word.seen.under(standing.cut.policy)
    whose = str(word.root), source_of(word)
    return *whose, late, out, _ahead(word), seen, word.statement.factuality, mark(word)


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
