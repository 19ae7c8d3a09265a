"""The flood answers as a careful editor would print it: flood.toml was worked out by hand, not by the code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import eventlog
from answers_in_short import others, printed_first, short
from flood import TABLE, TOLL, TOPIC, build


@pytest.fixture(scope="module")
def flood() -> Iterator[tuple[eventlog.EventLog, dict[str, str]]]:
    """The log, and the keys of its claims by id."""
    log, names = build()
    with log:
        yield log, names


def _knowledge(log: eventlog.EventLog, case: dict[str, Any]) -> Any:
    recorded = {"recorded": case["recorded"]} if "recorded" in case else {}
    return log.as_of(case["cut"], policy=case.get("policy", "certain"), **recorded)


def _told(standing: Any, names: dict[str, str], case: dict[str, Any]) -> dict[str, Any]:
    """What the standing says, under the keys that the case names."""
    affirmed = [position for position in standing.positions if position.claims]
    found: dict[str, Any] = {
        "status": str(standing.status),
        "printed": short(affirmed[0].value) if affirmed else "",
        "names": sorted(affirmed[0].for_) if affirmed else [],
        "against": sorted(standing.roots_against),
        "positions": len(affirmed),
        "counts": len({one.id for position in affirmed for one in position.claims}),
        "possibly": sorted(names[one.id] for one in standing.possibly),
    }
    if affirmed:
        first = affirmed[0]
        found["independence"] = [first.independence.low, first.independence.high]
        pairs = others(first) if "compatible" in case else set()
        found["compatible"] = len(pairs) if isinstance(case.get("compatible"), int) else sorted(pairs)
        if "figures" in case:
            found["figures"] = [[short(one.value), str(one.status), sorted(one.for_)] for one in first.figures]
    if "first" in case:
        found["first"] = list(printed_first(standing))
    return {key: found.get(key) for key in _asked(case)}


def _asked(case: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in case.items() if key not in {"cut", "policy", "question", "why"}}


def _day(case: dict[str, Any]) -> str:
    return f"{case['cut']} {case.get('policy', 'certain')}"


def test_the_flood_is_told_in_eighty_tolls_by_twelve_sources() -> None:
    """The table holds what its head says."""
    tolls = TABLE["tolls"]
    assert len(tolls) == 80
    assert len({row.get("by", row.get("publisher")) for row in tolls}) == 12
    assert (tolls[0]["published"][:10], tolls[-1]["published"][:10]) == ("2031-03-01", "2031-04-27")


@pytest.mark.parametrize("case", TABLE["tolls_on"], ids=_day)
def test_the_toll_is_printed_as_an_editor_would(flood: Any, case: dict[str, Any]) -> None:
    """The latest count that somebody answers for, beside those alone who back it, disputed only by a count below it."""
    log, names = flood
    assert _told(_knowledge(log, case)[TOLL], names, case) == _asked(case), case["why"]


@pytest.mark.parametrize("case", TABLE["others"], ids=lambda case: str(case["question"]))
def test_the_other_questions_are_answered(flood: Any, case: dict[str, Any]) -> None:
    """A hedge is a rumour, a denial denies, "I don't know" answers nothing, the weaker of two figures has both."""
    log, names = flood
    standing = log.as_of("2031-05-05")[f"{TOPIC}.{case['question']}"]
    assert _told(standing, names, case) == _asked(case), case["why"]


@pytest.mark.parametrize("case", TABLE["changes"], ids=lambda case: f"{_day(case['a'])} to {_day(case['b'])}")
def test_the_change_of_the_toll_has_this_reason(flood: Any, case: dict[str, Any]) -> None:
    """A count that moves on is news, one taken back or revised a change of mind; what we held late was found late."""
    log, names = flood
    a, b = _knowledge(log, case["a"]), _knowledge(log, case["b"])
    found = [
        [str(change.what), names[change.claim.id], str(change.reason)]
        for change in eventlog.diff(a, b, about=TOLL)
        if change.claim is not None and str(change.what) != "changed"
    ]
    assert sorted(found) == sorted(case["changes"]), case["why"]
