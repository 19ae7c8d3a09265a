"""Fields: what a field of a value may hold. Whatever does not fit is refused where it is given, by one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from eventlog import times
from eventlog.errors import EventLogError, InvalidValue, shown

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

LARGEST: Final = 2**63 - 1
"""The largest whole number that every store can hold."""


def check_type(value: object, wanted: type, what: str) -> None:
    """Refuse a value of another type; a truth value is no number. Raises InvalidValue."""
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise InvalidValue(f"{what} is {_TYPES.get(wanted) or _a(wanted)}, not {shown(value)}")


def _a(wanted: type) -> str:
    """A class in words, with its article: an Agent, a Report."""
    return f"{'an' if wanted.__name__[0] in 'AEIO' else 'a'} {wanted.__name__}"


def check_whole(value: object, what: str, *, least: int = 0) -> int:
    """Return a whole number from `least` up, that every store can hold. Raises InvalidValue."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= LARGEST:
        raise InvalidValue(f"{what} is a whole number from {least} up, not {shown(value)}")
    return value


def items(value: Any, what: str) -> tuple[Any, ...]:
    """The items of a list, tuple or other row. Raises InvalidValue for what is none, or breaks off."""
    if isinstance(value, (str, bytes, dict)) or not isinstance(value, Iterable):
        raise InvalidValue(f"{what} are several: pass a list, not {shown(value)}")
    if isinstance(value, (tuple, list)):
        return tuple(value)
    try:
        return tuple(value)
    except EventLogError:
        raise
    except Exception as error:  # it runs the caller's code
        raise InvalidValue(f"{what} broke off: reading {shown(value)} raised {type(error).__name__}") from error


def by_name(value: Any, what: str) -> Mapping[str, Any]:
    """A mapping whose keys are text. Raises InvalidValue for anything else."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise InvalidValue(f"{what} are given by name: pass a dict, not {shown(value)}")
    return value


def time_words(table: dict[Any, Any]) -> times.TimeExpression:
    """Words of relative time from their plain table. Raises InvalidValue, also for keys that they do not have."""
    if "text" not in table or not {"text", "anchor", "value"}.issuperset(table):
        raise InvalidValue(f"words of time have text, and may have anchor and value, not {shown(table)}")
    return times.TimeExpression(**table)


def several(value: Iterable[Item], kind: type[Item], what: str) -> tuple[Item, ...]:
    """Several values of one class. Raises InvalidValue for what is none."""
    found: tuple[Item, ...] = items(value, what)
    for one in found:
        check_type(one, kind, f"each of {what}")
    return found
