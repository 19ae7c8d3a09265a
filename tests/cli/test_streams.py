"""A job without stdin, stdout or stderr, one that is interrupted while it loads or ended by the system, and one whose
locale knows ASCII alone.
"""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

import eventlog
from command_line import PROGRAM, PUTIN_DENIES, Done, program, surroundings
from eventlog.cli import main
from eventlog.cli.ending import tidily
from eventlog.cli.running import run

ADD = ("add", "--publisher", "outlet:example", "--title", "Port shut", "--published", "2024-06-26")


def closed(given: tuple[str, ...], how: str, log: Path, **changes: str) -> Done:
    """Run a command with some of its streams closed by the shell."""
    line = f"{shlex.join((*PROGRAM, *given))} {how}"
    environment = surroundings(EVENTLOG=str(log), **changes)
    done = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, encoding="utf-8", check=False)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("given", [("questions",), ("--help",), ("export",)])
def test_a_closed_stdout_is_a_reader_that_went_away(given: tuple[str, ...], corpus_log: Path) -> None:
    """`>&-` is told as `| true` is: exit code 141, and no word of a fault."""
    assert closed(given, ">&-", corpus_log) == Done(141, "", "")


def test_a_closed_stderr_takes_only_the_words(corpus_log: Path) -> None:
    """The answer comes out whole, and an error keeps its exit code."""
    assert closed(("questions", "-f", "csv"), "2>&-", corpus_log).out.startswith("question,")
    assert closed(("as-of", "2024-99"), "2>&-", corpus_log) == Done(2, "", "")


@pytest.mark.parametrize(
    ("given", "code"), [(("import", "-"), 4), (("redact", "entry:1", "--reason", "x"), 2), (("add",), 2)]
)
def test_a_closed_stdin_is_an_empty_one(given: tuple[str, ...], code: int, own_log: Path) -> None:
    """What wants to read or to ask says what it lacks."""
    done = closed(given, "<&-", own_log)
    assert (done.code, done.out) == (code, "")
    assert "a fault of this program" not in done.err


def test_what_is_recorded_without_any_stream_is_in_the_log_and_nothing_else_is(tmp_path: Path) -> None:
    """The number of a closed stream is not given to the log's file, into which words for stderr would go."""
    log = tmp_path / "new.db"
    assert closed(ADD, "<&- >&- 2>&-", log).code == 141
    assert closed((*ADD[:-1], "2024-13"), "<&- >&- 2>&-", log).code == 4
    with eventlog.open(log) as kept:
        assert (len(kept), kept.verify().ok) == (1, True)


def test_what_is_taken_goes_in_whether_or_not_anybody_reads_of_it(tmp_path: Path) -> None:
    """`| head` ends what is told, and not what is recorded: of a large mailbox the rest was left out."""
    head = "From a@example.org Thu Jun 27 2024\nFrom: a@example.org\nDate: 27 Jun 2024 08:00 +0000\n"
    mails = (f"{head}Subject: Number {number}\n\nHello.\n\n" for number in range(450))
    (tmp_path / "box.mbox").write_text("".join(mails), encoding="utf-8")
    log = tmp_path / "new.db"
    done = closed(("take", str(tmp_path / "box.mbox"), "--publisher", "outlet:example"), "| head -n 1", log)
    assert len(done.out.splitlines()) == 1
    with eventlog.open(log) as kept:
        assert len(kept) == 450


def test_an_answer_into_a_file_needs_no_stdout(corpus_log: Path, tmp_path: Path) -> None:
    """With -o, nothing is missing."""
    assert closed(("questions", "-o", str(tmp_path / "all.csv")), ">&-", corpus_log) == Done(0, "", "")
    assert (tmp_path / "all.csv").read_text(encoding="utf-8").startswith("question,")


@pytest.mark.parametrize("given", [("questions",), ("export",), ("explore",), ("--help",)])
def test_a_full_disk_under_stdout_is_told(given: tuple[str, ...], corpus_log: Path) -> None:
    """What came before it is cut off, and the permissions of no path have to do with it."""
    told = "eventlog: there is no room left for what is printed, which was cut off: make room, and ask again\n"
    assert closed(given, ">/dev/full", corpus_log) == Done(3, "", told)


class Interrupt:
    """A finder of modules whose user presses Ctrl-C."""

    def __init__(self, at: str) -> None:
        self.at = at

    def find_spec(self, name: str, *_: object) -> None:
        if name == self.at:
            raise KeyboardInterrupt


@pytest.mark.parametrize("at", ["click", "eventlog.cli.root", "eventlog.cli.running", "eventlog.errors"])
def test_an_interrupt_while_it_loads_is_quiet(at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C before the first command is known, or while what is wrong with it is put into words: exit code 130 and no
    traceback.
    """
    monkeypatch.setattr(sys, "argv", ["eventlog", "questions", "--no-such"])
    monkeypatch.delitem(sys.modules, at, raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupt(at), *sys.meta_path])
    assert main() == 130


class Named:
    """An attribute that is interrupted while its class is made."""

    def __init__(self, by: BaseException) -> None:
        self.by = by

    def __set_name__(self, _owner: type, _name: str) -> None:
        raise self.by


@pytest.mark.parametrize(
    ("by", "code", "told"), [(KeyboardInterrupt(), 130, "eventlog: interrupted\n"), (SystemExit(143), 143, "")]
)
def test_an_interrupt_while_a_class_is_made_is_no_fault(
    by: BaseException, code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is loaded with the first use makes classes, and Python 3.11 makes an error of whatever ends that."""

    @click.command()
    def loads() -> None:
        type("Made", (), {"one": Named(by)})

    assert run(loads, []) == code
    assert capsys.readouterr() == ("", told)


def test_letters_that_the_locale_cant_read_are_told_with_what_to_do(corpus_log: Path) -> None:
    """In a locale of ASCII alone, letters come in as halves of characters: the sentence says how to get out of it."""
    done = closed(("as-of", "--about", "é"), "", corpus_log, LC_ALL="C", PYTHONUTF8="0")
    assert done.code == 2
    assert done.err.endswith("set LC_ALL=C.UTF-8 and try again\n")
    assert "LC_ALL" not in closed(("as-of", "--about", "é"), "", corpus_log).err


ENDED = """
import importlib, os, signal, sys
from eventlog.cli import main

number = int(sys.argv.pop(1))
signal.signal(number, signal.SIG_DFL)  # under nohup a hangup is passed over

def end(*_):
    os.kill(os.getpid(), number)

importlib.import_module("eventlog.transfer.backup").verify = end
importlib.import_module("eventlog.transfer.jsonl")._line = end
sys.exit(main())
"""
"""The command line, to which a signal comes while a copy is written beside its place."""


CLEANING = """
import importlib, os, signal, sys
from eventlog.cli import main

number = int(sys.argv.pop(1))
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background work begins without
upkeep = importlib.import_module("eventlog.stores.sqlite.upkeep")
clean = upkeep.vacuum

def cut_short(*given):
    os.kill(os.getpid(), number)
    return clean(*given)

upkeep.vacuum = cut_short
sys.exit(main())
"""
"""The command line, to which a signal comes when what was to go is erased, and the file not yet cleaned."""


@pytest.mark.parametrize(
    ("number", "code", "told"), [(signal.SIGINT, 130, "eventlog: interrupted\n"), (signal.SIGTERM, 143, "")]
)
def test_a_redaction_that_is_cut_short_says_how_to_have_it_cleaned(
    number: signal.Signals, code: int, told: str, own_log: Path
) -> None:
    """The words are erased and their ids with them, so the same command would find nothing to clean any more."""
    command = [sys.executable, "-c", CLEANING, str(int(number)), "redact", PUTIN_DENIES, "--reason", "x", "--yes"]
    environment = surroundings(EVENTLOG=str(own_log))
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (code, "")
    with eventlog.open(own_log, read_only=True) as log:
        [redacted] = [one.event for one in log.entries() if one.kind.startswith("redacted")]
        first = redacted.positions[0]
    assert done.stderr.strip() == (
        f"{told}eventlog: what was to go was erased, but cleaning the files of it was cut short, and they may hold it "
        f"still: 'eventlog redact entry:{first} --reason WORDS' again"
    )
    again = program("redact", f"entry:{first}", "--reason", "x", "--yes", EVENTLOG=str(own_log))
    assert (again.code, again.objects[0]["already"]) == (0, [first])


@pytest.mark.parametrize(
    ("number", "given"),
    [
        (signal.SIGTERM, ("backup", "copy.db")),
        (signal.SIGHUP, ("export", "-o", "copy.jsonl")),
        (signal.SIGTERM, ("export",)),
    ],
)
def test_a_command_that_is_ended_leaves_no_copy_of_the_log(
    number: signal.Signals, given: tuple[str, ...], own_log: Path, tmp_path: Path
) -> None:
    """What it was writing goes, as with Ctrl-C: nobody knows of it, and a redaction would not reach it."""
    here, passing = tmp_path / "here", tmp_path / "passing"
    here.mkdir()
    passing.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", ENDED, str(int(number)), *given],
        cwd=here,
        env=surroundings(EVENTLOG=str(own_log), TMPDIR=str(passing)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", "")
    assert [*here.iterdir(), *passing.iterdir()] == []


LOST = """
import signal, sys, time, weakref
from eventlog.cli.ending import tidily

def come(*_):
    signal.raise_signal(signal.SIGTERM)

class Thing:
    pass

class Deleted:
    __del__ = come

def generator():
    try:
        yield
    finally:
        come()

def lose(way):
    if way == "reference":
        thing = Thing()
        kept.append(weakref.ref(thing, come))
    elif way == "deleted":
        Deleted()
    elif way == "generator":
        next(generator())
    else:
        try:
            come()
        except:
            pass

kept = []
with tidily():
    try:
        lose(sys.argv[1])
        print("goes on")
        time.sleep(30)
        print("to its end")
    finally:
        time.sleep(0.3)  # longer than until it is raised again, if it were not on its way
        print("cleared away")
"""
"""A program that a signal comes to where nothing can be raised."""


@pytest.mark.parametrize("way", ["reference", "deleted", "generator", "bare except"])
def test_a_signal_that_comes_where_nothing_can_be_raised_is_not_lost(way: str) -> None:
    """Python passes over what is raised in a callback or while something is cleared away, and some libraries do: it is
    raised once more, and not while what it ended clears away.
    """
    command = [sys.executable, "-c", LOST, way]
    done = subprocess.run(command, env=surroundings(), capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout.splitlines()) == (143, ["goes on", "cleared away"])


def test_a_signal_that_is_ignored_stays_so_and_all_are_as_before_in_the_end() -> None:
    """nohup has a command go on when its terminal is closed."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with tidily():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
