"""The log: the one door where the disk and the mind meet, thin, with no rules of its own.

`clock` says when it is, `door` what a batch must satisfy to come in, `expectation` whether something came in
between, `reading` how stored bytes become entries, `eventlog` is the small cell that holds it all. `verifying` looks
whether the log is what it was, `proving` makes what a stranger can check, `redacting` erases, `transfer` carries a log
elsewhere, `doctor` looks at what it stands on, `repair` mends what finds the entries.
"""

from eventlog.log.clock import Clock
from eventlog.log.doctor import Finding, doctor
from eventlog.log.eventlog import EventLog, LogHead, open  # noqa: A004 - as gzip.open
from eventlog.log.expectation import Expect
from eventlog.log.proving import Held, Proof
from eventlog.log.reading import LogReader
from eventlog.log.receipt import Note, Receipt
from eventlog.log.redaction import Gone, Plan
from eventlog.log.repair import repair_index
from eventlog.log.verification import Erasure, Verification

__all__ = [
    "Clock",
    "Erasure",
    "EventLog",
    "Expect",
    "Finding",
    "Gone",
    "Held",
    "LogHead",
    "LogReader",
    "Note",
    "Plan",
    "Proof",
    "Receipt",
    "Verification",
    "doctor",
    "open",
    "repair_index",
]
