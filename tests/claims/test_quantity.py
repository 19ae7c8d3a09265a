"""How far "about" reaches: half a unit of the last digit that was written, in whatever language it was written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog import Quantity
from eventlog.errors import InvalidValue

MARKS = (",", ".", " ", "\u00a0", "\u2009", "\u202f", "'", "\u2019")


def about(number: str, written: str) -> Quantity:
    """What a rounded number may have been."""
    return Quantity(low=number, high=number, approx=True, unit="sheep", written=written).widened()


def grouped(number: int, mark: str) -> str:
    """A whole number with a mark between its thousands."""
    return f"{number:,}".replace(",", mark)


@given(st.integers(1, 10**12), st.sampled_from(MARKS), st.sampled_from(("about {}", "up 4.5 per cent to {}", "{}")))
def test_the_mark_between_thousands_changes_no_number(number: int, mark: str, words: str) -> None:
    """A number reaches as far as its digits say, whichever mark its language puts between thousands."""
    bare = about(str(number), "")
    told = about(str(number), words.format(grouped(number, mark)))
    assert (told.low, told.high) == (bare.low, bare.high)


@given(st.integers(0, 999), st.integers(0, 99), st.sampled_from((",", ".")), st.integers(3, 12))
def test_decimals_are_digits_that_were_written(whole: int, part: int, mark: str, zeros: int) -> None:
    """Two decimals before a word such as million say hundredths of it, with a dot or with a comma."""
    number = Decimal(f"{whole}.{part:02}").scaleb(zeros)
    if number:
        told = about(str(number), f"{whole}{mark}{part:02} of them")
        assert told.high - told.low == Decimal("0.01").scaleb(zeros)


REACHES = {
    "German": ("8000", "rund 8.000 Schafe", 7500, 8500),
    "Swiss": ("14000", "etwa 14\u2019000", 13500, 14500),
    "French": ("14000", "environ 14\u202f000", 13500, 14500),
    "Indian": ("1400000", "about 14,00,000", 1350000, 1450000),
    "millions with a comma": ("3000000", "etwa 3,0 Mio.", 2950000, 3050000),
    "millions with a dot": ("3000000", "some 3.0 million", 2950000, 3050000),
    "many digits": ("7654321", "rund 7.654.321", "7654320.5", "7654321.5"),
    "thousands and decimals": ("1234.5", "1.234,5", "1234.45", "1234.55"),
    "three decimals of a small number": ("14", "14.000 kg", "13.9995", "14.0005"),
    "another number before it": ("14000", "in 2030 it was 9,500, now about 14,000", 13500, 14500),
    "a share before it": ("14000", "up 2,5 % to about 14,000", 13500, 14500),
    "in words": ("14000", "fourteen thousand", 13500, 14500),
}


@pytest.mark.parametrize("case", REACHES)
def test_a_number_reaches_as_far_as_it_was_written(case: str) -> None:
    """Half a unit of its last digit, on both sides."""
    number, written, low, high = REACHES[case]
    told = about(number, written)
    assert (told.low, told.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize("number", ["4.805,60", "4805,60", "12 000", "1,5"])
def test_a_number_itself_has_one_way_to_be_written(number: str) -> None:
    """What would be another number in another country is refused."""
    with pytest.raises(InvalidValue, match="is not a number"):
        Quantity(low=number, unit="sheep")
