"""Whether what is missing was erased lawfully: redactions, held against the bodies that are not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from eventlog.audit.verification import Erasure
from eventlog.codec import strict_json
from eventlog.errors import InvalidValue, shown

__all__ = ["judge_redactions"]

Wrong = tuple[str, str, tuple[int, ...]]
"""Kind, sentence and positions of something that is wrong."""


def judge_redactions(
    redactions: Iterable[tuple[int, bytes]], missing: Sequence[int], size: int, left_out: Sequence[int] = ()
) -> tuple[list[Erasure], list[int], list[Wrong]]:
    """The lawful erasures, the positions that no redaction names, and what is wrong with the redactions themselves.

    `left_out` are the positions that a copy says it is made without: nothing need name them, and their bodies are not
    there.
    """
    named: dict[int, Erasure] = {}
    wrong: list[Wrong] = []
    for at, body in redactions:
        try:
            table = strict_json(body)
            positions, reason, by = list(table["positions"]), str(table.get("reason", "")), str(table.get("by", ""))
            withheld = [at for _, some in table.get("withheld", ()) for at in some]
        except (InvalidValue, KeyError, TypeError, ValueError, AttributeError):
            wrong.append(("redaction", "this redaction can't be read", (at,)))
            continue
        strange = [one for one in positions if not _before(one, at)]
        if strange:
            text = f"this redaction names {shown(strange[0])}, which is no entry before it"
            wrong.append(("redaction", text, (at,)))
        if other := [one for one in withheld if one not in positions]:
            wrong.append(("redaction", f"this redaction withholds {shown(other[0])}, which it does not name", (at,)))
        for position in positions:
            if type(position) is int:
                named.setdefault(position, Erasure(position, at, reason, by))
    for position in sorted(set(named) - set(missing)):
        if 1 <= position <= size:
            text = f"entry {named[position].redaction} says that it was redacted, and its body is still here"
            wrong.append(("redaction", text, (position,)))
    for position in sorted(set(left_out) - set(missing)):
        why = "its body is here" if 1 <= position <= size else "there is no such entry"
        wrong.append(("withheld", f"this copy says that it is withheld, and {why}", (position,)))
    lawful = [named[position] for position in missing if position in named]
    return lawful, [at for at in missing if at not in named and at not in set(left_out)], wrong


def _before(position: Any, at: int) -> bool:
    return type(position) is int and 1 <= position < at
