"""The page that the command writes is the page that the library makes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import eventlog
from command_line import Done
from eventlog import Report, explore
from eventlog.cli import workers

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


def test_a_large_log_is_given_to_workers(
    run: Run, own_log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are several processors; the page is the same."""
    log, used, page = ("--log", str(own_log)), [], explore.page

    def watched(*given: Any, executor: Any, **options: Any) -> str:
        used.append(executor)
        return page(*given, executor=executor, **options)

    assert run("explore", "-o", str(tmp_path / "small.html"), *log).code == 0
    monkeypatch.setattr(explore, "page", watched)
    monkeypatch.setattr(workers, "LARGE", 1)
    monkeypatch.setattr(workers, "processors", lambda: 2)
    assert run("explore", "-o", str(tmp_path / "large.html"), *log).code == 0
    assert isinstance(used[0], ProcessPoolExecutor)
    assert (tmp_path / "large.html").read_bytes() == (tmp_path / "small.html").read_bytes()


def ready(command: int) -> bool:
    """Whether what keeps account of the workers, and at least one of them, would say something of an interrupt."""
    children = Path(f"/proc/{command}/task/{command}/children").read_text().split()
    told = [Path(f"/proc/{child}/status").read_text() for child in children]
    masks = [re.findall(r"^Sig(?:Cgt|Ign):\s*(\w+)$", one, re.MULTILINE) for one in told]
    return len(told) > 1 and all(any(int(mask, 16) & 1 << signal.SIGINT - 1 for mask in one) for one in masks)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="asks /proc for the processes of another")
@pytest.mark.skipif(workers.processors() == 1, reason="one processor is given no workers")
@pytest.mark.parametrize(
    ("number", "code", "told"), [(signal.SIGINT, 130, "eventlog: interrupted"), (signal.SIGHUP, 129, "")]
)
def test_an_interrupt_ends_the_workers_in_silence(number: signal.Signals, code: int, told: str, tmp_path: Path) -> None:
    """Ctrl-C, or a terminal that is closed, reaches all processes of it; the command says so once, and leaves neither a
    file nor a process.
    """
    with eventlog.open(tmp_path / "log.db", durability="off") as log:
        for day in range(workers.LARGE // 2):  # so much that the page is not there before the interrupt is
            report = Report(
                publisher=f"outlet:o{day % 9}",
                title=f"Day {day}",
                published=f"20{day // 28 % 60:02}-01-{day % 28 + 1:02}",
            )
            log.record(report, report.claim(f"port.q{day % 5}", day % 3 > 0, by=[f"org:o{day % 40}"]))
    command = [sys.executable, "-m", "eventlog", "--log", "log.db", "explore", "-o", "page.html"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, number, signal.SIG_DFL),  # noqa: PLW1509 - in a background it is ignored
    ) as making:
        try:
            while making.poll() is None and not ready(making.pid):
                time.sleep(0.01)
            assert making.poll() is None
            os.killpg(making.pid, number)
            out, err = making.communicate(timeout=60)
        finally:
            making.kill()
    assert (making.returncode, out, err.strip()) == (code, "", told)
    assert not (tmp_path / "page.html").exists()
