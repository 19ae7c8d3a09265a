"""What a log on a PostgreSQL server costs beside plain INSERTs, beside a peer, and beside a bare look-up and NOTIFY.

    python benchmarks/postgres.py [claims [writers ...]]      (unless given, a million, and 1, 4 and 16 writers)

It starts a server of its own, as durable as a server is by default (fsync and synchronous_commit on), and stops it.
All writers are processes. Each pair is measured in turns, in a fresh order each time; what is compared is the ratio
within a turn, and printed is the median of the ratios with the lowest and the highest.

*Plain* is psycopg: BEGIN, an advisory lock, the last position, one INSERT of all rows, COMMIT. It keeps position, kind
and body, and proves nothing. *eventsourcing* is `insert_events` of its PostgreSQL recorder, with the same bodies as
states, 250 at a time, since a thousand at once never comes back; it is left out where it is not installed. *A bare
look-up* reads the entries of one question by an index that holds their positions, in one statement. *A bare NOTIFY* is
one connection that waits, and one that inserts a row and notifies.
"""

# ruff: noqa: S608 - the names of schemas are made here

from __future__ import annotations

import multiprocessing
import platform
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Semaphore, Thread
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import eventlog
from eventlog import Report
from eventlog.codec import encode
from eventlog.events import wrap
from postgres_server import binaries, server

try:
    import psycopg

    binaries()
except (ImportError, FileNotFoundError) as missing:
    print(f"skipped: {missing}")
    sys.exit()

TURNS, AT_ONCE = 3, 250
TEXT = "The river rose by two metres and no one was hurt, a neighbour said on the morning after. "
_numbers = iter(range(1_000_000))


def batch(writer: int, number: int, size: int) -> list[object]:
    """A report and claims on it: `size` events."""
    report = Report(publisher="outlet:herald", title=f"Report {writer}.{number}", published="2024-06-21")
    return [
        report,
        *(
            report.claim(
                f"flood.river.{at % 50}", True, by=["person:mayor"], paraphrase=f"{TEXT}{writer}.{number}.{at}"
            )
            for at in range(size - 1)
        ),
    ]


def bodies(writer: int, number: int, size: int) -> list[tuple[str, bytes]]:
    """The same as stored bytes."""
    return [(type(one).__name__, encode(wrap(one), lambda _: None)) for one in batch(writer, number, size)]


class Gate(NamedTuple):
    """Where writers wait for each other before and after their work, and say how long their processors were busy."""

    ready: Any
    go: Any
    end: Any
    busy: Any

    def through(self, given: list[Any], put: Callable[[Any], object]) -> None:
        """Put in what is given, when all are ready."""
        self.ready.release()
        self.go.wait()
        began = time.process_time()
        for one in given:
            put(one)
        with self.busy.get_lock():
            self.busy.value += time.process_time() - began
        self.ready.release()
        self.end.wait()


class Speed(NamedTuple):
    """Events a second; and processor seconds of the writers, and of the server's processes for them, an event."""

    events: float
    client: float
    server: float


def ours(address: str, schema: str, writer: int, batches: int, size: int, gate: Gate) -> None:
    with eventlog.open(f"{address}&schema={schema}") as log:
        given = [batch(writer, number, size) for number in range(batches)]
        gate.through(given, lambda one: log.record(*one))


def plain(address: str, schema: str, writer: int, batches: int, size: int, gate: Gate) -> None:
    insert = (
        f"INSERT INTO {schema}.plain SELECT %s + at, kind, body "
        "FROM unnest(%s::text[], %s::bytea[]) WITH ORDINALITY AS u(kind, body, at)"
    )
    with psycopg.connect(address, autocommit=True) as connection:

        def put(one: list[tuple[str, bytes]]) -> None:
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(4711)")
                (last,) = connection.execute(f"SELECT coalesce(max(position), 0) FROM {schema}.plain").fetchone()
                connection.execute(insert, (last, [kind for kind, _ in one], [body for _, body in one]))

        gate.through([bodies(writer, number, size) for number in range(batches)], put)


def peer(address: str, schema: str, writer: int, batches: int, size: int, gate: Gate) -> None:
    from eventsourcing.persistence import StoredEvent

    recorder = _recorder(address, schema)
    given = [
        [
            StoredEvent(originator_id=uuid.uuid4(), originator_version=1, topic=kind, state=body)
            for kind, body in bodies(writer, number, size)
        ]
        for number in range(batches)
    ]

    def put(one: list[Any]) -> None:
        for at in range(0, len(one), AT_ONCE):
            recorder.insert_events(one[at : at + AT_ONCE])

    gate.through(given, put)


def _recorder(address: str, schema: str) -> Any:
    from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

    given = psycopg.conninfo.conninfo_to_dict(address)
    store = PostgresDatastore(
        dbname=given.get("dbname", "postgres"),
        host=given.get("host", ""),
        port=given.get("port", "5432"),
        user=given.get("user", ""),
        password=given.get("password", ""),
        schema=schema,
    )
    return PostgresApplicationRecorder(datastore=store, events_table_name="peer")


def prepared(address: str, kind: Callable[..., None]) -> str:
    """A schema of its own for one run."""
    schema = f"bench_{next(_numbers)}"
    if kind is ours:
        eventlog.open(f"{address}&schema={schema}").close()
        return schema
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        if kind is plain:
            connection.execute(f"CREATE TABLE {schema}.plain (position bigint PRIMARY KEY, kind text, body bytea)")
    if kind is peer:
        _recorder(address, schema).create_table()
    return schema


def appending(address: str, kind: Callable[..., None], writers: int, batches: int, size: int) -> Speed:
    """How fast some processes write, each so many batches."""
    schema = prepared(address, kind)
    context = multiprocessing.get_context("spawn")
    gate = Gate(context.Semaphore(0), context.Event(), context.Event(), context.Value("d", 0.0))
    workers = [
        context.Process(target=kind, args=(address, schema, writer, batches, size, gate)) for writer in range(writers)
    ]
    for one in workers:
        one.start()
    events = writers * batches * size
    with psycopg.connect(address, autocommit=True) as connection:
        for _ in workers:
            assert gate.ready.acquire(timeout=600), "a writer never came"
        before, began = _busy(connection), time.perf_counter()
        gate.go.set()
        for _ in workers:
            assert gate.ready.acquire(timeout=600), "a writer never came to its end"
        took, after = time.perf_counter() - began, _busy(connection)
        gate.end.set()
        for one in workers:
            one.join()
        assert all(one.exitcode == 0 for one in workers), "a writer failed"
        table = {ours: "entry", plain: "plain", peer: "peer"}[kind]
        (held,) = connection.execute(f"SELECT count(*) FROM {schema}.{table}").fetchone()
        assert held == events, f"{held} of {events} are there"
        connection.execute(f"DROP SCHEMA {schema} CASCADE")
    server = sum(spent - before.get(pid, 0.0) for pid, spent in after.items())
    return Speed(events / took, gate.busy.value / events, server / events)


def _busy(connection: Any) -> dict[int, float]:
    """For how many seconds each of the server's processes that serve others has been busy."""
    rows = connection.execute(
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    ).fetchall()
    return {pid: int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9 for (pid,) in rows}


def told(name: str, found: list[float], bound: str = "") -> None:
    spread = f"{min(found):.2f} to {max(found):.2f}"
    print(f"{name:<58} {statistics.median(found):6.2f}  ({spread}, {len(found)} turns) {bound}", flush=True)


def compared(address: str, writers: int, batches: int, size: int) -> None:
    """How many times as many events a second as each of the others."""
    others = [plain, peer] if _has_peer() else [plain]
    speeds = [
        {
            one: appending(address, one, writers, batches, size)
            for one in random.sample([ours, *others], len(others) + 1)
        }
        for _ in range(TURNS)
    ]
    name = f"{writers} writer{'s' * (writers > 1)}, {size:,} a batch"
    for other, called in zip(others, ("plain", "eventsourcing"), strict=False):
        bound = ">= 0.9" if other is plain else ">= 2" if size > 1 else ""
        told(f"ours / {called}, {name}", [speed[ours].events / speed[other].events for speed in speeds], bound)
    for one in (ours, *others):
        events, client, server = (statistics.median(speed[one][at] for speed in speeds) for at in range(3))
        busy = f"{client * 1e6:.1f} + {server * 1e6:.1f} microseconds of a processor an event, writer + server"
        print(f"    {one.__name__:<6}{events:>9,.0f} a second; {busy}", flush=True)


def _has_peer() -> bool:
    try:
        import eventsourcing.postgres  # noqa: F401
    except ImportError:
        return False
    return True


def asking(address: str, claims: int) -> None:
    """One question among many, against a bare look-up of its entries' bodies."""
    schema = f"bench_{next(_numbers)}"
    with eventlog.open(f"{address}&schema={schema}") as log:
        for number in range(claims // 1000):
            report = Report(publisher="outlet:herald", title=f"R {number}", published="2024-06-21")
            log.record(
                report,
                *(
                    report.claim(f"flood.q{(number * 1000 + at) % (claims // 10)}", True, by=[f"person:p{at % 7}"])
                    for at in range(999)
                ),
            )
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            f"CREATE TABLE {schema}.bare AS SELECT key, array_agg(position ORDER BY position) AS held "
            f"FROM {schema}.effect WHERE starts_with(key, 'q:') GROUP BY key"
        )
        connection.execute(f"CREATE INDEX ON {schema}.bare (key)")
        connection.execute(f"ANALYZE {schema}.bare")
        connection.execute(f"ANALYZE {schema}.entry")
        connection.execute(f"ANALYZE {schema}.effect")

        def bare(question: str) -> float:
            began = time.perf_counter()
            rows = connection.execute(
                f"SELECT e.position, e.body FROM {schema}.bare, unnest(held) AS at JOIN {schema}.entry AS e "
                "ON e.position = at WHERE key = %s",
                (f"q:{question}",),
            ).fetchall()
            took = time.perf_counter() - began
            assert rows
            return took

        with eventlog.open(f"{address}&schema={schema}", read_only=True) as log:
            known = log.as_of("2024-10-25")

            def asked(question: str) -> float:
                began = time.perf_counter()
                standing = known[question]
                took = time.perf_counter() - began
                assert standing.claims
                return took

            asked("flood.q0")
            turns, python = [], []
            for at in range(1, 101):
                took = {}
                for which in random.sample((bare, asked), 2):
                    busy = time.process_time()
                    took[which] = which(f"flood.q{at}")
                    if which is asked:
                        python.append(time.process_time() - busy)
                turns.append(took)
        told(
            f"one question of {claims:,} claims / a bare look-up", [took[asked] / took[bare] for took in turns], "<= 2"
        )
        print(
            f"    milliseconds: ours {_median(took[asked] for took in turns)}, of which Python is busy for "
            f"{_median(python)}; bare {_median(took[bare] for took in turns)}"
        )
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


def waking(address: str) -> None:
    """From the moment a change is recorded until a follower has the new standing, against a bare NOTIFY."""
    schema = f"bench_{next(_numbers)}"
    target = f"{address}&schema={schema}"
    came = Semaphore(0)
    with eventlog.open(target) as log, eventlog.open(target, read_only=True) as seen:
        began, times_ours, parts, recorded = [0.0], [], [], []

        def follow() -> None:
            for entry in seen.follow(timeout=30):
                if entry.kind.startswith("claim"):
                    heard, busy = time.perf_counter(), time.thread_time()
                    assert seen.as_of("2024-10-25")["flood.river"].status
                    times_ours.append(time.perf_counter() - began[0])
                    parts.append((heard - began[0], time.thread_time() - busy))
                    came.release()
                    if len(times_ours) == 50:
                        return

        thread = Thread(target=follow)
        thread.start()
        for number in range(50):
            report = Report(publisher="outlet:herald", title=f"R {number}", published="2024-06-21")
            events = report, report.claim("flood.river", True, by=[f"person:p{number}"])
            time.sleep(0.02)
            began[0] = time.perf_counter()
            log.record(*events)
            recorded.append(time.perf_counter() - began[0])
            assert came.acquire(timeout=30), "the follower is not told"
        thread.join()
    times_bare = []
    with psycopg.connect(address, autocommit=True) as one, psycopg.connect(address, autocommit=True) as other:
        one.execute("LISTEN bench")
        other.execute("CREATE TABLE IF NOT EXISTS public.bare_row (n bigint)")
        for number in range(50):
            time.sleep(0.02)
            began_bare = time.perf_counter()
            with other.transaction():
                other.execute("INSERT INTO public.bare_row VALUES (%s)", (number,))
                other.execute("SELECT pg_notify('bench', 'x')")
            next(one.notifies(timeout=10, stop_after=1))
            times_bare.append(time.perf_counter() - began_bare)
    told(
        "a change seen by a follower / a bare INSERT and NOTIFY",
        [a / b for a, b in zip(times_ours, times_bare, strict=True)],
        "<= 2",
    )
    print(
        f"    milliseconds: ours {_median(times_ours)}, recording {_median(recorded)}, until the entry is there "
        f"{_median(part[0] for part in parts)}, and then Python is busy for {_median(part[1] for part in parts)}; "
        f"bare {_median(times_bare)}"
    )


def _median(seconds: Iterable[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.2f}"


def main() -> None:
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with server(fsync="on", full_page_writes="on", autovacuum="on") as made:
        address = made.address()
        with psycopg.connect(address) as connection:
            (version,) = connection.execute("SHOW server_version").fetchone()
        print(f"{platform.python_implementation()} {platform.python_version()}, PostgreSQL {version}, psycopg", end=" ")
        print(f"{psycopg.__version__}, {platform.system()} {platform.machine()}; fsync and synchronous_commit on")
        told("plain / plain, 1 writer, 1,000 a batch (A/A)", _same(address))
        if not _has_peer():
            print("eventsourcing: skipped, it is not installed with its extra postgres")
        for writers in map(int, sys.argv[2:] or (1, 4, 16)):
            for size in (1, 1000):
                compared(address, writers, max(4, (400 if size == 1 else 24) // writers), size)
        waking(address)
        asking(address, claims)


def _same(address: str) -> list[float]:
    return [appending(address, plain, 1, 10, 1000)[0] / appending(address, plain, 1, 10, 1000)[0] for _ in range(TURNS)]


if __name__ == "__main__":
    main()
