"""What is wrong with the past: reported beside an answer, and never raised.

What comes in is checked at the door, which raises; what is in the log already can't be refused any more.
"""

from __future__ import annotations

import attrs

__all__ = ["Problem", "lost"]


@attrs.frozen
class Problem:
    """Something wrong with what was recorded, reported beside an answer and never raised.

    `kind` is one word with hyphens, such as unreadable; `text` says what is wrong, in one line; `positions`
    are those of the entries that it is about, from 1.
    """

    kind: str
    text: str
    positions: tuple[int, ...] = ()

    def __str__(self) -> str:
        """The kind and what is wrong, in words."""
        return f"{self.kind}: {self.text}"


def lost(position: int, reason: str) -> Problem:
    """The problem that an entry is which can't be read."""
    return Problem("unreadable", f"entry {position} can't be read: {reason}", (position,))
