"""A log in which every fact has a mark of its own, and one whose words try to be something else."""

from __future__ import annotations

from pathlib import Path

import eventlog
from eventlog.claims import (
    Agent,
    Assessment,
    Attribution,
    Evidence,
    Fragment,
    Link,
    Membership,
    Quantity,
    Question,
    TextQuote,
)
from eventlog.events import Retracted, SameEntity
from eventlog.reports import PublishedBasis, Report
from eventlog.times import TimeExpression

TEXT = "Körner said nothing. About 12 thousand men, he was heard to say, are on their way north.\nNo one else was.\n"
DIGITS = "12345678901234567890.10"
NOW = "2031-07-09T08:07:06.000005Z"

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "'=already guarded",
    "'tis",
    "\uff1d1",
    "<script>alert(1)</script>",
    "</script><!--",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) | ``` # ~",
    'comma, "quote"; semicolon',
    "two\nlines\r\nand\rmore",
    "\u202eright to left\u202c",
    "\u2028line\u2029paragraph\x85next",
    "bell\x07 escape\x1b[31m",
    r"$\frac{1}{$ money $",
    "_hidden legend",
    "e\u0301 \u00e9 \U0001f984 \ufeff",
    "NULL",
    "a > b > c",
)


def marked() -> tuple[eventlog.EventLog, Report]:
    """One claim with everything that a claim can have, and what may be said beside it; and two plain ones."""
    log = eventlog.open(":memory:", zone="Europe/Kyiv", clock=lambda: NOW)
    report = Report(
        publisher="outlet:mark-publisher",
        title="MARK title",
        authors=["MARK author"],
        published="[2031-06-24..2031-06-27]",
        published_basis=PublishedBasis(kind="dateline", earliest="MARK earliest", latest="MARK latest"),
        zone="Europe/Lisbon",
        language="en-GB",
        url="https://example.org/mark-url",
        retrieved="2031-06-28T01:02:03Z",
        text=TEXT,
        page_digest=f"sha256:{'ab' * 32}",
        reader="mark-reader 3",
    )
    start = TEXT.index("About 12")
    words = TEXT[start : start + 22]
    claim = report.claim(
        "mark.question",
        Quantity(low=DIGITS, low_open=True, unit="mark-unit", of="mark-of", window="2031-02", written="MARK written"),
        by=[
            "outlet:mark-teller",
            Attribution(
                agent="person:mark-speaker",
                quotation="mixed",
                scope="inferred",
                cue=Evidence.of(TEXT, 0, 11),
                said=TimeExpression("in early spring of MARK", anchor="2031-05-05", value="2031-03"),
            ),
        ],
        stance="predict",
        factuality="PR+",
        during="2031-07/..",
        evidence=[Evidence.of(TEXT, start, start + 22, keep=True)],
        fragments=[
            Fragment.of(f"sha256:{'cd' * 32}", "page=4&xywh=percent:11,12,13,14"),
            Fragment.of(f"sha256:{'cd' * 32}", "t=15.5,16", svg="<svg><path d='M 17 18'/></svg>"),
        ],
        paraphrase="MARK paraphrase",
        condition="MARK condition",
        extractor="mark-extractor/7",
    )
    assert claim.evidence[0].quote == TextQuote(exact=words, prefix=TEXT[:start][-20:], suffix=TEXT[start + 22 :][:20])
    other = Report(publisher="outlet:other", title="Other", published="2031-06-25")
    same = other.claim("mark.question", claim.value, by=["person:mark-speaker"], during="2031-07/..", said="2031-03")
    gone = report.claim("mark.gone", True, by=["org:example"], evidence=[Evidence.of(TEXT, 0, 6)])
    log.record(
        Agent(
            id="person:mark-speaker",
            name="MARK name",
            aliases=["MARK alias"],
            part_of=[Membership(agent="gov:mark-part")],
        ),
        Question(id="mark.question", words="MARK words?", answer="quantity", kind="state"),
        report,
        claim,
        other,
        same,
        gone,
        Link(kind="echoes", from_=same.id, to=claim.id, by="user:desk", basis="MARK basis"),
        Assessment(about=claim.id, what="likelihood", value="very unlikely", by="user:desk", note="MARK note"),
        Retracted(target=gone.id, by="org:example", notice="2031-06-26", reason="MARK reason"),
        SameEntity(a="person:mark-speaker", b="person:mark-other", reason="MARK same"),
    )
    return log, report


def hostile() -> eventlog.EventLog:
    """A report and a claim for each hostile text, which is title, author, paraphrase, name and answer."""
    log = eventlog.open(":memory:", clock=lambda: NOW)
    events = []
    for at, text in enumerate(HOSTILE):
        report = Report(
            publisher=f"outlet:o{at}",
            title=text,
            authors=[text],
            published="2031-06-24",
            language="en",
            url=f"javascript:alert({at})//{text.split()[0]}",
        )
        events += [
            Agent(id=f"person:p{at}", name=text, aliases=[text]),
            Question(id=f"hostile.q{at}", words=text, answer="text"),
            report,
            report.claim(f"hostile.q{at}", text, by=[f"person:p{at}"], paraphrase=text, condition=text, extractor=text),
        ]
    log.record(*events)
    return log


def corpus() -> eventlog.EventLog:
    """The corpus of the examples."""
    log = eventlog.open(":memory:", clock=lambda: "2024-10-26T09:00:00Z")
    log.record(*eventlog.load(Path(__file__).resolve().parents[1] / "examples" / "corpus"))
    return log
