"""The line that says which cut an answer is of."""

from __future__ import annotations

import pytest

import eventlog
from eventlog.render import phrasing


@pytest.mark.parametrize(("count", "told"), [(1, "1 entry"), (2, "2 entries")])
def test_the_header_counts_the_entries_that_it_stands_on(count: int, told: str) -> None:
    """One entry is one entry."""
    log = eventlog.open(":memory:")
    for number in range(count):
        log.record(eventlog.Question(id=f"q.n{number}"))
    assert phrasing.header(log.as_of().cut).endswith(f"; {told}")
