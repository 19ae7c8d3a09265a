"""A certificate of erasure over a log on a server: rows are looked through, and what can't be is listed."""

from __future__ import annotations

import pytest

import eventlog
from eventlog import Report, verifier
from eventlog.stores.postgres import admit, residue

pytestmark = pytest.mark.postgres

SECRET = "the neighbour of the mill saw it all"  # noqa: S105 - a secret of nobody's


@pytest.fixture
def kept(address):
    """A log in which a report is to be erased, its schema, the report, and the proof of it that holds its words."""
    told = Report(publisher="outlet:post", title="What was seen", published="2031-06-01", text=f"{SECRET}, she said.")
    with eventlog.open(address) as log:
        log.record(told, Report(publisher="outlet:echo", title="Later", text="nothing more"))
        yield log, address.rpartition("schema=")[2], told, verifier.read_bundle(log.prove(told.id).bundle)


def test_rows_are_looked_through_for_the_words_that_are_given(kept, sql) -> None:
    """Of the log and of other tables, in text and in bytes; without words the tables are listed."""
    log, schema, told, held = kept
    log.redact(told, reason="a court order of June")
    clean = log.certify_erasure(1, held=[held])
    assert clean.holds == ()
    assert any("pieces of the words that were given" in one for one in clean.searched)
    log.record(Report(publisher="outlet:echo", title="Again", text=f"It said that {SECRET}!"))
    sql(f'CREATE TABLE {schema}."my 100% notes" (note text, "raw %s" bytea, number integer)')
    put = f'INSERT INTO {schema}."my 100%% notes" VALUES (%s, %s, 1)'  # noqa: S608 - a name of ours
    sql(put, f"ask: {SECRET}", SECRET.encode())
    found = log.certify_erasure(1, held=[held])
    assert found.holds == (
        "entry 4 repeats words that were given",
        f"the table {schema}.my 100% notes, in note: 1 row with words that were given",
        f"the table {schema}.my 100% notes, in raw %s: 1 row with words that were given",
    )
    assert not any("pieces of the words" in one for one in found.searched)
    blind = log.certify_erasure(1)
    assert "the table my 100% notes in the log's schema, which is not the log's" in blind.not_searched
    assert any("files of the server" in one for one in blind.not_searched)


def test_a_table_that_was_looked_through_is_locked_no_longer(kept, sql, monkeypatch) -> None:
    """A server holds some thousands of locks and no more: a database may have more tables than that."""
    log, schema, told, held = kept
    for number in range(40):
        sql(f"CREATE TABLE {schema}.note{number} (note text)")
    log.redact(told, reason="a court order of June")
    locks, holding = [], residue._holding

    def counted(connection, *given, **more):
        yield from holding(connection, *given, **more)
        locked = "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND relation::regclass::text LIKE %s"
        locks.append(connection.execute(locked, (f"{schema}.%",)).fetchone()[0])

    monkeypatch.setattr(residue, "_holding", counted)
    log.certify_erasure(1, held=[held])
    assert len(locks) > 40
    assert 0 < max(locks) < 10  # a table with its indexes


def test_a_table_that_this_role_may_not_read_is_listed(kept, address, sql) -> None:
    """Whoever makes the certificate says what was closed to him."""
    log, schema, told, held = kept
    if not sql("SELECT 1 FROM pg_roles WHERE rolname = 'auditor'"):
        sql("CREATE ROLE auditor LOGIN")
    admit(address, "auditor")
    log.redact(told, reason="a court order of June")
    sql(f"CREATE TABLE {schema}.closed (note text)")
    with eventlog.open(address.replace("//owner@", "//auditor@"), read_only=True) as other:
        found = other.certify_erasure(1, held=[held])
    assert f"the table {schema}.closed, which this role may not read" in found.not_searched
