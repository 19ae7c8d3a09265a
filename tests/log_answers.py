"""A small log in a file that has something of everything, and all that a log says, to be compared with what it said."""

from __future__ import annotations

import eventlog
from eventlog.events import Retracted
from knowledge_strategies import pictures
from log_backends import START, dump
from log_samples import HURT, MAYOR, doubted, linked, nobody, plain, report, river


def filled(path) -> None:
    """A log of some batches, with an index over questions, reports, ids and agents."""
    moments = iter(range(START, START + 1_000_000_000, 1_000_000))
    with eventlog.open(path, clock=lambda: next(moments)) as log:
        one = report()
        a, b = river(one), nobody(one)
        log.record(one, a, b)
        log.record(MAYOR, HURT, doubted(a), linked(a, b))
        for number in range(12):
            log.record(*plain(number, f"flood.river.level{number % 5}"))
        log.record(Retracted(target=a, by="outlet:herald", notice="2024-06-22"))
        log.redact(len(log) - 3, reason="asked for")


def answers(log) -> list:
    """All that a log says: its bytes, what was known at some cuts, what is found by ids, keys and moments."""
    ids = [log.store.id_at(at) for at in range(1, len(log) + 1)]
    said: list = [dump(log), log.head, ids, [None if id is None else log.store.find(id) for id in ids]]
    said.append([list(log.store.keys(prefix, len(log))) for prefix in ("q:", "a:", "in:", "on:", "x:", "w:", "")])
    for key in said[-1][-1]:
        said.append([content for piece in log.store.under((key,), 0, len(log)) for content in piece])
        said.append([content for piece in log.store.under((key,), 4, len(log)) for content in piece])
    said.append([log.store.upto(START + 1_000_000 * number) for number in range(20)])
    for cut in ({}, {"recorded": "2024-06-26T12:00:03Z"}, {"said": "2024-06-20"}, {"published": "2024-06-21"}):
        published = cut.pop("published", "2024-12-31")
        said.append(pictures(log.as_of(published, **cut)))
    return said
