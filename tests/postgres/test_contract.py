"""The store on a server keeps the laws by which `eventlog.testing` tries any store, with memory as the model."""

from __future__ import annotations

import hashlib

import pytest

from eventlog.testing import StoreContract

pytestmark = pytest.mark.postgres


class TestPostgres(StoreContract):
    """A log in a schema of a server."""

    @pytest.fixture(autouse=True)
    def _at(self, base):
        from eventlog.stores.postgres import PostgresStore

        def made(folder, **given):
            return PostgresStore(f"{base}&schema=c{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}", **given)

        type(self).make = staticmethod(made)
