"""What the words of an answer mean, for a model to look up: the one resource of the server, the same for every log."""

from __future__ import annotations

from typing import Final

__all__ = ["ADDRESS", "MEANINGS", "meanings_text"]

ADDRESS: Final = "eventlog:words"
MEANINGS: Final = {
    "confirmed": "two independent sources and a verification by another; or the actor admits it",
    "announced": "the actor says that it will do it, and it lies ahead",
    "corroborated": "two or more named sources commit to it, and nobody named is against it",
    "alleged": "a source that is not anonymous commits to it",
    "rumoured": "hearsay, or nothing firmer than a possibility",
    "disputed": "named sources stand on both sides",
    "denied": "a named source says no, and none says yes",
    "retracted": "nothing stands any more: it was taken back",
    "superseded": "nothing stands any more: its source has said something else since, or that it is over",
    "unreported": "nothing that answers it was public, as far as this log knows",
}


def meanings_text() -> str:
    """One status a line, the firmest first, and what none of them says."""
    lines = (f"{status}: {meaning}" for status, meaning in MEANINGS.items())
    return "\n".join([*lines, "None of them says that it is true."])
