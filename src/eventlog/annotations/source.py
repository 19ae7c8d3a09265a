"""One annotation file as it stands on the disk, and one table of it, read field by field.

A fault is raised where it is found, with the file, the line and the field. Every reader below checks one field on its
own, so that the error names that field and not the claim around it. Nothing is guessed: what is of another type, of
another name, or a float is refused.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

from eventlog.annotations import lines
from eventlog.claims import check_agent, check_text
from eventlog.errors import InvalidAnnotation, InvalidValue, shown
from eventlog.files.letters import text_of

FORMAT = "eventlog-annotation/1"
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)

_NOWHERE_ELSE: Mapping[str, lines.Path] = MappingProxyType({})

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")


def safe(path: Path) -> str:
    """The name of a file as it may stand in a message: quoted where it holds what no terminal should be sent."""
    name = str(path)
    return name if name.isprintable() else repr(name)


class Source:
    """One file, read and parsed. Raises InvalidAnnotation for what is no annotation file at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = safe(path)
        self.written = self._read()
        """The text as it was written, its byte order mark and Windows line ends with it."""
        self.text = self.written.removeprefix("\ufeff").replace("\r\n", "\n")
        self.data = self._parse()
        self.names: dict[str, str] = {}
        """What the annotation calls agents in short, by what they are called: of the whole folder."""
        self.defined: dict[str, list[str]] = {}
        """The agents that the annotation defines, by what stands after the colon of their ids."""
        self.text_of: Callable[[str | None], str | None] = lambda _: None
        """The text of a digest, where it is at hand."""
        self._check_format()

    def _read(self) -> str:
        try:
            readable = self.path.is_file() or not self.path.exists()
            raw = self.path.read_bytes() if readable else None
        except OSError as error:
            reason = f"can't be read: {error.strerror or error}"
            raise InvalidAnnotation(self.name, None, "", reason) from None
        except ValueError:
            raise InvalidAnnotation(self.name, None, "", "this can't be the name of a file") from None
        if raw is None:  # a pipe or a device would be waited for, maybe for ever
            raise InvalidAnnotation(self.name, None, "", "this is no file that can be read: give a TOML file")
        return text_of(raw, lambda line, reason: InvalidAnnotation(self.name, line, "", reason), keep_mark=True)

    def _parse(self) -> dict[str, Any]:
        long = lines.long_key_line(self.text)
        if long is not None:
            raise InvalidAnnotation(self.name, long, "", "a key has more words and dots than any field: shorten it")
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            self._refuse_syntax(str(error))
        except RecursionError:
            line, reason = lines.deepest_line(self.text), "brackets are nested too deeply: no field needs that"
        except ValueError:  # the interpreter's own limit, which has no place in the error
            line, reason = lines.longest_number_line(self.text), "a number has thousands of digits: shorten it"
        raise InvalidAnnotation(self.name, line, self._key_on(line), reason)

    def _refuse_syntax(self, message: str) -> NoReturn:
        what, _, where = message.rpartition(" (at ")
        place = re.match(r"line (\d+), column (\d+)", where)
        # Without a line the fault lies at the end; that line is the last one with something on it.
        line = int(place[1]) if place else self.text.rstrip().count("\n") + 1
        column = f", at column {place[2]}" if place else ", at the end of the file"
        raise InvalidAnnotation(self.name, line, self._key_on(line), f"this is not TOML: {what or message}{column}")

    def _key_on(self, line: int) -> str:
        """The key that a line begins with, where it can be told without reading the document."""
        found = re.match(r"\s*([A-Za-z0-9_.-]+)\s*=", (self.text.split("\n") + [""] * line)[line - 1])
        return found[1][:80] if found else ""

    def _check_format(self) -> None:
        given = self.data.get("format")
        if given is None:
            reason = f'the file does not say what it is: begin it with the line format = "{FORMAT}"'
            raise InvalidAnnotation(self.name, 1, "format", reason)
        if given != FORMAT:
            written = shown(given) if isinstance(given, str) else "this"
            raise self.fault(("format",), f'{written} is not a format that is read here: write "{FORMAT}"')

    def line(self, path: lines.Path) -> int:
        """The line of a path, from 1."""
        return lines.line_of(self.text, path)

    def called(self, short: str) -> str:
        """The id of the agent that is called so in short; what nobody is called, as it is. Raises InvalidValue."""
        if short in self.names:
            return self.names[short]
        some = self.defined.get(short, [])
        if len(some) > 1:
            raise InvalidValue(f"{shown(short)} may be {' or '.join(some)}: write which")
        if not some and (near := closest(short, [*self.names, *self.defined])):
            raise InvalidValue(f"no agent is called {shown(short)} here{near}")
        return some[0] if some else short

    def place(self, path: lines.Path) -> str:
        """File and line, as another fault names them."""
        return f"{self.name}, line {self.line(path)}"

    def fault(self, path: lines.Path, reason: str) -> InvalidAnnotation:
        """The error for what stands at `path`."""
        return InvalidAnnotation(self.name, self.line(path), lines.shown_path(path), reason)


def closest(word: str, known: Any) -> str:
    """A suggestion for a word that is not known, ready to follow it in a sentence; nothing where none is near."""
    words = [str(one) for one in known]
    if len(words) > 5000 or len(word) > 200:  # measuring distances would take longer than finding it by hand
        return ""
    near = difflib.get_close_matches(word, words, 1) or difflib.get_close_matches(word.lower(), words, 1)
    return f", did you mean {near[0]!r}?" if near else ""


class Table:
    """One table of a file: what stands in it and where it stands."""

    __slots__ = ("data", "moved", "path", "source")

    def __init__(
        self,
        source: Source,
        path: lines.Path,
        data: dict[str, Any],
        known: tuple[str, ...],
        moved: Mapping[str, lines.Path] = _NOWHERE_ELSE,
    ) -> None:
        self.source = source
        self.path = path
        self.data = data
        self.moved = moved
        """Where those of its fields stand that stand elsewhere: around an answer, or under the name of a question."""
        for key in data:
            if key not in known:
                near = closest(key, known) or f": known are {', '.join(known)}"
                raise self.fault(f"there is no key {shown(key)} here{near}", key)

    def at(self, *steps: str | int) -> lines.Path:
        """Where this table stands, or what stands under `steps` in it."""
        first = self.moved.get(str(steps[0])) if steps else None
        return (*self.path, *steps) if first is None else (*first, *steps[1:])

    def fault(self, reason: str, *steps: str | int) -> InvalidAnnotation:
        """The error for this table, or for what stands under `steps` in it."""
        return self.source.fault(self.at(*steps), reason)

    def missing(self, key: str) -> InvalidAnnotation:
        """The error for a key that has to be there."""
        return self.fault("is missing: add it to this table", key)

    def typed(self, key: str, kind: type[_T], word: str) -> _T | None:
        """The value of a key, of one type; None where the key is absent."""
        value = self.data.get(key)
        if value is None:
            return None
        return self.of_type(value, kind, word, key)

    def of_type(self, value: Any, kind: type[_T], word: str, *steps: str | int) -> _T:
        """A value if it is of one type, else the error that says of which it is and what to write."""
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        raise self.fault(_wrong_type(value, word), *steps)

    def text(self, key: str, what: str = "", *, required: bool = False) -> str:
        """Text that a store can hold; empty where the key is absent."""
        value = self.typed(key, str, "text in quotes")
        if value is None:
            if required:
                raise self.missing(key)
            return ""
        return self.held(lambda: check_text(value, what or key, required=required), key)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.typed(key, bool, "true or false")
        return default if value is None else value

    def read(self, key: str, check: Callable[[str], _T], *, required: bool = False) -> _T | None:
        """Text that `check` accepts, as `check` returns it; None where the key is absent."""
        value = self.typed(key, str, "text in quotes")
        if value is None:
            if required:
                raise self.missing(key)
            return None
        try:
            return check(value)
        except InvalidValue as error:
            raise self.fault(str(error), key) from None

    def need(self, key: str, check: Callable[[str], _T]) -> _T:
        """As `read`, of a key that has to be there."""
        value = self.read(key, check, required=True)
        assert value is not None
        return value

    def whom(self, text: str) -> str:
        """An agent's id, from that or from what the annotation calls it in short. Raises InvalidValue."""
        found = text if ":" in text else self.source.called(text)
        if ":" in found:
            return check_agent(found)
        raise InvalidValue(
            f"{shown(text)} is not an agent's id, and no agent that is defined here is called so: write its kind, a "
            "colon and a name, such as person:pat-ryder, or give the whole folder whose files define it"
        )

    def choice(self, key: str, words: type[_E], default: _E | None = None) -> _E:
        """One of the words of an enumeration."""
        value = self.typed(key, str, "text in quotes")
        if value is None:
            if default is None:
                raise self.missing(key)
            return default
        return words(self.one_of(key, value, tuple(words)))

    def one_of(self, key: str, value: str, words: tuple[str, ...]) -> str:
        """The value, if it is one of these words."""
        if value in words:
            return value
        raise self.fault(f"{shown(value)} is not one of {', '.join(words)}{closest(value, words)}", key)

    def table(self, key: str, known: tuple[str, ...]) -> Table | None:
        """The table under a key; None where the key is absent."""
        value = self.typed(key, dict, "a table")
        return None if value is None else Table(self.source, self.at(key), value, known)

    def tables(self, key: str, known: tuple[str, ...]) -> Iterator[Table]:
        """The tables of an array, in order."""
        for at, one in enumerate(self.typed(key, list, "an array of tables") or ()):
            data: dict[str, Any] = self.of_type(one, dict, "a table", key, at)
            yield Table(self.source, self.at(key, at), data, known)

    def texts(self, key: str, check: Callable[[str], _T]) -> tuple[_T, ...]:
        """The texts of an array, each as `check` returns it."""
        found = []
        for at, one in enumerate(self.typed(key, list, "an array of texts") or ()):
            text = self.of_type(one, str, "text in quotes", key, at)
            found.append(self.held(lambda text=text: check(text), key, at))  # type: ignore[misc]
        return tuple(found)

    def held(self, make: Callable[[], _T], *steps: str | int) -> _T:
        """What `make` returns; its refusal becomes a fault of this place."""
        try:
            return make()
        except InvalidAnnotation:
            raise
        except InvalidValue as error:
            raise self.fault(str(error), *steps) from None


def _wrong_type(value: Any, word: str) -> str:
    if isinstance(value, float):
        return f'{value!r} is a float, which is not exact: write it in quotes, such as "1.5"'
    if isinstance(value, date | time):
        return f'{value} is a TOML date: write dates in quotes, such as "2024-06-26"'
    names = {str: "text", bool: "true or false", int: "a whole number", dict: "a table", list: "an array"}
    return f"this is {names.get(type(value), type(value).__name__)}, but {word} is wanted here"
