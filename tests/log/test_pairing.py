"""Which new reading takes the place of which old one: as if every pair were tried, and in time that grows with both."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Evidence, Question, Report
from eventlog.claims import Claim
from eventlog.log.pairing import pairs
from eventlog.log.revising import Found, revision

TEXT = "The quay was shut at noon, and forty boats lie inside."
REPORT = Report(publisher="outlet:post", title="Shut", published="2031-05-14", text=TEXT)


def spans(start: int, length: int) -> tuple[Evidence, ...]:
    """Words of the text, or none."""
    return (Evidence.of(TEXT, start, start + length),) if length else ()


claims = st.builds(
    lambda question, by, value, during, said, stance, paraphrase, evidence: REPORT.claim(
        question,
        {"low": value, "high": value, "unit": "boat"},
        by=by,
        during=during,
        said=said,
        stance=stance,
        paraphrase=paraphrase,
        evidence=evidence,
    ),
    st.sampled_from(["quay.boats", "quay.ships"]),
    st.sampled_from([[], ["person:ada"], ["gov:board", "person:bo"]]),
    st.integers(0, 2),
    st.sampled_from([None, "2031-05-13"]),
    st.sampled_from([None, "2031-05-12"]),
    st.sampled_from(["assert", "announce"]),
    st.sampled_from(["", "boats"]),
    st.builds(spans, st.integers(0, 12), st.integers(0, 6)),
)
several = st.lists(claims, max_size=8, unique_by=lambda one: one.id)


def likeness(new: Claim, old: Claim) -> int:
    """How much of a claim stayed."""
    overlap = any(a.start < b.end and b.start < a.end for a in new.evidence for b in old.evidence)
    if new.question != old.question and not overlap:
        return 0
    speakers = [one.speaker.agent if one.speaker else None for one in (new, old)]
    told = (
        (new.question == old.question, 3),
        (overlap, 3),
        (speakers[0] == speakers[1], 2),
        (new.value == old.value, 1),
    )
    rest = sum(getattr(new, name) == getattr(old, name) for name in ("during", "said", "stance", "paraphrase"))
    return sum(weight for fits, weight in told if fits) + rest


def all_tried(fresh: Sequence[Claim], gone: Sequence[Claim]) -> dict[str, Claim]:
    """Every pair, the most alike first, then by their order."""
    ranked = [(-likeness(new, old), at, place) for at, new in enumerate(fresh) for place, old in enumerate(gone)]
    found: dict[int, int] = {}
    for score, at, place in sorted(ranked):
        if score <= -4 and at not in found and place not in found.values():
            found[at] = place
    return {fresh[at].id: gone[place] for at, place in found.items()}


@given(several, several)
def test_the_most_alike_come_first(fresh: list[Claim], gone: list[Claim]) -> None:
    """Found by what they share, and not by trying each with each: with the same outcome."""
    assert pairs(fresh, gone) == all_tried(fresh, gone)


def test_a_table_that_was_edited_is_compared_in_time_with_its_length() -> None:
    """Of a thousand rows on one question each is another now, and then each is another again."""
    report = Report(publisher="gov:health", title="Cases", published="2031-06-01")

    def rows(more: int) -> list[Any]:
        value = {"unit": "case", "of": "cases"}
        return [
            report.claim(
                "cases", value | {"low": at + more, "high": at + more}, during=f"{1000 + at}", extractor="csv/1"
            )
            for at in range(1000)
        ]

    with eventlog.open(":memory:") as log:
        log.record(Question(id="cases", answer="quantity", measure="total", kind="event"), report, *rows(0))
        began = time.process_time()
        for more in (10_000, 20_000):
            found = revision(log, report, *rows(more))
            before = {one.id: one.before for one in found.of(Found.REREAD)}
            assert len(before) == 1000
            assert all(
                log.reader.entry(log.reader.find(before[one.id]) or 0).event.claim.during == one.during
                for one in rows(more)
            )
            found.apply(log)
        assert time.process_time() - began < 60  # each with each, and the question looked up for each: many minutes
