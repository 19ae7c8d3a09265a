"""Hypothesis strategies for times: texts that can be read, bounds small enough to try every reading, zones."""

from __future__ import annotations

from datetime import date
from zoneinfo import available_timezones

from hypothesis import strategies as st

from eventlog.times import Bounds, InvalidTime, Place, VagueTime, bounds, check_zone, instant, instant_text, read

FIRST, LAST = instant("1000-01-01T00:00:00Z"), instant("8999-12-31T23:59:59.999999Z")

# The zones that have taught people something, and whatever else the database has.
LESSONS = (
    "UTC",
    "Europe/Kyiv",
    "Asia/Pyongyang",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Africa/Cairo",
    "America/Goose_Bay",
    "America/Toronto",
    "America/Juneau",
    "Asia/Kathmandu",
    "Africa/Monrovia",
    "Australia/Lord_Howe",
)


def _is_place(name: str) -> bool:
    try:
        check_zone(name)
    except InvalidTime:
        return False
    return True


ALL_ZONES = tuple(sorted(filter(_is_place, available_timezones())))
zones = st.sampled_from(LESSONS) | st.sampled_from(ALL_ZONES)
places = st.sampled_from(list(Place))
micros = st.integers(FIRST, LAST)
clocks = micros.map(instant_text)

years = st.integers(1000, 8999)
some_years = st.integers(1860, 2060)
plain_years = some_years.map(str)
plain_months = st.builds("{}-{:02}".format, some_years, st.integers(1, 12))
plain_days = st.dates(min_value=date(1860, 1, 1), max_value=date(2060, 1, 1)).map(str)
seasons = st.builds("{}-{}".format, some_years, st.integers(21, 41))
plain_dates = plain_years | plain_months | plain_days | seasons


@st.composite
def marked_dates(draw: st.DrawFn) -> str:
    """A date of up to three parts with at most one mark before or after each."""
    parts = draw(plain_years | plain_months | plain_days | seasons).split("-")
    found = []
    for part in parts:
        mark, in_front = draw(st.sampled_from(("", "", "?", "~", "%"))), draw(st.booleans())
        found.append(mark + part if in_front else part + mark)
    return "-".join(found)


@st.composite
def half_known_dates(draw: st.DrawFn) -> str:
    """A date with X for some digits; perhaps no day at all, so filter with `is_readable`."""
    text = draw(plain_years | plain_months | plain_days)
    hidden = draw(st.sets(st.sampled_from([at for at in range(2, len(text)) if text[at] != "-"]), min_size=1))
    return "".join("X" if at in hidden else letter for at, letter in enumerate(text))


ends = plain_dates | clocks | marked_dates() | half_known_dates() | st.sampled_from(("", ".."))
intervals = st.builds("{}/{}".format, ends, ends)


@st.composite
def sets(draw: st.DrawFn) -> str:
    """A one-of set, perhaps open on one side, with ranges and single members."""
    kind = draw(st.sampled_from((plain_years, plain_months, plain_days, clocks)))
    members = draw(st.lists(kind | st.lists(kind, min_size=2, max_size=2).map(_range), min_size=1, max_size=4))
    side = draw(st.sampled_from(("", "", "..first", "last..")))
    if side == "..first":
        members.insert(0, ".." + draw(kind))
    elif side:
        members.append(draw(kind) + "..")
    return f"[{','.join(members)}]"


def _range(two: list[str]) -> str:
    return "..".join(sorted(two))


def is_readable(text: str, place: str = "state", zone: str = "UTC") -> bool:
    """Whether that place takes the text."""
    try:
        bounds(text, place, zone)
    except InvalidTime:
        return False
    return True


extents = (plain_dates | marked_dates() | half_known_dates() | clocks | sets() | intervals).filter(is_readable)
moments = (plain_dates | marked_dates() | half_known_dates() | clocks | sets()).filter(is_readable)
written = extents | moments


@st.composite
def vague_times(draw: st.DrawFn) -> VagueTime:
    """A time at any place in any zone that takes it."""
    place, zone = draw(places), draw(zones)
    text = draw((moments if place is Place.PUBLISHED else extents).filter(lambda text: is_readable(text, place, zone)))
    return read(text, place, zone)


@st.composite
def small_bounds(draw: st.DrawFn, *, highest: int = 5, marks: bool = True) -> Bounds:
    """Tight bounds over a handful of microseconds: moments and extents, unknown and open ends, marks."""
    uncertain = st.booleans() if marks else st.just(False)
    begin_uncertain, end_uncertain = draw(uncertain), draw(uncertain)
    kind = draw(st.sampled_from(("moment", "extent", "extent", "extent")))
    begins = sorted((draw(st.integers(0, highest)), draw(st.integers(0, highest))))
    ends = sorted((draw(st.integers(1, highest + 1)), draw(st.integers(1, highest + 1))))
    begin_earliest: int | None = begins[0]
    begin_latest: int | None = begins[1]
    end_earliest: int | None = ends[0]
    end_latest: int | None = ends[1]
    missing = draw(st.sets(st.sampled_from(("early", "late", "no begin", "no end")), max_size=2))
    if kind == "moment":
        begin_earliest = None if "early" in missing else begins[0]
        begin_latest = None if "late" in missing else begins[1]
        end_earliest = None if begin_earliest is None else begin_earliest + 1
        end_latest = None if begin_latest is None else begin_latest + 1
    else:
        if "early" in missing:
            begin_earliest = None
        if "late" in missing:
            end_latest = None
        if begin_earliest is not None:
            end_latest = None if end_latest is None else max(end_latest, begin_earliest + 1)
            end_earliest = max(ends[0], begin_earliest + 1)
        if end_latest is not None:
            begin_latest = min(begins[1], end_latest - 1)
        if end_latest is not None and end_earliest is not None and end_earliest > end_latest:
            end_earliest = end_latest
        if "no begin" in missing:
            begin_earliest = begin_latest = None
            end_earliest = ends[0] if end_latest is None else min(ends[0], end_latest)
        if "no end" in missing:
            end_earliest = end_latest = None
            begin_latest = None if "no begin" in missing else begins[1]
    return Bounds(
        begin_earliest=begin_earliest,
        begin_latest=begin_latest,
        end_earliest=end_earliest,
        end_latest=end_latest,
        instant=kind == "moment",
        begin_uncertain=begin_uncertain,
        end_uncertain=end_uncertain,
    )
