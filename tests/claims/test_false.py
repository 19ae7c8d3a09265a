"""A value of False: a "no", however it is put."""

from __future__ import annotations

import pytest

from eventlog import Report

REPORT = Report(publisher="outlet:post", title="The port", published="2031-05-01")


@pytest.mark.parametrize(
    ("stance", "factuality", "told"),
    [
        ("assert", None, "CT-"),
        ("deny", None, "CT-"),
        ("doubt", None, "PR-"),
        ("withhold", None, "Uu"),
        ("deny", "CT+", "CT-"),
        ("assert", "PS+", "PS-"),
        ("assert", "CT-", "CT+"),
    ],
)
def test_a_no_is_said_once(stance: str, factuality: str | None, told: str) -> None:
    """A denial of what is put as "no" is no yes; a factuality that is given is that of the value as given."""
    claim = REPORT.claim("port.closed", False, by=["person:lee"], stance=stance, factuality=factuality)
    assert claim.value is True
    assert claim.factuality == told
