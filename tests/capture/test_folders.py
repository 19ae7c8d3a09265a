"""A folder of all kinds goes in; what is damaged is told; the second time nothing is new."""

from __future__ import annotations

import errno
import json
import mailbox
import os
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from capture_samples import feed, json_feed, mail, mbox, page, pdf, wacz, warc
from eventlog.capture import take
from export_readers import reader

pytest.importorskip("click", reason="the command line needs the extra cli")


@pytest.fixture(autouse=True)
def _readers() -> None:
    for one in ("trafilatura", "feedparser", "feedgen", "pypdf", "reportlab", "warcio"):
        reader(one)


def folder(path: Path, count: int) -> Path:
    """Files of all kinds, `count` of each."""
    for number in range(count):
        here = path / f"day-{number:03}"
        here.mkdir(parents=True)
        address = f"https://www.example.org/{number}"
        link = f'<link rel="canonical" href="{address}">'
        (here / "mail").write_bytes(mail(1000 + number).as_bytes())
        mbox(here / "box", 2)
        (here / "page").write_bytes(page(link, title=f"Quay {number}"))
        (here / "feed").write_bytes(feed(count=2).replace(b"example.net/", f"example.net/{number}-".encode()))
        (here / "doc").write_bytes(pdf(f"The quay is shut {number}."))
        (here / "warc").write_bytes(warc((f"{address}/w", page(title=f"Archived {number}"), "text/html")))
        (here / "items").write_bytes(json_feed(number))
        wacz(here / "wacz", warc((f"{address}/z", page(title=f"Packed {number}"), "text/html")))
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, list, str]]:
    """The command in this process: its exit code and its lines."""
    from eventlog.cli.root import root
    from eventlog.cli.running import run as run_here

    def done(*args: str) -> tuple[int, list[dict[str, object]], str]:
        capsys.readouterr()
        code = run_here(root, ["take", "-f", "jsonl", *args])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return done


def test_taken_twice_nothing_is_new(tmp_path: Path, run: Callable[..., tuple[int, list, str]]) -> None:
    """And the log is as it was."""
    files, log = folder(tmp_path / "files", 3), tmp_path / "log.db"
    code, lines, err = run(str(files), "--log", str(log), "--retrieved", "2031-07-01", "--publisher", "outlet:example")
    assert code == 0
    assert "same words as entry" in err
    assert len(lines) == 3 * 10
    assert sum(one["new"] for one in lines) == len({one["report"] for one in lines}) == 3 * 10 - 2 * 2  # one mailbox
    with eventlog.open(log, read_only=True) as held:
        before = held.head
    code, lines, _ = run(str(files), "--log", str(log), "--retrieved", "2031-07-01", "--publisher", "outlet:example")
    assert code == 0
    assert not any(one["new"] for one in lines)
    with eventlog.open(log, read_only=True) as held:
        assert held.head == before


def peak(files: Path) -> int:
    """The most memory that is held at once while a folder is taken, in bytes."""
    tracemalloc.start()
    for one in take(files, publisher="outlet:example", retrieved="2031-07-01"):
        del one
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_memory_stays_whatever_the_number_of_files(tmp_path: Path) -> None:
    """Two megabytes in 20 texts hold hardly more at once than three texts: as mails, in a mailbox, in an archive."""
    for kind in ("mails", "box", "archive"):
        few, many = (tmp_path / kind / str(count) for count in (3, 20))
        for path, count in ((few, 3), (many, 20)):
            path.mkdir(parents=True)
            long = [mail(number) for number in range(count)]
            for number, one in enumerate(long):
                one.set_content(f"{number} " + "word " * 20_000)
            if kind == "mails":
                for number, one in enumerate(long):
                    (path / f"mail-{number}").write_bytes(one.as_bytes())
            elif kind == "box":
                box = mailbox.mbox(path / "box")
                for one in long:
                    box.add(one)
                box.close()
            else:
                pages = [
                    (f"https://www.example.org/{n}", page(first="word " * 20_000), "text/html") for n in range(count)
                ]
                (path / "warc").write_bytes(warc(*pages))
        peak(few)
        assert peak(many) < peak(few) + 1_000_000


@pytest.mark.chaos
def test_a_thousand_files_taken_twice(tmp_path: Path, run: Callable[..., tuple[int, list, str]]) -> None:
    """Of all kinds, some of them damaged: each damage is told, the rest goes in, and the second time nothing is new."""
    files, log = folder(tmp_path / "files", 125), tmp_path / "log.db"
    for number in range(0, 125, 5):
        broken = files / f"day-{number:03}" / "doc"
        broken.write_bytes(broken.read_bytes()[:200])
    assert sum(one.is_file() for one in files.rglob("*")) == 1000
    known = ("--log", str(log), "--retrieved", "2031-07-01", "--publisher", "outlet:example")
    code, lines, _ = run(str(files), *known)
    assert code == 3
    assert sum(one["damaged"] for one in lines) == 25
    assert sum(one["new"] for one in lines) == 125 * 10 - 25 - 2 * 124
    with eventlog.open(log, read_only=True) as held:
        before = held.head
    code, lines, _ = run(str(files), *known)
    assert code == 3
    assert not any(one["new"] for one in lines)
    with eventlog.open(log, read_only=True) as held:
        assert held.head == before
        assert held.verify()


def test_a_damaged_file_is_told_and_the_rest_goes_in(tmp_path: Path, run: Callable[..., tuple[int, list, str]]) -> None:
    """The exit code says that something is missing, and the line which."""
    files = folder(tmp_path / "files", 1)
    whole = [one.report.id for one in take(files, publisher="outlet:example") if one.report]
    broken = (files / "day-000" / "doc").read_bytes()
    (files / "day-000" / "broken").write_bytes(broken[:200])
    (files / "day-000" / "notes").write_bytes(b"words that are of no kind")
    code, lines, err = run(str(files), "--log", str(tmp_path / "log.db"), "--publisher", "outlet:example")
    assert code == 3
    assert "1 could not be taken, and the rest is in: " in err
    assert [one["file"].rpartition("/")[2] for one in lines if one["damaged"]] == ["broken"]
    assert [one["report"] for one in lines if one["report"]] == whole


def test_what_the_log_refuses_is_told_and_the_rest_goes_in(
    tmp_path: Path, run: Callable[..., tuple[int, list, str]]
) -> None:
    """A text that is larger than an entry may be is one file's trouble, and no other's."""
    for number, text in enumerate(("small", "word " * 7_000_000, "small too"), start=1):
        message = mail(number)
        message.set_content(text)
        (tmp_path / f"mail-{number}").write_bytes(message.as_bytes())
    code, lines, _ = run(str(tmp_path), "--log", str(tmp_path / "log.db"))
    assert code == 3
    assert [(one["new"], one["damaged"]) for one in lines[-3:]] == [(True, False), (False, True), (True, False)]
    assert "more than the 33554432 of the largest entry" in lines[-2]["said"]


BESIDE = (
    *("left out", "its letters fit no encoding", "it names no encoding", "some letters do not fit its encoding"),
    "it is damaged or cut off",
)
"""What is said beside a report that was taken."""


@pytest.mark.parametrize("name", ["mail", "box", "page", "feed", "items", "doc", "warc", "wacz"])
def test_no_damage_stops_the_others(name: str, tmp_path: Path) -> None:
    """Whatever bytes are cut, turned or lost, nothing is raised, and each thing says what came of it."""
    whole = (folder(tmp_path / "files", 1) / "day-000" / name).read_bytes()
    chance = random.Random(name)
    file = tmp_path / "file"
    for _ in range(60):
        bytes_ = bytearray(whole)
        if chance.random() < 0.5:
            del bytes_[chance.randrange(len(bytes_)) :]
        for _ in range(chance.randrange(6)):
            if bytes_:
                bytes_[chance.randrange(len(bytes_))] = chance.randrange(256)
        file.write_bytes(bytes_)
        for one in take(file, publisher="outlet:example", retrieved="2031-07-01"):
            assert (one.report is None) == bool(one.said and not one.said.startswith(BESIDE))


def test_a_truncated_archive_keeps_what_was_before(tmp_path: Path) -> None:
    """And says that there may have been more."""
    records = [(f"https://www.example.org/{n}", page(title=f"Quay {n}"), "text/html") for n in (1, 2)]
    for packed in (True, False):
        (tmp_path / "file").write_bytes(warc(*records, gzip=packed)[:-60])
        first, *rest = take(tmp_path / "file")
        assert first.report.title == "Quay 1"
        assert [one.damaged for one in rest] == [True]


def test_a_folder_that_holds_the_log_is_taken_without_it(
    tmp_path: Path, run: Callable[..., tuple[int, list, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log is no file of a stranger: nothing is said of it, of its lock, or of what was not yet written back."""
    monkeypatch.chdir(tmp_path)
    Path("a.eml").write_bytes(b"From: a@b.example\nDate: Thu, 26 Jun 2031 18:44:00 +0200\nMessage-ID: <1@b>\n\nHi.\n")
    for _ in "12":
        code, lines, _ = run(".", "--log", "desk.db")
        assert (code, [Path(one["file"]).name for one in lines]) == (0, ["a.eml"])


@pytest.mark.parametrize("part", ["[Content_Types].xml", "META-INF/manifest.xml"])
def test_a_document_of_an_office_is_told_as_one(part: str, tmp_path: Path) -> None:
    """It is a zip too, but there is nothing in it to unpack for."""
    with zipfile.ZipFile(tmp_path / "memo.docx", "w") as folder:
        folder.writestr(part, "<x/>")
    [one] = take(tmp_path)
    assert (one.report, one.damaged) == (None, True)
    assert one.said == "a document of an office program: save it as PDF or HTML, and take that"


def test_a_link_to_a_folder_in_a_folder_is_told(tmp_path: Path, run: Callable[..., tuple[int, list, str]]) -> None:
    """It is not followed, for it may lead round in a circle; given by itself, it is a folder."""
    inbox, other = tmp_path / "inbox", tmp_path / "other"
    for one in (inbox, other):
        one.mkdir()
    (other / "m").write_bytes(mail(1).as_bytes())
    (inbox / "other").symlink_to(other)
    (inbox / "round").symlink_to(inbox)
    code, lines, _ = run(str(inbox), "--log", str(tmp_path / "log.db"))
    assert (code, [one["file"] for one in lines]) == (0, [str(inbox / name) for name in ("other", "round")])
    assert all("a link to a folder, which is not followed" in one["said"] for one in lines)
    code, lines, _ = run(str(inbox / "other"), "--log", str(tmp_path / "log.db"))
    assert (code, [one["new"] for one in lines]) == (0, [True])


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Its files were passed over without a word. This one lies too deep for its name; one may also be closed to us."""
    at = os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("x" * 200, dir_fd=at)
        inner = os.open("x" * 200, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = inner
    os.close(at)
    (tmp_path / "m").write_bytes(mail(1).as_bytes())
    first, second = take(tmp_path)
    assert first.report is not None
    assert (second.said, second.damaged) == (f"it can't be read: {os.strerror(errno.ENAMETOOLONG)}", True)


def test_a_link_that_leads_to_itself_stops_no_other(tmp_path: Path, run: Callable[..., tuple[int, list, str]]) -> None:
    """It is told as what can't be read, like one that leads nowhere."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a").symlink_to("a")
    (inbox / "b").symlink_to("nowhere")
    (inbox / "c").write_bytes(mail(1).as_bytes())
    code, lines, told = run(str(inbox), "--log", str(tmp_path / "log.db"))
    assert (code, [one["new"] for one in lines]) == (3, [False, False, True])
    assert "2 could not be taken" in told
