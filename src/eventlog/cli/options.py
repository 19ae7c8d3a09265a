"""What every command is told: which log, how much to say, where the answer goes, and where knowledge is cut.

The same option means the same everywhere. What is the same for all may stand before or after the command's name. The
environment is read when the command runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = [
    "FORMATS",
    "Command",
    "Function",
    "Settings",
    "answers",
    "coded",
    "command",
    "common",
    "cut",
    "dated",
    "forced",
    "made",
    "no_stream",
    "pairs",
    "pinned",
    "written",
]

Function = TypeVar("Function", bound=Callable[..., Any])

FORMATS = ("table", "json", "jsonl", "csv", "md")


def no_stream(_context: click.Context, _param: click.Parameter, value: str) -> str:
    """Refuse a dash as the place of a log: it would be a file of that name, and nothing would come out."""
    if value == "-":
        raise click.UsageError(
            "a log is kept in files and comes out of no stream: name one; 'eventlog export' has lines"
        )
    return value


class Settings:
    """What the options say, but for what is one command's own."""

    def __init__(self) -> None:
        self.log: str | None = None
        self.quiet = False
        self.debug = False
        self.immutable = False
        self.private = False
        self.format: str | None = None
        self.output: str | None = None
        self.force = False
        self.codes = False
        self.cuts: dict[str, Any] = {}

    @property
    def target(self) -> str:
        """The log that is meant. Raises UsageError where nobody says."""
        named = self.log or os.environ.get("EVENTLOG")
        if not named:
            raise click.UsageError("which log? give --log FILE, or set EVENTLOG to it")
        return named

    def check_output(self) -> None:
        """Refuse to put an answer in the place of a log, of a key, or of anything else without being told to.

        Raises UsageError, and Failure for what can't be written.
        """
        if self.output in (None, "-"):
            return
        from eventlog.cli.running import UNREADABLE, USAGE, Failure
        from eventlog.files.outputs import refusal

        output = Path(str(self.output))
        named = self.log or os.environ.get("EVENTLOG")
        if named and "://" not in named:
            parts = (Path(f"{named}{tail}") for tail in ("", "-wal", "-shm", "-lock", "-journal"))
            if any(os.path.realpath(output) == os.path.realpath(one) for one in parts):
                raise click.UsageError(f"-o {output} is the log itself: give another file for the answer")
        if (reason := refusal(str(self.output), replace=self.force, how="--force")) is not None:
            there = os.path.lexists(output) and not output.is_dir()
            raise Failure(USAGE if there else UNREADABLE, f"-o {reason}")


class Command(click.Command):
    """A command whose help ends with examples, each of which a test runs."""

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, one a line, as they are typed."""
        super().format_epilog(ctx, formatter)
        with formatter.section("Examples"):
            for example in self.examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


def command(name: str, *examples: str, cls: type[Command] = Command) -> Callable[[Callable[..., Any]], Command]:
    """Make a command of a function: `name` as it is typed, and at least one example.

    Where its answer can't be written to what -o names, that is told before anything is done.
    """

    def make(function: Callable[..., Any]) -> Command:
        @wraps(function)
        def run(settings: Settings, *args: Any, **rest: Any) -> Any:
            settings.check_output()
            return function(settings, *args, **rest)

        return click.command(name, cls=cls, examples=examples)(common(click.pass_obj(run)))

    return make


def pairs(given: tuple[str, ...], option: str, form: str) -> dict[str, str]:
    """What was given as NAME=VALUE with an option that may be repeated. Raises UsageError, which tells the `form`."""
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise click.UsageError(f"{option} {one!r}: write {form}")
        if name in found:
            raise click.UsageError(f"{option} {name}=... is given twice: leave one of the two out")
        found[name] = value
    return found


def _into(*path: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Keep an option's value in the settings, under this name; what was not given leaves them as they are."""

    def keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        settings = context.find_root().ensure_object(Settings)
        context.obj = settings
        if value in (None, False, ()):
            return
        if path[0] == "cuts":
            settings.cuts[parameter.name or ""] = value
        else:
            setattr(settings, path[0], value)

    return keep


def _option(*names: str, into: str, **rest: Any) -> Callable[[Function], Function]:
    return click.option(*names, expose_value=False, callback=_into(into), **rest)


def _each(*options: Callable[[Function], Function]) -> Callable[[Function], Function]:
    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def common(function: Function) -> Function:
    """The options of every command."""
    return _each(
        _option("--log", metavar="FILE", into="log", help="The log.  [default: what EVENTLOG names]"),
        _option("-q", "--quiet", is_flag=True, into="quiet", help="Say nothing but what goes wrong."),
        _option(
            *("--immutable",),
            is_flag=True,
            into="immutable",
            help="Nobody writes to the log any more: read it where its folder can't be written.",
        ),
        _option("--debug", is_flag=True, into="debug", help="Show the way to an error as well."),
    )(function)


def written(function: Function) -> Function:
    """The option of a command that prints one thing of a form of its own."""
    return _option("-o", "--output", metavar="FILE", into="output", help="Write to a file, - for stdout.")(function)


def made(function: Function) -> Function:
    """The option of a command that makes a log where there is none."""
    return _option(
        "--private",
        is_flag=True,
        into="private",
        help="Let nobody else read the log that is made, nor what lies by it.",
    )(function)


def forced(function: Function) -> Function:
    """The option of a command whose file may take the place of another one."""
    return _option(
        "--force", is_flag=True, into="force", help="Write over a file that is there; never over a log or a key."
    )(function)


def answers(function: Function) -> Function:
    """The options of a command that prints an answer."""
    return _each(
        _option(
            *("-f", "--format"),
            type=click.Choice(FORMATS),
            into="format",
            help="How to lay it out.  [default: table on a terminal, else jsonl; or by the ending of -o]",
        ),
        written,
        forced,
    )(function)


def coded(function: Function) -> Function:
    """The option of a command that says how firmly something is said, in words; JSON and CSV have the codes always."""
    told = "Also the codes of commitment, such as CT+ and PS-; eventlog --help tells what they mean."
    return _option("--codes", is_flag=True, into="codes", help=told)(function)


_CLOCKS = (
    _option("--recorded", metavar="DATE", into="cuts", help="Only what the log held by then."),
    _option("--said", metavar="DATE", into="cuts", help="Only what was uttered by then."),
)
_READINGS = (
    _option(
        "--policy",
        type=click.Choice(("certain", "possible")),
        into="cuts",
        help="Read vague dates as late, or as early, as they can be.  [default: certain]",
    ),
    _option(
        *("--include-boilerplate",),
        is_flag=True,
        into="cuts",
        help="Also what stands only in teasers, menus and other boilerplate.",
    ),
    _option(
        *("--include-proposed",),
        is_flag=True,
        into="cuts",
        help="Also what was proposed and waits for review.",
    ),
    _option(
        "--extractor",
        metavar="NAME",
        multiple=True,
        into="cuts",
        help="Of what extractors read, only what this one did, such as model/3; several: what one of them did.",
    ),
)


def cut(function: Function) -> Function:
    """The options that cut knowledge, but for the press clock, which each command names in its own way."""
    valid = _option("--at", "valid", metavar="DATE", into="cuts", help="Only what is about this time in the world.")
    return _each(*_CLOCKS, valid, *_READINGS)(function)


def pinned(function: Function) -> Function:
    """The options that pin the cut of a log that others ask."""
    published = _option("--published", metavar="DATE", into="cuts", help="What was public by then.  [default: now]")
    return _each(published, *_CLOCKS, *_READINGS)(function)


def dated(function: Function) -> Function:
    """As `cut`, and `--as-of` for the press clock."""
    return _each(
        _option("--as-of", "published", metavar="DATE", into="cuts", help="What was public by then.  [default: now]"),
        cut,
    )(function)
