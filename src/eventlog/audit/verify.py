"""Whether a log is what it was: everything that is stored is hashed again, and compared with what stands for it.

Seven things can be wrong, and they are told apart, because they are mended in different ways:

* *content*: a body is not the one that its record commits to, or it is missing and no redaction names it;
* *linkage*: a record, the order of entries, a batch's root or the head is not what the others say that it is;
* *redaction*: a redaction names what it can't have erased, or what it named is still here;
* *rotation*: a key is said to follow another, and both have not signed that here;
* *checkpoint*: what an outside party holds contradicts the log, or covers more than there is.
* *zone*: the zone in which bare dates are read is not the one that the first entry says.
* *index*: what answers find entries by is not what follows from the entries.
  (*storage* is the disk's own: pages that are damaged, rows that can't be read, or that belong to no entry.)

A record is not stored twice, so what a changed record was is not to be seen from it alone; that it changed is, from the
root of its batch. Where nothing else gives it away (a body that does not fit, a time other than its batch's, a kind
that nobody knows), the first bad position is known up to its batch.

A log that agrees with itself proves nothing against its owner, who can compute all of it anew. So a verification says
up to where an outside party attests the log, and from where on none does. What was cut off after the last checkpoint
that an outside party holds can't be seen at all.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from types import NoneType
from typing import TypeAlias

import attrs

from eventlog.audit.damage import DAMAGE, is_known, why_unread
from eventlog.audit.ends import End, Unmatched
from eventlog.audit.erasures import judge_redactions
from eventlog.audit.index import IndexCheck
from eventlog.audit.rotations import Chain
from eventlog.audit.verification import Erasure, Verification
from eventlog.audit.zone import zone_problem
from eventlog.errors import shown
from eventlog.problems import Problem
from eventlog.proof import SALT_BYTES, Checkpoint, Seen
from eventlog.proof.tree import Tree
from eventlog.stores import Store
from eventlog.stores.inspection import KEPT, REDACTED, ROTATED, TELLING, Batch, Inspection, Row

__all__ = ["verify"]

Progress: TypeAlias = Callable[[int, int], object]
"""Told how many entries have gone by, and how many there are."""

_MOST = 100  # problems of one kind that are listed one by one
_BODY = b"eventlog/body/v1\n"
_LEAF = b"\x00eventlog/entry/v1\n"
_REDACTED, _ROTATED = REDACTED.encode(), ROTATED.encode()
_TELLING, _KEPT = (frozenset(one.encode() for one in some) for some in (TELLING, KEPT))


def verify(
    store: Store,
    checkpoints: Iterable[Checkpoint] = (),
    *,
    seen: Sequence[Seen] = (),
    progress: Progress | None = None,
    quick: bool = False,
) -> Verification:
    """Check all that a store holds, in one snapshot: see `Verification`. Raises what `EventLog.verify` does."""
    notes = {one.text: one for one in (*checkpoints, *(one.checkpoint for one in seen))}
    given = sorted(notes.values(), key=lambda one: one.size)
    checking: _Checking | None = None
    unread: Problem | None = None
    try:
        with store.inspecting() as inspection:
            checking = _Checking(inspection, given, quick)
            checking.run(progress)
            if not quick:
                checking.compare_index()
    except DAMAGE as error:
        why, at = why_unread(error)
        if not at and checking is not None and checking.done < checking.size:
            at = (checking.done + 1,)
        unread = Problem("storage", f"what is stored can't be read: {why}", at)
    nothing = Verification(size=0, checked=0, linked=0, quick=quick)
    found = nothing if checking is None else checking.verdict()
    if unread is not None:
        found = attrs.evolve(found, problems=(*found.problems, unread))
    if not any(one.kind == "checkpoint" for one in found.problems):
        told = sorted(seen, key=lambda one: (one.checkpoint.size, one.moment))
        covered = [one for one in told if 0 < one.checkpoint.size <= found.attested]
        existed = tuple(f"entries 1 to {one.checkpoint.size} {one}" for one in covered)
        found = attrs.evolve(found, existed=existed)
    if (zone := zone_problem(store)) is not None:
        found = attrs.evolve(found, problems=(*found.problems, zone))
    return found


class _Checking:
    """One pass over a store."""

    def __init__(self, inspection: Inspection, checkpoints: list[Checkpoint], quick: bool) -> None:
        self._inspection = inspection
        self._checkpoints = checkpoints
        self._quick = quick
        self._tree = Tree()
        self._problems: list[Problem] = []
        self._told: dict[str, int] = {}
        self._chain = Chain()
        self._known: set[bytes] = set()
        self._missing: list[int] = []
        self._redactions: list[tuple[int, bytes]] = []
        self._odd: dict[int, str] = {}  # positions of this batch with something else wrong
        self._strange: dict[int, str] = {}  # positions of this batch with a kind that nobody here knows
        self._moments: dict[int, int] = {}  # recorded -> first position, within this batch
        self._begun = 0  # position before this batch
        self._last: Batch | None = None
        self._gap = False
        self._unmatched: list[Unmatched] = []  # since the last root that was right
        self._erasures: list[Erasure] = []
        self._fitting: list[Checkpoint] = []  # those whose root is that of the entries
        self._attested: Checkpoint | None = None
        self._bad = 0
        self._indexed = False
        self._index = IndexCheck(inspection)
        self.done = 0
        head = inspection.head
        self.size = head.size if head is not None else inspection.count()

    def problem(self, kind: str, text: str, *positions: int) -> None:
        """Note something that is wrong; of one kind at most a hundred are kept, and then how many more there are."""
        self._told[kind] = self._told.get(kind, 0) + 1
        if self._told[kind] <= _MOST:
            self._problems.append(Problem(kind, text, positions))

    def run(self, progress: Progress | None) -> None:
        """Read everything once."""
        for fault in self._inspection.faults:
            self.problem("storage", fault)
        ends = self._ends()
        end = next(ends, None)
        for rows in self._inspection.rows(bodies=not self._quick):
            if rows[-1][0] > self.size:
                rows = [row for row in rows if row[0] <= self.size]  # noqa: PLW2901 - what lies past the head is counted
                if not rows:
                    break
            leaves = self._hash(rows)
            if not self._quick and self._told.keys() <= {"checkpoint"}:
                self._index.take(rows)
            start = self.done
            self.done += len(rows)
            while end is not None and end.position <= self.done and not self._gap:
                self._add(rows, leaves, start, end.position)
                start = max(start, end.position)
                self._close(end)
                end = next(ends, None)
            if not self._gap:
                self._add(rows, leaves, start, self.done)
            if progress is not None:
                progress(min(self.done, self.size), self.size)
        self._finish()

    def compare_index(self) -> None:
        """Look at the pages, and hold what entries are found by against them, where these are what they were."""
        for fault in self._inspection.damage():
            self.problem("storage", fault)
        if self._told.keys() <= {"checkpoint"}:
            try:
                for one in islice(self._index.problems(), _MOST):
                    self.problem(one.kind, one.text, *one.positions)
                self._indexed = True
            except DAMAGE as error:  # entries and pages are sound, so it is what follows from them
                why, at = why_unread(error)
                self.problem("index", f"what entries are found by can't be read: {why}", *at)

    def _ends(self) -> Iterator[End]:
        """Where a root is known, by position: ends of batches, checkpoints, and the head."""
        waiting = [End(one.size, checkpoint=one) for one in self._checkpoints if one.size <= self.size]
        before = None
        for batch in self._inspection.batches():
            if not isinstance(batch.recorded, int) or not isinstance(batch.root, (bytes, NoneType)):
                self.problem(
                    "storage", "the batch that ends here holds something that no batch is made of", batch.position
                )
                continue
            if batch.position > self.size:
                break
            while waiting and waiting[0].position < batch.position:
                yield waiting.pop(0)
            if before is not None and batch.recorded <= before:
                self.problem("linkage", "the batch that ends here was not recorded after the last one", batch.position)
            before = batch.recorded
            yield End(batch.position, batch=batch)
        yield from waiting
        if self.size:
            yield End(self.size)

    def _hash(self, rows: list[Row]) -> list[bytes]:
        """The leaf of each row; what does not fit is noted. The hot path: one loop, no calls of ours in it."""
        leaves: list[bytes] = []
        add, pack, known = leaves.append, struct.Struct(">Qq").pack, self._known
        expected, bodies = self.done, not self._quick
        try:
            for position, recorded, kind, body, salt, commit, _ in rows:
                expected += 1
                if body is None or salt is None:
                    self._absent(position, kind, body, salt)
                elif (bodies or kind in _TELLING) and (
                    sha256(_BODY + salt + body).digest() != commit or len(salt) != SALT_BYTES
                ):
                    self._content(position, "the body is not the one that its record commits to")
                elif kind in _TELLING:
                    if kind == _ROTATED:
                        self._chain.take(position, body)
                    else:
                        self._redactions.append((position, body))
                if kind not in known:
                    self._look_at(position, kind)
                if position != expected:
                    expected = self._misplaced(position, expected)
                add(sha256(_LEAF + pack(position, recorded) + commit + kind).digest())
        except (TypeError, AttributeError, struct.error, ValueError):
            at = self.done + len(leaves) + 1
            self.problem("storage", "this row holds something that no entry is made of", at)
            self._bad += len(rows) - len(leaves)
            self._gap = True
        return leaves

    def _content(self, position: int, text: str) -> None:
        self._bad += 1
        self._odd[position] = text
        self.problem("content", text, position)

    def _absent(self, position: int, kind: bytes, body: bytes | None, salt: bytes | None) -> None:
        if (body is None) != (salt is None):
            self._content(position, "only one of body and salt is there")
        elif kind in _KEPT or (kind == _REDACTED and position not in self._inspection.withheld):
            self._content(position, "its body is missing, and what says what holds of the log itself is never erased")
        else:
            self._missing.append(position)

    def _look_at(self, position: int, kind: bytes) -> None:
        """Note a kind that nobody here knows. It may be a user's; it is told only where the batch turns out wrong."""
        if is_known(kind):
            self._known.add(kind)
        elif len(self._strange) < _MOST:
            self._strange[position] = f"is of a kind that nobody here knows, {shown(kind.decode(errors='replace'))}"

    def _misplaced(self, position: int, expected: int) -> int:
        if position > expected:
            until = f" to {position - 1}" if position - 1 > expected else ""
            self.problem("linkage", f"entry {expected}{until} is missing", expected)
        else:
            self.problem("linkage", f"in the place of entry {expected} stands one that says it is {position}", expected)
        self._gap = True
        return max(position, expected)

    def _add(self, rows: list[Row], leaves: list[bytes], after: int, upto: int) -> None:
        """Take the entries after one position, up to another, into the tree and into the current batch."""
        first = self.done - len(rows)
        if some := rows[after - first : upto - first]:
            self._tree.extend(leaves[after - first : upto - first])
            for moment in {row[1] for row in some}:
                if moment not in self._moments:
                    self._moments[moment] = next(row[0] for row in some if row[1] == moment)

    def _close(self, end: End) -> None:
        """Compare at a place where a root is known. What the tree holds ends there."""
        root = self._tree.root()
        for at, text in self._chain.before(end.position):
            self.problem("rotation", text, at)
        self._chain.rooted(end.position, root)
        if end.checkpoint is not None:
            if root == end.checkpoint.root:
                self._fitting.append(end.checkpoint)
            else:
                after = self._fitting[-1].size if self._fitting else 0
                which = f"entries {after + 1} to {end.position} are not those that it covers"
                self.problem("checkpoint", f"{end.checkpoint} contradicts this log: {which}")
            return
        if end.batch is not None:
            self._close_batch(end.batch, root)
            return
        head = self._inspection.head
        if head is not None and head.frontier.hashes == self._tree.hashes:
            self._roots_changed()
        elif head is not None:
            self._differs(end.position)
            self._entries_changed()
        self._check_end(end.position)

    def _close_batch(self, batch: Batch, root: bytes) -> None:
        for moment, first in self._moments.items():
            if moment != batch.recorded:
                self._odd[first] = "it was not recorded at the moment that its batch has"
                self.problem("linkage", self._odd[first], first)
        self._moments, self._last = {}, batch
        if batch.root is None:
            return
        if batch.root == root:
            self._roots_changed()
        else:
            self._differs(batch.position)
        self._begun = batch.position
        for noted in (self._odd, self._strange):  # a piece may hold many batches: what is noted of later ones stays
            for at in [at for at in noted if at <= batch.position]:
                del noted[at]

    def _check_end(self, position: int) -> None:
        """That the batches end where the head does, at the same moment."""
        head, last = self._inspection.head, self._last
        if last is None or last.position != position:
            self.problem("linkage", "no batch ends where the log ends", position)
        elif head is not None and head.recorded != last.recorded:
            self.problem("linkage", "the head says that the last entry was recorded at another moment", position)

    def _differs(self, position: int) -> None:
        odd, strange = ({at: one[at] for at in sorted(one) if at <= position} for one in (self._odd, self._strange))
        self._unmatched.append(Unmatched(self._begun, position, odd, strange))

    def _roots_changed(self) -> None:
        """The tree fits again, so the entries do: what differed before was the roots that were stored."""
        for one in self._unmatched:
            text = "the root that is stored for the batch that ends here is not that of its entries"
            self.problem("linkage", text, one.upto)
        self._unmatched = []

    def _entries_changed(self) -> None:
        """Nothing fits any more from some batch on, so something in that batch is not what it was."""
        first = self._unmatched[0]
        self._unmatched = []
        if first.after == self.size:
            self.problem(
                "linkage", "the head is not that of the entries: its edge of the tree is another one", self.size
            )
            return
        for position, text in first.odd.items():
            self.problem("linkage", f"its record is not the one that was recorded ({text})", position)
        if not first.odd:
            begin, alone = first.after + 1, first.upto == first.after + 1
            which = f"entry {begin} is" if alone else f"one of the entries {begin} to {first.upto} is"
            hint = "".join(f"; entry {position} {text}" for position, text in first.strange.items())
            text = f"{which} not what was recorded, for the root over them is another one{hint}"
            self.problem("linkage", text, *(first.strange or sorted({begin, first.upto})))

    def _finish(self) -> None:
        """What can be said only when everything was read."""
        there = self._inspection.count()
        if there > self.size:
            text = f"the head says that the log ends at {self.size}, and {there - self.size} entries stand after it"
            self.problem("linkage", text, self.size + 1)
        elif self.done < self.size and not self._gap:
            self.problem(
                "linkage", f"the head says that there are {self.size} entries, and {self.done} are here", self.done + 1
            )
        for checkpoint in self._fitting:
            if (why := self._chain.refuses(checkpoint)) is None:
                self._attested = checkpoint
            else:
                self.problem("checkpoint", f"{checkpoint} is refused: {why}")
        for checkpoint in self._checkpoints:
            if checkpoint.size > self.size:
                text = (
                    f"{checkpoint} covers {checkpoint.size} entries and this log has {self.size}: its end was cut off"
                )
                self.problem("checkpoint", f"{text}, or this is another log", self.size + 1)
        self._erasures, unnamed, wrong = judge_redactions(
            self._redactions, self._missing, self.size, self._inspection.withheld
        )
        for position in unnamed:
            self._content(position, "the body is missing, and no redaction names it")
        for kind, text, positions in wrong:
            self.problem(kind, text, *positions)
        head = self._inspection.head
        if head is not None and not self.size and head.recorded is not None:
            self.problem("linkage", "the head says that the log is empty, and when its last entry was recorded")
        if head is not None and head.erased != (gone := len(self._missing)) and not self._gap:
            self.problem("linkage", f"the head counts {head.erased} erased bodies, and {gone} are missing")

    def verdict(self) -> Verification:
        """What came out."""
        for kind, told in self._told.items():
            if told > _MOST:
                self._problems.append(Problem(kind, f"and {told - _MOST} more"))
        attested = self._attested
        return Verification(
            size=self.size,
            checked=0 if self._quick else max(self.done - self._bad, 0),
            linked=self._tree.size,
            attested=0 if attested is None else attested.size,
            attested_by=None if attested is None else str(attested),
            problems=tuple(self._problems),
            redacted=tuple(self._erasures),
            withheld=self._inspection.withheld,
            quick=self._quick,
            index=self._indexed,
            rotations=tuple(map(str, self._chain.held)),
            unfollowed=None if self._chain.unread is None else str(self._chain.unread),
        )
