"""Run the acceptance tests over each memory, and print what came of them; `--write` puts it into the page of the docs.

    make bench-memory

Each memory runs in a process of its own, so that none changes the library of another one.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "reference" / "memories.md"
STORES = {
    "eventlog": "ours:EventLogStore",
    "Memvara": "memvara_store:MemvaraStore",
    "Inspeximus": "inspeximus_store:InspeximusStore",
    "Attestari": "attestari_store:AttestariStore",
    "nothing": "stores:Silent",
}
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
_SIGNS = {True: "yes", False: "no", None: "-"}


def measured(name: str) -> dict[str, Any]:
    """What comes of one memory, in this process."""
    from matrix import matrix, sequence
    from suite import run

    module, made = STORES[name].split(":")
    make = getattr(importlib.import_module(module), made)
    tests = {
        one.id: {"owed": one.owed, "kept": one.kept, "passed": one.passed, "reason": one.reason} for one in run(make)
    }
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        rows, steps = matrix(make, Path(folder)), sequence(make, Path(other))
    return {"name": make.name, "version": make.version, "tests": tests, "matrix": rows, "sequence": steps}


def apart(name: str) -> dict[str, Any] | str:
    """The same in a process of its own; or why it can't be."""
    command = [sys.executable, "-W", "ignore", str(HERE / "measure.py"), "--one", name]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - our own script
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def row(*cells: object) -> str:
    """A row of a table."""
    return f"| {' | '.join(map(str, cells))} |"


def table(found: dict[str, dict[str, Any]]) -> str:
    """What came of them, in Markdown."""
    ours, *_ = found.values()
    heads = [f"{one['name']} {one['version']}".strip() for one in found.values()]
    rule = row(*["---"] * (1 + len(heads)))
    lines = ["## What is owed, and what must never be", "", row("test: owed / never", *heads), rule]
    for id in ours["tests"]:
        cells = [f"{_SIGNS[one['tests'][id]['owed']]} / {_SIGNS[one['tests'][id]['kept']]}" for one in found.values()]
        lines.append(row(f"`{id}`", *cells))
    counts = [f"**{sum(test['passed'] for test in one['tests'].values())}**" for one in found.values()]
    lines += [row(f"both, of {len(ours['tests'])}", *counts), "", "## Why one did not pass", ""]
    for one in list(found.values())[:-1]:
        lines += [f"**{one['name']}**", ""]
        lines += [f"* `{id}`: {test['reason']}" for id, test in one["tests"].items() if not test["passed"]] + [""]
    from matrix import CASES, COLUMNS, STEPS

    lines += ["## The contradiction matrix", "", row("case", *heads), rule]
    for case in CASES:
        cells = []
        for one in found.values():
            kept = one["matrix"][case]
            cells.append(kept if isinstance(kept, str) else " ".join(c if kept[c] else "-" for c in COLUMNS))
        lines.append(row(case, *cells))
    lines += ["", "## The deletion sequence", "", row("step", *heads), rule]
    lines += [
        row(f"{step}: {told}", *(_SIGNS[one["sequence"][step]] for one in found.values()))
        for step, told in STEPS.items()
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", choices=STORES, help="only this one, as JSON")
    parser.add_argument("--write", action="store_true", help="put the table into the page")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(given.one)))
        return
    found: dict[str, dict[str, Any]] = {}
    for name in STORES:
        told = apart(name)
        if isinstance(told, str):
            print(f"left out: {name}: {told}", file=sys.stderr)
        else:
            found[name] = told
    sys.path.insert(0, str(HERE))
    text = table(found)
    print(text)
    if given.write:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        after = rest.partition(END)[2]
        where = (
            f"Measured with Python {platform.python_version()}, each store in files of its own; no model, no network."
        )
        PAGE.write_text(f"{before}{BEGIN}\n\n{where}\n\n{text}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
