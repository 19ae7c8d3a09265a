"""What holds for every file that is committed, whatever is in it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
WORDS_IN_A_ROW = 10

# Each with the reason why no file may hold it. The patterns are written so that they do not match themselves.
FORBIDDEN = {
    r"(?<![\w.])/(?:work|root)/": "a path of one machine",
    r"pypi[.]org|pythonhosted[.]org|anaconda[.]org": "the host of a package registry",
    r"(?:pip install|uv add|pipx install)\s+(?:-\S+\s+)*['\"]?eventlog(?!\w)": "what is not to be had by that name",
}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """Committed text files by path; files that are no UTF-8 are left out."""
    try:
        done = subprocess.run(
            ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True, encoding="utf-8"
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a checkout that git can list")
    held = {}
    for name in filter(None, done.stdout.split("\0")):
        try:
            held[name] = (REPOSITORY / name).read_text(encoding="utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            continue
    return held


@pytest.mark.parametrize("pattern", FORBIDDEN, ids=FORBIDDEN.values())
def test_no_file_names(pattern: str, files: dict[str, str]) -> None:
    """Nothing in the repository ties it to a machine, a registry's host, or somebody else's package."""
    found = {
        f"{name}:{number}: {line.strip()}"
        for name, text in files.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(pattern, line)
    }
    assert found == set()


@pytest.mark.parametrize(
    ("line", "forbidden"),
    [
        ("cd /wo" + "rk/main", True),
        ("shared/wo" + "rk/main", False),
        ("https://py" + "pi.org/simple", True),
        ("pip install " + "eventlog", True),
        ("pip install -U " + "'eventlog[cli]'", True),
        ("pip install " + "eventlog-knowledge", True),
        ("pip install " + "'eventlog-knowledge[cli]'", True),
        ("pip install '.[cli]'", False),
    ],
)
def test_the_patterns_find_what_they_are_for(line: str, *, forbidden: bool) -> None:
    """A pattern that never matches would hold nothing."""
    assert any(re.search(pattern, line) for pattern in FORBIDDEN) is forbidden


def test_the_licence_is_whole() -> None:
    """Apache-2.0, from its title to its appendix."""
    text = (REPOSITORY / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert all(f"\n   {number}. " in text for number in range(1, 10))
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_package_is_typed() -> None:
    """Type checkers of those who import us read our annotations."""
    assert (REPOSITORY / "src" / "eventlog" / "py.typed").is_file()


def test_the_version_has_its_entry_in_the_changelog() -> None:
    """No version goes out without saying what it changes."""
    version = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changes = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[?{re.escape(version)}\b", changes, flags=re.MULTILINE)


def test_constraints_hold_pins_and_nothing_else() -> None:
    """One `name==version` a line: no address, no path, no option."""
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert pins
    assert [pin for pin in pins if not re.fullmatch(r"[a-z0-9._-]+==[0-9][\w.!+-]*", pin)] == []


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    """Every run of ten words in a row, letters and digits only, case folded."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + WORDS_IN_A_ROW]) for at in range(len(words) - WORDS_IN_A_ROW + 1)}


def test_no_file_repeats_an_article(files: dict[str, str], texts: Path) -> None:
    """Not ten words in a row of any text of the corpus, but for the titles by which reports are known."""
    articles = set().union(*(runs_of_words(one.read_text(encoding="utf-8")) for one in texts.glob("*.txt")))
    copied = {}
    for name, text in files.items():
        own = re.sub(r'^title = ".*"$', "", text, flags=re.MULTILINE) if name.endswith(".toml") else text
        if shared := runs_of_words(own) & articles:
            copied[name] = " ".join(min(shared))
    assert copied == {}


def test_who_contributes_is_told_of_each_command() -> None:
    """What `make help` lists is what CONTRIBUTING lists."""
    commands = re.findall(r"(?m)^([a-z-]+):.*  ## ", (REPOSITORY / "Makefile").read_text(encoding="utf-8"))
    told = re.findall(r"(?m)^\$ make ([a-z-]+) +# ", (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert sorted(told) == sorted(commands)
