"""Selectors of the Web Annotation model for what is no text: fragments as they are written there, and read back.

A page, a box, a time are fragment selectors that conform to RFC 8118 (pages of PDF) or to Media Fragments, an outline
is an SVG selector. What lies on a page refines the page. An artefact has the digest of its bytes for a name
(`ni:///sha-256;...`, RFC 6920), which stands as the source where its address is not known.

Source: W3C Web Annotation Data Model (2017), 4.2.1 (Fragment Selector), 4.2.7 (SVG Selector), 4.2.9 (refinement).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from eventlog.claims import Fragment
from eventlog.errors import InvalidValue, shown

PAGES: Final = "http://tools.ietf.org/rfc/rfc3778"
"""What a selector of a page conforms to, by the name that the W3C lists; RFC 8118 took its place."""

MEDIA: Final = "http://www.w3.org/TR/media-frags/"
OWN_DIGEST: Final = "eventlog:artefact"

_KNOWN: Final = re.compile(r"https?://(?:(?:www\.)?w3\.org/TR/media-frags/?|.*/rfc(?:3778|8118)(?:\.(?:txt|html))?/?)")
_NI: Final = re.compile(r"ni:///sha-256;([A-Za-z0-9_-]{43})")
_ADDRESS: Final = re.compile(r"(?:page|xywh|t)=")
_DEEPEST: Final = 5


def artefact_name(digest: str) -> str:
    """The name of a file by its digest: `ni:///sha-256;...`."""
    raw = bytes.fromhex(digest.removeprefix("sha256:"))
    return f"ni:///sha-256;{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def digest_named(name: object) -> str | None:
    """The digest of a file that is named by it; None for another address."""
    found = _NI.fullmatch(name) if isinstance(name, str) else None
    return f"sha256:{base64.urlsafe_b64decode(found[1] + '=').hex()}" if found else None


def selector_of(one: Fragment) -> dict[str, Any] | None:
    """The selector of a fragment; None for the whole artefact."""
    media = "&".join(part.at for part in (one.box, one.clip) if part is not None)
    steps = [
        *([{"type": "FragmentSelector", "conformsTo": PAGES, "value": f"page={one.page}"}] if one.page else ()),
        *([{"type": "FragmentSelector", "conformsTo": MEDIA, "value": media}] if media else ()),
        *([{"type": "SvgSelector", "value": one.svg}] if one.svg else ()),
    ]
    made: dict[str, Any] | None = None
    for step in reversed(steps):
        made = step | ({"refinedBy": made} if made is not None else {})
    return made


def split_address(address: str) -> tuple[str, str]:
    """An address that ends with a media fragment, as the address and the fragment; otherwise all of it, and nothing."""
    base, _, rest = address.partition("#")
    return (base, rest) if _ADDRESS.match(rest) else (address, "")


def fragment_in(target: Any, artefacts: Mapping[str, str], own: str = "") -> Fragment | None:
    """The fragment that a target selects; None where it selects text, or nothing that could be a place in a file.

    `artefacts` has the digests of files by their addresses. The whole of what has the address `own` is the report, and
    no place in it, unless a digest stands beside it. Raises InvalidValue for a place in a file without a digest.
    """
    target = {"source": target} if isinstance(target, str) else target
    source, at = split_address(str(target.get("source", target.get("id", ""))))
    told = [one for one in _several(target.get("selector", [])) if isinstance(one, dict)]
    if text_selectors(target):
        return None
    chosen = next((one for one in told if one.get("type") in ("FragmentSelector", "SvgSelector")), None)
    if chosen is None and told:
        raise InvalidValue(f"a selector of type {shown(told[0].get('type'))} is not read: text, fragment and SVG are")
    digest = target.get(OWN_DIGEST) or artefacts.get(source) or digest_named(source)
    if chosen is None and not at and (digest is None or (source == own and OWN_DIGEST not in target)):
        return None
    parts, svg = _parts(chosen)
    if digest is None:
        where = f"a part of {shown(source)} is marked, and it is not said which file that is"
        raise InvalidValue(f"{where}: give its digest in artefacts, as sha256: and 64 hexadecimal digits")
    return Fragment.of(digest, "&".join(filter(None, (at, *parts))), svg=svg)


def text_selectors(target: Any) -> dict[str, dict[str, Any]]:
    """The selectors of text of a target, by their types, also where they refine another one, such as a paragraph."""
    found: dict[str, dict[str, Any]] = {}
    for one in _several(target.get("selector", [])) if isinstance(target, dict) else ():
        for step in _refined(one):
            if step.get("type") in ("TextPositionSelector", "TextQuoteSelector"):
                found[step["type"]] = step
    return found


def _refined(selector: Any) -> Iterator[dict[str, Any]]:
    """A selector, and those that refine it, one after the other."""
    for _ in range(_DEEPEST):
        if not isinstance(selector, dict):
            return
        yield selector
        selector = selector.get("refinedBy")
    if selector is not None:
        raise InvalidValue(f"a selector is refined more than {_DEEPEST} times")


def _parts(selector: Any) -> tuple[list[str], str]:
    """The notations and the outline of a selector and of those that refine it."""
    parts: list[str] = []
    svg = ""
    for one in _refined(selector):
        kind, value = one.get("type"), one.get("value")
        if kind not in ("FragmentSelector", "SvgSelector") or (kind == "SvgSelector" and svg):
            raise InvalidValue(f"a place can't be refined by a selector of type {shown(kind)}")
        if not isinstance(value, str):
            raise InvalidValue(f"a selector of type {shown(kind)} has no value: an outline elsewhere is not fetched")
        norm = one.get("conformsTo", MEDIA)
        if kind == "SvgSelector":
            svg = value
        elif not isinstance(norm, str) or not _KNOWN.fullmatch(norm):
            raise InvalidValue(f"a fragment selector that conforms to {shown(norm)} is not read: {MEDIA} is")
        else:
            parts.append(value.removeprefix("#"))
    return parts, svg


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
