# /// script
# requires-python = ">=3.11"
# dependencies = ["eventlog-knowledge"]
# ///
"""A report found in November that had been published in June: what the log said then, what it says now, and why.

The press clock says since when a reader could know a thing, the log clock since when we hold it. A late find changes
what we *now* say was public in June; it never changes what our log said in July. The find is invented.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import eventlog
from eventlog.render.changing import change_line
from eventlog.render.phrasing import header
from eventlog.render.showing import answer_lines, sources_words, status_words
from eventlog.tables import wrap

CORPUS = Path(__file__).resolve().parent / "corpus"
QUESTION = "dprk.troops.engineers"


def clock() -> Iterator[str]:
    """When each batch came in: the corpus on October 26, the find on November 3."""
    yield "2024-10-26T09:00:00Z"
    yield "2024-11-03T15:30:00Z"
    while True:
        yield "2024-11-03T15:31:00Z"


def found() -> list[object]:
    """The invented find: a wire item of June 24 that nobody had on file."""
    report = eventlog.Report(
        publisher="outlet:invented-wire",
        title="[Invented] Engineers bound for Donetsk, a diplomat says",
        published="2024-06-24T08:00Z",
        url="https://example.org/invented/2024-06-24",
    )
    claim = report.claim(
        QUESTION,
        True,
        by=["person:invented-diplomat"],
        said="2024-06-23",
        during="[2024-07..]",
        stance="assert",
        paraphrase="An invented diplomat: an engineering unit will be going to the Donetsk region.",
    )
    return [eventlog.Agent(id="person:invented-diplomat", name="an invented diplomat"), report, claim]


def show(title: str, knowledge: eventlog.Knowledge) -> None:
    """Print what one reading says of the engineers."""
    standing = knowledge[QUESTION]
    print(f"\n{title}")
    told = [header(knowledge.cut), status_words(standing)]
    told += [line for line in (*answer_lines(standing, knowledge.name_of), sources_words(standing)) if line != "-"]
    print("\n".join(f"  {line}" for one in told for line in wrap(one, 96)))


def main() -> int:
    """Record the corpus, then the find; ask for June 25 as held then and as held now."""
    times = clock()
    with eventlog.open(":memory:", clock=lambda: next(times)) as log:
        log.record(*eventlog.load(CORPUS))
        held = log.record(*found())
        print(f"Found late: entries {', '.join(map(str, held))}, published on June 24, recorded on November 3.")
        then = log.as_of("2024-06-25", recorded="2024-10-31")
        now = log.as_of("2024-06-25", recorded="2024-11-30")
        show("What was public by June 25, as our log knew it in October", then)
        show("What was public by June 25, as our log knows it now", now)
        print("\nWhy they differ")
        for change in eventlog.diff(then, now):
            print("\n".join(f"  {line}" for line in wrap(change_line(change, now.name_of), 96)))
        (claim,) = (one for one in now[QUESTION].claims if one.root == "person:invented-diplomat")
        print("\nWhy it is not in the earlier answer")
        print("\n".join(f"  {line}" for line in wrap(str(then.why_not(claim)), 96)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
