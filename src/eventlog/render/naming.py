"""Sentences of the rules, which name agents by their ids, with the names in place of them."""

from __future__ import annotations

from collections.abc import Callable, Container

from eventlog.render.phrasing import speaker

__all__ = ["in_names"]


def in_names(sentence: str, agents: Container[str], name_of: Callable[[str], str]) -> str:
    """A sentence with names in place of the ids of agents, where they are among those that are defined.

    Who has no name of its own is "unnamed" here too: "an unnamed crew member".
    """
    words = []
    for word in sentence.split(" "):
        bare = word.strip(",:;")
        if ":" in bare and bare.rstrip("?") in agents:
            words.append(word.replace(bare, speaker(bare.rstrip("?"), name_of)))
        else:
            words.append(word)
    return " ".join(words)
