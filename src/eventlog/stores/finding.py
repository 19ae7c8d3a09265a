"""What `doctor` finds: how a log and what it stands on are doing."""

from __future__ import annotations

import attrs

__all__ = ["Finding"]


@attrs.frozen
class Finding:
    """What was looked at, its state (ok, info, warn or bad), what was found, and what to do about it."""

    check: str
    state: str
    found: str
    do: str = ""

    def __str__(self) -> str:
        return f"{self.state}: {self.check}: {self.found}" + (f" ({self.do})" if self.do else "")
