"""The past is sealed: whoever asks at the desk is answered as by a log that never held what came later."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

import eventlog
from eventlog.desk import Desk
from eventlog.events import Entry
from eventlog.events.alphabet import Judgement
from eventlog.mcp.words import MOST_BYTES, answer_text
from eventlog.serve.shapes import answer_json
from find_strategies import Wordy, queries
from knowledge_strategies import BY_ID, CUTS, Story, policies, share, stories


def log_of(entries: Iterable[Entry]) -> eventlog.EventLog:
    """A log of these entries, recorded when they were."""
    some = list(entries)
    last = some[-1].recorded if some else 10**15
    readings = iter([entry.recorded for entry in some])
    log = eventlog.open(":memory:", clock=lambda: next(readings, last + 10**12))
    for entry in some:
        event: Any = entry.event
        log.record(attrs.evolve(event, reply_to=None) if isinstance(event, Judgement) else event)
    return log


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
    with log_of(story.entries) as log:
        readings = [log.as_of(day, said=said, policy=one) for one in ("certain", "possible")]
        visible = {entry.position: entry for reading in readings for entry in reading.entries()}
        assume(len(visible) < len(log))
        with log_of(visible[at] for at in sorted(visible)) as fewer:
            for _ in range(3):
                name, given_ = data.draw(calls(story, day))
                here, there = (Desk(one, **cuts).call(name, given_) for one in (log, fewer))
                assert masked(answer_text(here)) == masked(answer_text(there))
                assert unplaced(answer_json(here)) == unplaced(answer_json(there))
                assert len(answer_text(here).encode()) <= MOST_BYTES
