"""Sentences of the rules, which name agents by their ids, with the names in place of them."""

from __future__ import annotations

from collections.abc import Callable

from eventlog.claims.identity import AGENTS
from eventlog.render.phrasing import speaker

__all__ = ["in_names"]


def in_names(sentence: str, name_of: Callable[[str], str]) -> str:
    """A sentence with names in place of the ids of agents.

    Who has no name of its own is "unnamed" here too: "an unnamed crew member"; and who was inferred is told so.
    """
    words = []
    for word in sentence.split(" "):
        bare = word.strip(",:;")
        kind, colon, _ = bare.partition(":")
        if colon and kind in AGENTS:
            words.append(word.replace(bare, speaker(bare, name_of)))
        else:
            words.append(word)
    return " ".join(words)
