"""What holds whatever is said of it can't be struck, so that nobody is left to think otherwise."""

from __future__ import annotations

import pytest

import eventlog
from eventlog import Annulled, InvalidValue, Report

REPORT = Report(publisher="outlet:a", title="t", published="2031-06-26")


def test_a_redaction_can_not_be_struck(log):
    """What it erased is gone."""
    claim = REPORT.claim("port.shut")
    log.record(REPORT, claim)
    log.redact(claim, reason="a court order")
    size = len(log)
    with pytest.raises(InvalidValue, match="record it anew"):
        log.record(Annulled(target=log.reader.entry(size).id))
    assert len(log) == size


def test_the_beginning_of_a_log_can_not_be_struck():
    """Its zone would stay."""
    with eventlog.open(":memory:", zone="Europe/Vienna") as log:
        log.record(REPORT)
        with pytest.raises(InvalidValue, match="another log in another zone"):
            log.record(Annulled(target=log.reader.entry(1).id))
        assert (len(log), log.as_of("2031-07-01").cut.zone) == (2, "Europe/Vienna")


def test_what_was_struck_and_is_told_again_is_told_as_struck(log):
    """It is there already, and in no answer: the receipt says so, until the strike is struck in turn."""
    claim = REPORT.claim("port.shut")
    log.record(REPORT, claim)
    assert log.record(REPORT, claim).notes == ()
    strike = Annulled(target=claim.id)
    log.record(strike)
    receipt = log.record(REPORT, claim)
    assert (tuple(receipt), receipt.new) == ((1, 2), ())
    (note,) = receipt.notes
    assert (note.position, note.beside) == (2, 3)
    assert str(note) == "entry 2: this was struck by entry 3, and is in no answer until that is struck in turn"
    log.record(Annulled(target=log.reader.entry(3).id))
    assert log.record(REPORT, claim).notes == ()
