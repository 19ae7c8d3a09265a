"""What machines read: its schema, what they propose, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.commands.recording import zone_option
from eventlog.cli.options import Settings, answers, command, forced, made, written

if TYPE_CHECKING:
    from eventlog.cli.output import Item, Listing
    from eventlog.log import EventLog

__all__ = ["propose", "review", "schema"]

_KINDS = ("report", "claim", "link", "assessment", "proposal")
_FORMATS = ("proposals", "langextract", "tool-calls")


@command("schema", "eventlog schema claim --strict", "eventlog schema -o proposal.json")
@click.argument("kind", metavar="[KIND]", type=click.Choice(_KINDS), default="proposal")
@click.option("--strict", is_flag=True, help="For structured output: all fields required, and nothing else let in.")
@written
@forced
def schema(settings: Settings, kind: str, strict: bool) -> None:
    """The JSON Schema of what a machine may propose.

    KIND is report, claim, link or assessment; without one it is that of a line, which holds one of them.
    """
    from eventlog.cli.output import sink
    from eventlog.proposals import json_schema
    from eventlog.tables import json_text

    with sink(settings) as out:
        out.write(json_text(json_schema(kind, strict=strict), indent=2) + "\n")


@command(
    "propose",
    "eventlog propose examples/proposals.jsonl --extractor model/3 --by user:desk",
    "eventlog propose - --extractor model/3 --by user:desk < examples/proposals.jsonl",
)
@click.argument("file", metavar="FILE")
@click.option("--extractor", required=True, metavar="NAME/VERSION", help="What read it, with its version: model/3")
@click.option("--by", required=True, metavar="AGENT", help="Who vouches for it, such as user:desk.")
@click.option("--report", metavar="ID", help="The report that all of it was read in; another one is refused.")
@click.option("--keep-going", is_flag=True, help="Let in what nothing is wrong with, and report the rest.")
@click.option(
    *("--from", "source"),
    type=click.Choice(_FORMATS),
    default="proposals",
    show_default=True,
    help="What the lines are: proposals, documents of langextract, or answers of a model that calls tools.",
)
@zone_option
@made
@answers
def propose(
    settings: Settings,
    file: str,
    extractor: str,
    by: str,
    report: str | None,
    keep_going: bool,
    source: str,
    zone: str | None,
) -> int:
    """Take in what a machine read: FILE has a claim, link, assessment or report a line, by 'eventlog schema'.

    Quotes are looked for in the text that the log holds, letter by letter. All of it comes in and waits for review,
    or nothing, and each refusal names line, field, reason and remedy; with --keep-going exit code 1 says that something
    was refused.
    """
    from eventlog.cli.logs import find, writing
    from eventlog.cli.output import show
    from eventlog.cli.running import NO, REFUSED, YES, Failure, recording, say
    from eventlog.errors import InvalidProposals
    from eventlog.proposals import Proposed

    lines = list(_lines(file, source))
    if not lines:
        say("there is no proposal here, so nothing came in: write one a line")
        return YES
    with writing(settings, zone) as log, recording():
        read_in = None if report is None else find(log, settings, report, "report")
        try:
            done = log.propose(lines, extractor=extractor, by=by, report=read_in, keep_going=keep_going)
        except InvalidProposals as error:
            show(settings, _listing(Proposed(ids=(None,) * len(lines), refused=error.refusals)))
            count = f"{len(error.refusals)} of {len(lines)}"
            raise Failure(REFUSED, f"nothing came in, for {count} were refused: {error.refusals[0]}") from None
    show(settings, _listing(done))
    return NO if done.refused else YES


def _listing(done: Any) -> Listing:
    from eventlog.cli.output import Listing

    return Listing(items=list(_items(done)), columns=_COLUMNS, head=("item", "state", "id", "what"))


_COLUMNS = ("item", "state", "id", "field", "reason", "remedy")


def _lines(file: str, source: str) -> Iterator[Any]:
    """The proposals in a file; of another program's lines what they say."""
    from pathlib import Path

    from eventlog.cli.reading import read_text
    from eventlog.cli.running import REFUSED, Failure
    from eventlog.errors import InvalidValue
    from eventlog.proposals.mapping import FORMATS

    text = read_text(None if file == "-" else Path(file)).rstrip("\r\n")
    for number, line in enumerate(text.split("\n") if text else (), 1):
        if source == "proposals":
            yield line
            continue
        try:
            yield from FORMATS[source](line)
        except InvalidValue as error:
            raise Failure(REFUSED, f"line {number}: {error}") from None


def _items(done: Any) -> Iterator[Item]:
    """One item a proposal: what became of it, and what is doubtful about it."""
    from eventlog.cli.logs import short
    from eventlog.cli.output import Item
    from eventlog.cli.shell_words import in_shell_words

    refused = {one.item: one for one in done.refused}
    for number, id in enumerate(done.ids, 1):
        one = refused.get(number)
        if one is None and id is None:
            continue  # nothing is wrong with it, and nothing came in
        state = "refused" if one else "waits" if id in done.waiting else "held" if id in done.held else "recorded"
        doubts = [doubt.to_dict() for doubt in done.doubts if doubt.item == number]
        told = {name: getattr(one, name, None) for name in ("field", "reason", "remedy")}
        told["remedy"] = told["remedy"] and in_shell_words(told["remedy"])
        data = {"item": number, "state": state, "id": id, **told, "doubts": doubts}
        words = f"{one.field}: {one.reason}: {told['remedy']}" if one else "; ".join(doubt["text"] for doubt in doubts)
        yield Item(data, ((str(number), state, short(id) if id else "", words),), (data,))


@command("review", "eventlog review", "eventlog review --all --accept --by user:desk")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that waits.")
@click.option("--accept", is_flag=True, help="Let it into answers.")
@click.option("--reject", is_flag=True, help="Keep it out of answers for good, or until it is accepted.")
@click.option("--by", metavar="AGENT", default="user:log", show_default=True, help="Who decides; kept for ever.")
@click.option("--reason", metavar="WORDS", default="", help="Why.")
@answers
def review(
    settings: Settings, ids: tuple[str, ...], every: bool, accept: bool, reject: bool, by: str, reason: str
) -> None:
    """List what was proposed and waits for review; or accept or reject it, by its ids or --all.

    What waits is in no answer unless --include-proposed asks for it.
    """
    from eventlog.cli.logs import changing, reading
    from eventlog.cli.output import Listing, show
    from eventlog.cli.running import recording
    from eventlog.events import Reviewed
    from eventlog.log import Expect
    from eventlog.proposals import waiting

    if accept and reject:
        raise click.UsageError("--accept and --reject are two things: give one")
    decides = accept or reject
    if decides and not ids and not every:
        raise click.UsageError("what? give ids, or --all")
    if not decides and every:
        raise click.UsageError("--all goes with --accept or --reject: without ids all that waits is listed")
    with (changing if decides else reading)(settings) as log:
        size = len(log)
        wanted = [_full(log, settings, one) for one in ids] or list(waiting(log.reader))
        if decides and wanted:
            state = "accepted" if accept else "rejected"
            with recording():
                told = (Reviewed(target=one, state=state, by=by, reason=reason) for one in wanted)
                log.record(*told, expect=Expect(about=tuple(wanted), after=size))
        items = [_reviewed(log, one) for one in wanted]
    head = ("id", "state", "by", "extractor", "what")
    show(settings, Listing(items=items, columns=_REVIEWED, head=head, empty="nothing waits for review"))


_REVIEWED = ("id", "position", "kind", "state", "by", "reason", "extractors", "question", "text")


def _full(log: EventLog, settings: Settings, id: str) -> str:
    from eventlog.cli.logs import find

    return find(log, settings, id, "claim", "link", "assessment")


def _reviewed(log: EventLog, id: str) -> Item:
    """A proposal, and the last word on it."""
    from eventlog.cli.logs import short
    from eventlog.cli.output import Item
    from eventlog.codec import kind_of
    from eventlog.events import ClaimRecorded, ReviewState
    from eventlog.proposals import review_of
    from eventlog.render.waiting import PROPOSED

    at = log.reader.find(id) or 0
    event = log.reader.entry(at).event
    told = review_of(log.reader, id)
    extractors = () if told is None else tuple(sorted(told.extractors))
    question = event.claim.question if isinstance(event, ClaimRecorded) else None
    said = _said(log, event)
    data = {
        "id": id,
        "position": at,
        "kind": kind_of(event).name,
        "state": None if told is None else str(told.state),
        "by": None if told is None else told.by,
        "reason": "" if told is None else told.reason,
        "extractors": list(extractors),
        "question": question,
        "text": said,
    }
    what = f"{question}: {said}" if question else said
    state = PROPOSED if data["state"] == ReviewState.PROPOSED else str(data["state"])
    return Item(data, ((short(id), state, str(data["by"]), " ".join(extractors), what),), (data,))


def _said(log: EventLog, event: Any) -> str:
    """What a reviewer decides on, in one line."""
    from eventlog.cite.causes import publisher_of
    from eventlog.cli.logs import short
    from eventlog.events import Assessed, ClaimRecorded, Linked
    from eventlog.render.phrasing import claim_line

    if isinstance(event, ClaimRecorded):
        knowledge = log.as_of()
        told, publisher = event.claim, publisher_of(event.claim, knowledge)
        return claim_line(told, knowledge.name_of, factuality=told.factuality, publisher=publisher)
    if isinstance(event, Linked):
        return f"{short(event.link.from_)} {event.link.kind} {short(event.link.to)}"
    if isinstance(event, Assessed):
        return f"{event.assessment.by} assesses {short(event.assessment.about)} as {event.assessment.value}"
    return "it can't be read"
