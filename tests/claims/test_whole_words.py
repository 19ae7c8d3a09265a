"""Where words may be parted, so that no number is read as another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Report, export
from eventlog.claims import Evidence
from eventlog.claims.evidence import within_word
from eventlog.errors import InvalidValue

CUT = [
    "12|,000 troops",
    "1|2 ships",
    "2.|5 million",
    "12| 000 troops",
    "12 |000 troops",
    "12 000| 000 troops",
    "10\u00a0|000 boats",
    "10\u202f|000 boats",
    "10'|000 boats",
    "fell by -|5 percent",
    "fell by \u2212|5 percent",
    ">|100 ships",
    "7-|9 ships",
    "7|\u20139 ships",
    "10 000\u2013|12 000 troops",
    "1|/2 of them",
    "at 3|:45 pm",
    "2|\u00bd years",
    "2|bn euros",
    "5|K people",
    "the 12|th of May",
    "lette|rs",
    "Cafe|\u0301 open",
]
WHOLE = [
    "12,000| troops",
    "In 2024 |300 ships",
    "In 2024, |300 ships",
    "on 5 May |12 ships",
    "ships: |5",
    "lost 5|.",
    "a Su-|34 fell",
    "five|-year",
    "100|\u4eba",
    "in 2024|Harbour",
    "the quay|Harbour",
    "l'|arm\u00e9e",
    "|start",
    "end|",
]


@pytest.mark.parametrize("shown", CUT)
def test_no_word_and_no_number_is_cut_in_two(shown: str) -> None:
    """A sign, a separator of thousands, the other end of a range and a "bn" belong to the number."""
    assert within_word(shown.replace("|", ""), shown.index("|"))


@pytest.mark.parametrize("shown", WHOLE)
def test_words_may_begin_and_end_between_words(shown: str) -> None:
    """Also where a page ran two together, and where a script has no blanks."""
    assert not within_word(shown.replace("|", ""), shown.index("|"))


@given(
    number=st.integers(1000, 10**12),
    mark=st.sampled_from(",. \u00a0\u2009\u202f'\u2019"),
    around=st.sampled_from(["{}", "says {} came.", "({})", "{}, 2024", "some {};"]),
    at=st.integers(0, 40),
)
def test_no_place_in_a_number_with_thousands_is_between_words(number: int, mark: str, around: str, at: int) -> None:
    """However they are set apart; either end of it is."""
    told = f"{number:,}".replace(",", mark)
    text = around.format(told)
    start = text.index(told)
    inside = start + 1 + at % (len(told) - 1)
    assert within_word(text, inside)
    assert not within_word(text, start)
    assert not within_word(text, start + len(told))


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("About 120 ships wait.", "12", "120 ships"),
        ("The 12,000 left.", "000 left", "12,000 left"),
        ("It is shut.", "hut", "shut"),
    ],
)
def test_a_quote_of_a_report_cuts_nothing_in_two(text: str, cut: str, whole: str) -> None:
    """Words that are asked for by their letters are found whole, or not; a place that numbers give is as given."""
    report = Report(publisher="outlet:a", title="T", published="2001", text=text)
    for ask in (report.find, lambda words: report.claim("q.a", quote=words)):
        with pytest.raises(InvalidValue, match="within a word or a number: quote whole words"):
            ask(cut)
        ask(whole)
    start = text.index(cut)
    claim = report.claim("q.a", evidence=[Evidence.of(text, start, start + len(cut))])
    assert claim.evidence[0].start == start
    log = eventlog.open(":memory:")
    log.record(report, claim)
    written = export.to_web_annotations(log.as_of()).encode()
    [again] = export.from_web_annotations(written, report, {"q.a": {"question": "q.a"}})
    assert again.claim.evidence == claim.evidence
