"""A claim as an annotator writes it down: its value, its times, its chain and its spans.

The fields are those of `eventlog.claims.Claim`. What the class leaves open an annotation has to say: a claim has a
value (what is left out is a slip, not an answer), a quantity says what it counts, and a claim on a text of which the
digest is known rests on at least one span. Numbers are written in quotes or as whole numbers, so that no digit is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from eventlog import times
from eventlog.annotations.quotes import cue, quoted, quotes
from eventlog.annotations.source import Table
from eventlog.claims import (
    AgentValue,
    Attribution,
    Claim,
    ClaimKind,
    Evidence,
    Factuality,
    Fragment,
    Quantity,
    Quotation,
    Ref,
    Scope,
    Stance,
    TimeValue,
    check_digest,
    check_question,
)
from eventlog.errors import InvalidTime
from eventlog.reports import Report

SPAN = ("start", "end", "digest", "quote", "prefix")
CLAIM = (
    *("key", "question", "value", "during", "said", "stance", "factuality", "kind", "condition", "paraphrase"),
    *("chain", "evidence", "quote", "fragments", "extractor"),
)
FRAGMENT = ("artefact", "at", "svg")
STEP = ("agent", "cue", "quotation", "scope", "said")
EXPRESSION = ("text", "anchor", "value")
QUANTITY = ("low", "low_open", "high", "high_open", "approx", "unit", "of", "window", "written")
_BOUNDED = ("low", "high", "low_open", "high_open")
VALUE = ("time", "agent", "text", "none", "exact", *QUANTITY)
_LONGEST_TEXT = 2**40  # code points; a number beyond it is a slip, and would not fit into a store


def ends(table: Table) -> tuple[int, int]:
    """Where a span begins and ends."""
    found = []
    for key in ("start", "end"):
        value = table.typed(key, int, "a whole number of code points")
        if value is None:
            raise table.missing(key)
        if abs(value) > _LONGEST_TEXT:  # no number that long is quoted: some can't even be written out
            raise table.fault(f"no text is that long: correct the {key}", key)
        found.append(value)
    start, end = found
    if start < 0:
        raise table.fault(f"a span can't start at {start}: the first code point is 0", "start")
    if end <= start:
        msg = f"a span from {start} to {end} is empty: start is inclusive, end exclusive"
        raise table.fault(msg, "end")
    return start, end


def _span(table: Table, text: str | None) -> Evidence:
    if "quote" in table.data or "prefix" in table.data:
        return quoted(table, text)
    start, end = ends(table)
    return Evidence(start=start, end=end, digest=table.need("digest", check_digest))


def spans(table: Table, text: str | None) -> tuple[Evidence, ...]:
    """The spans under `evidence`, or of the words under `quote`."""
    if "quote" not in table.data:
        return tuple(_span(one, text) for one in table.tables("evidence", SPAN))
    if "evidence" in table.data:
        raise table.fault("quote takes the place of evidence: leave one of the two out", "quote")
    return quotes(table, text)


def _fragment(table: Table) -> Fragment:
    """A part of a picture, a page or a recording."""
    artefact = table.need("artefact", check_digest)
    return table.held(lambda: Fragment.of(artefact, table.text("at"), svg=table.text("svg")), "at")


def _written(text: str) -> str:
    """EDTF text. Raises InvalidTime, which says how words are written."""
    try:
        return times.check(text)
    except InvalidTime as error:
        if not re.match(r"[^\W\d_]+\s", text):
            raise
        told = f"{error.reason}, and words as {{ text = ... }}, with their value where they are not known"
        raise InvalidTime(text, told, error.at) from None


def vague_time(table: Table, key: str) -> str | times.TimeExpression | None:
    """A vague time: EDTF text, or words of relative time with their anchor."""
    if not isinstance(table.data.get(key), dict):
        return table.read(key, _written)
    words = table.table(key, EXPRESSION)
    assert words is not None
    text = words.text("text", required=True)
    anchor = words.read("anchor", lambda anchor: anchor if anchor in ("published", "said") else times.check(anchor))
    value = words.read("value", times.check)
    return words.held(lambda: times.TimeExpression(text, anchor or "published", value))


def value_of(table: Table) -> Any:
    """A claim's value. False stays False; the claim turns its polarity."""
    given = table.data.get("value")
    if given is None:
        raise table.missing("value")
    if isinstance(given, bool):
        return given
    if isinstance(given, str):
        raise table.fault(
            "a value in words is written as a table: { text = ... }, { time = ... } or { agent = ... }", "value"
        )
    if isinstance(given, int):
        raise table.fault(
            'a number needs a unit: { low = "12000", high = "12000", unit = "person", of = "troops" }', "value"
        )
    value = table.table("value", VALUE)
    assert value is not None
    kinds = [kind for kind in ("time", "agent", "text", "none") if kind in value.data]
    if kinds and len(value.data) > 1:
        raise value.fault(f"a value with {kinds[0]} holds nothing else: make two claims of two answers")
    match kinds:
        case ["time"]:
            return TimeValue(value.need("time", times.check))
        case ["agent"]:
            return AgentValue(value.need("agent", value.whom))
        case ["text"]:
            return value.text("text", required=True)
        case ["none"]:
            if not value.flag("none", default=True):
                raise value.fault("none can only be true: leave it out where something holds", "none")
            return None
    return _quantity(value)


def _quantity(table: Table) -> Quantity:
    bounds: dict[str, Any] = {}
    if "exact" in table.data and (key := next((key for key in _BOUNDED if key in table.data), None)):
        raise table.fault("an exact number is both of its bounds: leave exact out, or this", key)
    for key in ("low", "high", "exact"):
        given = table.data.get(key)
        if given is not None and not isinstance(given, int):
            given = table.text(key, required=True)
        # A quantity checks its numbers when it is made, so each bound is tried alone to be named alone.
        if given is not None:
            end = "high" if key == "high" else "low"
            table.held(lambda end=end, given=given: Quantity(unit="1", **{end: given}), key)  # type: ignore[misc]
        bounds[key] = given
    exact = bounds.pop("exact")
    if exact is not None:
        bounds = {"low": exact, "high": exact}
    if bounds["low"] is None and bounds["high"] is None:
        raise table.fault(
            "a value is true, false, or one of: exact, or low and high, with a unit, time, agent, text, none = true"
        )
    for bound in ("low", "high"):
        if bounds[bound] is None and f"{bound}_open" in table.data:
            raise table.fault(f"there is no {bound} that could be open: leave it out", f"{bound}_open")
    fields = bounds | {
        "low_open": table.flag("low_open", default=False),
        "high_open": table.flag("high_open", default=False),
        "approx": table.flag("approx", default=False),
        "unit": table.text("unit", required=True),
        "of": table.text("of", required=True),
        "window": vague_time(table, "window"),
        "written": table.text("written"),
    }
    return table.held(lambda: Quantity(**fields))


def _step(table: Table, text: str | None, evidence: tuple[Evidence, ...]) -> Attribution:
    found = None
    if isinstance(table.data.get("cue"), str):
        found = cue(table, text, evidence)
    elif (given := table.table("cue", SPAN)) is not None:
        found = quoted(given, text, whole=False) if "quote" in given.data else _span(given, text)
    scope = table.choice("scope", Scope, Scope.STATED)
    usual = Quotation.NONE if scope is Scope.INFERRED else Quotation.INDIRECT
    return Attribution(
        agent=table.need("agent", table.whom),
        cue=found,
        quotation=table.choice("quotation", Quotation, usual),
        scope=scope,
        said=vague_time(table, "said"),
    )


def _chain(table: Table, text: str | None, evidence: tuple[Evidence, ...]) -> Iterator[Attribution]:
    """The steps, each a table, or an agent by itself."""
    for at, one in enumerate(table.typed("chain", list, "an array of tables") or ()):
        if isinstance(one, str):
            yield Attribution(agent=table.held(lambda one=one: table.whom(one), "chain", at))  # type: ignore[misc]
        else:
            data: dict[str, Any] = table.of_type(one, dict, "a table or an agent", "chain", at)
            yield _step(Table(table.source, table.at("chain", at), data, STEP), text, evidence)


def claim(table: Table, report: Report, extractor: str = "") -> Claim:
    """A claim of this report; `extractor` is that of the file, for claims that name none of their own."""
    value = value_of(table)
    text = table.source.text_of(report.digest)
    evidence = spans(table, text)
    fragments = tuple(_fragment(one) for one in table.tables("fragments", FRAGMENT))
    if not evidence and not fragments and report.digest is not None:
        told = "a claim rests on at least one span of its text: give evidence, or a quote, or fragments"
        raise table.fault(told, "evidence")
    fields: dict[str, Any] = {
        "report": Ref(report.id),
        "question": table.need("question", check_question),
        "value": value,
        "during": vague_time(table, "during"),
        "said": vague_time(table, "said"),
        "stance": table.choice("stance", Stance, Stance.ASSERT),
        "factuality": table.choice("factuality", Factuality) if "factuality" in table.data else None,
        "kind": table.choice("kind", ClaimKind, ClaimKind.CLAIM),
        "chain": tuple(_chain(table, text, evidence)),
        "evidence": evidence,
        "fragments": fragments,
        "paraphrase": table.text("paraphrase"),
        "condition": table.text("condition"),
        "extractor": table.text("extractor") or extractor,
    }
    # Two rules look at two fields at once; the one that an author would change is named.
    return table.held(lambda: Claim(**fields), "factuality" if value is None else "said")
