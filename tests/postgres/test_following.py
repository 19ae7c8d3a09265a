"""Following a log on a server: what is told is a hint, and may be lost, doubled or invented."""

from __future__ import annotations

import threading
import time

import pytest

import eventlog
from log_samples import plain

pytestmark = pytest.mark.postgres


def test_hints_may_be_lost_doubled_and_invented(address, sql) -> None:
    """F042: a follower whose ear is cut off, or who is told lies, gives every entry once, in order."""
    schema = address.rpartition("schema=")[2]
    with eventlog.open(address) as log, eventlog.open(address) as other:
        seen = []
        stop = threading.Event()

        def follow() -> None:
            for entry in other.follow(poll=0.5, stop=stop):
                seen.append(entry.position)
                if len(seen) == 80:
                    return

        thread = threading.Thread(target=follow)
        thread.start()
        for number in range(40):
            log.record(*plain(number))
            if number % 10 == 5:
                sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%'")
            sql("SELECT pg_notify(%s, %s)", f"eventlog_{schema}", "999999")
        thread.join(30)
        stop.set()
        assert seen == list(range(1, 81))


def test_one_log_does_not_wake_the_followers_of_another(base, address) -> None:
    """Each log has a channel of its own."""
    with eventlog.open(address) as log, eventlog.open(f"{address}x") as other, other.store.waking() as wake:
        log.record(*plain(1))
        assert not wake(0.3, None)
        other.record(*plain(1))
        began = time.monotonic()
        assert wake(10, None)
        assert time.monotonic() - began < 5
