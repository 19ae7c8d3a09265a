"""From JSON to a shape, or to the field that does not fit it. No text is looked at here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from eventlog.claims import Ref
from eventlog.codec import strict_json
from eventlog.errors import InvalidValue, shown
from eventlog.proposals.refusals import Fault
from eventlog.proposals.schema import json_schema
from eventlog.proposals.shapes import KINDS, VALUES, Answer, NoneAnswer, Proposal, Shape

__all__ = ["read", "read_shape", "value_shape"]

_Shape = TypeVar("_Shape", bound=Shape)

_PLACE = re.compile(r" - at `\$?\.?(?P<path>[^`]*)`$")
_NAMED = re.compile(r"field `(?P<name>[^`]*)`")
_PATTERN = re.compile(r" matching regex '.*'$")

_LONGEST = 80
_IN_JSON = {"str": "a string", "int": "a number", "float": "a number", "bool": "true or false"}
_IN_JSON |= {"array": "an array", "object": "an object", " | ": " or ", "null": "null"}
_TYPES = re.compile(r"\b(?:str|int|float|bool|array|object|null)\b| \| ")
"""What the reader calls types, in the words of JSON."""

_REMEDIES = {
    "extractor": "leave it out: the caller who opens the door says which extractor it is",
    "by": "leave it out: the caller who opens the door says who vouches for it, and the chain who is credited",
    **dict.fromkeys(("start", "end", "digest", "evidence"), "leave it out, and give the words themselves as quotes"),
}
"""What to do about fields that a proposal never has, though a claim of the log does."""


def in_json(given: Any) -> str:
    """What was given, as JSON writes it, cut short where it is long."""
    try:
        text = json.dumps(given, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return shown(given)
    return text if len(text) <= _LONGEST and text.isprintable() else shown(text)


def read(given: Any) -> Proposal:
    """A proposal from a table or from a line of JSON. Raises Fault."""
    if isinstance(given, (str, bytes)):
        try:
            given = strict_json(given)
        except InvalidValue as error:
            raise Fault("", str(error), "write each proposal as a table of JSON on a line of its own") from None
    if not isinstance(given, Mapping):
        raise Fault("", f"{in_json(given)} is no proposal", 'write a table such as {"claim": {...}}')
    found = read_shape("proposal", dict(given))
    assert isinstance(found, Proposal)
    return found


def read_shape(kind: str, given: Any) -> Shape:
    """What a table says as a shape of this kind, exactly as its schema has it. Raises Fault."""
    found = _converted(given, KINDS[kind], kind, "")
    if isinstance(found, Proposal):
        held = [name for name in found.__struct_fields__ if getattr(found, name) is not None]
        if len(held) != 1:
            remedy = "write one of report, claim, link, assessment in each"
            raise Fault(", ".join(held), "a proposal is one thing", remedy)
    claim = found.claim if isinstance(found, Proposal) else found
    value = getattr(claim, "value", None)
    if isinstance(value, Answer):
        value_shape(value, "claim.value" if claim is not found else "value")
    return found


def value_shape(answer: Answer, field: str) -> bool | Shape:
    """A claim's value: a truth, or the one shape that it has. Raises Fault."""
    given = answer.given
    if isinstance(given, bool):
        return given
    if isinstance(given, Mapping):
        for shape in VALUES:
            if {"NumberValue": "unit"}.get(shape.__name__, shape.__struct_fields__[0]) in given or (
                shape is VALUES[0] and {"low", "high", "written"} & set(given)
            ):
                found = _converted(dict(given), shape, "claim", field, sub=f"#/$defs/{shape.__name__}")
                if isinstance(found, NoneAnswer) and found.none is not True:
                    break
                return found
    raise Fault(
        field,
        f"{in_json(given)} is no value",
        "write true, false, or a table of one of: low and high with unit and written, time, agent, text, none",
    )


def _hook(kind: type, given: Any) -> Any:
    if kind is Answer:
        return Answer(given)
    if not isinstance(given, str) or not given:
        raise ValueError("a name is text")
    return Ref(given)


def _converted(given: Any, shape: type[_Shape], kind: str, at: str, sub: str = "#") -> _Shape:
    try:
        return msgspec.convert(given, shape, dec_hook=_hook)
    except msgspec.ValidationError as error:
        raise _fault(str(error), kind, at, sub) from None
    except (TypeError, RecursionError):
        raise Fault(at, "this holds something that JSON has no word for", "write plain JSON") from None


def _fault(message: str, kind: str, at: str, sub: str) -> Fault:
    """A message of the reader as a field, what is wrong with it, and what to do."""
    place = _PLACE.search(message)
    reason = message[: place.start()] if place else message
    inner = place["path"] if place else ""
    path = ".".join(filter(None, (at, inner)))
    named = _NAMED.search(reason)
    if named:
        field = f"{path}.{named['name']}" if path else named["name"]
        if "unknown" in reason:
            known = ", ".join(_part(kind, inner, sub).get("properties", ()))
            remedy = _REMEDIES.get(named["name"], f"leave it out: the fields here are {known}")
            return Fault(field, "there is no such field", remedy)
        return Fault(field, "it is missing", _remedy(_part(kind, f"{inner}.{named['name']}".strip("."), sub)))
    words = reason[0].lower() + reason[1:]
    if words.startswith("expected"):  # what is quoted of the item itself stays as it is
        words = _TYPES.sub(lambda found: _IN_JSON[found[0]], words).replace("of length >= 1", "that is not empty")
        words = _PATTERN.sub(" of another form", words)
    return Fault(path, words.replace("`", ""), _remedy(_part(kind, inner, sub)))


@lru_cache
def _schema(kind: str) -> dict[str, Any]:
    return json_schema(kind)


def _part(kind: str, path: str, sub: str) -> dict[str, Any]:
    """The part of a schema that a path leads to; of alternatives the table."""
    schema = _schema(kind)
    node = _resolved(schema, {"$ref": sub} if sub != "#" else schema)
    for name in re.findall(r"[^.\[\]]+", path):
        node = _resolved(schema, node)
        if name in node.get("properties", {}):
            node = node["properties"][name]
        elif "items" in node:
            node = node["items"]
        else:
            return {}
    return _resolved(schema, node)


def _resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """What a reference means, and of alternatives the first that says something."""
    while "$ref" in node:
        node = {**schema["$defs"][node["$ref"].rpartition("/")[2]], **{k: v for k, v in node.items() if k != "$ref"}}
    for one in node.get("anyOf", ()):
        inner = _resolved(schema, one)
        if {"properties", "enum", "pattern"} & inner.keys():
            return inner | ({"description": node["description"]} if "description" in node else {})
    return node


def _remedy(part: dict[str, Any]) -> str:
    if "enum" in part:
        return f"write one of {', '.join(map(str, part['enum']))}"
    if "description" in part:
        return f"write it as the schema has it: {part['description'].rstrip('.')}"
    return f"write it as the schema has it{': ' + str(part['type']) if 'type' in part else ''}"
