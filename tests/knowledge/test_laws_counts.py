"""What running totals are to each other is told of all at once, and from cut to cut; beside it stands the long way.

The long way asks each two of them, at each cut anew, in the words of rules 2 and 4 of standing@2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eventlog import Quantity, Question
from eventlog.standing.answers import Relation
from eventlog.standing.counts import Counts
from eventlog.standing.cut import Policy
from eventlog.standing.pairs import Pairs
from eventlog.standing.spans import END
from eventlog.standing.statements import Remainder, Word
from eventlog.standing.totals import NO_REPEATS, Tally, count_up, moment_of, passed, takes_back, taking_back
from knowledge_strategies import share
from running_totals import ASKED, CUTS, counts, heard, recorded, versions

FIELDS = ("left", "sure", "certain", "possible", "core", "hull", "until")
QUESTIONS = [Question(id=ASKED, answer="quantity", measure="cumulative", single=single) for single in (True, False)]


def backs(counted: Counts, word: Word, of: Word, policy: Policy) -> bool:
    """Whether a count says what another one says, or entails it and was not replaced by then."""
    if word.own.value.key == of.own.value.key:
        return True
    replaced = counted.tally.order(word, of) < 0 and word.remainder.until.get(policy, END) <= moment_of(of)[1]
    affirmed = word.polarity > 0 < of.polarity
    return affirmed and not replaced and counted.tally.entails(word, of.own.value, of)


def told_of(counted: Counts, word: Word) -> dict[str, set[str]]:
    """All that is told of a count, by the ids of those that it is told of."""
    told = {
        "later": counted.later(word),
        "earlier": counted.earlier(word),
        "opposed": counted.opposed(word),
        "denying": counted.denying(word),
        "backing": counted.backing(word),
    }
    if word.polarity > 0:
        told |= {"fitting": counted.fitting(word), "tense": counted.tense(word)}
    return {what: {one.id for one in counted.among(bits)} for what, bits in told.items()}


def asked_of(counted: Counts, words: Iterable[Word], word: Word, policy: Policy) -> dict[str, set[str]]:
    """The same, asked of each two."""
    tally, others = counted.tally, [one for one in words if one is not word]
    told = {
        "later": [one for one in others if tally.order(one, word) > 0],
        "earlier": [one for one in others if tally.order(one, word) < 0],
        "opposed": [one for one in others if tally.opposed(one, word)],
        "denying": [one for one in others if tally.denied(word, one)],
        "backing": [one for one in words if backs(counted, one, word, policy)],
    }
    if word.polarity > 0:
        affirmed = [one for one in words if one.polarity > 0]
        told["fitting"] = [one for one in affirmed if tally.relation(word, one) is Relation.COMPATIBLE]
        told["tense"] = [one for one in affirmed if tally.relation(word, one) is Relation.TENSION]
    return {what: {one.id for one in found} for what, found in told.items()}


def ends_of(word: Word, words: Iterable[Word]) -> list[Word]:
    """The words of the source that end a count: of a certainly later moment, with another answer."""
    ends = [one for one in words if passed(one, word) and one.own.polarity and one.own.key != word.own.key]
    return [one for one in ends if not one.own.denies or word.own.denies or NO_REPEATS.denied(word, one)]


def hull_of(word: Word, ends: Iterable[Word]) -> list[tuple[int, int]]:
    """From the first moment that a count may be of to the last by which one has ended it."""
    first, last = moment_of(word)[0], min((moment_of(one)[1] for one in ends), default=END)
    return [(first, last)] if first < last else []


def left_of(question: Question, word: Word, words: Sequence[Word]) -> Remainder:
    """What the words of its source leave of a count."""
    left, until = {}, {}
    for policy in Policy:
        living = [one for one in words if one.alive.under(policy)]
        kept = [one for one in living if not (question.single and any(takes_back(later, one) for later in living))]
        ends = ends_of(word, kept)
        left[policy] = hull_of(word, ends) if word in kept else []
        until[policy] = min((moment_of(one)[0] for one in ends), default=END) if word in kept else END
    maybe = [one for one in words if one.alive.possible]
    sure = [one for one in maybe if one.alive.certain]
    doubted = question.single and any(takes_back(later, word, perhaps=True) for later in maybe)
    gone = question.single and any(takes_back(later, word) for later in sure)
    begin, end = moment_of(word)[1], min((moment_of(one)[0] for one in ends_of(word, maybe)), default=END)
    core = [(begin, end)] if begin < end and not doubted and not word.placed.unsure else []
    hull = hull_of(word, ends_of(word, sure)) if word.alive.possible and not gone else []
    certain = word.alive.certain and not doubted and all(left.values())
    return Remainder(left, core if certain else [], certain, bool(hull), core, hull, until)


@st.composite
def steps(draw: st.DrawFn, policy: Policy) -> list[list[Word]]:
    """The counts of a log, cut by cut: they come and go, and are read otherwise. Half of them have only the dates of
    their reports.
    """
    told = st.lists(counts() | counts().map(lambda one: one | {"said": None, "during": None}), min_size=3, max_size=8)
    read = versions(draw(told), policy, draw(st.sampled_from(CUTS)))
    cuts = st.tuples(st.booleans(), st.lists(st.sampled_from([True, True, True, False]), min_size=8, max_size=8))
    return [
        [word for word, stays in zip(read[later], kept, strict=False) if stays]
        for later, kept in draw(st.lists(cuts, min_size=2, max_size=6))
    ]


@given(st.data(), st.sampled_from(list(Policy)))
@share(2)
def test_counts_are_to_each_other_what_each_two_of_them_are(data: st.DataObject, policy: Policy) -> None:
    """At each of several cuts, between which some come, some go and some are replaced."""
    before = None
    for words in data.draw(steps(policy)):
        counted = Counts(words, "UTC", policy, before)
        assert counted.tally.reach == Tally.of(words, "UTC").reach
        assert counted.among(counted.of(words)) == sorted(words, key=lambda word: word.position)
        for word in words:
            assert told_of(counted, word) == asked_of(counted, words, word, policy)
        before = counted


@given(st.data(), st.sampled_from(QUESTIONS))
@share(2)
def test_what_is_left_of_counts_is_what_each_two_of_them_leave(data: st.DataObject, question: Question) -> None:
    """Of each source by itself, from cut to cut."""
    taken: dict[str, Pairs] = {}
    for words in data.draw(steps(Policy.POSSIBLE)):
        for source in {word.source for word in words}:
            some = [word for word in words if word.source == source]
            taken[source] = taking_back(some, taken.get(source))
            left = count_up(question, some, taken[source])
            for word in some:
                expected = left_of(question, word, some)
                assert [getattr(left[word.id], name) for name in FIELDS] == [getattr(expected, name) for name in FIELDS]


def test_a_count_that_is_replaced_at_the_very_moment_of_a_figure_does_not_back_it() -> None:
    """At least ten by the first day, and twelve by noon of the second, when another says that it is at least eight."""

    def count(low: int, high: int | None, by: str, said: str) -> dict[str, Any]:
        value = Quantity(low=low, high=high, unit="death")
        return {"by": [by], "said": said, "value": value, "factuality": "CT+", "published": "2031-05-03"}

    noon = "2031-05-02T12:00Z"
    told = [count(10, None, "org:a", "2031-05-01"), count(12, 12, "org:a", noon), count(8, None, "org:b", noon)]
    first, second, figure = heard(recorded(told), "certain")
    counted = Counts([first, second, figure], "UTC", Policy.CERTAIN)
    assert counted.among(counted.backing(figure)) == [second, figure]
