"""The JSON Schema (2020-12) of proposals, in two forms.

The plain one says what the door reads. The strict one is for the structured output of language models: it requires all
fields, so that none is forgotten, has no defaults, and admits nothing else; what is not there is null, false or empty.
It keeps to the words of JSON Schema that the makers of models take. Whatever fits it fits the plain one, but for a line
(`proposal`) of which not exactly one thing is there: it has no word for that.

Both say what a proposal looks like. Whether its words stand in the text is for the door alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from eventlog.claims import Ref
from eventlog.claims.fields import check_type
from eventlog.errors import InvalidValue, shown
from eventlog.proposals.shapes import KINDS, VALUES, Answer

__all__ = ["DIALECT", "json_schema"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_AT = "#/$defs/{name}"


def json_schema(kind: str = "proposal", *, strict: bool = False) -> dict[str, Any]:
    """The schema of a kind: report, claim, link, assessment, or proposal, a line that holds one of them.

    Raises InvalidValue for another kind.
    """
    check_type(strict, bool, "whether a schema is strict")
    shape = KINDS.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise InvalidValue(f"there is no schema of {shown(kind)}: ask for one of {', '.join(KINDS)}")
    (root, *_), parts = msgspec.json.schema_components([shape, *VALUES], schema_hook=_hook, ref_template=_AT)
    whole = parts.pop(root["$ref"].rpartition("/")[2])
    if kind == "proposal" and not strict:
        whole["oneOf"] = [_alone(name, whole["properties"]) for name in whole["properties"]]
    used = {"$schema": DIALECT, "title": kind, **{key: one for key, one in whole.items() if key != "title"}}
    used["$defs"] = {name: part for name, part in sorted(parts.items()) if _named(name, used, parts)}
    plain: dict[str, Any] = _plain(used)
    return _strict(plain) if strict else plain


def _alone(name: str, names: Iterable[str]) -> dict[str, Any]:
    """This member is a table, and the others are not there or null."""
    others = {one: {"type": "null"} for one in names if one != name}
    return {"required": [name], "properties": {name: {"type": "object"}, **others}}


def _hook(kind: type) -> dict[str, Any]:
    if kind is Ref:
        return {"type": "string", "minLength": 1}
    if kind is Answer:
        return {"anyOf": [{"type": "boolean"}, *({"$ref": _AT.format(name=one.__name__)} for one in VALUES)]}
    raise NotImplementedError(kind)


def _named(name: str, whole: dict[str, Any], parts: dict[str, Any]) -> bool:
    """Whether the whole names this part, directly or through others."""
    pending, seen = [str({key: one for key, one in whole.items() if key != "$defs"})], {""}
    while pending:
        text = pending.pop()
        for part, told in parts.items():
            if part not in seen and f"'{_AT.format(name=part)}'" in text:
                seen.add(part)
                pending.append(str(told))
    return name in seen


def _plain(node: Any) -> Any:
    """Without the names of classes, which say nothing to a reader; `none` can only be true."""
    if isinstance(node, (list, tuple)):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("description") == "Always true.":
        return {"const": True}
    made = {key: _plain(one) for key, one in node.items()}
    if isinstance(made.get("title"), str) and "$schema" not in made:
        del made["title"]
    return made


def _strict(node: Any) -> Any:
    """All fields required, none optional by a default; and only words that the makers of models take."""
    if isinstance(node, list):
        return [_strict(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:  # beside which they take nothing
        return {"$ref": node["$ref"]}
    if "minLength" in node:
        node = {key: one for key, one in node.items() if key != "minLength"} | {"pattern": node.get("pattern", ".")}
    made = {key: _strict(one) for key, one in node.items() if key != "default"}
    if isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made["required"] = list(made["properties"])
        made["additionalProperties"] = False
    return made
