"""Marks of annotation tools, whichever tool made them: a label on places, and how it becomes a claim.

`labels` says what each label means: the fields of a claim, or None for one that is left out knowingly; one that it does
not name is refused. A browser counts UTF-16 code units, in which an emoji is two; others count code points, in which it
is one. So where a mark repeats its words, they decide, and a span that says something else than its mark is refused.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from typing import Any, Final

import attrs

from eventlog.claims import Evidence, Fragment, check_digest, digest_of
from eventlog.claims.evidence import check_whole
from eventlog.claims.fields import by_name, check_type
from eventlog.errors import InvalidImport, InvalidValue, PlacedByWords, Unlabelled, shown
from eventlog.events import ClaimRecorded, Event
from eventlog.reports import Report

Source = str | os.PathLike[str] | bytes
Labels = Mapping[str, Mapping[str, Any] | None]

CODE_POINTS: Final = "code points"
UTF_16: Final = "utf-16"
_FIELDS: Final = frozenset({"question", "value", "stance", "factuality", "kind", "by", "during", "said", "condition"})


@attrs.frozen
class Marked:
    """A span as a tool gives it: where, in whichever units it counts; its words, or their digest, where it has them."""

    start: Any
    end: Any
    exact: str | None = None
    digest: str | None = None
    around: tuple[str, str] = ("", "")
    """What stands right before and after the words, where they are all that tells the place."""
    on_a_page: bool = False
    """Whether the numbers count the letters of a page as a browser showed it, which a text of it may lack or have more
    of; then the words tell the place where the numbers don't."""

    @property
    def is_bare(self) -> bool:
        """Whether nothing but the numbers tells the place."""
        return self.exact is None and self.digest is None

    def fits(self, words: str) -> bool:
        """Whether these may be the words that were marked."""
        return (self.exact is None or words == self.exact) and (self.digest is None or digest_of(words) == self.digest)


@attrs.frozen
class Mark:
    """A label on places; None where the tool gave none."""

    label: str | None
    spans: tuple[Marked, ...] = ()
    fragments: tuple[Fragment, ...] = ()
    comment: str = ""


def reading(file: str, make: Any) -> Any:
    """What `make` reads; what is not the format is refused by an InvalidImport."""
    try:
        return make()
    except InvalidImport:
        raise
    except InvalidValue as error:
        raise InvalidImport(file, None, "", str(error)) from None
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise InvalidImport(file, None, "", f"this is not the format: {type(error).__name__}, {error}") from None


def known_artefacts(report: Report, artefacts: Mapping[str, str] | None) -> dict[str, str]:
    """The digests of files by their addresses: those that are given, and the page that the report was read from."""
    check_type(report, Report, "what was marked")
    own = {report.url: report.page_digest} if report.url and report.page_digest else {}
    given = {} if artefacts is None else artefacts
    return {**own, **{name: check_digest(one) for name, one in by_name(given, "artefacts").items()}}


def claims_of(
    file: str, report: Report, labels: Labels, marks: list[Mark], tool: str, units: str | None, usual: str | None
) -> tuple[Event, ...]:
    """The claims that marks of a report mean. `usual` is how the tool counts where nothing else tells."""
    check_type(report, Report, "what was marked")
    text = report.text
    if text is None and any(one.spans for one in marks):
        raise InvalidValue(f"the text of {report.title or report.id!r} is not held: give it, so that spans can be read")
    if units not in (None, CODE_POINTS, UTF_16):
        raise InvalidValue(f"offsets are counted in {CODE_POINTS!r} or in {UTF_16!r}, not in {shown(units)}")
    for label, fields in by_name(labels, "the meanings of labels").items():
        if fields is not None:
            by_name(fields, f"the fields of the label {shown(label)}")
        if fields is not None and (unknown := sorted(set(fields) - _FIELDS) or "question" not in fields):
            what = f"no field {unknown[0]}" if isinstance(unknown, list) else "a question"
            raise InvalidValue(f"the meaning of the label {shown(label)} has {what}: {', '.join(sorted(_FIELDS))}")
    events: list[Event] = []
    shifted: list[int] = []
    bare: list[int] = []
    for number, mark in enumerate(marks, start=1):
        if mark.label is None:
            bare.append(number)
            continue
        if not isinstance(mark.label, str) or mark.label not in labels:
            raise InvalidImport(file, None, f"mark {number}", f"labels does not say what {shown(mark.label)} means")
        fields = labels[mark.label]
        if fields is None:
            continue
        try:
            spans = [_placed(text or "", one, units, usual) for one in mark.spans]
            both = list(zip(mark.spans, spans, strict=True))
            for one, found in both:
                if one.digest is None:  # a span of ours is as it was given
                    check_whole(text or "", found.start, found.end)
            if any(one.on_a_page and one.start not in _starts(text or "", found) for one, found in both):
                shifted.append(number)
            told = {"paraphrase": mark.comment, "extractor": tool} | {
                k: v for k, v in fields.items() if k != "question"
            }
            claim = report.claim(fields["question"], evidence=spans, fragments=mark.fragments, **told)
            events.append(ClaimRecorded(claim=claim))
        except InvalidValue as error:
            raise InvalidImport(file, None, f"mark {number}", str(error)) from None
    if shifted:
        warnings.warn(PlacedByWords(tuple(shifted)), stacklevel=3)
    if bare:
        warnings.warn(Unlabelled(tuple(bare)), stacklevel=3)
    return tuple(events)


def _placed(text: str, span: Marked, units: str | None, usual: str | None) -> Evidence:
    """The span in code points. The words of the mark decide how it counts, else what the caller or the tool says."""
    start, end = span.start, span.end
    if start is None and span.exact:
        return _quoted(text, span.exact, span.around)
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise InvalidValue(f"a span from {shown(start)} to {shown(end)} is none")
    ways = {CODE_POINTS: (start, end), UTF_16: (_from_utf_16(text, start), _from_utf_16(text, end))}
    sound = {way: places for way, places in ways.items() if None not in places and places[1] <= len(text)}  # type: ignore[operator]
    fits = {way: places for way, places in sound.items() if span.fits(text[slice(*places)])}
    counted = units or (usual if span.is_bare else None)  # of bare numbers no other way is tried: it would be a guess
    if counted is not None:
        fits = {way: places for way, places in fits.items() if way == counted}
    if not fits and span.on_a_page and span.exact and (by_words := _by_words(text, span)) is not None:
        return by_words
    if not fits:
        raise InvalidValue(f"the span from {start} to {end} does not say what its mark says: is it of this very text?")
    places = set(fits.values())
    if len(places) > 1 and usual is None:
        raise InvalidValue(f"the span from {start} to {end} is another one in UTF-16 than in code points: give units")
    first, last = places.pop() if len(places) == 1 else fits[usual or CODE_POINTS]
    assert first is not None
    assert last is not None
    return Evidence.of(text, first, last)


def _by_words(text: str, span: Marked) -> Evidence | None:
    """The span of words that stand in one place; None where they don't, or are none of the mark's."""
    try:
        found = _quoted(text, str(span.exact), span.around)
    except InvalidValue:
        return None
    return found if span.fits(text[found.start : found.end]) else None


def _starts(text: str, found: Evidence) -> tuple[int, int]:
    """Where a span begins, in code points and in UTF-16 code units."""
    return found.start, len(text[: found.start].encode("utf-16-le")) // 2


def _quoted(text: str, exact: str, around: tuple[str, str]) -> Evidence:
    """The span of words; of those that stand there more than once, the one between these words, if there is one."""
    before, after = around
    if not isinstance(exact, str) or not isinstance(before, str) or not isinstance(after, str):
        raise InvalidValue("a quote and what stands around it are text")
    found: list[tuple[int, int]] = []
    at = text.find(exact)
    while at >= 0 and len(found) <= _MOST_PLACES:
        found.append((at, at + len(exact)))
        at = text.find(exact, at + 1)
    if len(found) < 2:
        return Report(publisher="doc:text", text=text).find(exact)
    between = [one for one in found if text.endswith(before, 0, one[0]) and text.startswith(after, one[1])]
    if len(between) != 1 or len(found) > _MOST_PLACES:
        many = f"more than {_MOST_PLACES}" if len(found) > _MOST_PLACES else str(len(found))
        raise InvalidValue(f"{shown(exact)} stands in the text {many} times, and what is around it does not tell")
    return Evidence.of(text, *between[0])


_MOST_PLACES: Final = 1_000
"""Of words that stand in a text more often no place is looked for."""


def _from_utf_16(text: str, offset: int) -> int | None:
    """The code point at which this number of UTF-16 code units has gone by; None inside of one, or behind the text."""
    raw = text.encode("utf-16-le")
    try:
        return len(raw[: 2 * offset].decode("utf-16-le")) if 2 * offset <= len(raw) else None
    except UnicodeDecodeError:
        return None
