"""Review: which readings count at a cut.

What an extractor read comes into the log as a proposal, and waits. Until a person accepts it, it counts as never
recorded, and so does whatever names it; unless the cut asks for proposals. What was rejected never counts. A cut may
also name extractors: of what extractors read, only what one of them read then counts, by whomever it was read first;
what names no extractor was read by people, and stays.

A review is on the log clock alone, and holds for every date of publication from its recording on.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from eventlog.events import Assessed, ClaimRecorded, Entry, Linked, Reviewed, ReviewState
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import Dossier

_HELD_BACK = (ReviewState.PROPOSED, ReviewState.REJECTED)


@attrs.frozen
class Review:
    """The last word on a proposal: its state, where it was said, and which extractors have read it."""

    state: ReviewState
    position: int
    by: str
    reason: str = ""
    extractors: frozenset[str] = frozenset()


def reviews(entries: Iterable[Entry], annulled: Iterable[str] = ()) -> dict[str, Review]:
    """What became of each proposal, by its id. `entries` in order of position, `annulled` those that were struck."""
    struck = frozenset(annulled)
    found: dict[str, Review] = {}
    for entry in entries:
        event = entry.event
        if not isinstance(event, Reviewed) or event.id in struck:
            continue
        before = found.get(str(event.target))
        read = (before.extractors if before else frozenset()) | ({event.extractor} if event.extractor else set())
        if event.state is ReviewState.REREAD:
            state, at, by, reason = ReviewState.ACCEPTED, entry.position, event.by, event.reason
            if before is not None:
                state, at, by, reason = before.state, before.position, before.by, before.reason
            found[str(event.target)] = Review(state, at, by, reason, read)
        else:
            found[str(event.target)] = Review(event.state, entry.position, event.by, event.reason, read)
    return found


def as_counted(dossier: Dossier, cut: Cut) -> Dossier:
    """The dossier without the readings that the cut leaves out, as if they had never been recorded."""
    key = (cut.include_proposed, cut.extractors)
    found: Dossier = dossier.kept.counted.get(key, lambda: _counted(dossier, cut))
    return found


def waiting(dossier: Dossier, cut: Cut) -> frozenset[str]:
    """The ids of what counts at a cut though it was only proposed, and nobody has reviewed it."""
    if not cut.include_proposed:
        return frozenset()
    found: frozenset[str] = dossier.kept.counted.get("waiting", lambda: _waiting(dossier))
    return found


def is_proposed(dossier: Dossier, id: str) -> bool:
    """Whether something was only proposed, whatever a cut makes of that."""
    whole = dossier if dossier.whole is None else dossier.whole
    return id in _waiting(whole)


def _waiting(dossier: Dossier) -> frozenset[str]:
    told = reviews(dossier.ordered, dossier.annulled)
    return frozenset(id for id, review in told.items() if review.state is ReviewState.PROPOSED)


def _counted(dossier: Dossier, cut: Cut) -> Dossier:
    if dossier.whole is not None:
        dossier = attrs.evolve(dossier.whole, judged_upto=dossier.judged_upto)
    told = reviews(dossier.ordered, dossier.annulled)
    out = {id for id, review in told.items() if _held_back(review, cut)}
    if cut.extractors:
        out |= {str(entry.id) for entry in dossier.ordered if _read_by_others(entry, told, cut)}
    out &= dossier.entries.keys()
    if not out:
        return dossier
    return attrs.evolve(
        dossier,
        claims=tuple(entry for entry in dossier.claims if entry.id not in out),
        entries={id: entry for id, entry in dossier.entries.items() if id not in out},
        without=dossier.without | out,
        whole=dossier,
    )


def _held_back(review: Review, cut: Cut) -> bool:
    waits = review.state is ReviewState.PROPOSED
    return review.state in _HELD_BACK and not (waits and cut.include_proposed)


def _read_by_others(entry: Entry, told: dict[str, Review], cut: Cut) -> bool:
    """Whether extractors read it, and none of those that the cut names did."""
    event = entry.event
    read = set(told[str(entry.id)].extractors) if str(entry.id) in told else set()
    if isinstance(event, ClaimRecorded) and event.claim.extractor:
        read.add(event.claim.extractor)
    is_reading = isinstance(event, ClaimRecorded | Linked | Assessed)
    return is_reading and bool(read) and not read.intersection(cut.extractors)
