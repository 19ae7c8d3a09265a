"""A web page, read into what a report says: title, text, authors, date with its basis, language. Extra `html`.

A page is written by somebody else, and may be written against us. It is parsed and never run: no script is executed,
nothing is fetched, no link is followed. It is taken as bytes up to a size, decoded strictly by what it says of itself,
and what can't be stored (NUL, half characters) is left out of the text that comes out.

A date on a page is a remark of the page about itself. What it says in metadata is taken with its offset; a time without
an offset is only good for its day, for a clock without a zone is nobody's. Where two remarks name different days, the
date is vague from the one to the other, and the basis says which remark gave which bound. Where there is no metadata,
htmldate reads the page; that is an inference and is called one.

The text is trafilatura's idea of the article. Another version may cut it otherwise, so that the digest of the text
may differ between two readings of one page: the digest of the page's bytes, kept beside it, does not.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import attrs

from eventlog import times
from eventlog.errors import InvalidTime, InvalidValue, MissingExtra

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a page that are still read."""

MOST_ELEMENTS: Final = 40_000
"""Elements of a page that are still looked at; finding the article takes time with the square of their number."""

_LONGEST_TITLE: Final = 1000
_MOST_AUTHORS: Final = 50
_HEAD: Final = 4096
_FARTHEST: Final = 14 * 3_600_000_000
"""Microseconds between UTC and the zone that is farthest from it."""
_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PUBLISHED: Final = (
    ("property", "article:published_time"),
    ("property", "og:article:published_time"),
    ("itemprop", "datePublished"),
    ("name", "article:published_time"),
    ("name", "parsely-pub-date"),
    ("name", "dc.date.issued"),
    ("name", "DC.date.issued"),
    ("name", "pubdate"),
    ("name", "publishdate"),
    ("name", "citation_publication_date"),
)


@attrs.frozen(kw_only=True)
class Page:
    """What a page says: as the fields of a report of the same names, with the basis of the date in words."""

    title: str
    text: str
    authors: tuple[str, ...]
    published: str | None
    inferred: bool
    earliest: str
    latest: str
    language: str
    url: str
    digest: str


def read_page(data: bytes, *, url: str | None, zone: str | None, latest: str | None, largest: int = LARGEST) -> Page:
    """Read a page. `latest`: when it was fetched (RFC 3339), after which no page can have been published.

    Raises InvalidValue for what is too large, is empty or has no text, MissingExtra where trafilatura is not installed.
    """
    if not isinstance(data, bytes):
        raise InvalidValue(f"a page is given as the bytes that came, not as {type(data).__name__}")
    if len(data) > largest:
        raise InvalidValue(f"the page has {len(data)} bytes, more than the {largest} that are read: pass largest=")
    html = decoded(data)
    tree, said = _parsed(html)
    text, title, author = said
    if not text.strip():
        raise InvalidValue("no text was found on the page: give the text itself, as Report(text=...)")
    address = url or _address(tree)
    published, inferred, basis = _published(tree, html, zone, latest)
    return Page(
        title=_clean(title)[:_LONGEST_TITLE].strip(),
        text=_clean(text),
        authors=tuple(dict.fromkeys(one for one in map(str.strip, _clean(author).split(";")) if one))[:_MOST_AUTHORS],
        published=published,
        inferred=inferred,
        earliest=basis[0],
        latest=basis[1],
        language=_language(tree),
        url=address,
        digest="sha256:" + hashlib.sha256(data).hexdigest(),
    )


def decoded(data: bytes) -> str:
    """The page's letters: by its byte order mark, else by its own word for its encoding, else UTF-8, else Windows-1252.

    What does not fit the encoding becomes the replacement character, so that it can be seen. Compressed data is no
    page.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if data[:2] == b"\x1f\x8b":
        raise InvalidValue("the page is compressed: give the bytes as they are after unpacking")
    told = _CHARSET.search(data[:_HEAD])
    named = told.group(1).decode("ascii") if told else ""
    try:
        known = codecs.lookup(named).name.replace("-", "_") if named else ""
        if known and not known.startswith(("utf_16", "utf_32", "utf_7")) and known not in _NO_TEXT:
            return data.decode("cp1252" if known in ("iso8859_1", "ascii") else known, "replace")
    except (LookupError, ValueError):
        pass  # it names no encoding: the bytes decide
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


_NO_TEXT: Final = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "rot13", "base64"}
)


def _parsed(html: str) -> tuple[Any, tuple[str, str, str]]:
    """The tree, and what trafilatura finds in it: text, title, authors."""
    try:
        from lxml import html as parser
        from trafilatura.core import bare_extraction
    except ImportError:
        raise MissingExtra("html", "trafilatura", "reports from web pages") from None
    plain = _UNSTORABLE.sub("\ufffd", html)
    if not plain.strip():
        raise InvalidValue("the page is empty: there is nothing to read")
    try:
        tree = parser.document_fromstring(re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", plain))
        if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
            raise InvalidValue(f"the page has more than {MOST_ELEMENTS} elements: give the text itself")
        found = bare_extraction(
            plain, with_metadata=True, include_comments=False, include_tables=True, include_images=False
        )
    except InvalidValue:
        raise
    except Exception as error:  # noqa: BLE001 - a page can be wrong in any way, and the parser may fall over it
        raise InvalidValue(f"the page can't be read ({type(error).__name__}): give the text itself") from None
    if found is None:
        return tree, ("", "", "")
    return tree, (found.text or "", found.title or "", found.author or "")


def _clean(text: str) -> str:
    return _UNSTORABLE.sub("", text)


def _address(tree: Any) -> str:
    """The page's own word for its address, if it is one of the web."""
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for found in tree.xpath(path):
            address = _clean(str(found)).strip()
            if is_address(address):
                return address
    return ""


def is_address(text: str) -> bool:
    """Whether it is an address of the web: http or https, a host, and no blanks."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable() and " " not in text
    except ValueError:
        return False


def outlet_of(url: str) -> str | None:
    """The outlet that an address belongs to: its host without `www.`; None where that can be nobody's name."""
    if not is_address(url):
        return None
    host = (urlsplit(url).hostname or "").removeprefix("www.").casefold()
    name = re.sub(r"[^a-z0-9._-]", "-", host).strip(".-_")
    return f"outlet:{name}" if name and len(name) <= 150 else None


def _language(tree: Any) -> str:
    """The page's own word for its language."""
    for path in ("/html/@lang", "//meta[translate(@http-equiv,'CL','cl')='content-language']/@content"):
        for found in tree.xpath(path):
            told = str(found).strip()
            if len(told) <= 35 and _LANGUAGE.fullmatch(told):
                return told
    return ""


def _published(tree: Any, html: str, zone: str | None, latest: str | None) -> tuple[str | None, bool, tuple[str, str]]:
    """The date, whether it is inferred, and the basis of both its bounds."""
    remarks = list(_remarks(tree))
    read = [(text, where) for text, where in remarks if not _after(text, zone, latest)]
    if remarks and not read:
        return None, False, ("", f"{remarks[0][1]} says {remarks[0][0]}, which lies after the page was fetched")
    if not read:
        return _inferred(html, latest)
    clocks = [one for one in read if "T" in one[0]]
    best = clocks[0] if clocks else read[0]
    others = [one for one in read if not _same_day(one[0], best[0], zone)]
    if not others:
        return best[0], False, (best[1], best[1])
    every = sorted([best, *others], key=lambda one: one[0][:10])
    first, last = every[0], every[-1]
    if first[0][:10] == last[0][:10]:
        return best[0], False, (best[1], best[1])
    return f"[{first[0][:10]}..{last[0][:10]}]", False, (first[1], last[1])


def _remarks(tree: Any) -> Iterator[tuple[str, str]]:
    """Each publication date in the page's metadata that can be read, with where it stands; the surest first."""
    for script in tree.xpath("//script[@type='application/ld+json']")[:20]:
        for value in _dates_of(script.text or ""):
            if (text := as_date(value)) is not None:
                yield text, "the page's JSON-LD, datePublished"
    for attribute, name in _PUBLISHED:
        for found in tree.xpath(f"//meta[@{attribute}='{name}']/@content")[:5]:
            if (text := as_date(str(found))) is not None:
                yield text, f"the page's metadata, {name}"
    for found in tree.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime")[:5]:
        if (text := as_date(str(found))) is not None:
            yield text, "the page's time element"


def _dates_of(script: str) -> Iterator[str]:
    """Every datePublished at the top of a JSON-LD block; a block that is no JSON says nothing."""
    try:
        told = json.loads(script[:200_000])
    except (ValueError, RecursionError):
        return
    tops = told if isinstance(told, list) else [told]
    for top in tops[:50]:
        graph = top.get("@graph") if isinstance(top, dict) else None
        for one in [top, *(graph if isinstance(graph, list) else [])][:50]:
            if isinstance(one, dict) and isinstance(one.get("datePublished"), str):
                yield one["datePublished"]


def as_date(text: str) -> str | None:
    """A date of a page as EDTF: a clock time with its offset, else the day; None for what is neither."""
    told = text.strip()
    if _DAY.fullmatch(told):
        return _valid(told)
    clock = _CLOCK.fullmatch(told)
    if clock is None:
        return None
    day, hour, offset = clock.groups()
    if offset is None:
        return _valid(day)
    zone = offset.upper() if ":" in offset or offset in "Zz" else f"{offset[:3]}:{offset[3:]}"
    seconds = hour if hour.count(":") == 2 else f"{hour}:00"
    return _valid(f"{day}T{seconds}{'Z' if zone in ('-00:00', 'Z') else zone}") or _valid(day)


def _valid(text: str) -> str | None:
    try:
        times.bounds(text, times.Place.PUBLISHED, "UTC")
    except InvalidTime:
        return None
    return text


def _same_day(one: str, other: str, zone: str | None) -> bool:
    """Whether two dates can be the same: a day holds every clock time that some calendar on earth shows on it."""
    if one[:10] == other[:10]:
        return True
    if ("T" in one) == ("T" in other):
        return "T" in one and times.instant(one) == times.instant(other)
    first, second = (times.bounds(text, times.Place.PUBLISHED, zone or "UTC") for text in (one, other))
    slack = _FARTHEST if zone is None else 0
    return _low(first) <= _high(second) + slack and _low(second) <= _high(first) + slack


def _low(bounds: times.Bounds) -> int:
    assert bounds.earliest is not None
    return bounds.earliest


def _high(bounds: times.Bounds) -> int:
    assert bounds.latest is not None
    return bounds.latest


def _after(text: str, zone: str | None, latest: str | None) -> bool:
    """Whether a date lies after the page was fetched."""
    if latest is None:
        return False
    earliest = times.bounds(text, times.Place.PUBLISHED, zone or "UTC").earliest
    return earliest is not None and earliest > times.instant(latest) + _FARTHEST


def _inferred(html: str, latest: str | None) -> tuple[str | None, bool, tuple[str, str]]:
    try:
        from htmldate import find_date
    except ImportError:
        raise MissingExtra("html", "htmldate", "reports from web pages") from None
    try:
        found = find_date(html, original_date=True, outputformat="%Y-%m-%d", max_date=(latest or "2099-12-31")[:10])
    except Exception:  # noqa: BLE001 - as above: then there is no date
        found = None
    told = as_date(found) if found else None
    if told is None:
        return None, True, ("", "")
    return told, True, ("read by htmldate in the page", "read by htmldate in the page")
