"""What bytes of a stranger may be thrown at: one function a reader, each of which takes any bytes, as fuzzers want it.

Each holds one law: a reader gives a value or raises the library's own errors, and a value goes there and back. Whatever
else comes out of such a function is a finding. `tools/fuzz.py` runs them by chance, with atheris where it is installed;
the inputs of `fuzz/corpus`, among them every finding, are replayed by `fuzz/test_corpus.py` without it.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from contextlib import suppress
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import eventlog
from eventlog import times, verifier
from eventlog.annotations import load
from eventlog.codec import Encoder, Reading, projection, read_foreign, strict_json
from eventlog.errors import (
    DoubtfulPage,
    EventLogError,
    InvalidAnnotation,
    InvalidImport,
    InvalidTime,
    InvalidValue,
    PlacedByWords,
    ProofError,
    Unlabelled,
)
from eventlog.events import ReportRecorded, UnknownEvent
from eventlog.export import from_doccano, from_label_studio, from_web_annotations
from eventlog.export.spreadsheet import FIELDS, from_csv, guarded, plain
from eventlog.proof import Checkpoint, SignerKey, VerifierKey, open_note, sign_note, write_bundle

ZONES = ("UTC", "Europe/Kyiv", "Pacific/Apia", "America/St_Johns")
KINDS = (
    *("agent-defined", "amended", "annulled", "assessed", "claim-recorded", "corrected", "different-entity", "linked"),
    *(
        "key-rotated",
        "log-begun",
        "question-defined",
        "redacted",
        "report-recorded",
        "retracted",
        "same-entity",
        "superseded",
    ),
)


def read_time(data: bytes) -> None:
    """Times: the first byte chooses the zone, the rest is the text."""
    zone, text = ZONES[data[0] % len(ZONES)] if data else "UTC", data[1:].decode("utf-8", "surrogateescape")
    for place in times.Place:
        with suppress(InvalidTime):
            time = times.read(text, place, zone)
            assert time.text == text
            assert times.read(str(time), place, zone) == time
            _ordered(time.bounds)
    with suppress(InvalidTime):
        assert times.instant(times.instant_text(times.instant(text))) == times.instant(text)
    with suppress(InvalidTime):
        moment = times.cut(text, zone)
        with suppress(InvalidTime):  # the last day of the last year ends where no date can be written
            assert times.cut(times.instant_text(moment), zone) == moment
    for anchor in ("published", "2024-02-29", "2024-06~", "2024-06-26T23:30-05:00"):
        with suppress(InvalidTime):
            words = times.TimeExpression(text, anchor)
            resolved = words.resolve(times.bounds("2024-12-31", times.Place.PUBLISHED, zone), zone)
            assert times.check(resolved) == resolved
            _ordered(words.bounds(times.bounds("2024-12-31", times.Place.PUBLISHED, zone), times.Place.EVENT, zone))


def _ordered(bounds: times.Bounds) -> None:
    """The earliest reading of each end is no later than its latest, and the begin no later than the end."""
    for early, late in (
        (bounds.begin_earliest, bounds.begin_latest),
        (bounds.end_earliest, bounds.end_latest),
        (bounds.begin_earliest, bounds.end_earliest),
        (bounds.begin_latest, bounds.end_latest),
    ):
        assert early is None or late is None or early <= late, bounds


def read_body(data: bytes) -> None:
    """Bodies of stored events, and JSON of strangers: the first byte chooses the kind, the rest is the body."""
    stored, body = f"{KINDS[data[0] % len(KINDS)] if data else 'linked'}/1", data[1:]
    with suppress(InvalidValue):
        value = strict_json(body)
        assert strict_json(_rewritten(value)) == value
    reading = Reading(_id_at)
    event = reading.decode(stored, body)
    with suppress(EventLogError):
        foreign = read_foreign(stored, body, _id_at)
        assert foreign == event
    if isinstance(event, UnknownEvent):
        assert event.body == body
        return
    written = Encoder(lambda _id: None).encode(event)
    assert reading.decode(stored, written) == event
    assert repr(event)
    if stored == "claim-recorded/1":
        members = projection("claim-recorded", ("claim.question", "claim.during", "claim.value"))
        ((_, _, question, *_),) = members.rows([(1, 0, stored, written)])
        assert question == event.claim.question


def _id_at(position: int) -> str | None:
    return f"claim:{position:032x}" if 0 < position < 100 else None


def _rewritten(value: Any) -> str:
    """The same value written by somebody else, who writes each number with all its digits."""
    if isinstance(value, Decimal):
        digits = str(value)
        return digits if set(digits) & {".", "E"} else f"{digits}e0"
    if isinstance(value, list):
        return f"[{', '.join(map(_rewritten, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(key)}: {_rewritten(one)}' for key, one in value.items())}}}"
    return json.dumps(value)


def load_annotation(data: bytes) -> None:
    """Annotation files: what is read is recorded, or refused at the door."""
    with tempfile.TemporaryDirectory(prefix="fuzz") as folder:
        path = Path(folder) / "a.toml"
        path.write_bytes(data)
        try:
            events = load(path)
        except InvalidAnnotation as fault:
            assert str(fault).isprintable(), str(fault)  # noqa: PT017 - a fuzzer has no pytest
            assert fault.file == str(path)  # noqa: PT017
            return
        assert load(path) == events
    _recorded(events)


def _recorded(events: tuple) -> None:
    """What was taken comes back as it was given, of a report that is told twice what was told first; what was refused
    left nothing.
    """
    with eventlog.open(":memory:") as log:
        try:
            receipt = log.record(*events)
        except EventLogError:
            assert len(log) == 0
            return
        held = list(log.entries())
        for event, position in zip(events, receipt, strict=True):
            assert held[position - 1].event == event or (
                isinstance(event, ReportRecorded) and held[position - 1].id == event.report.id
            )
        for question in {one.event.claim.question for one in held if one.kind.startswith("claim-recorded")}:
            assert str(log.as_of("2090-01-01")[question])


@cache
def key() -> SignerKey:
    """The key that notes are read with."""
    return SignerKey(name="example.com/newsroom", seed=bytes(range(32)))


def read_note(data: bytes) -> None:
    """Checkpoints, as they came and as a key of ours would have signed the same text: both readers take the same."""
    with suppress(ProofError):
        text, signers = open_note(data, [key().verifier])
        assert signers == (key().verifier,)
        assert data.decode().startswith(text)
    _read_by_both(data)
    with suppress(EventLogError):
        _read_by_both(sign_note(data.decode("utf-8", "replace").split("\n\n")[0] + "\n", key()).encode())
    for half in (VerifierKey, SignerKey):
        with suppress(InvalidValue):
            read = half.read(data.decode("utf-8", "replace"))
            assert half.read(read.text) == read


def _read_by_both(note: bytes) -> None:
    ours = theirs = None
    with suppress(ProofError):
        ours = Checkpoint.read(note, [key().verifier])
    with suppress(verifier.NotProved):
        theirs = verifier.read_checkpoint(note, [key().verifier.text])
    assert (ours is None) == (theirs is None), (note, ours, theirs)
    if ours is not None and theirs is not None:
        assert (ours.root, ours.size) == (theirs.root, theirs.size)
        assert Checkpoint.read(ours.text, [key().verifier]) == ours


def read_bundle(data: bytes) -> None:
    """Proof bundles: one that is proved is, but for its layout, what our own writer writes."""
    with suppress(verifier.NotProved):
        bundle = verifier.read_bundle(data)
        verdict = verifier.check(bundle)
        assert not verdict.attested
        written = write_bundle(
            position=bundle.position,
            recorded_micros=bundle.recorded,
            kind=bundle.kind,
            commit=bundle.commit,
            body=bundle.body,
            salt=bundle.salt,
            size=bundle.size,
            root=bundle.root,
            proof=bundle.inclusion,
        )
        assert verifier.read_bundle(written) == bundle


COLUMNS = {field: field for field in FIELDS}


def read_csv(data: bytes) -> None:
    """Tables: the columns are those of the first line that have our names; the cells go there and back."""
    known = [one.strip('"\r') for one in data.partition(b"\n")[0].decode("utf-8", "replace").split(",")]
    columns = {name: name for name in known if name in COLUMNS}
    with suppress(InvalidImport):
        events = from_csv(data, columns, constants={} if "publisher" in columns else {"publisher": "outlet:table"})
        _recorded(events)
    for cell in data.decode("utf-8", "replace").split(","):
        assert plain(guarded(cell)) == cell


def read_html(data: bytes) -> None:
    """Pages: what is read is a report that a log takes, with the digest of these bytes."""
    with suppress(InvalidValue), warnings.catch_warnings():
        warnings.simplefilter("ignore", DoubtfulPage)
        page = eventlog.Report.from_html(
            data, publisher="outlet:page", zone="Europe/Kyiv", retrieved="2031-06-28T10:00:00Z"
        )
        assert page.page_digest == "sha256:" + sha256(data).hexdigest()
        with eventlog.open(":memory:") as log:
            log.record(page)
            assert next(iter(log.entries())).event.report == page


MARKED = eventlog.Report(
    publisher="outlet:mail",
    url="https://www.example.org/quay",
    text="🐟 Fish: the quay is shut. 🐟 About 120 boats left.",
    page_digest=f"sha256:{'a' * 64}",
)
LABELS = {"shut": {"question": "quay.shut"}, "": None}


def read_marks(data: bytes) -> None:
    """Marks of annotation tools, in each form; and a place in a file, whose notation goes there and back."""
    files = {"https://www.example.org/quay.png": f"sha256:{'b' * 64}"}
    for read in (
        lambda: from_web_annotations(data, MARKED, LABELS, artefacts=files),
        lambda: from_label_studio(data, MARKED, LABELS, artefacts=files),
        lambda: from_doccano(data, MARKED, LABELS),
    ):
        with suppress(InvalidImport), warnings.catch_warnings():
            warnings.simplefilter("ignore", PlacedByWords)
            warnings.simplefilter("ignore", Unlabelled)
            for event in read():
                MARKED.check(event.claim)
                for part in event.claim.fragments:
                    assert eventlog.Fragment.of(part.artefact, part.at, svg=part.svg) == part
    with suppress(InvalidValue):
        part = eventlog.Fragment.of(f"sha256:{'a' * 64}", data.decode("utf-8", "replace"))
        assert eventlog.Fragment.of(part.artefact, part.at) == part


TARGETS = {
    "time": read_time,
    "body": read_body,
    "annotation": load_annotation,
    "note": read_note,
    "bundle": read_bundle,
    "csv": read_csv,
    "html": read_html,
    "marks": read_marks,
}
CORPUS = Path(__file__).resolve().parent / "fuzz" / "corpus"


@cache
def corpus(target: str) -> tuple[Path, ...]:
    """The inputs of one target that are kept."""
    return tuple(sorted((CORPUS / target).iterdir()))


def TestOneInput(target: str, data: bytes) -> None:  # noqa: N802 - as fuzzers call it
    """One input of a target."""
    TARGETS[target](data)
