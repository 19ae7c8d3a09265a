"""Where entries are kept: in memory (the reference), in a file of SQLite, and on a PostgreSQL server.

`protocol` says what a store must do, and what it does not promise; `memory` is the specification in the form of code;
`opening` has a row for each place that a log may be opened at. The others may be faster and must answer the same: one
suite and one state machine run over all, and what is read back is equal byte for byte once clock and salts are handed
in.
"""

from eventlog.stores.backwards import backwards
from eventlog.stores.entries import (
    NOTHING,
    Ahead,
    Candidates,
    Content,
    Head,
    NewEntry,
    RestoredEntry,
    Salts,
    StoredEntry,
    check_empty,
    check_whole,
    random_salt,
    restored,
    seal,
)
from eventlog.stores.finding import Finding
from eventlog.stores.inspection import Batch, HeldInspection, Inspection
from eventlog.stores.kinds import of_kind
from eventlog.stores.memory import MemoryStore
from eventlog.stores.opening import open_store
from eventlog.stores.protocol import Readable, Store, Writing, appended
from eventlog.stores.remains import Remains
from eventlog.stores.sqlite import SQLiteStore
from eventlog.stores.states import KeptState, sealed, unsealed

__all__ = [
    "NOTHING",
    "Ahead",
    "Batch",
    "Candidates",
    "Content",
    "Finding",
    "Head",
    "HeldInspection",
    "Inspection",
    "KeptState",
    "MemoryStore",
    "NewEntry",
    "Readable",
    "Remains",
    "RestoredEntry",
    "SQLiteStore",
    "Salts",
    "Store",
    "StoredEntry",
    "Writing",
    "appended",
    "backwards",
    "check_empty",
    "check_whole",
    "of_kind",
    "open_store",
    "random_salt",
    "restored",
    "seal",
    "sealed",
    "unsealed",
]
