# /// script
# requires-python = ">=3.11"
# dependencies = ["eventlog-knowledge"]
# ///
"""A projection of one's own: a start and a step, folded over what was visible at a date.

Here: who was quoted how often, and through how many reports, by June 27 and by October 25; and an event class of
one's own beside the library's, kept in the same log.
"""

from __future__ import annotations

import sys
from pathlib import Path

import attrs

import eventlog
from eventlog.render.phrasing import header, speaker
from eventlog.tables import text_table

CORPUS = Path(__file__).resolve().parent / "corpus"


@eventlog.register("newsroom.called-back", version=1)
@attrs.frozen(kw_only=True)
class CalledBack:
    """A desk rang a source back. Invented, to show that a log takes events that it does not know."""

    desk: str
    source: str
    outcome: str


@attrs.frozen
class Voices:
    """The state: reports by speaker, and how often each was rung back."""

    reports: dict[str, frozenset[str]] = attrs.field(factory=dict)
    claims: dict[str, int] = attrs.field(factory=dict)
    calls: dict[str, int] = attrs.field(factory=dict)


def step(voices: Voices, entry: eventlog.Entry) -> Voices:
    """Count the innermost speaker of each claim, and calls. The state is this fold's own, so it is changed in place."""
    event = entry.event
    if isinstance(event, eventlog.ClaimRecorded) and event.claim.chain:
        who = event.claim.chain[-1].agent
        voices.reports[who] = voices.reports.get(who, frozenset()) | {event.claim.report}
        voices.claims[who] = voices.claims.get(who, 0) + 1
    elif isinstance(event, CalledBack):
        voices.calls[event.source] = voices.calls.get(event.source, 0) + 1
    return voices


def main() -> int:
    """Fold the corpus as of two dates and print the ten most quoted."""
    with eventlog.open(":memory:") as log:
        log.record(*eventlog.load(CORPUS))
        log.record(CalledBack(desk="user:desk", source="person:pat-ryder", outcome="stood by it"))
        for date in ("2024-06-27", "2024-10-25"):
            knowledge = log.as_of(date, policy="possible")
            voices = knowledge.fold(step, Voices())
            rows = [
                [
                    speaker(who, knowledge.name_of),
                    str(count),
                    str(len(voices.reports[who])),
                    str(voices.calls.get(who, 0)),
                ]
                for who, count in sorted(voices.claims.items(), key=lambda one: (-one[1], one[0]))[:10]
            ]
            print(f"{header(knowledge.cut)}: who was quoted most")
            print(text_table(rows, headers=["speaker", "claims", "reports", "rung back"]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
