"""`import eventlog`, beside importing what it needs, each in a new interpreter."""

from __future__ import annotations

import subprocess
import sys

from bench import Bench, of
from rounds import Side

STARTS = 5


def importing(bench: Bench) -> None:
    """The package alone, which loads the rest when it is touched; and with the names that a program begins with."""

    def started(code: str) -> Side:
        def work() -> None:
            for _ in range(STARTS):
                subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own code

        return of(work)

    core = started("import attrs, msgspec, pendulum")
    bench.compare("a/a import", "import attrs, msgspec, pendulum beside itself", core, core)
    bench.compare("import", "import eventlog / import attrs, msgspec, pendulum", started("import eventlog"), core, 1.3)
    bench.compare(
        "import with names",
        "with the log, reports and claims loaded / the same",
        started("from eventlog import EventLog, Report, Claim, diff"),
        core,
        1.3,
    )
