"""Finding the span of quoted words: the annotator's aid.

Annotators copy words out of a text and need to know where they stand, with a digest. Copied words are often not quite
those of the text: a word processor bends the quotation marks, a web page breaks lines and uses blanks that don't break.
A span is only ever given of words that stand in the text letter by letter; where they don't, what comes nearest is
shown, and the annotator decides.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from eventlog.claims import Evidence
from eventlog.claims.fields import check_type
from eventlog.errors import InvalidValue, shown

_FOLDED: Final = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\uff07`\u00b4\u2039\u203a", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    "\u2026": "...",
}
_MOST: Final = 5


def span_of(text: str, phrase: str, occurrence: int | None = None) -> Evidence:
    """The span of words that stand in a text: code points, half-open, with the digest of the words.

    Words that occur more than once need `occurrence`, counted from 1. Raises InvalidValue where they don't occur; the
    message shows the words of the text that differ only in quotation marks, dashes, blanks, case or invisible letters.
    """
    _check(text, phrase)
    if not phrase:
        raise InvalidValue("no words were given: copy some from the text")
    found = _places(text, phrase)
    if not found:
        raise InvalidValue(f"the words do not occur in the text{_suggested(text, phrase)}")
    if occurrence is None and len(found) > 1:
        places = ", ".join(str(start) for start in found[:_MOST]) + (", ..." if len(found) > _MOST else "")
        raise InvalidValue(
            f"the words occur {len(found)} times in the text, at {places}: quote more of them, or say which, from 1 on"
        )
    number = 1 if occurrence is None else occurrence
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(found):
        raise InvalidValue(f"the words occur {len(found)} times, so there is no occurrence {shown(occurrence)}")
    start = found[number - 1]
    return Evidence.of(text, start, start + len(phrase))


def nearly(text: str, phrase: str) -> tuple[Evidence, ...]:
    """The spans of words that differ from these only in quotation marks, dashes, blanks, case or invisible letters.

    Raises InvalidValue.
    """
    _check(text, phrase)
    letters, places = _folded(text)
    wanted = _folded(phrase)[0].strip()
    if not wanted:
        return ()
    return tuple(
        Evidence.of(text, places[start], _end(text, places, start + len(wanted))) for start in _places(letters, wanted)
    )


def snippet(span: Evidence) -> str:
    """A span as a table of an annotation file: what stands in `evidence`, or what a `cue` is. Raises InvalidValue."""
    check_type(span, Evidence, "a span")
    return f'{{ start = {span.start}, end = {span.end}, digest = "{span.digest}" }}'


def _check(text: object, phrase: object) -> None:
    check_type(text, str, "what is looked through")
    check_type(phrase, str, "what is looked for")


def _places(text: str, phrase: str) -> list[int]:
    found, at = [], text.find(phrase)
    while at >= 0:
        found.append(at)
        at = text.find(phrase, at + 1)
    return found


def _folded(text: str) -> tuple[str, list[int]]:
    """The letters that matter, and for each the place in the text that it comes from."""
    letters: list[str] = []
    places: list[int] = []
    for at, one in enumerate(text):
        if one.isspace():
            if letters and letters[-1] == " ":
                continue
            plain = " "
        else:
            plain = _FOLDED.get(one, unicodedata.normalize("NFKD", one)).casefold()
        letters.extend(plain)
        places.extend([at] * len(plain))
    return "".join(letters), places


def _end(text: str, places: list[int], after: int) -> int:
    """Where the last letter ends; marks that combine with it belong to it."""
    end = places[after - 1] + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _suggested(text: str, phrase: str) -> str:
    near = nearly(text, phrase)
    if not near:
        return ": copy them from it"
    shown_words = "; ".join(f"{shown(text[one.start : one.end])} at {one.start}" for one in near[:_MOST])
    return f", but nearly: {shown_words}"
