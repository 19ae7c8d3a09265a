"""Each kind of edge is needed: a log in which an answer changes without it, and is the log's own with it."""

from __future__ import annotations

import attrs
import pytest

import eventlog
from eventlog import Link, Report
from eventlog.claims import Ref
from eventlog.events import Annulled, Retracted
from eventlog.mergeable import standings, statuses
from eventlog.runners import Loop, digest, joining
from eventlog.segments import Segments, write
from runners_parts import by_parts

pytest.importorskip("pyarrow", reason="segments are Parquet files: pip install '.[lake]'")

MORNING = Report(publisher="outlet:post", title="Morning", published="2031-03-01")
EVENING = Report(publisher="outlet:mail", title="Evening", published="2031-03-01")
NOTICE = Report(publisher="outlet:post", title="We were wrong", published="2031-03-02")


def alone():
    """A claim and its report."""
    return [MORNING, MORNING.claim("fort.held", True, by=["person:ada"])]


def taken_back():
    """A claim that its paper takes back."""
    claim = MORNING.claim("fort.held", True, by=["person:ada"])
    return [MORNING, NOTICE, claim, Retracted(target=claim.id, by="outlet:post", notice=NOTICE.id)]


def taken_back_by_nothing():
    """The notice of the withdrawal is struck, and so the withdrawal falls."""
    return [*taken_back(), Annulled(target=Ref(NOTICE.id), by="user:desk", reason="a forgery")]


def nameless():
    """Two nameless officials on one question, whom a link between their words on another makes one."""
    here, there = (
        one.claim("fort.held", True, by=["anon:official"], paraphrase=one.title) for one in (MORNING, EVENING)
    )
    said, again = (
        one.claim("fort.losses", "many", by=["anon:official"], paraphrase=f"{one.title}, of losses")
        for one in (MORNING, EVENING)
    )
    link = Link(kind="same-utterance", from_=Ref(said.id), to=Ref(again.id), by="user:desk")
    return [MORNING, EVENING, here, there, said, again, link]


def cited():
    """A report that cites another one, on another question, from which it is copied."""
    copy = Report(publisher="outlet:mail", title="Evening", published="2031-03-02", cites=(MORNING.id,))
    return [MORNING, copy, MORNING.claim("fort.losses", "many"), copy.claim("fort.held", True, by=["person:ada"])]


NEEDED = {"names": alone, "about": taken_back, "decides": taken_back_by_nothing, "told_in": nameless, "mentions": cited}


@pytest.mark.parametrize("edges", NEEDED)
def test_an_answer_needs_each_kind_of_edge(edges, tmp_path, monkeypatch) -> None:
    """What is at hand without it is less, and with it all that the log goes by."""
    with eventlog.open(":memory:") as log:
        log.record(*NEEDED[edges]())
        write(log, tmp_path)
    segments = Segments(tmp_path)
    cut = segments.as_of("2031-04-01")
    asked = (statuses(cut), standings(cut))
    for projection in asked:
        assert digest(by_parts(projection, segments, 97)) == digest(Loop().run(projection, segments))
    before, said = joining.dealt(segments, 97), [digest(by_parts(one, segments, 97)) for one in asked]
    whole = joining._edges
    monkeypatch.setattr(
        joining,
        "_edges",
        lambda bearing: attrs.evolve(whole(bearing), **{edges: getattr(whole(bearing), edges).none()}),
    )
    assert len(joining.dealt(segments, 97).at) < len(before.at)
    changed = [digest(by_parts(one, segments, 97)) for one in asked] != said
    assert changed == (edges != "mentions")  # which are at hand for their ids, and say nothing here
