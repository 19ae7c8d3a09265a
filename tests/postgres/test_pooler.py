"""Behind a pooler that gives each transaction another connection: nothing that we set or prepare outlives one."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest

from eventlog.log import EventLog
from eventlog.stores.postgres import PostgresStore
from log_samples import plain
from postgres_server import ordinary_user

pytestmark = pytest.mark.postgres


@pytest.fixture(params=["", "ignore_startup_parameters = options\n"], ids=["refuses options", "passes over options"])
def pooled(base, request):
    """The address of a pooler with two connections to the server of the tests."""
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program, "apt install pgbouncer: .ci/postgres does it"
    host = psycopg.conninfo.conninfo_to_dict(base)["host"]
    folder = Path(tempfile.mkdtemp(prefix="eventlog-pool-"))
    (folder / "users").write_text('"owner" ""\n')
    (folder / "ini").write_text(
        f"[databases]\npostgres = host={host} port=5432 user=owner pool_size=2\n"
        f"[pgbouncer]\nunix_socket_dir = {folder}\nlisten_port = 6432\nauth_type = any\nauth_file = {folder}/users\n"
        "pool_mode = transaction\nmax_client_conn = 200\n" + request.param
    )
    who: dict = {}
    if user := ordinary_user():
        entry = pwd.getpwnam(user)
        who = {"user": user, "group": entry.pw_gid, "extra_groups": []}
        for path in (folder, folder / "ini", folder / "users"):
            os.chown(path, entry.pw_uid, entry.pw_gid)
    made = base.replace(host, str(folder)).replace("5432", "6432")
    process = subprocess.Popen([program, "-q", str(folder / "ini")], stderr=subprocess.PIPE, **who)
    for _ in range(100):
        if (folder / ".s.PGSQL.6432").exists():
            break
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.05)
    yield made
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)  # in vain where one of its connections is not free: it waits for what that will answer
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
        shutil.rmtree(folder)


def _no_pipeline(connection: psycopg.Connection) -> NoReturn:
    """The driver ends a pipeline with Sync and Flush. Where Flush comes late, the pooler has given its connection to
    another by then, and takes a second one for a message that nothing answers: it stays taken.
    """
    raise AssertionError(f"{connection} is behind a pooler, and is to send nothing in a pipeline")


def test_a_log_behind_a_pooler_is_a_log(pooled, address, monkeypatch) -> None:
    """F041: sixteen writers over two connections; dense, whole, and nothing said twice."""
    monkeypatch.setattr(psycopg.Connection, "pipeline", _no_pipeline)
    behind = f"{pooled}&schema={address.rpartition('schema=')[2]}"
    logs = [EventLog(PostgresStore(behind)) for _ in range(16)]
    assert all(log.store._connections.pooled for log in logs)
    failed = []

    def write(number: int) -> None:
        try:
            for batch in range(5):
                logs[number].record(*plain(100 * number + batch))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed, failed[0]
    assert [entry.position for entry in logs[0].entries()] == list(range(1, 161))
    assert logs[0].verify().ok
    assert logs[0].redact(1, reason="order 17").entry == 161
    assert any("behind a pooler" in str(one) for one in logs[0].store.findings())
    for log in logs:
        log.close()
