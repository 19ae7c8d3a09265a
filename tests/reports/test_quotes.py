"""The words that a claim rests on are whole words of its report."""

from __future__ import annotations

import pytest

import eventlog
from eventlog import InvalidValue, Report, UnknownReference

TEXT = "Now 12,000 ships lie there, 47 of them empty, says Ada Lark. Порт закрыто. 港は閉じた。"
REPORT = Report(publisher="outlet:post", title="Ships", published="2031-05-02", text=TEXT)


@pytest.mark.parametrize("words", ["2,000 ships", "12,0", "7 of them", "hips lie", "says Ada Lar", "орт"])
def test_a_quote_that_cuts_a_word_or_a_number_in_two_is_refused(words: str) -> None:
    """As in a file, in a table and at a shell: "7 of them" would bear out a 7 that nobody said."""
    with pytest.raises(InvalidValue, match="within a word or a number: quote whole words of 'Ships'"):
        REPORT.claim("ships.empty", quote=words)


@pytest.mark.parametrize("words", ["12,000 ships", "47 of them empty", "Ada Lark", "Порт закрыто", "港は"])
def test_a_quote_of_whole_words_is_its_span(words: str) -> None:
    """Where letters have no case, nobody can tell where a word ends, and none is cut."""
    [span] = REPORT.claim("ships.empty", quote=words).evidence
    assert TEXT[span.start : span.end] == words


def test_who_asks_for_what_is_not_there_is_told_what_to_ask() -> None:
    """Nothing is to be recorded for a question; and questions below a name are not denied."""
    with eventlog.open(":memory:") as log:
        log.record(REPORT, REPORT.claim("ships.empty"))
        knowledge = log.as_of("2031-05-03")
        with pytest.raises(UnknownReference, match="hold: give the id of a report, claim, link, assessment or agent"):
            knowledge.impact("org:nobody")
        [problem] = knowledge["ships"].problems
    assert problem.text == "ships was never defined, and nothing claimed on it"
