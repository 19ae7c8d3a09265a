"""Reading: the claims of a dossier as words of their sources, each with its place in the order and its valid time.

Order is `said`, else `published`; copies of one utterance take its earliest `said`, so that re-quoting June in October
does not beat September. Without `during` a state holds from when it was said, until further notice.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from eventlog import times
from eventlog.claims import Claim, Question, QuestionKind
from eventlog.knowledge.roots import is_actor, root_of, source_of
from eventlog.knowledge.sight import Sight
from eventlog.knowledge.spans import Span
from eventlog.knowledge.words import Word, answers, is_total
from eventlog.provenance import UnionFind


def read_words(sight: Sight) -> Iterator[Word]:
    """Read the claims of the dossier as words of their sources."""
    dossier, cut = sight.dossier, sight.cut
    question = dossier.question
    for entry in dossier.claims:
        claim: Claim = entry.event.claim
        report = dossier.report(str(claim.report))
        seen = sight.of(claim.id)
        if report is None or not seen.possible:
            continue
        boilerplate = report.is_boilerplate(claim)
        if boilerplate and not cut.include_boilerplate:
            continue
        said = sight.said(claim)
        root = root_of(dossier, claim, report.publisher, said)
        word = Word(
            id=claim.id,
            claim=claim,
            position=entry.position,
            publisher=report.publisher,
            published=sight.published(str(claim.report)),
            said=said,
            seen=seen,
            root=root,
            source=source_of(dossier, claim, report.publisher, said),
            factuality=claim.factuality,
            supports=False,
            boilerplate=boilerplate,
        )
        speaks = question.about is None or is_actor(word, question.about, dossier)
        word.supports, word.factuality = answers(claim, question, speaks and bool(claim.chain))
        yield word


def place(sight: Sight, words: dict[str, Word], joined: UnionFind[str]) -> None:
    """Give each word its place in its source's order, and its window of valid time."""
    question = sight.dossier.question
    said: dict[str, times.Bounds] = {}
    told: dict[str, times.Bounds] = {}
    for id, word in words.items():
        name = joined.find(id)
        if word.claim.said is not None:
            said[name] = earlier(said[name], word.said) if name in said else word.said
        told[name] = earlier(told[name], word.published) if name in told else word.published
    sides: UnionFind[str] = UnionFind()
    beside: dict[tuple[str, str, times.Bounds], str] = {}
    _unite_sources(words, joined)
    for id, word in words.items():
        name = joined.find(id)
        word.order = said.get(name) or told[name]
        together = (word.source, str(word.claim.report), word.order)
        first = beside.setdefault(together, f"copies of {name}")
        sides.union(first, f"copies of {name}")
    for id, word in words.items():
        word.place = sides.find(f"copies of {joined.find(id)}")
        _window(sight, word, question)


def _unite_sources(words: dict[str, Word], joined: UnionFind[str]) -> None:
    """Anonymous sources of one utterance are one source, in all that they say in these reports."""
    united: UnionFind[str] = UnionFind()
    first: dict[str, str] = {}
    lonely = sorted((word for word in words.values() if "@" in word.source), key=lambda word: word.source)
    for word in lonely:
        united.union(first.setdefault(joined.find(word.id), word.source), word.source)
    for word in lonely:
        word.source = united.find(word.source)


def earlier(a: times.Bounds, b: times.Bounds) -> times.Bounds:
    """The earlier of two vague moments."""
    first = None if None in (a.begin_earliest, b.begin_earliest) else min(a.begin_earliest, b.begin_earliest)  # type: ignore[type-var]
    lasts = [bound for bound in (a.begin_latest, b.begin_latest) if bound is not None]
    last = min(lasts) if lasts else None
    return attrs.evolve(
        a,
        begin_earliest=first,
        begin_latest=last,
        end_earliest=None if first is None else first + 1,
        end_latest=None if last is None else last + 1,
        begin_uncertain=a.begin_uncertain or b.begin_uncertain,
    )


def _window(sight: Sight, word: Word, question: Question) -> None:
    """The valid time that a word is about. An event is its own window; a total is compared on equal windows only.

    When it begins is known beside that; without `during`, it began when it was said.
    """
    claim = word.claim
    place = times.Place.STATE if question.kind is QuestionKind.STATE else times.Place.EVENT
    word.begin = word.order if claim.during is None else sight.resolve(claim.during, claim, place)
    if is_total(question, claim):
        window = claim.value.window or claim.during  # type: ignore[union-attr]
        word.window = None
        if window is not None:
            bounds = sight.resolve(window, claim, times.Place.STATE)
            word.window_key = (
                bounds.begin_earliest,
                bounds.begin_latest,
                bounds.end_earliest,
                bounds.end_latest,
            )
        return
    if question.kind is not QuestionKind.STATE:
        return
    if claim.during is not None:
        word.window = sight.resolve(claim.during, claim, times.Place.STATE)
        return
    said = word.order
    assert said is not None
    word.window = until_further_notice(said)


def until_further_notice(said: times.Bounds) -> times.Bounds:
    """The valid time of a state that was told without one: from when it was said."""
    return attrs.evolve(said, instant=False, end_earliest=None, end_latest=None)


def restrict(words: dict[str, Word], span: Span) -> None:
    """A word that does not overlap a stretch of valid time is not heard at all there."""
    for word in words.values():
        if word.window is None:
            continue
        hull = (word.window.begin_earliest, word.window.end_latest)
        outside = (hull[0] is not None and hull[0] >= span[1]) or (hull[1] is not None and hull[1] <= span[0])
        if outside:
            word.supports = False
