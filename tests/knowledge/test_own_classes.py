"""A class of a user's own that fails: refused at the door in a sentence, and a value beside the answer in the past."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import attrs
import pytest

import eventlog
from eventlog import EventLog
from eventlog.errors import IdempotencyConflict, InvalidValue, Unread
from eventlog.events import UnknownEvent
from eventlog.mergeable import Mergeable
from eventlog.reports import Report

MEMBERS = ("id", "references", "effects")


class Failing(dict[str, Any]):
    """What the members of the class give instead, or raise."""

    def of(self, member: str, sound: Any) -> Any:
        """What a member is now."""
        given = self.get(member, sound)
        if isinstance(given, Exception):
            raise given
        return given


@eventlog.register("desk.failing", version=1)
@attrs.frozen(kw_only=True)
class Rung:
    """An event whose class can be made to fail after it was recorded, as a later release of it may."""

    text: str
    now: ClassVar[Failing] = Failing()

    @property
    def id(self) -> Any:
        """Its id."""
        return self.now.of("id", f"event:{self.text}")

    @property
    def references(self) -> Any:
        """What it names."""
        return self.now.of("references", ())

    @property
    def effects(self) -> Any:
        """The keys that it is found under."""
        return self.now.of("effects", ("q:port.shut",))

    def __eq__(self, other: object) -> bool:
        return self.now.of("eq", isinstance(other, Rung) and self.text == other.text)

    def __hash__(self) -> int:
        return hash(self.text)


@pytest.fixture
def now() -> Iterator[Failing]:
    """What fails from here on, in this test."""
    yield Rung.now
    Rung.now.clear()


def held() -> EventLog:
    """A log that holds such an event, from when its class was sound."""
    log = eventlog.open(":memory:")
    report = Report(publisher="outlet:post", title="Port", published="2031-01-01")
    log.record(report, report.claim("port.shut", by=["org:board"]), Rung(text="one"))
    return log


def by_parts(log: EventLog, step: Any) -> Any:
    """The same fold as a mergeable projection has it."""
    return Mergeable(start=0, step=step, merge=int.__add__).fold(log.entries())


FAILS = [
    *((member, error) for member in MEMBERS for error in (ZeroDivisionError("quoted"), AttributeError("quoted"))),
    *(("id", 7), ("id", "no id"), ("references", 5), ("references", (5,)), ("effects", 5), ("effects", (5,))),
    *(("references", "claim:a"), ("effects", "q:port.shut")),
]


@pytest.mark.parametrize(("member", "given"), FAILS)
def test_an_entry_whose_class_fails_is_reported_and_never_raised(now: Failing, member: str, given: Any) -> None:
    """All entries are there, the one as what can't be read, with a reason that quotes nothing; answers are the same."""
    log = held()
    known = log.as_of("2031-06-01")
    before = str(known["port.shut"])
    now[member] = given
    for entries in (list(log.entries()), list(log.follow(timeout=0)), list(log.entries(about="port.shut"))):
        assert entries[-1].event == UnknownEvent(
            kind="desk.failing/1", reason=f"its class fails to say its {member}", body=b'{"text":"one"}'
        )
        assert entries[-1].id is None
    with pytest.warns(Unread, match="entry 3 can't be read"):
        assert known.fold(lambda seen, entry: [*seen, entry.position], []) == [1, 2]
    assert str(log.as_of("2031-06-01")["port.shut"]) == before
    assert log.redact(3, reason="a trial", by="user:desk", dry_run=True).goes[0].position == 3


@pytest.mark.parametrize(("member", "given"), FAILS)
def test_an_event_whose_class_fails_is_refused_in_a_sentence(now: Failing, member: str, given: Any) -> None:
    """Also where the member raises AttributeError, which says no more than that it is there; the log is as it was."""
    log = held()
    now[member] = given
    with pytest.raises(InvalidValue, match=rf"{member}|Refs"):
        log.record(Rung(text="two"))
    assert len(log) == 3


def test_an_event_that_cant_be_compared_is_refused(now: Failing) -> None:
    """Nobody could say that it reads back as it was written."""
    log = held()
    now["eq"] = ZeroDivisionError("quoted")
    with pytest.raises(InvalidValue, match="does not read back as it was written"):
        log.record(Rung(text="two"))


def test_the_same_as_what_cant_be_read_is_not_told_as_another(now: Failing) -> None:
    """Whether it is the same can't be said, and so it is not said that it is another."""
    log = held()
    now["effects"] = 5
    with pytest.raises(IdempotencyConflict, match="at position 3, and can't be read"):
        log.record(Rung(text="one"))


@pytest.mark.parametrize("folded", [lambda log, step: log.as_of("2031-06-01").fold(step, 0), by_parts])
def test_a_step_that_raises_says_at_which_entry(folded: Any) -> None:
    """What it raises comes through as it is, with a note."""

    def step(state: int, entry: eventlog.Entry) -> int:
        return state + 1 // (2 - entry.position)

    with pytest.raises(ZeroDivisionError) as failed:
        folded(held(), step)
    assert failed.value.__notes__ == ["the step was given entry 2 (claim-recorded/1)"]
