"""What an index answers is what a scan would find, and a question costs what bears on it."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog.errors import IdempotencyConflict
from eventlog.events import Entry
from eventlog.knowledge import Cut, Knowledge
from eventlog.testing.events import stories
from eventlog.testing.values import FEW_QUESTIONS
from log_backends import DAY, STORES, Bench
from log_samples import nobody, plain, report, river
from plain_reader import PlainReader


def entries_of(log) -> list[Entry]:
    """The entries as plain values."""
    return [Entry(entry.position, entry.recorded, entry.kind, entry.event) for entry in log.entries()]


@pytest.mark.parametrize("store", STORES)
@given(
    told=st.lists(stories(max_reports=2), min_size=1, max_size=4),
    published=st.sampled_from((None, "1990", "2024-06-27", "2059")),
    policy=st.sampled_from(("certain", "possible")),
    data=st.data(),
)
@settings(max_examples=30)
def test_index_and_scan_agree(store, told, published, policy, data, tmp_path_factory) -> None:
    """Every standing that is answered from effect rows is the one that a fold over all entries gives."""
    bench = Bench(store, tmp_path_factory.mktemp("log"))
    for story in told:
        with contextlib.suppress(IdempotencyConflict):  # two of the stories may give one text two titles
            bench.log.record(*story)
        bench.clock.go(DAY)
    size = len(bench.log)
    position = data.draw(st.integers(0, size))
    cut = Cut.of(zone="UTC", position=position, published=published, policy=policy)
    indexed, scanned = Knowledge(bench.log.reader, cut), Knowledge(PlainReader(entries_of(bench.log)), cut)
    assert indexed.questions == scanned.questions
    for question in FEW_QUESTIONS:
        assert indexed[question] == scanned[question]
    assert list(indexed.entries()) == list(scanned.entries())
    bench.log.close()


def test_a_question_does_not_read_the_log(bench, monkeypatch) -> None:
    """The standing of one question is worked out from what bears on it, however long the log is around it."""
    log = bench.log
    one = report()
    log.record(one, river(one), nobody(one))
    log.record(*(thing for number in range(500) for thing in plain(number)))
    taken = []

    def counting(store, name):
        real = getattr(store, name)

        def counted(*words):
            found = real(*words)
            if name == "entry":
                taken.append(found.position)
                return found
            return ([taken.append(content[0]) or content for content in piece] for piece in found)

        monkeypatch.setattr(store, name, counted)

    def counted(store):
        for name in ("entry", "contents", "at", "under", "having"):
            counting(store, name)

    counted(log.store)
    around = log.store.around

    def fetched(question):
        found = around(question)
        if found is not None:
            taken.extend(found.ids)
            counted(found)
        return found

    monkeypatch.setattr(log.store, "around", fetched)
    assert log.as_of("2024-12-31")["flood.river.level"].claims
    assert taken
    assert set(taken) <= {1, 2, 3}
