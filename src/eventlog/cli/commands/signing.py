"""Signing size and root of a log, for others to hold, and changing the key that signs."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from eventlog.cli.options import Settings, answers, command, written

if TYPE_CHECKING:
    from eventlog.log import EventLog
    from eventlog.proof import SignerKey, VerifierKey

__all__ = ["checkpoint", "rotate"]


@command(
    "checkpoint",
    "eventlog checkpoint --make-key newsroom.example --key signer.key",
    "eventlog checkpoint --key newsroom.key -o today.checkpoint",
)
@click.option("--key", "files", metavar="FILE", multiple=True, required=True, help="The file of a signer key.")
@click.option("--make-key", metavar="NAME", help="Make a key of this name, keep it in --key FILE, and tell its half.")
@click.option("--origin", metavar="NAME", help="The log's own name.  [default: that of the first key]")
@click.option("--after", metavar="FILE", help="An earlier checkpoint, from which the log must go on.")
@written
def checkpoint(
    settings: Settings, files: tuple[str, ...], make_key: str | None, origin: str | None, after: str | None
) -> None:
    """Sign size and root of the log as it is now, for another party to hold.

    What is printed is a signed note (c2sp.org/tlog-checkpoint): send it to those who may want to hold you to it. With
    --make-key, what is printed is the verifier key, by which others check your notes; no log is needed.
    """
    from pathlib import Path

    from eventlog.cli.commands.proving import noted
    from eventlog.cli.logs import reading
    from eventlog.cli.output import sink

    if settings.output not in (None, "-") and Path(str(settings.output)).exists():
        raise click.UsageError(
            f"{settings.output} is there already, and no checkpoint is written over: give another file"
        )
    if make_key is not None:
        text = _made(make_key, files)
    else:
        keys = [_secret(file) for file in files]
        own = [key.verifier for key in keys]
        with reading(settings) as log:
            before = None if after is None else noted(after, _kin(own, log), origin)
            text = log.checkpoint(*keys, origin=origin, after=before).text
    with sink(settings) as out:
        out.write(text)


def _kin(own: list[VerifierKey], log: EventLog) -> list[VerifierKey]:
    """These keys, and those that the log once was signed with and that lead to them."""
    from eventlog.proof import successors

    rotations = log.rotations()
    return [*own, *(one.old for one in rotations if set(own) & set(successors(one.old, rotations)))]


def _secret(file: str) -> SignerKey:
    """The signer key in a file; other users who may read it are told of."""
    from pathlib import Path

    from eventlog.cli.reading import read_text
    from eventlog.cli.running import UNREADABLE, Failure, say
    from eventlog.errors import InvalidValue
    from eventlog.proof import SignerKey

    path = Path(file)
    if not path.exists():
        paste = shlex.join(("eventlog", "checkpoint", "--make-key", "NAME", "--key", file))
        raise Failure(UNREADABLE, f"there is no key at {file}: make one with {paste!r}, or check the path")
    try:
        key = SignerKey.read(read_text(path))
    except InvalidValue as error:
        raise click.UsageError(f"{file}: {error}") from None
    if path.is_file() and path.stat().st_mode & 0o077:
        say(f"others on this machine may read the key in {file}, and sign as you: chmod 600 it, or make a new one")
    return key


def _made(name: str, files: tuple[str, ...]) -> str:
    """Make a signer key in a file that nobody else may read; what comes back is the half to be told."""
    import os

    from eventlog.proof import SignerKey

    if len(files) != 1:
        raise click.UsageError("a key is kept in one file: give --key once")
    key = SignerKey.make(name)
    file = os.open(files[0], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as out:
        out.write(key.text + "\n")
    return key.verifier.text + "\n"


@command("rotate", "eventlog rotate --key newsroom.key --to newsroom-2.key --reason 'the laptop was stolen'")
@click.option("--key", "old", metavar="FILE", required=True, help="The file of the signer key that is retired.")
@click.option("--to", "new", metavar="FILE", required=True, help="The file of the signer key that follows it.")
@click.option("--origin", metavar="NAME", help="The log's own name.  [default: that of the old key]")
@click.option("--reason", default="", help="Why; it is kept for ever.")
@click.option("--by", metavar="AGENT", default="user:log", show_default=True, help="Who decided it; kept for ever.")
@answers
def rotate(settings: Settings, old: str, new: str, origin: str | None, reason: str, by: str) -> None:
    """Record that from here on another key signs the checkpoints of the log; both keys sign that.

    Checkpoints that others hold already stay good. Of what comes after, the old key can sign none: verify refuses it.
    Who trusts the old key is led to the new one by the log. Make the new key first: eventlog checkpoint --make-key.
    """
    from eventlog.cli.logs import changing
    from eventlog.cli.output import Item, Listing, show
    from eventlog.cli.running import recording

    keys = [_secret(file) for file in (old, new)]
    with changing(settings) as log, recording():
        done = log.rotate_key(keys[0], keys[1], origin=origin, reason=reason, by=by)
    row = {"position": done.position, "origin": done.origin, "old": done.old.text, "new": done.new.text}
    show(settings, Listing(items=(Item(row, (("", str(done)),), (row,)),), columns=tuple(row), single=True))
