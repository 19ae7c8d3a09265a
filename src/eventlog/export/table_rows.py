"""One row of a foreign table: a report, and with a question a claim.

What a column means is said by the caller, in the words of annotations. Every cell is read by itself, so that
all that is wrong with a row is told at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from eventlog import times
from eventlog.claims import (
    AnswerType,
    ClaimKind,
    Evidence,
    Factuality,
    Measure,
    Quantity,
    Question,
    QuestionKind,
    Stance,
    check_agent,
    check_digest,
    check_question,
)
from eventlog.claims.typed import bounds_of
from eventlog.errors import InvalidImport, InvalidValue, shown
from eventlog.events import ClaimRecorded, Event, QuestionDefined, ReportRecorded
from eventlog.reports import Report

__all__ = ["ANSWERS", "FIELDS", "REPORT", "TIMES", "Row"]

_T = TypeVar("_T")

REPORT: Final = (
    *("publisher", "title", "published", "modified", "carrier", "zone", "language", "url", "retrieved", "digest"),
    *("authors", "report_text"),
)
CLAIM: Final = ("question", "by", "stance", "factuality", "kind", "said", "during", "paraphrase", "condition")
QUANTITY: Final = ("number", "low", "high", "low_open", "high_open", "approx", "unit", "of", "window", "written")
ANSWER: Final = ("value", "none", "truth", *QUANTITY, "time", "agent", "text")
QUESTION: Final = ("words", "answer", "question_kind", "single", "measure", "about")
FIELDS: Final = (*REPORT, *CLAIM, *ANSWER, *QUESTION, "start", "end", "span", "quote")

ANSWERS: Final = ("value", "none", "truth", "number", "low", "high", "time", "agent", "text")
"""Fields that answer a question, each by itself."""

TIMES: Final = ("published", "modified", "retrieved", "said", "during", "time", "window")

_WORDS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_PLACE: Final = re.compile(r"\d{1,15}")
_NAIVE: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?")


def placed(text: str, zone: str) -> str:
    """A clock time without an offset as it is in a zone; any other time as it stands.

    Raises InvalidValue for a time that no clock shows, or that the zone has twice, or never.
    """
    if not _NAIVE.fullmatch(text):
        return text
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidValue(f"{shown(text)} is no time that a clock shows: {error}") from None
    there = read.replace(tzinfo=ZoneInfo(times.check_zone(zone)))
    if there.utcoffset() != there.replace(fold=1).utcoffset():
        raise InvalidValue(f"the clocks of {zone} showed {text} twice, or never: give the offset with it")
    return there.isoformat()


def _word(kind: type[StrEnum]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text not in tuple(kind):
            raise InvalidValue(f"{shown(text)} is not one of {', '.join(kind)}")
        return text

    return check


_CHECKS: Final[dict[str, Callable[[str], object]]] = {
    "publisher": check_agent,
    **dict.fromkeys(
        ("published", "modified", "retrieved"), partial(times.bounds, place=times.Place.PUBLISHED, zone="UTC")
    ),
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
    "by": lambda text: [check_agent(one.strip()) for one in text.split(">")],
    "answer": _word(AnswerType),
    "question_kind": _word(QuestionKind),
    "measure": _word(Measure),
    "about": check_agent,
}


_ANSWERS: Final = ("value", "none", "truth", "time", "agent", "text")
_CELLS: Final = {
    "truth": ("truth",),
    "quantity": ("number", "low", "high"),
    **{kind: (kind,) for kind in ("time", "agent", "text")},
}
"""The fields that hold an answer of a kind, beside what is typed."""
_BOUNDS: Final = ("low", "high", "low_open", "high_open")


def _checked(bounds: dict[str, Any]) -> dict[str, Any]:
    Quantity(unit="1", **bounds)
    return bounds


class Row:
    """One row on its way in. `cells` are its texts by field; `faults` is what is wrong with it.

    `decimal_comma` says that the table may write 1,2 for 1.2, as those do that have a semicolon between cells.
    """

    def __init__(
        self, file: str, line: int, cells: Mapping[str, str], columns: Mapping[str, str], *, decimal_comma: bool = False
    ) -> None:
        self._file, self._line, self._columns, self._decimal_comma = file, line, columns, decimal_comma
        self._cells = dict(cells)
        self.faults: list[InvalidImport] = []
        if told := self._cells.get("zone"):
            zone = self._held("zone", lambda: times.check_zone(told)) or "UTC"  # its fault is told, once
            for field in TIMES:
                if text := self._cells.get(field):
                    self._cells[field] = self._held(field, lambda text=text: placed(text, zone)) or ""  # type: ignore[misc]

    def events(self, extractor: str) -> Iterator[Event]:
        """The report, the question where the row defines it, and the claim where it has one. Nothing, with faults."""
        for field, check in _CHECKS.items():
            if self._cells.get(field):
                self._held(field, lambda check=check, field=field: check(self._cells[field]))  # type: ignore[misc]
        value, evidence = self._answer(), self._evidence()
        if self.faults:
            return
        report = self._held("publisher", self._report)
        question = self._cells.get("question")
        if report is None:
            return
        claim = definition = None
        if not question:
            for field in ANSWERS:
                if self._cells.get(field) and field in self._columns:
                    self._fault(field, "the row answers no question: say which, or leave the answer out")
        if question:
            definition = self._held("answer", lambda: self._question(question))
            if quote := self._cells.get("quote"):
                self._held("quote", lambda: report.find(quote))
        if question and not self.faults:
            claim = self._held("question", lambda: self._claim(report, question, value, evidence, extractor))
        if not self.faults:
            yield ReportRecorded(report=report)
            if definition is not None:
                yield QuestionDefined(question=definition)
            if claim is not None:
                yield ClaimRecorded(claim=claim)

    def _report(self) -> Report:
        given: dict[str, Any] = {field: self._cells[field] for field in REPORT if self._cells.get(field)}
        if "authors" in given:
            given["authors"] = tuple(one.strip() for one in given["authors"].split(";") if one.strip())
        if "report_text" in given:
            given["text"] = given.pop("report_text")
        return Report(**{"publisher": "", **given})

    def _question(self, id: str) -> Question | None:
        """The definition of the question, where the row says what answers it."""
        given: dict[str, Any] = {field: self._cells[field] for field in QUESTION if self._cells.get(field)}
        if not given:
            return None
        if "question_kind" in given:
            given["kind"] = given.pop("question_kind")
        if "single" in given:
            given["single"] = self._flag("single")
        return Question(id=id, **given)

    def _claim(self, report: Report, question: str, value: Any, evidence: tuple[Evidence, ...], extractor: str) -> Any:
        rest: dict[str, Any] = {field: self._cells[field] for field in CLAIM[2:] if self._cells.get(field)}
        by = self._cells.get("by")
        chain = tuple(one.strip() for one in by.split(">")) if by else ()
        if value is None:
            rest.setdefault("factuality", "CT-")
        if quote := self._cells.get("quote"):
            rest["quote"] = quote
        return report.claim(question, value, by=chain, evidence=evidence, extractor=extractor, **rest)

    def _answer(self) -> Any:
        """The answer that the row gives; one without it affirms, where nothing says that it should have one."""
        quantity = {field: self._cells[field] for field in QUANTITY if self._cells.get(field)}
        given = [field for field in _ANSWERS if self._cells.get(field)]
        if given == ["value"]:
            return self._typed(self._cells["value"], quantity)
        if given == ["none"] and not quantity:
            return None if self._flag("none") else True
        if len(given) + bool(quantity) > 1:
            told = ", ".join([*given, *quantity])
            self._fault(given[0], f"the row gives more than one answer ({told}): leave all but one empty")
            return True
        if quantity:
            flags: dict[str, Any] = {
                key: self._flag(key) for key in ("low_open", "high_open", "approx") if key in quantity
            }
            exact = quantity.pop("number", None)
            if exact is not None and (bounds := [key for key in ("low", "high") if key in quantity]):
                self._fault(bounds[0], "the row gives a number and a bound: a number is exact, leave one empty")
            bounded: dict[str, Any] = {"low": None} if exact is None else {"low": exact, "high": exact}
            whole = {**bounded, **quantity, **flags}
            if self._cells.get("question"):
                self._counted(whole)
            return whole
        if not given:
            if self._cells.get("question"):
                self._nothing()
            return True
        field = given[0]
        return self._flag("truth") if field == "truth" else {field: self._cells[field]}

    def _counted(self, told: Mapping[str, Any]) -> None:
        """Whether the cells of a number make one; told where it stands."""
        stated = [field for field in ("number", "low", "high") if self._cells.get(field)]
        for field in stated:
            self._held(field, lambda field=field: Quantity(unit="1", low=self._cells[field]))  # type: ignore[misc]
        if not stated:
            self._nothing(number=True)
        elif not any(one.field.partition(" ")[0] in stated for one in self.faults):
            bounds = {field: told[field] for field in _BOUNDS if field in told}
            self._held(stated[0], lambda: _checked(bounds))
            if not self._cells.get("unit"):
                self._fault("unit", "a number needs its unit: write it, or give one that holds for every row")

    def _nothing(self, *, number: bool = False) -> None:
        """Refuse a row that has no answer where it is told which kind of one it has: that is no yes."""
        kind = "quantity" if number else self._cells.get("answer") or "truth"
        own = _CELLS.get(kind, ())
        empty = [field for field in ("value", *own) if field in self._columns] or (own if kind != "truth" else ())
        if empty:
            self._fault(empty[0], "the cell of the answer is empty: write it, or none where nothing holds")

    def _typed(self, text: str, quantity: Mapping[str, str]) -> Any:
        """A value as it was typed: of the kind of `answer`, else a number where there is a unit, else yes or no."""
        kind = self._cells.get("answer") or ("quantity" if quantity else "truth")
        if text.casefold() in ("none", "nothing"):
            return None
        if kind == "quantity":
            if beside := [field for field in ("number", *_BOUNDS) if field in quantity]:
                self._fault(
                    beside[0], f"the row gives an answer as it is typed and a {beside[0]}: leave one of them empty"
                )
                return True
            bounds = self._held("value", lambda: _checked(bounds_of(text, decimal_comma=self._decimal_comma))) or {}
            flags = {key: self._flag(key) for key in ("approx",) if key in quantity}
            return {"written": text, **quantity, **bounds, **flags}
        if kind in ("time", "agent", "text"):
            check = _CHECKS.get(kind, str)
            self._held("value", lambda: check(text))
            return {kind: text}
        return self._flag("value")

    def _flag(self, field: str) -> bool:
        word = self._cells[field].casefold()
        if word not in _WORDS:
            unit = "; a number needs a unit" if field == "value" and any(map(str.isdecimal, word)) else ""
            self._fault(field, f"{word!r} is neither true nor false: write one of {', '.join(_WORDS)}{unit}")
        return _WORDS.get(word, False)

    def _evidence(self) -> tuple[Evidence, ...]:
        parts = [self._cells.get(field, "") for field in ("start", "end", "span")]
        if not any(parts):
            return ()
        start, end, digest = parts
        if not (_PLACE.fullmatch(start) and _PLACE.fullmatch(end)):
            self._fault("start", "a span needs a start, an end and the digest of its words")
            return ()
        found = self._held("span", lambda: Evidence(start=int(start), end=int(end), digest=digest))
        return () if found is None else (found,)

    def _held(self, field: str, make: Callable[[], _T]) -> _T | None:
        try:
            return make()
        except InvalidValue as error:
            self._fault(field, str(error))
        return None

    def _fault(self, field: str, reason: str) -> None:
        named = self._columns.get(field)
        where = field if named is None else f"{field} ({named})"
        if not any(one.field == where for one in self.faults):
            self.faults.append(InvalidImport(self._file, self._line, where, reason))
