# /// script
# requires-python = ">=3.11"
# dependencies = ["eventlog-knowledge"]
# ///
"""One remark, four articles, three wordings, and how many sources that is.

Ten reprints are one source. What is counted are attributions, not texts; and the count is an interval, because an
attribution says less than one would like.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import eventlog
from eventlog.annotations import check
from eventlog.render.dates import time_words
from eventlog.render.phrasing import header, independence_words
from eventlog.render.showing import answer_line, counted, said_by, status_words
from eventlog.tables import text_table, wrap

CORPUS = Path(__file__).resolve().parent / "corpus"
ECHOED = {
    "us.reaction.cannon-fodder": "a remark at a briefing, told by four articles",
    "strike.2024-10-03.dprk-killed": "six officers, told by two articles",
    "dprk.arms.shells.quantity": "1.6 million shells, told by two articles",
    "dprk.troops.number": "more than 10,000 and 12,000, by two agencies",
}


def main() -> int:
    """Show who echoes whom for a few questions, and what is left when echoes are counted once."""
    parser = argparse.ArgumentParser(description="Who echoes whom.")
    parser.add_argument("--texts", type=Path, help="a folder with the texts of the reports: show the quoted words")
    options = parser.parse_args()
    misfits = check(CORPUS, options.texts) if options.texts else ()
    if misfits:
        print("\n".join(f"does not fit: {misfit}" for misfit in misfits))
        return 1
    with eventlog.open(":memory:") as log:
        log.record(*eventlog.load(CORPUS, texts=options.texts))
        knowledge = log.as_of("2024-10-25", policy="possible")
        print(header(knowledge.cut))
        for question, what in ECHOED.items():
            standing = knowledge[question]
            print(f"\n{question}: {what}")
            print(status_words(standing))
            rows = []
            for claim in standing.claims:
                report = knowledge.why(claim).report
                chain = " > ".join(knowledge.name_of(step.agent) for step in claim.claim.chain) or "the outlet itself"
                line = said_by(claim, knowledge.name_of)
                rows.append([report.title, chain, time_words(claim.claim.said) or "-", line, str(claim.live)])
            print(text_table(rows, headers=["report", "as told by", "said", "claim", "live"], width=100))
            for position in standing:
                articles = len({claim.claim.report for claim in position.claims})
                told = f"{counted(len(position.claims), 'claim')} in {counted(articles, 'article')}"
                count = independence_words(position.independence.low, position.independence.high)
                line = answer_line(position, standing, knowledge.name_of)
                print("\n".join(wrap(f"  {line}: {told}; {count}", 98)))
                for reason in position.independence.reasons:
                    print("\n".join(f"    {line}" for line in wrap(f"because {reason}", 94)))
            if options.texts:
                for claim in standing.claims:
                    for quote in knowledge.why(claim).quotes:
                        print("\n".join(f"    {line}" for line in wrap(str(quote), 94)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
