"""Each store, ours and one written over the protocol alone, keeps the laws by which `eventlog.testing` tries any."""

from __future__ import annotations

import ast
import re
import time
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import settings

import eventlog
from eventlog.stores import Head, MemoryStore
from eventlog.testing import StoreContract, check_projection, check_store
from eventlog.testing.histories import check_histories
from journal_store import JournalStore
from log_backends import STORES

SOURCE = Path(eventlog.__file__).parent


class TestMemory(StoreContract):
    """The reference."""

    make = staticmethod(STORES["memory"])
    persists = False


class TestSQLite(StoreContract):
    """A log in a file."""

    make = staticmethod(STORES["sqlite"])


class TestJournal(StoreContract):
    """A store that nothing of ours knows."""

    make = staticmethod(STORES["journal"])


def test_a_store_of_strangers_is_tried_without_a_runner() -> None:
    """`check_store` is the same laws in one call, and is silent where they hold."""
    check_store(STORES["journal"], examples=5)


def test_a_slow_store_breaks_no_law() -> None:
    """Where nobody told Hypothesis to be patient, as our own tests do: what takes long is no fault of a store."""

    class Slow(MemoryStore):
        def writing(self, **given):
            time.sleep(0.3)  # longer than Hypothesis waits by itself
            return super().writing(**given)

    profile = settings.get_current_profile_name()
    settings.load_profile("default")
    try:
        check_histories(lambda _, *, zone, salts: Slow(zone=zone, salts=salts), persists=False, examples=6)
    finally:
        settings.load_profile(profile)


FAULTS = {
    "contents leave out what nobody knows": (
        "contents",
        lambda real: (
            lambda self, after, upto, kind=None: (
                piece for piece in real(self, after, upto, kind) if kind is None or piece[0][2].startswith(kind)
            )
        ),
    ),
    "ranges begin at after": ("entries", lambda real: lambda self, after, upto: real(self, after - 1, upto)),
    "one entry twice": (
        "under",
        lambda real: (
            lambda self, keys, after, upto: (piece for key in keys for piece in real(self, (key,), after, upto))
        ),
    ),
    "ids in the order they were asked for": (
        "having",
        lambda real: lambda self, ids, upto: (piece for id in ids for piece in real(self, (id,), upto)),
    ),
    "keys out of order": ("keys", lambda real: lambda self, prefix, upto: reversed(list(real(self, prefix, upto)))),
    "no entry of those that came last": (
        "candidates",
        lambda real: lambda self, words, kinds, upto: real(self, words, kinds, upto - 1),
    ),
    "moments exclusive": ("upto", lambda real: lambda self, recorded: real(self, recorded - 1)),
    "erased bodies are not counted": ("counts", lambda real: lambda self: (real(self)[0], 0)),
    "closes and goes on": ("close", lambda _: lambda _: None),
    "restored over what is there": (
        "restore",
        lambda real: lambda self, batches, withheld=(): self._keep((), Head()) or real(self, batches, withheld),
    ),
    "an id that stays": (
        "id_at",
        lambda real: lambda self, position: real(self, position) or ("event:x" if position == 1 else None),
    ),
    "health that is no finding": ("findings", lambda _: lambda _: iter(["fine"])),
    "nothing of what is left": ("remains", lambda _: lambda *_: None),
    "no waking waits": ("waking", lambda _: lambda _self: nullcontext(lambda _seconds, _stop: True)),
    "nothing comes at once": ("waking", lambda _: lambda _self: nullcontext(lambda _seconds, _stop: False)),
    "a waking that nothing stops": (
        "waking",
        lambda _: lambda _self: nullcontext(lambda seconds, _stop: bool(time.sleep(seconds))),
    ),
    "only says that it was taken back": ("discard", lambda _: lambda _: True),
    "closed, and not taken back": ("discard", lambda _: lambda self: not self.close()),
    "takes back what is not empty": (
        "discard",
        lambda _: lambda self: not self.close() and not self.path.unlink(),
    ),
    "only the first state": ("states", lambda real: lambda self, name: real(self, name)[:1]),
    "states of all projections": ("states", lambda _: lambda self, _name: [*self._states]),
    "closing that closes once": ("close", lambda real: lambda self: 1 / (not self._closed) and real(self)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_store_is_seen(fault: str) -> None:
    """A store that answers one operation otherwise breaks a law, and the note names it."""
    name, broken = FAULTS[fault]
    shape = type("Broken", (JournalStore,), {name: broken(getattr(JournalStore, name))})
    with pytest.raises((Exception, pytest.fail.Exception)) as seen:
        check_store(lambda folder, **given: shape(folder / "log.jsonl", **given), examples=3)
    assert any("the law that does not hold" in note for note in seen.value.__notes__)


def test_nobody_above_asks_which_store_it_has() -> None:
    """No room but `stores` looks at what a store is: what is not in the protocol is nobody's to know."""
    asked = []
    for file in sorted(SOURCE.rglob("*.py")):
        if file.relative_to(SOURCE).parts[0] == "stores":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            asks = isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "isinstance",
                "issubclass",
                "type",
                "hasattr",
            )
            if asks or isinstance(node, ast.MatchClass):
                words = ast.unparse(node)
                if re.search(r"\bstore\b|_store\b|Store\b|\bwriting\b", words):
                    asked.append(f"{file.relative_to(SOURCE)}:{node.lineno}: {words}")
    assert asked == []


def test_a_projection_is_tried_too() -> None:
    """A step that is pure passes; one that writes into its state, or raises over the past, does not."""

    def kinds(state: dict, entry) -> dict:
        return state | {entry.kind: state.get(entry.kind, 0) + 1}

    def writes(state: dict, entry) -> dict:
        state[entry.kind] = 1
        return state

    def raises(state: int, entry) -> int:
        return state + len(entry.event.id)

    calls = []

    def remembers(state: int, entry) -> int:
        calls.append(entry)
        return state + len(calls)

    check_projection(kinds, {}, examples=5)
    for step, start in ((writes, {}), (raises, 0), (remembers, 0)):
        with pytest.raises((AssertionError, AttributeError, TypeError)):
            check_projection(step, start, examples=5)
