"""Why an answer changed, in words."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["reason_words"]

_SAID: Final = {"newly reported": "new", "reading": "other reading"}


def reason_words(reason: Any) -> str:
    """Why an answer changed."""
    return _SAID.get(str(reason), str(reason))
