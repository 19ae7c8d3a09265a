"""How what changed is shown: one line a change, one table for a notebook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from eventlog.render.phrasing import noted, withheld_words
from eventlog.render.reasons import reason_words
from eventlog.render.showing import MOST_ROWS, brief, counted, left_out, said_by
from eventlog.render.waiting import PROPOSED
from eventlog.tables import html_table

CHANGE_HEADERS: Final = ("question", "status", "what", "claim", "reason", "entries")


def change_line(change: Any, name_of: Callable[[str], str], *, entries: bool = True) -> str:
    """A change as a line: the question and its status, what came or went, why, and through which `entries`."""
    what = "the status alone" if change.claim is None else said_by(change.claim, name_of)
    causes = f"; {'entry' if len(change.causes) == 1 else 'entries'} {_entries_of(change)}" if entries else ""
    return f"{change.question} [{turn_words(change)}] {change.what}: {what} ({reason_words(change.reason)}{causes})"


def turn_words(change: Any) -> str:
    """The status of a question before and after a change, and what under it nobody has reviewed."""
    turn = f"{change.before} → {change.after}" if change.before is not change.after else str(change.after)
    return " · ".join(filter(None, (turn, change.waits)))


def _entries_of(change: Any) -> str:
    return ", ".join(noted(str(at), [PROPOSED if at in change.unreviewed else ""]) for at in sorted(change.causes))


def lacking_words(changes: Any) -> tuple[str, ...]:
    """That some was redacted, or is left out of this copy, which may hide changes; nothing where all is there."""
    told = withheld_words(getattr(changes, "withheld", ()))
    return (f"{told}, which may have changed something too",) if told else ()


def redacted_line(question: str, positions: Sequence[int]) -> str:
    """That something was redacted from a question: what it did to the answer, nothing can tell any more."""
    return f"{question}: {withheld_words(positions)}, which may have changed the answer"


def changes_html(changes: Sequence[Any]) -> str:
    """Changes as a table: what happened to which claim, why, and through which entries."""
    rows = [
        (
            one.question,
            turn_words(one),
            str(one.what),
            "the status alone" if one.claim is None else brief(said_by(one.claim, one.name_of), 200),
            reason_words(one.reason),
            _entries_of(one),
        )
        for one in changes[:MOST_ROWS]
    ]
    notes = [
        *left_out(changes),
        *(f"Problem: {one}" for one in getattr(changes, "problems", ())),
        *lacking_words(changes),
    ]
    return html_table(rows, headers=CHANGE_HEADERS, caption=counted(len(changes), "change"), notes=notes)
