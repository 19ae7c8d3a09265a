"""On a terminal: a table that fits, colours that can be switched off, questions for what is missing, a bar."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from command_line import PROGRAM, program, terminal
from eventlog.tables import width_of

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
BAR = """
import sys, time
from eventlog.cli.options import Settings
from eventlog.cli.progress import Bar
settings = Settings()
settings.quiet = "quiet" in sys.argv
with Bar("counting", settings) as bar:
    for done in range(int(sys.argv[1])):
        bar(done, 100)
        time.sleep(0.1)
print("rich" in sys.modules)
"""


def test_on_a_terminal_an_answer_is_a_table_that_fits(corpus_log: Path) -> None:
    """80 columns and 60: no line is wider, whatever is in it; through a pipe it is JSON Lines."""
    asked = ("-q", "as-of", "2024-10-25", "--about", "dprk.troops")  # quiet: a busy machine would show a bar
    for columns in (80, 60):
        done = terminal([*PROGRAM, *asked], columns=columns, EVENTLOG=str(corpus_log))
        assert done.code == 0
        plain = COLOUR.sub("", done.out)
        assert "\x1b" not in plain
        lines = plain.splitlines()
        assert lines[0].startswith("Public by 25 October 2024")
        assert max(map(width_of, lines)) <= columns
        assert any(line.startswith("question") for line in lines)
    piped = program(*asked, EVENTLOG=str(corpus_log))
    assert json.loads(piped.out.splitlines()[0])["question"].startswith("dprk.troops")


def test_colours_can_be_switched_off(corpus_log: Path) -> None:
    """There are colours on a terminal, none with NO_COLOR, and none on one that has none."""
    asked = [*PROGRAM, "-q", "as-of", "2024-10-25", "--about", "dprk.troops.number", "--log", str(corpus_log)]
    assert COLOUR.search(terminal(asked).out)
    assert "\x1b" not in terminal(asked, NO_COLOR="1").out
    assert "\x1b" not in terminal(asked, TERM="dumb").out


def test_add_asks_for_what_is_missing(own_log: Path) -> None:
    """Each missing part is asked for, and what was answered is recorded."""
    done = terminal(
        [*PROGRAM, "-q", "add", "--title", "Kursk: first units seen", "--log", str(own_log)],
        answers=[
            ("Publisher", "outlet:example"),
            ("Published", "2024-10-23"),
            ("Question", "dprk.troops.kursk"),
            ("Answer", "yes"),
            ("Who says so", "outlet:agency gov:ukraine"),
        ],
    )
    assert done.code == 0, done.out
    assert "recorded" in done.out
    [one] = program("as-of", "2024-10-25", "--about", "dprk.troops.kursk", EVENTLOG=str(own_log)).objects[:1]
    assert "gov:ukraine" in one["roots"]["for"]


def test_add_asks_again_and_for_what_a_number_needs(own_log: Path) -> None:
    """A slip costs one answer and not all; a number is asked for its unit, a new question for its kind."""
    log = ("--log", str(own_log))
    report = [("Publisher", "my paper"), ("Publisher", "outlet:mine"), ("Title", "Count")]
    report += [("Published", "lately"), ("Published", "2024-10-22")]
    known = [("Question", "dprk.troops.number"), ("Answer", "13000"), ("Who", "un"), ("Who", "gov:un")]
    done = terminal([*PROGRAM, "-q", "add", *log], answers=[*report, *known, ("Unit", "person"), ("Of what", "troops")])
    assert done.code == 0, done.out
    assert done.out.count("Error: ") == 3
    new = [("Question", "dprk.troops.first"), ("Answer", "2024-10-23"), ("Who", ""), ("What kind", "time")]
    done = terminal([*PROGRAM, "-q", "add", *log], answers=[*report[1:3], *report[4:], *new])
    assert done.code == 0, done.out
    numbers, first = (
        program("as-of", "2024-10-25", "--about", question, *log).objects[0]
        for question in ("dprk.troops.number", "dprk.troops.first")
    )
    assert "13,000" in str(numbers)
    assert (first["answer"], "2024-10-23" in str(first["positions"])) == ("time", True)


@pytest.mark.parametrize(
    ("theirs", "code", "claims"),
    [(("agent", "--value", "org:owner"), 2, 1), (("quantity", "--value", "41", "--unit", "person"), 0, 2)],
)
def test_a_question_that_another_defines_while_somebody_types_keeps_its_type(
    own_log: Path, theirs: tuple[str, ...], code: int, claims: int
) -> None:
    """An answer of another type is refused, as one that comes a moment later is; one of its type goes in."""
    report = ("--publisher", "outlet:mine", "--title", "Fire", "--published", "2024-10-22", "--log", str(own_log))
    begun = ("-q", "add", *report, "--question", "fire.new", "--answer")

    def meanwhile() -> str:
        assert program(*begun, *theirs).code == 0
        return "person"

    mine = [*PROGRAM, *begun, "quantity", "--value", ">40", "--by", "gov:un"]
    done = terminal(mine, answers=[("Unit", meanwhile), ("Of what", "")])
    assert done.code == code, done.out
    assert ("fire.new is answered by an agent: leave --answer quantity out" in " ".join(done.out.split())) == (code > 0)
    [standing] = program("as-of", "2024-10-25", "--about", "fire.new", "--log", str(own_log)).objects
    assert (standing["answer"], len(standing["claims"]), standing["problems"]) == (theirs[0], claims, [])


def test_a_bar_is_shown_to_who_waits_and_looks() -> None:
    """After a second, on a terminal, unless told to be quiet; before that rich is not even loaded."""
    command = [sys.executable, "-c", BAR]
    shown = terminal([*command, "16"])
    assert "counting" in shown.out
    assert shown.out.rstrip().endswith("True")
    for unseen in (terminal([*command, "0"]), terminal([*command, "13", "quiet"])):
        assert unseen.out.strip() == "False"
