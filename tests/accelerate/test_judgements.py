"""What was judged of shapes is shared by logs that know no more of anybody, and let go when there is too much of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import eventlog
from eventlog import Agent, Report
from eventlog.accelerate import asking, facts, judgements
from eventlog.accelerate.judgements import Judgements
from eventlog.claims import Membership
from eventlog.knowledge import table as tables


def test_no_two_shapes_have_one_number() -> None:
    """Also where threads meet new ones at one time."""
    held = Judgements()
    shapes = [("shape", at % 500) for at in range(4_000)]
    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(held.number, shapes))
    assert len(set(numbers)) == 500
    assert [held.number(shape) for shape in shapes] == numbers


def test_what_is_kept_has_a_limit(monkeypatch) -> None:
    """The last four cuts; and all is let go where there are too many shapes."""
    held = Judgements()
    first = held.at("first")
    assert held.at("first") is first
    for scope in range(4):
        held.at(scope)
    assert held.at("first") is not first
    monkeypatch.setattr(judgements, "_MOST", 1)
    monkeypatch.setattr(facts, "_shared", {"UTC": held})
    held.number("one")
    held.number("other")
    assert facts._alike("UTC") is not held


def test_a_second_log_asks_the_rules_only_what_the_first_did_not(monkeypatch) -> None:
    """Unless it knows where somebody belongs: what is known of one agent is not known of another."""
    asked: list[str] = []
    evaluate = tables.evaluate

    def counted(dossier, cut):
        asked.append(dossier.asked)
        return evaluate(dossier, cut)

    monkeypatch.setattr(tables, "evaluate", counted)
    monkeypatch.setattr(facts, "_shared", {})
    for speaker, member in (("person:ada", False), ("person:bo", False), ("person:cy", True), ("person:cy", True)):
        report = Report(publisher="outlet:post", title=f"As {speaker} says", published="2031-03-01")
        known = [Agent(id=speaker, name="Cy", part_of=(Membership(agent="org:port"),))] if member else []
        with eventlog.open(":memory:") as log:
            log.record(report, report.claim(f"port.{speaker[7:]}", "shut", by=[speaker]), *known)
            assert list(log.as_of("2031-04-01").statuses().values()) == ["alleged"]
    assert asked == ["port.ada", "port.cy", "port.cy"]


def test_who_asks_while_another_thread_learns_what_the_rules_said_waits_for_nothing(monkeypatch) -> None:
    """A word is told of only when the answers that belong to it are there."""
    learned, meanwhile = asking._learned, []
    monkeypatch.setattr(facts, "_shared", {})
    report = Report(publisher="outlet:post", title="Morning", published="2031-03-01")
    with eventlog.open(":memory:") as log:
        log.record(report, report.claim("port.shut", True), report.claim("port.full", False))
        known = log.as_of("2031-04-01")

        def raced(one, answers):
            monkeypatch.setattr(asking, "_learned", learned)
            meanwhile.append(list(known.table()))
            return learned(one, answers)

        monkeypatch.setattr(asking, "_learned", raced)
        assert list(known.table()) == meanwhile[0]
        assert len(meanwhile[0]) == 2
