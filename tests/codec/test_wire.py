"""Events to bytes and back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.claims import Claim, Ref, check_agent, identity
from eventlog.codec import Encoder, Encoders, Reading, encode, id_of, kind_of, same_content
from eventlog.errors import InvalidValue, UnknownKind, UnknownReference
from eventlog.events import ClaimRecorded, Corrected, Linked, ReportRecorded, UnknownEvent
from eventlog.events.dependencies import ALPHABET, references
from eventlog.testing.events import events
from eventlog.testing.values import claims, reports

SRC = Path(__file__).resolve().parents[2] / "src"


def nowhere(_id: str) -> None:
    """A log that holds nothing."""


def lost(id: str) -> int:
    """A log that refuses what it does not hold."""
    raise UnknownReference(id, "an event")


def back(event, positions):
    """Write an event in a log with these positions, and read it again."""
    ids = {position: id for id, position in positions.items()}
    return Reading(ids.get).decode(kind_of(event).stored, encode(event, positions.get))


@given(events, st.booleans())
def test_decoding_what_was_encoded_gives_it_back(event, held) -> None:
    """decode(encode(x)) == x for every event, whether what it names is in the log or not; its id is the same
    too.
    """
    positions = {str(id): at for at, id in enumerate(references(event), start=1)} if held else {}
    read = back(event, positions)
    assert read == event
    assert type(read) is type(event)
    assert id_of(read) == id_of(event)


@given(events)
def test_what_is_read_is_written_the_same(event) -> None:
    """encode(decode(encode(x))) == encode(x), byte for byte."""
    body = encode(event, nowhere)
    assert encode(Reading({}.get).decode(kind_of(event).stored, body), nowhere) == body


@given(st.lists(events, max_size=8), st.booleans())
def test_many_are_written_as_each_alone(some, held) -> None:
    """A batch is encoded in one go, to the same bytes."""
    names = dict.fromkeys(str(id) for event in some for id in references(event))
    positions = {id: at for at, id in enumerate(names, start=1)} if held else {}
    told = Encoder(positions.get).encode_all([(event, kind_of(event)) for event in some])
    assert told == [(encode(event, positions.get), ()) for event in some]


@given(st.lists(events, max_size=8), st.integers(0, 12), st.integers(0, 10**12))
def test_positions_that_may_change_are_found_in_a_body(some, after, further) -> None:
    """Where the positions behind one stand in a body is told: with others in their places it is the body of others."""
    names = dict.fromkeys(str(id) for event in some for id in references(event))
    positions = {id: at for at, id in enumerate(names, start=1)}
    moved = {id: at + further if at > after else at for id, at in positions.items()}
    told = Encoder(positions.get, after).encode_all([(event, kind_of(event)) for event in some])
    for event, (body, holes) in zip(some, told, strict=True):
        assert body == encode(event, positions.get)
        for at, position in reversed(holes):
            assert position > after
            body = body[:at] + b"%d" % (position + further) + body[at + len(str(position)) :]  # noqa: PLW2901
        assert body == encode(event, moved.get)


@given(st.lists(st.tuples(st.lists(events, max_size=5), st.integers(0, 9), st.integers(0, 6)), min_size=2, max_size=4))
def test_what_encoded_a_batch_encodes_the_next_as_a_new_one_does(batches) -> None:
    """Whatever stands where in the log meanwhile, and whatever could not be written before."""
    kept = Encoders()
    for some, first, after in batches:
        names = dict.fromkeys(str(id) for event in some for id in references(event))
        positions = {id: at for at, id in enumerate(names, start=first)}
        given_ = [(event, kind_of(event)) for event in some]
        assert kept.encode_all(given_, positions.get, after) == Encoder(positions.get, after).encode_all(given_)
        if names:
            with pytest.raises(UnknownReference):
                kept.encode_all(given_, lost, after)


@given(events)
def test_a_body_is_plain_json(event) -> None:
    """A body is a JSON object that any reader understands, with no number that one could lose digits of."""
    read = json.loads(encode(event, nowhere).decode(), parse_float=pytest.fail)
    assert isinstance(read, dict)


@given(events)
def test_references_are_written_as_positions(event) -> None:
    """No id of anything in the log stands in a body."""
    named = [str(id) for id in references(event)]
    body = encode(event, {id: at for at, id in enumerate(named, start=1)}.get)
    assert not any(id.encode() in body for id in named if id not in getattr(event, "reason", ""))


def test_a_reference_to_what_is_gone_says_so() -> None:
    """What names a redacted entry comes back with that entry's position."""
    claim = Claim(report=Ref("report:abc"), question="q", value=True)
    body = encode(ClaimRecorded(claim=claim), {"report:abc": 7}.get)
    read = Reading({}.get).decode("claim-recorded/1", body)
    assert read.claim.report == "redacted:7"


def test_a_date_as_notice_comes_back_as_text() -> None:
    """A notice is a reference or a date, and reading tells them apart as writing did."""
    event = Corrected(target=Ref("claim:a"), by="outlet:x", notice="2024-06-20")
    read = back(event, {"claim:a": 1})
    assert not isinstance(read.notice, Ref)
    assert isinstance(read.target, Ref)


def test_the_names_of_the_alphabet_are_pinned() -> None:
    """Stored names are hashed and kept for ever: a renamed class must not change them."""
    assert [kind_of_class(shape) for shape in ALPHABET] == [
        "report-recorded/1",
        "claim-recorded/1",
        "linked/1",
        "assessed/1",
        "retracted/1",
        "superseded/1",
        "corrected/1",
        "annulled/1",
        "amended/1",
        "same-entity/1",
        "different-entity/1",
        "agent-defined/1",
        "question-defined/1",
        "reviewed/1",
        "redacted/1",
        "log-begun/1",
        "key-rotated/1",
    ]


def kind_of_class(shape: type) -> str:
    """The stored kind of a class of ours."""
    return kind_of(shape.__new__(shape)).stored


@given(reports())
def test_a_report_is_the_same_with_or_without_its_text(report) -> None:
    """The text may be at hand or not, and what does not make it one may be told otherwise."""
    bare = attrs.evolve(report, text=None, digest=report.digest)
    assert bare.id == report.id
    assert same_content(ReportRecorded(report=report), ReportRecorded(report=bare))
    other = attrs.evolve(bare, language="xx")
    assert other.id == report.id
    assert same_content(ReportRecorded(report=report), ReportRecorded(report=other))


@given(claims(), st.text(max_size=5).filter(lambda text: "\0" not in text and text.isprintable()))
def test_a_claim_is_the_same_whoever_read_it(claim, extractor) -> None:
    """The extractor is no part of what a claim says."""
    other = attrs.evolve(claim, extractor=extractor)
    assert other.id == claim.id
    assert same_content(ClaimRecorded(claim=claim), ClaimRecorded(claim=other))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("nobody.knows/1", b"{}"),
        ("claim-recorded/2", b"{}"),
        ("claim-recorded/1", b"{}"),
        ("claim-recorded/1", b"not json, and secret"),
        ("claim-recorded/1", b'{"claim":{"report":"report:a","question":"a secret","value":true}}'),
        ("claim-recorded/1", b"\xff\xfe"),
        ("claim-recorded/1", b"[" * 100_000),
        ("linked/1", b'{"link":[]}'),
        ("no-version", b"{}"),
        ("claim-recorded/01", b"{}"),
        ("claim-recorded/x", b"{}"),
        ("", b""),
    ],
)
def test_the_past_is_reported_and_never_raised(kind, body) -> None:
    """What can't be read comes back as a value whose reason is one sentence and quotes nothing of the body."""
    event = Reading({}.get).decode(kind, body)
    assert isinstance(event, UnknownEvent)
    assert (event.kind, event.body) == (kind, body)
    assert event.reason
    assert "secret" not in event.reason
    assert "secret" not in repr(event)
    assert event.id is None


def test_only_registered_classes_are_written() -> None:
    """A class that nobody registered is refused by name."""
    for thing in (object(), {}, UnknownEvent(kind="x/1", reason="r")):
        with pytest.raises(UnknownKind):
            encode(thing, nowhere)


def test_half_a_character_is_refused() -> None:
    """A lone surrogate that came in past the constructors is refused by the writer too (F091)."""
    link = object.__new__(Linked)
    claim = Claim(report=Ref("report:a"), question="q", value=True)
    object.__setattr__(claim, "paraphrase", "\ud800")
    object.__setattr__(link, "link", claim)
    with pytest.raises(InvalidValue, match="half a character"):
        encode(link, nowhere)


SCRIPT = r"""
from eventlog.claims import Claim, Quantity, Ref
from eventlog.codec import encode, id_of
from eventlog.events import wrap

claim = Claim(
    report=Ref("report:a"),
    question="q.r",
    value=Quantity(low="1.50", unit="t"),
    chain=["gov:x", "person:y"],
    during="2024-06~",
    evidence=[(1, 2, "sha256:" + "0" * 64)],
    paraphrase="\u0645\u0631\u062d\u0628\u0627 \U0001f600",
)
event = wrap(claim)
print(id_of(event), encode(event, {"report:a": 3}.get).hex())
"""


def test_the_bytes_depend_on_the_event_alone() -> None:
    """The same event is written the same under any hash seed, zone, locale and UTF-8 mode."""
    seen = set()
    for seed, zone, mode in (("0", "UTC", "0"), ("1", "Asia/Tokyo", "1"), ("4242", "America/New_York", "0")):
        env = os.environ | {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "PYTHONUTF8": mode,
            "PYTHONPATH": str(SRC),
            "LC_ALL": "C",
        }
        done = subprocess.run([sys.executable, "-c", SCRIPT], env=env, capture_output=True, check=True)
        seen.add(done.stdout)
    assert len(seen) == 1
    assert b"claim:" in seen.pop()


A_CLAIM = {
    "report": 1,
    "question": "q",
    "value": True,
    "said": "2024-06-27",
    "chain": [
        {
            "agent": "person:a",
            "cue": {"start": 0, "end": 2, "digest": "sha256:" + "a" * 64},
            "said": "2024-06-27",
        }
    ],
    "evidence": [{"start": 3, "end": 9, "digest": "sha256:" + "0" * 64}],
    "paraphrase": "what was said",
    "condition": "",
    "extractor": "reader/1",
}


def changed(table, path: tuple, value):
    """A copy of a table in which something else stands at the end of a path."""
    copy = json.loads(json.dumps(table))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copy


UNSOUND = [
    (("question",), "two words"),
    (("question",), "q" * 201),
    (("chain", 0, "agent"), "person:A"),
    (("chain", 0, "agent"), "person:a\n"),
    (("chain", 0, "agent"), "person:" + "a" * 200),
    (("chain", 0, "said"), "2024-06-28"),
    (("chain", 0, "cue", "digest"), "sha256:" + "A" * 64),
    (("chain", 0, "cue", "digest"), "sha256:" + "a" * 63),
    (("evidence", 0, "digest"), "sha256:" + "0" * 64 + "\n"),
    (("evidence", 0, "digest"), "sha257:" + "0" * 64),
    (("evidence", 0, "digest"), None),
    (("evidence", 0, "start"), 9),
    (("evidence", 0, "start"), -1),
    (("evidence", 0, "end"), True),
    (("paraphrase",), "a\0b"),
    (("condition",), "\0"),
    (("extractor",), "\N{BLACK STAR}\0"),
    (("extractor",), None),
    (("report",), True),
    (("report",), ["report:a"]),
    (("report",), 1.0),
    (("value",), None),
    (("value",), 12),
]


@pytest.mark.parametrize(("path", "value"), UNSOUND)
def test_what_is_unsound_stays_so_after_what_was_sound(path, value) -> None:
    """Whatever is remembered of names and texts that were sound, each check is made of each body."""
    reading = Reading({1: "report:a"}.get)
    sound = reading.decode("claim-recorded/1", json.dumps({"claim": A_CLAIM}).encode())
    assert isinstance(sound, ClaimRecorded)
    for _ in "again":
        wrong = reading.decode("claim-recorded/1", json.dumps({"claim": changed(A_CLAIM, path, value)}).encode())
        assert isinstance(wrong, UnknownEvent)


@pytest.mark.parametrize("value", ["two\nlines", "\N{BLACK STAR}", "tab\t", "\x7f", "\ud7ff\U0001f600"])
def test_any_other_text_is_text(value) -> None:
    """What no fast check knows is looked at by the slow one, and kept as it is."""
    body = json.dumps({"claim": changed(A_CLAIM, ("paraphrase",), value)}).encode()
    assert Reading({1: "report:a"}.get).decode("claim-recorded/1", body).claim.paraphrase == value


def test_names_that_are_kept_for_a_while_are_not_kept_for_ever() -> None:
    """As many sound names as one likes, and unsound ones in between."""
    for number in range(20_000):
        assert check_agent(f"person:p{number}") == f"person:p{number}"
    with pytest.raises(InvalidValue):
        check_agent("person:P1")
    with pytest.raises(InvalidValue):
        check_agent(["person:p1"])
    assert len(identity.sound_agents) <= 8192
