"""How numbers are written with what they count: what is measured keeps its unit, and one is singular."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.claims import Quantity
from eventlog.claims.numbers import MEASURES, plural, singular


def told(low: Any = 5, high: Any = None, *, unit: str = "person", of: str = "", **more: Any) -> str:
    """A quantity in words; exactly `low` where no `high` is given."""
    return str(Quantity(low=low, high=low if high is None else high, unit=unit, of=of, **more))


@pytest.mark.parametrize(
    ("unit", "of", "words"),
    [
        ("%", "votes", "5% of votes"),
        ("%", "", "5%"),
        ("km", "road", "5 km of road"),
        ("t", "grain", "5 t of grain"),
        ("MWh", "power", "5 MWh of power"),
        ("USD", "damage", "5 USD of damage"),
        ("sq km", "forest", "5 sq km of forest"),
        ("square kilometre", "land", "5 square kilometres of land"),
        ("percentage point", "turnout", "5 percentage points of turnout"),
        ("US dollar", "damages", "5 US dollars of damages"),
        ("day", "strikes", "5 days of strikes"),
        ("crate", "apples", "5 crates of apples"),
        ("case", "measles", "5 cases of measles"),
        ("percent", "percent of votes", "5 percent of votes"),
        ("crate", "crates of apples", "5 crates of apples"),
        ("round", "ammunition", "5 rounds of ammunition"),
        ("round", "artillery shells", "5 artillery shells"),
        ("person", "soldiers", "5 soldiers"),
        ("person", "dead", "5 dead"),
        ("Person", "Soldaten", "5 Soldaten"),
        ("1", "soldiers", "5 soldiers"),
        ("per cent", "", "5 per cent"),
        ("per cent", "votes", "5 per cent of votes"),
        ("degree Celsius", "", "5 degrees Celsius"),
        ("degrees Celsius", "warming", "5 degrees Celsius of warming"),
        ("tonne CO2", "emissions", "5 tonnes CO2 of emissions"),
        ("dozen", "eggs", "5 dozen eggs"),
        ("dozens", "eggs", "5 dozen eggs"),
        ("dozen", "dozen eggs", "5 dozen eggs"),
        ("dozen", "", "5 dozen"),
        ("dozens", "", "5 dozen"),
    ],
)
def test_what_is_measured_keeps_its_unit(unit: str, of: str, words: str) -> None:
    """Five percent of the votes are no five votes; of what is counted the noun alone is told."""
    assert told(unit=unit, of=of) == words


@given(st.sampled_from(sorted(MEASURES)), st.sampled_from(["road", "ore", "supplies", "wounded"]))
def test_no_measure_is_left_out(unit: str, of: str) -> None:
    """Whatever is measured, the unit stands before what it is of."""
    assert told(unit=unit, of=of) == f"5 {plural(unit)} of {of}"
    assert told(1, unit=unit, of=of) == f"1 {unit} of {of}"


@pytest.mark.parametrize("bounds", [{"low": 1, "high": 1}, {"low": 1}, {"high": 1}])
@pytest.mark.parametrize(("of", "words"), [("leaks", "leak"), ("boxes", "box"), ("women", "woman"), ("", "leak")])
def test_one_is_singular_whatever_its_bounds(bounds: dict[str, int], of: str, words: str) -> None:
    """At least, at most, more or less than one: one leak."""
    for ends in ({}, {"low_open": "low" in bounds, "high_open": "high" in bounds}):
        if len(bounds) == 1 or not ends:
            assert str(Quantity(**bounds, **ends, unit="leak", of=of)).endswith(f"1 {words}")
    assert str(Quantity(low=0, high=1, unit="leak", of=of)) == f"0 to 1 {of or 'leaks'}"


@pytest.mark.parametrize(
    ("one", "many"),
    [
        *(("bus", "buses"), ("house", "houses"), ("box", "boxes"), ("prize", "prizes"), ("beach", "beaches")),
        *(("virus", "viruses"), ("cause", "causes"), ("crisis", "crises"), ("gas", "gases"), ("wife", "wives")),
        *(("serviceman", "servicemen"), ("human", "humans"), ("grandchild", "grandchildren"), ("body", "bodies")),
        *(("member of parliament", "members of parliament"), ("person in need", "people in need")),
        *(("building", "buildings"), ("seabed", "seabeds"), ("avalanche", "avalanches"), ("loss", "losses")),
        *((one, one) for one in ("wounded", "missing", "aircraft", "series", "sheep", "km", "%", "особа", "USD")),
    ],
)
def test_a_noun_has_two_numbers(one: str, many: str) -> None:
    """The commoner nouns go to and fro; a plural stays one; participles, signs and other languages have one form."""
    assert plural(one) == many
    assert singular(many) == one
    assert plural(many) == many
    assert singular(one) == one


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("houses destroyed", "1 house destroyed"),
        ("soldiers killed or wounded", "1 soldier killed or wounded"),
        ("North Korean soldiers", "1 North Korean soldier"),
        ("series of attacks", "1 series of attacks"),
        ("people in the shelter", "1 person in the shelter"),
        ("places near the border", "1 place near the border"),
        ("North Koreans", "1 North Korean"),
        ("men and women", "1 men and women"),
    ],
)
def test_one_of_what_is_counted_is_singular_at_its_head(of: str, words: str) -> None:
    """The head of the phrase alone has the number."""
    assert told(1, of=of) == words


def test_about_stands_at_the_number() -> None:
    """More than about ten, not about more than ten; almost, of what lies a little below."""
    of = {"unit": "person", "of": "dead", "approx": True}
    assert str(Quantity(low=10, low_open=True, **of)) == "more than about 10 dead"
    assert str(Quantity(low=10, **of)) == "at least about 10 dead"
    assert str(Quantity(high=10, **of)) == "at most about 10 dead"
    assert str(Quantity(high=10, high_open=True, **of)) == "almost 10 dead"
    assert str(Quantity(low=10, high=20, **of)) == "about 10 to 20 dead"
    assert str(Quantity(low=10, high=20, high_open=True, **of)) == "at least about 10 and less than about 20 dead"
    assert str(Quantity(low=10, high=10, **of)) == "about 10 dead"


def test_a_number_is_told_in_millions_only_where_it_was_written_so() -> None:
    """The thousand of "1,000 of two million" is no 0.001 million."""
    assert told(1000, of="dead", written="1,000 of two million") == "1,000 dead"
    assert told(500000, of="dead", written="0.5 million") == "0.5 million dead"
    assert told(500000, of="dead", written="0,5 million") == "0.5 million dead"
    assert told(2000000, of="dead", written="two million") == "2 million dead"
    assert told(500000, 2000000, of="dead", written="500,000 to 2 million") == "500,000 to 2 million dead"


def test_nothing_has_no_sign() -> None:
    """No deaths are no "-0 deaths"; the digits stay."""
    assert told("-0", of="deaths") == "0 deaths"
    assert told("-0.00", unit="%", of="votes") == "0.00% of votes"
    assert told(-5, "-0", unit="degree") == "-5 to 0 degrees"
