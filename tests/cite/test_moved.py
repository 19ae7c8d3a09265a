"""Whether the ground of a sentence moved: laws over any history, and each thing that can move it, with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import (
    Amended,
    Annulled,
    Assessment,
    Corrected,
    EventLog,
    Link,
    Question,
    Report,
    Retracted,
    SameEntity,
    Superseded,
)
from eventlog.cite import Moved, Unfit, check_text, cite, updated
from eventlog.cite.telling import told
from eventlog.errors import EventLogError, InvalidValue, UnknownQuestion
from eventlog.testing.events import stories
from knowledge_strategies import share

pytest.importorskip("markdown_it", reason="marks in Markdown need the extra cli")

CUTS = (None, "2024-06-27", "2031-01-01")


class Days:
    """A clock that goes on by a day with each look at it."""

    def __init__(self, year: int = 2032) -> None:
        self.day = 0
        self.year = year

    def __call__(self) -> str:
        self.day += 1
        return f"{self.year + self.day // 28}-01-{self.day % 28 + 1:02}T00:00:00Z"


class Still:
    """A clock that somebody sets."""

    def __init__(self) -> None:
        self.now = "2032-01-01T00:00:00Z"

    def __call__(self) -> str:
        return self.now


def told_in(log: EventLog, events: list[Any]) -> None:
    """Record each of these that the log takes."""
    for one in events:
        try:
            log.record(one)
        except EventLogError:
            continue


def page_of(log: EventLog, *, html: bool = False, cuts: tuple[str | None, ...] = CUTS, **reads: Any) -> str:
    """A page with a sentence for each question at each cut."""
    sentences = []
    for published in cuts:
        knowledge = log.as_of(published, **reads)
        questions = sorted(
            {key.partition(":")[2] for kind in ("q", "dq") for key in log.reader.keys(f"{kind}:", 10**9)}
        )
        sentences += [f"It is so. {cite(knowledge, one, html=html)}" for one in questions]
    return "\n\n".join(sentences) or "Nothing is cited."


@share(3)
@given(story=stories(), policy=st.sampled_from(("certain", "possible")), html=st.booleans())
def test_what_is_cited_and_checked_at_once_stands(story: list[Any], policy: str, html: bool) -> None:
    """Nothing moved where nothing came in, at any cut, under either reading, in either format."""
    with eventlog.open(":memory:", clock=Still()) as log:
        told_in(log, story)
        assert check_text(log, page_of(log, html=html, policy=policy), html=html) == ()


@share(3)
@given(first=stories(), second=stories(), html=st.booleans())
def test_a_mark_fails_exactly_where_the_answer_is_another_one(first: list[Any], second: list[Any], html: bool) -> None:
    """By the definition: another answer at the same cut. Each that failed has an origin; after an update none does."""
    with eventlog.open(":memory:", clock=Days()) as log:
        told_in(log, first)
        dated = [one for one in CUTS if one is not None]
        before = {cut: log.as_of(cut) for cut in dated}
        page = page_of(log, html=html, cuts=tuple(dated))
        told_in(log, second)
        wrong = check_text(log, page, html=html)
        assert all(isinstance(one, Moved) for one in wrong)
        now = {cut: log.as_of(cut) for cut in dated}
        wanted = [
            (question, told(before[cut][question]))
            for cut in dated
            for question in sorted({one.question for one in wrong if isinstance(one, Moved)})
            if before[cut][question].differs(now[cut][question])
        ]
        assert sorted(wanted) == sorted((one.question, one.then) for one in wrong if isinstance(one, Moved))
        assert all(one.changes and one.causes for one in wrong if isinstance(one, Moved))
        after = updated(log, page, html=html)
        assert (after == page) == (wrong == ())
        assert check_text(log, after, html=html) == ()


@share(3)
@given(first=stories(), second=stories())
def test_a_mark_without_a_date_is_of_the_present(first: list[Any], second: list[Any]) -> None:
    """It is held against each later day; updated, it stands until something comes in."""
    clock = Still()
    with eventlog.open(":memory:", clock=clock) as log:
        told_in(log, first)
        page = page_of(log, cuts=(None,))
        clock.now = "2032-03-01T00:00:00Z"
        told_in(log, second)
        wrong = check_text(log, page)
        assert all(one.now == told(log.as_of()[one.question]) for one in wrong if isinstance(one, Moved))
        assert check_text(log, updated(log, page)) == ()


JUNE, LATE = "2031-06-30", "2031-12-31"
REPORT = Report(publisher="outlet:post", title="Port closed", url="https://example.org/port", published="2031-06-12")
SAID = REPORT.claim("port.closed", by=["org:harbour-board"])
OTHER = Report(publisher="outlet:mail", title="Port shut", published="2031-06-13")
ECHO = OTHER.claim("port.closed", by=["org:pilots"])
NOTICE = Report(publisher="outlet:post", title="Correction", published="2031-06-20")
RIGHT = NOTICE.claim("port.closed", False, by=["org:harbour-board"])
LATER = Report(publisher="outlet:post", title="Port opens", published="2031-08-01")
OPENED = LATER.claim("port.closed", False, by=["org:harbour-board"])


def held() -> EventLog:
    """A log with two reports that say the same."""
    log = eventlog.open(":memory:", clock=Days())
    log.record(REPORT, SAID, OTHER, ECHO, Question(id="port.closed", words="Is the port closed?"))
    return log


def moved(log: EventLog, *do: Any, cut: str | None = JUNE) -> list[Moved]:
    """What moves under a sentence when something is recorded or, given as a function, done."""
    page = f"The port is closed {cite(log.as_of(cut), 'port.closed')}.\n"
    for one in do:
        one(log) if callable(one) else log.record(one)
    found = check_text(log, page)
    assert check_text(log, updated(log, page)) == ()
    return [one for one in found if isinstance(one, Moved)]


def by_the_board(kind: Any, **more: Any) -> Any:
    """A change of mind of the board's."""
    return kind(target=SAID.id, by="org:harbour-board", notice="2031-06-20", reason="a misprint", **more)


CASES: dict[str, tuple[Any, str, str, str]] = {
    "a retraction": (by_the_board(Retracted), "a withdrawal", "a retraction", "found late"),
    "a replacement": (by_the_board(Superseded), "a withdrawal", "a replacement", "found late"),
    "a correction": (
        lambda log: log.record(NOTICE, RIGHT, by_the_board(Corrected, with_=RIGHT.id)),
        *("a withdrawal", "a correction", "found late"),
    ),
    "a strike of ours": (
        Annulled(target=SAID.id, by="user:desk", reason="misread"),
        *("a strike of ours", "a strike of ours", "we were wrong"),
    ),
    "a late report": (
        lambda log: log.record(NOTICE, RIGHT),
        *("entries recorded later", "a new claim", "found late"),
    ),
    "an amendment": (
        Amended(report=REPORT.id, field="published", value="2031-07-12", by="user:desk", reason="misdated"),
        *("entries recorded later", "a better reading of ours", "we were wrong"),
    ),
    "a merge": (
        SameEntity(a="org:harbour-board", b="org:pilots", by="user:desk", reason="one house"),
        *("entries recorded later", "a judgement that two names are one", "→ one source"),
    ),
    "a link": (
        Link(kind="same-utterance", from_=ECHO.id, to=SAID.id, by="user:desk", basis="seen both"),
        *("entries recorded later", "a link", "→ one source"),
    ),
    "a redaction": (
        lambda log: log.redact(SAID, reason="by order of a court"),
        *("a redaction", "a redaction", ""),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_thing_that_moves_the_ground_is_told(case: str) -> None:
    """Where it comes from, what made it, for which reason, and what was recorded as the reason."""
    do, origin, kind, reason = CASES[case]
    with held() as log:
        [one] = moved(log, do)
    assert str(one.origin) == origin
    assert kind in {cause.kind for cause in one.causes}
    assert reason in " ".join(one.changes)
    assert one.mark.sentence == "The port is closed."
    given = getattr(do, "reason", "by order of a court" if case == "a redaction" else "")
    assert given in {cause.reason for cause in one.causes}


OUTSIDE = {
    "a rejection": (
        Retracted(target=SAID.id, by="org:pilots", notice="2031-06-20", reason="a misprint"),
        *("a rejection", "org:pilots rejected “"),
    ),
    "a date": (
        Corrected(target=REPORT.id, by=REPORT.publisher, notice="2031-06-20", field="published", value="2031-07-20"),
        *("a correction", f"{REPORT.publisher} corrected the date of publication of “"),
    ),
}


@pytest.mark.parametrize("case", OUTSIDE)
def test_what_its_source_did_not_take_back_is_not_told_as_taken_back(case: str) -> None:
    """An outsider rejects a word, and a correction of a report's date takes none away."""
    do, kind, words = OUTSIDE[case]
    with held() as log:
        [one] = moved(log, do)
    assert str(one.origin) == "entries recorded later"
    assert [(cause.kind, words in cause.words) for cause in one.causes] == [(kind, True)]


def test_what_came_out_after_the_date_moves_no_ground_but_of_the_present() -> None:
    """A mark with a date is of what was public by then; one without is of today."""
    with held() as log:
        assert moved(log, LATER, OPENED) == []
    with held() as log:
        [one] = moved(log, LATER, OPENED, cut=None)
        assert "no, says org:harbour-board" in one.now


def test_an_assessment_moves_the_ground_from_when_it_was_made() -> None:
    """It was no part of what was known before."""
    verified = Assessment(about=SAID.id, what="verification", value="verified", by="user:desk")
    with held() as log:
        assert moved(log, verified) == []
    with held() as log:
        [one] = moved(log, verified, cut=None)
        assert [cause.kind for cause in one.causes] == ["an assessment"]
        assert "0 → 1 assessments" in " ".join(one.changes)


def test_another_voice_moves_the_ground_though_status_and_answer_stay() -> None:
    """A sentence rests on who says it too: it is told what came, and that the status is what it was."""
    third = Report(publisher="outlet:wire", title="Port closed", published="2031-06-14")
    with held() as log:
        [one] = moved(log, lambda log: log.record(third, third.claim("port.closed", by=["person:ada"])))
    assert one.then.startswith("corroborated: Yes, say")
    assert one.now.startswith("corroborated: Yes, say")
    assert "learned: Yes, says person:ada" in one.changes[0]


def test_an_erased_answer_is_not_told_as_if_it_were_whole() -> None:
    """After a redaction the answer then can't be given, and what is left of it says what is withheld."""
    with held() as log:
        [one] = moved(log, lambda log: log.redact(SAID, reason="by order of a court"))
    assert one.then.startswith("can't be given any more; what is left of it is ")
    assert "withheld: 1 entry" in one.then
    assert "org:harbour-board" not in one.then + one.now


def test_time_alone_can_move_what_is_of_the_present() -> None:
    """What was announced begins, and no entry says so."""
    now = ["2031-06-13T00:00:00Z"]
    with eventlog.open(":memory:", clock=lambda: now[0]) as log:
        report = Report(publisher="outlet:post", title="Port to close", published="2031-06-12")
        claim = report.claim("port.closed", by=["org:board"], stance="announce", during="2031-08/..")
        log.record(report, claim, Question(id="port.closed", kind="state", about="org:board"))
        page = f"The port will close {cite(log.as_of(), 'port.closed')}."
        assert check_text(log, page) == ()
        now[0] = "2032-06-13T00:00:00Z"
        [one] = check_text(log, page)
        assert isinstance(one, Moved)
        assert str(one.origin) == "time that went by"
        assert one.causes == ()
        assert check_text(log, updated(log, page)) == ()


def of_another_log(log: EventLog) -> str:
    """A token of a log that holds something else on the same question at the same positions."""
    with eventlog.open(":memory:", clock=Days()) as other:
        other.record(OTHER, ECHO, Question(id="port.closed", words="Another?"))
        return other.as_of(JUNE).basis_of("port.closed")


def of_a_later_state(log: EventLog) -> str:
    """A token of a state of this log that this copy does not have."""
    with held() as other:
        other.record(NOTICE, RIGHT)
        return other.as_of(JUNE).basis_of("port.closed")


def of_another_zone(log: EventLog) -> str:
    """A token of a log that reads days elsewhere."""
    with eventlog.open(":memory:", zone="Europe/Kyiv") as other:
        other.record(REPORT, SAID)
        return other.as_of(JUNE).basis_of("port.closed")


UNFIT: dict[str, tuple[Callable[[EventLog], str], str]] = {
    "cut short": (lambda log: log.as_of(JUNE).basis_of("port.closed")[:-5], "copy it whole"),
    "with a letter changed": (lambda log: log.as_of(JUNE).basis_of("port.closed")[:-1] + "A", "copy it whole"),
    "in small letters": (lambda log: log.as_of(JUNE).basis_of("port.closed").lower(), "copy it whole"),
    "made up": (lambda _: "basis1.made-up", "copy it whole"),
    "of another version": (lambda _: "basis7.abc", "copy it whole"),
    "of all questions": (lambda log: log.as_of(JUNE).basis, "of all questions"),
    "of another log": (of_another_log, "of another log"),
    "of a later state": (of_a_later_state, "of another log, or of a later state of this one"),
    "of another zone": (of_another_zone, "of another log"),
}


@pytest.mark.parametrize("html", [False, True], ids=["markdown", "html"])
@pytest.mark.parametrize("case", UNFIT)
def test_a_mark_that_names_no_answer_here_is_told_and_left_alone(case: str, html: bool) -> None:
    """It is no change of the answer, so nothing is put in its place."""
    made, why = UNFIT[case]
    with held() as log:
        token = made(log)
        page = f'<p>It is so.<b data-eventlog="{token}"></b></p>' if html else f"It is so [@{token}]."
        [one] = check_text(log, page, html=html)
        assert isinstance(one, Unfit)
        assert why in one.why
        assert updated(log, page, html=html) == page


def test_a_copy_without_some_entries_says_that_it_lacks_them(tmp_path: Any) -> None:
    """It is this log, and the answer can't be given from it: no other log is blamed."""
    with eventlog.open(tmp_path / "whole.db", clock=Days()) as log:
        log.record(REPORT, SAID, OTHER, ECHO)
        page = f"It is so {cite(log.as_of(JUNE), 'port.closed')}."
        log.copy(tmp_path / "part.db", without=[SAID])
    with eventlog.open(tmp_path / "part.db", read_only=True) as part:
        [one] = check_text(part, page)
    assert isinstance(one, Unfit)
    assert "lacks entries" in one.why


def test_only_what_the_log_knows_can_be_cited() -> None:
    """A slip in a question is told, and no mark is made of it."""
    with held() as log:
        with pytest.raises(UnknownQuestion):
            cite(log.as_of(JUNE), "port.open")
        with pytest.raises(InvalidValue):
            cite(log.as_of(JUNE), "no question")


@given(st.text(max_size=80), st.booleans())
def test_any_text_can_be_checked(text: str, html: bool) -> None:
    """Whatever stands in a document, and whatever a token is said to be, it is no error."""
    with held() as log:
        page = f'{text}<b data-eventlog="{text}">{text}[@basis1.{text}]'
        found = check_text(log, page, html=html)
        assert all(isinstance(one, Unfit) for one in found)


def test_another_name_of_one_who_is_heard_is_told_with_both() -> None:
    """A judgement that two names are one changes no claim and no status, and the sentence reads otherwise."""
    with held() as log:
        [one] = moved(log, lambda log: log.record(SameEntity(a="org:harbour-board", b="org:a-board")))
    assert one.changes == ("port.closed: no longer heard: org:harbour-board; newly heard: org:a-board",)
    assert [cause.kind for cause in one.causes] == ["a judgement that two names are one"]
