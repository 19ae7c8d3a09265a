"""JSON that somebody else wrote: what our own door refuses, one fact of the list of faults a test."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.codec import encode, kind_of, read_foreign, strict_json
from eventlog.codec.foreign import DEEPEST
from eventlog.errors import InvalidValue, UnknownKind
from eventlog.testing.events import events

REFUSED = {
    "F091 half a character": rb'{"a": "\ud800"}',
    "F091 half a character as key": rb'{"\udfff": 1}',
    "F093 NaN": b'{"a": NaN}',
    "F093 Infinity": b"[Infinity]",
    "F093 minus infinity": b"[-Infinity]",
    "F093 1e400": b"[1e400]",
    "F095 beyond 2**53": b"[9007199254740992]",
    "F095 beyond 2**63": b"[9223372036854775808]",
    "F096 5000 digits": b"[" + b"9" * 5000 + b"]",
    "F096 a million digits": b"9" * 1_000_000,
    "F096 5000 digits after the point": b"[0." + b"1" * 5000 + b"]",
    "F096 an exponent of 50 digits": b"[1e" + b"9" * 50 + b"]",
    "F097 one too deep": b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
    "F097 100k deep": b"[" * 100_000,
    "F097 100k objects": b'{"a":' * 100_000,
    "F098 two equal keys": b'{"a": 1, "a": 2}',
    "F098 the same key, escaped": rb'{"a": 1, "\u0061": 2}',
    "no UTF-8": b'{"a": "\xff"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16 without a mark": '{"a": 1}'.encode("utf-16-le"),
    "UTF-16 that ends in half a letter": b'{\x00"\x00a',
    "UTF-32 without a mark": "[[1]]".encode("utf-32-be"),
    "no JSON": b"{a: 1}",
    "nothing": b"",
    "more than one value": b"{} {}",
    "never closed": b'{"a": "',
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_json_is_refused(case) -> None:
    """One sentence, quickly, without a word of what was refused."""
    started = time.monotonic()
    with pytest.raises(InvalidValue) as refused:
        strict_json(REFUSED[case])
    assert time.monotonic() - started < 5
    assert len(str(refused.value)) < 200


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",)), max_size=5), inner, max_size=3)
    ),
)


@given(json_values)
def test_good_json_is_read_as_it_stands(value) -> None:
    """What is within the limits comes back whole."""
    import json

    assert strict_json(json.dumps(value)) == value
    assert strict_json(json.dumps(value, ensure_ascii=False).encode()) == value


def test_brackets_in_text_are_no_depth() -> None:
    """Only arrays and objects count, however many brackets a text holds."""
    text = "[{" * 1000 + '\\"'
    assert strict_json(b'{"a": "' + text.encode() + b'"}')["a"] == "[{" * 1000 + '"'
    assert strict_json("[" * DEEPEST + "]" * DEEPEST) is not None


def test_numbers_keep_their_digits() -> None:
    """F094: 1.0 is not 1, and 0.1 is what was written."""
    assert [str(number) for number in strict_json(b"[1.0, 1, 0.1, -0.0, 1e16]")] == ["1.0", "1", "0.1", "-0.0", "1E+16"]
    assert all(isinstance(number, Decimal) for number in strict_json(b"[1.0, 1e3]"))


@given(events)
def test_what_the_log_wrote_may_come_in_again(event) -> None:
    """A door for foreign JSON takes every body of our own."""
    assert read_foreign(kind_of(event).stored, encode(event, lambda _id: None), {}.get) == event


def test_unknown_keys_are_refused() -> None:
    """A misspelt key is an error, with its place, and not silence."""
    good = b'{"claim": {"report": "report:a", "question": "q", "value": true, "factuality": "CT+"%s}}'
    assert read_foreign("claim-recorded/1", good % b"", {}.get).claim.question == "q"
    with pytest.raises(InvalidValue, match=r"claim\.durring"):
        read_foreign("claim-recorded/1", good % b', "durring": "2024"', {}.get)


def test_an_unknown_kind_is_an_error_at_the_door() -> None:
    """The past is reported, but what comes in is refused."""
    with pytest.raises(UnknownKind):
        read_foreign("nobody.knows/1", b"{}", {}.get)
    with pytest.raises(InvalidValue):
        read_foreign("claim-recorded/1", b"{}", {}.get)
