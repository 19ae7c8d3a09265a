"""A bound, or rounding, that a machine read over is a doubt: the words have it right before the number."""

from __future__ import annotations

from typing import Any

import pytest

import eventlog
from eventlog import Question, Report

WHO = {"extractor": "model/3", "by": "user:desk"}
EXACT = {"low": "12000", "high": "12000"}


def doubts(words: str, written: str, **value: Any) -> list[str]:
    """What is doubtful about a number in these words."""
    report = Report(publisher="outlet:post", title="n", published="2031-05-14", text=f"He said: {words} came.")
    claim = {"question": "n", "value": value | {"unit": "person", "written": written}, "quotes": [{"exact": words}]}
    with eventlog.open(":memory:") as log:
        log.record(Question(id="n", answer="quantity"))
        done = log.propose([{"claim": claim}], report=report, **WHO)
        return [one.text for one in done.doubts]


@pytest.mark.parametrize(
    ("words", "written", "hedge"),
    [
        ("More than 12,000 men", "More than 12,000", "more than"),
        ("More than 12,000 men", "12,000", "more than"),
        ("men, at least €12,000", "12,000", "at least"),
        ("Over 12,000 men", "12,000", "over"),
        ("about 12,000 men", "about 12,000", "about"),
        ("nearly twelve thousand", "nearly twelve thousand", "nearly"),
        ("up to twelve thousand", "twelve thousand", "up to"),
    ],
)
def test_an_exact_number_behind_a_hedge_is_doubted(words: str, written: str, hedge: str) -> None:
    """Whether the number as written has it or only the quote does; the claim waits, with its doubt."""
    asked = f"the words say {hedge!r}, and the value is exactly 12000: is it a bound, or rounded?"
    assert doubts(words, written, **EXACT) == [asked]


@pytest.mark.parametrize(
    ("words", "written", "value"),
    [
        ("More than 12,000 men", "More than 12,000", {"low": "12000", "low_open": True}),
        ("about 12,000 men", "about 12,000", EXACT | {"approx": True}),
        ("exactly 12,000 men", "12,000", EXACT),
        ("men took over. 12,000 men", "12,000", EXACT),
        ("12,000 men, more than before", "12,000", EXACT),
        ("the turnover 12,000 men", "12,000", EXACT),
    ],
)
def test_what_heeds_its_hedge_or_has_none_is_not(words: str, written: str, value: dict[str, Any]) -> None:
    """Neither a hedge of other words."""
    assert doubts(words, written, **value) == []
