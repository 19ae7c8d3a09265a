"""When something was said is a moment, however vague."""

from __future__ import annotations

import pytest

import eventlog


@pytest.mark.parametrize("said", ["2024-06/2024-07", eventlog.Period(None, None), "2024-06/.."])
def test_what_was_said_over_a_period_is_refused(said: object) -> None:
    """An interval as `said` is refused when the claim, or the step of its chain, is made."""
    report = eventlog.Report(publisher="outlet:post", title="Quay")
    with pytest.raises(eventlog.InvalidTime):
        report.claim("quay.shut", said=said)
    with pytest.raises(eventlog.InvalidTime):
        eventlog.Attribution(agent="org:board", said=said)


@pytest.mark.parametrize("said", ["2024-06", "[2024-06-24..2024-06-26]", "2024-06-20T10:00Z", "2024~", None])
def test_a_vague_moment_is_kept_as_it_was_written(said: str | None) -> None:
    """A date, a set or a clock time stands as given."""
    report = eventlog.Report(publisher="outlet:post", title="Quay")
    assert report.claim("quay.shut", said=said).said == said
