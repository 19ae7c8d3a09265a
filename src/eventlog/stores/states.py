"""States of stored projections, as a store keeps them: bytes under a name, with the position that they are of.

A state is kept in a transaction of the log's, so that it and its position never come apart. It follows from the entries
and is no part of what is proved. Where bodies are erased all states go with them, whatever they hold.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["KeptState"]


class KeptState(NamedTuple):
    """A state after all entries up to a position.

    `build` tells several of one projection apart (a later version that is still catching up); `ready`: it has caught up
    with the log once. `problem`: what stopped it at the next entry, or nothing.
    """

    name: str
    build: str
    position: int
    state: bytes
    ready: bool
    problem: str = ""
