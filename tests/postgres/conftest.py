"""A server for the tests of logs on one: that of `make test-postgres`, or one that is started here."""

from __future__ import annotations

import contextlib
import itertools
import os

import pytest

from postgres_server import ADDRESS, server

_numbers = itertools.count()


@pytest.fixture(scope="session")
def running():
    """A server."""
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    with server() as made:
        yield made


@pytest.fixture(scope="session")
def base(request):
    """The address of a server."""
    return os.environ[ADDRESS] if ADDRESS in os.environ else request.getfixturevalue("running").address()


@pytest.fixture
def address(base):
    """The address of a log that is not there yet."""
    return f"{base}&schema=log_{os.getpid()}_{next(_numbers)}"


@pytest.fixture
def fresh(base):
    """Gives the address of a log that is not there yet, for a block, at the end of which it is gone."""
    import psycopg

    @contextlib.contextmanager
    def made():
        schema = f"fresh_{os.getpid()}_{next(_numbers)}"
        try:
            yield f"{base}&schema={schema}"
        finally:
            with psycopg.connect(base, autocommit=True) as connection:
                connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")

    return made


@pytest.fixture
def sql(base):
    """What the owner of the server says to it: a statement, with its values; gives its rows."""
    import psycopg

    with psycopg.connect(base, autocommit=True) as connection:

        def say(statement, *values):
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

        yield say
