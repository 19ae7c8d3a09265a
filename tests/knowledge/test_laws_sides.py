"""Which sides may hold at a common moment, from one cut to the next; and which figures have a number in common."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from hypothesis import example, given
from hypothesis import strategies as st

from eventlog.claims import Quantity
from eventlog.standing.answers import value_of
from eventlog.standing.grouping import _meeting, _sets_of
from eventlog.standing.sides import Side, Sides, meeting, meeting_now, sides_of
from eventlog.standing.spans import Span
from eventlog.standing.statements import Word

held = st.tuples(st.integers(0, 11), st.integers(0, 30), st.integers(1, 12))
MANY = [(answer, 3 * answer, 4) for answer in range(12)]
FEW = [(0, 0, 2), (1, 20, 2)]


class Said(SimpleNamespace):
    """A word of which no more matters than what it answers, and its time. Each is one of its own."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def _said(answer: int, begin: int, length: int) -> Said:
    own = SimpleNamespace(value=SimpleNamespace(key=str(answer)))
    placed = SimpleNamespace(window_key=None)
    said = Said(own=own, polarity=1, placed=placed, time=[(begin, begin + length)])
    said.id = str(id(said))
    return said


def _time(word: Word) -> list[Span]:
    return cast("Said", word).time


def _meet(one: Side, other: Side) -> bool:
    return any(a[0] < b[1] and b[0] < a[1] for a in one.spans for b in other.spans)


@example([(MANY, 0), (FEW, 12), (MANY, 2)])
@example([(FEW, 0), (MANY, 0), (FEW, 12)])
@given(st.lists(st.tuples(st.lists(held, max_size=16), st.integers(0, 16)), min_size=2, max_size=6))
def test_sides_that_hold_at_one_moment_are_told_to_meet(steps: list[tuple[list[tuple[int, int, int]], int]]) -> None:
    """At each step some words come, and the first few go: whoever meets is among those that may, and whoever met, or
    meets, what has changed is looked at anew.
    """
    words: list[Said] = []
    before: Sides | None = None
    met = {}
    for new, gone in steps:
        words = [*words[gone:], *(_said(*one) for one in new)]
        old, sides = before, sides_of(cast("list[Word]", words), _time, before)
        if old is None:
            met, touched = meeting(sides.of), set(sides.of)
        else:
            met, touched = meeting_now(sides, met)
        assert met.keys() <= sides.of.keys()
        for key, side in sides.of.items():
            near = {other for other, its in sides.of.items() if other != key and _meet(side, its)}
            assert near <= set(met.get(key, ())) <= sides.of.keys() - {key}
            assert key in touched or not near & sides.changed
            if old is not None and key in old.of:
                lost = {other for other in (sides.changed | sides.gone) & old.of.keys() if _meet(side, old.of[other])}
                assert key in touched or not lost - {key}
        before = sides


ends = st.one_of(st.none(), st.integers(0, 12).map(lambda fives: 5 * fives))


@st.composite
def counts(draw: st.DrawFn) -> Quantity:
    """A count: exact or about, from one number to another, or open at an end."""
    low, high = draw(ends), draw(ends)
    if low is None and high is None:
        low = 100
    if low is not None and high is not None:
        low, high = sorted((low, draw(st.sampled_from((low, high)))))
    open_ = low != high
    return Quantity(
        low=low,
        high=high,
        low_open=open_ and low is not None and draw(st.booleans()),
        high_open=open_ and high is not None and draw(st.booleans()),
        approx=draw(st.booleans()),
        unit="soldier",
        of="soldiers",
    )


@example([Quantity(low=5, high=10, unit="soldier", of="soldiers"), Quantity(low=10, unit="soldier", of="soldiers")])
@given(st.lists(counts(), max_size=14))
def test_figures_that_lie_apart_are_told_as_if_all_were_looked_at_together(given_: list[Quantity]) -> None:
    """The same sets in the same order, whatever stretches of the line they fall into."""
    values = list({value.key: value for value in (value_of(one, str, "UTC") for one in given_)}.values())
    whole = [[values[at].key for at in one] for one in _sets_of(range(len(values)), values)]
    assert _meeting(values) == whole
