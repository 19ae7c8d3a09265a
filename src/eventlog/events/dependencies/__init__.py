"""What bears on what, said once: one row an event kind, and the walk back from an entry to all that it can change.

`rows` has the table; `back` goes over it. Gathering what bears on a question, comparing two cuts, asking what falls
away, redacting and appending under a condition all read the same rows.
"""

from eventlog.events.dependencies.back import Found, Looking, back
from eventlog.events.dependencies.days import day_of
from eventlog.events.dependencies.rows import (
    ALPHABET,
    KEYS,
    ROWS,
    Clock,
    Row,
    claim_keys,
    effects,
    kinds,
    matter,
    references,
    row_of,
    stored_name,
    subject,
    told_by,
)

__all__ = [
    "ALPHABET",
    "KEYS",
    "ROWS",
    "Clock",
    "Found",
    "Looking",
    "Row",
    "back",
    "claim_keys",
    "day_of",
    "effects",
    "kinds",
    "matter",
    "references",
    "row_of",
    "stored_name",
    "subject",
    "told_by",
]
