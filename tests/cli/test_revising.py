"""A folder that was edited, imported again from the shell."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import PROGRAM, Done
from eventlog.claims import digest_of

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


OTHER_TEXT = TEXT.replace("Nobody else", "No-one else")


@pytest.mark.parametrize(
    ("field", "edited"),
    [
        ("publisher", FILE.replace("outlet:coast", "outlet:quay")),
        ("digest", FILE.replace(digest_of(TEXT), digest_of(OTHER_TEXT))),
    ],
)
def test_a_report_that_would_be_a_second_one_is_told_and_not_recorded(field: str, edited: str, run: Run) -> None:
    """Another publisher or text makes another id: the plan names the report that is held, what differs, what to do."""
    Path("texts/b.txt").write_text(OTHER_TEXT, encoding="utf-8")
    [held] = run("reports").objects
    planned = put(run, edited)
    assert (planned.code, planned.objects[0]["found"]["edited"]) == (1, 1)
    [step] = [one for one in planned.objects[0]["plan"] if one["found"] == "edited"]
    assert (step["before"], step["field"]) == (held["id"], field)
    assert ("eventlog amend" in step["line"]) is (field == "publisher")
    assert f'revision_of = "{held["id"]}"' in step["line"]
    assert len(run("reports").objects) == 1
    assert put(run, edited, "--apply").code == 0
    assert len(run("reports").objects) == 2
    assert put(run, edited).objects[0]["plan"] == []


def test_a_report_of_which_we_amended_the_publisher_is_the_one_that_its_file_tells(run: Run) -> None:
    """What the plan says is done at the shell, and then the file says nothing new."""
    edited = FILE.replace("outlet:coast", "outlet:quay")
    [step] = put(run, edited).objects[0]["plan"]
    assert run("amend", step["before"], "publisher", "outlet:quay").code == 0
    done = put(run, edited)
    assert (done.code, done.objects[0]["plan"], done.objects[0]["new"]) == (0, [], 0)
    assert len(run("reports").objects) == 1


def test_a_later_edition_and_a_copy_by_another_house_come_in_without_a_question(run: Run) -> None:
    """One says what it revises; the other has a headline of its own."""
    Path("texts/b.txt").write_text(OTHER_TEXT, encoding="utf-8")
    [held] = run("reports").objects
    copy = FILE.replace("outlet:coast", "outlet:quay").replace('Harbour reopens"', 'Ferry sails"', 1)
    assert put(run, copy).code == 0
    edition = FILE.replace(digest_of(TEXT), digest_of(OTHER_TEXT))
    edition = edition.replace('key = "a"', f'key = "a"\nrevision_of = "{held["id"]}"')
    assert put(run, edition).code == 0
    assert len(run("reports").objects) == 3


def test_two_versions_at_once_leave_one(run: Run) -> None:
    """Two programs import, each its own version of a folder: both go in, and the later one stands alone."""
    versions = [FILE.replace("value = true\nchain", f'value = true\nparaphrase = "{one}"\nchain') for one in "ab"]
    for at, text in enumerate(versions):
        Path(f"notes{at}").mkdir()
        Path(f"notes{at}/a.toml").write_text(text, encoding="utf-8")
    command = [(*PROGRAM, "import", f"notes{at}", "--texts", "texts", "--apply") for at in range(2)]
    both = [subprocess.Popen(one, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for one in command]
    ended = [one.communicate() for one in both]
    assert [one.returncode for one in both] == [0, 0], ended
    with eventlog.open("a.db") as log:
        assert len(log.as_of("2031-07-01")["ferry.sailed"].claims) == 1
