"""Finding words: `Knowledge.find` beside a bare FTS5 query over the same words.

    python benchmarks/find.py [CLAIMS]

A log of claims (100,000 unless told otherwise), five a report, whose paraphrases draw from a vocabulary in
which few words are frequent and most are rare, as in any language. The bare side is a table of FTS5 with the same
paraphrases, asked for the rows of the last twenty matches, or the best twenty, and for their text; or for the last
twenty and the entries in which they stand, read and decoded, as whoever shows what was found has to. It knows no cut,
no amendment, no withdrawal. Three queries: a word that stands once, a word of some hundred claims, two words that stand
in thousands. Times are those of the processor; where others work beside it these grow, too, so all sides take turns.
The log is made once and kept in build/bench; its index of words is made anew each time.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import accumulate
from pathlib import Path

import msgspec

import eventlog
from eventlog import Claim, Report
from eventlog.knowledge import Hit, Knowledge
from eventlog.stores.sqlite.words import forget
from eventlog.terms import words

sys.path.insert(0, str(Path(__file__).parent / "log"))
from bench import KEPT
from kept import mark

SHOWN = 20
TURNS, RUNS = 5, 15
ENTRIES = (  # five claims behind each report
    "SELECT e.position, e.body FROM said JOIN log.entry AS e ON e.position = said.rowid + (said.rowid + 4) / 5 "
    "WHERE said MATCH ? ORDER BY said.rowid DESC LIMIT ?"
)
VOCABULARY = 50_000
BATCH = 5_000


def vocabulary(draw: random.Random) -> list[str]:
    """Made-up words, each once."""
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        found["".join(draw.choices(syllables, k=draw.randint(2, 4)))] = None
    return list(found)


def paraphrases(count: int) -> Iterator[str]:
    """What claims say: twelve words, by Zipf's law."""
    draw = random.Random(7)
    known = vocabulary(draw)
    weights = [1 / (at + 3) for at in range(VOCABULARY)]
    cumulative = list(accumulate(weights))
    for at in range(count):
        some = draw.choices(known, cum_weights=cumulative, k=12)
        yield f"{' '.join(some)} number{at}x"


def fill(log: eventlog.EventLog, texts: list[str]) -> None:
    """A log of claims, five a report."""
    batch: list[Report | Claim] = []
    for at, text in enumerate(texts):
        if at % 5 == 0:
            report = Report(
                publisher=f"outlet:o{at % 97}", title=f"report {at}", published="2031-06-01", url=f"https://x/{at}"
            )
            batch.append(report)
        batch.append(Claim(report=report.id, question=f"t{at % 1000}.q", value=True, paraphrase=text))
        if len(batch) > BATCH:
            log.record(*batch)
            batch.clear()
    log.record(*batch)


def timed(works: Sequence[Callable[[], object]]) -> list[float]:
    """What each takes, in seconds of the processor: the median of its turns, and of a turn of the runs in it."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(TURNS):
        for one, work in zip(taken, works, strict=True):
            one.append(statistics.median(_once(work) for _ in range(RUNS)))
    return [statistics.median(one) for one in taken]


def _once(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def kept(count: int, texts: list[str]) -> tuple[Path, Path]:
    """The log and the bare table, made once and kept: the log's index of words is made anew by each run."""
    KEPT.mkdir(parents=True, exist_ok=True)
    log, bare = (KEPT / f"find-{count}-{mark()}{part}.db" for part in ("", "-bare"))
    if not log.exists():
        for left in KEPT.glob(f"find-{count}-*"):
            left.unlink()
        making = log.with_suffix(".making")
        with eventlog.open(making, durability="off") as opened:
            fill(opened, texts)
        making.rename(log)
        making.with_name(f"{making.name}-lock").unlink(missing_ok=True)
    return log, bare


def bare_index(path: Path, texts: list[str]) -> float:
    """Make the bare table anew; the seconds that takes."""
    path.unlink(missing_ok=True)
    begin = time.process_time()
    with closing(sqlite3.connect(path)) as bare:
        bare.execute("CREATE VIRTUAL TABLE said USING fts5(text)")
        bare.executemany("INSERT INTO said (rowid, text) VALUES (?, ?)", enumerate(texts, 1))
        bare.commit()
    return time.process_time() - begin


def main() -> None:
    """Make both, ask both, and print a row a query."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    texts = list(paraphrases(count))
    frequent = Counter(word for text in texts for word in words(text))
    some = next(word for word, held in frequent.most_common() if held <= 120)
    common = [word for word, _ in frequent.most_common(2)]
    queries = {"once": f"number{count // 2}x", "some": some, "two of the most frequent": " ".join(common)}
    path, beside = kept(count, texts)
    made = bare_index(beside, texts)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        forget(connection)
        connection.execute("COMMIT")
    with eventlog.open(path, durability="off") as log, closing(sqlite3.connect(f"file:{beside}", uri=True)) as bare:
        bare.execute("ATTACH ? AS log", (f"file:{path}?mode=ro",))
        knowledge = log.as_of("2031-07-01")
        begin = time.process_time()
        next(knowledge.find("nothing"), None)
        indexed = time.process_time() - begin
        size = path.stat().st_size
        print(f"{count:,} claims; index made in {indexed:.1f} s ({indexed / made:.1f}x bare), {size / 1e6:.0f} MB")
        for name, query in queries.items():
            print(row(bare, knowledge, name, query))
    with eventlog.open(path, read_only=True) as log:
        knowledge = log.as_of("2031-07-01")
        begin = time.process_time()
        list(knowledge.find(queries["once"]))
        took = time.process_time() - begin
        print(f"once, in a log just opened: {took * 1e3:.1f} ms ({took / len(log) * 1e6:.3f} microseconds an entry)")


def row(bare: sqlite3.Connection, knowledge: Knowledge, name: str, query: str) -> str:
    """What one query takes on both sides, after they have been seen to find the same."""

    def asked(order: str) -> list[tuple[int, str]]:
        sql = f"SELECT rowid, text FROM said WHERE said MATCH ? ORDER BY {order} LIMIT ?"  # noqa: S608 - ours
        return bare.execute(sql, (query, SHOWN)).fetchall()

    def read() -> list[tuple[int, object]]:
        rows = bare.execute(ENTRIES, (query, SHOWN)).fetchall()
        return [(at, msgspec.json.decode(body)) for at, body in rows]

    def found() -> list[Hit]:
        return list(knowledge.find(query, SHOWN))

    assert [hit.excerpt[:20] for hit in found()] == [text[:20] for _, text in asked("rowid DESC")]
    assert [hit.position for hit in found()] == [at for at, _ in read()]
    ours, *bares = timed([found, lambda: asked("rowid DESC"), read, lambda: asked("rank")])
    told = zip(("by row", "by row with entries", "by rank"), bares, strict=True)
    beside = ", ".join(f"bare {what} {took * 1e3:.3f} ms ({ours / took:.1f}x)" for what, took in told)
    return f"{name}: {len(found())} shown; {ours * 1e3:.3f} ms, {beside}"


if __name__ == "__main__":
    main()
