"""Whether something came in between: the condition under which a batch may be appended.

Somebody reads up to a position, decides, and records. If in the meantime somebody else recorded something
that bears on the same topic, the decision may be void. So the batch can say what it rests on, and is refused
where that has changed. The condition is a query over topics and not the version of one stream, as in the
specification of dynamic consistency boundaries (DCB).

What bears on a question is every claim on it or below it, its definitions, and whatever is about such a claim
or about the report in which one was read: a retraction, an annulment, a link, an assessment, an amended date.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from eventlog.claims.fields import check_whole, texts
from eventlog.errors import Conflict, InvalidValue
from eventlog.events import ClaimRecorded, Entry, Linked, QuestionDefined, UnknownEvent
from eventlog.events.dependencies import effects
from eventlog.log.reader import LogReader, check_topic, topic_keys

__all__ = ["Expect", "newer"]


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
        for topic in self.about:
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
    for entry in reader.entries(after, upto):
        if _bears(reader, entry, topic, upto):
            yield entry.position


def _bears(reader: LogReader, entry: Entry, topic: str, upto: int) -> bool:
    """Whether an entry has to do with a question at or below `topic`, following what it is about down to
    claims.
    """
    waiting, seen = [entry], {entry.position}
    while waiting:
        event = waiting.pop().event
        if event is None or isinstance(event, UnknownEvent):
            continue
        keys = effects(event)
        if any(_below(key.partition(":")[2], topic) for key in keys if key.startswith(("q:", "dq:"))):
            return True
        if isinstance(event, (ClaimRecorded, QuestionDefined)):
            continue
        named = [key.removeprefix("on:") for key in keys if key.startswith("on:")]
        if any(id.startswith("report:") and _report_bears(reader, id, topic, upto) for id in named):
            return True
        for id in named if not isinstance(event, Linked) else (event.link.from_, event.link.to):
            position = reader.find(id)
            if position is not None and position not in seen and not id.startswith("report:"):
                seen.add(position)
                waiting.append(reader.entry(position))
    return False


def _report_bears(reader: LogReader, report: str, topic: str, upto: int) -> bool:
    questions = (effects(entry.event)[:1] for entry in reader.about(f"in:{report}", upto) if entry.event is not None)
    return any(_below(key.partition(":")[2], topic) for keys in questions for key in keys)


def _below(question: str, topic: str) -> bool:
    return question == topic or question.startswith(f"{topic}.")
