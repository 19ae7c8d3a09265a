"""Marks made in annotation tools, on their way in: W3C Web Annotations, Hypothes.is, doccano. See `marking`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eventlog.claims.fields import check_type
from eventlog.codec import strict_json
from eventlog.errors import InvalidImport, InvalidValue, shown
from eventlog.events import Event
from eventlog.export.arriving import json_lines, name_of, read_text
from eventlog.export.marking import CODE_POINTS, Labels, Mark, Marked, Source, claims_of, known_artefacts, reading
from eventlog.export.selectors import digest_named, fragment_in, split_address, text_selectors
from eventlog.reports import Report


def from_web_annotations(
    source: Source,
    report: Report,
    labels: Labels,
    *,
    units: str | None = None,
    artefacts: Mapping[str, str] | None = None,
) -> tuple[Event, ...]:
    """Claims from W3C Web Annotations (one, a list, a page, a collection), or what the Hypothes.is API gives (`rows`).

    Labels are tags. Annotations of other addresses are passed over. `units` ("code points" or "utf-16") is needed only
    where no words are quoted and the two differ. `artefacts` has the digests of pictures, documents and recordings that
    belong to the report, by their addresses; that of its own page is known. A mark made on the page itself may count
    other letters than the text has: where its words stand in one place they decide, and `PlacedByWords` is warned.
    Raises InvalidImport, with nothing taken; also for a collection whose pages are not all in the file.
    """
    file = name_of(source)
    files = known_artefacts(report, artefacts)
    marks = reading(file, lambda: list(_annotated(strict_json(read_text(source)), report, files)))
    return claims_of(file, report, labels, marks, "web-annotation", units, None)


def from_doccano(source: Source, report: Report, labels: Labels, *, units: str | None = None) -> tuple[Event, ...]:
    """Claims from the JSONL of doccano: the lines whose text is the report's. It counts code points.

    Raises InvalidImport, with nothing taken.
    """
    file = name_of(source)
    check_type(report, Report, "what was marked")
    lines = [line for _, _, line in json_lines(source) if line.get("text", line.get("data")) == report.text]
    if not lines:
        raise InvalidImport(file, None, "text", "no line has the text of the report, letter by letter")
    marks = reading(file, lambda: [one for line in lines for one in _labelled(line)])
    return claims_of(file, report, labels, marks, "doccano", units, CODE_POINTS)


def _annotated(read: Any, report: Report, files: Mapping[str, str]) -> Iterator[Mark]:
    """The marks of Web Annotations and of Hypothes.is."""
    if isinstance(read, list):
        for one in read:
            yield from _annotated(one, report, files)
        return
    for name in ("rows", "items", "first", "@graph"):
        if name in read:
            if name == "first" and (isinstance(read[name], str) or read[name].get("next")):
                told = "the collection has pages that the file does not hold, and nothing is fetched"
                raise InvalidValue(f"{told}: give each page by itself")
            yield from _annotated(read[name], report, files)
            return
    targets = _several(read["target"])
    own = {report.url, f"urn:eventlog:{report.id}", *files} - {""}
    known = bool(report.url or files)
    named = read.get("eventlog:report", None if known else report.id) == report.id
    if not (all(_address(one) in own or (named and _by_digest(one)) for one in targets) if known else named):
        return
    bodies = [one for one in _several(read.get("body", [])) if isinstance(one, dict)]
    tags = [*read.get("tags", []), *(one["value"] for one in bodies if one.get("purpose") == "tagging")]
    words = [read.get("text", ""), *(one.get("value", "") for one in bodies if one.get("purpose") != "tagging")]
    parts = [fragment_in(one, files, report.url) for one in targets]
    both = zip(targets, parts, strict=True)
    spans = tuple(_selected(one) for one, part in both if part is None and text_selectors(one))
    fragments = tuple(one for one in parts if one is not None)
    for tag in tags or (None,):
        yield Mark(tag, spans, fragments, " ".join(one for one in words if one))


def _selected(target: dict[str, Any]) -> Marked:
    selectors = text_selectors(target)
    position = selectors.get("TextPositionSelector", {})
    quote = selectors.get("TextQuoteSelector", {})
    around = (quote.get("prefix") or "", quote.get("suffix") or "")
    start, end, exact = position.get("start"), position.get("end"), quote.get("exact")
    return Marked(start, end, exact, target.get("eventlog:digest"), around, on_a_page=type(start) is int)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _address(target: Any) -> Any:
    address = target.get("source", target.get("id")) if isinstance(target, dict) else target
    return split_address(address)[0] if isinstance(address, str) else address


def _by_digest(target: Any) -> bool:
    """Whether a file is named by its digest, as we write one whose address is not known."""
    return digest_named(_address(target)) is not None


def _labelled(line: dict[str, Any]) -> Iterator[Mark]:
    """The marks of a line of doccano: `label` or `labels` as lists, or `entities` where there are relations."""
    for one in (*line.get("label", []), *line.get("labels", [])):
        if not isinstance(one, list) or len(one) != 3:
            raise InvalidValue(f"{shown(one)} is no [start, end, label]: only projects that mark places can come in")
        start, end, label = one
        yield Mark(label, (Marked(start, end),))
    for one in line.get("entities", []):
        yield Mark(one["label"], (Marked(one["start_offset"], one["end_offset"]),))
