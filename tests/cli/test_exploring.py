"""The page that the command writes is the page that the library makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import eventlog
from command_line import Done
from eventlog import explore

Run = Callable[..., Done]


def test_the_command_writes_the_library_s_page(run: Run, own_log: Path, tmp_path: Path) -> None:
    """With the same options, byte for byte, into a file or a pipe."""
    log, page = ("--log", str(own_log)), tmp_path / "knowledge.html"
    options = ("--about", "dprk.troops", "--dates", "2024-06-27", "2024-10-25", "--until", "2024-10-25", "--title", "T")
    assert run("explore", *options, "-o", str(page), *log).code == 0
    with eventlog.open(own_log, read_only=True) as opened:
        expected = explore.page(
            opened, about="dprk.troops", dates=("2024-06-27", "2024-10-25"), until="2024-10-25", title="T"
        )
    assert page.read_text(encoding="utf-8") == expected
    assert run("explore", *options, *log).out == expected


def test_a_page_never_takes_the_place_of_the_log(run: Run, own_log: Path) -> None:
    """The log is spared, and what can't be a date or a topic is refused."""
    before = own_log.read_bytes()
    assert run("explore", "-o", str(own_log), "--log", str(own_log)).code != 0
    assert run("explore", "--until", "sometime", "--log", str(own_log)).code == 2
    assert run("explore", "--about", "No Such", "--log", str(own_log)).code == 2
    assert own_log.read_bytes() == before
