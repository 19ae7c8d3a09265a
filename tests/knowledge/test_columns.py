"""What columns must leave to the fold, each in the smallest log that shows it."""

from __future__ import annotations

import pytest

import eventlog
from eventlog import Ref, Report, Status
from eventlog.knowledge import bulk


@pytest.fixture(params=["numpy", "plain"], autouse=True)
def way(request, monkeypatch):
    """With numpy, and as if it were not installed."""
    if request.param == "numpy":
        pytest.importorskip("numpy")
    monkeypatch.setattr(bulk, "SWITCHED_OFF", request.param == "plain")


def told(*events) -> tuple[Status, Status]:
    """The word by columns, and by the fold."""
    with eventlog.open(":memory:") as log:
        log.record(*events)
        return log.as_of("2031-12-31").statuses()["flood.river"], log.as_of("2031-12-31")["flood.river"].status


def reported(publisher: str, **given) -> Report:
    """A report of that outlet."""
    return Report(publisher=publisher, title=f"{publisher} on the flood", published="2031-06-20", **given)


def test_other_answers_do_not_bear_each_other_out() -> None:
    """Two sources that give two different answers are not two that agree."""
    one, other = reported("outlet:herald"), reported("outlet:post")
    first = one.claim("flood.river", "two metres", by=["gov:a"])
    assert told(one, other, first, other.claim("flood.river", "nothing at all", by=["gov:b"])) == (Status.DISPUTED,) * 2
    assert told(one, other, first, other.claim("flood.river", "two metres", by=["gov:b"])) == (Status.CORROBORATED,) * 2


def test_who_cites_bears_nothing_out() -> None:
    """A report that has its word through the outlet that it cites is no second root."""
    one = reported("outlet:herald")
    first = one.claim("flood.river", True, by=["gov:a"])
    for cites, status in (((Ref(one.id),), Status.ALLEGED), ((), Status.CORROBORATED)):
        other = reported("outlet:post", cites=cites)
        second = other.claim("flood.river", True, by=["outlet:herald", "person:b"])
        assert told(one, first, other, second) == (status, status)


def test_what_was_recorded_later_is_not_there_yet() -> None:
    """A cut at an earlier position sees the log up to it, although the columns go on."""
    moments = iter(["2031-06-21T00:00:00Z", "2031-06-22T00:00:00Z", "2031-07-01T00:00:00Z"])
    with eventlog.open(":memory:", clock=lambda: next(moments, "2031-08-01T00:00:00Z")) as log:
        one, other, third = reported("outlet:herald"), reported("outlet:post"), reported("outlet:sun")
        log.record(one, one.claim("flood.river", True, by=["gov:a"]))
        log.record(other, other.claim("flood.river", True, by=["gov:b"]))
        log.record(third, third.claim("flood.river", False, by=["gov:c"]))
        for day, status in (("2031-06-21", "alleged"), ("2031-06-22", "corroborated"), ("2031-07-02", "disputed")):
            knowledge = log.as_of("2031-12-31", recorded=day)
            assert log.as_of("2031-12-31").statuses() == {"flood.river": Status.DISPUTED}
            assert knowledge.statuses() == {"flood.river": knowledge["flood.river"].status} == {"flood.river": status}
