"""The log: the small cell that holds the connection. Values come out of it; what can be thought about them is theirs.

It has no rules of its own. What may come in is said by `door`, when it is by `clock`, what was known by
`eventlog.knowledge`, and how bytes are kept by the stores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from threading import Event as Flag
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import attrs

from eventlog import times
from eventlog.audit.prove import Prover
from eventlog.audit.verification import Verification
from eventlog.claims import Claim
from eventlog.claims.fields import check_type, items, texts
from eventlog.clock import Clock
from eventlog.codec import Reading
from eventlog.errors import InvalidValue
from eventlog.events import Entry
from eventlog.knowledge import Cut, Knowledge, Reproduced
from eventlog.knowledge.foreign import foreign
from eventlog.log.admission import Batch, Recent
from eventlog.log.asking import Asked, events_of
from eventlog.log.audited import AuditedLog
from eventlog.log.condition import Expect
from eventlog.log.editions import Edition, Key, edition
from eventlog.log.following import Following, Progress, check_progress, following, telling
from eventlog.log.head import LogHead
from eventlog.log.projecting import StoredProjection
from eventlog.log.reader import LogReader, check_position, check_topic, topic_keys
from eventlog.log.receipt import Note, Receipt
from eventlog.log.struck import STRIKES, Struck, allowed_despite
from eventlog.log.zone import begun, check_begun
from eventlog.proof import Checkpoint
from eventlog.reports import Report
from eventlog.stores import Store, Writing, appended
from eventlog.transfer.backup import backup
from eventlog.transfer.copying import Withholding, bearing, copy_without, withholding
from eventlog.transfer.jsonl import export_jsonl, import_jsonl
from eventlog.workers import patiently

if TYPE_CHECKING:
    from eventlog.proposals import Proposed
    from eventlog.reports import Report

__all__ = ["EventLog", "LogHead"]

_FEW = 64
"""While no more events than this are recorded at once, garbage is hardly ever looked for."""

Moment: TypeAlias = str | date | datetime
"""Where a cut may lie: a plain date, a clock time, an aware datetime (pendulum's too). A date means all of it."""


class EventLog(AuditedLog):
    """An append-only log of reports and of what was thought about them. Safe to share between threads.

    Made by `eventlog.open`. Close it, or use it in a `with` block. After close, it and all knowledge read
    from it raise LogClosed.
    """

    def __init__(self, store: Store, clock: Clock | None = None) -> None:
        self._store = store
        self._clock = clock if clock is not None else Clock()
        self._reader = LogReader(store)
        self._prover = Prover(store)
        self._recent = Recent(Reading(store.id_at))
        self._struck = Struck()

    def record(self, *events: Any, expect: Expect | None = None, despite: int | Iterable[int] | None = None) -> Receipt:
        """Append events, all or nothing, and return their positions, one for each given, in that order.

        Bare reports, claims, links, assessments, agents and questions are wrapped. They may name each other
        in any order. What is in the log already is not added again: its old position is returned. One call
        has one `recorded`, strictly above the last. The receipt's `notes` say where a new report may be one
        that is there under another date or headline, and what was told otherwise of one that is there. A
        report that comes with the text of which only the digest was held has it taken in. With `expect`, the
        batch is refused if something on that topic came in between, unless nothing in it is new. A reading that
        we struck does not come back by another span or date, unless `despite` names the position of the
        judgement that struck it, or several. Raises StruckBefore, InvalidValue, UnknownKind, UnknownReference,
        Conflict, IdempotencyConflict, ClockSkew, StoreError; the log is then as it was.
        """
        with patiently() if len(events) > _FEW else nullcontext():
            batch = events_of(events)
            if expect is not None:
                check_type(expect, Expect, "what is expected")
            allowed = allowed_despite(despite)
            check_begun(batch, self.zone)
            asked = Asked.of(batch)
            return appended(self._store, lambda writing: self._admit(writing, asked, expect, allowed), asked.ahead)

    def _admit(self, writing: Writing, asked: Asked, expect: Expect | None, allowed: Any) -> Receipt:
        within = Batch(writing, self._recent)
        head = writing.head
        first = begun(head.size, self.zone)
        if first:
            asked = Asked.of((*first, *(event for event, *_ in asked.given)))
        positions = within.take(asked)[len(first) :]
        if len(within.new) == len(first):
            return Receipt(positions, notes=within.notes)
        if expect is not None:
            expect.check(self._reader, head.size, frozenset(positions))
        newest = next(iter(writing.newest_about(STRIKES)), 0)
        looked = self._struck.check(self._reader, head.size, newest, (event for _, event, _, _ in within.new), allowed)
        resting = within.fixed or looked or expect is not None or head.size == 0
        recorded = self._clock.after(head.recorded)
        rows, odd = within.rows(), within.odd(self.zone)
        after = writing.append(rows, recorded, moving=not resting)
        moved = after.size - len(rows) - head.size
        placed = (at + moved if at > head.size else at for at in positions) if moved else positions
        new = range(after.size - len(rows) + 1 + len(first), after.size + 1)
        notes = (*within.notes, *(Note(at + moved, at + moved, text) for at, text in odd))
        return Receipt(placed, tuple(new), after.recorded, notes)

    def record_table(self, report: Report, rows: Iterable[Claim], *, key: Key = ("question", "during")) -> Edition:
        """Record an edition of a table that comes out again: the report, and of its rows what differs from what is held
        of those that it revises (`revision_of`). A changed row supersedes the old one, a row that is gone is retracted,
        each with this report as notice. `key` tells which rows are one. Raises what `record` raises, and InvalidValue
        where the log holds this edition with other rows.
        """
        found = edition(self._reader, report, rows, key)
        return attrs.evolve(found, receipt=self.record(*found.events, expect=found.rests_on))

    def propose(
        self,
        items: Iterable[Any],
        *,
        extractor: str,
        by: str,
        report: Report | str | None = None,
        keep_going: bool = False,
    ) -> Proposed:
        """Take in what a machine read, as proposals that wait for review: tables or lines of JSON, by the schema of
        `eventlog.proposals.json_schema`. Quotes are looked for in the held text, letter by letter.

        `extractor` (name and version: model/3) and `by`, who vouches, are said here and never by the items. `report` is
        the one that all was read in: its id, or itself, recorded too if it is new. All or nothing, unless `keep_going`.
        Raises InvalidProposals, whose `refusals` name item, field, reason and remedy, and what `record` raises.
        """
        from eventlog.log.proposing import propose

        return propose(self, items, extractor=extractor, by=by, report=report, keep_going=keep_going)

    def as_of(
        self,
        published: Moment | None = None,
        *,
        recorded: Moment | None = None,
        said: Moment | None = None,
        policy: str = "certain",
        include_boilerplate: bool = False,
        include_proposed: bool = False,
        extractor: str | Iterable[str] = (),
    ) -> Knowledge:
        """What was known: public by `published`, held by us by `recorded`, said by `said`; all that are given
        are ANDed.

        Cuts are inclusive, and a bare date means all of it in the log's zone. With none given, `published` is
        cut at the log's clock now (never before its last entry). `policy` reads vague dates as late
        ("certain") or as early ("possible") as they can be. Proposals that wait for review count only with
        `include_proposed`; of what extractors read counts only what one of `extractor` read, where it is
        given, beside what people did. Raises InvalidTime for a vague or naive cut, InvalidValue for an
        unknown policy.
        """
        head = self._store.head()
        position = head.size
        if recorded is not None:
            position = min(position, self._reader.upto(times.cut(recorded, self.zone)))
        cut = Cut.of(
            zone=self.zone,
            position=position,
            published=published,
            recorded=recorded,
            said=said,
            policy=policy,
            include_boilerplate=include_boilerplate,
            include_proposed=include_proposed,
            extractor=extractor,
            now=max(self._clock.now(), head.recorded or 0),
        )
        return Knowledge(self._reader, cut)

    def reproduce(self, token: str) -> Reproduced:
        """Give the answer of a basis token again: the same for ever, or, after a redaction, what is left of
        it.

        Raises InvalidValue for what is no token, or one of another log.
        """
        again = Knowledge.reproduce(self._reader, token)
        if (why := foreign(again, token)) is not None:
            raise InvalidValue(why)
        return again

    def entries(
        self,
        after: int = 0,
        *,
        about: str | None = None,
        upto: int | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Entry]:
        """The entries after a position (exclusive), up to one (inclusive; the last there is now), in order of
        position.

        `about`: only those with an effect on a question or below it (at a dot), or on this id or agent.
        Memory does not grow with their number, and events are decoded when looked at. `progress` is told now
        and then how many positions have gone by and how many there are. Raises InvalidValue, and LogClosed.
        """
        check_position(after, "after")
        check_progress(progress)
        size = self._reader.size()
        last = size if upto is None else min(check_position(upto, "upto"), size)
        if about is None:
            stream = self._reader.entries(after, last)
        else:
            stream = self._reader.under(topic_keys(self._reader, about, last), after, last)
        return stream if progress is None else telling(stream, after, last, progress)

    def columns(self, kind: str, *members: str, after: int = 0, upto: int | None = None) -> Iterator[tuple[Any, ...]]:
        """Of each entry of a kind a tuple: its position, when it was recorded (microseconds), and some `members`.

        `kind` is a stored name without its version, such as claim-recorded; members are dotted paths into the event as
        it is stored, such as claim.question. Their values are plain JSON: references are positions, times are text,
        None stands for what is left out. No events are made, so this takes a part of the time of `entries`. What is
        redacted is passed over, and so, with a warning (`Unread`), is what can't be read. `after` is exclusive, `upto`
        inclusive. Raises InvalidValue.
        """
        last = self._reader.size() if upto is None else check_position(upto, "upto")
        return self._reader.columns_told(kind, members, check_position(after, "after"), last)

    def follow(
        self,
        after: int = 0,
        *,
        about: str | None = None,
        poll: float = 0.25,
        timeout: float | None = None,
        stop: Flag | None = None,
    ) -> Following:
        """The entries after a position, and then those that are still to come, as they come: by `for` or `async for`.

        Looks every `poll` seconds, and at once where the file or the server tells that something came. Ends when
        nothing came for `timeout` seconds (None: never) or when `stop` (a threading.Event) is set. The first `after` to
        go on with later is the position of the last entry that it gave. Raises LogClosed when the log is closed
        meanwhile; InvalidValue where the log ends before `after`, StoreError where it comes to end before what was
        given: it is an older state then, and what it takes up to there would be passed over.
        """
        check_position(after, "after")
        if about is not None:
            check_topic(about)
        return following(
            self._reader.size,
            self._reader.came if about is None else lambda begun, upto: self.entries(begun, about=about, upto=upto),
            self._store.waking,
            after,
            poll=poll,
            timeout=timeout,
            stop=stop,
        )

    def projection(
        self, name: str, step: Callable[[Any, Entry], Any], start: Any, *, version: int = 1
    ) -> StoredProjection[Any]:
        """What a step and a start make of the entries, kept in the log: see StoredProjection. Raises InvalidValue."""
        return StoredProjection(self._store, self._reader, name, step, start, version)

    def backup(self, path: str | Path) -> Verification:
        """Copy the log into a new file while it is in use, verify the copy, and only then give it its name.

        Raises StoreError where there is such a file already, or the copy does not verify; InvalidValue for what is no
        name. No half of a file is left.
        """
        return backup(self._store, path)

    def copy(
        self,
        path: str | Path,
        *,
        without: Iterable[Any] = (),
        only: Iterable[str] | str = (),
        dry_run: bool = False,
    ) -> Withholding:
        """Write a copy with the same root into a new file, from which entries are withheld; returns what is.

        `without`: entries, positions, ids, or what has one; what names them goes with them. `only`: the questions of
        which everything that bears on them is in the copy, and nothing else. With `dry_run` nothing is written. Raises
        InvalidValue where both or neither are given, LookupError, StoreError; no half of a file is left.
        """
        check_type(dry_run, bool, "whether a copy is only looked at")
        asked = texts(only, "the questions of a copy")
        head = self._store.head()
        keep = bearing(self._reader, asked, head.size) if asked else None
        wanted = items(without, "what is withheld")
        found = withholding(self._store, wanted, size=head.size, keep=keep, asked=asked)
        if not dry_run:
            copy_without(self._store, path, found.positions, head)
        return found

    def export_jsonl(self, path: str | Path) -> int:
        """Write all entries, byte for byte, as lines of JSON into a new file; returns how many. Raises StoreError,
        and InvalidValue for what is no name; no half of a file is left.
        """
        return export_jsonl(self._store, path)

    def import_jsonl(self, path: str | Path, checkpoint: Checkpoint | None = None) -> int:
        """Take in a whole exported log, into this empty one: the same bytes, root, moments and answers.

        With `checkpoint`, only if it covers the beginning of what comes in. Raises InvalidImport, with the line,
        UnknownKind for events that nobody registered, ClockSkew where it goes on beyond what the log's clock says,
        ProofError, StoreError for a file that can't be read; nothing has come in then.
        """
        return import_jsonl(self._store, path, checkpoint, self._clock)

    @property
    def head(self) -> LogHead:
        """The end of the log now: position, moment and root."""
        head = self._store.head()
        return LogHead(head.size, head.recorded, head.root)

    @property
    def zone(self) -> str:
        """The zone in which bare dates of this log are read."""
        return self._store.zone

    @property
    def reader(self) -> LogReader:
        """What knowledge reads through."""
        return self._reader

    @property
    def clock(self) -> Clock:
        """The clock by which the log says when it is."""
        return self._clock

    @property
    def store(self) -> Store:
        """The store beneath, for callers that need the bytes."""
        return self._store

    def close(self) -> None:
        """Give back files and connections. Closing again does nothing."""
        self._store.close()

    def __len__(self) -> int:
        return self._store.head().size

    def __bool__(self) -> bool:
        return True  # an empty log is still a log

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"EventLog({self._store!r})"
