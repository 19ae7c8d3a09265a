"""The past is sealed: at the desk the answer is that of a log that never held what came later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest
from hypothesis import given

from desk_sealed import Triple, pressed, recorded, searched
from eventlog.desk import proposing
from eventlog.knowledge import Knowledge
from eventlog.standing import seen, visibility
from knowledge_strategies import IndexedReader, share

TOOLS = {"find", "ask", "why", "changes", "questions", "propose"}
MANY = 3_400
"""Logs, each with a cut and three calls: more than 10,000 triples."""


@share(1)
@given(pressed())
def test_the_past_is_sealed(triples: list[Triple]) -> None:
    """Each answer is, byte for byte, that of a log without the entries that the cut leaves out."""
    for one in triples:
        one.check()


@share(2)
@given(recorded())
def test_the_log_as_it_was_is_sealed(triples: list[Triple]) -> None:
    """Where only the log's own clock is cut, positions and tokens are the same too."""
    for one in triples:
        one.check()


def test_most_triples_say_something() -> None:
    """Of the triples that are searched most leave something out, and each tool is called.

    A search begins with the smallest logs, of which little can be left out: nine in ten are asked of 10,000 alone.
    """
    counts = searched(pressed(), 60, lambda _: None)
    assert counts["told"] > 2 * counts["vacuous"]
    assert {one for one in counts if one not in ("told", "vacuous")} == TOOLS


@pytest.mark.chaos
def test_ten_thousand_answers_leak_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Of 10,000 triples none leaks, and at least 9,000 leave something out."""
    counts = searched(pressed(), MANY, Triple.check)
    with capsys.disabled():
        print(f"\n{dict(counts)}")  # noqa: T201 - the page says how many there were
    assert counts["told"] >= 9_000
    assert counts["told"] + counts["vacuous"] >= 10_000


def broken(name: str, *rest: Any) -> Any:
    """A named way in which the cut may be broken: what to put where, and among which triples it is searched."""
    return pytest.param(*rest, id=name)


def _later(clock: Any, moment: int) -> Any:
    return _at(clock, moment + 1)


def _reversed(knowledge: Knowledge, words: str, limit: int | None = None) -> Iterator[Any]:
    hits = list(_find(knowledge, words))
    return islice(hits[::-1] if knowledge.reader.size() % 2 else hits, limit)


_at, _find = seen.Clock.at, Knowledge.find


@pytest.mark.parametrize(
    ("room", "name", "instead", "triples"),
    [
        broken("the cut includes the next moment", seen.Clock, "at", _later, pressed),
        broken("the press clock is ignored", visibility.Sight, "_on_press", lambda *_: seen.STEADY, pressed),
        broken("what was said is not cut", visibility, "inclusive", lambda *_: seen.ALWAYS, pressed),
        broken("the log's clock is ignored", IndexedReader, "upto", lambda reader, _: reader.size(), recorded),
        broken("an index's size orders the hits", Knowledge, "find", _reversed, pressed),
        broken("the door sees what is out later", proposing, "is_visible", lambda *_: True, pressed),
    ],
)
def test_a_broken_cut_is_found_out(room: Any, name: str, instead: Any, triples: Callable[[], Any]) -> None:
    """Each mutant is caught, most within a few hundred triples, the rarest within thousands.

    It is broken where answers are made, not where logs are.
    """

    def check(one: Triple) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(room, name, instead)
            one.check()

    with pytest.raises(AssertionError):
        searched(triples(), 1_200, check)
