"""The log: the one door where the disk and the mind meet, thin, with no rules of its own.

`clock` says when it is, `door` what a batch must satisfy to come in, `expectation` whether something came in
between, `reading` how stored bytes become entries, `eventlog` is the small cell that holds it all.
"""

from eventlog.log.clock import Clock
from eventlog.log.door import Receipt
from eventlog.log.eventlog import EventLog, LogHead, open  # noqa: A004 - as gzip.open
from eventlog.log.expectation import Expect
from eventlog.log.reading import LogReader

__all__ = ["Clock", "EventLog", "Expect", "LogHead", "LogReader", "Receipt", "open"]
