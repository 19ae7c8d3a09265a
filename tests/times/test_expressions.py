"""Words of relative time: what they mean, counted from a day, and what happens when that day moves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.testing.times import clocks, zones
from eventlog.times import Certainty, InvalidTime, TimeExpression, bounds, contains, during, instant_text
from eventlog.times.words import meaning_of

THURSDAY = bounds("2024-06-27", "published", "Europe/Kyiv")

MEANT = {
    "today": "2024-06-27",
    "Today.": "2024-06-27",
    "this morning": "2024-06-27",
    "yesterday": "2024-06-26",
    "tomorrow": "2024-06-28",
    "the day before yesterday": "2024-06-25",
    "the day after tomorrow": "2024-06-29",
    "this week": "[2024-06-24..2024-06-30]",
    "last week": "[2024-06-17..2024-06-23]",
    "next week": "[2024-07-01..2024-07-07]",
    "this month": "2024-06",
    "last month": "2024-05",
    "next  month": "2024-07",
    "this quarter": "2024-34",
    "next quarter": "2024-35",
    "last year": "2023",
    "next year": "2025",
    "this summer": "2024-22",
    "last summer": "2023-22",
    "next summer": "2025-22",
    "this winter": "2024-24",
    "last winter": "2023-24",
    "next winter": "2024-24",
    "this spring": "2024-21",
    "last spring": "2024-21",
    "next fall": "2024-23",
    "early this month": "[2024-06-01..2024-06-10]",
    "mid this month": "[2024-06-11..2024-06-20]",
    "late this month": "[2024-06-21..2024-06-30]",
    "late last month": "[2024-05-21..2024-05-31]",
    "early this week": "[2024-06-24..2024-06-26]",
    "late next week": "[2024-07-04..2024-07-07]",
    "early this year": "[2024-01..2024-04]",
    "late last year": "[2023-09..2023-12]",
    "earlier this month": "[2024-06-01..2024-06-27]",
    "later this month": "[2024-06-27..2024-06-30]",
    "earlier this week": "[2024-06-24..2024-06-27]",
    "earlier this year": "[2024-01..2024-06]",
    "later this year": "[2024-06..2024-12]",
    "on Tuesday": "2024-06-25",
    "Tuesday": "2024-06-25",
    "on Thursday": "2024-06-27",
    "last Thursday": "2024-06-20",
    "next Thursday": "2024-07-04",
    "this Sunday": "2024-06-30",
    "Friday": "2024-06-21",
    "in June": "2024-06",
    "in July": "2023-07",
    "June": "2024-06",
    "last June": "2023-06",
    "last September": "2023-09",
    "next June": "2025-06",
    "this December": "2024-12",
    "June 2023": "2023-06",
    "mid-June": "[2024-06-11..2024-06-20]",
    "early in June 2023": "[2023-06-01..2023-06-10]",
    "late February 2024": "[2024-02-21..2024-02-29]",
    "June 26": "2024-06-26",
    "on June 28": "2023-06-28",
    "on 3 July": "2023-07-03",
    "the 26th of June": "2024-06-26",
    "June 26, 2023": "2023-06-26",
    "February 29": "2024-02-29",
    "three days ago": "2024-06-24",
    "3 days ago": "2024-06-24",
    "a week ago": "[2024-06-17..2024-06-23]",
    "two months ago": "2024-04",
    "ten years ago": "2014",
    "in two weeks": "[2024-07-08..2024-07-14]",
    "in a year": "2025",
    "in 2023": "2023",
    "mid-2024": "[2024-05..2024-08]",
    "as soon as next month": "[2024-07..]",
    "as early as 2025": "[2025..]",
    "no later than next Friday": "[..2024-06-28]",
    "by next week": "[..2024-07-07]",
    "by Friday": "[..2024-06-28]",
    "by Thursday": "[..2024-06-27]",
    "by May": "[..2025-05]",
    "no later than June": "[..2024-06]",
    "by early May": "[..2025-05-10]",
    "by July 1": "[..2024-07-01]",
    "by 26 June": "[..2025-06-26]",
    "by February 29": "[..2028-02-29]",
    "by May 2024": "[..2024-05]",
    "by last Friday": "[..2024-06-21]",
}


@pytest.mark.parametrize(("words", "meaning"), MEANT.items(), ids=list(MEANT))
def test_what_words_mean_on_a_thursday_in_june(words: str, meaning: str) -> None:
    """Counted from 2024-06-27, which is a Thursday."""
    assert TimeExpression(words).resolve(THURSDAY, "Europe/Kyiv") == meaning
    assert TimeExpression(words, "2024-06-27").resolve(None, "Europe/Kyiv") == meaning
    assert str(TimeExpression(words)) == words


@pytest.mark.parametrize(
    ("words", "anchor", "meaning"),
    [
        ("this winter", "2024-01-15", "2023-24"),
        ("last winter", "2024-01-15", "2022-24"),
        ("next winter", "2024-01-15", "2024-24"),
        ("last winter", "2024-03-01", "2023-24"),
        ("this summer", "2024-01-15", "2024-22"),
        ("last summer", "2024-09-01", "2024-22"),
        ("last month", "2024-01-31", "2023-12"),
        ("February 29", "2023-06-01", "2020-02-29"),
        ("February 29", "1904-02-28", "1896-02-29"),
        ("yesterday", "2024-01-01", "2023-12-31"),
        ("this quarter", "2024-12-31", "2024-36"),
        ("last quarter", "2024-01-01", "2023-36"),
    ],
)
def test_what_words_mean_at_the_turn_of_a_year(words: str, anchor: str, meaning: str) -> None:
    """Years change where the calendar does, winters in March and December."""
    assert TimeExpression(words, anchor).resolve(None, "UTC") == meaning


@given(
    words=st.sampled_from(list(MEANT)),
    day=st.dates(date(1100, 1, 1), date(8900, 1, 1)),
    later=st.integers(0, 400),
    zone=zones,
)
def test_every_phrase_gives_a_time_from_every_day(words: str, day: date, later: int, zone: str) -> None:
    """What words mean can be read at every place, and a vaguer anchor never means less."""
    expression = TimeExpression(words)
    exact = bounds(day.isoformat(), "published", "UTC")
    vague = bounds(f"[{day}..{day + timedelta(days=later)}]", "published", "UTC")
    narrow, wide = expression.resolve(exact, "UTC"), expression.resolve(vague, "UTC")
    for place in ("published", "state", "event"):
        assert bounds(narrow, place, "UTC")
        assert bounds(wide, place, "UTC")
    assert _hull(narrow, wide)
    anchored = TimeExpression(words, day.isoformat())
    assert anchored.resolve(None, "UTC") == narrow
    assert meaning_of(words) is not None
    assert expression.resolve(bounds(f"{day}T12:00Z", "published", zone), "UTC") == narrow


def _hull(narrow: str, wide: str) -> bool:
    inner, outer = bounds(narrow, "event"), bounds(wide, "event")
    lows = inner.earliest is None or (outer.earliest is None or outer.earliest <= inner.earliest)
    highs = outer.latest is None or (inner.latest is not None and inner.latest <= outer.latest)
    return lows and highs


def test_the_anchor_is_a_day_where_the_report_is() -> None:
    """The same clock time is another day in another zone, and so is the day before it."""
    late = bounds("2024-06-27T22:30Z", "published", "UTC")
    assert TimeExpression("yesterday").resolve(late, "UTC") == "2024-06-26"
    assert TimeExpression("yesterday").resolve(late, "Europe/Kyiv") == "2024-06-27"


def test_a_vague_anchor_gives_a_set() -> None:
    """From somewhere in June, yesterday is one of thirty days; this month is still June."""
    june = bounds("2024-06", "published")
    assert TimeExpression("yesterday").resolve(june, "UTC") == "[2024-05-31..2024-06-29]"
    assert TimeExpression("this month").resolve(june, "UTC") == "2024-06"
    assert TimeExpression("as soon as next month").resolve(june, "UTC") == "[2024-07..]"


def test_words_resolve_anew_when_their_anchor_moves() -> None:
    """An amended publication date moves what the words mean; a value they can still mean stays the annotator's."""
    june, july = THURSDAY, bounds("2024-07-03", "published")
    early = TimeExpression("early this month", "published", "2024-06-01/2024-06-12")
    assert early.resolve(june, "UTC") == "2024-06-01/2024-06-12"
    assert early.resolve(july, "UTC") == "[2024-07-01..2024-07-10]"
    assert early.resolve(july, "UTC", moved=False) == "2024-06-01/2024-06-12"
    assert early.resolve(june, "UTC", moved=True) == "[2024-06-01..2024-06-10]"
    soon = TimeExpression("as soon as next month", "published", "[2024-07..]")
    assert soon.resolve(june, "UTC") == "[2024-07..]"
    assert soon.resolve(july, "UTC") == "[2024-08..]"
    by_friday = TimeExpression("by next Friday", "published", "[..2024-06-28]")
    assert by_friday.resolve(june, "UTC") == "[..2024-06-28]"
    assert by_friday.resolve(bounds("2024-06-12", "published"), "UTC") == "[..2024-06-14]"


def test_words_outside_the_grammar_keep_their_value() -> None:
    """Whatever happens to the anchor, an annotator's reading of unknown words stays; without one they are refused."""
    lately = TimeExpression("in recent weeks", "published", "[2024-05-27..2024-06-27]")
    for anchor in (THURSDAY, bounds("2023-01-01", "published"), None):
        assert lately.resolve(anchor, "UTC") == "[2024-05-27..2024-06-27]"
        assert lately.resolve(anchor, "UTC", moved=True) == "[2024-05-27..2024-06-27]"
    for unknown in (
        "in recent weeks",
        "",
        "  ",
        "soon",
        "yesterday week",
        "o" * 1000,
        "today" * 100,
        "in 10 years time",
    ):
        with pytest.raises(InvalidTime, match="not known"):
            TimeExpression(unknown)


def test_an_anchor_of_its_own_never_moves() -> None:
    """Words counted from a date in the text are counted from that date."""
    after = TimeExpression("three days ago", "2024-06-27")
    assert after.resolve(bounds("1999-01-01", "published"), "UTC") == "2024-06-24"


def test_without_an_anchor_there_is_only_the_value() -> None:
    """No anchor, or one without a first or a last day: the value, or a refusal."""
    for anchor in (None, bounds("[..2024]", "published"), bounds("[2024..]", "published")):
        assert TimeExpression("yesterday", "said", "2024-06-26").resolve(anchor, "UTC") == "2024-06-26"
        with pytest.raises(InvalidTime, match="nothing to count"):
            TimeExpression("yesterday", "said").resolve(anchor, "UTC")


@pytest.mark.parametrize(
    ("words", "anchor", "value"),
    [
        ("yesterday", "recorded", None),
        ("yesterday", "2024/2025", None),
        ("yesterday", "[2024]", None),
        ("yesterday", "published", "soon"),
        (None, "published", "2024"),
        (5, "published", None),
    ],
)
def test_refused(words: str, anchor: str, value: str | None) -> None:
    """An anchor is a clock's name, a date or a clock time; a value is EDTF; words are text."""
    with pytest.raises(InvalidTime):
        TimeExpression(words, anchor, value)


@pytest.mark.parametrize("words", ["9999 years ago", "February 30", "June 31, 2023", "in 9999 years"])
def test_words_that_leave_the_calendar(words: str) -> None:
    """No OverflowError escapes, and no year outside 1000 to 8999."""
    for anchor in ("1500-01-01", "8500-01-01"):
        with pytest.raises(InvalidTime, match="name no day"):
            TimeExpression(words, anchor).resolve(None, "UTC")


def test_this_month_contains_its_early_part() -> None:
    """The parts of a month lie within it."""
    month = bounds(TimeExpression("this month", "2024-06-27").resolve(None, "UTC"), "state")
    for part in ("early", "mid", "late"):
        third = bounds(TimeExpression(f"{part} this month", "2024-06-27").resolve(None, "UTC"), "state")
        assert contains(month, third) is during(third, month) is Certainty.CERTAIN


# Where the words were written

PLACES = {
    "New York, nine in the evening": ("2031-03-05T21:00:00-05:00", "yesterday", "2031-03-04T05:00", "2031-03-05T04:59"),
    "today there": ("2031-03-05T21:00:00-05:00", "today", "2031-03-05T05:00", "2031-03-06T04:59"),
    "Tokyo, seven in the morning": ("2031-03-05T07:00:00+09:00", "yesterday", "2031-03-03T15:00", "2031-03-04T14:59"),
    "its weekday": ("2031-03-05T07:00:00+09:00", "on Wednesday", "2031-03-04T15:00", "2031-03-05T14:59"),
    "half an hour": ("2031-03-05T01:00:00+05:30", "yesterday", "2031-03-03T18:30", "2031-03-04T18:29"),
    "the last evening of a month": ("2031-03-31T21:00:00-05:00", "this month", "2031-03-01T05:00", "2031-04-01T04:59"),
    "London in winter": ("2031-03-05T00:30:00+00:00", "yesterday", "2031-03-04T00:00", "2031-03-04T23:59"),
    "UTC says nothing of a place": ("2031-03-05T02:00:00Z", "yesterday", "2031-03-03T22:00", "2031-03-04T21:59"),
    "a day says none": ("2031-03-05", "yesterday", "2031-03-03T22:00", "2031-03-04T21:59"),
}


@pytest.mark.parametrize("case", PLACES)
def test_days_are_those_of_the_place_that_the_anchor_says(case: str) -> None:
    """By its offset; where it says none, of the zone that is handed in, here Kyiv."""
    anchor, words, earliest, latest = PLACES[case]
    published = bounds(anchor, "published", "Europe/Kyiv")
    for expression, given_anchor in ((TimeExpression(words), published), (TimeExpression(words, anchor), None)):
        read = expression.bounds(given_anchor, "said", "Europe/Kyiv")
        assert (instant_text(read.earliest)[:16], instant_text(read.latest)[:16]) == (earliest, latest)


def test_as_a_state_a_day_of_that_place_is_all_of_it() -> None:
    """The place decides the kind, as for any date."""
    read = TimeExpression("yesterday", "2031-03-05T21:00-05:00").bounds(None, "state", "UTC")
    assert read == bounds("2031-03-04T05:00Z/2031-03-05T05:00Z", "state")


def test_a_clock_time_as_the_value_is_its_own_moment() -> None:
    """It says its own offset."""
    read = TimeExpression("yesterday", "2031-03-05T21:00-05:00", "2031-03-04T10:00Z").bounds(None, "said", "UTC")
    assert read == bounds("2031-03-04T10:00Z", "said")


@given(clocks, st.sampled_from(("today", "yesterday", "last week", "this month", "by next week")))
def test_the_place_shifts_the_days_and_nothing_else(clock: str, words: str) -> None:
    """What is read by an offset is what is read in UTC of the same digits, so much earlier or later."""
    digits, offset = clock[:19] + "Z", bounds(clock, "published").offset
    if offset is None:
        return
    there = TimeExpression(words, clock).bounds(None, "said", "UTC")
    assert there == TimeExpression(words, digits).bounds(None, "said", "UTC").shifted(-offset)
