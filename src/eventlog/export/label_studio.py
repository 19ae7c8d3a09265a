"""Marks made in Label Studio: labels on text, boxes and outlines on pictures, times of recordings.

Its JSON and its shorter JSON_MIN are read. A browser counts text in UTF-16 code units. Boxes are in percent of the
picture, from its upper left corner, with binary fractions, which are rounded to nine decimals; a box that was turned
becomes an outline, as does a polygon. Choices, ratings and relations are no marks, and are passed over; a region of
another kind (a brush, an ellipse, a span of HTML) is refused, so that none gets lost unseen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from eventlog.claims import Box, Clip, Fragment, Unit
from eventlog.codec import strict_json
from eventlog.errors import InvalidImport, InvalidValue, shown
from eventlog.events import Event
from eventlog.export.arriving import name_of, read_text
from eventlog.export.marking import UTF_16, Labels, Mark, Marked, Source, claims_of, known_artefacts, reading
from eventlog.reports import Report

_FINE: Final = Decimal("0.000000001")
_NEARLY: Final = Decimal("0.001")
_OUTLINE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none">'
    '<polygon points="{}"/></svg>'
)


def from_label_studio(
    source: Source,
    report: Report,
    labels: Labels,
    *,
    units: str | None = None,
    artefacts: Mapping[str, str] | None = None,
) -> tuple[Event, ...]:
    """Claims from the JSON of Label Studio: of the tasks whose text is the report's, or whose picture or recording is
    one of its files. A browser counts UTF-16 code units.

    `artefacts` has the digests of these files, by the addresses that the tasks have. Cancelled annotations are passed
    over. Raises InvalidImport, with nothing taken.
    """
    file = name_of(source)
    files = known_artefacts(report, artefacts)
    read = reading(file, lambda: strict_json(read_text(source)))
    every = read if isinstance(read, list) else [read]
    tasks = reading(file, lambda: [one for one in map(_Task, every) if one.is_of(report, files)])
    if not tasks:
        told = "no task has the text of the report, letter by letter, nor a file of artefacts"
        raise InvalidImport(file, None, "data", told)
    marks = reading(file, lambda: [one for task in tasks for one in task.marks(report, files)])
    return claims_of(file, report, labels, marks, "label-studio", units, UTF_16)


class _Task:
    """A task in either form: what was marked, and the values of the regions by their kind."""

    def __init__(self, read: dict[str, Any]) -> None:
        self.data: dict[str, Any] = read["data"] if "annotations" in read or "data" in read else read
        self.regions = list(_full(read) if "annotations" in read else _short(read))

    def is_of(self, report: Report, files: Mapping[str, str]) -> bool:
        """Whether its text, picture or recording is the report's."""
        return self._has_text(report) or bool(self._files(files))

    def _has_text(self, report: Report) -> bool:
        return report.text is not None and report.text in self.data.values()

    def _files(self, files: Mapping[str, str]) -> list[str]:
        return [files[one] for one in self.data.values() if isinstance(one, str) and one in files]

    def marks(self, report: Report, files: Mapping[str, str]) -> Iterator[Mark]:
        """Its marks: those of text where it has the report's, those of files where it has one of them."""
        digests = self._files(files)
        for kind, value, sizes in self.regions:
            labels = value.get(kind)
            if not isinstance(labels, list | None):
                raise InvalidValue(f"the labels of a region are several, and not {shown(labels)}")
            of_text = kind == "labels" and "channel" not in value and (self._has_text(report) or not digests)
            for label in labels or (None,):
                if of_text:
                    yield Mark(label, (Marked(value["start"], value["end"], value.get("text")),))
                else:
                    yield Mark(label, fragments=(_fragment(kind, value, sizes, digests),))


def _full(task: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], tuple[Any, Any]]]:
    for annotation in task["annotations"]:
        for one in () if annotation.get("was_cancelled") else annotation["result"]:
            kind, value = one.get("type"), one.get("value")
            if isinstance(kind, str) and kind.endswith("labels"):
                yield kind, value, (one.get("original_width"), one.get("original_height"))


def _short(task: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], tuple[Any, Any]]]:
    for several in task.values():
        for value in several if isinstance(several, list) else ():
            kinds = [one for one in value if one.endswith("labels")] if isinstance(value, dict) else []
            if kinds:
                yield kinds[0], value, (value.get("original_width"), value.get("original_height"))


def _fragment(kind: str, value: dict[str, Any], sizes: tuple[Any, Any], digests: list[str]) -> Fragment:
    """Where in a picture or a recording a region is."""
    if len(set(digests)) != 1:
        told = "several files, and does not say on which" if digests else "no file of artefacts"
        raise InvalidValue(f"a region of kind {shown(kind)} is on a task with {told}: give the digest of one of them")
    file = digests[0]
    if kind == "labels":
        return Fragment(artefact=file, clip=Clip(begin=_number(value["start"]), end=_number(value["end"])))
    if kind == "polygonlabels":
        return Fragment(artefact=file, svg=_outline([(float(x), float(y)) for x, y in value["points"]]))
    if kind != "rectanglelabels":
        raise InvalidValue(f"a region of kind {shown(kind)} is not read: text, boxes, polygons and times are")
    if value.get("rotation"):
        return Fragment(artefact=file, svg=_outline(_turned(value, sizes)))
    x, y, width, height = (_number(value[one]) for one in ("x", "y", "width", "height"))
    width, height = _within(x, width), _within(y, height)
    return Fragment(artefact=file, box=Box(x=x, y=y, width=width, height=height, unit=Unit.PERCENT))


def _number(value: Any) -> Decimal:
    """A number of theirs, which was a binary fraction, to nine decimals."""
    if type(value) not in (int, float, Decimal) or not math.isfinite(value) or abs(value) >= 10**15:
        raise InvalidValue(f"a region has numbers for its place, and not {shown(value)}")
    return Decimal(str(value)).quantize(_FINE)


def _within(start: Decimal, size: Decimal) -> Decimal:
    """A size that ends at the edge where it ends beyond it by what a binary fraction is off."""
    return 100 - start if 0 < start + size - 100 <= _NEARLY else size


def _turned(value: dict[str, Any], sizes: tuple[Any, Any]) -> list[tuple[float, float]]:
    """The corners, in percent, of a box that was turned clockwise about its upper left corner."""
    across, down = (float(_number(one)) if one else 0.0 for one in sizes)
    if not across or not down:
        raise InvalidValue("a box that was turned needs original_width and original_height of its picture")
    x, y, width, height, angle = (float(_number(value[one])) for one in ("x", "y", "width", "height", "rotation"))
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    return [
        (x + right * cos - low * down / across * sin, y + right * across / down * sin + low * cos)
        for right, low in corners
    ]


def _outline(points: list[tuple[float, float]]) -> str:
    if len(points) < 3 or not all(math.isfinite(one) for point in points for one in point):
        raise InvalidValue(f"an outline has three points or more, and not {len(points)}")
    return _OUTLINE.format(" ".join(f"{x:.4f},{y:.4f}" for x, y in points))
