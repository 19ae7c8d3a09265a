"""What lies in the log, looked at by itself: its reports, any one thing, and claims that are nearly copies."""

from __future__ import annotations

import shlex
from collections.abc import Container, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.options import Settings, answers, command, dated

if TYPE_CHECKING:
    from eventlog.cli.output import Item
    from eventlog.events import Entry
    from eventlog.knowledge import Knowledge

__all__ = ["echoes", "line_of", "reports", "show"]


_IN_WORDS = ("value", "factuality", "polarity")
"""What a claim says is told in a sentence: a bare value beside a code would read as a yes."""


@command("reports", "eventlog reports", "eventlog reports --as-of 2024-06-27 -f csv")
@dated
@answers
def reports(settings: Settings) -> None:
    """List the reports, with their ids, dates as we read them now, and how many claims were read in each.

    All that are held, whatever their dates; with --as-of those that were public by then.
    """
    from collections import Counter

    from eventlog.cli.logs import known, reading, short
    from eventlog.cli.output import Item, Listing, show
    from eventlog.export.catalogue import catalogue
    from eventlog.knowledge.unread import warn_of
    from eventlog.render import json as shapes
    from eventlog.render.phrasing import header, noted
    from eventlog.render.waiting import PROPOSED

    def items(knowledge: Knowledge) -> Iterator[Item]:
        found = catalogue(knowledge)
        warn_of(found.problems)
        counts = Counter(str(claim.report) for _, claim in found.claims)
        waits = Counter(str(claim.report) for _, claim in found.claims if claim.id in found.proposed)
        for id, (entry, report) in found.reports.items():
            data = shapes.report(report, knowledge.cut.zone)
            data |= {"id": id, "position": entry.position, "claims": counts[id], "proposed": waits[id]}
            title = report.title or report.url
            text = "yes" if report.text is not None else "no"
            many = noted(str(counts[id]), [f"{waits[id]} {PROPOSED}" if waits[id] else ""])
            told = (short(id), report.published or "", found.name_of(report.publisher), title, many, text)
            row = {**data, "published": report.published or "", "publisher": report.publisher}
            yield Item(data, (told,), (row,))

    everything = "published" not in settings.cuts
    if everything:
        settings.cuts = {"policy": "possible", "published": "8999-12-31"} | settings.cuts
    with reading(settings) as log:
        knowledge = known(log, settings)
        listing = Listing(
            items=items(knowledge),
            head=("report", "published", "publisher", "title", "claims", "text held"),
            columns=(
                *("id", "position", "published", "publisher", "title", "url", "claims", "proposed", "has_text"),
                "digest",
            ),
            caption=("Every report that is held, whatever its date" if everything else header(knowledge.cut),),
            empty="no report here: import some, or try a later --as-of",
        )
        show(settings, listing)


@command("show", "eventlog show report:abf3ece0", "eventlog show entry:317 -f json", "eventlog show org:nis")
@click.argument("id")
@answers
def show(settings: Settings, id: str) -> None:
    """Show what has this ID as it was recorded, and what was recorded about it since.

    ID may be the first digits of an id, entry:POSITION, or an agent. Texts are left out.
    """
    from eventlog.cli.ids import named
    from eventlog.cli.logs import reading
    from eventlog.cli.output import Listing
    from eventlog.cli.output import show as put

    with reading(settings) as log:
        about = named(log, settings, id, "claim", "report", "link", "assessment", "event", "agent")
        knowledge = log.as_of()
        at = log.reader.find(about)
        entries = [] if at is None else [log.reader.entry(at)]
        keys = [f"{kind}:{about}" for kind in ("in", "on", "a")]
        since = [one for one in log.reader.under(keys, 0, len(log)) if one.position != at]
        if not entries and not since and about not in knowledge.register.agents:
            from eventlog.cli.running import UNKNOWN, Failure

            raise Failure(UNKNOWN, f"this log holds nothing of {about}: take an id from an answer")
        item = _shown(about, entries, since, knowledge)
        put(settings, Listing(items=(item,), columns=tuple(item.rows[0]), single=True))


def _shown(about: str, entries: list[Entry], since: list[Entry], knowledge: Knowledge) -> Item:
    from eventlog.cli.output import Item
    from eventlog.events import Annulled
    from eventlog.render import json as shapes

    first = entries[0] if entries else None
    struck = [one.position for one in since if isinstance(one.event, Annulled) and not _lifted(one, knowledge)]
    data: dict[str, Any] = {
        "id": about,
        "position": first and first.position,
        "kind": first and first.kind,
        "recorded": shapes.instant(first.recorded) if first else None,
        "struck": bool(struck),
        "review": _state(about, knowledge) or None,
        "event": _plain(first.event) if first else None,
        "about_it": [_line(one, knowledge) for one in since],
    }
    lines = [("id", about), ("name", knowledge.name_of(about) if first is None else "")]
    if first is not None:
        lines.append(("entry", f"{first.position}, {first.kind}, {data['recorded']}"))
        lines += [told for told in _told(data["event"]) if told[0] not in _IN_WORDS]
        lines.append(("in words", _line(first, knowledge)["text"]))
    lines.append(("review", data["review"] or ""))
    lines += [("struck", f"by entry {', '.join(map(str, struck))}")] * bool(struck)
    lines += [("", f"entry {one['position']}: {one['text']}") for one in data["about_it"]]
    row = {key: data[key] for key in ("id", "position", "kind", "recorded", "struck", "review")}
    row["about_it"] = [one["position"] for one in data["about_it"]]
    return Item(data, tuple((label, text) for label, text in lines if text), (row,))


def _lifted(entry: Entry, knowledge: Knowledge) -> bool:
    """Whether a strike was itself struck."""
    from eventlog.events import Annulled

    reader = knowledge.reader
    about = reader.about(f"on:{entry.id}", knowledge.cut.position)
    return any(isinstance(one.event, Annulled) and not _lifted(one, knowledge) for one in about)


def _line(entry: Entry, knowledge: Knowledge) -> dict[str, Any]:
    """One entry about something."""
    from eventlog.render.phrasing import noted

    state = _state(str(entry.id), knowledge)
    text = noted(line_of(entry.event, knowledge), [state])
    return {"position": entry.position, "id": entry.id, "kind": entry.kind, "text": text, "review": state or None}


def _state(id: str, knowledge: Knowledge) -> str:
    """That nobody has reviewed what was proposed, or that it was rejected; empty for what stands."""
    from eventlog.events import ReviewState
    from eventlog.proposals.held import review_of
    from eventlog.render.waiting import PROPOSED

    review = review_of(knowledge.reader, id)
    told = {ReviewState.PROPOSED: PROPOSED, ReviewState.REJECTED: str(ReviewState.REJECTED)}
    return "" if review is None else told.get(review.state, "")


def line_of(event: Any, knowledge: Knowledge) -> str:
    """What an event says, in a line."""
    from eventlog.cite.causes import in_a_sentence, publisher_of
    from eventlog.cli.logs import short
    from eventlog.codec import kind_of
    from eventlog.events import (
        AgentDefined,
        Annulled,
        Assessed,
        ChangeOfMind,
        ClaimRecorded,
        Linked,
        Redacted,
        ReportRecorded,
        UnknownEvent,
    )
    from eventlog.render.phrasing import claim_line
    from eventlog.render.showing import assessment_line

    name_of = knowledge.name_of
    match event:
        case None:
            text = "redacted"
        case UnknownEvent():
            text = "can't be read"
        case ClaimRecorded(claim=claim):
            told = claim_line(claim, name_of, factuality=claim.factuality, publisher=publisher_of(claim, knowledge))
            text = f"{claim.question}: {told}"
        case Linked(link=link):
            text = f"{short(str(link.from_))} {link.kind} {short(str(link.to))}, by {name_of(link.by)}"
        case Assessed(assessment=assessment):
            text = assessment_line(assessment, name_of)
        case AgentDefined(agent=agent):
            text = f"defined: {', '.join((agent.name or agent.id, *agent.aliases))}"
        case ReportRecorded(report=report):
            text = str(report)
        case ChangeOfMind() | Annulled() | Redacted():
            text = in_a_sentence(event, knowledge)
        case _:
            said = [f"{key} {value}" for key, value in _told(_plain(event)) if key != "reply to"]
            text = f"{kind_of(event).name}: {', '.join(said)}"
    return text


def _plain(event: Any) -> Any:
    """What an event says, as JSON has it; a text is left out, for its digest tells it."""
    import attrs

    if not attrs.has(type(event)):
        return None

    def told(_: Any, __: Any, value: Any) -> Any:
        return f"{value:f}" if isinstance(value, Decimal) else str(value) if isinstance(value, str) else value

    def kept(field: Any, value: Any) -> bool:
        hidden = field.name.startswith("_") or isinstance(value, bytes)  # the body of what can't be read
        return not hidden and not (field.name == "text" and isinstance(value, str))

    return attrs.asdict(event, filter=kept, value_serializer=told)


def _told(plain: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """The fields that say anything, one a line; of nested ones the plain ones."""
    for key, value in (plain or {}).items():
        label = key.strip("_").replace("_", " ")
        if isinstance(value, dict) and not before:
            yield from _told(value, label)
        elif isinstance(value, (str, int)) and value not in ("", False):
            yield label, str(value)


@command("echoes", "eventlog echoes -f json --quiet", "eventlog echoes --threshold 90 -f json --quiet")
@click.option(
    *("--threshold",),
    type=click.FloatRange(0, 100),
    default=80.0,
    show_default=True,
    help="How alike two passages must be, from 0 to 100.",
)
@click.option("--by", metavar="AGENT", default="user:log", show_default=True, help="Who would make the links.")
@answers
def echoes(settings: Settings, threshold: float, by: str) -> None:
    """List claims of different reports whose words are nearly the same, each with the link to paste.

    Only of texts that the log holds. Nothing is recorded: whether it is one utterance is for a person to judge who has
    read both.
    """
    from eventlog.cli.logs import reading, short
    from eventlog.cli.output import Item, Listing, show
    from eventlog.proposals.held import waiting
    from eventlog.render.phrasing import noted
    from eventlog.render.waiting import PROPOSED
    from eventlog.suggest import echoes as near_copies

    def items(found: Any, waits: Container[str]) -> Iterator[Item]:
        for one in found:
            link = one.link
            marks = [PROPOSED if str(id) in waits else "" for id in (link.to, link.from_)]
            words = ("eventlog", "link", short(str(link.from_)), str(link.kind), short(str(link.to)))
            paste = shlex.join((*words, "--by", link.by, "--basis", link.basis))
            data = {
                "score": round(one.score, 1),
                "from": str(link.from_),
                "to": str(link.to),
                "first": one.first,
                "second": one.second,
                "proposed": [str(id) for id in (link.from_, link.to) if str(id) in waits],
                "paste": paste,
            }
            earlier, later = noted(one.first, marks[:1]), noted(one.second, marks[1:])
            told = (("score", f"{one.score:.0f}"), ("earlier", earlier), ("later", later), ("to paste", paste))
            yield Item(data, told, (data,))

    with reading(settings) as log:
        found = near_copies(log.entries(), by=by, threshold=threshold)
        listing = Listing(
            items=items(found, {*waiting(log.reader)}),
            columns=("score", "from", "to", "first", "second", "proposed", "paste"),
            empty="no two passages of held texts are so alike: try a lower --threshold",
        )
        show(settings, listing)
