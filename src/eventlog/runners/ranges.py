"""A log on a server, read by ranges of position: each worker opens it by its address, and reads the ranges it is given.

So no segments need be written before Spark asks it, and nothing goes through the driver but the length of the log. The
rows are those that segments have. What was redacted while they were read is noticed, and the run refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from eventlog.claims.fields import check_type, check_whole
from eventlog.errors import InvalidValue, StoreError, shown
from eventlog.events import Entry, Redacted
from eventlog.knowledge import Cut
from eventlog.log import EventLog
from eventlog.log.opening import open as open_log
from eventlog.segments.schema import arrow
from eventlog.segments.writing import described

__all__ = ["Ranges"]

SIZE = 50_000
"""Entries of a range, where nothing else is said."""


@attrs.frozen(kw_only=True)
class Ranges:
    """The log at an address (`postgresql://...`), as long as it was when this was made. `Ranges.of` makes it.

    The address goes to the workers with the work, a password in it too: better leave that to the server's own means.
    """

    address: str = attrs.field(repr=False)
    zone: str
    last: int
    erased: int
    redacted: tuple[str, ...]
    size: int = SIZE

    @classmethod
    def of(cls, address: str, *, size: int = SIZE) -> Ranges:
        """Look at the log on a server. `size`: entries of a range. Raises what opening a log raises."""
        if not isinstance(address, str) or not address.startswith(("postgresql://", "postgres://")):
            raise InvalidValue(f"{shown(address)} is no server: give an address such as postgresql://host/database")
        check_whole(size, "the entries of a range", least=1)
        with open_log(address, read_only=True, create=False) as log:
            head = log.store.head()
            if not head.size:
                raise StoreError("the log on this server is empty: record something first")
            told = (entry.event for entry in log.reader.about("w:", head.size))
            redacted = {name for event in told if isinstance(event, Redacted) for name, _ in event.withheld}
            return cls(
                address=address,
                zone=log.zone,
                last=head.size,
                erased=head.erased,
                redacted=tuple(sorted(redacted)),
                size=size,
            )

    def as_of(self, published: Any = None, **rest: Any) -> Cut:
        """Where knowledge is cut, as `EventLog.as_of` has it, at the end of these ranges. Raises what that raises."""
        with self.opened() as log:
            cut = log.as_of(published, **rest).cut
        return attrs.evolve(cut, position=min(cut.position, self.last))

    def opened(self) -> EventLog:
        """The log, to be read and closed."""
        return open_log(self.address, read_only=True, create=False)

    def firsts(self) -> range:
        """The first position of each range."""
        return range(1, self.last + 1, self.size)

    def entries(self, first: int) -> Iterator[Entry]:
        """The entries of the range that begins at `first`, in order. Raises InvalidValue where none does."""
        self._check(first)
        with self.opened() as log:
            yield from log.reader.entries(first - 1, self._upto(first))

    def tables(self, first: int) -> Iterator[Any]:
        """The rows of a range as tables of pyarrow, as segments have them, and whether each could be read.

        Raises InvalidValue where no range begins at `first`.
        """
        self._check(first)
        pa = arrow()
        with self.opened() as log:
            told, tables = described(log, first, self._upto(first))
            for table, _ in tables:
                lost = set(told.unread)
                unread = [position in lost for position in table["position"].to_pylist()]
                yield table.append_column("unread", pa.array(unread, pa.bool_()))

    def check_whole(self) -> None:
        """Raises StoreError where bodies were redacted since this was made: some ranges may have them, others not."""
        with self.opened() as log:
            if log.store.head().erased != self.erased:
                raise StoreError("something was redacted while the log was read: make Ranges.of it again, and run it")

    def _check(self, first: int) -> None:
        check_type(first, int, "the first position of a range")
        if first not in self.firsts():
            raise InvalidValue(f"no range begins at {shown(first)}: take one of firsts()")

    def _upto(self, first: int) -> int:
        return min(first + self.size - 1, self.last)
