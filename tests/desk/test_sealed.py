"""The past is sealed: whoever asks at the desk is answered as by a log that never held what came later."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from eventlog import times
from eventlog.desk import Desk
from eventlog.events import Entry
from eventlog.knowledge import Cut, Knowledge
from eventlog.mcp.words import MOST_BYTES, answer_text
from eventlog.serve.shapes import answer_json
from find_strategies import Wordy, queries
from knowledge_strategies import BY_ID, CUTS, IndexedReader, Story, policies, share, stories


class Held:
    """A log, as far as a desk asks it, of these entries in a row, each recorded when it was and with the id it had."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.reader = IndexedReader(attrs.evolve(entry, position=at) for at, entry in enumerate(entries, start=1))

    def as_of(self, published: str, *, recorded: str | None, **cuts: Any) -> Knowledge:
        """What was known, as `EventLog.as_of` has it."""
        size = self.reader.size()
        position = size if recorded is None else min(size, self.reader.upto(times.cut(recorded, "UTC")))
        cut = Cut.of(zone="UTC", position=position, published=published, recorded=recorded, **cuts)
        return Knowledge(self.reader, cut)


@st.composite
def calls(draw: st.DrawFn, story: Story, day: str) -> tuple[str, dict[str, Any]]:
    """Any call of any tool, of what is there, of what is there later, and of what never is."""
    questions = st.sampled_from([*BY_ID, "fort", "fort.none", "port"])
    match draw(st.sampled_from(("find", "ask", "why", "changes", "questions"))):
        case "find":
            return "find", {"words": draw(queries), "limit": draw(st.integers(1, 20))}
        case "ask":
            return "ask", {"question": draw(questions)}
        case "why":
            return "why", {"claim": draw(st.sampled_from([*(one.id for one in story.claims), "claim:" + "0" * 32]))}
        case "changes":
            since = draw(st.sampled_from([one for one in CUTS if one <= day]))
            return "changes", {"since": since} | ({"about": draw(questions)} if draw(st.booleans()) else {})
    given = {"about": draw(questions)} if draw(st.booleans()) else {}
    return "questions", given | ({"after": draw(questions)} if draw(st.booleans()) else {})


def masked(text: str) -> str:
    """An answer without its token, which names a position."""
    return re.sub(r"basis1\.\S+", "basis", text)


def unplaced(value: Any) -> Any:
    """An answer as JSON without positions, nor the token and the reading, which name one."""
    if isinstance(value, list):
        return [unplaced(one) for one in value]
    if isinstance(value, dict):
        left_out = ("position", "causes", "basis", "reading")
        return {key: unplaced(one) for key, one in value.items() if key not in left_out}
    return value


@share(1)
@given(stories(Wordy()), st.sampled_from(CUTS), policies, st.none() | st.sampled_from(CUTS), st.booleans(), st.data())
def test_the_past_is_sealed(
    story: Story, day: str, policy: str, said: str | None, boilerplate: bool, data: st.DataObject
) -> None:
    """Each answer is, byte for byte, that of a log without the entries that the cut leaves out; some always are.

    Out is what is out under either reading of vague dates, since an answer tells of the other one too.
    """
    cuts = {"published": day, "said": said, "policy": policy, "include_boilerplate": boilerplate}
    log = Held(story.entries)
    readings = [log.as_of(day, recorded=None, said=said, policy=one) for one in ("certain", "possible")]
    visible = {entry.position: entry for reading in readings for entry in reading.entries()}
    assume(len(visible) < len(story.entries))
    fewer = Held(visible[at] for at in sorted(visible))
    for _ in range(3):
        name, given_ = data.draw(calls(story, day))
        here, there = (Desk(one, **cuts).call(name, given_) for one in (log, fewer))
        assert masked(answer_text(here)) == masked(answer_text(there))
        assert unplaced(answer_json(here)) == unplaced(answer_json(there))
        assert len(answer_text(here).encode()) <= MOST_BYTES
