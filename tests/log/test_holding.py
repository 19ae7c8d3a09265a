"""Who holds a name: every entry and every other table, whatever answers show."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import attrs
import pytest
from hypothesis import given

import eventlog
from eventlog import Agent, Annulled, Link, Report
from eventlog.errors import InvalidValue
from find_strategies import Wordy, texts
from knowledge_strategies import Story, share, stories

LEAK = Report(
    publisher="outlet:post", title="The leak", published="2031-06-20", text="A guard, Mr. LÁRCH, let them in."
)
SAID = LEAK.claim("break-in.help", True, by=["person:jo-larch"], paraphrase="a guard let them in")
OTHER = LEAK.claim("break-in.help", True, by=["anon:guard"], paraphrase="somebody did")
LINK = Link(kind="restates", from_=OTHER.id, to=SAID.id, by="user:desk", basis="both tell of Mr Larch")


def test_every_entry_that_holds_a_name_is_listed(bench) -> None:
    """Held texts, ids, reasons, aliases: whoever writes the name in whatever way, in entries that were struck too."""
    log = bench.log
    log.record(LEAK, SAID, OTHER, LINK, Agent(id="person:x", name="Guard", aliases=("the larch",)))
    log.record(Annulled(target=SAID.id, reason="not larch, but Larsson"))
    found = log.holding("Larch")
    assert [(one.position, one.why) for one in found.entries] == [
        (1, "in report.text"),
        (2, "in claim.chain.agent"),
        (4, "in link.basis"),
        (5, "in agent.aliases"),
        (6, "in reason"),
    ]
    assert [one.position for one in log.holding("mr larch").entries] == [1, 4]
    assert [one.position for one in log.holding("jo larch").entries] == [2]
    assert log.holding("larc").entries == ()
    assert str(log.holding("larc")) == "nothing holds it"


def test_what_is_redacted_holds_no_name_any_more(bench) -> None:
    """After the listed entries were redacted, nothing in the log holds the name, nor what lies beside the entries."""
    log = bench.log
    log.record(LEAK, SAID, OTHER, LINK, Agent(id="person:jo-larch"))
    assert log.holding("larch").beside == (("effect.key", 1),)
    log.redact(*(one.position for one in log.holding("larch").entries), reason="a court order")
    assert log.holding("larch") == attrs.evolve(log.holding("larch"), entries=(), beside=())


def test_tables_of_others_in_the_file_are_looked_through(tmp_path: Path) -> None:
    """Whatever another program keeps in the log's file, text or bytes, is counted by table and column."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log:
        log.record(LEAK)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """CREATE TABLE "their ""notes" (what, whose);
            INSERT INTO "their ""notes" VALUES ('of Larch', x'4d72204c61726368'), ('larch again', 3), (x'ff', NULL);
            CREATE VIRTUAL TABLE pages USING fts5(page);
            INSERT INTO pages VALUES ('Mr Larch');"""
        )
    with eventlog.open(path, read_only=True) as log:
        found = log.holding("larch")
    assert found.beside == (("pages_content.c0", 1), ('their "notes.what', 2), ('their "notes.whose', 1))
    assert str(found).splitlines()[1:] == [
        "beside the entries: pages_content.c0 (1)",
        'beside the entries: their "notes.what (2)',
        'beside the entries: their "notes.whose (1)',
    ]


@share(2)
@given(stories(Wordy()), texts.filter(bool))
def test_whatever_is_found_is_held(story: Story, words: str) -> None:
    """No cut finds a phrase in an entry that `holding` does not list."""
    with eventlog.open(":memory:") as log:
        for entry in story.entries:
            log.record(entry.event)
        phrase = words.translate(str.maketrans("", "", '“”"'))
        listed = {one.position for one in log.holding(phrase).entries}
        hits = [hit for hit in log.as_of("2040").find(f'"{phrase}"') if hit.field != "value"]
        assert {hit.position for hit in hits} <= listed


@pytest.mark.parametrize("name", ["", "--", None, 3])
def test_what_is_no_name_is_refused(name: object) -> None:
    """A name without a letter or digit is refused."""
    with eventlog.open(":memory:") as log, pytest.raises(InvalidValue):
        log.holding(name)
