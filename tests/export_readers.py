"""What the tests of exports share: skipping, with a word, what needs a package that is not here."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest


def reader(module: str) -> Any:
    """The other side's own reader; where its package is not installed, the test is skipped."""
    if find_spec(module.partition(".")[0]) is None:
        pytest.skip(f"{module.partition('.')[0]} is not installed here: make test-exports has it")
    return import_module(module)
