"""Asking: the standing of one question, from all that bears on it, or from what of it matters.

The second is for crowded questions (see `crowd`), and says the same. Whatever an answer does not rest on (the words
that were covered, the whole dossier) is fetched when somebody touches it.
"""

from __future__ import annotations

from typing import Final

import attrs

from eventlog.events import Reader
from eventlog.knowledge.crowd import Crowd
from eventlog.knowledge.cut import Cut
from eventlog.knowledge.dossier import Dossier
from eventlog.knowledge.gathering import gather
from eventlog.knowledge.judging import stand
from eventlog.knowledge.kept import beside
from eventlog.knowledge.spans import Span
from eventlog.knowledge.standing import Standing

MANY: Final = 100
"""With more claims than this a question is crowded."""


def ask(reader: Reader, question: str, cut: Cut, valid: Span | None = None, dossier: Dossier | None = None) -> Standing:
    """The standing of a question at a cut; `dossier` is what bears on it there, where the caller has gathered it."""
    kept = beside(reader)
    with kept.crowding:
        crowd = kept.crowd(reader, question, cut.position)
        mattering = crowd.mattering(cut, valid) if crowd is not None else None
    if crowd is None:
        looked = cut.position if dossier is not None else reader.size()
        dossier = dossier or gather(reader, question, cut.position)
        crowd = Crowd.of(dossier) if len(dossier.claims) > MANY else None
        if crowd is not None:
            crowd.looked = max(looked, crowd.looked)
            with kept.crowding:
                kept.keep(crowd)
                mattering = crowd.mattering(cut, valid)
    standing = _briefly(reader, question, cut, valid, mattering) if mattering else None
    return standing or stand(dossier or gather(reader, question, cut.position), cut, valid)


def _briefly(reader: Reader, question: str, cut: Cut, valid: Span | None, mattering: list[str]) -> Standing | None:
    """The standing from some of the claims; None where nothing of it is live, for how it died is told by the others."""
    standing = stand(gather(reader, question, cut.position, only=mattering), cut, valid)
    if not standing.positions:
        return None
    return attrs.evolve(
        standing,
        whole=lambda: stand(gather(reader, question, cut.position), cut, valid),
        again=lambda other, span: ask(reader, question, other, span),
    )
