"""The three laws of words, on every surface, in every format: names back their answer, no denial or hedge reads as yes,
and a status stands with an answer of that status.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import eventlog
import flood
import words_log
from eventlog import EventLog, Policy, export, knowledge
from eventlog.cli.root import root
from eventlog.export import plot
from eventlog.knowledge import changes
from words_reader import Own, Told, Witness, spoken, witness
from words_surfaces import (
    ANSWERING,
    EXPORTERS,
    FORMATS,
    PAGES,
    READERS,
    SILENT,
    commands,
    exported,
    objects,
    page,
    shown,
)

CORPUS = Path(__file__).resolve().parents[2] / "examples" / "corpus"
TALK = {"talk": (words_log.BEFORE, words_log.LATER)}
LOGS = TALK | {"corpus": ("2024-06-27", "2024-10-25"), "flood": ("2031-03-20", "2031-04-30")}
FIRST = {"talk": "2031-06-03", "corpus": "2024-06-25", "flood": "2031-03-05"}
VALUES = {
    *("Basis", "Cut", "Figure", "First", "Hit", "Live", "Policy", "Problem", "Quote", "RULES", "Reason", "Reproduced"),
    *("Status", "What", "below", "diff"),
}
"""Public names of knowledge that print no claim and no answer, or only what one of the walked classes prints."""

each_policy = pytest.mark.parametrize("policy", [str(one) for one in Policy])
each_cut = pytest.mark.parametrize(("name", "date"), [(name, date) for name, dates in LOGS.items() for date in dates])


@cache
def log_of(name: str) -> EventLog:
    """One of the three logs, in memory."""
    if name == "corpus":
        log = eventlog.open(":memory:", zone="Europe/Kyiv")
        log.record(*eventlog.load(CORPUS))
        return log
    return words_log.build() if name == "talk" else flood.build()[0]


@cache
def witness_of(name: str) -> Witness:
    """What the claims of a log say."""
    return witness(log_of(name))


def faults(name: str, lines: Iterator[tuple[str | None, str]]) -> tuple[list[str], int]:
    """What is false in these lines, and how many names beside an answer were looked at."""
    found, told = [], 0
    for question, line in dict.fromkeys(lines):
        told += sum(1 for _ in witness_of(name).read(line))
        found += witness_of(name).check(line, question if question in witness_of(name).said else None)
    return found, told


def test_the_reader_of_sentences_finds_what_is_false() -> None:
    """A name that does not back the answer, a hedge as Yes, a denial as affirmation, a figure that is not one's own."""
    mind = witness_of("talk")
    for false, question in (
        ("Yes, says Port Union", "port.leak"),
        ("Yes, says Judge Holm", "port.fire"),
        ("Probably yes, says Ada Berg", "port.fire"),
        ("12,000 sailors, say Chief Dahl and Coast Service", "port.crew"),
        ("12,000 sailors, says Coast Service; compatible: 12,000 (Chief Dahl)", "port.crew"),
        ("More than 10,000 sailors, say Chief Dahl and Coast Service", "port.crew"),
        ("12,000 sailors, say Coast Service and Chief Dahl (more than 10,000)", "port.crew"),
        ("No, says Spokesman Lind", "port.strike"),
        ("Yes, says Harbour Board; no, says Ministry of Transport", "port.shut"),
        ("alleged: Yes, say Harbour Board (13 June) and Port Union", None),
    ):
        assert mind.check(false, question), false
    for true, question in (
        ("No, says Port Union (4 June)", "port.leak"),
        ("Possibly yes, says Judge Holm (rumoured); probably not, says Ada Berg", "port.fire"),
        ("More than 10,000 sailors, say Chief Dahl and Coast Service (12,000)", "port.crew"),
        ("12,000 sailors, says Coast Service; compatible: more than 10,000 (Chief Dahl)", "port.crew"),
        ("Spokesman Lind gives no answer", "port.strike"),
    ):
        assert not mind.check(true, question), true
    told = list(mind.read("Yes, say Ada Berg and Port Union (probably)"))
    assert told == [Told("Ada Berg", spoken("yes")), Told("Port Union", Own(False, "probably ", "yes"), spoken("yes"))]


def test_no_surface_is_left_out_of_the_walk() -> None:
    """Every class, command and exporter that there is stands in a table here: a new one fails until it does."""
    talk = {kind for date in LOGS["talk"] for kind, _, _ in objects(log_of("talk"), date, "possible", FIRST["talk"])}
    assert talk == {*knowledge.__all__, "Told"} - VALUES
    showing = {n for n, one in inspect.getmembers(changes, inspect.isclass) if one.__module__ == changes.__name__}
    assert {one for one in showing if not one.startswith("_")} == {"Change", "Changes"}
    assert {*root.list_commands(None)} == {*ANSWERING} | SILENT  # type: ignore[arg-type]
    for command in ANSWERING:
        found = root.get_command(None, command)  # type: ignore[arg-type]
        assert found is not None
        (form,) = (one for one in found.params if one.name in ("form", "format", "format_", "layout"))
        assert tuple(form.type.choices) == PAGES.get(command, FORMATS)  # type: ignore[attr-defined]
    assert {*export.__all__} == {*EXPORTERS} | READERS
    assert {*plot.__all__} == {"Picture", "figures", "growth", "opening", "ribbons", "said_and_known"}


@each_policy
@each_cut
def test_objects_say_what_was_said(name: str, date: str, policy: str) -> None:
    """Printed, at a prompt and in a notebook."""
    lines = (
        (question, line) for _, one, question in objects(log_of(name), date, policy, FIRST[name]) for line in shown(one)
    )
    found, told = faults(name, lines)
    assert found == []
    assert told > 5


@pytest.fixture(scope="module", params=[*TALK, "flood"])
def filed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A log in a file."""
    path = tmp_path_factory.mktemp("words") / f"{request.param}.db"
    (words_log.build(path) if request.param == "talk" else flood.build(str(path))[0]).close()
    return request.param, path


@each_policy
def test_commands_say_what_was_said_in_every_format(filed: tuple[str, Path], policy: str) -> None:
    """Every command that answers, as a table, JSON, JSON Lines, CSV and Markdown."""
    name, path = filed
    seen: dict[str, int] = {}
    for date in LOGS[name]:
        for command, form, line in commands(path, log_of(name), date, policy, FIRST[name]):
            found, told = faults(name, iter([line]))
            assert found == [], (command, form)
            seen[f"{command} {form}"] = seen.get(f"{command} {form}", 0) + told
    naming = {"as-of", "diff", "why"}  # the others give the answer alone, or the ids of claims
    wanted = {f"{command} {form}" for command in naming for form in FORMATS} - {"why json", "why jsonl"}
    assert {one for one in wanted if not seen.get(one)} == set()


@each_policy
@each_cut
@pytest.mark.parametrize("exporter", EXPORTERS)
def test_exports_say_what_was_said(name: str, date: str, policy: str, exporter: str, tmp_path: Path) -> None:
    """Every exporter that gives something out."""
    log = log_of(name)
    lines = exported(exporter, log, log.as_of(date, policy=policy), tmp_path)
    if lines is None:
        pytest.skip(f"{exporter} needs what is not installed here: make test-exports has it")
    assert lines
    assert faults(name, iter(lines))[0] == []


@pytest.mark.parametrize("name", LOGS)
def test_the_explorer_says_what_was_said(name: str) -> None:
    """Every line of every state, under both readings."""
    found, told = faults(name, page(log_of(name)))
    assert found == []
    assert told > 10


@each_policy
@each_cut
def test_pictures_say_what_was_said(name: str, date: str, policy: str) -> None:
    """Titles, labels and rows: each row's source says what stands in it."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed here: make test-exports has it")
    known = log_of(name).as_of(date, policy=policy)
    for standing in list(known)[:20]:
        picture = plot.said_and_known(known, standing.id)
        title = standing.question.words or standing.id
        assert picture.title.startswith(title)
        said = witness_of(name).said.get(standing.id, {})
        for row in picture.rows:
            by = [
                own
                for who, some in said.items()
                if who.startswith(row[0].removesuffix(" (inferred)").rstrip("…"))
                for own in some
            ]
            own = spoken(row[2])
            if row[2] == "gives no answer":
                assert None in by
            else:
                assert any(one and (one.negative, one.hedge) == (own.negative, own.hedge) for one in by), row


def affirms(line: str) -> bool:
    """Whether an answer's line begins with an affirmation that is more than a possibility."""
    own = spoken(re.split(r", (?![^(]*\))", line, maxsplit=1)[0])
    return not own.negative and own.hedge != "possibly "


@each_policy
@each_cut
def test_a_status_stands_with_an_answer_of_that_status(name: str, date: str, policy: str) -> None:
    """Denied never stands above an affirmation, and what is alleged or firmer never above a denial or a possibility."""
    from eventlog.render.showing import answer_lines, headline

    known = log_of(name).as_of(date, policy=policy)
    for standing in known:
        for words, told in headline(standing):
            status = words.removeprefix("over all time ").split(" ")[0]
            assert status == ("not" if words.startswith("not certainly") else str(told.status)), words
            lines = answer_lines(told, known.name_of)
            if status == "denied":
                assert spoken(re.split(r", (?![^(]*\))", lines[0], maxsplit=1)[0]).negative, lines
            if status in ("confirmed", "announced", "corroborated", "alleged"):
                assert affirms(lines[0]), (status, lines)
                assert not any(f"({one})" in lines[0] for one in ("denied", "disputed")), lines
            if status in ("unreported", "not"):
                assert not any(list(witness_of(name).read(line)) for line in lines), lines
            for line, position in zip(lines, told.positions, strict=False):
                marked = re.search(rf"[(] ?(?:[^()]*, )?{position.status}(?:, [^()]*)?[)]", line) is not None
                assert marked == (position.status != told.status), (line, position.status)


def test_what_was_withheld_is_said_everywhere() -> None:
    """Of the question whose one claim was redacted, no surface says bare unreported."""
    log = log_of("talk")
    known = log.as_of(words_log.LATER)
    gone = known["port.flood"]
    assert "withheld: 1 entry" in str(gone)
    assert "withheld: 1 entry" in gone._repr_html_()
    assert any("withheld: 1 entry" in line for line in shown(known)) or len(known.questions) > 50
    assert not any("no-such-question" in str(one) for one in gone.problems)


def test_the_other_reading_is_said_on_the_line_of_the_status() -> None:
    """Under both readings, where the other one gives another status."""
    log = log_of("talk")
    for policy, crane, tide in (
        ("certain", "alleged · disputed if", "not certainly public · alleged if"),
        ("possible", "disputed · alleged if only certain", "alleged · unreported if only certain"),
    ):
        known = log.as_of(words_log.BEFORE, policy=policy)
        for question, words in (("port.crane", crane), ("port.tide", tide)):
            for text in (str(known[question]), known[question]._repr_html_()):
                assert words in text, (policy, question)


def test_the_demo_says_what_was_said(monkeypatch: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line of `make demo` with its question, sentences over several lines taken together."""
    import runpy

    script = CORPUS.parent / "then_and_now.py"
    monkeypatch.setattr("sys.argv", [str(script), "--all"])
    with pytest.raises(SystemExit):
        runpy.run_path(str(script), run_name="__main__")
    blocks = capsys.readouterr().out.split("\n\n")
    known = log_of("corpus").as_of("2024-10-25")
    words = {" ".join(one.question.words.split())[:60]: one.id for one in known}
    told = 0
    for block in blocks[1:]:
        lines = block.splitlines()
        question = next((id for asked, id in words.items() if " ".join(lines[:2]).startswith(asked)), None)
        assert question is not None, lines
        for sentences in _columns(lines):
            found = witness_of("corpus").check(sentences, question)
            told += sum(1 for _ in witness_of("corpus").read(sentences))
            assert found == []
    assert told > 40, "the demo names who says so"


def _columns(lines: list[str]) -> Iterator[str]:
    """The right-hand column of a block as sentences; what changed, as one."""
    text, changed = "", False
    for line in lines:
        if line.startswith("..."):
            return
        begins = line[:8].strip() in ("changed", "27 June", "25 Oct")
        if begins or not line.startswith("   ") or line[9:].startswith("over all time"):
            yield text
            text, changed = "", line.startswith("changed")
        if begins or line.startswith("   "):
            text = f"{text} {line[9:].strip() if changed else line[42:].strip()}".strip()
    yield text
