"""What the three pictures are drawn from: the page, the notebook and the files of `plot` draw the same rows.

*Said and known*: a line a source; a mark where it spoke, up for the answer, down against it; hollow where it is only as
possible; a bar over the days on which its report may have come out, with an end where a reader could know it. *A figure
over time*: each number with its bounds, by source, at the moment that it counts up to, else when it was said, else when
it came out. *How each question stood*: its status from moment to moment, under both readings of vague dates.

A row holds moments in microseconds, None where nothing bounds them, and is never looked up again: who draws it adds no
rule. Numbers become floats here and only here, for a place on paper; what is printed beside them keeps every digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

import attrs

from eventlog.claims import Claim, Factuality, Quantity
from eventlog.render.dates import day_words
from eventlog.render.phrasing import conditional, noted, number, speaker
from eventlog.render.showing import brief
from eventlog.render.values import HEDGE, in_one_line, own_answer
from eventlog.render.waiting import PROPOSED, of_claims
from eventlog.tables import safe

Ends: TypeAlias = tuple[int | None, int | None]
"""The earliest and the latest moment, both inclusive; None where nothing bounds it."""

_FIRST, _LAST = -62_000_000_000_000_000, 253_000_000_000_000_000
SIDES: Final = {1: "for", -1: "against", 0: "neither"}
GONE: Final = ("withdrawn", "replaced")
LEAST_SPAN: Final = 10 * 86_400_000_000
"""The shortest stretch of days, in microseconds, that a picture is drawn over."""
BEYOND: Final = " (beyond this edge)"
"""Behind the words of a cut that lies farther on than the paper goes."""
SAID_AND_KNOWN: Final = "Said and known"
FIGURES: Final = "Every figure, by source"
RIBBONS: Final = "How each question stood"


@attrs.frozen
class Mark:
    """Where a word stands on paper: its side, whether it is hedged, when it was said, when out, and where it counts.

    `said` is None where the report does not say when; `at` where the word is no number, or nothing dates it.
    """

    side: str
    hedged: bool
    said: Ends | None
    known: Ends
    at: Ends | None


@attrs.frozen
class Bounds:
    """A number as a stroke on paper: None where it has no end; open where the end is excluded.

    `counted`: what of, in words; `bare`: the number in words, with every digit and every hedge.
    """

    low: float | None
    high: float | None
    low_open: bool
    high_open: bool
    approx: bool
    counted: str
    bare: str


@attrs.frozen(kw_only=True)
class Row:
    """A word as the first two pictures show it: whose it is, what it answers, and the part it plays at the cut."""

    claim: str
    source: str
    """Whose it is (see `source_of`), with a question mark where it was inferred: it has a line of its own."""
    name: str
    answer: str
    role: str
    certain: bool
    mark: Mark
    bounds: Bounds | None
    report: str
    proposed: bool = False
    """Whether an extractor proposed it and nobody has reviewed it."""

    @property
    def hollow(self) -> bool:
        """Whether it is only as possible: by its own hedge or, where it is not gone, because of a vague date."""
        return self.mark.hedged or not (self.certain or self.gone)

    @property
    def gone(self) -> bool:
        """Whether it was taken back or replaced."""
        return self.role in GONE


@attrs.frozen(kw_only=True)
class Ribbon:
    """How one question stood: from each moment (None: from the beginning) its status, dates read late and early."""

    question: str
    words: str
    late: tuple[tuple[int, str], ...]
    early: tuple[tuple[int, str], ...]
    waits: str = ""
    """What nobody has reviewed of the last answer that rests on such, as the knowledge itself says it, in words."""


def mark(word: Any) -> Mark:
    """Where a word stands on paper."""
    said, known, statement = None, ends_of(word.statement.published), word.statement
    if word.claim.said is not None:
        said = ends_of(statement.said)
    at = None
    if isinstance(word.claim.value, Quantity):
        at = _dated(word.placed.moment) if word.placed.moment else said or known
        at = None if at == (None, None) else at
    return Mark(SIDES[word.polarity], not statement.factuality.committed, said, known, at)


def ends_of(bounds: Any) -> Ends:
    """The first and the last moment within bounds."""
    return _dated((bounds.earliest, bounds.latest))


def _dated(ends: Ends) -> Ends:
    """Moments that have a date; None for what lies before or after the years 1 to 9999, as where nothing bounds it."""
    early, late = (end if end is not None and _FIRST < end < _LAST else None for end in ends)
    return early, late


def bounds_of(value: Any) -> Bounds | None:
    """A number as a stroke; None for what is none."""
    if not isinstance(value, Quantity):
        return None
    low, high = (None if one is None else float(one) for one in (value.low, value.high))
    several = Quantity(low=2, high=2, unit=value.unit, of=value.of)
    counted = str(several).removeprefix(several.bare()).strip()
    return Bounds(low, high, value.low_open, value.high_open, value.approx, counted, value.bare())


def stroke_of(claim: Claim, factuality: Factuality, *, proposed: bool = False) -> Bounds | None:
    """The number of a claim as a stroke on paper, in words as firm as the claim: "probably 20,000 (on a condition)"."""
    one = bounds_of(claim.value)
    hedge = HEDGE[factuality.commitment] if factuality.positive else ""
    return one and attrs.evolve(one, bare=noted(f"{hedge}{one.bare}", [conditional([claim]), PROPOSED * proposed]))


def role_of(word: Any, standing: Any, live: set[str], perhaps: set[str]) -> str:
    """The part a word plays beside the answers: said, aside, perhaps, withdrawn, replaced; hidden where not seen."""
    policy = standing.cut.policy
    if word.id in live:
        return "said"
    if word.id in perhaps:
        return "perhaps"
    if not word.seen.under(policy):
        return "hidden"
    if not word.statement.supports:
        return "aside"
    return "withdrawn" if word.loss.seen.under(policy) else "replaced"


def source_of(word: Any) -> str:
    """Whose word it is, to be counted: who is behind it, inferred or not. One without a name is its source, which is
    another in each report until a link or a merge makes them one (rule 2).
    """
    known: str = word.source if word.root.anonymous and not word.root.inferred else word.root.key.removesuffix("?")
    return known


def rows_of(standing: Any, name_of: Callable[[str], str]) -> list[Row]:
    """A row for each word on a question that its cut lets through, by source; who spoke first stands first."""
    live, perhaps = {one.id for one in standing.claims}, {one.id for one in standing.possibly}
    waits = standing.waiting
    found: list[Row] = []
    for word in standing.words:
        role = "hidden" if word.statement.synthetic else role_of(word, standing, live, perhaps)
        if role in ("hidden", "aside"):
            continue
        report = standing.report(str(word.claim.report))
        found.append(
            Row(
                claim=word.id,
                source=f"{source_of(word)}{'?' * word.root.inferred}",
                name=speaker(str(word.root), name_of),
                answer=noted(
                    own_answer(word.claim.value, word.statement.factuality, name_of), [conditional([word.claim])]
                ),
                role=role,
                certain=word.certain if role != "perhaps" else False,
                mark=mark(word),
                bounds=stroke_of(word.claim, word.statement.factuality, proposed=word.id in waits),
                report=(report.title or report.url or "untitled") if report else "",
                proposed=word.id in waits,
            )
        )
    return in_lines(found)


def in_lines(rows: Sequence[Row]) -> list[Row]:
    """Rows by source: the source that spoke first stands first, and within it the first word."""
    first: dict[str, tuple[bool, int]] = {}
    for row in rows:
        first[row.source] = min(first.get(row.source, (True, 0)), spoken(row.mark))
    return sorted(rows, key=lambda row: (first[row.source], row.source, spoken(row.mark)))


def edge_before(cut: int | None, drawn: Iterable[int]) -> int | None:
    """Where the paper ends, if that is before the cut: where this lies farther on than all that is drawn is wide.

    `drawn`: the moments of what is drawn. None: the cut is on the paper, or there is none.
    """
    moments = list(drawn)
    if cut is None or not moments:
        return None
    span = max(LEAST_SPAN, max(moments) - min(moments))
    return max(moments) + span // 5 if cut - max(moments) > span else None


def dates_of(one: Mark) -> list[int]:
    """The moments of a mark: when it was said, then when it came out."""
    return [end for end in (*(one.said or ()), *one.known) if end is not None]


def spoken(one: Mark) -> tuple[bool, int]:
    """Where a word stands in the order of speaking: when it was said, else when it came out; undated last."""
    ends = dates_of(one)
    return (not ends, ends[0] if ends else 0)


def figures_of(rows: Iterable[Row]) -> tuple[list[Row], int]:
    """The numbers that can stand on one scale (of what most of them count), and how many others there are.

    A word against a number is none: it says what the figure is not.
    """
    numbers = [row for row in rows if row.bounds is not None and row.mark.side == "for" and row.mark.at]
    tally: dict[str, int] = {}
    for row in numbers:
        assert row.bounds is not None
        tally[row.bounds.counted] = tally.get(row.bounds.counted, 0) + 1
    if not tally:
        return [], 0
    most = max(tally, key=lambda counted: tally[counted])
    kept = [row for row in numbers if row.bounds is not None and row.bounds.counted == most]
    return kept, len(numbers) - len(kept)


def fitting(rows: Sequence[Row]) -> str:
    """Which picture opens a question: its figures, where there are two on one scale, else what was said and known."""
    return FIGURES if len(figures_of(rows)[0]) > 1 else SAID_AND_KNOWN if rows else ""


_HEDGES: Final = re.compile(r"(?: \([^()]*\))+$")


def answers_words(own: Sequence[Row], longest: int | None = None) -> str:
    """What one source answers, each answer once; of one that none of its words gives any more, that it is gone.

    In `longest` characters, where there is room for no more: as many answers as fit, and how many more there are; of
    one that is too long its begin, with all that stands in brackets behind it. A hedge is never cut off.
    """
    standing = {row.answer for row in own if not row.gone}
    answers = [one if one in standing else f"{one} (no longer)" for one in dict.fromkeys(row.answer for row in own)]
    if longest is None:
        return "; ".join(answers)
    answers = [safe(in_one_line(one)) for one in answers]
    told, more = "; ".join(answers), ""
    for kept in range(len(answers) - 1, 0, -1):
        if len(told) > longest:
            more = f"; {len(answers) - kept} more"
            told = f"{'; '.join(answers[:kept])}{more}"
    if len(told) <= longest:
        return told
    hedges = found.group() if (found := _HEDGES.search(answers[0])) else ""
    begin = answers[0].removesuffix(hedges)
    return f"{brief(begin, max(1, longest - len(hedges) - len(more)))}{hedges}{more}"


def left_words(left: int, more: str = "more source") -> str:
    """How many there are that a picture has no room or no place for; empty where it has all."""
    return f"{number(left, more)} {'is' if left == 1 else 'are'} not drawn" if left > 0 else ""


def waiting_words(rows: Sequence[Row]) -> str:
    """How many of some words nobody has reviewed; empty where all were."""
    return of_claims([row for row in rows if row.proposed], len(rows))


def described(rows: Sequence[Row], zone: str) -> str:
    """The picture of what was said and known, for readers who can't see it: a clause a source."""
    told: dict[str, list[str]] = {}
    names = {row.source: row.name for row in rows}
    for row in rows:
        words = [
            noted(row.answer, ["no longer standing" * row.gone, PROPOSED * row.proposed]),
            f"{ends_words(row.mark.said or row.mark.known, zone)}",
        ]
        if row.mark.said is not None:
            words.append(f"public {ends_words(row.mark.known, zone)}")
        told.setdefault(row.source, []).append(", ".join(words))
    clauses = [f"{names[source]}: {'; '.join(words)}" for source, words in told.items()]
    sources = {source.removesuffix("?") for source in told}  # a person whose word was inferred is the same person
    return f"{number(len(sources), 'source')}. {'. '.join(clauses)}."


def ends_words(ends: Ends, zone: str) -> str:
    """Vague moments in words: a day, between two, or from or until one."""
    early, late = (None if end is None else day_words(end, zone) for end in ends)
    if early is None or late is None:
        return f"{early} or after" if early else f"{late} or before" if late else "date not known"
    return early if early == late else f"between {early} and {late}"
