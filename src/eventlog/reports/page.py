"""A web page, read into what a report says: title, text, authors, date with its basis, language. Extra `html`.

A page is written by others, and may be written against us. It is parsed and never run: no script is executed,
nothing is fetched, no link is followed. It is taken as bytes up to a size, decoded strictly by what it says of itself,
and what can't be stored (NUL, half characters) is left out of the text that comes out.

When it was published and last edited is read by `dating`, from the page's metadata alone.

The text is trafilatura's idea of the article. Another version may cut it otherwise, so that the digest of the text
may differ between two readings of one page: the digest of the page's bytes, kept beside it, does not.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from typing import Any, Final
from urllib.parse import urlsplit

import attrs

from eventlog.claims.fields import check_whole
from eventlog.errors import InvalidValue, MissingExtra, shown
from eventlog.reports.basis import BasisKind, PublishedBasis
from eventlog.reports.bounding import check_counts, lighten
from eventlog.reports.dating import dates_of, locked
from eventlog.reports.marked import unmarked

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a page that are still read."""

_LONGEST_TITLE: Final = 1000
_MOST_AUTHORS: Final = 50
_HEAD: Final = 4096
_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""What no store can hold: NUL and half letters."""
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_LAST: Final = "cp1252"
_UTF_32: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
"""Byte order marks, and the encoding that each tells."""


@attrs.frozen(kw_only=True)
class Page:
    """What a page says: as the fields of a report of the same names, with the basis of the date in words."""

    title: str
    text: str
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    inferred: bool
    earliest: str
    latest: str
    language: str
    url: str
    digest: str
    reader: str
    doubts: tuple[str, ...] = ()
    """What a person should look at: letters in an encoding that nothing named, a text that may be a part."""


def read_page(
    data: bytes,
    *,
    url: str | None,
    zone: str | None,
    latest: str | None,
    largest: int = LARGEST,
    charset: str | None = None,
) -> Page:
    """Read a page. `latest`: when it was fetched (EDTF), after which no page can have been published. `charset`: its
    encoding, as the server said.

    Raises InvalidValue for what is too large, is empty or has no text, MissingExtra where trafilatura is not installed.
    """
    if not isinstance(data, bytes):
        raise InvalidValue(f"a page is given as the bytes that came, not as {type(data).__name__}")
    if charset is not None and not isinstance(charset, str):
        raise InvalidValue(f"an encoding is named by text, such as windows-1251, not by {shown(charset)}")
    if len(data) > check_whole(largest, "the size of the largest page", least=1):
        raise InvalidValue(f"the page has {len(data)} bytes, more than the {largest} that are read: pass largest=")
    html = decoded(data, charset or "")
    tree, (text, title, author, reader) = _parsed(html)
    if not text.strip():
        raise InvalidValue("no text was found on the page: give the text itself, as Report(text=...)")
    address = url or _address(tree)
    dates = dates_of(tree, zone, latest)
    return Page(
        title=_clean(title)[:_LONGEST_TITLE].strip(),
        text=_clean(text),
        authors=tuple(dict.fromkeys(one for one in map(str.strip, _clean(author).split(";")) if one))[:_MOST_AUTHORS],
        published=dates.published,
        modified=dates.modified,
        inferred=dates.inferred,
        earliest=dates.earliest,
        latest=dates.latest,
        language=_language(tree),
        url=address,
        digest="sha256:" + hashlib.sha256(data).hexdigest(),
        reader=reader,
        doubts=tuple(filter(None, (guessed(data, charset or ""), locked(tree), unmarked(html, text)))),
    )


def fields_of(read: Page, publisher: str | None, given: dict[str, Any]) -> dict[str, Any]:
    """The fields of a report of a page; what is given stands instead of what the page says. Raises InvalidValue."""
    by = publisher or outlet_of(read.url)
    if by is None:
        msg = "the page does not say where it was published: pass publisher, such as outlet:example, or its url"
        raise InvalidValue(msg)
    names = ("title", "text", "authors", "published", "modified", "language", "url", "reader")
    told: dict[str, Any] = {name: getattr(read, name) for name in names}
    if (read.earliest or read.latest) and "published" not in given:
        kind = BasisKind.INFERRED if read.inferred else BasisKind.METADATA
        told["published_basis"] = PublishedBasis(kind=kind, earliest=read.earliest, latest=read.latest)
    told |= {"publisher": by, "page_digest": read.digest} | ({"reader": ""} if "text" in given else {})
    return told | given


def decoded(data: bytes, charset: str = "") -> str:
    """The page's letters: by its byte order mark, else as the server said (`charset`), else by its own word for its
    encoding, else UTF-8, else Windows-1252. So browsers have it.

    What does not fit the encoding becomes the replacement character, so that it can be seen. Compressed data is no
    page.
    """
    mark, encoding = _encoding(data, charset)
    return data[len(mark) :].decode(encoding or _LAST, "replace")


def guessed(data: bytes, charset: str = "") -> str:
    """A sentence where nothing names the encoding, so that the letters may be others, or where some do not fit it."""
    mark, encoding = _encoding(data, charset)
    if not encoding:
        return "it names no encoding that is known, and is no UTF-8: read as Windows-1252, so look at its letters"
    try:
        data[len(mark) :].decode(encoding)
    except ValueError:
        return f"some letters do not fit its encoding, {encoding.replace('_', '-')}, and stand as \ufffd: look at them"
    return ""


def _encoding(data: bytes, charset: str) -> tuple[bytes, str]:
    """The byte order mark and the encoding; none where nothing names it and it is no UTF-8."""
    if data.startswith(_UTF_32):
        raise InvalidValue("this is UTF-32, which no page is written in: save it as UTF-8")
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return mark, encoding
    if b"<\0" in data[:_HEAD] or b"\0<" in data[:_HEAD]:
        raise InvalidValue("there is a NUL beside a bracket, so this is UTF-16 without its mark: save it as UTF-8")
    if data[:2] == b"\x1f\x8b":
        raise InvalidValue("the page is compressed: give the bytes as they are after unpacking")
    told = _CHARSET.search(data[:_HEAD])
    for named in (charset, told.group(1).decode("ascii") if told else ""):
        try:
            known = codecs.lookup(named).name.replace("-", "_") if named else ""
            if known and not known.startswith(("utf_16", "utf_32", "utf_7")) and known not in _NO_TEXT:
                "".encode(known)  # it may be none of letters
                return b"", _LAST if known in ("iso8859_1", "ascii") else known
        except (LookupError, ValueError):
            pass  # it names no encoding: the bytes decide
    try:
        data.decode()
    except UnicodeDecodeError:
        return b"", ""
    return b"", "utf-8"


_NO_TEXT: Final = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "rot13", "base64"}
)


def _parsed(html: str) -> tuple[Any, tuple[str, str, str, str]]:
    """The tree, and what trafilatura finds in it: text, title, authors; and its own name and version."""
    try:
        from lxml import html as parser
        from trafilatura import __version__
        from trafilatura.core import bare_extraction
        from trafilatura.utils import load_html
    except ImportError:
        raise MissingExtra("html", "trafilatura", "reports from web pages") from None
    plain = UNSTORABLE.sub("\ufffd", html)
    if not plain.strip():
        raise InvalidValue("the page is empty: there is nothing to read")
    try:
        check_counts(plain)
        tree = parser.document_fromstring(re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", plain))
        theirs = load_html(plain)
        if theirs is None:
            return tree, ("", "", "", "")
        lighten(theirs)
        found = bare_extraction(
            theirs, with_metadata=True, include_comments=False, include_tables=True, include_images=False
        )
    except InvalidValue:
        raise
    except Exception as error:  # noqa: BLE001 - a page can be wrong in any way, and the parser may fall over it
        raise InvalidValue(f"the page can't be read ({type(error).__name__}): give the text itself") from None
    if found is None:
        return tree, ("", "", "", "")
    return tree, (found.text or "", found.title or "", found.author or "", f"trafilatura {__version__}")


def _clean(text: str) -> str:
    return UNSTORABLE.sub("", text)


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
    """The outlet that an address belongs to: its host without `www.`; None where that can't be a name. A host in other
    letters than ASCII is named as in the network, such as `outlet:xn--mnchen-3ya.de`.
    """
    if not is_address(url):
        return None
    host = unicodedata.normalize("NFKC", (urlsplit(url).hostname or "").removeprefix("www.")).lower()
    labels = (one if one.isascii() else f"xn--{one.encode('punycode').decode()}" for one in host.split("."))
    name = re.sub(r"[^a-z0-9._-]", "-", ".".join(labels)).strip(".-_")
    return f"outlet:{name}" if name and len(name) <= 150 else None


def _language(tree: Any) -> str:
    """The page's own word for its language."""
    for path in ("/html/@lang", "//meta[translate(@http-equiv,'CL','cl')='content-language']/@content"):
        for found in tree.xpath(path):
            if told := language_of(str(found)):
                return told
    return ""


def language_of(text: str) -> str:
    """A word for a language that has the form of one (BCP 47), such as en-GB; else nothing."""
    told = text.strip()
    return told if len(told) <= 35 and _LANGUAGE.fullmatch(told) else ""
