"""The adapter of bitemporal.json: a put is a claim by one and the same source, a delete its word that nothing holds.

Each op is a report of that source with one claim: published and said when it was asserted (or else recorded), about the
period of the op, with its value as text. The policy `last_recorded_wins` is the library's own order; under
`latest_valid_start_wins` an open end is *unknown*, so that it reaches only to the source's next known start.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any, TypeAlias

from eventlog import times
from eventlog.claims import Claim, Evidence, Question, digest_of
from eventlog.events import Annulled, ClaimRecorded
from eventlog.knowledge import Cut, Knowledge
from eventlog.knowledge.changes import diff
from eventlog.reports import Report
from eventlog.standing.timeline import Segment
from plain_reader import PlainReader

Rows: TypeAlias = list[list[Any]]

SOURCE = "data:registry"
END_OF_TIME = "8999-12-31T23:59:59Z"
BEGINNING = "1000-01-01T00:00:00Z"


def micros(text: str | None) -> int | None:
    """The instant of a case's text."""
    return None if text is None else times.instant(text)


def text_of(instant: int | None) -> str | None:
    """The case's way of writing an instant."""
    return None if instant is None else times.instant_text(instant)


def utc(text: str | None) -> str | None:
    """A case's instant in UTC."""
    return text_of(micros(text))


class Registry:
    """One case: its ops in a log, and its queries put to what is known of it."""

    def __init__(self, case: dict[str, Any], *, unknown_ends: bool = False) -> None:
        self.reader = PlainReader(zone="UTC")
        self.unknown_ends = unknown_ends
        self.ops: list[dict[str, Any]] = case["ops"]
        self.keys = sorted({op["key"] for op in self.ops})
        self.questions = {key: f"key.{at}" for at, key in enumerate(self.keys)}
        self.names = {question: key for key, question in self.questions.items()}
        self.claims: dict[int, str] = {}
        self.positions = {0: 0}
        for key in self.keys:
            question = Question(id=self.questions[key], answer="text", kind="state")
            self.reader.add(question, recorded=micros(BEGINNING))
        for op in self.ops:
            self.record(op)

    def record(self, op: dict[str, Any]) -> None:
        if op["op"] not in ("put", "delete"):
            msg = f"no adapter for {op['op']}"
            raise NotImplementedError(msg)
        report, claim = self.words(op)
        positions = self.reader.add(report, claim, recorded=micros(op["recorded_at"]))
        self.positions[op["seq"]] = positions[-1]
        self.claims[op["seq"]] = claim.id

    def words(self, op: dict[str, Any]) -> tuple[Report, Claim]:
        asserted = op.get("asserted_at") or op["recorded_at"]
        title = f"entry {op['seq']}"
        report = Report(publisher=SOURCE, title=title, published=asserted, digest=digest_of(title))
        begin = op["valid_from"] or ".."
        end = op["valid_to"] or ("" if self.unknown_ends else "..")
        claim = report.claim(
            self.questions[op["key"]],
            json.dumps(op["value"]) if op["op"] == "put" else None,
            by=[SOURCE],
            said=asserted,
            during=f"{begin}/{end}",
            factuality="CT+" if op["op"] == "put" else "CT-",
            evidence=(Evidence(start=0, end=5, digest=digest_of(title)),),
        )
        return report, claim

    def at_position(self, position: int, **cuts: Any) -> Knowledge:
        return Knowledge(self.reader, Cut.of(zone="UTC", position=position, **cuts))

    def knowledge(self, query: dict[str, Any]) -> Knowledge:
        position, recorded = self.reader.size(), query.get("recorded_as_of")
        if recorded is not None:
            position = self.reader.upto(times.cut(recorded, "UTC"))
        if "as_of_seq" in query:
            position = self.positions[query["as_of_seq"]]
        asserted = query.get("asserted_as_of")
        return self.at_position(position, recorded=recorded, said=asserted, published=asserted)

    def timeline(self, knowledge: Knowledge, key: str) -> Rows:
        """What holds when: value, from, to; coalesced."""
        found: Rows = []
        for segment in knowledge[self.questions[key]].timeline:
            if segment.held[0].value is None:
                continue  # a delete: nothing holds
            row = [self.value(segment), text_of(segment.begin), text_of(segment.end)]
            if found and found[-1][0] == row[0] and found[-1][2] == row[1]:
                found[-1][2] = row[2]
            else:
                found.append(row)
        return found

    @staticmethod
    def value(segment: Segment) -> Any:
        (held,) = segment.held
        assert not held.denied
        return json.loads(held.value)

    def value_of(self, knowledge: Knowledge, key: str, valid: str) -> Any:
        """The one answer at a moment of valid time; None where there is none."""
        values = self.values_at(knowledge, key, valid)
        assert len(values) <= 1, values
        return values[0] if values else None

    def values_at(self, knowledge: Knowledge, key: str, valid: str) -> list[Any]:
        positions = knowledge.at(valid)[self.questions[key]].positions
        return [json.loads(position.value) for position in positions if position.claims]

    def moments(self) -> list[str]:
        """When anything was recorded, in order."""
        return sorted({str(utc(op["recorded_at"])) for op in self.ops})

    def ask(self, query: dict[str, Any]) -> Any:
        return getattr(self, f"ask_{query['kind']}")(query)

    def ask_timeline(self, query: dict[str, Any]) -> Rows:
        return self.timeline(self.knowledge(query), query["key"])

    def ask_value_at(self, query: dict[str, Any]) -> Any:
        if "exclude_tx_meta" in query:
            return self.value_without(query)
        knowledge = self.knowledge(query)
        if "max_age" in query and not self.fresh(knowledge, query):
            return None
        return self.value_of(knowledge, query["key"], query["valid_at"])

    def value_without(self, query: dict[str, Any]) -> Any:
        """What was recorded in error is annulled; that holds for every press date, so the press clock is asked."""
        self.annul(query["exclude_tx_meta"])
        knowledge = self.at_position(self.reader.size(), published=query["recorded_as_of"])
        return self.value_of(knowledge, query["key"], query["valid_at"])

    def annul(self, meta: dict[str, Any]) -> None:
        wrong = [op["seq"] for op in self.ops if op.get("tx_meta") == meta]
        last = micros(self.moments()[-1])
        assert wrong
        assert last is not None
        for at, seq in enumerate(wrong, 1):
            self.reader.add(Annulled(target=self.claims[seq]), recorded=last + at)

    def fresh(self, knowledge: Knowledge, query: dict[str, Any]) -> bool:
        """Whether a claim behind the answer was said no longer ago than that, counted from the moment asked for."""
        assert query["max_age"] == "PT2H"
        valid = times.instant(query["valid_at"])
        claims = knowledge.at(query["valid_at"])[self.questions[query["key"]]].claims
        return any(valid - times.instant(one.claim.said) <= 2 * 3600 * 1_000_000 for one in claims)

    def ask_state_at(self, query: dict[str, Any]) -> dict[str, Any]:
        knowledge = self.knowledge(query)
        found = {key: self.value_of(knowledge, key, query["valid_at"]) for key in self.keys}
        return {key: value for key, value in found.items() if value is not None}

    def ask_claims_at(self, query: dict[str, Any]) -> list[Any]:
        """All that was claimed, replaced or not: `why_not` may name nothing but a later word."""
        knowledge = self.knowledge(query).at(query["valid_at"])
        claims = [entry.event.claim for entry in knowledge.entries() if isinstance(entry.event, ClaimRecorded)]
        values = [json.loads(one.value) for one in claims if knowledge.why_not(one).kind in ("nothing", "replacement")]
        return sorted(set(values))

    def ask_assertions_since(self, query: dict[str, Any]) -> list[Any]:
        """Cuts are inclusive and `since` exclusive."""
        if "exclude_tx_meta" in query:
            self.annul(query["exclude_tx_meta"])
        since = times.cut(query["since"], "UTC")
        entries = self.at_position(self.reader.size()).entries()
        claims = [one for one in entries if isinstance(one.event, ClaimRecorded) and one.recorded > since]
        return [json.loads(one.event.claim.value) for one in claims]

    def ask_belief_history(self, query: dict[str, Any]) -> Rows:
        """What was held of one moment of valid time, by the time at which it was held."""
        found: Rows = []
        for moment in self.moments():
            value = self.value_of(self.knowledge({"recorded_as_of": moment}), query["key"], query["valid_at"])
            if found and found[-1][0] == value:
                continue
            if found:
                found[-1][2] = moment
            found.append([value, moment, None])
        return [row for row in found if row[0] is not None]

    def ask_record_window(self, query: dict[str, Any]) -> list[Any]:
        """Every answer, of any valid time, that was held at a moment of a stretch of the log's time."""
        begin, end = times.instant(query["recorded_from"]), times.instant(query["recorded_to"])
        last = end if query["mode"] == "between" else end - 1
        moments = [begin, *(one for one in map(times.instant, self.moments()) if begin < one <= last)]
        found: list[Any] = []
        for moment in moments:
            for value, _, _ in self.timeline(self.at_position(self.reader.upto(moment)), query["key"]):
                found += [] if value in found else [value]
        return found

    def ask_window(self, query: dict[str, Any]) -> Rows:
        """The timeline, of what overlaps a stretch of valid time."""
        window = times.Period(query["valid_from"], query["valid_to"])
        found = []
        for value, begin, end in self.timeline(self.knowledge(query), query["key"]):
            common = times.Period(begin, end).intersect(window)
            if common is not None:
                kept = common if query["clamp"] else times.Period(begin, end)
                found.append(
                    [
                        value,
                        *(
                            None if one is None else times.instant_text(times.to_micros(one))
                            for one in (kept.start, kept.end)
                        ),
                    ]
                )
        return found

    def ask_diff(self, query: dict[str, Any]) -> list[dict[str, Any]]:
        """The library's diff names the questions; what changed when is read off the two timelines."""
        a, b = (self.knowledge({"recorded_as_of": query[name]}) for name in ("recorded_from", "recorded_to"))
        changed = dict.fromkeys(self.names[change.question] for change in diff(a, b))
        found = []
        for key in changed:
            old, new = self.timeline(a, key), self.timeline(b, key)
            for begin, end, values in pieces(old, new):
                if values[0] != values[1]:
                    found.append({"key": key, "valid_from": begin, "valid_to": end, "old": values[0], "new": values[1]})
        return found

    def ask_rectangles(self, query: dict[str, Any]) -> Grid:
        return self.grid(lambda knowledge: self.timeline(knowledge, query["key"]))

    def ask_valid_overlap_join(self, query: dict[str, Any]) -> Grid:
        """When another key has the same value at the same valid time, by the time at which that was held."""

        def joined(knowledge: Knowledge) -> Rows:
            found = []
            for key in self.keys:
                if key != query["left"]:
                    rows = pieces(self.timeline(knowledge, query["left"]), self.timeline(knowledge, key))
                    found += [[key, begin, end] for begin, end, (a, b) in rows if a is not None and a == b]
            return found

        return self.grid(joined)

    def grid(self, ask: Any) -> Grid:
        """A function of (valid, recorded), as what it is at every corner and between all of them."""
        return {
            moment: {tuple(row) for row in ask(self.knowledge({"recorded_as_of": moment}))} for moment in self.moments()
        }


Grid: TypeAlias = dict[str, set[tuple[Any, ...]]]


def pieces(a: Rows, b: Rows) -> list[tuple[str | None, str | None, tuple[Any, Any]]]:
    """Cut two timelines at the ends of either: from, to, the two values."""
    ends = sorted({one or BEGINNING for _, one, _ in (*a, *b)} | {one or END_OF_TIME for _, _, one in (*a, *b)})
    return [
        (
            None if begin == BEGINNING else begin,
            None if end == END_OF_TIME else end,
            (value_in(a, begin), value_in(b, begin)),
        )
        for begin, end in pairwise(ends)
    ]


def value_in(rows: Rows, moment: str) -> Any:
    """What a timeline says at a moment."""
    at = times.instant(moment)
    for value, begin, end in rows:
        if (begin is None or times.instant(begin) <= at) and (end is None or at < times.instant(end)):
            return value
    return None


def rectangles_at(rows: Rows, moment: str) -> set[tuple[Any, ...]]:
    """What a case's rectangles say at one moment of the log's time, coalesced over valid time."""
    at = times.instant(moment)
    held = [
        [value, utc(begin), utc(end)]
        for value, begin, end, since, until in rows
        if times.instant(since) <= at and (until is None or at < times.instant(until))
    ]
    found: Rows = []
    for row in sorted(held, key=lambda row: row[1] or ""):
        if found and found[-1][0] == row[0] and found[-1][2] == row[1]:
            found[-1][2] = row[2]
        else:
            found.append(row)
    return {tuple(row) for row in found}


def expected(registry: Registry, query: dict[str, Any]) -> Any:
    """The answer of the case, in the form in which `ask` gives it."""
    expect, kind = query["expect"], query["kind"]
    if kind in ("rectangles", "valid_overlap_join"):
        return {moment: rectangles_at(expect, moment) for moment in registry.moments()}
    if kind in ("timeline", "belief_history", "window"):
        return [[value, *(utc(one) for one in ends)] for value, *ends in expect]
    return sorted(expect) if kind == "claims_at" else expect
