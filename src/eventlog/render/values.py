"""What a claim answers by itself, in words: a value, with its polarity and its hedge.

A denial never reads as an affirmation, and what a report writes never reads as a word of ours: a text that could be
taken for one ("no", "nothing", "yes, says X") stands in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from eventlog.claims import AgentValue, Factuality, TimeValue
from eventlog.render.dates import said_aloud

__all__ = ["HEDGE", "NO_ANSWER", "affirmative", "in_one_line", "own_answer", "value_words"]

HEDGE: Final = {"CT": "", "PR": "probably ", "PS": "possibly "}
NO_ANSWER: Final = "gives no answer"
_OURS: Final = r"(?:yes|no|not|nothing|none|nobody|never|probably|possibly|gives no answer)"
_LIKE_OURS: Final = re.compile(
    rf"{_OURS}\b|.*(?:[;:()\n\r“”]|, (?:says?|reports?|according to|announces?|compatible)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""A text that begins with a word of ours, or holds what parts the pieces of a line."""
_CALLED_LIKE_OURS: Final = re.compile(rf"{_OURS}(?:$|[,;:.])", re.IGNORECASE)


_BREAK: Final = re.compile("[ \t]*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+[ \t]*")


def in_one_line(text: str) -> str:
    """A sentence whose line breaks are blanks: its later lines would seem to be other answers."""
    return _BREAK.sub(" ", text)


def value_words(value: Any, name_of: Callable[[str], str] = str) -> str:
    """A value by itself: yes, a number with its bounds, an agent's name, a date; nothing, for the end of a state."""
    if value is None:
        return "nothing"
    if value is True:
        return "yes"
    if isinstance(value, AgentValue):
        return name_of(value.agent)
    return said_aloud(value.time) if isinstance(value, TimeValue) else str(value)


def affirmative(value: Any, name_of: Callable[[str], str] = str) -> str:
    """A value as a sentence has it: in quotation marks where it could be taken for a word of ours."""
    words = value_words(value, name_of)
    alike = _LIKE_OURS if isinstance(value, str) else _CALLED_LIKE_OURS if isinstance(value, AgentValue) else None
    return f"“{words}”" if alike is not None and alike.match(words) else words


def own_answer(value: Any, factuality: Factuality, name_of: Callable[[str], str] = str) -> str:
    """What a claim answers by itself, with polarity and commitment: "possibly not 40 ships"."""
    if not factuality.positive and not factuality.negative:
        return NO_ANSWER
    hedge = HEDGE[factuality.commitment]
    if value is None:
        return f"{hedge}no longer"
    words = affirmative(value, name_of)
    if factuality.positive:
        return f"{hedge}{words}"
    if value is True:
        return f"{hedge}not" if hedge else "no"
    ends = isinstance(value, TimeValue) and words.startswith("until ")  # "not until 27 May": that it is so from then on
    return f"{hedge}not {'in the time ' if ends else ''}{words}"
