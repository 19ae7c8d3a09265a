"""From shapes to what the log holds, checked against the text: words are looked for, names too, and figures compared.

Everything that can be wrong with an item is found here, before anything is recorded, and told by its field. What is
made of a claim is what a careful annotator would have written: spans with their digests, the chain, the extractor.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import attrs

from eventlog import times
from eventlog.claims import (
    AgentValue,
    Assessment,
    Attribution,
    Claim,
    Evidence,
    Fragment,
    Link,
    Quantity,
    Question,
    Ref,
    TimeValue,
    check_text,
)
from eventlog.claims.identity import check_question
from eventlog.claims.quantity import numbers_in
from eventlog.errors import EventLogError
from eventlog.events import QuestionDefined, Reader
from eventlog.proposals.held import report_held, standing_under
from eventlog.proposals.naming import Names
from eventlog.proposals.places import hedges, place, stands_whole
from eventlog.proposals.reading import value_shape
from eventlog.proposals.refusals import Fault, parted
from eventlog.proposals.shapes import (
    AgentAnswer,
    AssessmentShape,
    ClaimShape,
    FragmentShape,
    LinkShape,
    NoneAnswer,
    NumberValue,
    Quote,
    ReportShape,
    Step,
    TextAnswer,
    TimeAnswer,
    TimeWords,
)
from eventlog.reports import Report
from eventlog.reports.out import said_after

__all__ = ["Maker"]


@contextmanager
def _at(field: str) -> Iterator[None]:
    """What is refused in here is a fault of this field."""
    try:
        yield
    except EventLogError as error:
        reason, told = parted(str(error))
        raise Fault(field, reason, told or "correct it, or leave the item out") from None


@attrs.define
class Maker:
    """Makes what one batch proposes. `only` is the report that all of it was read in, where the caller says so."""

    reader: Reader
    extractor: str
    by: str
    only: Report | None = None
    reports: dict[str, Report] = attrs.field(factory=dict)
    """Reports by the keys of this batch, and those that were looked up by their ids."""
    keys: dict[str, str] = attrs.field(factory=dict)
    """Ids of claims, links and assessments by the keys of this batch."""
    doubts: list[tuple[str, str]] = attrs.field(factory=list)
    """Fields and what is doubtful about them, of the item that was made last."""
    names: Names = attrs.field(init=False)
    _questions: dict[str, Question | None] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        """Look names up in the same log."""
        self.names = Names(self.reader)

    def report(self, shape: ReportShape) -> Report:
        """A report."""
        told = {
            name: getattr(shape, name) for name in ("publisher", "title", "url", "language", "zone", "authors", "text")
        }
        for name in ("published", "zone"):
            with _at(f"report.{name}"):
                Report(publisher="anon:nobody", title="t", **{name: getattr(shape, name)})
        with _at("report"):
            return Report(published=shape.published, **told)

    def claim(self, shape: ClaimShape) -> Claim:
        """A claim, of which every word stands in its report."""
        report = self._read_in(shape.report, "claim.report")
        with _at("claim.question"):
            check_question(shape.question)
        text = report.text or ""
        spans = tuple(place(text, quote, f"claim.quotes[{at}]") for at, quote in enumerate(shape.quotes))
        quoted = [quote.exact for quote in shape.quotes]
        fragments = tuple(
            self._fragment(one, report, f"claim.fragments[{at}]") for at, one in enumerate(shape.fragments)
        )
        value = self._value(shape, quoted)
        chain = tuple(self._step(step, f"claim.chain[{at}]", text, quoted) for at, step in enumerate(shape.chain))
        during = self._time(shape.during, "claim.during", times.Place.STATE, report)
        said = self._time(shape.said, "claim.said", times.Place.PUBLISHED, report)
        for at, (step, made) in enumerate(zip(shape.chain, chain, strict=True)):
            self._not_after(made.said, f"claim.chain[{at}].said", report)
            self._time(step.said, f"claim.chain[{at}].said", times.Place.PUBLISHED, report)
        self._not_after(said, "claim.said", report)
        self._asked(shape.question, value)
        with _at("claim.factuality" if value is None else "claim.said"):
            return Claim(
                report=Ref(report.id),
                question=shape.question,
                value=value,
                during=during,
                said=said,
                stance=shape.stance,
                factuality=shape.factuality,
                kind=shape.kind,
                chain=chain,
                evidence=spans,
                fragments=fragments,
                paraphrase=self._text(shape.paraphrase, "claim.paraphrase"),
                condition=self._text(shape.condition, "claim.condition"),
                extractor=self.extractor,
            )

    def _fragment(self, shape: FragmentShape, report: Report, field: str) -> Fragment:
        """A part of an artefact: of the page that the report was read from, where no other is named."""
        artefact = shape.artefact or report.page_digest
        if artefact is None:
            what = "the report does not say which file it was read from"
            raise Fault(f"{field}.artefact", what, "give the digest of the file: sha256: and 64 hexadecimal digits")
        with _at(field):
            return Fragment.of(artefact, shape.at)

    def link(self, shape: LinkShape) -> Link:
        """A link, by the person who vouches for the batch."""
        ends = {name: self._named(getattr(shape, name), f"link.{name.strip('_')}", "claim") for name in ("from_", "to")}
        found = None if shape.found_in is None else Ref(self._read_in(shape.found_in, "link.found_in").id)
        with _at("link"):
            return Link(kind=shape.kind, by=self.by, basis=shape.basis, found_in=found, **ends)

    def assessment(self, shape: AssessmentShape) -> Assessment:
        """A remark: one that a report makes, with its words and whose it is, or one of the person who vouches."""
        about = self._named(shape.about, "assessment.about", "claim", "link", "assessment", "report")
        spans: tuple[Evidence, ...] = ()
        by, found, report = self.by, None, None
        if shape.found_in is not None:
            report = self._read_in(shape.found_in, "assessment.found_in")
            found = Ref(report.id)
            if not shape.quotes:
                raise Fault("assessment.quotes", "a remark that a report makes rests on its words", "quote them")
            text = report.text or ""
            spans = tuple(place(text, one, f"assessment.quotes[{at}]") for at, one in enumerate(shape.quotes))
            by = report.publisher
            if shape.agent is not None:
                by = shape.agent
                self._credited(by, "assessment", text, [one.exact for one in shape.quotes], None, shape.named)
        elif shape.quotes or shape.agent is not None or shape.named is not None:
            field = "quotes" if shape.quotes else "agent" if shape.agent is not None else "named"
            raise Fault(
                f"assessment.{field}",
                "it belongs to a remark that a report makes",
                "name the report in found_in, or leave it out: by is set by the caller who opens the door",
            )
        moments = {
            "said": self._time(shape.said, "assessment.said", times.Place.PUBLISHED, report),
            "during": self._time(shape.during, "assessment.during", times.Place.STATE, report),
        }
        with _at("assessment.value"):
            return Assessment(
                about=Ref(about),
                what=shape.what,
                value=shape.value,
                by=by,
                found_in=found,
                evidence=spans,
                topic=shape.topic,
                note=shape.note,
                **moments,
            )

    def _read_in(self, name: str | None, field: str) -> Report:
        """The report that something was read in, with its text. Raises Fault."""
        if self.only is not None:
            meant = self.reports[name].id if name in self.reports else name
            if meant not in (None, self.only.id):
                raise Fault(field, f"{name} is another report than the one that was read", "leave it out")
            report: Report | None = self.only
        elif name is None:
            raise Fault(
                field, "nothing says in which report it was read", "name the report, or propose with report=..."
            )
        else:
            report = self.reports.get(name) or report_held(self.reader, name)
            if report is not None:
                self.reports[name] = report
        if report is None:
            raise Fault(
                field,
                f"neither this log nor the lines before hold {name}",
                "give its whole id, or record the report first, with its text",
            )
        if report.text is None:
            raise Fault(
                field,
                "the log does not hold the text of this report, so no words can be found in it",
                "record it once more with its text, or propose with report=... and the text at hand",
            )
        return report

    def _named(self, name: str, field: str, *kinds: str) -> Ref:
        """What an id or a key of this batch stands for. Raises Fault."""
        id = self.keys.get(name) or (self.reports[name].id if name in self.reports else name)
        prefix = id.partition(":")[0]
        if "report" in kinds and prefix in ("person", "org", "gov", "outlet", "doc", "data", "anon", "user"):
            return Ref(id)
        if prefix not in kinds or (self.reader.find(id) is None and id not in self.keys.values()):
            if "report" in kinds and any(one.id == id for one in self.reports.values()):
                return Ref(id)
            raise Fault(
                field,
                f"{name} is no {' or '.join(kinds)} of this log or of the lines that came in before",
                "give its whole id, or the key of a line before this one that was not refused",
            )
        return Ref(id)

    def _value(self, shape: ClaimShape, quoted: list[str]) -> Any:
        told = value_shape(shape.value, "claim.value")
        with _at("claim.value"):
            match told:
                case NumberValue():
                    return self._number(told, quoted)
                case TimeAnswer():
                    return TimeValue(told.time)
                case AgentAnswer():
                    return AgentValue(told.agent)
                case TextAnswer():
                    return self._text(told.text, "claim.value.text")
                case NoneAnswer():
                    return None
        return told

    def _number(self, told: NumberValue, quoted: list[str]) -> Quantity:
        """A number whose words stand in the quotes, and whose digits are those that the words have."""
        if not any(stands_whole(one, told.written) for one in quoted):
            raise Fault(
                "claim.value.written",
                "the number as written does not stand in the quotes",
                "copy the words of the whole number, and quote them",
            )
        numerals = numbers_in(told.written)
        for bound in ("low", "high"):
            given = getattr(told, bound)
            if given is not None and numerals and not _stands_for(Decimal(given), numerals, told.written):
                raise Fault(
                    f"claim.value.{bound}",
                    f"{given} is not the number that is written there",
                    "give the digits of the words, or leave the bound out where they name none",
                )
            if given is None and getattr(told, f"{bound}_open"):
                raise Fault(f"claim.value.{bound}_open", f"there is no {bound} that could be open", "make it false")
        if told.low is not None and told.low == told.high and not told.approx:
            for hedge in sorted({one for quote in quoted for one in hedges(quote, told.written)}):
                why = f"the words say {hedge!r}, and the value is exactly {told.low}: is it a bound, or rounded?"
                self.doubts.append(("claim.value", why))
        window = self._time(told.window, "claim.value.window", times.Place.STATE, None)
        fields = ("low", "high", "low_open", "high_open", "approx", "unit", "of", "written")
        return Quantity(window=window, **{name: getattr(told, name) for name in fields})

    def _step(self, step: Step, field: str, text: str, quoted: list[str]) -> Attribution:
        cue = self._credited(step.agent, field, text, quoted, step.cue, step.named)
        with _at(f"{field}.said"):
            return Attribution(
                agent=step.agent, cue=cue, quotation=step.quotation, scope=step.scope, said=_time(step.said)
            )

    def _credited(
        self, agent: str, field: str, text: str, quoted: list[str], cue: Quote | None, named: Quote | None
    ) -> Evidence | None:
        """The cue's span, where the words pointed at name the agent. Raises Fault."""
        found = None if cue is None else place(text, cue, f"{field}.cue", cue=True)
        near = [*quoted, *([] if cue is None else [cue.exact])]
        if named is not None:
            place(text, named, f"{field}.named", cue=True)
        if self.names.name(agent, near):
            return found
        if named is not None and self.names.name(agent, [named.exact]):
            self.doubts.append((f"{field}.agent", f"the words quoted do not name {agent}; those given as named do"))
            return found
        raise Fault(
            f"{field}.agent",
            f"neither the quotes nor the cue nor the words given as named name {agent}",
            "credit whom the words name, give the words that name the agent as named, or, where the text uses "
            "another name, record that as an alias of the agent first",
        )

    def _time(self, given: Any, field: str, place_: times.Place, report: Report | None) -> Any:
        """A time that can be read in its place and zone. Raises Fault."""
        with _at(field):
            time = _time(given)
            text = time.value if isinstance(time, times.TimeExpression) else time
            if text is not None:
                times.bounds(text, place_, (report.zone if report else None) or self.reader.zone)
            return time

    def _not_after(self, said: Any, field: str, report: Report) -> None:
        """Refuse a word that was certainly said after its report was certainly out."""
        zone = report.zone or self.reader.zone
        if said_after(said, report.out_or_unknown(zone), zone):
            reason = f"nobody says what was published before ({said} is later than the report)"
            raise Fault(field, reason, "give when it was said, or leave it out")

    def _asked(self, question: str, value: Any) -> None:
        """Refuse a value of another type than the question's; doubt a question that was never defined."""
        if question not in self._questions:
            self._questions[question] = self._defined(question)
        defined = self._questions[question]
        if defined is None:
            self.doubts.append(("claim.question", f"{question} was never defined: is there another one for this?"))
            return
        with _at("claim.value"):
            defined.check(value)

    def _defined(self, question: str) -> Question | None:
        """The last definition of a question that was not struck."""
        words = standing_under(self.reader, f"dq:{question}")
        told = [one.event.question for one in words if isinstance(one.event, QuestionDefined)]
        return told[-1] if told else None

    def _text(self, text: str, field: str) -> str:
        with _at(field):
            return check_text(text, field.rpartition(".")[2])


def _time(given: Any) -> Any:
    if isinstance(given, TimeWords):
        return times.TimeExpression(given.text, given.anchor, given.value)
    return None if given is None else times.check(given)


def _stands_for(number: Decimal, numerals: tuple[Decimal, ...], written: str) -> bool:
    """Whether a number is one of the numerals; or one of them with a word behind it for a power of ten: 1.6 million."""
    if number in numerals:
        return True
    behind = written[max(at for at, sign in enumerate(written) if sign.isdigit()) + 1 :]
    powers = (number / one for one in numerals if one and any(sign.isalpha() for sign in behind))
    return any(one >= 100 and one.normalize().as_tuple().digits == (1,) for one in powers)
