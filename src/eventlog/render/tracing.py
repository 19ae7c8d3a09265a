"""How the way from a claim to the words it rests on is shown: step by step, and as a list of a notebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventlog.claims import Claim, Scope
from eventlog.render.dates import moment_words
from eventlog.render.phrasing import claim_line, speaker
from eventlog.render.places import place_words
from eventlog.render.showing import report_words
from eventlog.tables import html_list


def through(claim: Claim, publisher: str, name_of: Callable[[str], str]) -> list[str]:
    """Who tells a claim, from the publisher to who is meant to know; that a step is inferred, or has no name."""
    roots = (f"{step.agent}?" if step.scope is Scope.INFERRED else step.agent for step in claim.chain)
    return [name_of(publisher), *(speaker(root, name_of) for root in roots)]


def why_steps(why: Any) -> list[tuple[str, str]]:
    """The way from a claim to the words it rests on, one pair a step."""
    return [
        (
            "claim",
            claim_line(
                why.claim,
                why.name_of,
                factuality=why.factuality,
                publisher=why.report.publisher,
                proposed=why.proposed,
                uttered=why.uttered,
            ),
        ),
        ("on", f"{why.claim.question} ({' · '.join(filter(None, (why.status, why.waits)))})"),
        *([("on condition", why.claim.condition)] if why.claim.condition else []),
        *([("in our words", why.claim.paraphrase)] if why.claim.paraphrase else []),
        ("through", " > ".join(through(why.claim, why.report.publisher, why.name_of))),
        ("in", report_words(why.report, why.name_of)),
        ("recorded", f"entry {why.entry.position}, {moment_words(why.entry.recorded, why.zone)}"),
        *(("evidence", str(quote)) for quote in why.quotes),
        *(("evidence", place_words(one)) for one in why.claim.fragments),
        *(("problem", str(one)) for one in why.problems),
    ]


def why_html(why: Any) -> str:
    """The way from a claim to the words it rests on, as a list."""
    return html_list(why_steps(why))
