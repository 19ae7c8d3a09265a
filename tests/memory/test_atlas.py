"""The acceptance tests of the Agent Memory Atlas over this log, and what they make of stores that are no good."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
MISSED = {"gateway.no_bypass_path", "deletion.absent_from_shared_copies"}
"""What this log does not pass; the page says why."""


@pytest.fixture(scope="module")
def suite() -> Iterator[Any]:
    """The suite with its stores, which lie beside each other in a folder of scripts."""
    folder = str(REPOSITORY / "benchmarks" / "memory")
    sys.path.insert(0, folder)
    try:
        import matrix
        import ours
        import stores
        import suite

        yield {"suite": suite, "matrix": matrix, "ours": ours, "stores": stores}
    finally:
        sys.path.remove(folder)


@pytest.fixture(scope="module")
def verdicts(suite: Any) -> dict[str, Any]:
    """What comes of this log."""
    return {one.id: one for one in suite["suite"].run(suite["ours"].EventLogStore)}


def test_this_log_passes_all_but_two(verdicts: dict[str, Any]) -> None:
    """Nineteen need no model; the two that are missed are missed for the reason that is told."""
    assert len(verdicts) == 19
    assert {id: one.reason for id, one in verdicts.items() if not one.passed} == {
        "gateway.no_bypass_path": "not there: each refusal is recorded",
        "deletion.absent_from_shared_copies": "a copy that was made before still holds it",
    }


def test_the_page_says_what_came_of_it(verdicts: dict[str, Any]) -> None:
    """Each row of the page's first column of a store is that of this log, as it is now."""
    page = (REPOSITORY / "docs" / "reference" / "memories.md").read_text(encoding="utf-8")
    signs = {True: "yes", False: "no", None: "-"}
    for id, one in verdicts.items():
        assert f"| `{id}` | {signs[one.owed]} / {signs[one.kept]} |" in page
    assert all(f"* `{id}`" in page for id in MISSED)


def test_no_contradiction_stays(suite: Any, tmp_path: Path) -> None:
    """All five cases hold in every column."""
    rows = suite["matrix"].matrix(suite["ours"].EventLogStore, tmp_path)
    assert rows == {case: dict.fromkeys(suite["matrix"].COLUMNS, True) for case in suite["matrix"].CASES}


def test_a_deletion_holds_until_the_words_are_taken_in_again(suite: Any, tmp_path: Path) -> None:
    """What the page says of step 6, and of those after it."""
    steps = suite["matrix"].sequence(suite["ours"].EventLogStore, tmp_path)
    kept = {"2", "4", "10"}
    assert {step for step, holds in steps.items() if holds} == kept


def test_a_store_that_answers_nothing_passes_nothing(suite: Any) -> None:
    """It never does what must not be, and is owed by nobody."""
    for one in suite["suite"].run(suite["stores"].Silent):
        assert not one.passed, one.id
        assert one.kept, one.id


def bad(name: str, how: Callable[[Any], Any]) -> Any:
    """A named way in which a store may be no good."""
    return pytest.param(how, id=name)


def _leaking(base: Any) -> Any:
    class Leaking(base):
        def recall(self, query: str, _scope: str, **how: Any) -> str:
            return "\n".join(super(Leaking, self).recall(query, one, **how) for one in ("a", "b"))

    return Leaking, {"scope.cross_tenant_absent", "scope.background_respects_boundary"}


def _unfenced(base: Any) -> Any:
    class Unfenced(base):
        def recall(self, query: str, scope: str, **how: Any) -> str:
            told = super().recall(query, scope, **how)
            return "\n".join(line.removeprefix("| ") for line in told.splitlines() if not line.startswith("<"))

    return Unfenced, {"prompt.recall_is_fenced_as_data"}


def _forgetful(base: Any) -> Any:
    class Forgetful(base):
        def reject(self, fact: Any, scope: str) -> None:
            """It nods, and does nothing."""

    return Forgetful, {"tombstone.laundering_sequence", "tombstone.reextraction_stays_inactive"}


def _endless(base: Any) -> Any:
    class Endless(base):
        def recall(self, query: str, scope: str, **how: Any) -> str:
            return super().recall(query, scope, **how | {"k": 20})

    return Endless, {"retrieval.k_is_an_upper_bound"}


def _hoarding(base: Any) -> Any:
    class Hoarding(base):
        def drop(self, _source: Any, _scope: str) -> None:
            self._position = 1

    return Hoarding, {"evidence.source_delete_reaches_derived", "deletion.absent_after_reindex_and_restart"}


@pytest.mark.parametrize(
    "how",
    [
        bad("leaks between scopes", _leaking),
        bad("recalls without a fence", _unfenced),
        bad("forgets a rejection", _forgetful),
        bad("recalls more than it is asked for", _endless),
        bad("keeps what it should erase", _hoarding),
    ],
)
def test_a_store_that_is_no_good_is_found_out(suite: Any, how: Callable[[Any], Any]) -> None:
    """The tests that are about it fail."""
    made, found = how(suite["ours"].EventLogStore)
    for id in found:
        assert not suite["suite"].tried(made, id, suite["suite"].TESTS[id]).passed, id
