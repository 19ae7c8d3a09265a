"""What a file of JSON is, seen from what stands in it: an exported log, fact checks, or marks of an annotation tool."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from eventlog.codec import strict_json
from eventlog.errors import InvalidImport, InvalidValue
from eventlog.export.arriving import read_text
from eventlog.export.reviews_in import reviews
from eventlog.files.letters import MARK

__all__ = ["Arriving", "recognised"]

_EXPORT: Final = b'"eventlog-export/'
_HEADER: Final = frozenset(("format", "zone", "size", "root"))
_HEAD: Final = 1 << 16
_JSON: Final = re.compile(rb"\{|\[\s*\{")
"""How only JSON begins: `[report]` is TOML."""


class Arriving(StrEnum):
    """What can be told."""

    LOG = "an exported log"
    REVIEWS = "ClaimReview"
    WEB_ANNOTATIONS = "Web Annotations"
    DOCCANO = "doccano"
    LABEL_STUDIO = "Label Studio"
    PROPOSALS = "proposals"
    OTHER = "JSON of another kind"


def recognised(path: str | os.PathLike[str]) -> Arriving | None:
    """What a file is; None for what is no JSON, and does not begin as nothing but JSON does. Raises InvalidImport for
    JSON that is damaged.
    """
    file = Path(path)
    if not file.is_file():
        return None
    with file.open("rb") as begin:
        head = begin.read(_HEAD).removeprefix(MARK).lstrip()
    if head[:1] not in (b"{", b"["):
        return None
    if _EXPORT in head.partition(b"\n")[0]:
        return Arriving.LOG
    text = ""
    try:
        text = read_text(file)
        data = strict_json(text)
    except InvalidValue as error:
        if not _JSON.match(head):
            return None  # a table of TOML begins so, too
        if (first := _first(text)) is None:
            raise (
                error if isinstance(error, InvalidImport) else InvalidImport(file.name, None, "", str(error))
            ) from None
        return _line(first) or _other(first)
    reviewed = Arriving.REVIEWS if next(reviews(data), None) is not None else None
    return _shape(data) or reviewed or _line(data) or _other(data)


def _other(data: Any) -> Arriving:
    """What may be the header of an exported log, or else nothing that is known."""
    return Arriving.LOG if isinstance(data, dict) and _HEADER & set(data) else Arriving.OTHER


def _first(text: str) -> Any:
    """What stands in the first line; None where it is no JSON."""
    try:
        return strict_json(text.lstrip().partition("\n")[0])
    except InvalidValue:
        return None


def _line(line: Any) -> Arriving | None:
    """What a line of JSON is one of."""
    if isinstance(line, dict) and len(line) == 1 and set(line) < {"report", "claim", "link", "assessment"}:
        return Arriving.PROPOSALS
    return Arriving.DOCCANO if _of_doccano(line) else None


def _of_doccano(line: Any) -> bool:
    return (
        isinstance(line, dict)
        and bool({"text", "data"} & set(line))
        and bool({"label", "labels", "entities"} & set(line))
    )


def _shape(data: Any) -> Arriving | None:
    """By the first of what stands in arrays and graphs."""
    if isinstance(data, list):
        return next((found for one in data if (found := _shape(one)) is not None), None)
    if not isinstance(data, dict):
        return None
    if next(reviews(data), None) is data:
        return Arriving.REVIEWS
    if isinstance(data.get("annotations"), list) and isinstance(data.get("data"), dict):
        return Arriving.LABEL_STUDIO
    if "target" in data or "rows" in data or "items" in data or "first" in data:
        return Arriving.WEB_ANNOTATIONS
    if any(_regions(several) for several in data.values()):
        return Arriving.LABEL_STUDIO
    return _shape(data.get("@graph"))


def _regions(several: Any) -> bool:
    """Whether these are regions as the shorter form of Label Studio has them, under a name that its user gave them."""
    return isinstance(several, list) and any(
        isinstance(one, dict) and any(key.endswith("labels") and isinstance(one[key], list) for key in one)
        for one in several
    )
