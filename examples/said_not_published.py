# /// script
# requires-python = ">=3.11"
# dependencies = ["eventlog-knowledge"]
# ///
"""A denial said on June 20 that first appears in an article of October: two clocks, and why_not.

"Known by June 27" leaves the denial out, "said by June 20" lets it in; and a question that names both clocks lets
in only what both do. Later knowledge in an earlier answer is the worst thing that a memory of the news can do.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import eventlog
from eventlog.annotations import check
from eventlog.render.dates import said_aloud
from eventlog.render.phrasing import claim_line, header
from eventlog.render.showing import answer_lines, status_words
from eventlog.tables import wrap

CORPUS = Path(__file__).resolve().parent / "corpus"
QUESTION = "dprk.troops.deployment"
SPEAKER = "person:vladimir-putin"


def row(label: str, text: str) -> None:
    """Print one labelled line, wrapped."""
    for at, line in enumerate(wrap(text, 84)):
        print(f"  {label if at == 0 else '':<13}{line}")


def show(title: str, knowledge: eventlog.Knowledge, denial: eventlog.Claim) -> None:
    """Print one reading: its status, who answers what and who denies it, and what keeps the denial out."""
    standing = knowledge[QUESTION]
    print(f"\n{title}")
    row("read as", header(knowledge.cut))
    row("status", status_words(standing))
    row("answer", "; ".join(answer_lines(standing, knowledge.name_of)))
    row("the denial", str(knowledge.why_not(denial)))


def main() -> int:
    """Ask the same question on two clocks."""
    parser = argparse.ArgumentParser(description="The June 20 denial on two clocks.")
    parser.add_argument("--texts", type=Path, help="a folder with the texts of the reports: show the quoted words")
    options = parser.parse_args()
    misfits = check(CORPUS, options.texts) if options.texts else ()
    if misfits:
        print("\n".join(f"does not fit: {misfit}" for misfit in misfits))
        return 1
    with eventlog.open(":memory:") as log:
        log.record(*eventlog.load(CORPUS, texts=options.texts))
        everything = log.as_of("2024-10-25", policy="possible", said="2024-06-20")
        (denial,) = (one.claim for one in everything[QUESTION].claims if one.root == SPEAKER)
        why = everything.why(denial)
        print("The claim")
        row("what", claim_line(denial, everything.name_of, factuality=denial.factuality))
        row("in our words", denial.paraphrase)
        row("said", said_aloud(str(denial.said)))
        row("published", f"{said_aloud(str(why.report.published))}, in {why.report.title}")
        row("that is", why.report.published_basis.earliest if why.report.published_basis else "")
        if options.texts:
            for quote in why.quotes:
                row("words", str(quote))
        show("Public by June 27, read as late as can be", log.as_of("2024-06-27"), denial)
        show("Public by June 27, read as early as can be", log.as_of("2024-06-27", policy="possible"), denial)
        show("Public by October 25, read as late as can be", log.as_of("2024-10-25"), denial)
        show("Public by October 25, read as early as can be", log.as_of("2024-10-25", policy="possible"), denial)
        show("Public by October 25 and said by June 20", everything, denial)
    return 0


if __name__ == "__main__":
    sys.exit(main())
