"""The law of the sealed past, for one log, one cut and one call.

A *triple* is a random log, a cut, and a call of any tool. The answer has to be, byte for byte, that of a log that never
held the entries that the cut leaves out. Where the cut leaves out nothing the triple says nothing: it is *vacuous*.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import attrs
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from eventlog import times
from eventlog.desk import Desk, Door
from eventlog.errors import InvalidValue
from eventlog.events import Entry, ReportRecorded
from eventlog.knowledge import Cut, Knowledge
from eventlog.log.proposing import propose
from eventlog.mcp.words import MOST_BYTES, answer_text
from eventlog.serve.shapes import answer_json
from eventlog.times.instants import instant_text
from find_strategies import Wordy, queries
from knowledge_strategies import BY_ID, CUTS, IndexedReader, Story, policies, stories

SHARP = (
    *("2031-05-08", "2031-06-09", "2031-06-29", "2031-07-14", "2031-05-31", "2031-06-14"),
    *("2031-05-16T11:59:59.999999Z", "2031-06-09T11:59:59.999999Z", "2031-07-02T11:59:59.999999Z"),
)
"""Cuts right before days and moments at which something is published or said."""
days = st.sampled_from((*CUTS[:5], *SHARP))
DOOR = Door(extractor="model/3", by="user:desk")


class Held:
    """A log, as far as a desk asks it, of these entries in a row, each recorded when it was and with the id it had."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.reader = IndexedReader(attrs.evolve(entry, position=at) for at, entry in enumerate(entries, start=1))

    def as_of(self, published: str | None, *, recorded: str | None, **cuts: Any) -> Knowledge:
        """What was known, as `EventLog.as_of` has it."""
        size = self.reader.size()
        position = size if recorded is None else min(size, self.reader.upto(times.cut(recorded, "UTC")))
        cut = Cut.of(zone="UTC", position=position, published=published, recorded=recorded, **cuts)
        return Knowledge(self.reader, cut)

    def propose(self, items: Any, *, extractor: str, by: str, report: str) -> Any:
        """What the door says, up to where it records."""
        return propose(self, items, extractor=extractor, by=by, report=report, keep_going=False)

    def record(self, *events: Any) -> Any:
        """Nothing is recorded; what would be is said."""
        return SimpleNamespace(new=tuple(range(len(events))), notes=())


@attrs.frozen
class Triple:
    """A log, the log without what a cut leaves out, the cut, and a call."""

    whole: Held
    fewer: Held
    cuts: dict[str, Any]
    name: str
    given: dict[str, Any]
    vacuous: bool
    masked: bool = True

    def answers(self, held: Held) -> tuple[str, Any]:
        """The answer in words and as JSON; but for a cut on the log's clock without positions and tokens."""
        desk = Desk(held, **self.cuts, door=None if "recorded" in self.cuts else DOOR)
        try:
            answer = desk.call(self.name, self.given)
        except InvalidValue as error:
            return str(error), None
        text = answer_text(answer)
        assert len(text.encode()) <= MOST_BYTES
        told = None if self.name == "propose" else answer_json(answer)
        return (unnamed(text), unplaced(told)) if self.masked else (text, told)

    def check(self) -> None:
        """The two answers are the same."""
        assert self.answers(self.whole) == self.answers(self.fewer), (self.cuts, self.name, self.given)


def unnamed(text: str) -> str:
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


@st.composite
def calls(draw: st.DrawFn, story: Story, day: str | None, *, door: bool) -> tuple[str, dict[str, Any]]:
    """Any call of any tool, of what is there, of what is there later, and of what never is."""
    questions = st.sampled_from([*BY_ID, "fort", "fort.none", "port"])
    ids = st.sampled_from([*(one.id for one in story.claims), "claim:" + "0" * 32])
    match draw(st.sampled_from(("find", "find", "ask", "ask", "why", "changes", "questions", *["propose"] * door))):
        case "find":
            return "find", {"words": draw(queries), "limit": draw(st.integers(1, 20))}
        case "ask":
            return "ask", {"question": draw(questions)}
        case "why":
            return "why", {"claim": draw(ids)}
        case "propose":
            return "propose", draw(proposals(story, ids))
        case "changes":
            since = draw(st.sampled_from([one for one in CUTS if day is None or one <= day] or ["2031-04-01"]))
            return "changes", {"since": since} | ({"about": draw(questions)} if draw(st.booleans()) else {})
    given_ = {"about": draw(questions)} if draw(st.booleans()) else {}
    return "questions", given_ | ({"after": draw(questions)} if draw(st.booleans()) else {})


@st.composite
def proposals(draw: st.DrawFn, story: Story, ids: st.SearchStrategy[str]) -> dict[str, Any]:
    """Something read in a report that is there, or there later; and a link to a claim that is, or is not."""
    reports = [entry.event.report for entry in story.entries if isinstance(entry.event, ReportRecorded)]
    report = draw(st.sampled_from(reports))
    words = (report.text or "x").split()[:1] or ["x"]
    claim = {"key": "c", "question": draw(st.sampled_from([*BY_ID])), "value": True, "quotes": [{"exact": words[0]}]}
    link = {"link": {"kind": "corroborates", "from": "c", "to": draw(ids)}}
    return {"report": report.id, "items": [{"claim": claim}, link][: draw(st.integers(1, 2))]}


@st.composite
def pressed(draw: st.DrawFn) -> list[Triple]:
    """Triples that are cut on the press clock, and maybe on what was said.

    What is out under either reading of vague dates is out, since an answer tells of the other one too.
    """
    story, drawn, said = draw(stories(Wordy())), draw(days), draw(st.none() | st.sampled_from(CUTS))
    rest = {"said": said, "policy": draw(policies), "include_boilerplate": draw(st.booleans())}
    log = Held(story.entries)
    for day in (drawn, *CUTS[::-1]):  # the day that was drawn, or the last one at which something is out later
        kept: dict[int, Entry] = {}
        for policy in ("certain", "possible"):
            kept |= {one.position: one for one in log.as_of(day, recorded=None, said=said, policy=policy).entries()}
        vacuous = len(kept) == len(story.entries)
        if not vacuous:
            break
    fewer = Held(kept[at] for at in sorted(kept))
    cuts = {"published": day} | rest
    asked = [draw(calls(story, day, door=True)) for _ in range(3)]
    return [Triple(log, fewer, cuts, name, given_, vacuous) for name, given_ in asked]


@st.composite
def recorded(draw: st.DrawFn) -> list[Triple]:
    """Triples that are cut on the log's own clock alone: then not even positions and tokens differ."""
    story = draw(stories(Wordy()))
    moment = draw(st.sampled_from([entry.recorded for entry in story.entries]))
    cuts = {"recorded": instant_text(moment), "policy": draw(policies)}
    kept = [entry for entry in story.entries if entry.recorded <= moment]
    asked = [draw(calls(story, None, door=False)) for _ in range(3)]
    log, fewer, vacuous = Held(story.entries), Held(kept), len(kept) == len(story.entries)
    return [Triple(log, fewer, cuts, name, given_, vacuous, masked=False) for name, given_ in asked]


def searched(triples: st.SearchStrategy[list[Triple]], examples: int, check: Callable[[Triple], None]) -> Counter[str]:
    """How many triples were tried, and how many of them were vacuous."""
    counts: Counter[str] = Counter()

    @settings(max_examples=examples, database=None, report_multiple_bugs=False, phases=(Phase.generate,))
    @given(triples)
    def search(found: list[Triple]) -> None:
        for one in found:
            check(one)
            counts["vacuous" if one.vacuous else "told"] += 1
            counts[one.name] += 1

    search()
    return counts
