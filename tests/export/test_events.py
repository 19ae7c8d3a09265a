"""Events as JSONL, and as CloudEvents: they come back as they were."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

import eventlog
from eventlog import export
from eventlog.errors import InvalidImport
from eventlog.events import Annulled, Redacted
from export_readers import reader
from export_samples import NOW, corpus, hostile, marked

LINE = json.loads(next(export.events_to_jsonl(marked()[0].entries(about="mark.gone"))))


def empty() -> eventlog.EventLog:
    """A log to read into."""
    return eventlog.open(":memory:", clock=lambda: NOW)


@pytest.mark.parametrize("log", [corpus, hostile, lambda: marked()[0]], ids=["corpus", "hostile", "marked"])
def test_events_come_back_as_they_were(log, tmp_path: Path) -> None:
    """A whole log, written and read, goes into an empty log as the same entries."""
    path = tmp_path / "log.jsonl"
    source = log()
    export.write(path, export.events_to_jsonl(source.entries()))
    read = export.from_jsonl(path, whole=True)
    assert list(read) == [entry.event for entry in source.entries()]
    other = eventlog.open(":memory:", zone=source.zone, clock=lambda: NOW)
    other.record(*read)
    assert [entry.event for entry in other.entries()] == [entry.event for entry in source.entries()]


def test_what_a_cut_keeps_out_is_not_in_the_file() -> None:
    """The entries of June hold nothing of October."""
    log = corpus()
    june = {json.loads(line)["id"] for line in export.events_to_jsonl(log.as_of("2024-06-27").entries())}
    october = {json.loads(line)["id"] for line in export.events_to_jsonl(log.as_of("2024-10-25").entries())}
    assert june < october


def test_judgements_reply_anew_in_another_log() -> None:
    """Without `whole`, the position that a judgement replies to is left for the log to fill in."""
    source = empty()
    first, second = (eventlog.Question(id="port.open", words=words) for words in ("Open?", "Is the port open?"))
    source.record(first)
    source.record(second)
    lines = "".join(export.events_to_jsonl(source.entries())).encode()
    assert [one.reply_to for one in export.from_jsonl(lines, whole=True)] == [None, 1]
    assert [one.reply_to for one in export.from_jsonl(lines)] == [None, None]
    other = empty()
    other.record(eventlog.Agent(id="org:first"), eventlog.Question(id="port.open", words="?"))
    other.record(*export.from_jsonl(lines))
    assert [entry.event.reply_to for entry in other.entries()][-1] is not None


def test_a_judgement_that_is_named_anew_can_not_be_named() -> None:
    """An annulment of an annulment that replies to another needs the whole log."""
    log, _ = marked()
    claim = next(entry.id for entry in log.entries() if entry.kind.startswith("claim-recorded"))
    log.record(Annulled(target=claim))
    log.record(Annulled(target=claim, reason="again"))
    last = list(log.entries())[-1]
    log.record(Annulled(target=last.id))
    lines = "".join(export.events_to_jsonl(log.entries())).encode()
    assert len(export.from_jsonl(lines, whole=True)) == len(log)
    with pytest.raises(InvalidImport, match="whole=True"):
        export.from_jsonl(lines)


def test_a_redaction_is_refused_or_passed_over() -> None:
    """What was erased can't be recorded again, and that is said."""
    log, _ = marked()
    other = eventlog.Report(publisher="outlet:x", title="SECRET")
    position = log.record(other)[0]
    lines = list(export.events_to_jsonl(log.entries()))
    told = json.loads(lines[position - 1])
    lines[position - 1] = json.dumps(
        {name: told[name] for name in ("position", "recorded", "kind")} | {"redacted": True}
    )
    source = "\n".join(map(str.strip, lines)).encode()
    with pytest.raises(InvalidImport, match=f"line {position}, kind: a redaction"):
        export.from_jsonl(source)
    assert len(export.from_jsonl(source, skip_redacted=True)) == len(lines) - 1


def test_a_redacted_event_can_not_come_in() -> None:
    """A made-up erasure is refused at the door."""
    line = {"kind": "redacted/1", "body": {"by": "user:x", "reason": "", "reply_to": None, "positions": [1]}}
    with pytest.raises(InvalidImport, match="redaction"):
        export.from_jsonl(json.dumps(line).encode())
    assert attrs.has(Redacted)


FAULTS = {
    "no JSON": ("{", 2, "", "not JSON"),
    "no object": ("[1]", 2, "", "one object"),
    "twice the same key": ('{"kind":"a/1","kind":"b/1"}', 2, "", "twice"),
    "deep": ("[" * 100_000, 2, "", "deep"),
    "not a number": ('{"kind":NaN}', 2, "", "NaN"),
    "unknown member": (json.dumps(LINE | {"x": 1}), 2, "'x'", "no such member"),
    "no kind": (json.dumps({"body": {}}), 2, "kind", "missing"),
    "unknown kind": (json.dumps(LINE | {"kind": "desk.unknown/1"}), 2, "kind", "no event class"),
    "unknown field": (json.dumps(LINE | {"body": LINE["body"] | {"extra": 1}}), 2, "body", "extra"),
    "no body": (json.dumps({"kind": LINE["kind"]}), 2, "body", "no event"),
    "other id": (json.dumps(LINE | {"id": "claim:0"}), 2, "id", "does not fit"),
    "not UTF-8": (b"\xff", 2, "", "UTF-8"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_names_the_line_and_the_field(case: str, tmp_path: Path) -> None:
    """Nothing is returned in part, and whoever reads the message finds the place."""
    text, line, field, words = FAULTS[case]
    raw = text if isinstance(text, bytes) else text.encode()
    path = tmp_path / "other.jsonl"
    path.write_bytes(json.dumps(LINE).encode() + b"\n" + raw + b"\n")
    with pytest.raises(InvalidImport, match=words) as caught:
        export.from_jsonl(path)
    assert (caught.value.file, caught.value.line, caught.value.field) == ("other.jsonl", line, field)


def test_a_value_that_only_a_decoder_would_take_is_refused() -> None:
    """Every check of a class is made, also those that decoding skips."""
    claim = LINE["body"]["claim"]
    for change in (
        {"during": "not a time"},
        {"question": "two words"},
        {"report": "report-1"},
        {"chain": [{"agent": "X"}]},
    ):
        line = {"kind": LINE["kind"], "body": {"claim": claim | change}}
        with pytest.raises(InvalidImport):
            export.from_jsonl(json.dumps(line).encode())


def test_cloud_events_pass_the_sdk() -> None:
    """The SDK reads every entry, with its moment, its type and its data."""
    events = reader("cloudevents.core.formats.json").JSONFormat()
    for log in (corpus(), hostile()):
        for entry, line in zip(
            log.entries(), export.to_cloud_events(log.entries(), source="urn:example:desk"), strict=True
        ):
            read = events.read(None, line)
            assert (read.get_id(), read.get_source()) == (str(entry.position), "urn:example:desk")
            assert read.get_time() == entry.recorded_at
            assert read.get_subject() == entry.id
            assert read.get_type() == f"eventlog.{entry.kind.replace('/', '.v')}"
            assert read.get_extension("sequence") == f"{entry.position:020d}"
            assert read.get_data() == json.loads(next(export.events_to_jsonl([entry])))["body"]


def test_a_cloud_event_of_what_was_redacted_has_no_data() -> None:
    """Its place and type stay, as in the log."""
    entry = eventlog.Entry(7, 1_900_000_000_000_000, "claim-recorded/1", None)
    told = json.loads(next(export.to_cloud_events([entry])))
    assert "data" not in told
    assert "subject" not in told
    assert (told["id"], told["type"]) == ("7", "eventlog.claim-recorded.v1")


@pytest.mark.parametrize("source", ["", "no uri", "urn:a b", "javascript"])
def test_a_source_is_a_uri(source: str) -> None:
    """Two logs are told apart by it."""
    with pytest.raises(eventlog.InvalidValue):
        next(export.to_cloud_events([], source=source))
