"""How it is said that nobody has reviewed what an extractor read."""

from __future__ import annotations

from collections.abc import Sized
from typing import Any, Final

__all__ = ["PROPOSED", "mark", "of_claims", "proposed_words"]

PROPOSED: Final = "only proposed"


def mark(one: Any) -> str:
    """What stands behind a name or a claim whose word was only proposed; empty for any other."""
    return PROPOSED if one.proposed else ""


def of_claims(waiting: Sized, claims: int) -> str:
    """How many of some claims nobody has reviewed; empty where all were."""
    many = len(waiting)
    return "" if not many else PROPOSED if many == claims else f"{many} of {claims} claims {PROPOSED}"


def proposed_words(standing: Any) -> str:
    """How many of the claims under a status nobody has reviewed, and of the links and assessments beside them; empty
    where there is none.
    """
    told = of_claims(standing.proposed, len(standing.claims) + len(standing.possibly))
    kinds = [id.partition(":")[0] for id in standing.unreviewed]
    many = [(kinds.count(kind), kind) for kind in ("link", "assessment")]
    beside = " and ".join(f"{count} {kind}{'s' if count > 1 else ''}" for count, kind in many if count)
    return " · ".join(filter(None, (told, beside and f"{beside} {PROPOSED}")))
