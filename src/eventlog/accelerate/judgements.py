"""Judgements: shapes by number, and what the rules said of each, as long as it is of use."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import count
from typing import Any, Final

from eventlog.standing.kept import make_room

__all__ = ["Judgements"]

_SCOPES: Final = 4
"""Positions and policies of which is kept what was judged."""
_MOST: Final = 500_000
"""Shapes after which one begins anew."""


class Judgements:
    """Numbers for shapes, and by number what was said of them at a cut. Threads may share it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._numbers: dict[Hashable, int] = {}
        self._next = count()
        self._scopes: dict[Hashable, tuple[dict[int, Any], dict[frozenset[int], Any]]] = {}
        self.alone: dict[Hashable, int] = {}
        """The shapes of single claims, by what they are made of."""

    @property
    def full(self) -> bool:
        """Whether so much is held that one begins anew."""
        return len(self._numbers) + len(self.alone) > _MOST

    def number(self, shape: Hashable) -> int:
        """The number of a shape, or of whatever is a part of one: no two have the same."""
        found = self._numbers.get(shape)
        return self._numbers.setdefault(shape, next(self._next)) if found is None else found

    def at(self, scope: Hashable) -> tuple[dict[int, Any], dict[frozenset[int], Any]]:
        """The answers by shape and the words by mixture of shapes, at one position under one policy."""
        held = self._scopes.get(scope)
        if held is None:
            make_room(self._scopes, _SCOPES)
            held = self._scopes.setdefault(scope, ({}, {}))
        return held
