"""E-mail: `Date` is the sender's word, `Received` the carrier's.

A mail is published by the outlet of its sender's address, at the date that the sender wrote. The last server that
received it, the topmost `Received`, is the carrier, and when it did is when we had it. A date after that is not
taken. The address is the `mid:` of the message (RFC 2392), so that one mail in two mailboxes is one report.
"""

from __future__ import annotations

import codecs
import email.policy
import mailbox
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import attrs

from eventlog.capture.found import Around, Taken, clean, dated, sha256
from eventlog.capture.kinds import Kind
from eventlog.capture.plain import text_of
from eventlog.errors import EventLogError, InvalidValue, shown
from eventlog.reports import Report
from eventlog.reports.dating import as_date
from eventlog.reports.marked import unmarked
from eventlog.reports.page import decoded, guessed, outlet_of

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a mail that are still read."""

LONGEST_HEADER: Final = 8192
"""Letters of a header that is still parsed: the library takes the square of its length."""

MOST_PARTS: Final = 10_000

_PARSED: Final = frozenset(
    ("from", "date", "subject", "received", "message-id", "content-language", "content-type", "content-disposition")
) | {"content-transfer-encoding"}
_WORDS: Final = ("text/plain", "text/html")
_BY: Final = re.compile(r"\bby\s+([A-Za-z0-9._-]+)")


def read_mail(data: bytes, around: Around) -> Iterator[Taken]:
    """The report of one mail."""
    if len(data) > LARGEST:
        yield around.refused(Kind.MAIL, f"the mail has {len(data)} bytes, more than the {LARGEST} that are read")
        return
    if data.count(b"\n--") > MOST_PARTS:  # lines that may begin a part
        yield around.refused(Kind.MAIL, f"the mail may have more than the {MOST_PARTS} parts that are read")
        return
    try:
        message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(data.removeprefix(codecs.BOM_UTF8))
        _check_headers(message)
        yield _report(message, data, around)
    except EventLogError as error:
        yield around.refused(Kind.MAIL, str(error))
    except Exception as error:  # noqa: BLE001 - the parser may fall over what strangers wrote
        yield around.refused(Kind.MAIL, f"the mail can't be read ({type(error).__name__})")


def _check_headers(message: EmailMessage) -> None:
    """Refuse headers, also those of parts, that would take long to parse. Raises InvalidValue."""
    for part in message.walk():
        for name, value in part.raw_items():
            if len(value) > LONGEST_HEADER and name.lower() in _PARSED:
                told = f"a header {shown(name)} has {len(value)} letters"
                raise InvalidValue(f"{told}, more than the {LONGEST_HEADER} that are read")


def read_mailbox(path: Path, around: Around) -> Iterator[Taken]:
    """The report of each mail of a mailbox."""
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            raw = box.get_bytes(key)  # the library leaves the line that parts two mails where lines end as on Windows
            raw = raw.removesuffix(b"\r\n") if raw.endswith(b"\r\n\r\n") else raw
            yield from read_mail(raw, attrs.evolve(around, where=f"mail {number}"))
    finally:
        box.close()


def _report(message: EmailMessage, data: bytes, around: Around) -> Taken:
    name, address = next(iter(getaddresses([str(message.get("From", ""))])), ("", ""))
    publisher = around.publisher or outlet_of(f"https://{address.rpartition('@')[2]}/")
    if publisher is None or (not around.publisher and "@" not in address):
        return around.refused(Kind.MAIL, "the mail does not say who sent it: give a publisher, such as outlet:example")
    carrier, came = _received(message)
    told = clean(message.get("Date"), 200)
    by = came or around.retrieved
    come = f"{carrier} received it" if came else "it was fetched"
    text, left, doubt = _text(message)
    mid = clean(message.get("Message-ID"), 900).strip("<> ")
    if not (text.strip() or mid or message.get("Subject")):
        return around.refused(Kind.MAIL, "the mail has neither words nor a subject: it may be cut off")
    report = Report(
        publisher=publisher,
        title=clean(message.get("Subject"), 1000),
        authors=[clean(name or address, 1000)] if name or address else [],
        carrier=around.carrier or carrier,
        url=f"mid:{quote(mid, safe='@.+-_$%')}" if mid else "",
        language=_language(message),
        retrieved=by,
        zone=around.zone,
        text=text if text.strip() else None,
        page_digest=sha256(data),
        **dated(told, "the sender's Date", by, around.zone, come),
    )
    beside = (f"left out: {', '.join(left)}" if left else "", doubt)
    return around.taken(Kind.MAIL, report, "; ".join(filter(None, beside)))


def _received(message: EmailMessage) -> tuple[str, str | None]:
    """The last server that received it, and when."""
    told = " ".join(str(message.get("Received", "")).split())
    by = _BY.search(told)
    return by.group(1) if by else "", as_date(told.rpartition(";")[2])


def _language(message: EmailMessage) -> str:
    told = clean(message.get("Content-Language"), 35)
    return told if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", told) else ""


def _text(message: EmailMessage) -> tuple[str, list[str], str]:
    """The words, plain where there are any, the names of what is left out, and what is doubtful of the letters. A line
    ends as it does on Unix.
    """
    left = [_name(part) for part in message.iter_attachments()]
    for kind in ("plain", "html"):
        body = message.get_body(preferencelist=(kind,))
        words, doubt = ("", "") if body is None else _letters(body)
        if kind == "html":
            html, words = words, text_of(words)
            doubt = "; ".join(filter(None, (doubt, unmarked(html, words))))
        if words.strip():
            return clean(words.replace("\r\n", "\n").replace("\r", "\n")), left, doubt
    return "", left or [_name(part) for part in _parts(message) if part.get_content_type() not in _WORDS], ""


def _parts(part: Any) -> Iterator[Any]:
    """The parts of a mail, and itself where it has none."""
    if part.get_content_maintype() != "multipart":
        yield part
        return
    for one in part.iter_parts():
        yield from _parts(one)


def _name(part: Any) -> str:
    return clean(part.get_filename() or part.get_content_type(), 100)


def _letters(part: Any) -> tuple[str, str]:
    """The letters of a part: by the encoding that it names, else as those of a page, with a sentence if it is a guess.

    Many programs send UTF-8 and name nothing, or ASCII; the library would put a replacement character for each byte.
    """
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        if codecs.lookup(part.get_content_charset("ascii")).name == "ascii":
            return data.decode("ascii"), ""
        return str(part.get_content()), ""
    except (LookupError, ValueError):
        return decoded(data), guessed(data)
