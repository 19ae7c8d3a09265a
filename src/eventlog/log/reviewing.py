"""What the door asks of a review: a proposal comes in with its reading, and only proposals are accepted or rejected.

Otherwise a slip could take a claim that stands out of every answer. What we misread ourselves is struck: Annulled.
"""

from __future__ import annotations

from collections.abc import Iterable

from eventlog.errors import InvalidValue
from eventlog.events import Event, Reviewed, ReviewState

__all__ = ["check_review", "held_back"]


def check_review(event: Reviewed, words: Iterable[Event], *, new: bool) -> None:
    """Refuse a review out of place. `words` were said about its target; `new`: that comes in with it.

    Raises InvalidValue.
    """
    if event.state is ReviewState.REREAD or (event.state is ReviewState.PROPOSED and new):
        return
    if event.state is ReviewState.PROPOSED:
        raise InvalidValue(f"{event.target} is in the log already: what is proposed comes in together with its review")
    if not any(isinstance(one, Reviewed) and one.state is ReviewState.PROPOSED for one in words):
        raise InvalidValue(
            f"{event.target} was never proposed, so it can't be {event.state}: strike it with an Annulled if it was "
            "misread"
        )


def held_back(words: Iterable[Event]) -> ReviewState | None:
    """Which word keeps a reading out of answers, where one does; `words` were said about it, the last first."""
    for one in words:
        if isinstance(one, Reviewed) and one.state is not ReviewState.REREAD:
            return None if one.state is ReviewState.ACCEPTED else one.state
    return None
