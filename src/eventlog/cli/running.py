"""Errors as one sentence and an exit code.

The user of a command is not interested in where in this program something went wrong, but in what it is, and
what to do now. So every error comes out as one line on stderr, and a program that called us finds the kind of it in the
exit code. `--debug` shows the way to it as well.

Names of files, arguments and whatever a report says may stand in such a line, so it is made safe for a terminal.
What an error needs is loaded when there is one.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from eventlog.cli.shell_words import in_shell_words

__all__ = [
    "CODES",
    "COMMITMENTS",
    "NO",
    "REFUSED",
    "UNKNOWN",
    "UNREADABLE",
    "UNSURE",
    "YES",
    "Failure",
    "ReaderGone",
    "recording",
    "run",
    "say",
]

YES, NO, USAGE, UNREADABLE, REFUSED, UNKNOWN, UNSURE = 0, 1, 2, 3, 4, 5, 6
FAULT, LEFT, INTERRUPTED, READER_GONE, ENDED = 70, 129, 130, 141, 143

CODES = {
    YES: "yes, or done",
    NO: "it differs, does not verify, or the answer is no",
    USAGE: "the command was not understood: an option, a date, a question",
    UNREADABLE: "the log or a file can't be opened, read or written, or something is not installed",
    REFUSED: "what was to be recorded was refused; the log is as it was",
    UNKNOWN: "an id names nothing here, or more than one thing",
    UNSURE: "nothing wrong was found, but not everything was looked at",
    FAULT: "a fault of this program",
    LEFT: "the terminal was closed",
    INTERRUPTED: "interrupted",
    READER_GONE: "the reader of the output went away",
    ENDED: "ended by the system",
}
"""Every exit code, in words."""

COMMITMENTS = {
    "CT+, CT-": "certain that it is so; that it is not: a denial",
    "PR+, PR-": "thinks it probable; improbable, or doubts it",
    "PS+, PS-": "holds it possible that it is so; that it is not",
    "CTu, Uu": "gives no answer: knows it and does not say, or does not know",
}
"""How far a speaker commits to the words, by FactBank's codes, in words."""


class Failure(click.ClickException):
    """Something to tell in one sentence, with the exit code that says its kind."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class ReaderGone(Exception):
    """The reader of our output closed it."""


def say(text: str) -> None:
    """Tell the user something that is no data: one line on stderr, safe for a terminal."""
    from eventlog.tables import safe

    click.echo(safe(text).replace("\n", "\\n"), err=True)


@contextmanager
def recording() -> Iterator[None]:
    """What is refused in here was to be recorded."""
    from eventlog.errors import Conflict, InvalidValue, UnknownReference

    try:
        yield
    except (InvalidValue, UnknownReference, Conflict) as error:
        raise Failure(REFUSED, str(error)) from error


def run(program: click.Command, args: Sequence[str] | None = None) -> int:
    """Run a command with these arguments, or this process', and return its exit code. Nothing is raised."""
    given = sys.argv[1:] if args is None else args
    try:
        code = program.main(args=args, prog_name="eventlog", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - this is where every error ends
        return _ended(error, given)
    return code if isinstance(code, int) else YES


def _ended(error: BaseException, given: Sequence[str]) -> int:
    code, sentence = _told(error)
    if code == READER_GONE:
        _forget_stdout()
        return code
    if "--debug" in given:
        import traceback

        from eventlog.tables import safe

        click.echo(safe("".join(traceback.format_exception(error)).rstrip()), err=True)
    if sentence:
        say(f"eventlog: {_LONG_WORD.sub(_shortened, in_shell_words(sentence))}{_unread(given)}")
    for one in (error, error.__cause__):  # click makes an error of its own of Ctrl-C
        for note in getattr(one, "__notes__", ()):
            say(f"eventlog: {in_shell_words(note)}")
    return code


def _unread(given: Sequence[str]) -> str:
    """What to do where the locale can't read the letters that were typed."""
    if sys.getfilesystemencoding() == "utf-8" or not any("\udc80" <= one <= "\udcff" for word in given for one in word):
        return ""
    return "; the locale of this shell can't read letters beyond ASCII: set LC_ALL=C.UTF-8 and try again"


_LONG_WORD = re.compile(r"\S{400,}")


def _shortened(found: re.Match[str]) -> str:
    """The ends of a word that is longer than any name: what was given is known to the user."""
    return f"{found[0][:100]}...{found[0][-60:]}"


def _told(error: BaseException) -> tuple[int, str]:
    """The exit code and the sentence for an error."""
    from eventlog.errors import AlreadyThere, EventLogError, InvalidValue, ProofError, UnknownQuestion, UnknownReference

    cause = error.__cause__
    if isinstance(cause, (KeyboardInterrupt, SystemExit)):  # while a class was made, Python 3.11 wraps what is raised
        return _told(cause)
    match error:
        case SystemExit():
            # click ends so where the reader of --help has gone.
            return (READER_GONE if error.code == 1 else error.code if isinstance(error.code, int) else FAULT), ""
        case ReaderGone() | BrokenPipeError():
            return READER_GONE, ""
        case KeyboardInterrupt() | click.Abort():
            return INTERRUPTED, "interrupted"
        case click.exceptions.NoArgsIsHelpError():
            click.echo(error.format_message(), err=True)
            return USAGE, ""
        case click.UsageError():
            return USAGE, _usage(error)
        case Failure():
            return error.code, error.message
        case click.ClickException():
            return error.exit_code, error.format_message()
        case InvalidValue():
            return USAGE, str(error)
        case UnknownReference() | UnknownQuestion():
            return UNKNOWN, str(error)
        case AlreadyThere():
            return USAGE, str(error)
        case FileExistsError():
            return USAGE, f"{error.filename} is there already, and nothing is written over it: give another file"
        case ProofError():
            return NO, str(error)
        case EventLogError():
            return UNREADABLE, str(error)
        case LookupError() if type(error) is LookupError:  # the library's own; others are slips of a program
            return UNKNOWN, str(error)
        case UnicodeDecodeError():
            return UNREADABLE, f"what was to be read is no text in UTF-8, at byte {error.start}: convert it first"
        case ValueError() if "embedded null" in str(error):
            return USAGE, "the name of a file holds a NUL, which none can: give another"
        case IsADirectoryError() if error.filename:
            return UNREADABLE, f"{error.filename} is a folder: name a file in it"
        case OSError() if error.errno in (errno.ENOSPC, errno.EDQUOT) and not error.filename:
            return UNREADABLE, "there is no room left for what is printed, which was cut off: make room, and ask again"
        case OSError():
            what = f"{error.filename}: " if error.filename else ""
            return UNREADABLE, f"{what}{error.strerror or error}; check the path and its permissions"
        case ModuleNotFoundError() if error.name and not error.name.startswith("eventlog"):
            return UNREADABLE, f"{error.name} is not installed: in a clone, pip install '.[cli]'"
    kind = type(error).__name__
    return FAULT, f"a fault of this program, {kind}: {error}; run it again with --debug and report what it prints"


def _usage(error: click.UsageError) -> str:
    message = error.format_message().rstrip().removesuffix(".")
    path = error.ctx.command_path if error.ctx is not None else "eventlog"
    return f"{message}; see '{path} --help'"


def _forget_stdout() -> None:
    """Let the interpreter flush what is left into nothing, without a word."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - it lasts as long as we do
    finally:
        os.close(nowhere)
