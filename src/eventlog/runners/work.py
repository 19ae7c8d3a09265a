"""What is done elsewhere: folding a piece of a log, merging states, and asking what bears on some questions.

It takes and gives bytes and plain values, so that any pool of workers can carry it, and may be done twice: a worker
that dies is no loss. What goes wrong over there comes back as one sentence that says what to do.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from secrets import token_hex
from typing import Any

import attrs

from eventlog.errors import InvalidValue
from eventlog.events import Entry
from eventlog.mergeable import Mergeable, Told
from eventlog.runners.telling import Python, check_python, no_module
from eventlog.segments import Segments

__all__ = ["Of", "Parcel", "asked", "finished", "fold", "folded", "held", "merged", "parcel", "unchanged"]


@attrs.frozen
class Parcel:
    """A projection on its way to a worker, and the Python that packed it.

    `run`: which run it is of, in any text of its own. Dask takes work with the same arguments for the same work, and
    would give the error of an earlier run again where what was wrong has been mended.
    """

    octets: bytes
    python: Python
    run: str = ""

    def open(self) -> Mergeable:
        """The projection. Raises InvalidValue where this worker is not what the caller is."""
        check_python(sys.version_info[:2], self.python)
        try:
            found: Mergeable = pickle.loads(self.octets)  # noqa: S301 - packed by the caller
        except ImportError as error:
            raise no_module(error.name or "a module of the projection") from None
        except AttributeError as error:
            raise InvalidValue(
                f"the workers don't find a function of the projection ({error}): put it into a module that they import"
            ) from None
        return found


@attrs.frozen
class Of:
    """The log that a part is of: its zone, and its last position."""

    zone: str
    last: int


def parcel(projection: Mergeable) -> Parcel:
    """Pack a projection. Raises InvalidValue for one that can't travel."""
    try:
        octets: bytes = _pickler()(projection)
    except Exception as error:
        raise InvalidValue(
            f"{projection.name} can't be sent to workers ({error}): write its functions at the top of a module"
        ) from error
    return Parcel(octets, sys.version_info[:2], token_hex(8))


def _pickler() -> Any:
    """What packs functions of a script too, where it is at hand; it comes with Dask and with Spark."""
    for name in ("cloudpickle", "pyspark.cloudpickle"):
        try:
            return import_module(name).dumps
        except ImportError:
            continue
    return pickle.dumps


@lru_cache(2)
def held(folder: str, run: str) -> Segments:
    """The segments of a folder as a run first meets them here: their files are looked at once a run, and not once for
    each piece of work.
    """
    del run
    return Segments(folder)


def fold(sent: Parcel, folder: str, names: Sequence[tuple[str, str]]) -> dict[str, bytes]:
    """The states after some segments of a folder, pickled, by key; the only one under the empty key."""
    segments = held(folder, sent.run)
    return folded(sent, segments.entries(segments.named(names)))


@contextmanager
def unchanged(projection: Mergeable) -> Iterator[None]:
    """Raises InvalidValue where what is done in the block changed the start: all that is folded after it, and each
    further key, would begin with what was seen before. A start that can't be packed is not looked at.
    """
    before = _packed(projection.start)
    yield
    if before is not None and _packed(projection.start) != before:
        raise InvalidValue(f"the step of {projection.name} changes the state that it is given: make a new one instead")


def _packed(state: Any) -> bytes | None:
    try:
        return pickle.dumps(state)
    except Exception:  # noqa: BLE001 - whatever packing it runs into
        return None


def folded(sent: Parcel, entries: Iterable[Entry]) -> dict[str, bytes]:
    """The states after some entries, pickled, by key; the only one under the empty key."""
    projection = sent.open()
    with unchanged(projection):
        if projection.key is None or projection.by_question:
            states = {"": projection.fold(entries)}
        else:
            states = projection.fold_keys(entries)
    try:
        return {key: pickle.dumps(state) for key, state in states.items()}
    except Exception as error:
        raise InvalidValue(
            f"a state of {projection.name} can't be sent ({error}): keep plain values in it, and open "
            "what it needs where it is needed"
        ) from error


def merged(projection: Mergeable, states: Iterable[bytes]) -> Any:
    """The states as one. Raises InvalidValue where the merge changes what it is given, which would count twice.

    It is looked at where the first two states are merged, and where the first two are that have anything in them.
    """
    start = pickle.dumps(projection.start)
    found, first, looking = pickle.loads(start), True, True  # noqa: S301 - packed here
    for octets in states:
        state = pickle.loads(octets)  # noqa: S301 - packed by a worker of the caller
        if not looking or not (first or octets != start):
            found = projection.merge(found, state)
            continue
        before = pickle.dumps((found, state))
        looking, first = octets == start or pickle.dumps(found) == start, False
        found, given = projection.merge(found, state), (found, state)
        if pickle.dumps(given) != before:
            raise InvalidValue(
                f"the merge of {projection.name} changes a state that it is given, which would count twice: make a "
                "new state instead (eventlog.testing.check_mergeable tries it)"
            )
    return found


def finished(projection: Mergeable, key: str, states: Iterable[bytes]) -> Any:
    """The result of the states of one key."""
    state = merged(projection, states)
    return projection.finish(state) if projection.key is None else projection.finish(state, (key,))


def asked(projection: Mergeable, told: Told, of: Of, keys: Sequence[str]) -> Any:
    """What is said of some questions of a log, where all that bears on them is at hand."""
    reader = told.reader(of.zone, of.last)
    if projection.read is not None:
        return projection.read(reader, keys)
    with unchanged(projection):
        state = projection.fold(reader.entries(0, reader.size()))
    return projection.finish(state, keys)
