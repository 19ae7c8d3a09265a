"""A certificate that words were erased."""

from __future__ import annotations

import click

from eventlog.cli.commands.proving import check_named, checkpoints, trusted
from eventlog.cli.options import Settings, command, forced, written

__all__ = ["erasure"]


@command(
    "erasure",
    "eventlog erasure entry:317 -o erased.json",
    "eventlog erasure entry:317 --words putin.proof.json --checkpoint june.checkpoint --key newsroom.pub",
)
@click.argument("id")
@click.option(
    "--words", "words", metavar="FILE", multiple=True, help="A proof from before, whose words are looked for."
)
@trusted
@written
@forced
def erasure(
    settings: Settings,
    id: str,
    words: tuple[str, ...],
    notes: tuple[str, ...],
    keys: tuple[str, ...],
    origin: str | None,
) -> None:
    """Certify that the words of an entry, or of what the redaction ID names, are in no byte of the log's file.

    The certificate says what was erased, when, why, and by which entry; where it was looked for; and what nobody could
    look at: backups, tables of other programs. `eventlog check` and verifier.py check it. Exit code 1, and nothing is
    written, where the log does not verify or its file may still hold what was erased: redact the same again then.
    """
    from pathlib import Path

    from eventlog import verifier
    from eventlog.cli.logs import place, reading
    from eventlog.cli.output import sink
    from eventlog.cli.running import say
    from eventlog.errors import ProofError

    check_named(notes, keys, origin)
    if len(notes) > 1:
        raise click.UsageError("a certificate leads to one root: give --checkpoint once")
    try:
        held = [verifier.read_bundle(Path(one).read_bytes()) for one in words]
    except verifier.NotProved as reason:
        raise ProofError(str(reason)) from None
    with reading(settings) as log:
        given = checkpoints(notes, keys, origin, log)
        found = log.certify_erasure(place(log, settings, id), given[0] if given else None, held=held)
        with sink(settings) as out:
            out.write(found.document.decode().rstrip("\n") + "\n")
    if not settings.quiet:
        for line in str(found).splitlines():
            say(line)
