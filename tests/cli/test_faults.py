"""Every error is one sentence on stderr that says what to do, and an exit code that says its kind."""

from __future__ import annotations

import os
import pty
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from command_line import PROGRAM, PUTIN_DENIES, Done, program, surroundings

Run = Callable[..., Done]
HOSTILE = "x\x1b[2J\x1b]52;c;ZXZpbA==\x07\x9b31m\r\u202eend"


def sentence(done: Done, code: int) -> str:
    """The one sentence; nothing else was printed, and nothing that could play with a terminal."""
    assert done.code == code, done.err
    assert done.out == ""
    assert done.err.startswith("eventlog: ")
    assert done.err.endswith("\n")
    assert done.err.count("\n") == 1
    assert done.err[:-1].isprintable()
    assert "Traceback" not in done.err
    return done.err


USAGE = {
    "no such command": (("frobnicate",), "there is no command 'frobnicate'"),
    "a slip": (("improt",), "did you mean 'import'?"),
    "no such option": (("as-of", "--abuot", "x"), "--abuot"),
    "an argument is missing": (("why",), "ID"),
    "a date that is none": (("as-of", "2024-13"), "months are 01 to 12"),
    "a vague date": (("as-of", "2024-06~"), "2024-06~"),
    "a naive clock time": (("as-of", "2024-06-27T18:00"), "2024-06-27T18:00"),
    "a question that is none": (("timeline", "a b"), "dprk.troops.deployment"),
    "a topic that is none": (("as-of", "--about", "a b"), "dprk.troops.deployment"),
    "a policy that is none": (("as-of", "--policy", "maybe"), "possible"),
    "an id that is none": (("why", "zzz"), "entry:POSITION"),
    "an id of another kind": (("why", "report:abf3ece0"), "a claim is wanted here"),
    "an entry of another kind": (("why", "entry:1"), "(agent-defined), but a claim is wanted here"),
    "an id of a kind that begins with a vowel": (("why", "event:abf3ece0"), "is the id of an event, but a claim is"),
    "a log in memory": (("as-of", "--log", ":memory:"), "give the file of one"),
    "a token that is none": (("as-of", "--basis", "basis1.x"), "copy it whole"),
    "escapes in a command": ((HOSTILE,), "\\x1b[2J"),
    "escapes in a date": (("as-of", HOSTILE), "\\x1b"),
    "escapes in an id": (("why", HOSTILE), "\\x1b[2J"),
    "escapes in an option": (("as-of", f"--{HOSTILE}"), "\\x1b[2J"),
    "SQL in a question": (("timeline", "'; DROP TABLE entry;--"), "is not a question's id"),
}


@pytest.mark.parametrize("case", USAGE)
def test_what_is_not_understood_is_told(case: str, run: Run) -> None:
    """Exit code 2, with the sentence that fits."""
    args, words = USAGE[case]
    assert words in sentence(run(*args), 2)


def test_no_log_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --log and EVENTLOG, a command says how to name one; the environment is read when it runs."""
    monkeypatch.delenv("EVENTLOG")
    assert "--log FILE" in sentence(run("as-of", "2024"), 2)


def test_the_log_may_be_named_before_or_after_the_command(
    run: Run, corpus_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--log means the same in both places, and is stronger than EVENTLOG."""
    monkeypatch.setenv("EVENTLOG", "nowhere.db")
    log = str(corpus_log)
    asked = ("timeline", "dprk.troops.number", "--as-of", "2024-10-25")
    assert run("--log", log, *asked).out == run(*asked, "--log", log).out != ""


def test_a_log_that_is_not_there_is_not_made(run: Run, tmp_path: Path) -> None:
    """A slip in a path is told, and leaves no empty log behind."""
    missing = tmp_path / "missing.db"
    assert "eventlog import" in sentence(run("as-of", "2024", "--log", str(missing)), 3)
    assert list(tmp_path.iterdir()) == []


def test_another_programs_file_is_left_alone(run: Run, tmp_path: Path) -> None:
    """A text, a foreign database and a folder are refused, for reading and for writing, and stay as they were."""
    text, database = tmp_path / "a.txt", tmp_path / "b.db"
    text.write_text("no log", encoding="utf-8")
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE x (y)")
    connection.close()
    for file in (text, database):
        before = file.read_bytes()
        sentence(run("as-of", "2024", "--log", str(file)), 3)
        sentence(run("add", "--publisher", "outlet:x", "--title", "y", "--log", str(file)), 3)
        assert file.read_bytes() == before
    sentence(run("as-of", "2024", "--log", str(tmp_path)), 3)


def test_a_log_that_can_only_be_read_can_be_read(run: Run, own_log: Path) -> None:
    """Asking needs no right to write; recording says that it does."""
    own_log.chmod(0o400)
    assert run("questions", "--log", str(own_log)).code == 0
    if os.geteuid() != 0:
        sentence(run("add", "--publisher", "outlet:x", "--title", "y", "--log", str(own_log)), 3)


def test_an_id_must_name_one_thing(run: Run) -> None:
    """Ambiguous beginnings name some of those that they may be; unknown ones say so."""
    ambiguous = sentence(run("why", "claim:3"), 5)
    assert "give more digits" in ambiguous
    assert ambiguous.count("claim:") == 6
    assert "holds no claim" in sentence(run("why", "claim:ffffffffff"), 5)
    assert "holds no claim" in sentence(run("why", "0" * 32), 5)
    assert "there is no entry 99999" in sentence(run("why", "entry:99999"), 5)
    assert run("why", PUTIN_DENIES.removeprefix("claim:")).code == 0


def test_an_annotation_that_is_wrong_leaves_no_log(run: Run, tmp_path: Path) -> None:
    """The fault is told with file and line, exit code 4, and nothing is made."""
    bad = tmp_path / "bad.toml"
    bad.write_text('format = "eventlog-annotation/1"\n[report]\nkey = "x"\n', encoding="utf-8")
    log = tmp_path / "new.db"
    assert "bad.toml" in sentence(run("import", str(bad), "--log", str(log)), 4)
    assert not log.exists()
    assert "nowhere" in sentence(run("import", str(tmp_path / "nowhere"), "--log", str(log)), 4)


def test_an_import_that_fails_leaves_what_was_there(run: Run, tmp_path: Path) -> None:
    """Nothing, where there was nothing, whether an export is wrong, a claim, or only the last line; and a log, else."""
    exported, bad, folder = tmp_path / "log.jsonl", tmp_path / "bad.jsonl", tmp_path / "made"
    folder.mkdir()
    log = ("--log", str(folder / "new.db"))
    assert run("export", "-o", str(exported)).code == 0
    for text in ("{\n", exported.read_text(encoding="utf-8")[:-40], exported.read_text(encoding="utf-8") + "{}\n"):
        bad.write_text(text, encoding="utf-8")
        sentence(run("import", str(bad), *log), 4)
        assert list(folder.iterdir()) == []
    sentence(run("add", "--publisher", "outlet:x", "--title", "y", "--question", "a.b", "--value", "maybe", *log), 2)
    assert list(folder.iterdir()) == []
    assert run("add", "--publisher", "outlet:x", "--title", "y", *log).code == 0
    sentence(run("import", str(bad), *log), 4)
    assert run("verify", *log).objects[0]["size"] == 1


def test_an_answer_never_takes_the_place_of_the_log(run: Run, own_log: Path, tmp_path: Path) -> None:
    """-o refuses the log, by whatever name, and its other files."""
    before = own_log.read_bytes()
    (tmp_path / "link.db").symlink_to(own_log)
    for name in (own_log.name, "link.db", f"{own_log.name}-wal"):
        assert "is the log itself" in sentence(run("as-of", "--log", str(own_log), "-o", str(tmp_path / name)), 2)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert "loop is there already" in sentence(run("as-of", "--log", str(own_log), "-o", str(loop)), 2)
    assert own_log.read_bytes() == before


def test_an_answer_takes_the_place_of_no_log_and_no_key(run: Run, own_log: Path, tmp_path: Path) -> None:
    """With --force neither; of another file only with it; nothing is lost before an answer is there."""
    other, key, text = tmp_path / "other.db", tmp_path / "s.key", tmp_path / "a.txt"
    other.write_bytes(own_log.read_bytes())
    key.write_text("PRIVATE+KEY+example+secret\n", encoding="utf-8")
    text.write_text("mine", encoding="utf-8")
    before = {file: file.read_bytes() for file in (other, key, text)}
    for command in ("questions", "verify", "doctor", "as-of", "explore"):
        for file in before:
            told = sentence(run(command, "--log", str(own_log), "-o", str(file)), 2)
            assert str(file) in told
            if file != text:
                assert "never written over" in sentence(
                    run(command, "--log", str(own_log), "-o", str(file), "--force"), 2
                )
    assert {file: file.read_bytes() for file in before} == before
    assert run("questions", "--log", str(own_log), "-o", str(text), "--force").code == 0
    assert text.read_text(encoding="utf-8").startswith("Public by")


def test_a_key_that_others_can_read_is_told_of(run: Run, own_log: Path, tmp_path: Path) -> None:
    """It is made for its owner alone; if that was changed, who signs with it hears of it."""
    key = tmp_path / "s.key"
    assert run("checkpoint", "--make-key", "log.example", "--key", str(key)).code == 0
    assert key.stat().st_mode & 0o777 == 0o600
    signing = ("checkpoint", "--log", str(own_log), "--key", str(key))
    assert run(*signing).err == ""
    key.chmod(0o644)
    done = run(*signing)
    assert done.code == 0
    assert "others on this machine may read the key" in done.err


def test_a_file_that_cant_be_written_is_told(run: Run, tmp_path: Path) -> None:
    """A missing folder is named, and nothing is left half-written."""
    told = sentence(run("questions", "-o", str(tmp_path / "no" / "such.csv")), 3)
    assert "check the path" in told


def test_debug_shows_the_way(run: Run) -> None:
    """The traceback comes with --debug, and only then; it too is safe to print."""
    done = run("as-of", HOSTILE, "--debug")
    assert done.code == 2
    assert "Traceback" in done.err
    assert done.err.replace("\n", "").isprintable()


def test_a_fault_of_ours_is_one_sentence_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody expected says how to report it."""
    import eventlog.render.json

    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh\x1b[2J no")

    monkeypatch.setattr(eventlog.render.json, "standing", broken)
    assert "--debug and report" in sentence(run("as-of", "2024-10-25"), 70)


def test_a_closed_pipe_is_quiet(corpus_log: Path) -> None:
    """`| head -1` gets one line of JSON, and nobody hears a word about the rest."""
    script = f'"{sys.executable}" -m eventlog as-of 2024-10-25; echo $? >&2'
    done = subprocess.run(
        ["sh", "-c", f"({script}) | head -1"],
        env=surroundings(EVENTLOG=str(corpus_log)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith('{"question": ')
    assert done.stderr in ("141\n", "0\n")


def test_an_interrupt_is_quiet(tmp_path: Path) -> None:
    """Ctrl-C while it asks: one word, exit code 130, no traceback, no log."""
    log = tmp_path / "new.db"
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [*PROGRAM, "add", "--log", str(log)],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings(),
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - in a background it is ignored
    )
    os.close(theirs)
    assert running.stderr is not None
    prompt = b""
    while not prompt.endswith(b": "):
        piece = running.stderr.read(1)
        assert piece, prompt
        prompt += piece
    for _ in range(6):  # a signal that comes between the prompt and the reading is lost: whoever waits presses again
        running.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            running.wait(timeout=5)
            break
    out, err = running.communicate(timeout=30)
    os.close(ours)
    assert (running.returncode, out) == (130, b"")
    assert err.decode().strip() == "eventlog: interrupted"
    assert not log.exists()


def test_bytes_that_are_no_text_in_an_argument_are_told() -> None:
    """An argument that is not UTF-8 is shown as escapes."""
    done = subprocess.run(
        [*(one.encode() for one in PROGRAM), b"as-of", b"\xff\xfe"],
        env=surroundings(EVENTLOG="x.db"),
        capture_output=True,
        check=False,
    )
    assert done.returncode in (2, 3)
    assert done.stdout == b""
    assert program("--log", "x.db", "as-of").code == 3


@pytest.mark.parametrize("command", [("cite",), ("brief",), ("timeline",), ("prove", "--answer")])
def test_a_name_that_only_stands_before_questions_is_none(command: tuple[str, ...], run: Run, own_log: Path) -> None:
    """Those have answers, and it has none: "unreported" would be said of what nobody ever asked."""
    claim = ("--question", "harbour.boats.left", "--value", "yes")
    assert run("add", "--log", str(own_log), "--publisher", "outlet:a", "--title", "t", *claim).code == 0
    told = sentence(run(*command, "harbour.boats", "--log", str(own_log)), 5)
    assert "no such question: harbour.boats; near: harbour.boats.left" in told
    assert run("as-of", "--about", "harbour.boats", "--log", str(own_log)).code == 0
