"""Opening a log on a server: addresses, schemas, versions, and what is refused untouched."""

# ruff: noqa: S608 - the names in these statements are the tests' own

from __future__ import annotations

import threading

import pytest

import eventlog
from eventlog.cli.root import root
from eventlog.cli.running import run
from eventlog.errors import InvalidValue, NewerFormat, NotALog, ReadOnly, StoreError
from eventlog.stores.opening import place
from eventlog.stores.postgres.target import Target
from log_samples import MAYOR, plain

pytestmark = pytest.mark.postgres


def schema_of(address: str) -> str:
    """Of an address of the tests."""
    return address.rpartition("schema=")[2]


def test_a_log_keeps_its_zone_and_entries(address) -> None:
    """It is made once, in the zone that is given, and is there when it is opened again."""
    with eventlog.open(address, zone="Europe/Kyiv") as log:
        log.record(MAYOR)
    with eventlog.open(address) as log:
        assert (log.zone, len(log)) == ("Europe/Kyiv", 2)
    with pytest.raises(InvalidValue, match="keeps its zone"):
        eventlog.open(address, zone="Asia/Seoul")


def test_no_log_is_made_where_none_is_to_be(address, sql) -> None:
    """A slip in an address is told, and leaves nothing."""
    for given in ({"create": False}, {"read_only": True}):
        with pytest.raises(StoreError, match="there is no log at"):
            eventlog.open(address, **given)
    assert not sql("SELECT 1 FROM pg_namespace WHERE nspname = %s", schema_of(address))


@pytest.mark.parametrize("given", [{"durability": "normal"}, {"durability": "off"}, {"read_only": "immutable"}])
def test_what_is_for_files_is_refused(address, given) -> None:
    """A server has its own durability, and no file to be immutable."""
    with pytest.raises(InvalidValue):
        eventlog.open(address, **given)


def test_a_log_that_is_opened_for_reading_is_not_written(address) -> None:
    """It answers, and refuses in our words."""
    eventlog.open(address).close()
    with eventlog.open(address, read_only=True) as log:
        assert len(log) == 0
        with pytest.raises(ReadOnly, match="opened for reading only"):
            log.record(MAYOR)


@pytest.mark.parametrize(
    "schema", ["", "public;drop", 'a"b', "Desk", "pg_desk", "1st", "a" * 49, "a.b", "a b", "desk&schema=other", "ü"]
)
def test_a_schema_has_a_plain_name(base, schema) -> None:
    """F109: nothing in an address becomes SQL."""
    with pytest.raises(InvalidValue, match="is no schema"):
        eventlog.open(f"{base}&schema={schema}")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:secret@[::1/log",
        "postgresql://me:secret@host:port/log",
        "postgresql://me:sec%ret@host/log",
        "postgresql://me:12/secret@host/log",
        "postgresql://me:12#secret@host/log",
        "postgresql://me:12?secret@host/log",
        "postgresql://me:an@secret@host/log",
        "postgresql://me@host/log?password=an&secret=",
        "postgresql://me:se\0cret@host/log",
        "postgresql://me:secret@host/lo\ng",
        "postgresql://me:secret@host/a log",
        "mysql://me:secret@host/log",
        "postgresql:me:secret@host",
        "postgres:/me:secret@host/log",
    ],
)
def test_an_address_that_can_not_be_read_is_refused(address) -> None:
    """In one sentence, without what may be a password."""
    with pytest.raises(InvalidValue, match=r"can't be read|no log is kept at") as refused:
        eventlog.open(address)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("postgresql://me:secret@desk..example/log", "no name of a machine"),
        (f"postgresql://me:secret@{'desk' * 16}.example/log", "no name of a machine"),
        ("postgresql://me:secret@host/log?connect_timeout=soon", r"can't be used \(bad value"),
    ],
)
def test_what_no_connection_is_made_with_is_told_in_a_sentence(wrong, told) -> None:
    """Whoever finds it, the driver or what it asks for the address of a machine."""
    with pytest.raises(StoreError, match=told) as refused:
        eventlog.open(wrong)
    assert "secret" not in str(refused.value)


def test_no_message_shows_the_password(base, address) -> None:
    """F126: neither an error nor a repr repeats it."""
    withheld = address.replace("owner@", "owner:secret@")
    with eventlog.open(withheld) as log:
        assert "secret" not in repr(log)
        assert not any("secret" in str(one) for one in log.store.findings())
    nowhere = withheld.replace("port=5432", "port=5999")
    from eventlog.stores.postgres import PostgresStore

    with pytest.raises(StoreError, match="look at the server") as refused:
        PostgresStore(nowhere, wait=0.1)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "handed_on", "name"),
    [
        (
            "postgresql://me:it@a:1,b:2/log",
            "postgresql://me:it@a:1,b:2/log",
            "postgresql://a:1,b:2/log?schema=eventlog",
        ),
        ("postgres://me@[::1]:5/log", "postgresql://me@[::1]:5/log", "postgresql://[::1]:5/log?schema=eventlog"),
        (
            "postgresql://me@/log?host=/run/a&password=a+b&schema=desk&port=5",
            "postgresql://me@/log?host=%2Frun%2Fa&password=a%2Bb&port=5",
            "postgresql:///log?host=/run/a&port=5&schema=desk",
        ),
    ],
)
def test_an_address_is_read_as_postgresql_reads_it(address, handed_on, name) -> None:
    """Several hosts, and a plus that is a plus. What it is called tells servers apart, without user and password."""
    target = Target.read(address)
    assert (target.address, target.name, place(address)) == (handed_on, name, name)


@pytest.mark.parametrize("wrong", ["//stranger_to_all@", "/nowhere?"])
def test_who_is_not_let_in_is_told_what_to_check(address, wrong) -> None:
    """No such role, no such database: nothing was lost, and waiting does not help."""
    given = address.replace("//owner@", wrong) if "@" in wrong else address.replace("/postgres?", wrong)
    with pytest.raises(StoreError, match="check address, role and password"):
        eventlog.open(given)


def test_logs_asked_as_one_are_named_without_passwords(address, tmp_path, capsys) -> None:
    """Neither the answer nor its basis repeats one, and a log is the same one whoever asks."""
    withheld = address.replace("owner@", "owner:secret@")
    with eventlog.open(address) as log, eventlog.open(tmp_path / "case.db") as case:
        log.record(*plain(1))
        case.record(*plain(2))
    asked = ["as-of", "2030-01-01", "--log", withheld, "--also"]
    assert run(root, [*asked, str(tmp_path / "case.db"), "-f", "json"]) == 0
    assert place(address) in capsys.readouterr().out
    assert run(root, [*asked, f"{address}&application_name=other"]) == 2
    told = capsys.readouterr()
    assert "is given twice" in told.err
    assert "secret" not in told.out + told.err


def test_another_programs_schema_stays_as_it_is(address, sql) -> None:
    """What holds other tables is no log, and is not touched."""
    schema = schema_of(address)
    sql(f"CREATE SCHEMA {schema}")
    sql(f"CREATE TABLE {schema}.customers (name text)")
    with pytest.raises(NotALog, match="something else"):
        eventlog.open(address)
    assert sql("SELECT count(*) FROM pg_class WHERE relnamespace = %s::regnamespace", schema) == [(1,)]


def test_a_newer_log_is_refused(address, sql) -> None:
    """A later version's log is not touched."""
    eventlog.open(address).close()
    sql(f"INSERT INTO {schema_of(address)}.version VALUES (99)")
    for given in ({}, {"read_only": True}):
        with pytest.raises(NewerFormat, match="upgrade"):
            eventlog.open(address, **given)


def test_many_make_one_log(address) -> None:
    """Who opens a new log at once with others gets the same one."""
    failed, logs = [], []

    def make() -> None:
        try:
            logs.append(eventlog.open(address))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            failed.append(error)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed
    for number, log in enumerate(logs):
        log.record(*plain(number))
        log.close()
    with eventlog.open(address) as log:
        assert len(log) == 16


def test_what_may_be_lost_is_not_acknowledged(address, sql) -> None:
    """F023: synchronous_commit=off is refused when the log is opened, and when it is turned off later."""
    import psycopg

    loose = address.replace("&schema", "&options=-c%20synchronous_commit%3Doff&schema")
    eventlog.open(address).close()
    with pytest.raises(StoreError, match="synchronous_commit is off"):
        eventlog.open(loose)
    with eventlog.open(loose, read_only=True) as log:
        assert len(log) == 0
    with psycopg.connect(address.partition("&schema")[0], autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        with pytest.raises(psycopg.Error, match="synchronous_commit") as refused:
            connection.execute(f"SELECT {schema_of(address)}.hold(1000)")
        assert refused.value.sqlstate == "EL003"


def test_a_database_of_another_encoding_is_refused(base, sql) -> None:
    """Bodies are UTF-8, and ids and keys are compared as its code points."""
    if not sql("SELECT 1 FROM pg_database WHERE datname = 'latin'"):
        sql("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    with pytest.raises(StoreError, match="UTF8"):
        eventlog.open(f"{base.replace('/postgres?', '/latin?')}&schema=desk")


def test_an_empty_log_is_taken_back_by_who_made_it(address, sql) -> None:
    """And one that holds something, or that was there, is not."""
    log = eventlog.open(address)
    other = eventlog.open(address)
    assert not other.store.discard()
    assert log.store.discard()
    assert not sql("SELECT 1 FROM pg_namespace WHERE nspname = %s", schema_of(address))
    other.close()
    log = eventlog.open(address)
    log.record(MAYOR)
    assert not log.store.discard()
    log.close()


def test_people_can_read_it(address, sql) -> None:
    """A view shows entries as text, with their moments."""
    with eventlog.open(address, clock=lambda: "2024-06-26T12:00:00.000001Z") as log:
        log.record(MAYOR)
    ((at, moment, kind, body),) = sql(f"SELECT position, recorded_at, kind, body FROM {schema_of(address)}.entries")
    assert (at, moment.isoformat(), kind) == (1, "2024-06-26T12:00:00.000001+00:00", "agent-defined/1")
    assert "The mayor" in body


def test_a_server_that_only_reads_is_told_as_one(address) -> None:
    """A standby, or one that is set so: no owner could do more there."""
    with eventlog.open(address) as log:
        log.store._connections.forget()
        log.store._connections._read_only = True  # as a standby has it, whatever it is asked
        with pytest.raises(ReadOnly, match="only reads") as refused:
            log.record(MAYOR)
        assert "owner" not in str(refused.value)
        assert len(log) == 0
