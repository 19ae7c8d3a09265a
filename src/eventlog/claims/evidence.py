"""Where in a text something stands: the selectors of the W3C Web Annotation model, and a digest.

A position (start, end) and the digest of the exact span are always kept; the words themselves only where the text may
be kept. With the text at hand the digest proves that the span still says what it said when it was annotated.

Source: W3C Web Annotation Data Model, 4.2.4 Text Quote Selector and 4.2.5 Text Position Selector.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import attrs

from eventlog.claims.fields import LARGEST, check_type
from eventlog.claims.identity import check_digest, check_text, digest_of, sound_digests
from eventlog.errors import InvalidValue, shown

_THOUSANDS: Final = r"(?<!\d)\d{1,3}(?:[ \u00a0\u2007\u2009\u202f'\u2019]\d{3})+(?!\d)"
_NUMBER: Final = re.compile(
    rf"(?:(?<![\w)])[-\u2010-\u2013\u2212+\u00b1~\u2248<>\u2264\u2265])?"  # a sign: "-5", ">100"
    rf"(?:{_THOUSANDS}|\d+)(?:[.,:/\u2044\u066b\u066c\u2010-\u2014\u2212-](?:{_THOUSANDS}|\d+))*"  # "2.5", "7-9"
)
_NEAR: Final = 64  # signs to either side in which a number is looked for: none is as long


@attrs.frozen(kw_only=True)
class TextQuote:
    """The words of a span, with a little of what stands before and after it."""

    exact: str
    prefix: str = ""
    suffix: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse text that no store can hold."""
        check_text(self.exact, "a quote", required=True)
        check_text(self.prefix, "a quote's prefix")
        check_text(self.suffix, "a quote's suffix")


@attrs.frozen(kw_only=True)
class Evidence:
    """A span of a report's text: code points `start` (inclusive) to `end` (exclusive), and its digest."""

    start: int
    end: int
    digest: str
    quote: TextQuote | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a span that is empty or lies before the text, a malformed digest, a quote that does not fit."""
        start, end = self.start, self.end
        if type(start) is not int or type(end) is not int:
            _check_numbers(start=start, end=end)
        if not 0 <= start < end <= LARGEST:
            which = f"a span from {shown(start)} to {shown(end)}"
            msg = f"{which} is empty or before the text: start is inclusive, end exclusive"
            raise InvalidValue(msg)
        digest = self.digest
        if type(digest) is not str or digest not in sound_digests:
            check_digest(digest)
        if self.quote is None:
            return
        check_type(self.quote, TextQuote, "the quote of a span")
        if len(self.quote.exact) != self.end - self.start:
            msg = (
                f"the quote has {len(self.quote.exact)} code points but the span from {self.start} to {self.end} has "
                f"{self.end - self.start}"
            )
            raise InvalidValue(msg)
        if digest_of(self.quote.exact) != self.digest:
            msg = f"the digest of the span from {self.start} to {self.end} does not fit the words quoted"
            raise InvalidValue(msg)

    @classmethod
    def of(cls, text: str, start: int, end: int, *, keep: bool = False) -> Evidence:
        """Point at `text[start:end]`: code points, from 0, end exclusive; with `keep` the words are kept too.

        Raises InvalidValue, also for a span that is empty or reaches beyond the text.
        """
        check_type(text, str, "the text of a span")
        check_type(keep, bool, "whether the words of a span are kept")
        _check_numbers(start=start, end=end)
        if not 0 <= start < end <= len(text):
            msg = f"a span from {shown(start)} to {shown(end)} is empty, or outside its text of {len(text)} code points"
            raise InvalidValue(msg)
        exact = text[start:end]
        quote = (
            TextQuote(exact=exact, prefix=text[max(0, start - 20) : start], suffix=text[end : end + 20])
            if keep
            else None
        )
        return cls(start=start, end=end, digest=digest_of(exact), quote=quote)

    @property
    def position(self) -> tuple[int, int, str]:
        """What is part of a claim's id: the span and its digest, not the words, which may or may not be held."""
        return (self.start, self.end, self.digest)

    def fits(self, text: str) -> bool:
        """Whether the text says at this place what it said when it was annotated. Raises InvalidValue for no text."""
        check_type(text, str, "the text of a span")
        return self.end <= len(text) and digest_of(text[self.start : self.end]) == self.digest


def _check_numbers(**given: object) -> None:
    for name, value in given.items():
        if not isinstance(value, int) or isinstance(value, bool):
            msg = f"a span's {name} must be a whole number of code points, not {shown(value)}"
            raise InvalidValue(msg)


def span(value: Evidence | tuple[int, int, str] | dict[str, object]) -> Evidence:
    """Read a span from itself or from a plain table (`start`, `end`, `digest`)."""
    if isinstance(value, Evidence):
        return value
    if isinstance(value, tuple) and len(value) == 3:
        return Evidence(start=value[0], end=value[1], digest=value[2])
    if isinstance(value, dict):
        try:
            return Evidence(**value)  # type: ignore[arg-type]
        except TypeError:
            msg = f"a span has start, end and digest, not {', '.join(sorted(map(str, value)))}"
            raise InvalidValue(msg) from None
    msg = f"{shown(value)} is not a span: pass Evidence(start=..., end=..., digest=...)"
    raise InvalidValue(msg)


def within_word(text: str, at: int) -> bool:
    """Whether a place lies within a word of letters with case, within a number, or before a mark of its letter."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.category(after).startswith("M") or (before.isnumeric() and after.isnumeric()):
        return True
    glued = before.islower() and after.isupper()  # two words that a page ran together
    return (_cased(before) and _cased(after) and not glued) or _within_number(text, at)


def check_whole(text: str, start: int, end: int, of: str = "") -> None:
    """Refuse words of which one is cut in two: "2,000" is no part of "12,000". `of` is whose text it is, as it is told.
    Raises InvalidValue.
    """
    for at, what in ((start, "begin"), (end, "end")):
        if within_word(text, at):
            raise InvalidValue(f"the words {what} within a word or a number: quote whole words{of and f' of {of}'}")


def _within_number(text: str, at: int) -> bool:
    """Whether a place parts a number from its sign, its thousands, its other half or its "bn"."""
    if text[at - 1].isnumeric() and _cased(text[at]):
        return not (text[at].isupper() and text[at + 1 : at + 2].islower())  # the next word, run into it
    first = max(0, at - _NEAR)
    return any(one.start() < at - first < one.end() for one in _NUMBER.finditer(text[first : at + _NEAR]))


def _cased(sign: str) -> bool:
    return sign.isalpha() and sign.lower() != sign.upper()
