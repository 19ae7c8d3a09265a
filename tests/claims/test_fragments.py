"""A place in what is no text has one notation, one id and one way to disk, and what is no place is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Box, Clip, Fragment, Report
from eventlog.claims import Unit
from eventlog.codec import Reading, encode
from eventlog.errors import InvalidValue
from eventlog.events import ClaimRecorded
from eventlog.render.places import place_words
from eventlog.testing import values

FILE = "sha256:" + "a" * 64
REPORT = Report(publisher="outlet:example", title="Quay", text="The quay is shut.", page_digest=FILE)


@given(values.fragments())
def test_its_notation_is_the_place(one: Fragment) -> None:
    """What is written is read back as the same place, with or without its number sign."""
    assert Fragment.of(one.artefact, one.at, svg=one.svg) == one
    assert Fragment.of(one.artefact, f"#{one.at}", svg=one.svg) == one
    assert eventlog.claims.fragment(one.table) == one


@given(st.lists(values.fragments(), max_size=3))
def test_it_goes_through_bytes(several: list[Fragment]) -> None:
    """A claim comes back from disk with the places that it went there with, and with its id."""
    event = ClaimRecorded(claim=REPORT.claim("quay.shut", fragments=several))
    body = encode(event, {}.get)
    back = Reading({}.get).decode("claim-recorded/1", body)
    assert back == event
    assert back.claim.id == event.claim.id
    assert encode(back, {}.get) == body


@pytest.mark.parametrize(
    ("at", "read"),
    [
        ("page=3", {"page": 3}),
        ("xywh=1,2,3,4", {"box": Box(x=1, y=2, width=3, height=4)}),
        ("xywh=percent:10,20,30.50,5", {"box": Box(x=10, y=20, width="30.5", height=5, unit=Unit.PERCENT)}),
        ("xywh=percent%3A10,20,30,5", {"box": Box(x=10, y=20, width=30, height=5, unit="percent")}),
        ("t=12.5,20", {"clip": Clip(begin=Decimal("12.5"), end=20)}),
        ("t=npt:,20", {"clip": Clip(end=20)}),
        ("t=npt:20", {"clip": Clip(begin=20)}),
        ("t=02:10,1:02:10.25", {"clip": Clip(begin=130, end="3730.25")}),
        ("t=npt:10,20&xywh=pixel:0,0,8,8", {"clip": Clip(begin=10, end=20), "box": Box(x=0, y=0, width=8, height=8)}),
        ("", {}),
    ],
)
def test_media_fragments_are_read(at: str, read: dict[str, Any]) -> None:
    """As the W3C writes them: pixels where no unit is named, seconds or clocks, the beginning or the end left out."""
    assert Fragment.of(FILE, at) == Fragment(artefact=FILE, **read)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("page=0", "a page is a whole number from 1 up, not 0"),
        ("page=", "a page is a whole number from 1 up"),
        ("page=-1", "a page is a whole number"),
        ("page=1&page=2", "a fragment has one page"),
        ("xywh=1,2,3", "a box has x, y, width and height"),
        ("xywh=1,2,3,0", "is empty"),
        ("xywh=1,2,-3,4", "a box's width is a number from 0 up"),
        ("xywh=1e9,2,3,4", "a box's x is a number from 0 up"),
        ("xywh=em:1,2,3,4", "'em' is no unit"),
        ("xywh=percent:90,0,20,5", "ends beyond 100"),
        ("t=", "is no time of a recording"),
        ("t=10,", "is no time of a recording"),
        ("t=20,10", "a clip from 20 to 10 seconds is empty"),
        ("t=10,10", "is empty"),
        ("t=smpte:1", "is no time of a recording"),
        ("t=75:61", "is no time of a recording"),
        ("t=nan", "is no time of a recording"),
        ("viewrect=1,2,3,4", "is no part of a fragment"),
        ("chapter-2", "is no part of a fragment"),
        ("page=1&", "is no part of a fragment"),
    ],
)
def test_what_is_no_place_is_refused(at: str, told: str) -> None:
    """In one sentence that says what a place looks like."""
    with pytest.raises(InvalidValue, match=told) as refused:
        Fragment.of(FILE, at)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: Fragment(artefact="quay.png"), "is not a digest"),
        (lambda: Fragment(artefact=FILE, page=True), "a page is a whole number"),
        (lambda: Fragment(artefact=FILE, page="3"), "a page is a whole number"),
        (lambda: Fragment(artefact=FILE, box=(1, 2, 3, 4)), "is a Box"),
        (lambda: Fragment(artefact=FILE, clip=12), "is a Clip"),
        (lambda: Fragment(artefact=FILE, svg="a circle"), "is no outline"),
        (lambda: Fragment(artefact=FILE, svg="<svgs></svgs>"), "is no outline"),
        (lambda: Fragment(artefact=FILE, svg="<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>"), "is no outline"),
        (lambda: Fragment(artefact=FILE, svg=f"<svg>{'9' * 100_000}</svg>"), "has 100011 letters"),
        (lambda: Fragment(artefact=FILE, svg="<svg/>", box=Box(x=0, y=0, width=1, height=1)), "a box or an outline"),
        (lambda: Box(x=0.5, y=0, width=1, height=1), "as text, Decimal or whole number, not 0.5"),
        (lambda: Box(x=Decimal("NaN"), y=0, width=1, height=1), "a number from 0 up"),
        (lambda: Box(x=Decimal("1e999999"), y=0, width=1, height=1), "a number from 0 up"),
        (lambda: Box(x=True, y=0, width=1, height=1), "a number from 0 up"),
        (lambda: Clip(begin=-1), "a number from 0 up"),
        (lambda: REPORT.claim("quay.shut", fragments=[FILE]), "is no fragment"),
        (lambda: REPORT.claim("quay.shut", fragments=[{"at": "page=3"}]), "is no fragment"),
        (lambda: REPORT.claim("quay.shut", fragments=FILE), "fragments are several"),
    ],
    ids=map(str, range(18)),
)
def test_each_field_has_its_type(made: Any, told: str) -> None:
    """No float, no truth value for a number, no outline that declares anything."""
    with pytest.raises(InvalidValue, match=told):
        made()


def test_a_place_has_one_id() -> None:
    """Zeros that say nothing make no other claim; another place does; and a claim without one is what it was."""
    plain, one, same, other = (
        REPORT.claim("quay.shut", fragments=parts)
        for parts in ([], [{"artefact": FILE, "at": "t=1.50"}], [Fragment.of(FILE, "t=npt:01.5")], [Fragment.of(FILE)])
    )
    assert one == same
    assert one.id == same.id
    assert len({plain.id, one.id, other.id}) == 3
    assert attrs.evolve(one, fragments=()).id == plain.id


@pytest.mark.parametrize(
    ("at", "svg", "told"),
    [
        ("page=3&xywh=percent:10,20,30,5", "", "page 3, a box of 30 by 5 percent at 10, 20 of sha256:aaaaaaaaaaaa…"),
        ("t=75.50,3600", "", "from 0:01:15.5 to 1:00:00 of sha256:aaaaaaaaaaaa…"),
        ("t=3", "", "from 0:00:03 to its end of sha256:aaaaaaaaaaaa…"),
        ("", "<svg/>", "within an outline of sha256:aaaaaaaaaaaa…"),
        ("", "", "all of sha256:aaaaaaaaaaaa…"),
    ],
)
def test_it_is_told_in_words(at: str, svg: str, told: str) -> None:
    """As somebody would say where to look."""
    assert place_words(Fragment.of(FILE, at, svg=svg)) == told


def test_what_is_seen_elsewhere_is_no_boilerplate() -> None:
    """A claim whose words stand in a footer, and which rests on a picture too, stays in the answer."""
    report = attrs.evolve(REPORT, regions=[eventlog.Region(kind="boilerplate", start=0, end=17)])
    assert report.is_boilerplate(report.claim("quay.shut", quote="quay is shut"))
    assert not report.is_boilerplate(report.claim("quay.shut", quote="quay is shut", fragments=[Fragment.of(FILE)]))
    assert not report.is_boilerplate(report.claim("quay.shut", fragments=[Fragment.of(FILE)]))
