"""JSON from other programs.

Our own bodies are read as they were written. What comes in at a door is another matter: most JSON readers
take the last of two equal keys, make infinity of 1e400, lose digits of large numbers, and fall over when
brackets are nested deep enough. Here each of these is refused with one sentence that says where and quotes
nothing, since what is refused may be what must not be repeated.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from eventlog.codec.wire import IdAt, Reading
from eventlog.errors import InvalidValue, UnknownKind, shown
from eventlog.events import Event, UnknownEvent
from eventlog.files.letters import MARK, text_of

__all__ = ["DEEPEST", "LARGEST", "read_foreign", "strict_json"]

DEEPEST = 64
"""How many arrays and objects may stand within each other."""

LARGEST = 2**53 - 1
"""The largest whole number that every reader of JSON keeps."""

_DIGITS = 40
_PIECE = re.compile(rb'"(?:[^"\\]+|\\.)*"?|[\[\]{}]', re.DOTALL)
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def strict_json(data: bytes | str) -> Any:
    """Read one JSON value: objects as dicts, arrays as lists, numbers with a point or an exponent as Decimal.

    Refused with InvalidValue: what is not UTF-8, a byte order mark, two equal keys, NaN and infinities, whole
    numbers beyond 2**53 - 1, numbers of more than 40 digits, nesting deeper than 64, half characters (lone
    surrogates).
    """
    raw = _utf8(data)
    _check_depth(raw)
    try:
        value = json.loads(
            raw.decode(),  # as text: of bytes it would guess, and take NULs for UTF-16
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_int=_whole,
            parse_float=_exact,
        )
    except InvalidValue:
        raise
    except json.JSONDecodeError as error:
        raise InvalidValue(f"this is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    if _HALF.search(raw):
        _check_characters(value)
    return value


def read_foreign(stored: str, data: bytes | str, id_at: IdAt) -> Event:
    """Read an event of a stored kind from JSON of unknown origin: as `strict_json`, and unknown keys are
    refused too.

    Raises UnknownKind and InvalidValue.
    """
    given = strict_json(data)
    event = Reading(id_at).decode(stored, _utf8(data))
    if isinstance(event, UnknownEvent):
        if event.reason.startswith("no event class"):
            raise UnknownKind(stored)
        raise InvalidValue(f"this is no {shown(stored)}: {event.reason}")
    known = msgspec.to_builtins(event, enc_hook=str)
    extra = _extra(given, known, "")
    if extra is not None:
        raise InvalidValue(f"a {stored} has no {shown(extra)}: remove it, or check its spelling")
    return event


def _utf8(data: bytes | str) -> bytes:
    try:
        raw = data.encode() if isinstance(data, str) else data
    except UnicodeEncodeError:
        raise InvalidValue("this holds half a character (a lone surrogate): it can't be written as UTF-8") from None
    text_of(raw, lambda _, reason: InvalidValue(reason))
    if raw.startswith(MARK):
        raise InvalidValue("this begins with a byte order mark: save it as plain UTF-8")
    return raw


def _check_depth(raw: bytes) -> None:
    depth = 0
    for piece in _PIECE.finditer(raw):
        first = raw[piece.start()]
        if first in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise InvalidValue(
                    f"arrays and objects stand more than {DEEPEST} deep within each other, at byte {piece.start()}"
                )
        elif first in b"]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise InvalidValue(f"an object has the key {shown(twice)} twice: nobody can tell which one is meant")
    return table


def _no_constant(word: str) -> Any:
    raise InvalidValue(f"{word} is not a number that JSON has: leave the member out where there is none")


def _whole(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > LARGEST:
        raise InvalidValue(f"a whole number of {len(digits.lstrip('-'))} digits is beyond 2**53 - 1: write it as text")
    return int(digits)


def _exact(digits: str) -> Decimal:
    try:
        number = Decimal(digits) if len(digits) <= 2 * _DIGITS else None
    except InvalidOperation:  # an exponent with more digits than a decimal can have
        number = None
    if number is None or len(number.as_tuple().digits) > _DIGITS or abs(number.adjusted()) > _DIGITS:
        raise InvalidValue(f"a number has more than {_DIGITS} digits: write it as text")
    return number


def _check_characters(value: Any) -> None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise InvalidValue(
                "some text holds half a character (a lone surrogate): it can't be written as UTF-8"
            ) from None
    elif isinstance(value, dict):
        for key, one in value.items():
            _check_characters(key)
            _check_characters(one)
    elif isinstance(value, list):
        for one in value:
            _check_characters(one)


def _extra(given: Any, known: Any, path: str) -> str | None:
    """The first key that was given and that the event does not have."""
    if isinstance(given, dict) and isinstance(known, dict):
        for key, one in given.items():
            here = f"{path}.{key}" if path else key
            if key not in known:
                return here
            if (found := _extra(one, known[key], here)) is not None:
                return found
    elif isinstance(given, list) and isinstance(known, (list, tuple)):
        for at, (one, other) in enumerate(zip(given, known, strict=False)):
            if (found := _extra(one, other, f"{path}[{at}]")) is not None:
                return found
    return None
