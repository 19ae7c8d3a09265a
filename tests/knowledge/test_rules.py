"""Single rules of standing@2 that no case of standing.json pins, each with the smallest log that shows it."""

from __future__ import annotations

from typing import Any

import pytest

from eventlog.claims import (
    Agent,
    Assessment,
    Attribution,
    Claim,
    Evidence,
    Link,
    Membership,
    Quantity,
    Question,
    digest_of,
)
from eventlog.events import Amended, Annulled, Corrected, DifferentEntity, Retracted, SameEntity, Superseded
from eventlog.knowledge import Cut, Knowledge, Standing
from eventlog.knowledge.changes import diff
from eventlog.reports import Region, Report
from eventlog.times import TimeExpression
from knowledge_strategies import IndexedReader, Story, known

HELD = "fort.held"


class Desk:
    """Records reports with one claim each, and asks."""

    def __init__(self, **question: Any) -> None:
        self.story = Story()
        self.story.record(Question(id=HELD, **question))

    def report(
        self, published: str | None, *claims: dict[str, Any], by: str = "outlet:post", **rest: Any
    ) -> list[Claim]:
        """A report with its claims; returns them. `who` is the chain, `value` defaults to True."""
        title = f"report {len(self.story.entries)}"
        report = Report(publisher=by, title=title, published=published, digest=digest_of(title), **rest)
        made = []
        for at, given in enumerate(claims):
            one = {"value": True, "who": ["gov:north"], **given}
            span = (Evidence(start=at * 10, end=at * 10 + 5, digest=digest_of(title)),)
            made.append(report.claim(one.pop("q", HELD), one.pop("value"), by=one.pop("who"), evidence=span, **one))
        self.story.record(report, *made)
        self.last = report
        return made

    def says(self, published: str | None, **given: Any) -> Claim:
        """A report with one claim."""
        (claim,) = self.report(published, given)
        return claim

    def record(self, *values: Any) -> None:
        self.story.record(*values)

    def at(self, published: str | None = "2032-01-01", *, at: str | None = None, **cuts: Any) -> Standing:
        """The standing of the question."""
        knowledge = self.story.known(published, **cuts)
        return (knowledge.at(at) if at else knowledge)[HELD]


def live(standing: Standing) -> dict[str, str]:
    """Claim ids with their certainty."""
    return {one.id: str(one.live) for one in standing.claims}


def test_a_word_was_said_no_later_than_it_was_published() -> None:
    """Said some time in June and published on the 10th, it was certainly said by the 10th."""
    desk = Desk()
    claim = desk.says("2031-06-10T12:00:00Z", said="2031-06")
    assert claim.id in live(desk.at(None, said="2031-06-11"))
    assert claim.id not in live(desk.at(None, said="2031-06-09"))


def test_an_undated_word_may_have_been_said_at_any_time_before() -> None:
    """Nobody knows when it was said: possibly long ago, certainly by its publication."""
    desk = Desk()
    claim = desk.says("2031-06-10T12:00:00Z")
    assert claim.id in live(desk.at(None, said="2001-01-01", policy="possible"))
    assert claim.id not in live(desk.at(None, said="2001-01-01"))
    assert claim.id in live(desk.at(None, said="2031-06-10"))


def test_an_uncertain_date_hides_nothing_and_is_only_possible() -> None:
    """A question mark on a date of publication leaves the bounds and takes away certainty."""
    desk = Desk()
    claim = desk.says("2031-06-10?")
    assert live(desk.at("2031-07-01")) == {claim.id: "possible"}
    assert live(desk.at(None)) == {claim.id: "certain"}


def test_a_word_of_an_uncertain_date_replaces_nothing_for_certain() -> None:
    """Where the order rests on a date marked ?, both words stay, and the earlier one only possibly."""
    desk = Desk()
    old = desk.says("2031-06-01", said="2031-05-01", during="2031-05")
    new = desk.says("2031-06-02", said="2031-05-20?", during="2031-05", factuality="CT-")
    assert live(desk.at()) == {old.id: "possible", new.id: "certain"}


@pytest.mark.parametrize("marked", ["before", "after"])
def test_a_word_of_an_uncertain_date_is_not_later_than_its_bounds_allow(marked: str) -> None:
    """A mark leaves bounds: where they rule out that a word came later, it makes nothing possible that was certain."""
    desk = Desk()
    first, last = ("2031-05-01?", "2031-05-20") if marked == "before" else ("2031-05-01", "2031-05-20?")
    desk.says("2031-06-01", said=first, during="2031-05", factuality="PS+")
    both = {"said": last, "during": "2031-05"}
    new = desk.report("2031-06-02", both, both | {"factuality": "CT-"})
    assert {id: how for id, how in live(desk.at()).items() if id in {one.id for one in new}} == {
        one.id: "certain" for one in new
    }


@pytest.mark.parametrize("marked", ["before", "after"])
def test_a_count_of_an_uncertain_date_is_not_taken_back_by_one_said_before(marked: str) -> None:
    """Of two counts of one day the one that was said first, whatever its mark, casts no doubt on the other."""
    desk = Desk(answer="quantity", measure="cumulative")
    first, last = ("2031-05-11?", "2031-05-20") if marked == "before" else ("2031-05-11", "2031-05-20?")
    old, new = (
        desk.says("2031-06-01", said=said, during="2031-05-10T00:00:00Z", value=Quantity(low=low, high=low, unit="gun"))
        for said, low in ((first, 30), (last, 20))
    )
    assert live(desk.at()) == {old.id: "possible", new.id: "certain"}


def test_an_amended_publisher_keeps_the_report_and_its_date() -> None:
    """Our better reading of who published it changes neither the report's id nor when it came out."""
    desk = Desk()
    claim = desk.says("2031-06-10", who=[])
    desk.record(Amended(report=claim.report, field="publisher", value="outlet:mail"))
    standing = desk.at("2031-07-01")
    assert standing.roots_for == ("outlet:mail",)
    assert standing.first_known is not None
    assert standing.first_known.latest is not None
    assert not live(desk.at("2031-06-09"))


@pytest.mark.parametrize("place", ["said", "during"])
def test_an_old_time_that_can_no_longer_be_read_is_a_problem_and_no_error(place: str) -> None:
    """A day that an amended zone skipped, of an utterance or of what it is about, is reported beside the answer."""
    desk = Desk()
    claim = desk.says("2031-06-10", **{place: "2011-12-30"})
    desk.record(Amended(report=claim.report, field="zone", value="Pacific/Apia"))
    standing = desk.at()
    assert claim.id in live(standing)
    assert [one.kind for one in standing.problems] == ["time"]


def test_when_a_word_was_said_and_that_cannot_be_read_is_told_at_each_cut() -> None:
    """Words of time without an anchor: at the first cut that is asked for, and at each later one that sees the word."""
    desk = Desk()
    desk.says(None, said=TimeExpression(text="today", anchor="published"))
    reader = desk.story.reader()
    told = [known(reader, day)[HELD].problems for day in ("2031-06-01", "2031-07-01", "2031-08-01")]
    assert [[one.kind for one in problems] for problems in told] == [["time"]] * 3


def test_a_date_that_an_amended_zone_skipped_leaves_the_report_as_it_was() -> None:
    """A zone and a date that don't go together are a problem, and the amendment is left aside."""
    desk = Desk()
    claim = desk.says("2011-12-30")
    desk.record(Amended(report=claim.report, field="zone", value="Pacific/Apia"))
    standing = desk.at("2011-12-31")
    assert claim.id in live(standing)
    assert [one.kind for one in standing.problems] == ["amendment"]


def test_a_publisher_corrects_its_date_from_the_notice_on() -> None:
    """Until the notice the report was known under its old date; from then on under the new one."""
    desk = Desk()
    claim = desk.says("2031-06-10")
    notice = Corrected(
        target=claim.report, by="outlet:post", notice="2031-08-01", field="published", value="2031-07-01"
    )
    desk.record(notice)
    first = {day: desk.at(day).first_known for day in ("2031-07-15", "2031-08-15")}
    months = {day: None if one is None else str(one.latest)[:5] for day, one in first.items()}
    assert months["2031-07-15"] != months["2031-08-15"]


def test_of_two_corrections_of_a_date_the_one_noticed_later_holds() -> None:
    """However late the earlier notice is found, it does not undo the later one."""
    desk = Desk()
    claim = desk.says("2031-06-10")
    for notice, value in (("2031-09-01", "2031-06-20"), ("2031-08-01", "2031-06-15")):
        desk.record(Corrected(target=claim.report, by="outlet:post", notice=notice, field="published", value=value))
    assert desk.at("2031-12-01").first_known == desk.story.known()[HELD].first_known
    other = Desk()
    other.says("2031-06-20")
    assert desk.at("2031-12-01").first_known == other.at("2031-12-01").first_known


def test_a_new_word_beside_a_requotation_is_new() -> None:
    """A report that quotes June again and adds a word of its own: the added word is of that report's date."""
    desk = Desk(answer="text")
    june = desk.says("2031-06-01", value="a", said="2031-06-01T00:00:00Z")
    september = desk.says("2031-09-01", value="b", said="2031-09-01T00:00:00Z")
    again, new = desk.report("2031-10-01", {"value": "a"}, {"value": "c"})
    desk.record(Link(kind="same-utterance", from_=again.id, to=june.id, by="user:desk"))
    assert set(live(desk.at(at="2031-11-01"))) == {new.id}
    assert september.id in live(desk.at(at="2031-09-15"))


def test_a_nameless_voice_is_another_in_every_report_until_it_is_linked() -> None:
    """Two reports' unnamed officials replace nothing of each other; linked, they are one source in all they say."""
    desk = Desk(answer="text")
    (one,) = desk.report("2031-06-01", {"value": "a", "who": ["anon:official"]})
    two, other = desk.report(
        "2031-07-01",
        {"value": "a", "who": ["anon:official"], "said": "2031-06-01"},
        {"value": "b", "who": ["anon:official"]},
    )
    assert set(live(desk.at(at="2031-08-01"))) == {one.id, two.id, other.id} - {two.id}
    desk.record(Link(kind="same-utterance", from_=two.id, to=one.id, by="user:desk"))
    assert set(live(desk.at(at="2031-08-01"))) == {other.id}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_nameless_voices_that_are_judged_one_are_one_source(order: tuple[int, int]) -> None:
    """Whichever of the two lends its name to both."""
    names = ("anon:official", "anon:soldier")
    desk = Desk(answer="text")
    desk.says("2031-06-01", value="a", who=[names[order[0]]])
    later = desk.says("2031-07-01", value="b", who=[names[order[1]]])
    assert len(live(desk.at(at="2031-08-01"))) == 2
    desk.record(SameEntity(a=names[0], b=names[1]))
    assert set(live(desk.at(at="2031-08-01"))) == {later.id}


def test_an_outsider_who_takes_a_report_back_denies_each_of_its_claims() -> None:
    """Each answer in the report is denied, not only the last."""
    desk = Desk(single=False, answer="text")
    made = desk.report("2031-06-01", {"value": "a"}, {"value": "b"})
    desk.record(Retracted(target=made[0].report, by="org:rivals", notice="2031-07-01"))
    assert [len(position.denials) for position in desk.at()] == [1, 1]


def test_what_an_outsider_rejects_at_one_notice_stands_in_the_timeline_in_the_order_of_the_claims() -> None:
    """They begin together and have one position: still it is told each time in the same order."""
    desk, values = Desk(single=False, answer="text"), [f"berth {at}" for at in range(8)]
    made = desk.report("2031-06-01", *({"value": value} for value in values))
    desk.record(Retracted(target=made[0].report, by="org:rivals", notice="2031-07-01"))
    denied = [one.value for one in desk.at().timeline[-1].held if one.denied]
    assert denied == values


@pytest.mark.parametrize("first", ["CT+", "CT-"])
def test_an_outsider_who_takes_a_report_back_stands_on_both_sides_of_what_it_said_both_ways(first: str) -> None:
    """The report affirms and denies; the two rejections have one notice, so neither replaces the other in any order."""
    desk = Desk(kind="state")
    second = "CT-" if first == "CT+" else "CT+"
    made = desk.report("2031-06-01", {"factuality": first}, {"factuality": second, "who": ["gov:south"]})
    desk.record(Retracted(target=made[0].report, by="org:rivals", notice="2031-07-01"))
    (position,) = desk.at()
    assert "org:rivals" in position.for_
    assert "org:rivals" in position.against
    assert "both-sides" in {one.kind for one in desk.at().problems}


def test_what_was_said_is_not_announced() -> None:
    """A promise of 2031, asked as an utterance, was made; what it promises may lie ahead."""
    desk = Desk(kind="utterance", about="gov:north")
    desk.says("2031-06-01", stance="promise", factuality="PR+")
    assert desk.at().status == "alleged"


def test_a_segment_is_held_only_as_firmly_as_what_holds_all_through_it() -> None:
    """In May one source held it possible, from June on another says it: two segments, and no yes in May."""
    desk = Desk(kind="state")
    desk.says("2031-05-01T00:00:00Z", factuality="PS+")
    desk.says("2031-06-01T00:00:00Z", who=["gov:south"])
    assert [one.held[0].commitment for one in desk.at().timeline] == ["PS", "CT"]


def test_a_withdrawal_falls_with_its_notice() -> None:
    """When the outlet takes back the report in which it retracted, the word stands again."""
    desk = Desk()
    claim = desk.says("2031-06-01")
    desk.report("2031-07-01")
    notice = desk.last
    desk.record(Retracted(target=claim.id, by="outlet:post", notice=notice.id))
    assert desk.at().status == "retracted"
    desk.record(Retracted(target=notice.id, by="outlet:post", notice="2031-08-01"))
    assert desk.at("2031-07-15").status == "retracted"
    assert claim.id in live(desk.at())


def test_at_a_time_only_that_time_is_asked() -> None:
    """What is replaced at a moment is not even possibly live there, and what is about another time is not heard."""
    desk = Desk()
    old = desk.says("2031-05-01", during="2031-05-01T00:00:00Z/..")
    new = desk.says("2031-06-01", during="2031-06-01T00:00:00Z/..", factuality="CT-")
    june = desk.at(at="2031-06-15")
    assert (set(live(june)), june.possibly) == ({new.id}, ())
    assert set(live(desk.at(at="2031-05-15"))) == {old.id}
    assert desk.at(at="2031-04-15").status == "unreported"


def test_a_claim_about_some_day_of_a_month_holds_on_each_of_them_only_possibly() -> None:
    """`2031-06-XX` is one day of June: on the 15th it possibly holds."""
    desk = Desk()
    claim = desk.says("2031-07-01", during="2031-06-XX")
    assert live(desk.at()) == {claim.id: "certain"}
    assert live(desk.at(at="2031-06-15")) == {claim.id: "possible"}


def test_why_not_names_another_time() -> None:
    """Asked of April, a claim about June is out because it is about another time."""
    desk = Desk()
    claim = desk.says("2031-07-01", during="2031-06")
    assert desk.story.known().at("2031-04-15").why_not(claim).kind == "time"
    assert not desk.story.known().why_not(claim)


def test_a_pair_judged_different_and_then_one_is_no_problem() -> None:
    """Only where the last word on a pair is undone by others is there a contradiction."""
    desk = Desk()
    desk.says("2031-06-01", who=["person:ada"])
    desk.record(DifferentEntity(a="person:ada", b="person:bo"))
    desk.record(SameEntity(a="person:ada", b="person:bo"))
    assert not desk.at().problems
    desk.record(SameEntity(a="person:bo", b="person:cy"))
    desk.record(DifferentEntity(a="person:ada", b="person:cy"))
    assert [one.kind for one in desk.at().problems] == ["entity"]


def test_an_unseen_copy_moves_nobodys_word() -> None:
    """Under the certain reading, a copy in a report that is only possibly out does not date a word back."""
    desk = Desk(answer="text")
    early = desk.says("[2031-05-01..2031-12-31]", value="b", said="2031-05-01T00:00:00Z")
    middle = desk.says("2031-06-10", value="a", said="2031-06-01T00:00:00Z")
    late = desk.says("2031-07-10", value="b", said="2031-07-01T00:00:00Z")
    desk.record(Link(kind="same-utterance", from_=late.id, to=early.id, by="user:desk"))
    assert set(live(desk.at("2031-08-01", at="2031-07-20"))) == {late.id}
    assert set(live(desk.at("2031-08-01", policy="possible", at="2031-07-20"))) == {middle.id}


def test_numbers_counted_over_other_windows_are_in_tension() -> None:
    """Totals over windows that overlap without being equal are in tension; over disjoint ones they are not compared."""
    for window, tense in (("2031-05-01/2031-06-30", True), ("2031-06", False)):
        desk = Desk(answer="quantity", measure="total", kind="event")
        one = desk.says("2031-07-01", value=Quantity(low=5, high=5, unit="gun", window="2031-05"), who=["gov:north"])
        two = desk.says("2031-07-01", value=Quantity(low=9, high=9, unit="gun", window=window), who=["gov:south"])
        standing = desk.at()
        assert standing.tension == (((one.id, two.id),) if tense else ())
        assert standing.status == "alleged"


def test_a_nameless_root_of_an_institution_counts_in_high_alone() -> None:
    """An unnamed official of a known office may be one more root, and is never counted on."""
    desk = Desk()
    desk.record(Agent(id="anon:official", part_of=(Membership(agent="gov:south"),)))
    desk.says("2031-06-01", who=["anon:official"])
    found = desk.at().independence
    assert (found.low, found.high) == (0, 1)


def test_a_supporter_does_not_verify_its_own_word() -> None:
    """Two independent roots and a verification by one of them confirm nothing; by a third, they do."""
    desk = Desk()
    one, two = desk.says("2031-06-01", who=["gov:north"]), desk.says("2031-06-02", who=["gov:south"])
    desk.record(Link(kind="corroborates", from_=one.id, to=two.id, by="user:desk", basis="seen on the spot"))
    desk.record(Assessment(about=one.id, what="verification", value="verified", by="gov:south"))
    assert desk.at().status == "corroborated"
    desk.record(Assessment(about=one.id, what="verification", value="verified", by="org:verifiers"))
    assert desk.at().status == "confirmed"


def test_an_annulled_annulment_strikes_nothing_and_can_be_annulled() -> None:
    """Struck, restored, and the restoring struck: an odd number of annulments strikes."""
    desk = Desk()
    claim = desk.says("2031-06-01")
    target: str = claim.id
    for count in range(1, 5):
        strike = Annulled(target=target)
        desk.record(strike)
        target = strike.id
        assert (claim.id in live(desk.at())) is (count % 2 == 0)


def test_a_redacted_notice_withdraws_nothing_and_raises_nothing() -> None:
    """What named a notice that is gone is not visible, for nothing is unless all it names is."""
    desk = Desk()
    claim = desk.says("2031-06-01")
    desk.record(Retracted(target=claim.id, by="outlet:post", notice="redacted:9"))
    desk.record(
        Corrected(target=claim.report, by="outlet:post", notice="redacted:9", field="published", value="2031-05-01")
    )
    for policy in ("certain", "possible"):
        assert claim.id in live(desk.at(policy=policy))
    assert known(IndexedReader(desk.story.entries), "2032-01-01")[HELD].status == "alleged"


def test_a_page_s_own_advertising_answers_nothing_unless_it_is_asked_for() -> None:
    """A claim all of whose spans are boilerplate is out of every answer; one with a span in the body is in."""
    desk = Desk(single=False, answer="text")
    teaser, body = desk.report(
        "2031-06-01", {"value": "a"}, {"value": "b"}, regions=[Region(kind="boilerplate", start=0, end=8)]
    )
    assert set(live(desk.at())) == {body.id}
    assert desk.story.known().why_not(teaser).kind == "boilerplate"
    cut = Cut.of(zone="UTC", position=desk.story.reader().size(), include_boilerplate=True)
    assert set(live(Knowledge(desk.story.reader(), cut)[HELD])) == {teaser.id, body.id}


def test_what_one_report_says_together_stands_side_by_side_whichever_part_was_asked_for_before() -> None:
    """First without its advertising, then with it: neither word replaces the other."""
    desk = Desk(answer="text")
    region = Region(kind="boilerplate", start=0, end=8)
    teaser, body = desk.report("2031-06-01T12:00:00Z", {"value": "a"}, {"value": "b"}, regions=[region])
    reader = desk.story.reader()
    told = [
        set(live(Knowledge(reader, Cut.of(zone="UTC", position=reader.size(), include_boilerplate=asked))[HELD]))
        for asked in (False, True)
    ]
    assert told == [{body.id}, {teaser.id, body.id}]


@pytest.mark.parametrize("before", [0, 6])  # a few words are laid into what was painted; many are painted anew
def test_a_word_replaces_only_where_the_order_is_certain(before: int) -> None:
    """Said some time in June, and said on the 15th: either may be the later, so both stay, possibly."""
    desk = Desk(answer="text")
    for day in range(before):
        desk.says(f"2031-05-0{day + 1}T12:00:00Z", value=f"early {day}")
    vague = desk.says("2031-07-01", value="a", said="2031-06")
    exact = desk.says("2031-07-02", value="b", said="2031-06-15T12:00:00Z")
    assert live(desk.at(at="2031-08-01")) == {vague.id: "possible", exact.id: "possible"}


@pytest.mark.parametrize("before", [0, 6])
def test_a_word_that_was_taken_back_covers_nothing(before: int) -> None:
    """What it had replaced stands again, however many other words the source has said."""
    desk = Desk(answer="text")
    for day in range(before):
        desk.says(f"2031-05-0{day + 1}T12:00:00Z", value=f"early {day}", during=f"2030-0{day + 1}")
    first = desk.says("2031-06-01T12:00:00Z", value="a", during="2031-05")
    second = desk.says("2031-06-10T12:00:00Z", value="b", during="2031-05")
    assert first.id not in live(desk.at())
    desk.record(Retracted(target=second.id, by="gov:north", notice="2031-06-20"))
    assert first.id in live(desk.at())


def test_a_figure_that_fits_in_two_positions_corroborates_neither() -> None:
    """Two of one bank say 10,000, another says 12,000, and one says at least 9,000, which fits both: who says that
    is no second institution for either.
    """
    desk = Desk(answer="quantity")
    desk.record(*(Agent(id=one, part_of=(Membership(agent="org:bank"),)) for one in ("person:ada", "person:cy")))
    for who, low, high in (
        ("person:ada", 10_000, 10_000),
        ("person:cy", 10_000, 10_000),
        ("org:bo", 9_000, None),
        ("org:di", 12_000, 12_000),
    ):
        desk.says("2031-06-01", value=Quantity(low=low, high=high, unit="soldier", of="soldiers"), who=[who])
    figures = [figure for position in desk.at().positions for figure in position.figures]
    assert [str(one.status) for one in figures if one.value.low == 9_000] == ["alleged", "alleged"]


@pytest.mark.parametrize(("other", "low"), [("org:bank", 1), ("org:mill", 2)])
def test_an_assertion_makes_two_of_one_institution_no_two_sources(other: str, low: int) -> None:
    """That one corroborates the other is asserted, on a basis: of two of one bank it makes one source still."""
    desk = Desk()
    for who, house in (("person:ada", "org:bank"), ("person:cy", other)):
        desk.record(Agent(id=who, part_of=(Membership(agent=house),)))
    one, two = desk.says("2031-06-01", who=["person:ada"]), desk.says("2031-06-02", who=["person:cy"])
    desk.record(Link(kind="corroborates", from_=two.id, to=one.id, by="user:desk", basis="each was there"))
    assert desk.at().independence.low == low


def test_words_of_one_report_stand_side_by_side() -> None:
    """Two answers by one speaker in one report, said together: neither is the later one."""
    desk = Desk(answer="text")
    one, other = desk.report("2031-06-01T12:00:00Z", {"value": "a"}, {"value": "b"})
    assert set(live(desk.at())) == {one.id, other.id}
    desk = Desk(answer="text")
    desk.says("2031-06-01T12:00:00Z", value="a")
    later = desk.says("2031-06-01T12:00:00Z", value="b")
    assert set(live(desk.at())) == {later.id}


def test_an_uncommitted_word_replaces_nothing() -> None:
    """To say later that one does not know takes back nothing that one said."""
    desk = Desk()
    claim = desk.says("2031-06-01")
    silence = desk.says("2031-07-01", factuality="Uu")
    assert set(live(desk.at())) == {claim.id, silence.id}
    assert desk.at(at="2031-08-01").status == "alleged"


def test_a_speaker_takes_back_every_copy_of_an_utterance() -> None:
    """Linked as one utterance, what two outlets carried falls with one retraction; unlinked, only what is named."""
    desk = Desk(kind="event")
    one = desk.says("2031-06-01", who=["person:ada"])
    (two,) = desk.report("2031-06-02", {"who": ["person:ada"]}, by="outlet:mail")
    desk.record(Retracted(target=one.id, by="person:ada", notice="2031-07-01"))
    assert set(live(desk.at())) == {two.id}
    desk.record(Link(kind="same-utterance", from_=two.id, to=one.id, by="user:desk"))
    assert not live(desk.at())
    assert desk.at().status == "retracted"


@pytest.mark.parametrize(("days", "status"), [(("07", "08"), "superseded"), (("08", "07"), "retracted")])
def test_a_question_with_nothing_left_is_as_its_last_word_was_lost(days: tuple[str, str], status: str) -> None:
    """Retracted in one month and superseded in another: whichever came last, in the press."""
    desk = Desk()
    one, two = desk.says("2031-06-01", who=["person:ada"]), desk.says("2031-06-02", who=["person:bo"])
    desk.record(Retracted(target=one.id, by="person:ada", notice=f"2031-{days[0]}-01"))
    desk.record(Superseded(target=two.id, by="person:bo", notice=f"2031-{days[1]}-01"))
    assert desk.at().status == status


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_denied_numbers_stand_by_themselves(order: tuple[int, ...]) -> None:
    """Where nobody affirms a number, each that is denied stands by itself, in whatever order they came."""
    desk = Desk(answer="quantity", measure="level")
    numbers = [Quantity(low=low, high=low + 20, unit="gun") for low in (80, 95, 110)]
    for at in order:
        desk.says("2031-06-01", value=numbers[at], who=[f"gov:g{at}"], factuality="CT-", during="2031-06")
    found = {(int(one.value.low), int(one.value.high), len(one.denials)) for one in desk.at()}
    assert found == {(80, 100, 1), (95, 115, 1), (110, 130, 1)}


@pytest.mark.parametrize("kind", ["same-utterance", "same-root", "echoes", "restates"])
def test_a_link_that_joins_makes_two_roots_one(kind: str) -> None:
    """Two named roots that go back to one another count once in high; a link of another kind joins nothing."""
    desk = Desk(kind="event")
    one, two = desk.says("2031-06-01", who=["gov:north"]), desk.says("2031-06-02", who=["person:ada"])
    desk.record(Link(kind="updates", from_=two.id, to=one.id, by="user:desk"))
    assert (desk.at().independence.high, desk.at().status) == (2, "corroborated")
    desk.record(Link(kind=kind, from_=two.id, to=one.id, by="user:desk"))
    assert (desk.at().independence.high, desk.at().status) == (1, "alleged")


def test_an_inferred_root_joins_its_own_agent() -> None:
    """What an annotator puts down to somebody who is also quoted adds nobody."""
    desk = Desk(kind="event")
    desk.says("2031-06-01", who=["gov:north"])
    desk.says("2031-06-02", who=[Attribution(agent="gov:north", scope="inferred")])
    assert desk.at().independence.high == 1
    desk.says("2031-06-03", who=[Attribution(agent="gov:south", scope="inferred")])
    assert (desk.at().independence.high, desk.at().status) == (2, "alleged")


def test_only_the_actor_admits() -> None:
    """An admission confirms where it is of one's own act; somebody else's is his word."""
    desk = Desk(kind="event", about="gov:north")
    desk.says("2031-06-01", who=["person:ada"], stance="admit")
    assert desk.at().status == "alleged"
    desk.says("2031-06-02", who=["gov:north"], stance="admit")
    assert desk.at().status == "confirmed"


def test_two_roots_corroborate_each_other_at_a_common_time() -> None:
    """Of May the one, of June the other: each alleges. Both of June: corroborated, until somebody named denies it."""
    desk = Desk()
    desk.says("2031-07-01", who=["gov:north"], during="2031-05")
    desk.says("2031-07-01", who=["gov:south"], during="2031-06")
    assert desk.at().status == "alleged"
    desk.says("2031-07-02", who=["person:ada"], during="2031-06")
    assert desk.at().status == "corroborated"
    desk.says("2031-07-03", who=["org:rivals"], during="2031-06", factuality="CT-")
    assert (desk.at().status, desk.at().positions[0].status) == ("disputed", "alleged")


def test_a_possibility_disputes_nothing() -> None:
    """Possibly not (PS-) is no denial that disputes."""
    desk = Desk(kind="event")
    desk.says("2031-06-01", who=["gov:north"])
    desk.says("2031-06-02", who=["gov:south"], factuality="PS-")
    assert desk.at().status == "alleged"


def test_an_announcement_is_firmer_than_a_corroboration() -> None:
    """Of several positions the question takes the firmest, in the order in which the rule lists them."""
    desk = Desk(kind="event", answer="text", single=False, about="gov:north")
    for who in ("gov:south", "person:ada"):
        desk.says("2031-06-01", who=[who], value="a")
    assert desk.at("2031-06-30").status == "corroborated"
    desk.says("2031-06-02", value="b", stance="announce", during="2031-12")
    assert desk.at("2031-06-30").status == "announced"


def test_neighbours_that_say_the_same_are_one_segment() -> None:
    """Whoever says it, and wherever their own words begin and end."""
    desk = Desk()
    begin, middle, end = (f"2031-{month}-01T00:00:00Z" for month in ("05", "06", "07"))
    one = desk.says("2031-08-01", who=["gov:north"], during=f"{begin}/{middle}")
    two = desk.says("2031-08-01", who=["gov:south"], during=f"{middle}/{end}")
    (segment,) = desk.at().timeline
    assert (segment.begins.month, segment.ends.month) == (5, 7)
    assert segment.held[0].claims == (one.id, two.id)


def test_at_a_vague_bound_an_answer_only_possibly_holds() -> None:
    """From some time in June to some time in August: certainly in July, possibly at either end."""
    desk = Desk()
    desk.says("2031-09-01", during="2031-06/2031-08")
    assert [segment.held[0].certain for segment in desk.at().timeline] == [False, True, False]


def test_a_copy_by_a_vague_link_makes_what_it_decides_only_possible() -> None:
    """Whether it falls with the other depends on whether the link is out: under one reading it stands."""
    desk = Desk(kind="event")
    one = desk.says("2031-06-01", who=["person:ada"])
    (two,) = desk.report("2031-06-02", {"who": ["person:ada"]}, by="outlet:mail")
    desk.record(Retracted(target=one.id, by="person:ada", notice="2031-06-10"))
    assert live(desk.at("2031-07-01")) == {two.id: "certain"}
    desk.report("[2031-06-15..2031-08-15]")
    link = Link(kind="same-utterance", from_=two.id, to=one.id, by="user:desk", found_in=desk.last.id)
    desk.record(link)
    assert live(desk.at("2031-07-01")) == {two.id: "possible"}
    early = desk.at("2031-07-01", policy="possible")
    assert (live(early), [claim.id for claim in early.possibly]) == ({}, [two.id])


def test_what_we_judged_comes_before_what_a_source_did() -> None:
    """That two speakers are one makes the one's word replace the other's: the reason is our judgement, no new mind."""
    desk = Desk()
    old = desk.says("2031-06-01", who=["person:ada"], during="2031-05")
    desk.says("2031-06-02", who=["person:bo"], during="2031-05", factuality="CT-")
    before = len(desk.story.entries)
    desk.record(SameEntity(a="person:ada", b="person:bo"))
    reader = desk.story.reader()
    a, b = known(reader, "2031-12-01", position=before), known(reader, "2031-12-01")
    dropped = [change for change in diff(a, b) if change.claim is not None and change.claim.id == old.id]
    assert [(str(change.what), str(change.reason)) for change in dropped] == [("dropped", "we were wrong")]
