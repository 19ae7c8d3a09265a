"""Knowledge: the log read up to a moment. A value; the log is the small cell that keeps growing beside it.

It reads lazily: its position bounds it, later entries never change it, and a question costs what bears on it. All rules
are pure functions of entries:

    gather      every entry that bears on a question
    affected    which questions can have another answer at another cut
    why         the way from an answer to the words, and what keeps a claim out
    find        what holds some words
    unread      what can't be read, beside answers that have no place for it
    impact      which answers would change if something fell away
    changes     what differs between two states, caused by what, and for which reason
    basis       the token of an answer

Where an index may answer faster, it must give the same answer.
"""

from eventlog.knowledge.basis import Basis
from eventlog.knowledge.changes import Change, Changes, diff
from eventlog.knowledge.find import Hit
from eventlog.knowledge.impact import Impact
from eventlog.knowledge.knowledge import Knowledge, Reproduced, below
from eventlog.knowledge.reasons import Reason, What
from eventlog.knowledge.why import Quote, Why, WhyNot
from eventlog.problems import Problem
from eventlog.standing.cut import Cut, Policy
from eventlog.standing.live import Live, LiveClaim
from eventlog.standing.result import RULES, Answer, Figure, First, Standing
from eventlog.standing.status import Status
from eventlog.standing.timeline import Held, Segment

__all__ = [
    "RULES",
    "Answer",
    "Basis",
    "Change",
    "Changes",
    "Cut",
    "Figure",
    "First",
    "Held",
    "Hit",
    "Impact",
    "Knowledge",
    "Live",
    "LiveClaim",
    "Policy",
    "Problem",
    "Quote",
    "Reason",
    "Reproduced",
    "Segment",
    "Standing",
    "Status",
    "What",
    "Why",
    "WhyNot",
    "below",
    "diff",
]
