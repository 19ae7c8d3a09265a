"""All commands together."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from eventlog.cli.options import common
from eventlog.cli.running import CODES, COMMITMENTS
from eventlog.render.meanings import MEANINGS

__all__ = ["GROUPS", "root"]

GROUPS = {
    "Put in": {
        "import": ("recording", "record annotations, or take in a whole exported log"),
        "take": ("taking", "record reports from mail, feeds, archives, PDFs"),
        "add": ("adding", "record a report and a claim"),
        "carry-over": ("editions", "take claims over to an edited article"),
        "draft": ("annotating", "a template of an annotation for a saved page"),
        "annotate": ("annotating", "spans in place of the words of a draft"),
        "propose": ("proposing", "take in what a machine read, to be reviewed"),
        "review": ("proposing", "list, accept or reject what was proposed"),
        "schema": ("proposing", "the JSON Schema of what can be proposed"),
    },
    "Ask": {
        "reports": ("looking", "which reports there are"),
        "show": ("looking", "one thing as it was recorded, and what is about it"),
        "echoes": ("looking", "claims that are nearly copies, with the link to paste"),
        "questions": ("asking", "which questions there are, and how each stands"),
        "find": ("finding", "which questions, agents, claims and reports hold some words"),
        "as-of": ("asking", "what was known on a day"),
        "timeline": ("asking", "which answer holds when, or became known when"),
        "diff": ("comparing", "what changed between two days, and why"),
        "why": ("reasons", "what a claim rests on"),
        "why-not": ("reasons", "what keeps a claim out of an answer"),
        "impact": ("reasons", "what would change without a report, claim or source"),
        "watch": ("watching", "tell what changes on a topic, as it comes in"),
        "explore": ("exploring", "a page to look through in a browser"),
        "plot": ("plotting", "a picture of a question, or of how all stood"),
    },
    "Cite": {
        "cite": ("citing", "a mark for a sentence that rests on an answer"),
        "cite check": ("citing", "which sentences of documents lost their ground, and why"),
        "brief": ("citing", "where answers come from, as an appendix to a text"),
    },
    "Be asked": {
        "mcp": ("serving", "the log as tools of an agent, its date pinned"),
        "serve": ("serving", "the log over HTTP, read only, its date pinned"),
    },
    "Judge": {
        "strike": ("judging", "we were wrong: it never was what we recorded"),
        "amend": ("judging", "read a report's date, title or publisher better"),
        "merge": ("judging", "two agents are one"),
        "split": ("judging", "two agents are two"),
        "link": ("judging", "how two claims hang together"),
        "assess": ("judging", "verified, likely, reliable, or a checker's verdict"),
        "retract": ("withdrawing", "a source took it back"),
        "supersede": ("withdrawing", "a source replaced its word"),
        "correct": ("withdrawing", "a source corrected itself, or its report"),
    },
    "Prove": {
        "verify": ("proving", "whether the log is what it was"),
        "checkpoint": ("signing", "sign size and root, for others to hold"),
        "rotate": ("signing", "from here on another key signs"),
        "timestamp": ("proving", "what an authority of time is sent for a checkpoint"),
        "prove": ("proving", "a proof of an entry or an answer, for a stranger"),
        "check": ("proving", "check an answer that carries its proof"),
    },
    "Keep": {
        "backup": ("keeping", "copy the log, and verify the copy"),
        "copy": ("copying", "copy the log without some entries; the same root"),
        "carry": ("carrying", "the whole log to another place: a file, a server"),
        "export": ("exporting", "the whole log as lines; or what was known, for others"),
        "segments": ("sealing", "the log as Parquet files, for engines that read these"),
        "redact": ("keeping", "erase what entries say; proofs still hold"),
        "erasure": ("erasing", "certify that words were erased"),
        "doctor": ("doctoring", "how the log and what it stands on are doing"),
        "repair": ("doctoring", "build anew what a log finds its entries by"),
    },
}
"""The commands in the order of the help, each with the module of `commands/` that holds it, and what it tells."""

_WHERE = {name: module for commands in GROUPS.values() for name, (module, _) in commands.items()}


class Root(click.Group):
    """The commands, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        """Every command's name, in the order of the help."""
        return list(_WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        """The command of this name."""
        module = _WHERE.get(cmd_name)
        if module is None:
            return None
        attribute = cmd_name.replace("-", "_").replace(" ", "_") + "_" * iskeyword(cmd_name)
        found = getattr(import_module(f"eventlog.cli.commands.{module}"), attribute)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click has it, but for names of two words, and with a word on what was probably meant."""
        if " ".join(args[:2]) in _WHERE:
            args = [" ".join(args[:2]), *args[2:]]
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            safe = [name for name in _WHERE if name != "redact"]  # what erases for good is nobody's slip
            near = get_close_matches(args[0], safe, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"there is no command {args[0]!r}{meant}", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - likewise
        """The commands by what they are for."""
        width = max(map(len, _WHERE))
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{width}}", told) for name, (_, told) in commands.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - likewise
        """What statuses, codes of commitment and exit codes mean, and how a shell completes."""
        with formatter.section("How a question stands"):
            formatter.write_dl([*MEANINGS.items()])
        with formatter.section("How far a speaker commits to the words (with --codes, in JSON and in CSV)"):
            formatter.write_dl([*COMMITMENTS.items()])
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), words) for code, words in CODES.items()])
        with formatter.section("Examples"):
            for example in EXAMPLES:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
        with formatter.section("Completion (bash; zsh and fish likewise)"):
            formatter.write_text('eval "$(_EVENTLOG_COMPLETE=bash_source eventlog)"')


EXAMPLES = (
    "eventlog import examples/corpus --log newsroom.db",
    "eventlog as-of 2024-10-25 --about dprk.troops --log newsroom.db",
)


def _version(ctx: click.Context, _: click.Parameter, value: Any) -> None:
    if not value or ctx.resilient_parsing:
        return
    click.echo(f"eventlog {_installed()}")
    ctx.exit()


def _installed() -> str:
    """The version that is installed. The file that says so is looked for first: the machinery that reads all of it
    takes longer than the rest of `--version`.
    """
    for folder in sys.path:
        with suppress(OSError, StopIteration):
            found = next(Path(folder).glob("eventlog_knowledge-*.dist-info/METADATA"))
            lines = found.read_text(encoding="utf-8").splitlines()
            return next(line for line in lines if line.startswith("Version: ")).removeprefix("Version: ")
    from importlib.metadata import version

    return version("eventlog-knowledge")


@click.group("eventlog", cls=Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit."
)
@common
def root() -> None:
    """Keep reports, and tell what was known on any day, from whom, how firmly, and why.

    Answers go to stdout: a table on a terminal, JSON Lines when piped. All else goes to stderr.
    """
