"""Copies of a log hold what it held; what is redacted is gone, and nothing else is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import PROGRAM, PUTIN_DENIES, Done, terminal
from eventlog import Assessment, Knowledge
from eventlog.export.formats import FORMATS, Format

Run = Callable[..., Done]
ASKED = ("as-of", "2024-10-25", "--about", "dprk.troops.deployment", "--policy", "possible")


def test_a_backup_answers_as_the_log_does(run: Run, tmp_path: Path) -> None:
    """The copy is verified, holds the same, and never takes the place of another file."""
    copy = tmp_path / "copy.db"
    done = run("backup", str(copy))
    assert (done.code, done.objects[0]["ok"]) == (0, True)
    assert run(*ASKED, "--log", str(copy)).out == run(*ASKED).out
    again = run("backup", str(copy))
    assert (again.code, again.out) == (2, "")
    assert "is a log, which is never written over" in again.err


def test_what_is_made_in_private_nobody_else_may_read(run: Run, tmp_path: Path) -> None:
    """With --private the log, and what lies by it, is this user's alone; one that others may read is refused."""
    new = tmp_path / "new.db"
    added = ("add", "--publisher", "outlet:example", "--title", "One", "--log", str(new))
    assert run(*added, "--private").code == 0
    assert {one.stat().st_mode & 0o077 for one in tmp_path.glob("new.db*")} == {0}
    new.chmod(0o644)
    assert "others may read" in run(*added, "--private").err


def test_a_folder_is_no_file_to_write_to(run: Run, tmp_path: Path) -> None:
    """With a stroke at its end a name is that of a folder, whether there is one or not."""
    for name in ("there", "none"):
        (tmp_path / "there").mkdir(exist_ok=True)
        done = run(*ASKED, "-o", f"{tmp_path / name}/")
        assert done.code != 0
        assert "is a folder: name a file in it" in done.err
    assert not (tmp_path / "none").exists()


def test_an_export_comes_back_with_its_bytes(run: Run, tmp_path: Path) -> None:
    """Through a file or a pipe: the same lines, the same log, the same answers; into an empty log only."""
    exported, copy = tmp_path / "log.jsonl", ("--log", str(tmp_path / "copy.db"))
    assert run("export", "-o", str(exported)).out == ""
    assert run("export").out == exported.read_text(encoding="utf-8")
    taken = run("import", str(exported), *copy)
    assert (taken.code, taken.objects[0]["zone"]) == (0, "UTC")
    assert run(*ASKED, *copy).out == run(*ASKED).out
    assert run("export", *copy).out == exported.read_text(encoding="utf-8")
    assert run("import", str(exported), *copy).code == 4
    piped = run("import", "-", "--log", str(tmp_path / "piped.db"), stdin=exported.read_text(encoding="utf-8"))
    assert piped.objects == taken.objects
    assert run("export", "-o", str(exported)).code == 2


NEEDS = {"parquet": "pyarrow", "prov": "prov"}
GIVEN = {"author": "The desk", "url": "https://example.org/reviews"}


@pytest.mark.parametrize("name", [one for one in FORMATS if one != "uima"])  # no texts are held here to write marks in
def test_every_format_of_the_registry_is_written(name: str, run: Run, corpus_log: Path, tmp_path: Path) -> None:
    """What a function gives for a cut, the command writes: to a pipe, and to a file that is not written over."""
    if name in NEEDS:
        pytest.importorskip(NEEDS[name], reason=f"{NEEDS[name]} is not installed here: make test-exports has it")
    row, target = FORMATS[name], tmp_path / "out"
    asked = {one: GIVEN[one] for one, needed in row.asks.items() if needed}
    argv = ("export", "--to", name, "--as-of", "2024-06-26", *(f"--set={one}={asked[one]}" for one in asked))
    assert run(*argv, "-o", str(target)).code == 0
    if not row.binary:
        with eventlog.open(corpus_log, read_only=True) as log:
            expected = "".join(row.pieces(log.as_of("2024-06-26"), **row.read(asked)))
        assert run(*argv).out == target.read_bytes().decode() == expected
    assert run(*argv, "-o", str(target)).code == 2


def test_a_new_exporter_is_a_row(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command writes it, its help names it with what it asks for, and what it does not ask for is refused."""

    def to_count(knowledge: Knowledge, *, unit: str, plain: bool = False) -> str:
        return f"{len(list(knowledge.entries()))} {unit}{'' if plain else '!'}\n"

    monkeypatch.setitem(FORMATS, "count", Format(give=to_count, column="Count"))
    told = ("export", "--to", "count", "--as-of", "2024-10-25", "--set", "unit=entries")
    assert run(*told).out.endswith(" entries!\n")
    assert run(*told, "--set", "plain=true").out.endswith(" entries\n")
    assert "  count            unit*, plain\n" in run("export", "--help").out
    monkeypatch.setitem(FORMATS, "one", Format(give=lambda _, report: f"{report}\n", column="One"))
    (first, *_) = run("reports").objects
    assert run("export", "--to", "one", "--set", f"report={first['id'][:15]}").out == f"{first['id']}\n"
    for given, said in (
        (("--set", "plain=perhaps"), "plain is true or false, not 'perhaps'"),
        (("--set", "about=q"), "'about' is nothing that this format takes: it takes unit, plain"),
    ):
        refused = run(*told, *given)
        assert (refused.code, said in refused.err) == (2, True)
    assert "also needs unit" in run("export", "--to", "count").err


def test_the_lines_of_a_whole_log_are_not_cut(run: Run) -> None:
    """A date without a format is refused, and so is a format that is none."""
    for given in (("--as-of", "2024-10-25"), ("--set", "about=dprk"), ("--force",)):
        done = run("export", *given)
        assert (done.code, done.out) == (2, "")
        assert "add --to FORMAT" in done.err
    assert run("export", "--to", "nothing").code == 2


def test_a_changed_export_is_refused(run: Run, tmp_path: Path) -> None:
    """A letter changed, a line lost, other paths beside it: refused, with the line."""
    lines = run("export").out.splitlines(keepends=True)
    bad = tmp_path / "bad.jsonl"
    new = ("--log", str(tmp_path / "new.db"))
    bad.write_text("".join(lines[:-1]), encoding="utf-8")
    assert run("import", str(bad), *new).code == 4
    bad.write_text("".join([*lines[:7], lines[7].replace('"body":"ey', '"body":"eY'), *lines[8:]]), encoding="utf-8")
    done = run("import", str(bad), *new)
    assert (done.code, "line 8" in done.err) == (4, True)
    assert run("import", str(bad), str(tmp_path), *new).code == 2
    bad.write_text("{nonsense\n", encoding="utf-8")
    assert run("import", str(bad), *new).code == 4


def test_an_export_is_held_against_its_checkpoint(run: Run, own_log: Path, tmp_path: Path) -> None:
    """With --checkpoint and --key only the log that was signed comes in."""
    pytest.importorskip("cryptography", reason="signing needs the extra sign")
    key, note, exported = tmp_path / "a.key", tmp_path / "a.checkpoint", tmp_path / "log.jsonl"
    public = run("checkpoint", "--make-key", "a.example", "--key", str(key)).out.strip()
    assert run("checkpoint", "--key", str(key), "-o", str(note)).code == 0
    held = ("--checkpoint", str(note), "--key", public)
    assert run("export", "-o", str(exported)).code == 0
    assert run("import", str(exported), *held, "--log", str(tmp_path / "one.db")).code == 0
    other = ("--log", str(tmp_path / "other.db"))
    assert run("add", "--publisher", "outlet:x", "--title", "y", *other).code == 0
    shutil.move(exported, tmp_path / "old.jsonl")
    assert run("export", "-o", str(exported), *other).code == 0
    assert run("import", str(exported), *held, "--log", str(tmp_path / "two.db")).code == 1


def test_what_is_redacted_is_gone(run: Run, own_log: Path) -> None:
    """A dry run lists what goes and changes nothing; then the words are gone, and the log still verifies."""
    log = ("--log", str(own_log))
    before = own_log.read_bytes()
    at = run("why", PUTIN_DENIES, *log).objects[0]["entry"]["position"]
    plan = run("redact", PUTIN_DENIES, "--dry-run", *log).objects[0]
    assert (plan["done"], [one["position"] for one in plan["goes"]][:1]) == (False, [at])
    assert own_log.read_bytes() == before
    done = run("redact", PUTIN_DENIES, "--reason", "a court order", "--yes", *log)
    assert (done.code, done.objects[0]["done"]) == (0, True)
    withheld = {one["question"]: one["positions"] for one in done.objects[0]["withheld"]}
    assert at in withheld["dprk.troops.deployment"]
    assert run("why", PUTIN_DENIES, *log).code == 5
    [answer] = [one for one in run(*ASKED, *log).objects if one["question"] == "dprk.troops.deployment"]
    assert at in answer["withheld"]
    assert PUTIN_DENIES not in str(answer)
    assert run("verify", *log).code == 0


def test_what_comes_in_while_it_is_asked_is_asked_for_too(own_log: Path) -> None:
    """A list of what goes was agreed to, and not whatever came to name it since: that is listed, and may be refused."""
    command = [*PROGRAM, "-q", "redact", PUTIN_DENIES, "--reason", "a court order", "--log", str(own_log)]
    with eventlog.open(own_log) as log:
        [claim] = [one for one in log.entries() if (one.id or "").startswith(PUTIN_DENIES)]

        def agreed() -> str:
            log.record(Assessment(about=claim.id, what="verification", value="verified", by="user:other"))
            return "y"

        done = terminal(command, answers=[("for good?", agreed), ("for good?", "n")], NO_COLOR="1")
        assert done.code == 1
        assert "what goes is not what was listed" in done.out
        assert f"{len(log)} (assessed" in done.out.partition("what was listed")[2]
        assert log.reader.entry(claim.position).event is not None
        done = terminal(command, answers=[("for good?", "y")], NO_COLOR="1")
        assert (done.code, log.reader.entry(len(log) - 1).event) == (0, None)


def test_nothing_is_redacted_unasked(run: Run, own_log: Path) -> None:
    """Without a reason, or where nobody can be asked, nothing happens."""
    log = ("--log", str(own_log))
    assert "--reason" in run("redact", PUTIN_DENIES, "--yes", *log).err
    assert "--dry-run" in run("redact", PUTIN_DENIES, "--reason", "x", *log).err
    assert run("redact", "claim:ffffffff", "--reason", "x", "--yes", *log).code == 5
    assert run("redact", PUTIN_DENIES, "--reason", "x", "--yes", "--log", str(own_log.with_name("no.db"))).code == 3
    assert run("why", PUTIN_DENIES, *log).code == 0
    for answer, code in (("n", 1), ("y", 0)):
        command = [*PROGRAM, "-q", "redact", PUTIN_DENIES, "--reason", "a court order", *log]
        done = terminal(command, answers=[("for good?", answer)], NO_COLOR="1")
        assert "to be erased: entry " in done.out
        assert ("nothing was erased" in done.out, done.code) == (code == 1, code)
    assert run("why", PUTIN_DENIES, *log).code == 5
