"""Whether words name an agent.

A machine that credits the wrong person makes a sentence about a person who never spoke. So each step of a chain points
at words of the text (its quotes, its cue, or `named`), and one of the names that the log knows must stand there: the
agent's name, an alias, of a person the surname, of one that was never defined the words of its id.

A name matches as whole words, whatever its case and marks of typography; one of three letters or fewer, and a surname,
only in its own case, for "us" is not the US.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from eventlog.events import AgentDefined, Reader, SameEntity
from eventlog.proposals.held import standing_under

__all__ = ["Names"]

_SHORT = 3
_FOLDED = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"'}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)


def _folded(text: str) -> str:
    return " ".join(text.translate(_FOLDED).split())


class Names:
    """The names of agents, as a log knows them; looked up once each."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, tuple[tuple[str, bool], ...]] = {}

    def name(self, agent: str, words: Iterable[str]) -> bool:
        """Whether one of these pieces of text names the agent."""
        names = self._known.get(agent)
        if names is None:
            names = self._known[agent] = tuple(dict.fromkeys(self._names(agent)))
        return any(_holds(_folded(one), name, exactly) for one in words for name, exactly in names)

    def _names(self, agent: str) -> Iterable[tuple[str, bool]]:
        """Each name, and whether it is looked for in its own case."""
        told = [one for id in sorted(self._same(agent)) for one in self._defined(id)]
        for name in told or [self._of_id(agent)]:
            yield name, len(name) <= _SHORT
            surname = name.rpartition(" ")[2]
            if agent.startswith("person:") and len(surname) >= _SHORT:
                yield surname, True

    def _of_id(self, agent: str) -> str:
        words = re.split(r"[-_.]", agent.partition(":")[2])
        if agent.startswith("person:"):
            return " ".join(word.capitalize() for word in words)
        whole = " ".join(words)
        return whole.upper() if len(whole) <= _SHORT else whole

    def _defined(self, agent: str) -> list[str]:
        found = []
        for entry in self._told(agent):
            if isinstance(entry, AgentDefined) and entry.agent.id == agent:
                found += [_folded(one) for one in (entry.agent.name, *entry.agent.aliases) if one.strip()]
        return found

    def _same(self, agent: str) -> set[str]:
        """The agent, and those that a judgement makes one with it."""
        pairs = [{one.a, one.b} for one in self._told(agent) if isinstance(one, SameEntity)]
        return {agent}.union(*pairs)

    def _told(self, agent: str) -> list[object]:
        """What was said of an agent and not struck."""
        return [entry.event for entry in standing_under(self._reader, f"a:{agent}")]


def _holds(words: str, name: str, exactly: bool) -> bool:
    if not exactly:
        words, name = words.casefold(), name.casefold()
    begins, ends = _cased(name[0]), _cased(name[-1])
    at = words.find(name)
    while at >= 0:
        before, after = words[at - 1 : at] if at else "", words[at + len(name) : at + len(name) + 1]
        if not (begins and _in_a_word(before)) and not (ends and _in_a_word(after)):
            return True
        at = words.find(name, at + 1)
    return False


def _in_a_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _cased(sign: str) -> bool:
    return sign.isalnum() and (sign.isdigit() or sign.lower() != sign.upper())
