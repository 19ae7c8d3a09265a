"""Several logs asked as one: the rules are those of one log that holds all of it."""

from __future__ import annotations

from contextlib import suppress
from itertools import groupby

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog import times
from eventlog.claims import Question, Ref
from eventlog.clock import Clock
from eventlog.errors import InvalidValue, UnknownReference
from eventlog.events import (
    Amended,
    Annulled,
    DifferentEntity,
    QuestionDefined,
    Redacted,
    Retracted,
    SameEntity,
)
from eventlog.events.dependencies import effects
from eventlog.log import EventLog, join, reproduce
from eventlog.reports import Report
from eventlog.stores import MemoryStore, RestoredEntry
from eventlog.transfer.carrying import carry
from knowledge_strategies import BEGIN, DAY, Story, cuts, policies, share, stories

LAST = "2031-12-31"
NAMES = ("desk", "case", "wire")


class Ticking:
    """A log in memory, and the clock that it is told."""

    def __init__(self, zone: str = "UTC") -> None:
        self.now = BEGIN
        self.log = EventLog(MemoryStore(zone=zone), Clock(lambda: times.to_datetime(self.now)))

    def record(self, at: int, *events: object) -> str:
        """Record events at a moment; the id of the last one."""
        self.now = at
        receipt = self.log.record(*events)
        return str(self.log.reader.id_at(receipt[-1]))


def told(story: Story, upto: int | None = None) -> EventLog:
    """A log of the first batches of a story, each at its moment.

    The door makes no entry of a word that stands already, so what names one is left out.
    """
    ticking = Ticking()
    batches = [list(batch) for _, batch in groupby(story.entries, key=lambda one: one.recorded)]
    for batch in batches[:upto]:
        events = [
            attrs.evolve(one.event, reply_to=None) if hasattr(one.event, "reply_to") else one.event for one in batch
        ]
        with suppress(UnknownReference):
            ticking.record(batch[0].recorded, *events)
    return ticking.log


def contents(knowledge) -> list[object]:
    """All that is known, as plain values."""
    return [one.content() for one in knowledge]


@share(6)
@given(stories(), cuts, policies, st.integers(0, 12))
def test_a_log_and_a_part_of_it_are_that_log(story: Story, day: str, policy: str, upto: int) -> None:
    """What both hold comes once, where the first of them has it: every answer is that of the whole, positions too."""
    whole, part = told(story), told(story, upto)
    for logs in ({"whole": whole}, {"whole": whole, "part": part}, {"part": part, "whole": whole}):
        joined = join(logs)
        assert len(joined) == len(whole)
        assert contents(joined.as_of(day, policy=policy)) == contents(whole.as_of(day, policy=policy))


batches = st.lists(
    st.tuples(
        st.integers(0, 3),  # which desk has it: one of them, or all
        st.integers(1, 25),  # the day on which it was published
        st.sampled_from(("fort.held", "fort.lost")),
        st.sampled_from(("person:ada", "person:bo", "anon:cy")),
        st.booleans(),
        st.booleans(),  # whether the source takes it back later
    ),
    max_size=6,
)


@share(3)
@given(batches, st.integers(1, 30), policies)
def test_logs_of_several_desks_answer_as_one_log_of_all(drawn, day: int, policy: str) -> None:
    """Each report is in one log or in all: as if all had been recorded in one, at the same moments."""
    desks, one = [Ticking() for _ in NAMES], Ticking()
    asked = [Question(id=id, kind="state") for id in ("fort.held", "fort.lost")]
    for each in (*desks, one):
        each.record(BEGIN, *asked)
    for at, (desk, published, question, who, yes, back) in enumerate(drawn, start=1):
        report = Report(publisher="outlet:post", title=f"report {at}", published=f"2031-05-{published:02}")
        claim = report.claim(question, yes, by=[who])
        notice = [Retracted(target=claim.id, by=who, notice=f"2031-05-{published + 3:02}")] if back else []
        for each in (one, *(desks if desk == len(desks) else [desks[desk]])):
            each.record(BEGIN + at * DAY, report, claim, *notice)
    joined = join({name: each.log for name, each in zip(NAMES, desks, strict=True)})
    cut = f"2031-05-{day:02}"
    assert contents(joined.as_of(cut, policy=policy)) == contents(one.log.as_of(cut, policy=policy))
    half = times.instant_text(BEGIN + len(drawn) // 2 * DAY)
    assert contents(joined.as_of(LAST, recorded=half)) == contents(one.log.as_of(LAST, recorded=half))


REPORTS = [
    Report(publisher="outlet:post", title=f"report {at}", published=f"2031-05-0{at}", zone="UTC") for at in (2, 3)
]
CLAIMS = [one.claim("fort.held", True, by=[who]) for one, who in zip(REPORTS, ("person:ada", "person:bo"), strict=True)]
WORDS = (
    *(kind(a="person:ada", b="person:bo") for kind in (SameEntity, DifferentEntity)),
    *(QuestionDefined(question=Question(id="fort.held", kind=kind)) for kind in ("state", "event")),
    *(Amended(report=Ref(REPORTS[0].id), field="published", value=f"2031-05-{day}") for day in (10, 20)),
    Annulled(target=Ref(CLAIMS[0].id)),
    Annulled(target=Ref(CLAIMS[1].id)),
)
word = st.sampled_from((WORDS[:2], WORDS[2:4], WORDS[4:6], WORDS[6:])).flatmap(st.sampled_from)
deeds = st.one_of(
    st.lists(st.tuples(st.integers(0, 2), st.one_of(word, st.integers(0, 20))), max_size=8),  # a number: strike that
    st.lists(st.tuples(st.integers(0, 1), st.sampled_from(WORDS[:2])), min_size=3, max_size=6),
    st.lists(st.tuples(st.integers(0, 1), st.just(WORDS[6]) | st.integers(0, 3)), min_size=3, max_size=6),
)


@share(2)
@given(deeds, st.integers(1, 30), policies)
def test_judgements_of_several_desks_are_those_of_one_log(drawn, day: int, policy: str) -> None:
    """Whatever a desk took for new is so in one log, too, or says what was said last: the last word is the same."""
    desks, one = [Ticking() for _ in NAMES], Ticking()
    for each in (*desks, one):
        each.record(BEGIN, *REPORTS, *CLAIMS)
    done: list[tuple[int, str, str]] = []  # the desk, the id there, and the id in the one log
    for at, (desk, word) in enumerate(drawn, start=1):
        if isinstance(word, int):
            mine = [(own, id) for who, own, id in done if who == desk]
            if not mine:
                continue
            here, there = (Annulled(target=Ref(id)) for id in mine[word % len(mine)])
        else:
            here = there = word
        size = len(desks[desk].log)
        own = desks[desk].record(BEGIN + at * DAY, here)
        if len(desks[desk].log) > size:
            done.append((desk, own, one.record(BEGIN + at * DAY, there)))
    joined = join({name: each.log for name, each in zip(NAMES, desks, strict=True)})
    assert len(joined) == len(one.log)
    cut = f"2031-05-{day:02}"
    for asked in (cut, LAST):
        assert contents(joined.as_of(asked, policy=policy)) == contents(one.log.as_of(asked, policy=policy))


def test_the_last_word_of_any_desk_counts() -> None:
    """One desk held two names for one person and saw that they are two; the other saw later that they are one."""
    desk, case = Ticking(), Ticking()
    same, other = WORDS[:2]
    desk.record(BEGIN, *REPORTS, *CLAIMS, same)
    desk.record(BEGIN + DAY, other)
    logs = {"desk": desk.log, "case": case.log}
    assert str(join(logs).as_of(LAST)["fort.held"].status) == "corroborated"
    case.record(BEGIN + 2 * DAY, *REPORTS, *CLAIMS, same)
    joined = join(logs)
    assert str(joined.as_of(LAST)["fort.held"].status) == "alleged"
    assert [joined.origin(at) for at in range(5, 8)] == [(("desk", 5),), (("desk", 6),), (("case", 5),)]


def test_a_log_and_its_copy_lack_the_same() -> None:
    """What a redaction in both names is lacking there, and in no answer that it did not bear on; each desk's counts."""
    desk, case = two_desks()
    for each in (desk, case):
        each.record(BEGIN + 9 * DAY, Question(id="fort.lost", kind="state"))
        each.log.redact(4, by="user:editor", reason="a court asked for it")
    copied = EventLog(MemoryStore())
    carry(desk.log.store, copied.store)
    for logs in ({"desk": desk.log, "copy": copied}, {"desk": desk.log, "case": case.log}):
        joined = join(logs).as_of(LAST)
        assert joined["fort.lost"].withheld == ()
        assert len(joined["fort.held"].withheld) == 2


def two_desks() -> tuple[Ticking, Ticking]:
    """Two desks that share a question and a report, each with a claim of its own."""
    desk, case = Ticking(), Ticking()
    shared = Report(publisher="outlet:post", title="shared", published="2031-05-02")
    for at, (each, who, yes) in enumerate(((desk, "person:ada", True), (case, "person:bo", False))):
        own = Report(publisher="outlet:post", title=who, published="2031-05-03")
        each.record(BEGIN + at * DAY, Question(id="fort.held", kind="state"), shared)
        each.record(BEGIN + (at + 2) * DAY, own, own.claim("fort.held", yes, by=[who]))
    return desk, case


def test_neither_desk_alone_sees_the_dispute() -> None:
    """One desk heard yes, the other no: only both together hear that it is disputed."""
    desk, case = two_desks()
    joined = join({"desk": desk.log, "case": case.log})
    assert [str(each.log.as_of(LAST)["fort.held"].status) for each in (desk, case)] == ["alleged", "denied"]
    assert str(joined.as_of(LAST)["fort.held"].status) == "disputed"
    assert joined.names == ("desk", "case")
    assert joined.zone == "UTC"


def test_what_stands_at_a_position_is_found_in_each_log() -> None:
    """What both hold has a place in each of them, and what one holds in that one."""
    desk, case = two_desks()
    joined = join({"desk": desk.log, "case": case.log})
    assert [joined.origin(at) for at in range(1, len(joined) + 1)] == [
        (("desk", 1), ("case", 1)),
        (("desk", 2), ("case", 2)),
        (("desk", 3),),
        (("desk", 4),),
        (("case", 3),),
        (("case", 4),),
    ]
    for outside in (0, 7):
        with pytest.raises(LookupError):
            joined.origin(outside)


def test_each_log_gives_its_own_basis_and_they_give_the_answer_again() -> None:
    """Whatever is recorded since; the token of a log gives that log's own answer."""
    desk, case = two_desks()
    logs = {"desk": desk.log, "case": case.log}
    answer = join(logs).answer("fort.held", LAST)
    assert {name: str(logs[name].reproduce(token).standing.status) for name, token in answer.bases.items()} == {
        "desk": "alleged",
        "case": "denied",
    }
    later = Report(publisher="outlet:post", title="later", published="2031-05-09")
    desk.record(BEGIN + 30 * DAY, later, later.claim("fort.held", False, by=["person:ada"]))
    assert join(logs).as_of(LAST)["fort.held"].content() != answer.standing.content()
    again = reproduce(logs, answer.bases)
    assert again.standing.content() == answer.standing.content()
    assert again.bases == answer.bases


def test_a_redaction_in_one_log_is_said() -> None:
    """What one desk erased is lacking in the answer, unless another desk still holds it, and then that is said too."""
    desk, case = two_desks()
    desk.log.redact(4, by="user:editor", reason="a court asked for it")
    joined = join({"desk": desk.log, "case": case.log})
    standing = joined.as_of(LAST)["fort.held"]
    assert str(standing.status) == "denied"
    assert [joined.origin(at) for at in standing.withheld] == [(("desk", 4),)]
    assert any(isinstance(entry.event, Redacted) for entry in joined.as_of(LAST).reader.entries(0, len(joined)))


def test_entries_without_words_are_lacking_in_every_answer() -> None:
    """A copy without an entry: no redaction says what that bore on, so each answer says that it is lacking."""
    desk, case = two_desks()
    copied = EventLog(MemoryStore())
    kept = [
        RestoredEntry(one, desk.log.reader.id_at(one.position), effects(desk.log.reader.entry(one.position).event))
        for one in desk.log.store.entries(0, 4)
    ]
    gone = attrs.evolve(kept[3], stored=kept[3].stored._replace(body=None, salt=None), id=None, keys=())
    copied.store.restore([kept[:2], [kept[2], gone]], [4])
    joined = join({"copy": copied, "case": case.log})
    alone, both = copied.as_of(LAST)["fort.held"], joined.as_of(LAST)["fort.held"]
    assert alone.withheld == (4,)
    assert [joined.origin(at) for at in both.withheld] == [(("copy", 4),)]


@pytest.mark.parametrize(
    ("logs", "told"),
    [({}, "by name"), ([], "by name"), ({"": None}, "name"), ({"desk": "desk.db"}, "the log desk")],
)
def test_what_is_no_set_of_logs_is_refused(logs: object, told: str) -> None:
    """Logs are given by name."""
    with pytest.raises(InvalidValue, match=told):
        join(logs)


def test_logs_of_other_zones_are_refused() -> None:
    """A bare date means another day in each of them."""
    with pytest.raises(InvalidValue, match=r"one zone.*desk in UTC, case in Europe/Kyiv"):
        join({"desk": Ticking().log, "case": Ticking("Europe/Kyiv").log})


def test_tokens_that_do_not_belong_together_are_refused() -> None:
    """They must be those of one answer, one for each log, and of these logs."""
    desk, case = two_desks()
    logs = {"desk": desk.log, "case": case.log}
    bases = join(logs).answer("fort.held", LAST).bases
    other = join(logs).answer("fort.held", "2031-05-01").bases
    with pytest.raises(InvalidValue, match="rests on desk"):
        reproduce(logs, {"desk": bases["desk"]})
    with pytest.raises(InvalidValue, match="of different questions or cuts"):
        reproduce(logs, {"desk": bases["desk"], "case": other["case"]})
    with pytest.raises(InvalidValue, match=r"case: the token is of another log.* ends at 0"):
        reproduce(logs | {"case": Ticking().log}, bases)
    with pytest.raises(InvalidValue, match="case: the token is of another log"):
        reproduce(logs | {"case": desk.log}, bases)


def test_the_order_in_which_logs_are_given_says_nothing() -> None:
    """Two desks define one question differently at one moment: one answer, and one for its tokens, in either order."""
    desk, case = Ticking(), Ticking()
    report = Report(publisher="outlet:herald", title="Bridge", published="2024-06-20")
    for each, kind in ((desk, "truth"), (case, "text")):
        each.record(BEGIN, QuestionDefined(question=Question(id="bridge.open", answer=kind)))
    desk.record(BEGIN + DAY, report, report.claim("bridge.open", True, by=["org:harbour"]))
    here, there = {"desk": desk.log, "case": case.log}, {"case": case.log, "desk": desk.log}
    answer = join(here).answer("bridge.open", LAST)
    assert join(there).answer("bridge.open", LAST) == answer
    assert reproduce(there, answer.bases) == reproduce(here, answer.bases) == answer
    renamed = join({"b": desk.log, "a": case.log}).answer("bridge.open", LAST)
    assert renamed.standing == answer.standing
    assert join({"a": desk.log, "b": case.log}).answer("bridge.open", LAST).standing != answer.standing


def test_empty_logs_are_joined_too() -> None:
    """They know nothing, and say so."""
    joined = join({"desk": Ticking().log, "case": Ticking().log})
    assert len(joined) == 0
    assert list(joined.as_of(LAST)) == []
    assert str(joined.answer("fort.held", LAST).standing.status) == "unreported"
