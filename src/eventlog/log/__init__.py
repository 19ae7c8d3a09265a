"""The log: the small cell that holds the connection, thin, with no rules of its own.

`admission` says what a batch must satisfy to come in, `condition` whether something came in between, `struck` that a
reading which we struck stays struck, `reader` how stored bytes become entries; `eventlog` holds it all together, and
`opening` opens one.
"""

from eventlog.log.answers import CheckedAnswer, check_answer, check_erasure
from eventlog.log.condition import Expect
from eventlog.log.eventlog import EventLog, LogHead
from eventlog.log.joined import JoinedAnswer, JoinedLogs, join, reproduce
from eventlog.log.opening import open  # noqa: A004 - as gzip.open
from eventlog.log.reader import LogReader
from eventlog.log.receipt import Note, Receipt

__all__ = [
    "CheckedAnswer",
    "EventLog",
    "Expect",
    "JoinedAnswer",
    "JoinedLogs",
    "LogHead",
    "LogReader",
    "Note",
    "Receipt",
    "check_answer",
    "check_erasure",
    "join",
    "open",
    "reproduce",
]
