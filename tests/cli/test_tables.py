"""Tables from the shell: columns, dates, names, every fault at once, and editions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import Done

Run = Callable[..., Done]
TABLE = """\
Day,Region,Cases,Who
01.06.2031,cases.north,"1,200",Ministry of Health
01.06.2031,cases.south,>10,Министерство
02.06.2031,cases.south,none,Ministry of Health
"""
HOW = (
    *("--set", "publisher=gov:health", "--set", "title=Cases", "--set", "unit=case", "--set", "of=cases"),
    *("--set", "answer=quantity", "--set", "measure=level", "--dates", "%d.%m.%Y", "--agents", "org"),
    *("--column", "published=Day", "--column", "question=Region", "--column", "value=Cases", "--column", "by=Who"),
)


@pytest.fixture(autouse=True)
def here(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVENTLOG", "a.db")


def put(run: Run, text: str, *how: str, name: str = "a.csv") -> Done:
    """Import this table."""
    Path(name).write_text(text, encoding="utf-8")
    return run("import", name, *how)


def answers(run: Run, until: str) -> dict[str, list[str]]:
    """What is held on a day."""
    return {one["question"]: [each["text"] for each in one["positions"]] for one in run("as-of", until).objects}


def test_a_table_says_what_annotations_say(run: Run) -> None:
    """Values as typed, days in their format, agents by names in any script, and what the question is."""
    done = put(run, TABLE, *HOW)
    assert done.code == 0, done.err
    assert done.objects[0]["kinds"] == {
        "agent-defined": 2,
        "claim-recorded": 3,
        "question-defined": 2,
        "report-recorded": 2,
    }
    assert answers(run, "2031-06-01") == {"cases.north": ["1,200 cases"], "cases.south": ["more than 10 cases"]}
    with eventlog.open("a.db", read_only=True) as log:
        names = {agent.name: id for id, agent in log.as_of().register.agents.items()}
    assert names["Ministry of Health"] == "org:ministry-of-health"
    assert names["Министерство"].startswith("org:")
    assert put(run, TABLE, *HOW).objects[0]["new"] == 0


def test_every_fault_of_every_row_is_told_in_one_run(run: Run) -> None:
    """Each with its line and column; and nothing is recorded."""
    wrong = TABLE.replace("01.06.2031,cases.north", "32.06.2031,cases north").replace(">10", "ten").replace("none", "?")
    done = put(run, wrong, *HOW)
    assert done.code == 4
    assert done.err.count("\n") == 4, done.err
    places = ("line 2, published (Day)", "line 2, question (Region)", "line 3, value (Cases)", "line 4, value (Cases)")
    assert [place for place in places if place not in done.err] == []
    assert not Path("a.db").exists()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("harbour.shut,", "line 2, value (value): the cell of the answer is empty"),
        (",yes", "line 2, value (value): the row answers no question"),
    ],
)
def test_an_empty_cell_is_no_yes_and_no_answer_is_dropped(row: str, told: str, run: Run) -> None:
    """Of a column of answers: what somebody left empty he did not affirm. Nothing is recorded."""
    done = put(run, f"publisher,title,question,value\noutlet:a,A,{row}\n")
    assert done.code == 4
    assert told in done.err
    assert not Path("a.db").exists()


def test_a_row_with_two_answers_names_them(run: Run) -> None:
    """So that whoever has a column of the same name for something else sees it."""
    done = put(run, "publisher,title,question,value,text\noutlet:a,A,harbour.shut,yes,the words\n")
    assert done.code == 4
    assert "(value, text)" in done.err


def test_quotes_of_a_table_are_found_in_its_text(run: Run) -> None:
    """A row with a text and words of it is a claim with a span; columns with the names of fields need no mapping."""
    text = "publisher,report_text,question,quote\noutlet:a,One two three.,q,two three\n"
    assert put(run, text).code == 0
    with eventlog.open("a.db", read_only=True) as log:
        assert log.reader.entry(2).event.claim.evidence[0].start == 4
    assert put(run, text.replace("two three\n", "two four\n"), name="b.csv").code == 4


def test_a_clock_time_of_a_zone_needs_no_offset(run: Run) -> None:
    """It is that of the row's zone; one that the zone has twice is refused."""
    text = "publisher,title,published,zone\noutlet:a,t,2031-06-26T18:44,Europe/Kyiv\n"
    assert put(run, text).code == 0
    assert run("reports").objects[0]["published"]["given"] == "2031-06-26T18:44:00+03:00"
    done = put(run, text.replace("2031-06-26T18:44", "2031-10-26T03:30"), name="b.csv")
    assert (done.code, "twice, or never" in done.err) == (4, True)


def test_an_edition_records_what_differs(run: Run) -> None:
    """With --revises: one row new, one changed, one gone, one that stays."""
    how = ("--set", "publisher=gov:health", "--set", "title=Cases", "--set", "unit=case", "--set", "of=cases")
    first = "question,value\na,1\nb,2\nc,3\n"
    assert put(run, first, *how, "--set", "published=2031-06-01", "--set", "answer=quantity").code == 0
    [report] = run("reports").objects
    second = "question,value\na,1\nb,5\nd,4\n"
    how = (*how, "--set", "published=2031-06-02", "--set", "answer=quantity")
    done = put(run, second, *how, "--revises", report["id"][:14])
    assert done.code == 0, done.err
    assert done.objects[0]["found"] == {"new": 1, "changed": 1, "removed": 1, "unchanged": 1}
    assert answers(run, "2031-06-02") == {"a": ["1 case"], "b": ["5 cases"], "c": [], "d": ["4 cases"]}
    assert answers(run, "2031-06-01") == {"a": ["1 case"], "b": ["2 cases"], "c": ["3 cases"]}


def test_an_edition_and_what_it_defines_come_in_together_or_not_at_all(run: Run) -> None:
    """What is defined otherwise now is a plan first, and what is refused leaves nothing of the edition behind."""
    how = ("--set", "publisher=gov:health", "--set", "title=Cases", "--set", "unit=case")
    assert (
        put(run, "question,value\na,1\n", *how, "--set", "published=2031-06-01", "--set", "answer=quantity").code == 0
    )
    [report] = run("reports").objects
    how = (*how, "--set", "published=2031-06-02", "--revises", report["id"])
    size = len(run("export").out.splitlines())
    done = put(run, "question,value\na,2\n", *how, "--set", "answer=quantity", "--set", "words=How many?")
    assert (done.code, [one["found"] for one in done.objects[0]["plan"]]) == (1, ["re-read"])
    assert put(run, "question,value\na,2\n", *how, "--set", "words=How many?", "--set", "answer=truth").code == 4
    assert len(run("export").out.splitlines()) == size
    done = put(run, "question,value\na,2\n", *how, "--set", "answer=quantity", "--set", "words=How many?", "--apply")
    assert (done.code, done.objects[0]["kinds"]["question-defined"]) == (0, 1)
    assert answers(run, "2031-06-02")["a"] == ["2 cases"]


def test_a_table_that_was_edited_is_a_plan_until_it_is_applied(run: Run) -> None:
    """As with annotations: two readings of one row never stand side by side without a word."""
    assert put(run, TABLE, *HOW).code == 0
    edited = TABLE.replace('"1,200"', '"1,300"')
    assert put(run, edited, *HOW).code == 1
    assert answers(run, "2031-06-01")["cases.north"] == ["1,200 cases"]
    assert put(run, edited, *HOW, "--apply").code == 0
    assert answers(run, "2031-06-01")["cases.north"] == ["1,300 cases"]


WRONG = {
    "no pair": (("--set", "publisher"), 2),
    "no field": (("--set", "nobody=x"), 4),
    "a key alone": (("--row-key", "question"), 2),
    "no format": (("--dates", "%Q", "--column", "published=Day", "--set", "publisher=gov:health"), 4),
    "no kind of agent": (("--agents", "people"), 4),
    "texts": (("--texts", "."), 2),
    "two words for every row": (("--set", "unit=case", "--set", "unit=death"), 2),
    "two columns of a field": (("--column", "title=Region", "--column", "title=Who"), 2),
    "a column and a word for every row": (("--set", "publisher=gov:a", "--set", "title=T", "--column", "title=Who"), 4),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_asked_wrongly_is_told(case: str, run: Run) -> None:
    """One sentence, and no log is made."""
    how, code = WRONG[case]
    done = put(run, TABLE, *how)
    assert (done.code, Path("a.db").exists()) == (code, False), done.err


@pytest.mark.parametrize("more", [(), ("--revises", "report:00000000")])
def test_a_table_of_a_header_alone_has_no_rows_and_makes_no_log(more: tuple[str, ...], run: Run) -> None:
    """It is told, and is no edition in which every row is gone."""
    done = put(run, TABLE.splitlines()[0], *HOW, *more)
    assert (done.code, done.out) == (0, "")
    assert "0 rows below its header" in done.err
    assert not Path("a.db").exists()


def test_a_table_without_a_publisher_is_told_of_once(run: Run) -> None:
    """Not once a row, and with the columns that it may stand in."""
    done = put(run, "Region,Cases\na,1\nb,2\n", "--column", "title=Region")
    assert (done.code, done.out) == (4, "")
    assert done.err.count("nothing says who published") == 1
    assert "give --column publisher=NAME, or --set publisher=AGENT" in done.err


def test_a_column_that_is_not_read_is_told(run: Run) -> None:
    """A name in other letters than the field's is no field, and nobody is left to think that its cells came in."""
    text = "publisher,url,Title,Published\noutlet:a,https://a.example/1,Port,2031-06-01\n"
    done = put(run, text)
    assert (done.code, done.objects[0]["new"]) == (0, 1)
    assert "a.csv: what stands under Title, Published is not read" in done.err
    assert put(run, text, "--quiet").err == ""
    assert "not read" not in put(run, text, "--column", "title=Title", "--column", "published=Published").err


def test_a_table_of_articles_says_what_of_it_is_not_read(run: Run) -> None:
    """Without a question its `text` answers none: it is told, and is the report's own text where that is said."""
    text = "publisher,url,text,number\noutlet:a,https://a.example/1,The port is shut.,1\n"
    done = put(run, text)
    assert (done.code, "what stands under text, number is not read" in done.err) == (0, True)
    [report] = run("reports").objects
    assert not report["has_text"]
    assert put(run, text, "--column", "report_text=text").code == 0
    assert sorted(one["has_text"] for one in run("reports").objects) == [False, True]


def test_a_name_that_two_agents_have_is_told_and_one_of_merged_agents_is_theirs(run: Run) -> None:
    """No third agent is made of it, and none of the two is guessed."""
    agents = 'format = "eventlog-annotation/1"\n' + "".join(
        f'[[agents]]\nid = "person:{id}"\nname = "Ann Lee"\n' for id in ("ann", "lee")
    )
    Path("agents.toml").write_text(agents, encoding="utf-8")
    assert run("import", "agents.toml").code == 0
    text = "publisher,title,question,by\noutlet:a,Port,port.shut,ann lee\n"
    done = put(run, text, "--agents", "person")
    assert done.code == 4
    assert "by (by): 'ann lee' is a name of person:ann and of person:lee: write the id" in done.err
    assert run("merge", "person:ann", "person:lee").code == 0
    done = put(run, text, "--agents", "person")
    assert (done.code, "agent-defined" in done.objects[0]["kinds"]) == (0, False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", '"Title\n(short)",url,publisher\nPort,https://a.example/1,outlet:a\n'),
        ("a.csv", '"Title;\n(short)";url;publisher\nPort;https://a.example/1;outlet:a\n'),
        ("a.tsv", "Title; short\turl\tpublisher\nPort\thttps://a.example/1\toutlet:a\n"),
        ("a.tsv", "Title\N{LINE SEPARATOR}short\turl\tpublisher\nPort\thttps://a.example/1\toutlet:a\n"),
    ],
)
def test_all_columns_of_a_header_are_read_whatever_its_names_hold(name: str, text: str, run: Run) -> None:
    """Several lines, semicolons, and what ends a line elsewhere."""
    done = put(run, text, name=name)
    assert (done.code, done.objects[0]["new"] if done.out else 0) == (0, 1), done.err
    assert [one["url"] for one in run("reports").objects] == ["https://a.example/1"]


def test_a_table_of_a_spreadsheet_with_semicolons_is_read(run: Run) -> None:
    """Where a comma stands in numbers, spreadsheets part cells by semicolons, and begin with a mark."""
    done = put(run, "\ufeff" + TABLE.replace('"1,200"', "1200").replace(",", ";").replace("\n", "\r\n"), *HOW)
    assert (done.code, done.objects[0]["kinds"]["claim-recorded"]) == (0, 3), done.err


def test_a_number_without_a_unit_is_told_as_one(run: Run) -> None:
    """It is no yes or no; a range is written with two dots."""
    how = ("--set", "publisher=gov:health", "--column", "title=Region", "--column", "question=Region")
    value = ("--column", "value=Cases")
    assert "a number needs a unit" in put(run, "Region,Cases\ncases.a,>10\n", *how, *value).err
    unit = ("--set", "unit=case")
    for typed in ("10-20", "10 to 20", "'2,5'"):
        done = put(run, f'Region,Cases\ncases.a,"{typed}"\n', *how, *value, *unit)
        assert "write 12000, 1.5, >10000, <=5000 or 10000..12000" in done.err
