"""A past that cannot be seen past: all that knowledge offers at a position is what a log that ends there offers."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from knowledge_strategies import Moves, Story, cuts, offered, policies, reads, share, stories


@share(6)  # asks a whole log twice, and everything of it
@given(stories(Moves(proposals=True)), cuts, policies, reads, st.data())
def test_knowledge_at_a_position_is_that_of_a_log_that_ends_there(
    story: Story, day: str, policy: str, read: dict[str, Any], data: st.DataObject
) -> None:
    """What was recorded after a cut on the log clock changes nothing that is asked at it."""
    position = data.draw(st.integers(0, len(story.entries)), label="position")
    short = story.copy()
    del short.entries[position:]
    whole, cut_off = (one.known(day, policy=policy, position=position, **read) for one in (story, short))
    assert offered(whole) == offered(cut_off)
