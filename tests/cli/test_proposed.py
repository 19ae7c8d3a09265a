"""What was only proposed, at the command line: marked where it is asked for, and else nowhere heard of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import Done
from eventlog import Reviewed
from proposed_samples import PROPOSED, fill

Run = Callable[..., Done]


@pytest.fixture
def log(tmp_path: Path) -> str:
    """A log with proposals."""
    with eventlog.open(tmp_path / "a.db", zone="UTC") as one:
        fill(one)
    return str(tmp_path / "a.db")


def test_once_accepted_nothing_says_it(run: Run, log: str) -> None:
    """On every question; and without proposals it is not there at all."""
    assert run("review", "--accept", "--all", "--log", log, "--by", "user:desk").code == 0
    with eventlog.open(log, read_only=True) as held:
        after = held.as_of("2021-06-01", include_proposed=True)
        assert all(PROPOSED not in str(one) and not one.proposed for one in after)
        assert len(after["quay.shut"].claims) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("as-of", "2021-06-01"),
        ("timeline", "quay.shut", "--known"),
        ("questions",),
        ("diff", "2021-05-01", "2021-06-01"),
        ("find", "quay", "shut"),
        ("impact", "person:ada-berg"),
    ],
)
def test_the_command_line_says_it(arguments: tuple[str, ...], run: Run, log: str) -> None:
    """In words where there are words, in JSON by ids; without proposals it is not there."""
    told = run(*arguments, "--include-proposed", "-f", "table", "--log", log)
    assert PROPOSED in told.out, (told.out, told.err)
    for format in ("table", "jsonl", "csv"):
        assert PROPOSED not in run(*arguments, "-f", format, "--log", log).out


def test_why_says_it(run: Run, log: str) -> None:
    """In words and in JSON."""
    with eventlog.open(log, read_only=True) as held:
        [claim] = held.as_of("2021-06-01", include_proposed=True)["quay.work"].claims
    assert PROPOSED in run("why", claim.id, "--include-proposed", "-f", "table", "--log", log).out
    [told] = run("why", claim.id, "--include-proposed", "--log", log).objects
    assert told["proposed"] is True


def test_a_question_that_only_a_proposal_speaks_of_is_not_listed(run: Run, log: str) -> None:
    """Unless proposals are included; and then with its mark."""
    assert [one["question"] for one in run("questions", "--log", log).objects] == ["quay.shut"]
    told = run("questions", "--include-proposed", "--log", log, "-f", "table").out
    assert "quay.work" in told
    assert f"denied · {PROPOSED}" in told


def test_of_the_claims_of_a_report_it_is_said_how_many_were_only_proposed(run: Run, log: str) -> None:
    """Where proposals are included; else they are not counted."""
    arguments = ("reports", "--as-of", "2021-06-01", "--log", log)
    [told] = run(*arguments, "--include-proposed").objects
    assert (told["claims"], told["proposed"]) == (3, 2)
    assert f"3 (2 {PROPOSED})" in run(*arguments, "--include-proposed", "-f", "table").out
    [told] = run(*arguments).objects
    assert (told["claims"], told["proposed"]) == (1, 0)


def test_show_says_what_was_rejected(run: Run, log: str) -> None:
    """Of the thing itself, and of what was recorded about it; once it is accepted after all, nothing."""
    with eventlog.open(log) as held:
        [claim] = held.as_of("2021-06-01", include_proposed=True)["quay.work"].claims
        for state, told in (("rejected", "rejected"), ("accepted", None)):
            held.record(Reviewed(target=claim.id, state=state, by="user:desk"))
            assert run("show", claim.id, "--log", log).objects[0]["review"] == told
            [about] = [
                one
                for one in run("show", str(claim.claim.report), "--log", log).objects[0]["about_it"]
                if one["id"] == claim.id
            ]
            assert about["review"] == told
            assert about["text"].endswith("(rejected)") == (told is not None)
