"""The verb of each stance: what a speaker does who says it, and what several do alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from eventlog.claims import Stance

__all__ = ["SAY", "verb"]

_VERBS: Final = {
    Stance.ASSERT: ("says", "say"),
    Stance.DENY: ("says", "say"),
    Stance.DOUBT: ("says", "say"),
    Stance.ANNOUNCE: ("announces", "announce"),
    Stance.PROMISE: ("promises", "promise"),
    Stance.PREDICT: ("expects", "expect"),
    Stance.ALLEGE: ("alleges", "allege"),
    Stance.ASSESS: ("judges", "judge"),
    Stance.WARN: ("warns", "warn"),
    Stance.DEMAND: ("demands", "demand"),
    Stance.STIPULATE: ("lays down", "lay down"),
    Stance.ADMIT: ("admits", "admit"),
    Stance.OPINE: ("thinks", "think"),
    Stance.WITHHOLD: ("says", "say"),
}
"""One speaker, several. A denial is in the answer: "No, says X"."""
REPORTS: Final = ("reports", "report")
SAY: Final = ("says", "say")


def verb(stances: Iterable[tuple[Stance, bool]], *, several: bool) -> str:
    """The verb that all share, else "say"; each stance with whether it is an outlet's own word."""
    verbs = {REPORTS if outlet and stance is Stance.ASSERT else _VERBS[stance] for stance, outlet in stances}
    return (verbs.pop() if len(verbs) == 1 else SAY)[several]
