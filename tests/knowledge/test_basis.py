"""Tokens, history and impact: an answer can be given again, told how it came to be, and asked what it hangs on."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Question, QuestionKind, Report
from eventlog.knowledge import RULES, Basis, Cut
from log_tampering import unguarded_file

CORPUS = Path(__file__).resolve().parents[2] / "examples" / "corpus"
DATES = ("2024-06-20", "2024-06-27", "2024-07-31", "2024-10-19", "2024-10-25")


def _clock() -> Any:
    """A minute a batch, from the day after the corpus ends."""
    minutes = iter(range(10_000))
    return lambda: f"2024-11-01T{next(minutes) // 60 % 24:02}:{0:02}:00Z"


@pytest.fixture(scope="module")
def log() -> Any:
    """The corpus in memory."""
    with eventlog.open(":memory:") as held:
        held.record(*eventlog.load(CORPUS))
        yield held


def test_a_token_gives_its_answer_again_after_later_entries() -> None:
    """Whatever is recorded later, a token reproduces the answer that it was made from."""
    with eventlog.open(":memory:") as log:
        log.record(*eventlog.load(CORPUS))
        knowledge = log.as_of("2024-10-25", policy="possible")
        before = knowledge["dprk.troops.deployment"]
        token, whole = knowledge.basis_of("dprk.troops.deployment"), knowledge.basis
        late = eventlog.Report(publisher="outlet:late", title="Found late", published="2024-06-20")
        log.record(late, late.claim("dprk.troops.deployment", False, by=["person:somebody"]))
        log.record(eventlog.Annulled(target=before.claims[0].id))
        again = log.reproduce(token)
        assert again.same
        assert again.standing.content() == before.content()
        assert log.reproduce(whole).same
        assert log.as_of("2024-10-25", policy="possible")["dprk.troops.deployment"].differs(before)


@given(
    date=st.sampled_from(DATES),
    policy=st.sampled_from(["certain", "possible"]),
    question=st.sampled_from(["dprk.troops.deployment", "dprk.troops.number", "us.reaction.cannon-fodder", "no.such"]),
    valid=st.sampled_from([None, "2024-07", "2024-10-03"]),
)
def test_reading_a_token_is_the_identity(log: Any, date: str, policy: str, question: str, valid: str | None) -> None:
    """str(Basis.read(token)) == token, and the token's answer is the answer."""
    knowledge = log.as_of(date, policy=policy)
    knowledge = knowledge if valid is None else knowledge.at(valid)
    token = knowledge.basis_of(question)
    assert str(Basis.read(token)) == token
    again = log.reproduce(token)
    assert again.same
    assert again.standing.content() == knowledge[question].content()


@given(data=st.data())
def test_a_damaged_token_is_refused(log: Any, data: st.DataObject) -> None:
    """A token that lost or changed a letter is never read as another one."""
    token = log.as_of("2024-10-25").basis_of("dprk.troops.number")
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("Aa0_-").filter(lambda letter: letter != token[at]))
    for damaged in (token[:at] + other + token[at + 1 :], token[:at]):
        try:
            read = Basis.read(damaged)
        except eventlog.InvalidValue:
            continue
        assert str(read) == token  # the last letter holds bits that are not used


def test_a_token_of_another_log_is_refused_or_differs(log: Any) -> None:
    """A log that ends before the token's position says that it is another one."""
    token = log.as_of("2024-10-25").basis_of("dprk.troops.number")
    with eventlog.open(":memory:") as other, pytest.raises(eventlog.InvalidValue, match="position"):
        other.reproduce(token)


REPORT = Report(publisher="outlet:post", title="Bridge", published="2031-06-01")
OPEN, SHUT = (REPORT.claim("bridge.open", value, by=["gov:g"]) for value in (True, False))


def bridge(path: Any, *things: Any, zone: str = "UTC") -> Any:
    """A log that holds a report and what was read in it."""
    made = eventlog.open(path, zone=zone)
    made.record(*(things or (REPORT, OPEN)))
    return made


def test_another_log_refuses_a_token_of_this_one(tmp_path: Path) -> None:
    """It has as many entries, and says something else: its answer is never given for that of the token."""
    here = bridge(tmp_path / "here.db")
    tokens = (here.as_of("2031-07-01").basis_of("bridge.open"), here.as_of("2031-07-01").basis)
    others = (
        bridge(":memory:", REPORT, SHUT),
        bridge(":memory:", REPORT, OPEN, zone="Asia/Seoul"),
        bridge(":memory:", Report(publisher="outlet:b", title="B", published="2031-06-02"), REPORT, OPEN, SHUT),
    )
    for other in others:
        for token in tokens:
            with pytest.raises(eventlog.InvalidValue, match="the token is of another log"):
                other.reproduce(token)
    for token in tokens:
        assert here.reproduce(token).same


def test_a_token_holds_in_each_copy_and_in_a_log_that_was_made_anew(tmp_path: Path) -> None:
    """Of the same entries the same answer, whatever became of them: copied, exported, recorded again, added to."""
    with bridge(tmp_path / "here.db") as here:
        token = here.as_of("2031-07-01").basis_of("bridge.open")
        here.record(Report(publisher="outlet:b", title="Later", published="2031-06-02"))
        here.backup(tmp_path / "copy.db")
        here.export_jsonl(tmp_path / "all.jsonl")
        here.copy(tmp_path / "fewer.db", without=[OPEN.id])
    with eventlog.open(tmp_path / "copy.db") as copy, eventlog.open(tmp_path / "again.db") as again:
        again.import_jsonl(tmp_path / "all.jsonl")
        for log in (copy, again, bridge(":memory:")):
            assert log.reproduce(token).same
    with eventlog.open(tmp_path / "fewer.db", read_only=True) as fewer:
        assert not fewer.reproduce(token).same  # it lacks entries, and no other log is blamed


@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_one_knows_lacks_what_was_redacted_since(tmp_path: Path, elsewhere: bool) -> None:
    """Also where it was asked before; what comes in otherwise has nothing made anew."""
    other = REPORT.claim("bridge.wide", True, by=["gov:g"])
    with bridge(tmp_path / "a.db", REPORT, OPEN, SHUT, other) as log:
        known = log.as_of("2032")
        before, beside = known["bridge.open"], known["bridge.wide"]
        assert len(before.claims) == 2
        log.record(Report(publisher="outlet:post", title="Another", published="2031-06-01"))
        assert known["bridge.open"] is before
        if elsewhere:
            with eventlog.open(tmp_path / "a.db") as writer:
                writer.redact(OPEN, reason="a court order")
        else:
            log.redact(OPEN, reason="a court order")
        after = known["bridge.open"]
        assert [one.id for one in after.claims] == [SHUT.id]
        assert any("withheld" in line for line in str(after).splitlines())
        assert str(known["bridge.wide"]) == str(beside)
        with pytest.raises(LookupError, match="no claim that this knowledge holds"):
            known.why(OPEN)
    with pytest.raises(eventlog.LogClosed):
        known["bridge.open"]


def test_what_was_redacted_or_damaged_since_makes_no_other_log(tmp_path: Path) -> None:
    """The answer differs, with its reason beside it."""
    with bridge(tmp_path / "log.db") as log:
        token = log.as_of("2031-07-01").basis_of("bridge.open")
        log.redact(OPEN, reason="a court order")
        again = log.reproduce(token)
        assert (again.same, again.withheld) == (False, (2,))
    with bridge(tmp_path / "damaged.db"):
        pass
    with unguarded_file(tmp_path / "damaged.db") as connection:
        connection.execute("UPDATE entry SET body = x'78' WHERE position = 2")
    with eventlog.open(tmp_path / "damaged.db") as log:
        again = log.reproduce(token)
        assert not again.same
        assert "unreadable" in [one.kind for one in again.standing.problems]


@pytest.mark.parametrize("policy", ["certain", "possible"])
def test_history_is_what_each_date_was_told(log: Any, policy: str) -> None:
    """Each turn of a history is the answer as of its moment, and between two turns the answer is the earlier one's."""
    knowledge = log.as_of("2024-10-25", policy=policy)
    for question in ("dprk.troops.deployment", "dprk.arms.supply", "rok.arms-to-ukraine"):
        history = knowledge[question].history
        for at, (moment, standing) in enumerate(history):
            assert (
                log.as_of(eventlog.times.instant_text(moment), policy=policy)[question].content() == standing.content()
            )
            following = history[at + 1][0] if at + 1 < len(history) else moment + 2
            end = log.as_of(eventlog.times.instant_text(following - 1), policy=policy)[question]
            assert not end.differs(standing)
        assert not history[-1][1].differs(knowledge[question])
        assert knowledge[question].last_changed in {None, history[-1][0]}


def test_impact_is_the_answer_without(log: Any) -> None:
    """What impact says would stand is what a log stands on that never held the report; nothing else would change."""
    events = eventlog.load(CORPUS)
    knowledge = log.as_of("2024-10-25", policy="possible")
    reports = [event.report for event in events if isinstance(event, eventlog.ReportRecorded)]
    for report in reports:
        found = {one.question: one for one in knowledge.impact(of=report)}
        with eventlog.open(":memory:") as without:
            without.record(*_without(events, report.id))
            other = without.as_of("2024-10-25", policy="possible")
            for question in knowledge.questions:
                status = found[question].after.status if question in found else knowledge[question].status
                assert other[question].status is status, (report.title, question)


def _without(events: Any, report: str) -> list[Any]:
    """The events that stand without a report: not what was read in it, nor what names that."""
    gone, kept = {report}, []
    for event in events:
        names = set(eventlog.events.dependencies.references(event)) if event is not None else set()
        if event.id in gone or names & gone:
            gone.add(event.id)
        else:
            kept.append(event)
    return kept


def test_impact_of_a_source_is_every_word_that_passes_through_it(log: Any) -> None:
    """Without the Pentagon's spokesman his remark was never reported."""
    knowledge = log.as_of("2024-10-25", policy="possible")
    found = {one.question: one for one in knowledge.impact(of="person:pat-ryder")}
    assert found["us.reaction.cannon-fodder"].after.status == "unreported"
    assert found["us.reaction.cannon-fodder"].turns


def test_impact_of_what_nobody_knows_is_refused(log: Any) -> None:
    """What the log does not hold has no impact, and that is said."""
    with pytest.raises(eventlog.UnknownReference):
        log.as_of("2024-10-25").impact(of="person:nobody-at-all")


def test_stale_text_reaffirms_nothing() -> None:
    """A re-quotation of June's word in October leaves `last_reaffirmed` in June; a new word moves it."""
    with eventlog.open(":memory:") as log:
        reports = [
            eventlog.Report(publisher=f"outlet:p{at}", title=f"t{at}", published=date)
            for at, date in enumerate(("2031-06-02", "2031-10-02", "2031-11-02"))
        ]
        claims = [
            report.claim("quay.shut", by=["org:board"], said=said)
            for report, said in zip(reports, ("2031-06-01", None, "2031-11-01"), strict=True)
        ]
        log.record(*reports, *claims)
        log.record(eventlog.Link(kind="same-utterance", from_=claims[1].id, to=claims[0].id, by="user:desk"))
        then = log.as_of("2031-10-31")["quay.shut"].last_reaffirmed
        now = log.as_of("2031-11-30")["quay.shut"].last_reaffirmed
        assert then == eventlog.times.bounds("2031-06-01", "published", "UTC")
        assert now == eventlog.times.bounds("2031-11-01", "published", "UTC")


@pytest.mark.parametrize("kind", [one for one in QuestionKind if one is not QuestionKind.TOPIC])
@pytest.mark.parametrize("during", ["2031-06~/..", "2031-06-1X/2031-09", "[2031-06-10..2031-06-20]", "2031-07"])
def test_an_announcement_lies_behind_in_its_history_as_on_the_day(kind: QuestionKind, during: str) -> None:
    """Whatever is asked for: a rule that is announced holds over time as a state does, and its begin is read so."""
    with eventlog.open(":memory:", clock=lambda: "2031-12-31T00:00:00Z") as log:
        report = Report(publisher="outlet:herald", title="Curfew", published="2031-05-01")
        asked = Question(id="port.curfew", kind=kind, about="gov:port")
        of = "norm" if kind is QuestionKind.NORM else "claim"
        log.record(asked, report, report.claim(asked.id, by=["gov:port"], stance="announce", during=during, kind=of))
        history = log.as_of()[asked.id].history
        for day in ("2031-05-02", "2031-06-11", "2031-06-20", "2031-07-01", "2031-08-01", "2031-09-30", "2031-10-02"):
            then = [standing for moment, standing in history if moment <= eventlog.times.cut(day, "UTC")][-1]
            assert then.status == log.as_of(day)[asked.id].status, day


def test_history_knows_the_date_that_a_publisher_corrected() -> None:
    """A report that was out on June 10, until its publisher said June 20, was known on June 10."""
    with eventlog.open(":memory:") as log:
        report = eventlog.Report(publisher="outlet:post", title="Quay", published="2031-06-10")
        log.record(report, report.claim("quay.shut", by=["org:board"]))
        log.record(
            eventlog.Corrected(
                target=report.id, by="outlet:post", notice="2031-07-15", field="published", value="2031-06-20"
            )
        )
        history = log.as_of("2031-12-31")["quay.shut"].history
        for moment, standing in history:
            assert not standing.differs(log.as_of(eventlog.times.instant_text(moment))["quay.shut"])
        assert eventlog.times.instant_text(history[0][0]) <= "2031-06-10T23:59:59.999999Z"
        assert "alleged" in {
            standing.status for moment, standing in history if moment < eventlog.times.instant("2031-06-11T00:00:00Z")
        }


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(["UTC", "certain"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


def made_up(plain: bytes) -> str:
    """A token of these bytes, with the check that fits them."""
    check = hashlib.sha256(plain).digest()[:3]
    return "basis1." + base64.urlsafe_b64encode(check + plain).decode().rstrip("=")


@given(at=st.integers(0, 12), junk=_JUNK)
def test_a_token_that_was_made_up_is_told_or_is_one(log: Any, at: int, junk: Any) -> None:
    """Whatever stands in one of its places: InvalidValue, or the token that the answer's own basis gives."""
    token = log.as_of("2024-10-25").basis_of("dprk.troops.deployment")
    raw = base64.urlsafe_b64decode(token.removeprefix("basis1.") + "==")[3:]
    content = [*json.loads(raw), None]
    content[at] = junk
    forged = made_up(json.dumps(content[: 12 + (at == 12)], separators=(",", ":"), ensure_ascii=True).encode())
    try:
        held = Basis.read(forged)
    except eventlog.InvalidValue:
        return
    assert str(held) == forged
    try:
        log.reproduce(forged)
    except eventlog.EventLogError:
        return


@pytest.mark.parametrize(
    "plain", [b"[" * 2900, b"{" * 2900, b"1" * 2900, b'"' + b"a" * 2900, b"\xff", b"", b"[]", b"null", b"[NaN]"]
)
def test_a_token_of_anything_is_told(plain: bytes) -> None:
    """Deep, long or empty: one sentence."""
    with pytest.raises(eventlog.InvalidValue, match="is not a basis token"):
        Basis.read(made_up(plain))


@pytest.mark.parametrize("clock", ["published", "recorded", "said"])
def test_a_token_cuts_the_clocks_that_it_says_were_asked(clock: str) -> None:
    """One that says a clock was asked for and holds no moment of it, or says it twice, was made up."""
    cut = Cut.of(zone="UTC", position=1, **{clock: "2031-06-30"})
    basis = Basis(cut=cut, question="fort.held", valid=None, rules=RULES, digest="x")
    assert Basis.read(str(basis)) == basis
    for wrong in (attrs.evolve(cut, **{clock: None}), attrs.evolve(cut, asked=cut.asked * 2)):
        with pytest.raises(eventlog.InvalidValue, match="not a basis token"):
            Basis.read(str(attrs.evolve(basis, cut=wrong)))
