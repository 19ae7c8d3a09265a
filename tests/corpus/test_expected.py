"""The corpus answers as a careful analyst would: expected.toml was worked out by hand from the rules, not by the code.

Each answer is for one of the fifteen questions that matter most, at June 27 or October 25, under one policy; checks ask
more of these and of other questions, and changes say what differs between two states, and why.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

import eventlog
from answers_in_short import others, printed_first, short

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


READ = ("2024-06-28T00:00:00Z", "2024-11-10T00:00:00Z")
"""When the corpus was recorded, and whatever a case says of its log: what was found, struck or taken back later."""


@pytest.fixture(scope="module")
def corpus() -> Any:
    """The corpus in a log in memory, and the annotators' keys of its claims and reports by id."""
    folder = ROOT / EXPECTED["corpus"]
    with eventlog.open(":memory:", zone=EXPECTED["zone"]) as log:
        log.record(*eventlog.load(folder))
        yield log, _keys(folder)


def _another_log(names: dict[str, str], told: dict[str, Any]) -> eventlog.EventLog:
    """The corpus recorded on one day, and on a later one what is told of its log."""
    events = eventlog.load(ROOT / EXPECTED["corpus"])
    late = [event for event in events if _is_of(event, names, told.get("late", ""))]
    ids = {key: id for id, key in names.items()}
    if "struck" in told:
        late.append(eventlog.events.Annulled(target=ids[told["struck"]]))
    if "retracted" in told:
        late.append(eventlog.events.Retracted(**told["retracted"] | {"target": ids[told["retracted"]["target"]]}))
    days = [READ[0]]
    log = eventlog.open(":memory:", zone=EXPECTED["zone"], clock=lambda: days[-1])
    log.record(*(event for event in events if event not in late))
    days.append(READ[1])
    log.record(*late)
    return log


def _is_of(event: Any, names: dict[str, str], report: str) -> bool:
    """Whether an event is the report of this key, or names it or a claim in it."""
    if not report:
        return False
    of = {id for id, key in names.items() if key.partition("#")[0] == report}
    return bool(of & set(_ids(event)))


def _ids(event: Any) -> Iterator[str]:
    match event:
        case eventlog.ReportRecorded():
            yield event.report.id
        case eventlog.ClaimRecorded():
            yield str(event.claim.report)
        case eventlog.Linked():
            yield from (str(event.link.from_), str(event.link.to), str(event.link.found_in))
        case eventlog.Assessed():
            yield from (str(event.assessment.about), str(event.assessment.found_in))


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


def _knowledge(log: eventlog.EventLog, case: dict[str, Any]) -> Any:
    knowledge = log.as_of(
        case["cut"],
        policy=case["policy"],
        include_boilerplate=case.get("include_boilerplate", False),
        **{clock: case[clock] for clock in ("said", "recorded") if clock in case},
    )
    return knowledge.at(case["at"]) if "at" in case else knowledge


def _takes_sides(one: Any, question: Any) -> bool:
    """Whether a claim supports or denies: Uu, CTu and meta don't, and opinion only that something was uttered."""
    claim = one.claim
    if str(question.kind) == "utterance":
        return str(claim.stance) == "deny" or claim.chain[-1].agent == question.about
    return str(claim.factuality)[-1] in "+-" and str(claim.kind) not in {"opinion", "meta"}


def _sides(standing: Any, names: dict[str, str], ones: Any) -> set[str]:
    """Keys of the claims that support or deny; claims that take no side are not in the table."""
    return {names[one.id] for one in ones if _takes_sides(one, standing.question)}


def _position(standing: Any, names: dict[str, str], case: dict[str, Any]) -> Any:
    """The position that the case names by its claims, else the one printed first of those that anybody affirms."""
    affirmed = [position for position in standing.positions if position.claims]
    if "position" not in case:
        return affirmed[0] if affirmed else None
    wanted = set(case["position"])
    return next((one for one in affirmed if {names[claim.id] for claim in one.claims} >= wanted), None)


def answer(log: eventlog.EventLog, names: dict[str, str], case: dict[str, Any]) -> dict[str, Any]:
    """What the library answers, under the keys that the case names."""
    standing = _knowledge(log, case)[case["question"]]
    position = _position(standing, names, case)
    live = _sides(standing, names, standing.claims)
    found: dict[str, Any] = {
        "status": str(standing.status),
        "live": sorted(live),
        "possibly_live": sorted(_sides(standing, names, standing.possibly)),
        "for": sorted(standing.roots_for),
        "against": sorted(standing.roots_against),
        "tension": sorted(sorted(names[id] for id in pair) for pair in standing.tension),
        "assessments": sorted(one.value for one in standing.assessments),
        "absent": sorted(set(case.get("absent", ())) - {names[one.id] for one in standing.claims}),
        "reports": sorted({key.partition("#")[0] for key in live}),
    }
    if "first" in case:
        found["first"] = list(printed_first(standing))
    if "positions" in case:
        found["positions"] = [
            _of_position(one, names, told)
            for one, told in zip([one for one in standing.positions if one.claims], case["positions"], strict=True)
        ]
    if position is not None:
        found["independence"] = [position.independence.low, position.independence.high]
        found["value"] = short(position.value)
        if "figures" in case:
            found["figures"] = [[short(one.value), str(one.status), sorted(one.for_)] for one in position.figures]
        if "compatible" in case:
            found["compatible"] = sorted(others(position))
        if "position" in case:
            found["position"] = sorted(names[one.id] for one in position.claims)
            found["reports"] = sorted({names[one.claim.report] for one in position.claims})
            found["against"] = sorted(position.against)
    return {key: found.get(key) for key in case if key in _COMPARED}


def _of_position(position: Any, names: dict[str, str], told: dict[str, Any]) -> dict[str, Any]:
    found = {
        "claims": sorted(names[one.id] for one in position.claims),
        "status": str(position.status),
        "independence": [position.independence.low, position.independence.high],
        "value": short(position.value),
    }
    return {key: found[key] for key in told}


_COMPARED = (
    *("status", "live", "possibly_live", "for", "against", "independence", "tension"),
    *("assessments", "absent", "reports", "position"),
    *("value", "figures", "compatible", "positions", "first"),
)

_IN_ORDER = {"independence", "figures", "positions", "first"}


def _expected(case: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in case.items() if key in _COMPARED}
    if "tension" in plain:
        plain["tension"] = [sorted(pair) for pair in plain["tension"]]
    if "compatible" in plain:
        plain["compatible"] = [tuple(pair) for pair in plain["compatible"]]
    if "figures" in plain:
        plain["figures"] = [[value, status, sorted(roots)] for value, status, roots in plain["figures"]]
    if "positions" in plain:
        plain["positions"] = [one | {"claims": sorted(one["claims"])} for one in plain["positions"]]
    return {
        key: sorted(value) if isinstance(value, list) and key not in _IN_ORDER else value
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


@pytest.mark.parametrize("case", EXPECTED["changes"], ids=_id)
def test_the_change_has_this_reason(corpus: Any, case: dict[str, Any]) -> None:
    """Whatever two states tell differently is a change, and each has the first reason that fits."""
    log, names = corpus
    with _another_log(names, case["log"]) if "log" in case else nullcontext(log) as asked:
        a, b = _knowledge(asked, case["a"]), _knowledge(asked, case["b"])
        question = asked.as_of()[case["question"]].question
        found = [
            [str(change.what), names[change.claim.id], str(change.reason)]
            for change in eventlog.diff(a, b)
            if change.question == question.id and str(change.what) != "changed" and _takes_sides(change.claim, question)
        ]
    assert sorted(found) == sorted(case["changes"]), case["why"]


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
