"""Whatever an entry's bytes say, if they decode they break no answer: it is given, or refused by an error of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import explore
from eventlog.codec import Reading, encode, kind_of
from eventlog.errors import EventLogError
from eventlog.events import Entry, Redacted
from eventlog.knowledge import Cut, Knowledge
from knowledge_strategies import IndexedReader, Story, share, stories

ODD = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        10**20,
        "",
        "x",
        "yes",
        "org:none",
        "claim:00",
        "report:ff",
        "redacted:1",
        "port.shut",
    ),
    *("2031", "2031-02-30", "9999-12-31", "0001-01-01", "[..2031]", "2031/..", "../..", "Europe/Nowhere", "UTC"),
    *([], {}, ["x"], {"none": True}, {"low": "1", "unit": "person"}, {"time": "2031"}, {"agent": "org:none"}),
    *("CT+", "PS-", "Uu", "withhold", "utterance", "cumulative", "published", "anon:x", "\ud7ff", "a" * 300),
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value at which another value may stand."""
    if path:
        yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in members:
        yield from paths(one, (*path, key))


def put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    """Set what stands at a place."""
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new


def asked(reader: IndexedReader, size: int) -> None:
    """Ask everything, under both readings, on two days; only errors of ours may come of it."""
    states = []
    for date in ("2031-06-10", "2032-01-01"):
        for policy in ("certain", "possible"):
            cut = Cut.of(zone=reader.zone, position=size, published=date, policy=policy)
            states.append(Knowledge(reader, cut))
    for known in states:
        answered(lambda known=known: [str(one) + repr(one) + one._repr_html_() for one in known])
        answered(lambda known=known: known.questions)
        answered(lambda known=known: [list(known.entries()), known.basis, known.agents])
        for agent in ("person:ada", "gov:north", "org:none"):
            answered(lambda known=known, agent=agent: known.impact(agent))
    answered(lambda: list(map(str, eventlog.diff(states[0], states[2]))))
    answered(lambda: explore.page(states[3]))


def answered(ask: Any) -> None:
    """Give the answer or one of our own errors."""
    try:
        ask()
    except EventLogError:
        return


@pytest.mark.filterwarnings("ignore::eventlog.Unread")
@share(3)  # asks a whole log everything
@given(stories(), st.data())
def test_bytes_that_decode_break_no_answer(story: Story, data: st.DataObject) -> None:
    """One or two members of entries are set to something odd; what still decodes is asked about as any log is."""
    at = {str(entry.id): entry.position for entry in story.entries}
    bodies = [json.loads(encode(entry.event, at.get)) for entry in story.entries]
    for _ in range(data.draw(st.integers(1, 2))):
        which = data.draw(st.integers(0, len(bodies) - 1))
        path = data.draw(st.sampled_from(list(paths(bodies[which])) or [()]))
        if path:
            put(bodies[which], path, data.draw(st.one_of(st.sampled_from(ODD), st.integers(1, len(bodies)))))
    entries: list[Entry] = []
    reading = Reading(lambda position: str(entries[position - 1].id) if 0 < position <= len(entries) else None)
    for old, body in zip(story.entries, bodies, strict=True):
        kind = _kind(old)
        event = reading.decode(kind, json.dumps(body).encode())
        entries.append(Entry(old.position, old.recorded, kind, event))
    asked(IndexedReader(entries), len(entries))


def _kind(entry: Entry) -> str:
    assert not isinstance(entry.event, Redacted)
    return kind_of(entry.event).stored
