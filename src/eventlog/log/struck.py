"""Struck readings stay struck: the door refuses a claim that says again what an annulment in force struck.

Same report, question, innermost speaker (after entity judgements), polarity and value: whatever its span, stance,
strength, kind, `during` or extractor. Words that look the same are the same value. It goes in if it is the
`replaced_by` of a judgement, or where the caller names the judgement (`despite`). The very same event stays the no-op
that it always is, and stays struck. The source's own withdrawals do nothing of the kind: it may say again what it took
back.

Source: rule 9 of standing@2.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from eventlog.claims import Claim
from eventlog.claims.fields import check_whole
from eventlog.errors import StruckBefore
from eventlog.events import Annulled, ClaimRecorded, Event, Reader
from eventlog.knowledge.gather import gather
from eventlog.standing import Dossier
from eventlog.standing.answers import Own, value_of
from eventlog.terms import streams

__all__ = ["STRIKES", "Readings", "Struck", "allowed_despite", "struck_before"]

STRIKES = "x:"
"""The key of all annulments."""

_KEPT = 1000
"""Questions of which a batch keeps what was struck."""


def allowed_despite(given: int | Iterable[int] | None) -> frozenset[int]:
    """The positions of judgements that readings come in despite: none, one or several. Raises InvalidValue."""
    several = given if isinstance(given, (list, tuple, set, frozenset)) else () if given is None else (given,)
    what = "the position of the judgement that a reading comes in despite"
    return frozenset(check_whole(one, what, least=1) for one in several)


@attrs.define
class Struck:
    """The claims that were ever annulled, by report. Reads what was recorded since it was last asked, and no more."""

    upto: int = 0
    claims: dict[str, set[str]] = attrs.field(factory=dict)

    def check(self, reader: Reader, size: int, newest: int, events: Iterable[Event], despite: frozenset[int]) -> bool:
        """Refuse the first new claim that was struck before. `size`: the position up to which the log holds entries;
        `newest`: of the last one under STRIKES. Whether more was looked at than that, for some claim.

        Raises StruckBefore.
        """
        if newest > self.upto:
            self._go_on(reader, size)
        looked = False
        if not self.claims:
            return looked
        batch, known = list(events), Readings(reader, size)
        replacing = {str(one.replaced_by) for one in batch if isinstance(one, Annulled) and one.replaced_by}
        for event in batch:
            if isinstance(event, ClaimRecorded) and str(event.claim.report) in self.claims:
                looked = True
                found = known.judgements(event.claim)
                named = event.id in replacing or any(event.id == str(one) for one in found.values())
                if found and not named and despite.isdisjoint(found):
                    raise StruckBefore(event.id, tuple(sorted(found)))
        return looked

    def _go_on(self, reader: Reader, size: int) -> None:
        for entry in reader.under([STRIKES], self.upto, size):
            target = str(entry.event.target) if isinstance(entry.event, Annulled) else ""
            at = reader.find(target) if target.startswith("claim:") else None
            struck = None if at is None else reader.entry(at).event
            if isinstance(struck, ClaimRecorded):
                self.claims.setdefault(str(struck.claim.report), set()).add(target)
        self.upto = size


def struck_before(known: Readings, claim: Claim) -> tuple[int, ...]:
    """The positions of the judgements that struck this reading, in order; none where it may come in."""
    found = known.judgements(claim)
    return () if any(claim.id == str(one) for one in found.values()) else tuple(sorted(found))


@attrs.frozen
class _Question:
    """What was struck of the readings of one question, and what judgements put in the place of something."""

    dossier: Dossier
    struck: dict[tuple[str, object], list[tuple[str, int, Annulled]]]
    replaced: dict[str, Annulled]


@attrs.define
class Readings:
    """The readings that a log up to a position struck, each question looked up once."""

    reader: Reader
    size: int
    _questions: dict[str, _Question] = attrs.field(factory=dict, init=False)

    def judgements(self, claim: Claim) -> dict[int, object]:
        """The latest judgement on each reading that the claim repeats, by its position; and what each put in its
        place.
        """
        known = self._known(claim.question)
        instead = known.replaced.get(claim.id)
        replaces = instead is not None and instead.id not in known.dossier.annulled
        alike = known.struck.get((str(claim.report), _reading(known.dossier, claim)), ()) if known.struck else ()
        return {
            position: claim.id if replaces else judgement.replaced_by
            for id, position, judgement in alike
            if id != claim.id
        }

    def _known(self, question: str) -> _Question:
        known = self._questions.get(question)
        if known is None:
            if len(self._questions) >= _KEPT:
                self._questions.clear()
            known = self._questions[question] = _looked_up(gather(self.reader, question, self.size))
        return known


def _looked_up(dossier: Dossier) -> _Question:
    judgements = {one.position: one.event for one in dossier.entries.values() if isinstance(one.event, Annulled)}
    struck: dict[tuple[str, object], list[tuple[str, int, Annulled]]] = {}
    for entry in dossier.claims:
        position, claim = dossier.annulled.get(str(entry.id)), entry.event.claim
        if position and position in judgements:
            key = (str(claim.report), _reading(dossier, claim))
            struck.setdefault(key, []).append((str(entry.id), position, judgements[position]))
    replaced = {str(one.replaced_by): one for one in judgements.values()}
    return _Question(dossier, struck, replaced)


def _reading(dossier: Dossier, claim: Claim) -> tuple[object, ...]:
    report = dossier.report(str(claim.report))
    publisher = report.publisher if report is not None else ""
    speaker = claim.speaker.agent if claim.speaker else publisher
    zone = (report.zone if report is not None else None) or dossier.zone
    own = Own.of(value_of(claim.value, dossier.merges.find, zone), claim.factuality)
    key = (*_looks(claim.value),) if isinstance(claim.value, str) else own.value.key
    return (dossier.merges.find(speaker), own.polarity, key)


_LATIN = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u04bb\u0501\u051b\u051d"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u03bf\u03bd\u03b9\u03ba\u03b1\u03c1\u03c5\u0131",
    "ABEKMHOPCTYXSIJaeopcyxsijhdqwABEZHIKMNOPTYXovikapui",
)
"""Letters of Cyrillic and Greek that look like Latin ones, and those."""


def _looks(text: str) -> list[str]:
    """What a reader sees in a text: its words, whatever their case, width, blanks and invisible letters."""
    return streams(text.translate(_LATIN))[0] or [text]
