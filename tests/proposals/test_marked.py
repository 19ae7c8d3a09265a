"""What was only proposed says so wherever it is part of an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

import eventlog
from eventlog import Question, Reviewed
from eventlog.cite import Moved, check_text, cite
from eventlog.explore import page
from eventlog.knowledge import Knowledge
from eventlog.knowledge.rows import COLUMNS, rows
from eventlog.render.json import standing as as_json
from proposed_samples import PROPOSED, REPORT, fill


@pytest.fixture
def known(tmp_path: Path) -> Knowledge:
    """All that is known with proposals."""
    log = eventlog.open(tmp_path / "a.db", zone="UTC")
    fill(log)
    return log.as_of("2021-06-01", include_proposed=True)


def test_a_name_whose_word_was_only_proposed_says_so(known: Knowledge) -> None:
    """The other's does not; the status counts them; a claim by itself says it too."""
    line = str(known["quay.shut"])
    assert f"person:ada-berg ({PROPOSED})" in line
    assert f"org:board ({PROPOSED})" not in line
    assert "org:board" in line
    assert f"1 of 2 claims {PROPOSED}" in line
    denial = str(known["quay.work"])
    assert f"No, says person:bo-lind ({PROPOSED})" in denial
    assert f"· {PROPOSED}" in denial
    told = {str(one): one.proposed for one in known["quay.shut"].claims}
    assert sorted(told.values()) == [False, True]
    assert all((PROPOSED in text) is proposed for text, proposed in told.items())


def test_every_surface_says_it(known: Knowledge) -> None:
    """The notebook, JSON, rows, why, the explorer."""
    [claim] = known["quay.work"].claims
    surfaces = {
        "notebook": known["quay.work"]._repr_html_(),
        "knowledge in a notebook": known._repr_html_(),
        "why": str(known.why(claim)),
        "why in a notebook": known.why(claim)._repr_html_(),
        "explorer": page(known),
        "answer": str(known["quay.work"].positions[0]),
        "json": json.dumps(as_json(known["quay.work"])),
    }
    assert {name for name, text in surfaces.items() if PROPOSED not in text} == set()
    shape = as_json(known["quay.shut"])
    assert shape["proposed"] == [one["id"] for one in shape["claims"] if one["proposed"]]
    assert len(shape["proposed"]) == 1


def test_a_row_of_a_claim_has_whether_it_was_proposed(known: Knowledge) -> None:
    """As a column of its own."""
    told = [dict(zip((column.name for column in COLUMNS), row, strict=True)) for row in rows(iter(known))]
    assert [row["proposed"] for row in told] == [False, True, True]


@pytest.fixture
def beside(tmp_path: Path) -> eventlog.EventLog:
    """A log of reviewed claims, and beside them a link and an assessment that were only proposed."""
    log = eventlog.open(tmp_path / "b.db", zone="UTC")
    one = REPORT.claim("quay.shut", by=["org:board"], quote="The mole is open")
    other = REPORT.claim("quay.shut", False, by=["person:ada"], quote="The quay is shut")
    log.record(REPORT, Question(id="quay.shut"), one, other)
    link = {"kind": "denies", "from": other.id, "to": one.id, "basis": "of the same quay"}
    remark: dict[str, Any] = {"about": one.id, "what": "verification", "value": "not verified", "found_in": REPORT.id}
    remark["quotes"] = [{"exact": "Nobody works there"}]
    log.propose([{"link": link}, {"assessment": remark}], extractor="model/3", by="user:desk")
    return log


def test_a_link_and_an_assessment_that_were_only_proposed_say_so(beside: eventlog.EventLog) -> None:
    """Beside the status, on the line of the assessment, in JSON and in the explorer; once reviewed they don't."""
    known = beside.as_of("2021-06-01", include_proposed=True)
    told = f"1 link and 1 assessment {PROPOSED}"
    assert told in str(known["quay.shut"])
    assert told in known["quay.shut"]._repr_html_()
    assert f"not verified (verification, {PROPOSED})" in known["quay.shut"]._repr_html_()
    shape = as_json(known["quay.shut"])
    assert [one.partition(":")[0] for one in shape["unreviewed"]] == ["assessment", "link"]
    assert [one["proposed"] for one in shape["assessments"]] == [True]
    assert shape["proposed"] == []
    html = page(known)
    assert f"not verified (verification, {PROPOSED})" in html
    assert f"of the same quay ({PROPOSED})" in html
    for id in shape["unreviewed"]:
        beside.record(Reviewed(target=id, state="accepted", by="user:desk"))
    for answer in (beside.as_of("2021-06-01", include_proposed=True), beside.as_of("2021-06-01")):
        assert answer["quay.shut"].unreviewed == ()
        assert PROPOSED not in str(answer["quay.shut"]) + page(answer)


def test_what_is_not_in_sight_is_not_counted(beside: eventlog.EventLog) -> None:
    """Without proposals they are no part of the answer, and neither is what is found later in the press."""
    assert beside.as_of("2021-06-01")["quay.shut"].unreviewed == ()
    assert beside.as_of("2021-05-01", include_proposed=True)["quay.shut"].unreviewed == ()


def test_a_cause_that_was_only_proposed_says_so(beside: eventlog.EventLog) -> None:
    """Of a change, and of a sentence whose ground moved; what a person recorded does not, nor what was accepted."""
    last = len(beside)
    held = {str(beside.reader.entry(at).id): at for at in range(1, last + 1)}
    link = next(id for id in held if id.startswith("link:"))
    [claim] = [one for one in beside.as_of("2021-06-01")["quay.shut"].claims if "org:board" in str(one)]

    def known(position: int) -> Knowledge:
        now = beside.as_of("2021-06-01", include_proposed=True)
        return Knowledge(beside.reader, attrs.evolve(now.cut, position=position))

    def told(before: int) -> tuple[dict[int, bool], list[str]]:
        changes = eventlog.diff(known(before), known(len(beside)))
        causes = {at: at in one.unreviewed for one in changes for at in one.causes}
        [moved] = check_text(beside, f"It is shut. {cite(known(before), 'quay.shut')}")
        assert isinstance(moved, Moved)
        return causes, [str(one) for one in moved.causes]

    causes, lines = told(held[claim.id] - 1)
    assert causes[held[claim.id]] is False
    assert not any(PROPOSED in line for line in lines if line.startswith(f"entry {held[claim.id]},"))
    waits = [line for line in told(held[link] - 1)[1] if line.endswith(f"({PROPOSED})")]
    assert waits
    for id in (id for id in held if id.startswith(("link:", "assessment:"))):
        beside.record(Reviewed(target=id, state="accepted", by="user:desk"))
    causes, lines = told(held[link] - 1)
    assert not any(causes.values())
    assert not any(PROPOSED in line for line in lines)
