"""The bytes that are hashed are those of the design, and no two entries share them."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.errors import InvalidValue
from eventlog.proof import EMPTY_ROOT, commit, leaf_hash, node_hash, record

hashes = st.binary(min_size=32, max_size=32)
kinds = st.text(st.characters(codec="utf-8"), min_size=1)
entries = st.tuples(st.integers(1, 2**64 - 1), st.integers(-(2**63), 2**63 - 1), hashes, kinds)


def test_a_record_is_written_byte_for_byte_as_the_design_says():
    """Position and recorded time take eight bytes each, big-endian, and the kind comes last."""
    made = record(258, 1_000_000, b"c" * 32, "claim-recorded")
    assert made == (
        b"eventlog/entry/v1\n"
        b"\x00\x00\x00\x00\x00\x00\x01\x02"
        b"\x00\x00\x00\x00\x00\x0f\x42\x40" + b"c" * 32 + b"claim-recorded"
    )


def test_a_time_before_1970_is_held_in_twos_complement():
    """The microsecond before the epoch is eight bytes of ones."""
    assert record(1, -1, bytes(32), "k")[26:34] == b"\xff" * 8


def test_a_commit_is_over_the_salt_and_the_body_as_they_are():
    """Newlines, no bytes at all, and bytes that are no text are taken untouched."""
    for body in (b"", b"{}\r\n", b"\xff\x00"):
        assert commit(b"s" * 32, body) == hashlib.sha256(b"eventlog/body/v1\n" + b"s" * 32 + body).digest()


def test_an_erased_body_cannot_be_guessed_from_its_commit():
    """The same words under another salt have another commit."""
    assert commit(bytes(32), b"yes") != commit(b"\x01" + bytes(31), b"yes")


def test_leaves_and_nodes_begin_differently():
    """An inner node is never a leaf: their first bytes differ."""
    assert leaf_hash(b"x") == hashlib.sha256(b"\x00x").digest()
    assert node_hash(b"l" * 32, b"r" * 32) == hashlib.sha256(b"\x01" + b"l" * 32 + b"r" * 32).digest()
    assert leaf_hash(b"l" * 32 + b"r" * 32) != node_hash(b"l" * 32, b"r" * 32)
    assert hashlib.sha256(b"").digest() == EMPTY_ROOT


@given(entries, entries)
def test_different_entries_have_different_records(one, other):
    """A record can be read back in one way only."""
    assert (record(*one) == record(*other)) == (one == other)
    made = record(*one)
    assert int.from_bytes(made[18:26], "big") == one[0]
    assert int.from_bytes(made[26:34], "big", signed=True) == one[1]
    assert (made[34:66], made[66:].decode()) == one[2:]


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_salts_and_commits_of_another_length_are_refused(length):
    """Thirty-two bytes, no fewer and no more."""
    with pytest.raises(InvalidValue, match="32 bytes"):
        commit(bytes(length), b"")
    with pytest.raises(InvalidValue, match="32 bytes"):
        record(1, 0, bytes(length), "k")


@pytest.mark.parametrize("position", [0, -1, 2**64])
def test_positions_that_do_not_exist_are_refused(position):
    """The first entry is 1, and eight bytes hold no more than 2**64 - 1."""
    with pytest.raises(InvalidValue):
        record(position, 0, bytes(32), "k")


@pytest.mark.parametrize("micros", [2**63, -(2**63) - 1, 1.5])
def test_times_that_do_not_fit_are_refused(micros):
    """A time is never wrapped around nor rounded."""
    with pytest.raises(InvalidValue, match="fit"):
        record(1, micros, bytes(32), "k")


@pytest.mark.parametrize("kind", ["", "\ud800"])
def test_kinds_that_are_no_text_are_refused(kind):
    """An empty kind and half a surrogate pair have no place in a record."""
    with pytest.raises(InvalidValue, match="kind"):
        record(1, 0, bytes(32), kind)
