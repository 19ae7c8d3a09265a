"""The laws of standing: what stands, what takes it away, and what can't."""

from __future__ import annotations

from itertools import pairwise

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from eventlog import times
from eventlog.claims import AgentValue, Claim, Evidence, Link, Question, digest_of
from eventlog.events import Annulled, DifferentEntity, Retracted, SameEntity, wrap
from eventlog.events.dependencies import references
from eventlog.knowledge import Held, Standing
from eventlog.reports import Report
from eventlog.standing.placing import lasts
from eventlog.standing.statements import Word
from knowledge_strategies import (
    BY_ID,
    CUTS,
    EXACT,
    Dates,
    IndexedReader,
    Moves,
    Story,
    claims,
    cuts,
    differences,
    known,
    picture,
    policies,
    share,
    stories,
)

UNRELATED = Question(id="another.matter", words="whatever")


@share(2)  # makes a whole log
@given(stories(), cuts, policies)
def test_a_position_stands_while_any_live_claim_backs_it(story: Story, day: str, policy: str) -> None:
    """Every position has a live claim behind it, and every live claim that commits to something is in a position."""
    for standing in map(story.known(day, policy=policy).__getitem__, BY_ID):
        live = {one.id for one in standing.claims}
        synthetic = {word.claim.id for word in standing.words if word.statement.synthetic}
        backed = [{one.id for one in (*position.claims, *position.denials)} for position in standing]
        assert all(backing and backing <= live | synthetic for backing in backed)
        weighing = {word.id for word in standing.words if word.polarity and word.live(standing.cut.policy)}
        assert weighing & live <= set().union(*backed, set())


@given(st.integers(1, 5), st.data())
def test_taking_all_but_one_supporter_away_leaves_the_position(supporters: int, data: st.DataObject) -> None:
    """However many sources take their word back, the position stands as long as one does not."""
    story = Story()
    story.record(Question(id="fort.held"))
    said = [_said(story, "fort.held", f"person:p{at}", EXACT[at]) for at in range(supporters)]
    leaving = data.draw(st.lists(st.sampled_from(said), unique_by=lambda one: one.id, max_size=supporters - 1))
    for claim in leaving:
        story.record(Retracted(target=claim.id, by=claim.chain[0].agent, notice="2031-09-01"))
    (position,) = story.known("2031-10-01")["fort.held"].positions
    assert {one.id for one in position.claims} == {one.id for one in said} - {one.id for one in leaving}


def _said(story: Story, question: str, who: str, when: str, value: object = True, **rest: object) -> Claim:
    """One report with one claim, published when it was said."""
    title = f"report {len(story.entries)}"
    report = Report(publisher="outlet:post", title=title, published=when, digest=digest_of(title))
    span = (Evidence(start=0, end=5, digest=digest_of(title)),)
    claim = report.claim(question, value, by=[who] if who else [], evidence=span, **rest)
    story.record(report, claim)
    return claim


@given(
    st.lists(st.sampled_from(EXACT), min_size=2, max_size=6, unique=True),
    st.sampled_from(("same-utterance", "echoes", "restates")),
    st.data(),
)
def test_requoting_an_old_word_never_beats_a_newer_one(days: list[str], kind: str, data: st.DataObject) -> None:
    """When an old word of a source is quoted again, what stands of its other words stays as it was."""
    story = Story()
    story.record(Question(id="fort.commander", answer="agent"))
    said = [
        _said(story, "fort.commander", "gov:north", day, AgentValue(f"person:p{at}")) for at, day in enumerate(days)
    ]
    old = data.draw(st.sampled_from(said))
    before = story.known("2032-01-01")["fort.commander"]
    again = _said(story, "fort.commander", "gov:north", "2031-12-01", old.value)
    story.record(Link(kind=kind, from_=again.id, to=old.id, by="user:desk"))
    after = story.known("2032-01-01")["fort.commander"]
    others = {one.id for one in said}
    assert {one.id for one in after.claims} & others == {one.id for one in before.claims}
    assert _answers(after) == _answers(before)
    assert after.status is before.status


def _answers(standing: Standing) -> list[tuple[object, ...]]:
    return [(one.begin, one.end, [str(held) for held in one.held]) for one in standing.timeline]


@share(4)  # asks every question of two logs at each cut
@given(stories(), st.data())
def test_an_annulment_strikes_its_target_wherever_it_was_visible(story: Story, data: st.DataObject) -> None:
    """With a thing annulled, every press date answers as if it and all that names it had never been recorded."""
    target = data.draw(
        st.sampled_from(
            [one for one in story.entries if one.kind not in ("Annulled", "QuestionDefined", "AgentDefined")]
        )
    )
    struck = story.copy()
    struck.record(Annulled(target=target.id))
    gone = {target.id}
    for entry in story.entries:
        if any(name in gone for name in references(entry.event)):
            gone.add(entry.id)
    never = IndexedReader(
        attrs.evolve(one, event=attrs.evolve(wrap(UNRELATED), reply_to=one.position), kind="QuestionDefined")
        if one.id in gone
        else one
        for one in story.entries
    )
    for day in CUTS[1:]:
        assert not differences(struck.known(day), known(never, day))


@share(4)  # asks every question twice at each cut
@given(stories(), st.data())
def test_an_annulment_changes_no_press_date_at_which_its_target_was_out_of_sight(
    story: Story, data: st.DataObject
) -> None:
    """Where the target was not visible, even possibly, the answer is the one without the annulment."""
    pool = [
        one
        for one in story.entries
        if one.kind in ("ReportRecorded", "ClaimRecorded", "Retracted", "Linked", "Assessed")
    ]
    target = data.draw(st.sampled_from(pool))
    struck = story.copy()
    struck.record(Annulled(target=target.id))
    for day in CUTS:
        possible = {entry.position for entry in story.known(day, policy="possible").entries()}
        if target.position not in possible:
            assert not differences(struck.known(day), story.known(day))


@share(4)  # asks every question of two logs at each cut
@given(stories(), cuts, policies, st.data())
def test_annulling_a_judgement_is_the_identity(story: Story, day: str, policy: str, data: st.DataObject) -> None:
    """A judgement that is itself annulled has changed nothing."""
    judged = story.copy()
    ours = Moves(cast=("person:ada", "anon:official", "gov:north"))
    name = data.draw(st.sampled_from(("annulment", "amendment", "entity", "agent", "question", "our_link")))
    judged.record(*ours.make(name, data.draw, judged))
    made = judged.entries[len(story.entries) :]
    assume(made)
    judged.record(Annulled(target=made[0].id))
    assert not differences(judged.known(day, policy=policy), story.known(day, policy=policy))


@share(4)  # asks every question of two logs
@given(stories(), cuts, policies)
def test_judging_same_and_then_different_is_the_identity(story: Story, day: str, policy: str) -> None:
    """Two agents judged one and then two again are two."""
    assume(not story.of("SameEntity", "DifferentEntity"))
    judged = story.copy()
    judged.record(SameEntity(a="person:ada", b="person:bo"))
    judged.record(DifferentEntity(a="person:bo", b="person:ada"))
    assert not differences(judged.known(day, policy=policy), story.known(day, policy=policy))


@share(4)  # asks every question of two logs at three cuts
@given(stories(), st.data())
def test_a_report_added_and_taken_back_leaves_what_stood(story: Story, data: st.DataObject) -> None:
    """Cuts before its publication are untouched; from the retraction on, positions, roots and timeline are back."""
    added = story.copy()
    published = "2031-07-02T12:00:00Z"
    report = Report(publisher="outlet:gazette", title="added", published=published, digest=digest_of("added"))
    moves = Moves(dates=Dates(vague=False), cast=("person:ada", "outlet:post", "org:north-staff"))
    words = [data.draw(claims(story, report, at, moves)) for at in range(data.draw(st.integers(1, 3)))]
    added.record(report, *words)
    added.record(Retracted(target=report.id, by="outlet:gazette", notice="2031-07-20"))
    for day in ("2031-06-10", "2031-07-01"):
        assert not differences(added.known(day), story.known(day))
    for policy in ("certain", "possible"):
        before, after = (one.known("2031-08-31", policy=policy) for one in (story, added))
        for question in BY_ID:
            assert _what_stands(after[question]) == _what_stands(before[question])


def _what_stands(standing: Standing) -> tuple[object, ...]:
    seen = picture(standing)
    return (seen["claims"], [one[:4] for one in seen["positions"]], seen["for"], seen["against"], seen["timeline"])


@share(2)  # makes a whole log
@given(stories(), cuts)
def test_certain_means_live_under_both_policies(story: Story, day: str) -> None:
    """A claim tagged certain is in the answer under `certain` and under `possible`, and tagged so in both."""
    late, early = (story.known(day, policy=policy) for policy in ("certain", "possible"))
    for question in BY_ID:
        one, other = (
            {claim.id for claim in each[question].claims if claim.live == "certain"} for each in (late, early)
        )
        assert one == other


@share(2)  # makes a whole log
@given(stories(), cuts)
def test_what_is_live_under_the_other_policy_is_possibly_live(story: Story, day: str) -> None:
    """What is in the answer under one policy is in that of the other, or named as possibly live beside it."""
    late, early = (story.known(day, policy=policy) for policy in ("certain", "possible"))
    moved = any(entry.event.field for entry in story.entries if entry.kind == "Corrected")
    assume(not moved)
    for question in BY_ID:
        for one, other in ((late[question], early[question]), (early[question], late[question])):
            assert {claim.id for claim in one.claims} <= {claim.id for claim in (*other.claims, *other.possibly)}


@share(2)  # makes a whole log
@given(stories(), cuts, policies)
def test_a_timeline_is_in_order_and_coalesced(story: Story, day: str, policy: str) -> None:
    """Segments are half-open, in order and apart, and neighbours that touch say different things."""
    for standing in map(story.known(day, policy=policy).__getitem__, BY_ID):
        for one, other in pairwise(standing.timeline):
            assert one.end is not None
            assert other.begin is not None
            assert one.end <= other.begin
            says = [
                [(held.value, held.denied, held.certain, held.commitment) for held in each.held]
                for each in (one, other)
            ]
            assert one.end < other.begin or says[0] != says[1]
        for segment in standing.timeline:
            assert segment.held
            assert None in (segment.begin, segment.end) or segment.begin < segment.end


@share(4)  # asks for every segment of every timeline
@given(stories(), cuts, policies)
def test_at_a_moment_the_answer_is_that_of_the_timeline(story: Story, day: str, policy: str) -> None:
    """`at` a moment within a segment keeps, of what is weighed, just the claims that hold there."""
    now = story.known(day, policy=policy)
    for question in BY_ID:
        standing = now[question]
        synthetic = {word.id for word in standing.words if word.statement.synthetic}
        if not lasts(standing.question):
            continue  # an event is told by its `during`, which paints nothing
        for begin, end in _stretches(standing):
            moment = begin + (end - begin) // 2
            held = {
                word.id
                for word in standing.words
                if word.polarity
                and any(a <= moment < b for a, b in word.left(standing.cut.policy))
                and word.live(standing.cut.policy)
            }
            there = now.at(times.to_datetime(moment))[question]
            assert {one.id for position in there for one in (*position.claims, *position.denials)} >= held - synthetic
            assert {one.id for one in there.claims} <= {one.id for one in standing.claims}


@share(2)  # looks at every segment of every timeline
@given(stories(), cuts, policies)
def test_a_segment_says_no_more_firmly_what_holds_than_is_said_of_each_moment_of_it(
    story: Story, day: str, policy: str
) -> None:
    """Whatever moment of a segment is looked at, somebody holds the answer then as firmly as the segment says."""
    for standing in map(story.known(day, policy=policy).__getitem__, BY_ID):
        if not lasts(standing.question):
            continue  # an event is told by its `during`, which paints nothing
        by_id = {word.id: word for word in standing.words}
        for begin, end in _stretches(standing):
            (segment,) = [one for one in standing.timeline if one.begin == begin]
            for held, moment in ((held, moment) for held in segment.held for moment in (begin, end - 1)):
                then = [
                    word.statement.factuality.value[:2]
                    for word in map(by_id.__getitem__, held.claims)
                    if any(a <= moment < b for a, b in word.left(standing.cut.policy))
                ]
                assert held.commitment in then


def _stretches(standing: Standing) -> list[tuple[int, int]]:
    return [(one.begin, one.end) for one in standing.timeline if one.begin is not None and one.end is not None]


@share(2)  # makes a whole log
@given(stories(), cuts, policies)
def test_a_source_never_stands_for_two_answers_at_one_moment(story: Story, day: str, policy: str) -> None:
    """Of one source's exactly dated words on a single-valued state, only the last is left at any moment.

    A denial replaces only what it denies: "not Ada" is said beside what was said before of Bo.
    """
    for question, standing in ((one, story.known(day, policy=policy)[one]) for one in ("fort.held", "fort.commander")):
        assert question
        exact = [word for word in standing.words if word.paints and word.live(standing.cut.policy) and _exact(word)]
        for word in exact:
            for other in exact:
                if (
                    word.source == other.source
                    and word.placed.group != other.placed.group
                    and word.own.key != other.own.key
                    and not _beside(
                        *sorted((word, other), key=lambda one: (one.placed.order.begin_earliest, one.position))
                    )
                ):
                    assert not any(
                        a < d and c < b
                        for a, b in word.left(standing.cut.policy)
                        for c, d in other.left(standing.cut.policy)
                    )


def _beside(earlier: Word, later: Word) -> bool:
    return later.own.denies and later.own.value.key != earlier.own.value.key


def _exact(word: object) -> bool:
    order, window = word.placed.order, word.placed.window
    return (
        order.begin_earliest is not None
        and order.begin_earliest == order.begin_latest
        and not (order.begin_uncertain or window.begin_uncertain or window.end_uncertain)
        and window.begin_earliest == window.begin_latest
        and window.end_earliest == window.end_latest
    )


def test_nothing_is_known_of_an_empty_log() -> None:
    """An empty log knows nothing, and an unknown question is unreported and no error."""
    empty = known(IndexedReader(), "2031-06-10")
    assert list(empty) == []
    assert empty["whatever.it-is"].status == "unreported"


def test_a_segment_says_in_which_words_and_how_surely_its_answers_hold() -> None:
    """A hedge and a denial are in the words, and a question mark where dates leave open whether it holds there."""
    held = [
        Held(value=True, denied=denied, certain=certain, claims=(), commitment=commitment)
        for denied, certain, commitment in ((False, True, "PS"), (True, True, "CT"), (False, False, "CT"))
    ]
    assert list(map(str, held)) == ["possibly yes", "no", "yes?"]
