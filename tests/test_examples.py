"""Every script of examples/ is a program to copy and run: alone, anywhere, with the same result."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
EXAMPLES = sorted((REPOSITORY / "examples").glob("*.py"))
WIDEST_LINE = 100
TWO_SCREENS, LINES_A_QUESTION = 80, 10

each_example = pytest.mark.parametrize("script", EXAMPLES, ids=lambda script: script.name)


def metadata(source: str) -> dict[str, object]:
    """The inline script metadata of PEP 723, which has to open the file."""
    block = re.match(r"(?:#!.*\n)?# /// script\n((?:#(?: .*)?\n)+?)# ///\n", source)
    assert block is not None, "a script opens with its metadata: # /// script ... # ///"
    return tomllib.loads("".join(f"{line[2:]}\n" for line in block[1].splitlines()))


def run(script: Path, folder: Path, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Runs a script as a reader would; a warning is an error."""
    return subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1"} | surroundings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@each_example
def test_an_example_says_what_it_needs(script: Path) -> None:
    """The metadata names the Python and the distribution, under its own name."""
    told = metadata(script.read_text(encoding="utf-8"))
    assert told.get("requires-python") == ">=3.11"
    needs = told.get("dependencies")
    assert isinstance(needs, list)
    assert any(re.match(r"eventlog-knowledge(?![-\w])", str(need)) for need in needs)


@each_example
def test_an_example_prints_the_same_everywhere(script: Path, tmp_path: Path) -> None:
    """Neither the folder nor the process's zone nor the hash seed changes a word; nothing goes to stderr."""
    here = run(script, REPOSITORY, TZ="UTC", PYTHONHASHSEED="0")
    assert (here.returncode, here.stderr) == (0, "")
    assert here.stdout.strip(), "an example prints what a journalist would want to read"
    assert [line for line in here.stdout.splitlines() if len(line) > WIDEST_LINE] == []
    there = run(script, tmp_path, TZ="Asia/Vladivostok", PYTHONHASHSEED="1")
    assert (there.returncode, there.stderr, there.stdout) == (0, "", here.stdout)


def test_june_beside_october_fits_on_two_screens(tmp_path: Path) -> None:
    """Eighty lines, the question on which most was said first, ten lines a question, and what changed, with why."""
    printed = run(REPOSITORY / "examples" / "then_and_now.py", tmp_path).stdout
    assert len(printed.splitlines()) <= TWO_SCREENS
    head, *blocks = printed.split("\n\n")
    assert head.splitlines()[0].startswith("Public by 27 June 2024 (end of day, UTC); dates read late")
    assert blocks[0].startswith("Is North Korea sending soldiers")
    assert all(len(block.splitlines()) <= LINES_A_QUESTION for block in blocks)
    first = " ".join(blocks[0].split())
    for told in (
        "rumoured · announced if",
        "Possibly yes, judges US Department of Defense",
        "said earlier, published later",
    ):
        assert told in first


def test_metadata_is_read_as_the_standard_has_it() -> None:
    """Comment lines between the marks are TOML; a script that opens otherwise is refused."""
    opening = '# /// script\n# requires-python = ">=3.11"\n#\n# dependencies = ["eventlog-knowledge"]\n# ///\n'
    assert metadata(opening) == {"requires-python": ">=3.11", "dependencies": ["eventlog-knowledge"]}
    with pytest.raises(AssertionError):
        metadata('"""A docstring."""\n' + opening)
