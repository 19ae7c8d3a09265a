"""The entry that holds an event, and what a reader of entries may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar, cast, runtime_checkable

import attrs
import pendulum

from eventlog import times
from eventlog.claims.fields import check_type
from eventlog.errors import InvalidValue, shown
from eventlog.events.alphabet import Event


@attrs.frozen
class Entry:
    """One entry of the log: its position (from 1, dense), when we recorded it (microseconds), its kind, its event.

    `event` is None where the entry has been redacted. Entries are ordered by position and by nothing else.
    """

    position: int
    recorded: int
    kind: str
    event: Event | None

    @property
    def id(self) -> str | None:
        """The event's id; None where the entry is redacted."""
        return getattr(self.event, "id", None)

    @property
    def recorded_at(self) -> pendulum.DateTime:
        """When the log recorded it, in UTC."""
        return times.to_datetime(self.recorded)


def checked(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Entries, one at a time, as they come. Raises InvalidValue for what is none, such as the log that has them."""
    if not isinstance(entries, Iterable):
        raise InvalidValue(f"entries are wanted, such as log.entries(), and not {shown(entries)}")
    for entry in entries:
        check_type(entry, Entry, "each of the entries")
        yield entry


Opened_co = TypeVar("Opened_co", covariant=True)


class EntryOf(Protocol[Opened_co]):
    """An entry of which it is known what its event is."""

    @property
    def position(self) -> int:
        """Its position, from 1."""

    @property
    def recorded(self) -> int:
        """When it was recorded, in microseconds."""

    @property
    def kind(self) -> str:
        """Its stored kind."""

    @property
    def event(self) -> Opened_co:
        """Its event."""

    @property
    def id(self) -> str | None:
        """The event's id."""


Opened = TypeVar("Opened")


def opened(entry: Entry | EntryOf[Any], *kinds: type[Opened]) -> EntryOf[Opened] | None:
    """The entry as one of these kinds; None where it is another, was redacted or can't be read."""
    return cast("EntryOf[Opened]", entry) if isinstance(entry.event, kinds) else None


class Quiet(Protocol):
    """A shorter way to entries over which nothing in the log decides: whether they are visible, or how they read.

    An index vouches for each that it can be read and that its id is its own, so that no event need be made of it.
    """

    def reading(self, kind: str, members: Sequence[str]) -> Callable[[Entry], tuple[Any, ...] | None]:
        """What reads members off such an entry of a kind, as `Reader.columns` gives them; None for any other entry."""

    def rows(
        self, kind: str, members: Sequence[str], positions: Sequence[int]
    ) -> Iterable[tuple[int, str, tuple[Any, ...]]]:
        """The position, id and members of such entries of a kind at these positions, which rise; of no others."""


class Sought(NamedTuple):
    """What may hold some words: the entries of each tier, and those that can't be read, of which no words are known.

    `unread` may be told by an index, as it was when they were put in: what was damaged since stands in its tier, by the
    words that it had. `quiet`: a shorter way to some of the entries, where there is one.
    """

    tiers: Sequence[Iterable[Entry]]
    unread: Iterable[Entry]
    quiet: Quiet | None = None


@runtime_checkable
class Reader(Protocol):
    """What the mind may ask of the disk. Positions are inclusive at `upto`, exclusive at `after`; order is position.

    It promises nothing about the future: a later call may see more entries, never other ones, and a redaction may
    withhold an event that an earlier call showed. Use after close raises LogClosed.
    """

    @property
    def zone(self) -> str:
        """The log's zone."""

    def size(self) -> int:
        """The position of the last entry; 0 for an empty log."""

    def upto(self, recorded: int) -> int:
        """The position of the last entry recorded at or before this moment (microseconds); 0 if there is none."""

    def entry(self, position: int) -> Entry:
        """The entry at a position. Raises LookupError."""

    def find(self, id: str) -> int | None:
        """The position of what has this id."""

    def about(self, key: str, upto: int) -> Iterable[Entry]:
        """The entries that have an effect under this key (see `dependencies`), up to a position, in order."""

    def under(self, keys: Iterable[str], after: int, upto: int) -> Iterable[Entry]:
        """The entries that have an effect under any of these keys, each once, in a range of positions, in order."""

    def having(self, ids: Iterable[str], upto: int) -> Iterable[Entry]:
        """The entries that have these ids, up to a position; ids that are not there are passed over."""

    def candidates(self, words: Sequence[Sequence[str]], tiers: Sequence[Sequence[str]], upto: int) -> Sought:
        """For each tier, a few kinds (stored names without a version), its entries up to a position that may hold all
        words of one of these sets, the last one first: never fewer than do hold them (see `eventlog.terms`), and maybe
        more. And what can't be read.
        """

    def keys(self, prefix: str, upto: int) -> Iterable[str]:
        """The effect keys that begin with `prefix` and have an entry up to a position, sorted."""

    def entries(self, after: int, upto: int) -> Iterator[Entry]:
        """All entries in this range of positions, in order."""

    def near(self, question: str) -> Reader:
        """The same, where that is quicker with what bears on a question at hand; else itself."""

    def withheld(self, upto: int) -> Sequence[int]:
        """The positions, up to one, of the entries that were left out of this copy of the log; most logs have none."""

    def unreadable(self, upto: int) -> Iterable[Entry]:
        """The entries up to a position that can't be read (their event is an UnknownEvent), in order.

        It costs a look at every entry, the first time; later only at those that have come since.
        """

    def columns(
        self,
        kind: str,
        members: Sequence[str],
        after: int,
        upto: int,
        *,
        key: str | None = None,
        at: Sequence[int] | None = None,
        missed: Callable[[int], object] | None = None,
    ) -> Iterable[tuple[Any, ...]]:
        """Of each entry of a kind (its stored name without a version), in order: position, recorded, and its `members`,
        dotted paths into the event as it is stored, such as claim.report; their values are plain JSON, references are
        positions where the log holds what they name, and what is left out or null is None. Makes no events.

        Redacted entries, and those that can't be read as this kind, are passed over; `missed` is told the positions of
        the latter. `key`: only those with an effect under it; `at`: only those at these positions, sorted. Raises
        InvalidValue for an unknown kind or member.
        """
