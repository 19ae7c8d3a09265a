"""Two files of SQLite, compared byte by byte, and looked through for some bytes. Run as a program of its own.

A process that opens the file of a log beside SQLite and closes it again loses the locks that SQLite has on it. So this
is another process, which imports nothing of ours:

    python bytewise.py LOG COPY < needles.json

`needles.json` is a list of hexadecimal texts. What is written is JSON: `same`, whether both have the same pages but for
the counters that SQLite keeps in the first one; `beside`, the bytes of the write-ahead log and the journal; `held`, the
numbers of the needles that the log or what lies beside it holds.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

_COUNTERS = (slice(18, 20), slice(24, 28), slice(40, 44), slice(92, 100))
"""How it is read and written, changes, schema cookie, and when and by which SQLite that was counted."""

_PIECE = 1 << 20


def _same(one: Path, other: Path) -> bool:
    with one.open("rb") as a, other.open("rb") as b:
        first = True
        while True:
            x, y = bytearray(a.read(_PIECE)), bytearray(b.read(_PIECE))
            if first:
                for some in _COUNTERS:
                    x[some] = y[some] = bytes(some.stop - some.start)
                first = False
            if x != y:
                return False
            if not x:
                return True


def _held(path: Path, needles: list[bytes]) -> set[int]:
    found: set[int] = set()
    keep = max(map(len, needles), default=0)
    if not needles or not path.exists():
        return found
    with path.open("rb") as file:
        before = b""
        while piece := file.read(_PIECE):
            there = before + piece
            found.update(at for at, needle in enumerate(needles) if needle in there)
            before = there[-keep:]
    return found


def main(log: str, copy: str) -> None:
    """Compare, search, and say what was found."""
    needles = [bytes.fromhex(one) for one in json.load(sys.stdin)]
    beside = [Path(f"{log}{ending}") for ending in ("-wal", "-journal")]
    told = {
        "same": _same(Path(log), Path(copy)),
        "beside": sum(one.stat().st_size for one in beside if one.exists()),
        "held": sorted(set().union(*(_held(one, needles) for one in (Path(log), *beside)))),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:3])
