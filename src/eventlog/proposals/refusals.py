"""What the door says of proposals: what it refuses, and what it lets in with a doubt."""

from __future__ import annotations

from typing import Any

import attrs

__all__ = ["Doubt", "Fault", "Proposed", "Refusal", "parted"]


@attrs.frozen
class Refusal:
    """Why an item of a batch did not come in: which (from 1), which field, what is wrong with it, what to do."""

    item: int
    field: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        """One sentence."""
        where = f"proposal {self.item}, {self.field}" if self.field else f"proposal {self.item}"
        return f"{where}: {self.reason}: {self.remedy}" if self.remedy else f"{where}: {self.reason}"

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON."""
        return attrs.asdict(self)


@attrs.frozen
class Doubt:
    """Something about an item that came in, for a reviewer to look at."""

    item: int
    field: str
    text: str

    def __str__(self) -> str:
        """One sentence."""
        return f"proposal {self.item}, {self.field}: {self.text}"

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON."""
        return attrs.asdict(self)


class Fault(Exception):
    """Something is wrong with a field of the item that is being read; never leaves this room."""

    def __init__(self, field: str, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.field, self.reason, self.remedy = field, reason, remedy


def parted(sentence: str) -> tuple[str, str]:
    """The reason and the remedy in a sentence of an error: what stands before its last colon, and after it."""
    reason, _, remedy = sentence.rpartition(": ")
    return (reason, remedy) if reason else (sentence, "")


@attrs.frozen(kw_only=True)
class Proposed:
    """What became of a batch of proposals.

    `ids` are those of the items, in order, None where one was refused; `new` the positions of all that came in, reviews
    included. `waiting` are the ids of what now waits for review; `held` of what the log had already.
    """

    ids: tuple[str | None, ...]
    refused: tuple[Refusal, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    waiting: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    new: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON."""
        told = {name: list(getattr(self, name)) for name in ("ids", "waiting", "held", "new")}
        return told | {name: [one.to_dict() for one in getattr(self, name)] for name in ("refused", "doubts")}

    def __str__(self) -> str:
        """One line."""
        counts = (f"{len(self.waiting)} wait for review", f"{len(self.held)} held already")
        return ", ".join((*counts, f"{len(self.refused)} refused", f"{len(self.doubts)} doubted"))
