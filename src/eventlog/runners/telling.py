"""What is said where workers are not what the caller is, wherever they run: each sentence stands here once.

A worker that is asked first says which Python it is, and whether it has this library. Of Spark's own errors the text of
a worker is a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from eventlog.errors import EventLogError, InvalidValue, StoreError

__all__ = ["Python", "check_python", "check_worker", "check_workers", "no_module", "told"]

Python = tuple[int, int]
"""The version of a Python, of which workers and caller have to have the same: (3, 12)."""
_STOPPED = re.compile(r"'NoneType' object has no attribute 'sc'|SESSION_CLOSED|NO_ACTIVE_SESSION|stopped SparkContext")
"""What PySpark says of a session that is over, as of its version 4."""
_SAME = "give both the same one (for Spark set PYSPARK_PYTHON)"


def check_python(there: Sequence[int], here: Sequence[int]) -> None:
    """Raises InvalidValue where a worker has another Python than the caller."""
    if tuple(there) != tuple(here):
        one, other = (".".join(map(str, version)) for version in (there, here))
        raise InvalidValue(f"a worker runs Python {one} and the caller {other}: {_SAME}")


def check_worker(there: Sequence[int], here: Sequence[int], *, has: bool) -> None:
    """Raises InvalidValue where a worker has another Python than the caller, or not this library."""
    check_python(there, here)
    if not has:
        raise InvalidValue("the workers have no eventlog: install this library where they run")


def no_module(name: str) -> InvalidValue:
    """What is raised where the workers lack a module."""
    return InvalidValue(
        f"the workers can't import {name}: install it where they run, or send it to them (Spark: addArtifacts or "
        "--py-files; Dask: Client.upload_file)"
    )


def check_workers(session: Any) -> None:
    """Ask a worker which Python it is, and whether it has this library. Raises InvalidValue."""
    import sys

    def asking(batches: Iterator[Any]) -> Iterator[Any]:
        import importlib.util
        import sys

        import pyarrow as pa

        has = importlib.util.find_spec("eventlog") is not None
        for _ in batches:
            yield pa.RecordBatch.from_pydict({"python": [list(sys.version_info[:2])], "has": [has]})

    asking.__module__ = "__main__"  # so that it is packed whole, and asks nothing of what may be missing
    with told():
        row = session.range(1).mapInArrow(asking, "python ARRAY<BIGINT>, has BOOLEAN").collect()[0]
    check_worker(row["python"], sys.version_info[:2], has=row["has"])


@contextmanager
def told() -> Iterator[None]:
    """What a worker says, in one sentence; of Spark's own errors those that are met by all who begin."""
    try:
        yield
    except EventLogError:
        raise
    except Exception as error:  # of PySpark, or of py4j beneath it
        plain = _plainly(str(error))
        if plain is None:
            raise
        raise plain from None


def _plainly(text: str) -> EventLogError | None:
    if said := re.search(r"eventlog\.errors\.(\w+): (.*)", text):
        return InvalidValue(said[2]) if said[1] == "InvalidValue" else StoreError(said[2])
    if _STOPPED.search(text):
        return InvalidValue("the session of Spark was stopped: start another one, and make a runner of it")
    if "PYTHON_VERSION_MISMATCH" in text:
        return InvalidValue(f"a worker runs another Python than the caller: {_SAME}")
    if missing := re.search(r"ModuleNotFoundError: (?:No module named )?'?([^'\n]*)", text):
        return no_module(missing[1])
    if program := re.search(r'Cannot run program "([^"]*)"', text):
        return InvalidValue(f"the workers can't start {program[1]}: set PYSPARK_PYTHON to a Python that they have")
    return None
