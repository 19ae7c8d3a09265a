"""The page of the command line is what the commands say, and names every key of an answer."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import click
import pytest

from command_line import CORPUS, PUTIN_DENIES, REPOSITORY, Done

SCRIPT = REPOSITORY / "docs" / "command_line.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script that writes the page."""
    spec = importlib.util.spec_from_file_location("command_line_page", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names_of(told: dict[str, str]) -> list[str]:
    """The keys that a table names."""
    return sorted(name for names in told for name in names.split(", "))


def test_the_page_is_what_the_commands_say(script: ModuleType) -> None:
    """Whoever changes a command runs `python docs/command_line.py`."""
    assert script.PAGE.read_text(encoding="utf-8") == script.page()


def test_every_command_is_documented(script: ModuleType) -> None:
    """Each command has a heading of its own, its help and its examples on the page."""
    text = script.PAGE.read_text(encoding="utf-8")
    for _, name, command in script.commands():
        assert f"\n### {name}\n" in text
        assert all(example in text for example in command.examples)
        options = [one for one in command.params if isinstance(one, click.Option)]
        assert all(one.opts[-1] in text for one in options)


def test_every_key_of_an_answer_is_documented(script: ModuleType, run: Callable[..., Done]) -> None:
    """The tables of the page name exactly the keys that programs get."""
    one = next(one for one in run("as-of", "2024-10-25", "--about", "dprk.troops").objects if one["positions"])
    for told, got in (
        (script.STANDING, one),
        (script.POSITION, one["positions"][0]),
        (script.CLAIM, one["claims"][0]),
    ):
        assert names_of(told) == sorted(got)


ASKED = {
    "questions": ("questions",),
    "find": ("find", "cannon", "fodder"),
    "timeline": ("timeline", "dprk.troops.number"),
    "timeline --known": ("timeline", "dprk.troops.number", "--known"),
    "diff": ("diff", "2024-06-27", "2024-10-25", "--about", "dprk.troops.number"),
    "why": ("why", PUTIN_DENIES),
    "why-not": ("why-not", PUTIN_DENIES),
    "impact": ("impact", "org:nis"),
    "import": ("import", str(CORPUS), "--check"),
    "reports": ("reports",),
    "show": ("show", PUTIN_DENIES),
    "verify": ("verify",),
    "copy": ("copy", "copy.db", "--withhold", PUTIN_DENIES, "--dry-run"),
    "redact": ("redact", PUTIN_DENIES, "--dry-run"),
    "doctor": ("doctor",),
}


@pytest.mark.parametrize("name", ASKED)
def test_every_key_of_the_other_commands_is_documented(name: str, script: ModuleType, run: Callable[..., Done]) -> None:
    """Exactly the keys that programs get, for each command that answers with objects."""
    assert set(script.OTHERS) == {*ASKED, "check", "cite check"}
    assert sorted(run(*ASKED[name]).objects[0]) == names_of(script.OTHERS[name])


def test_every_key_of_a_checked_answer_is_documented(
    script: ModuleType, run: Callable[..., Done], tmp_path: Path
) -> None:
    """What `check` says of the file that `prove --answer` wrote."""
    file = tmp_path / "answer.json"
    run("prove", "--answer", "dprk.troops.number", "-o", str(file))
    assert sorted(run("check", str(file)).objects[0]) == names_of(script.OTHERS["check"])


def test_every_key_of_a_checked_document_is_documented(
    script: ModuleType, run: Callable[..., Done], tmp_path: Path
) -> None:
    """What `cite check` says of a mark, whatever is wrong with it."""
    (tmp_path / "page.md").write_text("It is so [@basis1.x].\n", encoding="utf-8")
    assert sorted(run("cite", "check", str(tmp_path / "page.md")).objects[0]) == names_of(script.OTHERS["cite check"])
