"""A log of claims without paraphrase, one of each kind that a sentence can get wrong."""

from __future__ import annotations

from pathlib import Path

import eventlog
from eventlog import EventLog, Question, Report
from eventlog.claims import Agent, Attribution
from eventlog.events import Retracted, SameEntity

NOW = "2031-08-01T12:00:00Z"
LATER, BEFORE = "2031-07-20", "2031-06-20"
AGENTS = {
    "org:union": "Port Union",
    "org:board": "Harbour Board",
    "gov:ministry": "Ministry of Transport",
    "person:ada": "Ada Berg",
    "person:berg": "A. Berg",
    "person:judge": "Judge Holm",
    "person:spokesman": "Spokesman Lind",
    "org:service": "Coast Service",
    "person:chief": "Chief Dahl",
    "person:guess": "Mr Guess",
    "person:late": "Late Witness",
    "person:gone": "Gone Witness",
    "anon:aide": "port aides",
    "outlet:post": "The Post",
}


def build(target: str | Path = ":memory:", zone: str = "UTC") -> EventLog:
    """The log; its reports are of June 2031."""
    log = eventlog.open(target, zone=zone, clock=lambda: NOW)
    log.record(
        *(Agent(id=id, name=name) for id, name in AGENTS.items()),
        Question(id="port.shut", words="Is the port shut?", about="gov:ministry"),
        Question(id="port.crew", words="How many are aboard?", answer="quantity", kind="event"),
        Question(id="port.toll", words="How many are hurt so far?", answer="quantity", measure="cumulative"),
        Question(id="port.owner", words="Whose is the ship?", answer="agent"),
        Question(id="port.heir", words="Whose was it?", answer="agent"),
        Question(id="port.blast", words="When did it blow up?", answer="time", kind="event"),
        Question(id="port.culprit", words="Who did it?", answer="agent", kind="event"),
        Question(id="port.oath", words="Did the spokesman promise it?", kind="utterance", about="person:spokesman"),
    )
    one = Report(publisher="outlet:post", title="The port", published="2031-06-05")
    two = Report(publisher="outlet:mail", title="The port again", published="2031-06-10")
    vague = Report(publisher="outlet:herald", title="Undated", published="[2031-06-01..]")
    crew = {"unit": "person", "of": "sailors"}
    hurt = {"unit": "person", "of": "hurt"}
    log.record(
        *(one, two, vague),
        one.claim("port.leak", False, by=["org:union"], said="2031-06-04"),  # a denial
        one.claim("port.fire", True, by=["person:judge"], factuality="PS+"),  # a hedge
        two.claim("port.fire", True, by=["person:ada"], factuality="PR-"),
        one.claim("port.strike", True, by=["person:spokesman"], stance="withhold"),  # an "I don't know"
        one.claim("port.crew", {"low": 12000, "high": 12000, **crew}, by=["org:service"]),  # two compatible figures
        two.claim("port.crew", {"low": 10000, "low_open": True, **crew}, by=["person:chief"]),
        one.claim("port.shut", True, by=["gov:ministry"], stance="announce", during="[2031-07..]"),  # a dispute
        two.claim("port.shut", False, by=["org:board"]),
        one.claim("port.crane", True, by=["org:service"], said="2031-06-03"),
        vague.claim("port.crane", False, by=["person:late"]),  # that another reading answers otherwise
        vague.claim("port.tide", True, by=["person:late"]),  # and one that it alone answers
        one.claim("port.dredged", True, by=["person:ada"]),  # a merged agent
        two.claim("port.dredged", True, by=["person:berg"]),
        one.claim("port.gate", True, by=[Attribution(agent="person:guess", scope="inferred")]),  # an inferred root
        one.claim("port.spill", True, by=["anon:aide"]),  # an unnamed source
        two.claim("port.spill", True, by=[]),  # an outlet's own word
        one.claim("port.toll", {"low": 3, "high": 3, **hurt}, by=["org:service"], said="2031-06-04"),
        two.claim("port.toll", {"low": 5, "low_open": False, **hurt}, by=["person:chief"], said="2031-06-09"),
        one.claim("port.owner", {"agent": "org:board"}, by=["org:union"]),
        two.claim("port.owner", {"agent": "gov:ministry"}, by=["person:ada"], factuality="CT-"),
    )
    log.record(
        one.claim("port.wreck", True, by=["anon:aide"]),  # denied, and rumoured
        two.claim("port.wreck", True, by=["person:berg"], factuality="PR-"),
        one.claim("port.pilot", True, by=["person:judge"], factuality="PS+"),  # denied, and held possible
        two.claim("port.pilot", False, by=["org:union"]),
        one.claim("port.blast", {"time": "2031-05-26"}, by=["org:service"]),  # one time said twice, another denied
        two.claim("port.blast", {"time": "2031-05-26"}, by=["person:chief"]),
        two.claim("port.blast", {"time": "2031-05-27"}, by=["org:board"], stance="deny", said="2031-06-09"),
        one.claim(
            "port.culprit", {"agent": "org:union"}, by=["person:ada"]
        ),  # two that exclude each other, and a hedge
        two.claim("port.culprit", {"agent": "org:board"}, by=["gov:ministry"]),
        two.claim("port.culprit", {"agent": "gov:ministry"}, by=["person:judge"], factuality="PS+"),
        one.claim("port.oath", True, by=["person:spokesman"], stance="promise", factuality="PR+"),  # heard to say so
        one.claim("port.heir", {"agent": "person:ada"}, by=["org:union"]),  # one answer under two names
        two.claim("port.heir", {"agent": "person:berg"}, by=["org:board"]),
    )
    gone = one.claim("port.flood", True, by=["person:gone"])
    lost = two.claim("port.tug", True, by=["org:union"])
    log.record(gone, lost)
    log.record(
        SameEntity(a="person:ada", b="person:berg"),
        Retracted(target=lost.id, by="org:union", notice="2031-06-30"),
    )
    log.redact(gone, reason="a person's right")
    return log
