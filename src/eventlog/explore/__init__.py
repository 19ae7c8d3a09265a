"""The explorer: what was known on any day, as one file to open in a browser.

    from eventlog import explore

    explore.write(log, "knowledge.html", about="dprk.troops", dates=("2024-06-27", "2024-10-25"))

Python computes and the page only looks up. Every turn of every answer, under both readings of vague dates, is worked
out here by the rules of `eventlog.knowledge` and written into the file (see `turns` and `book`); the page holds no rule
but one: which of the written reasons applies between two dates. The file needs no network, no library and no server,
and says the same for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from itertools import islice
from pathlib import Path
from typing import Any

import attrs

from eventlog import times
from eventlog.claims import QuestionKind, check_question, check_text
from eventlog.claims.fields import check_type, items
from eventlog.errors import InvalidValue, StoreError
from eventlog.explore.book import Book, local, throughout
from eventlog.explore.histories import histories
from eventlog.explore.html import sheet
from eventlog.explore.packing import packed
from eventlog.explore.plain import first_seen, shown
from eventlog.files.names import check_name
from eventlog.files.outputs import beside, refusal
from eventlog.knowledge import Cut, Knowledge, below
from eventlog.knowledge.gather import asked
from eventlog.log import EventLog
from eventlog.workers import patiently

__all__ = ["page", "write"]


def page(
    source: EventLog | Knowledge,
    *,
    until: Any = None,
    about: str | None = None,
    dates: Sequence[Any] | None = None,
    title: str | None = None,
    quotes: bool = True,
    executor: Executor | None = None,
) -> str:
    """The explorer as HTML, in one self-contained file. The same log and arguments give the same text.

    `until` is a cut on the press clock (inclusive; a date means all of it): whatever was not yet published then, under
    the early reading of vague dates, is not in the file at all. Of Knowledge, its own cuts hold too. `about` limits it
    to a topic (a question and all below it). `dates` are the two that are shown side by side at first; else the first
    and the last on which something changed. `quotes=False` leaves out the words of the reports. An `executor` of
    `concurrent.futures` works out the answers of large logs side by side: the page is the same, and the executor stays
    the caller's to shut down. Raises InvalidValue, and StoreError where a worker died.
    """
    if title is not None:
        check_text(title, "the title of a page")
    check_type(quotes, bool, "whether words are quoted")
    knowledge, bound = _upto(source, until)
    if about is not None:
        check_question(about)
    book = Book(knowledge=knowledge, quoting=quotes)
    with patiently():
        for one in histories(knowledge, _questions(knowledge, about), bound, executor):
            book.add(one)
        tables = book.tables()
        rows = packed(tables)
    named = shown(title) if title is not None else "What was known"
    lost = [one.text for one in knowledge.problems]
    root = source.head.root.hex() if isinstance(source, EventLog) and until is None else ""
    said = {
        "title": named,
        "lost": lost,
        "root": root,
        "topics": _topics(knowledge, [one["id"] for one in tables["questions"]]),
        **_asked(knowledge, bound, about, dates, tables["days"]),
    }
    assert said.keys().isdisjoint(rows), "what the page says of itself and its tables have names of their own"
    return sheet(said | rows, title=named)


def write(source: EventLog | Knowledge, path: str | Path, *, replace: bool = False, **options: Any) -> Path:
    """Write `page(source, **options)` to a file, whole or not at all, and return its path.

    A file that is there already is written over only with `replace`, and a log, a part of one, or a signer key not
    even then. Raises InvalidValue, StoreError, OSError.
    """
    target = Path(check_name(path))
    if (reason := refusal(target, replace=replace)) is not None:  # before the page is made, which takes longer
        raise StoreError(reason)
    text = page(source, **options)
    with beside(target, replace=replace) as place, place.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return target


def _questions(knowledge: Knowledge, about: str | None) -> list[str]:
    """The questions of a topic in the order in which they were first asked here: their author chose it."""
    reader, upto, size = knowledge.reader, knowledge.cut.position, knowledge.reader.size()
    first: dict[str, int] = {}
    if about is not None:
        knowledge.check_known(about)
    kinds = (("q", upto), ("w", size))
    for question in {id for kind, end in kinds for id in asked(reader, kind, end)}:
        if about is None or below(about, question):
            every = (("dq", upto), *kinds)
            told = (entry for kind, end in every for entry in islice(reader.about(f"{kind}:{question}", end), 1))
            first[question] = next((entry.position for entry in told), size)
    return sorted(first, key=lambda question: (first[question], question))


def _topics(knowledge: Knowledge, questions: list[str]) -> dict[str, str]:
    """The words over the questions below a name: those of its topic, or its own, where it is one of these questions."""
    parts = [id.split(".") for id in questions]
    above = {".".join(words[:length]) for words in parts for length in range(1, len(words))}
    defined = (id for id in asked(knowledge.reader, "dq", knowledge.cut.position) if id in above)
    named = (knowledge[id].question for id in defined)
    wanted = (one for one in named if one.kind is QuestionKind.TOPIC or one.id in questions)
    return {one.id: shown(first_seen(one.words, "")) for one in wanted}


def _upto(source: EventLog | Knowledge, until: Any) -> tuple[Knowledge, int | None]:
    """The knowledge to read, and the last moment on the press clock that it tells of (None: to the end of time)."""
    if isinstance(source, Knowledge):
        knowledge, bound = source, source.cut.published
    elif isinstance(source, EventLog):
        cut = Cut.of(zone=source.zone, position=source.head.position)
        knowledge, bound = Knowledge(source.reader, cut), None
    else:
        msg = f"an explorer is made of a log or of knowledge, not of {type(source).__name__}"
        raise InvalidValue(msg)
    if until is not None:
        asked = times.cut(until, knowledge.zone)
        bound = asked if bound is None else min(bound, asked)
    return knowledge, bound


def _asked(
    knowledge: Knowledge, bound: int | None, about: str | None, dates: Sequence[Any] | None, days: list[int]
) -> dict[str, Any]:
    """What the page says of itself: the range of days, the two dates, the topic, the cuts that hold throughout."""
    zone = knowledge.zone
    last = local(bound, zone)[0] if bound is not None else None
    recorded = _recorded(knowledge)
    if dates is None:  # where no report has a date, the page opens on the day of the last recording
        pair = [days[0], days[-1]] if days else [next((one for one in (last, recorded) if one is not None), 0)] * 2
    elif len(dates := items(dates, "the two dates")) != 2:
        msg = "dates are two, such as ('2024-06-27', '2024-10-25')"
        raise InvalidValue(msg)
    else:
        pair = [local(times.cut(one, zone), zone)[0] for one in dates]
    if last is not None:
        pair = [min(day, last) for day in pair]
    held = attrs.evolve(knowledge.cut, asked=tuple(one for one in knowledge.cut.asked if one[0] != "published"))
    return {
        "dates": sorted(pair),
        "until": last,
        "about": about or "",
        "cuts": throughout(held),
        "boilerplate": knowledge.cut.include_boilerplate,
        "recorded": recorded if last is None else None,
    }


def _recorded(knowledge: Knowledge) -> int | None:
    """The local day on which the last entry was recorded; what came out later is not known here."""
    position = knowledge.cut.position
    return local(knowledge.reader.entry(position).recorded, knowledge.zone)[0] if position else None
