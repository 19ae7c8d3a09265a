"""Lists that are handed to a server as one value each, in the form in which it holds them.

The driver can do that too, for whatever a list may hold, and writes texts as text, which the server then has to read: a
large batch would cost more in that than in all else that is done to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from struct import Struct
from typing import Any

import attrs

from eventlog.errors import InvalidValue
from eventlog.stores.postgres.target import psycopg

__all__ = ["Column", "numbers", "octets", "teach", "texts"]

_HEADER = Struct(">iiIii")  # dimensions, whether any is null, type of one, number of them, from which on they count
_LENGTH = Struct(">i").pack
_NUMBER = Struct(">ii").pack
_BYTES, _INTEGER, _TEXT = 17, 23, 25  # what these types are to every PostgreSQL
_NULL = _LENGTH(-1)


@attrs.frozen
class Column:
    """A list, as the server reads it. The statement says of what type it is."""

    held: bytes


def texts(given: Iterable[str | None]) -> Column:
    """A list of texts. Raises InvalidValue for half a character, which is no text to a server."""
    try:
        return _column(_TEXT, [None if one is None else one.encode() for one in given])
    except UnicodeEncodeError:
        raise InvalidValue("a server can't hold this text: leave out what is no UTF-8") from None


def octets(given: Sequence[bytes | None]) -> Column:
    """A list of bytes."""
    return _column(_BYTES, given)


def numbers(given: Sequence[int]) -> Column:
    """A list of small whole numbers."""
    if not given:
        return _NO_NUMBERS
    return Column(_header(_INTEGER, len(given), nulls=False) + b"".join([_NUMBER(4, one) for one in given]))


def _column(kind: int, given: Sequence[bytes | None]) -> Column:
    if not given:
        return _NO_TEXTS if kind == _TEXT else _NO_BYTES
    nulls = None in given
    if nulls:
        pieces = [_NULL if one is None else _LENGTH(len(one)) + one for one in given]
    else:
        pieces = [_LENGTH(len(one)) + one for one in given]  # type: ignore[arg-type, operator]
    return Column(_header(kind, len(given), nulls=nulls) + b"".join(pieces))


def _header(kind: int, many: int, *, nulls: bool) -> bytes:
    return _HEADER.pack(1, nulls, kind, many, 1)


_NO_BYTES, _NO_NUMBERS, _NO_TEXTS = (Column(_HEADER.pack(0, 0, one, 0, 0)[:12]) for one in (_BYTES, _INTEGER, _TEXT))


@cache
def _dumper() -> Any:
    driver = psycopg()

    class Dumper(driver.adapt.Dumper):  # type: ignore[misc, name-defined]  # the driver is looked for when it is needed
        format = driver.pq.Format.BINARY
        oid = 0

        def dump(self, obj: Column) -> bytes:
            return obj.held

    return Dumper


def teach(connection: Any) -> Any:
    """The connection, which knows such lists then."""
    connection.adapters.register_dumper(Column, _dumper())
    return connection
