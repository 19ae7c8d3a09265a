"""The log of a wire service, written as segments at once: for sizes that no file of SQLite is made for in an afternoon.

Reports of nineteen claims. Of twenty claims fifteen are the first word on a question of their own, four are a second
word on what somebody said not long before, and one is an echo: the same words in another report, and a link that says
so. One claim in ten denies, one report in twenty arrives late by up to a year, and in one report of a hundred a speaker
takes something back. So there are three questions to four claims, and most of them have one.

Nothing goes through a store: bodies are written as the codec writes them, ids and roots are derived as they are
everywhere, and the segments are sealed by what seals those of a log. `python benchmarks/log/wires.py FOLDER CLAIMS`
writes a folder. `checked` reads one back and compares each column with what the library makes of the body; the
benchmark does so with a small one before it trusts a large one.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import deque
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from eventlog import Link, Retracted
from eventlog.claims import digest_of
from eventlog.codec import Encoder, id_of, kind_of
from eventlog.events import Linked
from eventlog.proof import Frontier
from eventlog.proof.records import commit, leaf_hash, record
from eventlog.segments import Segments
from eventlog.segments.bearing import Described
from eventlog.segments.schema import Named, arrow, schema
from eventlog.segments.writing import sealed
from eventlog.stores import StoredEntry

EACH, REMEMBERED, DAYS = 19, 400, 900
FIRST = date(2022, 1, 1)
BEGAN = 1_640_995_200_000_000
"""When the first entry was recorded; each further one a microsecond later."""
SIZE, PIECE = 250_000, 25_000

CUES = [digest_of(f"cue {number}") for number in range(EACH)]
SPANS = [digest_of(f"span {number}") for number in range(EACH)]

Row = tuple[Any, ...]


def rows(claims: int, *, seed: int = 11) -> Iterator[Row]:
    """What stands in a segment's columns up to the body, but for position and moment: of all entries, in order."""
    draw = random.Random(seed)
    positions: dict[str, int] = {}
    encoder = Encoder(positions.get)
    recent: deque[tuple[int, str, int, str, str]] = deque(maxlen=REMEMBERED)
    at = question = 0
    of = claims // EACH
    for number in range(of):
        day = FIRST + timedelta(days=number * DAYS // of)
        if draw.random() < 0.05:
            day -= timedelta(days=draw.randint(1, 365))
        at += 1
        report, report_id, row = at, *_report(draw, number, day)
        yield row
        days = [str(day - timedelta(days=before)) for before in range(4)]
        for sentence in range(EACH):
            turn = draw.random() if recent and recent[0][2] != report else 1.0
            told = recent[draw.randrange(len(recent))] if turn < 0.25 else None
            if told is not None and told[2] == report:
                told = None
            at += 1
            if told is not None and turn < 0.05:
                said, asked, paraphrase, person, sign = told[4].split("\n")
            else:
                asked = told[3] if told is not None else f"topic{question % 100}.q{question}"
                question += told is None
                said, person = days[draw.randrange(4)], f"person:p{draw.randrange(300)}"
                sign = "-" if draw.random() < 0.1 else "+"
                paraphrase = f"What report {number} says in its sentence {sentence}, in so many words of ours."
            id, row = _claim(report, report_id, asked, sentence, said, person, sign, paraphrase)
            yield row
            if told is not None and turn < 0.05:
                link = Linked(link=Link(kind="echoes", from_=id, to=told[1], by="user:desk", basis="the same words"))
                positions.clear()
                positions.update({id: at, told[1]: told[0]})
                at += 1
                yield _other(encoder, link, sorted((told[0], at - 1)), [told[0], at - 1], decides=False)
            else:
                recent.append((at, id, report, asked, f"{said}\n{asked}\n{paraphrase}\n{person}\n{sign}"))
        if number % 100 == 99:
            taken = recent.popleft()
            person = taken[4].split("\n")[3]
            event = Retracted(target=taken[1], by=person, notice=report_id)
            positions.clear()
            positions.update({taken[1]: taken[0], report_id: report})
            at += 1
            yield _other(encoder, event, sorted((taken[0], report)), [taken[0]], decides=True)


def _id(kind: str, content: str) -> str:
    return f"{kind}:{sha256(f'eventlog/{kind}/v1{chr(10)}[{content}]'.encode()).hexdigest()[:32]}"


def _report(draw: random.Random, number: int, day: date) -> tuple[str, Row]:
    publisher, digest = f"outlet:o{draw.randrange(50)}", digest_of(str(number))
    told = f'"digest":"{digest}","published":"{day}","publisher":"{publisher}","title":"Report {number}"'
    body = (
        f'{{"report":{{"authors":[],"carrier":"","cites":[],"digest":"{digest}","language":"","modified":null,'
        f'"page_digest":null,"published":"{day}","published_basis":null,"publisher":"{publisher}","reader":"","regions":[],'
        f'"retrieved":null,"revision_of":null,"text":null,"title":"Report {number}","url":"","zone":null}}}}'
    )
    id = _id("report", f"{{{told}}}")
    return id, ("report-recorded/1", id, None, None, [], [], [], False, False, False, body.encode())


def _claim(
    report: int, report_id: str, question: str, sentence: int, said: str, person: str, sign: str, paraphrase: str
) -> tuple[str, Row]:
    cue, span, begin = CUES[sentence], SPANS[sentence], sentence * 40
    during = f"{said[:7]}/.."
    id = _id(
        "claim",
        f'"{report_id}","{question}",true,"{during}","{said}","assert","CT{sign}","claim",[["{person}",[{begin},'
        f'{begin + 9},"{cue}"],"indirect","stated","{said}"]],[[{begin + 10},{begin + 39},"{span}"]],"{paraphrase}",""',
    )
    body = (
        f'{{"claim":{{"chain":[{{"agent":"{person}","cue":{{"digest":"{cue}","end":{begin + 9},"quote":null,'
        f'"start":{begin}}},"quotation":"indirect","said":"{said}","scope":"stated"}}],"condition":"","during":"{during}",'
        f'"evidence":[{{"digest":"{span}","end":{begin + 39},"quote":null,"start":{begin + 10}}}],'
        f'"extractor":"reader/1","factuality":"CT{sign}",'
        f'"fragments":[],"kind":"claim","paraphrase":"{paraphrase}","question":"{question}","report":{report},'
        f'"said":"{said}","stance":"assert","value":true}}}}'
    )
    return id, ("claim-recorded/1", id, question, report, [report], [], [], False, False, False, body.encode())


def _other(encoder: Encoder, event: Any, names: list[int], about: list[int], *, decides: bool) -> Row:
    kind = kind_of(event)
    body = encoder.encode(event, kind)
    return (kind.stored, id_of(event), None, None, names, [], sorted(about), decides, False, False, body)


def write(folder: Path, claims: int, *, size: int = SIZE, seed: int = 11) -> Segments:
    """Write the log of so many claims, or a few less, as segments of `size` entries; says how far it is."""
    folder.mkdir(parents=True, exist_ok=True)
    frontier, first, began = Frontier(), 1, time.perf_counter()
    stream, held = rows(claims, seed=seed), list[Row]()
    ended = False
    while not ended:
        held = []
        for row in stream:
            held.append(row)
            if len(held) == size:
                break
        else:
            ended = True
        if held:
            name = Named(first, first + len(held) - 1)
            frontier = sealed(folder, name, frontier, _tables(first, held), zone="UTC").frontier
            first += len(held)
            print(f"    {first - 1:>12,} entries, {time.perf_counter() - began:6.0f} s", file=sys.stderr, flush=True)
    return Segments(folder)


def _tables(first: int, held: list[Row]) -> Iterator[tuple[Any, list[bytes]]]:
    pa, shape = arrow(), schema()
    for begin in range(0, len(held), PIECE):
        some = held[begin : begin + PIECE]
        positions = range(first + begin, first + begin + len(some))
        drawn = os.urandom(32 * len(some))
        salts = [drawn[at : at + 32] for at in range(0, len(drawn), 32)]
        commits = [commit(salt, row[-1]) for salt, row in zip(salts, some, strict=True)]
        leaves = [
            leaf_hash(record(at, BEGAN + at, kept, row[0]))
            for at, kept, row in zip(positions, commits, some, strict=True)
        ]
        columns = [list(positions), [BEGAN + at for at in positions], *zip(*some, strict=True), salts, commits]
        arrays = [pa.array(list(cells), field.type) for cells, field in zip(columns, shape, strict=True)]
        yield pa.Table.from_arrays(arrays, schema=shape), leaves


def checked(segments: Segments) -> int:
    """Compare each column with what the library makes of the body, and each body with what it writes of the event.

    How many entries there were. Raises AssertionError.
    """
    told = Described(segments.id_at)
    ids: dict[str, int] = {}
    encoder, count = Encoder(ids.get), 0
    for one in segments:
        for row in segments.rows(one):
            recorded = int(row["recorded"].timestamp() * 1_000_000)
            stored = StoredEntry(row["position"], recorded, row["kind"], row["body"], row["salt"], row["commit"])
            (made,) = told.rows([stored])
            assert list(made[2:-3]) == list(row.values())[2:-3], row
            assert recorded == BEGAN + row["position"], row
            ids[row["id"]] = row["position"]
            count += 1
    for entry in segments.entries():
        (body,) = [one[3] for one in [entry._content]]  # noqa: SLF001 - the bytes themselves
        assert encoder.encode(entry.event) == body, entry
    return count


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
