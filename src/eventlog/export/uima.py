"""UIMA CAS, as INCEpTION and WebAnno write and read it. Extra `uima` (dkpro-cassis).

In: a CAS in JSON, an export of INCEpTION in a zip (XMI with its TypeSystem.xml), or XMI with the type system given.
Out: JSON, which carries its types with it, and can hold the form feeds between pages that XML can't. A layer is a type
of annotations (`webanno.custom.Claim`), and the label of a mark the value of one of its features. UIMA counts UTF-16
code units; the library counts them back into code points.

The files are those of strangers: entities and doctypes are refused, and a zip is read no further than `LARGEST`.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, Final

from eventlog.claims import Claim, digest_of
from eventlog.claims.fields import by_name, check_type
from eventlog.codec import strict_json
from eventlog.errors import InvalidImport, InvalidValue, MissingExtra, shown
from eventlog.events import Event
from eventlog.export.arriving import name_of, read_bytes
from eventlog.export.catalogue import Catalogue, catalogue
from eventlog.export.marking import CODE_POINTS, Labels, Mark, Marked, Source, claims_of, reading
from eventlog.knowledge import Knowledge
from eventlog.reports import Report

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a CAS, unpacked, that are still read."""

LAYER: Final = "webanno.custom.Claim"
"""The layer of claims that are written."""

FEATURES: Final = (
    *("question", "answer", "stance", "factuality", "kind", "chain", "said", "during", "condition", "paraphrase"),
    *("claim", "review", "takenBack", "rejected", "digest"),
)
"""The features of that layer, all of them text. `digest` is that of the marked words: a mark that nobody moved since is
ours, and stands where the claim says.
"""

_ENCODING: Final = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']*)["']""")
_DECLARES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ANNOTATION: Final = "uima.tcas.Annotation"


def from_uima(
    source: Source,
    report: Report,
    labels: Labels,
    *,
    layers: Mapping[str, str],
    typesystem: Source | None = None,
) -> tuple[Event, ...]:
    """Claims from a UIMA CAS whose text is the report's.

    `layers` says which types of annotations are marks, and which of their features holds the label, such as
    `{"webanno.custom.Claim": "question"}`; other types (tokens, sentences) are passed over, and so is a mark without a
    label. `typesystem` is needed for XMI that stands alone. Raises InvalidImport, with nothing taken; MissingExtra
    without the extra `uima`.
    """
    check_type(report, Report, "what was marked")
    by_name(layers, "layers, such as {'webanno.custom.Claim': 'question'},")
    file = name_of(source)
    cassis = _cassis()
    cas = reading(file, lambda: _loaded(cassis, read_bytes(source, LARGEST), typesystem))
    if cas.sofa_string != report.text or report.text is None:
        raise InvalidImport(file, None, "sofaString", "its text is not the text of the report, letter by letter")
    marks = reading(file, lambda: list(_marks(cas, layers)))
    return claims_of(file, report, labels, marks, "uima", CODE_POINTS, CODE_POINTS)


def to_uima(knowledge: Knowledge, report: Report | str) -> str:
    """The visible claims of a report, whose text the log holds, as a UIMA CAS in JSON with its types.

    Each span of a claim is an annotation of the layer `webanno.custom.Claim`. Raises LookupError for a report that is
    not visible, InvalidValue for one whose text is not held, MissingExtra without the extra `uima`.
    """
    cassis = _cassis()
    held = catalogue(knowledge)
    if not isinstance(report, str):
        check_type(report, Report, "what a CAS is made of")
    id = report if isinstance(report, str) else report.id
    if id not in held.reports:
        raise LookupError(
            f"{shown(id)} is no report that this knowledge holds: pass a report that is visible, or its id"
        )
    text = held.reports[id][1].text
    if text is None:
        raise InvalidValue(f"the text of {id} is not held, and a CAS is a text with marks: give it to the log first")
    types = cassis.TypeSystem()
    layer = types.create_type(LAYER, supertypeName=_ANNOTATION)
    for name in FEATURES:
        types.create_feature(domainType=layer, name=name, rangeType="uima.cas.String")
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string, cas.sofa_mime = text, "text/plain"
    for _, claim in held.claims:
        if str(claim.report) == id:
            told = {name: value for name, value in _told(claim, held).items() if value}
            for span in claim.evidence:
                if span.fits(text):
                    cas.add(layer(begin=span.start, end=span.end, digest=span.digest, **told))
    return str(cas.to_json())


def _told(claim: Claim, held: Catalogue) -> dict[str, str]:
    """The features of a claim, as text."""
    return {
        "question": claim.question,
        "answer": held.answer(claim),
        "stance": str(claim.stance),
        "factuality": str(claim.factuality),
        "kind": held.other_kind(claim) or "",
        "chain": " > ".join(step.agent for step in claim.chain),
        "said": "" if claim.said is None else str(claim.said),
        "during": "" if claim.during is None else str(claim.during),
        "condition": claim.condition,
        "paraphrase": claim.paraphrase,
        "claim": claim.id,
        "review": held.review(claim.id) or "",
        "takenBack": "; ".join(held.taken_back(claim)),
        "rejected": "; ".join(held.rejected(claim)),
    }


def _cassis() -> Any:
    try:
        import cassis
    except ImportError:
        raise MissingExtra("uima", "dkpro-cassis", "marks of INCEpTION") from None
    return cassis


def _loaded(cassis: Any, data: bytes, typesystem: Source | None) -> Any:
    """The CAS of JSON, of a zip, or of XMI."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Not mapping")  # an offset within a letter, or behind the text
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        try:
            if data.startswith(b"PK\x03\x04"):
                data, types = _unzipped(data)
            elif data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                text = data.decode("utf-8-sig")
                strict_json(text)
                return cassis.load_cas_from_json(text)
            else:
                types = None if typesystem is None else read_bytes(typesystem, LARGEST)
            if types is None:
                raise InvalidValue(
                    "XMI does not hold its types: give typesystem, the TypeSystem.xml that belongs to it"
                )
            system = cassis.load_typesystem(io.BytesIO(_plain_xml(types)))
            return cassis.load_cas_from_xmi(io.BytesIO(_plain_xml(data)), typesystem=system)
        except (InvalidValue, InvalidImport):
            raise
        except Exception as error:  # noqa: BLE001 - the library may fall over what strangers wrote
            told = f"{type(error).__name__}, {shown(str(error))}"
            raise InvalidValue(f"this is no CAS that can be read: {told}") from None


def _plain_xml(data: bytes) -> bytes:
    """XML in UTF-8 that declares nothing: no doctype, no entity, no other encoding behind which they could hide."""
    told = _ENCODING.match(data)
    if told is not None and told[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise InvalidValue(f"the XML is encoded in {shown(told[1].decode('latin-1'))}: save it in UTF-8")
    data.decode()
    if _DECLARES.search(data):
        raise InvalidValue("the XML declares a doctype or entities, which no CAS has: it is not read")
    return data


def _unzipped(data: bytes) -> tuple[bytes, bytes | None]:
    """The one XMI of an export, and its type system."""
    with zipfile.ZipFile(io.BytesIO(data)) as folder:
        files = [one for one in folder.infolist() if not one.is_dir()]
        documents = [one for one in files if one.filename.lower().endswith(".xmi")]
        types = [one for one in files if one.filename.lower().endswith("typesystem.xml")]
        if len(documents) != 1 or len(types) > 1:
            found = f"{len(documents)} XMI and {len(types)} type systems"
            raise InvalidValue(f"the zip holds {found}: give the export of one document by one annotator")
        return _bounded(folder, documents[0]), _bounded(folder, types[0]) if types else None


def _bounded(folder: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with folder.open(member) as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InvalidValue(f"{shown(member.filename)} has more than the {LARGEST} bytes that are read")
    return data


def _marks(cas: Any, layers: Mapping[str, str]) -> Iterator[Mark]:
    known = {one.name for one in cas.typesystem.get_types(built_in=True)}
    for layer, feature in layers.items():
        if layer not in known:
            custom = sorted(one.name for one in cas.typesystem.get_types())
            raise InvalidValue(f"there is no layer {shown(layer)}: there is {shown(', '.join(custom)) or 'none'}")
        for one in cas.select(layer):
            if getattr(one, "begin", None) is None or one.type.get_feature(feature) is None:
                raise InvalidValue(f"an annotation of {shown(layer)} has no {shown(feature)}: is it a layer of spans?")
            label = one[feature]
            if label is not None:
                words, digest = one.get_covered_text(), one["digest"] if one.type.get_feature("digest") else None
                ours = digest == digest_of(words)
                yield Mark(str(label), (Marked(one.begin, one.end, words, digest if ours else None),))
