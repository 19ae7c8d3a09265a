"""`eventlog plot`: a picture as a file, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from command_line import Done

Run = Callable[..., Done]

pytest.importorskip("matplotlib", reason="matplotlib is not installed here: make test-exports has it")


@pytest.mark.parametrize(("ending", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_the_ending_says_as_what(ending: str, begins: bytes, run: Run, own_log: Path, tmp_path: Path) -> None:
    """A file of that kind; one that is there is written over only with --force."""
    log = ("--log", str(own_log))
    target = tmp_path / f"picture.{ending}"
    argv = ("plot", "dprk.troops.deployment", "--as-of", "2024-10-25", "-o", str(target), *log)
    assert run(*argv).code == 0
    stood = target.read_bytes()
    assert stood.startswith(begins)
    assert run(*argv).code != 0
    assert target.read_bytes() == stood
    assert run(*argv, "--force").code == 0


def test_a_pipe_gets_svg(run: Run, own_log: Path) -> None:
    """And its title says what it shows, for whoever can't see it."""
    log = ("--log", str(own_log))
    told = run("plot", "dprk.troops.number", *log).out
    assert told.startswith("<?xml")
    assert "every figure, by source" in told


def test_what_can_not_be_drawn_is_refused(run: Run, own_log: Path, tmp_path: Path) -> None:
    """No such question, a picture of no question, another ending."""
    log = ("--log", str(own_log))
    assert run("plot", "no.such", *log).code == 5
    assert run("plot", "--kind", "said", *log).code == 2
    assert run("plot", "dprk.troops.number", "-o", str(tmp_path / "a.gif"), *log).code == 2
    assert not list(tmp_path.glob("a.gif"))
