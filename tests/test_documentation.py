"""Documentation cannot drift: every fenced block of every page is run, compared, parsed, or excused by name.

The Python blocks of a page run in order, in one module and one temporary folder that also holds `examples/`.
A block of `text` or `output` that follows one, with nothing but blank lines between, is what it prints. Lines
that begin with `$ ` in a `console` or `sh` block are commands, and what follows each is what it prints.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from command_line import surroundings

REPOSITORY = Path(__file__).resolve().parents[1]
PAGES = [
    REPOSITORY / "README.md",
    REPOSITORY / "CONTRIBUTING.md",
    *sorted((REPOSITORY / "docs").rglob("*.md")),
]
SHELL = {"console", "sh"}
OUTPUT = {"text", "output"}
PARSED = {"toml": tomllib.loads, "json": json.loads}
SHOWN = {"sql", "mermaid", "yaml"}  # languages of which a page may show a piece that nobody can run alone
KNOWN = {"python", "pycon", *SHELL, *OUTPUT, *PARSED, *SHOWN}

# Commands that no test runs, each with the reason. A `make` command must at least exist.
EXCUSED = {
    "git clone ": "a test needs no network",
    "cd ": "each command starts in the folder of the page",
    "python3 -m venv ": "the tests run in an environment that is made",
    ". .venv/": "likewise",
    "pip install ": "likewise",
    "eventlog mcp ": "goes on until it is stopped: tests/mcp runs it",
    "eventlog serve ": "likewise: tests/serve runs it",
    "eventlog segments ": "needs the extra lake: tests/runners/test_docs.py runs it",
    "make ": "runs the tests, or takes longer than all of them; its target has to exist",
}


class Block(NamedTuple):
    """One fenced block; `line` is that of its first line, from 1; `attached` to a block just above it."""

    language: str
    text: str
    line: int
    attached: bool


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order; a fence may be indented; one at least as long closes it."""
    lines = iter(enumerate(page.splitlines(), start=1))
    attached = False
    for number, line in lines:
        opening = re.match(r"( *)(`{3,}|~{3,}) *([^`]*)$", line)
        if opening is None:
            attached = attached and not line.strip()
            continue
        indent, fence, language = opening.groups()
        body = []
        for _, inner in lines:
            if re.fullmatch(rf" *{re.escape(fence[0])}{{{len(fence)},}} *", inner):
                break
            body.append(inner.removeprefix(indent))
        else:
            pytest.fail(f"the block that opens on line {number} is never closed")
        yield Block(language.strip(), "".join(f"{one}\n" for one in body), number + 1, attached)
        attached = True


def run_python(module: ModuleType, block: Block, name: str) -> str:
    """What the block prints; the lines of a traceback are those of the page."""
    code = compile("\n" * (block.line - 1) + block.text, name, "exec")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, module.__dict__)  # noqa: S102 - this is what the test is for
    return printed.getvalue()


def run_pycon(module: ModuleType, block: Block, name: str) -> None:
    """A dialogue with `>>>` holds what the interpreter answers."""
    told = doctest.DocTestParser().get_doctest(block.text, module.__dict__, name, name, block.line - 1)
    result, report = doctest.DocTestRunner(verbose=False), io.StringIO()
    outcome = result.run(told, out=report.write, clear_globs=False)
    assert outcome.attempted, f"{name}:{block.line} is a dialogue without >>>"
    assert not outcome.failed, report.getvalue()


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """Each command with the output shown below it; without any `$ `, each line is a command."""
    lines = block.text.splitlines()
    if not any(line.startswith("$ ") for line in lines):
        yield from ((line, "") for line in lines if line.strip() and not line.startswith("#"))
        return
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.replace("\\\n", " ").partition("\n")
        yield command, shown


def targets() -> set[str]:
    """The names that `make` knows."""
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, flags=re.MULTILINE))


def run_shell(block: Block, where: str) -> None:
    """Runs each command that is not excused, in the folder of the page, with this interpreter's programs."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    for command, shown in commands(block):
        if command.startswith("make "):
            wanted = {word for word in command.split("#")[0].split()[1:] if "=" not in word and word.isalpha()}
            assert wanted <= targets(), f"{where}: the Makefile has no target for {command!r}"
        if any(command.startswith(excused) for excused in EXCUSED):
            continue
        done = subprocess.run(
            ["sh", "-c", command],
            env=surroundings(PATH=path),
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        tells = command.startswith(("eventlog diff ", "eventlog cite check "))
        differs = done.returncode == 1 and tells and not done.stderr
        assert done.returncode == 0 or differs, f"{where}: {command!r} ends with {done.returncode}: {done.stderr}"
        if shown.strip():
            assert done.stdout.rstrip() == shown.rstrip(), f"{where}: {command!r}"


def run_page(text: str, name: str) -> None:
    """Runs or checks every block of a page, in order, in the current folder."""
    module = ModuleType("page")
    printed: str | None = None
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "page", module)  # where classes that a page defines look their names up
        for block in blocks(text):
            where = f"{name}:{block.line}"
            before, printed = printed, None
            assert block.language in KNOWN, f"{where}: no rule for the language {block.language!r}"
            if block.language == "python":
                printed = run_python(module, block, name)
            elif block.language == "pycon":
                run_pycon(module, block, name)
            elif block.language in SHELL:
                run_shell(block, where)
            elif block.language in PARSED:
                PARSED[block.language](block.text)
            elif block.language in OUTPUT and block.attached and before is not None:
                assert before.rstrip() == block.text.rstrip(), f"{where}: the block above prints something else"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_a_page_does_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block runs and prints what the page shows."""
    if (REPOSITORY / "examples").is_dir():
        shutil.copytree(REPOSITORY / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    run_page(page.read_text(encoding="utf-8"), page.relative_to(REPOSITORY).as_posix())


TRUE_PAGE = """
```python
import dataclasses
x = 2
```
Words.
```python
@dataclasses.dataclass
class Point:
    x: "int"
print(Point(x))
```

```text
Point(x=2)
```

* in a list:

  ~~~pycon
  >>> x + 1
  3
  ~~~

```console
$ echo one \\
    two
one two
$ make demo
$ git clone somewhere
```
```toml
a = 1
```
```text
not attached to any Python
```
"""

FALSE_PAGES = {
    "wrong output": ("```python\nprint(1)\n```\n```text\n2\n```", AssertionError),
    "an error": ("```python\n1 / 0\n```", ZeroDivisionError),
    "wrong dialogue": ("```pycon\n>>> 1\n2\n```", AssertionError),
    "no dialogue": ("```pycon\n1\n```", AssertionError),
    "command fails": ("```console\n$ exit 3\n```", AssertionError),
    "command prints other": ("```sh\n$ echo a\nb\n```", AssertionError),
    "no such target": ("```sh\nmake nonsense\n```", AssertionError),
    "unknown language": ("```pyhton\n1\n```", AssertionError),
    "no language": ("```\n1\n```", AssertionError),
    "switched off": ("```python skip\n1\n```", AssertionError),
    "bad toml": ("```toml\na = \n```", tomllib.TOMLDecodeError),
    "never closed": ("```python\n1", pytest.fail.Exception),
}


def test_a_true_page_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks share a module, output is compared, and a listed language is parsed."""
    monkeypatch.chdir(tmp_path)
    run_page(TRUE_PAGE, "true.md")


@pytest.mark.parametrize("case", FALSE_PAGES)
def test_each_kind_of_falsehood_is_found(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No block escapes: what it says wrongly, or in no known language, fails."""
    monkeypatch.chdir(tmp_path)
    page, error = FALSE_PAGES[case]
    with pytest.raises(error):
        run_page(page, "false.md")
