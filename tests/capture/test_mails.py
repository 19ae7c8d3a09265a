"""Of a mail and of a mailbox nothing is lost, or read wrongly, in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventlog import Report
from eventlog.capture import Taken, take

HEAD = (
    "From: Ada <a@example.org>\nDate: Thu, 26 Jun 2031 10:00:00 +0200\nMessage-ID: <1@example.org>\nMIME-Version: 1.0\n"
)
BEGINS = "From a@example.org Thu Jun 26 10:00:00 2031\n"
PLAIN = "Content-Type: text/plain\n\nThe quay is shut."
HTML = "Content-Type: text/html\n\n<p>The quay is shut.</p>"
MORE = "Content-Type: {}\n\n<p>About 120 boats left.</p>"
STUDY = "Content-Type: application/pdf; name=study.pdf\n\nPDF"
MAP = "Content-Type: image/png; name=map.png\n\nPNG"


def taken(path: Path, data: str | bytes) -> list[Taken]:
    """What is made of a file of these bytes."""
    path = path / "file"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(take(path))


def only(found: list[Taken]) -> Report:
    """The report of what gave one thing and no doubt."""
    [one] = found
    assert one.said == ""
    assert one.report is not None
    return one.report


def several(kind: str, *parts: str) -> str:
    """A part that holds others."""
    edge = f"{kind}{sum(map(len, parts))}"
    inside = "".join(f"--{edge}\n{one}\n" for one in parts)
    return f"Content-Type: multipart/{kind}; boundary={edge}\n\n{inside}--{edge}--\n"


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (several("mixed", several("alternative", PLAIN, HTML), MORE.format("text/plain")), "text/plain"),
        (several("mixed", PLAIN, MAP, MORE.format("text/html")), "map.png, text/html"),
        (several("alternative", PLAIN, several("mixed", HTML, STUDY, HTML)), "study.pdf"),
        (several("mixed", several("mixed", PLAIN, STUDY), MAP), "study.pdf, map.png"),
        (several("alternative", PLAIN, HTML, MORE.format("text/calendar")), "text/calendar"),
        (several("alternative", PLAIN, several("related", HTML, MAP)), "map.png"),
        (several("mixed", PLAIN, "Content-Type: text/plain\n\n \n", STUDY), "study.pdf"),
        (several("alternative", PLAIN, HTML), ""),
    ],
)
def test_each_part_that_is_not_taken_is_named(body: str, left: str, tmp_path: Path) -> None:
    """Wherever it stands in the mail; another form of the same words is none that is left out."""
    [one] = taken(tmp_path, HEAD + body)
    assert one.report is not None
    assert (one.report.text, one.said) == ("The quay is shut.", left and f"left out: {left}")


@pytest.mark.parametrize("tag", ["center", "option", "caption", "summary", "legend", "div", "td", "li"])
def test_words_in_two_lines_are_not_one(tag: str, tmp_path: Path) -> None:
    """Whichever element lays them out: 120 above a 3 is no 1203."""
    html = f"<{tag}>120</{tag}><{tag}>3 boats</{tag}>"
    assert only(taken(tmp_path, f"{HEAD}Content-Type: text/html\n\n{html}\n")).text == "120\n3 boats"


def test_words_that_are_only_attached_are_named(tmp_path: Path) -> None:
    """The mail has none then, and says what it left out."""
    [one] = taken(tmp_path, f"{HEAD}Content-Disposition: attachment; filename=note.txt\n{PLAIN}")
    assert one.report is not None
    assert (one.report.text, one.said) == (None, "left out: note.txt")


def test_a_mail_that_is_cut_off_or_damaged_is_told(tmp_path: Path) -> None:
    """A part that does not end, and letters that stand where none can be."""
    whole = HEAD + several("alternative", PLAIN, HTML)
    only(taken(tmp_path, whole))
    packed = f"{HEAD}Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    assert only(taken(tmp_path, f"{packed}VGhlIHF1YXkg\naXMgc2h1dC4=\n")).text == "The quay is shut."
    for data in (whole[:-10], f"{packed}VGhlIHF1YX*kg\n", f"{packed}VGhlIHF1YXkgaX\n"):
        [one] = taken(tmp_path, data)
        assert one.report is not None
        assert one.said == "it is damaged or cut off, so look at its words"


@pytest.mark.parametrize(
    "line",
    [
        "From the harbour came 12 boats.",
        "From: nobody",
        "From 12:30 on it is shut.",
        "From 12:30 on 27 June 2031 it is shut.",
    ],
)
def test_a_line_of_words_begins_no_mail(line: str, tmp_path: Path) -> None:
    """Of a mailbox, whether the program that wrote it put a sign before that line or not; the words are the mail's."""
    mail = f"{HEAD}\nThe quay is shut.\n\n{line}\nMore is not known.\n"
    alone = only(taken(tmp_path, mail))
    for mark in (">", "") if line.startswith("From ") else ("",):
        box = f"{BEGINS}{mail.replace(line, mark + line)}\n{BEGINS}{HEAD}\nAnother one.\n"
        first, second = taken(tmp_path, box)
        assert first.report == alone
        assert second.report is not None
        assert second.report.text == "Another one.\n"


@pytest.mark.parametrize(
    "begins",
    [
        *(BEGINS, "From - Thu Jun 26 10:00 2031\n", "From 18@xxx Thu Jun 26 10:00:00 +0000 2031\n"),
        *("From a@example.org Thu Jun 26 2031\n", "From a@example.org\n", "From \n"),
    ],
)
def test_a_mailbox_with_a_mark_gives_its_first_mail(begins: str, tmp_path: Path) -> None:
    """Editors write one; whichever program made the mailbox."""
    box = f"{begins}{HEAD}\nOne.\n\n" + f"{begins}{HEAD}\nTwo.\n"
    for coding in ("utf-8", "utf-8-sig"):
        found = taken(tmp_path, box.encode(coding))
        assert [one.report and one.report.text for one in found] == ["One.\n", "Two.\n"]


def test_empty_lines_before_a_mail_are_none_of_it(tmp_path: Path) -> None:
    """What was saved with them is the mail without."""
    assert only(taken(tmp_path, f"\n\r\n{HEAD}\nOne.\n")).publisher == "outlet:example.org"


@pytest.mark.parametrize(
    ("named", "data", "text", "said"),
    [
        (
            "utf-8",
            b"Gr\xf6\xdfe",
            "Gr\ufffd\ufffde",
            "some letters do not fit its encoding, utf-8, and stand as \ufffd: look at them",
        ),
        ("iso-8859-1", b"\x93Gr\xf6\xdfe\x94", "\u201cGröße\u201d", ""),
        ("utf-8", "Größe".encode(), "Größe", ""),
        ("us-ascii", "Größe".encode(), "Größe", ""),
        ("utf-16", "Größe".encode("utf-16"), "Größe", ""),
    ],
)
def test_letters_that_do_not_fit_their_encoding_are_told(
    named: str, data: bytes, text: str, said: str, tmp_path: Path
) -> None:
    """What is called Latin-1 is Windows-1252 where that shows."""
    [one] = taken(tmp_path, f"{HEAD}Content-Type: text/plain; charset={named}\n\n".encode() + data)
    assert one.report is not None
    assert (one.report.text, one.said) == (text, said)


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("Thu, 26 Jun 2031 23:30:00 -0000", "2031-06-26T23:30:00Z"),
        ("Thu, 26 Jun 2031 23:30:00", "2031-06-26"),
        ("Thu, 26 Jun 31 23:30:00", "2031-06-26"),
        ("Thu, 26 Jun 31 23:30:00 +0200", "2031-06-26T23:30:00+02:00"),
    ],
)
def test_a_clock_in_utc_of_which_no_zone_is_told_is_utc(date: str, published: str, tmp_path: Path) -> None:
    """So RFC 5322 has -0000; east of Greenwich the day alone would be over hours before the mail was sent."""
    mail = HEAD.replace("Thu, 26 Jun 2031 10:00:00 +0200", date)
    assert only(taken(tmp_path, f"{mail}\nOne.\n")).published == published


@pytest.mark.parametrize(
    ("received", "carrier"),
    [
        (
            "by 2002:a05:6a10:af89:0:0:0:0 with SMTP id iu9csp1; Thu, 26 Jun 2031 10:00:09 +0200",
            "2002:a05:6a10:af89:0:0:0:0",
        ),
        (
            "from stand-by by-pass (by gate [192.0.2.1])\n by mx.example.net; Thu, 26 Jun 2031 10:00:09 +0200",
            "mx.example.net",
        ),
        ("(qmail 4711 invoked by uid 500); Thu, 26 Jun 2031 10:00:09 +0200", ""),
    ],
)
def test_the_carrier_is_the_server_that_received_it(received: str, carrier: str, tmp_path: Path) -> None:
    """Its whole name, also where that is an address of numbers, and not what another says of itself."""
    report = only(taken(tmp_path, f"Received: {received}\n{HEAD}\nOne.\n"))
    assert (report.carrier, report.retrieved) == (carrier, "2031-06-26T10:00:09+02:00")
