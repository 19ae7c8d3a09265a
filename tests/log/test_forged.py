"""What comes in as a whole log is a log: whatever was written into an export, with every hash of it made anew."""

from __future__ import annotations

import json
import random
import tracemalloc
from base64 import b64decode, b64encode
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

import eventlog
from eventlog import Report, export
from eventlog.codec import LARGEST_BODY, encode, id_of
from eventlog.errors import ClockSkew, EventLogError, InvalidValue, ProofError
from eventlog.events import Redacted, wrap
from eventlog.events.dependencies import effects, references
from eventlog.stores import NewEntry
from eventlog.times import instant
from log_answers import answers, filled
from log_backends import START
from log_forging import added, packed, sealed
from log_tampering import KEY, unguarded_file

JUNK = (0, -1, 1, 2, 9, 10**6, 2**62, "", "x", "claim:" + "0" * 32, None, True, [], {}, "2024", "org:x", [1], "\0")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """An export of a log that has something of everything."""
    folder = tmp_path_factory.mktemp("forged")
    filled(folder / "a.db")
    with eventlog.open(folder / "a.db", read_only=True) as log:
        log.export_jsonl(folder / "a.jsonl")
    return [json.loads(line) for line in (folder / "a.jsonl").read_text(encoding="utf-8").splitlines()]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a body."""
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(one, (*path, key))


def body_of(row: dict[str, Any]) -> Any:
    """A body, read."""
    return json.loads(b64decode(row["body"]))


def told_more(rows: list[dict[str, Any]], chance: random.Random) -> None:
    """Bring in an entry that says of the log what is not so: a redaction, a zone, a moment, an erasure, a reply."""
    size = len(rows)
    match chance.randrange(6):
        case 0:
            few = chance.choices((*range(-2, size + 3), 10**15, True, "1", None), k=chance.randrange(4))
            erased = [row["position"] for row in rows if row["body"] is None]
            told = {
                "by": "user:x",
                "reason": "",
                "reply_to": chance.choice((None, 1)),
                "positions": [*erased[:1], *few],
            }
            withheld = [["flood.hurt", [chance.randrange(size + 2)]]] if chance.random() < 0.3 else []
            added(rows, "redacted/1", told | {"withheld": withheld})
        case 1:
            added(rows, "log-begun/1", {"zone": chance.choice(("UTC", "Asia/Tokyo", "x"))})
        case 2:
            moments = (1, -1, 2**53, 2**63 - 1, 2**63, 4_102_444_799_000_000, 946_684_799_000_000, 10**30)
            first = chance.choice((0, size - 1))
            rows[first]["recorded"] = chance.choice(moments)
        case 3:
            row = chance.choice(rows)
            row["body"] = row["salt"] = None
        case 4:
            row = chance.choice([row for row in rows if row["body"] and "reply_to" in body_of(row)])
            body = body_of(row)
            body["reply_to"] = chance.choice((*range(-1, size + 2), 10**15, 10**30))
            row["body"] = packed(body)
        case _:
            added(
                rows,
                "annulled/1",
                {"by": "user:x", "reason": "", "reply_to": None, "replaced_by": None}
                | {"target": chance.choice((*range(-1, size + 3), "claim:" + "0" * 32, "redacted:1", "redacted:x"))},
            )


def forged(good: list[dict[str, Any]], chance: random.Random, path: Path) -> Path:
    """An export in which one body says something else, stands twice, or is of another kind, or that says more."""
    rows = json.loads(json.dumps(good[1:]))
    if chance.random() < 0.4:
        told_more(rows, chance)
        return sealed(good[0], rows, path)
    row, other = chance.sample([one for one in rows if one["body"] is not None], 2)
    body = body_of(row)
    place = chance.choice(list(places(body)))
    inner = body
    for step in place[:-1]:
        inner = inner[step]
    match chance.randrange(5):
        case 0 | 1:
            inner[place[-1]] = chance.choice(JUNK)
        case 2:
            del inner[place[-1]]
        case 3:
            body, row["kind"] = body_of(other), other["kind"]
        case _:
            row["kind"] = other["kind"]
    row["body"] = packed(body)
    return sealed(good[0], rows, path)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_taken_in_verifies_and_every_answer_comes(good, tmp_path: Path, seed: int) -> None:
    """Whatever one body says: it is refused and nothing is there, or the log verifies and answers all questions."""
    chance, taken = random.Random(seed), 0
    for _ in range(25):
        path = forged(good, chance, tmp_path / "forged.jsonl")
        with eventlog.open(":memory:", zone=good[0]["zone"]) as log:
            try:
                log.import_jsonl(path)
            except EventLogError:
                assert len(log) == 0
                continue
            taken += 1
            found = log.verify()
            assert found.ok is not False, found.problems
            assert not found.problems
            answers(log)
            for entry in log.entries():
                if isinstance(entry.event, eventlog.ClaimRecorded):
                    assert log.as_of("2030").why(entry.event.claim).claim == entry.event.claim
            again(log)
            assert log.record(eventlog.Report(publisher="outlet:x", title="What comes next")).new
            assert log.verify().ok
    assert taken


def again(log: eventlog.EventLog) -> None:
    """Record what a log holds in another one, batch by batch: its door takes it, word for word.

    In the place of a redaction, of what it erased, and of what names it stands something else.
    """
    nobodys: set[str] = set()
    with eventlog.open(":memory:", zone=log.zone) as other:
        for _, batch in groupby(log.entries(), key=lambda entry: entry.recorded):
            events = {}
            for entry in batch:
                event = events[entry.position] = entry.event
                if event is None or isinstance(event, Redacted) or nobodys.intersection(references(event)):
                    nobodys.add(str(entry.id))
                    events[entry.position] = wrap(eventlog.Report(publisher="outlet:x", title=f"{entry.position}"))
            assert other.record(*events.values()) == tuple(events)
            for position, event in events.items():
                assert other.reader.entry(position).event == event


def test_an_entry_names_none_that_comes_after_it_and_says_what_no_other_says(good, tmp_path: Path) -> None:
    """A reference forward would be another one once it is read again, and an id that stands twice finds only one."""
    rows = json.loads(json.dumps(good[1:]))
    claims = [row for row in rows if row["kind"].startswith("claim-recorded/") and row["body"]]
    body = body_of(claims[0])
    for at, words in ((len(rows) + 5, "does not stand before it"), (rows[-1]["position"], "does not stand before it")):
        body["claim"]["report"] = at
        claims[0]["body"] = b64encode(json.dumps(body).encode()).decode()
        with eventlog.open(":memory:", zone=good[0]["zone"]) as log, pytest.raises(InvalidValue, match=words):
            log.import_jsonl(sealed(good[0], rows, tmp_path / "a.jsonl"))
    rows = json.loads(json.dumps(good[1:]))
    claims = [row for row in rows if row["kind"].startswith("claim-recorded/") and row["body"]]
    claims[-1]["body"], claims[-1]["kind"] = claims[0]["body"], claims[0]["kind"]
    with eventlog.open(":memory:", zone=good[0]["zone"]) as log, pytest.raises(InvalidValue, match="says the same as"):
        log.import_jsonl(sealed(good[0], rows, tmp_path / "a.jsonl"))


def test_a_log_larger_than_memory_goes_out_and_comes_in(tmp_path: Path) -> None:
    """What is held at once is a batch and the ids, not the log: 40 texts of a megabyte in a few megabytes."""
    texts = ("word " * 200_000 + str(number) for number in range(40))
    moments = iter(range(START, START + 10**9, 1_000_000))
    with eventlog.open(tmp_path / "a.db", clock=lambda: next(moments)) as log:
        for text in texts:
            log.record(eventlog.Report(publisher="outlet:x", title="t", text=text))
        head = log.head
        ways = {
            "out": lambda: log.export_jsonl(tmp_path / "a.jsonl"),
            "events": lambda: export.write(tmp_path / "e.jsonl", export.events_to_jsonl(log.entries())),
        }
        for way in ways.values():
            assert peak(way) < 15_000_000
    assert (tmp_path / "a.jsonl").stat().st_size > 50_000_000
    with eventlog.open(tmp_path / "b.db") as log:
        assert peak(lambda: log.import_jsonl(tmp_path / "a.jsonl")) < 15_000_000
        assert log.head == head


def peak(work) -> int:
    """How many bytes Python held at most."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_largest_entry_comes_back_by_every_way(tmp_path: Path) -> None:
    """With letters that are written as escapes; some bytes more, and the door refuses it."""
    room = LARGEST_BODY - 1000
    report = eventlog.Report(publisher="outlet:x", title="t", text="\u2028" * 1000 + "x" * (room - 3000))
    with eventlog.open(":memory:") as log:
        log.record(report)
        log.export_jsonl(tmp_path / "a.jsonl")
        export.write(tmp_path / "e.jsonl", export.events_to_jsonl(log.entries()))
        with pytest.raises(InvalidValue, match="leave its text out"):
            log.record(eventlog.Report(publisher="outlet:x", title="t", text="x" * (room + 1000)))
        assert len(log) == 1
    with eventlog.open(":memory:") as other:
        assert other.import_jsonl(tmp_path / "a.jsonl") == 1
        assert other.verify().ok
    with eventlog.open(":memory:") as other:
        assert other.record(*export.from_jsonl(tmp_path / "e.jsonl")).new


@pytest.mark.parametrize("moment", ["2098-12-31T00:00:00Z", "2035-01-01T00:00:00Z"])
def test_a_log_that_goes_on_beyond_the_clock_needs_another_one(good, tmp_path: Path, moment: str) -> None:
    """Or nothing could be recorded after it until then; with a clock that is as far on, it can."""
    rows = json.loads(json.dumps(good[1:]))
    rows[-1]["recorded"] = instant(moment)
    path = sealed(good[0], rows, tmp_path / "a.jsonl")
    with eventlog.open(":memory:", zone=good[0]["zone"]) as log:
        with pytest.raises(ClockSkew, match=f"entry {len(rows)} was recorded at {moment}.*clock="):
            log.import_jsonl(path)
        assert len(log) == 0
    with eventlog.open(":memory:", zone=good[0]["zone"], clock=lambda: moment) as log:
        assert log.import_jsonl(path) == len(rows)
        assert log.record(eventlog.Report(publisher="outlet:x", title="What comes next")).new


def test_a_reply_is_to_a_word_on_the_same_matter() -> None:
    """A word of the same kind about something else is none."""
    report = eventlog.Report(publisher="outlet:x", title="t")
    claim = report.claim("q.a", by=["gov:a"])
    with eventlog.open(":memory:") as log:
        log.record(report, claim, eventlog.Annulled(target=claim.id))
        for other in (eventlog.Annulled(target=report.id, reply_to=3), eventlog.Agent(id="gov:a", name="A")):
            event = other if isinstance(other, eventlog.Annulled) else eventlog.AgentDefined(agent=other, reply_to=3)
            with pytest.raises(InvalidValue, match="no word on the same matter"):
                log.record(event)
        assert len(log) == 3


def test_the_zone_of_a_log_is_never_erased_lawfully(tmp_path) -> None:
    """With its first entry gone, and a redaction that names it, the dates of an attested log could be read in any zone:
    neither `verify` nor an answer with its proof takes that.
    """
    one = Report(publisher="outlet:post", title="One", published="2031-06-01")
    with eventlog.open(tmp_path / "log.db", zone="Europe/Kyiv") as log:
        log.record(one, one.claim("port.open", by=["org:port"]))
        checkpoint = log.checkpoint(KEY)
        word = Redacted(positions=(1,), withheld=(("port.open", (1,)),), reason="an order", by="user:log")
        row = NewEntry("redacted/1", encode(word, log.store.find), id_of(word), effects(word))
        with log.store.writing() as writing:
            writing.append([row], writing.head.recorded + 1)
            writing.erase((1,))
    with unguarded_file(tmp_path / "log.db") as connection:
        connection.execute("UPDATE meta SET value = 'UTC' WHERE name = 'zone'")
    with eventlog.open(tmp_path / "log.db") as log:
        assert log.zone == "UTC"
        found = log.verify([checkpoint])
        assert not found
        assert (found.problems[0].kind, found.problems[0].positions) == ("content", (1,))
        assert "is never erased" in found.problems[0].text
        with pytest.raises(ProofError, match="body of entry 1"):
            eventlog.check_answer(log.prove_answer(log.as_of("2032"), "port.open").document)
