"""What other programs' extractors write comes in as proposals, and nothing of theirs is needed for that."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

import eventlog
from eventlog import EventLog, InvalidValue, Report
from eventlog.proposals import json_schema
from eventlog.proposals.mapping import from_langextract, from_spans, from_tool_calls, tools

TEXT = "Boats lie inside, Ada Berg said. Boats lie inside, Bo Lind wrote. 40 boats are due."
REPORT = Report(publisher="outlet:post", title="Boats", published="2031-05-14", text=TEXT)
SECOND = TEXT.index("Boats", 1)
WHO: dict[str, Any] = {"extractor": "model/3", "by": "user:desk", "report": REPORT}


@pytest.fixture
def log() -> Iterator[EventLog]:
    """A log with the report."""
    with eventlog.open(":memory:") as one:
        one.record(REPORT)
        yield one


def spans(log: EventLog, items: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Where what is proposed rests."""
    ids = log.propose(items, **WHO).ids
    events = [log.reader.entry(log.reader.find(str(id)) or 0).event for id in ids]
    return [(one.claim.evidence[0].start, one.claim.evidence[0].end) for one in events]  # type: ignore[union-attr]


def extraction(words: str, at: int, **attributes: Any) -> dict[str, Any]:
    """One of langextract's, as it writes them."""
    return {
        "extraction_class": "claim",
        "extraction_text": words,
        "alignment_status": "match_exact",
        "char_interval": {"start_pos": at, "end_pos": at + len(words)},
        "extraction_index": 1,
        "group_index": 0,
        "description": None,
        "attributes": {"question": "harbour.boats", "value": "true"} | attributes,
    }


def test_langextract(log: EventLog) -> None:
    """A line of its JSONL: the words where they stand, also of those that stand twice; attributes that are JSON."""
    line = {
        "document_id": "doc_1",
        "text": TEXT,
        "extractions": [
            extraction("Boats lie inside", SECOND, by="person:bo-lind", chain=json.dumps([{"agent": "person:bo-lind"}]))
            | {"attributes": None},
            extraction("Boats lie inside, Bo Lind wrote", SECOND, by="person:bo-lind"),
            extraction("Boats lie inside", 0, stance="announce"),
            extraction("40 boats are due", TEXT.index("40"), value=json.dumps(NUMBER)),
        ],
    }
    found = from_langextract(json.dumps(line))
    assert spans(log, found) == [(SECOND, SECOND + 31), (0, 16), (TEXT.index("40"), len(TEXT) - 1)]
    assert found[0]["claim"]["chain"] == [{"agent": "person:bo-lind"}]


NUMBER = {"low": "40", "high": "40", "unit": "boat", "written": "40"}


def test_words_that_were_matched_nearly_are_refused(log: EventLog) -> None:
    """An aligner's offset does not make other words stand there."""
    line = {"text": TEXT, "extractions": [extraction("41 boats are due", TEXT.index("40"))]}
    done = log.propose(from_langextract(line), keep_going=True, **WHO)
    assert [one.field for one in done.refused] == ["claim.quotes[0].exact"]


CALL = {"question": "harbour.boats", "value": True, "quotes": [{"exact": "40 boats are due"}]}
USE = {"type": "tool_use", "name": "propose_claim", "input": CALL}
ANSWERS: dict[str, Any] = {
    "chat": {
        "choices": [
            {
                "message": {
                    "role": "assistant",
                    "tool_calls": [
                        {"type": "function", "function": {"name": "propose_claim", "arguments": json.dumps(CALL)}},
                        {"type": "function", "function": {"name": "weather", "arguments": "{}"}},
                    ],
                }
            }
        ]
    },
    "response": {"output": [{"type": "function_call", "name": "propose_claim", "arguments": json.dumps(CALL)}]},
    "message": {"content": [{"type": "text", "text": "Yes."}, USE]},
    "object": SimpleNamespace(model_dump=lambda mode: {"content": [USE], "mode": mode}),
    "text": json.dumps({"output": [{"type": "function_call", "name": "propose_claim", "arguments": json.dumps(CALL)}]}),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_tool_calls(kind: str, log: EventLog) -> None:
    """Of chat completions, responses and messages the calls of our tools, whatever else was called."""
    assert spans(log, from_tool_calls(ANSWERS[kind])) == [(TEXT.index("40"), len(TEXT) - 1)]


def test_arguments_that_are_no_json_are_refused_and_not_lost(log: EventLog) -> None:
    """What a model broke off is an item that the door refuses."""
    answer = {"output": [{"type": "function_call", "name": "propose_claim", "arguments": '{"question": "har'}]}
    done = log.propose(from_tool_calls(answer), keep_going=True, **WHO)
    assert [one.field for one in done.refused] == ["claim"]


def test_spans_with_labels(log: EventLog) -> None:
    """Of GLiNER and of spaCy, as tables or as spans: a function of the caller's makes claims of them."""

    def claim(label: str, words: str) -> dict[str, Any] | None:
        number = {"low": words.split(maxsplit=1)[0], "unit": "boat", "written": words.split(maxsplit=1)[0]}
        return {"question": "harbour.due", "value": number} if label == "number of boats" else None

    at = TEXT.index("40")
    gliner = [{"start": at, "end": at + 8, "text": "40 boats", "label": "number of boats", "score": 0.9}]
    ents = [{"start": at, "end": at + 8, "label": "number of boats"}, {"start": 0, "end": 5, "label": "thing"}]
    span = SimpleNamespace(start_char=at, end_char=at + 8, label_="number of boats")
    found = [from_spans(TEXT, some, claim) for some in (gliner, ents, [span])]
    assert found[0] == found[1] == found[2]
    assert spans(log, found[0]) == [(at, at + 8)]


def test_what_is_something_else_is_refused() -> None:
    """One sentence says what was expected."""
    with pytest.raises(InvalidValue, match="pass a line"):
        from_langextract("{}")
    with pytest.raises(InvalidValue, match="pass the whole answer"):
        from_tool_calls({"x": 1})
    with pytest.raises(InvalidValue, match="is no span"):
        from_spans("a", [{}], lambda _, __: {})


def test_tools_have_the_strict_schema() -> None:
    """Each maker's form of a tool holds the strict form of a kind, without the words that none of them takes."""
    (chat,), (response,), (message,) = (tools("link", maker=one) for one in ("openai", "openai-responses", "anthropic"))
    schema = json_schema("link", strict=True)
    told = (chat["function"]["parameters"], response["parameters"], message["input_schema"])
    assert all(one["required"] == schema["required"] and "$schema" not in one for one in told)
    assert [one["name"] for one in (chat["function"], response, message)] == ["propose_link"] * 3
    for kind in ("claim", "report", "assessment"):
        text = json.dumps(tools(kind))
        assert not any(f'"{word}"' in text for word in ("minLength", "default", "oneOf", "allOf"))
    with pytest.raises(InvalidValue, match="anthropic"):
        tools("claim", maker="nobody")


def test_nothing_of_theirs_is_loaded() -> None:
    """The mappers read plain JSON."""
    theirs = ("langextract", "openai", "anthropic", "spacy", "gliner")
    code = f"import sys, eventlog.proposals.mapping; print([one for one in {theirs} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
