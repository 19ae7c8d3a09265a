"""Which claims are exactly what their class says, so that their bodies need not be read back to see that they can be.

What JSON keeps of a value depends on its type. Text, whole numbers, words of an enum, references, and rows and classes
of these come back as they were; a list comes back as a tuple, a subclass as its base. So it is enough that each member
is of the very type that its class declares, and passes the checks that a decoder runs when it has made one. Of many
claims that is looked at column by column, which takes less than reading them and comparing.

It states no rule of its own: whatever is not told apart here (figures, parts of pictures, words of time) is read
back, however sound it is. A law holds the two together: what is exact reads back as itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, compress
from operator import attrgetter, lt
from types import NoneType
from typing import Any, Final

from eventlog.claims import Attribution, Claim, ClaimKind, Evidence, Factuality, Quotation, Ref, Scope, Stance
from eventlog.claims.fields import LARGEST
from eventlog.claims.identity import (
    check_agent,
    check_digest,
    check_question,
    sound_agents,
    sound_digests,
    sound_questions,
)
from eventlog.events import ClaimRecorded, Event

__all__ = ["exact"]

_CLAIM: Final[dict[str, Any]] = {
    "report": Ref,
    "question": str,
    "value": bool,
    "during": str | None,
    "said": str | None,
    "stance": Stance,
    "factuality": Factuality,
    "kind": ClaimKind,
    "chain": tuple,
    "evidence": tuple,
    "paraphrase": str,
    "condition": str,
    "extractor": str,
    "fragments": tuple,
}
_STEP: Final[dict[str, Any]] = {
    "agent": str,
    "cue": Evidence | None,
    "quotation": Quotation,
    "scope": Scope,
    "said": str | None,
}
_SPAN: Final[dict[str, Any]] = {"start": int, "end": int, "digest": str, "quote": NoneType}
"""The members of each class, all of them, and the types that they have in what is told apart here."""


def exact(events: Sequence[Event]) -> Sequence[bool]:
    """Of each event whether it is a claim that certainly reads back as itself. False says nothing against it.

    Half a character is not looked for: it can't be written in the first place.
    """
    try:
        claims: list[Any] = [event.claim if type(event) is ClaimRecorded else None for event in events]
        usual = [type(one) is Claim and one.value is True and not one.fragments for one in claims]
        if _are_sound(list(compress(claims, usual))):
            return usual
    except (ValueError, AttributeError):  # a check refuses something, or a member is missing
        pass
    return [False] * len(events)


def _are_sound(claims: list[Claim]) -> bool:
    columns = _columns(Claim, claims)
    if not columns:
        return not claims
    _, questions, _, _, said, _, _, _, chains, evidence, *words, _ = columns
    _check(questions, sound_questions, check_question)
    if any("\0" in "".join(column) for column in words):
        return False
    if not all(not steps or steps[-1].said in (None, one) for steps, one in zip(chains, said, strict=True)):
        return False
    steps, spans = list(chain.from_iterable(chains)), list(chain.from_iterable(evidence))
    if steps:
        columns = _columns(Attribution, steps)
        if not columns:
            return False
        _check(columns[0], sound_agents, check_agent)
        spans += [cue for cue in columns[1] if cue is not None]
    if not spans:
        return True
    columns = _columns(Evidence, spans)
    if not columns:
        return False
    starts, ends, digests, _ = columns
    _check(digests, sound_digests, check_digest)
    return min(starts) >= 0 and max(ends) <= LARGEST and all(map(lt, starts, ends))


def _columns(shape: type, held: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What these have of each member, in columns; nothing where one, or a member of one, is of another type."""
    if not {shape}.issuperset(map(type, held)):
        return []
    read, may = _READ[shape]
    columns = list(zip(*map(read, held), strict=True))
    whole = all(types.issuperset(map(type, column)) for types, column in zip(may, columns, strict=True))
    return columns if whole else []


def _check(names: Iterable[str], sound: set[str], check: Callable[[str], str]) -> None:
    for name in set(names).difference(sound):
        check(name)


def _reading(members: dict[str, Any]) -> tuple[Callable[[Any], tuple[Any, ...]], list[frozenset[type]]]:
    """What reads these members, and the types that each may have."""
    return attrgetter(*members), [frozenset(getattr(one, "__args__", (one,))) for one in members.values()]


_READ: Final = {Claim: _reading(_CLAIM), Attribution: _reading(_STEP), Evidence: _reading(_SPAN)}
