"""States of stored projections, as a store keeps them: bytes under a name, with the position that they are of.

A state is kept in a transaction of the log's, so that it and its position never come apart. It follows from the entries
and is no part of what is proved; a seal shows that it is the one that was kept, against the disk and not against an
owner. Where bodies are erased all states go with them, whatever they hold.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import NamedTuple

__all__ = ["KeptState", "sealed", "unsealed"]

_SEAL = b"eventlog/state/v1\n"
_SEAL_BYTES = 64  # in hexadecimal, so that a state stays text


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


def sealed(state: KeptState) -> KeptState:
    """The state as it is kept: a digest over all of it stands before its bytes."""
    return state._replace(state=_digest(state) + state.state)


def unsealed(kept: KeptState) -> KeptState | None:
    """A state that was kept, without its seal; None where it is not the one that was kept."""
    try:
        state = kept._replace(state=kept.state[_SEAL_BYTES:])
        return state if kept.state[:_SEAL_BYTES] == _digest(state) else None
    except (TypeError, ValueError):  # a damaged file holds values of any type
        return None


def _digest(state: KeptState) -> bytes:
    told = [state.name, state.build, state.position, bool(state.ready), state.problem]
    return sha256(_SEAL + json.dumps(told).encode() + b"\n" + state.state).hexdigest().encode()
