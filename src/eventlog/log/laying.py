"""Laying the entries of several logs into one order, as if all had been recorded in one log at the same moments.

What has an id comes once. Not so a judgement: one log says "the same", another says later that it is not, and where the
first says "the same" once more, or a third for the first time, that is the last word, though it reads as the first did.
So a word that is there comes again where another one on the matter came in between, or where it was struck, with a
reply to the last one, as the door of one log has it; and what names it names it by the id that it has here. The same
word at the same moment is the same act: one log is a copy of the other.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from eventlog.codec import Encoder, Reading, kind_of
from eventlog.codec.kinds import id_of
from eventlog.events import Annulled, Entry, Event, Redacted, UnknownEvent
from eventlog.events.alphabet import Judgement
from eventlog.events.dependencies import effects, references, subject
from eventlog.proof import commit
from eventlog.stores import RestoredEntry, StoredEntry

__all__ = ["Laying"]

_SALT = bytes(32)
"""What the joined order is stored with. It is proved by nothing, and only ever in memory."""


class Laying:
    """The one order, as far as it is made."""

    def __init__(self) -> None:
        self.origins: list[list[tuple[str, int]]] = []
        """Of each place where the logs have what stands there: name and position."""
        self.lacking: list[int] = []
        """The places without words that no redaction names."""
        self._ids: list[str | None] = []
        self._held: dict[str, int] = {}
        self._came: dict[tuple[str, int], int] = {}
        self._acts: dict[tuple[str, int], int] = {}
        self._said: dict[tuple[object, ...], tuple[int, Judgement]] = {}
        self._struck_by: dict[int, list[int]] = {}
        self._strikes: dict[int, int] = {}
        self._named: dict[str, dict[str, str]] = {}
        self._naming: Mapping[str, str] = {}
        self._encoder = Encoder(lambda own: self._held.get(self._naming.get(own, own)))
        self._reading = Reading(lambda at: self._ids[at - 1])

    def lay(self, name: str, entry: Entry) -> RestoredEntry | None:
        """The next entry of a log as it comes into the order; None where it is there already."""
        event = entry.event
        if event is None or isinstance(event, UnknownEvent):
            here = self._placed(name, entry, None)
            self.lacking.append(here)
            empty = StoredEntry(here, entry.recorded, entry.kind, None, None, commit(_SALT, b""))
            return RestoredEntry(empty, None, ())
        kind = kind_of(event).stored  # that of today, as its body is written
        own, told = str(entry.id), self._as_here(name, kind, event)
        before: int | None = None
        if isinstance(told, Redacted):
            told = self._moved(name, told)
        elif isinstance(told, Judgement):
            before, told = self._judged(name, (own, entry.recorded), told)
        id = id_of(told)
        before = self._held.get(id) if before is None else before
        here = self._placed(name, entry, id) if before is None else self._again(before, name, entry)
        if self._ids[here - 1] != own:
            self._named.setdefault(name, {})[own] = self._ids[here - 1] or own
        if isinstance(told, Judgement) and not isinstance(told, Redacted):
            self._acts.setdefault((own, entry.recorded), here)
        if before is not None:
            return None
        if isinstance(told, Judgement) and (about := subject(told)) is not None:
            self._said[about] = here, told
        body = self._encoder.encode(told)
        if isinstance(told, Annulled) and (target := self._held.get(told.target)) is not None:
            self._strikes[here] = target
            self._struck_by.setdefault(target, []).append(here)
        stored = StoredEntry(here, entry.recorded, kind, body, _SALT, commit(_SALT, body))
        return RestoredEntry(stored, id, effects(told))

    def _placed(self, name: str, entry: Entry, id: str | None) -> int:
        self.origins.append([])
        self._ids.append(id)
        here = len(self.origins)
        if id is not None:
            self._held[id] = here
        return self._again(here, name, entry)

    def _again(self, here: int, name: str, entry: Entry) -> int:
        self._came[name, entry.position] = here
        self.origins[here - 1].append((name, entry.position))
        return here

    def _as_here(self, name: str, kind: str, event: Event) -> Event:
        """An event that names judgements by the ids that they have here."""
        named = self._named.get(name)
        if not named or named.keys().isdisjoint(references(event)):
            return event
        self._naming = named
        body = self._encoder.encode(event)
        self._naming = {}
        return self._reading.decode(kind, body)

    def _judged(self, name: str, act: tuple[str, int], word: Judgement) -> tuple[int | None, Judgement]:
        """Where a judgement stands already, and how it reads where it stands nowhere yet."""
        if act in self._acts:
            return self._acts[act], word
        if word.reply_to is not None:
            word = attrs.evolve(word, reply_to=self._came.get((name, word.reply_to), word.reply_to))
        about = subject(word)
        last = None if about is None else self._said.get(about)
        if last is None:
            return None, word
        at, said = last
        repeats = attrs.evolve(word, reply_to=said.reply_to) == said and not self._is_struck(at)
        if repeats and all(other != name for other, _ in self.origins[at - 1]):
            return at, word
        return None, attrs.evolve(word, reply_to=at) if word.id in self._held else word

    def _is_struck(self, here: int) -> bool:
        """Whether an annulment that was not annulled itself is about what stands here."""
        about = [here]
        for one in about:
            about += self._struck_by.get(one, ())
        struck = set[int]()
        for at in sorted(about, reverse=True):  # what annuls comes after what it annuls
            if at not in struck and at in self._strikes:
                struck.add(self._strikes[at])
        return here in struck

    def _moved(self, name: str, event: Redacted) -> Redacted:
        """A redaction that names places of the order. It is of one log, whatever another one erased."""
        places = {at: self._came[name, at] for at in event.positions}
        self.lacking[:] = [at for at in self.lacking if at not in places.values()]
        withheld = tuple((question, tuple(places[at] for at in gone)) for question, gone in event.withheld)
        return attrs.evolve(event, positions=tuple(places.values()), withheld=withheld)
