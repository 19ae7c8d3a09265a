"""`propose`, `review` and `schema`: what a machine read comes in, waits, and is decided on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import CORPUS, Done
from eventlog.claims import Ref
from eventlog.events import Reviewed
from eventlog.proposals import json_schema

Run = Callable[..., Done]
FILE = CORPUS.parent / "proposals.jsonl"
WHO = ("--extractor", "model/3", "--by", "user:desk")


@pytest.fixture
def new(tmp_path: Path) -> str:
    """The name of a log that is still to be made."""
    return str(tmp_path / "new.db")


def test_what_is_proposed_waits_until_it_is_accepted(run: Run, new: str) -> None:
    """It is in no answer but one that asks for proposals; accepted, it is in all; rejected, in none."""
    done = run("propose", str(FILE), *WHO, "--log", new)
    assert (done.code, done.err) == (0, "")
    assert [one["state"] for one in done.objects] == ["recorded", *["waits"] * 5]
    again = run("propose", str(FILE), *WHO, "--log", new)
    assert [one["state"] for one in again.objects] == ["held"] * 6
    asked = ("as-of", "2031-06-01", "--log", new)
    assert run(*asked).objects == []
    assert "--include-proposed" in run(*asked).err
    assert "--include-proposed" not in run(*asked, "--include-proposed", "--about", "nothing.such").err
    assert [one["question"] for one in run(*asked, "--include-proposed").objects] == ["harbour.boats", "harbour.shut"]
    listed = run("review", "--log", new).objects
    assert [one["state"] for one in listed] == ["proposed"] * 5
    assert "yes" in listed[0]["text"].casefold()
    short = listed[1]["id"][:14]
    assert run("review", short, "--accept", "--by", "user:desk", "--log", new).objects[0]["state"] == "accepted"
    assert [one["question"] for one in run(*asked).objects] == ["harbour.boats"]
    assert [one["question"] for one in run(*asked, "--extractor", "model/3").objects] == ["harbour.boats"]
    assert run(*asked, "--extractor", "model/4").objects == []
    assert len(run("review", "--log", new).objects) == 4
    rejected = run("review", "--all", "--reject", "--reason", "not read closely", "--log", new)
    assert {(one["state"], one["reason"]) for one in rejected.objects} == {("rejected", "not read closely")}
    assert run("review", "--log", new).objects == []
    assert [one["question"] for one in run(*asked, "--include-proposed").objects] == ["harbour.boats"]
    assert "rejected by user:log" in run("why-not", listed[0]["id"], "--log", new).objects[0]["text"]


def test_a_reviewer_reads_which_outlet_it_is(run: Run, new: str, tmp_path: Path) -> None:
    """Its own word is of an outlet with a name, and not of "the outlet"."""
    report = eventlog.Report(publisher="outlet:post", title="T", published="2031-05-14", text="The quay is shut.")
    with eventlog.open(new) as log:
        log.record(report, eventlog.Agent(id="outlet:post", name="The Post"))
        claim = {"question": "quay.shut", "value": True, "quotes": [{"exact": "The quay is shut."}]}
        log.propose([{"claim": claim}], extractor="model/3", by="user:desk", report=report)
    assert [one["text"] for one in run("review", "--log", new).objects] == ["Yes, reports The Post"]


def test_one_bad_line_keeps_all_out(run: Run, new: str, tmp_path: Path) -> None:
    """Exit code 4, each refusal as an object, and no log is made; with --keep-going the rest comes in: exit code 1."""
    lines = FILE.read_text("utf-8").split("\n")
    lines[2] = lines[2].replace('"40"', '"50"')
    file = tmp_path / "bad.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    done = run("propose", str(file), *WHO, "--log", new)
    assert done.code == 4
    assert "nothing came in" in done.err
    assert [(one["item"], one["field"]) for one in done.objects] == [(3, "claim.value.low"), (6, "assessment.about")]
    assert all(one["reason"] and one["remedy"] for one in done.objects)
    assert not Path(new).exists()
    done = run("propose", str(file), *WHO, "--keep-going", "--log", new)
    assert done.code == 1
    assert [one["state"] for one in done.objects] == ["recorded", "waits", "refused", "waits", "waits", "refused"]


@pytest.mark.parametrize("empty", ["", "\n\r\n", "\ufeff"])
def test_nothing_proposed_is_told_and_makes_no_log(empty: str, run: Run, new: str, tmp_path: Path) -> None:
    """It is no error; but whoever gave the wrong file sees it."""
    file = tmp_path / "empty.jsonl"
    file.write_text(empty, "utf-8")
    done = run("propose", str(file), *WHO, "--log", new)
    assert (done.code, done.objects) == (0, [])
    assert "no proposal" in done.err
    assert not Path(new).exists()


def test_the_report_that_was_read_is_the_callers_to_say(run: Run, new: str, tmp_path: Path) -> None:
    """With --report items need not name one, and can name no other."""
    run("propose", str(FILE), *WHO, "--log", new)
    with eventlog.open(new, read_only=True) as log:
        (report,) = [entry.id for entry in log.entries() if entry.kind.startswith("report-")]
    claim = {"question": "harbour.gate", "value": True, "quotes": [{"exact": "the gate stood open all day"}]}
    given = json.dumps({"claim": claim})
    done = run("propose", "-", *WHO, "--report", str(report)[:15], "--log", new, stdin=given)
    assert (done.code, [one["state"] for one in done.objects]) == (0, ["waits"])
    other = json.dumps({"claim": claim | {"report": "report:1"}})
    assert run("propose", "-", *WHO, "--report", str(report), "--log", new, stdin=other).code == 4


def test_lines_of_other_programs(run: Run, new: str) -> None:
    """--from reads langextract's documents, and answers that call our tools."""
    run("propose", str(FILE), *WHO, "--log", new)
    with eventlog.open(new, read_only=True) as log:
        report = next(str(entry.id) for entry in log.entries() if entry.kind.startswith("report-"))
    fields = {"question": "harbour.gate", "value": True}
    words = "the gate stood open all day"
    document = {"text": "", "extractions": [{"extraction_text": words, "attributes": fields}]}
    call = {"type": "tool_use", "name": "propose_claim", "input": fields | {"quotes": [{"exact": words}]}}
    given = ("propose", "-", *WHO, "--report", report, "--log", new, "--from")
    first = run(*given, "langextract", stdin=json.dumps(document))
    second = run(*given, "tool-calls", stdin=json.dumps({"content": [call]}))
    assert [one["state"] for one in (*first.objects, *second.objects)] == ["waits", "held"]
    assert run("propose", "-", *WHO, "--from", "tool-calls", "--log", new, stdin="{}").code == 4


@pytest.mark.parametrize("args", [("--accept",), ("--accept", "--reject", "x"), ("--all",)])
def test_a_review_says_what_it_lacks(args: tuple[str, ...], run: Run) -> None:
    """What is to be decided, and how, is said; nothing is decided by a slip."""
    assert run("review", *args).code == 2


@pytest.mark.parametrize("kind", ["report", "claim", "link", "assessment"])
def test_the_schema_is_the_librarys(kind: str, run: Run) -> None:
    """As JSON, plain and strict; without a kind it is that of a line."""
    assert json.loads(run("schema", kind).out) == json_schema(kind)
    assert json.loads(run("schema", kind, "--strict").out) == json_schema(kind, strict=True)
    assert json.loads(run("schema").out) == json_schema()


def test_where_nothing_waits_is_said(run: Run) -> None:
    """An empty list is no sign that the command did nothing."""
    done = run("review")
    assert (done.code, done.out, done.err) == (0, "", "nothing waits for review\n")


def test_what_another_judges_just_then_is_not_overruled_unseen(
    run: Run, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that waits is accepted as it waited: where one of it was rejected meanwhile, nothing is, and it is told."""
    run("propose", str(FILE), *WHO, "--log", new)
    [rejected, *_] = [one["id"] for one in run("review", "--log", new).objects]
    listed = eventlog.proposals.waiting

    def late(reader: object) -> list[str]:
        found = list(listed(reader))
        with eventlog.open(new) as other:
            other.record(Reviewed(target=Ref(rejected), state="rejected", by="user:other", reason="misread"))
        return found

    with monkeypatch.context() as patched:
        patched.setattr("eventlog.proposals.waiting", late)
        done = run("review", "--all", "--accept", "--by", "user:desk", "--log", new)
    assert (done.code, done.out) == (4, "")
    assert f"something about '{rejected}' was recorded" in done.err
    assert len(run("review", "--log", new).objects) == 4
    assert len(run("review", "--all", "--accept", "--by", "user:desk", "--log", new).objects) == 4
    assert "rejected by user:other" in run("why-not", rejected, "--log", new).objects[0]["text"]
