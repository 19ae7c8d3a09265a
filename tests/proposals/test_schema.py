"""The schema says what the door reads: other people's validators agree with it, item by item."""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eventlog import InvalidValue
from eventlog.proposals import json_schema, read_shape
from eventlog.proposals.refusals import Fault
from eventlog.proposals.shapes import KINDS

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "docs" / "reference" / "schema"

QUOTE = {"exact": "more than 40 boats", "prefix": "", "suffix": " left"}
WORDS = {"text": "last week", "anchor": "published", "value": None}
STEP = {
    "agent": "person:ada",
    "quotation": "direct",
    "scope": "stated",
    "said": "2031-05-09",
    "cue": {"exact": "Ada said", "prefix": "", "suffix": ""},
    "named": None,
}
NUMBER = {
    "low": "40",
    "high": None,
    "low_open": True,
    "high_open": False,
    "approx": False,
    "unit": "boat",
    "of": "",
    "window": None,
    "written": "more than 40",
}
CLAIM = {
    "key": "c1",
    "report": None,
    "question": "port.boats",
    "value": NUMBER,
    "during": WORDS,
    "said": None,
    "stance": "assert",
    "factuality": None,
    "kind": "claim",
    "chain": [STEP],
    "quotes": [QUOTE],
    "fragments": [{"at": "page=3&xywh=percent:10,20,30,5", "artefact": None}, {"at": "t=1,2", "artefact": "sha256:0"}],
    "paraphrase": "Over forty boats left.",
    "condition": "",
}
LINK = {"key": None, "kind": "echoes", "from": "c1", "to": "c2", "basis": "the same words", "found_in": None}
ASSESSMENT = {
    "key": None,
    "about": "c1",
    "what": "verification",
    "value": "not verified",
    "found_in": "r1",
    "agent": "person:ada",
    "named": None,
    "quotes": [QUOTE],
    "said": None,
    "during": None,
    "topic": "",
    "note": "",
}
REPORT = {
    "key": "r1",
    "publisher": "outlet:post",
    "title": "Boats",
    "published": "2031-05-09",
    "url": "",
    "language": "",
    "zone": None,
    "authors": ["Bo"],
    "text": "Ada said that more than 40 boats left.",
}
VALUES = (True, False, {"time": "2031"}, {"agent": "gov:north"}, {"text": "red"}, {"none": True})
NONE = {"report": None, "claim": None, "link": None, "assessment": None}
SOUND = {
    "claim": [CLAIM, *(CLAIM | {"value": one} for one in VALUES)],
    "link": [LINK],
    "assessment": [ASSESSMENT, ASSESSMENT | {"found_in": None, "agent": None, "quotes": []}],
    "report": [REPORT],
    "proposal": [NONE | {"claim": CLAIM}, NONE | {"link": LINK}, NONE | {"report": REPORT}, {"claim": CLAIM}],
}
"""Of each kind items with every field, as the strict form has them."""

STRANGE = [None, True, False, 0, 7, "", "x", "person:ada", "12", "1,000", [], {}, [1], {"x": 1}, {"text": "a"}]
STRANGE += [{"none": False}, {"time": "2031", "agent": "gov:north"}, {"exact": ""}, "deny", "Person:Ada", "a b", ["x"]]


def altered(given: Any, chance: random.Random) -> Any:
    """The same with one thing changed, left out or added, anywhere in it."""
    given = copy.deepcopy(given)
    places = list(_places(given))
    where, key = chance.choice(places)
    do = chance.randrange(4)
    if do == 0 and isinstance(where, dict):
        where.pop(key)
    elif do == 1 and isinstance(where, dict):
        where[chance.choice(("extractor", "by", "start", "x", "low", "time"))] = chance.choice(STRANGE)
    else:
        where[key] = chance.choice(STRANGE)
    return given


def _places(given: Any) -> Iterator[tuple[Any, Any]]:
    for key, one in given.items() if isinstance(given, dict) else enumerate(given):
        yield given, key
        if isinstance(one, dict | list):
            yield from _places(one)


def samples(kind: str, count: int = 300) -> list[Any]:
    """Items that fit a kind, and ones that may not."""
    chance = random.Random(kind)
    found = [*SOUND[kind], *STRANGE]
    for _ in range(count):
        one = chance.choice(SOUND[kind])
        for _ in range(chance.randint(1, 2)):
            one = altered(one, chance) if one else one
        found.append(one)
    return found


def fits(kind: str, given: Any) -> bool:
    """Whether the door reads it."""
    try:
        read_shape(kind, given)
    except Fault:
        return False
    return True


def jsonschema_says(schema: dict[str, Any], items: list[Any]) -> list[bool]:
    """What the package jsonschema says."""
    module = pytest.importorskip("jsonschema", reason="jsonschema is not installed: make venv")
    module.Draft202012Validator.check_schema(schema)
    validator = module.Draft202012Validator(schema)
    return [validator.is_valid(one) for one in items]


AJV = """
const Ajv = require("ajv/dist/2020");
const { schema, items } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);
console.log(JSON.stringify(items.map((one) => validate(one))));
"""


def ajv_says(schema: dict[str, Any], items: list[Any]) -> list[bool]:
    """What ajv says, where node and it are at hand."""
    node, modules = shutil.which("node"), ROOT / "build" / "ajv" / "node_modules"
    if node is None:
        pytest.skip("node is not installed")
    if not (modules / "ajv").is_dir():
        pytest.skip("ajv is not at hand: npm install --prefix build/ajv ajv@8")
    told = json.dumps({"schema": schema, "items": items})
    environment = os.environ | {"NODE_PATH": str(modules)}
    done = subprocess.run([node, "-e", AJV], input=told, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("says", [jsonschema_says, ajv_says], ids=["jsonschema", "ajv"])
def test_validators_of_others_agree_with_the_door(kind: str, says: Callable[..., list[bool]]) -> None:
    """Whatever fits the schema the door reads, and nothing else."""
    items = samples(kind)
    expected = [fits(kind, one) for one in items]
    assert sum(expected) > 10
    assert expected.count(False) > 10
    assert [items[at] for at, one in enumerate(says(json_schema(kind), items)) if one is not expected[at]] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("says", [jsonschema_says, ajv_says], ids=["jsonschema", "ajv"])
def test_the_strict_form_is_a_part_of_the_plain_one(kind: str, says: Callable[..., list[bool]]) -> None:
    """What has every field and nothing else fits it; whatever fits it the door reads."""
    whole = [one for one in SOUND[kind] if kind != "proposal" or len(one) == len(NONE)]
    assert all(says(json_schema(kind, strict=True), whole))
    items = samples(kind)
    strict = says(json_schema(kind, strict=True), items)
    read = [fits(kind, one) or (kind == "proposal" and _empty(one)) for one in items]
    assert [items[at] for at, one in enumerate(strict) if one and not read[at]] == []


def _empty(given: Any) -> bool:
    """A line of which not exactly one thing is there; the strict form has no word for that."""
    return isinstance(given, dict) and sum(one is not None for one in given.values()) != 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_strict_form_requires_all_and_admits_nothing_else(kind: str) -> None:
    """Every table in it names all its fields as required, has no default, and no others are let in."""
    for table in _tables(json_schema(kind, strict=True)):
        assert table["required"] == list(table["properties"])
        assert table["additionalProperties"] is False
        assert "default" not in json.dumps(table)


def _tables(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _tables(one)


@pytest.mark.parametrize("kind", KINDS)
def test_the_published_schema_is_this_one(kind: str) -> None:
    """The files of the documentation hold what the library says."""
    for strict, name in ((False, f"{kind}.json"), (True, f"{kind}.strict.json")):
        assert json.loads((PUBLISHED / name).read_text("utf-8")) == json_schema(kind, strict=strict)


def test_there_is_no_schema_of_something_else() -> None:
    """Another kind is refused, with those that there are."""
    with pytest.raises(InvalidValue, match="report, claim, link"):
        json_schema("rumour")
