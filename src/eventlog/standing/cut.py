"""Where knowledge is cut: which clocks, at which instants, under which reading.

A cut is inclusive, and a bare date means all of it: its last microsecond in the log's zone. All cuts given are ANDed. A
clock that is not named is not cut. A cut on `recorded` is a position, since only the log's own order is stable; the
others are instants.

A policy is one consistent reading of vague dates: *certain* reads every `published` and `said` as late as it can be,
*possible* as early.

Which readings count is part of it too: proposals that wait only where they are asked for, and, with `extractor`, of
what extractors read only what one of these did.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Any

import attrs

from eventlog import times
from eventlog.claims.fields import check_type, texts
from eventlog.claims.identity import check_text
from eventlog.errors import InvalidValue, shown


class Policy(StrEnum):
    """How vague publication and utterance dates are read: as late, or as early, as they can be."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


@attrs.frozen(kw_only=True, cache_hash=True)
class Cut:
    """A moment of knowledge. Instants are microseconds UTC, inclusive; None: that clock is not cut.

    `position` bounds the log clock (0: nothing yet). The texts as asked are kept beside the instants they resolved to,
    so that every answer can print which reading it is.
    """

    zone: str
    position: int
    published: int | None = None
    recorded: int | None = None
    said: int | None = None
    policy: Policy = Policy.CERTAIN
    include_boilerplate: bool = False
    include_proposed: bool = False
    extractors: tuple[str, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def otherwise(self) -> Cut:
        """The same moment under the other reading of vague dates."""
        return _otherwise(self)

    @classmethod
    def of(
        cls,
        *,
        zone: str,
        position: int,
        published: Any = None,
        recorded: Any = None,
        said: Any = None,
        policy: str = "certain",
        include_boilerplate: bool = False,
        include_proposed: bool = False,
        extractor: str | Iterable[str] = (),
        now: int | None = None,
    ) -> Cut:
        """Resolve a cut. With no clock named, `published` is cut at `now` (microseconds).

        Dates are EDTF days, months, years or seasons, RFC 3339 clock times, or aware datetimes. Raises InvalidTime for
        anything vague or naive, InvalidValue for an unknown policy.
        """
        check_type(include_boilerplate, bool, "whether boilerplate is included")
        check_type(include_proposed, bool, "whether proposals are included")
        asked = {"published": published, "recorded": recorded, "said": said}
        resolved = {clock: None if value is None else times.cut(value, zone) for clock, value in asked.items()}
        texts = tuple((clock, str(value)) for clock, value in asked.items() if value is not None)
        if not texts and now is not None:
            resolved["published"] = now
            texts = (("published", "now"),)
        try:
            reading = Policy(policy) if isinstance(policy, str) else None
        except ValueError:
            reading = None
        if reading is None:
            msg = f"{shown(policy)} is not a policy: pass 'certain' or 'possible'"
            raise InvalidValue(msg)
        return cls(
            zone=zone,
            position=position,
            policy=reading,
            include_boilerplate=include_boilerplate,
            include_proposed=include_proposed,
            extractors=_extractors(extractor),
            asked=texts,
            **resolved,
        )

    @property
    def moment(self) -> int | None:
        """The instant that stands for "now" of this knowledge: the press cut, else the log cut (microseconds)."""
        return self.recorded if self.published is None else self.published

    @property
    def kinds(self) -> frozenset[str]:
        """Which clocks are cut."""
        cuts = {"published": self.published, "recorded": self.recorded, "said": self.said}
        return frozenset(clock for clock, instant in cuts.items() if instant is not None)

    @property
    def reads(self) -> tuple[bool, bool, tuple[str, ...]]:
        """Which readings count, whatever the clocks say: boilerplate, proposals, the extractors (none: all)."""
        return (self.include_boilerplate, self.include_proposed, self.extractors)

    def __str__(self) -> str:
        """Which reading this is, and the instants it resolved to."""
        words = {"published": "public by", "recorded": "held by us by", "said": "said by"}
        parts = []
        for clock, text in self.asked:
            instant = getattr(self, clock)
            parts.append(f"{words[clock]} {text} ({times.instant_text(instant)})")
        if not parts:
            parts.append("everything")
        read = [f"of extractors only {' and '.join(self.extractors)}"] if self.extractors else []
        read += ["boilerplate included"] if self.include_boilerplate else []
        read += ["proposals included"] if self.include_proposed else []
        return ", ".join([f"{' and '.join(parts)}, {self.policy}, at position {self.position}, {self.zone}", *read])


@lru_cache(64)
def _otherwise(cut: Cut) -> Cut:
    return attrs.evolve(cut, policy=Policy.POSSIBLE if cut.policy is Policy.CERTAIN else Policy.CERTAIN)


def _extractors(value: Any) -> tuple[str, ...]:
    """One or several extractors, each as its claims name it; sorted, each once. Raises InvalidValue."""
    found = texts(value, "the extractors of a cut")
    return tuple(sorted({check_text(one, "the extractor of a cut", required=True) for one in found}))
