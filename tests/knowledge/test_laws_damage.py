"""Random damage to random logs: every answer is the same as before, or names the entry that can't be read, or is an
error of ours. `make test-chaos` searches for longer.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

import eventlog
from eventlog import EventLog, EventLogError, Knowledge, export
from eventlog.cli.root import root
from knowledge_talk import talk
from unread_surfaces import DATE, NO_ANSWERS, OF_KNOWLEDGE, SURFACES, Asked, said

BODIES = (b'{"of":"a later version"}', b"not json", b"", b"{}", b"[1,2]", b'{"claim":{"report":99}}', b"\xff\xfe\x00")

UNREADABLE = ("UnknownEvent(kind=", '"unreadable":')
"""How an entry that can't be read stands among entries."""


def _written(path: Path, seed: int) -> tuple[str, ...]:
    """A log in which a few people talk, and its questions."""
    story = talk(seed, 6, linked=bool(seed % 2))
    with eventlog.open(path, durability="off", clock=lambda: "2031-01-01T00:00:00Z") as log:
        for entry in story.entries(0, story.size()):
            with suppress(EventLogError):  # what this door does not take
                log.record(entry.event)
        return log.as_of(DATE).questions


def _damage(path: Path, chance: random.Random) -> int:
    """Write something else into one entry, behind the guards; which."""
    with closing(sqlite3.connect(path, isolation_level=None)) as owner:
        (size,) = owner.execute("SELECT size FROM head").fetchone()
        for (guard,) in owner.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            owner.execute(f"DROP TRIGGER {guard}")
        position = chance.randrange(1, size + 1)
        (body,) = owner.execute("SELECT body FROM entry WHERE position = ?", (position,)).fetchone()
        new = chance.choice((*BODIES, body[: chance.randrange(len(body))], chance.randbytes(20)))
        kind = chance.choice((None, None, "something-new/1"))
        owner.execute("UPDATE entry SET body = ?, kind = coalesce(?, kind) WHERE position = ?", (new, kind, position))
    return position


def _command(path: Path, *words: str) -> Callable[[], str]:
    def run() -> str:
        done = CliRunner().invoke(root, [*words, "--log", str(path)], env={"COLUMNS": "2000"})
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.output

    return run


def _surfaces(path: Path, log: EventLog, questions: tuple[str, ...]) -> dict[str, Callable[[], str]]:
    """What says something of one question, or of the log itself, and has room for a problem."""
    known = log.as_of(DATE)
    made: dict[str, Callable[[], str]] = {"entries": lambda: "\n".join(map(str, log.entries()))}
    made["events"] = lambda: "".join(export.events_to_jsonl(log.entries()))
    for id in questions:
        made[f"{id} printed"] = lambda one=id: str(known[one])
        made[f"{id} in a notebook"] = lambda one=id: unescape(known[one]._repr_html_())
        made[f"{id} in time"] = lambda one=id: "\n".join(
            map(str, (known[one], *(then for _, then in known[one].history)))
        )
        made[f"{id} possibly"] = lambda one=id: str(log.as_of(DATE, policy="possible")[one])
        made[f"{id} by then"] = lambda one=id: str(log.as_of("2024-06-27")[one])
        made[f"{id} on the command line"] = _command(path, "as-of", DATE, id)
    made["all"] = lambda: "\n".join(map(str, known))
    return made


def _said(surface: Callable[[], str]) -> str | None:
    """What a surface says; None where it raises an error of ours."""
    try:
        return surface()
    except EventLogError:
        return None


@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(at, marks=pytest.mark.chaos) for at in range(3, 103))])
def test_an_answer_over_damage_is_the_same_or_names_the_entry(tmp_path: Path, seed: int) -> None:
    """Whatever was damaged, and in whatever way: nothing is left out in silence, and nothing else is raised."""
    chance, sound, path = random.Random(seed), tmp_path / "sound.db", tmp_path / "log.db"
    questions = _written(sound, seed)
    shutil.copy(sound, path)
    with eventlog.open(path, read_only=True) as log:
        before = {name: _said(surface) for name, surface in _surfaces(path, log, questions).items()}
    for _ in range(3):
        for left in tmp_path.glob("log.db*"):
            left.unlink()
        shutil.copy(sound, path)
        position = _damage(path, chance)
        with eventlog.open(path, read_only=True) as log:
            for name, surface in _surfaces(path, log, questions).items():
                said = _said(surface)
                named = said is None or any(word in said for word in (f"entry {position} can't be read", *UNREADABLE))
                assert named or said == before[name], (name, position)


@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(at, marks=pytest.mark.chaos) for at in range(2, 52))])
def test_every_surface_over_damage_says_the_same_or_names_the_entry(tmp_path: Path, seed: int) -> None:
    """Whatever answers, exports, draws or lists: in Python, in files of every format, on the command line."""
    chance, sound, path = random.Random(seed), tmp_path / "sound.db", tmp_path / "log.db"
    _written(sound, seed)
    with eventlog.open(sound, read_only=True) as whole:
        for turn in range(4):
            asked = Asked(whole, seed * 4 + turn)
            for left in tmp_path.glob("log.db*"):
                left.unlink()
            shutil.copy(sound, path)
            position = _damage(path, chance)
            with eventlog.open(path, read_only=True) as log:
                silent = [
                    name
                    for name, surface in SURFACES.items()
                    if (told := said(surface, log, path, asked)) is not None
                    and not any(word in told for word in (f"entry {position} can't be read", *UNREADABLE))
                    and told != said(surface, whole, sound, asked)
                ]
            assert silent == [], position


def test_every_answer_of_knowledge_is_walked() -> None:
    """What Knowledge offers is asked above, or is no answer."""
    offered = {name for name in dir(Knowledge) if not name.startswith("_")}
    assert offered == OF_KNOWLEDGE.keys() | NO_ANSWERS
