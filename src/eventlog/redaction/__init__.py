"""Redaction: what must not be read any more is erased, and the log can still prove what it is.

`plan` says what goes and what that does to answers; `apply` records it and erases, in one transaction.
"""

from eventlog.redaction.apply import look, redact
from eventlog.redaction.plan import Gone, Plan, positions_of

__all__ = ["Gone", "Plan", "look", "positions_of", "redact"]
