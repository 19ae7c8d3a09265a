"""Places in pictures, pages and recordings go out to annotation tools, and come in from them, as they are."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Fragment, Report
from eventlog.errors import InvalidImport, InvalidValue
from eventlog.export import from_label_studio, from_web_annotations, to_web_annotations
from eventlog.testing import values
from export_readers import reader

FILE, PICTURE = "sha256:" + "a" * 64, "sha256:" + "b" * 64
TEXT = "🐟 Fish: the quay is shut. 🐟 About 120 boats left."
REPORT = Report(
    publisher="outlet:mail",
    title="Quay",
    published="2020-06-26",
    url="https://www.example.org/quay.pdf",
    text=f"One.\f{TEXT}",
    page_digest=FILE,
)
LABELS: dict[str, Any] = {"quay.shut": {"question": "quay.shut"}}


def raw(value: Any) -> bytes:
    """As the bytes of a file."""
    return json.dumps(value).encode()


@given(st.lists(values.fragments(), min_size=1, max_size=3), st.booleans(), st.booleans())
def test_what_goes_out_comes_back(several: list[Fragment], own: bool, named: bool) -> None:
    """Each place of a claim, in its order, whether it is on the report's own page, and whether that has an address."""
    report = REPORT if named else attrs.evolve(REPORT, url="")
    first = attrs.evolve(several[0], artefact=FILE, page=min(several[0].page or 1, 2))  # its text has two pages
    parts = [first, *several[1:]] if own else several
    claim = report.claim("quay.shut", quote="quay is shut", fragments=parts)
    with eventlog.open(":memory:") as log:
        log.record(report, claim)
        text = to_web_annotations(log.as_of())
    [event] = from_web_annotations(text.encode(), report, LABELS)
    assert event.claim.fragments == claim.fragments
    assert event.claim.evidence == claim.evidence


def test_a_page_refines_nothing_and_a_box_refines_a_page() -> None:
    """As the W3C writes them: the page by the norm of PDF, the box by that of media; a span has its page beside it."""
    fragments = [Fragment.of(FILE, "page=2&xywh=percent:1,2,3,4"), Fragment.of(PICTURE, "t=1,2")]
    with eventlog.open(":memory:") as log:
        log.record(REPORT, REPORT.claim("quay.shut", quote="quay is shut", fragments=fragments))
        read = json.loads(to_web_annotations(log.as_of()))
    span, page, clip = read["first"]["items"][0]["target"]
    assert span["eventlog:page"] == 2
    assert page == {
        "source": REPORT.url,
        "selector": {
            "type": "FragmentSelector",
            "conformsTo": "http://tools.ietf.org/rfc/rfc3778",
            "value": "page=2",
            "refinedBy": {
                "type": "FragmentSelector",
                "conformsTo": "http://www.w3.org/TR/media-frags/",
                "value": "xywh=percent:1,2,3,4",
            },
        },
        "eventlog:artefact": FILE,
    }
    assert clip["source"] == "ni:///sha-256;u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7s"
    assert clip["eventlog:artefact"] == PICTURE


def test_a_claim_on_a_whole_report_is_no_place_in_it() -> None:
    """It goes out as an annotation of the report's address, and comes back without a place."""
    with eventlog.open(":memory:") as log:
        log.record(REPORT, REPORT.claim("quay.shut"))
        text = to_web_annotations(log.as_of())
    [event] = from_web_annotations(text.encode(), REPORT, LABELS)
    assert (event.claim.evidence, event.claim.fragments) == ((), ())


def annotation(target: Any, **more: Any) -> bytes:
    """An annotation with a tag."""
    body = {"type": "TextualBody", "value": "quay.shut", "purpose": "tagging"}
    told = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "body": body, "target": target}
    return raw(told | more)


MEDIA = {"type": "FragmentSelector", "conformsTo": "http://www.w3.org/TR/media-frags/"}


@pytest.mark.parametrize(
    ("target", "at", "svg"),
    [
        ({"id": "http://example.com/image1#xywh=100,100,300,300", "type": "Image"}, "xywh=pixel:100,100,300,300", ""),
        ("http://example.com/image1#t=30,60", "t=npt:30,60", ""),
        ({"source": "http://example.com/image1", "selector": MEDIA | {"value": "t=30,60"}}, "t=npt:30,60", ""),
        (
            {
                "source": "http://example.com/image1",
                "selector": {"type": "SvgSelector", "value": "<svg:svg> ... </svg:svg>"},
            },
            "",
            "<svg:svg> ... </svg:svg>",
        ),
        (
            {
                "source": "http://example.com/image1",
                "selector": [MEDIA | {"value": "xywh=1,2,3,4"}, {"type": "SvgSelector", "value": "<svg/>"}],
            },
            "xywh=pixel:1,2,3,4",
            "",
        ),
        ("http://example.com/image1", "", ""),
    ],
    ids=["example 4", "an address", "example 20", "example 26", "two ways to say it", "all of it"],
)
def test_the_examples_of_the_w3c(target: Any, at: str, svg: str) -> None:
    """Those of its Recommendation, of which the file is known by its digest."""
    [event] = from_web_annotations(annotation(target), REPORT, LABELS, artefacts={"http://example.com/image1": PICTURE})
    assert event.claim.fragments == (Fragment.of(PICTURE, at, svg=svg),)
    assert from_web_annotations(annotation(target), REPORT, LABELS) == ()  # a file that is none of the report's


def test_words_that_refine_a_paragraph_are_words() -> None:
    """The W3C's example of a refinement, 33: the anchor of a paragraph, and the words in it."""
    words = {"type": "TextQuoteSelector", "exact": "quay is shut", "prefix": "", "suffix": ""}
    selector = {"type": "FragmentSelector", "value": "para5", "refinedBy": words}
    [event] = from_web_annotations(annotation({"source": REPORT.url, "selector": selector}), REPORT, LABELS)
    assert event.claim.evidence == (REPORT.find("quay is shut"),)
    assert event.claim.fragments == ()


@pytest.mark.parametrize(
    ("selector", "told"),
    [
        ({"type": "CssSelector", "value": "#a"}, "a selector of type 'CssSelector' is not read"),
        ({"type": "SvgSelector", "id": "http://example.org/svg1"}, "an outline elsewhere is not fetched"),
        ({"type": "SvgSelector", "value": "<!DOCTYPE svg><svg/>"}, "is no outline"),
        ({"type": "FragmentSelector", "conformsTo": "http://tools.ietf.org/rfc/rfc5147", "value": "char=0"}, "rfc5147"),
        (MEDIA | {"value": "xywh=1,2"}, "a box has x, y, width and height"),
        (MEDIA | {"value": "t=9,1"}, "is empty"),
        (MEDIA | {"value": "t=1", "refinedBy": {"type": "CssSelector", "value": "a"}}, "can't be refined"),
        (MEDIA | {"value": 7}, "has no value"),
    ],
    ids=map(str, range(8)),
)
def test_a_place_that_is_none_is_refused(selector: Any, told: str) -> None:
    """In a sentence, and with nothing taken."""
    with pytest.raises(InvalidImport, match=told):
        from_web_annotations(annotation({"source": REPORT.url, "selector": selector}), REPORT, LABELS)


def test_refinements_without_end_are_refused() -> None:
    """And so is a place in a file of which no digest is known."""
    deep: dict[str, Any] = MEDIA | {"value": "t=1"}
    for _ in range(10):
        deep = MEDIA | {"value": "t=1", "refinedBy": deep}
    with pytest.raises(InvalidImport, match="refined more than"):
        from_web_annotations(annotation({"source": REPORT.url, "selector": deep}), REPORT, LABELS)
    bare = attrs.evolve(REPORT, page_digest=None)
    target = {"source": REPORT.url, "selector": MEDIA | {"value": "page=2"}}
    with pytest.raises(InvalidImport, match="not said which file that is: give its digest in artefacts"):
        from_web_annotations(annotation(target), bare, LABELS)
    with pytest.raises(InvalidValue, match="is not a digest"):
        from_web_annotations(annotation(target), bare, LABELS, artefacts={"http://example.com/image1": "b" * 64})


CONFIG = """<View>
  <Labels name="label" toName="text"><Label value="quay.shut"/></Labels><Text name="text" value="$text"/>
  <Image name="image" value="$image"/>
  <RectangleLabels name="box" toName="image"><Label value="quay.shut"/></RectangleLabels>
  <PolygonLabels name="outline" toName="image"><Label value="quay.shut"/></PolygonLabels>
  <Audio name="audio" value="$audio"/><Labels name="cut" toName="audio"><Label value="quay.shut"/></Labels>
</View>"""
IMAGE = "https://www.example.org/quay.png"


def task(*regions: dict[str, Any], **data: str) -> list[dict[str, Any]]:
    """What its editor stores: a task with one annotation."""
    result = [{"id": f"r{at}", "to_name": "any", "from_name": f"c{at}"} | one for at, one in enumerate(regions)]
    done = {"id": 1, "completed_by": 1, "was_cancelled": False, "created_at": "2031-06-26T10:00:00Z", "result": result}
    return [{"id": 1, "data": data, "annotations": [done]}]


def box(**more: Any) -> dict[str, Any]:
    """A box on a picture."""
    value = {"x": 33.333333333333336, "y": 5, "width": 66.66666666666667, "height": 10, "rotation": 0}
    told = {"type": "rectanglelabels", "original_width": 200, "original_height": 100, "from_name": "box"}
    return told | {"value": value | {"rectanglelabels": ["quay.shut"]} | more}


WORDS = {"type": "labels", "from_name": "label", "value": {"start": 13, "end": 25, "text": "quay is shut"}}
WORDS["value"]["labels"] = ["quay.shut"]  # type: ignore[index]
CUT = {"type": "labels", "value": {"start": 1.25, "end": 3.5, "channel": 0, "labels": ["quay.shut"]}}
TRIANGLE = {"type": "polygonlabels", "value": {"points": [[1, 2], [3, 4], [5.5, 6]], "polygonlabels": ["quay.shut"]}}


@pytest.mark.parametrize("form", ["JSON", "JSON_MIN"])
def test_label_studios_own_converter_writes_what_is_read(form: str, tmp_path: Path) -> None:
    """Words after an emoji, a box with binary fractions, an outline; in its full form and in its short one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        converter = reader("label_studio_sdk.converter").Converter
        made = task(WORDS, box(), TRIANGLE | {"from_name": "outline"}, text=TEXT, image=IMAGE)
        (tmp_path / "in.json").write_bytes(raw(made))
        converter(config=CONFIG, project_dir=None, download_resources=False).convert(
            str(tmp_path / "in.json"), str(tmp_path / "out"), form, is_dir=False
        )
    report = Report(publisher="outlet:mail", title="Quay", text=TEXT)
    written = tmp_path / "out" / "result.json"
    words, seen, drawn = from_label_studio(written, report, LABELS, artefacts={IMAGE: PICTURE})
    assert words.claim.evidence == (report.find("quay is shut"),)
    assert seen.claim.fragments == (Fragment.of(PICTURE, "xywh=percent:33.333333333,5,66.666666667,10"),)
    assert 'points="1.0000,2.0000 3.0000,4.0000 5.5000,6.0000"' in drawn.claim.fragments[0].svg
    assert {one.claim.extractor for one in (words, seen, drawn)} == {"label-studio"}


def test_a_time_of_a_recording_and_a_box_that_was_turned() -> None:
    """Seconds are those of the recording; a box that was turned is an outline with the same corners."""
    report = Report(publisher="outlet:mail", title="Quay")
    files = {"https://www.example.org/quay.mp3": FILE, IMAGE: PICTURE}
    [cut] = from_label_studio(raw(task(CUT, audio="https://www.example.org/quay.mp3")), report, LABELS, artefacts=files)
    assert cut.claim.fragments == (Fragment.of(FILE, "t=1.25,3.5"),)
    turned = box(x=50.0, y=20.0, width=10.0, height=20.0, rotation=90)
    [seen] = from_label_studio(raw(task(turned, image=IMAGE)), report, LABELS, artefacts=files)
    assert 'points="50.0000,20.0000 50.0000,40.0000 40.0000,40.0000 40.0000,20.0000"' in seen.claim.fragments[0].svg


@pytest.mark.parametrize(
    ("region", "data", "told"),
    [
        (box(), {"text": TEXT}, "no file of artefacts"),
        (box(), {"image": IMAGE, "audio": "https://www.example.org/quay.mp3"}, "does not say on which"),
        (box(x=90, width=20), {"image": IMAGE}, "ends beyond 100"),
        (box(x=-1), {"image": IMAGE}, "a number from 0 up"),
        (box(x="1"), {"image": IMAGE}, "numbers for its place"),
        (box(x=1e300), {"image": IMAGE}, "more than 40 digits"),
        (box(x=10**15), {"image": IMAGE}, "numbers for its place"),
        (box(width=0), {"image": IMAGE}, "is empty"),
        (box(rotation=5) | {"original_width": None}, {"image": IMAGE}, "needs original_width"),
        (
            {"type": "brushlabels", "value": {"brushlabels": ["quay.shut"]}},
            {"image": IMAGE},
            "'brushlabels' is not read",
        ),
        ({"type": "labels", "value": {"labels": "quay.shut"}}, {"text": TEXT}, "labels of a region are several"),
        (
            TRIANGLE | {"value": {"points": [], "polygonlabels": ["quay.shut"]}},
            {"image": IMAGE},
            "three points or more",
        ),
        (CUT | {"value": {"start": 3, "end": 1, "channel": 0, "labels": ["quay.shut"]}}, {"image": IMAGE}, "is empty"),
        (box(), {"image": "https://www.example.org/other.png"}, "nor a file of artefacts"),
    ],
    ids=map(str, range(14)),
)
def test_a_region_that_is_no_place_is_refused(region: Any, data: Any, told: str) -> None:
    """In a sentence, and with nothing taken; none is lost unseen."""
    report = Report(publisher="outlet:mail", title="Quay", text=TEXT)
    files = {IMAGE: PICTURE, "https://www.example.org/quay.mp3": FILE}
    with pytest.raises(InvalidImport, match=told):
        from_label_studio(raw(task(region, **data)), report, LABELS, artefacts=files)
