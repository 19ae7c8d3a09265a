"""Words of relative time, kept with their anchor."""

from __future__ import annotations

import attrs

from eventlog.errors import InvalidTime
from eventlog.times.bounds import Bounds


@attrs.frozen
class TimeExpression:
    text: str
    anchor: str = "published"
    value: str | None = None

    def resolve(self, anchor: Bounds | None, zone: str) -> str:
        if self.value is None:
            raise InvalidTime(self.text, "words that are not known")
        return self.value
