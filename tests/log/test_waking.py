"""What wakes a follower, where nothing tells him."""

from __future__ import annotations

from eventlog.stores.waking import looking


def test_a_change_wakes_again_a_moment_later() -> None:
    """A file changes before its readers can see what was committed: who looked too early is woken once more."""
    seen = [0]
    wake = looking(lambda: seen[0])
    assert not wake(0.03, None)
    seen[0] = 1
    assert [wake(5, None) for _ in range(4)] == [True] * 4
    assert not wake(0.03, None)
