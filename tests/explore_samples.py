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


def written(page: str) -> Any:
    """What a page carries, as it is written there."""
    block = re.search(r'<script type="application/json" id="book">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    return json.loads(block.group(1))


def book_of(page: str) -> dict[str, Any]:
    """The tables that a page carries, unpacked as the page does it."""
    return unpacked(written(page))


def unpacked(book: dict[str, Any]) -> dict[str, Any]:
    """What was written by its differences, put together."""
    texts: list[str] = []
    for one in book["phrases"]:
        if isinstance(one, str):
            texts.append(one)
        else:
            back, begin, end, middle = one
            base = texts[len(texts) - back]
            texts.append(base[:begin] + middle + base[len(base) - end :])
    claims = [
        [
            report,
            texts[line],
            texts[words],
            book["chains"][chain],
            *(texts[at] for at in (said, during, condition)),
            *rest,
        ]
        for report, line, words, chain, said, during, condition, *rest in book["claims"]
    ]
    marks = [_mark(one, (book["days"] or [0])[0]) for one in book.get("marks", ())]
    return book | {
        "phrases": texts,
        "marks": marks,
        "claims": claims,
        "questions": [_question(one, book) for one in book["questions"]],
    }


def _mark(mark: list[Any], first: int) -> list[Any]:
    side, hedged, known, said, at, *none = mark
    pairs: list[Any] = []
    for place, pair in enumerate((known, said, at)):
        ends = pair if isinstance(pair, list) else [pair, pair]
        missing = bool(none) and place in none[0]
        pairs.append(None if missing else [None if end is None else round(end + first, 2) for end in ends])
    return [side, hedged, *pairs]


def _question(question: dict[str, Any], book: dict[str, Any]) -> dict[str, Any]:
    states: list[list[Any]] = []
    for one in question["states"]:
        state = list(states[-1]) if states else list(one)
        for at, field in zip(one[::2], one[1::2], strict=True) if states else ():
            state[at] = field
        states.append(state)
    for state in states:
        state[5] = [book["answers"][row] for row in state[5]]
        state[7] = [book["held"][row] for row in state[7]]
    readings = {name: _reading(told, book) for name, told in question["readings"].items()}
    return question | {"states": states, "readings": readings}


def _reading(told: dict[str, Any], book: dict[str, Any]) -> dict[str, Any]:
    turns: list[list[int]] = []
    for step, state in zip(told["turns"][::2], told["turns"][1::2], strict=True):
        turns.append([step + (turns[-1][0] if turns else 0), state])
    parts = []
    for claim, how, who, begun, length, *against in told["parts"]:
        role, place, certain, seen = book["hows"][how]
        root, name, late, out, ahead, mark, source = book["whos"][who]
        times_ = (late, out, ahead, seen, mark, source)
        parts.append([claim, role, place, certain, root, name, begun, begun + length, *(against or [[]]), *times_])
    return {"turns": turns, "parts": parts}


def empty(log: EventLog) -> None:
    """Nothing at all."""


def one_day(log: EventLog) -> None:
    """A day on which everything came out: a bare date, and two times of the clock on it."""
    log.record(
        Question(id="day.bridge", words="Is the bridge closed?"),
        Question(id="day.ferry", words="Does the ferry run?"),
    )
    bare = Report(publisher="outlet:a", title="Some time that day", published="2024-06-10")
    morning = Report(publisher="outlet:b", title="In the morning", published="2024-06-10T08:00:00Z")
    evening = Report(publisher="outlet:c", title="In the evening", published="2024-06-10T17:00:00Z")
    log.record(
        *(bare, morning, evening),
        bare.claim("day.bridge", True, by=["person:z"]),
        morning.claim("day.bridge", True, by=["person:x"]),
        evening.claim("day.bridge", True, by=["person:y"], stance="deny"),
        bare.claim("day.ferry", True, by=["person:z"]),
    )


ARABIC, HEBREW = "وزارة الداخلية والتنمية", "דוד כהן"


def scripts(log: EventLog) -> None:
    """Names that run to the left, and names and numbers that are wide beyond measure."""
    first = Report(publisher="outlet:a", title="تقرير", published="2024-06-10")
    second = Report(publisher="outlet:b", title="W" * 120, published="2024-07-01")
    many = {"low": 200_000_000_000_000, "low_open": True, "unit": "person", "of": "visitors"}
    dead = {"unit": "person", "of": "dead"}
    log.record(
        eventlog.Agent(id="person:a", name=ARABIC),
        eventlog.Agent(id="person:h", name=HEBREW),
        eventlog.Agent(id="person:w", name="X" * 90),
        eventlog.Agent(id="person:l", name="Ministry of the Interior, Regional Development and Reconstruction " * 3),
        eventlog.Agent(id="outlet:b", name="O" * 90),
        Question(id="wide.bridge", words="האם הגשר סגור?"),
        Question(id="wide.crowd", words="How many came?", answer="quantity", kind="event"),
        Question(id="wide.dead", words="How many died?", answer="quantity", kind="event"),
        *(first, second),
        *(first.claim("wide.bridge", True, by=[one]) for one in ("person:a", "person:w")),
        *(second.claim("wide.bridge", True, by=[one], stance="deny") for one in ("person:h", "person:l")),
        first.claim("wide.crowd", {"low": 10, "high": 10, "unit": "person", "of": "visitors"}, by=["person:l"]),
        second.claim("wide.crowd", many, by=["person:w"]),
        first.claim("wide.dead", {"low": 10, "low_open": True, **dead}, by=["person:h"]),
        second.claim("wide.dead", {"low": 12, "high": 12, **dead}, by=["person:a"]),
    )
