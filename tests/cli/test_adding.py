"""What `add` and `import` take, and what they refuse."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import CORPUS, Done

Run = Callable[..., Done]
REPORT = ("add", "--publisher", "outlet:example", "--title", "t", "--published", "2024-06-01")


def claim_of(log: Path, done: Done) -> eventlog.Claim:
    """The claim that was added."""
    with eventlog.open(log, read_only=True) as held:
        return held.reader.entry(held.reader.find(done.objects[0]["claim"]) or 0).event.claim


NUMBERS = {
    "12000": ("12000", "12000", False, False),
    "12,000": ("12000", "12000", False, False),
    ">10000": ("10000", None, True, False),
    ">= 10000": ("10000", None, False, False),
    "<5": (None, "5", False, True),
    "10000..12000": ("10000", "12000", False, False),
    "1.5..2.5": ("1.5", "2.5", False, False),
    "1,200,000": ("1200000", "1200000", False, False),
    "12 000": ("12000", "12000", False, False),
    "0.125": ("0.125", "0.125", False, False),
    "12.5": ("12.5", "12.5", False, False),
}


@pytest.mark.parametrize("written", NUMBERS)
def test_a_number_is_read_with_its_bounds(written: str, run: Run, own_log: Path) -> None:
    """Exact, more than, at least, less than, from to; kept as written."""
    given = ("--question", "dprk.troops.number", "--value", written, "--unit", "person", "--of", "troops")
    done = run(*REPORT, *given, "--log", str(own_log))
    assert done.code == 0, done.err
    value = claim_of(own_log, done).value
    bounds = [None if one is None else str(one) for one in (value.low, value.high)]
    assert (*bounds, value.low_open, value.high_open) == NUMBERS[written]
    assert value.written == written


def test_a_new_question_is_defined_by_its_answer(run: Run, own_log: Path) -> None:
    """--answer defines a question that the log does not know, and can't change one that it knows."""
    done = run(*REPORT, "--question", "x.y", "--value", "2024-07", "--answer", "time", "--log", str(own_log))
    assert done.code == 0, done.err
    assert claim_of(own_log, done).value == eventlog.TimeValue("2024-07")
    other = run(*REPORT, "--question", "x.y", "--value", "yes", "--answer", "truth", "--log", str(own_log))
    assert other.code == 2
    assert "answered by a time" in other.err


def test_a_no_is_a_denial(run: Run, own_log: Path) -> None:
    """`--value no` turns the factuality, as everywhere."""
    done = run(*REPORT, "--question", "x.z", "--value", "no", "--by", "gov:dprk", "--log", str(own_log))
    assert claim_of(own_log, done).factuality == "CT-"


def test_the_words_of_a_text_are_its_evidence(run: Run, own_log: Path) -> None:
    """With the text at hand, --quote finds the span; the log then shows the words."""
    text = "Nothing was agreed, the minister said."
    given = ("--question", "x.agreed", "--value", "no", "--quote", "Nothing was agreed")
    done = run(*REPORT, "--text", "-", *given, "--log", str(own_log), stdin=text)
    assert done.code == 0, done.err
    why = json.loads(run("why", done.objects[0]["claim"], "-f", "json", "--log", str(own_log)).out)
    assert why["quotes"][0]["words"] == "Nothing was agreed"
    refused = run(*REPORT, "--text", "-", *given[:-1], "Nowhere", "--log", str(own_log), stdin=text)
    assert (refused.code, refused.out) == (4, "")


def test_a_text_that_is_no_text_is_told(run: Run, own_log: Path, tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are refused in one sentence."""
    text = tmp_path / "latin.txt"
    text.write_bytes("déjà vu".encode("latin-1"))
    done = run(*REPORT, "--text", str(text), "--log", str(own_log))
    assert (done.code, done.out, "UTF-8" in done.err) == (3, "", True)


def test_a_pipe_with_a_name_is_not_waited_for(run: Run, own_log: Path, tmp_path: Path) -> None:
    """It may have no writer ever, and is refused wherever text is read; one that a shell opened itself is read."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    held = os.open(pipe, os.O_RDWR)  # so that it could be opened
    os.write(held, b"Words.")
    read_by = ("propose", str(pipe), "--extractor", "m/1", "--by", "user:desk")
    for given in ((*REPORT, "--text", str(pipe)), read_by):
        done = run(*given, "--log", str(own_log))
        assert (done.code, f"{pipe} is a pipe: name a file" in done.err) == (3, True), done.err
    os.close(held)
    end, begin = os.pipe()
    os.write(begin, b"Words.")
    os.close(begin)
    done = run(*REPORT, "--text", f"/dev/fd/{end}", "--log", str(own_log))
    os.close(end)
    assert done.code == 0, done.err


@pytest.mark.parametrize("text", ["", "\ufeff", "\r\n \n"])
def test_a_text_without_words_is_no_text(text: str, run: Run, own_log: Path) -> None:
    """A file that is empty is a slip, and would be the same words as every other one; nothing is recorded."""
    before = run("reports", "--log", str(own_log)).out
    done = run(*REPORT, "--text", "-", "--log", str(own_log), stdin=text)
    assert (done.code, done.out, run("reports", "--log", str(own_log)).out) == (2, "", before)
    assert "holds no words: give the text of a report" in done.err


def test_a_claim_can_be_added_to_a_report_that_is_held(run: Run, own_log: Path) -> None:
    """--report takes the first digits of its id; what describes a new report is then refused."""
    given = ("--question", "x.y", "--value", "yes", "--log", str(own_log))
    done = run("add", "--report", "report:abf3ece0", *given)
    assert done.code == 0, done.err
    assert claim_of(own_log, done).report.startswith("report:abf3ece0")
    assert run("add", "--report", "report:abf3ece0", "--title", "x", *given).code == 2
    assert run("add", "--report", "report:ffffffff", *given).code == 5


def test_what_is_missing_is_named_where_nobody_can_be_asked(run: Run, own_log: Path) -> None:
    """Through a pipe nothing is asked; the options are named."""
    log = ("--log", str(own_log))
    assert "--publisher and --title" in run("add", "--question", "x", "--value", "yes", *log).err
    assert "--value" in run(*REPORT, "--question", "x", *log).err
    assert "--question" in run(*REPORT, "--value", "yes", *log).err
    assert "--unit" in run(*REPORT, "--question", "dprk.troops.number", "--value", "5", *log).err
    assert "yes or no" in run(*REPORT, "--question", "x", "--value", "maybe", *log).err
    assert "not an agent's id" in run(*REPORT, "--question", "x", "--value", "yes", "--by", "Bob", *log).err


@pytest.mark.parametrize("written", ["1,5", "12.000", "1.200.000", "10.000..12.000", ">12,00"])
def test_a_number_of_another_country_is_refused(written: str, run: Run, own_log: Path) -> None:
    """And not read as another number."""
    given = ("--question", "dprk.troops.number", "--value", written, "--unit", "person", "--of", "troops")
    done = run(*REPORT, *given, "--log", str(own_log))
    assert done.code != 0
    assert "number" in done.err


def test_a_report_that_may_be_one_that_is_there_is_pointed_out(run: Run, own_log: Path) -> None:
    """On stderr, where data is not; the report comes in."""
    address = ("--url", "https://example.org/t", "--log", str(own_log))
    assert run(*REPORT, *address).err == ""
    done = run(*REPORT[:-1], "2024-06-02", *address)
    assert done.objects[0]["new"] == 1
    assert "same address as entry" in done.err
    assert "a new publication, or amend its date?" in done.err


def test_a_report_can_be_added_alone(run: Run, own_log: Path) -> None:
    """Without a question there is no claim."""
    done = run(*REPORT, "--log", str(own_log))
    assert (done.code, done.objects[0]["new"], done.objects[0]["claim"]) == (0, 1, None)


def test_the_same_again_adds_nothing(run: Run, own_log: Path) -> None:
    """What the log holds comes back as it is."""
    given = (*REPORT, "--question", "x.y", "--value", "yes", "--log", str(own_log))
    first, second = run(*given).objects[0], run(*given).objects[0]
    assert first["new"] == 2
    assert second["new"] == 0
    assert second["claim"] == first["claim"]


def test_a_log_keeps_its_zone(run: Run, own_log: Path) -> None:
    """--zone is of a new log; another one is refused."""
    for zone in ("Europe/Kyiv", "UTC"):
        done = run(*REPORT, "--zone", zone, "--log", str(own_log))
        assert done.code == (0 if zone == "UTC" else 2)
    made = own_log.with_name("kyiv.db")
    assert run(*REPORT, "--zone", "Europe/Kyiv", "--log", str(made)).objects[0]["zone"] == "Europe/Kyiv"
    assert run(*REPORT, "--log", str(made)).code == 0
    assert run(*REPORT, "--zone", "UTC", "--log", str(made)).code == 2
    held = run(*REPORT, "--log", str(made)).objects[0]["report"]
    claim = ("add", "--report", held, "--question", "x.y", "--value", "yes", "--log", str(made))
    assert run(*claim, "--zone", "UTC").code == 2
    assert run(*claim, "--zone", "Europe/Kyiv").code == 0
    assert run(*REPORT, "--zone", "../x", "--log", str(tmp := own_log.with_name("none.db"))).code == 2
    assert not tmp.exists()


def test_annotations_come_from_stdin_too(run: Run, tmp_path: Path) -> None:
    """`-` reads one file from stdin; several paths are one batch, all or nothing."""
    log = ("--log", str(tmp_path / "new.db"))
    agents = (CORPUS / "agents.toml").read_text(encoding="utf-8")
    done = run("import", "-", *log, stdin=agents)
    assert done.code == 0, done.err
    assert set(done.objects[0]["kinds"]) == {"agent-defined"}
    bad = tmp_path / "bad.toml"
    bad.write_text("nonsense", encoding="utf-8")
    size = done.objects[0]["size"]
    assert run("import", str(CORPUS), str(bad), *log).code == 4
    assert run("import", str(CORPUS / "agents.toml"), *log).objects[0]["size"] == size


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('{"format":"eventlog-export/1","zone":"UTC",}\n', "stdin, line 1: this is not JSON"),
        ('{"format":"eventlog-export/1","zone":"UTC","size":0,"root":"x"}\n', "stdin, line 1, root: it is not base64"),
        ('{"a":', "stdin: this is not JSON"),
        ("a = 3", "stdin, line 1, format: the file does not say what it is"),
    ],
)
def test_what_is_wrong_with_stdin_is_told_of_stdin(given: str, told: str, run: Run, tmp_path: Path) -> None:
    """By its name, and not by that of the file as which it is kept meanwhile."""
    log = tmp_path / "new.db"
    done = run("import", "-", "--log", str(log), stdin=given)
    assert (done.code, done.err.startswith(f"eventlog: {told}")) == (4, True), done.err
    assert not log.exists()
