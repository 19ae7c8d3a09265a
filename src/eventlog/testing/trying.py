"""How hard laws are tried, and that none is broken by the time that it takes.

A store may be slow, on a disk or over a network, and so may the machine. Hypothesis takes slow examples for a mistake
of whoever wrote the law, unless it is told otherwise.
"""

from __future__ import annotations

from typing import Any, Final

from hypothesis import HealthCheck, settings

__all__ = ["trying"]

_PATIENT: Final = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)


def trying(examples: int | None, *, of: int = 1, **more: Any) -> settings:
    """The settings for this many examples, or the profile's number; the `of`th part of them, and at least one."""
    now = settings()
    return settings(
        max_examples=max(1, (examples or now.max_examples) // of),
        deadline=None,
        suppress_health_check={*now.suppress_health_check, *_PATIENT},
        **more,
    )
