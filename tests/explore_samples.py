"""Logs for the tests of the explorer, and what a page holds, read back without a browser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import eventlog
from eventlog import (
    Annulled,
    Assessment,
    Attribution,
    Corrected,
    EventLog,
    Link,
    Question,
    Report,
    Retracted,
    Superseded,
)

CORPUS = Path(__file__).resolve().parents[1] / "examples" / "corpus"
CLOCK = 1_790_000_000_000_000  # in September 2026
HOSTILE = (
    "</script><script>window.broken=1</script>",
    "<img src=x onerror=window.broken=1>",
    "<!--<script>",
    "javascript:window.broken=1",
    "data:text/html,<script>window.broken=1</script>",
    "\u202eevil\u202c \u2066x\u2069 \u2028\u2029",
    "&lt;b&gt; ]]> ' \" ` ${1}",
    "\x00\x1b[2J",
)


def corpus(log: EventLog, texts: Path | None = None) -> None:
    """The five reports."""
    log.record(*eventlog.load(CORPUS, texts=texts))


def town(log: EventLog) -> None:
    """Every way in which an answer turns: announced and begun, denied, taken back, replaced, a date put right."""
    log.record(
        Question(id="town.bridge", words="Is the bridge closed?", about="gov:town"),
        Question(id="town.crowd", words="How many came?", answer="quantity", kind="event"),
    )
    first = Report(publisher="outlet:a", title="Closed from July on", published="2024-06-10T08:00:00Z")
    plan = first.claim(
        "town.bridge", True, stance="announce", by=["gov:town"], said="2024-06-09", during="2024-07-01/.."
    )
    vague = Report(publisher="outlet:b", title="A denial", published="[2024-06-12..2024-06-20]")
    no = vague.claim("town.bridge", True, stance="deny", by=["org:union"], said="2024-06-08")
    moved = Report(publisher="outlet:c", title="Dated wrongly", published="2024-06-25", cites=(first.id,))
    echo = moved.claim("town.bridge", True, by=["gov:town"], said="2024-06-09")
    crowd = {"low": 1000, "high": 1200, "unit": "person", "of": "visitors"}
    count = moved.claim("town.crowd", crowd, by=["person:mayor"], during="2024-06-01")
    later = Report(publisher="outlet:a", title="Corrections", published="2024-07-15?")
    more = later.claim(
        "town.crowd", {"low": 5000, "low_open": True, "unit": "person", "of": "visitors"}, by=["anon:crowd"]
    )
    log.record(first, plan, vague, no, moved, echo, count, later, more)
    log.record(
        Link(kind="same-utterance", from_=echo.id, to=plan.id, by="user:us"),
        Corrected(target=moved.id, by="outlet:c", notice="2024-07-03", field="published", value="2024-06-18"),
        Retracted(target=no.id, by="org:union", notice=later.id, reason="a slip of the tongue"),
        Superseded(target=count.id, by="person:mayor", notice="2024-08"),
        Assessment(about=plan.id, what="verification", value="verified", by="org:court"),
    )
    wrong = later.claim(
        "town.bridge", True, by=[Attribution(agent="person:x", scope="inferred")], stance="opine", kind="opinion"
    )
    log.record(wrong)
    log.record(Annulled(target=wrong.id))


def hostile(log: EventLog) -> None:
    """Titles, words and names that somebody wrote to do harm; `check_text` refuses what no store can hold."""
    for at, words in enumerate(one.replace("\x00", "") for one in HOSTILE):
        report = Report(
            publisher=f"outlet:h{at}", title=words, url=words, published="2024-05-01", text=f"so {words} it is"
        )
        claim = report.claim(f"bad.q{at}", words, by=["person:p"], paraphrase=words, quote=words, condition=words)
        log.record(
            Question(id=f"bad.q{at}", words=words, answer="text"),
            eventlog.Agent(id=f"outlet:h{at}", name=words, aliases=[words]),
            report,
            claim,
            Assessment(about=claim.id, what="likelihood", value="likely", by="person:p", note=words),
        )


def book_of(page: str) -> dict[str, Any]:
    """The tables that a page carries."""
    block = re.search(r'<script type="application/json" id="book">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    return json.loads(block.group(1))
