"""The tools of the desk, and what each takes: checked here, once for every way in.

An argument that nobody knows is refused, since it may be meant to move the cut.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import attrs

from eventlog.errors import InvalidValue, shown

__all__ = ["PROPOSE", "TOOLS", "Argument", "Tool"]


_HALVED: Final = re.compile("[\ud800-\udfff]")
"""Half a letter: JSON can name one, and no answer could hold it."""


@attrs.frozen(kw_only=True)
class Argument:
    """An argument: text, or a whole number from 1 to `most`."""

    told: str
    required: bool = False
    most: int | None = None
    longest: int = 400

    @property
    def schema(self) -> dict[str, Any]:
        """As JSON Schema has it."""
        kind: dict[str, Any] = {"type": "string", "maxLength": self.longest}
        if self.most is not None:
            kind = {"type": "integer", "minimum": 1, "maximum": self.most}
        return kind | {"description": self.told}

    def check(self, name: str, value: Any) -> Any:
        """The value, if it is one. Raises InvalidValue."""
        if self.most is not None:
            if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= self.most:
                raise InvalidValue(f"{name} is {shown(value)}: pass a whole number from 1 to {self.most}")
        elif not isinstance(value, str) or not value.strip() or len(value) > self.longest or _HALVED.search(value):
            raise InvalidValue(f"{name} is {shown(value)}: pass text of at most {self.longest} characters")
        return value


@attrs.frozen(kw_only=True)
class Tool:
    """A question that may be put to the desk."""

    name: str
    told: str
    arguments: Mapping[str, Argument]
    writes: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """Its arguments as JSON Schema (2020-12) has them; nothing beyond them is taken."""
        return {
            "type": "object",
            "properties": {name: one.schema for name, one in self.arguments.items()},
            "required": [name for name, one in self.arguments.items() if one.required],
            "additionalProperties": False,
        }

    def check(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments, if they are what this takes. Raises InvalidValue."""
        if unknown := sorted(set(given) - set(self.arguments)):
            takes = ", ".join(self.arguments)
            raise InvalidValue(f"{self.name} takes no {shown(unknown[0])}: it takes {takes}, and its cut is fixed")
        if missing := [name for name, one in self.arguments.items() if one.required and name not in given]:
            raise InvalidValue(f"{self.name} needs {missing[0]}: {self.arguments[missing[0]].told}")
        return {name: self.arguments[name].check(name, value) for name, value in given.items()}


_ABOUT: Final = Argument(told="Only this question and those below it, such as dprk.troops.", longest=200)
TOOLS: Final = {
    tool.name: tool
    for tool in (
        Tool(
            name="find",
            told="Find words in questions, agents, claims and reports. Begin here without a question's id.",
            arguments={
                "words": Argument(told='Words that stand in one text; in "quotes" they stand together.', required=True),
                "limit": Argument(told="The most hits; 5 unless given.", most=20),
            },
        ),
        Tool(
            name="ask",
            told="How a question stands: its status, answers, who says so and how many of them independently.",
            arguments={"question": Argument(told="The question's id.", required=True, longest=200)},
        ),
        Tool(
            name="why",
            told="What a claim rests on: who said it through whom, in which report, in which words.",
            arguments={"claim": Argument(told="The claim's id, as find and ask give it.", required=True, longest=60)},
        ),
        Tool(
            name="changes",
            told="What changed since an earlier day, and why.",
            arguments={
                "since": Argument(told="A date such as 2024-06-27.", required=True, longest=40),
                "about": _ABOUT,
            },
        ),
        Tool(
            name="questions",
            told="Which questions there are, and how each stands.",
            arguments={
                "about": _ABOUT,
                "after": Argument(told="Only those after this id, to go on.", longest=200),
                "limit": Argument(told="The most questions; 10 unless given.", most=50),
            },
        ),
    )
}


@attrs.frozen(kw_only=True)
class Proposals(Argument):
    """An argument: a list of proposals, each a table. What stands in them is checked by the machine door."""

    most: int = 20
    longest: int = 20_000

    @property
    def schema(self) -> dict[str, Any]:
        """As JSON Schema has it: a claim's fields in brief, and those of the others by name."""
        return {"type": "array", "minItems": 1, "maxItems": self.most, "description": self.told, "items": _one_of()}

    def check(self, name: str, value: Any) -> Any:
        """The list, if it is one of tables. Raises InvalidValue."""
        if not isinstance(value, list) or not 1 <= len(value) <= self.most:
            raise InvalidValue(f"{name} is {shown(value)}: pass a list of 1 to {self.most} proposals")
        for number, one in enumerate(value, 1):
            if not isinstance(one, Mapping):
                raise InvalidValue(f"proposal {number} is {shown(one)}: pass a table such as {{'claim': {{...}}}}")
        try:
            size = len(json.dumps(value, ensure_ascii=False, allow_nan=False).encode())
        except (TypeError, ValueError, RecursionError):
            raise InvalidValue(f"{name} holds something that JSON has no word for: pass plain JSON") from None
        if size > self.longest:
            raise InvalidValue(f"{name} has {size} bytes: pass at most {self.longest} in one call")
        return value


_TOLD: Final = ("chain", "named", "question", "written")
"""Fields whose description is worth its bytes: those that a reader gets wrong without."""

_WORDS: Final = ("type", "enum", "const", "required", "additionalProperties")


@cache
def _one_of() -> dict[str, Any]:
    """A proposal as a table that holds one thing. Narrower than what the door reads, so that it stays short."""
    from eventlog.proposals import json_schema

    claim = _brief(json_schema("claim"))
    del claim["properties"]["report"]  # the call says it, once for all
    fields = {kind: ", ".join(json_schema(kind)["properties"]) for kind in ("link", "assessment")}
    others = {kind: {"type": "object", "description": told} for kind, told in fields.items()}
    return {
        "type": "object",
        "properties": {"claim": claim, **others},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _brief(whole: dict[str, Any]) -> dict[str, Any]:
    """A schema without references, defaults, nulls and most descriptions; a time is EDTF alone."""

    def brief(node: dict[str, Any], name: str = "") -> dict[str, Any]:
        while "$ref" in node:
            node = whole["$defs"][node["$ref"].rpartition("/")[2]] | {k: v for k, v in node.items() if k != "$ref"}
        told = {"description": node["description"]} if name in _TOLD else {}
        if "anyOf" in node:
            ways = [one for one in map(brief, node["anyOf"]) if one.get("type") != "null"]
            plain = [one for one in ways if one.get("type") == "string"]
            return told | ((plain or ways)[0] if plain or len(ways) == 1 else {"anyOf": ways})
        kept: dict[str, Any] = {key: node[key] for key in _WORDS if key in node}
        if "properties" in node:
            kept["properties"] = {key: brief(one, key) for key, one in node["properties"].items()}
        if "items" in node:
            kept["items"] = brief(node["items"])
        return told | kept

    return brief(whole)


PROPOSE: Final = Tool(
    name="propose",
    told="Hand in what you read in a report. Each quote must stand in it letter by letter. All comes in, or nothing; "
    "it waits for a person's review, and until then counts in no answer.",
    arguments={
        "report": Argument(told="The id of the report that all of it was read in.", required=True, longest=60),
        "items": Proposals(told="Each a claim, or a link or assessment of claims.", required=True),
    },
    writes=True,
)
"""The one tool that adds to the log; on the desk only where the server opens that door."""
