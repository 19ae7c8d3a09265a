"""Where what finds an entry is damaged an answer that it changes says so, and only what is redacted is called so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import eventlog
from eventlog import Annulled, Assessment, CorruptEntry, Link, Report, Retracted
from eventlog.audit import repair_index

NOTICE = Report(publisher="outlet:post", title="Correction", published="2021-07-01")
ONE = Report(publisher="outlet:post", title="One", published="2021-06-01")
TWO = Report(publisher="outlet:herald", title="Two", published="2021-06-02")
YES, NO = ONE.claim("q.a", by=["gov:a"]), TWO.claim("q.a", False, by=["gov:b"])
AGAIN, STRUCK = ONE.claim("q.a", by=["gov:c"]), TWO.claim("q.a", by=["gov:d"])
BATCHES = (
    (NOTICE, ONE, YES, AGAIN),
    (TWO, NO, STRUCK),
    (
        Annulled(target=STRUCK.id),
        Retracted(target=AGAIN.id, by="outlet:post", notice=NOTICE.id),
        Link(kind="denies", from_=YES.id, to=NO.id, by="user:desk"),
        Assessment(about=NO.id, what="verification", value="verified", by="org:checker", found_in=NOTICE.id),
    ),
)
SIZE = sum(map(len, BATCHES))
CLAIMS = (YES, NO, AGAIN, STRUCK)

DAMAGE = {
    "no name": "DELETE FROM name WHERE position = {at}",
    "another name": "UPDATE name SET tag = tag + 1 WHERE position = {at}",
    "another id": "UPDATE entry SET id = substr(id, 1, instr(id, ':')) || 'ffff' WHERE position = {at}",
    "another question": "UPDATE effect SET key = 'q:q.b' WHERE key = 'q:q.a' AND position = {at}",
}


def damaged(path: Path, *statements: str) -> eventlog.EventLog:
    """A log of these batches in whose file something was changed, with all guards up again."""
    with eventlog.open(path, durability="off") as log:
        for batch in BATCHES:
            log.record(*batch)
    with closing(sqlite3.connect(path, isolation_level=None)) as owner:
        guards = owner.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            owner.execute(f"DROP TRIGGER {name}")
        for one in statements:
            owner.execute(one)
        for _, text in guards:
            owner.execute(text)
    return eventlog.open(path, read_only=True)


@pytest.mark.parametrize("at", range(1, SIZE + 1))
@pytest.mark.parametrize("kind", ["no name", "another name", "another id"])
def test_an_answer_that_damage_to_a_name_changes_says_so(tmp_path: Path, kind: str, at: int) -> None:
    """Whatever entry it is: the answer is the same, or has the problem, and `why` and `why_not` mislead nobody."""
    with damaged(tmp_path / "sound.db") as log:
        sound = str(log.as_of("2022")["q.a"])
        kept_out = {one.id: str(log.as_of("2022").why_not(one)) for one in CLAIMS}
    with damaged(tmp_path / "a.db", DAMAGE[kind].format(at=at)) as log:
        known = log.as_of("2022")
        standing = known["q.a"]
        assert str(standing) == sound or any(one.kind == "unreadable" for one in standing.problems)
        for claim in CLAIMS:
            try:
                assert known.why(claim).report.title == (ONE if claim.report == ONE.id else TWO).title
            except CorruptEntry as error:
                assert "not" in str(error)  # noqa: PT017 - one of two ends
            reason = known.why_not(claim)
            assert str(reason) == kept_out[claim.id] or reason.kind == "unreadable" or reason.problems
            assert "redacted" not in str(reason)
        assert not log.verify().ok
    assert repair_index(tmp_path / "a.db").ok
    with eventlog.open(tmp_path / "a.db", read_only=True) as log:
        assert str(log.as_of("2022")["q.a"]) == sound


def test_a_report_that_is_not_found_is_told_beside_the_answer(tmp_path: Path) -> None:
    """The claims of a report are left out with it, so the answer is another one."""
    with damaged(tmp_path / "a.db", DAMAGE["no name"].format(at=2)) as log:
        known = log.as_of("2022")
        assert [one.positions for one in known["q.a"].problems] == [(3,), (4,)]
        with pytest.raises(CorruptEntry, match="entry 3 can't be read: its report is not found by its id"):
            known.why(YES)
        reason = known.why_not(YES)
        assert (reason.kind, reason.causes) == ("unreadable", (3,))


def test_a_claim_that_is_not_found_under_its_question_is_not_called_redacted(tmp_path: Path) -> None:
    """And where it is found under another one, it is no answer to that."""
    with damaged(tmp_path / "a.db", "DELETE FROM effect WHERE key = 'q:q.a' AND position = 3") as log:
        reason = log.as_of("2022").why_not(YES)
        assert reason.kind == "unreadable"
        assert "entry 3 is not found by its question, q.a" in reason.text
    with damaged(tmp_path / "b.db", DAMAGE["another question"].format(at=3)) as log:
        standing = log.as_of("2022")["q.b"]
        assert not standing.claims
        assert [one.positions for one in standing.problems if one.kind == "unreadable"] == [(3,), (4,)]


def test_a_report_that_is_missing_is_called_redacted_only_where_a_redaction_names_it(tmp_path: Path) -> None:
    """What somebody has erased behind the guards was not redacted."""
    erased = "UPDATE entry SET body = NULL, salt = NULL, id = NULL WHERE position = 2"
    with damaged(tmp_path / "a.db", erased) as log:
        (id,) = [entry.id for entry in log.entries() if entry.position == 3]
        reason = log.as_of("2022").why_not(log.store.id_at(3))
        assert reason.kind == "unreadable"
        assert id is not None
        assert "redacted" not in str(reason)
