"""Why an answer is as it is: what a claim rests on, what keeps one out, and what would change without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.options import Settings, answers, coded, command, dated

if TYPE_CHECKING:
    from eventlog.cli.output import Item
    from eventlog.knowledge import Impact, Quote, Why

__all__ = ["impact", "why", "why_not"]


@command("why", "eventlog why claim:08f599df", "eventlog why entry:317 -f json")
@click.argument("id")
@dated
@coded
@answers
def why(settings: Settings, id: str) -> None:
    """Tell what the claim ID rests on: who said it, where it stands, since when we hold it.

    ID may be the first digits of an id, or entry:POSITION. The words are shown where the text is held.
    """
    from eventlog.cli.logs import find, known, reading
    from eventlog.cli.output import Listing, show
    from eventlog.knowledge.unread import warn_of
    from eventlog.render.phrasing import header

    with reading(settings) as log:
        claim = find(log, settings, id, "claim")
        knowledge = known(log, settings)
        found = knowledge.why(claim)
        kept_out = knowledge.why_not(claim)
        warn_of(found.problems)
        item = _why(found, kept_out.text if kept_out else "", knowledge.cut, codes=settings.codes)
        show(
            settings, Listing(items=(item,), columns=tuple(item.rows[0]), caption=(header(knowledge.cut),), single=True)
        )


def _why(found: Why, kept_out: str, cut: Any, *, codes: bool) -> Item:
    from eventlog.cli.output import Item
    from eventlog.render import json as shapes
    from eventlog.render.dates import moment_words
    from eventlog.render.phrasing import claim_line
    from eventlog.render.places import place_words
    from eventlog.render.tracing import through

    claim = found.claim
    data: dict[str, Any] = {
        "claim": shapes.claim(claim, found.factuality, found.name_of)
        | {"during": shapes.given(claim.during), "said": shapes.given(claim.said)},
        "quotes": [_quote(one) for one in found.quotes],
        "report": shapes.report(found.report, found.zone) | {"position": found.report_entry.position},
        "entry": {
            "position": found.entry.position,
            "kind": found.entry.kind,
            "recorded": shapes.instant(found.entry.recorded),
        },
        "status": found.status,
        "proposed": found.proposed,
        "waits": found.waits or None,
        "kept_out": kept_out or None,
        "cut": shapes.cut(cut),
    }
    chain = " > ".join(through(claim, found.report.publisher, found.name_of))
    lines = [
        ("claim", claim.id),
        ("question", f"{claim.question} ({' · '.join(filter(None, (found.status, found.waits)))})"),
        (
            "answer",
            claim_line(
                claim,
                found.name_of,
                factuality=found.factuality,
                publisher=found.report.publisher,
                proposed=found.proposed,
                uttered=found.uttered,
            ),
        ),
        ("code", str(found.factuality)),
        ("in our words", claim.paraphrase),
        ("on condition", claim.condition),
        ("said by", chain),
        ("said", shapes.given(claim.said) or ""),
        ("about", shapes.given(claim.during) or ""),
        ("report", f"{found.report.title or found.report.url or found.report.id}"),
        ("published", _published(found)),
        ("recorded", f"entry {found.entry.position}, {moment_words(found.entry.recorded, found.zone)}"),
        ("part of the answer", f"no: {kept_out}" if kept_out else "yes"),
    ]
    row = {label.replace(" ", "_"): text for label, text in lines}
    for one in found.quotes:
        page = f" (page {one.page})" if one.page is not None else ""
        place = f"{one.evidence.start} to {one.evidence.end}{page}"
        lines.append(("evidence", f"{place}: {one.words or one.note}"))
    lines += [("evidence", place_words(part)) for part in claim.fragments]
    shown = [(label, text) for label, text in lines if text and (codes or label != "code")]
    return Item(data, tuple(shown), (row,))


def _published(found: Why) -> str:
    """When the report was published: as given, and where that is vague, or a clock time, as days of the log's zone."""
    from eventlog import times
    from eventlog.render.dates import moment_text

    given = found.report.published
    if given is None:
        return "no date"
    bounds = times.bounds(given, times.Place.PUBLISHED, found.report.zone or found.zone)
    days = [moment_text(end, found.zone) if end is not None else "unknown" for end in (bounds.earliest, bounds.latest)]
    told = days[0] if days[0] == days[1] else " to ".join(days)
    return str(given) if told == given else f"{given} ({told})"


def _quote(one: Quote) -> dict[str, Any]:
    span = {"start": one.evidence.start, "end": one.evidence.end, "digest": one.evidence.digest}
    page = {} if one.page is None else {"page": one.page}
    return span | {"words": one.words, "note": one.note or None} | page


@command("why-not", "eventlog why-not claim:08f599df --as-of 2024-06-27")
@click.argument("id")
@dated
@answers
def why_not(settings: Settings, id: str) -> None:
    """Tell what keeps the claim ID out of the answer: a cut, a judgement, a withdrawal, a later word.

    Exit code 1 says that nothing does: it is part of the answer.
    """
    from eventlog.cli.logs import find, known, reading, short
    from eventlog.cli.output import Item, Listing, show
    from eventlog.cli.running import NO
    from eventlog.knowledge.unread import warn_of
    from eventlog.render import json as shapes
    from eventlog.render.phrasing import header

    with reading(settings) as log:
        claim = find(log, settings, id, "claim")
        knowledge = known(log, settings)
        found = knowledge.why_not(claim)
        warn_of(found.problems)
        row = {"claim": claim, "out": bool(found), "kind": found.kind, "text": found.text, "causes": list(found.causes)}
        lines = [("claim", short(claim)), ("kept out", "by" if found else "no"), ("because", found.text)]
        lines[1] = ("kept out", f"yes ({found.kind})" if found else "no")
        item = Item(row | {"cut": shapes.cut(knowledge.cut)}, tuple(lines), (row,))
        show(settings, Listing(items=(item,), columns=tuple(row), caption=(header(knowledge.cut),), single=True))
        if not found:
            click.get_current_context().exit(NO)


@command("impact", "eventlog impact org:nis", "eventlog impact report:abf3ece0 --as-of 2024-10-25")
@click.argument("id")
@dated
@answers
def impact(settings: Settings, id: str) -> None:
    """Tell which answers would change if ID fell away: a report, a claim, or an agent such as org:nis."""
    from eventlog.claims import RECORDED, check_agent
    from eventlog.cli.logs import find, known, reading
    from eventlog.cli.output import Listing, show
    from eventlog.cli.running import UNKNOWN, Failure
    from eventlog.errors import InvalidValue, UnknownReference
    from eventlog.render.phrasing import header

    with reading(settings) as log:
        try:
            of = check_agent(id) if id.partition(":")[0] not in RECORDED else find(log, settings, id)
        except InvalidValue:
            of = find(log, settings, id)
        knowledge = known(log, settings)
        try:
            found = knowledge.impact(of)
        except UnknownReference:
            raise Failure(UNKNOWN, f"nothing in this log comes from {of}: take an id from an answer") from None
        listing = Listing(
            items=_impacts(found),
            head=("question", "status", "without it", "sources", "without it"),
            columns=(
                *("of", "question", "before", "after", "before_low", "before_high", "after_low", "after_high"),
                *("turns", "proposed", "unreviewed"),
            ),
            caption=(f"without {knowledge.name_of(of)}", header(knowledge.cut)),
            empty=f"no answer would change without {of}",
        )
        show(settings, listing)


_SIDE = ("status", "positions", "roots", "independence", "proposed", "unreviewed")
"""What is told of an answer with, and of one without."""


def _impacts(found: tuple[Impact, ...]) -> Iterator[Item]:
    from eventlog.cli.output import Item
    from eventlog.render import json as shapes
    from eventlog.render.showing import sources_words
    from eventlog.render.waiting import proposed_words

    for one in found:
        before, after = one.before, one.after
        sides = {}
        for name, side in (("before", before), ("after", after)):
            shape = shapes.standing(side, None, side.name_of)
            sides[name] = {key: shape[key] for key in _SIDE}
        data = {"of": one.of, "question": one.question, "turns": one.turns} | sides | {"cut": shapes.cut(before.cut)}
        row: dict[str, Any] = {
            "of": one.of,
            "question": one.question,
            "before": str(before.status),
            "after": str(after.status),
            "before_low": before.independence.low,
            "before_high": before.independence.high,
            "after_low": after.independence.low,
            "after_high": after.independence.high,
            "turns": one.turns,
            **{key: sorted({*sides["before"][key], *sides["after"][key]}) for key in ("proposed", "unreviewed")},
        }
        words = (" · ".join(filter(None, (str(side.status), proposed_words(side)))) for side in (before, after))
        cells = (one.question, *words, sources_words(before), sources_words(after))
        yield Item(data, (cells,), (row,))
