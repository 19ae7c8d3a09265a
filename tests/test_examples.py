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


def test_metadata_is_read_as_the_standard_has_it() -> None:
    """Comment lines between the marks are TOML; a script that opens otherwise is refused."""
    opening = '# /// script\n# requires-python = ">=3.11"\n#\n# dependencies = ["eventlog-knowledge"]\n# ///\n'
    assert metadata(opening) == {"requires-python": ">=3.11", "dependencies": ["eventlog-knowledge"]}
    with pytest.raises(AssertionError):
        metadata('"""A docstring."""\n' + opening)
