"""Fact checks and marks of annotation tools come in by the command line, known by what stands in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import eventlog
from command_line import Done
from eventlog.events import ClaimRecorded

Run = Callable[..., Done]
TEXT = "Quay closed. The quay is shut, the board said. About 120 boats left."
LABELS = """\
format = "eventlog-annotation/1"

[labels]
shut = { "quay.shut" = true, stance = "announce", by = ["org:board"] }
boats = { question = "quay.boats", value = { exact = 120, approx = true, unit = "boat", of = "departures" } }
todo = false
"""
REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://checker.example/1",
    "claimReviewed": "The quay is shut for ever.",
    "datePublished": "2031-06-28",
    "author": {"@type": "Organization", "name": "Checker"},
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Ada"}},
    "reviewRating": {"@type": "Rating", "alternateName": "half true"},
}


def mark(words: str, tag: str) -> dict[str, Any]:
    """A Web Annotation of these words."""
    selector = {"type": "TextQuoteSelector", "exact": words}
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "body": {"type": "TextualBody", "purpose": "tagging", "value": tag},
        "target": {"source": "https://mail.example/quay", "selector": selector},
    }


def row(words: str, tag: str) -> dict[str, Any]:
    """A row of the Hypothes.is API."""
    selector = [{"type": "TextQuoteSelector", "exact": words}]
    address = "https://mail.example/quay"
    return {"uri": address, "text": "", "tags": [tag], "target": [{"source": address, "selector": selector}]}


def task(words: str, label: str) -> dict[str, Any]:
    """A task of Label Studio."""
    start = TEXT.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
    return {"id": 1, "data": {"text": TEXT}, "annotations": [{"result": [{"type": "labels", "value": value}]}]}


def region(marked: tuple[str, str]) -> dict[str, Any]:
    """A mark of Label Studio as its shorter form has it."""
    value: dict[str, Any] = task(*marked)["annotations"][0]["result"][0]["value"]
    return value


SHUT, BOATS = ("The quay is shut", "shut"), ("About 120 boats left", "boats")
DOCCANO = [{"text": TEXT, "label": [[TEXT.index(w), TEXT.index(w) + len(w), label]]} for w, label in (SHUT, BOATS)]
MARKS = {
    "web annotations": json.dumps([mark(*SHUT), mark(*BOATS)], indent=2),
    "hypothesis": json.dumps({"total": 2, "rows": [row(*SHUT), row(*BOATS)]}),
    "doccano": "\n".join(map(json.dumps, DOCCANO)),
    "doccano, one line": json.dumps(DOCCANO[0] | {"label": DOCCANO[0]["label"] + DOCCANO[1]["label"]}),
    "label studio": json.dumps([task(*SHUT), task(*BOATS)]),
    "label studio, JSON_MIN": json.dumps([{"id": 1, "note": "x", "text": TEXT, "quay": [*map(region, (SHUT, BOATS))]}]),
}


@pytest.fixture
def report(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A report with its text, in a log of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVENTLOG", "a.db")
    given = eventlog.Report(publisher="outlet:mail", title="Quay", url="https://mail.example/quay", text=TEXT)
    with eventlog.open("a.db", zone="UTC") as log:
        log.record(given)
    Path("labels.toml").write_text(LABELS, encoding="utf-8")
    return given.id


@pytest.mark.parametrize("tool", MARKS)
def test_marks_become_claims_at_the_words_that_were_marked(tool: str, report: str, run: Run) -> None:
    """Whatever the tool; again, nothing is new."""
    Path("marks.json").write_text(MARKS[tool], encoding="utf-8")
    done = run("import", "marks.json", "--report", report[:15], "--labels", "labels.toml")
    assert (done.code, done.objects[0]["found"]) == (0, {"new": 2}), done.err
    with eventlog.open("a.db", read_only=True) as log:
        claims = [one.event.claim for one in log.entries() if isinstance(one.event, ClaimRecorded)]
    assert [TEXT[one.evidence[0].start : one.evidence[0].end] for one in claims] == [SHUT[0], BOATS[0]]
    assert [str(one.stance) for one in claims] == ["announce", "assert"]
    again = run("import", "marks.json", "--report", report[:15], "--labels", "labels.toml")
    assert (again.code, again.objects[0]["found"]) == (0, {"unchanged": 2})


def test_a_mark_that_was_moved_is_a_plan_until_it_is_applied(report: str, run: Run) -> None:
    """As an annotation file that was edited."""
    how = ("import", "marks.json", "--report", report, "--labels", "labels.toml")
    for words, code in (("The quay is shut", 0), ("quay is shut", 1)):
        Path("marks.json").write_text(json.dumps([mark(words, "shut")]), encoding="utf-8")
        assert run(*how).code == code
    [step] = run(*how).objects[0]["plan"]
    assert step["found"] == "re-read"
    assert run(*how, "--apply").code == 0
    assert run(*how).objects[0]["plan"] == []


def test_a_fact_check_comes_in_as_a_report_with_a_rating(run: Run, report: str) -> None:
    """Alone, in a list or in a graph; it needs neither a report nor labels."""
    for shape in (REVIEW, [REVIEW], {"@context": "https://schema.org", "@graph": [REVIEW]}):
        Path("checks.json").write_text(json.dumps(shape), encoding="utf-8")
        assert run("import", "checks.json").code == 0
    assert len(run("reports").objects) == 2
    Path("checks.json").write_text(json.dumps(REVIEW | {"reviewRating": {"alternateName": "true"}}), encoding="utf-8")
    planned = run("import", "checks.json")
    assert (planned.code, planned.objects[0]["found"]["re-read"]) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("marks.json",), "add --report ID"),
        (("marks.json", "--report", "{report}"), "--labels FILE"),
        (("checks.json", "--labels", "labels.toml"), "say themselves what they are about"),
        (("notes.toml", "--labels", "labels.toml"), "marks of an annotation tool"),
        (("marks.json", "checks.json"), "comes in alone"),
        (("marks.json", "--report", "{report}", "--labels", "wrong.toml"), "labels.shut.stanze"),
        (("marks.json", "--report", "{report}", "--labels", "empty.toml"), "labels: is missing"),
        (("marks.json", "--report", "{report}", "--labels", "other.toml"), "'boats'"),
        (("proposals.jsonl",), "eventlog propose takes them in"),
        (("other.json",), "nothing that is read here: an exported log, ClaimReview, Web Annotations, doccano"),
        (("checks.json", "--check", "--apply"), "leave one of the two out"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_recorded(
    arguments: tuple[str, ...], said: str, report: str, run: Run
) -> None:
    """With a word on what to do."""
    Path("marks.json").write_text(MARKS["web annotations"], encoding="utf-8")
    Path("checks.json").write_text(json.dumps(REVIEW), encoding="utf-8")
    Path("proposals.jsonl").write_text('{"claim": {}}\n{"link": {}}\n', encoding="utf-8")
    Path("other.json").write_text('[{"a": 1}]', encoding="utf-8")
    Path("notes.toml").write_text('format = "eventlog-annotation/1"\n', encoding="utf-8")
    Path("wrong.toml").write_text(LABELS.replace("stance", "stanze"), encoding="utf-8")
    Path("empty.toml").write_text('format = "eventlog-annotation/1"\n', encoding="utf-8")
    Path("other.toml").write_text(LABELS.replace("boats =", "ships ="), encoding="utf-8")
    done = run("import", *(one.format(report=report) for one in arguments))
    assert done.code not in (0, 1), done.out
    assert said in done.err
    with eventlog.open("a.db", read_only=True) as log:
        assert len(log) == 1


def test_marks_of_another_page_are_told_to_be_none(report: str, run: Run) -> None:
    """They are passed over, and whoever gave the wrong report sees it."""
    other = mark(*SHUT)
    other["target"]["source"] = "https://mail.example/other"
    Path("marks.json").write_text(json.dumps(other), encoding="utf-8")
    done = run("import", "marks.json", "--report", report, "--labels", "labels.toml")
    assert (done.code, done.objects[0]["given"]) == (0, 0)
    assert "no mark of this report" in done.err


@pytest.mark.parametrize("wrapped", ["{}", "[{}]", "\ufeff [\n {}]"])
def test_a_slip_in_json_is_told_where_it_is(
    wrapped: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was told as a slip in TOML, or in line 2, for the first line alone was looked at; and of no file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVENTLOG", "a.db")
    whole = json.dumps(REVIEW, indent=1)
    cut = whole.replace('"half true"', '"half true",')
    Path("slip.json").write_text(wrapped.format(cut), encoding="utf-8")
    line = wrapped.format(cut).split("half true")[0].count("\n") + 2
    done = run("import", "slip.json")
    assert done.code == 4
    assert "slip.json: this is not JSON: " in done.err
    assert f"at line {line}, column" in done.err
    Path("half.json").write_text(wrapped.format(whole.replace("half true", "\\ud800")), encoding="utf-8")
    assert "half.json: some text holds half a character" in run("import", "half.json").err
    Path("lines.json").write_text('{"a": 1}\n{"a": 2}\n', encoding="utf-8")
    assert "lines.json is JSON, and nothing that is read here" in run("import", "lines.json").err
    Path("table.toml").write_text('[ "report" ]\nx = 1\n', encoding="utf-8")
    assert "the file does not say what it is" in run("import", "table.toml").err
