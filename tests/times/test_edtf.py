"""The reader: what it takes, what it refuses, and where it says the fault lies."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eventlog.testing.times import marked_dates, places, plain_dates, written
from eventlog.times import InvalidTime, bounds, check, read
from eventlog.times.edtf import LONGEST


@given(text=written, place=places)
def test_a_text_is_kept_as_it_was_written(text: str, place: str) -> None:
    """str, check and read never rewrite; what one place takes, check takes."""
    assert check(text) == text
    if place == "published" and "/" in text:
        assert _fault(text, place, "UTC") is not None
    else:
        assert str(read(text, place)) == read(text, place).text == text


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("", 0, "nothing to read"),
        ("20240627", 4, "basic form"),
        ("202406", 4, "basic form"),
        ("20240627T120000Z", 4, "basic form"),
        ("2024-W26", 5, "week dates"),
        ("2024W26", 4, "week dates"),
        ("2024-W26-4", 5, "week dates"),
        ("2024-179", 5, "ordinal dates"),
        ("Y17E7", 0, "more than four digits"),
        ("-2024", 0, "with a sign"),
        ("+2024", 0, "with a sign"),
        ("1950S2", 4, "significant digits"),
        ("P1Y", 0, "duration"),
        ("2024/P1M", 5, "duration"),
        ("{2024,2025}", 0, "one claim for each"),
        ("{..2024}", 0, "one claim"),
        ("20244", 4, "after the year"),
        ("24", 0, "four digits"),
        ("2024-6", 6, "month has 2 digits"),
        ("2024-06-7", 9, "day has 2 digits"),
        ("2024-", 5, "month has 2 digits"),
        ("2024-06-271", 10, "after the day"),
        ("2024-06-27T", 11, "hours"),
        ("2024-06T12:00Z", 7, "after the month"),
        ("2024-06-27?T12:00Z", 0, "no mark"),
        ("2024-06-2XT12:00Z", 8, "two digits"),
        ("2024-06-27T12:00Z%", 17, "no mark"),
        ("2024-06-27T12:00+02:00~", 22, "no mark"),
        ("2024-06-2XZ", 10, "after the day"),
        ("0999", 0, "1000 to 8999"),
        ("9000", 0, "1000 to 8999"),
        ("0999-12-31T23:59Z", 0, "1000 to 8999"),
        ("9000-01-01T00:00Z", 0, "1000 to 8999"),
        ("XXXX", 0, "first two"),
        ("2XXX", 1, "first two"),
        ("199x", 3, "year has 4 digits"),
        ("2024-00", 5, "no such month"),
        ("2024-13", 5, "no such month"),
        ("2024-20", 5, "no such month"),
        ("2024-42", 5, "no such season"),
        ("2024-2X", 5, "no such month"),
        ("2024-21-05", 8, "no day"),
        ("2023-02-29", 8, "no such day"),
        ("1900-02-29", 8, "no such day"),
        ("2024-06-00", 8, "no such day"),
        ("2024-02-3X", 8, "no such day"),
        ("20X3-02-29", 8, "no such day"),
        ("2024??", 5, "two marks"),
        ("?2024~", 5, "two marks"),
        ("??2024", 1, "two marks"),
        ("2024-?06?", 8, "two marks"),
        ("2024-06-%27%", 11, "two marks"),
        ("199X~", 0, "no unit"),
        ("2024-XX%", 5, "no unit"),
        ("2024-06-~2X", 9, "no unit"),
        (" 2024", 0, "white space"),
        ("2024-06 ", 7, "white space"),
        ("2024\n", 4, "white space"),
        ("２０２４", 0, "ASCII"),
        ("2024–06", 4, "ASCII"),
        ("2024-06-27/２０２５", 11, "ASCII"),
        ("2024.06.27", 4, "after the year"),
        ("2024/06/27", 7, "one '/'"),
        ("June 2024", 0, "in digits"),
        ("today", 0, "in digits"),
        ("2024..2025", 4, "in a set"),
        ("..", 0, "in a set"),
        ("/", 0, "at least one"),
        ("/..", 0, "at least one"),
        ("../", 2, "at least one"),
        ("2024/2025/2026", 9, "one '/'"),
        ("2025/2024", 5, "reversed"),
        ("2024-06-28/2024-06-27", 11, "reversed"),
        ("2024-06-27T12:00Z/2024-06-27T12:00Z", 18, "empty"),
        ("2024-07-02T12:00Z/2024-06", 18, "reversed"),
        ("2024-06-28~/2024-06-27~", 12, "reversed"),
        ("[2024]/2025", 0, "end of an interval"),
        ("2024/[2025]", 5, "end of an interval"),
        ("[2024/2025]", 0, "end of an interval"),
        ("[", 1, "']'"),
        ("[2024", 5, "']'"),
        ("2024]", 4, "after the year"),
        ("[]", 1, "missing"),
        ("[..]", 3, "says nothing"),
        ("[2024,]", 6, "missing"),
        ("[,2024]", 1, "missing"),
        ("[2024,,2025]", 6, "missing"),
        ("[2024, 2025]", 6, "white space"),
        ("[..2024,2025..]", 1, "both sides"),
        ("[..2024..]", 7, "in a set"),
        ("[2024..,2025]", 7, "only at the end"),
        ("[2024,..2025]", 6, "only at the beginning"),
        ("[2024..2023]", 7, "earlier to the later"),
        ("[2024..2024-06]", 7, "same precision"),
        ("[2024-06..2024-34]", 10, "same precision"),
        ("[2024-25..2024-33]", 10, "same precision"),
        ("[2024-06-27T12:00Z..2024-06-28]", 20, "same precision"),
        ("[2024?]", 1, "plain"),
        ("[2023,199X]", 6, "plain"),
        ("[[2024]]", 1, "stands alone"),
        ("[{2024}]", 1, "one claim"),
    ],
)
def test_refused_texts_say_where_the_fault_lies(text: str, at: int, reason: str) -> None:
    """A text outside the grammar is refused at the character that puts it there."""
    with pytest.raises(InvalidTime, match=reason) as refused:
        check(text)
    assert (refused.value.text, refused.value.at) == (text, at)
    for place in ("published", "said", "state", "event"):
        with pytest.raises(InvalidTime):
            bounds(text, place)


def _fault(text: str, place: str, zone: str) -> InvalidTime | None:
    try:
        bounds(text, place, zone)
    except InvalidTime as refused:
        return refused
    return None


@given(st.text(alphabet="0123456789X-~?%T:Z+.,/[]{} Y", max_size=25))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but InvalidTime is raised, and `at` lies within the text."""
    for place in ("published", "state", "event"):
        fault = _fault(text, place, "Europe/Kyiv")
        assert fault is None or (fault.text == text and 0 <= fault.at <= len(text))


@given(text=written, at=st.integers(0, 40), letter=st.sampled_from("0123456789X-~?%T:Z+.,/[] é"))
def test_a_slip_of_the_pen_is_read_or_refused(text: str, at: int, letter: str) -> None:
    """Texts that are nearly right raise nothing but InvalidTime, with `at` inside them."""
    slipped = text[:at] + letter + text[at + 1 :]
    fault = _fault(slipped, "state", "America/Toronto")
    assert fault is None or 0 <= fault.at <= len(slipped)


@given(date=plain_dates, junk=st.sampled_from((" ", "\n", "Z", "T", "-", "--", "..", "/", "[", ",", "é", "\0")))
def test_nothing_may_follow_a_date(date: str, junk: str) -> None:
    """A date with anything behind it is not a date; where it is an interval, it is an unknown end."""
    assume(junk != "/")
    with pytest.raises(InvalidTime):
        check(date + junk)


@given(date=marked_dates())
def test_marks_read_the_same_before_and_after_the_only_part(date: str) -> None:
    """`~2024` is `2024~`: with one part, in front and behind are the same."""
    if "-" in date or date[-1].isdigit():
        return
    assert bounds(date, "published") == bounds(date[-1] + date[:-1], "published")


@pytest.mark.parametrize(
    "hostile",
    ["2" * 10_000_000, "[" + "2024," * 2_000_000 + "2024]", "?" * 10_000_000, "[" * 10_000_000, "é" * 10_000_000],
    ids=lambda text: text[:6],
)
def test_a_long_text_is_refused_at_once(hostile: str) -> None:
    """Ten megabytes are refused by their length alone, and the message does not repeat them."""
    for door in (check, lambda text: bounds(text, "state"), lambda text: read(text, "published")):
        began = time.process_time()
        with pytest.raises(InvalidTime, match="longer than") as refused:
            door(hostile)
        assert time.process_time() - began < 1
        assert refused.value.at == LONGEST
        assert len(str(refused.value)) < 300


@pytest.mark.parametrize("letter", ["2", "X", "?", "~", "-", ".", ",", "[", "/", "T", "2024,", "2024-", "2024..", "?2"])
def test_no_text_of_the_longest_length_takes_long(letter: str) -> None:
    """Repetition does not make the reader retrace its steps."""
    longest = letter * (LONGEST // len(letter))
    for text in (longest, f"[{longest[:-2]}]", f"2024/{longest[:-5]}"):
        began = time.process_time()
        with pytest.raises(InvalidTime):
            check(text)
        assert time.process_time() - began < 1


def test_a_set_of_every_day_of_a_year_is_short_enough() -> None:
    """The longest text that anybody has a reason to write."""
    days = [f"2024-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 32)]
    real = [day for day in days if day[5:] not in {"02-30", "02-31", "04-31", "06-31", "09-31", "11-31"}]
    text = f"[{','.join(real)}]"
    assert len(real) == 366
    assert bounds(text, "published") == bounds("2024", "published")


@pytest.mark.parametrize("wrong", [None, 2024, 2024.5, b"1984", ["2024"]])
def test_only_text_is_read(wrong: object) -> None:
    """Anything but text is refused, at every door."""
    for door in (check, lambda text: bounds(text, "state"), lambda text: read(text, "state")):
        with pytest.raises(InvalidTime):
            door(wrong)


@pytest.mark.parametrize(
    "text",
    [
        *("6 May 2031", "12. Mai 2031", "May 2031", "yesterday", "last week", "06.05.2031", "5/6/2031", "05-06-2031"),
        *("2031/05/06", "2031.05.06", "2031-05-06 06:00", "2031-05-06 06:00 CEST", " 2031-05-06", "2031-05-06 "),
    ],
)
def test_a_date_as_it_is_written_elsewhere_is_refused_with_how_it_is_written_here(text: str) -> None:
    """Whoever types a date as at home learns the form, not only which letter is amiss."""
    with pytest.raises(InvalidTime, match="as in 2024-06-27"):
        check(text)
