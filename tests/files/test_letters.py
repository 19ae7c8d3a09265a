"""Text is UTF-8 at every door, and what is not is refused in the same words at all of them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import proof
from eventlog.codec import strict_json
from eventlog.export import from_csv, from_jsonl
from eventlog.files.letters import MARK, text_of

WORDS = re.compile(
    r"(this is (UTF-(16|32)|not UTF-8 \(byte \d+\))|there is a NUL \(byte \d+\), so .*): save it as UTF-8"
)
TOML = 'format = "eventlog-annotation/1"\n[[agents]]\nid = "org:a"\nname = "Caf\u00e9"\n'
CSV = "who,what\noutlet:x,Caf\u00e9\n"
LINE = '{"kind":"agent-defined/1","body":{"agent":{"id":"org:a","name":"Caf\u00e9"}}}\n'
KEY = proof.VerifierKey(name="a", public=b"k" * 32)


def refuse(line: int, reason: str) -> Exception:
    """As a door does."""
    return LookupError(line, reason)


def toml(raw: bytes, folder: Path) -> object:
    """An annotation."""
    (folder / "a.toml").write_bytes(raw)
    return eventlog.load(folder / "a.toml")


def csv_file(raw: bytes, folder: Path) -> object:
    """A table in a file."""
    (folder / "a.csv").write_bytes(raw)
    return from_csv(folder / "a.csv", {"publisher": "who", "title": "what"})


def jsonl_file(raw: bytes, folder: Path) -> object:
    """Events in a file."""
    (folder / "a.jsonl").write_bytes(raw)
    return from_jsonl(folder / "a.jsonl")


def whole_log(raw: bytes, folder: Path) -> object:
    """An exported log."""
    (folder / "log.jsonl").write_bytes(raw)
    with eventlog.open(":memory:", zone="UTC") as log:
        return log.import_jsonl(folder / "log.jsonl")


def note(raw: bytes, folder: Path) -> object:
    """A checkpoint in a file."""
    (folder / "note").write_bytes(raw)
    return proof.Checkpoint.read(folder / "note", [KEY])


DOORS = {
    "an annotation": (toml, TOML),
    "a table": (csv_file, CSV),
    "events": (jsonl_file, LINE),
    "a log": (whole_log, '{"format":"caf\u00e9"}\n'),
    "a note": (note, "caf\u00e9\n1\n\n\u2014 a b\n"),
    "JSON": (lambda raw, _: strict_json(raw), '{"a":"\u00e9"}'),
}
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "latin-1", "cp1252", "shift-jis")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("door", DOORS)
def test_another_encoding_is_refused_in_the_same_words(door: str, encoding: str, tmp_path: Path) -> None:
    """Whatever the door, and with a mark or without one."""
    opened, text = DOORS[door]
    raw = text.replace("\u2014", "-").encode(encoding.replace("shift-jis", "cp1252"))
    if encoding == "shift-jis":
        raw = text.replace("\u00e9", "\u6c34").replace("\u2014", "-").encode("shift-jis")
    with pytest.raises(eventlog.EventLogError) as refused:
        opened(raw, tmp_path)
    assert WORDS.search(str(refused.value)), str(refused.value)


@pytest.mark.parametrize("door", ["an annotation", "a table", "events"])
def test_what_a_plain_editor_adds_does_no_harm(door: str, tmp_path: Path) -> None:
    """A byte order mark at the beginning, and the line ends of Windows."""
    opened, text = DOORS[door]
    plain = opened(text.encode(), tmp_path)
    assert opened(MARK + text.replace("\n", "\r\n").encode(), tmp_path) == plain


def test_an_exported_log_survives_a_plain_editor(tmp_path: Path) -> None:
    """Mark and line ends are not of what was recorded."""
    path = tmp_path / "a.jsonl"
    with eventlog.open(":memory:") as log:
        log.record(*from_jsonl(LINE.encode()))
        log.export_jsonl(path)
        head = log.head
    path.write_bytes(MARK + path.read_bytes().replace(b"\n", b"\r\n"))
    with eventlog.open(":memory:") as log:
        log.import_jsonl(path)
        assert log.head == head


def test_a_note_that_an_editor_has_touched_is_told_apart() -> None:
    """A signature is over every byte, so mark and line ends are refused, and named."""
    pytest.importorskip("cryptography", reason="signatures need the extra sign")
    key = proof.SignerKey.make("a")
    good = proof.sign_note("a\n1\n" + "A" * 43 + "=\n", key)
    assert proof.Checkpoint.read(good, [key.verifier]).size == 1
    for touched in ("\ufeff" + good, good.replace("\n", "\r\n")):
        with pytest.raises(eventlog.ProofError, match="an editor has put"):
            proof.Checkpoint.read(touched, [key.verifier])


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_all_text_in_utf_8_is_read_as_it_is(text: str) -> None:
    """With a mark and without one; kept, the mark is a letter."""
    plain = text.removeprefix("\ufeff")
    assert text_of(plain.encode(), refuse) == plain.removeprefix("\ufeff")
    assert text_of(MARK + plain.encode(), refuse) == plain
    assert text_of(plain.encode(), refuse, keep_mark=True) == plain


@given(st.binary())
def test_bytes_are_text_or_refused_where_they_are_none(raw: bytes) -> None:
    """The line is that of the first byte at fault, and no other error is raised."""
    try:
        text = text_of(raw, refuse, keep_mark=True)
    except LookupError as error:
        line, reason = error.args
        assert WORDS.fullmatch(reason)
        assert 1 <= line <= raw.count(b"\n") + 1
        if found := re.search(r"byte (\d+)", reason):
            assert raw[: int(found[1])].count(b"\n") + 1 == line
        return
    assert text.encode() == raw
    assert "\0" not in text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_a_shell_hears_the_same_words(encoding: str, tmp_path: Path) -> None:
    """From a file, from stdin, for a text and for a key: one sentence, and nothing of the log is made."""
    pytest.importorskip("click", reason="the command line needs the extra cli")
    raw = TOML.encode(encoding)
    (tmp_path / "a.toml").write_bytes(raw)
    adding = ("add", "--publisher", "outlet:x", "--title", "t", "--text")
    for args, code, name in (
        (("import", "a.toml"), 4, "a.toml"),
        (("import", "-"), 4, "stdin"),
        ((*adding, "a.toml"), 3, "a.toml"),
        ((*adding, "-"), 3, "stdin"),
        (("verify", "--checkpoint", "a.toml", "--key", "a.toml"), 3, "a.toml"),
        (("checkpoint", "--key", "a.toml"), 3, "a.toml"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "eventlog", *args, "--log", "new.db"],
            input=raw,
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        told = done.stderr.decode().splitlines()[-1]
        assert (done.returncode, name in told, bool(WORDS.search(told))) == (code, True, True), (args, told)
        assert not (tmp_path / "new.db").exists()


def test_a_line_that_is_no_text_is_named_by_its_number(tmp_path: Path) -> None:
    """Lines are read one by one, and counted from the first."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE.encode() + b"\n" + LINE.encode("latin-1"))
    with pytest.raises(eventlog.EventLogError, match=r"a\.jsonl, line 3: this is not UTF-8 \(byte \d+\)"):
        from_jsonl(path)
