"""CSV: for spreadsheets, and from them.

Out go the rows of `eventlog.knowledge.rows`, by RFC 4180 in UTF-8. A spreadsheet works out a cell that begins like a
formula, and a title may be written to be worked out; so such a cell gets an apostrophe before it, and so does one that
begins with an apostrophe, which makes the guard reversible: `plain` takes one away. A number that is nothing but a
number stays bare. Lists are JSON in their cell.

In come tables that somebody keeps by hand. They know no schema of ours, so a mapping says which column is what: a row
is a report, and, where it has a question, a claim in it. All rows are taken, or none.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from eventlog import times
from eventlog.claims import ClaimKind, Evidence, Factuality, Stance, check_agent, check_digest, check_question
from eventlog.codec import encode, id_of
from eventlog.errors import InvalidImport, InvalidValue, shown
from eventlog.events import ClaimRecorded, Event, ReportRecorded
from eventlog.export.arriving import name_of, read_text
from eventlog.knowledge import Knowledge
from eventlog.knowledge.rows import COLUMNS, rows
from eventlog.reports import Report
from eventlog.tables import Column, json_text, no_formula

REPORT: Final = (
    *("publisher", "title", "published", "modified", "carrier", "zone", "language", "url", "retrieved", "digest"),
    "authors",
)
CLAIM: Final = ("question", "by", "stance", "factuality", "kind", "said", "during", "paraphrase", "condition")
QUANTITY: Final = ("number", "low", "high", "low_open", "high_open", "approx", "unit", "of", "window", "written")
ANSWER: Final = ("truth", *QUANTITY, "time", "agent", "text")
FIELDS: Final = (*REPORT, *CLAIM, *ANSWER, "start", "end", "span")

_WORDS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def to_csv(knowledge: Knowledge) -> Iterator[str]:
    """The claims of all standings as lines of CSV, the names of the columns first."""
    yield _line(column.name for column in COLUMNS)
    for row in rows(knowledge):
        yield _line(guarded(cell(value, column)) for value, column in zip(row, COLUMNS, strict=True))


def cell(value: Any, column: Column) -> str:
    """A cell as text: nothing is empty, a moment is RFC 3339 in UTC, a list is JSON."""
    if value is None:
        return ""
    if column.kind == "moment":
        return times.instant_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return json_text(list(value)) if isinstance(value, tuple) else str(value)


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; `plain` gives it back."""
    return f"'{text}" if text.startswith("'") else no_formula(text)


def plain(text: str) -> str:
    """A cell without its guard; an apostrophe that guards nothing stays, for it is somebody's own."""
    rest = text[1:]
    return rest if text.startswith("'") and guarded(rest) != rest else text


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(list(cells))
    return line.getvalue()


def from_csv(
    source: str | os.PathLike[str] | bytes,
    columns: Mapping[str, str],
    *,
    constants: Mapping[str, str] | None = None,
    delimiter: str = ",",
    extractor: str = "csv/1",
) -> tuple[Event, ...]:
    """Read a table into reports and claims, which `log.record(*events)` takes.

    `columns` maps our fields (FIELDS) to the names of the table's columns, `constants` to what holds for every row. A
    row needs `publisher` and a `title`, a `url` or a `digest`; rows that differ in one of these or in `published` are
    different reports. With a `question` it is a claim as well: `by` is the chain of agents' ids with `>` between them,
    the answer is one of `truth`, `time`, `agent`, `text`, `number` (an exact one) or `low` and `high` (bounds, each of
    which may be left out), with a `unit`. A guard (see `plain`) is taken off. `source` is a path, or the bytes
    themselves; UTF-8. Raises InvalidImport with file, line and field; nothing is returned in part.
    """
    fixed = dict(constants or {})
    for field in (*columns, *fixed):
        if field not in FIELDS:
            raise InvalidValue(f"{field!r} is no field that a column can have: known are {', '.join(FIELDS)}")
    file = name_of(source)
    reader = csv.DictReader(io.StringIO(read_text(source), newline=""), delimiter=delimiter, strict=True)
    events: dict[str, dict[bytes, Event]] = {}
    try:
        header = reader.fieldnames or []
        if len(set(header)) != len(header):
            raise InvalidImport(file, 1, "", "two columns have one name: nobody can tell which one is meant")
        for name in columns.values():
            if name not in header:
                raise InvalidImport(file, 1, name, f"there is no such column: the table has {', '.join(header)}")
        for row in reader:
            for event in _Row(file, reader.line_num, row, columns, fixed).events(extractor):
                # One report that is told otherwise stands there in each way: the door keeps the first, and says so.
                events.setdefault(id_of(event), {}).setdefault(encode(event, lambda _: None), event)
    except csv.Error as error:
        raise InvalidImport(file, reader.reader.line_num, "", f"this is not CSV: {error}") from None
    return tuple(event for told in events.values() for event in told.values())


def _word(kind: type[StrEnum]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text not in tuple(kind):
            raise InvalidValue(f"{shown(text)} is not one of {', '.join(kind)}")
        return text

    return check


_CHECKS: Final[dict[str, Callable[[str], object]]] = {
    "publisher": check_agent,
    "published": lambda text: times.bounds(text, times.Place.PUBLISHED, "UTC"),
    "modified": lambda text: times.bounds(text, times.Place.PUBLISHED, "UTC"),
    "retrieved": lambda text: times.bounds(text, times.Place.PUBLISHED, "UTC"),
    "zone": times.check_zone,
    "digest": check_digest,
    "question": check_question,
    "stance": _word(Stance),
    "factuality": _word(Factuality),
    "kind": _word(ClaimKind),
    "said": times.check,
    "during": times.check,
    "time": times.check,
    "agent": check_agent,
}


class _Row:
    """One row on its way in."""

    def __init__(
        self, file: str, line: int, row: dict[str | None, Any], columns: Mapping[str, str], fixed: Mapping[str, str]
    ) -> None:
        self._file, self._line, self._columns = file, line, columns
        if None in row or None in row.values():
            raise InvalidImport(file, line, "", "the row has not as many cells as there are columns")
        self._cells = dict(fixed) | {field: plain(str(row[name])).strip() for field, name in columns.items()}

    def events(self, extractor: str) -> Iterator[Event]:
        """The report, and the claim where the row has a question."""
        given: dict[str, Any] = {field: self._cells[field] for field in REPORT if self._cells.get(field)}
        if "authors" in given:
            given["authors"] = tuple(one.strip() for one in given["authors"].split(";") if one.strip())
        for field, check in _CHECKS.items():
            if self._cells.get(field):
                self._held(field, lambda check=check, field=field: check(self._cells[field]))
        report = self._held("publisher", lambda: Report(**{"publisher": "", **given}))
        yield ReportRecorded(report=report)
        question = self._cells.get("question")
        if question:
            yield ClaimRecorded(claim=self._claim(report, question, extractor))

    def _claim(self, report: Report, question: str, extractor: str) -> Any:
        rest = {field: self._cells[field] for field in CLAIM[2:] if self._cells.get(field)}
        chain = tuple(one.strip() for one in self._cells.get("by", "").split(">") if one.strip())
        value = self._answer()
        evidence = self._evidence()
        return self._held(
            "question",
            lambda: report.claim(question, value, by=chain, evidence=evidence, extractor=extractor, **rest),
        )

    def _answer(self) -> Any:
        """The answer that the row gives; a row without one affirms."""
        quantity = {field: self._cells[field] for field in QUANTITY if self._cells.get(field)}
        given = [field for field in ("truth", "time", "agent", "text") if self._cells.get(field)]
        if len(given) + bool(quantity) > 1:
            raise self._fault(given[0], "the row gives more than one answer: leave all but one empty")
        if quantity:
            flags = {key: self._flag(key) for key in ("low_open", "high_open", "approx") if key in quantity}
            exact = quantity.pop("number", None)
            if exact is not None and (bounds := [key for key in ("low", "high") if key in quantity]):
                raise self._fault(bounds[0], "the row gives a number and a bound: a number is exact, leave one empty")
            bounded = {"low": None} if exact is None else {"low": exact, "high": exact}
            return {**bounded, **quantity, **flags}
        if not given:
            return True
        field = given[0]
        return self._flag("truth") if field == "truth" else {field: self._cells[field]}

    def _flag(self, field: str) -> bool:
        word = self._cells[field].casefold()
        if word not in _WORDS:
            raise self._fault(field, f"{word!r} is neither true nor false: write one of {', '.join(_WORDS)}")
        return _WORDS[word]

    def _evidence(self) -> tuple[Evidence, ...]:
        parts = [self._cells.get(field, "") for field in ("start", "end", "span")]
        if not any(parts):
            return ()
        start, end, digest = parts
        if not (start.isdecimal() and end.isdecimal()):
            raise self._fault("start", "a span needs a start, an end and the digest of its words")
        return (self._held("span", lambda: Evidence(start=int(start), end=int(end), digest=digest)),)

    def _held(self, field: str, make: Any) -> Any:
        try:
            return make()
        except InvalidValue as error:
            raise self._fault(field, str(error)) from None

    def _fault(self, field: str, reason: str) -> InvalidImport:
        named = self._columns.get(field)
        return InvalidImport(self._file, self._line, field if named is None else f"{field} ({named})", reason)
