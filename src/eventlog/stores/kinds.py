"""Which entries are of one kind, as a store is asked for them."""

from __future__ import annotations

from collections.abc import Sequence

from eventlog.codec import OURS
from eventlog.stores.entries import Content

__all__ = ["of_kind"]


def of_kind(kind: str, piece: Sequence[Content]) -> Sequence[Content]:
    """Those that have a body and are of a kind (a name without a version), or of an unknown one without a dot."""
    name = f"{kind}/"
    return [one for one in piece if one[3] is not None and (one[2].startswith(name) or _strange(one[2]))]


def _strange(kind: str) -> bool:
    return "." not in kind and kind not in OURS
