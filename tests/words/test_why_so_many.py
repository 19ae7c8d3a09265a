"""Why the sources of an answer are counted as they are: in words that need no page of the documentation."""

from __future__ import annotations

from itertools import combinations

import pytest

import eventlog
from eventlog import Link, Report

BASIS = "each saw it from another quay"


@pytest.mark.parametrize(("apart", "said"), [(1, "nobody has said"), (2, "only of 2 has anybody said"), (3, "")])
def test_what_nobody_said_to_be_independent_is_told_with_how_many_are(apart: int, said: str) -> None:
    """Of those who agree: nobody, some of them, or all; in whole words, without the names of bounds."""
    reports = [Report(publisher="outlet:post", title=name, published="2031-05-02") for name in "abc"]
    claims = [report.claim("port.closed", by=[f"org:{report.title}"]) for report in reports]
    links = [
        Link(kind="corroborates", from_=one.id, to=other.id, by="user:desk", basis=BASIS)
        for one, other in combinations(claims[:apart], 2)
    ]
    with eventlog.open(":memory:", clock=lambda: "2031-05-03T12:00:00Z") as log:
        log.record(*reports, *claims, *links)
        count = log.as_of("2031-05-10")["port.closed"].independence
    told = f"3 sources agree, but {said}, on a stated basis, that they are independent of each other"
    assert (count.low, count.high, count.reasons) == (apart, 3, (told,) if said else ())


def test_who_is_not_established_is_told_without_the_name_of_a_bound() -> None:
    """An outlet's own word is one source at most, and it is said why."""
    report = Report(publisher="outlet:post", title="a", published="2031-05-02")
    with eventlog.open(":memory:") as log:
        log.record(report, report.claim("port.closed"))
        [reason] = log.as_of("2031-05-10")["port.closed"].independence.reasons
    assert reason == "outlet:post: anonymous, inferred or an outlet's own word, so not counted as established"
