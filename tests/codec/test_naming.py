"""What an entry is found by is the same, whether it is read off the body or asked of the event."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.claims import Attribution, Claim, Ref
from eventlog.codec import Naming, Reading, encode, id_of, kind_of
from eventlog.events import ClaimRecorded, UnknownEvent
from eventlog.events.dependencies import effects, references
from eventlog.testing.events import events
from eventlog.testing.values import claims

IDS = {1: "report:" + "1" * 32, 2: "claim:" + "2" * 32, 3: "report:" + "3" * 32}
POSITIONS = {id: at for at, id in IDS.items()}
CLAIM = {
    "report": Ref(IDS[1]),
    "question": "flood.river",
    "value": True,
    "chain": [Attribution(agent="person:mayor", said="2024-06-20")],
    "paraphrase": "The river rose.",
}


def asked(kind: str, body: bytes, ids: dict[int, str] = IDS) -> tuple[str, set[str]] | None:
    """Id and keys, of the event itself."""
    event = Reading(ids.get).decode(kind, body)
    return None if isinstance(event, UnknownEvent) else (id_of(event), set(effects(event)))


def read(kind: str, body: bytes, ids: dict[int, str] = IDS) -> tuple[str, set[str]] | None:
    """Id and keys, off the body; twice, since what was found sound before is read another way."""
    naming = Naming(ids.get, 100)
    first, again = naming.of(kind, body), naming.of(kind, body)
    assert first == again
    return None if first is None else (first[0], set(first[1]))


@given(events | claims().map(lambda claim: ClaimRecorded(claim=claim)), st.booleans())
def test_ids_and_keys_follow_from_the_body_as_from_the_event(event, held):
    """Of every kind, whether what it names is in the log or not."""
    positions = {str(id): at for at, id in enumerate(references(event), start=1)} if held else {}
    ids = {at: id for id, at in positions.items()}
    kind, body = kind_of(event).stored, encode(event, positions.get)
    assert read(kind, body, ids) == asked(kind, body, ids) == (id_of(event), set(effects(event)))


def plain() -> dict[str, object]:
    """The body of a claim, as a table."""
    return json.loads(encode(ClaimRecorded(claim=Claim(**CLAIM)), POSITIONS.get))


ODD = [False, None, True, 0, 1, 3, 7, "", "x", "\0", "a\0b", "flood.other", "no question", [], {}, [{}], "2024-13-01"]
ODD += [{"agent": "person:mayor"}, {"low": "1", "unit": "x"}, {"time": "2024"}, {"text": "a\0"}, "CT-", "PR+", "deny"]
ODD += [[{"agent": "no agent"}], [{"agent": "person:other", "said": "2024"}], "2024-06-20", "report:x", "redacted:1"]


def same(table: dict[str, object]) -> None:
    """That a claim with this body is found by the same, or by nothing, both ways."""
    body = json.dumps(table).encode()
    assert read("claim-recorded/1", body) == asked("claim-recorded/1", body), body


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_claim_that_another_program_wrote_is_read_no_other_way(odd):
    """Members that no claim of ours has, of every type, are refused, turned or taken as the event does it; so is one
    that is left out, and one too many.
    """
    for member in plain()["claim"]:
        for name in (member, f"{member}s"):
            table = plain()
            table["claim"][name] = odd
            same(table)
    for member in plain()["claim"]["chain"][0]:
        table = plain()
        table["claim"]["chain"][0][member] = odd
        same(table)


def test_a_claim_with_a_member_too_few_is_read_no_other_way():
    """What is left out is what the event has in its place, if it has anything."""
    for member in plain()["claim"]:
        table = plain()
        del table["claim"][member]
        same(table)


@given(st.binary() | st.text().map(str.encode))
def test_what_is_no_body_has_no_name(octets):
    """Nothing is raised over it."""
    assert read("claim-recorded/1", octets) == asked("claim-recorded/1", octets)
