"""A web page becomes a report: what it says of itself is read, and what it tries is not done."""

from __future__ import annotations

import hashlib
import json

import pytest

import eventlog
from eventlog import Report
from eventlog.errors import DoubtfulPage, InvalidValue, MissingExtra
from eventlog.reports.bounding import LONGEST_ATTRIBUTE, MOST_ATTRIBUTES
from eventlog.times import instant
from export_readers import reader

WORDS = (
    "The harbour board said on Tuesday that the quay is shut, and that it would be shut for some time to come.",
    "About 120 boats left, a fisher added. The figure could not be checked by anybody who was asked about it.",
)


@pytest.fixture(autouse=True)
def _trafilatura() -> None:
    reader("lxml_html_clean")
    reader("trafilatura")


def page(*, head: str = "", body: str = "", lang: str = 'lang="en-GB"') -> bytes:
    """An invented article."""
    words = "".join(f"<p>{one}</p>" for one in WORDS)
    return (
        f"<!doctype html><html {lang}><head><meta charset='utf-8'><title>Quay closed | Example</title>{head}</head>"
        f"<body><nav>Home News Sport</nav><article><h1>Quay closed</h1>{words}{body}</article></body></html>"
    ).encode()


def told(name: str, content: str) -> str:
    """A meta element."""
    return f'<meta property="{name}" content="{content}">'


def linked(**data: object) -> str:
    """A JSON-LD block."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | data)}</script>'


PUBLISHED = told("article:published_time", "2031-06-26T18:44:00+02:00")
CANONICAL = '<link rel="canonical" href="https://www.example.org/quay">'


def test_a_page_says_what_a_report_says() -> None:
    """Title, text, authors, date with its basis, language, address, publisher and the digest of the page."""
    raw = page(head=PUBLISHED + CANONICAL + '<meta name="author" content="Ada Example; Bob Beispiel">')
    report = Report.from_html(raw, retrieved="2031-06-28T10:00:00Z")
    assert report.title == "Quay closed"
    assert all(one in report.text for one in WORDS)
    assert report.authors == ("Ada Example", "Bob Beispiel")
    assert report.published == "2031-06-26T18:44:00+02:00"
    assert report.published_basis.kind == "metadata"
    assert report.published_basis.earliest == "the page's metadata, article:published_time"
    assert report.language == "en-GB"
    assert report.url == "https://www.example.org/quay"
    assert report.publisher == "outlet:example.org"
    assert report.page_digest == f"sha256:{hashlib.sha256(raw).hexdigest()}"
    assert report.retrieved == "2031-06-28T10:00:00Z"


def test_a_report_of_a_page_is_recorded_and_comes_back() -> None:
    """The page's digest stays beside the text's, and is no part of the id; fetched again it is the same report."""
    log = eventlog.open(":memory:")
    report = Report.from_html(page(head=PUBLISHED), publisher="outlet:mail")
    log.record(report, report.claim("quay.shut", quote="the quay is shut"))
    assert next(log.entries()).event.report == report
    told = {name: getattr(report, name) for name in ("title", "published", "text")}
    assert Report(publisher="outlet:mail", **told).id == report.id
    again = Report.from_html(page(head=PUBLISHED + "<!-- -->"), publisher="outlet:mail", retrieved="2031-07-01")
    assert again.page_digest != report.page_digest
    assert log.record(again).new == ()


def test_a_page_whose_headline_was_edited_is_another_report() -> None:
    """With the same address and the same words below."""
    first, second = (
        Report.from_html(page(head=told("og:title", title)), url="https://example.org/quay")
        for title in ("Quay closed", "Quay may close")
    )
    assert first.text == second.text
    log = eventlog.open(":memory:")
    log.record(first)
    (note,) = log.record(second).notes
    assert note.text.startswith("same words as entry 1, another headline")


def test_what_is_given_stands_instead_of_what_the_page_says() -> None:
    """Whoever knows better says so."""
    given = {"title": "Mine", "published": "2031-06", "language": "cy", "authors": ["X"]}
    report = Report.from_html(page(head=PUBLISHED), publisher="outlet:mail", url="https://e.example/a", **given)
    assert (report.title, report.published, report.language) == ("Mine", "2031-06", "cy")
    assert (report.authors, report.published_basis, report.url) == (("X",), None, "https://e.example/a")


DATES = {
    "an offset": (PUBLISHED, "2031-06-26T18:44:00+02:00"),
    "no seconds": (told("article:published_time", "2031-06-26T18:44+02:00"), "2031-06-26T18:44:00+02:00"),
    "a short offset": (told("article:published_time", "2031-06-26T18:44:00+0200"), "2031-06-26T18:44:00+02:00"),
    "UTC": (linked(datePublished="2031-06-26T16:44:00.000Z"), "2031-06-26T16:44:00.000Z"),
    "no offset": (told("article:published_time", "2031-06-26T18:44:00"), "2031-06-26"),
    "a day": (linked(datePublished="2031-06-26"), "2031-06-26"),
    "in a graph": (linked(**{"@graph": [{"datePublished": "2031-06-26"}]}), "2031-06-26"),
    "a clock time is surer": (linked(datePublished="2031-06-26") + PUBLISHED, "2031-06-26T18:44:00+02:00"),
    "two days": (linked(datePublished="2031-06-24") + PUBLISHED, "[2031-06-24..2031-06-26]"),
    "two days that may be one": (linked(datePublished="2031-06-27") + PUBLISHED, "2031-06-26T18:44:00+02:00"),
    "a year": (told("citation_publication_date", "2031").replace("property", "name"), "2031"),
    "slashes": (told("citation_publication_date", "2031/06/26").replace("property", "name"), "2031-06-26"),
    "as in mail": (
        told("pubdate", "Thu, 26 Jun 2031 18:44:00 +0200").replace("property", "name"),
        "2031-06-26T18:44:00+02:00",
    ),
    "digits alone": (linked(datePublished="20310626T164400Z"), "2031-06-26T16:44:00Z"),
    "a day and a year": (linked(datePublished="2031") + linked(datePublished="2031-06-26"), "2031-06-26"),
    "a day and another month": (
        linked(datePublished="2031-05") + linked(datePublished="2031-06-26"),
        "[2031-05..2031-06]",
    ),
    "no such day": (linked(datePublished="2031-02-30") + PUBLISHED, "2031-06-26T18:44:00+02:00"),
    "broken JSON": ('<script type="application/ld+json">{"a</script>' + PUBLISHED, "2031-06-26T18:44:00+02:00"),
    "deep JSON": (
        f'<script type="application/ld+json">{"[" * 50_000}</script>{PUBLISHED}',
        "2031-06-26T18:44:00+02:00",
    ),
}


@pytest.mark.parametrize("case", DATES)
def test_a_date_is_what_the_page_says_and_no_more(case: str) -> None:
    """With its offset, or only its day; where two remarks name different days, from the one to the other."""
    head, published = DATES[case]
    report = Report.from_html(page(head=head), publisher="outlet:mail")
    assert report.published == published
    assert report.published_basis.kind == "metadata"


OTHER = {"@type": "VideoObject", "datePublished": "2019-06-26", "dateModified": "2031-07-30"}
ARTICLE = {"@type": ["NewsArticle"], "datePublished": "2031-06-26", "dateModified": "2031-06-27"}


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("kind", ["NewsArticle", "BlogPosting", "https://schema.org/WebPage"])
def test_what_stands_beside_an_article_has_dates_of_its_own(kind: str, apart: bool) -> None:
    """A video of years ago is not the page; where no article is told of, every date counts."""
    blocks = [ARTICLE | {"@type": kind}, OTHER]
    for graph in (blocks, blocks[::-1]):
        head = "".join(linked(**one) for one in graph) if apart else linked(**{"@type": "Thing", "@graph": graph})
        read = Report.from_html(page(head=head), publisher="outlet:mail")
        assert (read.published, read.modified) == ("2031-06-26", "2031-06-27")
    alone = Report.from_html(page(head=linked(**OTHER)), publisher="outlet:mail")
    assert (alone.published, alone.modified) == ("2019-06-26", "2031-07-30")


def test_the_basis_says_which_remark_gave_which_bound() -> None:
    """Earliest and latest each have their own."""
    report = Report.from_html(page(head=linked(datePublished="2031-06-24") + PUBLISHED), publisher="outlet:mail")
    assert report.published_basis.earliest == "the page's JSON-LD, datePublished"
    assert report.published_basis.latest == "the page's metadata, article:published_time"


PROSE = {
    "a flood of years ago": "<p>The flood of 26 June 2021 shut it before.</p>",
    "a concert to come": "<p>Concert on the quay: 12 January 2031</p>",
    "a copyright": "<footer>&copy; 2012 Example Mail</footer>",
    "a dateline": "<p>Published on 26 June 2021 by the desk.</p>",
    "a month": "<p>June 2031</p>",
    "a time element": '<p>It shut on <time datetime="2021-06-26">Saturday</time>.</p>',
}


@pytest.mark.parametrize("case", PROSE)
def test_what_a_page_tells_of_its_text_is_no_date_of_publication(case: str) -> None:
    """Without metadata it was out by the time it was fetched, and nothing says since when."""
    read = Report.from_html(page(body=PROSE[case]), publisher="outlet:mail", retrieved="2031-07-10T10:00:00Z")
    assert (read.published, read.published_basis.kind) == (None, "inferred")
    assert (read.published_basis.earliest, read.published_basis.latest) == ("", "the page was fetched")
    assert (read.out("UTC").earliest, read.out("UTC").latest) == (None, instant("2031-07-10T10:00:00Z"))
    log = eventlog.open(":memory:", clock=lambda: "2031-12-01T00:00:00Z")
    log.record(read, read.claim("quay.shut"))
    assert log.as_of("2031-07-01")["quay.shut"].status == "unreported"


def test_a_page_that_says_nothing_at_all_has_no_date() -> None:
    """Neither a bound nor a basis."""
    read = Report.from_html(page(), publisher="outlet:mail")
    assert (read.published, read.modified, read.published_basis) == (None, None, None)


EDITS = {
    "metadata": told("article:modified_time", "2031-06-28T08:00:00+02:00"),
    "JSON-LD": linked(dateModified="2031-06-28T08:00:00+02:00"),
    "a time element": '<time itemprop="dateModified" datetime="2031-06-28T08:00:00+02:00"></time>',
    "the latest of several": linked(dateModified="2031-06-27") + told("og:updated_time", "2031-06-28T08:00:00+02:00"),
}


@pytest.mark.parametrize("case", EDITS)
def test_an_edit_is_kept_beside_the_date_of_publication(case: str) -> None:
    """The date stays as the page says it; its words were out between both, and the basis says so."""
    read = Report.from_html(page(head=PUBLISHED + EDITS[case]), publisher="outlet:mail")
    assert (read.published, read.modified) == ("2031-06-26T18:44:00+02:00", "2031-06-28T08:00:00+02:00")
    assert read.published_basis.earliest == "the page's metadata, article:published_time"
    assert read.published_basis.latest.startswith("the page's")
    assert read.published_basis.latest != read.published_basis.earliest
    alone = Report.from_html(page(head=EDITS[case]), publisher="outlet:mail", retrieved="2031-07-10")
    assert (alone.published, alone.published_basis.kind) == (None, "inferred")
    assert (alone.out("UTC").earliest, alone.out("UTC").latest) == (None, instant("2031-06-28T06:00:00Z"))


GOOD = json.dumps({"@type": "NewsArticle", "headline": "Quay closed", "datePublished": "2031-06-26T20:30:00-07:00"})
CROOKED = {
    "a line end in a string": ("application/ld+json", GOOD.replace("Quay closed", "Quay\nclosed")),
    "a tab in a string": ("application/ld+json", GOOD.replace("Quay closed", "Quay\tclosed")),
    "a NUL in a string": ("application/ld+json", GOOD.replace("Quay closed", "Quay\0closed")),
    "CDATA": ("application/ld+json", f"//<![CDATA[\n{GOOD}\n//]]>"),
    "CDATA in a comment": ("application/ld+json", f"/*<![CDATA[*/ {GOOD} /*]]>*/"),
    "a comment": ("application/ld+json", f"<!-- {GOOD} -->"),
    "a semicolon": ("application/ld+json", f"{GOOD};"),
    "a comma too many": ("application/ld+json", GOOD.replace("}", ",}")),
    "two values": ("application/ld+json", f'{{"@type": "WebSite"}}\n{GOOD}'),
    "a quotation mark too many": ("application/ld+json", GOOD.replace("Quay closed", 'The "Quay" closed')),
    "no end": ("application/ld+json", GOOD.replace("}", "")),
    "a type with its charset": ("application/ld+json; charset=utf-8", GOOD),
    "a type in capitals": (" Application/LD+JSON ", GOOD),
    "within mainEntity": ("application/ld+json", f'{{"@type": "WebPage", "mainEntity": {GOOD}}}'),
    "within a list of a graph": ("application/ld+json", f'{{"@graph": [[{GOOD}]]}}'),
}


@pytest.mark.parametrize("case", CROOKED)
def test_crooked_json_ld_loses_no_clock_time(case: str) -> None:
    """An evening in the west is the next day in UTC, and not the day before."""
    kind, script = CROOKED[case]
    read = Report.from_html(page(head=f'<script type="{kind}">{script}</script>'), publisher="outlet:mail")
    assert read.published == "2031-06-26T20:30:00-07:00"


def test_what_is_beside_the_article_gives_it_no_date() -> None:
    """Neither a comment below it nor what is read elsewhere on the site."""
    beside = {"comment": [{"datePublished": "2031-06-29"}], "relatedLink": {"datePublished": "2029-01-01"}}
    sound = linked(datePublished="2031-06-26", headline="Quay closed", **beside)
    for head in (sound, sound.replace("Quay closed", "Quay\nclosed"), sound.replace("}</script>", ",};</script>")):
        assert Report.from_html(page(head=head), publisher="outlet:mail").published == "2031-06-26"


def test_no_page_is_published_after_it_was_fetched() -> None:
    """Such a date is not taken, and the basis says that there was one."""
    report = Report.from_html(page(head=PUBLISHED), publisher="outlet:mail", retrieved="2030-01-01T00:00:00Z")
    assert report.published is None
    assert "which lies after the page was fetched" in report.published_basis.latest


def test_no_script_runs_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a script would write is not there, and no socket is opened."""
    import socket

    def closed(*_: object, **__: object) -> None:
        raise AssertionError("a page was about to call somebody")

    monkeypatch.setattr(socket, "socket", closed)
    monkeypatch.setattr(socket, "getaddrinfo", closed)
    head = (
        '<script>document.write("SECRET")</script><base href="https://evil.example/"><link rel=stylesheet href=x.css>'
    )
    body = '<img src="https://evil.example/x.png" onerror="alert(1)"><iframe src="https://evil.example"></iframe><p>Said.</p>'
    report = Report.from_html(page(head=head, body=body), publisher="outlet:mail")
    assert "SECRET" not in report.text
    assert "alert" not in report.text


HOSTILE = {
    "nothing": b"",
    "no text": b"<html><body></body></html>",
    "zeros": b"\0" * 1000,
    "noise": bytes(range(256)) * 20,
    "deep": b"<div>" * 100_000 + b"words",
    "many elements": b"<p>x</p>" * 60_000,
    "compressed": b"\x1f\x8b" + b"\0" * 100,
    "too large": b"<p>" + b"a" * 9_000_000,
    "an entity bomb": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><html><body>&b;</body></html>',
    "half a tag": b"<html><body><p",
    "many attributes": b"<p " + b" ".join(b"a%d=1" % at for at in range(300_000)) + b">words",
    "long attributes": b"<p class='" + b"a (" * 300_000 + b"'>words",
    "a name of quotes": b"<meta name='author' content='" + b"&quot;(" * 100_000 + b"'><p>words",
    "JSON-LD that is none": b"<script type='application/ld+json'>{'author':'" + b'\\"' * 200_000 + b"</script><p>words",
    "JSON-LD again and again": b"<script type='application/ld+json'>" + b"{}" * 200_000 + b"</script><p>words",
    "a title of blanks": b"<title>a" + b" " * 300_000 + b"b</title><p>words",
    "an XML declaration": b"<?xml version='1.0' encoding='utf-16'?><html></html>",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_page_is_refused_or_read_in_peace(case: str) -> None:
    """One clear error, or a report that a log can hold."""
    try:
        report = Report.from_html(HOSTILE[case], publisher="outlet:mail")
    except InvalidValue:
        return
    assert "\0" not in report.text
    assert report.text.encode()


CITIES = page(body="<p>K\u00f6ln and Gda\u0144sk said so as well.</p>")
ENCODINGS = {
    "UTF-8 by its word": CITIES,
    "no word": CITIES.replace(b"<meta charset='utf-8'>", b""),
    "UTF-16": CITIES.decode().encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + CITIES,
    "ISO 8859-2": CITIES.replace(b"utf-8", b"iso-8859-2").decode().encode("iso-8859-2"),
}


def test_what_is_looked_at_of_a_page_is_bounded() -> None:
    """So many attributes of an element, and no more: on an element that opens anywhere, in whatever quotes."""
    for most in (MOST_ATTRIBUTES, MOST_ATTRIBUTES + 1):
        many = " ".join(f"a{at}='>'" for at in range(most))
        for body in (f"<p {many}>x</p>", f"<script>'<p '</script><b {many}>x</b>", f"<!-- > <i --><i\n{many}>x</i>"):
            if most == MOST_ATTRIBUTES:
                assert Report.from_html(page(body=body), publisher="outlet:mail").text
                continue
            with pytest.raises(InvalidValue, match="an element of the page has more than 256 attributes"):
                Report.from_html(page(body=body), publisher="outlet:mail")


def test_what_is_too_long_to_be_a_name_is_as_if_not_there() -> None:
    """A picture or a script's state in an attribute harms nobody; an author of thousands of letters is none."""
    long = "x" * (LONGEST_ATTRIBUTE + 1)
    report = Report.from_html(
        page(
            head=f"<meta name='author' content='{long}'>", body=f"<img src='data:{long}'><p data-state='{long}'>So.</p>"
        ),
        publisher="outlet:mail",
    )
    assert report.authors == ()
    assert "So." in report.text
    named = Report.from_html(page(head="<meta name='author' content='Ann Lee'>"), publisher="outlet:mail")
    assert named.authors == ("Ann Lee",)


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-16-le", "utf-16-be"])
def test_a_page_in_an_encoding_that_no_page_has_is_refused(encoding: str) -> None:
    """UTF-32, and UTF-16 without the mark that would tell it."""
    with pytest.raises(InvalidValue, match="save it as UTF-8"):
        Report.from_html(CITIES.decode().encode(encoding), publisher="outlet:mail")


@pytest.mark.parametrize("case", ENCODINGS)
def test_letters_are_what_the_page_says_they_are(case: str) -> None:
    """By mark, by its own word, or as UTF-8."""
    assert "K\u00f6ln and Gda\u0144sk" in Report.from_html(ENCODINGS[case], publisher="outlet:mail").text


@pytest.mark.parametrize("name", ["zlib", "rot13", "unicode_escape", "utf-7", "idna", "no-such", "utf-16"])
def test_a_page_does_not_choose_a_decoder_that_does_more_than_letters(name: str) -> None:
    """What it claims to be in is only heeded where that is an encoding of text that pages are written in."""
    raw = page(body=r"<p>This stays as it is: \u0041 and +AEE- and all that.</p>").replace(b"utf-8", name.encode())
    assert r"\u0041 and +AEE-" in Report.from_html(raw, publisher="outlet:mail").text


def test_bad_letters_can_be_seen() -> None:
    """They become the replacement character and are not dropped, and that is warned of."""
    raw = page(body="<p>The figure was 12X34 in all of the letters that came.</p>").replace(b"12X34", b"12\xff34")
    with pytest.warns(DoubtfulPage, match="some letters do not fit its encoding, utf-8"):
        report = Report.from_html(raw, publisher="outlet:mail")
    assert "12\ufffd34" in report.text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org", "https://", "//x", "https://a b/"])
def test_an_address_of_no_page_names_no_publisher(url: str) -> None:
    """Without a publisher there is no report."""
    with pytest.raises(InvalidValue, match="pass publisher"):
        Report.from_html(page(head=f'<link rel="canonical" href="{url}">'))


def test_a_page_is_bytes() -> None:
    """Text has lost what its digest would be of."""
    with pytest.raises(InvalidValue, match="bytes"):
        Report.from_html(page().decode(), publisher="outlet:mail")
    assert issubclass(MissingExtra, ImportError)


@pytest.mark.parametrize("largest", ["8", 8.5, -1, 0, True])
def test_a_size_that_is_none_is_refused(largest: object) -> None:
    """In a sentence, and not by an operator."""
    with pytest.raises(InvalidValue, match="the size of the largest page is a whole number from 1 up"):
        Report.from_html(page(), publisher="outlet:mail", largest=largest)
