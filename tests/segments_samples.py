"""Logs and folders of segments that several tests write."""

from __future__ import annotations

import sys
from pathlib import Path

import eventlog
from eventlog.log import EventLog
from eventlog.segments import Segments

CORPUS = Path(__file__).resolve().parents[1] / "examples" / "corpus"
ENTRIES = len(tuple(eventlog.load(CORPUS)))
"""How many the corpus is in a log."""
DAYS = ("2024-06-27", "2024-10-25")


def corpus() -> EventLog:
    """The corpus in memory."""
    log = eventlog.open(":memory:")
    log.record(*eventlog.load(CORPUS))
    return log


def wire_service(folder: Path, claims: int, files: int) -> Segments:
    """The invented log of the measurements, in about so many files."""
    place = str(CORPUS.parents[1] / "benchmarks" / "log")
    if place not in sys.path:
        sys.path.append(place)
    import wires

    return wires.write(folder, claims, size=max(1_000, claims * 11 // 10 // files))


def bytes_and_times(folder: Path) -> dict[str, tuple[bytes, int]]:
    """What each file of a folder holds, and when it was written."""
    return {one.name: (one.read_bytes(), one.stat().st_mtime_ns) for one in folder.glob("*.parquet")}
