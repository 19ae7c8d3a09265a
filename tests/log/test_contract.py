"""What every store and the log over it must do. Memory is the specification; these are its sentences."""

from __future__ import annotations

import gc
import threading
import weakref

import attrs
import pytest

import eventlog
from eventlog.claims import Claim, Evidence, Link, Ref
from eventlog.codec import Reading, register
from eventlog.errors import (
    ClockSkew,
    Conflict,
    IdempotencyConflict,
    InvalidTime,
    InvalidValue,
    LogClosed,
    UnknownKind,
    UnknownReference,
)
from eventlog.events import (
    Amended,
    Annulled,
    ClaimRecorded,
    DifferentEntity,
    Entry,
    Redacted,
    ReportRecorded,
    Retracted,
    SameEntity,
)
from eventlog.log import Expect
from eventlog.proof import EMPTY_ROOT, root_of
from log_backends import DAY, SECOND, START, dump
from log_samples import HURT, MAYOR, doubted, linked, nobody, plain, report, river


@register("contract.remark")
@attrs.frozen(kw_only=True)
class Remark:
    """A user's own event, which gives itself its id."""

    id: str
    words: str


def test_an_empty_log_has_a_head(log) -> None:
    """Position 0, no moment, the root of nothing."""
    assert (log.head.position, log.head.recorded, log.head.root) == (0, None, EMPTY_ROOT)
    assert log.head.recorded_at is None
    assert list(log.entries()) == []
    assert len(log) == 0
    assert log


@pytest.mark.parametrize("refused", [False, True])
def test_a_batch_is_let_go_of_when_it_is_recorded(log, refused) -> None:
    """Whether it came in or not, nothing of a log holds it: a large one would stay in memory."""
    said = Remark(id="event:remark-1", words=object() if refused else "it rose")
    held = weakref.ref(said)
    if refused:
        with pytest.raises(InvalidValue):
            log.record(said)
    else:
        log.record(said)
    del said
    gc.collect()
    assert held() is None


def test_within_a_batch_garbage_is_not_looked_for(log) -> None:
    """Nearly all that a batch makes is let go of when it ends, and a look may go through all that its caller holds.
    What is kept may be looked at once, afterwards.
    """
    batch = [thing for number in range(500) for thing in plain(number)]
    looked = []

    def note(phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            looked.append(log.head.position)

    gc.collect()
    gc.callbacks.append(note)
    try:
        log.record(*batch)
    finally:
        gc.callbacks.remove(note)
    assert looked in ([], [1_000])
    assert log.head.position == 1_000


def test_what_reads_entries_is_made_once_for_many_batches(log, monkeypatch) -> None:
    """What a judgement is about is read when it comes in, and to make what reads it takes longer than that."""
    claims = [thing for number in range(4) for thing in plain(number)][1::2]
    log.record(*(thing for number in range(4) for thing in plain(number)))
    made, first = [], Reading._first
    monkeypatch.setattr(Reading, "_first", lambda *given: made.append(given[1]) or first(*given))
    for claim in claims:
        before = len(made)
        log.record(Annulled(target=claim.id, by="user:desk", reason="misread"))
        log.record(claim)
    assert made[before:] == []


def test_recording_nothing_adds_nothing(log) -> None:
    """An empty call is an empty receipt."""
    receipt = log.record()
    assert receipt == ()
    assert (receipt.new, receipt.recorded, receipt.recorded_at) == ((), None, None)
    assert log.head.position == 0


def test_positions_are_dense_and_one_batch_has_one_moment(log, bench) -> None:
    """Entries stand in the order they were given, and all of a batch were recorded at once."""
    one = report()
    receipt = log.record(one, river(one), nobody(one))
    assert receipt == (1, 2, 3)
    assert receipt.new == (1, 2, 3)
    assert receipt.recorded == START
    bench.clock.go(SECOND)
    later = log.record(MAYOR, HURT)
    assert later == (4, 5)
    entries = list(log.entries())
    assert [entry.position for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.recorded for entry in entries] == [START] * 3 + [START + SECOND] * 2
    assert log.head.recorded == START + SECOND
    assert log.head.recorded_at == entries[-1].recorded_at


def test_what_is_read_is_what_was_recorded(log) -> None:
    """Each value comes back equal, wrapped in its event."""
    one = report()
    claim = river(one)
    log.record(one, claim, MAYOR)
    events = [entry.event for entry in log.entries()]
    assert events[0] == ReportRecorded(report=one)
    assert events[1] == ClaimRecorded(claim=claim)
    assert events[2].agent == MAYOR
    assert [entry.id for entry in log.entries()][:2] == [one.id, claim.id]
    assert [entry.kind for entry in log.entries()] == ["report-recorded/1", "claim-recorded/1", "agent-defined/1"]


def test_an_entry_of_the_log_equals_a_plain_one(log) -> None:
    """Entries are values: equal by content, whatever read them, and they can be pickled."""
    import pickle

    one = report()
    log.record(one)
    (entry,) = log.entries()
    assert entry == Entry(1, START, "report-recorded/1", ReportRecorded(report=one))
    assert Entry(1, START, "report-recorded/1", ReportRecorded(report=one)) == entry
    assert entry != Entry(2, START, "report-recorded/1", ReportRecorded(report=one))
    assert hash(entry) == hash(next(log.entries()))
    assert pickle.loads(pickle.dumps(entry)) == entry  # noqa: S301 - our own bytes
    assert "Flood" in repr(entry)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        entry.position = 3


def test_the_same_again_is_a_no_op(log) -> None:
    """F043: what is in the log already is not added again; its position comes back."""
    one = report()
    claim = river(one)
    first = log.record(one, claim)
    before = dump(log)
    again = log.record(claim, one, claim)
    assert again == (2, 1, 2)
    assert (again.new, again.recorded) == ((), None)
    assert dump(log) == before
    assert log.record(one, claim, MAYOR) == (*first, 3)


def test_the_same_twice_in_a_batch_is_one_entry(log) -> None:
    """A batch is a set of things, in order."""
    one = report()
    assert log.record(one, one, report()) == (1, 1, 1)
    assert log.head.position == 1


def test_extractor_and_text_make_no_other_thing(log) -> None:
    """A second reader who finds the same claim, and a report without its text, are the same again."""
    one = report()
    claim = river(one)
    log.record(one, claim)
    assert log.record(attrs.evolve(claim, extractor="other 2.0"), attrs.evolve(one, text=None)) == (2, 1)


def test_the_same_id_with_other_content_is_refused(log) -> None:
    """F043: an entry is never changed, and nothing of the batch comes in; a second body is never passed over."""
    log.record(Remark(id="event:desk.1", words="shut"))
    with pytest.raises(IdempotencyConflict) as refused:
        log.record(MAYOR, Remark(id="event:desk.1", words="open"))
    assert refused.value.position == 1
    assert refused.value.id == "event:desk.1"
    with pytest.raises(IdempotencyConflict):
        log.record(Remark(id="event:desk.2", words="shut"), Remark(id="event:desk.2", words="open"))
    assert log.head.position == 1


def test_a_report_that_is_told_again_otherwise_keeps_what_was_told_first(log) -> None:
    """Nothing is added, and the receipt names what was told otherwise; another headline is another report."""
    one = report()
    log.record(one)
    again = attrs.evolve(one, language="uk", retrieved="2024-06-21T08:00:00Z")
    receipt = log.record(again)
    assert (tuple(receipt), receipt.new) == ((1,), ())
    assert [str(note) for note in receipt.notes] == [
        "entry 1: this report is there already, and keeps what was told first of its language, retrieved"
    ]
    assert log.reader.entry(1).event.report == one
    assert tuple(log.record(attrs.evolve(one, title="Other"))) == (2,)


def test_a_batch_comes_in_whole_or_not_at_all(log) -> None:
    """One bad event and the log is as it was."""
    one = report()
    log.record(one)
    before = dump(log)
    stranger = Claim(report=Ref("report:" + "0" * 32), question="q", value=True)
    with pytest.raises(UnknownReference) as refused:
        log.record(river(one), MAYOR, stranger)
    assert refused.value.reference == stranger.report
    assert dump(log) == before
    assert log.record(river(one)) == (2,)


def test_references_may_stand_anywhere_in_the_batch(log) -> None:
    """A batch is checked as a whole: what names may come before what is named."""
    one = report()
    a, b = river(one), nobody(one)
    link = linked(a, b)
    assert log.record(doubted(a), link, b, a, one) == (1, 2, 3, 4, 5)
    assert next(log.entries(1)).event.link == link


def test_a_reference_to_nothing_is_refused(log) -> None:
    """F120: nothing may name what the log does not hold."""
    one = report()
    a = river(one)
    for orphan in (a, doubted(a), Annulled(target=Ref(a.id)), Amended(report=Ref(one.id), field="title", value="x")):
        with pytest.raises(UnknownReference):
            log.record(orphan)
    log.record(one)
    with pytest.raises(UnknownReference):
        log.record(Retracted(target=Ref(one.id), by="outlet:herald", notice=report("Notice", text="other").id))
    assert log.head.position == 1


def test_cited_reports_need_not_be_held(log) -> None:
    """An article may cite one that is recorded later or never; both ways it reads back as it was."""
    cited = report("Cited", text="something else")
    one = report(cites=[cited.id], revision_of="report:" + "f" * 32)
    log.record(one)
    log.record(cited)
    other = report("Other", text="third", cites=[cited.id])
    log.record(other)
    assert [entry.event.report for entry in log.entries()] == [one, cited, other]
    assert log.record(one, cited, other) == (1, 2, 3)


def test_spans_are_checked_against_a_text_that_is_held(log) -> None:
    """A span that does not fit the report's text is refused, whether the text comes with it or is held
    already.
    """
    one = report()
    far = Claim(report=Ref(one.id), question="q", value=True, evidence=[Evidence.of("x" * 500, 400, 410)])
    wrong = Claim(report=Ref(one.id), question="q", value=True, evidence=[Evidence.of("y" * 500, 3, 10)])
    for bad in (far, wrong):
        with pytest.raises(InvalidValue):
            log.record(one, bad)
        with pytest.raises(InvalidValue):
            log.record(bad, one)
    log.record(one)
    for bad in (far, wrong):
        with pytest.raises(InvalidValue):
            log.record(bad)
    bare = report("Bare", text=None, digest="sha256:" + "0" * 64)
    log.record(bare)
    assert log.record(attrs.evolve(far, report=Ref(bare.id))) == (3,)


@pytest.mark.parametrize("thing", [None, "text", 5, {"a": 1}, object()])
def test_what_is_no_event_is_refused(log, thing) -> None:
    """One sentence that says what may be passed."""
    with pytest.raises(InvalidValue, match="is not an event"):
        log.record(report(), thing)
    assert log.head.position == 0


def test_a_list_must_be_unpacked(log) -> None:
    """The commonest slip gets an answer of its own."""
    for given in ([report()], (report(),), {report()}, iter([report()]), (one for one in [report()])):
        with pytest.raises(InvalidValue, match=r"log\.record\(\*events\)"):
            log.record(given)


def test_an_unregistered_class_is_refused_by_name(log) -> None:
    """UnknownKind says which class."""
    stranger = attrs.make_class("Stranger", ["x"], frozen=True)(x=1)
    with pytest.raises(UnknownKind, match="Stranger"):
        log.record(stranger)


def test_a_redaction_can_not_be_recorded_by_itself(log) -> None:
    """A Redacted entry without the erasure would be a lie."""
    log.record(report())
    with pytest.raises(InvalidValue, match="redact"):
        log.record(Redacted(positions=(1,)))


# Judgements


def test_same_different_same_again_is_three_events(log) -> None:
    """A judgement replies to the last word on its matter; the same word again adds nothing."""
    same = SameEntity(a="person:a", b="person:b")
    different = DifferentEntity(a="person:b", b="person:a")
    assert log.record(same) == (1,)
    assert log.record(same) == (1,)
    assert log.record(different) == (2,)
    assert log.record(different) == (2,)
    assert log.record(same) == (3,)
    assert [entry.event.reply_to for entry in log.entries()] == [None, 1, 2]
    assert log.record(SameEntity(a="person:a", b="person:c")) == (4,)
    assert next(log.entries(3)).event.reply_to is None


def test_judgements_in_one_batch_answer_each_other(log) -> None:
    """What comes first in a batch is replied to by what comes after."""
    same = SameEntity(a="person:a", b="person:b")
    different = DifferentEntity(a="person:a", b="person:b")
    assert log.record(same, same, different, same) == (1, 1, 2, 3)
    assert [entry.event.reply_to for entry in log.entries()] == [None, 1, 2]


def test_matters_are_kept_apart(log) -> None:
    """Amending a title replies to what was said about the title, not to what was said about the date."""
    one = report()
    log.record(one)
    title = Amended(report=Ref(one.id), field="title", value="Deluge")
    date = Amended(report=Ref(one.id), field="published", value="2024-06-19")
    other = Amended(report=Ref(one.id), field="title", value="Inundation")
    assert log.record(title, date, Annulled(target=Ref(one.id)), other) == (2, 3, 4, 5)
    assert [entry.event.reply_to for entry in log.entries(1)] == [None, None, None, 2]
    assert log.record(date) == (3,)


def test_a_definition_is_a_word_on_a_matter(log) -> None:
    """Defined, defined otherwise, defined as before: three entries."""
    renamed = attrs.evolve(MAYOR, name="Mayor")
    assert log.record(MAYOR, renamed, renamed, MAYOR, HURT, HURT) == (1, 2, 2, 3, 4, 4)


def test_a_reply_of_ones_own_is_checked(log) -> None:
    """A position given as reply must hold a word on the same matter."""
    one = report()
    same = SameEntity(a="person:a", b="person:b")
    log.record(one, same)
    for position in (1, 3, 99, 0, -1):
        with pytest.raises(InvalidValue):
            log.record(attrs.evolve(same, reply_to=position))
    assert log.record(attrs.evolve(same, reply_to=2)) == (3,)
    assert log.record(attrs.evolve(same, reply_to=2)) == (3,)


# Expectations


def test_an_expectation_holds_while_nothing_came(log) -> None:
    """Conditional append over a query."""
    one = report()
    position = log.record(one, river(one))[-1]
    assert log.record(nobody(one), expect=Expect(about="flood.river", after=position)) == (3,)
    assert log.record(MAYOR, expect=Expect(about=("flood.river", "person:mayor"), after=position)) == (4,)


def test_a_stale_expectation_is_a_conflict(log) -> None:
    """F026: whoever read before somebody else recorded on the topic is told where, and nothing comes in."""
    one = report()
    seen = log.record(one)[-1]
    at = log.record(river(one))[-1]
    for topic in ("flood", "flood.river", "flood.river.level", ("other", "flood"), one.id):
        with pytest.raises(Conflict) as refused:
            log.record(nobody(one), expect=Expect(about=topic, after=seen))
        assert (refused.value.after, refused.value.position) == (seen, at)
    assert log.head.position == at
    for topic in ("flood.riv", "flood.river.level.x", "river", "person:mayor", "claim:" + "0" * 32):
        Expect(about=topic, after=seen).check(log.reader, at, frozenset())


def test_what_is_about_a_claim_bears_on_its_question(log) -> None:
    """A judgement on a claim, on its report, on a link or on another judgement is something on the topic."""
    one = report()
    a, b = river(one), nobody(one)
    start = log.record(one, a, b)[-1]
    link = linked(b, a)
    doubt = doubted(a)
    for judgement, topic in (
        (doubt, "flood.river"),
        (link, "flood.hurt"),
        (Annulled(target=Ref(link.id)), "flood.river.level"),
        (Annulled(target=Ref(doubt.id)), "flood.river"),
        (Amended(report=Ref(one.id), field="published", value="2024-06-18"), "flood"),
        (Retracted(target=Ref(a.id), by="person:mayor", notice="2024-07-01"), "flood.river"),
        (HURT, "flood.hurt"),
    ):
        position = log.record(judgement)[-1]
        with pytest.raises(Conflict):
            log.record(report("x", text="x"), expect=Expect(about=topic, after=start))
        Expect(about="elsewhere", after=start).check(log.reader, position, frozenset())
        start = position
    log.record(MAYOR)
    assert log.record(report("x", text="x"), expect=Expect(about="flood", after=start))


def test_a_repetition_needs_no_expectation(log) -> None:
    """F004: whoever did not hear the answer sends the same again, and is told the old positions."""
    one = report()
    start = log.record(one)[-1]
    first = log.record(river(one), expect=Expect(about="flood", after=start))
    assert log.record(river(one), expect=Expect(about="flood", after=start)) == first


@pytest.mark.parametrize("about", [(), "", "a b", "Flood!", 5, ("x", ""), "nobody:x", "'; DROP TABLE entry;--"])
def test_an_expectation_is_about_something(about) -> None:
    """Topics are questions, ids and agents, and nothing else (F108)."""
    with pytest.raises((InvalidValue, TypeError)):
        Expect(about=about, after=0)


def test_an_expectation_can_not_lie_ahead(log) -> None:
    """Nobody can have read what is not there."""
    for after in (-1, True, "1"):
        with pytest.raises(InvalidValue):
            Expect(about="flood", after=after)
    with pytest.raises(InvalidValue, match="ends at 0"):
        log.record(report(), expect=Expect(about="flood", after=1))


# The clock


def test_recorded_rises_whatever_the_clock_does(log, bench) -> None:
    """F049: a clock that stands still or went back a little makes the last moment and a microsecond."""
    log.record(report())
    log.record(report("2", text="2"))
    bench.clock.go(-3600 * SECOND)
    log.record(report("3", text="3"))
    bench.clock.go(7200 * SECOND)
    log.record(report("4", text="4"))
    assert [entry.recorded - START for entry in log.entries()] == [0, 1, 2, 3600 * SECOND]


@pytest.mark.parametrize(
    "now", ["1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "9999-01-01T00:00:00Z"]
)
def test_an_absurd_clock_is_refused(log, bench, now) -> None:
    """F048: a jump to 1970 or 2100 would spoil every later entry, so nothing is recorded."""
    for expected in (0, 1):
        bench.clock.at = eventlog.times.instant(now)
        with pytest.raises(ClockSkew) as refused:
            log.record(report("bad", text="bad"))
        assert refused.value.now == now
        assert log.head.position == expected
        bench.clock.at = START
        log.record(report())


def test_a_clock_more_than_a_day_behind_is_refused(log, bench) -> None:
    """F048: a day is a time zone or a battery; more is an error."""
    log.record(report())
    bench.clock.go(-DAY)
    assert log.record(report("2", text="2")).recorded == START + 1
    bench.clock.go(-SECOND)
    with pytest.raises(ClockSkew, match="more than a day before"):
        log.record(report("3", text="3"))


def test_a_log_that_was_left_for_years_stays_writable(log, bench) -> None:
    """How long ago the last entry was is no fault of the clock."""
    log.record(report())
    bench.clock.go(40 * 365 * DAY)
    assert log.record(report("2", text="2")).recorded == START + 40 * 365 * DAY


@pytest.mark.parametrize("now", ["now", "2024-06-26T12:00:00", 1.5, None, True])
def test_a_clock_must_say_a_moment(log, bench, now, monkeypatch) -> None:
    """A clock that says something else is refused when it is asked."""
    monkeypatch.setattr(type(bench.clock), "__call__", lambda _self: now)
    with pytest.raises(InvalidValue):
        log.record(report())


# Reading


def test_entries_are_cut_by_position(log) -> None:
    """`after` is exclusive, `upto` inclusive, and what lies beyond the log is nothing."""
    log.record(*(plain(number)[0] for number in range(10)))
    assert [entry.position for entry in log.entries(3, upto=6)] == [4, 5, 6]
    assert [entry.position for entry in log.entries(8)] == [9, 10]
    assert (
        list(log.entries(10))
        == list(log.entries(99))
        == list(log.entries(5, upto=5))
        == list(log.entries(5, upto=2))
        == []
    )
    assert len(list(log.entries(upto=10**12))) == 10
    for bad in (-1, "1", 1.0, True):
        with pytest.raises(InvalidValue):
            log.entries(bad)
        with pytest.raises(InvalidValue):
            log.entries(upto=bad)


def test_entries_about_a_topic(log) -> None:
    """A question and all below it at a dot; an id; an agent; each entry once, in order."""
    one = report()
    a, b = river(one), nobody(one)
    log.record(one, a, b, HURT, MAYOR, doubted(a), linked(a, b))

    def about(topic, **rest):
        return [entry.position for entry in log.entries(about=topic, **rest)]

    assert about("flood") == [2, 3, 4]
    assert about("flood.river") == about("flood.river.level") == [2]
    assert about("floo") == about("flood.rive") == about("x") == []
    assert about(a.id) == [6, 7]
    assert about(one.id) == [2, 3]
    assert about("person:mayor") == [5]
    assert about("flood", after=2) == [3, 4]
    assert about("flood", upto=3) == [2, 3]


def test_a_stream_is_bounded_by_the_moment_it_began(log) -> None:
    """Entries that come while a stream is read are not part of it."""
    log.record(*(plain(number)[0] for number in range(3)))
    stream = log.entries()
    first = next(stream)
    log.record(plain(9)[0])
    assert [first.position, *(entry.position for entry in stream)] == [1, 2, 3]


def test_progress_is_told(log) -> None:
    """A long replay says how far it is; the last word is that all is done."""
    log.record(*(plain(number)[0] for number in range(5)))
    told = []
    assert len(list(log.entries(1, progress=lambda *numbers: told.append(numbers)))) == 4
    assert told[-1] == (4, 4)


def test_the_reader_answers_what_the_mind_asks(log, bench) -> None:
    """Size, upto, entry, find, about, keys: each as eventlog.events.Reader says."""
    reader = log.reader
    assert (reader.size(), reader.upto(START), reader.zone) == (0, 0, "UTC")
    one = report()
    a, b = river(one), nobody(one)
    log.record(one, a)
    bench.clock.go(SECOND)
    log.record(b)
    assert isinstance(reader, eventlog.events.Reader)
    assert reader.size() == 3
    assert [reader.upto(START + shift) for shift in (-1, 0, 1, SECOND - 1, SECOND, DAY)] == [0, 2, 2, 2, 3, 3]
    assert reader.find(a.id) == 2
    assert reader.find("claim:" + "0" * 32) is None
    assert reader.entry(2).event.claim == a
    assert list(reader.keys("q:", 3)) == ["q:flood.hurt", "q:flood.river.level"]
    assert list(reader.keys("q:", 2)) == ["q:flood.river.level"]
    assert list(reader.keys("q:flood.h", 3)) == ["q:flood.hurt"]
    assert list(reader.keys("x", 3)) == []
    assert [entry.position for entry in reader.about("q:flood.hurt", 3)] == [3]
    assert list(reader.about("q:flood.hurt", 2)) == []
    for position in (0, -1, 4):
        with pytest.raises(LookupError):
            reader.entry(position)


def test_as_of_cuts_by_position_where_recorded_is_cut(log, bench) -> None:
    """A report that was published in June and recorded later is no part of what we held in June."""
    one = report()
    log.record(one, river(one))
    bench.clock.go(60 * DAY)
    other = report("Late", text="other")
    log.record(other, other.claim("flood.hurt", True, by=["person:doctor"]))
    assert log.as_of("2024-06-27")["flood.hurt"].status != "unreported"
    assert log.as_of("2024-06-27", recorded="2024-06-30")["flood.hurt"].status == "unreported"
    assert log.as_of(recorded="2024-06-30").cut.position == 2
    assert log.as_of(recorded="2024-06-01").cut.position == 0


def test_a_bare_as_of_cuts_at_the_clock_of_the_log(log, bench) -> None:
    """With nothing given it is now by the log's clock, which is never before its last entry."""
    one = report()
    log.record(one, river(one))
    bench.clock.go(-SECOND)
    assert log.as_of().cut.published == START
    bench.clock.go(5 * SECOND)
    assert log.as_of().cut.published == START + 4 * SECOND
    assert log.as_of(recorded="2024-06-30").cut.published is None
    with pytest.raises(InvalidTime):
        log.as_of("2024-06~")
    with pytest.raises(InvalidValue):
        log.as_of(policy="maybe")


def test_knowledge_is_a_value(log) -> None:
    """Later entries never change what was read up to a moment."""
    one = report()
    log.record(one, river(one))
    before = log.as_of("2024-12-31")
    log.record(Annulled(target=Ref(river(one).id)))
    assert before["flood.river.level"].status != "unreported"
    assert log.as_of("2024-12-31")["flood.river.level"].status == "unreported"


def test_a_closed_log_says_so(log) -> None:
    """Use after close is one clear error, for the log and for what was read from it."""
    one = report()
    log.record(one, river(one))
    knowledge, stream = log.as_of("2024-12-31"), log.entries()
    log.close()
    log.close()
    for use in (
        lambda: log.record(one),
        lambda: log.head,
        lambda: len(log),
        lambda: log.as_of("2024"),
        lambda: list(log.entries()),
        lambda: next(stream),
        lambda: knowledge["flood.river.level"],
        lambda: next(log.follow()),
    ):
        with pytest.raises(LogClosed):
            use()


def test_a_with_block_closes(log) -> None:
    """A log is a context manager."""
    with log as same:
        assert same is log
        log.record(report())
    with pytest.raises(LogClosed):
        log.record(report())


# Following


def test_follow_goes_on_with_what_comes(log) -> None:
    """What is there comes first, then what is recorded by others, in order, each once."""
    log.record(plain(0)[0])
    seen = []
    stop = threading.Event()

    def watch() -> None:
        for entry in log.follow(poll=0.01, stop=stop):
            seen.append(entry.position)
            if len(seen) == 5:
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    for number in range(1, 5):
        log.record(plain(number)[0])
    watcher.join(20)
    stop.set()
    assert seen == [1, 2, 3, 4, 5]


def test_follow_ends_when_told(log) -> None:
    """A timeout ends it when nothing comes, a flag at once."""
    log.record(plain(0)[0], plain(1)[0])
    assert [entry.position for entry in log.follow(poll=0.01, timeout=0.05)] == [1, 2]
    stop = threading.Event()
    stream = log.follow(poll=0.01, stop=stop)
    assert next(stream).position == 1
    stop.set()
    assert list(stream) == []
    assert [entry.position for entry in log.follow(1, poll=0.01, timeout=0.02)] == [2]


# Threads


def test_threads_lose_and_repeat_nothing(log) -> None:
    """F032: several threads may record at once; positions stay dense, and each receipt names its own entries."""
    receipts = {}

    def work(number: int) -> None:
        for turn in range(10):
            one, claim = plain(number * 100 + turn)
            receipts[claim.id] = log.record(one, claim)[1]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = list(log.entries())
    assert [entry.position for entry in entries] == list(range(1, 121))
    held = {entry.id: entry.position for entry in entries}
    assert {id: held[id] for id in receipts} == receipts


def test_no_reader_sees_half_a_batch(log) -> None:
    """Whoever looks while others record sees whole batches only."""
    done = threading.Event()
    sizes = set()

    def look() -> None:
        while not done.is_set():
            size = log.head.position
            sizes.add(size)
            assert len(list(log.entries(upto=size))) == size
            assert len(list(log.entries())) % 4 == 0

    looker = threading.Thread(target=look)
    looker.start()
    for number in range(40):
        log.record(*plain(2 * number), *plain(2 * number + 1))
    done.set()
    looker.join()
    assert all(size % 4 == 0 for size in sizes)


# Bytes


def test_the_head_is_the_root_over_the_leaves(log) -> None:
    """The root is worked out from what is stored, and from nothing else."""
    one = report()
    for batch in ((one,), (river(one), nobody(one)), (MAYOR, HURT, doubted(river(one)))):
        log.record(*batch)
        size = log.head.position
        assert log.head.root == root_of(entry.leaf for entry in log.store.entries(0, size))


def test_a_failed_batch_leaves_no_trace(log) -> None:
    """F036: no gap in the positions, and what failed may come in later."""
    with pytest.raises(UnknownReference):
        log.record(report(), Link(kind="echoes", from_="claim:x", to="claim:y", by="user:desk"))
    with pytest.raises(LookupError):
        log.store.entry(1)
    assert log.reader.find(report().id) is None
    assert list(log.reader.keys("", 10)) == []
    assert log.record(report()) == (1,)


# Events of one's own


@register("log-tests.note")
@attrs.frozen(kw_only=True)
class Note:
    """A user's event with references and effects."""

    about: Ref
    text: str
    keys: tuple[str, ...] = ("note:desk",)

    @property
    def references(self):
        """What must be in the log."""
        return (self.about,)

    @property
    def effects(self):
        """Where it is found."""
        return self.keys


def test_an_event_of_ones_own_is_recorded(log) -> None:
    """It is checked, found by its keys, repeated as a no-op and read back."""
    one = report()
    note = Note(about=Ref(one.id), text="call them")
    with pytest.raises(UnknownReference):
        log.record(note)
    assert log.record(one, note, note) == (1, 2, 2)
    entry = log.reader.entry(2)
    assert entry.event == note
    assert entry.kind == "log-tests.note/1"
    assert log.reader.find(entry.id) == 2
    assert [found.position for found in log.reader.about("note:desk", 2)] == [2]
    for bad in ("", "x" * 400, "a\nb", "\u202e", 5):
        with pytest.raises(InvalidValue):
            log.record(attrs.evolve(note, keys=(bad,)))


@register("log-tests.named")
@attrs.frozen(kw_only=True)
class Named:
    """A user's event that names itself."""

    id: str
    text: str
    references: tuple[Ref, ...] = ()


def test_an_id_of_ones_own_is_kept(log) -> None:
    """The same id with the same content is the same, with other content a conflict, and nothing may name
    itself.
    """
    log.record(Named(id="event:x1", text="a"))
    assert log.record(Named(id="event:x1", text="a")) == (1,)
    with pytest.raises(IdempotencyConflict):
        log.record(Named(id="event:x1", text="b"))
    with pytest.raises(InvalidValue, match="names itself"):
        log.record(Named(id="event:x2", text="a", references=(Ref("event:x2"),)))
    assert log.record(Annulled(target=Ref("event:x1"))) == (2,)


def test_an_expectation_costs_a_few_look_ups_for_many_entries(log, monkeypatch) -> None:
    """What came on other topics is walked together: look-ups do not grow with each entry."""
    one = report()
    start = log.record(one)[-1]
    log.record(*(thing for number in range(150) for thing in plain(number, "elsewhere")))
    asked = []
    for name in ("under", "having"):
        real = getattr(log.store, name)
        monkeypatch.setattr(log.store, name, lambda *given, real=real: asked.append(given) or real(*given))
    Expect(about="flood", after=start).check(log.reader, len(log), frozenset())
    assert len(asked) < 10
