"""TimelineJS: the claims on a line, by the day on which they were public, as the JSON that TimelineJS 3 draws.

TimelineJS puts headline and text into its page as markup, so everything that was read somewhere is escaped before. It
knows days and no vague dates: a slide runs from the earliest to the latest day that the date may mean, in the log's
zone, and shows the date as it was given. What has no day at all has no place on a line; the title slide counts and
names it, and says what can't be read, for nothing is left out silently. Source: the JSON format of TimelineJS 3 (Knight
Lab).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from eventlog import times
from eventlog.claims.fields import check_type
from eventlog.knowledge import Knowledge, Standing
from eventlog.knowledge.rows import COLUMNS, rows
from eventlog.render.phrasing import header, speaker
from eventlog.render.showing import counted
from eventlog.render.waiting import proposed_words
from eventlog.tables import html_list, html_text, json_text

_NAMES: Final = tuple(column.name for column in COLUMNS)


def to_timeline_js(knowledge: Knowledge, *, about: str | None = None) -> str:
    """The claims of all standings, or of a topic, as the JSON of TimelineJS 3: one slide a claim, by publisher.

    Raises UnknownQuestion for a topic that the log does not know, InvalidValue.
    """
    check_type(knowledge, Knowledge, "what is exported")
    standings: list[Standing] = list(knowledge if about is None else knowledge.about(about))
    waits = {standing.id: proposed_words(standing) for standing in standings}
    slides: list[dict[str, Any]] = []
    undated: list[str] = []
    for row in rows(standings, knowledge.name_of):
        told = dict(zip(_NAMES, row, strict=True))
        if told["claim"] is None:
            continue
        days = _days(told, knowledge.zone)
        if days is None:
            undated.append(f"{told['question']}: {told['title'] or told['report']}")
        else:
            slides.append(_slide(knowledge, told, waits[told["question"]], *days))
    title = {"headline": html_text(about or "What was known"), "text": "".join(_opening(knowledge, undated, standings))}
    return json_text({"title": {"unique_id": "title", "text": title}, "events": slides}, indent=1) + "\n"


def _opening(knowledge: Knowledge, undated: list[str], standings: list[Standing]) -> Iterator[str]:
    yield f"<p>{html_text(header(knowledge.cut))}</p>"
    for problem in dict.fromkeys(one for standing in standings for one in standing.problems):
        yield f"<p>{html_text(str(problem))}</p>"
    if undated:
        yield f"<p>{counted(len(undated), 'claim')} without a date, and so without a place on this line:</p>"
        yield "<ul>" + "".join(f"<li>{html_text(one)}</li>" for one in undated) + "</ul>"


def _days(told: dict[str, Any], zone: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The first and the last day; where only one side is bounded, that one; None where neither is."""
    bounds = [told[name] for name in ("published_earliest", "published_latest") if told[name] is not None]
    if not bounds:
        return None
    first, last = (times.civil_date(micros, zone) for micros in (bounds[0], bounds[-1]))
    return _day(first), _day(last)


def _day(day: date) -> dict[str, Any]:
    return {"year": day.year, "month": day.month, "day": day.day}


def _slide(
    knowledge: Knowledge, told: dict[str, Any], waits: str, first: dict[str, Any], last: dict[str, Any]
) -> dict[str, Any]:
    steps = [speaker(one, knowledge.name_of) for one in told["chain"]]
    if steps and told["root"].endswith("?"):
        steps[-1] = speaker(f"{told['chain'][-1]}?", knowledge.name_of)
    chain = " > ".join(steps) or "the outlet itself"
    pairs = [
        ("in", f"{told['title'] or told['report']} ({knowledge.name_of(told['publisher'])})"),
        ("by", chain),
        ("stands", told["live"] if told["stands"] else "only under another reading of vague dates"),
        ("the question is", " · ".join(filter(None, (told["status"], waits)))),
        *((name, told[name]) for name in ("said", "during", "paraphrase", "condition") if told[name]),
    ]
    slide = {
        "unique_id": told["claim"],
        "start_date": first,
        "display_date": html_text(told["published"] or "no date given"),
        "group": html_text(knowledge.name_of(told["publisher"])),
        "text": {"headline": html_text(f"{told['question']}: {told['line']}"), "text": html_list(pairs)},
    }
    return slide if first == last else slide | {"end_date": last}
