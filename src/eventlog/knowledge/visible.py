"""Which entries of the whole log are visible at a cut: the one pass that a projection of one's own folds over.

The same rules as for one question (`dossier`, `sight`), applied to everything at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from eventlog.events import AgentDefined, DifferentEntity, Entry, QuestionDefined, Reader, SameEntity, UnknownEvent
from eventlog.knowledge.gather import gather, gather_some
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import Dossier
from eventlog.standing.review import as_counted
from eventlog.standing.visibility import Sight

_DEFINING = (AgentDefined, QuestionDefined, SameEntity, DifferentEntity)


def whole(reader: Reader, cut: Cut) -> tuple[Sight, tuple[Entry, ...]]:
    """The whole log as it is seen at a cut, and the entries that can't be read, of whatever kind."""
    entries: list[Entry] = []
    lost: list[Entry] = []
    for entry in reader.entries(0, cut.position):
        if entry.event is not None:
            (lost if isinstance(entry.event, UnknownEvent) else entries).append(entry)
    dossier = Dossier(
        asked="whole",
        zone=reader.zone,
        entries={str(entry.id): entry for entry in entries},
        definitions=tuple(entry for entry in entries if isinstance(entry.event, _DEFINING)),
    )
    return Sight(as_counted(dossier, cut), cut), tuple(lost)


def is_visible(reader: Reader, cut: Cut, id: str) -> bool:
    """Whether what has this id is visible at a cut. It costs what decides over it, not the whole log."""
    at = reader.find(id)
    if at is None or at > cut.position:
        return False
    dossier = gather_some(reader, [reader.entry(at)], cut.position)
    return Sight(as_counted(dossier, cut), cut).of(id).under(cut.policy)


def visible(sight: Sight) -> Iterator[Entry]:
    """Yield the entries that the cut lets through, in order of position."""
    for entry in sight.dossier.ordered:
        if sight.of(str(entry.id)).under(sight.cut.policy):
            yield entry


def is_counted(reader: Reader, cut: Cut, question: str) -> bool:
    """Whether anything recorded on a question counts at a cut: not only what waits for review, or was rejected."""
    if next(iter(reader.under(["v:"], 0, cut.position)), None) is None:
        return True  # nothing was ever proposed
    dossier = gather(reader, question, cut.position)
    return not dossier.claims or bool(as_counted(dossier, cut).claims)
