"""The JSON Schema (2020-12) of what is answered over HTTP: one shape an address, and one of what went wrong.

It is published as docs/reference/schema/answers.json, and at `/schema` of a server. Nothing beyond these members is
answered, and none of them is left out; what is not there is null, or an empty list.
"""

from __future__ import annotations

from typing import Any, Final

from eventlog.claims import AnswerType, ClaimKind, Factuality, Measure, QuestionKind, Quotation, Scope, Stance
from eventlog.knowledge import Status

__all__ = ["answers_schema"]

TEXT: Final = {"type": "string"}
COUNT: Final = {"type": "integer", "minimum": 0}
FLAG: Final = {"type": "boolean"}
TEXTS: Final = {"type": "array", "items": TEXT}
COUNTS: Final = {"type": "array", "items": COUNT}
INSTANT: Final = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}


def _maybe(one: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [one, {"type": "null"}]}


def _several(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _one_of(kind: Any) -> dict[str, Any]:
    return {"enum": [str(one) for one in kind]}


def _table(**members: dict[str, Any]) -> dict[str, Any]:
    """A table with just these members; a name that Python keeps for itself ends with an underscore."""
    named = {name.rstrip("_"): one for name, one in members.items()}
    return {"type": "object", "properties": named, "required": list(named), "additionalProperties": False}


LIVE: Final = {"enum": ["certain", "possible"]}
_MAYBE_TEXT: Final = _maybe(TEXT)
_CODE: Final = _maybe(_one_of(Factuality))
_CLOCK: Final = _maybe(_table(given=_MAYBE_TEXT, upto=INSTANT))
_QUESTION: Final = {
    "question": TEXT,
    "words": TEXT,
    "answer": _one_of(AnswerType),
    "kind": _one_of(QuestionKind),
    "single": FLAG,
    "measure": _maybe(_one_of(Measure)),
    "actor": _MAYBE_TEXT,
}
_CLAIM: Final = {
    "id": TEXT,
    "question": TEXT,
    "value": _ref("value"),
    "text": TEXT,
    "stance": _one_of(Stance),
    "factuality": _one_of(Factuality),
    "kind": _one_of(ClaimKind),
    "paraphrase": TEXT,
    "condition": TEXT,
    "chain": {
        "type": "array",
        "items": _table(agent=TEXT, quotation=_one_of(Quotation), scope=_one_of(Scope), said=_MAYBE_TEXT),
    },
    "evidence": {"type": "array", "items": _table(start=COUNT, end=COUNT, digest=TEXT)},
    "extractor": TEXT,
}
_NUMBER: Final = _table(
    low=_MAYBE_TEXT,
    high=_MAYBE_TEXT,
    low_open=FLAG,
    high_open=FLAG,
    approx=FLAG,
    unit=TEXT,
    of=TEXT,
    window=_MAYBE_TEXT,
    written=TEXT,
)
_PARTS: Final = {
    "value": {
        "anyOf": [
            FLAG,
            _NUMBER,
            _table(time=TEXT),
            _table(agent=TEXT),
            _table(text=TEXT),
            _table(none={"const": True}),
        ]
    },
    "moment": _table(given=_MAYBE_TEXT, earliest=INSTANT, latest=INSTANT),
    "extent": _table(
        given=_MAYBE_TEXT, begin_earliest=INSTANT, begin_latest=INSTANT, end_earliest=INSTANT, end_latest=INSTANT
    ),
    "independence": _table(low=COUNT, high=COUNT, reasons=TEXTS),
    "cut": _table(
        reading=TEXT,
        published=_CLOCK,
        recorded=_CLOCK,
        said=_CLOCK,
        policy={"enum": ["certain", "possible"]},
        position=COUNT,
        zone=TEXT,
        include_boilerplate=FLAG,
        include_proposed=FLAG,
        extractors=TEXTS,
    ),
    "figure": _table(
        value=_ref("value"),
        text=TEXT,
        status=_one_of(Status),
        for_=TEXTS,
        independence=_ref("independence"),
        claims=TEXTS,
        moment=_maybe({"type": "array", "items": INSTANT, "minItems": 2, "maxItems": 2}),
    ),
    "position": _table(
        value=_ref("value"),
        text=TEXT,
        line=TEXT,
        status=_one_of(Status),
        live=LIVE,
        for_=TEXTS,
        against=TEXTS,
        independence=_ref("independence"),
        firmest=_CODE,
        figures=_several("figure"),
        compatible={"type": "array", "items": _table(claim=TEXT, root=TEXT)},
        claims=TEXTS,
        denials=TEXTS,
    ),
    "claim": _table(
        **_CLAIM,
        position=COUNT,
        live=LIVE,
        proposed=FLAG,
        root=TEXT,
        source=TEXT,
        during=_ref("extent"),
        said=_ref("moment"),
        report=_table(id=TEXT, title=TEXT, publisher=TEXT, published=_ref("moment")),
    ),
    "assessment": _table(
        about=TEXT,
        what=TEXT,
        value=TEXT,
        by=TEXT,
        found_in=_MAYBE_TEXT,
        topic=TEXT,
        note=TEXT,
        scale=_MAYBE_TEXT,
        proposed=FLAG,
    ),
    "problem": _table(kind=TEXT, text=TEXT, positions=COUNTS),
    "hit": _table(
        what={"enum": ["question", "agent", "claim", "report"]},
        id=TEXT,
        position=COUNT,
        field=TEXT,
        excerpt=TEXT,
        question=_MAYBE_TEXT,
        report=_MAYBE_TEXT,
        proposed=FLAG,
        published=_MAYBE_TEXT,
        kept_out=_MAYBE_TEXT,
    ),
    "change": _table(
        question=TEXT,
        before=_one_of(Status),
        after=_one_of(Status),
        what=TEXT,
        reason=TEXT,
        claim=_MAYBE_TEXT,
        line=TEXT,
        waits=_MAYBE_TEXT,
        causes=COUNTS,
    ),
}
_KNOWN: Final = {"const": True}
_UNKNOWN: Final = {"const": False}
_ANSWERS: Final = {
    "find": _table(hits=_several("hit"), more=FLAG, cut=_ref("cut")),
    "ask": {
        "oneOf": [
            _table(question=TEXT, known=_UNKNOWN, cut=_ref("cut")),
            _table(
                known=_KNOWN,
                **_QUESTION,
                status=_one_of(Status),
                live=LIVE,
                status_words=TEXT,
                other_reading=_one_of(Status),
                positions=_several("position"),
                roots=_table(for_=TEXTS, against=TEXTS),
                independence=_ref("independence"),
                firmest=_CODE,
                claims=_several("claim"),
                possibly=_several("claim"),
                proposed=TEXTS,
                unreviewed=TEXTS,
                tension={"type": "array", "items": TEXTS},
                assessments=_several("assessment"),
                problems=_several("problem"),
                withheld=COUNTS,
                first_known=_ref("moment"),
                last_reaffirmed=_ref("moment"),
                last_changed=INSTANT,
                cut=_ref("cut"),
                basis=TEXT,
            ),
        ]
    },
    "why": {
        "oneOf": [
            _table(claim=_table(id=TEXT), known=_UNKNOWN, cut=_ref("cut")),
            _table(
                known=_KNOWN,
                claim=_table(**_CLAIM, during=_MAYBE_TEXT, said=_MAYBE_TEXT),
                quotes={
                    "type": "array",
                    "items": _table(start=COUNT, end=COUNT, digest=TEXT, words=_MAYBE_TEXT, note=_MAYBE_TEXT),
                },
                report=_table(
                    id=TEXT,
                    title=TEXT,
                    publisher=TEXT,
                    published=_ref("moment"),
                    authors=TEXTS,
                    language=TEXT,
                    url=TEXT,
                    digest=_MAYBE_TEXT,
                    has_text=FLAG,
                    position=COUNT,
                ),
                entry=_table(position=COUNT, recorded=INSTANT),
                status=TEXT,
                proposed=FLAG,
                waits=_MAYBE_TEXT,
                kept_out=_MAYBE_TEXT,
                basis=TEXT,
                cut=_ref("cut"),
            ),
        ]
    },
    "changes": _table(changes=_several("change"), since=_ref("cut"), cut=_ref("cut")),
    "questions": _table(
        questions={
            "type": "array",
            "items": _table(**_QUESTION, status=_one_of(Status), proposed=TEXTS, unreviewed=TEXTS),
        },
        more=FLAG,
        cut=_ref("cut"),
    ),
    "error": _table(error=TEXT),
}


def answers_schema() -> dict[str, Any]:
    """Each answer under `$defs`, by the name of its address; whole, it is any of them."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "answers",
        "description": "What eventlog serve answers. A response fits the one of $defs that its address is named after; "
        "one of status 400 or more fits error.",
        "anyOf": [_ref(name) for name in _ANSWERS],
        "$defs": _ANSWERS | _PARTS,
    }
