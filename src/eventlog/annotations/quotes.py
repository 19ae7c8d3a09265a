"""Words in place of places: `quote` and `cue` name what stands in the text, and the reader finds where.

Words are only ever found letter by letter, and only where they can mean one place: they occur once in the text, or
once after the `prefix` that is given with them; a cue may also occur once within the words that its claim rests on.
Of a long passage the first and the last words do: "The board said [...] is shut" reaches from the one place of the
first words to the one place of the last words after them.
What can't be told from the words is refused, with what comes nearest: a digit that differs is another statement. The
text itself is needed for that, and no word of it is kept: what comes out is a span and its digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from eventlog.annotations.source import Table
from eventlog.annotations.spans import span_of
from eventlog.claims import Evidence
from eventlog.claims.evidence import check_whole
from eventlog.errors import InvalidValue, shown

__all__ = ["cue", "quoted", "quotes"]

_LEFT_OUT: Final = re.compile(r"\s*\[(?:\.\.\.|\N{HORIZONTAL ELLIPSIS})\]\s*")


def quoted(table: Table, text: str | None, *, whole: bool = True) -> Evidence:
    """The span of a table that has `quote`, and maybe `prefix`: words that stand just before it.

    `whole`: words of which none is cut in two. A page may have run two together; a cue, which only tells whose words
    they are, may begin or end there.
    """
    words = table.text("quote", required=True)
    for key in ("start", "end", "digest"):
        if key in table.data:
            raise table.fault("a quote takes the place of start, end and digest: leave one of the two out", key)
    return _found(table, text, words, table.text("prefix"), ("quote",), whole=whole)


def quotes(table: Table, text: str | None) -> tuple[Evidence, ...]:
    """The spans of the words under `quote`: one text, or several."""
    given = table.data.get("quote")
    if isinstance(given, str):
        return (_found(table, text, table.text("quote", required=True), "", ("quote",)),)
    told = enumerate(table.texts("quote", str))
    return tuple(_found(table, text, words, "", ("quote", at)) for at, words in told)


def cue(table: Table, text: str | None, evidence: Iterable[Evidence]) -> Evidence:
    """The span of a cue that is written as its words."""
    words = table.text("cue", required=True)
    held = _at_hand(table, text, "cue")
    if held.count(words) > 1:
        inside = [(one, held[one.start : one.end].find(words)) for one in evidence]
        places = {one.start + at for one, at in inside if at >= 0 and held[one.start : one.end].count(words) == 1}
        if len(places) == 1 and not any(held[one.start : one.end].count(words) > 1 for one, _ in inside):
            [start] = places
            return Evidence.of(held, start, start + len(words))
    return _found(table, text, words, "", ("cue",), whole=False)


def _found(
    table: Table, text: str | None, words: str, prefix: str, where: tuple[str | int, ...], *, whole: bool = True
) -> Evidence:
    held = _at_hand(table, text, *where)
    if not words:
        raise table.fault("no words were given: copy some from the text", *where)
    parts = [words] if words in held else _LEFT_OUT.split(words)
    if len(parts) > 2 or not all(parts):
        raise table.fault("[...] stands once, between the first words and the last: quote them so", *where)
    try:
        found = span_of(held, prefix + parts[0])
    except InvalidValue as error:
        told = str(error).replace("or say which, from 1 on", "or give the words before it as prefix")
        raise table.fault(told, *where) from None
    end = found.end
    if len(parts) > 1:
        last = held.find(parts[1], found.end)
        if last < 0:
            raise table.fault(f"{shown(parts[1])} does not stand after {shown(parts[0])}: copy both", *where)
        if held.find(parts[1], last + 1) >= 0:
            told = f"{shown(parts[1])} stands more than once after {shown(parts[0])}"
            raise table.fault(f"{told}: quote more of the last words, until they stand there once", *where)
        end = last + len(parts[1])
        _whole(table, held, (end - len(parts[1]), found.end), where)
    if whole:
        _whole(table, held, (found.start + len(prefix), end), where)
    return Evidence.of(held, found.start + len(prefix), end)


def _whole(table: Table, held: str, ends: tuple[int, int], where: tuple[str | int, ...]) -> None:
    """Refuse words of which one is cut in two."""
    try:
        check_whole(held, *ends)
    except InvalidValue as error:
        raise table.fault(str(error), *where) from None


def _at_hand(table: Table, text: str | None, *where: str | int) -> str:
    if text is None:
        report = table.source.data.get("report")
        told = "and no text that is at hand has its digest: give the folder of it as texts, its bytes as they were"
        if isinstance(report, dict) and "digest" not in report:
            told = "which is known by its digest: write it under [report], as draft does"
        raise table.fault(f"words are found in the text of their report, {told}", *where)
    return text
