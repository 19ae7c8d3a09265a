"""Seen: whether a cut lets something through, read late and read early; and from which cut on it does.

What is seen does not depend on a cut alone, but on where it lies: so the moments from which on it is (a `Clock`) are
worked out once, and each cut is only compared with them.

Source: rule 1 of standing@2.
"""

from __future__ import annotations

from typing import Final

import attrs

from eventlog import times
from eventlog.standing.cut import Policy
from eventlog.standing.spans import BEGIN


@attrs.frozen(cache_hash=True)
class Seen:
    """Whether something is seen under the late and the early reading, and whether a date it rests on is uncertain."""

    late: bool
    early: bool
    uncertain: bool = False

    def under(self, policy: Policy) -> bool:
        """Whether it is seen under one consistent reading."""
        return self.late if policy is Policy.CERTAIN else self.early

    @property
    def certain(self) -> bool:
        """Seen under every reading."""
        return self.late and self.early and not self.uncertain

    @property
    def possible(self) -> bool:
        """Seen under some reading."""
        return self.early or self.late

    def unless(self, other: Seen) -> Seen:
        """Seen only where the other is not, each under its own reading."""
        if other is NEVER:
            return self
        return Seen(self.late and not other.late, self.early and not other.early, self.uncertain or other.uncertain)

    def __and__(self, other: Seen) -> Seen:
        """Seen only where both are."""
        if self is ALWAYS or other is ALWAYS:
            return other if self is ALWAYS else self
        return Seen(self.late and other.late, self.early and other.early, self.uncertain or other.uncertain)


ALWAYS = Seen(late=True, early=True)
NEVER = Seen(late=False, early=False)

_FAR: Final = 2**64
"""After every cut."""
_SEEN: Final = [[[Seen(a, b, c) for c in (False, True)] for b in (False, True)] for a in (False, True)]


@attrs.frozen
class Clock:
    """From which cut on something is seen, read late and read early: it holds for every cut on that clock."""

    late: int
    early: int
    uncertain: bool = False

    @classmethod
    def of(cls, moment: times.Bounds) -> Clock:
        """The clock of a vague moment."""
        late = _FAR if moment.begin_latest is None else moment.begin_latest
        return cls(late, BEGIN if moment.begin_earliest is None else moment.begin_earliest, moment.begin_uncertain)

    @classmethod
    def fixed(cls, seen: Seen) -> Clock:
        """The clock of what is seen, or not, wherever the cut lies."""
        return cls(BEGIN if seen.late else _FAR, BEGIN if seen.early else _FAR, seen.uncertain)

    def at(self, cut: int) -> Seen:
        """Whether it is seen at a cut (inclusive)."""
        return _SEEN[self.late <= cut][self.early <= cut][self.uncertain]

    def __and__(self, other: Clock) -> Clock:
        """Seen only where both are."""
        return Clock(max(self.late, other.late), max(self.early, other.early), self.uncertain or other.uncertain)


STEADY: Final = Clock.fixed(ALWAYS)
HIDDEN: Final = Clock.fixed(NEVER)


def inclusive(bounds: times.Bounds, cut: int | None) -> Seen:
    """Whether a vague moment lies at or before a cut (inclusive), read late and read early."""
    return ALWAYS if cut is None else Clock.of(bounds).at(cut)
