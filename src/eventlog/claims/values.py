"""What a claim answers: a truth, a number, a time, an agent, or words.

A value is one of
    True                the thing holds (whether the speaker affirms or denies it is the claim's factuality)
    a Quantity          a number with bounds
    a TimeValue         a date as the answer ("signed on June 19")
    an AgentValue       an agent as the answer
    text                words as the answer
    None                nothing holds in that period (with CT-: it ends the source's own earlier words)

Polarity lives in the factuality only, so False is not among them: at the door it becomes True with reversed polarity.
Each value has a plain form, a table such as `{"low": "10000", "unit": "person"}` or `{"time": "2024-06-19"}`, which
stands in annotation files and in the log.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from eventlog import times
from eventlog.claims.identity import check_agent, check_text
from eventlog.claims.quantity import Quantity, quantity
from eventlog.errors import InvalidValue, shown


def _written(value: str | date | datetime) -> str:
    return times.written(value)


@attrs.frozen
class TimeValue:
    """A time as an answer: EDTF text, kept as written; a date or a datetime is taken for its text."""

    time: str = attrs.field(converter=_written)

    def __attrs_post_init__(self) -> None:
        """Refuse what is not a time."""
        times.check(self.time)

    def __str__(self) -> str:
        """The date as written."""
        return self.time


@attrs.frozen
class AgentValue:
    """An agent, a person or an institution, as an answer."""

    agent: str

    def __attrs_post_init__(self) -> None:
        """Refuse what is not an agent's id."""
        check_agent(self.agent)

    def __str__(self) -> str:
        """The agent's id."""
        return self.agent


if TYPE_CHECKING:
    Value: TypeAlias = Literal[True] | Quantity | TimeValue | AgentValue | str | None
else:
    # The decoder of the log refuses a union of several classes; the claim reads the plain form itself.
    Value = Any


def as_value(value: Any) -> Any:
    """Read a value from itself or from its plain form. False comes back as False: the claim turns its polarity.

    Raises InvalidValue for a bare number (it needs a unit), for a table of more than one kind, for unknown keys.
    """
    if value is None or isinstance(value, (bool, Quantity, TimeValue, AgentValue)):
        return value
    if isinstance(value, str):
        return check_text(value, "a claim's value", required=True)
    if isinstance(value, dict):
        return _from_table(value)
    msg = (
        f"{shown(value)} can't be a claim's value: pass True, False, text, None, a Quantity (a number needs a unit), "
        "a TimeValue or an AgentValue"
    )
    raise InvalidValue(msg)


def _from_table(table: dict[str, Any]) -> Value:
    if "low" in table or "high" in table:
        return quantity(table)
    if len(table) == 1:
        ((kind, content),) = table.items()
        if kind == "time" and isinstance(content, str):
            return TimeValue(content)
        if kind == "agent" and isinstance(content, str):
            return AgentValue(content)
        if kind == "text" and isinstance(content, str):
            return check_text(content, "a claim's value", required=True)
        if kind == "none" and content is True:
            return None
    msg = (
        f"a value with {', '.join(sorted(map(str, table))) or 'nothing'} is not one of: low and high with a unit, "
        "time, agent, text, or none = true"
    )
    raise InvalidValue(msg)
