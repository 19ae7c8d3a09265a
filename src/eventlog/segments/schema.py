"""What a segment is: a closed range of a log's positions as one Parquet file, with what proves it in its metadata.

A row is an entry, in order of position, byte for byte as the log holds it: `body`, `salt` and `commit` are what is
hashed (`eventlog.proof.records`). The columns between say again what the body says, for those who ask without reading
it, and what bears on what: by following them one finds all that an answer rests on, and needs no index.

The file is named for its range: 000000000001-000000020000.parquet. It never changes. When bodies in it are redacted it
is written anew under another name, with the number of bodies that are gone (-r3), and the old one is removed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import attrs

from eventlog.errors import MissingExtra
from eventlog.tables import Column

__all__ = ["COLUMNS", "FORMAT", "MAY_BE_EMPTY", "PREFIX", "Named", "arrow", "named", "parquet", "schema"]

FORMAT: Final = "eventlog-segment/1"
PREFIX: Final = "eventlog."
"""How the keys of a segment's metadata begin."""

COLUMNS: Final = (
    Column("position", "integer", "place in the log, from 1"),
    Column("recorded", "moment", "when the log recorded it"),
    Column("kind", "text", "stored kind, with its version"),
    Column("id", "text", "the event's id; empty where it is redacted"),
    Column("question", "text", "of a claim or a definition: its question"),
    Column("report", "integer", "of a claim: the position of its report"),
    Column("names", "integers", "positions of what it names, and of the edition that a report revises"),
    Column("mentions", "integers", "positions of what else stands in its body, such as cited reports"),
    Column("about", "integers", "positions of what it is about"),
    Column("decides", "truth", "whether it decides if what it is about is visible, or how that reads"),
    Column("nameless", "truth", "whether a nameless source stands in a claim's chain"),
    Column("everywhere", "truth", "whether it may bear on any question: agents, redactions, what has no body"),
    Column("body", "bytes", "the event, JSON in UTF-8, as written once; empty: redacted, or left out of this copy"),
    Column("salt", "bytes", "32 bytes, erased with the body"),
    Column("commit", "bytes", "32 bytes: SHA-256 of salt and body, which stands in for both"),
)

MAY_BE_EMPTY: Final = frozenset({"id", "question", "report", "body", "salt"})
"""The columns of which a cell may be empty; every entry fills the others."""

_NAME = re.compile(r"(\d{12,})-(\d{12,})(?:-r(\d+))?\.parquet")


@attrs.frozen(order=True)
class Named:
    """What the name of a segment's file says: its range, both ends inclusive, and how many bodies are gone."""

    first: int
    last: int
    gone: int = 0

    @property
    def file(self) -> str:
        """The name."""
        return f"{self.first:012d}-{self.last:012d}{f'-r{self.gone}' if self.gone else ''}.parquet"


def named(path: Path) -> Named | None:
    """What a file's name says; None where it is no segment's, as each has one name and no other."""
    found = _NAME.fullmatch(path.name)
    name = Named(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None
    return name if name is not None and name.file == path.name else None


def arrow() -> Any:
    """The module pyarrow. Raises MissingExtra."""
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtra("lake", "pyarrow", "Segments") from None
    return pa


def parquet() -> Any:
    """The module pyarrow.parquet. Raises MissingExtra."""
    arrow()
    import pyarrow.parquet as pq

    return pq


def schema() -> Any:
    """The pyarrow.Schema of a segment. Raises MissingExtra."""
    pa = arrow()
    kinds = {
        "integer": pa.int64(),
        "moment": pa.timestamp("us", tz="UTC"),
        "text": pa.string(),
        "truth": pa.bool_(),
        "integers": pa.list_(pa.int64()),
        "bytes": pa.binary(),
    }
    return pa.schema([pa.field(one.name, kinds[str(one.kind)], metadata={"comment": one.says}) for one in COLUMNS])
