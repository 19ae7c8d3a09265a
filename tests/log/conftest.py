"""A log for each store: tests that take `bench` or `log` run over all of them."""

from __future__ import annotations

import pytest

from log_backends import STORES, Bench


@pytest.fixture(params=STORES)
def bench(request, tmp_path):
    """A log with its clock and salts in hand."""
    made = Bench(request.param, tmp_path, zone="UTC")
    yield made
    made.log.close()


@pytest.fixture
def log(bench):
    """A log."""
    return bench.log
