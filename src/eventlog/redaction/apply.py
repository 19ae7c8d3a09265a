"""Carrying out a redaction: the entry that says so and the erasure, in one transaction, and then the sweeping up.

The plan is made anew under the write lock, so that nothing which came in since it was looked at is left over; what
it came to is what is returned. Where nothing is left to be erased nothing is recorded, but the files are swept again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import attrs

from eventlog.claims import check_agent, check_text
from eventlog.clock import Clock
from eventlog.codec import encode, id_of, kind_of
from eventlog.errors import InvalidValue
from eventlog.events import Redacted
from eventlog.events.dependencies import effects
from eventlog.redaction.plan import Plan, plan, positions_of
from eventlog.stores import NewEntry, Store
from eventlog.terms import holds, query

__all__ = ["look", "redact"]

OUT_OF_REACH = (
    "backups, exports and copies of this log that were made before: they hold the words, and are out of its reach",
    "blocks that the file system or the disk has freed: what becomes of them is theirs to say",
)


def look(store: Store, targets: tuple[Any, ...]) -> Plan:
    """What a redaction would erase. See EventLog.redaction."""
    size = store.head().size
    return plan(positions_of(targets, size, store.find), lambda: store.entries(0, size), store.id_at)


def redact(store: Store, clock: Clock, targets: tuple[Any, ...], *, reason: str, by: str) -> Plan:
    """Erase. See EventLog.redact."""
    check_text(reason, "the reason of a redaction", required=True)
    check_agent(by)
    plans: list[Plan] = []
    done = False
    try:
        found = _erase(store, clock, targets, reason, by, plans)
        done = True
        left = store.vacuum()
    except BaseException as error:
        if plans and (done or (not isinstance(error, Exception) and _is_gone(store, plans[0]))):
            error.add_note(
                "what was to go was erased, but cleaning the files of it was cut short, and they may hold it still: "
                f"redact entry {plans[0].positions[0]} again, by its position"
            )
        raise
    return attrs.evolve(found, left=(*left, *OUT_OF_REACH) if found.entry is not None else left)


def _erase(store: Store, clock: Clock, targets: tuple[Any, ...], reason: str, by: str, plans: list[Plan]) -> Plan:
    """Record and erase, in one transaction. The plan is put into `plans` before it is carried out."""
    with store.writing() as writing:
        head = writing.head
        found = plan(positions_of(targets, head.size, writing.find), lambda: store.entries(0, head.size), writing.id_at)
        if found.goes:
            plans.append(found)
            event = Redacted(positions=found.positions, withheld=found.withheld, reason=reason, by=by)
            _check_reason(reason, store, found)
            body = encode(event, writing.find)
            row = NewEntry(kind_of(event).stored, body, id_of(event), effects(event))
            after = writing.append([row], clock.after(head.recorded))
            writing.erase(found.positions)
            found = attrs.evolve(found, entry=after.size)
    return found


def _is_gone(store: Store, found: Plan) -> bool:
    """Whether an interrupt came only after it was committed."""
    with suppress(Exception):
        return all(store.entry(position).body is None for position in found.positions)
    return False


def _check_reason(reason: str, store: Store, found: Plan) -> None:
    """The reason is kept for ever; what it quotes, and whom it names, would be too."""
    words = reason.split()
    runs = {" ".join(words[at : at + 5]).encode() for at in range(len(words) - 4)}
    for position in found.positions:
        body = store.entry(position).body or b""
        if any(run in body for run in runs):
            raise InvalidValue(
                f"the reason repeats words of entry {position}, which is to be erased: say why without saying what"
            )
    if any(_names(reason, name) for name in found.persons):
        raise InvalidValue(
            "the reason names a person whom what goes names, and it is kept for ever: say why without saying who"
        )


def _names(reason: str, name: str) -> bool:
    """Whether a reason has this name, however it is written there; a name without a word in it stands nowhere."""
    with suppress(InvalidValue):
        return holds(reason, query(f'"{name.replace(chr(34), " ")}"'))
    return False
