"""The cases of vague time, written by hand elsewhere, run against this library as they stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eventlog.times import Certainty, InvalidTime, bounds, cut, instant, read

CASES = json.loads((Path(__file__).parent / "data" / "vague-time.json").read_text(encoding="utf-8"))
ENDS = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
UNCERTAIN = {(False, False): "no", (True, True): "both", (True, False): "begin", (False, True): "end"}


def _name(case: dict[str, Any]) -> str:
    words = [case.get(key) for key in ("text", "a", "relation", "b", "cut", "place", "zone")]
    return " ".join(str(word) for word in words if word)


def _moment(text: str | None) -> int | None:
    return None if text is None else instant(text)


def test_no_case_is_left_out() -> None:
    """All cases of the file are run: 90 texts, 40 comparisons, 13 cuts."""
    assert {key: len(cases) for key, cases in CASES.items() if key != "about"} == {
        "cases": 90,
        "comparisons": 40,
        "cuts": 13,
    }


@pytest.mark.parametrize("case", [case for case in CASES["cases"] if case["ok"]], ids=_name)
def test_accepted(case: dict[str, Any]) -> None:
    """A text has these four bounds at this place in this zone, and is given back as it was written."""
    time = read(case["text"], case["place"], case["zone"])
    assert [getattr(time.bounds, end) for end in ENDS] == [_moment(case[end]) for end in ENDS]
    assert time.bounds.instant is (case["kind"] == "instant")
    assert UNCERTAIN[time.bounds.begin_uncertain, time.bounds.end_uncertain] == case["uncertain"]
    assert str(time) == case["text"]


@pytest.mark.parametrize("case", [case for case in CASES["cases"] if not case["ok"]], ids=_name)
def test_refused(case: dict[str, Any]) -> None:
    """A text is refused at this place, and the error says where in the text the fault lies."""
    with pytest.raises(InvalidTime) as refused:
        bounds(case["text"], case["place"], case["zone"])
    assert refused.value.text == case["text"]
    assert 0 <= refused.value.at <= len(case["text"])


@pytest.mark.parametrize("case", CASES["comparisons"], ids=_name)
def test_comparison(case: dict[str, Any]) -> None:
    """One time stands to the other as the case says."""
    a, b = read(case["a"], case["a_place"], case["zone"]), read(case["b"], case["b_place"], case["zone"])
    found = getattr(a, case["relation"])(b)
    if case["relation"] == "certainly_before":
        assert found is (case["expect"] == "certain")
    else:
        assert found is Certainty(case["expect"])


@pytest.mark.parametrize("case", CASES["cuts"], ids=_name)
def test_cut(case: dict[str, Any]) -> None:
    """A cut resolves to its last microsecond."""
    assert cut(case["cut"], case["zone"]) == instant(case["resolves_to"])
