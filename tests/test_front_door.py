"""The front door: what `import eventlog` shows, and that it costs nothing until it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import eventlog

DOOR = ast.parse(Path(eventlog.__file__).read_text(encoding="utf-8"))


def for_type_checkers() -> dict[str, str]:
    """Each name that a type checker sees, with its room."""
    found = {}
    for node in ast.walk(DOOR):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("eventlog"):
            for alias in node.names:
                room = node.module.partition(".")[2] or alias.name
                found[alias.asname or alias.name] = room
    return found


def test_the_door_says_the_same_three_times() -> None:
    """What type checkers see, what the program finds, and `__all__` are one list, and `__all__` is sorted."""
    assert for_type_checkers() == eventlog._ROOM
    assert set(eventlog.__all__) == set(eventlog._ROOM)
    assert eventlog.__all__ == sorted(eventlog.__all__)


@pytest.mark.parametrize("name", eventlog.__all__)
def test_every_name_is_there(name: str) -> None:
    """Each name of `__all__` is what its room holds under it, and `dir` shows it."""
    room = eventlog._ROOM[name]
    module = import_module(f"eventlog.{room}")
    assert getattr(eventlog, name) is (module if name == room else getattr(module, name))
    assert name in dir(eventlog)


def test_what_is_not_there_is_an_attribute_error() -> None:
    """A slip of the pen is reported as any module reports it, and `hasattr` says no."""
    with pytest.raises(AttributeError, match="no attribute 'opne'"):
        eventlog.opne  # noqa: B018
    assert not hasattr(eventlog, "opne")


def test_the_door_opens_at_once() -> None:
    """Importing the library loads no room and nothing that the rooms need."""
    seen = "import sys, eventlog; print(*sorted(m for m in sys.modules if m.split('.')[0] in WATCHED))"
    code = "WATCHED = {'attrs', 'attr', 'msgspec', 'pendulum', 'click', 'rich'}; " + seen
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == []
    code = "WATCHED = {'eventlog'}; " + seen
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["eventlog"]
