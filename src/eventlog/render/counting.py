"""How many affirm an answer, independently, as it stands beside the line that names them."""

from __future__ import annotations

from typing import Any, Final

from eventlog.render.phrasing import backers, independence_words

__all__ = ["affirming_words"]

_LESS_FIRM: Final = "counting those who call it only possible"


def affirming_words(position: Any) -> str:
    """How many, independently, affirm an answer; and that some of them, who are not named beside it, only hold it
    possible.
    """
    words = independence_words(position.independence.low, position.independence.high)
    figure = position.figures[0]
    firm = {one.root for one in backers(figure)}
    hedged = position.independence.high > 1 and any(one.root not in firm for one in figure.claims)
    return f"{words}, {_LESS_FIRM}" if hedged else words
