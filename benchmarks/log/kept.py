"""Logs that are made once and kept for the next run, in build/bench.

The name of one says how many claims it has, and on how many questions; and it has a mark of all that
decides which bytes lie in it, so that after a change of the tables, the codec, the index or the invented reports
another one is made. Logs with another mark can't be of use any more, and are removed when one is made in their place.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import samples
from bench import KEPT

import eventlog

ROOT = Path(eventlog.__file__).parent
DECIDING = (
    *(f"stores/sqlite/{name}.py" for name in ("schema", "settling", "appending", "finding")),
    *("events/dependencies/rows.py", "claims/identity.py", "claims/claim.py"),
)
STEP = 100_000


@cache
def mark() -> str:
    """A digest of the code that decides what lies in a log's file."""
    files = [ROOT / name for name in DECIDING] + sorted((ROOT / "codec").glob("*.py")) + [Path(samples.__file__)]
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def kept_log(claims: int, questions: int) -> Path:
    """A log of this size, made once and kept."""
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"mixed-{claims}-{questions}-{mark()}.db"
    if path.exists() and told_of(path):
        return path
    for stale in KEPT.glob("*-*-*.*"):
        if mark() not in stale.name and stale.is_file():
            stale.unlink()
    making = path.with_suffix(".making")
    for stale in KEPT.glob(f"{making.name}*"):
        stale.unlink()
    _make(making, claims, questions, path)
    return path


def told_of(path: Path) -> dict[str, Any]:
    """What was noted when a log was made: its entries, and the seconds that recording them took; {} if nothing was."""
    note = path.with_suffix(".json")
    return json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}


def _make(making: Path, claims: int, questions: int, path: Path) -> None:
    print(f"making a log of {claims:,} claims on {questions:,} questions ...", file=sys.stderr, flush=True)
    batches = samples.mixed(claims, questions)
    seconds, shown, began = 0.0, 0, time.perf_counter()
    with eventlog.open(making) as log:
        for batch in batches:
            before = time.perf_counter()
            log.record(*batch)
            seconds += time.perf_counter() - before
            if len(log) // STEP > shown:
                shown = len(log) // STEP
                _say(len(log), claims, time.perf_counter() - began)
        entries = len(log)
    making.rename(path)
    for left in KEPT.glob(f"{making.name}*"):
        left.unlink()
    note = {"claims": claims, "questions": questions, "entries": entries, "recording": seconds}
    path.with_suffix(".json").write_text(json.dumps(note) + "\n", encoding="utf-8")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    taken = path.stat().st_size / 1e6
    print(
        f"... {entries:,} entries, {taken:,.0f} MB, in {time.perf_counter() - began:.0f} s, of which recording took "
        f"{seconds:.0f} s; this process has taken {most:.0f} MB of memory at most. Kept in {KEPT}",
        file=sys.stderr,
        flush=True,
    )


def _say(entries: int, claims: int, seconds: float) -> None:
    expected = claims * 1.102
    left = max(seconds * (expected / entries - 1), 0)
    print(f"    {entries:>12,} entries, {seconds:6.0f} s, about {left:.0f} s left", file=sys.stderr, flush=True)
