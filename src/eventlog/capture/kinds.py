"""What a file is, by its first bytes and not by its name: names are lost when things are saved and sent on."""

from __future__ import annotations

import codecs
import re
import zlib
from enum import StrEnum
from typing import Final

from eventlog.reports.page import MARKS

HEAD: Final = 16_384
"""Bytes that are enough to tell."""

_FEED: Final = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE)
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*:")
_MAIL: Final = re.compile(r"^(?:from|date|received|return-path|message-id|mime-version):", re.IGNORECASE | re.MULTILINE)
_JSON_FEED: Final = re.compile(r'"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org(?:\\?/)version')


class Kind(StrEnum):
    """A kind of file that is read."""

    MAIL = "e-mail"
    MAILBOX = "mailbox"
    FEED = "feed"
    JSON_FEED = "JSON Feed"
    PDF = "PDF"
    WARC = "WARC"
    WACZ = "WACZ"
    PAGE = "web page"


def kind_of(head: bytes) -> Kind | None:
    """The kind of a file that begins so; None for what is none of them."""
    if head.startswith(b"\x1f\x8b"):
        return Kind.WARC if _unpacked(head).startswith(b"WARC/") else None
    if head.startswith(b"WARC/"):
        return Kind.WARC
    if head.startswith(b"PK\x03\x04"):
        return Kind.WACZ
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    return _written(head)


def is_plain(head: bytes) -> bool:
    """Whether a file that begins so is text of no kind that is known."""
    begun = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not begun or begun[:1] in b"{[<" or b"\0" in head:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # a letter may be cut in two at the end
    except UnicodeDecodeError:
        return False
    return True


def _written(head: bytes) -> Kind | None:
    """The kind of what is text."""
    mark, encoding = next((one for one in MARKS if head.startswith(one[0])), (b"", "utf-8"))
    text = head[len(mark) :].decode(encoding, "replace")
    if text.startswith("From ") and _MAIL.search(text):
        return Kind.MAILBOX
    begun = text.lstrip()
    if begun.startswith("{"):
        return Kind.JSON_FEED if _JSON_FEED.search(text) else None
    if begun.startswith("<"):
        feed, page = _FEED.search(text), _PAGE.search(text)
        if feed and (page is None or feed.start() < page.start()):
            return Kind.FEED
        return Kind.PAGE if page else None
    if _HEADER.match(begun) and _MAIL.search(text):
        return Kind.MAIL
    return None


def _unpacked(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 64)
    except zlib.error:
        return b""
