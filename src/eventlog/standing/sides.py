"""Sides: live words of one answer (value, polarity and, of totals, window), and which sides meet in time.

From one cut to the next few words come, go or change their time. Only the sides of these are made anew.

Source: rule 4 of standing@2.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any, Final, TypeAlias

import attrs

from eventlog.standing.spans import BEGIN, END, Cover, Layers, Span
from eventlog.standing.statements import Word

_FEW: Final = 8
"""Words, or sides, that are compared with others one by one."""

Key: TypeAlias = tuple[Any, ...]
Time: TypeAlias = Callable[[Word], Sequence[Span]]
Met: TypeAlias = Mapping[Key, AbstractSet[Key]]


def side_of(word: Word) -> Key:
    """What the words of one side have in common: value, polarity and window."""
    return (word.own.value.key, word.polarity, word.placed.window_key)


@attrs.frozen(eq=False, slots=False)
class Side:
    """Words of one answer, in order of position, and the time of each."""

    words: tuple[Word, ...]
    times: Mapping[str, Sequence[Span]]

    @cached_property
    def spans(self) -> Sequence[Span]:
        """All of its time."""
        if len(self.words) == 1:
            return self.times[self.words[0].id]
        found = Cover()
        for spans in self.times.values():
            for span in spans:
                found.add(span)
        return found.spans()

    @cached_property
    def all(self) -> frozenset[Word]:
        """Its words, to ask whether one is among them."""
        return frozenset(self.words)

    @property
    def first(self) -> Word:
        """One of them, for all that they have in common."""
        return self.words[0]


NO_WORDS: Final = Side((), {})


@attrs.frozen(eq=False)
class Sides:
    """The sides of a cut, in order of their first words; which of them are new or have changed, and which are gone.

    `moved`: of a side that was there before, the words that came and those that went.
    """

    words: Mapping[Word, int]
    """Each word with its place in the order."""
    of: Mapping[Key, Side]
    changed: AbstractSet[Key]
    gone: AbstractSet[Key]
    moved: Mapping[Key, Sequence[Word]]


def sides_of(words: Sequence[Word], time: Time, before: Sides | None) -> Sides:
    """Sort words into sides, given those of the cut before: only sides of which a word comes or goes are made anew."""
    place = {word: at for at, word in enumerate(words)}
    old: Mapping[Word, int] = {} if before is None else before.words
    held: Mapping[Key, Side] = {} if before is None else before.of
    new: dict[Key, list[Word]] = {}
    for word in words:
        if word not in old:
            new.setdefault(side_of(word), []).append(word)
    lost: dict[Key, list[Word]] = {}
    for word in old.keys() - place.keys():
        lost.setdefault(side_of(word), []).append(word)
    sides = dict(held)
    for key in new.keys() | lost.keys():
        side = _with(sides.pop(key, NO_WORDS), new.get(key, ()), lost.get(key, ()), place, time)
        if side.words:
            sides[key] = side
    ordered = sorted(sides.items(), key=lambda one: place[one[1].words[0]])
    return Sides(
        words=place,
        of=dict(ordered),
        changed={key for key in new.keys() | lost.keys() if key in sides},
        gone={key for key in lost if key not in sides},
        moved={key: [*new.get(key, ()), *lost.get(key, ())] for key in new.keys() | lost.keys()},
    )


def _with(side: Side, new: Sequence[Word], lost: Iterable[Word], place: Mapping[Word, int], time: Time) -> Side:
    """A side with some words more, and without some."""
    times = dict(side.times)
    for word in lost:
        del times[word.id]
    times.update((word.id, time(word)) for word in new)
    words = [word for word in side.words if word in place]
    return Side(tuple(sorted([*words, *new], key=place.__getitem__)), times)


def meeting(sides: Mapping[Key, Side]) -> dict[Key, set[Key]]:
    """The sides that hold at a common moment with each, by a sweep."""
    keys = list(sides)
    ends: list[tuple[int, int, int]] = []
    for at, key in enumerate(keys):
        for begin, end in sides[key].spans:
            ends += [(begin, 1, at), (end, 0, at)]
    met: dict[Key, set[Key]] = {}
    active: set[int] = set()
    for _, opens, at in sorted(ends):
        if not opens:
            active.discard(at)
            continue
        for other in active:
            met.setdefault(keys[at], set()).add(keys[other])
            met.setdefault(keys[other], set()).add(keys[at])
        active.add(at)
    return met


def meeting_now(sides: Sides, before: Met) -> tuple[Met, set[Key]]:
    """The same after some sides have changed or are gone, and all sides that meet, or met, one of these."""
    if len(sides.of) <= _FEW:
        return meeting(sides.of), set(sides.of)
    met, out = dict(before), sides.changed | sides.gone
    left = {other for key in out for other in met.pop(key, ())} - out
    met |= {other: met[other] - out for other in left}
    spans = [span for key in sides.changed for span in sides.of[key].spans]
    first, last = min((begin for begin, _ in spans), default=END), max((end for _, end in spans), default=BEGIN)
    held = [(*one, key) for key, side in sides.of.items() for one in side.spans if one[0] < last and first < one[1]]
    came: dict[Key, set[Key]] = {}
    for key in sides.changed:
        near = {other for begin, end in sides.of[key].spans for a, b, other in held if a < end and begin < b}
        near.discard(key)
        met[key] = near
        for other in near - sides.changed:
            came.setdefault(other, set()).add(key)
    met |= {other: met.get(other, frozenset()) | keys for other, keys in came.items()}
    touched = {*sides.changed, *left, *came}
    return met, touched


class Laid:
    """Words with their time. Of those that begin before a span ends the last few are looked at: one of another root
    that holds in it is nearly always among them. Where none is, layers tell.
    """

    def __init__(self, owner: Mapping[str, str], words: Sequence[tuple[Word, Sequence[Span]]]) -> None:
        """Lay the words out, each with its time; `owner` is whose each is."""
        self._owner = owner
        self._words = words
        self._held = sorted((begin, end, owner[word.id]) for word, spans in words for begin, end in spans)
        self._begins = [begin for begin, _, _ in self._held]

    @cached_property
    def _layers(self) -> Layers:
        layers = Layers()
        for word, spans in self._words:
            layers.add(self._owner[word.id], spans)
        return layers

    def meets(self, word: Word, spans: Iterable[Span]) -> bool:
        """Whether a word of another root holds at a moment of these spans."""
        owner = self._owner[word.id]
        for begin, end in spans:
            before = bisect_left(self._begins, end)
            first = max(before - _FEW, 0)
            for _, held, other in self._held[first:before]:
                if held > begin and other != owner:
                    return True
            if first and self._layers.touches_other(owner, (begin, end)):
                return True
        return False
