"""Plain words: what an editor reads where the log has a term, a bound or an identifier.

Nothing is decided here. A status comes with a sentence that says what the rules asked for, and with no more than that:
"corroborated" is two named sources and not a proof, so the words say whether anybody has established that the two are
independent. A date comes as it would be said aloud; what has no such words is shown as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from eventlog import times
from eventlog.claims import AgentValue, Quantity, TimeValue
from eventlog.knowledge import Position, Standing, Status
from eventlog.tables import safe

MEANING: Final = {
    Status.CONFIRMED: "whoever it is about admits it, or independent sources are backed by somebody's verification",
    Status.ANNOUNCED: "whoever it is about says that it will be so; it lies ahead",
    Status.CORROBORATED: "two or more named sources commit to it, and nobody named denies it",
    Status.ALLEGED: "somebody commits to it; it rests on that word",
    Status.RUMOURED: "hearsay, or nothing firmer than a possibility",
    Status.DISPUTED: "named sources stand on both sides",
    Status.DENIED: "somebody named denies it, and nobody named affirms it",
    Status.RETRACTED: "its source took it back, and nothing else stands",
    Status.SUPERSEDED: "its source replaced it with a later word",
    Status.UNREPORTED: "nobody has said anything for or against it",
}
"""What each status asks for, in the order in which the page lists them."""

REASONS: Final = {
    "the source changed its mind": "the source withdrew its word, or replaced it",
    "learnt late": "it was said, or was over, by the earlier date already; it was only published after it",
    "the world changed": "it is about a time after the earlier date",
    "newly reported": "none of the others: a report came out in between",
    "time passed": "no report came; a date that the claims speak of was reached, or a judgement of ours was recorded",
}
"""Why an answer differs between two dates; always told from the earlier of the two."""

_FACTUALITY: Final = {
    "CT+": "as certain",
    "PR+": "as probable",
    "PS+": "as possible",
    "CT-": "as certainly not so",
    "PR-": "as probably not so",
    "PS-": "as possibly not so",
    "CTu": "knows, but does not say which way",
    "Uu": "without committing to it",
}
_ACTS: Final = {"deny": "denies", "assess": "assesses"}
_SMALL: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SEASONS: Final = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_NORTHERN: Final = 25
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%])?")
_CLOCK = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_MARK: Final = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}
_SPOOFS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")


def shown(text: str) -> str:
    """Text as the page may show it: what steers a terminal or turns the direction of writing, as a visible escape.

    Marks that some scripts need to be written at all (joiners, left-to-right and right-to-left marks) stay.
    """
    return _SPOOFS.sub(lambda found: safe(found.group()), text)


def number(count: int, one: str, many: str | None = None) -> str:
    """A count in words: "one source", "twelve" as 12."""
    figure = _SMALL[count] if count < len(_SMALL) else f"{count:,}"
    return f"{figure} {one if count == 1 else many or one + 's'}"


def status_words(status: str, independence_low: int, for_: int, against: int) -> str:
    """The sentence beside a status: how many sources, and whether their independence is established."""
    told: list[str] = []
    if for_:
        told.append(number(for_, "source"))
        if independence_low >= 2:
            told[-1] += f", at least {number(independence_low, 'independent', 'independent')}"
        elif for_ > 1:
            told[-1] += ", independence not established"
    if against:
        told.append(f"{number(against, 'source')} against" if for_ else f"denied by {number(against, 'source')}")
    if told:
        return "; ".join(told)
    return "nothing stands any more" if status in ("retracted", "superseded") else "spoken of, without a commitment"


def gist(standing: Standing) -> str:
    """One line about how a question stands: its sources for and against."""
    low = standing.independence.low
    return status_words(standing.status, low, len(standing.roots_for), len(standing.roots_against))


def gist_of(position: Position) -> str:
    """One line about how one answer stands."""
    return status_words(position.status, position.independence.low, len(position.for_), len(position.against))


def commitment(stance: str, factuality: str) -> str:
    """What a speaker does with the words, and how far he commits to them: "announces, as certain"."""
    return f"{_ACTS.get(stance, stance + 's')}, {_FACTUALITY[factuality]}"


def answer(value: Any, name_of: Callable[[str], str], *, denied: bool = False) -> str:
    """A value in words: yes, a number with its bounds, somebody's name, a date; denied: no, or that it is not so."""
    if denied and value is not None:
        return "No" if value is True else f"Not {answer(value, name_of)}"
    if value is None:
        return "No longer"
    if value is True:
        return "Yes"
    if isinstance(value, AgentValue):
        return name_of(value.agent)
    if isinstance(value, TimeValue):
        return said_aloud(value.time)
    text = str(value)
    if isinstance(value, Quantity) and (value.unit in ("person", "item", "count") or value.unit in (value.of or "")):
        return text.removesuffix(f" ({value.unit})")
    return text


def time_words(time: str | times.TimeExpression | None) -> str:
    """A time as a claim gives it: the report's own words of time with their reading, else the date; empty for none."""
    if time is None:
        return ""
    if isinstance(time, str):
        return said_aloud(time)
    return f"“{time.text}”" + (f" ({said_aloud(time.value)})" if time.value else "")


def said_aloud(text: str) -> str:
    """An EDTF text as one would say it: "between 25 June and 31 July 2024". What has no such words stays as it is."""
    if text[:1] + text[-1:] == "[]" and text.count("..") == 1 and "," not in text:
        begin, _, end = text[1:-1].partition("..")
        if not begin or not end:
            return _or_as_written(text, f"{_one(end)} or before" if end else f"{_one(begin)} or after")
        return _or_as_written(text, _span("between", begin, "and", end))
    if text.count("/") == 1:
        begin, _, end = text.partition("/")
        if end in ("..", ""):
            return _or_as_written(text, f"from {_one(begin)} on" + (", end not known" if not end else ""))
        if begin in ("..", ""):
            return _or_as_written(text, f"until {_one(end)}")
        return _or_as_written(text, _span("from", begin, "to", end))
    return _or_as_written(text, _one(text))


def _or_as_written(text: str, words: str) -> str:
    return text if "\0" in words else words


def _span(before: str, begin: str, between: str, end: str) -> str:
    """Two dates of one month or year, which is then said once."""
    first, last = _one(begin), _one(end)
    for shared in (7, 4):
        if len(begin) == len(end) in (7, 10) and begin[:shared] == end[:shared] and len(begin) > shared:
            tail = f" {_MONTHS[int(end[5:7]) - 1]} {end[:4]}" if shared == 7 else f" {end[:4]}"
            first = first.removesuffix(tail)
            break
    return f"{before} {first} {between} {last}"


def _one(text: str) -> str:
    """One date or clock time; a NUL where it has no plain words."""
    clock = _CLOCK.fullmatch(text)
    if clock:
        year, month, day, hour, second, zone = clock.groups()
        exact = f"{hour}:{second}" if second not in (None, "00") else hour
        where = "UTC" if zone == "Z" else f"UTC{zone.replace('-', '−')}"
        return f"{int(day)} {_MONTHS[int(month) - 1]} {year}, {exact} {where}"
    found = _DATE.fullmatch(text)
    if not found:
        return "\0"
    year, month, day, mark = found.groups()
    before = _MARK.get(mark or "", "")
    if month is None:
        return f"{before}{year}"
    if 1 <= int(month) <= 12:
        named = f"{_MONTHS[int(month) - 1]} {year}"
        return f"{before}{int(day)} {named}" if day else f"{before}{named}"
    half = int(month) >= _NORTHERN
    season = _SEASONS.get(int(month) - 4 * half)
    return f"{before}{season}{' (northern)' * half} {year}" if season and not day else "\0"
