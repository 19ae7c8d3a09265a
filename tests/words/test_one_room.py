"""Nobody but `render` puts a value and a name into one line, and who shows what it says stands in the walk.

Source files are read, not imported: a function that nobody lists anywhere is found as well.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import eventlog
from words_reader import VERBS
from words_surfaces import EXPORTERS, READERS

SOURCES = Path(eventlog.__file__).parent
SHOWING = {
    "cite/causes.py": "an entry that moved an answer, by the line of its claim as show has it",
    "cite/moved.py": "the lines of diff",
    "cite/sourcing.py": "brief",
    "cite/telling.py": "Told: the answer of cite and cite check",
    "cli/commands/asking.py": "questions, as-of, timeline",
    "cli/commands/citing.py": "counts: no sentence",
    "cli/commands/comparing.py": "diff",
    "cli/commands/doctoring.py": "the JSON of verify and reports: no sentence",
    "cli/commands/looking.py": "show",
    "cli/commands/exporting.py": "how many entries were written: a number with its noun",
    "cli/commands/planning.py": "the JSON of a receipt: moments, no sentence; a plan has the lines of show",
    "cli/commands/finding.py": "excerpts as they were written, marked: no sentence",
    "cli/commands/proposing.py": "what waits for review, by the sentence of its claim",
    "cli/commands/proving.py": "the JSON of verify: problems, no sentence",
    "cli/commands/reasons.py": "why, why-not, impact",
    "cli/commands/recording.py": "the JSON of a receipt: moments, no sentence",
    "cli/commands/watching.py": "the lines of Change, and a number of what was redacted",
    "cli/output.py": "how a status is coloured: no sentence",
    "cli/root.py": "what each status means, in help: no sentence",
    "cli/logs.py": "the line on stderr about what can't be read, walked by the law over damage",
    "explore/book.py": "the explorer's page",
    "explore/html.py": "how a status looks: no sentence",
    "explore/plain.py": "the explorer's page: reasons",
    "explore/turns.py": "the explorer's page",
    "export/catalogue.py": "to_ftm, to_prov, to_web_annotations",
    "export/claim_review.py": "to_claim_reviews",
    "export/canvas.py": "pictures",
    "export/growth.py": "pictures",
    "export/plot.py": "pictures",
    "export/ribbons.py": "pictures",
    "export/timeline_js.py": "to_timeline_js",
    "export/web_annotations.py": "to_web_annotations",
    "knowledge/changes.py": "Change, Changes",
    "knowledge/impact.py": "Impact",
    "knowledge/knowledge.py": "Knowledge",
    "knowledge/rows.py": "to_csv, to_jsonl, to_arrow",
    "knowledge/table.py": "Knowledge.table, held equal to the standings by the laws of accelerate",
    "knowledge/unread.py": "warnings of what can't be read, walked by the law over damage",
    "knowledge/why.py": "Why, WhyNot",
    "log/reader.py": "the same warning of columns",
    "runners/plain.py": "the same warning of segments",
    "mcp/meanings.py": "what each status means: no sentence",
    "mcp/words.py": "the tools of an agent, walked by tests/mcp",
    "serve/shapes.py": "the same over HTTP, walked by tests/serve",
    "standing/live.py": "LiveClaim",
    "standing/result.py": "Standing, Answer",
    "standing/timeline.py": "Segment, Held",
    "transfer/answers.py": "how many entries an answer rests on: a number with its noun",
}
"""The files that say what `render` puts into words, and what of the walk prints it."""
PARTS = {
    *("json_lines", "name_of", "read_text", "Catalogue", "catalogue", "date_prefix", "entity_id"),
    *(
        "schema_of",
        "slug",
        "body_of",
        "rebuilt",
        "cell",
        "guarded",
        "plain",
        "Picture",
        "growth",
        "said_and_known",
        "figures",
    ),
    *("ribbons", "opening", "cut_line", "signs", "moment_words", "marked", "date_of", "canvas", "ribbons_of"),
    *("cut_words", "lost"),
    *("Row", "placed"),
    *("Format", "format_named"),
    *("Arriving", "recognised", "reading", "read_bytes", "reviews"),
    *("Mark", "Marked", "claims_of", "known_artefacts", "artefact_name", "digest_named"),
    *("fragment_in", "selector_of", "split_address", "text_selectors"),
}
"""Public names in the files of `export` that give out nothing by themselves; pictures are walked by themselves."""
SENTENCE = re.compile(
    rf", ?(?:{'|'.join(VERBS)})\b(?! (?:that|so|nothing|which|when|what|it)\b)"
    r"|^(?:yes|no|not|possibly|probably), (?!or )|^ (?:gives?) no answer|^ (?:doubts|denies) it",
    re.IGNORECASE,
)


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every file of the library but those of the room that says things, as a tree."""
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).as_posix()
        if not name.startswith("render/"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text in a file that is no docstring and no comment."""
    prose = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in prose:
            yield one.lineno, one.value


def saying(tree: ast.AST) -> list[tuple[int, str]]:
    """Texts of a file that are a piece of a sentence about who answers what."""
    return [(line, text) for line, text in texts(tree) if SENTENCE.search(text)]


def of_render(tree: ast.AST) -> bool:
    """Whether a file takes anything from the room that says things, but for dates."""
    taken = [one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module]
    taken += [alias.name for one in ast.walk(tree) if isinstance(one, ast.Import) for alias in one.names]
    taken += [
        f"{one.module}.{alias.name}" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) for alias in one.names
    ]
    rooms = [one for one in taken if one.startswith("eventlog.render")]
    return any(not one.startswith("eventlog.render.dates") for one in rooms)


def test_only_one_room_makes_sentences() -> None:
    """No text outside it is a piece of one: "Yes, says everybody" in a projection would be found."""
    found = [(name, *one) for name, tree in sources() for one in saying(tree)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        'print("Yes, says everybody")',
        'f"{answer}, says {name}"',
        'f"{answer}, according to {name}"',
        'f"{name} gives no answer"',
        'f"no, {verb} {name}"',
    ],
)
def test_such_a_piece_is_seen(line: str) -> None:
    """The pattern sees what it is to see."""
    assert saying(ast.parse(line))


def test_whoever_shows_what_is_said_is_walked() -> None:
    """A new file that takes sentences from the room stands here, with the surface that the walk has of it."""
    assert {name for name, tree in sources() if of_render(tree)} == {*SHOWING}


def test_every_public_name_of_the_exports_is_walked() -> None:
    """Whatever it is called: a new function or class gives something out, or is a part of what does."""
    public = {
        one.name
        for name, tree in sources()
        if name.startswith("export/")
        for one in tree.body
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not one.name.startswith("_")
    }
    assert public == {*EXPORTERS} | READERS | PARTS
