"""Fields: what a field of a value may hold. Whatever does not fit is refused where it is given, by one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final, TypeVar

from eventlog.claims.identity import shown
from eventlog.errors import InvalidValue

Word = TypeVar("Word", bound=StrEnum)
Item = TypeVar("Item")


_WORDS: Final[dict[type[StrEnum], dict[str, Any]]] = {}


def word(kind: type[Word], value: Any) -> Word:
    """One of the words of a kind, from itself or its text. Raises InvalidValue, which lists them."""
    words = _WORDS.get(kind)
    if words is None:
        words = _WORDS[kind] = {str(one): one for one in kind}
    found: Word | None = words.get(value) if isinstance(value, str) else None
    if found is None:
        raise InvalidValue(f"{shown(value)} is no {_spoken(kind)}: write one of {', '.join(kind)}")
    return found


def texts(value: Iterable[str] | str, what: str) -> tuple[str, ...]:
    """Several texts: one that is given alone is one, and no row of letters. Raises InvalidValue."""
    return (value,) if isinstance(value, str) else items(value, what)


def _spoken(kind: type[StrEnum]) -> str:
    """The name of a class in words: QuestionKind is "question kind"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()


_TYPES: Final[dict[type, str]] = {bool: "a truth value", int: "a whole number", str: "text"}


def check_type(value: object, wanted: type, what: str) -> None:
    """Refuse a value of another type; a truth value is no number. Raises InvalidValue."""
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise InvalidValue(f"{what} is {_TYPES.get(wanted, f'a {wanted.__name__}')}, not {shown(value)}")


def items(value: Any, what: str) -> tuple[Any, ...]:
    """The items of a list, tuple or other row. Raises InvalidValue for what is none."""
    if isinstance(value, (str, bytes, dict)) or not isinstance(value, Iterable):
        raise InvalidValue(f"{what} are several: pass a list, not {shown(value)}")
    return tuple(value)


def several(value: Iterable[Item], kind: type[Item], what: str) -> tuple[Item, ...]:
    """Several values of one class. Raises InvalidValue for what is none."""
    found: tuple[Item, ...] = items(value, what)
    for one in found:
        check_type(one, kind, f"each of {what}")
    return found
