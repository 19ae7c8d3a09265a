"""What is kept of a question from one cut to the next changes no answer."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice, pairwise
from random import Random
from types import SimpleNamespace
from typing import cast

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

import eventlog
from eventlog import times
from eventlog.claims import Link, Quantity, Question, QuestionKind
from eventlog.events import Amended, Corrected, Retracted
from eventlog.explore.turns import Telling
from eventlog.knowledge.gather import gather
from eventlog.knowledge.recent import dossier_of
from eventlog.knowledge.turning import last_of, turning
from eventlog.reports import Report
from eventlog.standing.answers import value_of
from eventlog.standing.cut import Cut, Policy
from eventlog.standing.evaluate import evaluate
from eventlog.standing.painting import Painting, anew, laid, plain
from eventlog.standing.placing import lasts
from eventlog.standing.sides import Laid
from eventlog.standing.spans import Span
from eventlog.standing.statements import Word
from eventlog.standing.supersession import clipped
from knowledge_strategies import BY_ID, DAY, Story, cuts, known, picture, policies, share, stories

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


@share(6)  # judges each question twice at every moment
@given(stories(), st.sampled_from(["fort.held", "fort.strength", "fort.commander"]))
def test_what_is_printed_first_is_that_of_a_judgement_of_each_moment(story: Story, question: str) -> None:
    """The stretch of time that is told first moves from cut to cut; what was told of another one changes nothing."""
    reader = story.reader()
    swept = gather(reader, question, reader.size())
    whole = evaluate(swept, Cut.of(zone=reader.zone, position=reader.size()), None)
    for moment in whole.moments:
        for policy in Policy:
            cut = attrs.evolve(whole.cut, published=moment, policy=policy)
            kept, fresh = evaluate(swept, cut, None).first, evaluate(attrs.evolve(swept), cut, None).first
            assert kept.since == fresh.since
            assert kept.standing == fresh.standing


said_in_a_crowd = st.tuples(
    st.integers(0, 5),  # who
    st.integers(0, 12),  # which figure
    st.integers(1, 24),  # the day on which it is published
    st.sampled_from(("2031-05-{:02}", "2031-05-{:02}~", "[2031-05-{:02}..2031-05-28]")),
    st.sampled_from((None, None, "2031-04", "2031-04-1X", "2031-05/..", "2031-05-{:02}/..")),
    st.sampled_from(("CT+", "CT+", "CT+", "PS+", "CT-")),
)


def crowd(said: list[tuple[int, int, int, str, str | None, str]], figures: bool) -> Story:
    """Many words of a few sources, of many figures or of two answers, so that there are many sides, or large ones."""
    story = Story()
    story.record(BY_ID["fort.strength"], BY_ID["fort.held"])
    for at, (who, number, day, published, during, factuality) in enumerate(said):
        report = Report(publisher="outlet:post", title=f"Report {at}", published=published.format(day))
        count = Quantity(low=100 * number, high=100 * number + 150, unit="soldier", of="soldiers")
        when = None if during is None else during.format(day)
        question, value = ("fort.strength", count) if figures else ("fort.held", True)
        given = {} if when is None else {"during": when}
        story.record(report, report.claim(question, value, by=[f"person:p{who}"], factuality=factuality, **given))
    return story


@share(6)  # judges the question anew after each of many words
@given(
    st.lists(said_in_a_crowd, min_size=8, max_size=24),
    st.booleans(),
    st.lists(
        st.tuples(st.sampled_from((2, 9, 16, 23, 28)), policies, st.sampled_from(SPANS)), min_size=24, max_size=24
    ),
)
def test_a_crowd_that_grows_is_judged_as_one_that_was_there(
    said: list[tuple[int, int, int, str, str | None, str]],
    figures: bool,
    asked: list[tuple[int, str, tuple[int, int] | None]],
) -> None:
    """After each word, at whatever date, under either reading: what was worked out before it came changes nothing."""
    question, events = "fort.strength" if figures else "fort.held", [one.event for one in crowd(said, figures).entries]
    with eventlog.open(":memory:") as log:
        log.record(*events[:2])
        for at, (day, policy, span) in zip(range(2, len(events), 2), asked, strict=False):
            log.record(*events[at : at + 2])
            cut = Cut.of(zone="UTC", position=len(log), published=f"2031-05-{day:02}", policy=policy)
            kept = evaluate(dossier_of(log.reader, question, len(log)), cut, span)
            fresh = evaluate(gather(log.reader, question, len(log)), cut, span)
            assert kept == fresh
            assert picture(kept) == picture(fresh)
            assert list(map(_left, kept.words)) == list(map(_left, fresh.words))
            assert kept.first.standing == fresh.first.standing
            assert kept.timeline == fresh.timeline


@share(6)  # judges each question twice at every moment
@given(st.lists(said_in_a_crowd, min_size=12, max_size=36), st.booleans())
def test_a_sweep_over_a_crowd_answers_as_a_judgement_of_each(
    said: list[tuple[int, int, int, str, str | None, str]], figures: bool
) -> None:
    """Many sides that come and go, and sides of many words: each cut, and what is first at it, as if asked alone."""
    reader = crowd(said, figures).reader()
    question = "fort.strength" if figures else "fort.held"
    swept = gather(reader, question, reader.size())
    whole = evaluate(swept, Cut.of(zone=reader.zone, position=reader.size()), None)
    for moment in whole.moments:
        for policy in Policy:
            cut = attrs.evolve(whole.cut, published=moment, policy=policy)
            kept, fresh = evaluate(swept, cut, None), evaluate(attrs.evolve(swept), cut, None)
            assert kept == fresh
            assert kept.first.standing == fresh.first.standing
            assert kept.timeline == fresh.timeline


said_as_ranges = st.tuples(
    st.integers(0, 5),  # who
    st.sampled_from((0, 0, 20, 40, 300)),  # from which figure
    st.sampled_from((0, 30, 30, 300)),  # how wide
    st.integers(1, 28),  # the day on which it is published
    st.sampled_from(("CT+", "CT+", "PR+", "CT-")),
)


@share(4)  # judges each question twice at every moment
@given(
    st.lists(said_as_ranges, min_size=4, max_size=16),
    st.sampled_from((QuestionKind.UTTERANCE, QuestionKind.EVENT, QuestionKind.STATE)),
)
def test_figures_that_come_to_be_disputed_are_told_as_firm_as_they_are(
    said: list[tuple[int, int, int, int, str]], kind: QuestionKind
) -> None:
    """Of ranges of which each fits some and excludes others, the words of an answer stay and what faces them comes."""
    story = Story()
    story.record(Question(id="fort.losses", kind=kind, answer="quantity", words="How many were lost?"))
    for at, (who, low, width, day, factuality) in enumerate(said):
        report = Report(publisher=f"outlet:o{who}", title=f"Report {at}", published=f"2031-05-{day:02}")
        lost = Quantity(low=low, high=low + width, unit="soldier")
        story.record(report, report.claim("fort.losses", lost, by=[f"person:p{who}"], factuality=factuality))
    reader = story.reader()
    swept = gather(reader, "fort.losses", reader.size())
    whole = evaluate(swept, Cut.of(zone=reader.zone, position=reader.size()))
    for moment in whole.moments:
        for policy in Policy:
            cut = attrs.evolve(whole.cut, published=moment, policy=policy)
            kept, fresh = evaluate(swept, cut), evaluate(attrs.evolve(swept), cut)
            assert kept == fresh
            assert kept.first.standing == fresh.first.standing


@share(6)  # judges each question twice at every moment
@given(st.lists(said_in_a_crowd, min_size=6, max_size=24), st.booleans(), st.randoms(use_true_random=False))
def test_a_timeline_goes_as_far_back_as_it_is_asked(
    said: list[tuple[int, int, int, str, str | None, str]], figures: bool, draw: Random
) -> None:
    """However far back the timeline of another cut was asked for, each stretch is that of a judgement of its own."""
    reader = crowd(said, figures).reader()
    swept = gather(reader, "fort.strength" if figures else "fort.held", reader.size())
    whole = evaluate(swept, Cut.of(zone=reader.zone, position=reader.size()))
    for moment in whole.moments:
        for policy in Policy:
            cut = attrs.evolve(whole.cut, published=moment, policy=policy)
            kept, fresh = evaluate(swept, cut), evaluate(attrs.evolve(swept), cut)
            for far in (draw.choice((0, 1, 2, 4)), draw.choice((0, None))):
                assert list(islice(kept.lately, far)) == list(islice(fresh.lately, far))


@share(6)  # judges and tells each question at every moment
@given(stories(), st.sampled_from(sorted(BY_ID)))
def test_a_page_tells_each_state_as_if_it_were_told_alone(story: Story, question: str) -> None:
    """What is told once for both readings, or taken from the state before, is what a page of that state alone says."""
    knowledge = known(story.reader(), None)
    last = last_of(knowledge, question, None)
    telling = Telling(knowledge.register.names)
    for policy, moment, standing in turning(last, None):
        fresh = evaluate(attrs.evolve(last.dossier), standing.cut)
        assert standing.cut.policy is policy
        assert standing.cut.published == moment
        assert telling.state_of(standing) == Telling(knowledge.register.names).state_of(fresh)


@share(4)  # judges a question at several moments
@given(stories(), st.sampled_from(sorted(BY_ID)), st.randoms(use_true_random=False))
def test_two_standings_differ_where_they_say_different_things(story: Story, question: str, draw: Random) -> None:
    """However much of the one was taken from the other, and however little."""
    reader = story.reader()
    swept = gather(reader, question, reader.size())
    whole = evaluate(swept, Cut.of(zone=reader.zone, position=reader.size()))
    cuts = [attrs.evolve(whole.cut, published=one, policy=policy) for one in whole.moments for policy in Policy]
    some = [evaluate(swept, cut) for cut in draw.sample(cuts, min(len(cuts), 6))]
    some += [evaluate(attrs.evolve(swept), one.cut) for one in some[:2]]
    for one, other in pairwise([*some, *some[::-1]]):
        assert one.differs(other) == (one.content() != other.content())


@share(2)
@given(stories(), st.sampled_from(sorted(BY_ID)), cuts, st.integers(-40, 40), st.integers(0, 40))
def test_a_word_in_a_stretch_of_time_has_what_of_it_lies_there(
    story: Story, question: str, day: str, begin: int, length: int
) -> None:
    """Of each reading, of what is certain and of what is possible: the parts that lie in the stretch, and no others."""
    reader = story.reader()
    cut = Cut.of(zone=reader.zone, position=reader.size(), published=day)
    first = times.instant("2031-05-15T00:00:00Z") + begin * DAY
    within = (first, first + (length * DAY or 1))
    for word in evaluate(gather(reader, question, reader.size()), cut).words:
        rest, whole = clipped(word, within), word.remainder
        inside = {policy: _inside(whole.left[policy], within) for policy in Policy}
        assert {policy: rest.left.get(policy, []) for policy in Policy} == inside
        assert (rest.core, rest.hull) == (_inside(whole.core, within), _inside(whole.hull, within))
        assert rest.possible == bool(rest.hull)
        assert rest.certain == (word.alive.certain and bool(rest.core) and all(inside.values()))
        assert rest.sure == (rest.core if rest.certain else [])


def _inside(spans: list[Span], within: Span) -> list[Span]:
    cut = [(max(begin, within[0]), min(end, within[1])) for begin, end in spans]
    return [(begin, end) for begin, end in cut if begin < end]


def _called(id: str) -> Word:
    """A word of which no more than its id matters."""
    return cast("Word", SimpleNamespace(id=id))


held_in_time = st.tuples(st.sampled_from("abc"), st.integers(0, 60), st.integers(1, 40))


@example([("a", 0, 60), *(("a", at, 1) for at in range(1, 12))], ("b", 30, 5))
@given(st.lists(held_in_time, max_size=30), held_in_time)
def test_a_word_meets_those_of_other_roots_that_hold_at_a_moment_of_its_own(
    laid: list[tuple[str, int, int]], asked: tuple[str, int, int]
) -> None:
    """However many words begin after those that last: as if each were looked at."""
    words = [
        (cast("Word", SimpleNamespace(id=str(at))), [(begin, begin + long)]) for at, (_, begin, long) in enumerate(laid)
    ]
    one, begin, long = asked
    owner = {"one": one, **{str(at): who for at, (who, _, _) in enumerate(laid)}}
    found = Laid(owner, words).meets(_called("one"), [(begin, begin + long)])
    assert found == any(who != one and at < begin + long and begin < at + length for who, at, length in laid)


@share(2)
@given(stories(), st.sampled_from(sorted(BY_ID)), cuts, policies)
def test_a_timeline_says_of_each_moment_what_holds_there(story: Story, question: str, day: str, policy: str) -> None:
    """Between any two points at which something changes: the answers that hold there, certainly or possibly."""
    reader = story.reader()
    cut = Cut.of(zone=reader.zone, position=reader.size(), published=day, policy=policy)
    standing = evaluate(gather(reader, question, reader.size()), cut, None)
    if not lasts(standing.question) or standing.measured:
        return
    live = [word for word in standing.words if word.paints and word.live(cut.policy)]
    points = sorted({end for word in live for span in (*word.left(cut.policy), *word.remainder.sure) for end in span})
    for begin, end in pairwise(points):
        here = {
            (word.own.value.key, word.polarity < 0): False
            for word in live
            if any(a <= begin and end <= b for a, b in word.left(cut.policy))
        }
        for word in live:
            if any(a <= begin and end <= b for a, b in word.remainder.sure):
                here[word.own.value.key, word.polarity < 0] = True
        told = [
            one
            for one in standing.timeline
            if (one.begin is None or one.begin <= begin) and (one.end is None or end <= one.end)
        ]
        words = {word.id: word for word in live}
        assert {
            (words[held.claims[0]].own.value.key, held.denied): held.certain for one in told for held in one.held
        } == here
        assert len(told) == bool(here)


@given(st.decimals(0, 10_000, places=3), st.integers(0, 3), st.booleans())
def test_one_number_is_one_answer_however_many_digits_it_is_written_with(
    number: Decimal, digits: int, low_open: bool
) -> None:
    """12, 12.0 and 12.00 are one answer; another number, or a bound that is left out, is another."""
    finer = number.quantize(number.normalize()) if number else number
    longer = Decimal(f"{finer:f}{'' if '.' in f'{finer:f}' else '.'}{'0' * digits}".rstrip("."))

    def key(low: Decimal, *, low_open: bool) -> str:
        return value_of(Quantity(low=low, low_open=low_open, unit="soldier", of="soldiers"), str, "UTC").key

    assert key(number, low_open=low_open) == key(longer, low_open=low_open)
    assert key(number, low_open=low_open) != key(number, low_open=not low_open)
    assert key(number, low_open=low_open) != key(number + 1, low_open=low_open)


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
        cut = Cut.of(zone="UTC", position=len(story.entries), published=day)
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
        standing = evaluate(dossier, Cut.of(zone="UTC", position=len(story.entries), published=day))
        against.append(next(one.against for one in standing if one.value.low == 100))
    assert against == [("person:bo",), ("person:bo", "person:di")]


def test_a_time_that_cannot_be_read_is_told_of_at_each_cut_that_sees_it() -> None:
    """The zone came after the claim, and had skipped that day; and all else was said later."""
    story = Story()
    first, second = (Report(publisher="outlet:post", title=day, published=day) for day in ("2031-05-01", "2031-05-03"))
    claim = first.claim("fort.held", True, by=["person:ada"], during="2011-12-30")
    moved = Amended(report=first.id, by="user:desk", field="zone", value="Pacific/Apia", reason="the desk moved")
    story.record(first, claim, second, second.claim("fort.held", True, by=["person:bo"]), moved)
    dossier = gather(story.reader(), "fort.held", story.reader().size())
    told = []
    for day in ("2031-04-20", "2031-05-02", "2031-05-04", "2031-05-02"):
        standing = evaluate(dossier, Cut.of(zone="UTC", position=len(story.entries), published=day))
        told.append([one.kind for one in standing.problems])
    assert told == [[], ["time"], ["time"], ["time"]]


def test_who_comes_to_stand_on_both_sides_is_told_of_and_who_leaves_one_no_more() -> None:
    """Both sides were there before, and others stood on them; later the source takes one of its two words back."""
    story = Story()
    words = (("01", "person:di", (True,)), ("02", "person:ed", (False,)), ("03", "person:ada", (True,)))
    for day, who, values in (*words, ("10", "person:ada", (True, False))):
        report = Report(publisher="outlet:post", title=day, published=f"2031-05-{day}")
        claims = [report.claim("fort.held", value, by=[who], paraphrase=f"{who}: {value}") for value in values]
        story.record(report, *claims)
    story.record(Retracted(target=claims[1].id, by="person:ada", notice="2031-05-20"))
    dossier = gather(story.reader(), "fort.held", story.reader().size())
    told = []
    for day in ("2031-05-05", "2031-05-15", "2031-05-25", "2031-05-15"):
        standing = evaluate(dossier, Cut.of(zone="UTC", position=len(story.entries), published=day))
        told.append([one.text.partition(" ")[0] for one in standing.problems if one.kind == "both-sides"])
    assert told == [[], ["person:ada"], [], ["person:ada"]]


def test_what_a_link_joined_is_apart_again_where_the_link_is_not_seen() -> None:
    """What was said on the 20th was said on the 1st, as a link of the 30th tells; before the 30th nobody knows that."""
    story = Story()
    claims = []
    for day, value in (("01", True), ("10", False), ("20", True)):
        report = Report(publisher="outlet:post", title=day, published=f"2031-05-{day}")
        claims.append(report.claim("fort.held", value, by=["person:ada"]))
        story.record(report, claims[-1])
    found = Report(publisher="outlet:echo", title="found", published="2031-05-30")
    story.record(
        found, Link(kind="same-utterance", from_=claims[2].id, to=claims[0].id, by="user:di", found_in=found.id)
    )
    dossier = gather(story.reader(), "fort.held", story.reader().size())
    told = []
    for day in ("2031-05-25", "2031-05-31", "2031-05-26"):
        standing = evaluate(dossier, Cut.of(zone="UTC", position=len(story.entries), published=day))
        told.append(str(standing.first.standing.status))
    assert told == ["alleged", "denied", "alleged"]
