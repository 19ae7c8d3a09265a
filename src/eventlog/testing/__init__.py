"""What a store or a projection of your own can be tried with, and events for tests of your own.

    from eventlog.testing import StoreContract, check_projection, check_store

    class TestMyStore(StoreContract):          # each law a test, where pytest collects it
        def make(self, folder, *, zone, salts):
            return MyStore(folder / "log", zone=zone, salts=salts)

    check_store(MyStore.at)                    # or all laws in one call, without a runner
    check_projection(step, start)              # a step gives the same whatever the log is cut into
    check_mergeable(projection)                # its states can be folded in pieces, in any order, and merged

* `contract` holds the laws of a store, with the store in memory as the model: same clock, same salts, same bytes.
* `beside` holds those of what it does beside entries: states, waking, and taking back what is empty.
* `histories` is the same as a state machine of Hypothesis: any sequence of recordings, refusals and reopenings.
* `projections` holds the laws of a step, `mergeable` those of states that are merged.
* `values`, `events` and `times` are strategies: single events of any kind, and batches that fit together.
* `stores` has the clock and the salts that a test sets.

It needs the extra `testing` (pytest and hypothesis), and nothing else of the library imports it.
"""

import pytest

# Before they are imported, so that pytest says what the two sides of a failed `assert` were.
pytest.register_assert_rewrite(
    *(
        f"eventlog.testing.{module}"
        for module in ("contract", "beside", "carrying", "histories", "mergeable", "projections")
    )
)

from eventlog.testing.contract import StoreContract, check_store  # noqa: E402
from eventlog.testing.histories import StoreHistories  # noqa: E402
from eventlog.testing.mergeable import check_mergeable  # noqa: E402
from eventlog.testing.projections import check_projection  # noqa: E402
from eventlog.testing.stores import Hand, Make, StoreBench, counted_salts, dump  # noqa: E402

__all__ = [
    "Hand",
    "Make",
    "StoreBench",
    "StoreContract",
    "StoreHistories",
    "check_mergeable",
    "check_projection",
    "check_store",
    "counted_salts",
    "dump",
]
