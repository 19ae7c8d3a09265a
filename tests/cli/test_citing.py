"""Marks, the check of documents, the hook, and appendices, from the command line."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import REPOSITORY, Done, surroundings
from eventlog import Annulled

NUMBER = "dprk.troops.number"
HOOKS = REPOSITORY / ".pre-commit-hooks.yaml"


def mark(run: Callable[..., Done], *more: str, question: str = NUMBER) -> str:
    """The mark of an answer of October."""
    done = run("cite", question, "--as-of", "2024-10-25", *more)
    assert done.code == 0, done.err
    return done.out.strip()


def strike(log: Path) -> None:
    """Strike the claims on the number of soldiers: its ground moves."""
    with eventlog.open(log) as held:
        for one in held.as_of("2024-10-25")[NUMBER].claims:
            held.record(Annulled(target=one.id, by="user:desk", reason="read in the wrong article"))


def test_a_mark_is_printed_for_either_format(run: Callable[..., Done]) -> None:
    """The mark alone goes to stdout; the answer in words goes beside it, unless it is to be quiet."""
    done = run("cite", NUMBER, "--as-of", "2024-10-25")
    assert re.fullmatch(r"\[@basis1\.[\w-]+\]\n", done.out)
    assert "12,000 North Korean troops, says National Intelligence Service" in done.err
    assert run("cite", NUMBER, "-q").err == ""
    assert re.fullmatch(r'<span data-eventlog="basis1\.[\w-]+"></span>', mark(run, "-f", "html"))
    token = done.out.strip()[2:-1]
    assert run("as-of", "--basis", token).objects[0]["basis"] == token


def test_the_cuts_are_those_of_other_commands(run: Callable[..., Done]) -> None:
    """Dates, clocks and readings are kept in the mark."""
    told = run("cite", NUMBER, "--as-of", "2024-10-25", "--said", "2024-10-20", "--policy", "possible").out.strip()
    cut = eventlog.Basis.read(told[2:-1]).cut
    assert cut.asked == (("published", "2024-10-25"), ("said", "2024-10-20"))
    assert str(cut.policy) == "possible"


def test_a_slip_makes_no_mark(run: Callable[..., Done]) -> None:
    """A question that the log does not know has an exit code of its own, and what is meant is named."""
    done = run("cite", "dprk.troops.numbre")
    assert (done.code, done.out) == (5, "")
    assert "dprk.troops.number" in done.err


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("name", ["page.md", "page.html"])
def test_check_finds_what_moved_and_update_mends_the_mark(
    name: str, end: str, own_log: Path, tmp_path: Path, run: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """File, line, sentence, then, now, origin, reason and cause; the file changes by its mark alone, and only then."""
    monkeypatch.setenv("EVENTLOG", str(own_log))
    html = name.endswith("html")
    moves = mark(run, *(["-f", "html"] if html else []))
    stays = mark(run, *(["-f", "html"] if html else []), question="ru-dprk.treaty.signed")
    page = f"First.\n\nThere are 12,000 of them. {moves}\n\nThe pact was signed. {stays}\n"
    raw = (f"<p>{page}</p>" if html else page).replace("\n", end).encode()
    (tmp_path / name).write_bytes(raw)
    done = run("cite", "check", str(tmp_path / name))
    assert (done.code, done.out, done.err) == (0, "", "2 marks in 1 file, 0 moved\n")
    strike(own_log)
    done = run("cite", "check", str(tmp_path / name), "-f", "json")
    assert done.code == 1
    [one] = json.loads(done.out)
    assert (one["file"], one["line"], one["question"]) == (str(tmp_path / name), 3, NUMBER)
    assert one["sentence"].endswith("There are 12,000 of them.")
    assert "12,000" in one["then"]
    assert one["now"] == "unreported"
    assert one["origin"] == "a strike of ours"
    assert all("we were wrong" in line for line in one["changes"])
    assert {cause["kind"] for cause in one["causes"]} == {"a strike of ours"}
    assert {cause["reason"] for cause in one["causes"]} == {"read in the wrong article"}
    assert (tmp_path / name).read_bytes() == raw

    done = run("cite", "check", "--update", str(tmp_path / name), "-f", "table")
    assert (done.code, done.err) == (0, "2 marks in 1 file, 1 moved, 1 updated\n")
    assert f"{name}:3" in "".join(done.out.split())
    now = (tmp_path / name).read_bytes()
    assert re.sub(rb"basis1\.[\w-]+", b"", now) == re.sub(rb"basis1\.[\w-]+", b"", raw)
    assert stays.encode() in now
    assert run("cite", "check", str(tmp_path / name)).code == 0


def test_one_bad_file_does_not_hide_another(
    own_log: Path, tmp_path: Path, run: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can't be read is said, a line each, and the rest is checked; what moved decides over the exit code."""
    monkeypatch.setenv("EVENTLOG", str(own_log))
    (tmp_path / "page.md").write_text(f"It is so {mark(run)}.\n", encoding="utf-8")
    (tmp_path / "latin.md").write_bytes(b"caf\xe9")
    files = [str(tmp_path / name) for name in ("latin.md", "none.md", "page.md")] + [str(tmp_path), str(own_log)]
    done = run("cite", "check", *files)
    assert done.code == 3
    assert len(done.err.splitlines()) == 5
    assert done.err.splitlines()[-1] == "1 mark in 1 file, 0 moved"
    strike(own_log)
    assert run("cite", "check", *files).code == 1


def test_marks_of_no_answer_here_are_told_and_never_updated(tmp_path: Path, run: Callable[..., Done]) -> None:
    """A token that is cut short is a fault; one in code is counted and left alone."""
    text = f"It is so {mark(run)[:-4]}]. And `{mark(run)}`.\n"
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    done = run("cite", "check", "--update", str(tmp_path / "page.md"))
    assert done.code == 1
    assert "copy it whole" in done.objects[0]["fault"]
    assert done.err == "1 mark in 1 file, 0 moved, 1 of no answer here, 1 more in code, not looked at\n"
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == text


def test_what_may_not_be_written_is_told_and_stays(
    own_log: Path, tmp_path: Path, run: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk says no, the mark is as it was, and the exit code says that it is wrong still."""
    from eventlog.cite import documents
    from eventlog.errors import StorageFull

    monkeypatch.setenv("EVENTLOG", str(own_log))
    (tmp_path / "page.md").write_text(f"It is so {mark(run)}.\n", encoding="utf-8")
    raw = (tmp_path / "page.md").read_bytes()
    strike(own_log)

    def full(*_: object, **__: object) -> None:
        raise StorageFull("there is no room left for page.md")

    monkeypatch.setattr(documents, "beside", full)
    done = run("cite", "check", "--update", str(tmp_path / "page.md"))
    assert done.code == 1
    assert "no room left" in done.err
    assert [one["updated"] for one in done.objects] == [False]
    assert (tmp_path / "page.md").read_bytes() == raw


def test_no_text_of_a_document_plays_with_a_terminal(tmp_path: Path, run: Callable[..., Done]) -> None:
    """A sentence is shown as an escape where it would move a cursor."""
    (tmp_path / "page.md").write_text("It \x1b[31mis so [@basis1.x].\n", encoding="utf-8")
    done = run("cite", "check", str(tmp_path / "page.md"), "-f", "table")
    assert "\x1b" not in done.out
    assert "\\x1b[31mis so" in done.out


def hook() -> dict[str, str]:
    """The hook as it is written, by its plain keys."""
    lines = re.findall(r"^(?:- |  )(\w+): (.*)$", HOOKS.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(lines)


def test_the_hook_runs(
    own_log: Path, tmp_path: Path, run: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its entry, with files behind it as pre-commit puts them, passes and fails as the command does."""
    told = hook()
    assert told["id"] == "eventlog-cite-check"
    assert "cli" in told["additional_dependencies"]
    entry = shlex.split(told["entry"])
    assert entry[0] == "eventlog"
    monkeypatch.setenv("EVENTLOG", str(own_log))
    (tmp_path / "page.md").write_text(f"There are 12,000 of them {mark(run)}.\n", encoding="utf-8")
    command = [sys.executable, "-m", "eventlog", *entry[1:], "--log", str(own_log), "page.md"]

    def done() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=tmp_path, env=surroundings(), capture_output=True, encoding="utf-8", check=False
        )

    assert done().returncode == 0
    strike(own_log)
    failed = done()
    assert failed.returncode == 1
    for words in ("page.md:1", "There are 12,000 of them.", "a strike of ours", "read in the wrong article"):
        assert words in " ".join(failed.stdout.split())


def test_a_brief_is_markdown_or_html(tmp_path: Path, run: Callable[..., Done]) -> None:
    """By -f, by the ending of -o, or else Markdown; and its own marks stand."""
    asked = ("brief", NUMBER, "dprk.troops.deployment", "--as-of", "2024-10-25")
    page = run(*asked)
    assert page.code == 0
    assert page.out.startswith("# Where the answers come from\n")
    assert run(*asked, "-f", "html").out.startswith("<!DOCTYPE html>")
    assert run(*asked, "-o", str(tmp_path / "brief.html")).code == 0
    (tmp_path / "brief.md").write_text(page.out, encoding="utf-8")
    done = run("cite", "check", str(tmp_path / "brief.md"), str(tmp_path / "brief.html"))
    assert done.code == 0
    assert "in 2 files, 0 moved" in done.err


def test_the_two_words_of_a_command_stand_together(run: Callable[..., Done]) -> None:
    """Options may stand before both or behind both; each has a help of its own."""
    assert "Usage: eventlog cite check" in run("cite", "check", "--help").out
    assert "Usage: eventlog cite " in run("cite", "--help").out
    assert run("--quiet", "cite", "check", str(HOOKS)).code == 0


def test_without_the_reader_of_markdown_it_says_what_to_install(tmp_path: Path, corpus_log: Path) -> None:
    """One sentence names the extra."""
    (tmp_path / "markdown_it.py").write_text("raise ModuleNotFoundError(name='markdown_it')\n", encoding="utf-8")
    (tmp_path / "page.md").write_text("It is so [@basis1.x].\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "eventlog", "cite", "check", "page.md", "--log", str(corpus_log)],
        cwd=tmp_path,
        env=surroundings(PYTHONPATH=f"{tmp_path}:{REPOSITORY / 'src'}"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 3
    assert "pip install '.[cli]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_document_stays_where_the_answer_can_not_be_written(
    run: Callable[..., Done], own_log: Path, tmp_path: Path
) -> None:
    """The output is refused before a mark is put right."""
    page = tmp_path / "page.md"
    page.write_text(f"There are 12,000 of them {run('cite', NUMBER, '--log', str(own_log), '-q').out.strip()}.\n")
    before = page.read_bytes()
    strike(own_log)
    done = run("cite", "check", str(page), "--update", "--log", str(own_log), "-o", str(tmp_path))
    assert done.code == 3
    assert page.read_bytes() == before
