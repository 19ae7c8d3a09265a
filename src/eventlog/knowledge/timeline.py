"""The timeline of a state question: which answer holds when, and on whose word (rule 7 of standing@1).

Segments of valid time, half-open, by what is left of each live word after painting and withdrawal. Neighbours with the
same answers are one segment. A word holds certainly within the core of what is left of it and possibly within its hull,
so an answer at a vague bound is only possible there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs
import pendulum

from eventlog import times
from eventlog.knowledge.cut import Policy
from eventlog.knowledge.showing import brief
from eventlog.knowledge.spans import BEGIN, END, Cover, core
from eventlog.knowledge.words import Word


@attrs.frozen
class Held:
    """An answer in a segment: its value, whether it is denied, whether it certainly holds, and the claims behind it."""

    value: Any
    denied: bool
    certain: bool
    claims: tuple[str, ...]

    def __str__(self) -> str:
        """The answer in words."""
        text = "yes" if self.value is True else str(self.value)
        return f"{'not ' if self.denied else ''}{text}{'' if self.certain else '?'}"


@attrs.frozen(repr=False)
class Segment:
    """A stretch of valid time, `begin` inclusive to `end` exclusive (microseconds; None: unbounded), and what holds."""

    begin: int | None
    end: int | None
    held: tuple[Held, ...]

    @property
    def begins(self) -> pendulum.DateTime | None:
        """The begin in UTC; None: unbounded."""
        return None if self.begin is None else times.to_datetime(self.begin)

    @property
    def ends(self) -> pendulum.DateTime | None:
        """The end in UTC, exclusive; None: unbounded."""
        return None if self.end is None else times.to_datetime(self.end)

    @property
    def value(self) -> Any:
        """The first answer that is not denied; None where there is none."""
        return next((one.value for one in self.held if not one.denied), None)

    def __str__(self) -> str:
        """From when to when, and what."""
        begin = "always" if self.begin is None else times.instant_text(self.begin)
        end = "until further notice" if self.end is None else times.instant_text(self.end)
        return f"{begin} to {end}: {' | '.join(map(str, self.held))}"

    def __repr__(self) -> str:
        """Short: from when to when, and what."""
        return f"<Segment {brief(self, 160)}>"


def timeline(words: Iterable[Word], policy: Policy) -> tuple[Segment, ...]:
    """Sweep over what is left of the live words; at most two changes a piece."""
    changes: dict[int, list[tuple[bool, Word]]] = {}
    certain: dict[str, Cover] = {}
    for word in words:
        if not word.polarity or not word.live(policy) or word.window is None:
            continue
        certain[word.id] = _sure(word)
        for begin, end in word.left[policy]:
            changes.setdefault(begin, []).append((True, word))
            changes.setdefault(end, []).append((False, word))
        for begin, end in certain[word.id].within((BEGIN, END)):
            changes.setdefault(begin, [])
            changes.setdefault(end, [])
    segments: list[Segment] = []
    active: dict[str, Word] = {}
    points = sorted(changes)
    for at, point in enumerate(points):
        for opens, word in changes[point]:
            if opens:
                active[word.id] = word
            else:
                active.pop(word.id, None)
        for opens, word in changes[point]:
            if opens:
                active[word.id] = word
        if active and point < END:
            end = points[at + 1] if at + 1 < len(points) else END
            _append(segments, point, end, _held(active.values(), certain, point, end))
    return tuple(segments)


def _sure(word: Word) -> Cover:
    """The time in which the word certainly holds: the core of its window; none where it is only possibly live."""
    cover = Cover()
    inner = core(word.window) if word.window is not None else None
    if word.window is not None and word.window.end_latest is None and word.window.end_earliest is not None:
        inner = None  # an end that is unknown may have come at once
    if word.certain and inner is not None:
        cover.add(inner)
    return cover


def _held(active: Iterable[Word], certain: dict[str, Cover], begin: int, end: int) -> tuple[Held, ...]:
    answers: dict[tuple[str, bool], list[Word]] = {}
    for word in sorted(active, key=lambda word: word.position):
        answers.setdefault((repr(word.claim.value), word.polarity < 0), []).append(word)
    return tuple(
        Held(
            words[0].claim.value,
            denied,
            any(certain[word.id].covers((begin, end)) for word in words),
            tuple(word.id for word in words),
        )
        for (_, denied), words in answers.items()
    )


def _append(segments: list[Segment], begin: int, end: int, held: tuple[Held, ...]) -> None:
    """Add a segment, or lengthen the last one where the same answers hold."""
    last = segments[-1] if segments else None
    upto = None if end >= END else end
    if last is not None and last.end == begin and _says(last.held).keys() == _says(held).keys():
        more = _says(held)
        merged = tuple(
            attrs.evolve(one, claims=tuple(dict.fromkeys((*one.claims, *more[said].claims))))
            for said, one in _says(last.held).items()
        )
        segments[-1] = Segment(last.begin, upto, merged)
    else:
        segments.append(Segment(None if begin <= BEGIN else begin, upto, held))


def _says(held: tuple[Held, ...]) -> dict[tuple[str, bool, bool], Held]:
    """What holds, whoever says it and in whatever order it was recorded."""
    return {(repr(one.value), one.denied, one.certain): one for one in held}
