"""When a page says that it was published and last edited: in its metadata, and nowhere else.

A date in a page's metadata is a remark of the page about itself. It is taken with its offset; a time without an offset
is only good for its day, for a clock without a zone is of no place. Where two remarks name different days, the date is
vague from the one to the other, and the basis says which remark gave which bound. Of remarks on the last edit the
latest is kept, for it bounds the others. A date in the text is none of publication: the flood, the concert and the
copyright below are not when the page came out, and to guess so lets its words into answers of years before. A
page whose metadata is silent has no date but the moment at which it was fetched.

JSON-LD is written by hand and by templates: with bare line ends in strings, in CDATA or a comment, with a semicolon or
a comma too many, now and then with a quotation mark that ends all of it. Where no repair makes JSON of a block, the
members that are looked for are taken as they stand: a clock time that is lost would leave a day in its place, and an
evening in the west is the next day in UTC.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any, Final

import attrs

from eventlog import times
from eventlog.errors import InvalidTime, shown
from eventlog.reports.out import last_bound

_FARTHEST: Final = 14 * 3_600_000_000
"""Microseconds between UTC and the zone that is farthest from it."""
_DAY: Final = re.compile(r"(\d{4})(?:([-/.])(\d\d)(?:\2(\d\d))?)?", re.ASCII)
_MAIL: Final = re.compile(
    r"(?:[a-z]{3}, *)?(?P<day>\d{1,2} [a-z]{3} \d{4})"
    r"(?P<clock> \d\d:\d\d(?::\d\d)?)?(?: (?P<zone>GMT|UTC?|Z|[ECMP][SD]T|[+-]\d{4})|(?: [a-z]{1,5})?)(?: \([^()]*\))?",
    re.IGNORECASE | re.ASCII,
)
_CLOCK: Final = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,6})\d*)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?",
    re.IGNORECASE | re.ASCII,
)
_PUBLISHED: Final = (
    ("property", "article:published_time"),
    ("property", "og:article:published_time"),
    ("itemprop", "datePublished"),
    ("name", "article:published_time"),
    ("name", "parsely-pub-date"),
    ("name", "dc.date.issued"),
    ("name", "dcterms.issued"),
    ("name", "pubdate"),
    ("name", "publishdate"),
    ("name", "citation_publication_date"),
)
_MODIFIED: Final = (
    ("property", "article:modified_time"),
    ("property", "og:article:modified_time"),
    ("property", "og:updated_time"),
    ("itemprop", "dateModified"),
    ("name", "article:modified_time"),
    ("name", "dc.date.modified"),
    ("name", "dcterms.modified"),
    ("name", "last-modified"),
    ("name", "lastmod"),
)
_WRAPPING: Final = re.compile(r"\A(?:\s|//|<!--|<!\[CDATA\[|/\*.*?\*/|;)+", re.DOTALL)
_STRING_OR_COMMA: Final = re.compile(r'("(?:[^"\\]|\\.)*+"?)|,(?=\s*[\]}])', re.DOTALL)
_ARTICLE: Final = re.compile(r"(?:Article|Posting|Report|WebPage)\b")
"""In the names that schema.org has for what is published as a text."""
_FETCHED: Final = "the page was fetched"
_FREE: Final = "isAccessibleForFree"
_MAIN: Final = ("@graph", "mainEntity", "mainEntityOfPage")
_DEEPEST: Final = 4
_LONGEST: Final = 200_000
_MOST: Final = 50


@attrs.frozen(kw_only=True)
class Dates:
    """What a page's metadata says: two dates in EDTF, and from what the bounds of publication are known, in words."""

    published: str | None = None
    modified: str | None = None
    inferred: bool = False
    earliest: str = ""
    latest: str = ""


def dates_of(tree: Any, zone: str | None, fetched: str | None) -> Dates:
    """The dates of a page. `fetched`: when that was (EDTF), after which no page can have been published."""
    modified, edit = _last(_remarks(tree, "dateModified", _MODIFIED), zone)
    remarks = list(_remarks(tree, "datePublished", _PUBLISHED))
    read = [(text, where) for text, where in remarks if not lies_after(text, zone, fetched)]
    if remarks and not read:
        why = f"{remarks[0][1]} says {remarks[0][0]}, which lies after the page was fetched"
        return Dates(modified=modified, latest=why)
    if not read:
        bound = {"modified": edit, "retrieved": _FETCHED}.get(last_bound(None, modified, fetched, zone), "")
        given = ((text, where) for text, where in _told(tree, "datePublished", _PUBLISHED) if text.strip())
        unread = next((unread_words(where, text) for text, where in given), "")
        return Dates(modified=modified, inferred=True, earliest=unread, latest=bound)
    published, earliest, latest = _one(read, zone)
    later = {"modified": edit, "retrieved": _FETCHED}.get(last_bound(published, modified, fetched, zone), latest)
    return Dates(published=published, modified=modified, earliest=earliest, latest=later)


def _one(read: list[tuple[str, str]], zone: str | None) -> tuple[str, str, str]:
    """The date of several remarks, and which of them gave the earliest and the latest bound; the surest comes first."""
    best = max(read, key=lambda one: ("T" in one[0], min(len(one[0]), 10)))
    others = [one for one in read if not _same_day(one[0], best[0], zone)]
    if not others:
        return best[0], best[1], best[1]
    every = sorted([best, *others], key=lambda one: one[0][:10])
    first, last = every[0], every[-1]
    if first[0][:10] == last[0][:10]:  # two clock times of one day
        return best[0], best[1], best[1]
    width = min(len(one[0][:10]) for one in (first, last))  # a day and a month are a month and a month
    return f"[{first[0][:width]}..{last[0][:width]}]", first[1], last[1]


def _last(remarks: Iterator[tuple[str, str]], zone: str | None) -> tuple[str | None, str]:
    """The latest of several remarks, and where it stands."""
    every = list(remarks)
    if not every:
        return None, ""
    return max(every, key=lambda one: _high(times.bounds(one[0], times.Place.PUBLISHED, zone or "UTC")))


def _remarks(tree: Any, member: str, names: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Each date of one kind in the page's metadata that can be read, with where it stands; the surest first."""
    for given, where in _told(tree, member, names):
        if (text := as_date(given)) is not None:
            yield text, where


def _told(tree: Any, member: str, names: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """What the page's metadata says in the places of such a date, with where it stands."""
    every = (found for script in _scripts(tree) for found in _members(script, member))
    linked = [(value, of_article) for value, of_article in every if isinstance(value, str)]
    article = any(of_article for _, of_article in linked)  # then a video or a picture on the page has a date of its own
    for value, of_article in linked:
        if of_article or not article:
            yield value, f"the page's JSON-LD, {member}"
    told = [(one, (one.get("content") or "")) for one in tree.xpath("//meta[@content]")]
    for attribute, name in names:
        found = [content for one, content in told if (one.get(attribute) or "").strip().casefold() == name.casefold()]
        for content in found[:5]:
            yield content, f"the page's metadata, {name}"
    marked = f"@itemprop='{member}'" + (" or @pubdate" if member == "datePublished" else "")
    for content in tree.xpath(f"//time[{marked}]/@datetime")[:5]:
        yield str(content), "the page's time element"


def locked(tree: Any) -> str:
    """A sentence where a page says that not all may read it, so that what is at hand may be the part that all may."""
    linked = [found for script in _scripts(tree) for found in _members(script, _FREE, (*_MAIN, "hasPart"))]
    article = any(of_article for _, of_article in linked)
    told = [value for value, of_article in linked if of_article or not article]
    told += tree.xpath(f"//meta[@itemprop='{_FREE}']/@content")[:_MOST]
    if not any(str(one).strip().rpartition("/")[2].casefold() == "false" for one in told):
        return ""
    return f"the page says that it is not free to read ({_FREE}): its text may be only the part that is"


def unread_words(where: str, given: str) -> str:
    """That a date was given, and can't be read: it is not lost in silence."""
    why = "no date that can be read" if _as_date(given.strip()) is None else "what programs write that have no date"
    return f"{where} says {shown(given)}, which is {why}"


def is_json_ld(kind: str) -> bool:
    """Whether a script of this type holds JSON-LD."""
    return kind.partition(";")[0].strip().casefold() == "application/ld+json"


def _scripts(tree: Any) -> list[str]:
    """The blocks of JSON-LD."""
    return [one.text or "" for one in tree.xpath("//script[@type]") if is_json_ld(one.get("type"))][:20]


def _members(script: str, member: str, through: tuple[str, ...] = _MAIN) -> Iterator[tuple[str | bool, bool]]:
    """Every text or truth of this name that a JSON-LD block has on what the page is about, or on what that leads
    `through`, and whether it is of an article.
    """
    text = script[:_LONGEST]
    tops = json_of(text)
    if tops is None:
        for quoted, bare in re.findall(rf'"{member}"\s*:\s*(?:"([^"\\]{{4,64}})"|(true|false)\b)', text)[:_MOST]:
            yield quoted or bare, True
        return
    waiting = [(top, 0) for top in tops]
    for _ in range(_MOST * _DEEPEST):
        if not waiting:
            return
        one, depth = waiting.pop(0)
        if isinstance(one, list) and depth < _DEEPEST:
            waiting += [(each, depth + 1) for each in one[:_MOST]]
        elif isinstance(one, dict):
            if isinstance(one.get(member), (str, bool)):
                yield one[member], bool(_ARTICLE.search(str(one.get("@type"))[:_MOST]))
            waiting += [(one[name], depth + 1) for name in through if depth < _DEEPEST and name in one]


def json_of(text: str) -> list[Any] | None:
    """The values of a block, one after the other, 50 at most; None where it is no JSON however it is read.

    Control characters may stand in strings, a wrapping of comments and CDATA may stand around it, a comma may stand
    before a bracket that closes, and anything may stand after it.
    """
    decoder = json.JSONDecoder(strict=False)
    for told in (text, _STRING_OR_COMMA.sub(lambda found: found.group(1) or "", text)):
        found: list[Any] = []
        rest = _WRAPPING.sub("", told)
        try:
            while rest[:1] in ("{", "[") and len(found) < _MOST:
                value, end = decoder.raw_decode(rest)
                found.append(value)
                rest = _WRAPPING.sub("", rest[end:])
        except (ValueError, RecursionError):
            continue
        if found:
            return found
    return None


def as_date(text: str) -> str | None:
    """A date of a page as EDTF: a clock time with its offset, else the day, month or year; None for what is neither,
    and for what a program writes that has no date: the first moment of 1970, or that day alone.

    Read are the forms of ISO 8601, also with other marks between year, month and day, and those of mail
    (RFC 5322), of which a day without a clock time, or with one in a zone that nobody knows, is a day.
    """
    told = _as_date(text.strip())
    none = told is None or told == "1970-01-01" or ("T" in told and not times.instant(told))
    return None if none else told


def _as_date(told: str) -> str | None:
    if len(told) == 8 and told.isdigit():
        told = f"{told[:4]}-{told[4:6]}-{told[6:]}"
    if day := _DAY.fullmatch(told):
        return _valid("-".join(one for one in day.group(1, 3, 4) if one))
    if clock := _CLOCK.fullmatch(told):
        return _clock(*clock.groups())
    mail = _MAIL.fullmatch(" ".join(told.split()))
    if mail is None:
        return None
    whole = mail["clock"] is not None and mail["zone"] is not None
    zone = "GMT" if (mail["zone"] or "").upper() in ("Z", "-0000") else mail["zone"]  # the clock is UTC, says RFC 5322
    moment = f"{mail['clock']} {zone}" if whole else " 00:00:00"
    try:
        sent = parsedate_to_datetime(mail["day"] + moment)
    except (ValueError, TypeError, OverflowError):
        return None
    return _valid(sent.date().isoformat() if sent.tzinfo is None else times.written(sent))


def _clock(year: str, month: str, day: str, hour: str, minute: str, *rest: str | None) -> str | None:
    second, fraction, offset = rest
    date = f"{year}-{month}-{day}"
    if offset is None:
        return _valid(date)
    zone = offset.upper()
    if zone in ("UTC", "GMT", "-0000", "-00:00", "-00"):
        zone = "Z"
    if len(zone) == 5:
        zone = f"{zone[:3]}:{zone[3:]}"
    seconds = f"{second or '00'}.{fraction}" if fraction else second or "00"
    return _valid(f"{date}T{hour}:{minute}:{seconds}{zone}") or _valid(date)


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
    if "T" in one and "T" in other:
        return times.instant(one) == times.instant(other)
    if "T" not in one and "T" not in other and len(one) == len(other):
        return False
    first, second = (times.bounds(text, times.Place.PUBLISHED, zone or "UTC") for text in (one, other))
    slack = _FARTHEST if zone is None else 0
    return _low(first) <= _high(second) + slack and _low(second) <= _high(first) + slack


def _low(bounds: times.Bounds) -> int:
    assert bounds.earliest is not None
    return bounds.earliest


def _high(bounds: times.Bounds) -> int:
    assert bounds.latest is not None
    return bounds.latest


def lies_after(text: str, zone: str | None, fetched: str | None) -> bool:
    """Whether a date lies after the page was fetched."""
    if fetched is None:
        return False
    latest = times.bounds(fetched, times.Place.PUBLISHED, zone or "UTC").latest
    return latest is not None and _low(times.bounds(text, times.Place.PUBLISHED, zone or "UTC")) > latest + _FARTHEST
