"""Taking a log elsewhere with the very bytes that it holds: a backup, an export as lines of JSON, and back again.

What proves a log are its bytes, so they are carried and not their meaning: position, moment, kind, commit, and salt and
body in base64. A log that was exported and imported has the same root, and every checkpoint and proof of it holds. Ids
and keys are not carried: they follow from the bodies, and are derived anew, so that nobody can slip in an index that
hides something.

    {"format": "eventlog-export/1", "zone": "Europe/Kyiv", "size": 3, "root": "..."}
    {"position": 1, "recorded": 1719420240000000, "kind": "...", "commit": "...", "salt": "...", "body": "..."}

Whatever is not exactly of this form is refused, with file and line, as is what no log would have recorded (see
`taking`); nothing is taken in then. Files are written beside their place, looked at, and put there whole, as all others
are (see `eventlog.files.outputs`).
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from eventlog.claims.fields import check_type
from eventlog.clock import Clock
from eventlog.codec import LARGEST_BODY, strict_json
from eventlog.errors import InvalidImport, InvalidValue, ProofError, shown
from eventlog.files.letters import MARK
from eventlog.files.names import opened, told
from eventlog.files.outputs import beside
from eventlog.proof import HASH_BYTES, SALT_BYTES, Checkpoint, commit
from eventlog.proof.tree import Tree
from eventlog.stores import Head, RestoredEntry, Store, StoredEntry
from eventlog.stores.inspection import ROTATED
from eventlog.transfer.admission import Taking

__all__ = ["export_jsonl", "import_jsonl"]

FORMAT = "eventlog-export/1"
_HEADER = ("format", "zone", "size", "root")
_ENTRY = ("position", "recorded", "kind", "commit", "salt", "body")

LONGEST_LINE = 2 * LARGEST_BODY
"""Bytes of one line: base64 makes four of three, and a body is no larger."""

_Wrong: TypeAlias = Callable[[str, str], InvalidImport]
"""A fault of one line: the field, and what is wrong with it."""


def export_jsonl(store: Store, path: str | os.PathLike[str]) -> int:
    """Write all entries as lines of JSON. See EventLog.export_jsonl.

    What is redacted meanwhile would be missing without the entry that says so: then it is all written again.
    """
    with beside(path, how="") as part, part.open("wb") as file:
        head = _written(store, file)
        while store.head().erased != head.erased:
            file.seek(0)
            file.truncate()
            head = _written(store, file)
    return head.size


def _written(store: Store, file: BinaryIO) -> Head:
    """The log as it is, written as lines; its head."""
    head = store.head()
    root = _text(head.root)
    header = dict(zip(_HEADER, (FORMAT, store.zone, head.size, root), strict=True))
    if withheld := store.withheld():
        header["withheld"] = list(withheld)
    file.write(_line(header))
    for one in store.entries(0, head.size):
        salt, body = (None if octets is None else _text(octets) for octets in (one.salt, one.body))
        values = (one.position, one.recorded, one.kind, _text(one.commit), salt, body)
        file.write(_line(dict(zip(_ENTRY, values, strict=True))))
    return head


def import_jsonl(store: Store, path: str | os.PathLike[str], checkpoint: Checkpoint | None, clock: Clock) -> int:
    """Take in what export_jsonl wrote. See EventLog.import_jsonl."""
    if checkpoint is not None:
        check_type(checkpoint, Checkpoint, "what an export is compared with")
    with opened(path) as file:
        name = told(Path(path).name)
        lines = iter(lambda: file.readline(LONGEST_LINE + 1), b"")
        zone, size, root, withheld = _header(next(lines, b"").removeprefix(MARK), partial(InvalidImport, name, 1))
        if zone != store.zone:
            raise InvalidValue(
                f"the log in {name} lives in {zone} and this one in {store.zone}: open one with zone={zone!r}"
            )
        taking = Taking(zone, clock, withheld)
        given = ((partial(InvalidImport, name, number), line) for number, line in enumerate(lines, start=2))
        head = store.restore(_of(name, _checked(taking, given, size, root, checkpoint)), withheld)
    return head.size


def _of(file: str, batches: Iterator[list[RestoredEntry]]) -> Iterator[list[RestoredEntry]]:
    """The same; what is wrong with them is told with the file."""
    try:
        yield from batches
    except InvalidImport:
        raise
    except InvalidValue as error:
        raise InvalidImport(file, None, "", str(error)) from None


def _checked(
    taking: Taking, lines: Iterator[tuple[_Wrong, bytes]], size: int, root: bytes, checkpoint: Checkpoint | None
) -> Iterator[list[RestoredEntry]]:
    """The batches of an export, each checked before it is given; and the whole before the last word is."""
    tree, position = Tree(), 0
    attested = checkpoint is None or checkpoint.size == 0

    def entries() -> Iterator[StoredEntry]:
        nonlocal position
        for wrong, line in lines:
            position += 1
            yield _entry(line, wrong, position)

    for _, group in groupby(entries(), key=lambda one: one.recorded):
        batch = list(group)
        if any(one.kind == ROTATED for one in batch):
            taking.rotated(batch, tree.root())
        for one in batch:
            tree.extend([one.leaf])
            if checkpoint is not None and tree.size == checkpoint.size:
                attested = tree.root() == checkpoint.root
        yield taking.batch(batch)
    if position != size or tree.root() != root:
        raise InvalidValue(
            f"the export says that it has {size} entries under a root, and holds {position} under another one"
        )
    if not attested:
        raise ProofError(f"{checkpoint} is not of this log: the export was changed, cut off, or is of another log")
    taking.finish()


def _header(line: bytes, wrong: _Wrong) -> tuple[str, int, bytes, tuple[int, ...]]:
    """Zone, size, root, and the positions that a copy leaves out, which only a copy names."""
    copy = b'"withheld"' in line
    table = _table(line, wrong, (*_HEADER, "withheld") if copy else _HEADER)
    if table["format"] != FORMAT:
        raise wrong("format", f"it is not {FORMAT!r}, and this library reads no other")
    if not isinstance(table["zone"], str) or type(table["size"]) is not int or table["size"] < 0:
        raise wrong("", "zone is text, and size is a whole number")
    withheld = table.get("withheld", [])
    if (copy and not withheld) or not isinstance(withheld, list) or not _rising(withheld, table["size"]):
        raise wrong("withheld", "it lists positions of entries, each once, rising")
    return table["zone"], table["size"], _octets(table, "root", wrong, HASH_BYTES), tuple(withheld)


def _rising(positions: list[Any], size: int) -> bool:
    whole = all(type(at) is int for at in positions)
    return whole and all(a < b for a, b in zip([0, *positions], [*positions, size + 1], strict=True))


def _entry(line: bytes, wrong: _Wrong, expected: int) -> StoredEntry:
    table = _table(line, wrong, _ENTRY)
    position, recorded, kind = table["position"], table["recorded"], table["kind"]
    if position != expected or type(position) is not int:
        raise wrong("position", f"entry {expected} is wanted here and not {shown(position)}")
    if not isinstance(recorded, int) or isinstance(recorded, bool) or not isinstance(kind, str) or not kind:
        raise wrong("", "recorded is in microseconds, and kind is text")
    committed = _octets(table, "commit", wrong, HASH_BYTES)
    if (table["body"] is None) != (table["salt"] is None):
        raise wrong("", "body and salt are both there or both null")
    if table["body"] is None:
        return StoredEntry(position, recorded, kind, None, None, committed)
    body, salt = _octets(table, "body", wrong, None), _octets(table, "salt", wrong, SALT_BYTES)
    if commit(salt, body) != committed:
        raise wrong("", "the body is not the one that was recorded")
    return StoredEntry(position, recorded, kind, body, salt, committed)


def _table(line: bytes, wrong: _Wrong, keys: tuple[str, ...]) -> dict[str, Any]:
    if len(line) > LONGEST_LINE or not line.endswith(b"\n"):
        raise wrong("", f"the line is cut off, or longer than {LONGEST_LINE} bytes")
    try:
        table = strict_json(line)
    except InvalidValue as error:
        raise wrong("", str(error)) from None
    if not isinstance(table, dict) or tuple(table) != keys:
        raise wrong("", f"the line is not an object with the keys {', '.join(keys)}, in this order")
    return table


def _octets(table: dict[str, Any], key: str, wrong: _Wrong, length: int | None) -> bytes:
    value, octets = table[key], None
    with suppress(ValueError):
        octets = b64decode(value, validate=True) if isinstance(value, str) else None
    if octets is None or _text(octets) != value or (length is not None and len(octets) != length):
        raise wrong(key, "it is not base64 as an encoder writes it, of the length that it has")
    return octets


def _line(table: dict[str, Any]) -> bytes:
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _text(octets: bytes) -> str:
    return b64encode(octets).decode("ascii")
