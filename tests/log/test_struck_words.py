"""What was struck stays struck however its words are written: case, blanks, widths, alphabets, invisible letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import eventlog
from eventlog import Annulled, Report
from eventlog.errors import StruckBefore
from eventlog.log import EventLog

REPORT = Report(publisher="outlet:a", title="t", published="2031-06-26", text="The pilot is Capt. Hoxa Mirek 7.")
STRUCK = REPORT.claim("quay.pilot", "Capt. Hoxa Mirek 7", quote="Capt. Hoxa Mirek 7")


@pytest.fixture
def log() -> Iterator[EventLog]:
    """A log in which a reading was struck."""
    with eventlog.open(":memory:") as log:
        log.record(REPORT, STRUCK)
        log.record(Annulled(target=STRUCK.id, reason="another ship", by="user:anna"))
        yield log


@pytest.mark.parametrize(
    "words",
    [
        "capt. hoxa mirek 7",
        "Capt.  Hoxa\u00a0Mirek 7 ",
        "Capt. Ho\u200bxa Mi\u00adrek 7",
        "Capt. H\u043exa M\u0456rek 7",
        "Capt. H\u03bfxa Mirek 7",
        "\uff23\uff41\uff50\uff54. Hoxa Mirek \uff17",
        "Capt. Hoxa M\u0131rek \u0667",
        "Capt Hoxa Mirek 7",
    ],
)
def test_what_looks_the_same_is_the_same(log: EventLog, words: str) -> None:
    """No other spelling lets it in again."""
    with pytest.raises(StruckBefore):
        log.record(REPORT.claim("quay.pilot", words, quote="Hoxa Mirek"))


@pytest.mark.parametrize("words", ["Capt. Hoxa Mirek 8", "Capt. Hoxo Mirek 7", "Mirek", "\u65e5\u672c"])
def test_other_words_come_in(log: EventLog, words: str) -> None:
    """Another answer is another reading."""
    assert log.record(REPORT.claim("quay.pilot", words, quote="Hoxa Mirek")).new
