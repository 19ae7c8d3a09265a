"""Which new reading takes the place of which old one, where claims of one report are told anew: the most alike first.

Claims are alike by what stayed: question, place in the text, speaker, answer, and less so times, stance and paraphrase.
Of two pairs that are equally alike that of the earlier new claim, then of the earlier old one, comes first.

A table may have thousands of rows, and each new one could be any of the old. So pairs are not tried one by one: claims
that share something are found by what they share, from the most that can be shared to the least, and of claims whose
places in the text overlap, which few do, the pairs are looked at. What is taken at one step is gone at the next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, Final, TypeAlias

from eventlog.claims import Claim

__all__ = ["pairs"]

_LEAST: Final = 4
_QUESTION: Final = 0
_WEIGHTS: Final = (3, 2, 1, 1, 1, 1, 1)
_PLACE: Final = 3

_Traits: TypeAlias = tuple[Any, ...]


def pairs(fresh: Sequence[Claim], gone: Sequence[Claim]) -> dict[str, Claim]:
    """The old claims by the ids of the new ones that take their places. Of each, as far as there is one."""
    new, old = [_traits(one) for one in fresh], [_traits(one) for one in gone]
    placed = _of_one_place(fresh, gone, new, old)
    found: dict[str, Claim] = {}
    left, free = dict.fromkeys(range(len(fresh))), dict.fromkeys(range(len(gone)))
    for score in range(sum(_WEIGHTS) + _PLACE, _LEAST - 1, -1):
        if not left or not free:
            break
        shared = [(kept, _under(kept, old, free)) for kept in _KEPT.get(score, ())]
        beside = placed.get(score, {})
        for at in tuple(left):
            choices = [place for kept, under in shared if (place := _first(under, kept, new[at], free)) is not None]
            choices += [place for place in beside.get(at, ()) if place in free][:1]
            if choices:
                found[fresh[at].id] = gone[min(choices)]
                del left[at], free[min(choices)]
    return found


def _traits(claim: Claim) -> _Traits:
    speaker = claim.speaker.agent if claim.speaker else None
    return (claim.question, speaker, claim.value, claim.during, claim.said, claim.stance, claim.paraphrase)


_KEPT: Final[dict[int, list[tuple[int, ...]]]] = {}
"""What two claims of one question may share, by how much that is."""
for _count in range(len(_WEIGHTS)):
    for _rest in combinations(range(1, len(_WEIGHTS)), _count):
        _KEPT.setdefault(sum(_WEIGHTS[at] for at in (_QUESTION, *_rest)), []).append((_QUESTION, *_rest))


def _under(kept: tuple[int, ...], old: Sequence[_Traits], free: dict[int, None]) -> dict[_Traits, deque[int]]:
    """The old claims that are free, in order, by some of their traits."""
    found: dict[_Traits, deque[int]] = {}
    for place in free:
        found.setdefault(tuple(old[place][at] for at in kept), deque()).append(place)
    return found


def _first(
    under: dict[_Traits, deque[int]], kept: tuple[int, ...], traits: _Traits, free: dict[int, None]
) -> int | None:
    """The first old claim that is free and has these traits."""
    places = under.get(tuple(traits[at] for at in kept))
    while places and places[0] not in free:
        places.popleft()
    return places[0] if places else None


def _of_one_place(
    fresh: Sequence[Claim], gone: Sequence[Claim], new: Sequence[_Traits], old: Sequence[_Traits]
) -> dict[int, dict[int, list[int]]]:
    """The pairs that rest on words in common, or on one part of a picture: by how alike they are, then by new claim."""
    found: dict[int, dict[int, list[int]]] = {}
    for at, place in sorted(_overlapping(fresh, gone)):
        same = zip(_WEIGHTS, new[at], old[place], strict=True)
        score = _PLACE + sum(weight for weight, one, other in same if one == other)
        found.setdefault(score, {}).setdefault(at, []).append(place)
    return found


def _overlapping(fresh: Sequence[Claim], gone: Sequence[Claim]) -> set[tuple[int, int]]:
    """Which claims share a place."""
    found = set()
    spans = sorted((span.start, span.end, place) for place, one in enumerate(gone) for span in one.evidence)
    longest = max((end - start for start, end, _ in spans), default=0)
    starts = [start for start, _, _ in spans]
    parts: dict[object, list[int]] = {}
    for place, one in enumerate(gone):
        for part in one.fragments:
            parts.setdefault(part, []).append(place)
    for at, one in enumerate(fresh):
        for span in one.evidence:
            found |= {(at, place) for place in _meeting(spans, starts, longest, span.start, span.end)}
        found |= {(at, place) for part in one.fragments for place in parts.get(part, ())}
    return found


def _meeting(
    spans: Sequence[tuple[int, int, int]], starts: Sequence[int], longest: int, start: int, end: int
) -> Iterator[int]:
    """Those of the spans that share a letter with a stretch of the text."""
    from bisect import bisect_left

    for at in range(bisect_left(starts, start - longest), bisect_left(starts, end)):
        if spans[at][1] > start:
            yield spans[at][2]
