"""A log on a PostgreSQL server: one log is one schema of a database, in tables of its own.

`sql` holds what the schema is made of, in numbered files; `target` reads an address, `creating` makes a log and looks
at one, `connecting` keeps connections, `lookups` reads, `around` reads for one question, `columns` hands lists over,
`appending` writes, `inspecting` and `upkeep` look and clean, and `store` puts it together. psycopg is imported when the
first log is opened.
"""

from eventlog.stores.postgres.creating import admit
from eventlog.stores.postgres.store import PostgresStore

__all__ = ["PostgresStore", "admit"]
