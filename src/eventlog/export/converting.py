"""Cells of foreign tables, as they are wanted here: days in other orders, and names of agents.

A converter takes the text of a cell and gives another, or raises InvalidValue. Nothing is guessed: 03/04/2031 is a day
in March or in April as the format says, and a clock time without an offset needs the zone of its row.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from eventlog.claims import check_agent
from eventlog.claims.fields import by_name, check_type, items
from eventlog.errors import InvalidValue, shown

__all__ = ["Agents", "dates"]

_DIRECTIVE: Final = re.compile(r"%[-#]?.", re.DOTALL)
_PLAIN: Final = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_LONGEST: Final = 80


def dates(format: str) -> Callable[[str], str]:
    """A converter of dates, or of clock times, in a format of `strptime`, such as `%d/%m/%Y` or `%d.%m.%Y %H:%M`.

    What the format leaves out is left out: `%m/%Y` gives months, and `%Y` years. Raises InvalidValue for one without
    a year, or a day without its month, or a clock time without its day or half of the day, which `strptime` makes up;
    and for one that it does not know, such as `%-d`.
    """
    check_type(format, str, "a format of dates")
    length = _precision({part[-1] for part in _DIRECTIVE.findall(format)} - {"%"}, format)
    try:
        datetime.strptime(datetime(2024, 6, 26, tzinfo=UTC).strftime(format), format)  # noqa: DTZ007 - only tried
    except (ValueError, re.error) as error:
        raise InvalidValue(f"{shown(format)} is no format of dates: {error}") from None

    def convert(text: str) -> str:
        try:
            read = datetime.strptime(text, format)  # noqa: DTZ007 - the zone of the row is given later
        except ValueError:
            raise InvalidValue(f"{shown(text)} is not a date of the form {format}") from None
        return read.isoformat()[:length]

    return convert


def _precision(told: set[str], format: str) -> int | None:
    """How many letters of a clock time in ISO form a format tells: of a year, a month, a day; None for all."""
    whole, clock = bool(told & set("cx")), bool(told & set("HIcX"))
    weekday, week = bool(told & set("aAwu")), bool(told & set("UWV"))
    month = whole or bool(told & set("mbB"))
    day = whole or "j" in told or ("d" in told and month) or (week and weekday)
    missing = "" if whole or told & set("YyG") else "year"
    if not missing and not day:
        missing = "month" if "d" in told else "weekday" if week else "day" if clock else ""
    if not missing and "I" in told and "p" not in told:
        missing = "half of the day (%p)"
    if missing:
        raise InvalidValue(f"the format {shown(format)} has no {missing}, and none is made up: add it, as in %d/%m/%Y")
    return None if clock else 10 if day else 7 if month else 4


class Agents:
    """A converter of names to ids of agents: known ones, and of all others an id that the name alone makes.

    `known` are ids by name, several where several agents have it: such a name is refused, for nobody can tell which of
    them is meant. `made` holds the names of the others by their ids. A name of small letters, digits and blanks is its
    own id with hyphens; any other has a digest of it at the end, so that two names in whatever script are never one
    agent.
    """

    def __init__(self, prefix: str, known: Mapping[str, str | Iterable[str]] | None = None) -> None:
        check_agent(f"{prefix}:x")
        self._prefix = prefix
        self._known: dict[str, set[str]] = {}
        for name, ids in by_name({} if known is None else known, "known agents").items():
            several = (ids,) if isinstance(ids, str) else items(ids, "the agents of a name")
            self._known.setdefault(_folded(name), set()).update(map(check_agent, several))
        self.made: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """The id of an agent; one that is an id already stays."""
        try:
            return check_agent(name)
        except InvalidValue:
            pass
        known = sorted(self._known.get(_folded(name), ()))
        if len(known) > 1:
            raise InvalidValue(f"{shown(name)} is a name of {', '.join(known[:-1])} and of {known[-1]}: write the id")
        if known:
            return known[0]
        id = f"{self._prefix}:{_slug(_folded(name))}"
        self.made.setdefault(check_agent(id), name)
        return id


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _slug(name: str) -> str:
    if _PLAIN.fullmatch(name) and len(name) <= _LONGEST:
        return name.replace(" ", "-")
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "-".join(re.findall(r"[a-z0-9]+", letters.casefold()))[:_LONGEST].strip("-")
    return "-".join(one for one in (plain, hashlib.sha256(name.encode()).hexdigest()[:8]) if one)
