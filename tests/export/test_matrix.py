"""The matrix of docs/reference/exports.md: what each format carries and what it loses, held fact by fact.

Each fact has a mark in one log. A format is written, read back, and searched for the mark: where the matrix says that
the fact is carried, it must be there, and where it says that it is lost, it must not.
"""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from eventlog import export
from eventlog.export.formats import FORMATS as REGISTRY
from export_readers import reader
from export_samples import DIGITS, TEXT, marked

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "exports.md"

# Each fact with what shows that it is there, as a pattern over what was read back.
FACTS = {
    "question": "mark\\.question",
    "the question in words": "MARK words",
    "status": "\\b(alleged|rumoured)\\b",
    "claim's id": "claim:[0-9a-f]{32}|claim-[0-9a-f]{32}",
    "answer: every digit": ",?".join(map(re.escape, DIGITS)),
    "answer: number as written": "MARK written",
    "answer: window": "2031-02\\b(?!-)",
    "stance": "\\bpredict\\b",
    "factuality": "PR\\+",
    "chain": "outlet[:-]mark-teller",
    "quotation": "\\bmixed\\b",
    "scope": "\\binferred\\b",
    "cue": "b06ae35c3ff6",
    "said, as given": "in early spring of MARK",
    "said: what it is counted from": "2031-05-05",
    "said: earliest and latest": "2031-02-28[T ]22:00",
    "during, as given": "2031-07/\\.\\.",
    "during: bounds": "2031-06-30[T ]21:00",
    "condition": "MARK condition",
    "paraphrase": "MARK paraphrase",
    "extractor": "mark-extractor/7",
    "evidence: place": "\\b21\\b",
    "evidence: digest": "1f3c",
    "evidence: words": "About 12 thousand men",
    "fragment: page": r"page=4|\"page\": ?4\b",
    "fragment: box": r"xywh=percent:11,12,13,14|\"height\": ?\"14\"",
    "fragment: time": r"t=npt:15\.5,16|\"begin\": ?\"15\.5\"",
    "fragment: outline": "M 17 18",
    "fragment: digest of the file": "cdcdcdcd",
    "report's title": "MARK title",
    "report's publisher": "outlet[:-]mark-publisher",
    "report's authors": "MARK author",
    "report's address": "mark-url",
    "report's language": "en-GB",
    "report's zone": "Europe/Lisbon",
    "report's text": "No one else was",
    "report's digest": "digest of the text",
    "page's digest": "abababab",
    "the text's reader": "mark-reader 3",
    "published, as given": "\\[2031-06-24\\.\\.2031-06-27\\]",
    "published: earliest and latest": "2031-06-23[T ]23:00",
    "published: basis": "MARK earliest",
    "recorded": "2031-07-09T08:07:06|20310709|2031-07-09 08:07:06",
    "agent's name": "MARK name",
    "agent's aliases": "MARK alias",
    "agent's institution": "gov[:-]mark-part",
    "one agent under two names": "mark-other",
    "link": "MARK basis",
    "assessment": "MARK note",
    "withdrawal": "MARK reason|retracted by org:example",
    "withdrawal: reason": "MARK reason",
}


def arrow() -> str:
    """What pyarrow reads."""
    reader("pyarrow")
    log, _ = marked()
    return json.dumps(export.to_arrow(log.as_of("2031-07-31")).to_pylist(), default=str, ensure_ascii=False)


def prov() -> str:
    """What prov writes."""
    reader("prov")
    log, _ = marked()
    return export.to_prov_json(log.as_of("2031-07-31"))


def uima() -> str:
    """What dkpro-cassis reads of the claim's report, written anew."""
    cassis = reader("cassis")
    log, report = marked()
    return cassis.load_cas_from_json(export.to_uima(log.as_of("2031-07-31"), report)).to_json(ensure_ascii=False)


READ_BACK: dict[str, Callable[[], str]] = {"parquet": arrow, "prov": prov, "uima": uima}
"""What the other side's own reader makes of a format; of the others the text itself is searched."""
ASKED = {"claim-reviews": {"author": "The desk", "url": "https://example.org/reviews"}}


def written(name: str) -> str:
    """What a row of the registry writes, as its own reader has it where there is one."""
    if name in READ_BACK:
        return READ_BACK[name]()
    return "".join(REGISTRY[name].pieces(marked()[0].as_of("2031-07-31"), **ASKED.get(name, {})))


FORMATS: dict[str, Callable[[], str]] = {row.column: partial(written, name) for name, row in REGISTRY.items()}


def matrix() -> dict[str, dict[str, str]]:
    """Fact -> format -> word, as the page has it."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("| fact |"))
    table = itertools.takewhile(lambda line: line.startswith("|"), lines[first:])
    heads, _, *rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in table]
    return {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in rows}


def probe() -> dict[str, dict[str, bool]]:
    """What is there, for writing the page anew."""
    texts = {name: make() for name, make in FORMATS.items()}
    return {fact: {name: _there(fact, text) for name, text in texts.items()} for fact in FACTS}


def _there(fact: str, text: str) -> bool:
    plain = html.unescape(text)
    _, report = marked()
    claim_digests = {"cue": report.find("Körner said").digest, "evidence: digest": report.find(TEXT[21:43]).digest}
    if fact in claim_digests:
        return claim_digests[fact] in plain
    if fact == "report's digest":
        return str(report.digest) in plain
    if fact == "evidence: place":
        return re.search(r'"begin": ?21\b|"start": ?21\b|start""?: 21\b|\b21:43\b', plain) is not None
    return re.search(FACTS[fact], plain) is not None


def test_the_page_knows_every_fact_and_every_format() -> None:
    """The rows and columns of the matrix are those that are tested, and each row of the registry is one of them."""
    told = matrix()
    assert list(told) == list(FACTS)
    assert {tuple(row) for row in told.values()} == {tuple(FORMATS)}


@pytest.mark.parametrize("name", FORMATS)
def test_what_the_matrix_says_is_so(name: str) -> None:
    """A fact is in the file where the matrix says so, and not where it says that it is lost."""
    text = FORMATS[name]()
    wrong = {}
    for fact, row in matrix().items():
        assert row[name] in ("yes", "words", "-"), f"{fact}, {name}: {row[name]!r} is no word of the matrix"
        there = _there(fact, text)
        if there is (row[name] == "-"):
            wrong[fact] = f"the matrix says {row[name]!r}, the file {'has' if there else 'lacks'} it"
    assert wrong == {}
