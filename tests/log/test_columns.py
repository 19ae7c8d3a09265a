"""Columns are what the events have, without the events."""

from __future__ import annotations

import contextlib

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eventlog
from eventlog.claims import Quantity, Ref
from eventlog.errors import IdempotencyConflict, InvalidValue, LogClosed
from eventlog.events import UnknownEvent
from eventlog.testing.events import stories
from eventlog.testing.values import FEW_QUESTIONS
from log_backends import DAY, STORES, Bench
from log_samples import nobody, plain, report, river
from plain_reader import PlainReader

MEMBERS = {
    "claim-recorded": (
        "claim.report",
        "claim.question",
        "claim.value",
        "claim.during",
        "claim.said",
        "claim.stance",
        "claim.factuality",
        "claim.chain",
        "claim.evidence",
        "claim.paraphrase",
    ),
    "report-recorded": (
        "report.publisher",
        "report.published",
        "report.published_basis.kind",
        "report.published_basis",
        "report.zone",
        "report.cites",
        "report.revision_of",
    ),
    "linked": ("link.kind", "link.from_", "link.to", "link.found_in"),
    "assessed": ("assessment.about", "assessment.what", "assessment.value"),
    "annulled": ("target", "replaced_by", "reason", "reply_to"),
    "retracted": ("target", "by", "notice"),
    "amended": ("report", "field", "value"),
    "agent-defined": ("agent.id", "agent.part_of", "agent"),
    "redacted": ("positions", "withheld"),
}


def compatible(members: list[str]) -> tuple[str, ...]:
    """Some of these, none of which is a part of another."""
    return tuple(one for one in members if not any(other.startswith(f"{one}.") for other in members))


@st.composite
def asked(draw) -> tuple[str, tuple[str, ...]]:
    """A kind, and some of its members in any order, some twice."""
    kind = draw(st.sampled_from(sorted(MEMBERS)))
    return kind, compatible(draw(st.lists(st.sampled_from(MEMBERS[kind]), max_size=5)))


@pytest.mark.parametrize("store", STORES)
@given(
    told=st.lists(stories(max_reports=2), min_size=1, max_size=3),
    wanted=st.lists(asked(), min_size=1, max_size=4),
    data=st.data(),
)
@settings(max_examples=40)
def test_columns_are_what_the_events_have(store, told, wanted, data, tmp_path_factory) -> None:
    """For any log, range, key and positions the tuples are those that one reads off the events, written anew."""
    bench = Bench(store, tmp_path_factory.mktemp("log"))
    for story in told:
        with contextlib.suppress(IdempotencyConflict):  # two of the stories may give one text two titles
            bench.log.record(*story)
        bench.clock.go(DAY)
    whole = st.integers(0, len(bench.log) + 1)
    if len(bench.log) and data.draw(st.booleans()):
        bench.log.redact(data.draw(st.integers(1, len(bench.log))), reason="gone")
    after, upto = data.draw(whole), data.draw(whole)
    key = data.draw(st.none() | st.sampled_from([f"q:{question}" for question in FEW_QUESTIONS]))
    at = data.draw(st.none() | st.lists(whole, unique=True).map(sorted))
    plainly = PlainReader(bench.log.entries())
    plainly.find = bench.log.reader.find
    for kind, members in wanted:
        given_ = (kind, members, after, upto)
        assert list(bench.log.reader.columns(*given_, key=key, at=at)) == list(plainly.columns(*given_, key=key, at=at))
    bench.log.close()


def test_a_row_for_each_claim(log) -> None:
    """Position, recorded, and the members as they are stored: references are positions, values are plain."""
    one = report()
    many = one.claim("flood.gone", Quantity(low="1.50", unit="house"), by=["person:mayor"], quote="two metres")
    log.record(one, river(one), nobody(one), many)
    rows = list(log.columns("claim-recorded", "claim.report", "claim.question", "claim.value", "claim.factuality"))
    recorded = next(iter(log.entries())).recorded
    assert rows[:2] == [
        (2, recorded, 1, "flood.river.level", "two metres", "CT+"),
        (3, recorded, 1, "flood.hurt", True, "CT-"),
    ]
    assert rows[2][4]["low"] == "1.50"
    assert list(log.columns("claim-recorded", "claim.question", after=2, upto=3)) == [(3, recorded, "flood.hurt")]
    assert list(log.columns("report-recorded")) == [(1, recorded)]
    assert list(log.columns("linked", "link.kind")) == []


def test_what_is_not_in_the_log_stays_text(log) -> None:
    """A cited article that nobody recorded has no position."""
    cited = Ref("report:" + "0" * 32)
    log.record(report(cites=[cited]))
    assert [row[2:] for row in log.columns("report-recorded", "report.cites", "report.zone")] == [([cited], None)]


def test_what_is_redacted_is_passed_over(log) -> None:
    """Nothing is left of what was erased, and what names it names its position."""
    one, other = report(), plain(1)
    log.record(one, river(one), *other)
    log.redact(2, reason="a mistake")
    assert [row[0] for row in log.columns("claim-recorded", "claim.question")] == [4]
    assert [row[0] for row in log.columns("report-recorded")] == [1, 3]


@pytest.mark.parametrize(
    ("kind", "members", "says"),
    [
        ("claim", ("claim.question",), "no kind of events is called 'claim'"),
        ("claim-recorded/1", (), "no kind of events is called"),
        (None, (), "no kind of events is called None"),
        ("claim-recorded", ("question",), "a claim-recorded has no 'question': in it there is claim"),
        ("claim-recorded", ("claim.speaker",), "has no 'claim.speaker': in claim there is report, question"),
        ("claim-recorded", ("claim._id",), "has no 'claim._id'"),
        ("claim-recorded", ("claim.report.publisher",), "in claim.report there are no members"),
        ("claim-recorded", ("claim.said.text",), "in claim.said there are no members"),
        ("claim-recorded", ("claim.chain.agent",), "in claim.chain there are no members"),
        ("claim-recorded", ("",), "has no ''"),
        ("claim-recorded", (7,), "a member is named by text"),
        ("claim-recorded", ("claim", "claim.question"), "claim.question is a part of claim: ask for one"),
    ],
)
def test_what_is_not_there_is_refused(log, kind, members, says) -> None:
    """At once, not at the first row, and by name."""
    with pytest.raises(InvalidValue, match=says):
        log.columns(kind, *members)


def test_after_close_there_is_nothing(log) -> None:
    """As with all that reads."""
    log.close()
    with pytest.raises(LogClosed):
        list(log.columns("claim-recorded"))


def test_positions_are_positions(log) -> None:
    """As with entries."""
    with pytest.raises(InvalidValue):
        log.columns("claim-recorded", after=-1)
    with pytest.raises(InvalidValue):
        log.columns("claim-recorded", upto="2")


@attrs.frozen(kw_only=True)
class Booked:
    """Version 1 of a user's event."""

    desk: str
    where: str = ""


def test_old_versions_go_through_their_upcasters(log) -> None:
    """A body of an older version has the members of the newest; of one that an upcaster can't read it is warned."""
    eventlog.register("columns.booked")(Booked)
    log.record(Booked(desk="one"), Booked(desk="two", where="Kyiv"), Booked(desk="three"))

    def raised(table):
        if table["desk"] == "two":
            raise KeyError
        return {"desk": {"name": table["desk"]}, "where": table["where"]}

    eventlog.upcast("columns.booked", from_version=1)(raised)
    rows = list(log.columns("columns.booked", "desk"))
    assert [row[2] for row in rows] == ["one", "two", "three"]

    @attrs.frozen(kw_only=True)
    class Desk:
        name: str

    @attrs.frozen(kw_only=True)
    class Again:
        desk: Desk
        where: str = ""

    Again.__annotations__["desk"] = Desk
    Again.__qualname__, Again.__module__ = Booked.__qualname__, Booked.__module__
    eventlog.register("columns.booked", version=2)(Again)
    log.record(Again(desk=Desk(name="four")))
    with pytest.warns(eventlog.Unread, match="entry 2 can't be read"):
        rows = list(log.columns("columns.booked", "desk.name", "where"))
    assert [row[2:] for row in rows] == [("one", ""), ("three", ""), ("four", "")]
    assert [isinstance(entry.event, UnknownEvent) for entry in log.entries()] == [False, True, False, False]


def test_positions_that_are_not_there_yet_are_passed_over(log) -> None:
    """A reader that asks for positions gets those of the kind, of the range, of the log."""
    log.record(*(thing for number in range(3) for thing in plain(number)))
    rows = log.reader.columns("report-recorded", ("report.title",), -1, 9, at=[0, 1, 2, 3, 6, 7])
    assert [(row[0], row[2]) for row in rows] == [(1, "Report 0"), (3, "Report 1")]
