"""The end of a log."""

from __future__ import annotations

import attrs
import pendulum

from eventlog import times

__all__ = ["LogHead"]


@attrs.frozen
class LogHead:
    """The end of a log: last position (0: empty), when it was recorded (microseconds), root over all leaves."""

    position: int
    recorded: int | None
    root: bytes

    @property
    def recorded_at(self) -> pendulum.DateTime | None:
        """When the last entry was recorded, in UTC."""
        return None if self.recorded is None else times.to_datetime(self.recorded)
