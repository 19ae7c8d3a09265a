"""Lean judging: the word for a question, from columns, without making an object of any claim.

The same rules as `judging`, for the questions that are not odd (see `columns`): truths, each root its own component, no
withdrawals. There a status follows from whose words are left, for and against, and at which valid time. That this says
exactly what the fold says is a law of the tests. `bulk` does the same for all questions at once, with numpy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import attrs

from eventlog import times
from eventlog.knowledge.columns import AGAINST, FIRM, FOR, MUTE, NORM, PAINTS, Columns, Defined
from eventlog.knowledge.cut import Cut
from eventlog.knowledge.spans import BEGIN, END, Layers, Span
from eventlog.knowledge.status import Status
from eventlog.knowledge.when import reading_of
from eventlog.knowledge.words import Placed, extents_of, swept

Outline: TypeAlias = tuple[Status, bool]
"""The word for a question, and whether there is anything to say of it at all."""

_ALL_TIME: Span = (BEGIN, END)


@attrs.define(eq=False)
class _Row:
    """One claim as a word: enough to paint it."""

    id: int
    position: int
    window: times.Bounds | None


def judge(columns: Columns, question: int, cut: Cut) -> Outline:
    """The word for a question that is not odd, at a cut."""
    defined, policy = columns.defined(question, cut.position), reading_of(cut.policy)
    whens, mute = columns.whens.all, MUTE if defined.norm else MUTE | NORM
    heard = says = False
    layers: dict[int, list[int]] = {}
    for row in columns.rows(question):
        code = columns.code[row]
        if code & mute or columns.position[row] > cut.position or columns.report[row] > cut.position:
            continue
        seen = whens[columns.when[row]].seen(cut)
        if not seen:
            continue
        says = True
        if seen & policy and code & PAINTS:
            heard = heard or bool(code & (FOR | AGAINST))
            layers.setdefault(columns.source[row], []).append(row)
    if not heard:
        return Status.UNREPORTED, says
    return _status(columns, layers, defined), says


def _status(columns: Columns, layers: dict[int, list[int]], defined: Defined) -> Status:
    """The word, from the painting rows that are seen, by source."""
    supported = denied = False
    voices: list[tuple[str, list[Span]]] = []
    counter: list[tuple[str, list[Span]]] = []
    for source, rows in layers.items():
        name = columns.sources[source]
        for row, left in painted(columns, rows, defined):
            code = columns.code[row]
            if not left or not code & (FOR | AGAINST):
                continue
            supported, denied = supported or bool(code & FOR), denied or bool(code & AGAINST)
            if code & FIRM and not name.startswith("anon:"):
                (voices if code & FOR else counter).append((name, left))
    if not supported and not denied:
        return Status.SUPERSEDED
    laid = Layers()
    for name, left in voices:
        laid.add(name, left)
    if _meets(laid, counter):
        return Status.DISPUTED
    if counter and not voices:
        return Status.DENIED
    if _meets(laid, voices):
        return Status.CORROBORATED
    return Status.ALLEGED if voices else Status.RUMOURED


def _meets(laid: Layers, words: Iterable[tuple[str, list[Span]]]) -> bool:
    """Whether one of these words holds at a moment at which another's does."""
    return any(laid.touches_other(name, span) for name, left in words for span in left)


def painted(columns: Columns, rows: list[int], defined: Defined) -> Iterable[tuple[int, list[Span]]]:
    """What is left of each word of one source, the later ones painted over the earlier."""
    whens, windows = columns.whens.all, columns.whens.windows
    if len(rows) == 1:
        when = whens[columns.when[rows[0]]]
        return [(rows[0], [(when.begin, when.end) if defined.state else _ALL_TIME])]
    words: list[_Row] = []
    places: dict[tuple[int, int], list[_Row]] = {}
    for row in rows:
        number = columns.when[row]
        words.append(_Row(row, columns.position[row], windows[number] if defined.state else None))
        places.setdefault((columns.report[row], whens[number].order), []).append(words[-1])
    classes = []
    for members in places.values():
        first, when = min(word.position for word in members), whens[columns.when[members[0].id]]
        early, late = (when.order_early, first), (when.order_late, first)
        classes.append(Placed(tuple(members), early, late, when.uncertain))
    extents = extents_of(words, None)
    return [(word.id, covered.left_of(outer)) for word, outer, covered in swept(classes, extents, extents)]
