"""An edited article: the claims of a report are carried to its new edition where its words stand unchanged.

A span is carried with the sentences that it lies in, and only where these stand once in either edition, in the order of
those around them, letter by letter. "The quay is shut" inside "nobody says that the quay is shut" is another claim,
though its words are there. What moved, changed, went, or stands there twice is listed for a person to look at, and
never guessed.

The order is that of the longest common run of sentences (`difflib`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

import attrs

from eventlog.annotations.spans import nearly
from eventlog.claims import Claim, Evidence
from eventlog.claims.fields import check_type, several
from eventlog.errors import InvalidValue
from eventlog.reports import Report
from eventlog.times import TimeExpression

_SENTENCE: Final = re.compile(r"\S.*?(?:[.!?…]+[\"'”’»)\]]*(?=\s)|(?=\n)|\Z)", re.DOTALL)
_LIKE: Final = 0.6


class Fate(StrEnum):
    """What became of the words that a claim rests on; the last of them is that of the claim."""

    CARRIED = "carried"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"
    AMBIGUOUS = "ambiguous"
    UNPLACED = "without a span"
    DATED = "counted from the date"


@attrs.frozen(kw_only=True)
class Carried:
    """A claim of the old edition, what became of its words, and why; `new` is the claim of the new one, if carried."""

    claim: Claim
    fate: Fate
    said: str = ""
    new: Claim | None = None


def carry(old: Report, new: Report, claims: Iterable[Claim]) -> tuple[Carried, ...]:
    """Carry claims of a report to its new edition; each comes back, in order, with what became of it.

    The texts of both must be held. Raises InvalidValue where one is not, or a claim is of another report.
    """
    for edition in (old, new):
        check_type(edition, Report, "an edition")
    if old.text is None or new.text is None:
        which = old if old.text is None else new
        raise InvalidValue(
            f"the text of {which.title or which.id!r} is not held: give it, so that words can be compared"
        )
    editions = _Editions(old.text, new.text)
    return tuple(_carried(one, old, new, editions) for one in several(claims, Claim, "the claims"))


def _carried(claim: Claim, old: Report, new: Report, editions: _Editions) -> Carried:
    if claim.report != old.id:
        raise InvalidValue(f"{claim} is a claim of {claim.report}, and not of the old edition, {old.id}")
    old.check(claim)
    if not claim.evidence:
        return Carried(
            claim=claim, fate=Fate.UNPLACED, said="the claim has no span, so nothing tells whether it stands"
        )
    counted = [one for one in (claim.said, claim.during, *(step.said for step in claim.chain)) if _is_counted(one)]
    if counted and old.published != new.published:
        return Carried(
            claim=claim, fate=Fate.DATED, said=f"{counted[0]} is counted from a date that is another one now"
        )
    spans = [editions.place(one) for one in claim.evidence]
    cues = [None if step.cue is None else editions.place(step.cue) for step in claim.chain]
    for one in (*spans, *cues):
        if one is not None and one.evidence is None:
            return Carried(claim=claim, fate=one.fate, said=one.said)
    chain = [
        step if cue is None else attrs.evolve(step, cue=cue.evidence)
        for step, cue in zip(claim.chain, cues, strict=True)
    ]
    if claim.fragments:
        artefact = claim.fragments[0].artefact
        told = f"it rests on a part of {artefact[:19]}…, and nothing tells whether the new edition shows that too"
        return Carried(claim=claim, fate=Fate.UNPLACED, said=told)
    moved = attrs.evolve(claim, report=new.id, evidence=[one.evidence for one in spans], chain=chain)
    new.check(moved)
    return Carried(claim=claim, fate=Fate.CARRIED, new=moved)


def _is_counted(time: object) -> bool:
    return isinstance(time, TimeExpression) and time.value is None and time.anchor == "published"


@attrs.frozen
class _Placed:
    fate: Fate
    said: str = ""
    evidence: Evidence | None = None


class _Editions:
    """Two texts, sentence by sentence, and which sentence of the one is which of the other."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.before, self.after = _sentences(old), _sentences(new)
        first, second = ([text[start:end] for start, end in spans] for text, spans in self._both())
        self.matcher: SequenceMatcher[str] = SequenceMatcher(None, first, second, autojunk=False)
        self.same = {
            block.a + at: block.b + at for block in self.matcher.get_matching_blocks() for at in range(block.size)
        }
        self.first, self.second = first, second
        self.counts = Counter(first), Counter(second)

    def _both(self) -> tuple[tuple[str, list[tuple[int, int]]], tuple[str, list[tuple[int, int]]]]:
        return (self.old, self.before), (self.new, self.after)

    def place(self, span: Evidence) -> _Placed:
        """Where a span of the old text stands in the new one, or what became of it."""
        touched = [at for at, (start, end) in enumerate(self.before) if start < span.end and span.start < end]
        words = self.old[span.start : span.end]
        if not touched:
            return _Placed(Fate.UNPLACED, "the span holds no words")
        sentences = [self.first[at] for at in touched]
        counts = [(self.counts[0][one], self.counts[1][one]) for one in sentences]
        if all(after for _, after in counts):
            if twice := next((one for one, both in zip(sentences, counts, strict=True) if max(both) > 1), None):
                return _Placed(Fate.AMBIGUOUS, f"{_short(twice)} stands there more than once")
            at = [self.same.get(one) for one in touched]
            there = [self.second.index(one) for one in sentences]
            if at == there == list(range(there[0], there[0] + len(there))):
                shift = self.after[there[0]][0] - self.before[touched[0]][0]
                start, end = span.start + shift, span.end + shift
                if self.new[start:end] == words:
                    return _Placed(Fate.CARRIED, "", Evidence.of(self.new, start, end, keep=span.quote is not None))
                return _Placed(Fate.CHANGED, f"what stands between the sentences changed, at {start}")
            return _Placed(Fate.MOVED, f"its sentence stands at {self.after[there[0]][0]} now, in another order")
        return self._elsewhere(words, touched)

    def _elsewhere(self, words: str, touched: list[int]) -> _Placed:
        """What became of words of which the sentence is not there."""
        found = [one.start() for one in re.finditer(f"(?={re.escape(words)})", self.new)]
        if len(found) > 1:
            return _Placed(Fate.AMBIGUOUS, f"its words stand in other sentences, at {_list(found)}")
        if found:
            return _Placed(Fate.CHANGED, f"its words stand in another sentence, at {found[0]}")
        if near := nearly(self.new, words):
            return _Placed(Fate.CHANGED, f"nearly its words stand at {_list([one.start for one in near])}")
        for kind, low, high, after, until in self.matcher.get_opcodes():
            if kind == "replace" and low <= touched[0] < high:
                old = self.first[touched[0]]
                likes = [(SequenceMatcher(None, old, self.second[at]).ratio(), at) for at in range(after, until)]
                ratio, at = max(likes)
                if ratio >= _LIKE:
                    return _Placed(Fate.CHANGED, f"its sentence may be the one at {self.after[at][0]}")
        return _Placed(Fate.GONE, "its words are not in the new edition")


def _sentences(text: str) -> list[tuple[int, int]]:
    """Where sentences stand, without the blanks around them; a cut too many only asks for less to be unchanged."""
    found = []
    for one in _SENTENCE.finditer(text):
        end = one.start() + len(one.group().rstrip())
        if end > one.start():
            found.append((one.start(), end))
    return found


def _short(text: str) -> str:
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def _list(places: list[int]) -> str:
    return ", ".join(map(str, places[:5])) + (", ..." if len(places) > 5 else "")
