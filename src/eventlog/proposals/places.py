"""Where quoted words stand in a text. They stand there letter by letter, or they do not stand there.

Nothing is folded, trimmed or matched nearly: a quote with one other digit is another statement. Words that stand more
than once need the text before them (`prefix`) or after them (`suffix`). A quote that begins or ends within a word or a
number is refused, for "2,000" is no part of "12,000". (A page may have run two words together; a cue, which only tells
whose the words are, may end there if what follows it is given.)

Source: W3C Web Annotation Data Model, 4.2.4 Text Quote Selector.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from eventlog.claims import Evidence
from eventlog.claims.evidence import within_word
from eventlog.proposals.refusals import Fault
from eventlog.proposals.shapes import Quote

__all__ = ["hedges", "place", "stands_whole"]

_HEDGE: Final = (
    r"(?<!\w)(more than|over|above|at least|no (?:fewer|less) than|upwards of|less than|fewer than|under|below|at most|"
    r"no more than|up to|as many as|about|around|some|nearly|almost|roughly|approximately|an estimated|close to)\s+"
)
_BEFORE: Final = re.compile(rf"{_HEDGE}[^\w\s]?$", re.IGNORECASE)
_NEAR: Final = 40
"""Letters before a number in which its hedge is looked for."""
_FIRST: Final = re.compile(_HEDGE, re.IGNORECASE)


def place(text: str, quote: Quote, field: str, *, cue: bool = False) -> Evidence:
    """The one span of a quote; `cue`: it only tells whose words they are. Raises Fault."""
    if quote.exact != quote.exact.strip():
        raise Fault(f"{field}.exact", "the quote begins or ends with a blank", "quote words, and no blanks around them")
    whole = quote.prefix + quote.exact + quote.suffix
    starts = _all(text, whole)
    if not starts:
        if whole == quote.exact or quote.exact not in text:
            raise Fault(
                f"{field}.exact",
                "these words do not stand in the text of the report",
                "copy them letter by letter, digits, quotation marks and blanks as they are, or leave the claim out",
            )
        which = "prefix" if quote.prefix + quote.exact not in text else "suffix"
        raise Fault(
            f"{field}.{which}",
            f"the words stand in the text, but not {'after this' if which == 'prefix' else 'before this'}",
            "copy what stands right beside them, or leave it empty where they stand only once",
        )
    if len(starts) > 1:
        raise Fault(
            f"{field}.exact",
            f"these words stand {len(starts)} times in the text",
            "quote more of them, or give what stands before them as prefix",
        )
    start = starts[0] + len(quote.prefix)
    end = start + len(quote.exact)
    for at, what, beside in ((start, "begins", quote.prefix), (end, "ends", quote.suffix)):
        if within_word(text, at) and not (cue and beside):
            raise Fault(f"{field}.exact", f"the quote {what} within a word or a number", "quote whole words")
    return Evidence.of(text, start, end)


def stands_whole(text: str, words: str) -> bool:
    """Whether words stand somewhere in a text, whatever their case, and cut no word and no number of it in two."""
    return any(
        not within_word(text, found.start()) and not within_word(text, found.end(1))
        for found in re.finditer(f"(?=({re.escape(words)}))", text, re.IGNORECASE)
    )


def hedges(quote: str, written: str) -> Iterator[str]:
    """The words of a bound, or of rounding, that stand right before a number in a quote: "more than" of 10,000."""
    digit = next((at for at, sign in enumerate(written) if sign.isnumeric()), None)
    for found in re.finditer(re.escape(written), quote, re.IGNORECASE):
        until = found.start() + (digit or 0)
        told = _BEFORE.search(quote[max(0, until - _NEAR) : until])
        if told is None and digit is None:
            told = _FIRST.match(written)
        if told is not None:
            yield told[1].lower()


def _all(text: str, words: str) -> list[int]:
    """Where the words begin, each time that they stand in the text."""
    found = []
    at = text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found
