"""The adapter of standing.json: builds a scenario's events from the library's own values, and asks its queries."""

from __future__ import annotations

from typing import Any

import eventlog
from eventlog import times
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
from eventlog.errors import InvalidValue, StruckBefore
from eventlog.events import Amended, Annulled, Corrected, DifferentEntity, Retracted, SameEntity, Superseded
from eventlog.knowledge import Knowledge
from eventlog.knowledge.changes import diff
from eventlog.reports import Report


class Scenario:
    """One case: its log, and the ids that the case's own names stand for."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.now = 0
        self.log = eventlog.open(":memory:", zone="UTC", clock=lambda: times.to_datetime(self.now))
        self.ids: dict[str, str] = {}
        self.positions: dict[str, int] = {}
        self.refused: list[list[str | None]] = []
        self.types = {e["id"]: e.get("type", "truth") for e in case["events"] if e["t"] == "question"}
        self.reports = {e["id"]: e for e in case["events"] if e["t"] == "report"}
        for name, event in self.reports.items():
            self.ids[name] = self.report(event, cites=()).id
        for event in case["events"]:
            self.record(event)
        self.names = {id: name for name, id in self.ids.items()}

    def record(self, event: dict[str, Any]) -> None:
        self.now = times.instant(event["recorded"])
        despite = self.positions[event["despite"]] if "despite" in event else None
        try:
            values = getattr(self, f"make_{event['t']}")(event)
            receipt = self.log.record(*values, despite=despite)
        except StruckBefore as error:
            at = {position: name for name, position in self.positions.items()}
            self.refused.append([event["id"], at[error.judgements[0]]])
        except InvalidValue:
            if event["t"] != "correct":
                raise
            self.refused.append([event["id"], None])
        else:
            if "id" in event:
                self.positions[event["id"]] = receipt[0]

    def report(self, event: dict[str, Any], cites: tuple[str, ...]) -> Report:
        return Report(
            publisher=event["publisher"],
            title=event["id"],
            published=event["published"],
            digest=digest_of(event.get("digest", event["id"])),
            cites=cites,
        )

    def make_report(self, event: dict[str, Any]) -> list[Any]:
        report = self.report(event, tuple(self.ids[name] for name in event.get("cites", ())))
        claims = [self.claim(report, claim, at) for at, claim in enumerate(event["claims"])]
        return [report, *claims]

    def claim(self, report: Report, one: dict[str, Any], at: int) -> Claim:
        return self.claim_in(report.id, one, at)

    def claim_in(self, report: str, one: dict[str, Any], at: int) -> Claim:
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
            report=report,
            question=one["q"],
            value=value,
            factuality=one["fact"],
            stance=one["stance"],
            chain=chain,
            said=one.get("said"),
            during=one.get("during"),
            kind=one.get("kind", "claim"),
            extractor=one.get("extractor", ""),
            evidence=(self.span(one, at),),
        )
        self.ids[one["id"]] = claim.id
        return claim

    def span(self, one: dict[str, Any], at: int) -> Evidence:
        start, end = one.get("span", (at * 10, at * 10 + 5))
        return Evidence(start=start, end=end, digest=digest_of(f"{start} to {end}"))

    def make_claim(self, event: dict[str, Any]) -> list[Any]:
        # the same name twice is the very same event again, at the same place in its report
        at = 50 if event["id"] not in self.ids else 0
        return [self.claim_in(self.ids[event["report"]], event, at)]

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
        made = Corrected(
            target=self.ids[event["target"]],
            by=event["by"],
            notice=self._notice(event),
            with_=with_,
            field=event.get("field", ""),
            value=event.get("value", ""),
        )
        return self._named(event, made)

    def make_annul(self, event: dict[str, Any]) -> list[Any]:
        claims = [
            self.claim_in(self.ids[one["report"]], one, 60 + at) for at, one in enumerate(event.get("claims", ()))
        ]
        replaced_by = self.ids[event["replaced_by"]] if "replaced_by" in event else None
        return [*self._named(event, Annulled(target=self.ids[event["target"]], replaced_by=replaced_by)), *claims]

    def make_amend(self, event: dict[str, Any]) -> list[Any]:
        made = Amended(report=self.ids[event["report"]], field=event["field"], value=event["value"])
        return self._named(event, made)

    def make_same(self, event: dict[str, Any]) -> list[Any]:
        return [SameEntity(a=event["a"], b=event["b"])]

    def make_different(self, event: dict[str, Any]) -> list[Any]:
        return [DifferentEntity(a=event["a"], b=event["b"])]

    def make_agent(self, event: dict[str, Any]) -> list[Any]:
        houses = event.get("part_of", ())
        part_of = tuple(Membership(agent=one) for one in ([houses] if isinstance(houses, str) else houses))
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
        if not {"published", "recorded", "said"} & cuts.keys():
            cuts = {**cuts, "published": "8999"}  # without a clock, as_of() cuts at the log's now
        clocks = {clock: cuts.get(clock) for clock in ("published", "recorded", "said")}
        return self.log.as_of(policy=policy, include_boilerplate=include_boilerplate, **clocks)

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
        return [standing.independence.low, standing.independence.high]

    def ask_refused(self, _: Any) -> list[list[str | None]]:
        return self.refused

    def ask_value(self, standing: Any) -> Any:
        return short(standing.positions[0].value)

    def ask_position_claims(self, standing: Any) -> list[list[str]]:
        return sorted(sorted(self.names[one.id] for one in position.claims) for position in standing.positions)

    def ask_position_status(self, standing: Any) -> list[str]:
        return [str(position.status) for position in standing.positions]

    def ask_figures(self, standing: Any) -> list[list[Any]]:
        return [[short(one.value), str(one.status), sorted(one.for_)] for one in standing.positions[0].figures]

    def ask_compatible(self, standing: Any) -> list[list[Any]]:
        return sorted([short(one.claim.value), one.root] for one in standing.positions[0].compatible)

    def ask_first(self, standing: Any) -> list[Any]:
        first = standing.first
        positions = first.standing.positions
        value = short(positions[0].value) if positions and positions[0].claims else None
        since = None if first.since is None else _shown(first.since)[:10]
        return [str(first.standing.status), value, since]

    def ask_tag(self, standing: Any) -> str:
        return str(standing.positions[0].live)

    def ask_tension(self, standing: Any) -> list[list[str]]:
        return sorted(sorted(self.names[id] for id in pair) for pair in standing.tension)

    def ask_timeline(self, standing: Any) -> list[list[Any]]:
        found: list[list[Any]] = []
        for segment in standing.timeline:
            value = segment.value if segment.value is True else str(segment.value)
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


def short(value: Any) -> Any:
    """A value as the cases write it: 12, >12, >=12, <12, <=12, 10..20, ~12, else as it is."""
    if not isinstance(value, Quantity):
        return value if value is True else str(value)
    about = "~" if value.approx else ""
    if value.low == value.high:
        return f"{about}{value.low:f}"
    if value.high is None:
        return f"{about}{'>' if value.low_open else '>='}{value.low:f}"
    if value.low is None:
        return f"{about}{'<' if value.high_open else '<='}{value.high:f}"
    return f"{about}{value.low:f}..{value.high:f}"


def _value(value: Any) -> Any:
    """A value of a timeline, as `ask_timeline` gives it."""
    return str(Quantity(**value)) if isinstance(value, dict) else value


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
        expect["timeline"] = [[_value(value), *map(_begin, ends)] for value, *ends in expect["timeline"]]
    return expect
