"""Marks made in annotation tools, on their way in: W3C Web Annotations, Hypothes.is, doccano, Label Studio.

A mark is a label on a span. `labels` says what each label means: the fields of a claim, or None for one that is left
out knowingly; one that it does not name is refused. A browser counts UTF-16 code units, in which an emoji is two; the
model of the W3C counts code points, in which it is one, and not every tool keeps to it. So where a mark repeats its
words, they decide, and a span that says something else than its mark is refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from eventlog.claims import Evidence
from eventlog.codec import strict_json
from eventlog.errors import InvalidImport, InvalidValue, shown
from eventlog.events import ClaimRecorded, Event
from eventlog.export.arriving import json_lines, name_of, read_text
from eventlog.reports import Report

Source = str | os.PathLike[str] | bytes
Labels = Mapping[str, Mapping[str, Any] | None]

CODE_POINTS: Final = "code points"
UTF_16: Final = "utf-16"
_FIELDS: Final = frozenset({"question", "value", "stance", "factuality", "kind", "by", "during", "said", "condition"})


@attrs.frozen
class _Mark:
    label: str
    spans: tuple[tuple[Any, Any, str | None], ...]
    comment: str = ""


def from_web_annotations(
    source: Source, report: Report, labels: Labels, *, units: str | None = None
) -> tuple[Event, ...]:
    """Claims from W3C Web Annotations (one, a list, a page, a collection), or what the Hypothes.is API gives (`rows`).

    Labels are tags. Annotations of other addresses are passed over. `units` ("code points" or "utf-16") is needed only
    where no words are quoted and the two differ. Raises InvalidImport, with nothing taken.
    """
    file = name_of(source)
    marks = _read(file, lambda: list(_annotated(strict_json(read_text(source)), report)))
    return _claims(file, report, labels, marks, "web-annotation", units, None)


def from_doccano(source: Source, report: Report, labels: Labels, *, units: str | None = None) -> tuple[Event, ...]:
    """Claims from the JSONL of doccano: the lines whose text is the report's. It counts code points.

    Raises InvalidImport, with nothing taken.
    """
    file = name_of(source)
    lines = [line for _, _, line in json_lines(source) if line.get("text", line.get("data")) == report.text]
    if not lines:
        raise InvalidImport(file, None, "text", "no line has the text of the report, letter by letter")
    marks = _read(file, lambda: [one for line in lines for one in _labelled(line)])
    return _claims(file, report, labels, marks, "doccano", units, CODE_POINTS)


def from_label_studio(source: Source, report: Report, labels: Labels, *, units: str | None = None) -> tuple[Event, ...]:
    """Claims from the JSON of Label Studio: the tasks whose text is the report's. A browser counts UTF-16 code units.

    Cancelled annotations are passed over. Raises InvalidImport, with nothing taken.
    """
    file = name_of(source)
    read = _read(file, lambda: strict_json(read_text(source)))
    every = read if isinstance(read, list) else [read]
    tasks = _read(file, lambda: [one for one in every if report.text in one["data"].values()])
    if not tasks:
        raise InvalidImport(file, None, "data", "no task has the text of the report, letter by letter")
    marks = _read(file, lambda: [one for task in tasks for one in _tasked(task)])
    return _claims(file, report, labels, marks, "label-studio", units, UTF_16)


def _read(file: str, make: Any) -> Any:
    try:
        return make()
    except InvalidImport:
        raise
    except InvalidValue as error:
        raise InvalidImport(file, None, "", str(error)) from None
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise InvalidImport(file, None, "", f"this is not the format: {type(error).__name__}, {error}") from None


def _annotated(read: Any, report: Report) -> Iterator[_Mark]:
    """The marks of Web Annotations and of Hypothes.is."""
    if isinstance(read, list):
        for one in read:
            yield from _annotated(one, report)
        return
    for name in ("rows", "items", "first"):
        if name in read:
            yield from _annotated(read[name], report)
            return
    targets = _several(read["target"])
    own = {report.url, f"urn:eventlog:{report.id}"} - {""}
    if report.url and any(_address(one) not in own for one in targets):
        return
    bodies = [one for one in _several(read.get("body", [])) if isinstance(one, dict)]
    tags = [*read.get("tags", []), *(one["value"] for one in bodies if one.get("purpose") == "tagging")]
    words = [read.get("text", ""), *(one.get("value", "") for one in bodies if one.get("purpose") != "tagging")]
    spans = tuple(_selected(one) for one in targets if isinstance(one, dict) and "selector" in one)
    for tag in tags:
        yield _Mark(tag, spans, " ".join(one for one in words if one))


def _selected(target: dict[str, Any]) -> tuple[Any, Any, str | None]:
    selectors = {one["type"]: one for one in _several(target["selector"])}
    position = selectors.get("TextPositionSelector", {})
    return position.get("start"), position.get("end"), selectors.get("TextQuoteSelector", {}).get("exact")


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _address(target: Any) -> Any:
    return target.get("source") if isinstance(target, dict) else target


def _labelled(line: dict[str, Any]) -> Iterator[_Mark]:
    """The marks of a line of doccano: `label` or `labels` as lists, or `entities` where there are relations."""
    for start, end, label in (*line.get("label", []), *line.get("labels", [])):
        yield _Mark(label, ((start, end, None),))
    for one in line.get("entities", []):
        yield _Mark(one["label"], ((one["start_offset"], one["end_offset"], None),))


def _tasked(task: dict[str, Any]) -> Iterator[_Mark]:
    """The marks of a task of Label Studio."""
    for annotation in task["annotations"]:
        for one in () if annotation.get("was_cancelled") else annotation["result"]:
            if one.get("type") == "labels":
                value = one["value"]
                for label in value["labels"]:
                    yield _Mark(label, ((value["start"], value["end"], value.get("text")),))


def _claims(
    file: str, report: Report, labels: Labels, marks: list[_Mark], tool: str, units: str | None, usual: str | None
) -> tuple[Event, ...]:
    text = report.text
    if text is None:
        raise InvalidValue(f"the text of {report.title or report.id!r} is not held: give it, so that spans can be read")
    if units not in (None, CODE_POINTS, UTF_16):
        raise InvalidValue(f"offsets are counted in {CODE_POINTS!r} or in {UTF_16!r}, not in {shown(units)}")
    for label, fields in labels.items():
        if fields is not None and (unknown := sorted(set(fields) - _FIELDS) or "question" not in fields):
            what = f"no field {unknown[0]}" if isinstance(unknown, list) else "a question"
            raise InvalidValue(f"the meaning of the label {shown(label)} has {what}: {', '.join(sorted(_FIELDS))}")
    events: list[Event] = []
    for number, mark in enumerate(marks, start=1):
        if mark.label not in labels:
            raise InvalidImport(file, None, f"mark {number}", f"labels does not say what {shown(mark.label)} means")
        fields = labels[mark.label]
        if fields is None:
            continue
        try:
            spans = [_placed(text, one, units, usual) for one in mark.spans]
            told = {"paraphrase": mark.comment, "extractor": tool} | {
                k: v for k, v in fields.items() if k != "question"
            }
            events.append(ClaimRecorded(claim=report.claim(fields["question"], evidence=spans, **told)))
        except InvalidValue as error:
            raise InvalidImport(file, None, f"mark {number}", str(error)) from None
    return tuple(events)


def _placed(text: str, span: tuple[Any, Any, str | None], units: str | None, usual: str | None) -> Evidence:
    """The span in code points. The words of the mark decide how it counts, else what the caller or the tool says."""
    start, end, exact = span
    if start is None and exact:
        return Report(publisher="doc:text", text=text).find(exact)
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise InvalidValue(f"a span from {shown(start)} to {shown(end)} is none")
    ways = {CODE_POINTS: (start, end), UTF_16: (_from_utf_16(text, start), _from_utf_16(text, end))}
    sound = {way: places for way, places in ways.items() if None not in places and places[1] <= len(text)}  # type: ignore[operator]
    fits = {way: places for way, places in sound.items() if exact is None or text[slice(*places)] == exact}
    if units is not None:
        fits = {way: places for way, places in fits.items() if way == units}
    if not fits:
        raise InvalidValue(f"the span from {start} to {end} does not say what its mark says: is it of this very text?")
    places = set(fits.values())
    if len(places) > 1 and usual is None:
        raise InvalidValue(f"the span from {start} to {end} is another one in UTF-16 than in code points: give units")
    first, last = places.pop() if len(places) == 1 else fits[usual or CODE_POINTS]
    assert first is not None
    assert last is not None
    return Evidence.of(text, first, last)


def _from_utf_16(text: str, offset: int) -> int | None:
    """The code point at which this number of UTF-16 code units has gone by; None inside of one, or behind the text."""
    raw = text.encode("utf-16-le")
    try:
        return len(raw[: 2 * offset].decode("utf-16-le")) if 2 * offset <= len(raw) else None
    except UnicodeDecodeError:
        return None
