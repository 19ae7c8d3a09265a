"""Running the command line as its users do: as a program, through a pipe or on a terminal; and, where that would only
cost time, within this process.
"""

from __future__ import annotations

import errno
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from fcntl import ioctl
from pathlib import Path
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
CORPUS = REPOSITORY / "examples" / "corpus"
PROGRAM = (sys.executable, "-m", "eventlog")
PUTIN_DENIES = "claim:08f599df"
"""Said on June 20, published in the corpus in October: the trap that every cut is tried on."""


class Done(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Stdout as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def surroundings(**changes: str | None) -> dict[str, str]:
    """The environment of a program: as ours, without what would change an answer."""
    kept = {name: value for name, value in os.environ.items() if name not in ("EVENTLOG", "COLUMNS", "NO_COLOR")}
    kept |= {"PYTHONUTF8": "1", "TERM": "xterm-256color"}
    return {name: value for name, value in (kept | changes).items() if value is not None}


def program(*args: str, stdin: str = "", folder: Path | None = None, **changes: str | None) -> Done:
    """Run it as a program whose output goes through pipes."""
    done = subprocess.run(
        [*PROGRAM, *args],
        input=stdin,
        cwd=folder,
        env=surroundings(**changes),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def terminal(
    command: Sequence[str],
    *,
    answers: Sequence[tuple[str, str | Callable[[], str]]] = (),
    columns: int = 80,
    **changes: str | None,
) -> Done:
    """Run a program on a terminal of this width; whatever it writes comes back as `out`.

    `answers` are typed one after the other, each when its prompt has been seen; or it is then asked what to type.
    """
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    running = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=surroundings(**changes), start_new_session=True
    )
    os.close(theirs)
    seen, waiting, deadline = b"", list(answers), time.monotonic() + 60
    looked = 0
    while time.monotonic() < deadline:
        if not select.select([ours], [], [], 0.2)[0]:
            if running.poll() is not None:
                break
            continue
        try:
            piece = os.read(ours, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            break
        if not piece:
            break
        seen += piece
        while waiting and (at := seen.find(waiting[0][0].encode(), looked)) >= 0:
            looked = at + len(waiting[0][0].encode())
            typed = waiting.pop(0)[1]
            os.write(ours, (typed if isinstance(typed, str) else typed()).encode() + b"\n")
    os.close(ours)
    running.wait(timeout=10)
    return Done(running.returncode, seen.decode().replace("\r\n", "\n"), "")
