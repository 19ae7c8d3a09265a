"""What makes a report one: tomorrow's bulletin is another one, the same fetched again is not."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Amended, Annulled, Evidence, PublishedBasis, Region, Report
from eventlog.claims import digest_of
from eventlog.errors import InvalidValue

TEXT = "The lock was quiet all day, the keeper says."
BULLETIN = Report(
    publisher="gov:canal", title="Daily bulletin", url="https://example.org/lock", published="2031-04-01", text=TEXT
)

ANOTHER = {
    "publisher": "gov:river",
    "title": "Quiet day",
    "url": "https://example.org/lock-2",
    "published": "2031-04-02",
    "text": TEXT + " Again.",
}
OTHERWISE = {
    "authors": ("Ada Example",),
    "published_basis": PublishedBasis(latest="the stamp"),
    "modified": "2031-04-03",
    "carrier": "https://example.org/feed",
    "zone": "Europe/Oslo",
    "language": "en",
    "retrieved": "2031-04-05T10:00:00Z",
    "cites": ["report:" + "0" * 32],
    "revision_of": "report:" + "1" * 32,
    "regions": [Region(kind="body", start=0, end=3)],
    "page_digest": digest_of("page"),
}


def changed(**fields: object) -> Report:
    """The bulletin with other fields."""
    if "text" in fields:
        fields["digest"] = None
    return attrs.evolve(BULLETIN, **fields)


def new_log() -> eventlog.EventLog:
    """An empty log."""
    return eventlog.open(":memory:", clock=lambda: "2031-12-01T00:00:00Z")


@pytest.mark.parametrize("field", ANOTHER)
def test_each_of_these_makes_another_report(field: str) -> None:
    """Publisher, title, address, date and text: a log holds both, with what was said in each."""
    other = changed(**{field: ANOTHER[field]})
    assert other.id != BULLETIN.id
    log = new_log()
    log.record(BULLETIN, BULLETIN.claim("lock.quiet"))
    assert tuple(log.record(other, other.claim("lock.quiet", False))) == (3, 4)


@pytest.mark.parametrize("field", OTHERWISE)
def test_none_of_these_does(field: str) -> None:
    """A report that is told again otherwise stays as it was told first, and the receipt names the field."""
    other = changed(**{field: OTHERWISE[field]})
    assert other.id == BULLETIN.id
    log = new_log()
    log.record(BULLETIN)
    receipt = log.record(other)
    assert (tuple(receipt), receipt.new) == ((1,), ())
    assert log.reader.entry(1).event.report == BULLETIN
    told = [note.text for note in receipt.notes]
    assert told == ([] if field == "published_basis" else [told[0]])
    assert field == "published_basis" or told[0].endswith(f"keeps what was told first of its {field}")


def test_what_is_left_out_the_second_time_is_no_difference() -> None:
    """Nothing is said about a field that is not given."""
    log = new_log()
    log.record(changed(**OTHERWISE))
    assert log.record(BULLETIN).notes == ()


@given(st.fixed_dictionaries({}, optional={name: st.just(one) for name, one in ANOTHER.items() if name != "text"}))
def test_a_report_is_the_same_with_or_without_its_text(fields: dict[str, str]) -> None:
    """The digest stands for the text."""
    report = changed(**fields)
    assert attrs.evolve(report, text=None).id == report.id


def test_the_receipt_says_where_a_report_may_be_one_that_is_there() -> None:
    """By its words, or else by its address, of the same publisher; and what is another."""
    log = new_log()
    log.record(BULLETIN)
    tomorrow = log.record(changed(published="2031-04-02"))
    assert tuple(tomorrow) == (2,)
    assert [(note.position, note.beside, note.text) for note in tomorrow.notes] == [
        (2, 1, "same words as entry 1, another date: a new publication, or amend its date?")
    ]
    (note,) = log.record(changed(title="Quiet", text="Something else.")).notes
    assert str(note) == (
        "entry 3: same address as entry 2, another headline and date and text: a new publication, or amend its date?"
    )
    assert log.record(changed(publisher="gov:river")).notes == ()


def test_a_headline_that_was_edited_asks_for_another_word() -> None:
    """Two headlines of one day may be two editions; where the report says so itself, nothing is asked."""
    log = new_log()
    log.record(BULLETIN)
    (note,) = log.record(changed(title="Quiet")).notes
    assert note.text == "same words as entry 1, another headline: an edition of its own, or a revision_of that one?"
    other = new_log()
    other.record(BULLETIN)
    assert other.record(changed(title="Quiet", revision_of=BULLETIN)).notes == ()


def test_reports_of_one_batch_are_held_against_each_other() -> None:
    """A live page of two days in one table."""
    receipt = new_log().record(BULLETIN, changed(published="2031-04-02"), changed(published="2031-04-03"))
    assert [(note.position, note.beside) for note in receipt.notes] == [(2, 1), (3, 2)]


def test_a_refused_batch_leaves_no_trace_of_a_likeness() -> None:
    """What is not in the log is like nothing."""
    log = new_log()
    with pytest.raises(InvalidValue):
        log.record(BULLETIN, "no event")
    assert log.record(changed(published="2031-04-02")).notes == ()


def test_a_likeness_goes_with_what_was_redacted() -> None:
    """Nothing points at words that were erased."""
    log = new_log()
    log.record(BULLETIN)
    log.redact(BULLETIN, reason="a wish")
    assert log.record(changed(published="2031-04-02")).notes == ()


# A text that comes later


def test_a_text_of_which_only_the_digest_was_held_is_taken_in() -> None:
    """As an amendment of ours, once; the report keeps its place and its id."""
    log = new_log()
    bare = attrs.evolve(BULLETIN, text=None)
    claim = bare.claim("lock.quiet", evidence=[Evidence.of(TEXT, 4, 18)])
    log.record(bare, claim)
    receipt = log.record(BULLETIN)
    assert (tuple(receipt), receipt.new) == ((1,), (3,))
    assert [note.text for note in receipt.notes] == [
        "its text, of which only the digest was held, was taken in as entry 3"
    ]
    taken = log.reader.entry(3).event
    assert (taken.report, taken.field, taken.value) == (BULLETIN.id, "text", TEXT)
    again = log.record(BULLETIN)
    assert (tuple(again), again.new, again.notes) == ((1,), (), ())


def test_a_text_that_was_taken_in_confirms_spans() -> None:
    """As one that came with the report does."""
    log = new_log()
    log.record(attrs.evolve(BULLETIN, text=None))
    log.record(BULLETIN)
    wrong = Evidence(start=0, end=3, digest=digest_of("Not"))
    with pytest.raises(InvalidValue, match="does not fit its digest"):
        log.record(attrs.evolve(BULLETIN, text=None).claim("lock.quiet", evidence=[wrong]))


def test_a_text_that_we_struck_stays_out() -> None:
    """Until the strike is struck; the same report once more does not bring it back."""
    log = new_log()
    log.record(attrs.evolve(BULLETIN, text=None))
    log.record(BULLETIN)
    log.record(Annulled(target=log.reader.entry(2)))
    assert log.record(BULLETIN).new == ()


def test_no_other_text_is_taken_in_by_hand() -> None:
    """It has to have the digest that the report holds."""
    log = new_log()
    log.record(attrs.evolve(BULLETIN, text=None))
    with pytest.raises(InvalidValue, match="does not fit the digest"):
        log.record(Amended(report=BULLETIN, field="text", value="Something else."))
    log.record(Amended(report=BULLETIN, field="text", value=TEXT))
    assert len(log) == 2


def test_a_text_that_was_taken_in_goes_with_its_report() -> None:
    """A redaction of the report erases it as well."""
    log = new_log()
    log.record(attrs.evolve(BULLETIN, text=None))
    log.record(BULLETIN)
    assert log.redact(BULLETIN, reason="a wish").positions == (1, 2)
    assert all(entry.event is None for entry in log.entries(upto=2))
