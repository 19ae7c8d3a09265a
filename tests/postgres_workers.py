"""Processes that write to a log on a server or follow it, and may be killed at any moment.

    python postgres_workers.py write ADDRESS NUMBER FILE
    python postgres_workers.py follow ADDRESS FILE

A writer notes in its file what was acknowledged to it; a follower what it was given, and goes on from there.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import eventlog
from eventlog.errors import StoreError
from log_samples import plain


def write(address: str, number: int, noted: Path) -> None:
    """Record batch after batch, each again until it is acknowledged."""
    done = len(noted.read_text().splitlines()) if noted.exists() else 0
    with noted.open("a") as file:
        log = None
        while True:
            try:
                log = log or eventlog.open(address, create=False)
                receipt = log.record(*plain(number * 1_000_000 + done))
            except StoreError:
                time.sleep(0.05)
                continue
            file.write(f"{done} {receipt[0]} {receipt[1]}\n")
            file.flush()
            done += 1


def follow(address: str, noted: Path) -> None:
    """Note each position, in order, once."""
    held = noted.read_text().split("\n") if noted.exists() else [""]
    noted.write_text("\n".join([*held[:-1], ""]))  # the last one may be half of one
    after = int(held[-2]) if len(held) > 1 else 0
    with noted.open("a") as file:
        while True:
            try:
                with eventlog.open(address, read_only=True) as log:
                    for entry in log.follow(after=after, poll=0.2):
                        after = entry.position
                        file.write(f"{after}\n")
                        file.flush()
            except StoreError:
                time.sleep(0.05)


if __name__ == "__main__":
    what, where, *rest = sys.argv[1:]
    if what == "write":
        write(where, int(rest[0]), Path(rest[1]))
    else:
        follow(where, Path(rest[0]))
