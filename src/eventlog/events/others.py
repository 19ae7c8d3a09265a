"""What an entry may hold that is none of the alphabet: an event of a user's own, and what can't be read here."""

from __future__ import annotations

from typing import Protocol

import attrs


@attrs.frozen(kw_only=True)
class UnknownEvent:
    """What stands in an entry that can't be read here: of a kind that nobody registered, or not fitting its class.

    The past is reported and never raised, so an old entry that this process can't read is a value like any other.
    `reason` is one sentence, and quotes nothing of the body. It can't be recorded.
    """

    kind: str
    reason: str
    body: bytes = attrs.field(default=b"", repr=False)

    @property
    def id(self) -> None:
        """Nothing is known of it, so it has none."""


class OwnEvent(Protocol):
    """An event of a user's own, of a registered class: found by its keys, and never opened by the rules."""
