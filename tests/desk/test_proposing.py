"""The door for agents at the desk: who reads and who vouches is the server's word, and the cut holds there too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import eventlog
from eventlog import Annulled, Question, Report, Reviewed
from eventlog.desk import PROPOSE, TOOLS, Desk, Door
from eventlog.errors import InvalidValue
from eventlog.log import EventLog
from eventlog.mcp.words import MOST_BYTES, answer_text
from eventlog.proposals import waiting

JUNE = Report(
    publisher="outlet:post",
    title="Forty boats",
    published="2031-06-10",
    text="The quay is shut. More than 40 boats lie in.",
)
OCTOBER = Report(publisher="outlet:mail", title="Open again", published="2031-10-02", text="The quay is open.")
BARE = Report(publisher="outlet:post", title="No text", published="2031-06-10")
LATER = OCTOBER.claim("quay.shut", False, quote="The quay is open")
DOOR = Door(extractor="model/3", by="user:desk")
SHUT = {"question": "quay.shut", "value": True, "quotes": [{"exact": "The quay is shut."}]}


@pytest.fixture
def log() -> Iterator[EventLog]:
    """What was out in June, and in October."""
    with eventlog.open(":memory:", clock=lambda: "2031-11-01T00:00:00Z") as log:
        log.record(JUNE, OCTOBER, BARE, LATER, Question(id="quay.shut", words="Is the quay shut?"))
        yield log


def desk(log: EventLog, **cuts: Any) -> Desk:
    """A desk that is pinned to June, whose door is open."""
    return Desk(log, **({"published": "2031-06-30"} | cuts), door=DOOR)


def handed(at: Desk, *items: Any, report: str = JUNE.id) -> dict[str, Any]:
    """What an agent is told of its proposals."""
    text = answer_text(at.call("propose", {"report": report, "items": list(items)}))
    assert len(text.encode()) <= MOST_BYTES
    told: dict[str, Any] = json.loads(text)
    return told


def test_without_the_door_there_is_no_such_tool(log: EventLog) -> None:
    """Five tools, or six."""
    closed = Desk(log, published="2031-06-30")
    assert [*closed.tools] == [*TOOLS]
    assert [*desk(log).tools] == [*TOOLS, "propose"]
    with pytest.raises(InvalidValue, match="no tool 'propose'"):
        closed.call("propose", {"report": JUNE.id, "items": [{"claim": SHUT}]})
    with pytest.raises(InvalidValue, match="opens the door"):
        closed.propose(JUNE.id, [{"claim": SHUT}])


def test_a_no_is_told_where_it_tells_nothing_else(log: EventLog) -> None:
    """Who hands in again what a person rejected or struck learns that; not where it would tell what was said later."""
    said = {"claim": SHUT | {"said": "2031-06-09"}}
    [id] = handed(desk(log), said)["taken"]
    for no, words in (
        (Reviewed(target=id, state="rejected", by="user:anna", reason="a slip"), "this was rejected"),
        (Annulled(target=id, by="user:anna", reason="misread"), "this was struck"),
    ):
        log.record(no)
        assert words in str(handed(desk(log), said)["doubts"])
        assert handed(desk(log, said="2031-06-01"), said)["doubts"] == []


def test_what_is_handed_in_waits(log: EventLog) -> None:
    """A claim comes in by the server's reader and voucher, and counts in no answer before a person accepts it."""
    told = handed(desk(log), {"claim": SHUT})
    assert told["refused"] == []
    [id] = told["taken"]
    assert waiting(log.reader) == (id,)
    entry = log.reader.entry(log.reader.find(id))
    review = log.reader.entry(log.head.position)
    assert entry.event.claim.extractor == "model/3"
    assert (review.event.by, review.event.extractor) == ("user:desk", "model/3")
    assert str(log.as_of("2031-06-30")["quay.shut"].status) == "unreported"
    log.record(Reviewed(target=id, state="accepted", by="user:anna"))
    assert str(log.as_of("2031-06-30")["quay.shut"].status) == "alleged"


@pytest.mark.parametrize("field", ["extractor", "by", "reader", "status", "reviewed", "state", "as_of"])
def test_no_argument_says_whose_reading_it_is(log: EventLog, field: str) -> None:
    """Beside the items and within them, such a field is refused, and nothing comes in."""
    size = len(log)
    with pytest.raises(InvalidValue, match=f"takes no '{field}'"):
        desk(log).call("propose", {"report": JUNE.id, "items": [{"claim": SHUT}], field: "user:anna"})
    for item in ({"claim": SHUT | {field: "user:anna"}}, {"claim": SHUT, field: "user:anna"}):
        told = handed(desk(log), item)
        assert told["taken"] == []
        assert [one["item"] for one in told["refused"]] == [1]
        assert told["refused"][0]["field"].endswith(field)
    assert len(log) == size


def test_all_or_nothing(log: EventLog) -> None:
    """One refusal keeps everything out, and says of which item, which field, why, and what to do."""
    size = len(log)
    wrong = {"claim": SHUT | {"quotes": [{"exact": "The quay is shot."}]}}
    told = handed(desk(log), {"claim": SHUT}, wrong)
    assert told["taken"] == []
    [refusal] = told["refused"]
    assert set(refusal) == {"item", "field", "reason", "remedy"}
    assert (refusal["item"], refusal["field"]) == (2, "claim.quotes[0].exact")
    assert len(log) == size


def test_many_refusals_stay_short(log: EventLog) -> None:
    """As many as fit are told, and the rest is counted."""
    told = handed(desk(log), *[{"claim": SHUT | {"paraphrase": "é" * n, "quotes": []}} for n in range(20)])
    assert 0 < len(told["refused"]) < 20
    assert len(told["refused"]) + told["more refused"] == 20


def test_the_cut_holds_for_the_door(log: EventLog) -> None:
    """A report that is out later is answered as one that there never was; so are the claims in it."""
    never = "report:" + "0" * 32
    texts = []
    for report in (OCTOBER.id, never):
        with pytest.raises(InvalidValue, match="no such report is known here") as error:
            handed(desk(log), {"claim": SHUT}, report=report)
        texts.append(str(error.value).replace(report, "REPORT"))
    assert texts[0] == texts[1]
    refused = []
    for claim in (LATER.id, "claim:" + "0" * 32):
        link = {"kind": "corroborates", "from": "shut", "to": claim}
        told = handed(desk(log), {"claim": SHUT | {"key": "shut"}}, {"link": link})
        refused.append(json.dumps(told).replace(claim, "CLAIM"))
    assert refused[0] == refused[1]
    assert "no claim of this log" in refused[0]


def test_whether_it_was_held_is_not_told(log: EventLog) -> None:
    """What the log held already is answered as what is new, and is not added again."""
    first = handed(desk(log), {"claim": SHUT})
    size = len(log)
    assert handed(desk(log), {"claim": SHUT}) == first
    assert len(log) == size


def test_it_can_point_at_what_it_handed_in(log: EventLog) -> None:
    """A proposal that waits is there for the next one; what a person rejected is not."""
    [shut] = handed(desk(log), {"claim": SHUT})["taken"]
    boats = {
        "question": "quay.boats",
        "value": {"low": "40", "low_open": True, "unit": "boat", "written": "More than 40"},
        "quotes": [{"exact": "More than 40 boats"}],
    }
    told = handed(
        desk(log), {"claim": boats | {"key": "b"}}, {"link": {"kind": "corroborates", "from": "b", "to": shut}}
    )
    assert len(told["taken"]) == 2
    log.record(Reviewed(target=shut, state="rejected", by="user:anna"))
    told = handed(desk(log), {"claim": boats | {"key": "b"}}, {"link": {"kind": "denies", "from": "b", "to": shut}})
    assert told["taken"] == []


def test_what_a_person_struck_does_not_come_back(log: EventLog) -> None:
    """The same reading is refused, in other words and with another span; which entry struck it is not told."""
    said = JUNE.claim("quay.shut", True, quote="The quay is shut.")
    log.record(said)
    log.record(Annulled(target=said.id, reason="it was a question", by="user:anna"))
    told = handed(desk(log), {"claim": SHUT | {"stance": "allege", "quotes": [{"exact": "quay is shut"}]}})
    assert told["taken"] == []
    assert "struck as a misreading" in told["refused"][0]["reason"]
    assert "position" not in json.dumps(told)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"report": JUNE.id, "items": []}, "1 to 20"),
        ({"report": JUNE.id, "items": [{"claim": SHUT}] * 21}, "1 to 20"),
        ({"report": JUNE.id, "items": {"claim": SHUT}}, "pass a list"),
        ({"report": JUNE.id, "items": ['{"claim": {}}']}, "pass a table"),
        ({"report": JUNE.id, "items": [{"claim": SHUT | {"paraphrase": "x" * 20_000}}]}, "at most 20000"),
        ({"report": JUNE.id, "items": [{"claim": SHUT | {"paraphrase": "\ud800"}}]}, "no word for"),
        ({"report": JUNE.id, "items": [{"claim": SHUT | {"value": float("nan")}}]}, "no word for"),
        ({"report": BARE.id, "items": [{"claim": SHUT}]}, "text of .* is not held"),
        ({"report": LATER.id, "items": [{"claim": SHUT}]}, "no such report"),
        ({"items": [{"claim": SHUT}]}, "needs report"),
    ],
)
def test_what_is_no_proposal_is_refused(log: EventLog, given: dict[str, Any], reason: str) -> None:
    """Too many, too long, of another kind, or read in what is no report here."""
    size = len(log)
    with pytest.raises(InvalidValue, match=reason):
        desk(log).call("propose", given)
    assert len(log) == size


def test_a_nest_without_end_is_refused(log: EventLog) -> None:
    """However deep it is."""
    nest: Any = []
    for _ in range(100_000):
        nest = [nest]
    with pytest.raises(InvalidValue, match="no word for"):
        desk(log).call("propose", {"report": JUNE.id, "items": [{"claim": nest}]})


def test_an_agent_brings_in_no_report(log: EventLog) -> None:
    """A report needs a person, for it would stand at once."""
    size = len(log)
    made_up = {"publisher": "outlet:post", "title": "Made up", "text": "The quay is open.", "key": "r"}
    told = handed(desk(log), {"report": made_up}, {"claim": SHUT})
    assert [(one["item"], one["field"]) for one in told["refused"]] == [(1, "report")]
    assert len(log) == size


def test_the_clock_of_the_log_can_not_be_cut_with_it(log: EventLog) -> None:
    """What is handed in now would lie after the cut."""
    with pytest.raises(InvalidValue, match="leave recorded out"):
        desk(log, recorded="2031-12-01")


@pytest.mark.parametrize("given", [{"extractor": "model", "by": "user:desk"}, {"extractor": "model/3", "by": "Desk"}])
def test_a_door_names_both(given: dict[str, str]) -> None:
    """Who reads, with a version, and who vouches."""
    with pytest.raises(InvalidValue):
        Door(**given)


def test_what_fits_the_schema_of_the_tool_is_read(log: EventLog) -> None:
    """The tool's schema is narrower than the door: it takes the same fields, and no others."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(PROPOSE.schema)
    validator.check_schema(PROPOSE.schema)
    for claim, fits in (
        (SHUT, True),
        (SHUT | {"said": "2031-06-09", "chain": [{"agent": "gov:north", "cue": {"exact": "x"}}]}, True),
        (SHUT | {"value": {"low": "40", "unit": "boat", "written": "40"}}, True),
        (SHUT | {"value": {"low": "40", "unit": "boat"}}, False),
        (SHUT | {"by": "user:anna"}, False),
        (SHUT | {"report": JUNE.id}, False),
    ):
        assert validator.is_valid({"report": JUNE.id, "items": [{"claim": claim}]}) is fits
