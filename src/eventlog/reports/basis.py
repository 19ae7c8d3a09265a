"""From what it is known when a report was published: for each bound of the date, in words."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import attrs

from eventlog.claims import check_text
from eventlog.claims.fields import word


class BasisKind(StrEnum):
    """Where a publication date comes from."""

    DATELINE = "dateline"
    METADATA = "metadata"
    INFERRED = "inferred"


def _basis_kind(value: Any) -> BasisKind:
    return word(BasisKind, value)


@attrs.frozen(kw_only=True)
class PublishedBasis:
    """From what `published` is known, for each of its bounds, in words."""

    kind: BasisKind = attrs.field(default=BasisKind.METADATA, converter=_basis_kind)
    earliest: str = ""
    latest: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse text that no store can hold."""
        check_text(self.earliest, "the basis of the earliest publication")
        check_text(self.latest, "the basis of the latest publication")
