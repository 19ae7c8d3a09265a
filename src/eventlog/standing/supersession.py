"""Supersession: what later words of a source leave of its earlier ones.

A source's words on one question are painted in the order in which they were said, the last on top; each keeps what is
left of it (see `painting`). Withdrawn words are not painted, so a retraction *reveals* what they had covered. The same
again covers nothing, and a denial covers what it denies.

Order is a pair: when it was said (a vague moment, as microseconds), then the position in the log. Copies of one
utterance, and words of one report that were said together, have one place in the order and never cover each other.

Running totals are not painted: see `totals`.

Source: rule 2 of standing@2.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from eventlog.claims import Question, QuestionKind
from eventlog.standing.cut import Policy
from eventlog.standing.extents import earliest, extents_of, latest
from eventlog.standing.kept import Kept, Recent, identity
from eventlog.standing.painting import Painting, paint, same_as_before
from eventlog.standing.placing import counts_up
from eventlog.standing.spans import Span, clip
from eventlog.standing.statements import NOTHING_LEFT, Remainder, Word
from eventlog.standing.totals import count_up, takes_back, taking_back


def supersede(words: Iterable[Word], question: Question, kept: Kept) -> dict[str, Word]:
    """Each word with what is left of it, under both readings, and how surely; of a source that says what it said, as
    before.
    """
    found: dict[str, Word] = {}
    layers: dict[Hashable, list[Word]] = {}
    for word in words:
        found[word.id] = word
        layers.setdefault(layer_of(word, question), []).append(word)
    for key, layer in layers.items():
        if counts_up(question, layer[0].claim):
            found.update(_counted(kept.painted(key), layer, question))
        elif len(layer) == 1:
            found[layer[0].id] = _alone(layer[0], kept)
        else:
            found.update(paint(kept.painted(key), layer))
    return found


def layer_of(word: Word, question: Question) -> Hashable:
    """What the words of a source share that may replace each other; a word that does neither is alone."""
    if counts_up(question, word.claim):
        return (word.source,)
    if not word.paints or not question.single or question.kind is QuestionKind.UTTERANCE:
        return (word.source, word.id, word)
    return (word.source, word.placed.window_key)


def _alone(word: Word, kept: Kept) -> Word:
    """A word that no other covers."""
    done: Word = kept.alone(word.id).get(identity(word), lambda: (word, _untouched(word)))[1]
    return done


def _counted(recent: Recent, counts: list[Word], question: Question) -> Mapping[str, Word]:
    """Running totals of one source."""

    def count() -> Painting:
        held: tuple[Painting, ...] = recent.values()
        taken = taking_back(counts, held[-1].taken if held else None)
        left = count_up(question, counts, taken)
        done = {word.id: Word(word.statement, word.placed, word.loss, left[word.id]) for word in counts}
        return Painting(counts, same_as_before(held, done), {}, taken)

    made: Painting = recent.get(tuple(map(identity, counts)), count)
    return made.left


def clipped(word: Word, within: Span) -> Remainder:
    """What is left of a word in a stretch of valid time; order and extents are those of all time."""
    whole = word.remainder
    begin, end = whole.reach
    if end <= within[0] or within[1] <= begin:
        return NOTHING_LEFT
    if within[0] <= begin and end <= within[1] and (whole.core or not whole.certain):
        return whole
    left = {policy: _parts(spans, within) for policy, spans in whole.left.items()}
    core, perhaps = _parts(whole.core, within), _parts(whole.hull, within)
    if not core and not perhaps and not any(left.values()):
        return NOTHING_LEFT
    certain = word.alive.certain and bool(core) and all(left.values())
    return Remainder(
        left=left,
        core=core,
        hull=perhaps,
        sure=core if certain else [],
        certain=certain,
        possible=bool(perhaps),
        until=whole.until,
    )


def _parts(spans: Iterable[Span], within: Span) -> list[Span]:
    """What of some spans lies within another one."""
    first, last = within
    return [(begin, end) for one in spans if (begin := max(one[0], first)) < (end := min(one[1], last))]


def replacing(
    word: Word, words: Iterable[Word], question: Question, policy: Policy, within: Span | None = None
) -> list[Word]:
    """The later words of its source that cover some of a word under one reading, in order of position."""
    if not word.paints or not question.single or question.kind is QuestionKind.UTTERANCE:
        return []
    if counts_up(question, word.claim):
        counts = [one for one in words if one.source == word.source and counts_up(question, one.claim)]
        return [one for one in counts if one.alive.under(policy) and takes_back(one, word)]
    found = []
    layer = [
        other
        for other in words
        if other.source == word.source
        and other.paints
        and other.placed.window_key == word.placed.window_key
        and (other is word or other.alive.under(policy))
    ]
    extents = extents_of(layer)
    outer = clip(extents[word.id][0], within) if word.id in extents else None
    for other in layer:
        inner = extents[other.id][1]
        if other is word or other.placed.group == word.placed.group or not word.own.replaceable_by(other.own):
            continue
        if outer is None or inner is None or not (inner[0] < outer[1] and outer[0] < inner[1]):
            continue
        if certainly_later(other, word):
            found.append(other)
    return sorted(found, key=lambda one: one.position)


def certainly_later(later: Word, earlier: Word) -> bool:
    """Whether a word was certainly said after another; equal exact instants go by position."""
    if later.placed.order.begin_uncertain or earlier.placed.order.begin_uncertain:
        return False
    return earliest(later) > latest(earlier)


def _untouched(word: Word) -> Word:
    outer, inner = extents_of([word])[word.id]
    core = [] if inner is None else [inner]
    rest = Remainder(
        left={policy: [outer] for policy in Policy},
        core=core,
        hull=[outer] if word.alive.possible else [],
        sure=core if word.alive.certain else [],
        certain=word.alive.certain,
        possible=word.alive.possible,
    )
    return Word(word.statement, word.placed, word.loss, rest)
