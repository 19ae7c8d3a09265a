"""What stands in where a caller closed stdin, stdout or stderr, as jobs of a scheduler and `>&-` do.

A closed one is None in Python, and its number goes to the next file that is opened: to the log, say, which a word on
stderr would then be written into. So each is opened before anything else: nothing comes from stdin, nobody reads
stdout, and what goes to stderr is dropped.
"""

from __future__ import annotations

import os
import sys

__all__ = ["stand_in"]


def stand_in() -> None:
    """Open what is closed of stdin, stdout and stderr. What is open stays as it is."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            _open(number, name)


def _open(number: int, name: str) -> None:
    if name == "stdout":
        unread, end = os.pipe()
        os.close(unread)  # so a write is told that the reader went away, as with every other pipe
    else:
        end = os.open(os.devnull, os.O_RDWR)
    if end != number:
        os.dup2(end, number)
        os.close(end)
    mode = "r" if name == "stdin" else "w"
    errors = "backslashreplace" if name == "stderr" else "strict"
    setattr(sys, name, open(number, mode, encoding="utf-8", errors=errors, closefd=False))  # noqa: SIM115 - it lasts
