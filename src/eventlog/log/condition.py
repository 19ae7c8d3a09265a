"""Whether something came in between: the condition under which a batch may be appended.

A writer reads up to a position, decides, and records. If another one recorded something in the meantime that
bears on the same topic, the decision may be void. So the batch can say what it rests on, and is refused
where that has changed. The condition is a query over topics and not the version of one stream, as in the
specification of dynamic consistency boundaries (DCB).

What bears on a question is said once, in `events.dependencies`: every claim on it or below it, its definitions, and
whatever is about such a claim, about one that is linked to it, or about the report in which one of them was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import attrs

from eventlog.claims.fields import check_whole, texts
from eventlog.errors import Conflict, InvalidValue
from eventlog.events import Entry
from eventlog.events.dependencies import back
from eventlog.log.reader import LogReader, check_topic, topic_keys

__all__ = ["Expect", "newer"]

_TOGETHER = 512


def _topics(value: Any) -> tuple[str, ...]:
    topics = tuple(map(check_topic, texts(value, "the topics of an expectation")))
    if not topics:
        raise InvalidValue("an expectation is about something: name a question, an id or an agent")
    return topics


@attrs.frozen(kw_only=True)
class Expect:
    """That nothing about these topics was recorded after a position (exclusive).

    `about`: a question or the beginning of some (`dprk.troops`, at a dot), the id of something recorded, an
    agent, or several of these. Raises InvalidValue for what is none of them.
    """

    about: tuple[str, ...] = attrs.field(converter=_topics)
    after: int

    def __attrs_post_init__(self) -> None:
        """Refuse what is no position."""
        check_whole(self.after, "the position after which nothing is expected")

    def check(self, reader: LogReader, upto: int, but: frozenset[int]) -> None:
        """Raise Conflict if an entry after `after` and not among `but` bears on a topic; InvalidValue for a
        future one.
        """
        if self.after > upto:
            raise InvalidValue(f"nothing can be expected after position {self.after}: this log ends at {upto}")
        if self.after == upto:
            return
        named = [topic for topic in self.about if ":" in topic]
        keys = [key for topic in named for key in topic_keys(reader, topic, upto)]
        if all(entry.position in but for entry in reader.under(keys, self.after, upto)):
            named = []  # of thousands of ids, few have anything new: which, is asked where one has
        for topic in (one for one in self.about if ":" not in one or one in named):
            for position in newer(reader, topic, self.after, upto):
                if position not in but:
                    raise Conflict(topic, self.after, position)


def newer(reader: LogReader, topic: str, after: int, upto: int) -> Iterator[int]:
    """The positions after `after` that bear on a topic. Costs as much as was recorded since, not as the log
    is long.
    """
    if ":" in topic:
        for entry in reader.under(topic_keys(reader, topic, upto), after, upto):
            yield entry.position
        return
    looking, entries = _Looking(reader, upto), reader.entries(after, upto)

    def bear(some: Iterable[Entry]) -> bool:
        return any(_below(question, topic) for question in back(some, looking).questions)

    while some := list(islice(entries, _TOGETHER)):
        if bear(some):  # one walk for many, and one for each only where that one arrives
            yield from (entry.position for entry in some if bear((entry,)))


class _Looking:
    """Where the walk back looks: the whole log, up to a position."""

    def __init__(self, reader: LogReader, upto: int) -> None:
        self._reader = reader
        self._upto = upto

    def under(self, keys: Iterable[str]) -> Iterator[Entry]:
        """What stands under these keys."""
        return self._reader.under(keys, 0, self._upto)

    def having(self, ids: Iterable[str]) -> Iterator[Entry]:
        """What has these ids."""
        return self._reader.having(ids, self._upto)

    def besides(self, entry: Entry) -> Iterator[Entry]:
        """Nothing: what names an entry as that which stands instead was told of when it came."""
        del entry
        return iter(())


def _below(question: str, topic: str) -> bool:
    return question == topic or question.startswith(f"{topic}.")
