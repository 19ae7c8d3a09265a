"""Layouts lose nothing that matters and let nothing through that hurts."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from command_line import Done
from eventlog.tables import csv_line, isolated, json_text, markdown_table, no_formula, safe, text_table, width_of

Run = Callable[..., Done]
FORMULAS = ("=cmd|' /C calc'!A0", "+1", "@SUM(1)", "-2+3", "\t=1", "\r=1", " =1", "＝1", "-", "=")
HOSTILE = "A\x1b[2J\x1b]8;;http://x\x07b\x9b31m\r\u202ec|<script>*\n=1+1"


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_a_formula(cell: str) -> None:
    """What a spreadsheet could work out begins with an apostrophe."""
    [[read]] = csv.reader(io.StringIO(csv_line([cell])))
    assert read == safe(f"'{cell}")


@pytest.mark.parametrize("cell", ["-5", "-5.25", "12000", "yes", "", "a=b", "2024-06-27", "[2024-07..]"])
def test_what_is_no_formula_stays(cell: str) -> None:
    """Numbers, dates and words stay as they are."""
    assert no_formula(cell) == cell


@given(st.recursive(st.text() | st.integers() | st.booleans() | st.none(), st.lists, max_leaves=5))
def test_json_loses_nothing_and_hurts_nobody(value: object) -> None:
    """Whatever it is reads back as it was, from one line that has nothing in it that a terminal heeds."""
    text = json_text(value)
    assert text.isprintable()
    assert json.loads(text) == value


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1, max_size=4), st.integers(20, 90))
def test_a_table_fits_its_width(rows: list[list[str]], width: int) -> None:
    """No line is wider than asked for, and none has anything in it that a terminal heeds."""
    for line in text_table(rows, width=width).split("\n"):
        assert width_of(line) <= width
        assert line.isprintable()


@given(st.text())
def test_what_is_closed_off_is_the_text_itself(text: str) -> None:
    """Without the marks it is as before; each letter that goes to the left is in a run, and no digit or comma is."""
    line = safe(text)
    told = isolated(line)
    assert told.replace("\u2068", "").replace("\u2069", "") == line
    outside = re.sub("\u2068[^\u2069]*\u2069", "", told)
    assert not [one for one in outside if unicodedata.bidirectional(one) in ("R", "AL")]
    for run in re.findall("\u2068([^\u2069]*)\u2069", told):
        assert not [one for one in run if unicodedata.bidirectional(one) in ("L", "EN") or one in ",;()"]


def test_names_that_go_to_the_left_are_closed_off_one_by_one() -> None:
    """Two names in a row keep their order, and a figure stays behind its name."""
    told = isolated("Yes, say יוסי כהן (12,000), دانا and ג׳ו")
    assert told == "Yes, say \u2068יוסי כהן\u2069 (12,000), \u2068دانا\u2069 and \u2068ג׳ו\u2069"


def test_long_names_break_at_their_joints() -> None:
    """An id that does not fit is cut where it has a joint, so that it can still be read."""
    table = text_table([["dprk.troops.deployment", "person:kyrylo-budanov"]], widths=[15, 16])
    assert table.split("\n") == ["dprk.troops.     person:kyrylo-", "deployment       budanov"]


def test_markdown_is_text_and_nothing_else() -> None:
    """No cell becomes a link, a tag, a column or a line."""
    [_, _, row] = markdown_table([[HOSTILE]], headers=["x"]).split("\n")
    assert row.count(" | ") == 0
    assert "\\<script\\>" in row
    assert "<br>" in row


@pytest.fixture
def hostile_log(tmp_path: Path) -> Path:
    """A log whose every text plays tricks."""
    target = tmp_path / "hostile.db"
    report = eventlog.Report(publisher="outlet:x", title=HOSTILE, published="2024-06-01", url=HOSTILE)
    texts = {"paraphrase": HOSTILE, "condition": HOSTILE}
    claim = report.claim("a.b", HOSTILE, by=["person:y"], **texts)
    question = eventlog.Question(id="a.b", words=HOSTILE, answer="text")
    with eventlog.open(target) as log:
        log.record(question, report, claim)
    return target


COMMANDS = {
    "as-of": ("as-of", "2024-06-27"),
    "questions": ("questions",),
    "timeline": ("timeline", "a.b"),
    "history": ("timeline", "a.b", "--known"),
    "diff": ("diff", "2024-05", "2024-07"),
    "why": ("why", "entry:3"),
    "why-not": ("why-not", "entry:3", "--as-of", "2024-05"),
    "impact": ("impact", "person:y"),
}


@pytest.mark.parametrize("layout", ["table", "json", "jsonl", "csv", "md"])
@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_that_a_report_says_plays_with_a_terminal(name: str, layout: str, run: Run, hostile_log: Path) -> None:
    """In every layout of every command, what is printed is printable."""
    done = run(*COMMANDS[name], "-f", layout, "--log", str(hostile_log))
    assert done.out
    assert done.err == ""
    assert done.out.replace("\n", "").isprintable()
    assert "\u202e" not in done.out
    if layout == "csv":
        assert not any(cell.startswith(("=", "+", "@")) for row in csv.reader(io.StringIO(done.out)) for cell in row)


def test_the_ending_of_a_file_chooses_its_layout(run: Run, tmp_path: Path) -> None:
    """-o writes by the ending, -f is stronger, and what was there is replaced, if it may be, when the new is whole."""
    for ending, first in ((".json", "["), (".jsonl", "{"), (".csv", "question,"), (".md", "Public by"), (".x", "{")):
        file = tmp_path / f"out{ending}"
        file.write_text("old", encoding="utf-8")
        file.chmod(0o640)
        assert run("questions", "-o", str(file)).code == 2
        assert file.read_text(encoding="utf-8") == "old"
        done = run("questions", "--about", "dprk.troops", "-o", str(file), "--force")
        assert (done.code, done.out, done.err) == (0, "", "")
        assert file.read_text(encoding="utf-8").startswith(first)
        assert file.stat().st_mode & 0o777 == 0o640
    run("questions", "-o", str(tmp_path / "out.json"), "-f", "csv", "--force")
    assert (tmp_path / "out.json").read_text(encoding="utf-8").startswith("question,")
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(
        f"out{e}" for e in (".json", ".jsonl", ".csv", ".md", ".x")
    )


def test_a_dash_is_stdout(run: Run) -> None:
    """`-o -` is what no -o at all is."""
    asked = ("timeline", "dprk.troops.number", "--as-of", "2024-10-25")
    assert run(*asked, "-o", "-").out == run(*asked).out


def test_a_failed_answer_leaves_the_old_one(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an answer can't be finished, the file is as it was."""
    import eventlog.render.json

    whole, count = eventlog.render.json.question, iter(range(100))

    def breaks(one: eventlog.Question) -> dict[str, object]:
        if next(count) == 5:
            raise ZeroDivisionError
        return whole(one)

    monkeypatch.setattr(eventlog.render.json, "question", breaks)
    file = tmp_path / "out.jsonl"
    file.write_text("old", encoding="utf-8")
    assert run("questions", "-o", str(file), "--force").code == 70
    assert file.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]
