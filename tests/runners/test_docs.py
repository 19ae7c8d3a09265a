"""The pages on segments and runners do what they say, where the extras are at hand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from command_line import program
from eventlog.segments import COLUMNS
from segments_samples import corpus

pytest.importorskip("pyarrow", reason="segments are Parquet files: pip install '.[lake]'")

DOCS = Path(__file__).resolve().parents[2] / "docs"
ELSEWHERE = {"distributed": "tests/runners/test_cluster.py", "Spark(": "tests/runners/test_spark.py"}
"""What is run elsewhere: a scheduler and a session are not made by the page."""


def columns_table() -> str:
    """The columns as the reference prints them."""
    kinds = {"integer": "int64", "moment": "timestamp (us, UTC)", "text": "string", "truth": "bool"}
    kinds |= {"integers": "list of int64", "bytes": "binary"}
    rows = [f"| `{one.name}` | {kinds[one.kind]} | {one.says} |" for one in COLUMNS]
    return "\n".join(["| column | type | what stands there |", "|---|---|---|", *rows])


def test_the_reference_prints_the_columns() -> None:
    """In the order in which they stand in a file."""
    assert columns_table() in (DOCS / "reference" / "segments.md").read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore")  # of the libraries of others
def test_the_page_on_scale_runs(tmp_path, monkeypatch, capsys) -> None:
    """Its commands, and then each block of Python that needs no cluster."""
    page = (DOCS / "how-to" / "scale.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with corpus() as log:
        log.backup("newsroom.db")
    commands = re.findall(r"^\$ (eventlog .*)$", page, flags=re.MULTILINE)
    assert [program(*shlex.split(one)[1:], folder=tmp_path).code for one in commands] == [0, 0]
    blocks = [
        block for block in re.findall(r"^```text\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE) if "import" in block
    ]
    assert len(blocks) == 6
    names: dict[str, object] = {}
    for block in blocks:
        if any(word in block for word in ELSEWHERE):
            continue
        if "pyiceberg" in block:
            pytest.importorskip("pyiceberg.catalog.sql", reason="tables need pip install '.[lake]'")
        exec(compile(block.replace("file:///srv/warehouse", f"file://{tmp_path}/warehouse"), "scale.md", "exec"), names)  # noqa: S102
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split(maxsplit=2)[:2] == ["149", "151"]
    assert printed[1:] == ["True", "True", "0"]
