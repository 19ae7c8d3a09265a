"""The door and reviews: a proposal comes in with its reading, and only proposals are accepted or rejected."""

from __future__ import annotations

import pytest

import eventlog
from eventlog import Annulled, InvalidValue, Report, Reviewed

REPORT = Report(publisher="outlet:post", title="one", published="2031-05-09", text="The fort is held, Ada said.")
CLAIM = REPORT.claim("fort.held", quote="The fort is held", by="person:ada", extractor="model/1")
PROPOSED = Reviewed(target=CLAIM.id, state="proposed", extractor="model/1")


@pytest.fixture
def log():
    """A log in memory."""
    with eventlog.open(":memory:") as one:
        yield one


def counts(log, **read):
    """Whether the claim is part of the answer."""
    return bool(log.as_of("2031-06-10", **read)["fort.held"].claims)


def test_what_stands_is_never_made_a_proposal(log):
    """A reading that is in the log can't be proposed afterwards: that would take it out of every answer."""
    log.record(REPORT, CLAIM)
    with pytest.raises(InvalidValue, match="in the log already"):
        log.record(PROPOSED)
    assert counts(log)


@pytest.mark.parametrize("state", ["accepted", "rejected"])
def test_only_proposals_are_decided(log, state):
    """What was recorded outright is struck, and not rejected."""
    log.record(REPORT, CLAIM)
    with pytest.raises(InvalidValue, match="never proposed"):
        log.record(Reviewed(target=CLAIM.id, state=state))
    assert len(log) == 2


def test_words_on_a_proposal_reply_to_each_other(log):
    """The same decision again is no entry; another one is, and the first again is a third."""
    log.record(REPORT, CLAIM, PROPOSED)
    decided = [log.record(Reviewed(target=CLAIM.id, state=one))[0] for one in ("accepted", "accepted", "rejected")]
    again = log.record(Reviewed(target=CLAIM.id, state="accepted"))[0]
    assert [*decided, again] == [4, 4, 5, 6]
    assert counts(log)


def test_recording_what_waits_says_that_it_waits(log):
    """Whoever records a claim that is there as a proposal hears that it is in no answer yet."""
    log.record(REPORT, CLAIM, PROPOSED)
    (note,) = log.record(REPORT, CLAIM).notes
    assert "proposed" in str(note)
    log.record(Reviewed(target=CLAIM.id, state="accepted"))
    assert log.record(REPORT, CLAIM).notes == ()


def test_redacting_a_review_tells_what_it_lets_in(log):
    """What a proposal was held back by, once erased, holds it back no more: the plan says so beforehand."""
    log.record(REPORT, CLAIM, PROPOSED)
    assert [one.position for one in log.redaction(3).revives] == [2]


def test_a_review_can_be_struck(log):
    """A decision taken by mistake is struck like any judgement, and the one before it holds again."""
    log.record(REPORT, CLAIM, PROPOSED)
    accepted = Reviewed(target=CLAIM.id, state="accepted")
    at = log.record(accepted)[0]
    log.record(Annulled(target=log.reader.entry(at).event.id))
    assert not counts(log)
    assert counts(log, include_proposed=True)


def test_reviews_travel_with_an_export(log, tmp_path):
    """An exported log, taken in elsewhere, holds back what the first one does."""
    log.record(REPORT, CLAIM, PROPOSED)
    log.export_jsonl(tmp_path / "out.jsonl")
    with eventlog.open(":memory:") as other:
        other.import_jsonl(tmp_path / "out.jsonl")
        assert not counts(other)
        assert counts(other, include_proposed=True)
