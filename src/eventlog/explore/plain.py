"""Plain words: what the page explains of the terms it uses, and what text it may show at all.

How an answer, a number, a name or a date is said stands in `render`, for the page as for every other surface; what is
here is the page's own: a sentence beside each reason of a change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from eventlog.knowledge.reasons import Reason
from eventlog.render.reasons import reason_words
from eventlog.tables import safe

_WHY: Final = {
    Reason.SOURCE_CHANGED: "the source withdrew its word, or replaced it",
    Reason.SAID_EARLIER: "it was said by the earlier date already, and its report came out after it",
    Reason.LATER_TIME: "it is about a time after the earlier date",
    Reason.NEWLY_REPORTED: "none of the others: a report came out, or a date that claims speak of was reached",
}
REASONS: Final = {str(reason): [reason_words(reason), words] for reason, words in _WHY.items()}
"""Why an answer differs between two dates, told from the earlier: the words, and what they mean.

The page shows one position of the log under one reading: there nothing is found late, and none of our own errors shows.
"""

_SPOOFS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
_UNSEEN: Final = ("Zs", "Zl", "Zp", "Cc", "Cf", "Cs")
_FILLERS: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""What Unicode counts among letters, signs and marks, and is drawn as nothing by itself."""


@lru_cache(8192)
def shown(text: str) -> str:
    """Text as the page may show it: what steers a terminal or turns the direction of writing, as a visible escape.

    Marks that some scripts need to be written at all (joiners, left-to-right and right-to-left marks) stay.
    """
    return _SPOOFS.sub(lambda found: safe(found.group()), text)


def first_seen(*texts: str) -> str:
    """The first of these texts in which there is something to see; the last where there is none."""
    return next((text for text in texts if any(map(_is_seen, text))), texts[-1])


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN and not _FILLERS.match(character)


def closed(name_of: Callable[[str], str]) -> Callable[[str], str]:
    """Names as they may stand in a line of ours: one of a script that runs to the left ends with a mark of direction,
    and in place of one in which there is nothing to see stands the id.

    Without it a number behind such a name is drawn before it, beside the name before: "A and (12,000) B" for "A and B
    (12,000)".
    """

    @cache
    def named(agent: str) -> str:
        name = first_seen(name_of(agent), agent)
        return f"{name}\u200e" if any(unicodedata.bidirectional(one) in ("R", "AL") for one in name) else name

    return named
