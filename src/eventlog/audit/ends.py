"""Where a root over the entries is known, and where what was read did not lead to it."""

from __future__ import annotations

import attrs

from eventlog.proof import Checkpoint
from eventlog.stores.inspection import Batch

__all__ = ["End", "Unmatched"]


@attrs.frozen
class Unmatched:
    """A batch over which the root is another than the one stored: what stands after and up to which position, and what
    else is wrong or strange in it.
    """

    after: int
    upto: int
    odd: dict[int, str]
    strange: dict[int, str]


@attrs.frozen
class End:
    """A position at which a root is known: of a batch, of a checkpoint, or (neither) of the head."""

    position: int
    batch: Batch | None = None
    checkpoint: Checkpoint | None = None
