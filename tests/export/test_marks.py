"""Marks of annotation tools come in by a mapping, each at the very words that were marked."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Report
from eventlog.errors import InvalidImport, InvalidValue, PlacedByWords, Unlabelled
from eventlog.export import from_doccano, from_label_studio, from_web_annotations, to_web_annotations

TEXT = "🐟 Fish: the quay is shut. 🐟 About 120 boats left."
REPORT = Report(
    publisher="outlet:mail", title="Quay", published="2020-06-26", url="https://www.example.org/quay", text=TEXT
)
LABELS: dict[str, Any] = {
    "shut": {"question": "quay.shut", "stance": "announce", "by": ["gov:board"]},
    "boats": {"question": "boats.left", "value": "about 120"},
    "todo": None,
}
WORDS = "quay is shut"


def utf_16(text: str, words: str) -> tuple[int, int]:
    """Where words stand as a browser counts."""
    start = len(text[: text.index(words)].encode("utf-16-le")) // 2
    return start, start + len(words.encode("utf-16-le")) // 2


def code_points(text: str, words: str) -> tuple[int, int]:
    """Where they stand as we count."""
    return text.index(words), text.index(words) + len(words)


def note(start: int, end: int, exact: str | None, *tags: str, source: str = REPORT.url) -> dict[str, Any]:
    """A row of the Hypothes.is API."""
    selectors: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": start, "end": end}]
    if exact is not None:
        selectors.append({"type": "TextQuoteSelector", "exact": exact, "prefix": "", "suffix": ""})
    return {"uri": source, "text": "a remark", "tags": [*tags], "target": [{"source": source, "selector": selectors}]}


def studio(start: int, end: int, words: str | None, label: str, **given: Any) -> list[dict[str, Any]]:
    """An export of Label Studio, in its full JSON."""
    value = {"start": start, "end": end, "labels": [label]} | ({} if words is None else {"text": words})
    result = [{"from_name": "label", "to_name": "text", "type": "labels", "value": value}]
    return [{"id": 1, "data": {"text": TEXT}, "annotations": [{"result": result, **given}]}]


def said(events: Any) -> list[tuple[str, str]]:
    """Question and words of each claim."""
    claims = [one.claim for one in events]
    return [(one.question, TEXT[one.evidence[0].start : one.evidence[0].end]) for one in claims]


def raw(value: Any) -> bytes:
    """As the bytes of a file."""
    return json.dumps(value).encode()


@pytest.mark.parametrize("count", [utf_16, code_points])
def test_an_emoji_before_the_span(count: Any) -> None:
    """However a tool counts, its words are found where they stand."""
    start, end = count(TEXT, WORDS)
    expected = [("quay.shut", WORDS)]
    assert said(from_web_annotations(raw({"rows": [note(start, end, WORDS, "shut")]}), REPORT, LABELS)) == expected
    assert said(from_label_studio(raw(studio(start, end, WORDS, "shut")), REPORT, LABELS)) == expected


def test_each_tool_counts_in_its_own_way_where_no_words_are_given() -> None:
    """doccano code points, Label Studio as browsers do; a Web Annotation has to be told."""
    for shape in ({"label": [[*code_points(TEXT, WORDS), "shut"]]}, {"labels": [[*code_points(TEXT, WORDS), "shut"]]}):
        assert said(from_doccano(raw({"id": 1, "text": TEXT} | shape), REPORT, LABELS)) == [("quay.shut", WORDS)]
    start, end = code_points(TEXT, WORDS)
    entity = {"id": 1, "label": "shut", "start_offset": start, "end_offset": end}
    assert said(from_doccano(raw({"text": TEXT, "entities": [entity]}), REPORT, LABELS)) == [("quay.shut", WORDS)]
    assert said(from_label_studio(raw(studio(*utf_16(TEXT, WORDS), None, "shut")), REPORT, LABELS)) == [
        ("quay.shut", WORDS)
    ]
    bare = raw([note(*utf_16(TEXT, WORDS), None, "shut")])
    with pytest.raises(InvalidImport, match="give units"):
        from_web_annotations(bare, REPORT, LABELS)
    assert said(from_web_annotations(bare, REPORT, LABELS, units="utf-16")) == [("quay.shut", WORDS)]


def test_bare_numbers_are_read_in_no_other_way() -> None:
    """A span that a browser can't have made, or that code points can't, is refused, and not tried in the other way."""
    with pytest.raises(InvalidImport, match="does not say what its mark says"):
        from_label_studio(raw(studio(1, 3, None, "shut")), REPORT, LABELS)
    behind = len(TEXT) + 1
    with pytest.raises(InvalidImport, match="does not say what its mark says"):
        from_doccano(raw({"text": TEXT, "label": [[3, behind, "shut"]]}), REPORT, LABELS)
    [event] = from_doccano(raw({"text": TEXT, "label": [[3, behind, "shut"]]}), REPORT, LABELS, units="utf-16")
    assert event.claim.evidence[0].end == behind - 2


@pytest.mark.parametrize(("around", "start"), [({"prefix": "shut. "}, 26), ({"suffix": " Fish"}, 0), ({}, None)])
def test_words_that_stand_there_twice_are_told_apart_by_what_is_around(around: dict[str, str], start: int) -> None:
    """As the W3C's selector of a quote has it; without, or where it fits more than one place, nothing is guessed."""
    quote = {"type": "TextQuoteSelector", "exact": "🐟"} | around
    mark = note(0, 1, None, "shut") | {"target": [{"source": REPORT.url, "selector": [quote]}]}
    if start is None:
        for also in ({}, {"suffix": " "}, {"prefix": "nowhere"}):
            quote |= also
            with pytest.raises(InvalidImport, match="stands in the text 2 times"):
                from_web_annotations(raw([mark]), REPORT, LABELS)
        return
    [event] = from_web_annotations(raw([mark]), REPORT, LABELS)
    assert event.claim.evidence[0].start == start


@given(
    st.text(st.sampled_from("a🐟é\n"), max_size=20),
    st.text(st.sampled_from("b🐟"), min_size=1, max_size=5),
    st.text("🐟c"),
)
def test_the_span_is_the_words_of_the_browser(before: str, words: str, after: str) -> None:
    """Of any text, with letters of one and of two units, if no word is cut in two."""
    text = f"{before}{words}{after}"
    start = len(before.encode("utf-16-le")) // 2
    end = start + len(words.encode("utf-16-le")) // 2
    task = {
        "data": {"text": text},
        "annotations": [{"result": [{"type": "labels", "value": {"start": start, "end": end, "labels": ["shut"]}}]}],
    }
    report = Report(publisher="outlet:mail", text=text)
    cut = [
        what
        for what, pair in (("begin", before[-1:] + words[:1]), ("end", words[-1:] + after[:1]))
        if pair.isalpha() and len(pair) == 2
    ]
    if cut:
        with pytest.raises(InvalidImport, match=f"mark 1: the words {cut[0]} within a word or a number"):
            from_label_studio(raw(task), report, LABELS, units="utf-16")
        return
    [event] = from_label_studio(raw(task), report, LABELS, units="utf-16")
    assert (event.claim.evidence[0].start, event.claim.evidence[0].end) == (len(before), len(before) + len(words))


def test_a_label_says_what_its_mark_means() -> None:
    """Question, stance and speaker are those of the mapping, the remark is the paraphrase, the tool the extractor."""
    rows = [
        note(*utf_16(TEXT, WORDS), WORDS, "shut", "todo"),
        note(0, 3, "no", "boats", source="https://other.example/"),
    ]
    [event] = from_web_annotations(raw({"rows": rows, "total": 2}), REPORT, LABELS)
    claim = event.claim
    assert (claim.question, claim.stance, claim.chain[0].agent) == ("quay.shut", "announce", "gov:board")
    assert (claim.paraphrase, claim.extractor) == ("a remark", "web-annotation")


def test_what_we_export_comes_back_at_the_same_place() -> None:
    """Our Web Annotations count code points, as their model has it."""
    log = eventlog.open(":memory:")
    claim = REPORT.claim("quay.shut", quote=WORDS)
    log.record(REPORT, claim)
    text = to_web_annotations(log.as_of(), quotes=True)
    [event] = from_web_annotations(text.encode(), REPORT, {"quay.shut": {"question": "quay.shut"}})
    assert event.claim.evidence[0].position == claim.evidence[0].position
    assert log.record(event)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (
            lambda: from_label_studio(raw(studio(0, 4, "Fish", "shut")), REPORT, LABELS),
            "does not say what its mark says",
        ),
        (lambda: from_label_studio(raw(studio(1, 4, None, "shut")), REPORT, LABELS, units="utf-16"), "does not say"),
        (lambda: from_label_studio(raw(studio(5, 9000, None, "shut")), REPORT, LABELS), "does not say"),
        (lambda: from_label_studio(raw(studio(4, 4, "", "shut")), REPORT, LABELS), "is none"),
        (lambda: from_label_studio(raw(studio(0, 4, None, "other")), REPORT, LABELS), "what 'other' means"),
        (lambda: from_label_studio(raw([{"data": {"text": "x"}}]), REPORT, LABELS), "no task has the text"),
        (lambda: from_label_studio(raw([7]), REPORT, LABELS), "this is not the format"),
        (
            lambda: from_doccano(raw({"text": TEXT, "label": ["shut"]}), REPORT, LABELS),
            "'shut' is no .start, end, label",
        ),
        (lambda: from_doccano(raw({"text": TEXT + " "}), REPORT, LABELS), "no line has the text"),
        (lambda: from_web_annotations(b"{", REPORT, LABELS), "JSON"),
        (lambda: from_web_annotations(raw({}), REPORT, LABELS), "this is not the format"),
        (lambda: from_web_annotations(raw([note(0, 1, "🐟", {"a": 1})]), REPORT, LABELS), "labels does not say"),
        (lambda: from_label_studio(raw(studio(0, 4, None, ["shut"])), REPORT, LABELS), "labels does not say"),
    ],
    ids=map(str, range(13)),
)
def test_what_does_not_fit_is_refused(make: Any, told: str) -> None:
    """In a sentence, and with nothing taken."""
    with pytest.raises(InvalidImport, match=told):
        make()


def test_a_mapping_that_says_too_much_is_refused() -> None:
    """A field that no claim has, or no question; a unit that nobody counts in; a report without its text."""
    for meaning in ({"question": "a.b", "colour": "red"}, {"stance": "deny"}):
        with pytest.raises(InvalidValue, match="the meaning of the label 'shut'"):
            from_label_studio(raw(studio(0, 4, None, "shut")), REPORT, {"shut": meaning})
    with pytest.raises(InvalidValue, match="code points"):
        from_label_studio(raw(studio(0, 4, None, "shut")), REPORT, LABELS, units="bytes")
    with pytest.raises(InvalidValue, match="is not held"):
        from_web_annotations(raw([note(0, 1, None, "shut")]), Report(publisher="outlet:mail", title="Quay"), LABELS)


def test_a_collection_comes_in_whole_or_not_at_all() -> None:
    """Pages that stand elsewhere are not fetched, and not left out without a word; a graph holds its annotations."""
    one = note(*utf_16(TEXT, WORDS), WORDS, "shut")
    page: dict[str, Any] = {"type": "AnnotationPage", "items": [one]}
    for whole in ({"first": page}, page, page | {"next": "https://a.example/2"}, {"@graph": [one]}):
        assert said(from_web_annotations(json.dumps(whole).encode(), REPORT, LABELS)) == [("quay.shut", WORDS)]
    for first in (page | {"next": "https://a.example/2"}, "https://a.example/1"):
        told = json.dumps({"type": "AnnotationCollection", "total": 2, "first": first})
        with pytest.raises(InvalidImport, match="give each page by itself"):
            from_web_annotations(told.encode(), REPORT, LABELS)


def test_what_was_cancelled_is_passed_over() -> None:
    """As the annotator meant it."""
    assert from_label_studio(raw(studio(0, 4, None, "other", was_cancelled=True)), REPORT, LABELS) == ()


@pytest.mark.parametrize("away", [-3, 1, 700, 10**6])
def test_a_mark_that_was_made_on_a_live_page_is_taken_by_its_words_and_that_is_said(away: int) -> None:
    """Its positions count what the text of the report has not; its words stand there once."""
    start, end = utf_16(TEXT, WORDS)
    page = raw({"rows": [note(start + away, end + away, WORDS, "shut"), note(start, end, WORDS, "shut")], "total": 2})
    with pytest.warns(PlacedByWords, match="mark 1 gave positions of another text") as warned:
        events = from_web_annotations(page, REPORT, LABELS)
    assert said(events) == [("quay.shut", WORDS)] * 2
    assert [one.message.marks for one in warned] == [(1,)]
    assert pickle.loads(pickle.dumps(warned[0].message)).marks == (1,)  # noqa: S301 - of our own making


def test_a_mark_without_a_label_is_passed_over_and_that_is_said() -> None:
    """Nothing says what it means; it was lost in silence, with what its author took for done."""
    start, end = utf_16(TEXT, WORDS)
    rows = [note(start, end, WORDS, *tags) for tags in ((), ("shut",), ())]
    page = raw({"rows": rows, "total": 3})
    task = raw([*studio(*code_points(TEXT, WORDS), WORDS, "shut"), *studio(*code_points(TEXT, WORDS), WORDS, "gone")])
    emptied, without = task.replace(b'["gone"]', b"[]"), task.replace(b'"labels": ["gone"]', b'"id": 7')
    for made, told in (
        (lambda: from_web_annotations(page, REPORT, LABELS), r"2 marks \(1, 3\) have no label"),
        (lambda: from_label_studio(emptied, REPORT, LABELS), "mark 2 has no label"),
        (lambda: from_label_studio(without, REPORT, LABELS), "mark 2 has no label"),
    ):
        with pytest.warns(Unlabelled, match=told) as warned:
            assert said(made()) == [("quay.shut", WORDS)]
        assert pickle.loads(pickle.dumps(warned[0].message)).marks == warned[0].message.marks  # noqa: S301 - our own


@pytest.mark.parametrize("words", [f"{WORDS}!", WORDS.replace(WORDS[0], "X", 1), "e"])
def test_a_mark_of_a_page_whose_words_stand_in_no_one_place_is_refused(words: str) -> None:
    """They are not there letter by letter, or in more than one place: nothing is guessed."""
    with pytest.raises(InvalidImport, match="does not say what its mark says"):
        from_web_annotations(raw([note(900, 900 + len(words), words, "shut")]), REPORT, LABELS)


def test_what_we_wrote_of_a_report_without_an_address_is_of_no_other() -> None:
    """A name of ours tells a report as an address does: a mark without words was taken for the other one's."""
    one, other = (Report(publisher="outlet:mail", title=title, published="2031", text=TEXT) for title in ("A", "B"))
    log = eventlog.open(":memory:")
    log.record(one, other, one.claim("quay.shut", by=["gov:a"]), other.claim("quay.shut", by=["gov:b"], quote=WORDS))
    log.record(REPORT, REPORT.claim("quay.shut", by=["gov:c"]))
    written = to_web_annotations(log.as_of("2032")).encode()
    labels = {"quay.shut": {"question": "quay.shut"}}
    for report, spans in ((one, 0), (other, 1), (REPORT, 0)):
        [event] = from_web_annotations(written, report, labels)
        assert (event.claim.report, len(event.claim.evidence)) == (report.id, spans)
