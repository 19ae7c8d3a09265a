"""One knowledge keeps some standings at hand, and not all that were ever asked of it."""

from __future__ import annotations

import eventlog
from eventlog import Report
from eventlog.knowledge import knowledge as room


def test_no_more_standings_are_kept_than_are_of_use(monkeypatch) -> None:
    """A sweep over all questions holds the last ones; an earlier one is judged again, and says the same."""
    monkeypatch.setattr(room, "_MOST", 3)
    report = Report(publisher="outlet:post", title="Morning", published="2031-03-01")
    with eventlog.open(":memory:") as log:
        log.record(report, *(report.claim(f"port.p{number}", f"berth {number}") for number in range(8)))
        known = log.as_of("2031-04-01")
        swept = list(known)
        assert len(swept) == 8
        assert len(known._standings.values()) == 3
        assert known["port.p0"] == swept[0]
        assert known["port.p0"] is known["port.p0"]
