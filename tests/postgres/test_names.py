"""What others put into a database beside a log, and to what a role is set, changes nothing in the log."""

# ruff: noqa: S608 - the names in these statements are the tests' own

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

import eventlog
from eventlog.errors import ClockSkew
from eventlog.stores.postgres import admit, creating, statements
from eventlog.stores.postgres.connecting import Connections
from eventlog.transfer.carrying import carry
from log_samples import MAYOR, nobody, plain, report, river

pytestmark = pytest.mark.postgres

SQL = Path(creating.__file__).parent / "sql"
POLYMORPHIC = {
    "anyarray": "{}[]",
    "anyelement": "{}",
    "anycompatiblearray": "{}[]",
    "anycompatible": "{}",
    "name": "text",
}
ELEMENTS = ("text", "bigint", "integer", "bytea")


@pytest.fixture(params=["direct", "pooled"])
def strange(request, base, address, sql, monkeypatch):
    """The address of a new log for a role in whose search path a stranger has made functions that fit our calls better
    than the server's own; and what they would have done.
    """
    schema = address.rpartition("schema=")[2]
    sql(f"CREATE ROLE {schema} LOGIN")
    sql(f"GRANT CREATE ON DATABASE postgres TO {schema}")
    sql(f"CREATE SCHEMA strange_{schema}")
    sql(f"GRANT USAGE ON SCHEMA strange_{schema} TO {schema}")
    sql(f"ALTER ROLE {schema} SET search_path = strange_{schema}, public")
    told = "\n".join([*(one.read_text() for one in SQL.glob("*.sql")), *map(str, vars(statements).values())])
    called = sorted(set(re.findall(r"(\w+)\(", told)))
    made = 0
    for name, kinds, result in sql(
        "SELECT proname, ARRAY(SELECT format_type(t, NULL) FROM unnest(proargtypes) AS t), prorettype::regtype::text "
        "FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND proname = ANY (%s)",
        called,
    ):
        if not set(kinds) & set(POLYMORPHIC):
            continue
        for element in ELEMENTS:
            given = ", ".join(POLYMORPHIC.get(kind, kind).format(element) for kind in kinds)
            gives = POLYMORPHIC.get(result, result).format(element)
            sql(
                f"CREATE OR REPLACE FUNCTION strange_{schema}.{name}({given}) RETURNS {gives} LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'a stranger has run as %', current_user; END $$"
            )
            made += 1
    assert made > len(ELEMENTS) * 5
    if request.param == "pooled":
        refused = psycopg.OperationalError("unsupported startup parameter: options")

        def options(_self):
            raise refused

        monkeypatch.setattr(Connections, "_options", options)
    yield address.replace("//owner@", f"//{schema}@")
    sql(f"DROP OWNED BY {schema} CASCADE")
    sql(f"DROP SCHEMA strange_{schema} CASCADE")


def test_no_function_of_a_stranger_is_run(strange, address, sql, tmp_path) -> None:
    """Nothing that a log does, or is asked, or is found by, goes through what stands in a search path."""
    one = report()
    with eventlog.open(strange) as log:
        log.record(one, river(one), nobody(one))
        log.record(*plain(1))
        assert log.as_of()["flood.river.level"].status == "alleged"
        assert len([*log.as_of().about("flood")]) == 3
        log.store._catch_up(len(log))
        assert log.as_of().find("flood")
        assert len([*log.entries(about="flood")]) == 3
        assert len([*log.columns("claim-recorded", "claim.question")]) == 3
        assert log.projection("count", lambda state, _: state + 1, 0).catch_up() is None
        log.redact(3, reason="order 17")
        assert log.verify().ok
        assert not [told for told in log.store.findings() if "guards" in str(told) and told.state != "ok"]
        assert not log.store.remains([b"nowhere to be found"]).holds
        log.store.vacuum()
        with eventlog.open(f"{strange}_b") as other:
            assert carry(log.store, other.store).ok
        with eventlog.open(f"{strange}_c") as empty:
            assert empty.store.discard()
    assert sql(f"SELECT count(*) FROM {address.rpartition('schema=')[2]}.entries WHERE body IS NOT NULL") == [(5,)]


@pytest.mark.parametrize(
    "setting", ["standard_conforming_strings = off", "quote_all_identifiers = on", "search_path = ''"]
)
def test_no_setting_of_a_role_changes_what_is_read(address, sql, setting) -> None:
    """How the server reads literals, and how it writes a trigger down, is told with the connection."""
    schema = address.rpartition("schema=")[2]
    sql(f"CREATE ROLE {schema} LOGIN")
    sql(f"ALTER ROLE {schema} SET {setting}")
    eventlog.open(address).close()
    admit(address, schema)
    with eventlog.open(address.replace("//owner@", f"//{schema}@")) as log:
        log.record(*plain(1))
        assert log.as_of()["flood.river"].status == "alleged"
        assert log.verify().ok


LATER = """
CREATE TABLE @.later (number integer);
ALTER TABLE @.batch ADD COLUMN later integer DEFAULT 1;
CREATE OR REPLACE FUNCTION @.withheld_is_made_with() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'eventlog: later' USING ERRCODE = 'EL001';
END
$$;
"""


def test_a_log_of_an_older_version_comes_to_be_the_same(address, sql, monkeypatch) -> None:
    """What was made before a file was added is what is made now, with the entries and the rights that it had; who only
    reads, or appends, is told who can bring it there, and a program of before that it is too old.
    """
    schema = address.rpartition("schema=")[2]
    app = address.replace("//owner@", f"//{schema}@")
    sql(f"CREATE ROLE {schema} LOGIN")
    with eventlog.open(address) as log:
        log.record(MAYOR)
    admit(address, schema)
    files = (*creating._files(), LATER)
    with monkeypatch.context() as after:
        after.setattr(creating, "_files", lambda: files)
        after.setattr(creating, "MIGRATIONS", creating.MIGRATIONS + 1)
        for given in ({"read_only": True}, {"create": False}):
            with pytest.raises(eventlog.errors.StoreError, match="owner"):
                eventlog.open(app, **given)
        for kept in (creating.bodies, creating.relations, creating.triggers):
            kept.cache_clear()
        try:
            with eventlog.open(address) as log, eventlog.open(app) as other:
                assert sql(f"SELECT max(number) FROM {schema}.version") == [(creating.MIGRATIONS,)]
                log.record(*plain(1))
                assert other.record(*plain(2)) == (4, 5)
                assert other.record(*plain(3)[:1]) == (6,)
                assert other.record(MAYOR) == (1,)
                assert log.verify().ok
                assert not [told for told in log.store.findings() if "guards" in str(told) and told.state != "ok"]
        finally:
            for kept in (creating.bodies, creating.relations, creating.triggers):
                kept.cache_clear()
    with pytest.raises(eventlog.errors.NewerFormat, match="a later version"):
        eventlog.open(address)


def test_a_log_from_before_the_files_were_put_together_is_refused(address, sql, monkeypatch) -> None:
    """Half of it is there in another order: nothing is run over it, and the sentence says what to do."""
    schema = address.rpartition("schema=")[2]
    with monkeypatch.context() as before:
        before.setattr(creating, "_files", lambda files=tuple(creating._files()[:9]): files)  # noqa: B008
        before.setattr(creating, "MIGRATIONS", 9)
        eventlog.open(address).close()
    with pytest.raises(eventlog.errors.StoreError, match=r"before format 11.* copy it into a file"):
        eventlog.open(address)
    assert sql(f"SELECT max(number) FROM {schema}.version") == [(9,)]


@pytest.mark.parametrize("days", [-3, 3, 9000])
def test_a_role_that_may_append_can_not_set_the_clock(address, sql, days) -> None:
    """Neither back, to have held a thing before it did, nor ahead, after which nobody could record; the owner can."""
    schema = address.rpartition("schema=")[2]
    sql(f"CREATE ROLE {schema} LOGIN")
    eventlog.open(address).close()
    admit(address, schema)
    ((now,),) = sql("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
    app = address.replace("//owner@", f"//{schema}@")
    with eventlog.open(app, clock=lambda: now + days * 86_400_000_000) as log:
        with pytest.raises(ClockSkew, match="what the server"):
            log.record(*plain(1))
        assert len(log) == 0
    with eventlog.open(app) as log:
        log.record(*plain(1))
    with eventlog.open(address, clock=lambda: now + 3 * 86_400_000_000) as log:
        assert len(log.record(*plain(2))) == 2
