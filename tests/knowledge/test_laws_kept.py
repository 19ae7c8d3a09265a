"""What is kept of a question from one cut to the next changes no answer."""

from __future__ import annotations

import attrs
from hypothesis import given
from hypothesis import strategies as st

from eventlog import times
from eventlog.knowledge.gather import gather
from eventlog.standing.cut import Cut
from eventlog.standing.evaluate import evaluate
from knowledge_strategies import BY_ID, DAY, Story, cuts, picture, policies, share, stories

SPANS = (None, None, (times.instant("2031-06-10T00:00:00Z"), times.instant("2031-06-10T00:00:00Z") + DAY))


@share(4)  # asks each question several times
@given(
    stories(),
    st.lists(st.tuples(cuts, policies, st.sampled_from(SPANS)), min_size=2, max_size=6),
    st.sampled_from(sorted(BY_ID)),
)
def test_a_dossier_that_was_asked_before_answers_as_a_new_one(
    story: Story, asked: list[tuple[str, str, tuple[int, int] | None]], question: str
) -> None:
    """At other cuts, under the other reading, of other times: whatever was asked, the answer is that of a new one."""
    reader = story.reader()
    often = gather(reader, question, reader.size())
    for day, policy, span in asked:
        cut = Cut.of(zone=reader.zone, position=reader.size(), published=day, policy=policy)
        kept, fresh = evaluate(often, cut, span), evaluate(gather(reader, question, reader.size()), cut, span)
        assert picture(kept) == picture(fresh)
        assert [attrs.astuple(one, recurse=False) for one in kept.problems] == [
            attrs.astuple(one, recurse=False) for one in fresh.problems
        ]
