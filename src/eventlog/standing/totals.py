"""Running totals: counts that only grow, such as deaths so far.

A word is a count up to a *moment*. It holds from there to the source's next certainly later moment with another own
answer, whichever was said first. Counts of different moments do not replace each other: they are one history. What a
source takes back is a count of certainly the same moment, or one that its later word contradicts.

Two counts are compared by moment, whatever their windows. They contradict each other only if that of the certainly
later moment lies wholly below the other, or if both are certainly of one moment and do not meet.

Source: rules 2 and 4 of standing@2 ("Running totals", "Stale repeats").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice

import attrs

from eventlog import times
from eventlog.claims import Question, QuestionKind
from eventlog.standing.answers import Range, Relation, Value, ranges
from eventlog.standing.cut import Policy
from eventlog.standing.pairs import Facts, Pairs
from eventlog.standing.spans import BEGIN, END, Span
from eventlog.standing.statements import Moment, Remainder, Word


def moment_of(word: Word) -> Moment:
    """Up to when a word counts."""
    assert word.placed.moment is not None, "a running total has a moment"
    return word.placed.moment


def passed(word: Word, other: Word) -> bool:
    """Whether a word's moment is certainly later than the other's."""
    later, earlier = word.placed, other.placed
    if later.unsure or earlier.unsure:
        return False
    return later.moment[0] > earlier.moment[1]  # type: ignore[index]  # asked of every two: see moment_of


def one_moment(a: Word, b: Word) -> bool:
    """Whether both are certainly of the same moment."""
    first, second = moment_of(a), moment_of(b)
    return first == second and first[0] == first[1] and not a.placed.unsure and not b.placed.unsure


@attrs.frozen(eq=False)
class Tally:
    """Compares the counts on one question. `reach` is how far back the moment of a repeat without a date may lie."""

    reach: Mapping[str, int]

    @classmethod
    def of(cls, words: Sequence[Word], zone: str) -> Tally:
        """Look at the counts that are compared with each other."""
        lasts: dict[str, list[int]] = {}
        for word in words:
            if not word.placed.unsure:
                lasts.setdefault(word.source, []).append(moment_of(word)[1])
        for some in lasts.values():
            some.sort()
        reach = {}
        for word in words:
            if not word.placed.dated:
                own = [] if word.placed.unsure else lasts[word.source]
                passes = bisect_left(own, moment_of(word)[0])
                reach[word.id] = max(_day_before(word, zone), (own[passes - 1] if passes else BEGIN) + 1)
        return cls(reach)

    def order(self, a: Word, b: Word) -> int:
        """1: a's moment is certainly later; -1: b's is; 0: neither, or the later one may be a stale repeat."""
        if passed(a, b):
            return 0 if self.reach and self._stale(a, b) else 1
        if passed(b, a):
            return 0 if self.reach and self._stale(b, a) else -1
        return 0

    def _stale(self, later: Word, earlier: Word) -> bool:
        """Whether a later count that lies wholly below another source's may be of the other's day."""
        reach = self.reach.get(later.id)
        if reach is None or later.source == earlier.source or reach > moment_of(earlier)[1]:
            return False
        below, above = later.own.value, earlier.own.value
        return below.kind == above.kind and _wide(below).high < _wide(above).low

    def relation(self, a: Word, b: Word) -> Relation:
        """How two affirmed counts compare."""
        one, other = a.own.value, b.own.value
        if one.kind != other.kind:
            return one.relation(other)
        order = self.order(a, b)
        if order == 0:
            return one.relation(other) if one_moment(a, b) else Relation.COMPATIBLE
        later, earlier = (one, other) if order > 0 else (other, one)
        if _plain(earlier).low <= _plain(later).high:
            return Relation.COMPATIBLE  # what goes on without end meets all that does not lie below it
        return ranges(_plain(later), _plain(earlier).onwards(), _wide(later), _wide(earlier).onwards())

    def entails(self, word: Word, value: Value, of: Word) -> bool:
        """Whether a count says what `of` says with this value, each at its own moment."""
        own = word.own.value
        if own.key == value.key:
            return True
        if own.kind != value.kind:
            return False
        return self._carried(word, of).within(_wide(value))

    def _carried(self, word: Word, to: Word) -> Range:
        order = self.order(word, to)
        reach = _wide(word.own.value)
        return reach if order == 0 else reach.onwards() if order < 0 else reach.backwards()

    def denied(self, word: Word, denial: Word) -> bool:
        """Whether a denial hits a count: at the denial's moment, or an equal count not certainly later."""
        if word.polarity <= 0 or not denial.own.denies or word.own.value.kind != denial.own.value.kind:
            return False
        if word.own.value.key == denial.own.value.key:
            return self.order(word, denial) <= 0
        return self._carried(word, denial).within(_wide(denial.own.value))

    def opposed(self, a: Word, b: Word) -> bool:
        """Whether two counts can't both be right: one denies the other, or they contradict each other."""
        if a.polarity > 0 and b.polarity > 0:
            return self.relation(a, b) is Relation.CONTRADICT
        return self.denied(a, b) or self.denied(b, a)


def _plain(value: Value) -> Range:
    assert value.plain is not None, "a running total is a range"
    return value.plain


def _wide(value: Value) -> Range:
    assert value.wide is not None, "a running total is a range"
    return value.wide


def _day_before(word: Word, zone: str) -> int:
    """The start of the day before a word's publication."""
    published = word.statement.published.begin_earliest
    if published is None:
        return BEGIN
    day = times.civil_date(published, zone) - timedelta(days=1)
    return times.day_begin(day.year, day.month, day.day, zone)


NO_REPEATS = Tally(reach={})


def taking_back(counts: Sequence[Word], before: Pairs | None = None) -> Pairs:
    """Which counts of one source take each other back, certainly and perhaps; `before`: those at the cut before."""

    def compare(word: Word, other: Word) -> tuple[Facts, Facts]:
        ways = ((other, word), (word, other))
        here, back = ((takes_back(*way), takes_back(*way, perhaps=True)) for way in ways)
        return here, back

    return Pairs(counts, 2, compare, lambda held, word: held.placed is word.placed and held.own is word.own, before)


def count_up(question: Question, counts: Sequence[Word], taken: Pairs) -> dict[str, Remainder]:
    """What is left of each count of one source; `taken`: which of them take each other back."""
    single = question.single and question.kind is not QuestionKind.UTTERANCE

    def standing(words: Sequence[Word], by: int) -> dict[str, Word]:
        """The words that none of some (as bits) takes back, by id."""
        return {word.id: word for word in words if not (single and taken.row(0, word) & by)}

    candidates = [word for word in counts if word.alive.possible]
    sure = [word for word in candidates if word.alive.certain]
    possibly, surely = taken.of(candidates), taken.of(sure)
    living = {policy: [word for word in counts if word.alive.under(policy)] for policy in Policy}
    kept = {policy: standing(words, taken.of(words)) for policy, words in living.items()}
    ends = {policy: _Ends(list(words.values())) for policy, words in kept.items()}
    of_candidates, of_sure = _Ends(candidates), _Ends(sure)
    found = {}
    for word in counts:
        left, until = {}, {}
        for policy in Policy:
            stands = word.id in kept[policy]
            left[policy] = _some((moment_of(word)[0], ends[policy].last(word))) if stands else []
            until[policy] = ends[policy].first(word) if stands else END
        doubted = single and taken.row(1, word) & possibly
        gone = single and taken.row(0, word) & surely
        core = [] if doubted or word.placed.unsure else _some((moment_of(word)[1], of_candidates.first(word)))
        hull = _some((moment_of(word)[0], of_sure.last(word))) if word.alive.possible and not gone else []
        certain = word.alive.certain and not doubted and all(left.values())
        found[word.id] = Remainder(
            left=left,
            core=core,
            hull=hull,
            sure=core if certain else [],
            certain=certain,
            possible=bool(hull),
            until=until,
        )
    return found


def takes_back(later: Word, word: Word, *, perhaps: bool = False) -> bool:
    """Whether a word takes a count of its source back whole; `perhaps`: whether it may have been said later."""
    if later is word or later.placed.group == word.placed.group or later.own.key == word.own.key:
        return False
    if not later.own.polarity or not word.own.polarity or not said_later(later, word, perhaps=perhaps):
        return False
    if later.own.denies:
        same = word.own.denies and word.own.value.key == later.own.value.key
        return same or NO_REPEATS.denied(word, later)
    if word.own.denies:
        return NO_REPEATS.denied(later, word)
    return one_moment(later, word) or NO_REPEATS.relation(later, word) is Relation.CONTRADICT


def said_later(later: Word, word: Word, *, perhaps: bool) -> bool:
    """Whether a word was certainly, or perhaps, said after another. A date marked `?` makes nothing certain, and makes
    nothing possible that its bounds rule out.
    """
    first = later.placed.order.begin_latest if perhaps else later.placed.order.begin_earliest
    last = word.placed.order.begin_earliest if perhaps else word.placed.order.begin_latest
    if perhaps:
        return (END if first is None else first, later.position) > (BEGIN if last is None else last, word.position)
    if later.placed.order.begin_uncertain or word.placed.order.begin_uncertain:
        return False
    return (BEGIN if first is None else first, later.position) > (END if last is None else last, word.position)


class _Ends:
    """When the words of a source end its earlier counts: those of a certainly later moment, with another answer."""

    def __init__(self, words: Sequence[Word]) -> None:
        dated = [word for word in words if not word.placed.unsure]
        self._by_first = sorted(dated, key=lambda word: moment_of(word)[0])
        self._by_last = sorted(dated, key=lambda word: moment_of(word)[1])

    def first(self, word: Word) -> int:
        """The moment from which one may end a count; END where none does."""
        return next((moment_of(one)[0] for one in self._ending(word, self._by_first, 0)), END)

    def last(self, word: Word) -> int:
        """The moment by which one has certainly ended it; END where none does."""
        return next((moment_of(one)[1] for one in self._ending(word, self._by_last, 1)), END)

    def _ending(self, word: Word, words: Sequence[Word], side: int) -> Iterator[Word]:
        begin = bisect_right(words, moment_of(word)[1], key=lambda one: moment_of(one)[side])
        return (one for one in islice(words, begin, None) if passed(one, word) and _moves_on(word, one))


def _moves_on(word: Word, later: Word) -> bool:
    if not later.own.polarity or later.own.key == word.own.key:
        return False
    return NO_REPEATS.denied(word, later) if later.own.denies and not word.own.denies else True


def _some(span: Span) -> list[Span]:
    return [] if span[0] >= span[1] else [span]
