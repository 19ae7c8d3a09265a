"""What an entry is found by, read off its body: its id, and the keys under which it has an effect.

Both follow from the event alone, so the plain way is to read the event and ask it. An audit or a repair that does so
for each entry of a log makes a million claims in order to ask each for two things; and almost all entries are claims.
So a claim is read into a small type here, with the members of a `Claim` and their types, of which the same functions
derive the same id and keys. What a claim does with its members when it is made (it turns round a "no", takes over when
its innermost step was said) is left out, and so this way is taken only where there is nothing to be done; all else is
read as the event that it is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, get_type_hints

import attrs
import msgspec

from eventlog.claims import Attribution, Claim, Ref, as_value, claim_id
from eventlog.claims.identity import sound_agents, sound_questions
from eventlog.codec.kinds import id_of, outgrown
from eventlog.codec.wire import UNREADABLE, IdAt, Reading, reading_refs
from eventlog.events import ClaimRecorded, UnknownEvent
from eventlog.events.dependencies import ROWS, effects, stored_name

__all__ = ["Naming"]


def _small(shape: type, **others: Any) -> type:
    """A type with the members of a class, of the types that they have there but for `others`; it only holds them."""
    types = get_type_hints(shape) | others
    members = [(one.name, types[one.name]) for one in attrs.fields(shape) if one.init]
    return msgspec.defstruct(shape.__name__, members, gc=False)


_Step: Any = _small(Attribution)
_Said = _small(Claim, chain=tuple[_Step, ...], report=int | str)
_Recorded = msgspec.defstruct("Recorded", [("claim", _Said)], gc=False)
_read = msgspec.json.Decoder[Any](_Recorded).decode
_CLAIM = f"{stored_name(ClaimRecorded)}/1"
_keys = ROWS[ClaimRecorded].keys


class Naming:
    """Reads ids and keys; references are looked up with `id_at`, and the last `kept` of them kept."""

    def __init__(self, id_at: IdAt, kept: int = 0) -> None:
        read = reading_refs(id_at)
        self._report = lru_cache(kept)(lambda at: str.__str__(read(Ref, at)))  # plain: an encoder asks nobody about it
        self._reading = Reading(lru_cache(kept)(id_at))

    def of(self, stored: str, body: bytes) -> tuple[str, tuple[str, ...]] | None:
        """Id and keys of an entry; None where it can't be read, or its class can't say."""
        if stored == _CLAIM and (found := self._of_claim(body)) is not None:
            return found
        event = self._reading.decode(stored, body)
        if isinstance(event, UnknownEvent):
            return None
        if outgrown(event, stored):
            return None
        try:
            return id_of(event), tuple(effects(event))
        except Exception:  # noqa: BLE001 - a user's own class says by what it is found
            return None

    def _of_claim(self, body: bytes) -> tuple[str, tuple[str, ...]] | None:
        """Of a claim that is as it was written; None where there is anything to look at twice."""
        try:
            recorded = _read(body)
            said = recorded.claim
            said.report = self._report(said.report)
            if said.value is not True:
                said.value = as_value(said.value)
        except UNREADABLE:
            return None
        if not said.value or said.question not in sound_questions:
            return None
        for step in said.chain:
            if step.agent not in sound_agents or step.said not in (None, said.said):
                return None
        words = said.paraphrase + said.condition + said.extractor
        return None if "\0" in words else (claim_id(said), _keys(recorded))
