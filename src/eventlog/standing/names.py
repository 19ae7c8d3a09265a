"""Names: what agents are called, as a value that each part of an answer can carry along when it is printed alone."""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen(eq=False)
class Names:
    """Gives an agent its name, or its id where it has none. The question mark of an inferred root is left out."""

    called: Mapping[str, str] = attrs.field(factory=dict)

    def __call__(self, agent: str) -> str:
        """What an agent is called."""
        bare = agent.removesuffix("?")
        return self.called.get(bare, bare)
