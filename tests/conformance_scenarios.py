"""The adapter of standing.json: builds a scenario's events from the library's own values, and asks its queries."""

from __future__ import annotations

from typing import Any

from eventlog import times
from eventlog.changes import diff
from eventlog.claims import (
    Agent,
    Assessment,
    Attribution,
    Claim,
    Evidence,
    Link,
    Membership,
    Quantity,
    Question,
    TimeValue,
    digest_of,
)
from eventlog.events import Amended, Annulled, Corrected, DifferentEntity, Retracted, SameEntity, Superseded
from eventlog.knowledge import Cut, Knowledge
from eventlog.reports import Report
from plain_reader import PlainReader


class Scenario:
    """One case: its log, and the ids that the case's own names stand for."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.reader = PlainReader(zone="UTC")
        self.ids: dict[str, str] = {}
        self.types = {e["id"]: e.get("type", "truth") for e in case["events"] if e["t"] == "question"}
        self.reports = {e["id"]: e for e in case["events"] if e["t"] == "report"}
        for name, event in self.reports.items():
            self.ids[name] = self.report(event, cites=()).id
        for event in case["events"]:
            self.record(event)
        self.names = {id: name for name, id in self.ids.items()}

    def record(self, event: dict[str, Any]) -> None:
        values = getattr(self, f"make_{event['t']}")(event)
        self.reader.add(*values, recorded=times.instant(event["recorded"]))

    def report(self, event: dict[str, Any], cites: tuple[str, ...]) -> Report:
        return Report(
            publisher=event["publisher"],
            title=event["id"],
            published=event["published"],
            digest=digest_of(event["id"]),
            cites=cites,
        )

    def make_report(self, event: dict[str, Any]) -> list[Any]:
        report = self.report(event, tuple(self.ids[name] for name in event.get("cites", ())))
        claims = [self.claim(report, claim, at) for at, claim in enumerate(event["claims"])]
        return [report, *claims]

    def claim(self, report: Report, one: dict[str, Any], at: int) -> Claim:
        chain = tuple(
            Attribution(
                agent=agent.rstrip("?"),
                scope="inferred" if agent.endswith("?") else "stated",
                quotation=one.get("quotation", "indirect"),
            )
            for agent in one["chain"]
        )
        value = one["value"]
        if isinstance(value, dict):
            digit = value.pop("unit_of_last_digit", None)
            value = Quantity(**value)
            assert digit is None or value.last_digit == digit
        elif isinstance(value, str) and self.types.get(one["q"]) == "time":
            value = TimeValue(value)
        claim = Claim(
            report=report.id,
            question=one["q"],
            value=value,
            factuality=one["fact"],
            stance=one["stance"],
            chain=chain,
            said=one.get("said"),
            during=one.get("during"),
            kind=one.get("kind", "claim"),
            evidence=(Evidence(start=at * 10, end=at * 10 + 5, digest=digest_of(one["id"])),),
        )
        self.ids[one["id"]] = claim.id
        return claim

    def make_link(self, event: dict[str, Any]) -> list[Any]:
        found_in = event.get("in")
        link = Link(
            kind=event["kind"],
            from_=self.ids[event["from"]],
            to=self.ids[event["to"]],
            by=event["by"],
            basis=event.get("basis", ""),
            found_in=self.ids[found_in] if found_in else None,
        )
        self.ids[event["id"]] = link.id
        return [link]

    def make_assess(self, event: dict[str, Any]) -> list[Any]:
        found_in = event.get("in")
        about = self.ids.get(event["about"], event["about"])
        return [
            Assessment(
                about=about,
                what=event["what"],
                value=event["value"],
                by=event["by"],
                found_in=self.ids[found_in] if found_in else None,
            )
        ]

    def _notice(self, event: dict[str, Any]) -> str:
        return self.ids.get(event["notice"], event["notice"])

    def _named(self, event: dict[str, Any], made: Any) -> list[Any]:
        self.ids[event["id"]] = made.id
        return [made]

    def make_retract(self, event: dict[str, Any]) -> list[Any]:
        made = Retracted(target=self.ids[event["target"]], by=event["by"], notice=self._notice(event))
        return self._named(event, made)

    def make_supersede(self, event: dict[str, Any]) -> list[Any]:
        with_ = self.ids[event["with"]] if event.get("with") else None
        made = Superseded(target=self.ids[event["target"]], by=event["by"], notice=self._notice(event), with_=with_)
        return self._named(event, made)

    def make_correct(self, event: dict[str, Any]) -> list[Any]:
        with_ = self.ids[event["with"]] if event.get("with") else None
        made = Corrected(target=self.ids[event["target"]], by=event["by"], notice=self._notice(event), with_=with_)
        return self._named(event, made)

    def make_annul(self, event: dict[str, Any]) -> list[Any]:
        return self._named(event, Annulled(target=self.ids[event["target"]]))

    def make_amend(self, event: dict[str, Any]) -> list[Any]:
        made = Amended(report=self.ids[event["report"]], field=event["field"], value=event["value"])
        return self._named(event, made)

    def make_same(self, event: dict[str, Any]) -> list[Any]:
        return [SameEntity(a=event["a"], b=event["b"])]

    def make_different(self, event: dict[str, Any]) -> list[Any]:
        return [DifferentEntity(a=event["a"], b=event["b"])]

    def make_agent(self, event: dict[str, Any]) -> list[Any]:
        part_of = tuple(Membership(agent=one) for one in event.get("part_of", ()))
        return [Agent(id=event["id"], part_of=part_of)]

    def make_question(self, event: dict[str, Any]) -> list[Any]:
        return [
            Question(
                id=event["id"],
                answer=event["type"],
                kind=event["kind"],
                single=event.get("single", True),
                about=event.get("about"),
                measure=event.get("measure"),
            )
        ]

    def knowledge(self, cuts: dict[str, Any], policy: str, *, include_boilerplate: bool = False) -> Knowledge:
        recorded = cuts.get("recorded")
        position = self.reader.size()
        if recorded is not None:
            position = self.reader.upto(times.cut(recorded, "UTC"))
        cut = Cut.of(
            zone="UTC",
            position=position,
            published=cuts.get("published"),
            recorded=recorded,
            said=cuts.get("said"),
            policy=policy,
            include_boilerplate=include_boilerplate,
        )
        return Knowledge(self.reader, cut)

    def ask(self, query: dict[str, Any]) -> dict[str, Any]:
        """Answer a query with just the keys that it expects."""
        if "diff" in query:
            a, b = (self.knowledge(side, side["policy"]) for side in query["diff"])
            changes = [
                [str(change.what), self.names[change.claim.id], str(change.reason)]
                for change in diff(a, b)
                if change.claim is not None and change.question == query["question"]
            ]
            return {"changes": sorted(changes)}
        knowledge = self.knowledge(
            query["as_of"], query["policy"], include_boilerplate=query.get("include_boilerplate", False)
        )
        if "at" in query:
            knowledge = knowledge.at(query["at"])
        standing = knowledge[query["question"]]
        return {key: getattr(self, f"ask_{key}")(standing) for key in query["expect"]}

    def ask_status(self, standing: Any) -> str:
        return str(standing.status)

    def ask_live(self, standing: Any) -> list[str]:
        return sorted(self.names[one.id] for one in standing.claims)

    def ask_possibly_live(self, standing: Any) -> list[str]:
        return sorted(self.names[one.id] for one in standing.possibly)

    def ask_for(self, standing: Any) -> list[str]:
        return sorted(standing.roots_for)

    def ask_against(self, standing: Any) -> list[str]:
        return sorted(standing.roots_against)

    def ask_independence(self, standing: Any) -> list[int]:
        one = standing.positions[0].independence
        return [one.low, one.high]

    def ask_tag(self, standing: Any) -> str:
        return str(standing.positions[0].live)

    def ask_tension(self, standing: Any) -> list[list[str]]:
        return sorted(sorted(self.names[id] for id in pair) for pair in standing.tension)

    def ask_timeline(self, standing: Any) -> list[list[Any]]:
        found: list[list[Any]] = []
        for segment in standing.timeline:
            value = str(segment.value) if segment.value is not True else True
            row = [value, segment.begin, segment.end]
            if found and found[-1][0] == value and found[-1][2] == segment.begin:
                found[-1][2] = segment.end
            else:
                found.append(row)
        return [[value, _shown(begin), _shown(end)] for value, begin, end in found]

    def ask_problems(self, standing: Any) -> list[str]:
        return sorted({problem.kind for problem in standing.problems})

    def ask_assessments(self, standing: Any) -> list[str]:
        return sorted(one.value for one in standing.assessments)


def _begin(text: str | None) -> str | None:
    return None if text is None else _shown(times.bounds(text, "published", "UTC").begin_earliest)


def _shown(micros: int | None) -> str | None:
    return None if micros is None else times.instant_text(micros)


def expected(query: dict[str, Any]) -> dict[str, Any]:
    """The answers of the case, in the form in which `ask` gives them."""
    expect = dict(query["expect"])
    if "changes" in expect:
        expect["changes"] = sorted(expect["changes"])
    if "timeline" in expect:
        expect["timeline"] = [[value, *map(_begin, ends)] for value, *ends in expect["timeline"]]
    return expect
