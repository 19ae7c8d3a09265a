"""Each kind of file, as the other side's own library wrote it, is read into what a report says."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import zipfile
from pathlib import Path

import attrs
import pytest

import eventlog
from capture_samples import FIRST, feed, mail, mbox, page, pdf, wacz, warc
from eventlog import Report
from eventlog.capture import Kind, Taken, kind_of, take
from eventlog.errors import InvalidTime, InvalidValue
from eventlog.reports.dating import as_date
from export_readers import reader


def taken(path: Path, data: bytes, **given: str) -> list[Taken]:
    """What is made of a file of these bytes, whose name says nothing."""
    path = path / "file"
    path.write_bytes(data)
    return list(take(path, **given))


def only(found: list[Taken]) -> Report:
    """The report of what gave one thing."""
    (one,) = found
    assert one.report is not None, one.said
    assert not one.damaged
    return one.report


def test_a_mail_is_the_senders_word_and_the_carriers(tmp_path: Path) -> None:
    """Date is the sender's, Received the carrier's; words, outlet, author and address are those of the message."""
    raw = mail().as_bytes()
    report = only(taken(tmp_path, raw))
    assert report.publisher == "outlet:press.example.org"
    assert report.authors == ("Ada Exämple",)
    assert report.title == "Quay closed – release 1"
    assert report.text == f"{FIRST}\n\nFish & nets 🐟\n"
    assert report.published == "2031-06-26T18:44:00+02:00"
    assert report.published_basis.earliest == "the sender's Date"
    assert report.carrier == "mail.newsroom.example"
    assert report.retrieved == "2031-06-26T16:44:09Z"
    assert report.url == "mid:1.quay@press.example.org"
    assert report.page_digest == f"sha256:{hashlib.sha256(raw).hexdigest()}"


def test_a_mail_is_one_report_however_its_lines_end(tmp_path: Path) -> None:
    """Two mailboxes may keep one mail with other line ends; it is one report."""
    raw = mail().as_bytes()
    assert only(taken(tmp_path, raw.replace(b"\n", b"\r\n"))).id == only(taken(tmp_path, raw)).id


def test_a_mail_is_one_report_wherever_in_a_mailbox_it_stands(tmp_path: Path) -> None:
    """A mailbox that grows gives each mail again, also with line ends of Windows; so does a mail with a mark."""
    raw = mail().as_bytes()
    alone = only(taken(tmp_path, raw))
    assert only(taken(tmp_path, b"\xef\xbb\xbf" + raw)).id == alone.id
    for lines in (b"\n", b"\r\n"):
        box = (b"From someone Thu Jun 26 16:44:09 2031\n" + raw + b"\n").replace(b"\n", lines)
        assert [one.report.id for one in taken(tmp_path, box * 3) if one.report] == [alone.id] * 3
        assert only(taken(tmp_path, box.removesuffix(lines))).id == alone.id


@pytest.mark.parametrize("named", ["", "Content-Type: text/plain\n", "Content-Type: text/plain; charset=us-ascii\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_mail_that_names_no_encoding_that_fits_keeps_its_letters(named: str, encoding: str, tmp_path: Path) -> None:
    """Many programs send eight bits and say nothing of them: they are read as those of a page."""
    words = "“Größe” 🐟\n" if encoding == "utf-8" else "“Größe”\n"
    head = f"From: ada@example.org\nDate: Thu, 26 Jun 2031 18:44:00 +0200\n{named}\n"
    assert only(taken(tmp_path, head.encode() + words.encode(encoding))).text == words


def test_a_mail_in_html_gives_what_its_reader_sees(tmp_path: Path) -> None:
    """Paragraphs are lines, marks are letters, and a style is not read; what is attached is named."""
    (one,) = taken(tmp_path, mail(html=True, attached=True).as_bytes())
    assert one.report.text == f"{FIRST}\nFish & nets"
    assert one.said == "left out: quay.png"


def test_a_date_after_the_mail_had_come_is_not_taken(tmp_path: Path) -> None:
    """A sender's clock that is years ahead gives no date; a few seconds are those of two clocks."""
    message = mail()
    message.replace_header("Date", "Thu, 26 Jun 2036 18:44:00 +0200")
    report = only(taken(tmp_path, message.as_bytes()))
    assert report.published is None
    assert report.published_basis.kind == "inferred"
    assert (
        "2036-06-26T18:44:00+02:00, which lies after mail.newsroom.example received it" in report.published_basis.latest
    )
    message.replace_header("Date", "Thu, 26 Jun 2031 16:44:20 +0000")
    assert only(taken(tmp_path, message.as_bytes())).published is not None


def test_a_mailbox_gives_each_mail(tmp_path: Path) -> None:
    """Each mail is the report that it is by itself."""
    found = list(take(mbox(tmp_path / "box", 3)))
    assert [one.where for one in found] == ["mail 1", "mail 2", "mail 3"]
    assert [one.report.title[-1] for one in found] == ["1", "2", "3"]
    assert found[1].report.id == only(taken(tmp_path, mail(2).as_bytes())).id


@pytest.mark.parametrize("atom", [False, True], ids=["rss", "atom"])
def test_an_entry_of_a_feed_is_of_its_source_and_the_feed_its_carrier(atom: bool, tmp_path: Path) -> None:
    """The first entry was taken over from elsewhere; the second is the outlet's own."""
    reader("feedparser")
    first, second = taken(tmp_path, feed(atom=atom))
    assert (first.kind, first.where) == (Kind.FEED, "entry 1")
    assert first.report.publisher == "outlet:wire.example.com"
    assert second.report.publisher == "outlet:example.net"
    for number, one in enumerate((first.report, second.report), start=1):
        assert one.carrier == "https://feeds.example.net/all.xml"
        assert one.title == f"Quay {number} & more"
        assert one.url == f"https://www.example.net/{number}"
        assert one.text == f"{FIRST}\nFish & nets"
        assert one.authors == ("Ada Example",)
        assert one.published == f"2031-06-{26 + number}T18:44:00+02:00"
        assert one.modified == (f"2031-06-{26 + number}T21:44:00+02:00" if atom else None)


def test_an_item_of_a_json_feed(tmp_path: Path) -> None:
    """As JSON Feed 1.1 has it; the words of a page are read as those of any other."""
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "All of it",
        "feed_url": "https://www.example.net/feed.json",
        "language": "en",
        "items": [
            {
                "id": "1",
                "url": "https://www.example.net/1",
                "title": "Quay",
                "content_html": f"<p>{FIRST}</p>",
                "date_published": "2031-06-26",
                "date_modified": "2031-06-27T10:00:00Z",
                "authors": [{"name": "Ada Example"}],
            }
        ],
    }
    report = only(taken(tmp_path, json.dumps(made).encode()))
    assert (report.publisher, report.carrier) == ("outlet:example.net", "https://www.example.net/feed.json")
    assert (report.published, report.modified) == ("2031-06-26", "2031-06-27T10:00:00Z")
    assert (report.text, report.authors, report.language) == (FIRST, ("Ada Example",), "en")


@pytest.mark.parametrize("damage", [7, None, "words", ["words"]])
def test_a_damaged_item_of_a_json_feed_keeps_no_other_out(damage: object, tmp_path: Path) -> None:
    """It is told, and those beside it go in; so are authors that are none left out, and an item kept."""
    item = {"id": 1, "url": "https://www.example.net/1", "content_text": FIRST, "authors": [damage, {"name": "Ada"}]}
    made = {"version": "https://jsonfeed.org/version/1.1", "items": [damage, item, item | {"authors": damage}]}
    broken, *whole = taken(tmp_path, json.dumps(made).encode())
    assert (broken.report, broken.damaged, broken.where) == (None, True, "entry 1")
    assert "the entry is damaged" in broken.said
    assert [one.report.text for one in whole if one.report] == [FIRST, FIRST]
    assert [one.report.authors for one in whole if one.report] == [("Ada",), ()]


@pytest.mark.parametrize("items", ["words", {"1": {}}, None, 7])
def test_a_json_feed_whose_items_are_no_list_is_damaged(items: object, tmp_path: Path) -> None:
    """It says so once."""
    (one,) = taken(tmp_path, json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode())
    assert (one.report, one.damaged) == (None, True)
    assert "the feed is damaged: its items are no list" in one.said


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    """It is of no kind, and that is not what is wrong with it."""
    (one,) = taken(tmp_path, b"")
    assert (one.said, one.kind, one.damaged) == ("the file is empty", None, False)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("Thu, 26 Jun 2031", "2031-06-26"),
        ("26 Jun 2031", "2031-06-26"),
        ("Thu, 26 Jun 2031 18:44:00", "2031-06-26"),
        ("Thu, 26 Jun 2031 18:44 CEST", "2031-06-26"),
        ("Thu, 26 Jun 2031 18:44:00 EDT", "2031-06-26T18:44:00-04:00"),
        ("Thu,  6 Jun 2031 18:44:00 +0200 (CEST)", "2031-06-06T18:44:00+02:00"),
        ("Thu, 26 Jun 2031 18:44:00 GMT", "2031-06-26T18:44:00Z"),
        ("Thu, 26 Jun 2031 18:44:00 Z", "2031-06-26T18:44:00Z"),
        ("Thu, 26 Jun 2031 18:44:00 -0000", "2031-06-26T18:44:00Z"),
        ("2031-06-26", "2031-06-26"),
        ("26 Jun", None),
        ("31 Feb 2031", None),
    ],
)
def test_a_bare_day_stays_a_day(told: str, read: str | None) -> None:
    """A clock time counts only with its offset; nobody's midnight is made up."""
    assert as_date(told) == read


def test_a_feed_with_bare_days_is_read_so(tmp_path: Path) -> None:
    """Also where the feed's own library would give midnight in UTC."""
    reader("feedparser")
    first = taken(tmp_path, feed().replace(b"Fri, 27 Jun 2031 18:44:00 +0200", b"Fri, 27 Jun 2031"))[0]
    assert first.report.published == "2031-06-27"


def test_a_pdf_is_read_by_page(tmp_path: Path) -> None:
    """The page of a span is told by the text; a page without words counts; the reader is named with its version."""
    version = reader("pypdf").__version__
    raw = pdf("The quay is shut.", "", "About 120 boats left.")
    assert taken(tmp_path, raw)[0].said.startswith("a PDF does not say who published it")
    report = only(taken(tmp_path, raw, publisher="org:institute", retrieved="2031-06-28"))
    assert report.text.split("\f")[1].strip() == ""
    assert [report.page_of(report.find(words)) for words in ("quay is shut", "120 boats")] == [1, 3]
    assert (report.title, report.authors) == ("Study of the quay", ("Ada Example",))
    assert report.published is None
    assert report.reader == f"pypdf {version}"
    assert report.published_basis.latest == "the document was fetched"
    assert report.published_basis.earliest.startswith("made 2000010100")
    assert report.page_digest == f"sha256:{hashlib.sha256(raw).hexdigest()}"
    assert report.out("UTC").latest == eventlog.times.bounds("2031-06-28", eventlog.times.Place.PUBLISHED, "UTC").latest


def test_a_pdf_more_leaves_nothing_behind(tmp_path: Path) -> None:
    """In a process that reads thousands of them."""
    reader("pypdf")
    taken(tmp_path, pdf("The quay is shut."), publisher="org:board")
    held = list(logging.getLogger("pypdf").handlers)
    taken(tmp_path, pdf("The quay is open."), publisher="org:board")
    assert logging.getLogger("pypdf").handlers == held


def test_a_pdf_of_pictures_says_so(tmp_path: Path) -> None:
    """No text is no report with an empty text."""
    reader("pypdf")
    (one,) = taken(tmp_path, pdf("", ""), publisher="org:institute")
    assert one.damaged
    assert "has no text" in one.said


def test_a_page_of_an_archive_is_the_page_as_it_was_saved(tmp_path: Path) -> None:
    """WARC-Date is retrieved, the target the address, the file the carrier; all else is what from_html reads."""
    reader("trafilatura")
    head = '<meta property="article:published_time" content="2031-06-26T18:44:00+02:00">'
    raw = page(head)
    saved = Report.from_html(raw, url="https://www.example.org/quay", retrieved="2031-06-28T10:00:00Z")
    for coding, packed in (("", True), ("", False), ("gzip", True)):
        made = warc(("https://www.example.org/quay", raw, "text/html"), gzip=packed, coding=coding)
        (one,) = taken(tmp_path, made)
        assert (one.kind, one.where) == (Kind.PAGE, "record 2, https://www.example.org/quay")
        assert one.report == attrs.evolve(saved, carrier="file")
        assert one.report.page_digest == f"sha256:{hashlib.sha256(raw).hexdigest()}"


def test_an_archive_passes_over_what_is_no_page(tmp_path: Path) -> None:
    """Pictures and errors are counted, and not called damaged; a document in it is read."""
    reader("trafilatura")
    made = warc(
        ("https://www.example.org/a.png", b"\x89PNG", "image/png"),
        ("https://www.example.org/study.pdf", pdf("The quay is shut."), "application/pdf"),
    ) + warc(("https://www.example.org/gone", page(), "text/html"), status="404 Not Found")
    document, passed = taken(tmp_path, made)
    assert (document.kind, document.report.publisher) == (Kind.PDF, "outlet:example.org")
    assert document.report.retrieved == "2031-06-28T10:00:00Z"
    assert (passed.said, passed.damaged) == ("passed over: 1 answered 404, 1 of another kind", False)


@pytest.mark.parametrize("coding", ["br", "zstd"])
@pytest.mark.parametrize("type_", ["text/html; charset=utf-8", "application/pdf", "application/rss+xml"])
def test_a_page_of_an_archive_that_is_not_unpacked_is_told(type_: str, coding: str, tmp_path: Path) -> None:
    """It is no picture that may be passed over: a page is missing, and its line says which."""
    made = warc(("https://www.example.org/quay", page(), type_), ("https://www.example.org/a", b"a", "image/svg+xml"))
    packed = warc(
        ("https://www.example.org/quay", page(), type_),
        ("https://www.example.org/a.css", b"a {}", "text/css"),
        coding=coding,
    )
    assert not any("packed" in one.said for one in taken(tmp_path, made, publisher="outlet:example"))
    told, passed = taken(tmp_path, packed)
    assert (told.report, told.damaged, told.where) == (None, True, "record 2, https://www.example.org/quay")
    assert f"packed as {coding}" in told.said
    assert (passed.said, passed.damaged) == ("passed over: 1 of another kind", False)


def test_a_page_that_is_no_longer_packed_is_read(tmp_path: Path) -> None:
    """Many archives keep what a browser had unpacked, with the header of what was sent."""
    reader("trafilatura")
    made = warc(("https://www.example.org/quay", page(), "text/html"), coding="br", packed=False)
    assert only(taken(tmp_path, made)).title == "Quay closed"


def test_a_record_that_does_not_fit_its_digest_is_damaged(tmp_path: Path) -> None:
    """One changed letter is found; the record after it is read."""
    reader("trafilatura")
    records = [(f"https://www.example.org/{n}", page(title=f"Quay {n}"), "text/html") for n in (1, 2)]
    made = warc(*records, gzip=False).replace(b"Quay 1", b"Quay 7")
    first, second = taken(tmp_path, made)
    assert first.damaged
    assert "does not fit its digest" in first.said
    assert second.report.title == "Quay 2"


def test_a_wacz_gives_what_its_archives_hold(tmp_path: Path) -> None:
    """Each archive in it is read; a zip that is none is said to be so."""
    reader("trafilatura")
    archives = [warc((f"https://www.example.org/{n}", page(title=f"Quay {n}"), "text/html")) for n in (1, 2)]
    found = list(take(wacz(tmp_path / "a.wacz", *archives)))
    assert [one.report.title for one in found] == ["Quay 1", "Quay 2"]
    assert [one.report.carrier for one in found] == ["a.wacz", "a.wacz"]
    (none,) = take(wacz(tmp_path / "b.zip"))
    assert "without web archives" in none.said


def test_a_wacz_that_its_own_tool_made(tmp_path: Path) -> None:
    """By `wacz create`: pages are read as they are, and a PDF that has no title takes that of the list of pages."""
    reader("trafilatura")
    tool = reader("wacz.main")
    address, study = "https://www.example.org/quay", "https://www.example.org/study.pdf"
    (tmp_path / "a.warc.gz").write_bytes(
        warc((address, page(), "text/html"), (study, pdf("The quay is shut.", title=""), "application/pdf"))
    )
    pages = [{"format": "json-pages-1.0", "id": "pages", "title": "All"}]
    pages += [
        {"id": one, "url": one, "title": f"List: {one[-4:]} 🐟", "ts": "2031-06-28T10:00:00Z"}
        for one in (address, study)
    ]
    (tmp_path / "pages.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in pages), encoding="utf-8")
    made = tmp_path / "a.wacz"
    tool.main(["create", "-o", str(made), "-p", str(tmp_path / "pages.jsonl"), str(tmp_path / "a.warc.gz")])
    first, second = take(made)
    assert (first.report.title, first.report.url, first.report.carrier) == ("Quay closed", address, "a.wacz")
    assert (second.report.title, second.report.url) == ("List: .pdf 🐟", study)
    assert {one.report.retrieved for one in (first, second)} == {"2031-06-28T10:00:00Z"}


@pytest.mark.parametrize(
    "listed", [b"", b"{", b"[]\n7\nnull", b'{"url": 7, "title": []}', b"[" * 100_000, b"\xff\n", b'{"url": "x"}']
)
def test_a_list_of_pages_that_is_none_is_passed_over(listed: bytes, tmp_path: Path) -> None:
    """The archives are what is taken."""
    reader("trafilatura")
    made = wacz(tmp_path / "a.wacz", warc(("https://www.example.org/quay", page(), "text/html")))
    with zipfile.ZipFile(made, "a") as folder:
        folder.writestr("pages/pages.jsonl", listed)
    assert only(list(take(made))).title == "Quay closed"


def test_a_saved_page_is_read_as_before(tmp_path: Path) -> None:
    """As `Report.from_html` reads it."""
    reader("trafilatura")
    raw = page('<link rel="canonical" href="https://www.example.org/quay">')
    assert only(taken(tmp_path, raw, retrieved="2031-06-28")) == Report.from_html(raw, retrieved="2031-06-28")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", None),
        (b"words", None),
        (b"Note: words\n\nmore", None),
        (b'{"version": "1"}', None),
        (gzip.compress(b"words", mtime=0), None),
        (b"\x1f\x8b", None),
        (b"\xef\xbb\xbf<?xml version='1.0'?><rss>", Kind.FEED),
        (b"<html><p>an example: &lt;rss&gt; <rss>", Kind.PAGE),
        ("\ufeff<html>".encode("utf-16-le"), Kind.PAGE),
        (b"Subject: x\r\nFrom: a@b.example\r\n\r\n", Kind.MAIL),
        (b'{"title": "t", "version": "https:\\/\\/jsonfeed.org\\/version\\/1"', Kind.JSON_FEED),
    ],
)
def test_a_kind_is_seen_in_the_first_bytes(head: bytes, kind: Kind | None) -> None:
    """What only looks like one is none."""
    assert kind_of(head) is kind


def test_wrong_arguments_are_refused_at_once(tmp_path: Path) -> None:
    """Before any file is read."""
    with pytest.raises(InvalidValue):
        take(tmp_path, publisher="Example")
    with pytest.raises(InvalidTime):
        take(tmp_path, retrieved="June")
    with pytest.raises(InvalidValue):
        take(7)  # type: ignore[arg-type]


def test_the_standard_librarys_own_messages() -> None:
    """Its test messages, broken ones among them: each says what came of it, and these what their headers say."""
    package = pytest.importorskip("test.test_email", reason="this Python comes without its own tests")
    data = Path(package.__file__).parent / "data"
    found = {Path(one.file).stem: one for one in take(*sorted(data.glob("msg_*.txt")))}
    assert len(found) > 40
    beside = ("left out", "it is damaged or cut off")
    assert all((one.report is None) == bool(one.said and not one.said.startswith(beside)) for one in found.values())
    first, bounced = found["msg_01"].report, found["msg_16"].report
    assert first.text == "\nHi,\n\nDo you like this message?\n\n-Me\n"
    assert (first.publisher, first.published) == ("outlet:ddd.com", "2001-05-04T14:05:44-04:00")
    assert (first.carrier, first.retrieved) == ("mail.zzz.org", "2001-05-04T14:05:44-04:00")
    assert first.url == "mid:15090.61304.110929.45684@aaa.zzz.org"
    assert bounced.published == "2001-09-23T20:14:35-07:00"
    assert (bounced.carrier, bounced.retrieved) == ("babylon.socal-raves.org", "2001-09-23T20:13:54-07:00")
