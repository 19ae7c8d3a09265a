"""The pages hang together: each is reached, each link leads somewhere, and each public name is on the API's page.

The site itself is built by `make docs`, which CI runs, and here too where Sphinx is installed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

import pytest

import eventlog
from eventlog import errors

REPOSITORY = Path(__file__).resolve().parents[1]
DOCS = REPOSITORY / "docs"
PAGES = sorted(page for page in DOCS.rglob("*") if page.suffix in {".md", ".rst"} and "_build" not in page.parts)
LINKING = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *(page for page in PAGES if page.suffix == ".md")]
WANTED = ("sphinx", "furo", "myst_parser")


def name_of(page: Path) -> str:
    """A page as a toctree names it."""
    return page.relative_to(DOCS).with_suffix("").as_posix()


def test_every_page_is_reached() -> None:
    """The front page names every other page, itself or by a pattern, and names none that is not there."""
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    named = [
        line.strip()
        for tree in re.findall(r"^:::\{toctree\}\n(.*?)^:::$", index, flags=re.MULTILINE | re.DOTALL)
        for line in tree.splitlines()
        if line.strip() and not line.startswith(":")
    ]
    pages = {name_of(page) for page in PAGES} - {"index"}
    assert {page for page in pages if not any(fnmatch(page, one) for one in named)} == set()
    assert {one for one in named if "*" not in one} <= pages


@pytest.mark.parametrize("page", LINKING, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link within the repository names a file that is there."""
    text = re.sub(r"^(`{3,}|~{3,}).*?^\1", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    found = {target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)}
    own = {target for target in found if target and not re.match(r"[a-z]+:", target)}
    assert {target for target in own if not (page.parent / target).exists()} == set()


def test_every_public_name_is_on_the_page() -> None:
    """What `import eventlog` shows is told under API."""
    told = re.findall(
        r"^\.\. auto\w+:: eventlog\.(\w+)$", (DOCS / "reference" / "api.rst").read_text("utf-8"), flags=re.MULTILINE
    )
    assert len(told) == len(set(told))
    assert set(eventlog.__all__) - {"times"} - set(told) == set()


def test_the_tree_of_errors_is_that_of_the_code() -> None:
    """The page draws every error, and draws it below its parent."""
    page = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    row = re.compile(r"^([│├└─ ]*)([A-Z]\w+)(?: \(\w+\))?(?:  .*)?$", flags=re.MULTILINE)
    drawn = [(len(lead) // 4, name) for lead, name in row.findall(page)]
    parents: dict[str, str] = {}
    above: dict[int, str] = {}
    for depth, name in drawn:
        above[depth] = name
        if depth:
            parents[name] = above[depth - 1]
    kinds = {
        name: kind
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.EventLogError)
    }
    assert {name for _, name in drawn} == set(kinds)
    assert parents == {name: kind.__bases__[0].__name__ for name, kind in kinds.items() if name != "EventLogError"}


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    """Sphinx takes every page, every docstring and every reference."""
    missing = [name for name in WANTED if find_spec(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed here: `make docs` builds the site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs", str(tmp_path)],
        cwd=REPOSITORY,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
