"""The values of the library as JSON has them: documented, and the same in every version of this program.

One object a question, claim, change or segment. Nothing is left out because it is empty: a list is `[]`, what is not
there is `null`. Numbers of reports are text, with every digit; positions, counts and offsets are numbers. A date stands
as it was given, in `given`, beside the instants that it resolves to: RFC 3339 in UTC, inclusive unless a name says
`end`, `null` where nothing bounds it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import suppress
from typing import Any

from eventlog import times
from eventlog.claims import AgentValue, Assessment, Claim, Factuality, Quantity, Question, TimeValue
from eventlog.errors import InvalidTime
from eventlog.render.phrasing import answer_words, figure_words
from eventlog.render.showing import answer_line, status_words
from eventlog.render.values import own_answer
from eventlog.reports import Report

__all__ = [
    "assessment",
    "claim",
    "cut",
    "extent",
    "hit",
    "instant",
    "live_claim",
    "moment",
    "problem",
    "question",
    "report",
    "standing",
    "value",
]


def instant(micros: int | None) -> str | None:
    """A moment; one outside the years that a date has is given as the nearest that it has."""
    if micros is None:
        return None
    try:
        return times.instant_text(micros)
    except InvalidTime:
        return "0001-01-01T00:00:00Z" if micros < 0 else "9999-12-31T23:59:59.999999Z"


def given(time: object) -> str | None:
    """A vague time as it was given."""
    return None if time is None else str(time)


def moment(time: object, bounds: times.Bounds | None) -> dict[str, Any]:
    """A vague moment: as given, and the earliest and the latest that it can be."""
    return {
        "given": given(time),
        "earliest": instant(bounds.earliest) if bounds else None,
        "latest": instant(bounds.latest) if bounds else None,
    }


def extent(time: object, bounds: times.Bounds | None) -> dict[str, Any]:
    """A vague extent: as given, and what its begin and its (exclusive) end can be."""
    ends = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
    return {"given": given(time)} | {end: instant(getattr(bounds, end)) if bounds else None for end in ends}


def value(one: Any) -> Any:
    """What a claim answers, in the form that annotations have too."""
    match one:
        case None:
            return {"none": True}
        case bool():
            return one
        case Quantity():
            return {
                "low": None if one.low is None else f"{one.low:f}",
                "low_open": one.low_open,
                "high": None if one.high is None else f"{one.high:f}",
                "high_open": one.high_open,
                "approx": one.approx,
                "unit": one.unit,
                "of": one.of,
                "window": given(one.window),
                "written": one.written,
            }
        case TimeValue():
            return {"time": one.time}
        case AgentValue():
            return {"agent": one.agent}
    return {"text": str(one)}


def independence(one: Any) -> dict[str, Any]:
    """How many independent roots, as an interval with reasons."""
    return {"low": one.low, "high": one.high, "reasons": list(one.reasons)}


def question(one: Question) -> dict[str, Any]:
    """A question as it is defined."""
    return {
        "question": one.id,
        "words": one.words,
        "answer": str(one.answer),
        "kind": str(one.kind),
        "single": one.single,
        "measure": None if one.measure is None else str(one.measure),
        "actor": one.about,
    }


def cut(one: Any) -> dict[str, Any]:
    """Where knowledge is cut: each clock as it was asked and the instant that it resolved to (inclusive)."""
    asked = dict(one.asked)
    clocks = {
        clock: {"given": asked.get(clock), "upto": instant(micros)}
        for clock, micros in (("published", one.published), ("recorded", one.recorded), ("said", one.said))
        if micros is not None
    }
    return {
        "reading": str(one),
        "published": clocks.get("published"),
        "recorded": clocks.get("recorded"),
        "said": clocks.get("said"),
        "policy": str(one.policy),
        "position": one.position,
        "zone": one.zone,
        "include_boilerplate": one.include_boilerplate,
        "include_proposed": one.include_proposed,
        "extractors": list(one.extractors),
    }


def report(one: Report, zone: str) -> dict[str, Any]:
    """A report, without its text; its days are those of its own zone, else of `zone`, the log's."""
    bounds = None
    with suppress(InvalidTime):  # a day that the zone skipped
        bounds = None if one.published is None else times.bounds(one.published, times.Place.PUBLISHED, one.zone or zone)
    return {
        "id": one.id,
        "title": one.title,
        "publisher": one.publisher,
        "published": moment(one.published, bounds),
        "authors": list(one.authors),
        "language": one.language,
        "url": one.url,
        "digest": one.digest,
        "has_text": one.text is not None,
    }


def claim(one: Claim, factuality: Factuality, name_of: Callable[[str], str] = str) -> dict[str, Any]:
    """A claim as it was recorded; `text` is what it answers by itself, as firmly as `factuality` says."""
    return {
        "id": one.id,
        "question": one.question,
        "value": value(one.value),
        "text": own_answer(one.value, factuality, name_of),
        "stance": str(one.stance),
        "factuality": str(one.factuality),
        "kind": str(one.kind),
        "paraphrase": one.paraphrase,
        "condition": one.condition,
        "chain": [
            {
                "agent": step.agent,
                "quotation": str(step.quotation),
                "scope": str(step.scope),
                "said": given(step.said),
            }
            for step in one.chain
        ],
        "evidence": [{"start": span.start, "end": span.end, "digest": span.digest} for span in one.evidence],
        **({"fragments": [part.table for part in one.fragments]} if one.fragments else {}),
        "extractor": one.extractor,
    }


def live_claim(one: Any, words: Mapping[str, Any], of: Any, name_of: Callable[[str], str] = str) -> dict[str, Any]:
    """A claim in an answer, with the times that it resolved to; `words` are the standing's, by id."""
    word = words.get(one.id)
    held = of.report(str(one.claim.report))
    during = None if word is None else word.about
    return claim(one.claim, one.factuality, name_of) | {
        "position": one.position,
        "live": str(one.live),
        "proposed": one.proposed,
        "root": one.root,
        "source": one.source,
        "during": extent(one.claim.during, during or of.during_of(one.claim)),
        "said": moment(one.claim.said, None if word is None else word.statement.said),
        "report": {
            "id": str(one.claim.report),
            "title": held.title if held else "",
            "publisher": one.publisher,
            "published": moment(held.published if held else None, None if word is None else word.statement.published),
        },
    }


def hit(one: Any) -> dict[str, Any]:
    """Something that holds the words that were looked for."""
    names = ("what", "id", "position", "field", "excerpt", "question", "report", "proposed", "published")
    return {name: getattr(one, name) for name in names}


def problem(one: Any) -> dict[str, Any]:
    """Something wrong with what was recorded."""
    return {"kind": one.kind, "text": one.text, "positions": list(one.positions)}


def assessment(one: Assessment, proposed: Container[str] = ()) -> dict[str, Any]:
    """A remark about a claim, a link, a report or an agent. `proposed`: the ids of what nobody has reviewed."""
    return {
        "about": str(one.about),
        "what": str(one.what),
        "value": one.value,
        "by": one.by,
        "found_in": None if one.found_in is None else str(one.found_in),
        "topic": one.topic,
        "note": one.note,
        "scale": one.scale,
        "proposed": one.id in proposed,
    }


def _ids(claims: Iterable[Any]) -> list[str]:
    return [one.id for one in claims]


def position(one: Any, of: Any, name_of: Callable[[str], str] = str) -> dict[str, Any]:
    """One answer and who stands for and against it; `text` is what those in `for` back.

    Where nobody does, it is the denial. `line` is the sentence, which begins with the denial where one leads.
    """
    return {
        "value": value(one.value),
        "text": answer_words(one, name_of),
        "line": answer_line(one, of, name_of),
        "status": str(one.status),
        "live": str(one.live),
        "for": list(one.for_),
        "against": list(one.against),
        "independence": independence(one.independence),
        "firmest": None if one.firmest is None else str(one.firmest),
        "figures": [figure(each, name_of) for each in one.figures],
        "compatible": [{"claim": each.id, "root": each.root} for each in one.compatible],
        "claims": _ids(one.claims),
        "denials": _ids(one.denials),
    }


def figure(one: Any, name_of: Callable[[str], str] = str) -> dict[str, Any]:
    """A figure of an answer, and who backs it."""
    return {
        "value": value(one.value),
        "text": figure_words(one, name_of),
        "status": str(one.status),
        "for": list(one.for_),
        "independence": independence(one.independence),
        "claims": _ids(one.claims),
        "moment": None if one.moment is None else [instant(each) for each in one.moment],
    }


def standing(
    one: Any, basis: str | Mapping[str, str] | None = None, name_of: Callable[[str], str] = str
) -> dict[str, Any]:
    """How a question stands at a cut: one object a question. `basis`: its token, or of several logs that of each."""
    words = {word.id: word for word in one.words}
    return question(one.question) | {
        "status": str(one.status),
        "live": str(one.live),
        "status_words": status_words(one),
        "other_reading": str(one.otherwise.status),
        "positions": [position(each, one, name_of) for each in one.positions],
        "roots": {"for": list(one.roots_for), "against": list(one.roots_against)},
        "independence": independence(one.independence),
        "firmest": None if one.firmest is None else str(one.firmest),
        "claims": [live_claim(each, words, one, name_of) for each in one.claims],
        "possibly": [live_claim(each, words, one, name_of) for each in one.possibly],
        "proposed": list(one.proposed),
        "tension": [list(pair) for pair in one.tension],
        "unreviewed": list(one.unreviewed),
        "assessments": [assessment(each, one.unreviewed) for each in one.assessments],
        "problems": [problem(each) for each in one.problems],
        "withheld": list(one.withheld),
        "first_known": moment(None, one.first_known),
        "last_reaffirmed": moment(None, one.last_reaffirmed),
        "last_changed": instant(one.last_changed),
        "cut": cut(one.cut),
        "basis": dict(basis) if isinstance(basis, Mapping) else basis,
    }
