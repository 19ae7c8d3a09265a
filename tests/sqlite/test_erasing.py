"""A certificate of erasure: it is made only where no byte of the file can be of what was erased, and says what it did
not look at.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import eventlog
from eventlog import ProofError, Report, verifier
from eventlog.audit import doctor
from eventlog.files.moving import passing_name
from eventlog.files.names import told as told_name
from eventlog.log import check_erasure
from eventlog.proof import SignerKey
from eventlog.stores.sqlite import searching, surroundings
from log_tampering import KEY

SECRET = "the neighbour of the mill saw it all"  # noqa: S105 - a secret of nobody's


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log from which one report and its claim were erased, by entry 8; the proof of it from before is kept."""
    path = tmp_path / "log.db"
    told = Report(publisher="outlet:post", title="What was seen", published="2031-06-01", text=f"{SECRET}, she said.")
    with eventlog.open(path) as log:
        for at in range(2):
            log.record(Report(publisher="outlet:post", title=f"Report {at}", text="word " * 900))
        log.record(told, told.claim("mill.seen", by=["person:mill"], quote=SECRET))
        for at in range(3):
            log.record(Report(publisher="outlet:herald", title=f"Later {at}", text="more " * 400))
        (tmp_path / "proof.json").write_bytes(log.prove(told.id).bundle)
        log.redact(told.id, reason="a court order of June")
    return path


def certified(path: Path, *, held: bool = False, **given: object) -> eventlog.audit.Certificate:
    """The certificate that the log in a file gives."""
    known = [verifier.read_bundle((path.parent / "proof.json").read_bytes())] if held else []
    with eventlog.open(path, read_only=True) as log:
        return log.certify_erasure(3, held=known, **given)


@pytest.mark.parametrize("held", [False, True])
def test_a_clean_file_gets_its_certificate(path: Path, held: bool) -> None:
    """It names what was erased, by which entry, where it was looked for, and what is out of reach; others check it."""
    found = certified(path, held=held)
    assert (found.redaction, found.erased) == (8, (3, 4))
    assert any("all bytes of log.db" in one for one in found.searched)
    assert any("of the words that were given" in one for one in found.searched) is held
    assert any("none were given" in one for one in found.not_searched) is not held
    assert any(one.startswith("backups") for one in found.not_searched)
    assert SECRET not in found.document.decode()
    verdict = check_erasure(found.document)
    assert verdict is not None
    assert "a court order of June" in verdict.proved[0]
    assert not verdict.attested


def test_the_redaction_or_what_it_erased_may_be_named(path: Path) -> None:
    """Either leads to the one certificate; an entry that is neither has none."""
    with eventlog.open(path) as log:
        assert log.certify_erasure(8).document == log.certify_erasure(4).document == log.certify_erasure(3).document
        with pytest.raises(eventlog.InvalidValue, match="nothing to certify"):
            log.certify_erasure(1)


def test_words_in_a_free_page_are_never_certified_away(path: Path) -> None:
    """A page that another program has freed and not overwritten keeps them: no certificate, until the file is clean."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA secure_delete = OFF")
        other.execute("CREATE TABLE draft (text)")
        other.execute("INSERT INTO draft VALUES (?)", (SECRET * 400,))
        other.commit()
        other.execute("DROP TABLE draft")
        other.commit()
    assert SECRET.encode() in path.read_bytes()
    for held in (False, True):
        with pytest.raises(ProofError, match="redact entry 3 again"):
            certified(path, held=held)
    with eventlog.open(path) as log:
        log.redact(3, reason="a court order of June")
    assert SECRET.encode() not in path.read_bytes()
    assert certified(path, held=True)


@pytest.mark.parametrize("at", ["gap", "end", "header", "wal"])
def test_words_between_the_rows_are_never_certified_away(path: Path, at: str) -> None:
    """In the unused part of a page, after the last page, in the reserved part of the header, in the write-ahead log."""
    octets = bytearray(path.read_bytes())
    if at == "wal":
        path.with_name("log.db-wal").write_bytes(SECRET.encode())
    elif at == "gap":
        start = max(range(0, len(octets), 8), key=lambda here: octets[here : here + 2000].count(0))
        octets[start + 900 : start + 900 + len(SECRET)] = SECRET.encode()
    elif at == "header":
        octets[72 : 72 + 19] = SECRET[:19].encode()
    else:
        octets += SECRET.encode().ljust(8192, b"\0")
    path.write_bytes(octets)
    with pytest.raises((ProofError, eventlog.StoreError)):
        certified(path)


def test_what_others_hold_is_listed(path: Path) -> None:
    """Tables of other programs are not searched without the words, and searched with them; entries that repeat them
    are named.
    """
    with eventlog.open(path) as log:
        log.record(Report(publisher="outlet:echo", title="Again", text=f"It said that {SECRET}!"))
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE notes (note)")
        other.execute("INSERT INTO meta VALUES ('colour', 'blue')")
        other.executemany("INSERT INTO notes VALUES (?)", [(f"ask: {SECRET}",), ("nothing",)])
        other.commit()
    with eventlog.open(path) as log:
        log.redact(3, reason="a court order of June")
    blind, seeing = certified(path), certified(path, held=True)
    for one in (blind, seeing):
        assert "the table notes in log.db, which is not the log's" in one.not_searched
        assert "rows of meta in log.db that are not the log's" in one.not_searched
    assert blind.holds == ()
    assert seeing.holds == (
        "entry 9 repeats words that were given",
        "the table notes, in note: 1 row with words that were given",
    )


@pytest.mark.parametrize(
    "copied", ["What was seen", "no name\nand no\nface", 'by "the\\" mill, so it', "no name and no face"]
)
def test_short_texts_and_broken_lines_are_looked_for_as_they_stand(path: Path, copied: str) -> None:
    """A text of few words whole, and words in a row with what parts them, in a table of others and in an entry."""
    told = Report(
        publisher="outlet:post",
        title="What was seen",
        text='no name\nand no\nface was given by "the\\" mill, so it was',
    )
    with eventlog.open(path) as log:
        log.record(told, Report(publisher="outlet:echo", title="Again", text=f"It said: {copied} once more"))
        known = verifier.read_bundle(log.prove(told.id).bundle)
        at = log.reader.find(told.id)
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE notes (note)")
            other.execute("INSERT INTO notes VALUES (?)", (f"see {copied}!",))
            other.commit()
        log.redact(told.id, reason="a court order of June")
        found = log.certify_erasure(at, held=[known])
    assert found.holds == (
        f"entry {at + 1} repeats words that were given",
        "the table notes, in note: 1 row with words that were given",
    )


def test_any_number_of_proofs_may_be_given(path: Path) -> None:
    """Thousands of pieces are looked for like one; entries whose words were not given are named."""
    reports = [
        Report(publisher="outlet:post", title=f"Part {at}", text=" ".join(f"{at}word{word}" for word in range(700)))
        for at in range(5)
    ]
    with eventlog.open(path) as log:
        log.record(*reports)
        known = [verifier.read_bundle(log.prove(one.id).bundle) for one in reports]
        at = [log.reader.find(one.id) for one in reports]
        log.record(Report(publisher="outlet:echo", title="Again", text=reports[4].text))
        log.redact(*reports, reason="a court order of June")
        found = log.certify_erasure(at[0], held=known)
        assert found.holds == (f"entry {at[-1] + 1} repeats words that were given",)
        fewer = log.certify_erasure(at[0], held=known[:3])
    assert fewer.holds == ()
    assert any(f"repeat the words of {at[3]}, {at[4]}:" in one for one in fewer.not_searched)


@pytest.mark.parametrize("name", ["log.db", "copy.db", "export.jsonl", "a\nb"])
@pytest.mark.parametrize("ending", ["", "-wal"])
def test_a_copy_that_an_interrupted_command_left_is_named(path: Path, name: str, ending: str) -> None:
    """It has the words, and another name than the log: that of the file that was to be, a backup or an export."""
    left = Path(passing_name(str(path.with_name(name))))
    left.with_name(f"{left.name}{ending}").write_text(SECRET)
    told = told_name(f"{left.name}{ending}")
    assert any(one.startswith(f"{told}, which an") for one in certified(path).not_searched)
    named = [one.found for one in doctor(path) if "interrupted" in one.found]
    assert len(named) == 1
    assert "\n" not in named[0]


def test_a_folder_that_cant_be_listed_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies there is not seen then, and that is no sign that nothing does."""

    def refused(_: object) -> list[str]:
        raise PermissionError(13, "no")

    monkeypatch.setattr(surroundings.os, "listdir", refused)
    assert any("may not list its folder" in one for one in certified(path).not_searched)
    assert any("can't be seen" in one.found for one in doctor(path))


def test_other_names_are_left_by_nobody(path: Path) -> None:
    """What begins and ends like that may be anybody's."""
    for name in (".log.db.new", "log.db.0123456789ab.new", ".log.db.0123456789ab.newer", ".log.db.0123456789AB.new"):
        path.with_name(name).write_text("x")
    assert not any("interrupted" in one for one in certified(path).not_searched)


def test_an_index_of_words_that_was_made_since_is_searched_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made of what is left."""
    monkeypatch.setattr(searching, "BEHIND", 0)
    with eventlog.open(path) as log:
        assert log.as_of("2032").find("later")
        log.redact(3, reason="a court order of June")
        assert log.as_of("2032").find("later")
        log.redact(3, reason="a court order of June")
    assert certified(path, held=True).holds == ()


def test_a_proof_of_other_words_is_refused(path: Path, tmp_path: Path) -> None:
    """What is looked for are the very words: a proof of another entry, or of other words, would find nothing."""
    table = json.loads((path.parent / "proof.json").read_bytes())
    with eventlog.open(path) as log:
        other = verifier.read_bundle(log.prove(1).bundle)
        with pytest.raises(ProofError, match="no words of what was erased"):
            log.certify_erasure(3, held=[other])
        table["entry"]["body"] = "e30="
        with pytest.raises(ProofError, match="other words"):
            log.certify_erasure(3, held=[verifier.read_bundle(json.dumps(table).encode())])


def test_a_log_that_does_not_verify_gets_none(path: Path) -> None:
    """Whoever changed an entry could have put the words there."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TRIGGER entry_stays")
        other.execute(
            "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'word', 'ward') AS BLOB) WHERE position = 1"
        )
        other.commit()
    with pytest.raises(ProofError, match="does not verify"):
        certified(path)


def test_a_checkpoint_attests_it(path: Path) -> None:
    """With one that covers the redaction the root is not only the log's word; one from before does not do."""
    pytest.importorskip("cryptography", reason="signatures need the extra sign")
    with eventlog.open(path) as log:
        late = log.checkpoint(KEY)
        document = log.certify_erasure(3, late).document
        head = verifier.read_checkpoint(late.text.encode(), [KEY.verifier.text])
        assert check_erasure(document, head).attested
        other = SignerKey(name=KEY.name, seed=bytes(32))
        with pytest.raises(verifier.NotProved):
            verifier.read_checkpoint(late.text.encode(), [other.verifier.text])


def test_nothing_in_a_certificate_can_be_changed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Positions, reason, by whom, the entries: each is held against tree or redaction, and there is one layout."""
    document = certified(path).document
    file = path.parent / "erased.json"
    file.write_bytes(document)
    assert verifier.main([str(file)]) == 6
    out = capsys.readouterr().out
    assert "not searched: backups" in out
    assert "says that the words of 3, 4 were erased by user:log: a court order of June" in out
    table = json.loads(document)

    def changed(**members: object) -> bytes:
        again = json.loads(document)
        again["erasure"] |= members
        return json.dumps(again, indent=1).encode() + b"\n"

    wrong = [
        changed(reason="none"),
        changed(by="user:other"),
        changed(positions=[3]),
        changed(positions=[3, 4, 5]),
        changed(redaction=7),
        changed(searched="all"),
        document.replace(b"eventlog-erasure/1", b"eventlog-erasure/2"),
        document.replace(b'"holds"', b'"held"'),
        document + b"\n",
    ]
    for at in range(3):
        fewer = json.loads(document)
        del fewer["entries"][at]
        wrong.append(json.dumps(fewer, indent=1).encode() + b"\n")
    for member in ("recorded", "commit", "kind", "position"):
        again = json.loads(document)
        again["entries"][0][member] = table["entries"][2][member]
        wrong.append(json.dumps(again, indent=1).encode() + b"\n")
    for octets in wrong:
        file.write_bytes(octets)
        assert verifier.main([str(file)]) == 1, octets[-300:]


def test_reading_the_bytes_takes_no_lock_away(path: Path) -> None:
    """The file is read by a process of its own: what this one holds locked stays so, and another sees that."""
    alone = (
        "import sqlite3, sys; file = sqlite3.connect(sys.argv[1], timeout=0); "
        "print(file.execute('PRAGMA journal_mode = DELETE').fetchone())"
    )
    with eventlog.open(path) as log:
        log.store.remains([])
        tried = subprocess.run([sys.executable, "-c", alone, path], capture_output=True, text=True, check=False)
        assert "locked" in tried.stderr
