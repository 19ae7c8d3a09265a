"""The corpus answers as a careful analyst would: expected.toml was worked out by hand from the rules, not by the code.

Each answer is for one of the fifteen questions that matter most, at June 27 or October 25, under one policy.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import eventlog

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EXPECTED = tomllib.loads((HERE / "expected.toml").read_text("utf-8"))

FIFTEEN = {
    "dprk.troops.deployment",
    "dprk.troops.number",
    "dprk.troops.arrival",
    "dprk.troops.kursk",
    "dprk.troops.training",
    "dprk.troops.frontline",
    "dprk.arms.supply",
    "dprk.arms.missiles",
    "dprk.arms.shells.quantity",
    "strike.2024-10-03.dprk-killed",
    "us.reaction.cannon-fodder",
    "ru-dprk.treaty.signed",
    "ru-dprk.treaty.ratification",
    "rok.arms-to-ukraine",
    "yasnobrodivka.capture",
}


@pytest.fixture(scope="module")
def corpus() -> Any:
    """The corpus in a log in memory, and the annotators' keys of its claims and reports by id."""
    folder = ROOT / EXPECTED["corpus"]
    with eventlog.open(":memory:", zone=EXPECTED["zone"]) as log:
        log.record(*eventlog.load(folder))
        yield log, _keys(folder)


def _keys(folder: Path) -> dict[str, str]:
    """Names by id: reports and claims come out of `load` in the order in which the files have them."""
    names: dict[str, str] = {}
    events = eventlog.load(folder)
    reports = {event.report.digest: event.report for event in events if isinstance(event, eventlog.ReportRecorded)}
    claims: dict[str, list[str]] = {}
    for event in events:
        if isinstance(event, eventlog.ClaimRecorded):
            claims.setdefault(str(event.claim.report), []).append(event.id)
    for path in sorted(folder.glob("*.toml")):
        tables = tomllib.loads(path.read_text("utf-8"))
        if "report" in tables:
            report = reports[tables["report"]["digest"]]
            names[report.id] = tables["report"]["key"]
            for id, table in zip(claims[report.id], tables["claims"], strict=True):
                names[id] = f"{tables['report']['key']}#{table['key']}"
    return names


def _standing(log: eventlog.EventLog, case: dict[str, Any]) -> Any:
    cuts = {"said": case["said"]} if "said" in case else {}
    knowledge = log.as_of(
        case["cut"],
        policy=case["policy"],
        include_boilerplate=case.get("include_boilerplate", False),
        **cuts,
    )
    return knowledge[case["question"]]


def _takes_sides(standing: Any, names: dict[str, str], ones: Any) -> set[str]:
    """Keys of the claims that support or deny; claims that take no side are not in the table."""
    sides = {word.id for word in standing.words if word.polarity}
    return {names[one.id] for one in ones if one.id in sides}


def _position(standing: Any, names: dict[str, str], case: dict[str, Any]) -> Any:
    if "position" not in case:
        affirmed = [position for position in standing if position.claims]
        return affirmed[0] if affirmed else None
    wanted = set(case["position"])
    return next((one for one in standing if {names[claim.id] for claim in one.claims} >= wanted), None)


def answer(log: eventlog.EventLog, names: dict[str, str], case: dict[str, Any]) -> dict[str, Any]:
    """What the library answers, under the keys that the case names."""
    standing = _standing(log, case)
    position = _position(standing, names, case)
    live = _takes_sides(standing, names, standing.claims)
    found: dict[str, Any] = {
        "status": str(standing.status),
        "live": sorted(live),
        "possibly_live": sorted(_takes_sides(standing, names, standing.possibly)),
        "for": sorted(standing.roots_for),
        "against": sorted(standing.roots_against),
        "tension": sorted(sorted(names[id] for id in pair) for pair in standing.tension),
        "assessments": sorted(one.value for one in standing.assessments),
        "absent": sorted(set(case.get("absent", ())) - {names[one.id] for one in standing.claims}),
        "reports": sorted({key.partition("#")[0] for key in live}),
    }
    if position is not None:
        found["independence"] = [position.independence.low, position.independence.high]
        if "position" in case:
            found["position"] = sorted(names[one.id] for one in position.claims)
            found["reports"] = sorted({names[one.claim.report] for one in position.claims})
            found["against"] = sorted(position.against)
    return {key: found.get(key) for key in case if key in _COMPARED}


_COMPARED = (
    *("status", "live", "possibly_live", "for", "against", "independence", "tension"),
    *("assessments", "absent", "reports", "position"),
)


def _expected(case: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in case.items() if key in _COMPARED}
    if "tension" in plain:
        plain["tension"] = [sorted(pair) for pair in plain["tension"]]
    return {
        key: sorted(value) if isinstance(value, list) and key != "independence" else value
        for key, value in plain.items()
    }


def _id(case: dict[str, Any]) -> str:
    return case.get("name") or f"{case['question']} {case['cut']} {case['policy']}"


@pytest.mark.parametrize("case", EXPECTED["answers"], ids=_id)
def test_the_answer_is_what_an_analyst_would_defend(corpus: Any, case: dict[str, Any]) -> None:
    """Status, live and possibly live claims, roots and independence are those worked out by hand."""
    log, names = corpus
    assert answer(log, names, case) == _expected(case), case["why"]


@pytest.mark.parametrize("case", EXPECTED["checks"], ids=_id)
def test_the_check_holds(corpus: Any, case: dict[str, Any]) -> None:
    """Echoes are counted once, compatible figures share a position, and no later word is in an earlier answer."""
    log, names = corpus
    assert answer(log, names, case) == _expected(case), case["why"]


def test_every_question_is_asked_on_both_dates_under_both_policies() -> None:
    """The table holds the fifteen questions, each four times."""
    asked = [(case["question"], case["cut"], case["policy"]) for case in EXPECTED["answers"]]
    assert sorted(asked) == sorted(
        (question, cut, policy)
        for question in FIFTEEN
        for cut in ("2024-06-27", "2024-10-25")
        for policy in ("certain", "possible")
    )


def test_no_claim_of_a_later_report_is_in_an_earlier_answer(corpus: Any) -> None:
    """Nothing that a text of October alone says is in any answer for June 27, under either policy."""
    log, names = corpus
    for policy in ("certain", "possible"):
        for standing in log.as_of("2024-06-27", policy=policy):
            keys = {names[one.id] for one in (*standing.claims, *standing.possibly)}
            assert not [key for key in keys if key.startswith("october")], standing.id
