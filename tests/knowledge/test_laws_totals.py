"""Two counts of a running total compare as rule 4 says it, whatever is known of their moments and bounds.

The comparison leaves out what decides nothing. Beside it stands the long way: each test of the rule, in its words.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eventlog.standing.answers import Relation, ranges
from eventlog.standing.statements import Word
from eventlog.standing.totals import Tally
from knowledge_strategies import share
from running_totals import counts, heard, recorded


def passed(a: Word, b: Word) -> bool:
    """Whether a's moment is certainly later."""
    assert a.placed.moment is not None
    assert b.placed.moment is not None
    return not (a.placed.unsure or b.placed.unsure) and a.placed.moment[0] > b.placed.moment[1]


def stale(tally: Tally, later: Word, earlier: Word) -> bool:
    """Whether the later count, wholly below the other source's, may be a repeat of the day before."""
    assert earlier.placed.moment is not None
    one, other = later.own.value, earlier.own.value
    if later.id not in tally.reach or later.source == earlier.source or one.kind != other.kind:
        return False
    assert one.wide is not None
    assert other.wide is not None
    return tally.reach[later.id] <= earlier.placed.moment[1] and one.wide.high < other.wide.low


def order(tally: Tally, a: Word, b: Word) -> int:
    """1: a is certainly later, -1: b is, 0: neither."""
    if passed(a, b):
        return 0 if stale(tally, a, b) else 1
    return -order(tally, b, a) if passed(b, a) else 0


def relation(tally: Tally, a: Word, b: Word) -> Relation:
    """How two counts compare, with every range made that the rule names."""
    if a.own.value.kind != b.own.value.kind:
        return a.own.value.relation(b.own.value)
    which = order(tally, a, b)
    if which == 0:
        sure = (
            not a.placed.unsure
            and not b.placed.unsure
            and len({*(a.placed.moment or ()), *(b.placed.moment or ())}) == 1
        )
        return a.own.value.relation(b.own.value) if sure else Relation.COMPATIBLE
    later, earlier = (a.own.value, b.own.value) if which > 0 else (b.own.value, a.own.value)
    assert later.plain is not None
    assert later.wide is not None
    assert earlier.plain is not None
    assert earlier.wide is not None
    return ranges(later.plain, earlier.plain.onwards(), later.wide, earlier.wide.onwards())


@given(st.lists(counts(), min_size=2, max_size=7))
@share(3)
def test_counts_compare_as_the_rule_says(told: list[dict[str, Any]]) -> None:
    """Every two of a log, in either order, with stale repeats, doubtful dates, rounding and open sides among them."""
    log = recorded(told)
    for policy in ("certain", "possible"):
        words = heard(log, policy)
        tally = Tally.of(words, "UTC")
        for a, b in product(words, words):
            assert tally.order(a, b) == order(tally, a, b)
            assert tally.order(a, b) == -tally.order(b, a)
            assert tally.relation(a, b) is relation(tally, a, b)
