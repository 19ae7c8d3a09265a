"""The machine door at the desk: what an agent read comes in as proposals, and waits for review.

Which extractor it is and who vouches is part of the desk, as the cut is: nothing that an agent sends says either. The
cut holds for the door too. A report that is not visible is unknown, as is whatever a link or an assessment names; what
is told of an item is the same whether or not the log held it, but for a person's no to it. The room of
proposals is loaded once a door is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from eventlog.claims import RECORDED, check_agent
from eventlog.errors import InvalidProposals, InvalidValue, shown
from eventlog.knowledge import Cut, Knowledge
from eventlog.knowledge.visible import is_visible

if TYPE_CHECKING:
    from eventlog.log import EventLog
    from eventlog.proposals import Doubt, Refusal

__all__ = ["Door", "Taken", "taken"]


def _extractor(_door: Any, _field: Any, value: Any) -> None:
    from eventlog.proposals import check_extractor

    check_extractor(value)


def _agent(_door: Any, _field: Any, value: Any) -> None:
    check_agent(value)


@attrs.frozen(kw_only=True)
class Door:
    """Who reads at the desk (`extractor`, with its version: model/3), and who vouches for it. Raises InvalidValue."""

    extractor: str = attrs.field(validator=_extractor)
    by: str = attrs.field(validator=_agent)


@attrs.frozen(kw_only=True)
class Taken:
    """What became of proposals: the ids of those that came in, which wait for review; or why none did."""

    knowledge: Knowledge
    ids: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    refused: tuple[Refusal, ...] = ()


_READ: Final = ("claim", "link", "assessment")


def taken(log: EventLog, knowledge: Knowledge, door: Door, report: str, items: Iterable[Any]) -> Taken:
    """Take in what was read in a report that is visible at the cut. Raises InvalidValue."""
    from eventlog.proposals import made, report_held

    seen = _Seen(knowledge.reader, attrs.evolve(knowledge.cut, include_proposed=True))
    held = report_held(seen, report) if report.startswith("report:") else None
    if held is None:
        raise InvalidValue(f"no such report is known here: {shown(report)}: take an id from find")
    if held.text is None:
        raise InvalidValue(f"the text of {report} is not held, so no words can be found in it: read another report")
    given = tuple(items)
    told = made(seen, given, extractor=door.extractor, by=door.by, report=held)
    refused = tuple(
        one for each, item in zip(told, given, strict=True) if (one := _not_read(each.number, item) or each.refusal)
    )
    if refused:
        return Taken(knowledge=knowledge, refused=refused)
    try:
        done = log.propose(given, extractor=door.extractor, by=door.by, report=report)
    except InvalidProposals as error:
        return Taken(knowledge=knowledge, refused=error.refusals)
    told_of_all = knowledge.cut.said is None  # else a no to what was said later would tell that it was
    doubts = tuple(one for one in done.doubts if told_of_all or one.field not in _READ)
    return Taken(knowledge=knowledge, ids=tuple(filter(None, done.ids)), doubts=doubts)


def _not_read(number: int, item: Any) -> Refusal | None:
    """Why something is not taken in here, though the machine door takes it."""
    if isinstance(item, Mapping) and item.get("report") is None:
        return None
    from eventlog.proposals import Refusal

    reason = "a report is no reading, and an agent brings none in"
    return Refusal(number, "report", reason, f"give one of {', '.join(_READ)}, read in a report that is here")


class _Seen:
    """A log's reader that finds only what is visible at a cut."""

    def __init__(self, reader: Any, cut: Cut) -> None:
        self._reader = reader
        self._cut = cut

    def find(self, id: str) -> int | None:
        """Where it is, if it is visible."""
        if id.partition(":")[0] in RECORDED and not is_visible(self._reader, self._cut, id):
            return None
        at: int | None = self._reader.find(id)
        return at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)
