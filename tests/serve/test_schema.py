"""What is answered over HTTP is what the published schema says, no member more and none less."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import eventlog
from desk_samples import FELL, PINNED, SAID, made
from desk_sealed import Triple, pressed
from eventlog.desk import TOOLS, Desk
from eventlog.errors import InvalidValue
from eventlog.serve import answer_json, answers_schema
from knowledge_strategies import share

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed: make venv")

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "schema" / "answers.json"


def validator(name: str) -> Any:
    """The schema of the answers of one address."""
    schema = answers_schema()
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})


def test_the_schema_is_published() -> None:
    """As a file of the documentation, with a shape for each address."""
    schema = answers_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == schema
    assert set(TOOLS) | {"error"} <= set(schema["$defs"])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk over a log that is asked as of now."""
    with eventlog.open(made(tmp_path_factory.mktemp("bounds") / "log.db"), read_only=True) as log:
        yield Desk(log)


@pytest.mark.parametrize(
    ("name", "given_"),
    [
        ("find", {"words": "fort"}),
        ("ask", {"question": "fort.held"}),
        ("ask", {"question": "fort.never"}),
        ("why", {"claim": SAID.id}),
        ("why", {"claim": FELL.id}),
        ("why", {"claim": "claim:" + "0" * 32}),
        ("changes", {"since": PINNED}),
        ("questions", {}),
    ],
)
def test_an_answer_fits_the_schema(desk: Desk, name: str, given_: dict[str, Any]) -> None:
    """With no member more and none less."""
    told = json.loads(json.dumps(answer_json(desk.call(name, given_))))
    check = validator(name)
    check.validate(told)
    for member in told:
        assert not check.is_valid({key: one for key, one in told.items() if key != member}), member
    assert not check.is_valid(told | {"more_of_it": 1})


@share(2)
@given(pressed())
def test_any_answer_fits_the_schema(triples: list[Triple]) -> None:
    """Of random logs, cuts and calls."""
    for one in triples:
        if one.name != "propose":
            try:
                told = answer_json(Desk(one.whole, **one.cuts).call(one.name, one.given))
            except InvalidValue:
                continue
            validator(one.name).validate(json.loads(json.dumps(told)))
