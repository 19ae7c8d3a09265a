"""How an answer is shown in little room: one line for a prompt, one table for a notebook.

Both say what the answer says and no more. A status is a word, certainty is a word, and who is against it stands in a
column of its own: nothing is said by colour. What was read in a report is text to us, whatever it contains. The line is
for somebody who looks, the answer itself is for programs: neither is meant to be read back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from eventlog import times
from eventlog.tables import html_list, html_table, safe

MOST_ROWS: Final = 50
"""Rows of a table in a notebook; what is left out is counted below it."""

_LONGEST: Final = 60

HEADERS: Final = ("question", "status", "answer", "said by", "against", "independent", "stands")
CHANGE_HEADERS: Final = ("question", "status", "what", "claim", "reason", "entries")


def brief(text: object, longest: int = _LONGEST) -> str:
    """Text in one line of at most so many characters, safe to print; what was cut off is an ellipsis."""
    line = safe(" ".join(str(text).split()))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def counted(number: int, what: str) -> str:
    """How many, in words: one claim, two claims."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def answer(position: Any) -> str:
    """What a position says, in words: a denial of which nobody holds the contrary is a no."""
    text = "nothing" if position.value is None else "yes" if position.value is True else str(position.value)
    if position.claims:
        return text
    return "no" if position.value is True else f"not {text}"


def standing_rows(standing: Any, name_of: Callable[[str], str] = str) -> Iterable[Sequence[str]]:
    """A row for each position of a standing; one that says so where there is none."""
    question, status = standing.question.id, str(standing.status)
    for position in standing.positions:
        yield (
            question,
            status if position.status == standing.status else f"{status}; this answer: {position.status}",
            answer(position),
            ", ".join(map(name_of, position.for_)) or "nobody",
            ", ".join(map(name_of, position.against)) or "-",
            str(position.independence),
            f"{position.live}ly" if str(position.live) == "certain" else "possibly",
        )
        question = status = ""
    if not standing.positions:
        yield (question, status, "-", "-", "-", "-", "-")


def remarks(standing: Any) -> Iterable[str]:
    """What stands beside the positions of a standing."""
    if standing.possibly:
        yield f"only possibly: {counted(len(standing.possibly), 'more claim')}"
    for one in standing.assessments:
        yield f"{one.what} of {brief(one.about)}: {one.value} ({one.by})"
    for one in standing.problems:
        yield f"problem: {one}"
    if standing.withheld:
        yield f"withheld: entries {', '.join(map(str, standing.withheld))} were redacted"


def standing_html(standing: Any) -> str:
    """A standing as a table of its positions, with what stands beside them below."""
    rows = list(standing_rows(standing))
    asked = f": {standing.question.words}" if standing.question.words else ""
    notes = [*_left_out(rows), *remarks(standing), str(standing.cut)]
    return html_table(
        [row[1:] for row in _whole(rows[:MOST_ROWS], str(standing.status))],
        headers=HEADERS[1:],
        caption=f"{standing.question.id}{asked}",
        notes=notes,
    )


def _whole(rows: Iterable[Sequence[str]], status: str) -> Iterable[Sequence[str]]:
    return ((row[0], row[1] or status, *row[2:]) for row in rows)


def knowledge_html(standings: Iterable[Any], cut: object, name_of: Callable[[str], str], keys: int) -> str:
    """The first standings of a state of knowledge; judges no more of them than it shows. `keys`: all there may be."""
    rows: list[Sequence[str]] = []
    notes = []
    for shown, standing in enumerate(standings):
        if len(rows) >= MOST_ROWS:
            notes.append(f"The first {counted(shown, 'question')}, of at most {keys}. Ask for a topic: .about(prefix).")
            break
        rows.extend(standing_rows(standing, name_of))
    if not rows:
        notes.append("Nothing is known here.")
    return html_table(rows, headers=HEADERS, caption=f"Knowledge: {cut}", notes=notes)


def changes_html(changes: Sequence[Any]) -> str:
    """Changes as a table: what happened to which claim, why, and through which entries."""
    rows = [
        (
            one.question,
            str(one.before) if one.before == one.after else f"{one.before} → {one.after}",
            str(one.what),
            "the status alone" if one.claim is None else brief(one.claim.claim, 200),
            str(one.reason),
            ", ".join(map(str, sorted(one.causes))),
        )
        for one in changes[:MOST_ROWS]
    ]
    return html_table(rows, headers=CHANGE_HEADERS, caption=counted(len(changes), "change"), notes=_left_out(changes))


def _left_out(rows: Sequence[Any]) -> list[str]:
    return [f"The first {MOST_ROWS} of {len(rows)}."] if len(rows) > MOST_ROWS else []


def why_html(why: Any) -> str:
    """The way from a claim to the words it rests on."""
    chain = " > ".join((why.report.publisher, *(step.agent for step in why.claim.chain)))
    pairs = [
        ("claim", str(why.claim)),
        ("said by", chain),
        ("in", str(why.report)),
        ("recorded", f"entry {why.entry.position}, {times.instant_text(why.entry.recorded)}"),
        ("question is", why.status),
        *(("evidence", str(quote)) for quote in why.quotes),
    ]
    return html_list(pairs)
