"""E-mail: `Date` is the sender's word, `Received` the carrier's.

A mail is published by the outlet of its sender's address, at the date that the sender wrote. The last server that
received it, the topmost `Received`, is the carrier, and when it did is when we had it. A date after that is not
taken. The address is the `mid:` of the message (RFC 2392), so that one mail in two mailboxes is one report.
"""

from __future__ import annotations

import codecs
import email.errors
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from typing import Any, BinaryIO, Final
from urllib.parse import quote

import attrs

from eventlog.capture.found import LARGEST, Around, Reader, Taken, clean, dated, sha256
from eventlog.capture.kinds import Kind
from eventlog.capture.plain import text_of
from eventlog.errors import EventLogError, InvalidValue, shown
from eventlog.reports import Report
from eventlog.reports.dating import as_date
from eventlog.reports.marked import unmarked
from eventlog.reports.page import decoded, guessed, language_of, outlet_of

LONGEST_HEADER: Final = 8192
"""Letters of a header that is still parsed: the library takes the square of its length."""

MOST_PARTS: Final = 10_000

_PARSED: Final = frozenset(
    ("from", "date", "subject", "received", "message-id", "content-language", "content-type", "content-disposition")
) | {"content-transfer-encoding"}
_BY: Final = re.compile(r"(?<!\S)by\s+([A-Za-z0-9._:-]+)")
_COMMENT: Final = re.compile(r"\([^()]*\)")
_PARTING: Final = re.compile(rb"From (?=.*\d:\d\d)(?=.*\b\d{4}\b)")
_HEADER: Final = re.compile(rb"[!-9;-~]+:")
_QUOTED: Final = re.compile(rb">+From ")
_DAMAGE: Final = (
    email.errors.CloseBoundaryNotFoundDefect,
    email.errors.StartBoundaryNotFoundDefect,
    email.errors.InvalidBase64CharactersDefect,
    email.errors.InvalidBase64LengthDefect,
    email.errors.InvalidBase64PaddingDefect,
)
"""What the library finds in a mail of which a part is missing."""


def read_mail(data: bytes, around: Around) -> Iterator[Taken]:
    """The report of one mail."""
    if data.count(b"\n--") > MOST_PARTS:  # lines that may begin a part
        yield around.refused(Kind.MAIL, f"the mail may have more than the {MOST_PARTS} parts that are read")
        return
    try:
        begun = data.removeprefix(codecs.BOM_UTF8).lstrip()
        message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(begun)
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


def read_mailbox(file: BinaryIO, around: Around, reader: Reader) -> Iterator[Taken]:
    """The report of each mail of a mailbox."""
    for number, mail in enumerate(_mails(file), start=1):
        yield from reader(mail, Kind.MAIL, attrs.evolve(around, where=f"mail {number}"))


def _mails(file: BinaryIO) -> Iterator[bytes]:
    """The mails of a mailbox: before each stands a line that says from whom it came and when, after it an empty one.

    A header follows. Some programs leave out the moment, or all but "From ": such a line parts mails only behind an
    empty one. A line of words that begins like the first has a `>` before it. The library's own reader leaves that,
    takes each line of words that begins so without it for the next mail, and loses a first mail behind a byte order
    mark.
    """
    mail = bytearray()
    file.readline(LARGEST)
    lines = iter(lambda: file.readline(LARGEST), b"")  # a longer one is of a mail that is too large anyway
    before, line = b"", next(lines, b"")
    while line:
        after = next(lines, b"")
        begins = _PARTING.match(line) or (line.startswith(b"From ") and not before.strip())
        if begins and _HEADER.match(after):
            yield _ended(mail)
            mail.clear()
        elif len(mail) <= LARGEST:
            mail += line[_QUOTED.match(line) is not None :]
        before, line = line, after
    yield _ended(mail)


def _ended(mail: bytearray) -> bytes:
    """A mail of a mailbox without the empty line after it."""
    ending = next((one for one in (b"\r\n", b"\n") if mail.endswith(one * 2)), b"")
    return bytes(mail.removesuffix(ending))


def _report(message: EmailMessage, data: bytes, around: Around) -> Taken:
    name, address = next(iter(getaddresses([str(message.get("From", ""))])), ("", ""))
    publisher = around.publisher or outlet_of(f"https://{address.rpartition('@')[2]}/")
    if publisher is None or (not around.publisher and "@" not in address):
        return around.refused(Kind.MAIL, "the mail does not say who sent it: give a publisher, such as outlet:example")
    carrier, came = _received(message)
    told = next((clean(value, 200) for name, value in message.raw_items() if name.lower() == "date"), "")
    if as_date(told) is None:  # the library reads more forms, and writes -0000 where none tells the zone
        told = clean(message.get("Date"), 200).removesuffix(" -0000")
    by = came or around.retrieved
    come = f"{carrier} received it" if came else "it was fetched"
    text, doubt, body = _text(message)
    mid = clean(message.get("Message-ID"), 900).strip("<> ")
    if not (text.strip() or mid or message.get("Subject")):
        return around.refused(Kind.MAIL, "the mail has neither words nor a subject: it may be cut off")
    report = Report(
        publisher=publisher,
        title=clean(message.get("Subject"), 1000),
        authors=[clean(name or address, 1000)] if name or address else [],
        carrier=around.carrier or carrier,
        url=f"mid:{quote(mid, safe='@.+-_$%')}" if mid else "",
        language=language_of(clean(message.get("Content-Language"))),
        retrieved=by,
        zone=around.zone,
        text=text if text.strip() else None,
        page_digest=sha256(data),
        **dated(told, "the sender's Date", by, around.zone, come),
    )
    left = ", ".join(map(_name, _left_out(message, body)[1]))
    damaged = any(isinstance(fault, _DAMAGE) for part in message.walk() for fault in part.defects)
    cut = "it is damaged or cut off, so look at its words" if damaged else ""
    return around.taken(Kind.MAIL, report, "; ".join(filter(None, (left and f"left out: {left}", doubt, cut))))


def _received(message: EmailMessage) -> tuple[str, str | None]:
    """The last server that received it, and when."""
    told = " ".join(str(message.get("Received", "")).split())
    by = _BY.search(_COMMENT.sub(" ", told))
    return by.group(1) if by else "", as_date(told.rpartition(";")[2])


def _text(message: EmailMessage) -> tuple[str, str, Any]:
    """The words, plain where there are any, with line ends of Unix, what is doubtful of them, and their part."""
    for kind in ("plain", "html"):
        body = message.get_body(preferencelist=(kind,))
        words, doubt = ("", "") if body is None else _words(body)
        if words.strip():
            return clean(words.replace("\r\n", "\n").replace("\r", "\n")), doubt, body
    return "", "", None


def _words(part: Any) -> tuple[str, str]:
    """The words of a part that is plain text or HTML, and what is doubtful of them."""
    letters, doubt = _letters(part)
    if part.get_content_subtype() == "plain":
        return letters, doubt
    words = text_of(letters)
    return words, "; ".join(filter(None, (doubt, unmarked(letters, words))))


def _left_out(part: Any, body: Any) -> tuple[bool, list[Any]]:
    """Whether the words (`body`) are in a part of a mail, and what in it is neither they, nor another form of them, nor
    empty.
    """
    if part is body:
        return True, []
    if part.get_content_maintype() != "multipart":
        return False, [] if _is_words(part) and not _words(part)[0].strip() else [part]
    inner = [_left_out(one, body) for one in part.iter_parts()]
    held = any(one for one, _ in inner)
    forms = held and part.get_content_subtype() == "alternative"
    return held, [one for _, left in inner for one in left if not (forms and _is_words(one))]


def _is_words(part: Any) -> bool:
    return part.get_content_type() in ("text/plain", "text/html") and not part.is_attachment()


def _name(part: Any) -> str:
    return clean(part.get_filename() or part.get_content_type(), 100)


def _letters(part: Any) -> tuple[str, str]:
    """The letters of a part: by the encoding that it names, else as those of a page, with a sentence if it is a guess.

    Many programs send UTF-8 and name nothing, or ASCII; the library would put a replacement character for each byte.
    """
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        known = codecs.lookup(part.get_content_charset("")).name
    except (LookupError, ValueError):
        known = "ascii"
    charset = "" if known == "ascii" else known
    try:
        if known != "iso8859-1":  # under that name Windows-1252 is meant, as on pages
            return data.decode(charset or "utf-8-sig"), ""
    except (LookupError, ValueError):
        pass
    return decoded(data, charset), guessed(data, charset)
