"""One bulk question for words and values says what the standings say, whatever the log, the cut and the policy."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archive_strategies import CUTS, archives, twins
from eventlog import times
from eventlog.knowledge import Cut, Knowledge, gather
from eventlog.knowledge.table import plain_words, rows_of, says
from eventlog.render.showing import status_words
from knowledge_strategies import Story, policies, share, stories

asked = st.lists(
    st.tuples(st.sampled_from(CUTS), policies, st.one_of(st.none(), st.integers(0, 12)), st.booleans()),
    min_size=1,
    max_size=5,
)


def compare(story: Story, cuts: list[tuple[str | None, str, int | None, bool]]) -> None:
    """Ask one reader at each cut: what was worked out for one of them is kept for the next."""
    reader = story.reader()
    for day, policy, back, recorded in cuts:
        at = max(0, reader.size() - (back or 0))
        moment = story.entries[at - 1].recorded if recorded and at else None
        given_: dict[str, Any] = {"recorded": None if moment is None else times.instant_text(moment)}
        cut = Cut.of(zone=reader.zone, position=at, published=day, policy=policy, **given_)
        quick, known = Knowledge(reader, cut), Knowledge(reader, cut)
        standings = [one for one in known if says(one)]
        assert quick.statuses() == {one.id: one.status for one in standings}
        assert list(quick.table()) == [row for one in standings for row in rows_of(one, known.name_of)]
        ids = sorted({id for kind in ("q", "dq") for id in gather.asked(reader, kind, at)})
        for id, (question, status) in plain_words(reader, cut, ids).items():
            one = known[id]
            assert (question, str(status), ()) == (one.question, status_words(one), one.problems)


@share(2)  # asks every question at several cuts, twice
@given(archives(), asked)
def test_a_table_of_an_archive_says_what_its_standings_say(
    story: Story, cuts: list[tuple[str | None, str, int | None, bool]]
) -> None:
    """Where much looks alike, and almost alike."""
    compare(story, cuts)


@given(twins(), asked)
def test_what_is_almost_alike_is_told_apart(story: Story, cuts: list[tuple[str | None, str, int | None, bool]]) -> None:
    """Three questions that differ in one field of one claim."""
    compare(story, cuts)


@share(4)
@given(stories(), asked)
def test_a_table_of_any_log_says_what_its_standings_say(
    story: Story, cuts: list[tuple[str | None, str, int | None, bool]]
) -> None:
    """Where everything is odd."""
    compare(story, cuts)
