"""Standing: the rules, and nothing else. Frozen stages from what bears on a question to the answer, one file a rule.

    cut           which clocks, at which instants, under which reading
    dossier       every entry that bears on a question, and our judgements about them (the log clock)
    visibility    which of them the press could know (the press clock, the mouth); `seen`    rule 1
    reading       the claims as statements of their sources; `roots`: who is behind each     rules 2, 5
    withdrawal    what a source took back                                                    rule 3
    placing       when each was said, and of which time it holds                             rule 2
    supersession  what is left of each word of a source: `extents`, `painting`, `totals`      rule 2
    attribution   how the roots hang together                                                rule 5
    hearing       all of these in their order, of those words alone that may stand otherwise than at the cut before
    answers       own answers, and how two of them compare                                   rule 4
    grouping      answers grouped by compatible value; `opposition`: which `sides` exclude each other rule 4
    figures       which number is printed, and who backs it                                  rules 4, 6
    status        the word for it                                                            rule 6
    composing     each answer with who is for and against it
    evaluate      all of these in their order, for both readings at once where no date lies open
    result        what comes out: a value; `content`: as plain lists
    timeline      which answer holds when                                                    rule 7
    moments       when an answer may become another one
    kept          what was worked out at one cut and is asked for again at the next

The rules are standing@2. They are pure functions of entries: no clock, no file, no network, no index.
"""

from eventlog.problems import Problem
from eventlog.standing.cut import Cut, Policy
from eventlog.standing.dossier import Dossier
from eventlog.standing.evaluate import RULESETS, evaluate
from eventlog.standing.live import Live, LiveClaim
from eventlog.standing.result import RULES, Answer, Figure, First, Standing
from eventlog.standing.status import Status
from eventlog.standing.timeline import Held, Segment

__all__ = [
    "RULES",
    "RULESETS",
    "Answer",
    "Cut",
    "Dossier",
    "Figure",
    "First",
    "Held",
    "Live",
    "LiveClaim",
    "Policy",
    "Problem",
    "Segment",
    "Standing",
    "Status",
    "evaluate",
]
