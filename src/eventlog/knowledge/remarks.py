"""Remarks: what else was recorded beside reports and claims, as far as columns can do with it.

Copies of one utterance and claims of one root are kept as pairs; withdrawals of a claim, and publishers' corrections of
their dates, with the notice in which they stand; definitions by their position. All other remarks make *odd* what they
are about: a question, or a report with all questions on which it has a claim, or an agent with all on which it is a
root. So does whatever bears on a remark in its turn. To call too much odd costs time and nothing else.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import attrs

from eventlog.claims import LinkKind
from eventlog.events import Reader

OTHER: Final = -1
PAPER: Final = -2
_LOOK_UP: Final = 10
"""One entry that is looked up costs as much as so many that are passed over."""


@attrs.frozen
class Defined:
    """What a definition makes of a question, from its position on."""

    position: int
    plain: bool = True
    state: bool = True
    norm: bool = False
    about: bool = False


class Pair(NamedTuple):
    """A link of ours between two claims on one question: of `copies` of one utterance, or only of one root."""

    position: int
    one: int
    other: int
    copies: bool


class Redated(NamedTuple):
    """A correction of the date of a report; the `notice` is the position of a report, or a date."""

    position: int
    by: str
    notice: int | str
    value: str


class Withdrawn(NamedTuple):
    """A claim (a position) was taken back, or replaced by the claim `instead`; the `notice` as in Redated."""

    position: int
    claim: int
    by: str
    notice: int | str
    instead: int | None


_UNDEFINED: Final = Defined(0)


class Remarks:
    """What was remarked up to some position. `at` says what stands at each: the number of the question of a claim or a
    remark, PAPER or OTHER.
    """

    def __init__(self, at: array[int], number_of: Callable[[str], int]) -> None:
        """Begin with none."""
        self._at = at
        self._number_of = number_of
        self.odd: set[int] = set()
        self.odd_reports: set[int] = set()
        self.odd_agents: set[str] = set()
        self.definitions: dict[int, list[Defined]] = {}
        self.pairs: list[tuple[int, Pair]] = []
        self.redated: dict[int, list[Redated]] = {}
        self.withdrawn: list[tuple[int, Withdrawn]] = []
        self._redating: dict[int, int] = {}
        self.erased = False
        """Whether something has been redacted."""

    def size(self) -> tuple[int, ...]:
        """How much there is that makes rows odd or dates other ones."""
        return len(self.odd_reports), len(self.odd_agents), len(self._redating), len(self.withdrawn)

    def defined(self, question: int, position: int) -> Defined:
        """The last definition of a question up to a position."""
        found = _UNDEFINED
        for one in self.definitions.get(question, ()):
            if one.position <= position:
                found = one
        return found

    def take(self, reader: Reader, after: int, upto: int) -> None:
        """Note what was recorded in a range of positions, kind by kind, until nothing is left."""
        left = [at for at in range(after + 1, upto + 1) if self._at[at] == OTHER]
        for kind, members, take in self._takers():
            if not left:
                break
            taken = set()
            some = left if len(left) * _LOOK_UP < upto - after else None
            for at, _, *values in reader.columns(kind, members, after, upto, at=some):
                taken.add(at)
                take(at, *values)
            left = [at for at in left if at not in taken] if taken else left

    def _takers(self) -> Iterator[tuple[str, tuple[str, ...], Any]]:
        """What is done with each kind of entry that is no report and no claim; assessments say nothing of a status."""
        yield "linked", tuple(f"link.{one}" for one in ("from_", "to", "kind", "found_in")), self._take_link
        yield "agent-defined", ("agent.id", "agent.part_of"), self._take_agent
        yield (
            "question-defined",
            tuple(f"question.{one}" for one in ("id", "kind", "single", "about")),
            self._take_asked,
        )
        yield "corrected", ("target", "by", "notice", "with_", "field", "value"), self._take_corrected
        yield "retracted", ("target", "by", "notice"), self._take_withdrawn
        yield "superseded", ("target", "by", "notice", "with_"), self._take_withdrawn
        yield "annulled", ("target",), self._take_struck
        yield "amended", ("report",), self._take_struck
        for kind in ("same-entity", "different-entity"):
            yield kind, ("a", "b"), self._take_names
        yield "redacted", ("withheld",), self._take_redacted

    def _take_link(self, at: int, one: Any, other: Any, kind: str, found_in: Any) -> None:
        asked = self._asked_at(one)
        if asked is None or asked != self._asked_at(other):
            return
        self._at[at] = asked
        link = LinkKind(kind)
        if link is LinkKind.CORROBORATES or (link.joins and found_in is not None):
            self.odd.add(asked)
        elif link.joins:
            self.pairs.append((asked, Pair(at, one, other, link.copies)))

    def _take_agent(self, _: int, agent: str, part_of: Any) -> None:
        if part_of and agent.startswith("anon:"):  # then it is somebody there, the same in each report
            self.odd_agents.add(agent)

    def _take_asked(self, at: int, id: str, kind: str, single: bool, about: Any) -> None:
        self._at[at] = number = self._number_of(id)
        plain = single and kind in ("state", "event", "norm")
        made = Defined(at, plain, kind == "state", kind == "norm", about is not None)
        self.definitions.setdefault(number, []).append(made)

    def _take_corrected(self, at: int, target: Any, by: str, notice: Any, instead: Any, field: str, value: str) -> None:
        if field == "published" and isinstance(target, int):
            self.redated.setdefault(target, []).append(Redated(at, by, notice, value))
            self._redating[at] = target
        else:
            self._take_withdrawn(at, target, by, notice, instead)

    def _take_withdrawn(self, at: int, target: Any, by: str, notice: Any, instead: Any = None) -> None:
        asked = self._asked_at(target)
        if asked is None or (instead is not None and self._asked_at(instead) != asked):
            self._take_struck(at, target)
        else:
            self._at[at] = asked
            self.withdrawn.append((asked, Withdrawn(at, target, by, notice, instead)))

    def _take_struck(self, _: int, target: Any) -> None:
        asked = self._asked_at(target)
        if asked is not None:
            self.odd.add(asked)
        elif isinstance(target, int):
            self.odd_reports.add(self._redating.get(target, target))

    def _take_names(self, _: int, a: str, b: str) -> None:
        self.odd_agents.update((a, b))

    def _take_redacted(self, _: int, withheld: Any) -> None:
        self.erased = True
        for question, _positions in withheld or ():
            self.odd.add(self._number_of(question))

    def _asked_at(self, position: Any) -> int | None:
        """The question of the claim or remark at a position; None for another entry."""
        found = self._at[position] if isinstance(position, int) and 0 < position < len(self._at) else OTHER
        return None if found < 0 else found
