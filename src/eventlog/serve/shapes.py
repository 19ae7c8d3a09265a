"""Answers of the desk as JSON, in the shapes of `eventlog.render.json`."""

from __future__ import annotations

from typing import Any

from eventlog.desk import Asked, Changed, Found, Listed, Traced
from eventlog.knowledge import Change, Why
from eventlog.render import json as shapes
from eventlog.render.showing import said_by

__all__ = ["answer_json"]


def answer_json(answer: Found | Asked | Traced | Changed | Listed) -> dict[str, Any]:
    """An answer as one object; its `cut` says which state of knowledge it is."""
    knowledge = answer.knowledge
    cut = {"cut": shapes.cut(knowledge.cut)}
    match answer:
        case Found(hits=hits, more=more, out=out):
            return {"hits": [shapes.hit(one) | {"kept_out": out.get(one.id)} for one in hits], "more": more} | cut
        case Asked(standing=None, question=question):
            return {"question": question, "known": False} | cut
        case Asked(standing=standing, basis=basis):
            return {"known": True} | shapes.standing(standing, basis, knowledge.name_of)
        case Traced(why=Why() as why, out=out, basis=basis):
            kept = out.kind if out is not None and out else None
            return {"known": True} | _why(why) | {"kept_out": kept, "basis": basis} | cut
        case Traced(claim=claim):
            return {"claim": {"id": claim}, "known": False} | cut
        case Changed(changes=changes, before=before):
            return {"changes": [_change(one) for one in changes], "since": shapes.cut(before.cut)} | cut
        case Listed(standings=standings, more=more):
            told = [
                shapes.question(one.question)
                | {
                    "status": str(one.status),
                    "proposed": list(one.proposed),
                    "unreviewed": list(one.unreviewed),
                }
                for one in standings
            ]
            return {"questions": told, "more": more} | cut


def _why(why: Why) -> dict[str, Any]:
    return {
        "claim": shapes.claim(why.claim, why.factuality, why.name_of)
        | {"during": shapes.given(why.claim.during), "said": shapes.given(why.claim.said)},
        "quotes": [
            {
                "start": one.evidence.start,
                "end": one.evidence.end,
                "digest": one.evidence.digest,
                "words": one.words,
                "note": one.note or None,
                **({} if one.page is None else {"page": one.page}),
            }
            for one in why.quotes
        ],
        "report": shapes.report(why.report, why.zone) | {"position": why.report_entry.position},
        "entry": {"position": why.entry.position, "recorded": shapes.instant(why.entry.recorded)},
        "status": why.status,
        "proposed": why.proposed,
        "waits": why.waits or None,
    }


def _change(one: Change) -> dict[str, Any]:
    return {
        "question": one.question,
        "before": str(one.before),
        "after": str(one.after),
        "what": str(one.what),
        "reason": str(one.reason),
        "claim": None if one.claim is None else one.claim.id,
        "line": "the status alone" if one.claim is None else said_by(one.claim, one.name_of),
        "waits": one.waits or None,
        "causes": sorted(one.causes),
    }
