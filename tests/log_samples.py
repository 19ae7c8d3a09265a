"""A report with a text, a few claims in it, and what may be said about them: for tests that need something to
record.
"""

from __future__ import annotations

from eventlog.claims import Agent, Assessment, Link, Question, Ref
from eventlog.reports import Report

TEXT = "The river rose by two metres, the mayor said. No one was hurt, a neighbour said."


def report(title: str = "Flood", text: str | None = TEXT, **rest) -> Report:
    """An invented report."""
    return Report(publisher="outlet:herald", title=title, published="2024-06-20", text=text, **rest)


def river(of: Report, **rest):
    """What the mayor said."""
    return of.claim("flood.river.level", "two metres", by=["person:mayor"], quote="two metres", **rest)


def nobody(of: Report, **rest):
    """What a neighbour said."""
    return of.claim("flood.hurt", False, by=["anon:neighbour"], quote="No one was hurt", **rest)


def plain(number: int, question: str = "flood.river", published: str = "2024-06-21"):
    """One of many reports without a text, with one claim."""
    one = Report(publisher="outlet:herald", title=f"Report {number}", published=published)
    return one, one.claim(question, True, paraphrase=f"claim {number}")


def doubted(claim) -> Assessment:
    """A remark about a claim."""
    return Assessment(about=Ref(claim.id), what="verification", value="not verified", by="user:desk")


def linked(one, other) -> Link:
    """Two claims that say one thing."""
    return Link(kind="restates", from_=Ref(one.id), to=Ref(other.id), by="user:desk")


MAYOR = Agent(id="person:mayor", name="The mayor")
HURT = Question(id="flood.hurt", words="Was anybody hurt?", kind="event")
