"""What each status means, in one line each: for help texts, and for agents. The rules are in `standing.status`."""

from __future__ import annotations

from typing import Final

__all__ = ["MEANINGS"]

MEANINGS: Final = {
    "confirmed": "two independent sources and a verification by another; or the actor admits it",
    "announced": "the actor says that it will do it, and it lies ahead",
    "corroborated": "two or more named sources commit to it, and nobody named is against it",
    "alleged": "a source that is not anonymous commits to it",
    "rumoured": "hearsay, or nothing firmer than a possibility",
    "disputed": "named sources stand on both sides",
    "denied": "a named source says no, and none says yes",
    "retracted": "nothing stands any more: it was taken back",
    "superseded": "nothing stands any more: its source has said something else since, or that it is over",
    "unreported": "nothing that answers it was public, as far as this log knows",
}
