"""Marks of INCEpTION come in from files that dkpro-cassis wrote, and go out into files that it reads."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Evidence, Fragment, Report
from eventlog.errors import InvalidImport, InvalidValue
from eventlog.export import from_uima, to_uima
from export_readers import reader

TEXT = "🐟 Fish: the quay is shut. 🐟 About 120 boats left."
REPORT = Report(publisher="outlet:mail", title="Quay", published="2020-06-26", text=TEXT)
LAYERS = {"webanno.custom.Mark": "label"}
LABELS: dict[str, Any] = {
    "shut": {"question": "quay.shut", "stance": "announce", "by": ["gov:board"]},
    "boats": {"question": "boats.left", "value": "about 120"},
    "todo": None,
}


def cas(*marks: tuple[int, int, str | None], text: str = TEXT) -> Any:
    """A document with a layer of marks and one of tokens, made by dkpro-cassis."""
    cassis = reader("cassis")
    types = cassis.TypeSystem()
    mark = types.create_type("webanno.custom.Mark", supertypeName="uima.tcas.Annotation")
    token = types.create_type("webanno.custom.Token", supertypeName="uima.tcas.Annotation")
    types.create_feature(domainType=mark, name="label", rangeType="uima.cas.String")
    made = cassis.Cas(typesystem=types)
    made.sofa_string, made.sofa_mime = text, "text/plain"
    for start, end, label in marks:
        made.add(mark(begin=start, end=end, label=label))
    made.add(token(begin=0, end=1))
    return made


def place(words: str, text: str = TEXT) -> tuple[int, int]:
    """Where words stand, as we count and as dkpro-cassis is told."""
    return text.index(words), text.index(words) + len(words)


def forms(made: Any) -> dict[str, dict[str, Any]]:
    """The ways in which it is saved: JSON, XMI beside its types, and a zip as INCEpTION exports it."""
    xmi, types = made.to_xmi().encode(), made.typesystem.to_xml().encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("quay.xmi", xmi)
        folder.writestr("TypeSystem.xml", types)
    return {
        "json": {"source": made.to_json().encode()},
        "xmi": {"source": xmi, "typesystem": types},
        "zip": {"source": packed.getvalue()},
    }


def said(events: Any) -> list[tuple[str, str]]:
    """Question and words of each claim."""
    claims = [one.claim for one in events]
    return [(one.question, TEXT[one.evidence[0].start : one.evidence[0].end]) for one in claims]


@pytest.mark.parametrize("form", ["json", "xmi", "zip"])
def test_an_emoji_before_the_span(form: str) -> None:
    """UIMA counts it as two, and its words are found where they stand; labels say what they mean."""
    made = cas((*place("quay is shut"), "shut"), (*place("About 120 boats"), "boats"), (0, 1, "todo"), (0, 1, None))
    given_ = forms(made)[form]
    if form == "json":
        begins = [one.get("begin") for one in json.loads(given_["source"])["%FEATURE_STRUCTURES"]]
        assert TEXT.index("quay is shut") + 1 in begins
    events = from_uima(report=REPORT, labels=LABELS, layers=LAYERS, **given_)
    assert said(events) == [("quay.shut", "quay is shut"), ("boats.left", "About 120 boats")]
    claim = events[0].claim
    assert (claim.stance, claim.chain[0].agent, claim.extractor) == ("announce", "gov:board", "uima")


@given(
    st.text(st.sampled_from("a🐟é\n"), max_size=20),
    st.text(st.sampled_from("b🐟"), min_size=1, max_size=5),
    st.text("🐟c", max_size=5),
)
def test_the_span_is_the_words_that_were_marked(before: str, words: str, after: str) -> None:
    """In any text, with letters of one and of two units, if no word is cut in two."""
    text = before + words + after
    made = cas((len(before), len(before) + len(words), "shut"), text=text).to_json().encode()
    report = Report(publisher="outlet:mail", text=text)
    ends = {"begin": before[-1:] + words[:1], "end": words[-1:] + after[:1]}
    cut = [what for what, pair in ends.items() if pair.isalpha() and len(pair) == 2]
    if cut:
        with pytest.raises(InvalidImport, match=f"mark 1: the words {cut[0]} within a word or a number"):
            from_uima(made, report, LABELS, layers=LAYERS)
        return
    [event] = from_uima(made, report, LABELS, layers=LAYERS)
    assert (event.claim.evidence[0].start, event.claim.evidence[0].end) == (len(before), len(before) + len(words))


def test_what_we_write_is_read_by_dkpro_cassis_and_comes_back() -> None:
    """Question, stance, chain and place, also on the second page of a text, whose form feed no XML could hold."""
    cassis = reader("cassis")
    report = eventlog.Report(publisher="outlet:mail", title="Quay", published="2020-06-26", text=f"One.\f{TEXT}")
    claim = report.claim("quay.shut", quote="quay is shut", stance="announce", by=["gov:board"], said="2020-06-24")
    other = Report(publisher="outlet:mail", title="Other", published="2020-06-26", text=TEXT)
    log = eventlog.open(":memory:")
    log.record(report, claim, other, other.claim("boats.left", quote="120 boats"))
    text = to_uima(log.as_of(), report)
    read = cassis.load_cas_from_json(text)
    [mark] = read.select("webanno.custom.Claim")
    assert read.sofa_string == report.text
    assert (mark.get_covered_text(), mark.question, mark.stance) == ("quay is shut", "quay.shut", "announce")
    assert (mark.chain, mark.said, mark.claim) == ("gov:board", "2020-06-24", claim.id)
    meaning = {"quay.shut": {"question": "quay.shut"}}
    [event] = from_uima(text.encode(), report, meaning, layers={"webanno.custom.Claim": "question"})
    assert event.claim.evidence == claim.evidence


@pytest.mark.parametrize("moved", [0, 1])
def test_a_mark_of_ours_that_cuts_a_word_comes_back_unless_it_was_moved(moved: int) -> None:
    """A claim may rest on any letters; whoever marks half a word in INCEpTION has slipped, and is told."""
    cassis = reader("cassis")
    start = TEXT.index("boats") + 1
    claim = REPORT.claim("quay.shut", evidence=[Evidence.of(TEXT, start, start + 3)])
    log = eventlog.open(":memory:")
    log.record(REPORT, claim)
    read = cassis.load_cas_from_json(to_uima(log.as_of(), REPORT))
    [mark] = read.select("webanno.custom.Claim")
    mark.begin += moved
    given = (read.to_json().encode(), REPORT, {"quay.shut": {"question": "quay.shut"}})
    if moved:
        with pytest.raises(InvalidImport, match="mark 1: "):
            from_uima(*given, layers={"webanno.custom.Claim": "question"})
    else:
        [event] = from_uima(*given, layers={"webanno.custom.Claim": "question"})
        assert event.claim.evidence == claim.evidence


def test_no_mark_says_more_than_the_claim() -> None:
    """A word that was taken back, a condition, an opinion: each says so beside its answer."""
    cassis = reader("cassis")
    log = eventlog.open(":memory:", clock=lambda: "2020-08-01T00:00:00Z")
    report = Report(publisher="outlet:mail", title="Quay", published="2020-06-26", text=TEXT)
    told = {"quote": "quay is shut", "by": ["org:union"]}
    claims = [
        report.claim("quay.shut", condition="if it rains", **told),
        report.claim("quay.good", kind="opinion", **told),
        report.claim("quay.old", **told),
    ]
    log.record(report, *claims)
    log.record(
        eventlog.Retracted(target=claims[0].id, by="org:union", notice="2020-06-27"),
        eventlog.Retracted(target=claims[1].id, by="org:board", notice="2020-06-27"),
    )
    read = cassis.load_cas_from_json(to_uima(log.as_of(), report)).select("webanno.custom.Claim")
    by = {one.question: (one.condition, one.kind, one.takenBack, one.rejected) for one in read}
    assert by == {
        "quay.shut": ("if it rains", None, "retracted by org:union, notice 2020-06-27", None),
        "quay.good": (None, "opinion", None, "rejected by org:board, notice 2020-06-27"),
        "quay.old": (None, None, None, None),
    }


def test_what_is_not_visible_or_has_no_text_is_not_written() -> None:
    """A CAS is a text with marks; a report that the cut keeps out is not in it."""
    reader("cassis")
    log = eventlog.open(":memory:")
    bare = Report(publisher="outlet:mail", title="Bare", published="2020-06-26")
    log.record(REPORT, bare)
    with pytest.raises(LookupError, match="no report that this knowledge holds"):
        to_uima(log.as_of("2020-06-25"), REPORT)
    with pytest.raises(InvalidValue, match="is not held"):
        to_uima(log.as_of(), bare.id)


def test_a_place_in_a_picture_has_no_word_in_uima() -> None:
    """Only spans are written, as the table of losses says."""
    reader("cassis")
    log = eventlog.open(":memory:")
    seen = REPORT.claim("quay.shut", fragments=[Fragment.of("sha256:" + "a" * 64, "xywh=0,0,4,4")])
    log.record(REPORT, seen)
    assert "webanno.custom.Claim" not in [
        one["%TYPE"] for one in json.loads(to_uima(log.as_of(), REPORT))["%FEATURE_STRUCTURES"]
    ]


def changed(find: str, put: str) -> bytes:
    """XMI of one mark in which something was changed."""
    raw = cas((*place("quay is shut"), "shut")).to_xmi()
    assert find in raw
    return raw.replace(find, put).encode()


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><xmi>&i;</xmi>"
)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: changed("the quay", "a quay"), "not the text of the report"),
        (lambda: changed('begin="13"', 'begin="1"'), "no CAS that can be read"),
        (lambda: changed('end="25"', 'end="9000"'), "no CAS that can be read"),
        (lambda: changed('end="25"', 'end="13"'), "is none"),
        (lambda: changed('end="25"', 'end="many"'), "no CAS that can be read"),
        (lambda: changed('label="shut"', 'label="other"'), "what 'other' means"),
        (lambda: changed("webanno/custom", "webanno/other"), "no CAS that can be read"),
        (lambda: changed("<?xml", "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><?xml"), "declares a doctype"),
        (BOMB.encode, "declares a doctype"),
        (lambda: BOMB.replace("<?xml version", "<?xml encoding='UTF-7' version").encode(), "encoded in 'UTF-7'"),
        (lambda: BOMB.encode("utf-16"), "no CAS that can be read"),
        (lambda: changed("sofaString", "sofa"), "no CAS that can be read"),
        (lambda: b"", "no CAS that can be read"),
        (lambda: b"PK\x03\x04 and no zip", "no CAS that can be read"),
        (lambda: b'{"a": ' * 100_000, "JSON|deep"),
        (lambda: b"{}", "no CAS that can be read|not the text"),
    ],
    ids=map(str, range(16)),
)
def test_what_is_no_cas_of_the_report_is_refused(make: Any, told: str) -> None:
    """In a sentence, and with nothing taken; nothing outside of the file is looked at."""
    types = cas().typesystem.to_xml().encode()
    with pytest.raises(InvalidImport, match=told):
        from_uima(make(), REPORT, LABELS, layers=LAYERS, typesystem=types)


def test_a_zip_is_bounded_and_holds_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb is not unpacked, and of two annotators none is chosen."""
    made = cas((*place("quay is shut"), "shut"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("quay.xmi", b" " * 50_000)
        folder.writestr("TypeSystem.xml", made.typesystem.to_xml())
    monkeypatch.setattr("eventlog.export.uima.LARGEST", 40_000)
    with pytest.raises(InvalidImport, match="more than the 40000 bytes"):
        from_uima(packed.getvalue(), REPORT, LABELS, layers=LAYERS)
    with zipfile.ZipFile(packed, "a") as folder:
        folder.writestr("other.xmi", b"")
    with pytest.raises(InvalidImport, match="2 XMI and 1 type systems"):
        from_uima(packed.getvalue(), REPORT, LABELS, layers=LAYERS)
    with pytest.raises(InvalidImport, match="give typesystem"):
        from_uima(made.to_xmi().encode(), REPORT, LABELS, layers=LAYERS)


def test_a_layer_that_is_not_there_is_named() -> None:
    """With those that are; and a feature that it does not have."""
    raw = cas((0, 1, "shut")).to_json().encode()
    with pytest.raises(
        InvalidImport, match=r"there is no layer 'webanno\.custom\.Claim': there is .*webanno\.custom\.Mark"
    ):
        from_uima(raw, REPORT, LABELS, layers={"webanno.custom.Claim": "label"})
    with pytest.raises(InvalidValue, match="layers, such as"):
        from_uima(raw, REPORT, LABELS, layers=["webanno.custom.Mark"])  # type: ignore[arg-type]
    with pytest.raises(InvalidImport, match="has no 'colour'"):
        from_uima(raw, REPORT, LABELS, layers={"webanno.custom.Mark": "colour"})
