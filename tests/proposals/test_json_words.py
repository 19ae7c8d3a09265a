"""A refusal speaks to whoever wrote JSON: of strings, numbers, null, true and false, and of no type of Python."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import InvalidProposals
from proposed_samples import REPORT, proposal

OF_PYTHON = re.compile(r"\b(?:str|int|float|bool|dict|list|NoneType|None|True|False|tuple)\b")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text("abc"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["low", "unit", "x", "time"]), inner),
    max_leaves=4,
)
FIELDS = ("report", "question", "value", "chain", "quotes", "stance", "during", "said", "paraphrase", "kind")


def refusals(item: Any) -> list[Any]:
    """What is refused of one item."""
    with eventlog.open(":memory:") as log:
        log.record(REPORT)
        try:
            log.propose([item], extractor="model/3", by="user:desk")
        except InvalidProposals as error:
            return list(error.refusals)
        return []


@given(field=st.sampled_from(FIELDS), value=JSON)
def test_no_refusal_names_a_type_of_python(field: str, value: Any) -> None:
    """Whatever stands in whatever field."""
    claim = proposal("quay.shut", "person:ada-berg", "The quay is shut, said Ada Berg") | {field: value}
    for one in refusals({"claim": claim}):
        assert not OF_PYTHON.search(one.reason), one.reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"question": 3}, "expected a string, got a number"),
        ({"quotes": None}, "expected an array, got null"),
        ({"value": None}, "null is no value"),
        ({"value": {"none": False}}, '{"none": false} is no value'),
        ({"value": {"low": 3, "unit": "x"}}, "expected a string or null, got a number"),
        ({"stance": "array"}, "invalid enum value 'array'"),
        ({"quotes": []}, "expected an array that is not empty"),
        ({"question": "Is it?"}, "expected a string of another form"),
    ],
)
def test_types_are_called_as_in_json(change: dict[str, Any], reason: str) -> None:
    """And what was written is quoted as it was written."""
    claim = proposal("quay.shut", "person:ada-berg", "The quay is shut, said Ada Berg") | change
    [one] = refusals({"claim": claim})
    assert one.reason == reason


def test_a_bound_is_refused_in_words() -> None:
    """A number with marks in it is told what a number is, and no pattern of letters and brackets."""
    value = {"low": "10,000", "unit": "boat", "written": "10,000"}
    claim = proposal("quay.boats", "person:ada-berg", "The quay is shut, said Ada Berg") | {"value": value}
    [one] = refusals({"claim": claim})
    assert one.reason == "expected a string of another form"
    assert one.remedy == "write it as the schema has it: A number as text, plain digits: 12000 or 1.5"
