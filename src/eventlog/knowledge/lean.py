"""Lean judging: the word for a question, from columns, without making an object of any claim.

The same rules as `judging`, for the questions that are not odd (see `columns`): truths, no withdrawals, and no joins
but our own links. There a status follows from whose words are left, for and against, and at which valid time. That
this says exactly what the fold says is a law of the tests. `bulk` does the same for all questions at once, with numpy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import TypeAlias

import attrs

from eventlog import times
from eventlog.knowledge.columns import AGAINST, FIRM, FOR, MUTE, NORM, PAINTS, Columns, Withdrawal
from eventlog.knowledge.cut import Cut
from eventlog.knowledge.reading import earlier, until_further_notice
from eventlog.knowledge.remarks import Defined, Pair
from eventlog.knowledge.spans import BEGIN, END, Layers, Span, hull
from eventlog.knowledge.status import Status
from eventlog.knowledge.when import reading_of
from eventlog.knowledge.words import Placed, extents_of, swept
from eventlog.provenance import UnionFind

Outline: TypeAlias = tuple[Status | None, bool]
"""The word for a question (None: ask the fold), and whether there is anything to say of it at all."""

_ALL_TIME: Span = (BEGIN, END)


@attrs.frozen(eq=False)
class View:
    """Columns at a cut. `turned` are the rows that have other times there than at first, with the number of these."""

    columns: Columns
    cut: Cut
    turned: Mapping[int, int]

    @classmethod
    def of(cls, columns: Columns, cut: Cut) -> View:
        """Look at columns from a cut."""
        return cls(columns, cut, dict(one for turn in columns.turns.values() if turn.turned(cut) for one in turn.rows))

    def when(self, row: int) -> int:
        """The number of a row's times."""
        return self.turned.get(row, self.columns.when[row])

    def pairs(self, question: int) -> list[Pair]:
        """The joins between rows of a question that had been recorded."""
        return [pair for pair in self.columns.pairs.get(question, ()) if pair.position <= self.cut.position]


@attrs.define(eq=False)
class _Row:
    """One claim as a word: enough to paint it."""

    id: int
    position: int
    window: times.Bounds | None


@attrs.frozen(eq=False)
class Copies:
    """Which rows are copies of one utterance, and the place in the order that each of them has through the others."""

    joined: UnionFind[int]
    orders: Mapping[int, int]

    @classmethod
    def of(cls, view: View, pairs: Iterable[Pair]) -> Copies:
        """Join the rows of these pairs, which must all be seen; those that are only of one root are left apart."""
        joined: UnionFind[int] = UnionFind()
        rows: set[int] = set()
        for pair in pairs:
            if pair.copies:
                joined.union(pair.one, pair.other)
                rows |= {pair.one, pair.other}
        whens = view.columns.whens
        orders: dict[int, int] = {}
        for members in joined.groups(sorted(rows)).values():
            numbers = [view.when(row) for row in members]
            said = dict.fromkeys(whens.all[number].order for number in numbers if whens.all[number].dated)
            told = map(whens.orders.__getitem__, said) if said else (whens.outs[number] for number in numbers)
            order = next(iter(said)) if len(said) == 1 else whens.order_of(reduce(earlier, told))
            orders |= dict.fromkeys(members, order)
        return cls(joined, orders)


NO_COPIES = Copies(UnionFind(), {})


def judge(view: View, question: int) -> Outline:
    """The word for a question that is not odd, at a cut."""
    columns, cut = view.columns, view.cut
    defined, policy = columns.defined(question, cut.position), reading_of(cut.policy)
    whens, mute = columns.whens.all, MUTE if defined.norm else MUTE | NORM
    heard = says = False
    layers: dict[int, list[int]] = {}
    pairs = view.pairs(question)
    withdrawals = [one for one in columns.withdrawals.get(question, ()) if one.position <= cut.position]
    seen_rows: set[int] = set()
    for row in columns.rows(question):
        code = columns.code[row]
        if columns.position[row] > cut.position or columns.report[row] > cut.position:
            continue
        seen = whens[view.when(row)].seen(cut)
        if seen & policy:
            seen_rows.add(row)
        if not seen or code & mute:
            continue
        says = True
        if seen & policy and code & PAINTS:
            heard = heard or bool(code & (FOR | AGAINST))
            layers.setdefault(columns.source[row], []).append(row)
    if not heard:
        return None if withdrawals else Status.UNREPORTED, says
    joined = [pair for pair in pairs if pair.one in seen_rows and pair.other in seen_rows]
    copies = Copies.of(view, joined) if joined else NO_COPIES
    gone = _withdrawn(view, withdrawals, seen_rows, copies)
    living = {source: [row for row in rows if row not in gone] for source, rows in layers.items()} if gone else layers
    status = _status(view, living, defined, joined, copies)
    return None if gone and status is Status.SUPERSEDED else status, says


def _withdrawn(view: View, withdrawals: Iterable[Withdrawal], seen: set[int], copies: Copies) -> set[int]:
    """The rows that are taken back, of those that are seen."""
    gone: set[int] = set()
    for one in withdrawals:
        if one.out(view.cut) and one.row in seen and (one.instead is None or one.instead in seen):
            gone.add(one.row)
            if one.copies and one.row in copies.orders:
                utterance = copies.joined.find(one.row)
                gone |= {row for row in copies.orders if copies.joined.find(row) == utterance}
    return gone


def _status(
    view: View, layers: dict[int, list[int]], defined: Defined, pairs: Sequence[Pair], copies: Copies
) -> Status:
    """The word, from the painting rows that are seen and stand, by source, and the pairs of rows that are seen."""
    columns = view.columns
    owners: UnionFind[int] = UnionFind()
    for pair in pairs:
        owners.union(columns.source[pair.one], columns.source[pair.other])
    supported = denied = False
    voices: list[tuple[str, list[Span]]] = []
    counter: list[tuple[str, list[Span]]] = []
    for source, rows in layers.items():
        owner, nameless = str(owners.find(source)), columns.sources[source].startswith("anon:")
        for row, left in painted(view, rows, defined, copies):
            code = columns.code[row]
            if not left or not code & (FOR | AGAINST):
                continue
            supported, denied = supported or bool(code & FOR), denied or bool(code & AGAINST)
            if code & FIRM and not nameless:
                (voices if code & FOR else counter).append((owner, left))
    if not supported and not denied:
        return Status.SUPERSEDED
    laid = Layers()
    for owner, left in voices:
        laid.add(owner, left)
    if _meets(laid, counter):
        return Status.DISPUTED
    if counter and not voices:
        return Status.DENIED
    if _meets(laid, voices):
        return Status.CORROBORATED
    return Status.ALLEGED if voices else Status.RUMOURED


def _meets(laid: Layers, words: Iterable[tuple[str, list[Span]]]) -> bool:
    """Whether one of these words holds at a moment at which another owner's does."""
    return any(laid.touches_other(owner, span) for owner, left in words for span in left)


def painted(
    view: View, rows: Sequence[int], defined: Defined, copies: Copies = NO_COPIES
) -> Iterable[tuple[int, list[Span]]]:
    """What is left of each word of one source, the later ones painted over the earlier."""
    columns, whens = view.columns, view.columns.whens
    words: list[_Row] = []
    beside: dict[tuple[int, int], int] = {}
    places: UnionFind[int] = UnionFind()
    orders: dict[int, int] = {}
    for row in rows:
        number = view.when(row)
        order = copies.orders.get(row)
        window = whens.windows[number] if defined.state else None
        if order is None:
            name, order = row, whens.all[number].order
        else:
            name = copies.joined.find(row)
            if window is not None and not whens.all[number].bounded:
                window = until_further_notice(whens.orders[order])
        words.append(_Row(row, columns.position[row], window))
        orders[row] = order
        places.union(beside.setdefault((columns.report[row], order), name), name)
    for row, order in copies.orders.items():
        if rows and columns.source[row] == columns.source[rows[0]]:  # a copy that does not paint stands there too
            name = copies.joined.find(row)
            places.union(beside.setdefault((columns.report[row], order), name), name)
    if len(words) == 1:
        window = words[0].window
        return [(rows[0], [_ALL_TIME if window is None else hull(window)])]
    classes: dict[int, list[_Row]] = {}
    for word in words:
        name = copies.joined.find(word.id) if word.id in copies.orders else word.id
        classes.setdefault(places.find(name), []).append(word)
    extents = extents_of(words, None)
    if len(classes) == 1:
        return [(row, [outer]) for row, (outer, _) in extents.items() if outer is not None]
    placed = [_placed(members, [whens.orders[orders[word.id]] for word in members]) for members in classes.values()]
    return [(word.id, covered.left_of(outer)) for word, outer, covered in swept(placed, extents, extents)]


def _placed(words: Sequence[_Row], orders: Sequence[times.Bounds]) -> Placed:
    """Words with one place in the order."""
    first = min(word.position for word in words)
    early = min(BEGIN if order.begin_earliest is None else order.begin_earliest for order in orders)
    late = min(END if order.begin_latest is None else order.begin_latest for order in orders)
    return Placed(tuple(words), (early, first), (late, first), any(order.begin_uncertain for order in orders))
