"""A batch of proposals: each read, made and checked in its turn, so that one may point at those before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from eventlog.claims import check_agent, check_text
from eventlog.errors import InvalidValue, shown
from eventlog.events import Reader
from eventlog.proposals.making import Maker
from eventlog.proposals.reading import read
from eventlog.proposals.refusals import Doubt, Fault, Refusal
from eventlog.reports import Report

__all__ = ["Item", "check_extractor", "made"]


@attrs.frozen
class Item:
    """One proposal of a batch: which (from 1), and what was made of it, or why nothing was; and what is doubtful."""

    number: int
    value: Any = None
    refusal: Refusal | None = None
    doubts: tuple[Doubt, ...] = ()


def check_extractor(value: str) -> str:
    """Return an extractor's name with its version, such as model/3. Raises InvalidValue."""
    check_text(value, "an extractor", required=True)
    name, slash, version = value.rpartition("/")
    if not (name.strip() and slash and version.strip()) or value != value.strip():
        raise InvalidValue(
            f"{shown(value)} is no extractor: write its name and its version, such as model/3, since answers can be "
            "asked for by it"
        )
    return value


def made(
    reader: Reader, items: Iterable[Any], *, extractor: str, by: str, report: Report | None = None
) -> tuple[Item, ...]:
    """What a batch proposes, item by item. Nothing is recorded, and no fault is raised but of what the caller gives.

    `report` is the one that all of it was read in, with its text. Raises InvalidValue.
    """
    maker = Maker(reader, check_extractor(extractor), check_agent(by), report)
    return tuple(_item(maker, number, given) for number, given in enumerate(items, 1))


def _item(maker: Maker, number: int, given: Any) -> Item:
    maker.doubts = []
    try:
        value = _made(maker, given)
    except Fault as fault:
        return Item(number, None, Refusal(number, fault.field, fault.reason, fault.remedy))
    return Item(number, value, None, tuple(Doubt(number, field, text) for field, text in maker.doubts))


def _made(maker: Maker, given: Any) -> Any:
    proposal = read(given)
    if proposal.report is not None:
        key = proposal.report.key
        _new_key(maker, key, "report.key")
        report = maker.report(proposal.report)
        maker.reports[report.id] = report
        if key is not None:
            maker.reports[key] = report
        return report
    kind = next(name for name in ("claim", "link", "assessment") if getattr(proposal, name) is not None)
    shape = getattr(proposal, kind)
    _new_key(maker, shape.key, f"{kind}.key")
    value = getattr(maker, kind)(shape)
    maker.keys[shape.key or value.id] = value.id
    return value


def _new_key(maker: Maker, key: str | None, field: str) -> None:
    if key is not None and (key in maker.keys or key in maker.reports or ":" in key):
        raise Fault(
            field, f"{shown(key)} names something else already", "give each line a key of its own, without colons"
        )
