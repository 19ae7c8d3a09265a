"""A claim that stands in an answer, and under which readings of vague dates it does."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import attrs

from eventlog.claims import Claim, Factuality
from eventlog.render.showing import brief, said_by


class Live(StrEnum):
    """Whether a claim stands under every reading of vague dates, or under some."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


@attrs.frozen(kw_only=True, repr=False)
class LiveClaim:
    """A claim in an answer: the claim, where it stands in the log, and under which readings it stands.

    `factuality` is how it answers the question: the claim's own, but where the question is whether a person said
    something, a person who is heard to say it did so certainly, however hedged the words.
    """

    claim: Claim
    position: int
    live: Live
    publisher: str
    root: str
    source: str
    factuality: Factuality
    proposed: bool = False
    """Whether an extractor proposed it and nobody has reviewed it: it counts since the cut includes proposals."""
    uttered: bool = False
    """Whether its question asks only whether something was said."""
    name_of: Callable[[str], str] = attrs.field(default=str, eq=False)
    """Gives an agent its name."""
    id: str = attrs.field(default=attrs.Factory(lambda self: self.claim.id, takes_self=True), init=False, eq=False)
    """The claim's id."""

    def __str__(self) -> str:
        """The claim as a sentence."""
        return said_by(self, self.name_of)

    def __repr__(self) -> str:
        """Short: where it stands, what it says, how surely."""
        return f"<LiveClaim at {self.position}: {brief(self, 80)} [{self.live}]>"
