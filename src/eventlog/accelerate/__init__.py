"""Accelerate: what the rules said of one piece of a question, said again of every piece that looks the same.

A sweep over all questions of an archive asks the same thing very often: one source, one figure, one day. This room
states no rule. It reads the members of claims and reports that the rules look at, cuts a question into pieces that do
not bear on each other, and describes each piece by all that the rules can tell apart in it: its shape. The rules judge
one piece of each shape; the answer holds for the others.

    facts       what was read of claims and reports, as far as they were out; and what is odd
    pieces      the claims of a question that bear on each other
    shapes      what the rules can tell apart in a piece, with names, numbers and times taken for their order
    judgements  what the rules said of shapes, in whatever part of a log
    asking      all questions at a cut

What is odd goes to the rules whole: whatever anything was ever said about (links, withdrawals, corrections, amendments,
assessments, annulments), redactions, nameless and inferred speakers, citations, later editions, dates that the cut may
or may not have reached, and all that this room does not know. It may be deleted without changing an answer; laws hold
it equal to the rules.
"""

from eventlog.accelerate.asking import Answered, Found, Judged, bulk

__all__ = ["Answered", "Found", "Judged", "bulk"]
