"""Mergeable: projections whose states can be folded in pieces, anywhere and in any order, and merged.

    projection  the form: start, step, merge, finish, key
    entries     a set of entries that only grows, which most of ours keep
    part        some entries of a log, read as a log is read
    ours        counts, visible entries, statuses, standings, timelines and diffs in that form

    statuses(log.as_of("2024-06-27").cut)      what `eventlog.runners` folds over the segments of a log

No rule stands here: the last step of ours asks `Knowledge`.
"""

from eventlog.mergeable.entries import EntrySet
from eventlog.mergeable.ours import counts, diff, standings, statuses, timelines, visible
from eventlog.mergeable.part import Part, Told, reader_of
from eventlog.mergeable.projection import BY_QUESTION, ByQuestion, Mergeable

__all__ = [
    "BY_QUESTION",
    "ByQuestion",
    "EntrySet",
    "Mergeable",
    "Part",
    "Told",
    "counts",
    "diff",
    "reader_of",
    "standings",
    "statuses",
    "timelines",
    "visible",
]
