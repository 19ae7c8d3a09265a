"""Redaction: what must not be read any more is erased, and the log can still prove what it is.

`holding` says which entries hold a name, `plan` what goes and what that does to answers; `apply` records it and erases,
in one transaction.
"""

from eventlog.redaction.apply import look, redact
from eventlog.redaction.holding import Holding, holding
from eventlog.redaction.plan import Gone, Plan, positions_of

__all__ = ["Gone", "Holding", "Plan", "holding", "look", "positions_of", "redact"]
