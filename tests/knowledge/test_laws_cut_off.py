"""A past that cannot be seen past: all that knowledge offers at a position is what a log that ends there offers."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eventlog.knowledge import Knowledge
from knowledge_strategies import BY_ID, Story, cuts, policies, share, stories


def _offered(knowledge: Knowledge) -> dict[str, Any]:
    """Everything that can be asked of it, in words."""
    claims = [entry for entry in knowledge.entries() if entry.kind == "ClaimRecorded"]
    return {
        "questions": knowledge.questions,
        "statuses": knowledge.statuses(),
        "standings": [str(standing) for standing in knowledge],
        "each": {id: str(knowledge[id]) for id in BY_ID},
        "entries": [(entry.position, entry.id) for entry in knowledge.entries()],
        "agents": dict(knowledge.agents),
        "names": [knowledge.name_of(agent) for agent in sorted(knowledge.agents)],
        "why": [str(knowledge.why(str(entry.id))) for entry in claims[:3]],
        "why not": [str(knowledge.why_not(str(entry.id))) for entry in claims[:3]],
        "history": [(moment, str(then.status)) for id in list(BY_ID)[:2] for moment, then in knowledge[id].history],
        "basis": knowledge.basis,
    }


@share(6)  # asks a whole log twice, and everything of it
@given(stories(), cuts, policies, st.data())
def test_knowledge_at_a_position_is_that_of_a_log_that_ends_there(
    story: Story, day: str, policy: str, data: st.DataObject
) -> None:
    """What was recorded after a cut on the log clock changes nothing that is asked at it."""
    position = data.draw(st.integers(0, len(story.entries)), label="position")
    short = story.copy()
    del short.entries[position:]
    whole, cut_off = (one.known(day, policy=policy, position=position) for one in (story, short))
    assert _offered(whole) == _offered(cut_off)
