"""The command line over a log on a server does what it does over a file, and makes none by a slip."""

from __future__ import annotations

import json

import pytest

import eventlog
from eventlog.audit.doctor import doctor
from eventlog.cli.root import root
from eventlog.cli.running import run
from log_samples import MAYOR, plain

pytestmark = pytest.mark.postgres


def schemas(sql, address) -> list[tuple]:
    """Whether the schema of an address is there."""
    return sql("SELECT 1 FROM pg_namespace WHERE nspname = %s", address.rpartition("schema=")[2])


@pytest.mark.parametrize(
    "asked",
    [
        ("find", "flood"),
        ("strike", "report:aa", "--reason", "misread", "--by", "user:desk"),
        ("redact", "entry:1", "--reason", "order 17", "--yes"),
        ("verify",),
        ("doctor",),
        ("watch", "flood", "--for", "0"),
        ("carry", "elsewhere.db"),
        ("import", "no-such-file.json"),
        ("repair", "--index"),
    ],
    ids=lambda asked: asked[0],
)
def test_a_slip_in_an_address_makes_no_log(address, sql, asked, tmp_path, monkeypatch, capsys) -> None:
    """Whatever is asked of a log that is not there, or can't be done to one on a server; nothing tells a password."""
    monkeypatch.chdir(tmp_path)
    withheld = address.replace("owner@", "owner:secret@")
    assert run(root, [*asked, "--log", withheld]) != 0
    told = capsys.readouterr()
    assert "secret" not in told.out + told.err
    assert not schemas(sql, address)
    assert not [*tmp_path.iterdir()]


def test_a_doctor_looks_at_a_log_on_a_server(address, capsys) -> None:
    """It is told by its address as by its file, and by the command."""
    with eventlog.open(address) as log:
        log.record(MAYOR)
        held = {one.check: one.state for one in doctor(log)}
    assert {one.check: one.state for one in doctor(address)} == held
    assert held["guards"] == "ok"
    assert run(root, ["doctor", "--log", address, "-f", "jsonl"]) == 0
    told = {one["check"]: one["state"] for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (told["guards"], told["entries"]) == ("ok", "ok")
    assert [one.state for one in doctor(f"{address}_nowhere") if one.check == "log"] == ["bad"]


def test_what_is_taken_in_lives_where_it_lived(address, tmp_path, sql, capsys) -> None:
    """A log on a server is made in the zone of the export that is to come into it, as a file is."""
    with eventlog.open(tmp_path / "seoul.db", zone="Asia/Seoul") as log:
        log.record(*plain(1))
        log.export_jsonl(tmp_path / "seoul.jsonl")
        assert run(root, ["import", str(tmp_path / "seoul.jsonl"), "--log", address]) == 0, capsys.readouterr().err
        with eventlog.open(address, read_only=True) as there:
            assert (there.zone, there.head) == (log.zone, log.head)
    (tmp_path / "half.jsonl").write_bytes((tmp_path / "seoul.jsonl").read_bytes()[:-90])
    assert run(root, ["import", str(tmp_path / "half.jsonl"), "--log", f"{address}_b"]) != 0
    assert not schemas(sql, f"{address}_b")  # what was made for it is taken back
