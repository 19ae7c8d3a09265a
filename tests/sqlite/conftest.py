"""What tests of logs in files share."""

from __future__ import annotations

import pytest

from eventlog.stores.sqlite import searching


@pytest.fixture
def indexed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each search has all entries indexed first, however few are missing in the index of words."""
    monkeypatch.setattr(searching, "BEHIND", 0)
