"""Where in what is no text something stands: a page, a box on it, a region of a picture, a time of a recording.

A fragment names its artefact (the very file) by the digest of its bytes, so that a place can be checked by a reader who
has the file, wherever it lies. Numbers are decimals, never floats, and are kept without zeros that say nothing, so that
one place has one id. Its notation, `at`, is that of media fragments, such as `page=3&xywh=percent:10,20,30,5` or
`t=npt:12.5,20`; outlines are SVG, kept as they were drawn and never run.

Sources: W3C Media Fragments URI 1.0, 4.2.1 (time) and 4.2.2 (xywh); RFC 8118, 3 (page); W3C Web Annotation Data Model,
4.2.1 Fragment Selector and 4.2.7 SVG Selector.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from urllib.parse import unquote

import attrs

from eventlog.claims.fields import check_type, check_whole, word
from eventlog.claims.identity import check_digest, check_text
from eventlog.errors import InvalidValue, shown

LONGEST_OUTLINE: Final = 100_000
"""Letters of the longest outline that is kept."""

_NUMBER: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,18})?", re.ASCII)
_SECONDS: Final = re.compile(r"(?:(?:([0-9]{1,9}):)?([0-5][0-9]):(?=[0-5][0-9](?:\.|$)))?([0-9]{1,15}(?:\.[0-9]*)?)")
_WHOLE: Final = re.compile(r"[0-9]{1,15}", re.ASCII)


class Unit(StrEnum):
    """In what a box is measured, from the upper left corner."""

    PIXEL = "pixel"
    PERCENT = "percent"


def _unit(value: Any) -> Unit:
    return word(Unit, value)


def _number(value: object, what: str) -> Decimal:
    """A number of at least 0, without zeros that say nothing."""
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 40:
        text = f"{value:f}"
    elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool) and value < 10**15):
        text = str(value)
    else:
        text = ""
    if not _NUMBER.fullmatch(text):
        raise InvalidValue(f"{what} is a number from 0 up, as text, Decimal or whole number, not {shown(value)}")
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0")
    return Decimal(f"{int(whole)}.{rest}" if rest else int(whole))


@attrs.frozen(kw_only=True)
class Box:
    """A rectangle on a page, a picture or a film: its upper left corner and its size, in pixels or in percent."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    unit: Unit = attrs.field(default=Unit.PIXEL, converter=_unit)

    def __attrs_post_init__(self) -> None:
        """Refuse a box without extent, or one that lies outside of what it is on, as far as that can be told."""
        for name in ("x", "y", "width", "height"):
            object.__setattr__(self, name, _number(getattr(self, name), f"a box's {name}"))
        if not self.width or not self.height:
            raise InvalidValue(f"a box of {self.width} by {self.height} is empty: give its width and its height")
        if self.unit is Unit.PERCENT and (self.x + self.width > 100 or self.y + self.height > 100):
            raise InvalidValue(f"a box of {self.text} percent ends beyond 100: give x, y, width and height, in percent")

    @property
    def text(self) -> str:
        """The four numbers, with commas between them."""
        return ",".join(f"{one:f}" for one in (self.x, self.y, self.width, self.height))

    @property
    def at(self) -> str:
        """As a media fragment: `xywh=percent:10,20,30,5`."""
        return f"xywh={self.unit}:{self.text}"


@attrs.frozen(kw_only=True)
class Clip:
    """A time of a recording, in seconds from its beginning: `begin` (inclusive) to `end` (exclusive; None: its end)."""

    begin: Decimal = Decimal()
    end: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a clip that is empty."""
        object.__setattr__(self, "begin", _number(self.begin, "where a clip begins"))
        if self.end is None:
            return
        object.__setattr__(self, "end", _number(self.end, "where a clip ends"))
        if not self.begin < self.end:
            told = f"a clip from {self.begin:f} to {self.end:f} seconds is empty"
            raise InvalidValue(f"{told}: begin is inclusive, end exclusive")

    @property
    def at(self) -> str:
        """As a media fragment: `t=npt:12.5,20`."""
        return f"t=npt:{self.begin:f}" + (f",{self.end:f}" if self.end is not None else "")


@attrs.frozen(kw_only=True)
class Fragment:
    """A part of an artefact: of the file whose bytes have this digest; all of it, where nothing else is said.

    `page` is counted from 1. `svg` is an outline instead of a box, as it was drawn. A place in a film may have both a
    box and a clip. Raises InvalidValue.
    """

    artefact: str
    page: int | None = None
    box: Box | None = None
    clip: Clip | None = None
    svg: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a malformed digest, a page before the first, and an outline that is none."""
        check_digest(self.artefact)
        if self.page is not None:
            check_whole(self.page, "a page", least=1)
        if self.box is not None:
            check_type(self.box, Box, "where on a page or a picture a fragment is")
        if self.clip is not None:
            check_type(self.clip, Clip, "when in a recording a fragment is")
        check_text(self.svg, "an outline")
        if self.svg:
            _check_outline(self.svg)
            if self.box is not None:
                raise InvalidValue("a region is a box or an outline in SVG: give one of them, or two fragments")

    @classmethod
    def of(cls, artefact: str, at: str = "", *, svg: str = "") -> Fragment:
        """Read a fragment from its notation, such as `page=3&xywh=percent:10,20,30,5`. Raises InvalidValue."""
        check_text(at, "a fragment")
        told: dict[str, Any] = {}
        for part in at.removeprefix("#").split("&") if at.removeprefix("#") else ():
            name, _, value = part.partition("=")
            if name not in _READERS:
                raise InvalidValue(f"{shown(part)} is no part of a fragment: write {_NOTATION}")
            field, read = _READERS[name]
            if field in told:
                raise InvalidValue(f"a fragment has one {name}, and {shown(at)} has more: write two fragments")
            told[field] = read(unquote(value))
        return cls(artefact=artefact, svg=svg, **told)

    @property
    def at(self) -> str:
        """The notation of the place, but for an outline; nothing for the whole artefact."""
        page = f"page={self.page}" if self.page is not None else ""
        parts = (page, self.box.at if self.box else "", self.clip.at if self.clip else "")
        return "&".join(one for one in parts if one)

    @property
    def position(self) -> tuple[str, str, str]:
        """What is part of a claim's id: the artefact, and where in it."""
        return (self.artefact, self.at, self.svg)

    @property
    def table(self) -> dict[str, str]:
        """As a plain table: `artefact`, and `at` and `svg` where there is one."""
        told = {"artefact": self.artefact, "at": self.at, "svg": self.svg}
        return {name: one for name, one in told.items() if one}

    def __str__(self) -> str:
        """The digest and the notation, as an address has them."""
        return self.artefact + (f"#{self.at}" if self.at else "") + (" (an outline)" if self.svg else "")


def fragment(value: Fragment | dict[str, Any]) -> Fragment:
    """Read a fragment from itself or from a plain table (`artefact`, `at`, `svg`)."""
    if isinstance(value, Fragment):
        return value
    if not isinstance(value, dict) or not {"artefact", "at", "svg"}.issuperset(value) or "artefact" not in value:
        raise InvalidValue(f"{shown(value)} is no fragment: pass Fragment.of(digest, {_EXAMPLE!r}), or its table")
    return Fragment.of(value["artefact"], value.get("at", ""), svg=value.get("svg", ""))


_EXAMPLE: Final = "page=3&xywh=percent:10,20,30,5"
_NOTATION: Final = "page=3, xywh=pixel:x,y,width,height (or percent:), t=npt:begin,end in seconds, with & between them"


def _page(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise InvalidValue(f"a page is a whole number from 1 up, not {shown(text)}")
    return int(text)


def _box(text: str) -> Box:
    unit, colon, rest = text.partition(":")
    parts = (rest if colon else text).split(",")
    if len(parts) != 4:
        raise InvalidValue(f"a box has x, y, width and height, and not {shown(text)}: write {_NOTATION}")
    x, y, width, height = parts
    return Box(x=x, y=y, width=width, height=height, unit=unit if colon else Unit.PIXEL)  # type: ignore[arg-type]


def _clip(text: str) -> Clip:
    begin, comma, end = text.removeprefix("npt:").partition(",")
    if not (begin or end) or (comma and not end):
        raise InvalidValue(f"{shown(text)} is no time of a recording: write {_NOTATION}")
    return Clip(begin=_seconds(begin or "0"), end=_seconds(end) if end else None)


def _seconds(text: str) -> Decimal:
    """Seconds from `12.5`, `02:10` or `1:02:10.5`."""
    found = _SECONDS.fullmatch(text)
    if found is None or not text.isascii():
        raise InvalidValue(f"{shown(text)} is no time of a recording: write seconds, or hours, minutes and seconds")
    hours, minutes, seconds = found.groups()
    return _number(Decimal(seconds) + 60 * int(minutes or 0) + 3600 * int(hours or 0), "a time of a recording")


_READERS: Final[dict[str, tuple[str, Any]]] = {"page": ("page", _page), "xywh": ("box", _box), "t": ("clip", _clip)}


def _check_outline(svg: str) -> None:
    if len(svg) > LONGEST_OUTLINE:
        raise InvalidValue(f"the outline has {len(svg)} letters: one has at most {LONGEST_OUTLINE}")
    text = svg.strip()
    if not re.match(r"<(?:\w+:)?svg[\s>/]", text) or not text.endswith(">") or "<!" in text or "<?" in text:
        raise InvalidValue(f"{shown(svg)} is no outline: it is one <svg> element, without declarations")
