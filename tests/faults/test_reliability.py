"""The page that says which test shows which fault is true: every fault of the list has its row, every test is there."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PAGE = TESTS.parent / "docs" / "explanation" / "reliability.md"
FAULTS = json.loads((TESTS / "faults" / "data" / "faults.json").read_text(encoding="utf-8"))["faults"]
ROW = re.compile(r"^\| (F\d{3}) \| (.*?) \| (.*) \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


@cache
def _tests_of(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"))


def _rows() -> list[tuple[str, str, str]]:
    return [found.groups() for found in ROW.finditer(PAGE.read_text(encoding="utf-8"))]


def test_every_fault_of_the_list_has_one_row() -> None:
    """None is missing, none is there twice, and each is called what the list calls it."""
    rows = {id: fault for id, fault, _ in _rows()}
    assert len(_rows()) == len(rows) == len(FAULTS)
    for fault in FAULTS:
        assert rows[fault["id"]].replace("`", "").replace("\\|", "|") == fault["fault"].replace("`", "")


def test_every_row_names_tests_that_are_there_or_says_why_there_is_none() -> None:
    """A test that was renamed or dropped turns this red, and so does a row that only says that all is well."""
    for id, _, shown in _rows():
        named = NAMED.findall(shown)
        for file, test in named:
            assert (TESTS / file).is_file(), (id, file)
            assert test in _tests_of(file), (id, test)
        assert named or re.match(r"not yet: .{20}|does not apply: .{20}", shown), id
        assert not shown.count("::") > len(named), f"{id}: a test is named in another form"


def test_a_test_that_names_a_fault_is_no_secret() -> None:
    """Whatever the page says is not there, no test claims to show."""
    apart = {id for id, _, shown in _rows() if not NAMED.search(shown)}
    for file in sorted(TESTS.rglob("test_*.py")):
        for number in re.findall(r"\bF\d{3}\b", file.read_text(encoding="utf-8")):
            assert number not in apart, (file.name, number)
