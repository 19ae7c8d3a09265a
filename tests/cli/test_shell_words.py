"""What the library tells a program to do is told to a person at a shell as an option or a command."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import eventlog
from command_line import Done
from eventlog.cli.shell_words import in_shell_words
from eventlog.errors import StruckBefore

Run = Callable[..., Done]
HOUSE = Path(eventlog.__file__).parent
PYTHON = re.compile(
    r"\b[a-z_]+=(?=True|False|None|'|\.\.\.|[,. ]|$)|\bwith_\b|\b(?:Report|Annulled|Amended|Retracted|Corrected)\b"
    r"|\beventlog\.[a-z]+|\bas texts\b|\bread_only\b|\bwhy_not\b"
)
"""What only Python is told."""
ELSEWHERE = ("cli", "testing", "mergeable", "runners", "codec", "explore", "render", "mcp", "serve")
"""Rooms that speak to a person already, to an author of Python alone, or in HTML."""
NO_COMMAND = {
    "annotations/__main__.py": "a program of its own",
    "audit/prove.py": "a Held is made by the command",
    "claims/claim.py": "a time from the shell is text",
    "claims/evidence.py": "a span from the shell is found by its words",
    "errors.py": "no event is registered from the shell",
    "export/json_lines.py": "the lines of export are taken in whole",
    "log/opening.py": "how a log is opened is said by the command",
    "stores/opening.py": "a log in memory is refused before",
    "stores/postgres/store.py": "what records opens for writing",
    "stores/sqlite/store.py": "what records opens for writing, and a log is made",
}


def sentences() -> Iterator[tuple[str, str]]:
    """Every text of the library, by its file; what is filled in is 7, or '7' where it is quoted."""
    for file in sorted(HOUSE.rglob("*.py")):
        place = file.relative_to(HOUSE)
        if place.parts[0] in ELSEWHERE:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        left_out = {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in one.values}
        left_out |= {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
        for one in ast.walk(tree):
            if id(one) in left_out:
                continue
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield place.as_posix(), one.value
            elif isinstance(one, ast.JoinedStr):
                yield place.as_posix(), "".join(map(filled, one.values))


def filled(part: ast.expr) -> str:
    """A part of a text in which something is filled in."""
    if isinstance(part, ast.Constant):
        return str(part.value)
    return "'7'" if isinstance(part, ast.FormattedValue) and part.conversion == ord("r") else "7"


def test_no_sentence_of_the_library_comes_out_in_the_words_of_python() -> None:
    """A new one that a command can come to is spoken in `shell_words`; else its file is named above with a reason."""
    advising = [one for one in sentences() if re.search(r"[;:,] (?:or )?[a-z]+ ", one[1]) and "\n" not in one[1]]
    assert len(advising) > 500
    left = [(place, text) for place, text in advising if PYTHON.search(in_shell_words(text))]
    assert [(place, text) for place, text in left if place not in NO_COMMAND] == []
    assert {place for place, _ in left} == set(NO_COMMAND)


TEXT = "Port shut\n\nThe port is closed.\n"
CLAIM = 'format = "eventlog-annotation/1"\n[report]\nkey = "a"\npublisher = "outlet:a"\ntitle = "t"\n'


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("import", "a.toml"), "give its folder with --texts"),
        (("import", "a.toml", "--texts", ".", "--zone", "Europe/Kyiv"), "leave --zone out"),
        (("import", "a.jsonl", "--log", "b.db", "--zone", "Europe/Kyiv"), "give --zone UTC, or leave it out"),
        (("correct", "entry:2", "title", "T", "--notice", "2031-06-27"), "name what takes its place by --with"),
        (("correct", "entry:1", "--notice", "2031-06-27"), "'eventlog retract'"),
        (("review", "entry:2", "--accept"), "'eventlog strike' says that it was misread"),
    ],
)
def test_what_to_do_is_told_as_it_is_done_here(
    given: tuple[str, ...], told: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Options and commands, and nothing that only Python has."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVENTLOG", "a.db")
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    report = eventlog.Report(publisher="outlet:a", title="t", text=TEXT)
    quoted = f'digest = "{report.digest}"\n[[claims]]\n"port.shut" = true\nquote = "The port is closed."\n'
    Path("a.toml").write_text(CLAIM + quoted, encoding="utf-8")
    with eventlog.open("a.db") as log:
        claim = report.claim("port.shut")
        log.record(report, claim)
        log.record(eventlog.Annulled(target=claim.id))
        log.export_jsonl("a.jsonl")
    done = run(*given)
    assert done.code in (2, 4), done.out
    assert told in done.err
    assert not PYTHON.search(done.err)


def test_a_reading_that_was_struck_is_told_with_the_strike_to_strike() -> None:
    """Of several judgements the last one is in the way."""
    told = in_shell_words(str(StruckBefore("claim:1", (3, 7))))
    assert told.endswith("struck as a misreading: leave it out, or 'eventlog strike entry:7' first")
