"""PROV: where everything comes from, as a W3C PROV document, through the package `prov`.

    report, claim                   entities
    publisher, speaker, tellers     agents; the publisher and the innermost speaker by wasAttributedTo
    found in a report               wasDerivedFrom, of type prov:Quotation
    cites, revision_of              wasDerivedFrom, of type prov:PrimarySource and prov:Revision
    one utterance in two reports    alternateOf (same-utterance), wasDerivedFrom (echoes, restates)
    any other link                  wasInfluencedBy
    an institution                  actedOnBehalfOf
    two names of one agent          alternateOf
    taken back, replaced            an activity by whom it was, and wasInvalidatedBy
    rejected by somebody else       an activity of type eventlog:Rejected, and wasInfluencedBy
    recorded                        an activity for each batch, and wasGeneratedBy at its moment
    an entry that can't be read     an entity of type eventlog:Unreadable

PROV knows moments and no vague times, so a vague time is an attribute, as it was given, and never a prov:time. Sources:
PROV-DM and PROV-JSON (W3C, 2013).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from eventlog import times
from eventlog.claims import Claim, LinkKind
from eventlog.errors import MissingExtra
from eventlog.events import ChangeOfMind, Corrected, Entry, EntryOf, Superseded
from eventlog.export.catalogue import Catalogue, catalogue
from eventlog.knowledge import Knowledge

NAMESPACE: Final = "urn:eventlog:"
_KINDS: Final = ("report", "claim", "event", "batch", "person", "org", "gov", "outlet", "doc", "data", "anon", "user")
_PEOPLE: Final = ("person",)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def to_prov(knowledge: Knowledge) -> Any:
    """A prov.model.ProvDocument of all that is visible at the cut. Raises MissingExtra where prov is not installed."""
    try:
        from prov.model import ProvDocument
    except ImportError:
        raise MissingExtra("prov", "prov", "PROV documents") from None
    document = ProvDocument()
    document.add_namespace("eventlog", NAMESPACE)
    for kind in _KINDS:
        document.add_namespace(kind, f"{NAMESPACE}{kind}:")
    _Writer(document, catalogue(knowledge)).all()
    return document


def to_prov_json(knowledge: Knowledge) -> str:
    """The document as PROV-JSON. Raises MissingExtra where prov is not installed."""
    return str(to_prov(knowledge).serialize(format="json", indent=1))


class _Writer:
    """Writes one catalogue into one document."""

    def __init__(self, document: Any, held: Catalogue) -> None:
        self._to, self._held = document, held
        self._known = {*held.reports, *(claim.id for _, claim in held.claims)}
        self._batches: set[int] = set()

    def all(self) -> None:
        """Everything, entities first."""
        for agent in self._held.named():
            kind = "prov:Person" if agent.id.startswith(_PEOPLE) else "eventlog:Agent"
            self._to.agent(agent.id, self._told({"prov:label": agent.name, "prov:type": kind}))
            for one in agent.part_of:
                self._to.agent(one.agent)
                during = self._told({"eventlog:during": one.during})
                self._to.actedOnBehalfOf(agent.id, one.agent, other_attributes=during)
        for id, (entry, report) in self._held.reports.items():
            self._report(id, entry, report)
        for entry, claim in self._held.claims:
            self._claim(entry, claim)
        for link in self._held.links:
            self._link(link.event.link)
        for change in self._held.changes:
            self._change(change)
        for a, b in self._held.register.same:
            self._to.alternateOf(a, b)
        for problem in self._held.problems:
            for at in problem.positions:
                told = {"prov:type": "eventlog:Unreadable", "prov:label": problem.text, "eventlog:position": str(at)}
                self._to.entity(f"eventlog:entry-{at}", self._told(told))

    def _report(self, id: str, entry: Entry, report: Any) -> None:
        facts = {
            "prov:label": report.title,
            "prov:type": "eventlog:Report",
            "eventlog:published": report.published,
            "eventlog:zone": report.zone,
            "eventlog:language": report.language,
            "eventlog:url": report.url,
            "eventlog:digest": report.digest,
            "eventlog:author": list(report.authors),
        }
        self._to.entity(id, self._told(facts))
        self._to.wasAttributedTo(id, report.publisher)
        self._recorded(id, entry)
        if report.revision_of is not None:
            self._derived(id, str(report.revision_of), "prov:Revision")
        for cited in report.cites:
            self._derived(id, str(cited), "prov:PrimarySource")

    def _claim(self, entry: Entry, claim: Claim) -> None:
        facts = {
            "prov:label": self._held.line(claim),
            "prov:type": "eventlog:Claim",
            "eventlog:question": claim.question,
            "eventlog:answer": self._held.answer(claim),
            "eventlog:paraphrase": claim.paraphrase,
            "eventlog:stance": str(claim.stance),
            "eventlog:factuality": str(claim.factuality),
            "eventlog:kind": str(claim.kind),
            "eventlog:said": claim.said,
            "eventlog:during": claim.during,
            "eventlog:chain": " > ".join(step.agent for step in claim.chain),
            "eventlog:condition": claim.condition,
            "eventlog:review": self._held.review(claim.id),
            "eventlog:span": [f"{one.start}:{one.end} {one.digest}" for one in claim.evidence],
            "eventlog:fragment": [f"{one}{one.svg and f' {one.svg}'}" for one in claim.fragments],
        }
        self._to.entity(claim.id, self._told(facts))
        self._derived(claim.id, str(claim.report), "prov:Quotation")
        for step in claim.chain:
            innermost = step is claim.speaker
            role = {"eventlog:role": "speaker" if innermost else "teller", "eventlog:scope": str(step.scope)}
            self._to.wasAttributedTo(claim.id, step.agent, other_attributes=self._told(role))
        self._recorded(claim.id, entry)

    def _derived(self, id: str, source: str, kind: str) -> None:
        if source not in self._known and not source.startswith("redacted:"):
            self._to.entity(source)  # cited, and not in the log
        if not source.startswith("redacted:"):
            self._to.wasDerivedFrom(id, source, other_attributes=self._told({"prov:type": kind}))

    def _link(self, link: Any) -> None:
        review = self._held.review(link.id)
        told = {"eventlog:link": str(link.kind), "eventlog:basis": link.basis, "eventlog:by": link.by}
        facts = self._told(told | {"eventlog:review": review})
        if link.kind is LinkKind.SAME_UTTERANCE and review is None:  # that relation has no attributes
            self._to.alternateOf(link.from_, link.to)
        elif link.kind.copies:
            self._to.wasDerivedFrom(link.from_, link.to, other_attributes=facts)
        else:
            self._to.wasInfluencedBy(link.from_, link.to, other_attributes=facts)

    def _change(self, entry: EntryOf[ChangeOfMind]) -> None:
        event = entry.event
        target = str(event.target)
        fallen = [id for id, events in self._held.losses.items() if event in events]
        rejected = [id for id, events in self._held.rejections.items() if event in events]
        kind = "Rejected" if rejected and not fallen else type(event).__name__
        facts = {
            "prov:type": f"eventlog:{kind}",
            "prov:label": event.reason,
            "eventlog:notice": str(event.notice),
        }
        self._to.activity(event.id, other_attributes=self._told(facts))
        self._to.agent(event.by)
        self._to.wasAssociatedWith(event.id, event.by)
        if self._held.is_publishers(entry):
            if isinstance(event, Corrected):
                value = self._told({"eventlog:value": event.value})
                self._to.wasInfluencedBy(target, event.id, other_attributes=value)
            else:
                fallen = [target, *fallen]
        for id in fallen:
            self._to.wasInvalidatedBy(id, event.id)
        for id in rejected:
            self._to.wasInfluencedBy(id, event.id)
        if isinstance(event, (Superseded, Corrected)) and target in fallen and str(event.with_) in self._known:
            self._derived(str(event.with_), target, "prov:Revision")

    def _told(self, facts: dict[str, Any]) -> list[tuple[str, Any]]:
        """Attributes that say something; a list is several. Controls, which XML can't have, are written as escapes."""
        told = [(name, _CONTROL.sub(_escape, str(one))) for name, value in facts.items() for one in _several(value)]
        qualified = self._to.valid_qualified_name
        return [(name, qualified(value) if name == "prov:type" else value) for name, value in told]

    def _recorded(self, id: str, entry: Entry) -> None:
        batch = f"batch:{entry.recorded}"
        moment = datetime.fromisoformat(times.instant_text(entry.recorded))
        if entry.recorded not in self._batches:
            self._batches.add(entry.recorded)
            self._to.activity(batch, moment, moment, self._told({"prov:type": "eventlog:Batch"}))
        self._to.wasGeneratedBy(id, batch, moment, other_attributes={"eventlog:position": entry.position})


def _several(value: Any) -> Iterator[Any]:
    for one in value if isinstance(value, list) else [value]:
        if one is not None and one != "":
            yield one


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
