"""What is acknowledged is kept: for any arguments a refusal and nothing written, or the event comes back equal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import (
    Agent,
    Annulled,
    Assessment,
    Corrected,
    EventLogError,
    InvalidValue,
    Link,
    Quantity,
    Question,
    Region,
    Report,
)
from eventlog.events import wrap

REPORT = Report(publisher="outlet:post", title="One", published="2031-06-20", text="Some words of a report.")
CLAIM = REPORT.claim("x.y", "red", by=["gov:g"])
OTHER = REPORT.claim("x.y", "blue", by=["gov:h"])

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=8),
    st.binary(max_size=4),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.lists(st.text(max_size=4) | st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
    st.sampled_from([REPORT, CLAIM, Quantity(low=1, unit="x"), object(), ("gov:a", "gov:b"), Decimal(3), "2031-06-20"]),
)


def _fields(**sound: Any) -> dict[str, Any]:
    return sound


MADE: dict[str, tuple[Callable[..., Any], dict[str, Any], tuple[str, ...]]] = {
    "report": (
        Report,
        _fields(publisher="outlet:post", title="Two"),
        tuple(field.alias for field in attrs.fields(Report) if field.init),
    ),
    "claim": (
        REPORT.claim,
        _fields(question="x.y", value="red"),
        ("value", "stance", "factuality", "kind", "said", "during", "by", "paraphrase", "condition", "extractor"),
    ),
    "question": (Question, _fields(id="x.z"), tuple(field.alias for field in attrs.fields(Question))),
    "agent": (Agent, _fields(id="gov:a"), tuple(field.alias for field in attrs.fields(Agent))),
    "link": (
        Link,
        _fields(kind="echoes", from_=CLAIM.id, to=OTHER.id, by="user:desk"),
        tuple(field.alias for field in attrs.fields(Link)),
    ),
    "assessment": (
        Assessment,
        _fields(about=CLAIM.id, what="verification", value="verified", by="user:desk"),
        tuple(field.alias for field in attrs.fields(Assessment)),
    ),
    "annulment": (Annulled, _fields(target=CLAIM.id), ("target", "by", "reason", "replaced_by")),
    "correction": (
        Corrected,
        _fields(target=REPORT.id, by="outlet:post", notice="2031-06-21", field="title", value="Three"),
        ("target", "by", "notice", "reason", "with_", "field", "value"),
    ),
    "quantity": (
        lambda **given: REPORT.claim("x.n", Quantity(**given)),
        _fields(low="1", unit="x"),
        tuple(field.alias for field in attrs.fields(Quantity)),
    ),
    "region": (
        lambda **given: Report(publisher="outlet:post", title="R", text="Some words.", regions=[Region(**given)]),
        _fields(kind="body", start=0, end=3),
        ("kind", "start", "end", "digest"),
    ),
}


@pytest.mark.parametrize("name", MADE)
@given(data=st.data())
def test_what_is_taken_comes_back_equal(name: str, data: st.DataObject) -> None:
    """One field holds something at random: it is refused by an error of ours, or kept exactly."""
    make, sound, fields = MADE[name]
    field = data.draw(st.sampled_from(fields), label="field")
    junk = data.draw(JUNK, label="value")
    log = eventlog.open(":memory:")
    log.record(REPORT, CLAIM, OTHER)
    before = len(log)
    try:
        event = make(**(sound | {field: junk}))
        receipt = log.record(event)
    except EventLogError:
        assert len(log) == before
        return
    if receipt.new:
        back = log.reader.entry(receipt[0]).event
        assert back == wrap(event) or attrs.evolve(back, **_filled(back)) == wrap(event)
    assert not [one for one in log.as_of() if any(problem.kind == "unreadable" for problem in one.problems)]


def _filled(event: Any) -> dict[str, Any]:
    """What the log fills in: the position that a judgement replies to."""
    return {"reply_to": None} if hasattr(event, "reply_to") else {}


@pytest.mark.parametrize("field", ["stance", "factuality", "kind"])
def test_a_misspelt_word_is_refused_with_the_words_that_there_are(field: str) -> None:
    """In one sentence."""
    with pytest.raises(InvalidValue, match=r"'asert' is no .*: write one of .+, .+"):
        REPORT.claim("x.y", True, **{field: "asert"})


def test_one_author_given_as_text_is_one() -> None:
    """And not as many as it has letters; one other name of an agent likewise."""
    assert Report(publisher="outlet:post", title="t", authors="Reuters").authors == ("Reuters",)
    assert Agent(id="gov:a", aliases="Bob").aliases == ("Bob",)


def test_a_naive_window_is_refused() -> None:
    """A moment without a zone is none."""
    with pytest.raises(InvalidValue):
        Quantity(low=1, unit="x", window=dt.datetime(2031, 6, 1))
