"""An open log that grew, and what was asked of it before, say what the same log says that was just opened."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any, ClassVar

import attrs
import pytest

import eventlog
from eventlog import Agent, Knowledge, Report
from eventlog.accelerate.judgements import Judgements
from eventlog.errors import LogClosed
from eventlog.knowledge import recent
from eventlog.log.eventlog import EventLog
from eventlog.standing.kept import FEW, Recent
from eventlog.standing.timeline import Edges, Lately, Stretch

REPORT = Report(publisher="outlet:post", title="Morning", published="2026-03-01")

WHOLE: dict[str, Callable[[Knowledge], Any]] = {
    "entries": lambda known: [(entry.position, entry.event) for entry in known.entries()],
    "fold": lambda known: known.fold(lambda held, entry: (*held, entry.id), ()),
    "sight": lambda known: sorted(known.sight.dossier.entries),
    "agents": lambda known: dict(known.agents),
    "name": lambda known: known.name_of("person:ada"),
    "register": lambda known: known.register,
    "questions": lambda known: known.questions,
    "basis": lambda known: known.basis,
    "problems": lambda known: known.problems,
}


@pytest.mark.parametrize("what", WHOLE)
def test_what_is_made_of_the_whole_log_lacks_what_was_redacted_since(what: str, tmp_path: Path) -> None:
    """A state that is held, and was asked before, gives none of it any more, whoever redacted it."""
    with eventlog.open(tmp_path / "log.db", clock=lambda: "2026-03-02T00:00:00Z") as log:
        claims = REPORT.claim("port.open", True), REPORT.claim("port.head", "Sorn")
        log.record(REPORT, *claims, Agent(id="person:ada", name="Ada"))
        held, ask = log.as_of(), WHOLE[what]
        before = ask(held)
        log.record(REPORT.claim("port.open", False))
        assert ask(held) == before
        with eventlog.open(tmp_path / "log.db") as other:
            other.redact(*claims, log.reader.entry(4).id, reason="order 17")
        fresh = Knowledge(EventLog(log.store).reader, held.cut)
        assert ask(held) == ask(fresh)
        assert (ask(held) == before) is (what in ("problems", "questions"))
    with pytest.raises(LogClosed):
        ask(held)


def test_an_empty_log_that_was_asked_says_what_the_copy_that_it_takes_in_leaves_out(tmp_path: Path) -> None:
    """What is withheld is said in each answer, though it was asked for when there was nothing to withhold."""
    with eventlog.open(tmp_path / "log.db") as log:
        claim = REPORT.claim("port.open", True)
        log.record(REPORT, claim, REPORT.claim("port.open", False))
        log.copy(tmp_path / "copy.db", without=[claim])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        copy.export_jsonl(tmp_path / "copy.jsonl")
    for place in (":memory:", tmp_path / "other.db"):
        with eventlog.open(place) as log:
            assert log.as_of()["port.open"].withheld == ()
            assert log.as_of().statuses() == {}
            log.import_jsonl(tmp_path / "copy.jsonl")
            assert log.as_of()["port.open"].withheld == (2,)
            assert log.reader.withheld(len(log)) == [2]


@pytest.mark.parametrize("known", [False, True])
def test_of_two_threads_that_gather_at_once_each_has_what_there_was_at_its_own_position(
    known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever puts a dossier away first, nobody is given what came later, or lacks what came before."""
    put = recent.Shelf.put
    with eventlog.open(":memory:") as log:
        log.record(REPORT, REPORT.claim("port.open", "berth 1"))
        early = log.as_of() if known else None
        assert early is None or len(early["port.open"].dossier.claims) == 1
        log.record(REPORT.claim("port.open", "berth 2"))
        second = log.as_of()
        log.record(REPORT.claim("port.open", "berth 3"))
        third, meanwhile = log.as_of(), []

        def raced(self: recent.Shelf[Any], key: Hashable, made: Any) -> Any:
            if key == "port.open" and not meanwhile:
                monkeypatch.setattr(recent.Shelf, "put", put)
                meanwhile.append(third["port.open"])
            return put(self, key, made)

        monkeypatch.setattr(recent.Shelf, "put", raced)
        assert len(second["port.open"].dossier.claims) == 2
        assert [len(one.dossier.claims) for one in meanwhile] == [3]
        assert len(log.as_of()["port.open"].dossier.claims) == 3


MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05")


def test_threads_that_go_through_one_timeline_at_once_are_told_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One and the same standing is given to whoever asks, and its timeline is worked out as it is gone through."""
    swept, both = Edges.swept, Barrier(2)

    def slow(self: Edges, known: Sequence[Stretch]) -> Iterator[Stretch]:
        for one in swept(self, known):
            time.sleep(0.01)
            yield one

    def told(standing: eventlog.Standing) -> list[Stretch]:
        both.wait(5)
        return list(standing.lately)

    monkeypatch.setattr(Edges, "swept", slow)
    with eventlog.open(":memory:") as log, ThreadPoolExecutor(2) as threads:
        log.record(REPORT, *(REPORT.claim("port.open", at % 2 == 0, during=one) for at, one in enumerate(MONTHS)))
        standing = log.as_of()["port.open"]
        one, two = threads.map(told, [standing, standing])
        assert one == two
        assert len(one) == len(MONTHS)


def test_a_timeline_that_another_thread_goes_on_with_is_gone_on_with_from_where_it_was_looked_at() -> None:
    """It is not whole for one who has seen a part of it, whatever is added meanwhile."""
    with eventlog.open(":memory:") as log:
        log.record(REPORT, *(REPORT.claim("port.open", at % 2 == 0, during=one) for at, one in enumerate(MONTHS)))
        standing = log.as_of()["port.open"]
        first = standing.lately
        next(iter(first))

        class Told(list[Stretch]):
            """What was told, of which the rest is told just when somebody has looked at it."""

            def __iter__(self) -> Iterator[Stretch]:
                yield from list(super().__iter__())
                assert len(list(first)) == len(MONTHS)

        first.told = Told(first.told)
        second = Lately(standing.words, standing.question, standing.cut.policy, standing.name_of, standing.dossier.kept)
        assert [one.begin for one in second] == [one.begin for one in first]


@eventlog.register("desk.moody", version=1)
@attrs.frozen(kw_only=True)
class Moody:
    """An event of a user's own, whose class was made anew since, and fails at one thing."""

    wrong: ClassVar[str] = ""
    text: str = ""

    def __attrs_post_init__(self) -> None:
        self._fail("init")

    def _fail(self, what: str) -> None:
        if self.wrong == what:
            raise RuntimeError(what)

    @property
    def id(self) -> str:
        """Its id."""
        self._fail("id")
        return f"event:{self.text}"

    @property
    def effects(self) -> Any:
        """Under which it is found."""
        self._fail("keys")
        return [["q:port.open"]] if self.wrong == "shape" else ("q:port.open",)


@pytest.mark.parametrize("wrong", ["id", "keys", "shape", "init"])
def test_a_class_of_a_users_own_that_fails_breaks_no_answer_of_a_log_that_grew(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It bears on nothing, whether it comes before a question is asked for the first time or after it."""
    with eventlog.open(":memory:") as log:
        log.record(REPORT, REPORT.claim("port.open", True, by=["gov:north"]))
        assert str(log.as_of()["port.open"].status) == "alleged"
        log.record(Moody(text="noon"), REPORT.claim("port.open", False, by=["gov:south"]))
        monkeypatch.setattr(Moody, "wrong", wrong)
        fresh = EventLog(log.store).as_of()
        assert str(log.as_of()["port.open"].status) == str(fresh["port.open"].status) == "disputed"
        assert log.as_of().problems == fresh.problems == ()


class Busy(dict[Any, Any]):
    """A table into which another thread puts something, once, while somebody looks which is the oldest."""

    busy = True

    def __iter__(self) -> Iterator[Any]:
        found = super().__iter__()
        if self.busy and len(self) >= FEW:
            self.busy = False
            self["meanwhile"] = "anything"
        return found


def test_what_another_thread_puts_into_a_table_disturbs_nobody_who_makes_room_in_it() -> None:
    """Of what was worked out of a question, and of what the rules said of shapes; and each keeps its bound."""
    recent_few, judged = Recent(), Judgements()
    recent_few._held, judged._scopes = Busy(), Busy()
    for number in range(3 * FEW):
        assert recent_few.get(number, lambda number=number: number) == number
        assert judged.at(number) == ({}, {})
    assert len(recent_few.values()) == len(judged._scopes) == FEW


def test_threads_that_put_something_away_at_once_leave_the_shelf_with_its_bound() -> None:
    """Of how many entries all are is counted right, whoever counts meanwhile."""
    sizes, waiting = {"one": 3, "two": 5, "three": 7}, ["two", "three"]

    def counted(one: str) -> int:
        if waiting:
            name = waiting.pop()
            shelf.put(name, name)
        return sizes[one]

    shelf = recent.Shelf(counted)
    shelf.put("one", "one")
    assert shelf.entries == 15
    waiting[:] = ["four"]
    sizes["four"] = 2
    shelf.drop("two")
    assert shelf.entries == 12
