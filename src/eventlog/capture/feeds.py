"""RSS, Atom and JSON Feed: each entry is a report of the outlet that published it, and the feed is its carrier.

RSS `<source>` names the outlet that an entry was taken over from. A date without a clock time stays a day. What a feed
carries of a text (all of it, or a teaser) is the report's text: the page behind it is a publication with its own words,
and the log says that the two have one address.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urljoin

import attrs

from eventlog.capture.found import Around, Taken, clean, dated, sha256
from eventlog.capture.kinds import Kind
from eventlog.capture.plain import text_of
from eventlog.errors import EventLogError, MissingExtra
from eventlog.reports import Report
from eventlog.reports.dating import as_date
from eventlog.reports.marked import unmarked
from eventlog.reports.page import MARKS, is_address, language_of, outlet_of

_NAMED: Final = re.compile(r"""\A(\s*<\?xml[^>]{0,200}?)\s+encoding\s*=\s*(?:"[^"]{0,40}"|'[^']{0,40}')""")


@attrs.frozen(kw_only=True)
class _Entry:
    """What an entry says, of whichever format."""

    title: str = ""
    url: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    language: str = ""
    text: str = ""
    html: str = ""
    where: str = ""
    edit: str = ""


def read_feed(data: bytes, around: Around) -> Iterator[Taken]:
    """The report of each entry of RSS or Atom; a feed that is cut off gives those before the damage, and says so."""
    try:
        import feedparser
    except ImportError:
        raise MissingExtra("capture", "feedparser", "reports from feeds") from None
    try:
        read = feedparser.parse(io.BytesIO(_marked(data)))
        address = _address(read.feed)
        entries = [_entry(one, read.feed) for one in read.entries]
    except Exception as error:  # noqa: BLE001 - the parser may fall over what strangers wrote
        yield around.refused(Kind.FEED, f"the feed can't be read ({type(error).__name__})")
        return
    fault = read.get("bozo_exception")
    doubt = ""
    if type(fault).__name__ == "CharacterEncodingOverride" and not str(read.encoding).casefold().startswith("utf"):
        doubt = f"its letters fit no encoding that it names: read as {clean(read.encoding, 40)}, so look at them"
    yield from _reports(entries, address, Kind.FEED, around, data, doubt)
    if read.bozo and (not entries or type(fault).__name__.startswith("SAX")):
        yield around.refused(Kind.FEED, f"the feed is damaged, and may have held more: {clean(fault, 200)}")


def _marked(data: bytes) -> bytes:
    """The bytes in UTF-8, and without the encoding that they name, where a mark tells theirs: who saved a feed anew
    left what it names, and the parser goes by that.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _NAMED.sub(r"\1", data[len(mark) :].decode(encoding, "replace"), count=1).encode()
    return data


def read_json_feed(data: bytes, around: Around) -> Iterator[Taken]:
    """The report of each item of a JSON Feed."""
    try:
        read = json.loads(_marked(data).decode())
        items = read["items"]
        if not isinstance(items, list):
            raise TypeError("its items are no list")
        entries = [_item(one, read) if isinstance(one, dict) else None for one in items]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        yield around.refused(Kind.JSON_FEED, f"the feed is damaged: {clean(error, 200) or type(error).__name__}")
        return
    address = next((one for one in (read.get("feed_url"), read.get("home_page_url")) if isinstance(one, str)), "")
    yield from _reports(entries, address, Kind.JSON_FEED, around, data)


def _reports(
    entries: Iterable[_Entry | None], feed: str, kind: Kind, around: Around, data: bytes, doubt: str = ""
) -> Iterator[Taken]:
    digest = sha256(data)
    for number, one in enumerate(entries, start=1):
        here = attrs.evolve(around, where=f"entry {number}")
        if one is None:
            yield here.refused(kind, "the entry is damaged: it is no table with a title, an address and words")
            continue
        publisher = around.publisher or outlet_of(one.source) or outlet_of(one.url) or outlet_of(feed)
        if publisher is None:
            yield here.refused(kind, "neither entry nor feed has an address: give a publisher, such as outlet:example")
            continue
        modified = as_date(one.modified)
        try:
            report = Report(
                publisher=publisher,
                title=one.title,
                authors=one.authors,
                carrier=around.carrier or clean(feed or around.url, 2000),
                url=one.url,
                language=one.language,
                retrieved=around.retrieved,
                zone=around.zone,
                modified=modified,
                text=one.text if one.text.strip() else None,
                page_digest=digest,
                **dated(
                    one.published,
                    one.where,
                    around.retrieved,
                    around.zone,
                    "the feed was fetched",
                    (modified, one.edit),
                ),
            )
        except EventLogError as error:
            yield here.refused(kind, str(error))
            continue
        yield here.taken(kind, report, "; ".join(filter(None, (doubt, unmarked(one.html, one.text)))))


def _address(feed: Any) -> str:
    """The feed's own address: its link to itself, else its id, else the page it belongs to."""
    links = [one.get("href", "") for one in feed.get("links", []) if one.get("rel") == "self"]
    return next((one for one in (*links, feed.get("id", ""), feed.get("link", "")) if is_address(one)), "")


def _entry(entry: Any, feed: Any) -> _Entry:
    """An entry of RSS or Atom. `dict.get`, since feedparser gives one date for another that is not there."""
    source = dict.get(entry, "source") or {}
    link = entry.get("link", "") or (entry.get("id", "") if is_address(entry.get("id", "")) else "")
    published, updated = (dict.get(entry, name) or "" for name in ("published", "updated"))
    bodies = [*entry.get("content", []), *([entry["summary_detail"]] if entry.get("summary_detail") else [])]
    none: tuple[dict[str, Any], str] = ({}, "")
    body, words = next(((one, told) for one in bodies if (told := _words(one)).strip()), none)
    names = [one.get("name") or one.get("email") for one in entry.get("authors", [])]
    return _Entry(
        title=clean(text_of(entry.get("title", "")), 1000),
        url=clean(_joined(feed.get("link", ""), link) if link else "", 2000),
        source=clean(source.get("href") or source.get("link") or source.get("id") or "", 2000),
        authors=tuple(dict.fromkeys(clean(one, 1000) for one in names if clean(one, 1000))),
        published=clean(published, 200),
        modified=clean("" if updated == published else updated, 200),
        language=language_of(clean(body.get("language"))) or language_of(clean(feed.get("language"))),
        text=words,
        html="" if body.get("type") == "text/plain" else body.get("value") or "",
        where="the entry's date in the feed",
        edit="the entry's updated, or dc:date, in the feed",
    )


def _joined(feed: str, link: str) -> str:
    """The link of an entry, which may count from that of its feed; as it stands, where one of them is no address."""
    try:
        return urljoin(feed, link)
    except ValueError:
        return link


def _item(item: dict[str, Any], feed: dict[str, Any]) -> _Entry:
    """An item of a JSON Feed."""
    told = {name: value for name, value in item.items() if isinstance(value, str)}
    authors = item.get("authors") or ([item["author"]] if item.get("author") else []) or feed.get("authors")
    named = [one.get("name") for one in authors if isinstance(one, dict)] if isinstance(authors, list) else []
    bodies = (told.get("content_text", ""), text_of(told.get("content_html", "")), told.get("summary", ""))
    return _Entry(
        title=clean(told.get("title"), 1000),
        url=clean(told.get("url") or (told.get("id") if is_address(told.get("id", "")) else ""), 2000),
        source=clean(told.get("external_url"), 2000) if not told.get("url") else "",
        authors=tuple(clean(one, 1000) for one in named if clean(one, 1000)),
        published=clean(told.get("date_published"), 200),
        modified=clean(told.get("date_modified"), 200),
        language=language_of(told.get("language", "")) or language_of(clean(feed.get("language"))),
        text=next((one for one in map(clean, bodies) if one.strip()), ""),
        html=told.get("content_html", ""),
        where="the item's date_published",
        edit="the item's date_modified",
    )


def _words(body: Any) -> str:
    value = body.get("value") or ""
    return clean(value if body.get("type") == "text/plain" else text_of(value))
