"""Impact: which answers would change if a report, a claim or a source fell away.

An editor asks it before a retraction, an analyst of a source that has become doubtful. The answer is worked out, not
estimated: every question that what falls away bears on is judged again without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from eventlog.errors import UnknownReference
from eventlog.events import ClaimRecorded, Entry, Reader, ReportRecorded, UnknownEvent
from eventlog.events.dependencies import back, row_of
from eventlog.knowledge.gather import asked
from eventlog.knowledge.unread import problems_of, warn_of
from eventlog.render.phrasing import noted
from eventlog.render.waiting import proposed_words
from eventlog.standing.result import Standing


@attrs.frozen(kw_only=True, repr=False)
class Impact:
    """One question whose standing would change: as it is, and as it would be without `of`."""

    of: str
    question: str
    before: Standing
    after: Standing

    @property
    def turns(self) -> bool:
        """Whether the status itself would be another."""
        return self.before.status is not self.after.status

    def __str__(self) -> str:
        """One line: the question, and its status with and without."""
        before, after = (noted(str(one.status), [proposed_words(one)]) for one in (self.before, self.after))
        status = f"{before} -> {after}" if self.turns or before != after else f"{before}, on less"
        independence = f"{self.before.independence} -> {self.after.independence}"
        return f"{self.question}: {status} (independent: {independence})"

    def __repr__(self) -> str:
        """Short: what falls away, and what that does."""
        return f"<Impact of {self.of} on {self}>"


def falling(
    reader: Reader, position: int, of: str, find: Callable[[str], str]
) -> tuple[frozenset[str], tuple[str, ...], tuple[Entry, ...]]:
    """The ids that fall away with a report, claim, link, assessment, event or agent, the questions they bear on, and
    the entries that can't be read and might fall away too.

    With a report falls what was read in it; with an agent every claim that passes through it, and every report it
    published, under whatever name: `find` gives the one id of an agent that has several. Raises UnknownReference
    where neither the log nor any claim in it knows `of`.
    """
    at = reader.find(of)
    lost: list[Entry] = []
    if at is not None and at <= position:
        ids = {of, *_held(reader.about(f"in:{of}", position), lost), *_held([reader.entry(at)], lost)}
    elif ":" in of and not of.startswith(("report:", "claim:", "link:", "assessment:", "event:")):
        ids = set(_of_agent(reader, position, of, find, lost))
    else:
        ids = set()
    if not ids:
        warn_of(problems_of(lost), 2)
        raise UnknownReference(of, "impact", "give the id of a report, claim, link, assessment or agent that it holds")
    return frozenset(ids), tuple(sorted(_questions(reader, position, ids, lost))), tuple(lost)


def _held(entries: Iterable[Entry], lost: list[Entry]) -> Iterator[str]:
    """The ids of those that can be read; the others are put with what is lost, but for what users register."""
    for entry in entries:
        if isinstance(entry.event, UnknownEvent):
            lost += [] if "." in entry.kind else [entry]
        elif entry.event is not None:
            yield str(entry.id)


def _of_agent(reader: Reader, position: int, of: str, find: Callable[[str], str], lost: list[Entry]) -> Iterator[str]:
    """What holds words of an agent, and what was read in a report that it published. One pass over the log."""
    published: set[str] = set()
    agent = find(of)
    for entry in reader.entries(0, position):
        event = entry.event
        if event is None:
            continue
        if isinstance(event, UnknownEvent):
            lost += [] if "." in entry.kind else [entry]
            continue
        row = row_of(event)
        theirs = any(find(one) == agent for one in row.speakers(event))
        if theirs and isinstance(event, ReportRecorded):
            published.add(str(entry.id))
        if theirs or (isinstance(event, ClaimRecorded) and str(event.claim.report) in published):
            yield str(entry.id)


class _Looking:
    """Where the walk back looks, up to a position; what can't be read is put with what is lost."""

    def __init__(self, reader: Reader, position: int, lost: list[Entry]) -> None:
        self._reader = reader
        self._position = position
        self._lost = lost

    def under(self, keys: Iterable[str]) -> Iterator[Entry]:
        """What stands under these keys."""
        for entry in self._reader.under(keys, 0, self._position):
            if isinstance(entry.event, UnknownEvent) and "." not in entry.kind:
                self._lost.append(entry)
            yield entry

    def having(self, ids: Iterable[str]) -> Iterable[Entry]:
        """What has these ids."""
        return self._reader.having(ids, self._position)

    def besides(self, entry: Entry) -> Iterable[Entry]:
        """Nothing: what stands instead of something else falls with it only where a judgement says so."""
        del entry
        return ()


def _questions(reader: Reader, position: int, ids: set[str], lost: list[Entry]) -> set[str]:
    """The questions on which these bear: all of them, where something is said of an agent."""
    found = back(reader.having(sorted(ids), position), _Looking(reader, position, lost))
    return set(asked(reader, "q", position)) | found.questions if found.agents else found.questions
