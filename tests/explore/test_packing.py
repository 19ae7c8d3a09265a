"""Packing loses nothing: what is put together again is what was there, and it is smaller."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import eventlog
from eventlog import EventLog, explore, times
from eventlog.explore.book import Book
from eventlog.explore.packing import packed
from eventlog.explore.turns import history
from explore_samples import CLOCK, corpus, hostile, town, unpacked, written

PIECES = st.sampled_from(["Yes, say ", "Anna", "Bert", " and ", "Ö", "\U0001f30a", "\u202e", "12,000", "\n", "no"])
TEXTS = st.lists(st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=30), max_size=30, unique=True)
ENDS = st.sampled_from(["", "a", "aaaaaaaaaaa", "abababababab"])
ALIKE = st.tuples(ENDS, st.text("ab", max_size=4) | st.text("b\0\U0001f30a", max_size=2), ENDS).map("".join)


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


@given(texts=st.lists(ALIKE, max_size=60, unique=True))
@example(["aaaaaaaaaaa\0", "aaaaaaaaaaa"])
@example(["aaaaaaxbbbbb", "aaaaaybbbbb", "aaaaaazbbbbb"])
def test_a_text_is_written_by_the_one_most_like_it(texts: list[str]) -> None:
    """Of forty texts before it by the one that shares most characters at both ends, counted one by one; the nearest."""
    told = packed({"phrases": texts, "claims": [], "questions": []})["phrases"]
    for at, (text, one) in enumerate(zip(texts, told, strict=True)):
        ends = [(0, 0, 0)]
        for back, other in enumerate(reversed(texts[max(at - 40, 0) : at]), 1):
            begin = _alike(text, other)
            ends.append((back, begin, _alike(text[begin:][::-1], other[begin:][::-1])))
        back, begin, end = max(ends, key=lambda found: found[1] + found[2])
        plain = text.isprintable() and max(text + texts[at - back], default="") < "\U00010000"
        whole = begin + end < 10 or not plain
        assert one == (text if whole else [back, begin, end, text[begin : len(text) - end]])


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    longest = min(len(one), len(other))
    return next((at for at in range(longest) if one[at] != other[at]), longest)
