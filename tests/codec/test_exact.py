"""Claims whose bodies need not be read back."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.claims import Attribution, Claim, Evidence, Ref, digest_of
from eventlog.claims.identity import sound_agents, sound_digests, sound_questions
from eventlog.codec import Encoder, Reading, encode, kind_of
from eventlog.codec import exact as exactness
from eventlog.codec.exact import exact
from eventlog.errors import InvalidValue
from eventlog.events import ClaimRecorded
from eventlog.testing.events import events
from eventlog.testing.values import claims


class Said(str):
    """Text, and of another type."""

    __slots__ = ()


@attrs.frozen(kw_only=True)
class Reworded(Claim):
    """A claim, and more than a claim."""


def usual(**other) -> Claim:
    """A claim as nearly all are."""
    span = Evidence(start=3, end=9, digest=digest_of("a span"))
    step = Attribution(agent="person:a", cue=Evidence(start=0, end=2, digest=digest_of("a cue")), said="2024-06-27")
    told = {"report": Ref("report:a"), "question": "q.r", "value": True, "chain": (step,), "evidence": (span,)}
    return Claim(**told | other)


def worded(word: str) -> Claim:
    """One of several claims."""
    return usual(paraphrase=word)


@given(st.lists(events | claims().map(lambda claim: ClaimRecorded(claim=claim)), max_size=8))
def test_what_is_exact_reads_back_as_itself(some) -> None:
    """Whatever is told to be exact is what its body is read as, member by member and type by type."""
    told = exact(some)
    assert len(told) == len(some)
    for event, sure in zip(some, told, strict=True):
        if sure:
            read = Reading({}.get).decode(kind_of(event).stored, encode(event, lambda _: None))
            assert read == event
            assert types_of(read) == types_of(event)


def types_of(value) -> object:
    """The types of a value and of all in it."""
    if isinstance(value, tuple):
        return [types_of(one) for one in value]
    if attrs.has(type(value)):
        return type(value), [types_of(getattr(value, one.name)) for one in attrs.fields(type(value)) if one.init]
    return type(value)


@pytest.mark.parametrize(
    ("shape", "members"), [(Claim, exactness._CLAIM), (Attribution, exactness._STEP), (Evidence, exactness._SPAN)]
)
def test_each_member_is_looked_at(shape, members) -> None:
    """A member that a class gains later is not passed over."""
    assert [one.name for one in attrs.fields(shape) if one.init] == [*members]


def test_the_usual_claim_is_exact() -> None:
    """An answer of yes or no, by somebody, with its spans; words of any script; nothing beside it takes that away."""
    words = "\N{HANGUL SYLLABLE GA} \N{BLACK STAR}\n"
    assert [*exact([ClaimRecorded(claim=usual(paraphrase=words))])] == [True]
    beside = ClaimRecorded(claim=usual(value="in words"))
    assert [*exact([beside, ClaimRecorded(claim=usual())])] == [False, True]


MEMBERS = {
    "question": ["two words", Said("q.r"), None, 7],
    "value": [False, 1, "yes", None],
    "said": ["2024-06-28", Said("2024-06-27"), 7],
    "during": [7, ["2024"]],
    "stance": ["assert"],
    "factuality": ["CT+", None],
    "kind": ["claim"],
    "report": ["report:a", 1],
    "chain": [[], (7,), ("person:a",), [usual().chain[0]]],
    "evidence": [[], (7,), [usual().evidence[0]]],
    "paraphrase": ["a\0b", Said("a"), None],
    "condition": ["\0"],
    "extractor": [None, "\0"],
    "fragments": [(7,), None, []],
}
STEPS = {"agent": ["person:A", Said("person:a"), None], "cue": [7], "quotation": ["none"], "scope": [None], "said": [7]}
SPANS = {"start": [9, -1, True, 3.0], "end": [2**63, "9"], "digest": ["sha256:0", None], "quote": ["words"]}
CHANGED = [
    *(((), name, value) for name, values in MEMBERS.items() for value in values),
    *((("chain",), name, value) for name, values in STEPS.items() for value in values),
    *((where, name, value) for where in (("evidence",), ("chain", "cue")) for name in SPANS for value in SPANS[name]),
]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("where", "name", "value"), CHANGED)
def test_what_came_in_past_the_constructors_is_not_exact(where, name, value, known) -> None:
    """A member of another type, or one that its class refuses, takes it away; whether or not its names were met."""
    claim = inner = usual()
    for step in where:
        inner = getattr(inner, step)
        inner = inner[0] if isinstance(inner, tuple) else inner
    object.__setattr__(inner, name, value)
    if not known:
        for names in (sound_agents, sound_digests, sound_questions):
            names.clear()
    assert not any(exact([ClaimRecorded(claim=claim)]))


def test_a_subclass_is_not_exact() -> None:
    """It would be read as its base."""
    told = {one.name: getattr(usual(), one.name) for one in attrs.fields(Claim) if one.init}
    event = ClaimRecorded(claim=Reworded(**told))
    assert not any(exact([event]))
    for others in ("", "bcdef"):
        some = [event, *(ClaimRecorded(claim=worded(other)) for other in others)]
        with pytest.raises(InvalidValue, match="does not read back"):
            Encoder({}.get).encode_all([(one, kind_of(one)) for one in some])


def test_a_claim_without_a_member_is_not_exact() -> None:
    """One that was never made by its class is left to the plain way."""
    assert not any(exact([ClaimRecorded.__new__(ClaimRecorded)]))
    hollow = ClaimRecorded.__new__(ClaimRecorded)
    object.__setattr__(hollow, "claim", Claim.__new__(Claim))
    assert not any(exact([hollow]))


def test_only_what_is_not_exact_is_read_back(monkeypatch) -> None:
    """Of a batch the usual claims are not read again, and the others are."""
    read = []
    decode = Reading.decode
    monkeypatch.setattr(Reading, "decode", lambda self, kind, body: read.append(body) or decode(self, kind, body))
    some = [ClaimRecorded(claim=one) for one in (usual(), usual(value="in words"), *map(worded, "bcd"))]
    told = Encoder({}.get).encode_all([(event, kind_of(event)) for event in some])
    assert set(read) == {told[1][0]}
