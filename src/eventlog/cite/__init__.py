"""Documents that cite answers of a log: marks behind sentences, and whether their ground moved since.

    mark = cite(log.as_of("2024-06-27"), "dprk.troops.deployment")     # [@basis1....]
    for one in check_text(log, page):
        print(one.mark.line, one.mark.sentence)

From the ground up:

    sentences   the sentence that a mark stands behind
    hypertext   marks in HTML
    marks       marks in Markdown, and how they are rewritten
    documents   files: their encodings, and how they are written back
    causes      what an entry did to an answer, in a line
    telling     an answer in lines
    moved       the answer of a mark then and now, and why it is another one
    sourcing    what a page says of where answers come from, as values
    pages       the same as Markdown and as HTML
"""

from eventlog.cite.causes import Cause, Origin
from eventlog.cite.documents import Document, read, write
from eventlog.cite.marks import Mark, Marks, marks, rewritten
from eventlog.cite.moved import Moved, Unfit, check, check_text, updated
from eventlog.cite.pages import html_of, markdown_of
from eventlog.cite.sourcing import Appendix, Sourced, Voice, sourcing
from eventlog.cite.telling import told
from eventlog.cite.writing import cite

__all__ = [
    "Appendix",
    "Cause",
    "Document",
    "Mark",
    "Marks",
    "Moved",
    "Origin",
    "Sourced",
    "Unfit",
    "Voice",
    "check",
    "check_text",
    "cite",
    "html_of",
    "markdown_of",
    "marks",
    "read",
    "rewritten",
    "sourcing",
    "told",
    "updated",
    "write",
]
