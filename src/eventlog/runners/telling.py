"""What is said where the workers of Spark are not what the driver is: by a worker that is asked first, and by Spark's
own errors, of which the text of a worker is a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from eventlog.errors import EventLogError, InvalidValue, StoreError

__all__ = ["check_workers", "told"]


def check_workers(session: Any) -> None:
    """Ask a worker which Python it is, and whether it has this library. Raises InvalidValue."""
    import sys

    def asking(batches: Iterator[Any]) -> Iterator[Any]:
        import importlib.util
        import sys

        import pyarrow as pa

        has = importlib.util.find_spec("eventlog") is not None
        for _ in batches:
            yield pa.RecordBatch.from_pydict({"python": [".".join(map(str, sys.version_info[:2]))], "has": [has]})

    asking.__module__ = "__main__"  # so that it is packed whole, and asks nothing of what may be missing
    with told():
        row = session.range(1).mapInArrow(asking, "python STRING, has BOOLEAN").collect()[0]
    here = ".".join(map(str, sys.version_info[:2]))
    if row["python"] != here:
        raise InvalidValue(
            f"the workers run Python {row['python']} and the driver {here}: set PYSPARK_PYTHON to the same"
        )
    if not row["has"]:
        raise InvalidValue("the workers have no eventlog: install this library where they run")


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
    if "PYTHON_VERSION_MISMATCH" in text:
        return InvalidValue("the workers run another Python than the driver: set PYSPARK_PYTHON to the same")
    if missing := re.search(r"ModuleNotFoundError: (.*)", text):
        return InvalidValue(
            f"the workers lack a module ({missing[1]}): install it where they run, or set PYSPARK_PYTHON to the Python "
            "that has it"
        )
    if program := re.search(r'Cannot run program "([^"]*)"', text):
        return InvalidValue(f"the workers can't start {program[1]}: set PYSPARK_PYTHON to a Python that they have")
    return None
