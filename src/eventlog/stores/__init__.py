"""Where entries are kept: in memory (the reference), and in SQLite.

`store` says what a store must do, and what it does not promise; `memory` is the specification in the form of
code. The others may be faster and must answer the same: one suite and one state machine run over all, and
what is read back is equal byte for byte once clock and salts are handed in.
"""

from eventlog.stores.memory import MemoryStore
from eventlog.stores.sqlite import SQLiteStore
from eventlog.stores.store import Content, Head, NewEntry, Salts, Store, StoredEntry, Writing, random_salt, seal

__all__ = [
    "Content",
    "Head",
    "MemoryStore",
    "NewEntry",
    "SQLiteStore",
    "Salts",
    "Store",
    "StoredEntry",
    "Writing",
    "random_salt",
    "seal",
]
