"""Texts beside their annotation: which text belongs to which report, and whether each span still says the same.

A text is matched by the digest of its bytes alone, never by its name, so a text that fits is the very one that was
annotated. That makes a text with one changed letter a stranger. `check` goes further: it finds the report that such a
text must belong to, by its name, by the spans that still fit, or because nothing else is left, and then tells
report by report, claim by claim, which spans fit no longer. It reports and never raises for what it finds; only an
annotation that can't be read is an error.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import attrs

from eventlog.annotations.folder import Folder, ReadReport
from eventlog.annotations.source import Table, safe
from eventlog.claims import digest_of
from eventlog.claims.fields import by_name, check_type
from eventlog.errors import InvalidAnnotation, InvalidValue, shown
from eventlog.files.letters import MARK, text_of
from eventlog.files.names import check_name

Texts: TypeAlias = str | os.PathLike[str] | Mapping[str, str | bytes]

_SAMPLE = 40  # spans of a report that are tried to find out whose a text is
_FURTHER = 40  # code points that words may have moved and still be found
_FARTHEST = 5_000  # and behind a passage that was put in or taken out, where they stand in no second place
_FAR, _LONG = 3, 20  # how many spans are looked for so far, and of how many code points: "he said" stands everywhere


@attrs.frozen(kw_only=True)
class Misfit:
    """Something in a text that is not as it was annotated.

    `report` is the report's key and `claim` the claim's (empty where the fault is not in a claim); `start` and `end`
    are the span's code points, half-open (None: the text as a whole); `field` says which span it is, counted from 1;
    `text` is the name of the text and `reason` one sentence.
    """

    report: str
    claim: str = ""
    start: int | None = None
    end: int | None = None
    field: str = ""
    text: str = ""
    reason: str

    def __str__(self) -> str:
        """One line: report, claim, place, reason."""
        named = f"{self.report}#{self.claim}" if self.claim else self.report
        span = "" if self.start is None else f", {self.field} from {self.start} to {self.end}"
        return f"{named}{span}: {self.reason}"


@attrs.frozen
class _Span:
    """One span of a report, with where it was read."""

    start: int
    end: int
    digest: str
    claim: str
    field: str
    table: Table
    steps: tuple[str | int, ...]

    def fits(self, text: str, by: int = 0) -> bool:
        start, end = self.start + by, self.end + by
        return start >= 0 and end <= len(text) and digest_of(text[start:end]) == self.digest


def raw_texts(texts: Texts) -> dict[str, bytes]:
    """The texts by name, as bytes: of a mapping, or of every file of a folder but hidden ones and annotations."""
    if isinstance(texts, Mapping):
        return {name: _raw(name, text) for name, text in by_name(texts, "texts").items()}
    folder = Path(check_name(texts))
    try:
        found = [one for one in folder.iterdir() if one.is_file() and not one.name.startswith(".")]
        return {safe(Path(one.name)): one.read_bytes() for one in sorted(found) if one.suffix.lower() != ".toml"}
    except OSError as error:
        reason = f"the texts can't be read: {error.strerror or error}; give the folder that holds them"
        raise InvalidAnnotation(safe(folder), None, "", reason) from None


def _raw(name: str, text: object) -> bytes:
    if isinstance(text, bytes):
        return text
    check_type(text, str, f"the text of {shown(name)}")
    return str(text).encode(errors="surrogatepass")


def _digest(raw: bytes) -> str:
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def text_by_digest(texts: Texts) -> Callable[[str | None], str | None]:
    """Gives the text of a digest, where it is among these and can be read."""
    by_digest = {_digest(raw): raw for raw in raw_texts(texts).values()}

    def text_of(digest: str | None) -> str | None:
        raw = by_digest.get(digest or "")
        return None if raw is None else _decoded(raw)

    return text_of


def give_texts(folder: Folder, texts: Texts) -> None:
    """Put each text into the report of its digest. Raises InvalidAnnotation for a span that does not fit its text."""
    by_digest = {_digest(raw): raw for raw in raw_texts(texts).values()}
    spans = _spans_of_assessments(folder)
    for read in folder.reports.values():
        raw = by_digest.get(read.report.digest or "")
        if raw is None:
            continue
        try:
            text = _text(raw)
        except InvalidValue as error:
            raise read.table.fault(f"the text of this digest can't be read, {error}", "digest") from None
        for span in (*_spans(read), *spans.get(read.report.id, ())):
            if not span.fits(text):
                raise span.table.fault(_why(span, text), *span.steps)
        report = read.report
        read.report = read.table.held(lambda report=report, text=text: attrs.evolve(report, text=text), "digest")  # type: ignore[misc]


def misfits(folder: Folder, texts: Texts) -> Iterator[Misfit]:
    """What in these texts is not as it was annotated, in the order of the files."""
    spans = _spans_of_assessments(folder)
    raw = raw_texts(texts)
    by_digest = {_digest(one): name for name, one in raw.items()}
    digests = {read.report.digest for read in folder.reports.values()}
    strangers = {name: one for name, one in raw.items() if _digest(one) not in digests}
    lost = [read for read in folder.reports.values() if read.report.digest and read.report.digest not in by_digest]
    pairs = _pairs(lost, strangers)
    for key, read in folder.reports.items():
        name = pairs.get(key) or by_digest.get(read.report.digest or "")
        if name is None:
            continue
        every = [*_spans(read), *spans.get(read.report.id, ())]
        if key in pairs:
            yield from _changed(read, name, raw[name], every)
            continue
        try:
            text = _text(raw[name])
        except InvalidValue as error:
            yield Misfit(report=key, text=name, reason=f"its spans can't be counted, {error}")
        else:
            yield from (_misfit(read, name, text, span) for span in every if not span.fits(text))


def _changed(read: ReadReport, name: str, raw: bytes, every: list[_Span]) -> Iterator[Misfit]:
    """What became of a report whose text is not the one that was annotated."""
    same = _variants(raw).get(read.report.digest or "")
    if same:
        reason = f"{shown(name)} is the text that was annotated but for {same}: keep its bytes as they were"
        yield Misfit(report=read.key, text=name, reason=reason)
        return
    try:
        text = _text(raw)
    except InvalidValue as error:
        yield Misfit(report=read.key, text=name, reason=f"{shown(name)} can't be read, {error}")
        return
    wrong = [span for span in every if not span.fits(text)]
    moved = _moved(wrong, text)
    if every and len(wrong) == len(every) and not any(moved):
        reason = f"{shown(name)} has another digest, and none of {len(every)} spans fits: it seems to be another text"
        yield Misfit(report=read.key, text=name, reason=reason)
        return
    fit = (
        f"{len(wrong)} of {len(every)} spans fit no longer" if wrong else "but every span fits: it changed between them"
    )
    yield Misfit(report=read.key, text=name, reason=f"{shown(name)} has another digest, {fit}")
    yield from (_misfit(read, name, text, span, by) for span, by in zip(wrong, moved, strict=True))


def _misfit(read: ReadReport, name: str, text: str, span: _Span, by: int = 0) -> Misfit:
    found = {"claim": span.claim, "start": span.start, "end": span.end, "field": span.field, "text": name}
    return Misfit(report=read.key, reason=_why(span, text, by), **found)  # type: ignore[arg-type]


def _why(span: _Span, text: str, by: int = 0) -> str:
    """Why a span does not fit, in one sentence. No word of the text is quoted."""
    if by:
        return f"the same words stand at {span.start + by} to {span.end + by} now: something before them changed"
    if span.end > len(text):
        return f"a span from {span.start} to {span.end} lies outside the text of {len(text)} code points"
    return f"the text from {span.start} to {span.end} does not have this digest: it says something else there"


def _moved(wrong: list[_Span], text: str) -> list[int]:
    """By how many code points the words of each span moved; 0 where they are not found nearby."""
    last, far = 0, _FAR
    found = []
    for span in wrong:
        nearby = (one for size in range(1, _FURTHER + 1) for one in (size, -size))
        last_known = (last,) if last else ()
        by = next((one for one in (*last_known, *nearby) if span.fits(text, one)), 0)
        if not by and far and span.end - span.start >= _LONG:
            far -= 1
            places = [one for one in range(-_FARTHEST, _FARTHEST + 1) if span.fits(text, one)]
            by = places[0] if len(places) == 1 else 0
        last = by or last
        found.append(by)
    return [by or (last if last and span.fits(text, last) else 0) for span, by in zip(wrong, found, strict=True)]


def _variants(raw: bytes) -> dict[str, str]:
    """Digests that the text would have had before a program touched the whole of it, each with what it touched."""
    bare = raw.replace(b"\r\n", b"\n")
    ends, last = "its line ends", "the end of its last line"
    changed = [(bare, ends), (bare.replace(b"\n", b"\r\n"), ends)]
    changed += [(raw.removeprefix(MARK), "a byte order mark"), (MARK + raw, "a byte order mark")]
    changed += [(raw.rstrip(b"\r\n"), last), (raw + b"\n", last), (raw + b"\r\n", last)]
    if (text := _decoded(raw)) is not None:
        letters = "how its letters are put together (Unicode normalization)"
        changed += [(unicodedata.normalize(form, text).encode(), letters) for form in ("NFC", "NFD")]
    return {_digest(one): what for one, what in changed if one != raw}


def _pairs(lost: list[ReadReport], strangers: Mapping[str, bytes]) -> dict[str, str]:
    """Report's key -> name of the text that must be its own, changed: the same but for its line ends, or of its name,
    or the one in which most of a sample of spans still fit, or the only one left.
    """
    found: dict[str, str] = {}
    variants = {digest: name for name, raw in strangers.items() for digest in _variants(raw)}
    stems = {Path(name).stem: name for name in strangers}
    for named in (False, True):
        for read in lost:
            names = [stems.get(read.key), stems.get(read.table.source.path.stem)]
            name = next(filter(None, names), None) if named else variants.get(read.report.digest or "")
            if name is not None and read.key not in found and name not in found.values():
                found[read.key] = name
    scores = []
    for name in sorted(set(strangers) - set(found.values())):
        text = _decoded(strangers[name])
        for at, read in enumerate(lost):
            if text is not None and read.key not in found:
                scores.append((-sum(span.fits(text) for span in _sample(read)), at, name, read.key))
    for score, _, name, key in sorted(scores):
        if score < 0 and key not in found and name not in found.values():
            found[key] = name
    left = [read.key for read in lost if read.key not in found]
    free = [name for name in strangers if name not in found.values()]
    if len(left) == len(free) == 1:
        found[left[0]] = free[0]
    return found


def _sample(read: ReadReport) -> list[_Span]:
    spans = list(_spans(read))
    return spans[:: max(1, len(spans) // _SAMPLE)]


def _spans(read: ReadReport) -> Iterator[_Span]:
    """Every span of a report and its claims, in the order of the file."""
    for at, region in enumerate(read.report.regions):
        if region.digest is not None:
            where = ("regions", at, "digest")
            yield _Span(region.start, region.end, region.digest, "", f"region {at + 1}", read.table, where)
    for key, table, claim in read.claims:
        for at, one in enumerate(claim.evidence):
            where = ("evidence", at, "digest")
            yield _Span(one.start, one.end, one.digest, key, f"evidence {at + 1}", table, where)
        for at, step in enumerate(claim.chain):
            if step.cue is not None:
                cue = step.cue
                yield _Span(cue.start, cue.end, cue.digest, key, f"cue {at + 1}", table, ("chain", at, "cue", "digest"))


def _spans_of_assessments(folder: Folder) -> dict[str, list[_Span]]:
    """By the id of the report in which they are found."""
    found: dict[str, list[_Span]] = {}
    for table, assessment in folder.assessments:
        what = f"evidence {{}} of assessment {int(table.path[-1]) + 1}"
        for at, one in enumerate(assessment.evidence):
            span = _Span(one.start, one.end, one.digest, "", what.format(at + 1), table, ("evidence", at, "digest"))
            found.setdefault(str(assessment.found_in), []).append(span)
    return found


def _text(raw: bytes) -> str:
    """The text as it stands: newlines untouched, a byte order mark kept. Raises InvalidValue."""
    return text_of(raw, lambda line, reason: InvalidValue(f"line {line}: {reason}"), keep_mark=True)


def _decoded(raw: bytes) -> str | None:
    try:
        return _text(raw)
    except InvalidValue:
        return None
