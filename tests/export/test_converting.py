"""Cells as tables have them: days in their format, names of agents in any script, clock times of a zone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.claims import check_agent
from eventlog.claims.typed import bounds_of
from eventlog.errors import InvalidImport, InvalidValue
from eventlog.export import Agents, dates, from_csv

names = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(str.strip)


@given(st.lists(names, min_size=2, max_size=2, unique_by=lambda name: " ".join(name.casefold().split())))
def test_two_names_are_two_agents_in_whatever_script(two: list[str]) -> None:
    """Each name makes a sound id, the same every time, and never another's."""
    import unicodedata

    agents = Agents("org")
    first, second = map(agents, two)
    assert check_agent(first) == Agents("org")(two[0])
    assert check_agent(second)
    same = len({" ".join(unicodedata.normalize("NFC", name).casefold().split()) for name in two}) == 1
    assert (first == second) == same


def test_a_known_name_is_its_agent_and_an_id_stays() -> None:
    """Names are compared without case and blanks; only what is not known is made."""
    agents = Agents("org", {"Міністерство оборони": "gov:ua-mod"})
    assert [agents("міністерство  ОБОРОНИ"), agents("person:ada"), agents("Red Cross")] == [
        *("gov:ua-mod", "person:ada", "org:red-cross"),
    ]
    assert agents.made == {"org:red-cross": "Red Cross"}


def test_a_name_of_two_agents_is_refused() -> None:
    """Also where it is theirs in other letters: nobody can tell which of them is meant, and none is made."""
    for known in ({"Ann Lee": ["person:ann", "person:lee"]}, {"Ann Lee": "person:ann", "ANN LEE": "person:lee"}):
        agents = Agents("person", known)
        with pytest.raises(InvalidValue, match="'ann lee' is a name of person:ann and of person:lee: write the id"):
            agents("ann lee")
        assert (agents("person:lee"), agents.made) == ("person:lee", {})
    assert Agents("person", {"Ann Lee": "person:ann", "ANN LEE": ["person:ann"]})("ann lee") == "person:ann"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31)))
def test_a_day_in_a_format_is_that_day(day: dt.date) -> None:
    """What is written in a format is read in it."""
    assert dates("%d.%m.%Y")(day.strftime("%d.%m.%Y")) == day.isoformat()


def test_a_day_of_another_format_is_refused() -> None:
    """Nothing is guessed."""
    with pytest.raises(InvalidValue, match="not a date of the form"):
        dates("%d.%m.%Y")("2031-06-26")


def test_all_faults_are_told_and_the_first_one_is_raised() -> None:
    """With line and column of each, also of two in one row, and of a row with too few cells."""
    table = b"who,when,q\noutlet:a,2031-13-01,a b\noutlet:b\nnobody,2031-06-01,q\n"
    columns = {"publisher": "who", "published": "when", "question": "q"}
    with pytest.raises(InvalidImport) as caught:
        from_csv(table, columns, constants={"title": "t"})
    assert [(one.line, one.field) for one in caught.value.faults] == [
        *((2, "published (when)"), (2, "question (q)"), (3, ""), (4, "publisher (who)")),
    ]
    assert "(and 3 more faults)" in str(caught.value)


def test_nothing_holds_is_an_answer() -> None:
    """`none` is no position, and no yes."""
    given = {"publisher": "p", "title": "t", "question": "q", "none": "n"}
    *_, event = from_csv(b"p,t,q,n\noutlet:a,t,q,yes\n", given)
    assert (event.claim.value, str(event.claim.factuality)) == (None, "CT-")


@pytest.mark.parametrize("text", ["1.200", "many", ">", "", "1..2..3"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """Or is one number here and another elsewhere."""
    with pytest.raises(InvalidImport):
        from_csv(
            f"p,v\noutlet:a,{text or '?'}\n".encode(),
            {"publisher": "p", "value": "v"},
            constants={"title": "t", "question": "q", "unit": "case", "of": "cases"},
        )


TOLD = {
    ("%m/%Y", "03/2031"): "2031-03",
    ("%B %Y", "April 2031"): "2031-04",
    ("%Y", "2031"): "2031",
    ("%Y-%j", "2031-100"): "2031-04-10",
    ("%G-W%V-%u", "2031-W12-3"): "2031-03-19",
    ("%Y-%m-%dT%H:%M:%S%z", "2031-04-03T10:20:00+0200"): "2031-04-03T10:20:00+02:00",
}


@pytest.mark.parametrize("case", TOLD)
def test_what_a_format_leaves_out_is_left_out(case: tuple[str, str]) -> None:
    """A month is no first day of it, and a year no first of January."""
    format, text = case
    assert dates(format)(text) == TOLD[case]


@pytest.mark.parametrize(
    ("format", "missing"),
    [
        *(("%d %b", "year"), ("%H:%M", "year"), ("%%Y %d %m", "year"), ("", "year"), ("%d %Y", "month")),
        *(("%Y %H", "day"), ("%Y %W", "weekday"), ("%d.%m.%Y %I:%M", "half of the day")),
    ],
)
def test_a_format_without_what_would_be_made_up_is_refused(format: str, missing: str) -> None:
    """Python takes a day without its year for one of 1900, and a clock of twelve hours for the morning."""
    with pytest.raises(InvalidValue, match=f"has no {missing}"):
        dates(format)


@pytest.mark.parametrize("format", ["%Y %Y", "%-d/%m/%Y", "%Q %Y", "%Y %"])
def test_a_format_that_is_none_is_refused(format: str) -> None:
    """At once, and not as the fault of each cell, or of the program."""
    with pytest.raises(InvalidValue, match="is no format of dates"):
        dates(format)
    assert dates("%d.%m.%Y %H:%M %Z")("26.06.2031 10:00 UTC") == "2031-06-26T10:00:00"


def test_a_number_as_typed_has_its_bounds() -> None:
    """The forms that the shell takes too."""
    assert bounds_of(">=1,200") == {"low": "1200"}
    assert bounds_of("10..12") == {"low": "10", "high": "12"}


@pytest.mark.parametrize(
    "text", ["1 2", "10 000 12 000", "0,123", "1234,567", "1,234 567", "1  000", "> 1 2", "1..2 3"]
)
def test_what_is_no_one_number_is_refused(text: str) -> None:
    """Marks stand before each three digits of a number, one kind of them: nothing is put together or made larger."""
    with pytest.raises(InvalidValue, match="is no number"):
        bounds_of(text)


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(", "))
def test_a_number_with_its_thousands_marked_is_that_number(number: Decimal, mark: str) -> None:
    """Whatever mark it has, no digit is lost and none is won."""
    assert Decimal(bounds_of(f"{number:,f}".replace(",", mark))["low"]) == number


def test_a_number_that_was_rounded_is_told_where_that_is_said() -> None:
    """The word has a field of its own, which the refusal names."""
    with pytest.raises(InvalidValue, match="told by approx"):
        bounds_of("about 43")


def test_a_comma_of_a_table_with_semicolons_may_be_decimal() -> None:
    """There 1,200 may be 1.2: it is refused as 1.200 is; where commas part the cells it has thousands."""
    table = "publisher;title;question;unit;value\noutlet:a;t;q;tonne;{}\n"
    columns = {name: name for name in ("publisher", "title", "question", "unit", "value")}
    with pytest.raises(InvalidImport, match="another elsewhere"):
        from_csv(table.format("1,200").encode(), columns, delimiter=";")
    for typed, delimiter in (("1,234,567", ";"), ("1 200", ";"), ('"1,200"', ",")):
        assert from_csv(table.format(typed).replace(";", delimiter).encode(), columns, delimiter=delimiter)


ROWS: dict[str, tuple[dict[str, str], str]] = {
    "a number and no question": ({"question": "", "number": "5"}, "number"),
    "words and no question": ({"question": "", "text": "shut"}, "text"),
    "typed, and a bound": ({"question": "q", "value": "5", "low": "3"}, "low"),
    "typed, and a number": ({"question": "q", "value": "5", "number": "4"}, "number"),
    "typed, and what is open": ({"question": "q", "value": "5", "low_open": "yes"}, "low_open"),
    "nobody at the end": ({"question": "q", "by": "outlet:a>"}, "by"),
    "nobody between": ({"question": "q", "by": "outlet:a > > org:b"}, "by"),
}


@pytest.mark.parametrize("case", ROWS)
def test_no_cell_of_a_row_is_passed_over(case: str) -> None:
    """Of two answers none counts less than the other, an answer has a question, and a chain has no gap."""
    cells, field = ROWS[case]
    for convert in ({}, {"by": Agents("org")}):
        with pytest.raises(InvalidImport) as caught:
            from_csv(
                ",".join(cells).encode() + b"\n" + ",".join(cells.values()).encode() + b"\n",
                {name: name for name in cells},
                constants={"publisher": "outlet:a", "title": "t"} | ({"unit": "case"} if "value" in cells else {}),
                convert=convert,
            )
        assert [one.field for one in caught.value.faults] == [f"{field} ({field})"]


def test_answers_to_no_question_are_told_once() -> None:
    """Not of each row, and with the column."""
    with pytest.raises(InvalidImport) as caught:
        from_csv(b"p,t,n\na:b,t,5\na:b,t,6\n", {"publisher": "p", "title": "t", "number": "n"})
    assert (caught.value.line, caught.value.field, caught.value.faults) == (1, "number (n)", ())
