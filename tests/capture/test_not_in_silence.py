"""What a file says and what can't be taken of it is told: nothing of it is lost, or read wrongly, in silence."""

from __future__ import annotations

import gzip
import html
import io
import json
import pickle
from pathlib import Path

import pytest

from capture_samples import FIRST, feed, page, pdf, warc
from eventlog import Report
from eventlog.capture import Taken, take
from eventlog.errors import DoubtfulPage
from eventlog.reports.dating import as_date
from export_readers import reader

ONE = "https://www.example.net/1"
NONE = [
    *("1970-01-01T00:00:00Z", "1970-01-01", "1970-01-01 00:00", "Thu, 01 Jan 1970 00:00:00 +0000"),
    *("1969-12-31T19:00:00-05:00", "1970-01-01T01:00:00+01:00", "0001-01-01T00:00:00Z", "0000-01-01", "0001"),
]


def taken(path: Path, data: bytes) -> list[Taken]:
    """What is made of a file of these bytes."""
    path = path / "file"
    path.write_bytes(data)
    return list(take(path, publisher="org:board", retrieved="2031-06-28"))


@pytest.mark.parametrize("given", NONE)
def test_what_a_program_writes_that_has_no_date_is_none(given: str) -> None:
    """The first moment of 1970, and years that no press knew, are no day on which a page came out."""
    assert as_date(given) is None


@pytest.mark.parametrize("given", ["1970-01-02", "1970", "1970-01-01T10:00:00Z", "1969-12-31", "1000-01-01"])
def test_an_old_date_is_a_date(given: str) -> None:
    """Archives hold what is older than the web."""
    assert as_date(given) == given


@pytest.mark.parametrize("given", ["06/07/2031", "Mi, 26 Jun 2031 10:00:00 +0200", "1940580245", *NONE[:2]])
def test_a_date_that_is_not_read_is_in_the_basis(given: str, tmp_path: Path) -> None:
    """Of a page and of a feed alike: it was given, and what it said."""
    reader("trafilatura")
    reader("feedparser")
    why = "what programs write that have no date" if given in NONE else "no date that can be read"
    told = f"{given!r}, which is {why}"
    head = f'<meta property="article:published_time" content="{given}">'
    for retrieved in ("2031-06-28", None):
        report = Report.from_html(page(head), publisher="outlet:a", retrieved=retrieved)
        assert (report.published, report.published_basis.kind) == (None, "inferred")
        assert report.published_basis.earliest == f"the page's metadata, article:published_time says {told}"
    item = f"<item><title>t</title><link>{ONE}</link><pubDate>{given}</pubDate></item>"
    [one] = taken(tmp_path, f"<rss version='2.0'><channel><title>f</title>{item}</channel></rss>".encode())
    assert one.report.published is None
    assert one.report.published_basis.earliest == f"the entry's date in the feed says {told}"
    assert one.report.published_basis.latest == "the feed was fetched"
    assert all("which is" not in other.report.published_basis.earliest for other in taken(tmp_path, feed()))


def test_a_page_in_an_archive_has_the_encoding_that_its_server_named(tmp_path: Path) -> None:
    """The header goes before the page's own word, as in browsers; one that names nothing that is known does not."""
    reader("trafilatura")
    words = page(title="Порт закрито", first=f"Понад 10 000 людей. {FIRST}").decode()
    for kind, wrong in (("text/html; charset=windows-1251", "utf-8"), ("text/html; charset=martian", "windows-1251")):
        raw = words.replace("utf-8", wrong).encode("cp1251")
        reports = [one.report for one in taken(tmp_path, warc((ONE, raw, kind))) if one.report is not None]
        assert [one.title for one in reports] == ["Порт закрито"]
        assert "Понад 10 000 людей." in reports[0].text


def test_a_record_that_its_crawler_cut_off_is_damaged(tmp_path: Path) -> None:
    """`WARC-Truncated`: half a page is no page, though its digests fit."""
    reader("warcio")
    raw = gzip.decompress(warc((ONE, page(), "text/html")))
    assert [one.damaged for one in taken(tmp_path, raw)] == [False]
    [one] = taken(tmp_path, raw.replace(b"WARC-Type: response", b"WARC-Truncated: length\r\nWARC-Type: response"))
    assert one.damaged
    assert one.said == "the record was cut off when it was archived (length): save the page itself"


def test_pages_of_a_pdf_that_are_pictures_are_told(tmp_path: Path) -> None:
    """A scan between pages of words is no blank page: nothing of it was taken."""
    image = reader("PIL.Image").new("L", (20, 20), 128)
    canvas, read = reader("reportlab.pdfgen.canvas"), reader("reportlab.lib.utils").ImageReader(image)
    reader("pypdf")
    out = io.BytesIO()
    made = canvas.Canvas(out, invariant=1)
    for words, drawn in (("The quay is shut.", True), ("", True), ("", False), ("About 120 boats left.", False)):
        made.drawString(72, 700, words)
        if drawn:
            made.drawImage(read, 10, 10)
        made.showPage()
    made.save()
    [one] = taken(tmp_path, out.getvalue())
    assert one.report is not None
    assert one.said == "no text on page 2, only a picture of it perhaps: nothing of that was taken"
    assert [one.said for one in taken(tmp_path, pdf("The quay is shut.", ""))] == [""]


def test_a_pdf_that_is_cut_off_says_what_to_do(tmp_path: Path) -> None:
    """One sentence, and nothing of it is in."""
    reader("pypdf")
    raw = pdf("The quay is shut.")
    [one] = taken(tmp_path, raw[: len(raw) // 2])
    assert one.damaged
    assert one.said.endswith("it may be cut off or damaged, so fetch it again")


@pytest.mark.parametrize(
    "data", ["Понад 10 000".encode(), b"# Heading\n\nWords\n", b"\xef\xbb\xbfWords", "п".encode() * 9000]
)
def test_plain_text_is_told_where_it_goes(data: bytes, tmp_path: Path) -> None:
    """It is no report by itself, for nothing in it says who published it; other files are of no kind."""
    [one] = taken(tmp_path, data)
    assert (one.report, one.said) == (None, "plain text does not say who published it: make a Report of it")
    for other in (b'{"a": 1}', b"<a/>", b"[1]", b"\xff\xd8\xff\xe0", b"a\0b", "caf\xe9 au lait".encode("latin-1")):
        assert [one.said for one in taken(tmp_path, other)] == ["no kind of file that is read here"]


EMPTY = {
    "RSS": b"<rss version='2.0'><channel><title>x</title></channel></rss>",
    "Atom": b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>',
    "JSON Feed": b'{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": []}',
    "WARC": b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
    b"WARC-Date: 2031-01-01T00:00:00Z\r\n\r\n\r\n\r\n",
}


@pytest.mark.parametrize("kind", EMPTY)
def test_a_file_that_holds_nothing_is_named(kind: str, tmp_path: Path) -> None:
    """A feed without items and an archive without pages are sound, and no file is passed over without a word."""
    reader("feedparser")
    reader("warcio")
    [one] = taken(tmp_path, EMPTY[kind])
    assert (one.report, one.said, one.damaged) == (None, "it holds nothing to take", False)
    assert one.kind is not None


GUESSED = "it names no encoding that is known, and is no UTF-8: read as Windows-1252, so look at its letters"
LOCKED = "the page says that it is not free to read (isAccessibleForFree): its text may be only the part that is"


@pytest.mark.parametrize(
    ("named", "coding", "said"),
    [
        *(
            ("", "cp1252", GUESSED),
            ("", "koi8-r", GUESSED),
            ("x-mine", "cp1252", GUESSED),
            ("utf-16", "cp1252", GUESSED),
        ),
        *(("", "utf-8", ""), ("windows-1252", "cp1252", ""), ("latin1", "cp1252", ""), ("koi8-r", "koi8-r", "")),
    ],
)
def test_letters_in_an_encoding_that_nothing_names_are_told(named: str, coding: str, said: str, tmp_path: Path) -> None:
    """Of a page and of a mail: they are read as Windows-1252, which they may not be."""
    reader("trafilatura")
    words = "Das Caf\u00e9 ist zu." if coding == "cp1252" else "\u041f\u0440\u0438\u0447\u0430\u043b."
    head = f'<meta charset="{named}">' if named else ""
    made = (
        page(head)
        .decode()
        .replace("<meta charset='utf-8'>", "")
        .replace("</p>", f" {words}</p>")
        .replace("\u2014", "-")
        .encode(coding, "replace")
    )
    [one] = taken(tmp_path, made)
    assert one.report is not None
    assert one.said == said
    kind = f'Content-Type: text/plain; charset="{named}"\n' if named else ""
    mail = f"From: a@example.org\nDate: Thu, 26 Jun 2031 10:00:00 +0200\n{kind}\n{words}".encode(coding)
    [one] = taken(tmp_path, mail)
    assert one.report is not None
    assert one.said == ("" if named == "utf-16" else said)


@pytest.mark.parametrize(("named", "said"), [("", True), ("utf-8", True), ("windows-1251", False)])
def test_a_feed_in_another_encoding_than_it_names_is_told(named: str, said: bool, tmp_path: Path) -> None:
    """The parser guesses by the letters."""
    reader("feedparser")
    head = f'<?xml version="1.0" encoding="{named}"?>' if named else ""
    words = "\u041f\u0440\u0438\u0447\u0430\u043b \u0437\u0430\u043a\u0440\u044b\u0442"
    item = f"<item><title>{words}</title><link>{ONE}</link></item>"
    feed = f"{head}<rss version='2.0'><channel><title>f</title>{item}</channel></rss>"
    [one] = taken(tmp_path, feed.encode("windows-1251"))
    assert one.report is not None
    assert one.said.startswith("its letters fit no encoding that it names: read as ") is said
    assert bool(one.said) is said
    for coding in ("utf-8-sig", "utf-16"):  # a mark tells for certain
        [one] = taken(tmp_path, feed.encode(coding))
        assert (one.report.title, one.said) == (words, "")


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ('{"@type": "NewsArticle", "isAccessibleForFree": false}', LOCKED),
        ('{"@graph": [{"@type": "NewsArticle", "isAccessibleForFree": "False"}]}', LOCKED),
        ('{"@type": "NewsArticle", "isAccessibleForFree": "http://schema.org/False"}', LOCKED),
        ('{"@type": "NewsArticle", "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": false}}', LOCKED),
        ('{"@type": "NewsArticle", "headline": "a "b" c", "isAccessibleForFree": false}', LOCKED),
        ('{"@type": "NewsArticle", "isAccessibleForFree": true}', ""),
        ('{"@type": "NewsArticle", "headline": "isAccessibleForFree: false"}', ""),
        (
            '[{"@type": "Video", "isAccessibleForFree": false}, {"@type": "Report", "isAccessibleForFree": true}]',
            "",
        ),
    ],
)
def test_a_page_that_says_that_it_is_not_free_to_read_is_told(block: str, said: str, tmp_path: Path) -> None:
    """What was fetched may be the part that everybody may read, and no reader would see it."""
    reader("trafilatura")
    [one] = taken(tmp_path, page(f'<script type="application/ld+json">{block}</script>'))
    assert one.report is not None
    assert one.said == said
    [one] = taken(tmp_path, page(f'<meta itemprop="isAccessibleForFree" content="{"False" if said else "True"}">'))
    assert one.said == said


def test_the_bound_of_an_entry_that_was_edited_says_where_it_is_from(tmp_path: Path) -> None:
    """RSS 1.0 has one date, which says not of what; it is an upper bound, and the basis names it."""
    reader("feedparser")
    item = f"<item><title>t</title><link>{ONE}</link><dc:date>2031-06-26T10:00:00Z</dc:date></item>"
    rss = f"<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>{item}</channel></rss>"
    [one] = taken(tmp_path, rss.encode())
    assert (one.report.published, one.report.modified) == (None, "2031-06-26T10:00:00Z")
    assert one.report.published_basis.latest == "the entry's updated, or dc:date, in the feed"
    for edit, latest in (("2031-06-27", "the entry's updated, or dc:date, in the feed"), ("2031-06-20", None)):
        both = item.replace("<dc:date>2031-06-26T10:00:00Z", f"<pubDate>2031-06-26</pubDate><dc:date>{edit}")
        [one] = taken(tmp_path, rss.replace(item, both).encode())
        assert one.report.published == "2031-06-26"
        assert one.report.published_basis.latest == (latest or "the entry's date in the feed")


@pytest.mark.parametrize(
    ("published", "modified", "latest"),
    [
        *(("2031-06-20", "2031-06-25", "modified_time"), ("2031-06-20", "2031-06-10", "published_time")),
        *(("2031-06-20", "2031-07-10", "fetched"), ("", "2031-06-25", "modified_time"), ("", "2031-07-10", "fetched")),
    ],
)
def test_the_basis_names_what_the_last_bound_is_from(published: str, modified: str, latest: str) -> None:
    """An edit before it came out, or after it was fetched, bounds nothing."""
    reader("trafilatura")
    told = (("published", published), ("modified", modified))
    head = "".join(f'<meta property="article:{name}_time" content="{day}">' for name, day in told if day)
    report = Report.from_html(page(head), publisher="outlet:a", retrieved="2031-06-28")
    assert report.published_basis.latest.endswith(latest)
    dates = {"modified": modified, "retrieved": "2031-06-28"} | ({"published": published} if published else {})
    named = {"modified_time": "modified", "published_time": "published", "fetched": "retrieved"}[latest]
    last = Report(publisher="outlet:a", title="t", published=dates[named]).out("UTC").latest
    assert report.out("UTC").latest == last


@pytest.mark.parametrize("empty", [" ", "&lt;img src='x'&gt;", "&lt;p&gt; &lt;/p&gt;"])
def test_the_words_of_an_entry_are_those_that_there_are(empty: str, tmp_path: Path) -> None:
    """A content without words stands before no summary, in a feed of either kind."""
    reader("feedparser")
    space = "http://purl.org/rss/1.0/modules/content/"
    words = f"<content:encoded>{empty}</content:encoded><description>The quay is shut.</description>"
    item = f"<item><title>t</title><link>{ONE}</link>{words}</item>"
    [one] = taken(tmp_path, f"<rss version='2.0' xmlns:content='{space}'><channel>{item}</channel></rss>".encode())
    assert one.report.text == "The quay is shut."
    entry = {"id": ONE, "url": ONE, "content_text": " ", "content_html": html.unescape(empty), "summary": "Shut."}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [entry]}
    [one] = taken(tmp_path, json.dumps(feed).encode())
    assert one.report.text == "Shut."


@pytest.mark.parametrize("begin", ["", "From a@example.org Thu Jun 26 18:44:00 2031\n"])
@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_a_mail_that_was_saved_as_utf_16_is_refused(begin: str, coding: str, tmp_path: Path) -> None:
    """Its headers were taken for its words, for they are found by their bytes."""
    mail = f"{begin}From: a@example.org\nDate: Thu, 26 Jun 2031 10:00:00 +0200\nSubject: s\n\nThe quay is shut.\n"
    [one] = taken(tmp_path, f"\ufeff{mail}".encode(coding))
    assert (one.report, one.damaged) == (None, True)
    assert one.said == "this is UTF-16, in which no mail is written: save it as UTF-8"


def test_the_words_of_a_mail_are_those_that_there_are(tmp_path: Path) -> None:
    """An empty plain part stands before none of the HTML; and what is no words is told where there are none."""
    head = (
        "From: a@example.org\nDate: Thu, 26 Jun 2031 10:00:00 +0200\nMessage-ID: <1@example.org>\nMIME-Version: 1.0\n"
    )
    both = "--b\nContent-Type: text/plain\n\n{}\n--b\nContent-Type: text/html\n\n<p>The quay is shut.</p>\n--b--\n"
    for plain, words in ((" \n", "The quay is shut."), ("The quay is open.", "The quay is open.")):
        mail = f"{head}Content-Type: multipart/alternative; boundary=b\n\n{both.format(plain)}"
        [one] = taken(tmp_path, mail.encode())
        assert (one.report.text, one.said) == (words, "")
    inner = "From: b@example.org\nSubject: s\n\nInner words.\n"
    for kind, body in (("text/calendar", "BEGIN:VCALENDAR\n"), ("message/rfc822", inner)):
        [one] = taken(tmp_path, f"{head}Content-Type: {kind}\n\n{body}".encode())
        assert (one.report.text, one.said) == (None, f"left out: {kind}")
        wrapped = f"--b\nContent-Type: {kind}\n\n{body}\n--b--\n"
        [one] = taken(tmp_path, f"{head}Content-Type: multipart/alternative; boundary=b\n\n{wrapped}".encode())
        assert (one.report.text, one.said) == (None, f"left out: {kind}")


def test_a_link_that_is_no_address_keeps_no_entry_out(tmp_path: Path) -> None:
    """Neither its own entry nor those beside it, which were all lost."""
    reader("feedparser")
    items = "".join(f"<item><title>t</title><link>{link}</link></item>" for link in ("http://[1", ONE))
    feed = f"<rss version='2.0'><channel><link>https://feed.example/</link>{items}</channel></rss>"
    assert [(one.report.publisher, one.report.url) for one in taken(tmp_path, feed.encode()) if one.report] == [
        ("org:board", "http://[1"),
        ("org:board", ONE),
    ]


@pytest.mark.parametrize("told", ["{'a': 1}", "en_US.UTF-8", "English, mostly", " uk-UA ", "en"])
def test_a_language_is_one_or_none(told: str, tmp_path: Path) -> None:
    """Of a page, a mail and feeds alike: what has not the form of one is none."""
    for name in ("trafilatura", "feedparser"):
        reader(name)
    items = [{"id": ONE, "url": ONE, "title": "t"}]
    channel = f"<language>{told}</language><item><link>{ONE}</link></item>"
    for data in (
        page().replace(b"<html", f'<html lang="{told}"'.encode(), 1),
        f"From: a@example.org\nSubject: s\nContent-Language: {told}\n\nWords.\n".encode(),
        f"<rss version='2.0'><channel>{channel}</channel></rss>".encode(),
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "language": told, "items": items}).encode(),
    ):
        [one] = taken(tmp_path, data)
        assert one.report.language == (told.strip() if told.strip() in ("uk-UA", "en") else "")


def test_a_json_feed_with_a_mark_is_read_by_it(tmp_path: Path) -> None:
    """As every other feed."""
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": ONE, "url": ONE, "content_text": "Größe"}]}
    for coding in ("utf-8-sig", "utf-16"):
        [one] = taken(tmp_path, json.dumps(feed, ensure_ascii=False).encode(coding))
        assert one.report is not None
        assert one.report.text == "Größe"


STRUCK = "'12' is struck out there, and stands among the words: look at the text"
RAISED = "a digit of '1203' is raised or lowered there: look at the text"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        *(("There were <del>12</del> <ins>120</ins> dead.", STRUCK), ("There were <s> 12\n</s> 120 dead.", STRUCK)),
        *(("There were 120<sup>3</sup> dead.", RAISED), ("There were 120<sub><b>3</b></sub> dead.", RAISED)),
        ("There were <del>12</del> 120<sup>3</sup> dead.", f"{STRUCK.removesuffix(': look at the text')} and {RAISED}"),
        *(("There were 120 dead on the 1<sup>st</sup>.", ""), ("There were 120 <sup>3</sup> dead.", "")),
        *(("There were 120 dead.<style>s { } <del>12</del></style>", ""), ("There were <b>12</b>0 dead.", "")),
    ],
)
def test_what_is_struck_out_or_raised_is_told(words: str, said: str, tmp_path: Path) -> None:
    """Of a page, a mail and feeds alike: the words alone say "12 120 dead", and 1203 for 120 with a note behind it."""
    for name in ("trafilatura", "feedparser"):
        reader(name)
    both = f"<p>{words}</p>"
    mail = f"From: a@example.org\nSubject: s\nContent-Type: text/html\n\n<html><body>{both}</body></html>\n"
    item = f"<item><title>t</title><link>{ONE}</link><description>{html.escape(both)}</description></item>"
    entry = {"id": ONE, "url": ONE, "content_html": both}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [entry]}
    for data in (
        page().replace(b"</p></article>", f"</p>{both}</article>".encode()),
        mail.encode(),
        f"<rss version='2.0'><channel>{item}</channel></rss>".encode(),
        json.dumps(feed).encode(),
    ):
        [one] = taken(tmp_path, data)
        assert one.report is not None
        assert one.said == said


@pytest.mark.parametrize(
    ("given", "doubt"),
    [
        (page(first="Die Häfen sind zu.").decode().replace("utf-8", "x-y").encode("cp1252"), "it names no encoding"),
        (page('<meta itemprop="isAccessibleForFree" content="false">'), "the page says that it is not free to read"),
        (page(first="There were <del>12</del> 120 dead."), "'12' is struck out there"),
    ],
)
def test_what_is_doubtful_of_a_page_is_told_in_python_too(given: bytes, doubt: str, tmp_path: Path) -> None:
    """`Report.from_html` warns of all that `take` says beside the report, and of nothing where the text is given."""
    reader("trafilatura")
    [one] = taken(tmp_path, given)
    with pytest.warns(DoubtfulPage) as warned:
        report = Report.from_html(given, publisher="org:board", retrieved="2031-06-28")
    [told] = [pickle.loads(pickle.dumps(one.message)) for one in warned]  # noqa: S301 - our own
    assert report == one.report
    assert "; ".join(told.doubts) == one.said
    assert doubt in one.said
    assert str(told) == f"{report.title!r}: {one.said}"
    assert Report.from_html(given, publisher="org:board", text="Shut.").text == "Shut."
