"""Hits of a search, and the texts of a claim in which words are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import attrs

from eventlog.claims import Quantity
from eventlog.events import Entry

__all__ = ["Hit", "Matched", "Members", "Told", "claim_texts", "shown_for"]

Told: TypeAlias = Sequence[tuple[str, str]]
"""Texts that hold the words, each with the field in which it stands."""

Members: TypeAlias = tuple[Any, ...]
"""What was read of an entry without making its event (see `quiet`)."""


@attrs.frozen(kw_only=True)
class Hit:
    """Something that holds the words.

    `what` it is (question, agent, claim or report) and its `id`; the `position` of the entry in which the words stand,
    in which `field` of it, and an `excerpt` around the first of them, as they were written; of a claim its `question`,
    its `report`, and whether it was only `proposed`; and when that report was `published`, as it is read at the cut.
    """

    what: str
    id: str
    position: int
    field: str
    excerpt: str
    question: str | None = None
    report: str | None = None
    proposed: bool = False
    published: str | None = None


class Matched(NamedTuple):
    """An entry of which some texts hold the words, with these; and its members, where no event was made of it."""

    entry: Entry
    held: Told
    members: Members | None


def claim_texts(paraphrase: str, quotes: Iterable[str], value: Any, condition: str, question: str) -> Told:
    """The texts of a claim, each with its field."""
    told = [("paraphrase", paraphrase), *(("quote", quote) for quote in quotes)]
    told += (("value", _value(value)), ("condition", condition), ("question", question))
    return told


def shown_for(field: str, text: str, value: Any, paraphrase: str) -> str:
    """What stands for a text of a claim that says little by itself: its answer in words, or it for its question."""
    if field == "value":
        return str(value)
    return (field == "question" and paraphrase) or text


def _value(value: Any) -> str:
    """What a claim answers, as the log holds it. What parts its words is no mark that could stand in a number."""
    if isinstance(value, Quantity):
        numbers = dict.fromkeys(str(one) for one in (value.low, value.high) if one is not None)
        return " \N{MIDDLE DOT} ".join(filter(None, (value.written, *numbers, value.of, value.unit)))
    return "" if value is None or value is True else str(value)
