"""The page about the format is true: a stranger who has read it, and nothing else, can check a log."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from types import ModuleType

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eventlog
from eventlog.codec.kinds import kind_of
from eventlog.codec.wire import encode
from eventlog.events import Redacted
from eventlog.events.dependencies import ALPHABET
from eventlog.files.kept import APPLICATION_ID
from eventlog.stores import NewEntry
from eventlog.stores.sqlite.schema import MIGRATIONS
from eventlog.testing.events import stories
from log_backends import START, Bench, dump

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "format.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of the page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def check():
    """The checker of the page, which knows nothing of this library."""
    source = blocks("python")[0]
    assert set(re.findall(r"^(?:import|from) (\w+)", source, flags=re.MULTILINE)) == {"sqlite3", "hashlib", "json"}
    module = ModuleType("page")
    exec(compile(source, "format.md", "exec"), module.__dict__)  # noqa: S102 - this is what the page is for
    return module.check


def test_the_tables_are_those_of_the_page() -> None:
    """Every table as it stands on the page, and no other."""
    shown = [statement.strip() for block in blocks("sql") for statement in block.split(";\n") if statement.strip()]
    assert shown == [statement for statement in MIGRATIONS[0] if statement.startswith("CREATE TABLE")]


def test_every_trigger_and_view_is_on_the_page() -> None:
    """None is kept from the reader, and none is promised that is not there."""
    made = {
        name for statement in MIGRATIONS[0] for name in re.findall(r"CREATE (?:TRIGGER|VIEW|INDEX) (\w+)", statement)
    }
    assert {name for name in made if f"`{name}`" not in PAGE} == set()
    table = PAGE[PAGE.index("| trigger |") : PAGE.index("Rows are written in one transaction")]
    triggers = {name for statement in MIGRATIONS[0] for name in re.findall(r"CREATE TRIGGER (\w+)", statement)}
    assert {
        name
        for line in table.splitlines()
        if line.startswith("|")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    } == triggers


def test_the_numbers_are_on_the_page() -> None:
    """Whose file it is, and which version."""
    assert f"| {APPLICATION_ID}, the letters `evlg` |" in PAGE
    assert f"Format version {len(MIGRATIONS)}." in PAGE


def members(shape: type) -> set[str]:
    """The members of a body: the fields of an event, and of what it holds."""
    attrs.resolve_types(shape)
    found = set()
    for field in attrs.fields(shape):
        if not field.name.startswith("_"):
            found.add(field.name)
            if isinstance(field.type, type) and attrs.has(field.type):
                found |= members(field.type)
    return found


@pytest.mark.parametrize("shape", ALPHABET, ids=lambda shape: shape.__name__)
def test_every_member_of_every_kind_is_on_the_page(shape) -> None:
    """The row of a kind names all of its members."""
    kind = kind_of(shape.__new__(shape)).stored
    (row,) = [line for line in PAGE.splitlines() if line.startswith("|") and f"`{kind}`" in line.split("|")[1]]
    if "as retracted" in row:
        (first,) = [line for line in PAGE.splitlines() if line.startswith("| `retracted/1`")]
        row += first
    assert {name for name in members(shape) if f"`{name}`" not in row} == set()


@given(st.lists(stories(max_reports=2), min_size=0, max_size=4), st.booleans())
@settings(max_examples=25)
def test_a_stranger_can_check_any_log(check, tmp_path_factory, told, redacts) -> None:
    """The checker of the page finds the root that the library finds, redactions included."""
    bench = Bench("sqlite", tmp_path_factory.mktemp("log"))
    for story in told:
        bench.log.record(*story)
    store = bench.log.store
    size = store.head().size
    if redacts and size:
        event = Redacted(positions=(1, size))
        with store.writing() as writing:
            moment = writing.head.recorded + 1
            writing.append([NewEntry("redacted/1", encode(event, {}.get), event.id)], moment)
            writing.erase(event.positions)
    head = store.head()
    assert check(store.path) == (head.size, head.root)
    bench.log.close()


def tampered(path: Path, *statements: str) -> None:
    """Change a file as its owner can, who removes the guards first."""
    connection = sqlite3.connect(path, isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = x'7b7d' WHERE position = 2",
        "UPDATE entry SET salt = zeroblob(32) WHERE position = 2",
        "UPDATE entry SET kind = 'linked/1' WHERE position = 2",
        "UPDATE entry SET recorded = recorded + 1 WHERE position = 2",
        "UPDATE entry SET commit_hash = zeroblob(32) WHERE position = 2",
        "UPDATE entry SET id = NULL, salt = NULL, body = NULL WHERE position = 2",
        "DELETE FROM entry WHERE position = 2",
        "DELETE FROM entry WHERE position = 4",
        "INSERT INTO entry VALUES (5, 9000000000000000000, 'x', NULL, zeroblob(32), NULL, NULL)",
        "UPDATE batch SET root = zeroblob(32) WHERE position = 2",
        "UPDATE head SET frontier = zeroblob(8)",
        "UPDATE head SET recorded = 5",
        "DELETE FROM batch WHERE position = 4",
        "PRAGMA application_id = 5",
        "PRAGMA user_version = 2",
    ],
)
def test_a_stranger_finds_what_was_changed(check, tmp_path, statement) -> None:
    """Each change of what is hashed, or of what is stored beside it, fails the checks of the page."""
    bench = Bench("sqlite", tmp_path)
    for number in range(2):
        one = eventlog.Report(publisher="outlet:herald", title=f"{number}", published="2024")
        bench.log.record(one, one.claim("a.b", by=["gov:x"]))
    path = bench.log.store.path
    bench.log.close()
    assert check(path)[0] == 4
    tampered(Path(path), statement)
    with pytest.raises(AssertionError):
        check(path)


@pytest.fixture
def known(tmp_path):
    """A log whose clock and salts are known."""
    bench = Bench("sqlite", tmp_path)
    one = eventlog.Report(publisher="outlet:herald", title="Known", published="2024-06-20")
    bench.log.record(one, one.claim("a.b", by=["gov:x"], during="2024-06", paraphrase="что-то"))
    yield bench
    bench.log.close()


def test_the_bytes_are_pinned(known) -> None:
    """The same report and claim, moment and salts make the same root in every version of this library."""
    assert dump(known.log)[0][1] == START
    assert known.log.store.entry(2).body.decode() == PINNED_BODY
    assert known.log.head.root.hex() == PINNED_ROOT


PINNED_BODY = (
    '{"claim":{"chain":[{"agent":"gov:x","cue":null,"quotation":"indirect","said":null,"scope":"stated"}]'
    ',"condition":"","during":"2024-06","evidence":[],"extractor":"","factuality":"CT+","fragments":[],"k'
    'ind":"claim","paraphrase":"что-то","question":"a.b","report":1,"said":null,"stance":"assert","value":true}}'
)
PINNED_ROOT = "ea68b474903557bf5c50a1cf3bcb6bce4e847b10e6d0c99ebbb5c886dcfd9ed3"
