"""What is dealt to a part answers its questions as the whole log does."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_strategies import archives
from eventlog.clock import Clock
from eventlog.codec import Encoder, kind_of
from eventlog.errors import EventLogError
from eventlog.events.dependencies import effects
from eventlog.log import EventLog
from eventlog.mergeable import diff, standings, statuses, timelines
from eventlog.runners import Loop, digest
from eventlog.segments import Segments, write
from eventlog.stores import MemoryStore, NewEntry
from eventlog.testing.stores import Hand, counted_salts
from knowledge_strategies import CUTS, policies, share, stories
from runners_parts import by_parts

pytest.importorskip("pyarrow", reason="segments are Parquet files: pip install '.[lake]'")


def recorded(story) -> EventLog:
    """The story as a log; it is put there past the door, since it tells of more than is let in."""
    store, ids = MemoryStore(salts=counted_salts()), {str(one.id): one.position for one in story.entries}
    encoder = Encoder(ids.get)
    for recorded, batch in groupby(story.entries, key=lambda one: one.recorded):
        rows = [
            NewEntry(kind_of(one.event).stored, encoder.encode(one.event), str(one.id), effects(one.event))
            for one in batch
        ]
        with store.writing() as writing:
            writing.append(rows, recorded)
    return EventLog(store, Clock(Hand(story.entries[-1].recorded + 1)))


@share(3)
@given(st.one_of(archives(), stories()), st.sampled_from(CUTS), policies, st.integers(1, 40), st.data())
def test_parts_answer_as_the_whole_does(tmp_path_factory, story, day, policy, parts, data) -> None:
    """Of logs with links, withdrawals, judgements, redactions and agents that are one, dealt into a few or many."""
    folder = tmp_path_factory.mktemp("reach")
    with recorded(story) as log:
        if not len(log):
            return
        for _ in range(data.draw(st.integers(0, 2))):
            try:
                log.redact(data.draw(st.integers(1, len(log))), reason="order 17", by="user:desk")
            except EventLogError:
                continue
        write(log, folder)
        segments = Segments(folder)
        before, after = segments.as_of(CUTS[1]), segments.as_of(day, policy=policy)
        known = log.as_of(day, policy=policy)
        said = {row["question"]: row["status"] for row in by_parts(statuses(after), segments, parts).to_pylist()}
        assert said == {id: str(word) for id, word in known.statuses().items()}
        for projection in (standings(after), timelines(after), diff(before, after)):
            assert digest(by_parts(projection, segments, parts)) == digest(Loop().run(projection, segments))
