"""Names: what agents are called, as a value that each part of an answer can carry along when it is printed alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import attrs

from eventlog.claims import Agent

_KINDS: Final = {"org": "organisation", "gov": "government", "doc": "document", "data": "data set"}


@attrs.frozen(eq=False)
class Names:
    """Gives an agent its name, or its id where it has none. The question mark of an inferred root is left out."""

    called: Mapping[str, str] = attrs.field(factory=dict)

    def __call__(self, agent: str) -> str:
        """What an agent is called."""
        bare = agent.removesuffix("?")
        return self.called.get(bare, bare)


def told_apart(called: Mapping[str, str], agents: Mapping[str, Agent], one_of: Mapping[str, str]) -> dict[str, str]:
    """Names, with what tells them apart behind those that two agents share: what they are, else whose, else their ids.

    `one_of` gives the one id of agents that are one. Unnamed sources ("officials") have no name of their own, and are
    not told apart.
    """
    sharing: dict[str, dict[str, str]] = {}
    for id, name in called.items():
        if not id.startswith("anon:"):
            sharing.setdefault(" ".join(name.casefold().split()), {}).setdefault(one_of.get(id, id), id)
    marks: dict[str, str] = {}
    for ids in sharing.values():
        if len(ids) > 1:
            marks |= zip(ids, _marks(list(ids.values()), called, agents), strict=True)
    if not marks:
        return dict(called)
    mine = ((id, name, marks.get(one_of.get(id, id))) for id, name in called.items())
    return {id: f"{name} ({mark})" if mark else name for id, name, mark in mine}


def _marks(ids: list[str], called: Mapping[str, str], agents: Mapping[str, Agent]) -> list[str]:
    """The shortest kind of mark that is another one for each of these agents."""

    def kind(id: str) -> str:
        prefix = id.partition(":")[0]
        return _KINDS.get(prefix, prefix)

    def institution(id: str) -> str:
        homes = agents[id].part_of if id in agents else ()
        return called.get(homes[-1].agent, homes[-1].agent) if homes else ""

    ways: tuple[Callable[[str], str], ...] = (kind, institution)
    for marks in ([*map(way, ids)] for way in ways):
        if all(marks) and len({*marks}) == len(ids):
            return marks
    return ids
