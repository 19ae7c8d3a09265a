"""One digest for one result, whatever runner made it: so that two runners can be compared without carrying rows
about.
"""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from eventlog.errors import InvalidValue, shown

__all__ = ["digest"]


def digest(result: Any) -> str:
    """SHA-256, in hexadecimal digits, over the rows of a result in one order; or over a result that is no table.

    It takes a pyarrow.Table, a DataFrame of Spark (whose rows all come here for it), and plain values. Raises
    InvalidValue for a value that can't be written out.
    """
    if hasattr(result, "toArrow"):
        result = result.toArrow()
    if hasattr(result, "to_pylist"):
        try:
            rows = result.to_pylist()
        except OverflowError as error:
            raise InvalidValue(
                f"a table has no digest where a moment is outside the years 1 to 9999: {error}"
            ) from None
        lines = sorted(_text(list(row.values())) for row in rows)
        return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    return sha256(_text(result).encode("utf-8", "surrogatepass")).hexdigest()


def _text(value: Any) -> str:
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=False, default=_plain)
    except (ValueError, TypeError, RecursionError) as error:
        raise InvalidValue(f"{shown(value)} has no digest, for it can't be written out: {error}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    return str(value)
