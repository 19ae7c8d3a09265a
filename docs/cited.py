"""Puts the marks of docs/explanation/cited.md anew where the corpus itself was edited; a test fails where they are old.

Each mark keeps its question and its date. What the sentences say is for the editor of the corpus to look at.
"""

from __future__ import annotations

import sys
from pathlib import Path

import eventlog
from eventlog.cite import Mark, marks, rewritten

PAGE = Path(__file__).resolve().parent / "explanation" / "cited.md"
CORPUS = Path(__file__).resolve().parents[1] / "examples" / "corpus"


def main() -> int:
    """Write the page."""
    text = PAGE.read_text(encoding="utf-8")
    with eventlog.open(":memory:") as log:
        log.record(*eventlog.load(CORPUS))
        tokens: dict[Mark, str] = {}
        for mark in marks(text).found:
            basis = eventlog.Basis.read(mark.token)
            clocks = dict(basis.cut.asked)
            tokens[mark] = log.as_of(**clocks).basis_of(str(basis.question))
    PAGE.write_text(rewritten(text, tokens), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
