"""Packing loses nothing: what is put together again is what was there, and it is smaller."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import EventLog, explore, times
from eventlog.explore.book import Book
from eventlog.explore.packing import _shared, packed
from eventlog.explore.turns import history
from explore_samples import CLOCK, corpus, hostile, town, unpacked, written

PIECES = st.sampled_from(["Yes, say ", "Anna", "Bert", " and ", "Ö", "\U0001f30a", "\u202e", "12,000", "\n", "no"])
TEXTS = st.lists(st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=30), max_size=30, unique=True)


@given(texts=TEXTS)
def test_texts_come_back(texts: list[str]) -> None:
    """Whatever they share, at the begin, at the end or not at all."""
    book = packed({"phrases": texts, "claims": [], "questions": []})
    assert unpacked(json.loads(json.dumps(book)))["phrases"] == texts


@given(texts=TEXTS)
def test_a_difference_is_cut_where_javascript_cuts(texts: list[str]) -> None:
    """JavaScript counts in UTF-16: no text that has a character of two units is written by its difference."""
    told = packed({"phrases": texts, "claims": [], "questions": []})["phrases"]
    for text, one in zip(texts, told, strict=True):
        if not isinstance(one, str):
            base = texts[texts.index(text) - one[0]]
            assert all(ord(each) < 0x10000 for each in text + base)


@pytest.fixture(params=[corpus, town, hostile], ids=lambda fill: fill.__name__)
def log(request: pytest.FixtureRequest) -> Iterator[EventLog]:
    """A log in memory."""
    with eventlog.open(":memory:", zone="Europe/Kyiv", clock=lambda: times.to_datetime(CLOCK)) as log:
        request.param(log)
        yield log


def test_the_tables_of_a_page_come_back(log: EventLog) -> None:
    """Every claim, turn, part and state."""
    knowledge = log.as_of(recorded="2099")
    book = Book(knowledge=knowledge)
    for question in [key.removeprefix("q:") for key in log.reader.keys("q:", log.head.position)]:
        book.add(history(knowledge, question, None))
    tables = json.loads(json.dumps(book.tables()))
    back = unpacked(json.loads(json.dumps(packed(tables))))
    for name in ("claims", "questions", "marks", "agents", "reports"):
        assert back[name] == tables[name]
    assert back["phrases"][: len(tables["phrases"])] == tables["phrases"]


def test_what_is_said_again_is_written_once(log: EventLog) -> None:
    """A name that the answers of many turns hold takes room once a text, and a state only what is new in it."""
    told = written(explore.page(log))
    whole = len(json.dumps(unpacked(told)))
    assert len(json.dumps(told)) < whole * 0.8


@given(st.text("ab", max_size=12), st.text("ab", max_size=12), st.none() | st.integers(0, 14))
def test_what_two_texts_begin_with_alike_is_counted_character_by_character(
    one: str, other: str, most: int | None
) -> None:
    """However it is found: up to the first character that differs, the shorter text's end, or so many at most."""
    longest = min(len(one), len(other)) if most is None else min(len(one), len(other), most)
    alike = next((at for at in range(longest) if one[at] != other[at]), longest)
    assert _shared(one, other, None if most is None else longest) == alike
