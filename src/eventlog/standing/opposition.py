"""Opposition: which live answers exclude each other at a common moment, and whose they are.

Words of one answer are one side (see `sides`); two sides are compared once, and only where they meet in time. Who
stands against some words is then asked of the time that those words hold: so a question costs what is said on it, and
not the square. At a cut near another one, only sides that have changed are compared anew, and of those only the sources
whose words came or went are asked whether they stand on both.

A total holds, for this, in its window alone. Running totals are compared by their moments instead, pair by pair.

Source: rules 4 and 6 of standing@2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from operator import attrgetter
from typing import Final, TypeAlias, TypeVar

from eventlog.claims import Question
from eventlog.standing.answers import Relation
from eventlog.standing.counts import Counts
from eventlog.standing.cut import Policy
from eventlog.standing.placing import counts_up, cumulative, is_total
from eventlog.standing.sides import Key, Laid, Met, Side, Sides, meeting, meeting_now, side_of, sides_of
from eventlog.standing.spans import Cover, Span, clip, hull
from eventlog.standing.statements import Word

Value = TypeVar("Value")
_MANY: Final = 8
"""Sides that have changed, from which on it is worth to compare all of them anew, where they are a good part of all."""
_TOLD: Final = (((False, False), (False, True)), ((True, False), (True, True)))
"""What two sides are to each other: one value for all pairs that are alike."""
_position: Final = attrgetter("position")
_said: Final = attrgetter("statement")

Both: TypeAlias = dict[str, dict[int, Word]]
"""The words of each owner that stands on both of two sides, by position."""
Pair: TypeAlias = frozenset[Key]


class Opposition:
    """Compares the live words on one question under one reading. Pure: what it finds is kept, nothing is changed.

    Given the comparison at the cut before, it compares only sides of which a word has come, gone or changed its time.
    """

    def __init__(
        self,
        words: Sequence[Word],
        question: Question,
        policy: Policy,
        owner: Mapping[str, str],
        counts: Counts,
        before: Opposition | None = None,
    ) -> None:
        """Look at the words that support or deny something. `owner` is the component of each word's root.

        `before`: the same question under the same reading, at another cut, with the same components.
        """
        self._words = words
        self._question = question
        self._policy = policy
        self._owner = owner
        self._counts = counts
        self._sides: Sides = sides_of(words, self._time, None if before is None else before.all_sides)
        self.sides: Mapping[Key, Side] = self._sides.of
        out = self._sides.changed | self._sides.gone
        self.met: Met
        self.touched: AbstractSet[Key]
        self.facing: dict[Key, set[Key]] = {}
        self.opposed: dict[Key, list[Word]] = {}
        self._stale: set[Key] = set()
        """Sides that are the same and meet one that is not: what stands against them is that of the cut before."""
        self._changed: AbstractSet[Key] = frozenset()
        self._past: AbstractSet[Word] = frozenset()
        """The words that were, at the cut before, on sides that have changed or are gone."""
        self._before = None if before is None else before.known
        self._faced: Mapping[Key, AbstractSet[Key]] = {} if before is None else before.facing
        self.speakers: dict[Key, Mapping[str, Sequence[Word]]] = {}
        """The words that speak, of each side that was asked for them, by their owners."""
        self._speakers_before: Mapping[Key, Mapping[str, Sequence[Word]]] = {} if before is None else before.speakers
        self.told: dict[Key, dict[Key, tuple[bool, bool]]] = {} if before is None else before.told
        """Of each two sides that were ever compared, under either: whether they exclude each other; are in tension."""
        self._owners_before: Mapping[str, str] = {} if before is None else before.owners
        self._tense: dict[Pair, None] = {}
        self._both: dict[Pair, Both] = {}
        if before is None or len(out) > max(_MANY, len(self.sides) // 4):
            number = {key: at for at, key in enumerate(self.sides)}
            self.met, self.touched = meeting(self.sides), set(self.sides)
            self._compare([(a, b) for a, others in self.met.items() for b in others if number[a] < number[b]], None)
        else:
            self.met, self.touched = meeting_now(self._sides, before.met)
            self._take(before, out)
            pairs = {frozenset((a, b)) for a in self._sides.changed for b in self.met.get(a, ())}
            self._compare([(a, b) for a, b in pairs], before)

    def _take(self, before: Opposition, out: AbstractSet[Key]) -> None:
        """What was found at the cut before, as far as it is of sides that are the same, and meet only such."""
        self.facing = _without(before.facing, out)
        self.facing |= {key: self.facing[key] - out for key in self.touched & self.facing.keys()}
        self.opposed = _without(before.known, out)
        self.speakers = _without(before.speakers, out)
        self._stale = (self.touched - out) & self.opposed.keys()
        self._changed = self._sides.changed
        self._past = {word for key in out & before.sides.keys() for word in before.sides[key].words}
        self._tense = {pair: None for pair in before.tense_pairs if out.isdisjoint(pair)}
        self._both = {pair: found for pair, found in before.both.items() if out.isdisjoint(pair)}

    @property
    def all_sides(self) -> Sides:
        """The sides, with what has changed of them."""
        return self._sides

    @property
    def known(self) -> dict[Key, list[Word]]:
        """What stands against each side that was asked for, as it is at this cut: what nobody asked for is left out."""
        return _without(self.opposed, self._stale)

    @property
    def owners(self) -> Mapping[str, str]:
        """The component of each word's root, by the word's id."""
        return self._owner

    @property
    def tense_pairs(self) -> Iterable[Pair]:
        """The sides in tension with each other."""
        return self._tense

    @property
    def both(self) -> Mapping[Pair, Both]:
        """Who stands on both of two sides that exclude each other."""
        return self._both

    def _compare(self, pairs: Iterable[tuple[Key, Key]], before: Opposition | None) -> None:
        """Which of these pairs exclude each other, or are in tension."""
        counting = cumulative(self._question)
        for a, b in pairs:
            first, second = self.sides[a].first, self.sides[b].first
            if counting and counts_up(self._question, first.claim):
                continue
            with_a = self.told.setdefault(a, {})
            told = with_a.get(b) or self.told.get(b, {}).get(a)
            if told is None:
                affirmed = first.polarity > 0 < second.polarity
                tense = affirmed and self._in_tension(first, second)
                told = with_a[b] = _TOLD[self._exclude(first, second)][tense]
            if told[0]:
                self.facing.setdefault(a, set()).add(b)
                self.facing.setdefault(b, set()).add(a)
                if found := self._on_both(a, b, before):
                    self._both[frozenset((a, b))] = found
            if told[1]:
                self._tense[frozenset((a, b))] = None

    def _time(self, word: Word) -> Sequence[Span]:
        left = word.left(self._policy)
        if word.placed.extent is None or not is_total(self._question, word.claim):
            return left
        window = hull(word.placed.extent)
        return [part for part in (clip(span, window) for span in left) if part is not None]

    @property
    def tense(self) -> list[tuple[Sequence[Word], Sequence[Word]]]:
        """The pairs of sides that can't be compared, or that meet only through rounding, in order of first words."""
        if not self._tense:
            return []
        number = {key: at for at, key in enumerate(self.sides)}
        pairs = sorted(sorted(number[key] for key in pair) for pair in self._tense)
        sides = list(self.sides.values())
        return [(sides[a].words, sides[b].words) for a, b in pairs]

    def apart(self, key: Key) -> set[Key]:
        """The sides that exclude one, or are in tension with it, at a common moment."""
        return self.facing.get(key, set()) | self._tense_with.get(key, set())

    @cached_property
    def _tense_with(self) -> dict[Key, set[Key]]:
        found: dict[Key, set[Key]] = {}
        for a, b in self._tense:
            found.setdefault(a, set()).add(b)
            found.setdefault(b, set()).add(a)
        return found

    def _in_tension(self, a: Word, b: Word) -> bool:
        if counts_up(self._question, b.claim):
            return False
        if a.own.value.relation(b.own.value) is Relation.TENSION:
            return True
        return is_total(self._question, a.claim) and a.placed.window_key != b.placed.window_key

    def _exclude(self, a: Word, b: Word) -> bool:
        """Whether two answers exclude each other, were they about the same time; totals only on equal windows."""
        one, other = a.own, b.own
        if a.placed.window_key != b.placed.window_key:
            return False
        if one.polarity > 0 and other.polarity > 0:
            return self._question.single and one.value.relation(other.value) is Relation.CONTRADICT
        return one.denied_by(other) or other.denied_by(one)

    @cached_property
    def _counted(self) -> dict[str, list[Word]]:
        """The running totals that each of them contradicts or denies, by its id."""
        found: dict[str, list[Word]] = {}
        for word in self._counts.words:
            others = self._counts.among(self._counts.opposed(word))
            if not self._question.single:
                others = [one for one in others if one.polarity != word.polarity]
            if others:
                found[word.id] = others
        return found

    def opponents(self, words: Sequence[Word]) -> list[Word]:
        """The words of other roots that contradict or deny one of these, in order of position."""
        if not words:
            return []
        key = side_of(words[0])
        side = self.sides[key]
        if not self._counted and len(words) == len(side.words) and side.all.issuperset(words):  # as nearly always
            return self._whole(key) if self.facing.get(key) else []
        return self._of_some(words)

    def _of_some(self, words: Sequence[Word]) -> list[Word]:
        found: set[Word] = set()
        asked: dict[Key, list[Word]] = {}
        for word in words:
            asked.setdefault(side_of(word), []).append(word)
            for other in self._counted.get(word.id, ()):
                if self._owner[other.id] != self._owner[word.id]:
                    found.add(other)
        for key, some in asked.items():
            if not self.facing.get(key):
                continue
            whole = len(some) == len(self.sides[key].words)
            found.update(self._whole(key) if whole else self._against(some, key, self.facing[key]))
        return sorted(found, key=_position)

    def _whole(self, key: Key) -> list[Word]:
        """The words that stand against any of a side, in order; asked for its status, for its voices and for print."""
        if key not in self.opposed:
            against = self._against(self.sides[key].words, key, self.facing.get(key, ()))
            self.opposed[key] = sorted(against, key=_position)
        elif key in self._stale:
            self._stale.discard(key)
            kept = [word for word in self.opposed[key] if word not in self._past]
            facing = self.facing.get(key, set()) & self._changed
            new = list(self._against(self.sides[key].words, key, facing))
            if new or len(kept) < len(self.opposed[key]):
                self.opposed[key] = sorted([*kept, *new], key=_position)
        return self.opposed[key]

    def lasts(self, key: Key) -> bool:
        """Whether a side is as at the cut before, and the same is said against it as there, of whatever time it is."""
        if key not in self.touched:
            return True
        if self._before is None or key in self._changed:
            return False
        if not self.facing.get(key) and not self._faced.get(key):
            return True
        if key not in self._before:
            return False
        before, now = self._before[key], self._whole(key)
        return now is before or set(map(_said, now)) == set(map(_said, before))

    def _against(self, words: Sequence[Word], key: Key, facing: Iterable[Key]) -> Iterator[Word]:
        """The words of sides facing this one that hold at a moment at which one of these of another root does."""
        times = self.sides[key].times
        laid = None
        for side in map(self.sides.__getitem__, facing):
            if laid is None:
                laid = Laid(self._owner, [(word, times[word.id]) for word in words])
            for other in side.words:
                if laid.meets(other, side.times[other.id]):
                    yield other

    def both_sides(self) -> Both:
        """The firm words with which a named root stands on both sides at one time, certainly; by its component."""
        found: Both = {}
        for pair in self._both.values():
            for owner, words in pair.items():
                found.setdefault(owner, {}).update(words)
        by_id = {word.id: word for word in self._words} if self._counted else {}
        for id, others in self._counted.items():
            for one in others:
                word = by_id[id]
                if self._owner[id] == self._owner[one.id] and _speaks(word) and _speaks(one):
                    found.setdefault(self._owner[id], {}).update({word.position: word, one.position: one})
        return found

    def _on_both(self, a: Key, b: Key, before: Opposition | None) -> Both:
        """Who stands on both of two sides; of owners of whom no word came or went, who did at the cut before."""
        one, other = self._speakers(a), self._speakers(b)
        owners: AbstractSet[str] = one.keys() & other.keys()
        found: Both = {}
        if owners and before is not None and b in before.facing.get(a, ()):
            moved = self._movers(a) | self._movers(b)
            held = before.both.get(frozenset((a, b)), {})
            found = {owner: words for owner, words in held.items() if owner not in moved}
            owners = owners & moved
        for owner in owners:
            for here, there in ((one[owner], other[owner]), (other[owner], one[owner])):
                cover = Cover()
                for word in there:
                    for span in word.remainder.sure:
                        cover.add(span)
                for word in here:
                    if any(cover.touches(span) for span in word.remainder.sure):
                        found.setdefault(owner, {})[word.position] = word
        return found

    def _movers(self, key: Key) -> set[str]:
        """The owners of the words that came to a side, or went."""
        return {self._owner_of(word) for word in self._sides.moved.get(key, ())}

    def _owner_of(self, word: Word) -> str:
        """Whose a word is, or was at the cut before."""
        found = self._owner.get(word.id)
        return self._owners_before[word.id] if found is None else found

    def _speakers(self, key: Key) -> Mapping[str, Sequence[Word]]:
        """The words of a side that speak, by their owners; those of the cut before, where none came or went."""
        found = self.speakers.get(key)
        if found is None:
            held = self._speakers_before.get(key)
            words: Iterable[Word] = self.sides[key].words
            if held is not None:
                words = [word for word in self._sides.moved.get(key, ()) if word in self._sides.words]
            new: dict[str, list[Word]] = {}
            for word in words:
                if _speaks(word):
                    new.setdefault(self._owner[word.id], []).append(word)
            found = new if held is None else self._respoken(held, new, self._movers(key))
            self.speakers[key] = found
        return found

    def _respoken(
        self, held: Mapping[str, Sequence[Word]], new: Mapping[str, Sequence[Word]], moved: Iterable[str]
    ) -> dict[str, Sequence[Word]]:
        found = dict(held)
        for owner in moved:
            words = [word for word in found.pop(owner, ()) if word in self._sides.words]
            if all_ := [*words, *new.get(owner, ())]:
                found[owner] = all_
        return found


def _speaks(word: Word) -> bool:
    """Whether a word commits, and its root has a name."""
    return word.firm and word.root.named


def _without(table: Mapping[Key, Value], keys: AbstractSet[Key]) -> dict[Key, Value]:
    return {key: value for key, value in table.items() if key not in keys}
