"""A log of the corpus, made once, and the command line within this process."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import CORPUS, Done

pytest.importorskip("click", reason="the command line needs the extra cli")


@pytest.fixture(scope="session")
def corpus_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log that holds the corpus; not to be written to."""
    target = tmp_path_factory.mktemp("cli") / "corpus.db"
    with eventlog.open(target) as log:
        log.record(*eventlog.load(CORPUS))
    return target


@pytest.fixture
def own_log(corpus_log: Path, tmp_path: Path) -> Path:
    """A copy of it, to be written to."""
    return Path(shutil.copy(corpus_log, tmp_path / "own.db"))


@pytest.fixture
def run(corpus_log: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """The command line in this process, on the log of the corpus unless told otherwise."""
    from eventlog.cli.root import root
    from eventlog.cli.running import run as run_here

    def done(*args: str, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capsys.readouterr()
        code = run_here(root, list(args))
        out, err = capsys.readouterr()
        return Done(code, out, err)

    monkeypatch.setenv("EVENTLOG", str(corpus_log))
    for name in ("COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return done
