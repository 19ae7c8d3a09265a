"""Files as other programs write them: each is made by the other side's own library."""

from __future__ import annotations

import io
import json
import mailbox
import warnings
import zipfile
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from export_readers import reader

FIRST = "The harbour board said on Tuesday that the quay is shut, and that it would be shut for some time to come."
SECOND = "About 120 boats left, a fisher added. The figure could not be checked by anybody who was asked about it."
EAST = timezone(timedelta(hours=2))
SENT = datetime(2031, 6, 26, 18, 44, tzinfo=EAST)
RECEIVED = "from mx.example.org by mail.newsroom.example with ESMTPS; Thu, 26 Jun 2031 16:44:09 +0000 (UTC)"


def page(head: str = "", title: str = "Quay closed", first: str = FIRST) -> bytes:
    """An invented article."""
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
        f"<article><h1>{title}</h1><p>{first}</p><p>{SECOND}</p></article></body></html>"
    ).encode()


def mail(number: int = 1, *, received: bool = True, html: bool = False, attached: bool = False) -> EmailMessage:
    """A press release, made by the standard library."""
    message = EmailMessage()
    if received:
        message["Received"] = RECEIVED
    message["From"] = "Ada Exämple <ada@press.example.org>"
    message["To"] = "desk@newsroom.example"
    message["Date"] = SENT
    message["Subject"] = f"Quay closed – release {number}"
    message["Message-ID"] = f"<{number}.quay@press.example.org>"
    if html:
        message.set_content(f"<p>{FIRST}</p><style>p {{}}</style><p>Fish &amp; nets</p>", subtype="html")
    else:
        message.set_content(f"{FIRST}\n\nFish & nets 🐟\n")
    if attached:
        message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="quay.png")
    return message


def mbox(path: Path, count: int) -> Path:
    """A mailbox, made by the standard library."""
    box = mailbox.mbox(path)
    for number in range(1, count + 1):
        box.add(mail(number))
    box.close()
    return path


def feed(*, atom: bool = False, count: int = 2) -> bytes:
    """A feed of entries taken over and of its own, made by feedgen."""
    made: Any = reader("feedgen.feed").FeedGenerator()
    made.id("https://feeds.example.net/all")
    made.title("All of it")
    made.link(href="https://feeds.example.net/all.xml", rel="self")
    made.link(href="https://www.example.net/", rel="alternate")
    made.description("news")
    made.language("en")
    made.lastBuildDate(SENT)
    made.updated(SENT)
    for number in range(1, count + 1):
        one = made.add_entry(order="append")
        one.id(f"https://www.example.net/{number}")
        one.link(href=f"https://www.example.net/{number}")
        one.title(f"Quay {number} & more")
        one.author(name="Ada Example", email="ada@example.net")
        one.content(f"<p>{FIRST}</p><p>Fish &amp; nets</p>", type="html" if atom else "CDATA")
        one.published(SENT + timedelta(days=number))
        one.updated(SENT + timedelta(days=number, hours=3))
    first = made.entry()[0]
    first.source(url="https://wire.example.com/rss", title="The Wire")
    return bytes(made.atom_str() if atom else made.rss_str())


def json_feed(number: int = 1) -> bytes:
    """A JSON Feed of one item."""
    item = {"id": f"{number}", "url": f"https://www.example.net/item-{number}", "content_html": f"<p>{FIRST}</p>"}
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "All",
        "items": [item | {"title": f"Quay {number}"}],
    }
    return json.dumps(made).encode()


def pdf(*pages: str, title: str = "Study of the quay") -> bytes:
    """A document with a page a text, made by reportlab."""
    canvas = reader("reportlab.pdfgen.canvas")
    out = io.BytesIO()
    made = canvas.Canvas(out, invariant=1)
    made.setTitle(title)
    made.setAuthor("Ada Example")
    for one in pages:
        made.drawString(72, 700, one)
        made.showPage()
    made.save()
    return out.getvalue()


def warc(
    *records: tuple[str, bytes, str], gzip: bool = True, status: str = "200 OK", coding: str = "", packed: bool = True
) -> bytes:
    """An archive of responses (address, body, type), made by warcio, which leaves its files to the collector."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        return _warc(records, gzip=gzip, status=status, coding=coding, packed=packed and bool(coding))


def _warc(records: tuple[tuple[str, bytes, str], ...], *, gzip: bool, status: str, coding: str, packed: bool) -> bytes:
    import gzip as packing

    writer = reader("warcio.warcwriter").WARCWriter
    headers = reader("warcio.statusandheaders").StatusAndHeaders
    out = io.BytesIO()
    made = writer(out, gzip=gzip)
    made.write_record(made.create_warcinfo_record("quay.warc.gz", {"software": "tests"}))
    for url, body, kind in records:
        told = [("Content-Type", kind), *([("Content-Encoding", coding)] if coding else [])]
        record = made.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(packing.compress(body, mtime=0) if packed else body),
            http_headers=headers(status, told, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": "2031-06-28T10:00:00Z"},
        )
        made.write_record(record)
    return out.getvalue()


def wacz(path: Path, *archives: bytes) -> Path:
    """A WACZ as its specification lays it out."""
    with zipfile.ZipFile(path, "w") as folder:
        folder.writestr("datapackage.json", '{"profile": "data-package", "wacz_version": "1.1.1", "resources": []}')
        for number, one in enumerate(archives):
            folder.writestr(zipfile.ZipInfo(f"archive/{number}.warc.gz"), one)
    return path
