"""What can't be read is said: a Problem beside each answer that it may bear on, never silence and never a crash."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import eventlog
from eventlog import (
    Agent,
    Annulled,
    EventLogError,
    Link,
    Question,
    Report,
    Retracted,
    SameEntity,
    Unread,
    explore,
    export,
)
from eventlog.cli.root import root
from explore_samples import book_of
from log_tampering import sql

REPORT = Report(publisher="outlet:post", title="One", published="2031-06-01")
SAID = REPORT.claim("q.a", "red", by=["gov:g"])
OTHER = REPORT.claim("q.a", "blue", by=["gov:h"])
EVENTS = (
    Question(id="q.a", answer="text"),
    Agent(id="gov:g", name="G"),
    REPORT,
    SAID,
    OTHER,
    Annulled(target=SAID.id),
    Retracted(target=OTHER.id, by="gov:h", notice="2031-07-01"),
    SameEntity(a="gov:g", b="gov:k"),
    Link(kind="echoes", from_=SAID.id, to=OTHER.id, by="user:desk"),
)
BODIES = (b'{"of":"a later version"}', b"not json", b"", b"{}", b"[1,2]", b'{"claim":{"report":99}}', b"\xff\xfe\x00")


def _damaged(path: Path, position: int, body: bytes, kind: str | None = None) -> eventlog.EventLog:
    path.unlink(missing_ok=True)
    for left in ("-wal", "-shm", "-lock"):
        Path(f"{path}{left}").unlink(missing_ok=True)
    with eventlog.open(path, durability="off") as log:
        log.record(*EVENTS)
    bench = type("File", (), {"log": type("Log", (), {"store": type("Store", (), {"path": str(path)})})})
    sql(bench, ("UPDATE entry SET body = ?, kind = coalesce(?, kind) WHERE position = ?", (body, kind, position)))
    return eventlog.open(path, durability="off")


@pytest.mark.parametrize(
    "position", range(1, len(EVENTS) + 1), ids=[f"{at} {type(one).__name__}" for at, one in enumerate(EVENTS, 1)]
)
@pytest.mark.parametrize("kind", [None, "something-new/1"], ids=["damaged", "of a later version"])
def test_what_cant_be_read_is_a_problem_beside_the_answer(tmp_path: Path, position: int, kind: str | None) -> None:
    """Whatever it was: a definition, a report, a claim, a judgement, a withdrawal, a link."""
    with _damaged(tmp_path / "d.db", position, BODIES[0], kind) as log:
        standing = log.as_of("2032-01-01")["q.a"]
        assert [one.positions for one in standing.problems if one.kind == "unreadable"] == [(position,)]
        assert f"entry {position} can't be read" in str(standing)
        assert f"entry {position} can&#x27;t be read" in standing._repr_html_()
        assert [one.id for one in log.as_of("2032-01-01")] == ["q.a"]


@pytest.mark.filterwarnings("ignore::eventlog.Unread")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(position=st.integers(1, len(EVENTS)), body=st.sampled_from(BODIES) | st.binary(max_size=60))
def test_an_answer_over_damage_differs_only_with_a_problem(tmp_path: Path, position: int, body: bytes) -> None:
    """Every question answers, or raises an error of ours; where it says something else, it says why."""
    sound = eventlog.open(":memory:")
    sound.record(*EVENTS)
    expected = str(sound.as_of("2032-01-01")["q.a"])
    with _damaged(tmp_path / "d.db", position, body) as log:
        try:
            knowledge = log.as_of("2032-01-01")
            standing = knowledge["q.a"]
            told = (str(standing), list(knowledge), knowledge.questions, list(knowledge.entries()), knowledge.basis)
            eventlog.diff(log.as_of("2031-05-01"), knowledge)
        except EventLogError:
            return
        assert told[0] == expected or standing.problems or _reads_the_same(EVENTS[position - 1], body)


def _reads_the_same(event: object, body: bytes) -> bool:
    """Whether these bytes happen to be another event of the same kind: then only `verify` can tell."""
    try:
        return isinstance(json.loads(body), dict) and event is not None
    except (ValueError, UnicodeDecodeError):
        return False


def test_what_has_no_place_for_a_problem_warns_once(tmp_path: Path) -> None:
    """A table of words, entries, columns and a foreign file: one warning each, with the positions."""
    with _damaged(tmp_path / "d.db", 4, BODIES[0]) as log:
        known = log.as_of("2032-01-01")
        for ask in (
            known.statuses,
            known.table,
            lambda: known.questions,
            lambda: list(known.entries()),
            lambda: known.basis,
            lambda: known.basis_of("q.a"),
            lambda: known.impact(REPORT),
            lambda: list(log.columns("claim-recorded", "claim.question")),
            lambda: list(export.to_ftm(known)),
        ):
            with pytest.warns(Unread, match="entry 4 can't be read") as told:
                ask()
            assert [(one.message.positions, one.filename) for one in told] == [((4,), __file__)]


def test_what_has_a_place_for_a_problem_has_it(tmp_path: Path) -> None:
    """The whole knowledge, and a difference between two states; one that can't lack anything has none."""
    with _damaged(tmp_path / "d.db", 4, BODIES[0]) as log:
        before, after = log.as_of("2031-05-01"), log.as_of("2032-01-01")
        changes = eventlog.diff(before, after)
        assert [one.positions for one in after.problems] == [(4,)]
        assert changes.problems == after.problems
        assert log.as_of(recorded="2001-01-01").problems == ()
    assert "entry 4 can't be read" in repr(changes)
    assert "this log is closed" in str(eventlog.Knowledge(log.reader, before.cut))


def test_a_sound_log_has_no_problems_and_is_looked_at_once(tmp_path: Path) -> None:
    """What came since is looked at, and nothing twice."""
    with eventlog.open(tmp_path / "s.db", durability="off") as log:
        log.record(*EVENTS[:3])
        looked: list[tuple[int, int]] = []
        entries = log.reader.entries
        log.reader.entries = lambda after, upto: looked.append((after, upto)) or entries(after, upto)
        assert log.as_of().problems == log.as_of().problems == ()
        log.record(SAID)
        assert log.as_of().problems == ()
        assert looked == [(0, 3), (3, 4)]


@pytest.mark.parametrize("layout", ["table", "json", "jsonl", "csv", "md"])
@pytest.mark.parametrize(
    "argv", [["as-of"], ["questions"], ["diff", "2031-05-01", "now"], ["timeline", "q.a", "--known"]]
)
def test_a_command_says_it_in_one_line_on_stderr(tmp_path: Path, argv: list[str], layout: str) -> None:
    """In every layout, and when it is told to be quiet."""
    _damaged(tmp_path / "d.db", 4, BODIES[0]).close()
    done = CliRunner().invoke(root, [*argv, "-q", "-f", layout, "--log", str(tmp_path / "d.db")])
    assert done.stderr == "entry 4 can't be read, and may bear on this: run 'eventlog verify'\n"


def test_the_page_says_it_at_its_foot(tmp_path: Path) -> None:
    """Also where no question of the page is left that it would stand beside."""
    with _damaged(tmp_path / "d.db", 4, BODIES[0]) as log:
        page = explore.page(log, until="2001-01-01")
    assert [text[:20] for text in book_of(page)["lost"]] == ["entry 4 can't be rea"]
