"""A report: one publication of one edition, its bibliographic data, and where in it what stands.

What makes it one is its publisher, address, title, date as written and the digest of its text, each where there is one.
Tomorrow's bulletin with today's words, an edited headline over the same body and a column whose title comes back every
day are therefore reports of their own. The text itself need not be held: a report is the same with or without it. An
edited article names the old one in `revision_of`. Whatever else is known of a report (when we fetched it, by whom it is
signed) tells none from another.

When it was published is often only known within bounds; the basis of the bounds is part of the record. The publisher's
correction of its date and our better reading of it are events of their own; neither changes the id.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self, TypeAlias, TypedDict, Unpack

import attrs

from eventlog import times
from eventlog.claims import (
    Attribution,
    Claim,
    ClaimKind,
    Evidence,
    Factuality,
    Fragment,
    Ref,
    Stance,
    check_agent,
    check_digest,
    check_ref,
    check_text,
    content_id,
    digest_of,
)
from eventlog.claims.evidence import check_whole as check_words
from eventlog.claims.fields import LARGEST, check_type, check_whole, items, several, texts, word
from eventlog.errors import DoubtfulPage, InvalidTime, InvalidValue, shown
from eventlog.reports.basis import PublishedBasis
from eventlog.reports.out import ANY_MOMENT, out


def _region_kind(value: Any) -> RegionKind:
    return word(RegionKind, value)


def _authors(value: Iterable[str] | str) -> tuple[str, ...]:
    return texts(value, "a report's authors")


def _regions(value: Iterable[Region]) -> tuple[Region, ...]:
    return several(value, Region, "a report's regions")


class RegionKind(StrEnum):
    """What a part of a page is. A claim all of whose spans are boilerplate is out of every answer unless asked for."""

    HEADLINE = "headline"
    BODY = "body"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"


@attrs.frozen(kw_only=True)
class Region:
    """A part of the text: code points `start` (inclusive) to `end` (exclusive), with the span's digest if known."""

    kind: RegionKind = attrs.field(converter=_region_kind)
    start: int
    end: int
    digest: str | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse an empty region."""
        for end in (self.start, self.end):
            check_whole(end, "where a region starts and ends", least=-LARGEST)
        if not 0 <= self.start < self.end:
            msg = f"a region from {self.start} to {self.end} is empty or before the text"
            raise InvalidValue(msg)
        if self.digest is not None:
            check_digest(self.digest)

    def covers(self, evidence: Evidence) -> bool:
        """Whether the whole span lies within this region. Raises InvalidValue."""
        check_type(evidence, Evidence, "a span")
        return self.start <= evidence.start and evidence.end <= self.end


PAGE_END = "\f"
"""The form feed that ends each page of a text but the last, as readers of PDFs and of printed text have it."""

IDENTITY = ("publisher", "url", "title", "published", "digest")
"""What makes a report one; its other fields may be told again otherwise."""

Time: TypeAlias = str | date | datetime | times.Period | times.TimeExpression | dict[str, Any] | None
"""How a claim's times may be given."""


class Given(TypedDict, total=False):
    """What may be given of a report instead of what its page says: fields of Report, of the same names."""

    title: str
    authors: Iterable[str]
    published: str | date | datetime | None
    published_basis: PublishedBasis | None
    modified: str | date | datetime | None
    carrier: str
    language: str
    digest: str | None
    text: str | None
    cites: Iterable[Any]
    revision_of: Any
    regions: Iterable[Region]
    page_digest: str | None
    reader: str


def _reports(value: Any) -> tuple[Ref, ...]:
    return tuple(check_ref(one, "report") for one in items(value, "the reports that one cites"))


def _report(value: Any) -> Ref | None:
    return None if value is None else check_ref(value, "report")


def _date(value: str | date | datetime | None) -> str | None:
    return None if value is None else times.check(times.written(value))


@attrs.frozen(kw_only=True, repr=False)
class Report:
    """One publication of one edition.

    `published`, `modified` (when the text was last edited) and `retrieved` (when we fetched it) are moments somewhere
    within an EDTF date or clock time, a `date` or a `datetime`, read in `zone` (the report's own, else the log's); None
    where that is not said. `carrier` is the feed or archive through which it came. `digest` is SHA-256 of the text's
    UTF-8 bytes, newlines untouched; it is worked out where `text` is given. `cites` names reports that this one says it
    draws on. Spans of `regions` are code points, half-open. `page_digest` is SHA-256 of the bytes of the page that the
    text was read out of; another `reader` (a name and a version) may cut another text out of the same page. Pages of
    the text end with a form feed. Raises InvalidValue.
    """

    publisher: str
    title: str = ""
    authors: tuple[str, ...] = attrs.field(default=(), converter=_authors)
    published: str | None = attrs.field(default=None, converter=_date)
    published_basis: PublishedBasis | None = None
    modified: str | None = attrs.field(default=None, converter=_date)
    carrier: str = ""
    zone: str | None = None
    language: str = ""
    url: str = ""
    retrieved: str | None = attrs.field(default=None, converter=_date)
    digest: str | None = None
    text: str | None = attrs.field(default=None, repr=False)
    cites: tuple[Ref, ...] = attrs.field(default=(), converter=_reports)
    revision_of: Ref | None = attrs.field(default=None, converter=_report)
    regions: tuple[Region, ...] = attrs.field(default=(), converter=_regions)
    page_digest: str | None = None
    reader: str = ""
    _id: str | None = attrs.field(default=None, init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Work out the digest and refuse what does not fit together."""
        if self.published_basis is not None:
            check_type(self.published_basis, PublishedBasis, "the basis of a report's date")
        check_agent(self.publisher)
        for name in ("title", "carrier", "language", "url", "reader"):
            check_text(getattr(self, name), f"a report's {name}")
        for author in self.authors:
            check_text(author, "a report's author", required=True)
        if self.zone is not None:
            times.check_zone(self.zone)
        for moment in (self.published, self.modified, self.retrieved):
            if moment is not None:
                times.bounds(moment, times.Place.PUBLISHED, self.zone or "UTC")
        for digest in (self.digest, self.page_digest):
            if digest is not None:
                check_digest(digest)
        if self.text is not None:
            self._fit_text(check_text(self.text, "a report's text"))
        if self.digest is None and not self.url and not self.title.strip():
            msg = f"a report by {self.publisher} needs a text, a digest, a url or a title to be told from others"
            raise InvalidValue(msg)

    def _fit_text(self, text: str) -> None:
        digest = digest_of(text)
        if self.digest is not None and self.digest != digest:
            msg = f"the text of {self.title!r} does not fit its digest: it is {digest}, not {self.digest}"
            raise InvalidValue(msg)
        object.__setattr__(self, "digest", digest)
        for region in self.regions:
            if region.end > len(text):
                msg = f"a {region.kind} from {region.start} to {region.end} lies outside its text of {len(text)}"
                raise InvalidValue(msg)

    @classmethod
    def from_html(
        cls,
        page: bytes,
        *,
        publisher: str | None = None,
        url: str | None = None,
        retrieved: str | date | datetime | None = None,
        zone: str | None = None,
        largest: int | None = None,
        charset: str | None = None,
        **given: Unpack[Given],
    ) -> Self:
        """Make a report of a web page: title, text, authors, dates with their basis, language, and the page's digest.

        What is `given` (any field of a report) stands instead of what the page says. Without a `publisher` it is the
        outlet of the address, such as `outlet:example.org`. The page is parsed and nothing in it is run or fetched; see
        `eventlog.reports.page` for how dates are read. `charset` is the encoding that came beside it, in the server's
        header; without it the page's own word counts. Raises InvalidValue for a page that is larger than
        `largest` bytes (8 MB), that has no text, or that belongs to no outlet; MissingExtra without the extra `html`.
        Warns of `DoubtfulPage` where a person should look at the text that was read.
        """
        from eventlog.reports import page as pages

        fetched = _date(retrieved)
        most = pages.LARGEST if largest is None else largest
        read = pages.read_page(page, url=url, zone=zone, latest=fetched, largest=most, charset=charset)
        report = cls(retrieved=fetched, zone=zone, **pages.fields_of(read, publisher, dict(given)))
        if read.doubts and "text" not in given:
            warnings.warn(DoubtfulPage(shown(report.title or report.url), read.doubts), stacklevel=2)
        return report

    @property
    def id(self) -> str:
        """The report's id: from publisher, url, title, `published` as written and digest, each where there is one."""
        if self._id is None:
            told = {name: getattr(self, name) for name in IDENTITY}
            object.__setattr__(self, "_id", content_id("report", {name: one for name, one in told.items() if one}))
        return self._id  # type: ignore[return-value]

    def out(self, zone: str) -> times.Bounds:
        """When what it says was out: the report's press clock, as bounds, read in its own zone, else in `zone`.

        That is `published`. A text that was edited since came out between that and its last edit, which lies no later
        than when we fetched it. Where no date of publication is told, it was out by the last edit, else by when we
        fetched it, and nothing says since when. Raises InvalidTime for a day that the zone skipped.
        """
        return out(self.published, self.modified, self.retrieved, self.zone or zone)

    def out_or_unknown(self, zone: str) -> times.Bounds:
        """The same of a report that was recorded; at any moment, where the zone skipped its day. Answers tell that as a
        problem.
        """
        try:
            return self.out(zone)
        except InvalidTime:
            return ANY_MOMENT

    def claim(
        self,
        question: str,
        value: Any = True,
        *,
        by: str | Iterable[str | Attribution | dict[str, Any]] = (),
        quote: str | None = None,
        evidence: Iterable[Evidence | tuple[int, int, str] | dict[str, Any]] = (),
        fragments: Iterable[Fragment | dict[str, Any]] = (),
        during: Time = None,
        said: Time = None,
        stance: Stance | str = Stance.ASSERT,
        factuality: Factuality | str | None = None,
        kind: ClaimKind | str = ClaimKind.CLAIM,
        paraphrase: str = "",
        condition: str = "",
        extractor: str = "",
    ) -> Claim:
        """Make a claim found in this report.

        `by` is the chain: agent ids or Attributions, outermost first; nothing for the outlet's own word. `quote` are
        whole words of the text that the claim rests on; they occur in it once (else pass `evidence` with spans).
        `fragments` are what it rests on beyond text, such as `Fragment.of(report.page_digest, "page=3")`. The remaining
        keywords are those of Claim. Raises InvalidValue.
        """
        spans = items(evidence, "the spans of a claim")
        if quote is not None:
            if spans:
                msg = "pass quote or evidence, not both"
                raise InvalidValue(msg)
            spans = (self.find(quote),)
        claim = Claim(
            report=Ref(self.id),
            question=question,
            value=value,
            chain=by,
            evidence=spans,
            fragments=fragments,
            during=during,
            said=said,
            stance=stance,
            factuality=factuality,
            kind=kind,
            paraphrase=paraphrase,
            condition=condition,
            extractor=extractor,
        )
        self.check(claim)
        return claim

    def find(self, quote: str) -> Evidence:
        """Return the span of words that occur exactly once in the text, of which none is cut in two ("2,000" of
        "12,000"): for another span there is `Evidence.of`. Raises InvalidValue.
        """
        check_type(quote, str, "the words of a quote")
        if self.text is None:
            msg = f"the text of {self.title!r} is not at hand, so words can't be found in it: pass evidence with spans"
            raise InvalidValue(msg)
        start = self.text.find(quote) if quote else -1
        if start < 0:
            msg = f"the words do not occur in the text of {self.title!r}: check quotation marks and spaces"
            raise InvalidValue(msg)
        if self.text.find(quote, start + 1) >= 0:
            msg = f"the words occur more than once in the text of {self.title!r}: quote more of them, or pass evidence"
            raise InvalidValue(msg)
        check_words(self.text, start, start + len(quote), repr(self.title))
        return Evidence.of(self.text, start, start + len(quote))

    def check(self, claim: Claim) -> None:
        """Check a claim's spans against the text, where it is held. Raises InvalidValue with the offset."""
        check_type(claim, Claim, "what is checked against a text")
        if self.text is None:
            return
        pages = self.text.count(PAGE_END) + 1
        for part in claim.fragments:
            if part.artefact == self.page_digest and part.page is not None and 1 < pages < part.page:
                raise InvalidValue(f"{self.title!r} has {pages} pages, so that nothing can stand on page {part.page}")
        cues = tuple(step.cue for step in claim.chain if step.cue is not None)
        for one in (*claim.evidence, *cues):
            if one.end > len(self.text):
                msg = f"a span from {one.start} to {one.end} lies outside the text of {len(self.text)} code points"
                raise InvalidValue(msg)
            if not one.fits(self.text):
                msg = (
                    f"the span from {one.start} to {one.end} of the claim on {claim.question} does not fit its digest: "
                    f"the text of {self.title!r} says something else there"
                )
                raise InvalidValue(msg)

    def page_of(self, span: Evidence) -> int | None:
        """The page (from 1) on which a span begins; None where the text is not held or has one. Raises InvalidValue."""
        check_type(span, Evidence, "a span")
        if self.text is None or PAGE_END not in self.text or span.end > len(self.text):
            return None
        return self.text.count(PAGE_END, 0, span.start) + 1

    def is_boilerplate(self, claim: Claim) -> bool:
        """Whether all that the claim rests on is marked as boilerplate (a claim without spans does not).

        Raises InvalidValue.
        """
        check_type(claim, Claim, "what may rest on boilerplate")
        if not claim.evidence or claim.fragments:
            return False
        regions = [region for region in self.regions if region.kind is RegionKind.BOILERPLATE]
        return all(any(region.covers(one) for region in regions) for one in claim.evidence)

    def __str__(self) -> str:
        """One line: title, publisher, date as written."""
        return f"{self.title or self.url or self.id} ({self.publisher}, {self.published or 'no date'})"

    def __repr__(self) -> str:
        """Short: the beginning of its id, title, publisher, date."""
        return f"<Report {self.id[:15]}: {shown(str(self))}>"
