"""What a role may do to a log: read it and append to it, and nothing else, whatever it tries; and what nobody may."""

# ruff: noqa: S608 - the names in these statements are the tests' own

from __future__ import annotations

import pytest

import eventlog
from eventlog.errors import InvalidValue, ReadOnly, StoreError
from eventlog.stores import NewEntry
from log_samples import nobody, plain, report, river

pytestmark = pytest.mark.postgres

TABLES = ("entry", "effect", "batch", "head", "meta", "version")
AROUND = {
    "update an entry": "UPDATE {s}.entry SET kind = 'other/1'",
    "erase a body": "UPDATE {s}.entry SET body = NULL, salt = NULL, id = NULL WHERE position = 1",
    "move an entry": "UPDATE {s}.entry SET position = position + 10",
    "insert an entry": "INSERT INTO {s}.entry VALUES (4, 9, 'x/1', 'x', sha256(''), sha256(''), '')",
    "insert in between": "INSERT INTO {s}.entry VALUES (0, 9, 'x/1', 'x', sha256(''), sha256(''), '')",
    "replace an entry": "INSERT INTO {s}.entry SELECT * FROM {s}.entry WHERE position = 1 "
    "ON CONFLICT (position) DO UPDATE SET kind = 'other/1'",
    "copy entries in": "COPY {s}.entry FROM PROGRAM 'true'",
    "move the head": "UPDATE {s}.head SET size = 2",
    "bend the root": "UPDATE {s}.head SET frontier = int8send(3) || sha256('') || sha256('')",
    "hide an entry": "UPDATE {s}.effect SET key = 'q:other'",
    "add what finds": "INSERT INTO {s}.effect VALUES ('q:other', 1, NULL)",
    "put a batch": "INSERT INTO {s}.batch VALUES (99, 99, sha256(''))",
    "change the zone": "UPDATE {s}.meta SET value = 'Europe/Kyiv'",
    "lock it for good": "BEGIN; LOCK TABLE {s}.head IN ACCESS EXCLUSIVE MODE",
    "hold the head": "SELECT * FROM {s}.head FOR UPDATE",
    "drop a guard": "DROP TRIGGER entry_stays ON {s}.entry",
    "sleep over guards": "ALTER TABLE {s}.entry DISABLE TRIGGER ALL",
    "do without guards": "SET session_replication_role = replica",
    "drop the table": "DROP TABLE {s}.entry CASCADE",
    "drop the schema": "DROP SCHEMA {s} CASCADE",
    "put a function there": "CREATE FUNCTION {s}.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "take the function": "CREATE OR REPLACE FUNCTION {s}.root(frontier bytea) RETURNS bytea LANGUAGE sql "
    "AS 'SELECT frontier'",
    "put rows behind": "SELECT {s}.put(h, 9, '{{x/1}}', '{{x}}', NULL, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', "
    "'{{}}', '{{}}', 0) FROM {s}.head AS h",
    "restore": "SELECT {s}.restore(9, '{{x/1}}', '{{x}}', NULL, NULL, NULL, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}')",
    "erase": "SELECT {s}.erase('{{1}}')",
    "become the owner": "SET ROLE owner",
    **{f"delete from {table}": f"DELETE FROM {{s}}.{table}" for table in TABLES},
    **{f"truncate {table}": f"TRUNCATE {{s}}.{table} CASCADE" for table in TABLES},
}
BARE = (
    *(
        f"UPDATE {{s}}.{table} SET {what}"
        for table, what in (
            ("entry", "kind = 'other/1'"),
            ("entry", "body = NULL, salt = NULL, id = NULL"),
            ("entry", "recorded = recorded + 1"),
            ("effect", "key = 'q:other'"),
            ("effect", "position = position + 1"),
            ("batch", "root = sha256('')"),
            ("head", "size = 2"),
            ("head", "erased = 1"),
            ("head", "recorded = recorded + 1"),
            ("meta", "value = 'Europe/Kyiv'"),
            ("version", "number = number + 10"),
        )
    ),
    *(f"DELETE FROM {{s}}.{table}" for table in TABLES),
    *(f"TRUNCATE {{s}}.{table} CASCADE" for table in TABLES),
    "INSERT INTO {s}.entry VALUES (5, 9, 'x/1', 'x', sha256(''), sha256(''), '')",
    "INSERT INTO {s}.entry VALUES (0, 9, 'x/1', 'x', sha256(''), sha256(''), '')",
    "INSERT INTO {s}.entry VALUES (4, 9, 'x/1', 'x', sha256(''), sha256(''), '')",
    *(
        f"INSERT INTO {{s}}.entry VALUES (4, (SELECT recorded + 1 FROM {{s}}.head), {values})"
        for values in (
            "'', 'x', sha256(''), sha256(''), ''",
            "'x/1', 'x', '', sha256(''), ''",
            "'x/1', 'x', sha256(''), '', ''",
            "'x/1', NULL, sha256(''), sha256(''), ''",
            "'x/1', 'x', sha256(''), NULL, ''",
            "'x/1', 'x', sha256(''), sha256(''), NULL",
            "'x/1', NULL, sha256(''), sha256(''), NULL",
        )
    ),
    *(
        "INSERT INTO {s}.entry SELECT size + n, recorded + 1, 'x/1', "
        f"{id}, sha256(''), {salt}, {body} FROM {{s}}.head, generate_series(1, 2) AS n"
        for id, salt, body in (  # a half one beside a whole one
            ("'x' || n", "CASE n WHEN 1 THEN sha256('') END", "''"),
            ("CASE n WHEN 1 THEN 'x' END", "sha256('')", "''"),
            ("'x' || n", "sha256('')", "CASE n WHEN 1 THEN ''::bytea END"),
        )
    ),
    "INSERT INTO {s}.batch VALUES (4, (SELECT recorded + 1 FROM {s}.head), '')",
    "UPDATE {s}.head SET one = false",
    "INSERT INTO {s}.effect VALUES ('q:other', 1, NULL)",
    "INSERT INTO {s}.head VALUES (false, 0, NULL, '', 0)",
)


@pytest.fixture
def shared(address, sql):
    """A log with three entries that the role `app` may use: its address for that role, and its schema."""
    if not sql("SELECT 1 FROM pg_roles WHERE rolname = 'app'"):
        sql("CREATE ROLE app LOGIN")
        sql("CREATE ROLE looker LOGIN")
    from eventlog.stores.postgres import admit

    one = report()
    with eventlog.open(address) as log:
        log.record(one, river(one), nobody(one))
    admit(address, "app")
    admit(address, "looker", writing=False)
    return address.replace("//owner@", "//app@"), address.rpartition("schema=")[2]


def test_a_role_that_was_let_in_reads_and_appends(shared) -> None:
    """It does what the owner does but for redacting and taking in a whole log."""
    app, _ = shared
    with eventlog.open(app) as log:
        assert log.record(*plain(1)) == (4, 5)
        assert log.record(*plain(1)).new == ()
        assert log.as_of()["flood.river"].status == "alleged"
        assert log.verify().ok


@pytest.mark.parametrize("attempt", AROUND)
def test_a_role_can_not_get_around_the_function(shared, attempt) -> None:
    """Each attempt is refused, and the log is as it was."""
    import psycopg

    app, schema = shared
    address = app.partition("&schema")[0]
    with psycopg.connect(address, autocommit=True) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(AROUND[attempt].format(s=schema))
    assert refused.value.sqlstate == "42501"
    with eventlog.open(app, read_only=True) as log:
        assert (len(log), log.verify().ok) == (3, True)


def test_a_role_can_not_redact(shared) -> None:
    """Neither as it should be done, nor by appending what would say that it was."""
    app, _ = shared
    with eventlog.open(app) as log:
        with pytest.raises(ReadOnly, match="ask the owner"):
            log.redact(2, reason="order 17")
        row = NewEntry("redacted/1", b'{"positions":[1]}', "redacted:1")
        with pytest.raises(ReadOnly), log.store.writing() as writing:
            writing.append([row], log.head.recorded + 1)
        assert (len(log), log.verify().ok) == (3, True)


def test_a_role_can_not_change_the_key(shared) -> None:
    """What says that the key was changed stands for good, so a bad one would end all signing: it is the owner's."""
    app, _ = shared
    with eventlog.open(app) as log:
        row = NewEntry("key-rotated/1", b'{"note":"mine"}', "event:mine", ("k:",))
        with pytest.raises(ReadOnly, match="ask the owner"), log.store.writing() as writing:
            writing.append([row], log.head.recorded + 1)
        assert (len(log), log.verify().ok) == (3, True)


@pytest.mark.parametrize(("first", "more"), [(1, [-1]), (1, [1]), (0, []), (-2, []), (2, []), (1, [0])])
def test_a_role_can_not_say_by_what_other_entries_are_found(shared, first, more) -> None:
    """An effect is one of the entries that come with it, and of no other: neither earlier nor later ones."""
    import psycopg

    app, schema = shared
    call = f"""
        SELECT {schema}.append(1000, size, erased, NULL, recorded + 1, '{{x/1}}', '{{x:1}}', ARRAY[sha256('')],
            ARRAY[''::bytea], '{{q:flood.river}}', ARRAY[%s::integer], '{{1}}', ARRAY[cardinality(behind)], behind,
            false, '{{}}', 0, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}')
        FROM {schema}.head, CAST(%s AS integer[]) AS behind"""
    with psycopg.connect(app.partition("&schema")[0], autocommit=True) as connection:
        with pytest.raises(psycopg.Error) as refused:
            connection.execute(call, (first, more))
        assert refused.value.sqlstate == "EL001"
    with eventlog.open(app, read_only=True) as log:
        assert (len(log), log.verify().ok) == (3, True)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"kind": "'redacted/1'", "body": "'{\"positions\":[1]}'"}, "42501"),
        ({"kind": "'key-rotated/1'"}, "42501"),
        ({"kind": "''"}, "EL001"),
        ({"kind": "NULL"}, "22004"),
        ({"id": "NULL"}, "EL001"),
        ({"salt": "''"}, "EL001"),
        ({"salt": "NULL"}, "22004"),
        ({"body": "NULL"}, "22004"),
        ({"moment": "recorded + 90000000000"}, "EL005"),
        ({"moment": "NULL"}, None),
        ({}, None),
    ],
)
def test_a_role_that_calls_the_function_itself_gets_in_what_is_whole_and_no_more(shared, given, wrong) -> None:
    """Of its own hand: no redaction, no key, no half entry, no moment that has not come."""
    import psycopg

    app, schema = shared
    told = {"moment": "recorded + 1", "kind": "'x/1'", "id": "'x:1'", "salt": "sha256('')", "body": "''", **given}
    call = f"""
        SELECT ({schema}.append_one(size, erased, NULL, {told["moment"]}, {told["kind"]}, {told["id"]}, {told["salt"]},
            {told["body"]}, '{{q:other}}', false, '{{}}', 0, '{{}}', '{{}}')).size FROM {schema}.head"""
    with psycopg.connect(app.partition("&schema")[0], autocommit=True) as connection:
        if wrong is None:
            assert connection.execute(call).fetchall() == [(4,)]
        else:
            with pytest.raises(psycopg.Error) as refused:
                connection.execute(call)
            assert refused.value.sqlstate == wrong
    with eventlog.open(app, read_only=True) as log:
        assert (len(log), log.verify().ok) == (3 if wrong else 4, True)


def test_a_role_can_not_take_in_a_whole_log(shared, address, tmp_path) -> None:
    """An import is for the owner, who alone can say what is right."""
    app, _ = shared
    with eventlog.open(app) as log:
        log.export_jsonl(tmp_path / "log.jsonl")
        with pytest.raises((ReadOnly, InvalidValue)):
            log.import_jsonl(tmp_path / "log.jsonl")
        assert len(log) == 3


def test_a_role_that_only_reads_only_reads(shared) -> None:
    """It asks, and is told plainly where it would write."""
    app, _ = shared
    with eventlog.open(app.replace("//app@", "//looker@"), read_only=True) as log:
        assert log.as_of()["flood.river.level"].claims
        assert log.verify().ok
    with eventlog.open(app.replace("//app@", "//looker@")) as log, pytest.raises(ReadOnly, match="ask the owner"):
        log.record(*plain(1))


def test_a_role_that_was_not_let_in_sees_nothing(address, sql) -> None:
    """One desk's log is closed to another by being another schema."""
    if not sql("SELECT 1 FROM pg_roles WHERE rolname = 'stranger'"):
        sql("CREATE ROLE stranger LOGIN")
    eventlog.open(address).close()
    for given in ({}, {"read_only": True}):
        with pytest.raises(ReadOnly, match="ask the owner"):
            eventlog.open(address.replace("//owner@", "//stranger@"), **given)


@pytest.mark.parametrize("statement", BARE)
def test_guards_hold_against_the_owner_too(shared, sql, statement) -> None:
    """Whoever owns the tables is refused as long as he does not take the guards down."""
    import psycopg

    _, schema = shared
    before = sql(f"SELECT * FROM {schema}.entry ORDER BY position")
    with pytest.raises(psycopg.Error) as refused:
        sql(statement.format(s=schema))
    assert refused.value.sqlstate in ("EL001", "23505"), refused.value
    assert sql(f"SELECT * FROM {schema}.entry ORDER BY position") == before


def test_guards_that_are_down_are_seen(shared, address, sql) -> None:
    """`verify` and `doctor` say which trigger sleeps, and which function is another one."""
    _, schema = shared
    with eventlog.open(address) as log:
        sql(f"ALTER TABLE {schema}.entry DISABLE TRIGGER entry_stays")
        assert "entry_stays" in str(log.verify())
        assert any("entry_stays" in str(one) for one in log.store.findings())
        sql(f"ALTER TABLE {schema}.entry ENABLE TRIGGER entry_stays")
        sql(
            f"CREATE OR REPLACE FUNCTION {schema}.entry_stays() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN RETURN NEW; END'"
        )
        assert "entry_stays" in str(log.verify())


@pytest.mark.parametrize(
    "made",
    [
        (
            "DROP TRIGGER entry_stays ON {s}.entry; CREATE TRIGGER entry_stays BEFORE UPDATE ON {s}.entry FOR EACH ROW "
            "WHEN (false) EXECUTE FUNCTION {s}.entry_stays()"
        ),
        (
            "DROP TRIGGER entry_stays ON {s}.entry; CREATE TRIGGER entry_stays BEFORE UPDATE OF kind ON {s}.entry "
            "FOR EACH ROW EXECUTE FUNCTION {s}.entry_stays()"
        ),
        (
            "DROP TRIGGER entry_remains ON {s}.entry; CREATE TRIGGER entry_remains BEFORE TRUNCATE ON {s}.entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION {s}.refuse('an entry is never removed')"
        ),
        "CREATE RULE quiet AS ON INSERT TO {s}.batch DO ALSO NOTHING",
        "ALTER TABLE {s}.entry ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON {s}.entry USING (position < 3)",
        "ALTER FUNCTION {s}.hold(integer) RESET ALL",
        "ALTER FUNCTION {s}.hold(integer) SECURITY INVOKER",
    ],
)
def test_guards_of_another_making_are_seen(shared, address, sql, made) -> None:
    """Of the right name and asleep; a rule, or a policy, that changes what a statement does; other rights."""
    _, schema = shared
    with eventlog.open(address) as log:
        assert log.verify().ok
        for one in made.format(s=schema).split("; "):
            sql(one)
        assert not log.verify().ok
        assert any(one.state == "bad" for one in log.store.findings())


def test_what_is_not_the_logs_is_named(shared, address, sql) -> None:
    """Tables and views of others in the schema: no redaction reaches them."""
    _, schema = shared
    with eventlog.open(address) as log:
        assert not any(one.check == "other tables" for one in log.store.findings())
        sql(f"CREATE TABLE {schema}.notes AS SELECT * FROM {schema}.entry")
        sql(f"CREATE MATERIALIZED VIEW {schema}.kept AS SELECT * FROM {schema}.entry")
        told = [one.found for one in log.store.findings() if one.check == "other tables"]
        assert told == ["materialized view kept", "table notes"]
        assert log.verify().ok


def test_only_names_are_roles(address) -> None:
    """What is no role is told in a sentence, and quoted where it is one with strange letters; nor is everybody one."""
    from eventlog.stores.postgres import admit

    eventlog.open(address).close()
    for name in ("", "nobody there", "public", "APP", 'x" TO PUBLIC; DROP SCHEMA eventlog; --'):
        with pytest.raises(InvalidValue, match="is no role"):
            admit(address, name)


def test_who_only_reads_from_now_on_does_not_write(shared, address) -> None:
    """A role that was let write before; one that may write by another way is told, and nothing is changed."""
    from eventlog.stores.postgres import admit

    app, _ = shared
    admit(address, "app", writing=False)
    with eventlog.open(app) as log:
        with pytest.raises(ReadOnly):
            log.record(*plain(1))
        with pytest.raises(ReadOnly):
            log.projection("counted", lambda state, _: state + 1, 0).catch_up()
        assert log.verify().ok
    with pytest.raises(StoreError, match=r"owner may write there .*nothing was changed"):
        admit(address, "owner", writing=False)
    admit(address, "app")
    with eventlog.open(app) as log:
        assert log.record(*plain(1)) == (4, 5)


def test_who_does_not_own_a_log_lets_nobody_in(shared, sql) -> None:
    """He is told so: PostgreSQL only warns who has a right that he may not pass on, and nothing was done."""
    from eventlog.stores.postgres import admit

    app, schema = shared
    sql(f"CREATE ROLE {schema} LOGIN")
    for role in (schema, "looker"):
        for writing in (True, False):
            if (role, writing) != ("looker", False):  # what it has
                with pytest.raises(ReadOnly, match="only the owner"):
                    admit(app, role, writing=writing)
    with pytest.raises(ReadOnly, match="only the owner"):
        admit(app, "app", writing=False)
    assert sql(f"SELECT has_schema_privilege('{schema}', '{schema}', 'USAGE')") == [(False,)]
