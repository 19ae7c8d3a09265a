"""Web archives: WARC, and WACZ, which is a folder of them in one file.

Each page, PDF or feed that an archive holds a good response of is read as if it had been saved: `WARC-Date` is when it
was retrieved, the target its address, the archive its carrier. The digests that the archive holds are compared with
what it says, and a record that does not fit them, or is cut off, is damaged. Records are read one by one, so that
memory stays whatever the size of an archive. A WACZ lists its pages: their titles stand for what has none of its own,
such as a PDF, and their dates where a record has none.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import attrs

from eventlog.capture.found import LARGEST, Around, Reader, Taken, clean
from eventlog.capture.kinds import HEAD, Kind, kind_of
from eventlog.capture.unpacking import Bounded, check_member
from eventlog.errors import MissingExtra
from eventlog.reports.dating import as_date

LARGEST_LIST: Final = 16 * 1024 * 1024
"""Bytes of a list of pages that are still read."""

MOST_LISTED: Final = 100_000
"""Lines of a list of pages that are still read."""

_OFFICE: Final = frozenset({"[Content_Types].xml", "META-INF/manifest.xml"})
"""What Word, Excel and the like, and OpenDocument, have in each file."""

_READ: Final = frozenset({Kind.PAGE, Kind.PDF, Kind.FEED, Kind.JSON_FEED})


def read_wacz(path: Path, around: Around, reader: Reader) -> Iterator[Taken]:
    """The reports of all archives in a WACZ."""
    try:
        with zipfile.ZipFile(path) as folder:
            inside = folder.namelist()
            names = [one for one in inside if one.startswith("archive/") and not one.endswith("/")]
            if not _OFFICE.isdisjoint(inside):
                yield around.refused(None, "a document of an office program: save it as PDF or HTML, and take that")
            elif not names:
                yield around.refused(None, "a zip without web archives in it: unpack it, and take what is inside")
            listed = _pages(folder)
            for name in names:
                check_member(folder.getinfo(name))
                with folder.open(name) as stream:
                    for one in read_warc(stream, around, reader):
                        yield _told(one, listed)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        yield around.refused(Kind.WACZ, f"the archive is damaged, and may have held more: {clean(error, 200)}")


def _pages(folder: zipfile.ZipFile) -> dict[str, tuple[str, str | None]]:
    """Title and date of each page that a WACZ lists, by its address; what is no list is passed over."""
    found: dict[str, tuple[str, str | None]] = {}
    for name in folder.namelist():
        if not name.startswith("pages/") or not name.endswith(".jsonl"):
            continue
        try:
            with folder.open(name) as stream:
                lines = io.BytesIO(stream.read(LARGEST_LIST))
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
            continue
        for line in islice(lines, MOST_LISTED):
            try:
                told = json.loads(line)
                address, title, come = told["url"], told.get("title"), told.get("ts")
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                continue  # the first line is about the list
            if isinstance(address, str):
                found.setdefault(address, (clean(title, 2000) if isinstance(title, str) else "", _moment(come)))
    return found


def _moment(value: Any) -> str | None:
    return as_date(clean(value, 100)) if isinstance(value, str) else None


def _told(one: Taken, listed: Mapping[str, tuple[str, str | None]]) -> Taken:
    """A report with what the list of its archive tells, where it does not tell it itself."""
    if one.report is None or one.report.url not in listed:
        return one
    title, come = listed[one.report.url]
    missing: dict[str, Any] = {"title": title} if title and not one.report.title.strip() else {}
    if come is not None and one.report.retrieved is None:
        missing["retrieved"] = come
    return attrs.evolve(one, report=attrs.evolve(one.report, **missing)) if missing else one


def read_warc(stream: Any, around: Around, reader: Reader) -> Iterator[Taken]:
    """The reports of a WARC; after damage, those before it, and a word."""
    try:
        from warcio.archiveiterator import ArchiveIterator
    except ImportError:
        raise MissingExtra("capture", "warcio", "reports from web archives") from None
    passed: Counter[str] = Counter()
    number = 0
    try:
        records = ArchiveIterator(stream, check_digests=True)
        bounded = Bounded(records, stream)
        for number, record in enumerate(records, start=1):
            bounded.next_record()
            if record.rec_type in ("response", "resource"):
                yield from _record(record, attrs.evolve(around, where=f"record {number}"), reader, passed)
            elif record.rec_type == "revisit":
                passed["seen again"] += 1
    except Exception as error:  # noqa: BLE001 - the parser may fall over what strangers wrote
        told = f"the archive is damaged after record {number}, and may have held more: {clean(error, 200)}"
        yield around.refused(Kind.WARC, told)
    if passed:
        told = ", ".join(f"{count} {what}" for what, count in sorted(passed.items()))
        yield around.refused(Kind.WARC, f"passed over: {told}", damaged=False)
    elif not number:
        yield around.refused(Kind.WARC, "the archive holds no record")


def _record(record: Any, around: Around, reader: Reader, passed: Counter[str]) -> Iterator[Taken]:
    """What one response gives; what is no page, document or feed is counted."""
    headers = record.rec_headers
    url = clean(headers.get_header("WARC-Target-URI"), 2000).strip("<>")
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        passed[f"answered {clean(status, 20)}"] += 1
        return
    packed = _packed(record)
    data = record.content_stream().read(LARGEST + 1)
    here = attrs.evolve(around, where=f"{around.where}, {url}" if url else around.where)
    if len(data) > LARGEST:
        yield here.refused(Kind.WARC, f"the response has more than the {LARGEST} bytes that are read")
        return
    if why := _fault(record):
        yield here.refused(Kind.WARC, why)
        return
    kind = kind_of(data[:HEAD])
    if kind not in _READ:
        if packed:
            yield here.refused(Kind.WARC, f"it is packed as {packed}, which is not unpacked here: save the page itself")
            return
        passed["of another kind"] += 1
        return
    come = as_date(clean(headers.get_header("WARC-Date"), 100)) or around.retrieved
    held: dict[str, Any] = {
        "url": url,
        "retrieved": come,
        "carrier": Path(around.file).name,
        "charset": _charset(record),
    }
    yield from reader(data, kind, attrs.evolve(here, **held))


def _charset(record: Any) -> str:
    """The encoding that the server named beside a page, which goes before what the page says of itself."""
    told = _CHARSET.search(clean((record.http_headers or record.rec_headers).get_header("Content-Type"), 200))
    return told[1] if told else ""


def _packed(record: Any) -> str:
    """How a page, a document or a feed is packed, where it is not unpacked here.

    Its bytes are read as they are, since many archives keep the header and not the packing; and whatever else is
    installed, for the library ends at such a record where it finds the package for it.
    """
    told = record.http_headers
    packed = clean(told.get_header("Content-Encoding"), 100).lower() if told else ""
    if packed in _UNPACKED:
        return ""
    told.remove_header("Content-Encoding")
    return packed if _READ_TYPES.search(clean(told.get_header("Content-Type"), 100).lower()) else ""


_UNPACKED: Final = ("", "identity", "gzip", "x-gzip", "deflate")
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_READ_TYPES: Final = re.compile(r"html|pdf|rss|atom|feed")


def _fault(record: Any) -> str:
    """What tells that a record is not what was archived."""
    if getattr(record.raw_stream, "limit", 0) > 0:
        return "the record is cut off"
    if short := clean(record.rec_headers.get_header("WARC-Truncated"), 40):
        return f"the record was cut off when it was archived ({short}): save the page itself"
    told = [record.rec_headers.get_header(name) for name in ("WARC-Payload-Digest", "WARC-Block-Digest")]
    if any(told) and record.digest_checker.passed is not True:
        return f"the record does not fit its digest: {clean('; '.join(record.digest_checker.problems), 300)}"
    return ""
