"""Documents come back as they were but for their marks, or are refused in one sentence and left alone."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import eventlog
from eventlog.cite import read, write
from eventlog.cite.documents import MOST_BYTES
from eventlog.errors import EventLogError, StoreError

ENCODINGS = {
    "utf-8": b"",
    "utf-8 ": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=40)


@given(encoding=st.sampled_from(sorted(ENCODINGS)), lines=st.lists(LETTERS, max_size=4), end=st.sampled_from("\n\r"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_document_is_written_as_it_was_read(tmp_path: Path, encoding: str, lines: list[str], end: str) -> None:
    """Encoding, byte order mark, line ends and letters of every kind stay, whatever the text is now."""
    raw = ENCODINGS[encoding] + (end + "\n").join(lines).encode(encoding.strip())
    file = tmp_path / "page.md"
    file.write_bytes(raw)
    document = read(file)
    assert document.bytes_of(document.text) == raw
    write(document, document.text + "é")
    assert file.read_bytes() == raw + "é".encode(encoding.strip())


REFUSED = {
    "latin 1": (b"caf\xe9 \n", "this is not UTF-8 (byte 3): save it as UTF-8"),
    "utf-16 without its mark": ("text".encode("utf-16-le"), "there is a NUL"),
    "half of utf-16": (codecs.BOM_UTF16_LE + b"a", "this is not UTF-16"),
    "half of a letter in utf-16": (codecs.BOM_UTF16_LE + b"\x00\xd8", "this is not UTF-16"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "there is a NUL"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_text_is_refused(case: str, tmp_path: Path) -> None:
    """In one sentence that names the file, what is wrong, and what to do."""
    raw, words = REFUSED[case]
    file = tmp_path / "page.md"
    file.write_bytes(raw)
    with pytest.raises(StoreError, match=r"page\.md") as refused:
        read(file)
    assert words in str(refused.value)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, a pipe, a name that is none, what is not there, and what is larger than any document."""
    os.mkfifo(tmp_path / "pipe.md")
    with (tmp_path / "large.md").open("wb") as large:
        large.truncate(MOST_BYTES + 1)
    for name, words in {
        str(tmp_path): "is a folder",
        str(tmp_path / "pipe.md"): "a pipe or a device",
        str(tmp_path / "large.md"): "larger than 32 MB",
        str(tmp_path / "none.md"): "it is not there",
        "": "names no file",
        "a\0b": "holds a NUL",
    }.items():
        with pytest.raises(EventLogError, match=words):
            read(name)


def test_an_empty_document_is_one(tmp_path: Path) -> None:
    """It has no marks, and is written back empty."""
    (tmp_path / "empty.md").write_bytes(b"")
    assert read(tmp_path / "empty.md").text == ""


def test_a_link_stays_one_and_so_do_permissions(tmp_path: Path) -> None:
    """What is written is the file that the link leads to."""
    file, link = tmp_path / "page.md", tmp_path / "link.md"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)
    link.symlink_to(file)
    write(read(link), "new")
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "new"
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.md", "page.md"]


def test_what_another_program_changed_is_not_written_over(tmp_path: Path) -> None:
    """Between reading and writing another program may have saved it: its text stays."""
    file = tmp_path / "page.md"
    file.write_text("old", encoding="utf-8")
    document = read(file)
    file.write_text("theirs", encoding="utf-8")
    with pytest.raises(StoreError, match="changed meanwhile by another program"):
        write(document, "ours")
    assert file.read_text(encoding="utf-8") == "theirs"
    assert list(tmp_path.iterdir()) == [file]


def test_a_log_is_no_document(tmp_path: Path) -> None:
    """It is refused when it is read, and never written over where its name was taken since."""
    file = tmp_path / "page.md"
    file.write_text("old", encoding="utf-8")
    document = read(file)
    file.unlink()
    eventlog.open(file).close()
    raw = file.read_bytes()
    with pytest.raises(StoreError):
        read(file)
    with pytest.raises(StoreError):
        write(document, "new")
    assert file.read_bytes() == raw
