"""Where a log on a server is: an address as every PostgreSQL program has it, and which schema the log is kept in.

    postgresql://anna@db.example/newsroom?schema=desk

The part `schema` is ours, and is taken out before the address is handed on. Two logs are two schemas, so that who may
read one need not be able to read the other.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import attrs

from eventlog.errors import InvalidValue, MissingExtra, shown

__all__ = ["SCHEMA", "Target", "psycopg"]

SCHEMA = "eventlog"
"""The schema of a log whose address names none."""

_HOST = r"(?:\[[^\[\]]+\]|[^\[\]:,]*)(?::[0-9]*)?"
_HOSTS = re.compile(f"{_HOST}(?:,{_HOST})*")
_WHERE = ("host", "hostaddr", "port", "dbname", "service")
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,47}")


def psycopg() -> Any:
    """The driver. Raises MissingExtra where it is not installed."""
    try:
        import psycopg as driver
    except ImportError:
        raise MissingExtra("postgres", "psycopg", "logs on a PostgreSQL server") from None
    return driver


def _unread() -> InvalidValue:
    return InvalidValue(
        "this address of a PostgreSQL server can't be read: write postgresql://user@host/database?schema=name, with @ "
        "/ ? # and % in a name or password as %40 %2F %3F %23 %25, and beside schema only what PostgreSQL itself knows"
    )


@attrs.frozen
class Target:
    """An address, read. `name` is what errors call it: it has no password."""

    address: str = attrs.field(repr=False)
    schema: str
    name: str

    @classmethod
    def read(cls, text: str) -> Target:
        """Read an address. Raises InvalidValue, without repeating what may be a password."""
        try:
            parts = urlsplit(text)
            place = parts.netloc.rpartition("@")[2]
            stray = "#" in text or "@" in parts.path or parts.netloc.count("@") > 1  # signs of a password, perhaps
            if stray or not text.isprintable() or not _HOSTS.fullmatch(place):
                raise _unread()
            query = parts.query.replace("+", "%2B")  # a plus is a plus, as PostgreSQL reads it
            asked = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
        except ValueError:
            raise _unread() from None
        schemas = [value for key, value in asked if key == "schema"] or [SCHEMA]
        schema = schemas[0]
        if len(schemas) > 1 or not _NAME.fullmatch(schema) or schema.startswith("pg_"):
            raise InvalidValue(
                f"{shown(schema)} is no schema for a log: one name, of at most 48 small letters, digits and "
                "underscores, that begins with none of pg_ and a digit"
            )
        rest = urlencode([(key, value) for key, value in asked if key != "schema"], quote_via=quote)
        address = f"postgresql://{parts.netloc}{parts.path}" + (f"?{rest}" if rest else "")
        try:
            psycopg().conninfo.conninfo_to_dict(address)
        except psycopg().Error:  # what it says has the words that it can't read, and they may be a password
            raise _unread() from None
        where = urlencode([*(one for one in asked if one[0] in _WHERE), ("schema", schema)], safe="/,", quote_via=quote)
        return cls(address, schema, f"postgresql://{place}{parts.path}?{where}")

    @property
    def quoted(self) -> str:
        """The schema as it stands in SQL."""
        return f'"{self.schema}"'

    @property
    def channel(self) -> str:
        """What is notified when something was recorded."""
        return f"eventlog_{self.schema}"
