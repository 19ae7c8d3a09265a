"""States of knowledge that are held and asked again and again, while their log grows and loses words."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import strategies as st

from eventlog import Knowledge
from eventlog.errors import EventLogError
from eventlog.knowledge.gather import gather
from eventlog.log import EventLog
from eventlog.log.reader import LogReader
from knowledge_strategies import BY_ID, Story, picture

steps = st.lists(
    st.one_of(
        st.tuples(st.just("record"), st.integers(1, 6)),
        st.tuples(st.just("redact"), st.integers(1, 30)),
        st.tuples(st.just("hold"), st.sampled_from([None, "2031-06-15"])),
        st.tuples(st.just("ask"), st.sampled_from(sorted(BY_ID))),
        st.tuples(st.just("ask"), st.sampled_from(sorted(BY_ID))),
    ),
    min_size=4,
    max_size=14,
)


def check_held(log: EventLog, story: Story, given: list[tuple[str, object]]) -> None:
    """Whatever came or went meanwhile, each state that is held says what one says that was never asked before."""
    waiting = [entry.event for entry in story.entries]
    held: list[Knowledge] = []
    log.record(*(waiting.pop(0) for _ in range(len(waiting) // 2)))
    for step, told in given:
        if step == "record":
            for event in waiting[:told]:
                with suppress(EventLogError):  # what it replies to, or is about, is gone
                    log.record(event)
            del waiting[:told]
        elif step == "redact":
            with suppress(EventLogError, LookupError):  # it stands for good, or is gone
                log.redact(1 + told % len(log), reason="order 17")
        elif step == "hold":
            held.append(log.as_of(told))
        elif step == "ask":
            for known in (*held, log.as_of()):
                fresh = Knowledge(LogReader(log.store), known.cut)
                assert known[told].dossier == gather(fresh.reader, str(told), known.cut.position)
                assert picture(known[told]) == picture(fresh[told])
                assert known[told].withheld == fresh[told].withheld
