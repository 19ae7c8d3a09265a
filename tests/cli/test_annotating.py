"""A draft of a page, and spans in the place of its words, from the shell."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import Done

Run = Callable[..., Done]
TEXT = "Harbour reopens\n\nThe mayor said that the ferry sailed.\n"
CLAIM = """
[[claims]]
question = "ferry.sailed"
value = true
chain = ["person:mayor"]
quote = "the ferry sailed"
"""


@pytest.fixture(autouse=True)
def here(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of its own, without a log."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVENTLOG", "a.db")
    Path("a.txt").write_text(TEXT, encoding="utf-8")


def test_a_draft_of_a_text_is_filled_in_shared_and_recorded(run: Run) -> None:
    """From a text to a claim with its span, and to a file that holds no word of it."""
    drafted = run("draft", "a.txt", "--publisher", "outlet:coast", "--published", "2031-06-26")
    assert drafted.code == 0, drafted.err
    with Path("a.toml").open("a", encoding="utf-8") as file:
        file.write(CLAIM)
    assert run("import", "a.toml", "--texts", ".").objects[0]["kinds"] == {"report-recorded": 1, "claim-recorded": 1}
    with eventlog.open("a.db", read_only=True) as log:
        claim = log.reader.entry(2).event.claim
        assert (claim.evidence[0].start, claim.extractor) == (TEXT.index("the ferry"), "hand/1")
    assert "quote =" in Path("a.toml").read_text(encoding="utf-8")
    assert run("annotate", "a.toml", "--texts", ".", "--write").code == 0
    written = Path("a.toml").read_text(encoding="utf-8")
    assert "\nquote =" not in written
    assert run("import", "a.toml").objects[0]["new"] == 0


def test_a_page_gives_a_template_and_its_text(run: Run) -> None:
    """The digest in the template is that of the text beside it, and a text that is there already stays."""
    pytest.importorskip("trafilatura", reason="pages need the extra html")
    words = "The harbour board said on Tuesday that the port will be closed from next month. " * 5
    Path("p.html").write_text(
        f"<html lang=en><head><title>Port</title></head><body><article><p>{words}</p></article></body></html>",
        encoding="utf-8",
    )
    assert run("draft", "p.html", "--url", "https://coast.example/1").code == 0
    [event] = eventlog.load("p.toml", texts=".")
    assert (event.report.publisher, event.report.text) == ("outlet:coast.example", Path("p.txt").read_bytes().decode())
    locked = (
        Path("p.html")
        .read_text(encoding="utf-8")
        .replace("<head>", "<head><meta itemprop=isAccessibleForFree content=no>")
    )
    for told, said in (("false", "p.html: the page says that it is not free to read"), ("true", "")):
        Path("r.html").write_text(locked.replace("content=no", f"content={told}"), encoding="utf-8")
        done = run("draft", "r.html", "--url", "https://coast.example/1", "--force")
        assert (done.code, said.replace("p.html", "r.html") in done.err) == (0, True)
        assert ("not free" in done.err) is bool(said)
    Path("p.txt").write_text("mine", encoding="utf-8")
    done = run("draft", "p.html", "--url", "https://coast.example/1", "-o", "q.toml")
    assert (done.code, Path("p.txt").read_text(encoding="utf-8")) == (3, "mine")


def test_a_draft_writes_over_nothing(run: Run) -> None:
    """A template that was filled in stays, unless told otherwise; a text needs its publisher."""
    Path("a.toml").write_text("mine", encoding="utf-8")
    assert run("draft", "a.txt", "--publisher", "outlet:coast").code != 0
    assert Path("a.toml").read_text(encoding="utf-8") == "mine"
    assert run("draft", "a.txt", "--publisher", "outlet:coast", "--force").code == 0
    assert run("draft", "a.txt", "-o", "b.toml").code == 2


def test_annotate_without_its_text_changes_nothing(run: Run) -> None:
    """One sentence, and the file as it was."""
    run("draft", "a.txt", "--publisher", "outlet:coast")
    with Path("a.toml").open("a", encoding="utf-8") as file:
        file.write(CLAIM)
    before = Path("a.toml").read_bytes()
    Path("none").mkdir()
    done = run("annotate", "a.toml", "--texts", "none", "--write")
    assert "no text that is at hand has its digest: give its folder with --texts" in done.err
    assert (done.code, Path("a.toml").read_bytes()) == (2, before)
    Path("a.toml").write_text(before.decode().replace("digest =", "# digest ="), encoding="utf-8")
    assert "known by its digest: write it under [report]" in run("annotate", "a.toml", "--texts", ".").err


def test_an_import_tells_of_texts_that_are_not_those_that_were_annotated(run: Run) -> None:
    """The claims come in, and it is said that no span was compared with the text, or where its words stand now."""
    run("draft", "a.txt", "--publisher", "outlet:coast")
    with Path("a.toml").open("a", encoding="utf-8") as file:
        file.write(CLAIM)
    run("annotate", "a.toml", "--texts", ".", "--write")
    for folder, text in (("edited", f"Corrected.\n\n{TEXT}"), ("none", None)):
        Path(folder).mkdir()
        if text is not None:
            Path(folder, "a.txt").write_text(text, encoding="utf-8")
    for check in ((), ("--check",)):
        done = run("import", "a.toml", "--texts", "edited", *check)
        assert done.code == 0
        assert "a: 'a.txt' has another digest" in done.err
        assert "the same words stand at" in done.err
        assert "no text in none has the digest of a: no span" in run("import", "a.toml", "--texts", "none", *check).err
    assert run("import", "a.toml", "--texts", ".", "--check").err == ""


@pytest.mark.parametrize(
    "name", ["2031-05-06.txt", "2031.txt", "my notes (1).txt", "новини.txt", "é.txt", f"{'a' * 150}.txt", "-.txt"]
)
def test_a_draft_can_be_imported_as_it_is_whatever_its_file_is_called(name: str, run: Run) -> None:
    """A name that reads as a date is no key, other letters are another key; the command shown can be pasted."""
    folder = Path("texts")
    folder.mkdir()
    for one in (name, f"дні{name}"):
        Path(folder, one).write_text(f"{one}\n\n{TEXT}", encoding="utf-8")
        done = run("draft", f"texts/{one}", "--publisher", "outlet:coast")
        assert shlex.split(done.err.partition("then: eventlog ")[2]) == [
            "import",
            f"texts/{one.removesuffix('.txt')}.toml",
            "--texts",
            "texts",
        ]
    assert run("import", "texts", "--texts", "texts").objects[0]["kinds"] == {"report-recorded": 2}


@pytest.mark.parametrize(
    ("begin", "title"),
    [("\ufeff", "Harbour reopens"), ("\ufeff\r\n \r\n", "Harbour reopens"), ("A long line. " * 30 + "\n\n", "")],
)
def test_a_title_is_a_headline_without_its_byte_order_mark(begin: str, title: str, run: Run) -> None:
    """A mark at the beginning is no letter of a title, and a paragraph is no headline."""
    Path("a.txt").write_bytes((begin + TEXT).encode())
    assert run("draft", "a.txt", "--publisher", "outlet:coast").code == 0
    [event] = eventlog.load("a.toml", texts=".")
    assert (event.report.title, event.report.text) == (title, begin + TEXT)


def test_what_is_no_text_of_a_report_is_no_draft(run: Run) -> None:
    """Not a file without words; nor a mail or a PDF, of which the sentence names the command."""
    for name, data, words in (
        ("none.txt", b" \r\n", "holds no words"),
        ("a.eml", b"From: a@b.example\nDate: Thu, 26 Jun 2031 18:44:00 +0200\n\nHi.\n", "'eventlog take'"),
        ("a.pdf", b"%PDF-1.4\n", "'eventlog take'"),
        ("b.txt", b"%PDF-1.4\n", "'eventlog take'"),
    ):
        Path(name).write_bytes(data)
        done = run("draft", name, "--publisher", "outlet:coast")
        assert (done.code, words in done.err) == (2, True), done.err
        assert not Path(name).with_suffix(".toml").exists()
    for name in ("pipe.txt", "pipe.html", "pipe"):
        os.mkfifo(name)
        held = os.open(name, os.O_RDWR)  # so that it could be opened, and waited for
        os.write(held, b"Words.")
        done = run("draft", name, "--publisher", "outlet:coast")
        os.close(held)
        assert (done.code, "is no file that can be read: give a file" in done.err) == (2, True), done.err
    Path("a.txt").write_text("From: a friend\nDate: none\n\nA letter.\n", encoding="utf-8")
    assert run("draft", "a.txt", "--publisher", "outlet:coast").code == 0


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("claim", ["", CLAIM])
def test_a_file_of_windows_keeps_its_lines_also_where_nothing_is_put_in(mark: str, claim: str, run: Run) -> None:
    """What is printed, or written to another file, has the line ends and the mark of what was read."""
    assert run("draft", "a.txt", "--publisher", "outlet:coast").code == 0
    text = mark + (Path("a.toml").read_text(encoding="utf-8") + claim).replace("\n", "\r\n")
    Path("a.toml").write_bytes(text.encode())
    assert run("annotate", "a.toml", "--texts", ".", "-o", "b.toml").code == 0
    written = Path("b.toml").read_bytes().decode()
    assert written.startswith(mark + "format")
    assert written.count("\r\n") == written.count("\n") > 10
    assert (written == text) == (not claim)


@pytest.mark.parametrize("given", [("check", "."), ("annotate", "a.toml", "--texts", ".", "-o", ".")])
def test_a_folder_in_the_place_of_a_file_is_told_in_one_way(given: tuple[str, ...], run: Run) -> None:
    """Whichever command comes to it."""
    assert run("draft", "a.txt", "--publisher", "outlet:coast").code == 0
    done = run(*given)
    assert (done.code, done.out) == (3, "")
    assert done.err.endswith(". is a folder: name a file in it\n")


def test_what_an_editor_saved_meanwhile_stays(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spans go into what was read, and never over what was written since."""
    assert run("draft", "a.txt", "--publisher", "outlet:coast", "--published", "2031-06-26").code == 0
    file = Path("a.toml")
    file.write_text(file.read_text(encoding="utf-8") + CLAIM, encoding="utf-8")
    fill = eventlog.annotations.filled

    def slowly(*given: Path) -> dict[Path, str]:
        found = fill(*given)
        file.write_text(file.read_text(encoding="utf-8") + "# to be looked at\n", encoding="utf-8")
        return found

    with monkeypatch.context() as patched:
        patched.setattr("eventlog.annotations.filled", slowly)
        done = run("annotate", "a.toml", "--texts", ".", "--write")
    assert (done.code, done.err) == (
        3,
        "eventlog: a.toml was changed while it was read, and stays as it is now: run this again\n",
    )
    assert file.read_text(encoding="utf-8").endswith(CLAIM + "# to be looked at\n")
    assert sorted(one.name for one in Path().iterdir()) == ["a.toml", "a.txt"]
    assert run("annotate", "a.toml", "--texts", ".", "--write").code == 0
    assert 'quote = "the ferry sailed"' not in file.read_text(encoding="utf-8")
    assert file.read_text(encoding="utf-8").endswith("# to be looked at\n")
