"""What is kept of a question from one cut to the next changes no answer."""

from __future__ import annotations

from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from eventlog import times
from eventlog.claims import Quantity
from eventlog.events import Corrected
from eventlog.knowledge.gather import gather
from eventlog.reports import Report
from eventlog.standing.cut import Cut, Policy
from eventlog.standing.evaluate import evaluate
from eventlog.standing.painting import Painting, anew, laid, plain
from eventlog.standing.statements import Word
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


@share(6)  # judges each question twice at every moment
@given(stories(), st.sampled_from(sorted(BY_ID)), st.randoms(use_true_random=False))
def test_a_sweep_over_the_cuts_answers_as_a_judgement_of_each(story: Story, question: str, draw: Random) -> None:
    """From moment to moment, forward and then in any order, under both readings: as if each were asked alone."""
    reader = story.reader()
    swept = gather(reader, question, reader.size())
    whole = evaluate(swept, Cut.of(zone=reader.zone, position=reader.size()), None)
    moments = list(whole.moments)
    for moment in (*moments, *draw.sample(moments, min(len(moments), 6))):
        for policy in Policy:
            cut = attrs.evolve(whole.cut, published=moment, policy=policy)
            kept, fresh = evaluate(swept, cut, None), evaluate(attrs.evolve(swept), cut, None)
            assert picture(kept) == picture(fresh)
            assert kept == fresh
            assert list(map(_left, kept.words)) == list(map(_left, fresh.words))


@share(2)
@given(stories(), st.sampled_from(sorted(BY_ID)), cuts, st.randoms(use_true_random=False))
def test_laying_a_word_into_a_painting_is_painting_all_of_it(
    story: Story, question: str, day: str, draw: Random
) -> None:
    """Word by word, in any order: what is left of each is as if all had been painted at once."""
    reader = story.reader()
    cut = Cut.of(zone=reader.zone, position=reader.size(), published=day)
    words = evaluate(gather(reader, question, reader.size()), cut).words
    layer = [Word(word.statement, word.placed, word.loss) for word in words if word.paints]
    groups = sorted({word.placed.group for word in layer})
    draw.shuffle(groups)
    held: tuple[Painting, ...] = ()
    for upto in range(1, len(groups) + 1):
        some = [word for word in layer if word.placed.group in groups[:upto]]
        if plain(some):
            found, whole = laid(some, held), anew(some)
            assert found is not None
            assert {id: _left(word) for id, word in found.left.items()} == {
                id: _left(word) for id, word in whole.left.items()
            }
            held = (found,)


def _left(word: Word) -> tuple[object, ...]:
    rest = word.remainder
    return (word.id, rest.left, rest.sure, rest.core, rest.hull, rest.certain, rest.possible, rest.until)


def test_a_place_is_that_of_the_date_as_it_is_now_written() -> None:
    """A date corrected to the same moment at another place: its offset is that of the correction, from then on."""
    story = Story()
    report = Report(publisher="outlet:post", title="one", published="2031-05-01T10:00:00+02:00")
    claim = report.claim("fort.held", True, by=["person:ada"])
    again = "2031-05-01T11:00:00+03:00"
    notice = Corrected(target=report.id, by="outlet:post", notice="2031-05-10", field="published", value=again)
    story.record(report, claim, notice)
    dossier = gather(story.reader(), "fort.held", story.reader().size())
    hours = []
    for day in ("2031-05-02", "2031-05-20", "2031-05-02"):
        cut = Cut.of(zone="UTC", position=dossier.position, published=day)
        (word,) = evaluate(dossier, cut).words
        hours.append((word.placed.order.offset or 0) // 3_600_000_000)
    assert hours == [2, 3, 2]


def test_an_answer_is_told_anew_where_another_comes_to_oppose_it() -> None:
    """Its own words are the same, and so are all the sources: one of them has said another figure for its time."""
    story = Story()
    story.record(BY_ID["fort.strength"])

    def told(day: str, who: str, number: int, during: str) -> None:
        report = Report(publisher="outlet:post", title=f"{who} {number}", published=day)
        count = Quantity(low=number, high=number, unit="soldier", of="soldiers")
        story.record(report, report.claim("fort.strength", count, by=[who], during=during))

    for month in range(1, 9):
        told("2031-05-01", "person:cy", 1_000 + month, f"2030-{month:02}")
    told("2031-05-01", "person:ada", 100, "2031-05/..")
    told("2031-05-01", "person:bo", 200, "2031-06")
    told("2031-05-01", "person:di", 300, "2030-10")
    told("2031-05-20", "person:di", 400, "2031-07")
    dossier = gather(story.reader(), "fort.strength", story.reader().size())
    against = []
    for day in ("2031-05-10", "2031-05-30"):
        standing = evaluate(dossier, Cut.of(zone="UTC", position=dossier.position, published=day))
        against.append(next(one.against for one in standing if one.value.low == 100))
    assert against == [("person:bo",), ("person:bo", "person:di")]
