"""What another program, or the disk, does to the file: no answer changes in silence, and nothing raises but our errors.

Each is a search: by chance, with a seed that tells how to have the same again. `make test-chaos` searches for longer.
"""

# Statements are put together from the words of this file alone.
# ruff: noqa: S608

from __future__ import annotations

import random
import sqlite3
from contextlib import closing, suppress

import pytest

import eventlog
from eventlog.errors import EventLogError
from log_answers import answers, filled
from log_backends import START
from log_samples import plain

# Another program, which drops no guard


def rows(chance: random.Random, size: int) -> list[str]:
    """What such a program may try to put in."""
    at = chance.choice((size - 1, size, size + 1, size + 1, size + 1, size + 2, size + 3))
    key = chance.choice(("q:flood.hurt", "q:flood.river.level1", "a:person:mayor", "q:new", "w:", "x:"))
    tag = chance.choice((5, f"(SELECT tag FROM name WHERE position <= {size} ORDER BY random() LIMIT 1)"))
    more = chance.choice(("NULL", f"'[{size + 2}]'", "'[1,2]'", "'rubbish'"))
    moment = f"(SELECT max(recorded) FROM entry) + {chance.randrange(-1, 3)}"
    body = chance.choice(("x'7b7d'", "x'ff'", "(SELECT body FROM entry WHERE position = 2)"))
    kind = chance.choice(("x/1", "claim-recorded/1", "redacted/1", "annulled/1"))
    return [
        f"INTO entry VALUES ({at}, {moment}, '{kind}', 'event:x', zeroblob(32), zeroblob(32), {body})",
        f"INTO effect VALUES ('{key}', {at}, {more})",
        f"INTO name VALUES ({tag}, {at})",
        f"INTO batch VALUES ({at}, {moment}, zeroblob(32))",
        "INTO meta VALUES ('colour', 'blue')",
    ]


@pytest.mark.parametrize("seed", [*range(25), *(pytest.param(at, marks=pytest.mark.chaos) for at in range(25, 1500))])
def test_rows_that_another_program_adds_neither_change_an_answer_nor_stop_a_writer(tmp_path, seed) -> None:
    """F070: what the guards let in lies past the end: nobody sees it, the next writer takes it out, all is sound."""
    path, chance = tmp_path / "log.db", random.Random(seed)
    filled(path)
    with eventlog.open(path, clock=lambda: START) as log:
        before = answers(log)
        for number in range(3):
            with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
                for _ in range(chance.randrange(1, 12)):
                    doing = chance.choice(("INSERT", "INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"))
                    with suppress(sqlite3.Error):
                        stranger.execute(f"{doing} {chance.choice(rows(chance, len(log)))}")
            assert answers(log) == before
            log.record(*plain(100 + number, "flood.hurt2"))
            found = log.verify()
            assert found.ok, str(found)
            before = answers(log)


# Bits


def flipped(path, chance: random.Random, whole: bytes, used: list[int]) -> int:
    """Write the file with one bit of it flipped; where."""
    octets = bytearray(whole)
    at = chance.choice(used) if chance.random() < 0.9 else chance.randrange(len(octets))
    octets[at] ^= 1 << chance.randrange(8)
    path.write_bytes(octets)
    return at


@pytest.fixture
def whole(tmp_path):
    """A small file, what its log answers, and which of its bytes hold anything."""
    filled(tmp_path / "log.db")
    with eventlog.open(tmp_path / "log.db", read_only=True) as log:
        before = answers(log)
    octets = (tmp_path / "log.db").read_bytes()
    return tmp_path / "log.db", octets, before, [at for at in range(len(octets)) if octets[at]]


def found_or_the_same(path, before) -> bool:
    """Whether a damaged file says so, or answers as before. What it raises is ours, and `verify` raises nothing."""
    try:
        log = eventlog.open(path, read_only=True)
    except EventLogError:
        return True
    with log:
        found = log.verify()
        if not found.ok:
            with suppress(EventLogError):
                answers(log)
            return True
        return answers(log) == before


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(at, marks=pytest.mark.chaos) for at in range(6, 60))])
def test_a_flipped_bit_is_found_or_changes_no_answer(whole, seed) -> None:
    """Any bit of any page. What is raised is ours, `verify` never raises, and is never content with an answer
    that is another one.
    """
    path, octets, before, used = whole
    chance = random.Random(seed)
    for _ in range(60):
        at = flipped(path, chance, octets, used)
        assert found_or_the_same(path, before), (seed, at)


@pytest.mark.chaos
@pytest.mark.parametrize("part", range(16))
def test_a_flipped_bit_of_any_byte_is_found_or_changes_no_answer(whole, part) -> None:
    """The same of each byte that holds anything, one after the other: one of its bits, by chance."""
    path, octets, before, used = whole
    chance = random.Random(part)
    for at in used[part::16]:
        damaged = bytearray(octets)
        damaged[at] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        assert found_or_the_same(path, before), at


def test_verify_says_that_the_guards_were_changed(tmp_path) -> None:
    """F070: whoever drops a guard and leaves it out is found out by the default check."""
    path = tmp_path / "log.db"
    filled(path)
    with closing(sqlite3.connect(path)) as stranger:
        stranger.execute("DROP TRIGGER entry_stays")
    with eventlog.open(path, read_only=True) as log:
        assert "entry_stays" in str(log.verify())
        assert log.verify().ok is False
