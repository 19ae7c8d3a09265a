"""The table of mutations keeps up with the code that it breaks."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def test_every_mutation_finds_what_it_breaks() -> None:
    """A rule that was moved or reworded takes its mutation along."""
    path = Path(__file__).resolve().parents[1] / "tools" / "mutations.py"
    spec = importlib.util.spec_from_file_location("mutations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert len(module.MUTATIONS) > 50
    assert module.check() == []
