"""Every case of standing.json holds: small invented scenarios, each for one rule of standing@2."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance_scenarios import Scenario, expected

CASES = json.loads((Path(__file__).parent / "data" / "standing.json").read_text("utf-8"))["cases"]


def _queries() -> list[Any]:
    return [
        pytest.param(case, query, id=f"{case['id']}-{at}") for case in CASES for at, query in enumerate(case["queries"])
    ]


@pytest.mark.parametrize(("case", "query"), _queries())
def test_the_case_holds(case: dict[str, Any], query: dict[str, Any]) -> None:
    """What the case expects of a query is what the library answers."""
    assert Scenario(json.loads(json.dumps(case))).ask(query) == expected(query), case["why"]


def test_no_case_is_left_out() -> None:
    """All 138 cases with their queries are asked."""
    assert len(CASES) == 138
