"""A folder that was edited, imported again from the shell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import Done

Run = Callable[..., Done]
TEXT = "Harbour reopens\n\nThe mayor said that the ferry sailed. Nobody else counted.\n"
FILE = f"""\
format = "eventlog-annotation/1"
extractor = "hand/1"

[report]
key = "a"
publisher = "outlet:coast"
title = "Harbour reopens"
published = "2031-06-26"
digest = "{eventlog.Report(publisher="outlet:coast", text=TEXT).digest}"

[[claims]]
question = "ferry.sailed"
value = true
chain = ["person:mayor"]
quote = "the ferry sailed"

[[claims]]
question = "harbour.open"
value = true
quote = "Harbour reopens"
"""


@pytest.fixture(autouse=True)
def here(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of its own, with a log that holds the file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVENTLOG", "a.db")
    Path("texts").mkdir()
    Path("notes").mkdir()
    Path("texts/a.txt").write_text(TEXT, encoding="utf-8")
    assert put(run, FILE).code == 0


def put(run: Run, text: str, *more: str) -> Done:
    """Import the folder with this file."""
    Path("notes/a.toml").write_text(text, encoding="utf-8")
    return run("import", "notes", "--texts", "texts", *more)


def ids(run: Run) -> set[str]:
    """The claims that stand, by question and answer."""
    return {position["line"] for one in run("as-of", "2031-07-01").objects for position in one["positions"]}


EDITED = FILE.replace("value = true\nchain", "value = false\nchain")


def test_an_edit_is_a_plan_until_it_is_applied(run: Run) -> None:
    """Without --apply nothing is recorded; with it the old reading is gone, and then there is nothing to do."""
    before = ids(run)
    planned = put(run, EDITED)
    assert planned.code == 1
    assert "add --apply" in planned.err
    [told] = planned.objects
    assert (told["applied"], told["new"], told["found"]["re-read"]) == (False, 0, 1)
    [step] = told["plan"]
    assert step["line"] == "ferry.sailed: Yes, says person:mayor -> ferry.sailed: No, says person:mayor"
    assert ids(run) == before
    done = put(run, EDITED, "--apply")
    assert (done.code, done.objects[0]["applied"]) == (0, True)
    assert ids(run) == {"No, says person:mayor", "Yes, reports outlet:coast"}
    assert put(run, EDITED).objects[0]["plan"] == []
    assert run("show", step["before"]).objects[0]["struck"] is True


def test_ten_imports_of_an_edited_folder_leave_each_reading_once(run: Run) -> None:
    """To and fro ten times: of each claim one reading stands."""
    for at in range(10):
        put(run, FILE if at % 2 else EDITED, "--apply")
        assert sorted(one["question"] for one in run("as-of", "2031-07-01").objects for _ in one["claims"]) == [
            "ferry.sailed",
            "harbour.open",
        ]
    assert ids(run) == {"Yes, says person:mayor", "Yes, reports outlet:coast"}


def test_what_was_struck_stays_struck_through_an_import(run: Run) -> None:
    """Struck at the shell, it does not come back by the file, whether applied or not, under another span or not."""
    with eventlog.open("a.db", read_only=True) as log:
        claim = next(one.event.claim.id for one in log.entries(about="ferry.sailed"))
    assert run("strike", claim).code == 0
    for text in (FILE, FILE.replace('"the ferry sailed"', '"said that the ferry sailed"')):
        for more in ((), ("--apply",)):
            done = put(run, text, *more)
            assert (done.code, done.objects[0]["found"]["struck"]) == (0, 1), done.err
            assert ids(run) == {"Yes, reports outlet:coast"}


def test_a_title_that_is_put_right_amends_the_report(run: Run) -> None:
    """The report keeps its id, and the plan says which field is read otherwise."""
    told = put(run, FILE.replace('title = "Harbour reopens"', 'title = "The harbour reopens"')).objects[0]["plan"]
    assert [(one["field"], one["value"]) for one in told] == [("title", "The harbour reopens")]
    put(run, FILE.replace('title = "Harbour reopens"', 'title = "The harbour reopens"'), "--apply")
    [report] = run("reports").objects
    assert (report["title"], report["claims"]) == ("The harbour reopens", 2)


@pytest.mark.parametrize(("reader", "gone"), [("hand/1", 2), ("hand/2", 0)])
def test_a_file_without_its_last_claim_has_lost_all_of_its_reader(reader: str, gone: int, run: Run) -> None:
    """What the reader that the file names had read is gone, as where some of it is; another reader's stays."""
    head = FILE.partition("[[claims]]")[0].replace("hand/1", reader)
    planned = put(run, head)
    assert (planned.code, planned.objects[0]["found"].get("gone", 0)) == (1 if gone else 0, gone)
    assert put(run, head, "--apply").code == 0
    assert len(ids(run)) == 2 - gone
    assert put(run, head).objects[0]["plan"] == []


def test_a_file_that_names_no_reader_says_nothing_of_claims_that_it_lacks(run: Run) -> None:
    """A report alone takes nothing away."""
    alone = FILE.partition("[[claims]]")[0].replace('extractor = "hand/1"\n', "")
    assert put(run, alone).code == 0
    assert len(ids(run)) == 2
