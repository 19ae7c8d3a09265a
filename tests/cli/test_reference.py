"""The page of the command line is what the commands say, and names every key of an answer."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from types import ModuleType

import click
import pytest

from command_line import REPOSITORY, Done

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
        assert sorted(name for names in told for name in names.split(", ")) == sorted(got)
