"""What the words of an answer mean, for a model to look up: the one resource of the server, the same for every log."""

from __future__ import annotations

from typing import Final

from eventlog.render.meanings import MEANINGS

__all__ = ["ADDRESS", "meanings_text"]

ADDRESS: Final = "eventlog:words"


def meanings_text() -> str:
    """One status a line, the firmest first, and what none of them says."""
    lines = (f"{status}: {meaning}" for status, meaning in MEANINGS.items())
    return "\n".join([*lines, "None of them says that it is true."])
