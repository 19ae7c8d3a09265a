"""Every command there is or will be: what can't be read or written is one sentence and a documented exit code."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from command_line import Done
from eventlog.cli.root import root
from eventlog.cli.running import CODES, FAULT

Run = Callable[..., Done]
NEEDED = {
    "ids": "entry:317",
    "id": "entry:317",
    "file": "copy.db",
    "path": "a.toml",
    "texts": "texts",
    "page": "page.txt",
    "paths": "a.toml",
    "before": "2024-06-27",
    "after": "now",
    "other": "entry:318",
    "old": "report:abf3ece0",
    "new": "report:abf3ece0",
    "field": "title",
    "value": "verified",
    "kind": "echoes",
    "what": "verification",
    "notice": "2024-10-25",
    "a": "org:nis",
    "b": "gov:dprk",
}
LONG = "x" * 300
ONE = ("--about", "dprk.troops.arrival")
ALSO = {"watch": ("--for", "0"), "as-of": ONE, "explore": ONE, "questions": ONE, "diff": ONE}
"""What ends a command that goes on until it is stopped, and keeps others from answering all questions each time."""


def walked() -> Iterator[tuple[str, click.Command]]:
    """Each command with its name."""
    context = click.Context(root)
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        assert command is not None
        yield name, command


COMMANDS = dict(walked())


def needed(command: click.Command, **given: str) -> list[str]:
    """What a command can't be called without, each with some value of its kind or the one that is given."""
    words = [*ALSO.get(str(command.name), ())]
    for parameter in command.params:
        name = str(parameter.name)
        if isinstance(parameter, click.Argument) and (parameter.required or name == "question"):
            words.append(given.get(name, NEEDED.get(name, "dprk.troops.deployment")))
        elif parameter.required:
            words += [parameter.opts[-1], *([] if is_flag(parameter) else [given.get(name, "s.key")])]
    return words


def is_flag(parameter: click.Parameter) -> bool:
    """Whether it takes no value."""
    return isinstance(parameter, click.Option) and parameter.is_flag


def one_sentence(done: Done) -> None:
    """A documented code that is no fault of the program, and one line that says it."""
    assert done.code in set(CODES) - {FAULT}, done.err
    assert "Traceback" not in done.err
    if done.code and not done.out:  # what a check finds is its answer, and goes to stdout
        assert done.err.startswith("eventlog: "), done.err
        assert done.err.count("\n") == 1, done.err
        assert len(done.err) < 1000


def options(command: click.Command) -> Iterator[click.Option]:
    """The options that take a value."""
    yield from (one for one in command.params if isinstance(one, click.Option) and not is_flag(one))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_is_no_output(
    name: str, run: Run, own_log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is a file in a folder that is not there, one below a file, or one with a name of 300 letters."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    command = COMMANDS[name]
    if not any("-o" in one.opts for one in options(command)):
        pytest.skip("prints to no file")
    Path("s.key").write_text("PRIVATE+KEY+example+secret\n", encoding="utf-8")
    Path("s.key").chmod(0o600)
    for output in ("there", "none/a.json", f"{own_log.name}/a.json", LONG, "/dev/full", "a\0b"):
        for force in ((), ("--force",)):
            if force and not any("--force" in one.opts for one in command.params):
                continue
            done = run(name, *needed(command, files="s.key"), "--log", str(own_log), "-o", output, *force)
            assert done.code not in (0, 6), (output, done)
            one_sentence(done)
    assert sorted(one.name for one in (tmp_path / "there").iterdir()) == []
    assert not [one for one in tmp_path.iterdir() if one.name.endswith((".new", ".part"))]


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_that_is_given_makes_a_fault(
    name: str, run: Run, own_log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder, a log, a name of 300 letters, a NUL, and brackets, for the log, each argument and each option."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    command = COMMANDS[name]
    for junk in ("folder", own_log.name, LONG, "a\0b", "[" * 3000, ""):
        one_sentence(run(name, *needed(command), "--log", junk or "folder"))
        if junk == own_log.name:
            continue
        for argument in (one for one in command.params if isinstance(one, click.Argument)):
            if not junk.startswith("-"):
                one_sentence(run(name, *needed(command, **{str(argument.name): junk}), "--log", str(own_log)))
        for option in options(command):
            if option.opts[-1] not in ("--log", "-o", "--output"):
                one_sentence(run(name, *needed(command), "--log", str(own_log), option.opts[-1], junk))


def test_what_may_not_be_written_is_told(run: Run, own_log: Path, tmp_path: Path) -> None:
    """A folder in which this user may not write."""
    if os.geteuid() == 0:
        pytest.skip("who may do everything may write everywhere")
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    for name in ("questions", "verify", "export"):
        done = run(name, "--log", str(own_log), "-o", str(shut / "a"))
        assert done.code == 3
        one_sentence(done)


@pytest.mark.parametrize("typed", ["redcat", "redact-", "reduct", "edact", "retact", "REDACT", "r", "redac"])
def test_what_erases_is_never_taken_for_a_slip(typed: str, run: Run) -> None:
    """No command that there is not suggests the one that can't be undone."""
    done = run(typed, "claim:08f599df")
    assert done.code == 2
    assert f"there is no command {typed!r}" in done.err
    assert "redact'" not in done.err.replace(repr(typed), "")


@pytest.mark.parametrize(
    "given",
    [
        ("backup", "-"),
        ("copy", "-", "--only", "dprk.troops.combat"),
        ("carry", "-"),
        ("segments", "-"),
        ("questions", "--log", "-"),
        ("add", "--publisher", "outlet:a", "--title", "t", "--log", "-"),
    ],
)
def test_a_log_comes_out_of_no_stream(
    given: tuple[str, ...], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dash is stdout elsewhere: it is no file of that name here."""
    monkeypatch.chdir(tmp_path)
    done = run(*given)
    assert (done.code, done.out, list(tmp_path.iterdir())) == (2, "", [])
    assert "no stream" in done.err


@pytest.mark.parametrize("name", [name for name, one in COMMANDS.items() if any("-o" in o.opts for o in one.params)])
def test_where_nothing_can_be_written_nothing_is_worked_out(
    name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the log is opened: it may be large, and its page may take a minute."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    for output in ("there", "none/a.json", LONG, "taken"):
        done = run(name, *needed(COMMANDS[name]), "--log", "no.db", "-o", output)
        assert (done.code in (2, 3), done.out, "no.db" in done.err) == (True, "", False), (output, done)
        assert done.err.startswith("eventlog: -o ")
        one_sentence(done)
