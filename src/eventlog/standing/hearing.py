"""Hearing: the words at a cut, read, withdrawn, placed and superseded, and how their roots hang together.

Of two neighbouring cuts most words are the same. A stage looks again at those words alone whose outcome may be another
one: the words of a report that came out, the words of its sources. So each rule is told a part of the words that no
word outside it bears on, and all else is taken from the cut before. Where links make one utterance, or one source, of
several words, all of them are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import chain
from typing import Final, TypeAlias

import attrs

from eventlog.events import EntryOf, Linked
from eventlog.problems import Problem
from eventlog.standing.attribution import copies, copying, links_between, nameless, nameless_pairs, web
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import Dossier
from eventlog.standing.independence import Web
from eventlog.standing.kept import identity
from eventlog.standing.placing import place
from eventlog.standing.reading import read
from eventlog.standing.seen import Seen
from eventlog.standing.statements import NO_LOSS, Loss, Placed, Statement, Word
from eventlog.standing.supersession import layer_of, supersede
from eventlog.standing.visibility import Sight
from eventlog.standing.withdrawal import withdraw

Links: TypeAlias = list[tuple[EntryOf[Linked], Seen]]


@attrs.frozen(eq=False)
class Stages:
    """What each stage made of the words of a cut, by their ids: what the next cut takes over as far as it is the same.

    `apart`: no link makes one utterance, or one source, of several words. `words` are those before supersession.
    """

    apart: bool
    statements: Mapping[str, Statement]
    losses: Mapping[str, Loss]
    placed: Mapping[str, Placed]
    words: Mapping[str, Word]
    left: Mapping[str, Word]
    unread: frozenset[str]
    """The words of which a time can't be read: each cut that sees one tells of it."""


NOTHING: Final = Stages(apart=True, statements={}, losses={}, placed={}, words={}, left={}, unread=frozenset())


@attrs.frozen(eq=False)
class Heard:
    """The words of one reading, withdrawn and superseded, the joins between their roots, and what is circular there.

    `turns`: whether the reading of a vague date decides which words are copies, or when a report was out.
    """

    sight: Sight
    words: Mapping[str, Word]
    links: Links
    joined: Web
    circles: tuple[Problem, ...]
    turns: bool


def heard_at(dossier: Dossier, cut: Cut) -> Heard:
    """What is heard at a cut, of all time; kept for the next who asks, for another stretch of time, say."""
    found: Heard = dossier.kept.heard.get(cut, partial(_hear, dossier, cut))
    return found


def _hear(dossier: Dossier, cut: Cut) -> Heard:
    sight = Sight(dossier, cut)
    statements = read(sight)
    links = links_between(sight, statements)
    told = _staged(sight, statements, links)
    roots, circles = web(sight, told.statements, links)
    return Heard(sight, told.left, links, roots, circles, _turns(sight, told.statements, links))


def _staged(sight: Sight, read_here: Mapping[str, Statement], links: Links) -> Stages:
    """The stages from what is read to what is left of it; the outcome is kept for the next cut."""
    dossier, joined, sources = sight.dossier, copies(read_here, links, sight.cut.policy), nameless(sight)
    apart = not joined.joined and not sources.joined
    losses, rejections = withdraw(sight, read_here, joined)
    statements = {**read_here, **{one.id: one for one in rejections}}
    before: Stages = dossier.kept.stages or NOTHING
    some = _near(dossier, statements, before.statements) if apart and before.apart else statements
    placed = {**before.placed, **place(sight, some, joined, sources)}
    unread = frozenset(id for id in (*before.unread, *some) if id in statements and placed[id].problems)
    for id in unread:
        sight.note(placed[id].problems)
    lost = {id for id, _ in losses.items() ^ before.losses.items()}
    again = {id for id in (*some, *lost) if id in statements}
    made = {id: _word(dossier, statements[id], placed[id], losses.get(id, NO_LOSS)) for id in again}
    all_ = {**before.words, **made}
    words = {id: all_[id] for id in statements}
    found = Stages(apart, statements, losses, placed, words, _left(dossier, words, before), unread)
    dossier.kept.stages = found
    return found


def _near(
    dossier: Dossier, statements: Mapping[str, Statement], before: Mapping[str, Statement]
) -> Mapping[str, Statement]:
    """The statements that came, went or read differently, with those of their reports; and what outsiders rejected."""
    reports = {one.claim.report for _, one in statements.items() ^ before.items()}
    ids = (id for report in reports for id in dossier.told_in.get(report, ()))
    near = {id: statements[id] for id in ids if id in statements}
    return {**near, **{id: one for id, one in statements.items() if one.synthetic}}


def _left(dossier: Dossier, words: Mapping[str, Word], before: Stages) -> dict[str, Word]:
    """What is left of each word: that of the cut before, where no word of its layer is another one."""
    question, moved = dossier.question, [word for _, word in words.items() ^ before.words.items()]
    layers, sources = {layer_of(word, question) for word in moved}, {word.source for word in moved}
    some = [word for word in words.values() if word.placed.source in sources and layer_of(word, question) in layers]
    all_ = {**before.left, **supersede(some, question, dossier.kept)}
    return {id: all_[id] for id in words}


def _word(dossier: Dossier, one: Statement, placed: Placed, loss: Loss) -> Word:
    """A statement with its place and its losses: the same object for the same ones."""
    key = (identity(one), identity(placed), identity(loss))
    word: Word = dossier.kept.words(one.id).get(key, lambda: Word(one, placed, loss))
    return word


def _turns(sight: Sight, statements: Mapping[str, Statement], links: Links) -> bool:
    """Whether the reading of a vague date decides which words are copies, whose they are, or when a report was out."""
    joins = (seen for _, seen in copying(statements, links))
    sources = (seen for _, _, seen in nameless_pairs(sight))
    return sight.turns or any(seen.late != seen.early for seen in chain(joins, sources))
