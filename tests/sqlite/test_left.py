"""A log that was left by an error is as free as before: at once, and also while somebody holds the error."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import eventlog
from eventlog.audit.repair import repair_index
from eventlog.log import EventLog
from eventlog.stores.blocks import block
from eventlog.stores.sqlite import mending
from eventlog.transfer import jsonl as transfer
from log_samples import plain


class Left(Exception):
    """Whatever it is by which a block is left."""


def _raise(*_: object) -> None:
    raise Left


def _verifying(log: EventLog) -> None:
    log.verify(progress=_raise)


def _quickly(log: EventLog) -> None:
    log.verify(progress=_raise, quick=True)


def _reading(log: EventLog) -> None:
    for _ in log.entries():
        raise Left


def _exporting(log: EventLog) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(transfer, "_line", _raise)
        log.export_jsonl(Path(log.store.path).with_suffix(".jsonl"))


def _writing(log: EventLog) -> None:
    with log.store.writing() as transaction:
        list(transaction.newest_about("q:q.1"))
        raise Left


def _asking(log: EventLog) -> None:
    for _ in log.as_of():
        raise Left


def _backing_up(log: EventLog) -> None:
    try:
        log.backup(Path(log.store.path).parent / "no folder" / "copy.db")
    except eventlog.EventLogError as error:
        raise Left from error


def _inspecting(what: str) -> Callable[[EventLog], None]:
    def leave(log: EventLog) -> None:
        with log.store.inspecting() as inspection:
            for _ in getattr(inspection, what)():
                raise Left

    return leave


LEAVING = {
    "verify": _verifying,
    "verify quickly": _quickly,
    "entries": _reading,
    "export": _exporting,
    "record": _writing,
    "ask": _asking,
    "backup": _backing_up,
    **{what: _inspecting(what) for what in ("rows", "batches", "tags", "effects")},
}


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def _is_free(log: EventLog, path: Path, turn: str) -> None:
    log.store._connections.get().execute("PRAGMA busy_timeout = 200")
    size = len(log)
    with eventlog.open(path) as other:
        other.record(*plain(f"elsewhere {turn}"))
    assert len(log) == size + 2, "an old snapshot is read"
    log.record(*plain(f"here {turn}"))
    log.backup(path.with_name(f"{turn}.db"))
    assert log.verify().ok


@pytest.mark.parametrize("leaving", LEAVING)
def test_a_log_that_an_error_left_is_free(tmp_path: Path, leaving: str) -> None:
    """It records, is copied, and reads what others recorded; while the error is held, and when it is gone."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log:
        for turn in range(30):
            log.record(*(thing for number in range(60) for thing in plain(100 * turn + number)))
        with pytest.raises(Left) as held:
            LEAVING[leaving](log)
        _is_free(log, path, "held")
        del held
        _is_free(log, path, "gone")


def test_a_repair_that_an_error_left_lets_the_file_go(tmp_path: Path) -> None:
    """Likewise where what derives the index fails in the middle."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log:
        for turn in range(1200):
            log.record(*plain(turn))
        with pytest.raises(Left) as held:
            mending.rebuild(log.store.path, _raise)
        [busy, *_] = log.store._connections.get().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert not busy, "somebody still reads"
        _is_free(log, path, "held")
        del held
        assert repair_index(path).ok


def test_a_block_leaves_no_ring_behind() -> None:
    """Whatever a block holds is gone with the error that left it."""
    gone: list[str] = []

    class Kept:
        def __del__(self) -> None:
            gone.append("gone")

    @block
    def holding() -> Iterator[Kept]:
        yield Kept()

    def leave() -> None:
        kept = Kept()
        with holding(), holding():
            assert kept
            raise Left

    try:
        leave()
    except Left as error:
        names = []
        trace = error.__traceback__
        while trace is not None:
            names.append(trace.tb_frame.f_code.co_name)
            trace = trace.tb_next
        assert names == ["test_a_block_leaves_no_ring_behind", "leave"]
        del trace
    assert gone == ["gone"] * 3
