"""Finding words: `Knowledge.find` beside a bare FTS5 query over the same words.

    python benchmarks/find.py [CLAIMS]

A log of claims (100,000 unless told otherwise), five a report, whose paraphrases draw from a vocabulary in
which few words are frequent and most are rare, as in any language. The bare side is a table of FTS5 with the same
paraphrases, asked for the rows of the last twenty matches, or the best twenty, and for their text; it knows no cut, no
amendment, no withdrawal. Three queries: a word that stands once, a word of some hundred claims, two words that stand in
thousands. Times are those of the processor, which other work does not stretch.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

import eventlog
from eventlog import Claim, Report
from eventlog.knowledge import Hit, Knowledge
from eventlog.terms import words

SHOWN = 20
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


def timed(work: Callable[[], object], rounds: int = 15) -> float:
    """The median of a number of runs, in seconds of the processor."""
    taken = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def main() -> None:
    """Make both, ask both, and print a row a query."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    texts = list(paraphrases(count))
    frequent = Counter(word for text in texts for word in words(text))
    some = next(word for word, held in frequent.most_common() if held <= 120)
    common = [word for word, _ in frequent.most_common(2)]
    queries = {"once": f"number{count // 2}x", "some": some, "two of the most frequent": " ".join(common)}
    with tempfile.TemporaryDirectory() as folder:
        bare = sqlite3.connect(Path(folder, "bare.db"))
        bare.execute("CREATE VIRTUAL TABLE said USING fts5(text)")
        begin = time.process_time()
        bare.executemany("INSERT INTO said (rowid, text) VALUES (?, ?)", enumerate(texts, 1))
        bare.commit()
        made = time.process_time() - begin
        with eventlog.open(Path(folder, "log.db"), durability="off") as log:
            fill(log, texts)
            knowledge = log.as_of("2031-07-01")
            begin = time.process_time()
            next(knowledge.find("nothing"), None)
            indexed = time.process_time() - begin
            size = Path(folder, "log.db").stat().st_size
            print(f"{count:,} claims; index made in {indexed:.1f} s ({indexed / made:.1f}x bare), {size / 1e6:.0f} MB")
            for name, query in queries.items():
                print(row(bare, knowledge, name, query))
        with eventlog.open(Path(folder, "log.db"), read_only=True) as log:
            knowledge = log.as_of("2031-07-01")
            begin = time.process_time()
            list(knowledge.find(queries["once"]))
            took = time.process_time() - begin
            print(
                f"once, in a log just opened: {took * 1e3:.0f} ms ({took / len(log) * 1e6:.1f} microseconds an entry)"
            )


def row(bare: sqlite3.Connection, knowledge: Knowledge, name: str, query: str) -> str:
    """What one query takes on both sides, after they have been seen to find the same."""

    def asked(order: str) -> list[tuple[int, str]]:
        sql = f"SELECT rowid, text FROM said WHERE said MATCH ? ORDER BY {order} LIMIT ?"  # noqa: S608 - ours
        return bare.execute(sql, (query, SHOWN)).fetchall()

    def found() -> list[Hit]:
        return list(knowledge.find(query, SHOWN))

    assert [hit.excerpt[:20] for hit in found()] == [text[:20] for _, text in asked("rowid DESC")]
    ours, last, rank = timed(found), timed(lambda: asked("rowid DESC")), timed(lambda: asked("rank"))
    return (
        f"{name}: {len(found())} shown; {ours * 1e3:.2f} ms, bare by row {last * 1e3:.2f} ms ({ours / last:.1f}x), "
        f"bare by rank {rank * 1e3:.2f} ms ({ours / rank:.1f}x)"
    )


if __name__ == "__main__":
    main()
