"""Painting all words of a source at once is as asking of each two whether one covers the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import SimpleNamespace
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from eventlog.claims import Factuality
from eventlog.standing.answers import Own, Value
from eventlog.standing.cut import Policy
from eventlog.standing.extents import Place, extents_of, places_of
from eventlog.standing.painting import anew
from eventlog.standing.seen import Seen
from eventlog.standing.spans import Layers, Span
from eventlog.standing.statements import Placed, Statement, Word
from eventlog.times import Bounds

Later = Callable[[Place, Place], bool]
Held = Sequence[tuple[Place, Word, Span | None]]


def _certainly(later: Place, place: Place) -> bool:
    return not later.uncertain and not place.uncertain and later.early > place.late


def _perhaps(later: Place, place: Place) -> bool:
    return later is not place and later.late > place.early


answers = st.builds(
    lambda value, polarity, firm: Own(Value("text", value), polarity, firm, f"{value} {polarity} {firm}"),
    st.sampled_from("xy"),
    st.sampled_from((1, 1, -1)),
    st.sampled_from(("CT", "PR")),
)
readings = st.sampled_from([Seen(True, True)] * 4 + [Seen(True, True, True), Seen(False, True), Seen(True, False)])


@st.composite
def words(draw: st.DrawFn, at: int) -> Word:
    """A word of a source: said at a vague moment, in a place of its own or with others, of a vague stretch of time."""
    said, window = draw(st.integers(0, 9)), draw(st.integers(0, 9))
    order = Bounds(
        begin_earliest=said,
        begin_latest=said + draw(st.sampled_from((0, 0, 3))),
        end_earliest=None,
        end_latest=None,
        instant=True,
        begin_uncertain=draw(st.sampled_from((False, False, False, True))),
    )
    begun = window + draw(st.sampled_from((0, 0, 2)))
    first, last = draw(
        st.sampled_from(((None, None), (begun + 1, begun + 4), (begun + 5, begun + 5), (begun + 1, None)))
    )
    about = Bounds(begin_earliest=window, begin_latest=begun, end_earliest=first, end_latest=last, instant=False)
    placed = Placed(
        order=order,
        group=draw(st.sampled_from((str(at), str(at), str(at), "together"))),
        source="p",
        window=draw(st.sampled_from((about, about, None))),
    )
    said_ = SimpleNamespace(
        id=str(at),
        claim=None,
        position=at,
        own=draw(answers),
        root=None,
        seen=draw(readings),
        polarity=1,
        factuality=Factuality.CERTAIN,
    )
    return Word(cast("Statement", said_), placed)


@given(st.integers(0, 8).flatmap(lambda many: st.tuples(*(words(at) for at in range(many)))))
def test_what_is_left_of_a_word_is_what_no_later_one_covers(layer: tuple[Word, ...]) -> None:
    """Under each reading, in any case, and perhaps: vague dates, uncertain ones, and words that only some read."""
    _is_as_one_by_one(layer)


def _is_as_one_by_one(layer: Sequence[Word]) -> None:
    found = {id: word.remainder for id, word in anew(layer).left.items()}
    assert found.keys() == {word.id for word in layer}
    for policy in Policy:
        living = [word for word in layer if word.alive.under(policy)]
        reach = extents_of(living)
        cores: Held = [(place, word, reach[word.id][1]) for place in places_of(living) for word in place.words]
        for word in layer:
            left = _left(word, reach[word.id][0], cores, _certainly) if word in living else []
            assert _same(found[word.id].left[policy], left)
    possible = [word for word in layer if word.alive.possible]
    sure = [word for word in possible if word.alive.certain]
    reach = extents_of(possible, sure)
    hulls: Held = [(place, word, reach[word.id][0]) for place in places_of(possible) for word in place.words]
    cores = [(place, word, reach[word.id][1] if word in sure else None) for place, word, _ in hulls]
    for word in possible:
        outer, inner = reach[word.id]
        assert _same(found[word.id].core, [] if inner is None else _left(word, inner, hulls, _perhaps))
        assert _same(found[word.id].hull, _left(word, outer, cores, _certainly))


def _left(word: Word, span: Span, held: Held, later: Later) -> list[Span]:
    """What later words with another answer leave of a span, taken away one by one."""
    place = next(at for at, one, _ in held if one is word)
    left = [span]
    for at, other, taken in held:
        if taken is not None and later(at, place) and word.own.replaceable_by(other.own):
            left = [part for one in left for part in _without(one, taken)]
    return left


def _without(one: Span, taken: Span) -> list[Span]:
    parts = [(one[0], min(one[1], taken[0])), (max(one[0], taken[1]), one[1])]
    return [(begin, end) for begin, end in parts if begin < end]


def _same(some: Iterable[Span], others: Iterable[Span]) -> bool:
    """Whether two sets of spans hold the same time."""
    return _joined(some) == _joined(others)


def _joined(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


laid_down = st.tuples(st.sampled_from("abc"), st.integers(0, 20), st.integers(1, 10))


@given(st.lists(laid_down, max_size=12), laid_down)
def test_layers_tell_what_of_a_span_others_hold(laid: list[tuple[str, int, int]], asked: tuple[str, int, int]) -> None:
    """As if each moment of it were asked for by itself."""
    layers = Layers()
    for owner, begin, length in laid:
        layers.add(owner, [(begin, begin + length)])
    who, first, long = asked
    told = layers.held_by_others(who, (first, first + long))
    for moment in range(first - 2, first + long + 2):
        others = any(owner != who and begin <= moment < begin + length for owner, begin, length in laid)
        assert any(begin <= moment < end for begin, end in told) == (others and first <= moment < first + long)
