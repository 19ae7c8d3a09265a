"""A log in a file of SQLite: the embedded default. `store` is the store; the others are its parts."""

from eventlog.stores.sqlite.store import SQLiteStore

__all__ = ["SQLiteStore"]
