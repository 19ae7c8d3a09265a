"""Whether a log is what it was, and what a stranger can check of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.options import Function, Settings, answers, command, forced, written

if TYPE_CHECKING:
    from eventlog.audit import Verification
    from eventlog.cli.output import Item
    from eventlog.log import CheckedAnswer, EventLog
    from eventlog.proof import Checkpoint, Seen, VerifierKey
    from eventlog.verifier import Head

__all__ = [
    "check",
    "check_named",
    "checkpoints",
    "noted",
    "prove",
    "timestamp",
    "trusted",
    "verification_item",
    "verify",
]


def trusted(function: Function) -> Function:
    """The options that name checkpoints, and the keys by which they are trusted."""
    function = click.option(
        "--origin", metavar="NAME", help="The log that the checkpoints are of.  [default: the name of their key]"
    )(function)
    function = click.option(
        "--key", "keys", metavar="KEY", multiple=True, help="A verifier key that you trust, or the file that holds it."
    )(function)
    return click.option(
        "--checkpoint", "notes", metavar="FILE", multiple=True, help="A checkpoint that another party holds."
    )(function)


def checkpoints(
    notes: Iterable[str], keys: Iterable[str], origin: str | None, log: EventLog | None = None
) -> list[Checkpoint]:
    """The checkpoints that were named, each checked with the keys that are trusted.

    With a log, also with the keys to which its rotations lead from these; where they don't hold, verify says so.
    """
    from contextlib import suppress

    from eventlog.errors import EventLogError
    from eventlog.proof import successors

    check_named(notes, keys, origin)
    known = [_key(one) for one in keys]
    if log is not None and known:
        with suppress(EventLogError):
            known = [one.text for one in successors(known, log.rotations())]
    return [noted(note, known, origin) for note in notes]


def noted(note: str, known: Iterable[str | VerifierKey], origin: str | None) -> Checkpoint:
    """The checkpoint in a file, which the error names."""
    from pathlib import Path

    from eventlog.cli.running import NO, Failure
    from eventlog.errors import ProofError
    from eventlog.proof import Checkpoint

    try:
        return Checkpoint.read(Path(note), known, origin=origin)
    except ProofError as error:
        raise Failure(NO, f"{note}: {error}") from error


def check_named(notes: Iterable[str], keys: Iterable[str], origin: str | None) -> None:
    """Refuse keys without a checkpoint, and the other way round, before a log is opened."""
    if not notes and (keys or origin):
        raise click.UsageError("--key and --origin are for checking a checkpoint: add --checkpoint FILE")
    if notes and not keys:
        raise click.UsageError("a checkpoint is worth as much as the key that signed it: add --key KEY, one you trust")
    for one in keys:
        _key(one)  # what can't be read is told first


def _key(given: str) -> str:
    """A verifier key's text, as given or from its file."""
    from pathlib import Path

    from eventlog.cli.reading import read_text

    file = Path(given)
    text = read_text(file).strip() if given.count("+") < 2 or file.is_file() else given
    if text.startswith("PRIVATE+KEY+"):
        what = given if text is not given else "the key that was given"
        msg = f"{what} is a signer key, which stays secret: give the verifier key, the line that --make-key printed"
        raise click.UsageError(msg)
    if text is not given and (text.count("+") < 2 or len(text.split()) > 1):
        raise click.UsageError(
            f"{given} holds no verifier key: it is one line, a name, an id and base64 with + between"
        )
    return text


@command("verify", "eventlog verify", "eventlog verify --checkpoint june.checkpoint --key newsroom.pub")
@trusted
@click.option("--timestamp", "stamps", metavar="FILE", multiple=True, help="An authority's answer (RFC 3161).")
@click.option("--authority", "authorities", metavar="PEM", multiple=True, help="The certificate of one that you trust.")
@click.option("--witness", "witnesses", metavar="KEY", multiple=True, help="The key of a witness that you trust.")
@click.option("--quick", is_flag=True, help="Read no bodies. Then nothing is proved, and the exit code is never 0.")
@answers
def verify(
    settings: Settings,
    notes: tuple[str, ...],
    keys: tuple[str, ...],
    origin: str | None,
    stamps: tuple[str, ...],
    authorities: tuple[str, ...],
    witnesses: tuple[str, ...],
    quick: bool,
) -> None:
    """Hash everything that the log holds anew, and tell what is wrong, and what nobody attests.

    What answers find entries by is compared with the entries, and the pages of the file are looked at.

    Exit code 0: all of it was checked, and nothing is wrong. 1: something is. 6: nothing was found, but not all was
    looked at. A log that agrees with itself proves nothing against its owner: give checkpoints that others hold.
    """
    from eventlog.cli.logs import reading
    from eventlog.cli.output import Listing, show
    from eventlog.cli.progress import Bar
    from eventlog.cli.running import NO, UNSURE

    check_named(notes, keys, origin)
    with reading(settings) as log:
        held = checkpoints(notes, keys, origin, log)
        seen = _seen(held, stamps, authorities, witnesses)
        with Bar("verifying", settings) as bar:
            found = log.verify(held, seen=seen, progress=bar, quick=quick)
        item = verification_item(found)
        show(settings, Listing(items=(item,), columns=tuple(item.rows[0]), single=True))
    if found.ok is not True:
        click.get_current_context().exit(NO if found.ok is False else UNSURE)


def _seen(
    held: list[Checkpoint], stamps: tuple[str, ...], authorities: tuple[str, ...], witnesses: tuple[str, ...]
) -> list[Seen]:
    """By when others saw the checkpoints that were named."""
    from pathlib import Path

    from eventlog.proof import cosigned, timestamped

    if (stamps or witnesses) and len(held) != 1:
        raise click.UsageError("--timestamp and --witness are about one checkpoint: give --checkpoint once")
    if bool(stamps) != bool(authorities):
        raise click.UsageError("a timestamp is worth as much as its authority: give both --timestamp and --authority")
    trusted = [Path(one) for one in authorities]
    seen = [timestamped(held[0], Path(one), trusted) for one in stamps]
    return [*seen, *(cosigned(held[0], [_key(one) for one in witnesses]) if witnesses else ())]


@command(
    "timestamp",
    "eventlog timestamp june.checkpoint --key newsroom.pub -o june.tsq",
)
@click.argument("file")
@click.option("--key", "keys", metavar="KEY", multiple=True, required=True, help="A verifier key of the checkpoint.")
@click.option("--origin", metavar="NAME", help="The log that it is of.  [default: the name of its key]")
@written
def timestamp(settings: Settings, file: str, keys: tuple[str, ...], origin: str | None) -> None:
    """Write what is sent to a timestamp authority (RFC 3161), so that it says by when the checkpoint FILE existed.

    Send it: curl -H 'Content-Type: application/timestamp-query' --data-binary @june.tsq ADDRESS -o june.tsr. The answer
    is checked without a network: eventlog verify --checkpoint FILE --key KEY --timestamp june.tsr --authority ca.pem.
    """
    from eventlog.files.outputs import beside
    from eventlog.proof import timestamp_request

    if settings.output in (None, "-"):
        raise click.UsageError("a request is bytes for an authority and nothing to read: give -o FILE")
    (checkpoint,) = checkpoints([file], keys, origin)
    with beside(str(settings.output), how="") as part:
        part.write_bytes(timestamp_request(checkpoint))


def verification_item(found: Verification) -> Item:
    """What was checked of a log, and what came out."""
    from eventlog.cli.output import Item
    from eventlog.cli.shell_words import in_shell_words
    from eventlog.render import json as shapes

    word = {True: "sound", False: "NOT SOUND", None: "not known"}[found.ok]
    row: dict[str, Any] = {
        "ok": found.ok,
        "size": found.size,
        "checked": found.checked,
        "linked": found.linked,
        "attested": found.attested,
        "attested_by": found.attested_by,
        "first_bad": found.first_bad,
        "quick": found.quick,
        "index": found.index,
    }
    redacted = [
        {"position": one.position, "redaction": one.redaction, "reason": one.reason, "by": one.by}
        for one in found.redacted
    ]
    lists = {
        "problems": [shapes.problem(one) for one in found.problems],
        "redacted": redacted,
        "withheld": list(found.withheld),
        "existed": list(found.existed),
        "rotations": list(found.rotations),
    }
    cells = (("the log is", word), *(("", in_shell_words(sentence)) for sentence in found.sentences))
    return Item(row | lists | {"sentences": list(found.sentences)}, cells, (row,))


@command(
    "prove",
    "eventlog prove entry:317 -o putin.proof.json",
    "eventlog prove claim:08f599df --checkpoint june.checkpoint --key newsroom.pub",
    "eventlog prove --answer dprk.troops.deployment --as-of 2024-10-25 -o answer.json",
)
@click.argument("id", required=False)
@trusted
@click.option("--answer", metavar="QUESTION", help="Prove an answer: all that it rests on, in one file.")
@click.option("--as-of", "as_of", metavar="DATE", help="The day of the answer.  [default: now]")
@click.option("--known-by", metavar="DATE", help="Prove that it was in the log on that day; needs --since.")
@click.option("--since", metavar="DATE", help="Since when a party has held the checkpoint.")
@click.option("--holder", metavar="WHO", default="its holder", help="Who has held it.", show_default=True)
@click.option("--no-body", is_flag=True, help="Keep back what the entry says; prove only that it is there.")
@written
@forced
def prove(
    settings: Settings,
    id: str | None,
    notes: tuple[str, ...],
    keys: tuple[str, ...],
    origin: str | None,
    answer: str | None,
    as_of: str | None,
    known_by: str | None,
    since: str | None,
    holder: str,
    no_body: bool,
) -> None:
    """Print a proof that the entry ID is in the log, which a stranger checks with one file and without the log.

    The stranger runs: python verifier.py proof.json. With --answer it is the proof of an answer: every entry that it
    rests on; `eventlog check` runs the rules over them again. What is proved, and what is not, is told on stderr.
    """
    from eventlog.audit import Held
    from eventlog.cli.logs import find, reading
    from eventlog.cli.output import sink
    from eventlog.cli.running import say

    check_named(notes, keys, origin)
    if (known_by is None) != (since is None) or (known_by is not None and not notes):
        raise click.UsageError("--known-by, --since and --checkpoint go together: who has held which note since when")
    if known_by is None and len(notes) > 1:
        raise click.UsageError("a proof leads to one checkpoint: give --checkpoint once")
    if (id is None) == (answer is None):
        raise click.UsageError("say what is to be proved: the ID of an entry, or --answer QUESTION")
    if answer is None and as_of is not None:
        raise click.UsageError("--as-of is the day of an answer: add --answer QUESTION")
    if answer is not None and (known_by is not None or no_body):
        raise click.UsageError("--known-by and --no-body are for the proof of one entry: leave --answer out")
    with reading(settings) as log:
        held = checkpoints(notes, keys, origin, log)
        if answer is not None:
            found = log.prove_answer(log.as_of(as_of), answer, held[0] if held else None)
            with sink(settings) as out:
                out.write(found.document.decode().rstrip("\n") + "\n")
            if not settings.quiet:
                for line in str(found).splitlines():
                    say(line)
            return
        entry = find(log, settings, str(id))
        if known_by is not None and since is not None:
            holding = [Held(checkpoint=one, since=since, by=holder) for one in held]
            proof = log.prove_known_by(entry, known_by, holding, body=not no_body)
        else:
            proof = log.prove(entry, held[0] if held else None, body=not no_body)
        with sink(settings) as out:
            out.write(proof.bundle.decode().rstrip("\n") + "\n")
    if not settings.quiet:
        for line in str(proof).splitlines():
            say(line)


def _head(note: str, keys: tuple[str, ...], origin: str | None, rotations: tuple[str, ...]) -> Head:
    """The root that a checkpoint attests, by a key that is trusted or one that it was changed for."""
    from pathlib import Path

    from eventlog import verifier
    from eventlog.errors import ProofError

    try:
        chain = [verifier.read_rotation(verifier.read_bundle(Path(one).read_bytes())) for one in rotations]
        known = verifier.successors([_key(one) for one in keys], chain)
        (held,) = checkpoints([note], known, origin)
        verifier.read_checkpoint(held.text.encode(), known, held.origin, chain)
        head = verifier.Head(root=held.root, size=held.size, attested_by=str(held))
        for one in rotations:
            verifier.check(verifier.read_bundle(Path(one).read_bytes()), head)
    except verifier.NotProved as reason:
        raise ProofError(str(reason)) from None
    return head


def _checked(found: CheckedAnswer) -> tuple[dict[str, Any], tuple[tuple[str, ...], ...]]:
    """What is said of an answer that was checked, as members and as lines."""
    row = {"same": found.same, "attested": found.attested, "question": found.standing.id}
    row |= {"proved": list(found.proved), "not_proved": list(found.not_proved)}
    word = "holds" if found.same else "NOT THE SAME"
    return row, (("the answer", word), *(("", line) for line in str(found).split("\n")))


@command("check", "eventlog check answer.json --checkpoint june.checkpoint --key newsroom.pub")
@click.argument("file")
@trusted
@click.option(
    "--rotation", "rotations", metavar="FILE", multiple=True, help="A proof of an entry that changes the key."
)
@answers
def check(
    settings: Settings,
    file: str,
    notes: tuple[str, ...],
    keys: tuple[str, ...],
    origin: str | None,
    rotations: tuple[str, ...],
) -> None:
    """Check an answer that carries its proof (prove --answer): its hashes, and then the rules, run again over it.

    A certificate of erasure (eventlog erasure) is checked too: its hashes, and that the redaction says what it says.

    No log is needed. Exit code 0: the rules give this answer, under a root that a checkpoint attests. 1: a hash does
    not fit, or the rules give another answer. 6: all holds, but nobody attests the root: give a checkpoint and a key.
    """
    from eventlog.cli.output import Item, Listing, show
    from eventlog.cli.running import NO, UNSURE
    from eventlog.errors import ProofError
    from eventlog.log import check_answer, check_erasure

    check_named(notes, keys, origin)
    if len(notes) > 1:
        raise click.UsageError("an answer leads to one root: give --checkpoint once")
    if rotations and not notes:
        raise click.UsageError("--rotation leads from a key that you trust to the one that signed: add --checkpoint")
    head = _head(notes[0], keys, origin, rotations) if notes else None
    row: dict[str, Any]
    cells: tuple[tuple[str, ...], ...]
    try:
        if (certified := check_erasure(file, head)) is not None:
            row = {"same": True, "attested": certified.attested, "question": None}
            row |= {"proved": list(certified.proved), "not_proved": list(certified.not_proved)}
            said = [
                *(f"proved: {one}" for one in certified.proved),
                *(f"not proved: {one}" for one in certified.not_proved),
            ]
            cells = (("the certificate", "holds"), *(("", line) for line in said))
        else:
            row, cells = _checked(check_answer(file, head))
    except ProofError as error:
        row = {"same": False, "attested": False, "question": None, "proved": [], "not_proved": [error.reason]}
        cells = (("the answer", "NOT PROVED"), ("", error.reason))
    show(settings, Listing(items=(Item(row, cells, (row,)),), columns=tuple(row), single=True))
    if not (row["same"] and row["attested"]):
        click.get_current_context().exit(UNSURE if row["same"] else NO)
