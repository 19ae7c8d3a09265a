"""Echo hints: near-copies are suggested and never made. All texts are invented."""

from __future__ import annotations

import pytest

import eventlog
from eventlog import suggest

rapidfuzz = pytest.importorskip("rapidfuzz")

FIRST = "The harbour master said the old quay would be shut for good after the flood of last spring."
COPY = "The harbour master said that the old quay would be shut for good after last spring's flood."
OTHER = "A pilot told the council that dredging the north channel costs more than any new lighthouse would."


def _reports() -> list[tuple[eventlog.Report, eventlog.Claim]]:
    made = []
    for at, text in enumerate((FIRST, COPY, OTHER)):
        report = eventlog.Report(publisher=f"outlet:paper-{at}", published=f"2031-05-0{at + 1}", text=text)
        made.append((report, report.claim("quay.shut", by=["person:harbour-master"], quote=text)))
    return made


@pytest.fixture
def log() -> eventlog.EventLog:
    """Two near-copies and a passage of its own."""
    held = eventlog.open(":memory:")
    for pair in _reports():
        held.record(*pair)
    return held


def test_a_near_copy_is_suggested_from_the_later_to_the_earlier(log: eventlog.EventLog) -> None:
    """Of three passages the two that are nearly the same make one hint, and the later one is the echo."""
    (_, first), (_, copy), _ = _reports()
    (hint,) = suggest.echoes(log.entries())
    assert (hint.link.from_, hint.link.to) == (copy.id, first.id)
    assert hint.link.kind is eventlog.LinkKind.ECHOES
    assert 80 <= hint.score <= 100


def test_nothing_is_recorded(log: eventlog.EventLog) -> None:
    """A hint changes no log: somebody has to record its link."""
    before = log.head
    suggest.echoes(log.entries())
    assert log.head == before


def test_what_is_linked_is_not_suggested_again(log: eventlog.EventLog) -> None:
    """A hint whose link was recorded does not come back."""
    (hint,) = suggest.echoes(log.entries())
    log.record(hint.link)
    assert suggest.echoes(log.entries()) == ()


def test_what_was_rejected_is_not_suggested(log: eventlog.EventLog) -> None:
    """A proposal is, until a person rejects it; and again once that was struck."""
    more = FIRST.replace("harbour", "port")
    report = eventlog.Report(publisher="outlet:herald", published="2031-05-09", text=more)
    claim = report.claim("quay.shut", by=["person:harbour-master"], quote=more, extractor="model/3")
    log.record(report, claim, eventlog.Reviewed(target=claim.id, state="proposed", extractor="model/3"))

    def is_suggested() -> bool:
        return any(claim.id in (hint.link.from_, hint.link.to) for hint in suggest.echoes(log.entries()))

    assert is_suggested()
    [at] = log.record(eventlog.Reviewed(target=claim.id, state="rejected"))
    assert not is_suggested()
    log.record(eventlog.Annulled(target=str(log.reader.entry(at).id)))
    assert is_suggested()


def test_short_passages_are_not_compared() -> None:
    """Fewer than six words are no evidence of copying."""
    held = eventlog.open(":memory:")
    for at in range(2):
        report = eventlog.Report(publisher=f"outlet:paper-{at}", published="2031-05-01", text="The quay is shut.")
        held.record(report, report.claim("quay.shut", quote="The quay is shut."))
    assert suggest.echoes(held.entries(), threshold=0) == ()


def test_without_texts_there_are_no_hints() -> None:
    """Claims of reports whose texts are not held are left alone."""
    held = eventlog.open(":memory:")
    for report, claim in _reports():
        bare = eventlog.Report(publisher=report.publisher, published=report.published, digest=report.digest)
        held.record(bare, claim)
    assert suggest.echoes(held.entries(), threshold=0) == ()


@pytest.mark.parametrize("threshold", [-1, 100.5])
def test_a_threshold_out_of_range_is_refused(log: eventlog.EventLog, threshold: float) -> None:
    """A score lies between 0 and 100."""
    with pytest.raises(eventlog.InvalidValue, match="0 to 100"):
        suggest.echoes(log.entries(), threshold=threshold)


def test_who_would_link_is_an_agent() -> None:
    """Also where nothing is alike, and nobody would."""
    with pytest.raises(eventlog.InvalidValue, match="'nobody here' is not an agent's id"):
        suggest.echoes((), by="nobody here")
