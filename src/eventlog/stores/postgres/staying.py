"""Whether a log on a server is still the one that was opened.

A schema can be dropped and made again, a backup restored in its place, a server set back to an older state, and all of
it under an open log, whose connections are made anew. What was read before and what is read then would make answers of
two logs, and a batch would be recorded where nobody wanted it. So whoever asks how the log is now asks in the same
statement for the batch that was the last one before. An empty log has none: it is known by its table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventlog.errors import StoreError
from eventlog.stores.entries import Head

__all__ = ["Sight"]


class Sight:
    """The end of a log as it was last seen. Safe to share between threads."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._seen: tuple[int, int | None, int | None] = (0, None, None)  # size, last moment, table of the head

    def of(self, rows: Callable[..., list[tuple[Any, ...]]], sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement that is first told a size, and of which one row ends with how the log is now.

        Raises StoreError where the log is another one than before.
        """
        seen = self._seen
        found = rows(sql, seen[0], *values)
        for size, recorded, table, then in (row[-4:] for row in found):
            if table is None:
                continue
            if then != seen[1] if seen[0] else seen[2] not in (None, table):
                raise StoreError(
                    f"{self._name} is another log now, or an older state of the one that was opened (a backup was "
                    "restored there, or a server fell back on a copy): nothing was recorded; look what is missing, "
                    "close the log, and open it anew"
                )
            if size > seen[0] or seen[2] is None:
                self._seen = (size, recorded, table)
        return found

    def ended(self, head: Head) -> None:
        """A batch of ours was committed, after which the log ends so."""
        self._seen = (head.size, head.recorded, self._seen[2])
