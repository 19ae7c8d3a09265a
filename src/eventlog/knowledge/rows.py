"""What is known, as rows: one row for each claim of each standing. The schema is `knowledge-claims/5`.

Rows are for counting, filtering and drawing. So a row repeats what it belongs to (its question, its report),
and nothing in it has to be looked up elsewhere. Three rules keep it honest:

* A number of a report is text with every digit; a binary fraction stands nowhere.
* A time stands as it was given, beside the moments that it may mean: earliest and latest for what is a moment, four
  bounds for what has an extent (the end is exclusive). A moment is empty where nothing bounds it.
* A question of which nothing stands any more has one row, in which the claim's columns are empty. None is left out.

`stands` tells the claims of the answer from those that only another reading of vague dates would add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from eventlog.claims import AgentValue, Claim, Quantity, TimeValue
from eventlog.render.showing import said_by
from eventlog.render.values import own_answer
from eventlog.standing.live import LiveClaim
from eventlog.standing.result import Standing
from eventlog.standing.statements import Word
from eventlog.tables import Column

SCHEMA: Final = "knowledge-claims/5"

SPAN: Final = (
    Column("start", "integer", "first code point, inclusive"),
    Column("end", "integer", "last code point, exclusive"),
    Column("digest", "text", "SHA-256 of the span's UTF-8 bytes"),
)

FRAGMENT: Final = (
    Column("artefact", "text", "SHA-256 of the file's bytes"),
    Column("at", "text", "page, box and time, as a media fragment"),
    Column("svg", "text", "the outline, as it was drawn"),
)

COLUMNS: Final = (
    Column("question", "text", "the question's id"),
    Column("status", "text", "how the question stands, in one word"),
    Column("claim", "text", "the claim's id"),
    Column("entry", "integer", "position of the claim in the log"),
    Column("stands", "truth", "true: part of the answer; false: only under another reading of vague dates"),
    Column("live", "text", "certain: under every reading of vague dates; possible: under some"),
    Column("proposed", "truth", "true: an extractor proposed it and nobody has reviewed it"),
    Column("unreviewed", "texts", "ids of the links and assessments beside the answer that nobody has reviewed"),
    Column("side", "text", "for, against, or neither (it commits to nothing)"),
    Column("answer_kind", "text", "truth, quantity, time, agent, text or nothing"),
    Column("answer", "text", "what the claim answers by itself, in words, with polarity and commitment"),
    Column("line", "text", "the claim as a sentence: who says what"),
    Column("low", "text", "a quantity's low bound, every digit; empty: none"),
    Column("low_open", "truth", "whether the low bound is excluded"),
    Column("high", "text", "a quantity's high bound, every digit; empty: none"),
    Column("high_open", "truth", "whether the high bound is excluded"),
    Column("approx", "truth", "whether the writer rounded"),
    Column("unit", "text", "a quantity's unit"),
    Column("of", "text", "what is counted"),
    Column("window", "text", "over which time it was counted, as given"),
    Column("written", "text", "the number as it was written"),
    Column("stance", "text", "the speech act"),
    Column("factuality", "text", "FactBank's value: commitment and polarity of the innermost speaker"),
    Column("kind", "text", "claim, norm, meta, opinion or background"),
    Column("chain", "texts", "agents' ids from the outermost teller to the innermost speaker"),
    Column("root", "text", "who is behind it; a question mark where that was inferred"),
    Column("source", "text", "whose word it is, for replacing and withdrawing"),
    Column("said", "text", "when it was said, as given"),
    Column("said_earliest", "moment", "inclusive"),
    Column("said_latest", "moment", "inclusive"),
    Column("during", "text", "of which time it holds, as given"),
    Column("begin_earliest", "moment", "inclusive"),
    Column("begin_latest", "moment", "inclusive"),
    Column("end_earliest", "moment", "exclusive"),
    Column("end_latest", "moment", "exclusive"),
    Column("report", "text", "the report's id"),
    Column("publisher", "text", "the publisher's id"),
    Column("title", "text", "the report's title"),
    Column("url", "text", "the report's address"),
    Column("language", "text", "the report's language"),
    Column("published", "text", "when the report was published, as given or amended"),
    Column("published_earliest", "moment", "inclusive"),
    Column("published_latest", "moment", "inclusive"),
    Column("paraphrase", "text", "the claim in our words"),
    Column("condition", "text", "on which condition it is made"),
    Column("extractor", "text", "who read the claim out of the text"),
    Column("evidence", SPAN, "where in the text it stands"),
    Column("fragments", FRAGMENT, "where in pictures, pages and recordings it stands"),
    Column("problems", "texts", "what is wrong with what the question's answer rests on, such as an unreadable entry"),
)

_SIDES: Final = {1: "for", -1: "against", 0: "neither"}


def rows(standings: Iterable[Standing], name_of: Callable[[str], str] | None = None) -> Iterator[tuple[Any, ...]]:
    """A row for each claim of each standing, in order of question and position, with a cell for each of COLUMNS.

    `name_of` gives an agent its name; without it, names are those that bear on the question.
    """
    for standing in standings:
        words = {word.id: word for word in standing.words}
        shared: dict[str, Any] = {"question": standing.id, "status": str(standing.status)}
        shared["unreviewed"] = standing.unreviewed or None
        shared["problems"] = tuple(map(str, standing.problems)) or None
        every = [(one, True) for one in standing.claims] + [(one, False) for one in standing.possibly]
        for one, stands in sorted(every, key=lambda pair: pair[0].position):
            told = _live(one, words.get(one.id), standing, name_of or standing.name_of)
            yield _cells(shared | {"stands": stands} | told)
        if not every:
            yield _cells(shared)


def _cells(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(column.name) for column in COLUMNS)


def _live(one: LiveClaim, word: Word | None, standing: Standing, name_of: Callable[[str], str]) -> dict[str, Any]:
    claim = one.claim
    return {
        "claim": claim.id,
        "entry": one.position,
        "live": str(one.live),
        "side": _SIDES[word.polarity if word is not None else 0],
        "stance": str(claim.stance),
        "factuality": str(claim.factuality),
        "kind": str(claim.kind),
        "chain": tuple(step.agent for step in claim.chain),
        "root": one.root,
        "source": one.source,
        "paraphrase": claim.paraphrase,
        "condition": claim.condition,
        "extractor": claim.extractor,
        "evidence": tuple({"start": span.start, "end": span.end, "digest": span.digest} for span in claim.evidence),
        "fragments": tuple({"artefact": one.artefact, "at": one.at, "svg": one.svg} for one in claim.fragments),
        **value_cells(claim.value),
        "answer": own_answer(claim.value, one.factuality, name_of),
        "line": said_by(one, name_of),
        "proposed": one.proposed,
        **_times(claim, word, standing),
        **_report(one, word, standing),
    }


def value_cells(value: Any) -> dict[str, Any]:
    """What a claim answers: its kind, and a quantity's parts."""
    match value:
        case None:
            return {"answer_kind": "nothing"}
        case bool():
            return {"answer_kind": "truth"}
        case TimeValue():
            return {"answer_kind": "time"}
        case AgentValue():
            return {"answer_kind": "agent"}
        case Quantity():
            return {
                "answer_kind": "quantity",
                "low": digits(value.low),
                "low_open": value.low_open,
                "high": digits(value.high),
                "high_open": value.high_open,
                "approx": value.approx,
                "unit": value.unit,
                "of": value.of,
                "window": None if value.window is None else str(value.window),
                "written": value.written,
            }
    return {"answer_kind": "text"}


def digits(number: Any) -> str | None:
    """A decimal with every digit and without an exponent."""
    return None if number is None else f"{number:f}"


def _times(claim: Claim, word: Word | None, standing: Standing) -> dict[str, Any]:
    during = (None if word is None else word.about) or standing.during_of(claim)
    said = word.statement.said if word is not None and claim.said is not None else None
    return {
        "said": _given(claim.said),
        "said_earliest": None if said is None else said.earliest,
        "said_latest": None if said is None else said.latest,
        "during": _given(claim.during),
        "begin_earliest": None if during is None else during.begin_earliest,
        "begin_latest": None if during is None else during.begin_latest,
        "end_earliest": None if during is None else during.end_earliest,
        "end_latest": None if during is None else during.end_latest,
    }


def _given(time: Any) -> str | None:
    return None if time is None else str(time)


def _report(one: LiveClaim, word: Word | None, standing: Standing) -> dict[str, Any]:
    held = standing.report(str(one.claim.report))
    published = word.statement.published if word is not None else None
    return {
        "report": str(one.claim.report),
        "publisher": one.publisher,
        "title": held.title if held else None,
        "url": held.url if held else None,
        "language": held.language if held else None,
        "published": held.published if held else None,
        "published_earliest": None if published is None else published.earliest,
        "published_latest": None if published is None else published.latest,
    }
