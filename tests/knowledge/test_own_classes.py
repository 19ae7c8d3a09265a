"""A class of a user's own that fails: refused at the door in a sentence, and a value beside the answer in the past."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import EventLog
from eventlog.claims import Ref
from eventlog.codec import kinds
from eventlog.errors import IdempotencyConflict, InvalidValue, Unread
from eventlog.events import Annulled, UnknownEvent
from eventlog.events.dependencies import references
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


@pytest.mark.parametrize(("member", "instead"), FAILS)
def test_an_entry_whose_class_fails_is_reported_and_never_raised(now: Failing, member: str, instead: Any) -> None:
    """All entries are there, the one as what can't be read, with a reason that quotes nothing; answers are the same."""
    log = held()
    known = log.as_of("2031-06-01")
    before = str(known["port.shut"])
    now[member] = instead
    for entries in (list(log.entries()), list(log.follow(timeout=0)), list(log.entries(about="port.shut"))):
        assert entries[-1].event == UnknownEvent(
            kind="desk.failing/1", reason=f"its class fails to say its {member}", body=b'{"text":"one"}'
        )
        assert entries[-1].id is None
    with pytest.warns(Unread, match="entry 3 can't be read"):
        assert known.fold(lambda seen, entry: [*seen, entry.position], []) == [1, 2]
    assert str(log.as_of("2031-06-01")["port.shut"]) == before
    assert log.redact(3, reason="a trial", by="user:desk", dry_run=True).goes[0].position == 3


@pytest.mark.parametrize(("member", "instead"), FAILS)
def test_an_event_whose_class_fails_is_refused_in_a_sentence(now: Failing, member: str, instead: Any) -> None:
    """Also where the member raises AttributeError, which says no more than that it is there; the log is as it was."""
    log = held()
    now[member] = instead
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


@eventlog.register("desk.drawn", version=1)
@attrs.frozen(kw_only=True)
class Drawn:
    """An event that says something else of itself each time that it is asked."""

    otherwise: str
    names: tuple[Ref, ...] = ()
    drawn: ClassVar[Iterator[int]] = itertools.count()

    def _of(self, member: str) -> str:
        return str(next(self.drawn)) if member == self.otherwise else ""

    @property
    def id(self) -> str:
        """Its id."""
        return f"event:drawn{self._of('id')}"

    @property
    def references(self) -> tuple[Ref, ...]:
        """What it names."""
        return self.names[int(self._of("references") or 0) % 2 :]

    @property
    def effects(self) -> tuple[str, ...]:
        """The keys that it is found under."""
        return (f"q:port.shut{self._of('effects')}",)


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("others", [0, 5])
def test_what_says_something_else_each_time_is_refused(member: str, others: int) -> None:
    """Taken in, it would be found by what does not follow from it, and the log would never verify again."""
    log = held()
    names = tuple(Ref(str(entry.id)) for entry in log.entries())[:2]
    with pytest.raises(InvalidValue, match=f"does not say the same {member}"):
        log.record(Drawn(otherwise=member, names=names), *(Rung(text=f"other{at}") for at in range(others)))
    assert len(log) == 3
    assert log.verify().ok


@eventlog.register("desk.pointing", version=1)
@attrs.frozen(kw_only=True)
class Pointing:
    """An event with an id of its own that names others."""

    id: str
    references: tuple[Ref, ...]


@given(st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=6), st.booleans())
def test_what_is_recorded_comes_back_from_an_export(named: list[set[int]], struck: bool) -> None:
    """Whatever names what within one batch: what no import takes in is refused at the door, and nothing else is."""
    batch: list[Any] = [
        Pointing(id=f"event:p{at}", references=tuple(Ref(f"event:p{to}") for to in sorted(to) if to < len(named)))
        for at, to in enumerate(named)
    ]
    if struck:
        strike = Annulled(target=Ref("event:p0"), reason="a trial")
        batch = [*batch[:-1], attrs.evolve(batch[-1], references=(*batch[-1].references, Ref(strike.id))), strike]
    edges = {str(one.id): [str(name) for name in references(one)] for one in batch}
    log = eventlog.open(":memory:")
    try:
        list(TopologicalSorter(edges).static_order())
    except CycleError:
        with pytest.raises(InvalidValue, match=r"only one can name the other|names itself"):
            log.record(*batch)
        return
    log.record(*batch)
    again = eventlog.open(":memory:")
    with TemporaryDirectory() as folder:
        log.export_jsonl(f"{folder}/log.jsonl")
        again.import_jsonl(f"{folder}/log.jsonl")
    assert list(again.entries()) == list(log.entries())


def test_one_id_twice_in_what_is_given_is_told_as_that() -> None:
    """It is not in the log, and at no position there."""
    log = held()
    target = Ref(str(next(log.entries()).id))
    with pytest.raises(IdempotencyConflict, match="event:p comes twice in what was given"):
        log.record(Pointing(id="event:p", references=()), Pointing(id="event:p", references=(target,)))
    assert len(log) == 3


@eventlog.register("desk.placed", version=1)
@attrs.frozen(kw_only=True)
class Placed:
    """An event with a member that JSON has no word for."""

    words: str
    folder: Path


def test_a_member_that_json_has_no_word_for_is_named() -> None:
    """The sentence says which, and what to do."""
    with pytest.raises(
        InvalidValue, match=r"no word for \(folder\), so it has no id: give the field a type that JSON keeps"
    ):
        held().record(Placed(words="seen", folder=Path("folder")))


def registered(version: int, *fields: str) -> type:
    """The class of this version of one name, with these fields, as the program of its day registers it."""
    shape = attrs.make_class("Grown", {name: attrs.field(type=str) for name in fields}, frozen=True, kw_only=True)
    return eventlog.register("desk.grown", version=version)(shape)


@pytest.mark.parametrize("looked", ["id", "event"])
def test_what_is_read_as_a_later_version_keeps_its_id(tmp_path: Path, looked: str) -> None:
    """An id that was made from the fields of its day is that by which others name it: what was struck stays struck."""
    log = eventlog.open(tmp_path / "log.db")
    kinds._by_name.pop("desk.grown", None)  # as in a program of the first day
    shape = registered(1, "words")
    log.record(shape(words="one"), shape(words="two"))
    ids = [entry.id for entry in log.entries()]
    log.record(Annulled(target=Ref(str(ids[0])), reason="misheard"))
    eventlog.upcast("desk.grown", from_version=1)(to_the_second)
    registered(2, "said", "channel")
    entries = list(log.entries())
    if looked == "event":
        assert entries[0].event.channel == "phone"
    assert [entry.id for entry in entries[:2]] == ids
    assert entries[2].event.target == ids[0]
    assert [entry.position for entry in log.as_of().entries()] == [2]
    assert log.verify().problems == ()
    joined = eventlog.join({"one": log}).as_of()
    assert [entry.event.channel for entry in joined.entries()] == ["phone"]
    log.export_jsonl(tmp_path / "log.jsonl")
    again = eventlog.open(":memory:")
    again.import_jsonl(tmp_path / "log.jsonl")
    assert [entry.position for entry in again.as_of().entries()] == [2]
    assert again.verify().problems == ()


def to_the_second(table: dict[str, Any]) -> dict[str, Any]:
    """What was told before there were channels was told by phone."""
    return {"said": table["words"], "channel": "phone"}
