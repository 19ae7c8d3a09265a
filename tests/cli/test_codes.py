"""Codes of commitment: in JSON and CSV always, in tables on demand, and explained by the help and on one page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import words_log
from command_line import REPOSITORY
from eventlog.claims import Factuality
from eventlog.cli.root import root
from eventlog.cli.running import COMMITMENTS
from eventlog.knowledge import Status
from eventlog.render.meanings import MEANINGS

CODE = re.compile(r"\b(?:CT|PR|PS)[+-]")


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A log in a file, and the id of a claim that hedges."""
    path = tmp_path_factory.mktemp("codes") / "talk.db"
    log = words_log.build(path)
    (claim,) = log.as_of(words_log.LATER)["port.pilot"].positions[0].claims
    log.close()
    return path, claim.id


def printed(talk: tuple[Path, str], *argv: str) -> str:
    """What a command prints."""
    done = CliRunner().invoke(root, [*argv, "--log", str(talk[0])], env={"COLUMNS": "2000"})
    assert done.exit_code in (0, 1), done.output
    return done.stdout


@pytest.mark.parametrize("form", ["table", "md"])
def test_codes_stand_in_tables_only_on_demand(talk: tuple[Path, str], form: str) -> None:
    """Without --codes no table has one; with it, each answer has those of the claims that its line names."""
    asked = {
        "CT-, PS+": ["as-of", "2031-07-20", "--about", "port.pilot"],
        "PS+": ["why", talk[1]],
        "CT-": ["timeline", "port.pilot"],
        "PR-": ["diff", "2031-06-05", "2031-07-20", "--about", "port.fire"],
    }
    for code, argv in asked.items():
        assert not CODE.search(printed(talk, *argv, "-f", form)), argv
        assert code in printed(talk, *argv, "-f", form, "--codes"), argv


def test_codes_stand_in_json_and_csv(talk: tuple[Path, str]) -> None:
    """Programs find them without asking."""
    for argv in (["as-of", "2031-07-20"], ["why", talk[1]], ["timeline", "port.pilot"], ["diff", "2030", "2031-07"]):
        for form in ("json", "csv"):
            assert CODE.search(printed(talk, *argv, "-f", form)), (argv, form)
    (standing,) = json.loads(printed(talk, "as-of", "2031-07-20", "--about", "port.pilot", "-f", "json"))
    assert {one["factuality"] for one in standing["claims"]} == {"CT-", "PS+"}


def test_the_help_explains_every_status_and_code() -> None:
    """Each once, in the same words as on the page."""
    text = " ".join(root.get_help(click.Context(root, info_name="eventlog")).split())
    page = (REPOSITORY / "docs" / "reference" / "words.md").read_text(encoding="utf-8")
    assert sorted(MEANINGS) == sorted(map(str, Status))
    assert sorted(code for codes in COMMITMENTS for code in codes.split(", ")) == sorted(
        one.value for one in Factuality
    )
    for words in (*MEANINGS.values(), *COMMITMENTS.values()):
        assert words in text
    for status in MEANINGS:
        assert f"| `{status}` |" in page
    for one in Factuality:
        assert f"| {one.value} |" in page
