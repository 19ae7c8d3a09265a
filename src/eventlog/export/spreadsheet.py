"""CSV: for spreadsheets, and from them.

Out go the rows of `eventlog.knowledge.rows`, by RFC 4180 in UTF-8. A spreadsheet works out a cell that begins like a
formula, and a title may be written to be worked out; so such a cell gets an apostrophe before it, and so does one that
begins with an apostrophe, which makes the guard reversible: `plain` takes one away. A number that is nothing but a
number stays bare. Lists are JSON in their cell.

In come tables that are kept by hand. They know no schema of ours, so a mapping says which column is what: a row
is a report, and, where it has a question, a claim in it. All rows are taken, or none.
"""

from __future__ import annotations

import csv
import io
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from eventlog import times
from eventlog.claims import Agent
from eventlog.claims.fields import by_name, check_type
from eventlog.codec import encode, id_of
from eventlog.errors import InvalidImport, InvalidValue, no_function, shown
from eventlog.events import AgentDefined, Event
from eventlog.export.arriving import name_of, read_text
from eventlog.export.converting import Agents
from eventlog.export.table_rows import ANSWERS, FIELDS, Row
from eventlog.knowledge import Knowledge
from eventlog.knowledge.rows import COLUMNS, rows
from eventlog.tables import Column, json_text, no_formula

__all__ = ["FIELDS", "cell", "from_csv", "guarded", "plain", "to_csv"]


def to_csv(knowledge: Knowledge) -> Iterator[str]:
    """The claims of all standings as lines of CSV, the names of the columns first. Raises InvalidValue."""
    check_type(knowledge, Knowledge, "what is exported")
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
    """A cell without its guard; an apostrophe that guards nothing stays, for it belongs to the text."""
    rest = text[1:]
    return rest if text.startswith("'") and guarded(rest) != rest else text


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(list(cells))
    return line.getvalue()


_BOUND: Final = threading.RLock()
_LONGEST: Final = 2**31 - 1
"""The largest bound that Python's reader takes on every machine."""


@contextmanager
def _whole_cells() -> Iterator[None]:
    """Have cells read however long they are. Python's own bound, 131,072, is one of the process, and is put back."""
    with _BOUND:
        before = csv.field_size_limit(_LONGEST)
        try:
            yield
        finally:
            csv.field_size_limit(before)


@_whole_cells()
def from_csv(
    source: str | os.PathLike[str] | bytes,
    columns: Mapping[str, str],
    *,
    constants: Mapping[str, str] | None = None,
    convert: Mapping[str, Callable[[str], str]] | None = None,
    delimiter: str = ",",
    extractor: str = "csv/1",
) -> tuple[Event, ...]:
    """Read a table into reports and claims, which `log.record(*events)` takes.

    `columns` maps our fields (FIELDS) to the names of the table's columns, `constants` to what holds for every row. A
    row needs `publisher` and a `title`, a `url` or a `digest`; rows that differ in one of these or in `published` are
    different reports. With a `question` it is a claim as well: `by` is the chain of agents' ids with `>` between them,
    the answer is one of `truth`, `time`, `agent`, `text`, `number` (an exact one), `low` and `high` (bounds, each of
    which may be left out), with a `unit`; or `value`, as it is typed, or `none`: nothing holds. `quote` are words of
    `report_text`. With `answer`, `words`, `question_kind`, `single`, `measure` or `about` the question is defined. A
    clock time without an offset is one of the `zone` of its row. `convert` gives a function by field that makes the
    text that is wanted of that of a cell (of `by`, of each part): see `dates` and `Agents`, whose new agents are
    defined. A guard (see `plain`) is taken off. `source` is a path, or the bytes themselves; UTF-8.

    Raises InvalidImport with file, line and field of the first fault, and all of them as `faults`; nothing is returned
    in part.
    """
    fixed = dict(by_name({} if constants is None else constants, "what holds for every row"))
    converting = dict(by_name({} if convert is None else convert, "the functions that convert"))
    for field in (*by_name(columns, "columns"), *fixed, *converting):
        if field not in FIELDS:
            raise InvalidValue(f"{shown(field)} is no field that a column can have: known are {', '.join(FIELDS)}")
    for field, function in converting.items():
        if (other := no_function(function)) is not None:
            raise InvalidValue(f"{other} converts no {field}: pass a function from text to text")
    if both := [field for field in columns if field in fixed]:
        raise InvalidValue(f"{both[0]} has a column and holds for every row: leave one of the two out")
    for told in (*fixed.values(), *columns.values()):
        check_type(told, str, "the name of a column, or what holds for every row,")
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n':
        raise InvalidValue(f"what stands between two cells is one letter, such as a comma, and not {shown(delimiter)}")
    file = name_of(source)
    text = read_text(source)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    events: dict[str, dict[bytes, Event]] = {}
    faults: list[InvalidImport] = []
    begun = 1
    try:
        header = reader.fieldnames or []
        if not header:
            told = "its first line is empty" if text.strip() else "it has no line"
            raise InvalidImport(file, 1, "", f"{told}: the first names the columns, each line below is a row")
        if len(set(header)) != len(header):
            raise InvalidImport(file, 1, "", "two columns have one name: nobody can tell which one is meant")
        if "publisher" not in columns and "publisher" not in fixed:
            told = "nothing says who published the rows: name a column for it, or one agent for all rows"
            raise InvalidImport(file, 1, "publisher", told)
        if "question" not in columns and "question" not in fixed:
            for field in (one for one in ANSWERS if one in columns):
                told = "it answers a question, and no row has one: name a column for it, or one question for all rows"
                raise InvalidImport(file, 1, f"{field} ({columns[field]})", told)
        for name in columns.values():
            if name not in header:
                raise InvalidImport(file, 1, name, f"there is no such column: the table has {', '.join(header)}")
        begun = reader.line_num + 1
        for row in reader:
            line, begun = reader.line_num, reader.line_num + 1
            if None in row or None in row.values():
                faults.append(InvalidImport(file, line, "", _uneven(row, header)))
                continue
            if not any(cell.strip() for cell in row.values()):
                faults.append(InvalidImport(file, line, "", "no cell of the row says anything: take the row out"))
                continue
            cells = fixed | {field: plain(str(row[name])).strip() for field, name in columns.items()}
            wrong = list(_converted(cells, converting, file, line, columns))
            one = Row(file, line, cells, columns, decimal_comma=delimiter == ";")
            for event in one.events(extractor):
                # One report that is told otherwise stands there in each way: the door keeps the first, and says so.
                events.setdefault(id_of(event), {}).setdefault(encode(event, lambda _: None), event)
            named = {each.field for each in wrong}
            faults += (*wrong, *(each for each in one.faults if each.field not in named))
    except csv.Error as error:
        raise InvalidImport(file, begun, "", f"this is not CSV: {_broken(str(error))}") from None
    if faults:
        raise InvalidImport.of_all(faults)
    made = {id: name for one in converting.values() if isinstance(one, Agents) for id, name in one.made.items()}
    defined = (AgentDefined(agent=Agent(id=id, name=name)) for id, name in made.items())
    return (*defined, *(event for told in events.values() for event in told.values()))


def _uneven(row: Mapping[Any, Any], header: Sequence[str]) -> str:
    """What is wrong with a row that has more or fewer cells than there are columns."""
    count = len(header) + len(row.get(None) or ()) - sum(cell is None for cell in row.values())
    told = f"the row has {count} {'cell' if count == 1 else 'cells'}, and there are {len(header)} columns"
    if count < len(header):
        return f"{told}: add the empty ones"
    return f"{told}: write a cell that holds what stands between cells in quotation marks"


def _broken(reason: str) -> str:
    """What the reader of CSV says, with what to do where a cell never ends."""
    if reason != "unexpected end of data":
        return reason
    return "a quotation mark that begins a cell in this row is never closed: close it, or write it twice"


def _converted(
    cells: dict[str, str],
    converting: Mapping[str, Callable[[str], str]],
    file: str,
    line: int,
    columns: Mapping[str, str],
) -> Iterator[InvalidImport]:
    """Convert the cells of a row where they stand; what can't be converted is a fault."""
    for field, convert in converting.items():
        if not cells.get(field):
            continue
        parts = cells[field].split(">") if field == "by" else [cells[field]]
        try:
            cells[field] = ">".join(convert(part.strip()) if part.strip() else "" for part in parts)
        except InvalidValue as error:
            yield InvalidImport(file, line, f"{field} ({columns[field]})" if field in columns else field, str(error))
