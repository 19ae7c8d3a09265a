"""Tables that somebody keeps by hand come in by a mapping: all rows, or none."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

import eventlog
from eventlog import export
from eventlog.errors import InvalidImport, InvalidValue

TABLE = """\
Outlet,Headline,Date,Asks,Who,How,Low,High,Unit,Says
outlet:mail,"Port, to close",2031-06-26,port.closed,org:board,announce,,,,
outlet:mail,"Port, to close",2031-06-26,port.ships,outlet:post > person:ada,predict,"100",,ship,
outlet:post,'=SUM(A1),2031-06~,port.name,,assert,,,,Old quay
outlet:post,Nothing in it,,,,,,,,
"""
COLUMNS = {
    "publisher": "Outlet",
    "title": "Headline",
    "published": "Date",
    "question": "Asks",
    "by": "Who",
    "stance": "How",
    "low": "Low",
    "high": "High",
    "unit": "Unit",
    "text": "Says",
}


def test_a_row_is_a_report_and_with_a_question_a_claim() -> None:
    """Two rows of one report are one report; what is in the table is in the log."""
    log = eventlog.open(":memory:")
    log.record(*export.from_csv(TABLE.encode(), COLUMNS, constants={"language": "en"}))
    reports = [entry.event.report for entry in log.entries() if entry.kind.startswith("report-")]
    assert [(one.title, one.published, one.language) for one in reports] == [
        ("Port, to close", "2031-06-26", "en"),
        ("=SUM(A1)", "2031-06~", "en"),
        ("Nothing in it", None, "en"),
    ]
    knowledge = log.as_of("2031-12")
    assert knowledge["port.closed"].claims[0].claim.stance == "announce"
    ships = knowledge["port.ships"].claims[0].claim
    assert (ships.value.low, ships.value.high, ships.value.unit) == (Decimal(100), None, "ship")
    assert [step.agent for step in ships.chain] == ["outlet:post", "person:ada"]
    assert knowledge["port.name"].claims[0].claim.value == "Old quay"
    assert {one.claim.extractor for one in knowledge["port.name"].claims} == {"csv/1"}


def test_the_same_table_again_adds_nothing(tmp_path: Path) -> None:
    """Reading is repeatable, from a file as well, whatever its line ends and byte order mark."""
    log = eventlog.open(":memory:")
    log.record(*export.from_csv(TABLE.encode(), COLUMNS))
    size = len(log)
    path = tmp_path / "table.csv"
    path.write_bytes(b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode())
    log.record(*export.from_csv(path, COLUMNS))
    assert len(log) == size


ANSWERS = {
    "truth": ("no", (True, "CT-")),
    "time": ("2031-06", ("2031-06", "CT+")),
    "agent": ("org:x", ("org:x", "CT+")),
}


@pytest.mark.parametrize("field", ANSWERS)
def test_each_kind_of_answer_has_its_column(field: str) -> None:
    """A no turns the polarity; dates and agents are answers too."""
    word, (value, factuality) = ANSWERS[field]
    table = f"t,a\nT,{word}\n".encode()
    fixed = {"publisher": "outlet:x", "question": "a.b"}
    claim = export.from_csv(table, {"title": "t", field: "a"}, constants=fixed)[1].claim
    assert (claim.value if claim.value is True else str(claim.value), claim.factuality) == (value, factuality)


def test_a_number_is_exact_and_bounds_are_bounds() -> None:
    """One column for what was counted, two for what it lies between."""
    table = b"t,n,l,h\nA,12,,\nB,,12,\nC,,,12\nD,,11,12\n"
    fixed = {"publisher": "outlet:x", "question": "a.b", "unit": "ship"}
    events = export.from_csv(table, {"title": "t", "number": "n", "low": "l", "high": "h"}, constants=fixed)
    values = [one.claim.value for one in events if one.id.startswith("claim:")]
    assert [(one.low, one.high) for one in values] == [(12, 12), (12, None), (None, 12), (11, 12)]
    with pytest.raises(InvalidImport, match=r"line 2, low .l.: the row gives a number and a bound"):
        export.from_csv(b"t,n,l\nA,12,12\n", {"title": "t", "number": "n", "low": "l"}, constants=fixed)


RECURRING = {
    "another date": "outlet:mail,Morning,2031-10-07,,org:a,no",
    "no date": "outlet:mail,Morning,,,org:a,no",
    "another address": "outlet:mail,Morning,2031-06-26,https://example.org/2,org:a,no",
    "another paper": "outlet:post,Morning,2031-06-26,,org:a,no",
}


@pytest.mark.parametrize("case", RECURRING)
@pytest.mark.parametrize("order", [1, -1])
def test_a_headline_that_comes_back_is_a_report_of_its_own(case: str, order: int) -> None:
    """Two rows, two publications, whichever comes first; what the later one says is not known before it."""
    rows = ["outlet:mail,Morning,2031-06-26,,org:a,yes", RECURRING[case]][::order]
    table = "\n".join(["p,t,d,u,b,a", *rows]).encode()
    columns = {"publisher": "p", "title": "t", "published": "d", "url": "u", "by": "b", "truth": "a"}
    log = eventlog.open(":memory:", clock=lambda: "2031-12-01T00:00:00Z")
    assert log.record(*export.from_csv(table, columns, constants={"question": "port.open"})).new == (1, 2, 3, 4)
    dated = {
        one.id: one.published for one in (entry.event.report for entry in log.entries() if entry.position in (1, 3))
    }
    found_in = {
        entry.event.claim.factuality: entry.event.claim.report for entry in log.entries() if "claim" in entry.kind
    }
    assert dated[found_in["CT+"]] == "2031-06-26"
    assert dated[found_in["CT-"]] == (RECURRING[case].split(",")[2] or None)
    if case == "another date":
        for day, told in (("2031-06-30", {"CT+"}), ("2031-10-30", {"CT+", "CT-"})):
            assert {one.claim.factuality for one in log.as_of(day)["port.open"].claims} == told


def test_a_report_that_rows_tell_otherwise_keeps_the_first_and_the_receipt_says_so() -> None:
    """Nothing is dropped in silence."""
    columns = {"publisher": "p", "title": "t", "language": "l"}
    log = eventlog.open(":memory:")
    receipt = log.record(*export.from_csv(b"p,t,l\noutlet:x,T,en\noutlet:x,T,de\noutlet:x,T,en\n", columns))
    assert (tuple(receipt), len(receipt.notes)) == ((1, 1), 1)
    assert log.reader.entry(1).event.report.language == "en"


FAULTS = {
    "bad date": (TABLE.replace("2031-06~", "June"), 4, "published (Date)"),
    "bad publisher": (TABLE.replace("outlet:post,No", "The Post,No"), 5, "publisher (Outlet)"),
    "bad question": (TABLE.replace("port.name", "port name"), 4, "question (Asks)"),
    "bad stance": (TABLE.replace("predict", "guess"), 3, "stance (How)"),
    "two answers": (TABLE.replace("ship,\n", "ship,many\n"), 3, "text (Says)"),
    "no number": (TABLE.replace('"100"', "many"), 3, "low (Low)"),
    "short row": (TABLE + "outlet:x\n", 6, ""),
    "long row": (TABLE.replace("Old quay", "Old quay,more"), 4, ""),
    "no such column": (TABLE.replace("Headline", "Title"), 1, "Headline"),
    "two columns of one name": (TABLE.replace("Headline", "Outlet"), 1, ""),
    "open quote": (TABLE + 'outlet:x,"T', 6, ""),
    "empty": ("", 1, ""),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_names_file_line_and_column(case: str, tmp_path: Path) -> None:
    """And nothing comes back."""
    text, line, field = FAULTS[case]
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidImport) as caught:
        export.from_csv(path, COLUMNS)
    assert (caught.value.file, caught.value.line) == ("table.csv", line)
    assert caught.value.field.startswith(field)


def test_what_is_no_file_or_no_text_is_said() -> None:
    """A missing file, and bytes that are not UTF-8."""
    with pytest.raises(InvalidImport, match="can't be read"):
        export.from_csv("nowhere.csv", COLUMNS)
    with pytest.raises(InvalidImport, match="line 2: this is not UTF-8"):
        export.from_csv(b"a,b\n\xff,1\n", {"publisher": "a", "title": "b"})
    with pytest.raises(InvalidValue, match="no field"):
        export.from_csv(b"a\n", {"editor": "a"})


def test_an_apostrophe_of_somebody_stays() -> None:
    """Only a guard is taken off."""
    fixed = {"publisher": "outlet:x"}
    titles = [one.report.title for one in export.from_csv(b"t\n'tis\n'=1\n''tis\n", {"title": "t"}, constants=fixed)]
    assert titles == ["'tis", "=1"]


@pytest.mark.parametrize("letters", [131_072, 131_073, 1_000_000])
def test_a_cell_may_be_as_long_as_an_article(letters: int) -> None:
    """Python's reader of tables refuses more than 131,072 letters; that bound is one of the process, and stays."""
    body = "ä" * (letters - 5) + " shut"
    table = f"Outlet,Title,Text\noutlet:mail,Port,{body}\n".encode()
    bound = csv.field_size_limit()
    columns = {"publisher": "Outlet", "title": "Title", "report_text": "Text"}
    fixed = {"question": "port.closed", "quote": "shut"}
    [told, claimed] = export.from_csv(table, columns, constants=fixed)
    assert (told.report.text, claimed.claim.evidence[0].start) == (body, letters - 4)
    assert csv.field_size_limit() == bound
    with pytest.raises(InvalidImport, match="this is not CSV"):
        export.from_csv(table + b'outlet:mail,"open', columns, constants=fixed)
    assert csv.field_size_limit() == bound


UNEVEN = {
    "too few": ("outlet:a,T,q.a\noutlet:b,U\n", 3, "has 2 cells, and there are 3 columns"),
    "too many": ("outlet:a,T,U,q.a\n", 2, "has 4 cells, and there are 3 columns"),
    "none that says anything": ("outlet:a,T,q.a\n,,\n", 3, "take the row out"),
    "a cell without its end": ('outlet:a,T,q.a\noutlet:b,"U,q.a\noutlet:c,V,q.a\n', 3, "never closed"),
}


@pytest.mark.parametrize("case", UNEVEN)
def test_a_row_that_is_no_row_is_told_with_what_to_do(case: str) -> None:
    """Where it begins, what it has, and how it comes right; and a file without a line is told as such."""
    rows, line, told = UNEVEN[case]
    columns = {name: name for name in ("publisher", "title", "question")}
    with pytest.raises(InvalidImport, match=told) as caught:
        export.from_csv(f"publisher,title,question\n{rows}".encode(), columns)
    assert caught.value.line == line
    with pytest.raises(InvalidImport, match="it has no line"):
        export.from_csv(b"", columns)
    with pytest.raises(InvalidImport, match="its first line is empty"):
        export.from_csv(f"\npublisher,title,question\n{rows}".encode(), columns)


EMPTY = {
    "a truth": ("question,truth\nq,yes\nq,\n", "truth"),
    "what is typed": ("question,value\nq,yes\nq,\n", "value"),
    "a number": ("question,unit,number\nq,ship,5\nq,ship,\n", "number"),
    "a bound": ("question,unit,low,low_open\nq,ship,5,\nq,ship,,yes\n", "low"),
    "a time": ("question,answer,time\nq,time,2031\nq,time,\n", "time"),
    "an agent": ("question,answer,agent\nq,agent,org:a\nq,agent,\n", "agent"),
    "words": ("question,answer,text\nq,text,shut\nq,text,\n", "text"),
    "a number of its kind": ("question,answer,number,unit\nq,quantity,5,ship\nq,quantity,,\n", "number"),
    "a unit": ("question,number,unit\nq,5,ship\nq,5,\n", "unit"),
}


@pytest.mark.parametrize("case", EMPTY)
def test_an_empty_cell_is_no_yes(case: str) -> None:
    """Where a row has a cell for its answer, or says of which kind that is, an empty one is told by its name."""
    table, field = EMPTY[case]
    columns = {name: name for name in table.partition("\n")[0].split(",")}
    with pytest.raises(InvalidImport) as caught:
        export.from_csv(table.encode(), columns, constants={"publisher": "outlet:a", "title": "t"})
    assert [(one.line, one.field) for one in caught.value.faults] == [(3, f"{field} ({field})")]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"quote": "000 ships wait"}, "quote"),
        ({"quote": "12 000 ship"}, "quote"),
        ({"quote": "nobody waits"}, "quote"),
        ({"by": "Ada"}, "by"),
        ({"by": "outlet:post > "}, "by"),
    ],
)
def test_what_is_wrong_with_a_claim_is_told_where_it_stands(cells: dict[str, str], field: str) -> None:
    """Words that are not there, or of which one is cut in two, and a name that is no id; all together is right."""
    fixed = {"publisher": "outlet:x", "title": "T", "question": "a.b", "report_text": "Some 12 000 ships wait."}
    right = {"quote": "12 000 ships wait", "by": "outlet:post > person:ada"}
    wrong = right | cells

    def read(given: dict[str, str]) -> tuple[eventlog.events.Event, ...]:
        table = "quote,by\n" + ",".join(given[name] for name in ("quote", "by")) + "\n"
        return export.from_csv(table.encode(), {"quote": "quote", "by": "by"}, constants=fixed)

    assert len(read(right)) == 2
    with pytest.raises(InvalidImport) as refused:
        read(wrong)
    assert [one.field for one in refused.value.faults] == [f"{field} ({field})"]


@pytest.mark.parametrize("moment", ["2031-02-30 10:00", "2031-13-01T10:00", "0000-01-01 10:00", "2031-06-26 24:00"])
def test_a_time_that_no_clock_shows_is_told_where_it_stands(moment: str) -> None:
    """Also in the zone of the row."""
    with pytest.raises(InvalidImport) as refused:
        export.from_csv(
            f"publisher,title,published,zone\noutlet:mail,Port,{moment},Europe/Kyiv\n".encode(),
            {field: field for field in ("publisher", "title", "published", "zone")},
        )
    assert [(one.line, one.field) for one in refused.value.faults] == [(2, "published (published)")]
    assert "is no time that a clock shows" in str(refused.value)


def test_a_place_of_thousands_of_digits_is_told_where_it_stands() -> None:
    """As one that is no number."""
    columns = {field: field for field in ("publisher", "title", "question", "start", "end", "span")}
    for start in ("9" * 5000, "here"):
        row = f"outlet:mail,Port,port.shut,{start},9,sha256:{'0' * 64}"
        with pytest.raises(InvalidImport) as refused:
            export.from_csv(f"{','.join(columns)}\n{row}\n".encode(), columns)
        assert [(one.line, one.field) for one in refused.value.faults] == [(2, "start (start)")]


def test_a_zone_that_is_none_is_told_once() -> None:
    """Neither it is called a time, nor the clock times that stand in it."""
    table = "publisher,title,published,retrieved,zone\noutlet:mail,Port,2031-06-26 10:00,2031-06-27 10:00,Europe/Kiiv\n"
    columns = {field: field for field in ("publisher", "title", "published", "retrieved", "zone")}
    with pytest.raises(InvalidImport) as refused:
        export.from_csv(table.encode(), columns)
    assert [one.field for one in refused.value.faults] == ["zone (zone)"]
    assert "'Europe/Kiiv' is no time zone: write a name" in str(refused.value)
