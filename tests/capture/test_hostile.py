"""What strangers sent on purpose: no small file becomes an endless one, and nothing outside of it is read."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from capture_samples import mail, page, wacz, warc
from eventlog.capture import Taken, take
from export_readers import reader

WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://www.example.org/quay\r\n"
    b"WARC-Date: 2031-06-28T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
    b"Content-Type: application/http; msgtype=response\r\n"
)


@pytest.fixture(autouse=True)
def _readers() -> None:
    for one in ("trafilatura", "feedparser", "warcio"):
        reader(one)


def taken(path: Path, data: bytes) -> list[Taken]:
    """What is made of a file of these bytes."""
    (path / "file").write_bytes(data)
    return list(take(path / "file", publisher="outlet:example"))


def packed(*pieces: bytes) -> bytes:
    """Compressed as far as that goes."""
    out = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*map(out.compress, pieces), out.flush()])


def test_an_endless_line_and_endless_headers(tmp_path: Path) -> None:
    """Of the archive's own, and of what was answered; without either being held in memory."""
    spaces = [b" " * 1_000_000] * 3
    for made in (
        packed(b"WARC/1.0\r\nX: ", *spaces),
        packed(WARC, b"Content-Length: 3000000\r\n\r\nHTTP/1.1 200 OK\r\nX: ", *spaces),
    ):
        assert "a line has more than 1048576 bytes" in taken(tmp_path, made)[0].said
    lines = [b"X: " + b"y" * 1000 + b"\r\n"] * 5000
    assert "the headers of a record have more than" in taken(tmp_path, packed(b"WARC/1.0\r\n", *lines))[0].said


def test_many_small_records_are_no_endless_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is bounded is the head of each."""
    monkeypatch.setattr("eventlog.capture.unpacking.LARGEST_HEAD", 2000)
    made = b"".join(warc((f"https://www.example.org/{n}", page(title=f"Quay {n}"), "text/html")) for n in range(9))
    assert [one.report.title for one in taken(tmp_path, made)] == [f"Quay {n}" for n in range(9)]


def test_what_unpacks_to_far_more_than_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is left, wherever the bomb lies: in a body that would only be passed over, or in the zip around it."""
    monkeypatch.setattr("eventlog.capture.unpacking.MOST", 100_000)
    head = WARC + b"Content-Length: 30000044\r\n\r\nHTTP/1.1 404 Not Found\r\nX: 12345678901234567\r\n\r\n"
    found = taken(tmp_path, packed(head, *[b"\0" * 1_000_000] * 30))
    assert any("unpacks to more than 300 times its size" in one.said for one in found)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("archive/a.warc", WARC + b"Content-Length: 900000\r\n\r\n" + b"\0" * 900_000)
    (only,) = taken(tmp_path, made.getvalue())
    assert "unpacks to more than 300 times its size" in only.said
    assert only.damaged


def test_an_endless_list_of_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is read so far, and the archives are taken."""
    monkeypatch.setattr("eventlog.capture.archives.MOST_LISTED", 2)
    made = wacz(tmp_path / "a.wacz", warc(("https://www.example.org/quay", page(), "text/html")))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("pages/pages.jsonl", "\n" * 1000 + '{"url": "https://www.example.org/quay", "title": "x"}')
    assert [one.report.title for one in take(made)] == ["Quay closed"]


def test_entities_bring_nothing_in(tmp_path: Path) -> None:
    """No file is read for a feed, and no word becomes a billion."""
    secret = tmp_path / "secret"
    secret.write_text("the password")
    item = "<rss version='2.0'><channel><item><title>Q &a;</title><link>https://www.example.org/1</link></item></channel></rss>"
    outside = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a SYSTEM '{secret.as_uri()}'>]>{item}"
    names = zip("bcdefghij", "cdefghijk", strict=True)
    laughs = "".join(f"<!ENTITY {one} '{f'&{before};' * 10}'>" for before, one in names)
    billion = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY b 'ha'>{laughs}<!ENTITY a '&k;'>]>{item}"
    for made in (outside, billion):
        for one in taken(tmp_path, made.encode()):
            assert one.report is None or len(one.report.title) < 20
            assert "password" not in f"{one.report} {one.report and one.report.text} {one.said}"


@pytest.mark.parametrize("name", ["From", "Subject", "Content-Type"])
def test_a_header_that_would_take_long_is_refused(name: str, tmp_path: Path) -> None:
    """The standard library takes the square of its length; the same number of others is passed over."""
    raw, long = mail().as_bytes(), b": " + b'"' * 20_000 + b"\nSubject:"
    (found,) = taken(tmp_path, raw.replace(b"Subject:", name.encode() + long, 1))
    assert f"a header '{name}' has 20000 letters" in found.said
    (found,) = taken(tmp_path, raw.replace(b"Subject:", b"Received: x\n" * 1000 + b"X-Other" + long, 1))
    assert found.report is not None


def test_parts_without_end_are_refused(tmp_path: Path) -> None:
    """Each of them would be held in memory."""
    head = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n"
    (found,) = taken(tmp_path, head + b"--b\nContent-Type: text/plain\n\nhi\n" * 20_000 + b"--b--")
    assert "more than the 10000 parts" in found.said
    assert found.damaged


def test_what_is_too_large_is_told_and_the_rest_goes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail by itself as a file, one in a mailbox by itself, of which no more is held than is read."""
    for room in ("mail", "taking"):
        monkeypatch.setattr(f"eventlog.capture.{room}.LARGEST", 2000)
    long = mail(1).as_bytes() + b"The quay is shut.\n" * 500
    [alone] = taken(tmp_path, long)
    assert (alone.report, alone.said) == (None, "the file has more than the 2000 bytes that are read")
    begins = b"From a@example.org Thu Jun 26 10:00:00 2031\n"
    box = b"".join(begins + one + b"\n" for one in (long, mail(2).as_bytes()))
    first, second = taken(tmp_path, box)
    assert first.said.startswith("the e-mail has 20")
    assert first.said.endswith(" bytes, more than the 2000 that are read")
    assert second.report is not None


def test_a_mailbox_of_one_endless_line_is_read_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 64 MB, however long it is; here of 2,000 bytes."""
    monkeypatch.setattr("eventlog.capture.mail.LARGEST", 2000)
    monkeypatch.setattr("eventlog.capture.taking.LARGEST", 2000)
    box = b"From a@example.org Thu Jun 26 10:00:00 2031\n" + mail().as_bytes().rstrip(b"\n") + b"x" * 4_000_000
    (tmp_path / "file").write_bytes(box)
    tracemalloc.start()
    [found] = take(tmp_path / "file")
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "more than the 2000" in found.said
    assert held < 1_000_000
