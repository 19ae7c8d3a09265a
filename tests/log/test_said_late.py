"""A word that was said after its report was out is a slip in one of two dates, and the receipt asks which."""

from __future__ import annotations

from pathlib import Path

import pytest

import eventlog
from eventlog import Attribution, Report, export
from eventlog.times import TimeExpression

OUT = "2031-06-26T18:44+02:00"
ASKED = "after its report was out: is that date right, or the report's?"


def told(report: Report, *events: object) -> list[str]:
    """What the receipt asks of a report and what is recorded beside it, in one batch or in two."""
    one, two = eventlog.open(":memory:", zone="Europe/Kyiv"), eventlog.open(":memory:", zone="Europe/Kyiv")
    both = [str(note) for note in one.record(report, *events).notes]
    two.record(report)
    assert [str(note) for note in two.record(*events).notes] == both
    assert two.record(*events).notes == ()
    return both


@pytest.mark.parametrize(
    ("published", "said"),
    [(OUT, "3024-01-01"), (OUT, "2031-06-26T18:45+02:00"), ("2031-06", "2031-07-01"), ("2031-06~", "2032")],
)
def test_a_word_that_was_said_after_its_report_was_out_is_asked_about(published: str, said: str) -> None:
    """Whether all of it, or a step on its way: the first moment of the one lies behind the last of the other."""
    report = Report(publisher="outlet:a", title="T", published=published)
    claim = report.claim("q.a", by=["gov:x"], said=said)
    assert told(report, claim) == [f"entry 3: it was said {said}, {ASKED}"]
    steps = [Attribution(agent="outlet:b", said=said), "gov:x"]
    assert told(report, report.claim("q.a", by=steps)) == [f"entry 3: it was said {said}, {ASKED}"]


@pytest.mark.parametrize(
    ("published", "said"),
    [
        *((OUT, "2031-06-26"), (OUT, "2031-06-26T18:44+02:00"), (OUT, "2031"), ("2031-06~", "2031-07-15")),
        *((None, "3024"), (OUT, None), (OUT, TimeExpression("yesterday")), (OUT, TimeExpression("soon", value="2031"))),
    ],
)
def test_a_word_that_may_have_been_said_before_is_not(published: str | None, said: object) -> None:
    """A day is somewhere within, a report without a date was out at no time that is known."""
    report = Report(publisher="outlet:a", title="T", published=published)
    assert told(report, report.claim("q.a", by=["gov:x"], said=said)) == []


def test_tables_and_annotations_ask_as_well(tmp_path: Path) -> None:
    """It is asked at the door of the log, which all others lead to."""
    table = "publisher,title,published,question,value,said\noutlet:a,T,2031-06-26,q.a,yes,3024-01-01\n"
    fields = ("publisher", "title", "published", "question", "value", "said")
    log = eventlog.open(":memory:")
    receipt = log.record(*export.from_csv(table.encode(), {field: field for field in fields}))
    assert [note.text for note in receipt.notes] == [f"it was said 3024-01-01, {ASKED}"]
    lines = ('format = "eventlog-annotation/1"', "[report]", 'key = "a"', 'publisher = "outlet:a"', 'title = "T"')
    claim = ('published = "2031-06-26"', "[[claims]]", '"q.b" = true', 'said = "3024-01-01"')
    Path(tmp_path, "a.toml").write_text("\n".join((*lines, *claim)), encoding="utf-8")
    assert [note.text for note in log.record(*eventlog.load(tmp_path)).notes] == [f"it was said 3024-01-01, {ASKED}"]
