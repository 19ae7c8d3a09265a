"""Reads sentences back: who answers what, out of the lines that a surface prints. It does not know how they are made.

A line is held against the claims of the log: every name beside an answer has to have said just that, or, with a figure
of its own behind its name, something that lies within it; and what it says may be neither firmer nor of another sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import attrs

import eventlog
from eventlog.claims import AgentValue, Quantity, TimeValue

VERBS = (
    *("says", "say", "announces", "announce", "promises", "promise", "expects", "expect", "alleges", "allege"),
    *("judges", "judge", "warns", "warn", "demands", "demand", "lays down", "lay down", "admits", "admit"),
    *("thinks", "think", "reports", "report", "according to"),
)
_VERB = re.compile(rf", ({'|'.join(VERBS)}) ")
_SILENT = re.compile(r" gives no answer\b")
_DOUBTS = re.compile(r" doubts it\b")
_HEDGES = {"CT": "", "PR": "probably ", "PS": "possibly "}
_START = re.compile(r"(?:; |: |\. |\| |· |^|\[[^\]]*\] |^<\w+ |(?:learned|dropped|changed) )")
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)( million| billion| trillion)?"
_RANGES = (
    (rf"more than {_NUMBER}", "({0},)"),
    (rf"at least {_NUMBER}", "[{0},)"),
    (rf"less than {_NUMBER}", "(,{0})"),
    (rf"almost {_NUMBER}", "(,{0})"),
    (rf"at most {_NUMBER}", "(,{0}]"),
    (rf"{_NUMBER} to {_NUMBER}", "[{0},{1}]"),
    (rf"{_NUMBER}", "[{0},{0}]"),
)
_NO_ANSWER = re.compile(  # why it changed and through which entries, or our own words for the claim
    r"; entr|[.!?]$|^(new|other reading|reading|found late|we were wrong|about a later time|newly reported"
    r"|said earlier, published later|the source changed its mind)$"
)
_STATUSES = (
    *("confirmed", "announced", "corroborated", "alleged", "rumoured"),
    *("disputed", "denied", "retracted", "superseded", "unreported"),
)
_WITH_STATUS = re.compile(rf"^([^:]+(?::\S[^:]*)*): (?:{'|'.join(_STATUSES)}), ")
_MONTH = re.compile(r"(January|February|March|April|May|June|July|August|September|October|November|December|\d{4})")


@attrs.frozen
class Own:
    """An answer that a claim gives by itself: sign, hedge, and what."""

    negative: bool
    hedge: str
    what: str
    range: str | None = None


@attrs.frozen
class Told:
    """What a line says somebody answers; `within` is the line's answer, where an own one stands behind the name."""

    name: str
    own: Own
    within: Own | None = None


def spoken(text: str, span: str | None = None) -> Own:
    """An answer as it is printed."""
    words = re.sub(r" \((?:[^()]|\([^()]*\))*\)$", "", text.strip().lower())  # its status, as of when it is
    hedge = next((one for one in ("probably ", "possibly ") if words.startswith(one)), "")
    words = words.removeprefix(hedge)
    if words in ("yes", "no"):
        return Own(words == "no", hedge, "yes")
    negative = words.startswith("not ") or (words == "not" and bool(hedge))
    words = "yes" if words == "not" else words.removeprefix("not ")
    return Own(negative, hedge, words, span or _range(words))


def _range(words: str) -> str | None:
    bare = words.removeprefix("about ")
    for pattern, form in _RANGES:
        found = re.match(pattern + r"(?![\d,.]*\d)", bare)
        if found:
            groups = found.groups()
            return form.format(*(_decimal(*groups[at : at + 2]) for at in range(0, len(groups), 2)))
    return None


def _decimal(digits: str, scale: str | None) -> str:
    times = {None: 1, " million": 10**6, " billion": 10**9, " trillion": 10**12}[scale]
    return str(float(digits.replace(",", "")) * times)


def _of(claim: Any, name_of: Any) -> Own | None:
    """What a claim answers by itself; None where it gives no answer. From its data alone."""
    code = claim.factuality.value
    if code.endswith("u"):
        return None
    value, hedge, negative = claim.value, _HEDGES[code[:2]], code.endswith("-")
    if value is True:
        return Own(negative, hedge, "yes")
    if value is None:
        return Own(False, hedge, "no longer")
    if isinstance(value, Quantity):
        low = "" if value.low is None else str(float(value.low))
        high = "" if value.high is None else str(float(value.high))
        left, right = "(" if value.low_open or not low else "[", ")" if value.high_open or not high else "]"
        return Own(negative, hedge, str(value).lower(), f"{left}{low},{high}{right}")
    if isinstance(value, AgentValue):
        return Own(negative, hedge, name_of(value.agent).lower())
    return Own(negative, hedge, "" if isinstance(value, TimeValue) else str(value).lower())


def _within(inner: str, outer: str) -> bool:
    """Whether a range lies within another, open ends heeded."""
    (low, high), (least, most) = ([part.strip("[]()") for part in one.split(",")] for one in (inner, outer))
    bounds = []
    for mine, theirs, sign, end in ((low, least, 1, 0), (high, most, -1, -1)):
        if theirs:
            beyond = mine and sign * float(mine) > sign * float(theirs)
            same = mine == theirs and not (outer[end] in "()" and inner[end] in "[]")
            bounds.append(bool(beyond or same))
    return all(bounds)


@attrs.define
class Witness:
    """What the claims of a log say, by question and by every name that their speaker may be given."""

    said: dict[str, dict[str, list[Own | None]]]
    names: tuple[str, ...]

    def check(self, line: str, question: str | None) -> list[str]:
        """What is false in a line: names that do not back their answer. Of all questions, where none is given."""
        faults = []
        for told in self.read(line):
            mine = [own for of, by in self.said.items() if question in (None, of) for own in by.get(told.name, ())]
            if told.own.what == "gives no answer":
                fits = None in mine
            else:
                fits = any(own is not None and _fits(own, told) for own in mine)
            if not fits:
                faults.append(f"{told.name!r} did not say {told.own} (within {told.within}), but {mine}: {line}")
        return faults

    def backs(self, name: str, answer: str, question: str) -> bool:
        """Whether somebody says an answer, or what lies within it; a mere possibility backs no firmer answer."""
        wanted = spoken(answer)
        for own in self.said.get(question, {}).get(name, ()):
            if own is None or own.negative != wanted.negative or (own.hedge == "possibly " != wanted.hedge):
                continue
            inside = own.range and wanted.range and _within(own.range, wanted.range)
            if inside or own.what in ("", wanted.what):
                return True
        return False

    def read(self, line: str) -> Iterator[Told]:
        """Who answers what, by a line."""
        name = "|".join(map(re.escape, self.names))
        line = _WITH_STATUS.sub(r"\1, ", line)
        for found in re.finditer(rf"({name})(?: \(inferred\))?(?:{_SILENT.pattern})", line, re.IGNORECASE):
            yield Told(self._named(found[1]), Own(False, "", "gives no answer"))
        for found in re.finditer(rf"({name})(?: \(inferred\))?(?:{_DOUBTS.pattern})", line, re.IGNORECASE):
            yield Told(self._named(found[1]), Own(True, "probably ", "yes"))
        for verb in _VERB.finditer(line):
            before = line[: verb.start()]
            start = max((one.end() for one in _START.finditer(before)), default=0)
            answer = spoken(before[start:])
            rest, first = line[verb.end() :], True
            while found := re.match(rf"(?:{'' if first else '; and |, | and |; '})({name})((?: \([^()]*\))*)", rest):
                yield from _with_notes(found[1], found[2], answer)
                rest, first = rest[found.end() :], False
            if first and not self._cut_off(rest):
                raise AssertionError(f"whom does it name? {line!r} after {verb[0]!r}")
            yield from self._others(rest, name)

    def _cut_off(self, rest: str) -> bool:
        """Whether a name was cut short, with an ellipsis."""
        begun = rest.partition("…")[0]
        return "…" in rest and any(one.startswith(begun) for one in self.names)

    def _others(self, rest: str, name: str) -> Iterator[Told]:
        """The other sources of an answer: "; compatible: more than 10,000 (X), 12 (Y)"."""
        begun = re.match(r"[^;]*; compatible: ", rest)
        if begun is None:
            return
        rest = rest[begun.end() :]
        while found := re.match(rf"(.+?) \(({name})(?: \(inferred\))?\)(?:, )?", rest):
            yield Told(found[2], spoken(found[1]), None)
            rest = rest[found.end() :]
            if not rest or rest[0] in ";\n":
                return

    def _named(self, text: str) -> str:
        return next(one for one in self.names if one.lower() == text.lower())


def _with_notes(name: str, notes: str, answer: Own) -> Iterator[Told]:
    own = None
    brackets = [one for one in re.findall(r"\(([^()]*)\)", notes) if not _NO_ANSWER.search(one)]
    for note in (part for bracket in brackets for part in re.split(r", (?!\d{3}\b)", bracket)):
        told = note.strip().lower()
        if told in ("inferred", "only possibly", "on a condition", *_STATUSES) or told.startswith("as of "):
            continue
        if re.fullmatch(r"in \d+ reports", told) or (_MONTH.search(note) and not re.match(r"\d[\d,]*$", told)):
            continue
        own = Own(answer.negative, told + " ", answer.what, answer.range) if told in ("probably", "possibly") else None
        own = own or spoken(told)
    yield Told(name, answer if own is None else own, None if own is None else answer)


def _fits(own: Own, told: Told) -> bool:
    """Whether a claim says what a line has it say."""
    if (own.negative, own.hedge) != (told.own.negative, told.own.hedge):
        return False
    if own.range is None or told.own.range is None:
        alike = own.what in ("", told.own.what) or (len(told.own.what) > 12 and told.own.what in own.what)
        return alike if own.what != "yes" else own.what == told.own.what
    if own.range != told.own.range:
        return False
    lead = told.within.range if told.within else None
    return lead is None or _within(own.range, lead)


def witness(log: eventlog.EventLog, only: frozenset[str] | None = None) -> Witness:
    """What is to be held against the lines: from the entries of a log (of these claims alone), and its names."""
    knowledge = log.as_of(recorded="8999", policy="possible")
    said: dict[str, dict[str, list[Own | None]]] = {}
    names = set()
    publishers = {e.event.report.id: e.event.report.publisher for e in log.entries() if e.kind.startswith("report-")}
    for entry in log.entries():
        if isinstance(entry.event, eventlog.ClaimRecorded):
            claim = entry.event.claim
            agent = claim.chain[-1].agent if claim.chain else publishers.get(claim.report, "")
            answers = {_of(claim, name_of) for name_of in (knowledge.name_of, str)}
            asked = knowledge[claim.question].question
            if asked.kind == "utterance" and claim.chain and knowledge.name_of(agent) == knowledge.name_of(asked.about):
                denies = claim.stance == "deny" and claim.factuality.value.endswith("-")
                answers = {Own(denies, "", "yes")}  # to be heard saying it is to say it, whatever one commits to
            for name in _names(agent, knowledge.name_of(agent)):
                names.add(name)
                if only is None or claim.id in only:
                    said.setdefault(claim.question, {}).setdefault(name, []).extend(answers)
    return Witness(said, tuple(sorted(names, key=len, reverse=True)))


def _names(agent: str, name: str) -> set[str]:
    """All that somebody may be called: the name, the id, "unnamed" before who has no name."""
    if agent.startswith("anon:"):
        return {
            f"unnamed {name.removeprefix('unnamed ')}",
            name,
            "unnamed sources",
            re.sub("^an? ", "an unnamed ", name),
        }
    return {name, agent}
