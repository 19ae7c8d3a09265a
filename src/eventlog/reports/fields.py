"""What a field of a report may be put right to: by its publisher (a correction), or by us (a better reading).

Neither changes the report, nor its id: both are events of their own, and this file says what they may say. A value that
the field can't hold is refused when the event is made, since a log that never forgets would answer from it for ever.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from eventlog import times
from eventlog.claims import check_agent, check_text
from eventlog.errors import InvalidValue, shown

CORRECTABLE: Final = ("published", "title", "authors", "url")
"""What a publisher corrects of its own report."""

AMENDABLE: Final = ("published", "modified", "zone", "title", "publisher", "language", "url", "text")
"""What we may have read wrongly, or, as a text of which only the digest was held, not yet."""


def told(value: Any) -> Any:
    """A field's value as an event holds it: a date as its text, several names as a tuple, all else as it is."""
    if isinstance(value, date):
        return times.written(value)
    return tuple(value) if isinstance(value, list) else value


def check_corrected(target: str, field: str, value: Any, instead: str | None) -> None:
    """Refuse a correction of a report that does not say which field (CORRECTABLE) was wrong, or to a value that it
    can't hold: a moment, names, text that says something. One of a claim has neither. Raises InvalidValue.
    """
    if not target.startswith("report:"):
        if (field or value) and not target.startswith("redacted:"):
            msg = f"{target} is no report and has no field to correct: leave field and value out, and give with_"
            raise InvalidValue(msg)
        return
    if instead is not None:
        msg = "a correction of a report has a field and its value: with_ is for that of a claim"
        raise InvalidValue(msg)
    if not isinstance(field, str) or field not in CORRECTABLE:
        msg = (
            f"a correction of a report names the field that was wrong, one of {', '.join(CORRECTABLE)}, and not "
            f"{shown(field)}: give field and value, or take the whole report back with Retracted"
        )
        raise InvalidValue(msg)
    if field == "published":
        _check_moment(value)
    elif field != "authors":
        check_text(value, f"a report's {field}", required=True)
    elif isinstance(value, tuple) and value:
        for name in value:
            check_text(name, "a report's author", required=True)
    else:
        msg = f"a report's authors are a list of names, and not {shown(value)}"
        raise InvalidValue(msg)


def check_amended(field: str, value: Any) -> None:
    """Refuse a field that can't be amended, and a value that does not fit it. Raises InvalidValue."""
    if not isinstance(field, str) or field not in AMENDABLE:
        msg = f"{shown(field)} of a report can't be amended: one of {', '.join(AMENDABLE)}"
        raise InvalidValue(msg)
    if field in ("published", "modified"):
        _check_moment(value)
    elif field == "zone":
        times.check_zone(value)
    elif field == "publisher":
        check_agent(value)
    else:
        check_text(value, f"a report's {field}", required=True)


def _check_moment(value: Any) -> None:
    times.bounds(value, times.Place.PUBLISHED, "UTC")
