"""What other programs' extractors write, as proposals; and the tools that a language model is handed.

Nothing of theirs is needed at run time: their files and answers are plain JSON. Their offsets are not trusted. Where
the words that came with an offset are those that stand there, what stands beside them goes along, so that they are
found there and nowhere else. Where the two differ (an aligner that matched nearly), the words go alone, and the door
finds them or refuses them.

    langextract      lines of `save_annotated_documents`, of which the attributes hold the fields of a claim
    OpenAI           tool calls of a chat completion, and function calls of a response
    Anthropic        tool_use blocks of a message
    spaCy, GLiNER    spans with labels, of which a function of yours makes claims
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from eventlog.codec import strict_json
from eventlog.errors import InvalidValue, shown
from eventlog.proposals.schema import json_schema
from eventlog.proposals.shapes import KINDS

__all__ = ["FORMATS", "from_langextract", "from_spans", "from_tool_calls", "tools"]

_BESIDE = 24
"""Code points of the text before and after a span that go along with it."""


def tools(*kinds: str, maker: str = "openai") -> list[dict[str, Any]]:
    """Definitions of tools by which a model proposes, one for each kind (claim, if none is named), in the strict form.

    `maker` is openai (chat completions), openai-responses or anthropic. Raises InvalidValue.
    """
    found: list[dict[str, Any]] = []
    for kind in kinds or ("claim",):
        schema = json_schema(kind, strict=True)
        told = {key: one for key, one in schema.items() if key not in ("$schema", "title")}
        name, words = f"propose_{kind}", f"Propose a {kind} that was read in the report: {schema['description']}"
        match maker:
            case "openai":
                function = {"name": name, "description": words, "strict": True, "parameters": told}
                found.append({"type": "function", "function": function})
            case "openai-responses":
                found.append(
                    {"type": "function", "name": name, "description": words, "strict": True, "parameters": told}
                )
            case "anthropic":
                found.append({"name": name, "description": words, "strict": True, "input_schema": told})
            case _:
                raise InvalidValue(f"{shown(maker)} is no maker: ask for openai, openai-responses or anthropic")
    return found


def from_tool_calls(answer: Any) -> list[dict[str, Any]]:
    """The proposals in an answer of a model: the calls of tools named propose_claim and so on, in their order.

    `answer` is the answer, or its message, as plain JSON (a table or text), or an object with `model_dump`. Calls of
    other tools are passed over. Raises InvalidValue for what is no such answer.
    """
    dump = getattr(answer, "model_dump", None)
    given = dump(mode="json") if callable(dump) else answer
    if isinstance(given, (str, bytes)):
        given = strict_json(given)
    if not isinstance(given, Mapping) or not {"choices", "output", "content", "tool_calls"} & set(given):
        raise InvalidValue(
            f"{shown(given)} is no answer of a model: pass the whole answer, with its choices, output or content"
        )
    calls = ((name.removeprefix("propose_"), told) for name, told in _calls(given))
    return [{kind: _arguments(told)} for kind, told in calls if kind in KINDS]


def _calls(given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names and arguments of the calls, wherever the maker puts them."""
    for choice in given.get("choices") or ():
        yield from _calls(choice.get("message") or {})
    for call in given.get("tool_calls") or ():
        function = call.get("function") or {}
        yield str(function.get("name", "")), function.get("arguments")
    for item in given.get("output") or ():
        if item.get("type") == "function_call":
            yield str(item.get("name", "")), item.get("arguments")
    content = given.get("content")
    for block in content if isinstance(content, (list, tuple)) else ():
        if block.get("type") == "tool_use":
            yield str(block.get("name", "")), block.get("input")


def _arguments(given: Any) -> Any:
    """Arguments as a table; text that is none stays as it is, for the door to refuse."""
    if not isinstance(given, str):
        return given
    try:
        return strict_json(given)
    except InvalidValue:
        return given


def from_langextract(document: Any) -> list[dict[str, Any]]:
    """The proposals in a line of langextract's JSONL: of each extraction a claim, its words as quote, its attributes as
    the other fields.

    Attributes that are text and hold JSON (a value, a chain) are read; `by` is an agent's id, or several, outermost
    first. Extractions whose attributes name no question are passed over. Raises InvalidValue.
    """
    given = strict_json(document) if isinstance(document, (str, bytes)) else document
    if not isinstance(given, Mapping) or "extractions" not in given:
        raise InvalidValue(f"{shown(given)} is no document of langextract: pass a line of its JSONL, with extractions")
    text = given.get("text") or ""
    found = []
    for one in given["extractions"] or ():
        fields = {name: _read(value) for name, value in (one.get("attributes") or {}).items()}
        if "question" not in fields:
            continue
        by = fields.pop("by", None)
        if by is not None and "chain" not in fields:
            fields["chain"] = [{"agent": agent} for agent in ([by] if isinstance(by, str) else by)]
        place = one.get("char_interval") or {}
        words = one.get("extraction_text") or ""
        fields["quotes"] = [_quote(text, words, place.get("start_pos"), place.get("end_pos"))]
        found.append({"claim": fields})
    return found


def _read(value: Any) -> Any:
    """What an attribute says: langextract keeps text, so tables and truths come as text that is JSON."""
    if isinstance(value, str) and value.strip()[:1] in ("{", "["):
        return _arguments(value)
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def from_spans(
    text: str, spans: Iterable[Any], claim: Callable[[str, str], Mapping[str, Any] | None]
) -> list[dict[str, Any]]:
    """The proposals in labelled spans of a text: of GLiNER's `predict_entities`, of spaCy's `Doc.to_json()["ents"]`, or
    spaCy's own.

    `claim` is given a label and the words, and returns the fields of a claim but its quotes, or None for what is none.
    A span whose offsets and words differ goes by its words. Raises InvalidValue.
    """
    found = []
    for span in spans:
        start, end, label = _span(span)
        told = span.get("text") if isinstance(span, Mapping) else None
        words = told if told is not None else text[start:end]
        fields = claim(label, words)
        if fields is not None:
            found.append({"claim": {**fields, "quotes": [_quote(text, words, start, end)]}})
    return found


def _span(span: Any) -> tuple[int, int, str]:
    if isinstance(span, Mapping):
        start, end, label = span.get("start"), span.get("end"), span.get("label")
    else:
        start, end, label = (getattr(span, name, None) for name in ("start_char", "end_char", "label_"))
    if not isinstance(start, int) or not isinstance(end, int) or not isinstance(label, str):
        raise InvalidValue(f"{shown(span)} is no span: it has a start, an end and a label")
    return start, end, label


def _quote(text: str, words: str, start: Any, end: Any) -> dict[str, str]:
    """The words, with what stands beside them where they stand at their offsets."""
    if not isinstance(start, int) or not isinstance(end, int) or text[start:end] != words:
        return {"exact": words}
    return {"exact": words, "prefix": text[max(0, start - _BESIDE) : start], "suffix": text[end : end + _BESIDE]}


FORMATS: dict[str, Callable[[Any], list[dict[str, Any]]]] = {
    "langextract": from_langextract,
    "tool-calls": from_tool_calls,
}
"""What can be read line by line without being told more."""
