"""Every surface that prints an answer, walked: what it prints, line by line, each with the question that it is about.

A surface that is not in the walk fails `tests/words`: the tables here are held against the classes, the commands and
the exporters that there are.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner

import eventlog
from eventlog import EventLog, explore, export
from eventlog.cite.telling import told
from eventlog.cli.root import root
from eventlog.errors import MissingExtra
from explore_samples import book_of

Line = tuple[str | None, str]
"""A question, None where the line is of several or says so itself, and what is printed."""

FORMATS = ("table", "json", "jsonl", "csv", "md")
BEFORE_AND_AFTER = ("2031-06-03", "2031-07-20")
ANSWERING = {
    "questions": ["--as-of", "{date}"],
    "as-of": ["{date}"],
    "timeline": ["{question}", "--as-of", "{date}"],
    "diff": ["{before}", "{date}"],
    "why": ["{claim}", "--as-of", "{date}"],
    "why-not": ["{claim}", "--as-of", "{date}"],
    "impact": ["{report}", "--as-of", "{date}"],
    "brief": ["{question}", "--as-of", "{date}"],
}
PAGES = {"brief": ("md", "html")}
"""The formats of commands that have formats of their own."""
SILENT = {
    *("import", "add", "explore", "plot", "verify", "checkpoint", "prove", "check", "timestamp"),
    *(
        "backup",
        "copy",
        "export",
        "redact",
        "doctor",
        "repair",
        "rotate",
        "erasure",
        "segments",
        "propose",
        "review",
        "schema",
    ),
    *("mcp", "serve", "find", "watch", "carry", "take", "carry-over"),
    *("draft", "annotate", "reports", "show", "echoes", "strike", "amend", "merge", "split", "link", "assess"),
    *("retract", "supersede", "correct", "cite", "cite check"),
}
"""Commands that print no answer. The page that `explore` writes is walked by itself, and the line in which `cite` and
`cite check` tell an answer (`Told`) among the objects.
"""
READERS = {
    *("from_web_annotations", "from_doccano", "from_label_studio", "from_uima", "to_uima"),
    *("from_claim_reviews", "Agents", "dates", "from_csv", "from_ftm", "from_jsonl", "write"),
}
"""What of `export` gives nothing out, or only puts into a file what another one gave; `to_uima` marks a held text, and
the logs that are walked hold none.
"""


class Told(str):
    """An answer in a line, which shows itself as it is printed."""

    __slots__ = ()
    __repr__ = str.__str__


def objects(log: EventLog, date: str, policy: str, before: str) -> Iterator[tuple[str, Any, str | None]]:
    """Everything that a user holds and prints, by the name of its class."""
    knowledge = log.as_of(date, policy=policy)
    yield "Knowledge", knowledge, None
    reports = set()
    for standing in knowledge:
        yield "Standing", standing, standing.id
        yield "Told", Told(told(standing)), standing.id
        for kind, some in (("Answer", standing.positions), ("Segment", standing.timeline)):
            for one in some:
                yield kind, one, standing.id
        for segment in standing.timeline:
            yield from (("Held", held, standing.id) for held in segment.held)
        for claim in (*standing.claims, *standing.possibly):
            yield "LiveClaim", claim, standing.id
            yield "Why", knowledge.why(claim), standing.id
            yield "WhyNot", knowledge.why_not(claim), standing.id
            reports.add(str(claim.claim.report))
    for report in sorted(reports)[:3]:
        yield from (("Impact", one, one.question) for one in knowledge.impact(report))
    changes = eventlog.diff(log.as_of(before, policy=policy), knowledge)
    yield "Changes", changes, None
    yield from (("Change", one, one.question) for one in changes)


def shown(one: Any) -> Iterator[str]:
    """How an object shows itself: printed, at a prompt, in a notebook."""
    for text in (str(one), repr(one)):
        yield from text.splitlines()
    if hasattr(one, "_repr_html_"):
        text = re.sub(r"<br\s*/?>", "\n", one._repr_html_())
        yield from html.unescape(re.sub(r"</?(t[rdh]|caption|p|li|d[tdl]|ul|table)[^>]*>", "\n", text)).splitlines()


def commands(path: Path, log: EventLog, date: str, policy: str, before: str) -> Iterator[tuple[str, str, Line]]:
    """What every command prints of an answer, in every format."""
    knowledge = log.as_of(date, policy=policy)
    standings = list(knowledge)
    claims = {one.question.id: one.claims[0].claim for one in standings if one.claims}
    for name, words in ANSWERING.items():
        asked: list[str | None] = list(claims) if "{question}" in words or "{claim}" in words else [None]
        for question in asked:
            one = claims[question] if question else next(iter(claims.values()))
            told = {"date": date, "before": before, "question": question, "claim": one.id, "report": str(one.report)}
            argv = [word.format(**told) for word in words]
            for form in PAGES.get(name, FORMATS):
                options = ["--log", str(path), "--policy", policy, "-f", form]
                done = CliRunner().invoke(root, [name, *argv, *options], env={"COLUMNS": "2000"})
                assert done.exit_code in (0, 1), (name, argv, done.output, done.exception)
                about = question
                for line in lines_of(done.stdout, form):
                    yield name, form, (line[0] or about, line[1])


def lines_of(text: str, form: str) -> Iterator[Line]:
    """The lines of an output, by its format; of JSON and CSV every text, with the question of its row."""
    if form in ("json", "jsonl"):
        for piece in [text] if form == "json" else text.splitlines():
            yield from texts(json.loads(piece or "null"))
    elif form == "csv":
        for row in csv.DictReader(io.StringIO(text)):
            yield from ((row.get("question"), cell) for cell in row.values() if cell)
    elif form == "html":
        bare = re.sub(r"</?(p|li|h\d|ol|ul|title)\b[^>]*>", "\n", text)
        yield from ((None, html.unescape(re.sub(r"<[^>]*>", "", line))) for line in bare.splitlines())
    else:
        question = None
        for line in (re.sub(r"\[\^\d+\]|\[@basis1[^\]]*\]|^\* |\*\*", "", one) for one in text.splitlines()):
            begun = re.match(r"^\|? ?([a-z][\w-]*(?:\.[\w-]+)+)\b", line)
            question = begun[1] if begun else question
            yield from ((question, cell.strip()) for cell in re.split(r"\s{2,}|(?<!\\)\||<br>", line) if cell.strip())


def texts(value: Any, question: str | None = None) -> Iterator[Line]:
    """Every text of a JSON value, with the question of the nearest object that names one."""
    if isinstance(value, str):
        yield from ((question, line) for line in value.splitlines())
    elif isinstance(value, dict):
        named = value.get("question")
        for one in value.values():
            yield from texts(one, named if isinstance(named, str) else question)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts(one, question)


def _pieces(pieces: Any) -> Iterator[Line]:
    text = pieces if isinstance(pieces, str) else "".join(one if one.endswith("\n") else f"{one}\n" for one in pieces)
    try:
        values = [json.loads(text)]
    except json.JSONDecodeError:
        values = [json.loads(line) for line in text.splitlines()]
    for one in values:  # TimelineJS takes HTML
        yield from ((question, html.unescape(text)) for question, text in texts(one))


def _table(table: Any) -> Iterator[Line]:
    for row in table.to_pylist() if hasattr(table, "to_pylist") else table.to_dict("records"):
        yield from texts(row)


EXPORTERS: dict[str, Callable[[EventLog, Any, Path], Iterator[Line]]] = {
    "events_to_jsonl": lambda log, _, __: _pieces(export.events_to_jsonl(log.entries())),
    "to_cloud_events": lambda log, _, __: _pieces(export.to_cloud_events(log.entries())),
    "to_csv": lambda _, known, __: lines_of("".join(export.to_csv(known)), "csv"),
    "to_jsonl": lambda _, known, __: _pieces(export.to_jsonl(known)),
    "to_ftm": lambda _, known, __: _pieces(export.to_ftm(known)),
    "to_prov_json": lambda _, known, __: _pieces(export.to_prov_json(known)),
    "to_prov": lambda _, known, __: _pieces(export.to_prov(known).serialize()),
    "to_timeline_js": lambda _, known, __: _pieces(export.to_timeline_js(known)),
    "to_web_annotations": lambda _, known, __: _pieces(export.to_web_annotations(known)),
    "to_claim_reviews": lambda _, known, __: _pieces(
        export.to_claim_reviews(known, author="The desk", url="https://example.org/")
    ),
    "to_arrow": lambda _, known, __: _table(export.to_arrow(known)),
    "to_polars": lambda _, known, __: (line for row in export.to_polars(known).to_dicts() for line in texts(row)),
    "to_pandas": lambda _, known, __: _table(export.to_pandas(known)),
    "to_parquet": lambda _, known, folder: _parquet(known, folder),
}


def _parquet(known: Any, folder: Path) -> Iterator[Line]:
    export.to_parquet(known, folder / "rows.parquet")
    from pyarrow import parquet

    return _table(parquet.read_table(folder / "rows.parquet"))


def exported(name: str, log: EventLog, knowledge: Any, folder: Path) -> list[Line] | None:
    """What an exporter gives out; None where what it needs is not installed."""
    try:
        return list(EXPORTERS[name](log, knowledge, folder))
    except MissingExtra:
        return None


def page(log: EventLog) -> Iterator[Line]:
    """Everything that the explorer's page may show of an answer."""
    book = book_of(explore.page(log))
    for question in book["questions"]:
        for state in question["states"]:
            rows = [*(row for line in state[3] for row in line), *(row for one in state[5] for row in one[:2])]
            rows += [state[2], *state[10], *(row for one in state[7] for row in one)]
            yield from ((question["id"], book["phrases"][row]) for row in rows)
        parts = [part for reading in question["readings"].values() for part in reading["parts"]]
        yield from ((question["id"], book["claims"][part[0]][1]) for part in parts)
