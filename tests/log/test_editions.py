"""A table that comes out every day: what differs is recorded, and the answers are those of the last edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Question, Report
from eventlog.claims import Ref
from eventlog.errors import Conflict, InvalidValue, UnknownReference
from eventlog.events import Amended, Annulled, Retracted, Reviewed, Superseded
from eventlog.log import EventLog
from eventlog.log.editions import Edition

REGIONS = ("north", "south", "west")


@pytest.fixture
def log() -> Iterator[EventLog]:
    """An empty one."""
    with eventlog.open(":memory:") as made:
        yield made


def day(number: int, before: Report | None = None, publisher: str = "gov:health") -> Report:
    """The edition of one day."""
    revised = None if before is None else Ref(before.id)
    return Report(publisher=publisher, title="Cases", published=f"2031-06-{number:02}", revision_of=revised)


def put(log: EventLog, report: Report, counts: Mapping[str, int], **rest: Any) -> Edition:
    """Record the edition."""
    value = {"unit": "case", "of": "cases"}
    rows = [report.claim(f"cases.{where}", {"low": many, "high": many} | value) for where, many in counts.items()]
    return log.record_table(report, rows, **rest)


def answers(log: EventLog, until: str) -> dict[str, int]:
    """What is held of each region on a day."""
    knowledge = log.as_of(until)
    found = {where: knowledge[f"cases.{where}"].positions for where in REGIONS}
    return {where: int(positions[0].value.low) for where, [*positions] in found.items() if positions}


def test_what_differs_is_recorded_and_no_more(log: EventLog) -> None:
    """A row that stays is not said again; a changed one supersedes, one that is gone is retracted."""
    first = day(1)
    assert len(put(log, first, {"north": 1, "south": 2}).new) == 2
    second = day(2, first)
    found = put(log, second, {"north": 1, "south": 3, "west": 4})
    assert (len(found.new), len(found.changed), len(found.removed), found.unchanged) == (1, 1, 0, 1)
    third = day(3, second)
    found = put(log, third, {"south": 3, "west": 4})
    assert (len(found.new), len(found.changed), len(found.removed), found.unchanged) == (0, 0, 1, 2)
    kinds = [type(entry.event) for entry in log.entries()]
    assert (kinds.count(Superseded), kinds.count(Retracted), len(kinds)) == (1, 1, 9)
    assert [answers(log, f"2031-06-0{at}") for at in (1, 2, 3)] == [
        {"north": 1, "south": 2},
        {"north": 1, "south": 3, "west": 4},
        {"south": 3, "west": 4},
    ]


def test_the_same_edition_again_adds_nothing(log: EventLog) -> None:
    """Recording it again is a no-op, as with everything."""
    first = day(1)
    second = day(2, first)
    put(log, first, {"north": 1, "south": 2})
    put(log, second, {"north": 5})
    size = len(log)
    found = put(log, second, {"north": 5})
    assert len(log) == size
    assert (len(found.new), len(found.changed), len(found.removed), found.unchanged) == (0, 0, 0, 1)


tables = st.lists(st.dictionaries(st.sampled_from(REGIONS), st.integers(0, 3)), min_size=1, max_size=5)


@given(tables)
def test_after_each_edition_the_answers_are_its_rows(editions: Sequence[Mapping[str, int]]) -> None:
    """On the day of each edition, and ever after for that day, the answers are what it says and nothing else."""
    with eventlog.open(":memory:") as log:
        log.record(*(Question(id=f"cases.{where}", answer="quantity", measure="level") for where in REGIONS))
        before = None
        for at, counts in enumerate(editions, start=1):
            report = day(at, before)
            put(log, report, counts)
            before = report
        for at, counts in enumerate(editions, start=1):
            assert answers(log, f"2031-06-{at:02}") == counts


def test_a_key_tells_which_rows_are_one(log: EventLog) -> None:
    """Fields or a function; two rows of one key, and a field that there is not, are refused."""
    first = day(1)
    with pytest.raises(InvalidValue, match="have one key"):
        put(log, first, {"north": 1, "south": 2}, key=("during",))
    with pytest.raises(InvalidValue, match="no such field"):
        put(log, first, {"north": 1}, key=("region",))
    assert len(put(log, first, {"north": 1}, key=lambda claim: claim.question[-1]).new) == 1


def test_an_edition_goes_on_from_what_its_publisher_published(log: EventLog) -> None:
    """Not from another's table, nor from one that the log does not hold; and rows are of their report."""
    first = day(1)
    put(log, first, {"north": 1})
    size = len(log)
    with pytest.raises(InvalidValue, match="does not revise what gov:health published"):
        put(log, day(2, first, "outlet:other"), {"north": 1})
    with pytest.raises(UnknownReference):
        put(log, day(3, day(2)), {"north": 1})
    with pytest.raises(InvalidValue, match="of another report"):
        log.record_table(attrs.evolve(first, title="Other"), [first.claim("cases.north")])
    assert len(log) == size


@pytest.mark.parametrize("state", ["proposed", "rejected", "accepted"])
def test_a_row_that_nobody_has_accepted_is_no_row_of_an_edition(log: EventLog, state: str) -> None:
    """What a machine read in an edition is neither held nor taken back by the next, until a person accepts it."""
    first = day(1)
    value = {"low": 1, "high": 1, "unit": "case", "of": "cases"}
    read = {where: first.claim(f"cases.{where}", value, extractor="model/1") for where in ("north", "south")}
    log.record(first)
    for one in read.values():
        log.record(one, Reviewed(target=one.id, state="proposed", extractor="model/1"))
        if state != "proposed":
            log.record(Reviewed(target=one.id, state=state))
    found = put(log, day(2, first), {"north": 1})
    held = state == "accepted"
    assert (len(found.new), len(found.removed), found.unchanged) == ((0, 1, 1) if held else (1, 0, 0))
    assert answers(log, "2031-06-02") == {"north": 1}


def struck(target: str) -> Annulled:
    """Our word that it never was so."""
    return Annulled(target=target, by="user:desk", reason="the wrong file")


def back(target: str) -> Retracted:
    """The publisher's word that it takes it back."""
    return Retracted(target=target, by="gov:health", notice="2031-06-02")


@pytest.mark.parametrize("away", [struck, back])
def test_an_edition_that_does_not_stand_is_as_if_never_told(log: EventLog, away: Any) -> None:
    """Neither its rows nor what it changed and took back counts: the next one is compared with the one before."""
    first, second = day(1), None
    put(log, first, {"north": 1, "south": 2})
    second = day(2, first)
    put(log, second, {"north": 5, "west": 4})
    log.record(away(second.id))
    assert answers(log, "2031-06-02") == {"north": 1, "south": 2}
    found = put(log, day(3, second), {"north": 5, "west": 4})
    assert (len(found.new), len(found.changed), len(found.removed), found.unchanged) == (1, 1, 1, 0)
    assert answers(log, "2031-06-03") == {"north": 5, "west": 4}


def test_an_edition_is_told_in_one_way(log: EventLog) -> None:
    """A file that was put right says other rows of the same report: they never stand beside those that are held."""
    first = day(1)
    put(log, first, {"north": 1, "south": 2})
    second = day(2, first)
    put(log, second, {"north": 7})
    size = len(log)
    for counts, entry in (({"north": 6}, "5"), ({"north": 1}, "5"), ({"north": 7, "south": 2}, "7")):
        with pytest.raises(InvalidValue, match=rf"holds this edition with other rows \(entry {entry}\)"):
            put(log, second, counts)
    assert len(log) == size
    log.record(*(struck(log.reader.entry(at).id) for at in (5, 7)))
    assert len(put(log, second, {"north": 6, "south": 2}).changed) == 1
    assert answers(log, "2031-06-02") == {"north": 6, "south": 2}


def test_a_row_that_an_edition_no_longer_has_is_told_by_who_read_it(log: EventLog) -> None:
    """Of one extractor what is missing now was misread; what another reader found in the report is no matter."""
    report = day(1)
    rows = [report.claim(f"cases.{where}", True, extractor="csv/1") for where in REGIONS]
    log.record_table(report, rows)
    log.record(report.claim("cases.read", True, extractor="hand/1"))
    assert log.record_table(report, rows).unchanged == 3
    with pytest.raises(InvalidValue, match="with other rows"):
        log.record_table(report, rows[:2])


def test_an_edition_that_was_struck_is_not_told_again(log: EventLog) -> None:
    """Its rows would be in no answer: it says what to strike first."""
    report = day(1)
    put(log, report, {"north": 1})
    at = log.record(struck(report.id))[0]
    with pytest.raises(InvalidValue, match=f"strike entry {at} first"):
        put(log, report, {"north": 1})
    log.record(struck(log.reader.entry(at).id))
    assert put(log, report, {"north": 1}).unchanged == 1


def test_an_edition_goes_on_from_a_publisher_that_we_put_right(log: EventLog) -> None:
    """Who published the one before is read as in any answer."""
    first = day(1, publisher="gov:helth")
    put(log, first, {"north": 1})
    log.record(Amended(report=first.id, field="publisher", value="gov:health"))
    assert len(put(log, day(2, first), {"north": 2}).changed) == 1
    assert answers(log, "2031-06-02") == {"north": 2}


class Late:
    """A key of rows, which lets another edition in while the rows of the first one are looked at."""

    def __init__(self, log: EventLog, before: Report, other: Report) -> None:
        self.log, self.before, self.others = log, before, [other]

    def __call__(self, claim: Any) -> str:
        while claim.report == self.before.id and self.others:
            put(self.log, self.others.pop(), {"north": 2})
        return str(claim.question)


def test_of_two_readings_of_one_edition_at_once_one_comes_in(log: EventLog) -> None:
    """Another reading came in while this one was compared: refused then, and, as ever, when it is tried again."""
    first = day(1)
    put(log, first, {"north": 1})
    second = day(2, first)
    with pytest.raises(Conflict):
        put(log, second, {"north": 3}, key=Late(log, first, second))
    with pytest.raises(InvalidValue, match="other rows"):
        put(log, second, {"north": 3})
    assert answers(log, "2031-06-02") == {"north": 2}


def test_a_row_that_another_edition_changes_just_then_is_looked_at_again(log: EventLog) -> None:
    """One row is superseded by one edition, and not by two that did not know of each other."""
    first = day(1)
    put(log, first, {"north": 1})
    with pytest.raises(Conflict):
        put(log, day(3, first), {"north": 3}, key=Late(log, first, day(2, first)))
    assert answers(log, "2031-06-04") == {"north": 2}
