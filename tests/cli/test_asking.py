"""What the commands that ask answer, and in which shape."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

import eventlog
from command_line import PUTIN_DENIES, Done
from eventlog import Question, Report
from eventlog.knowledge.reasons import Reason

Run = Callable[..., Done]

STANDING = {
    *("question", "words", "answer", "kind", "single", "measure", "actor", "status", "live", "positions", "roots"),
    *("status_words", "other_reading", "proposed", "unreviewed"),
    *("independence", "firmest", "claims", "possibly", "tension", "assessments", "problems", "withheld"),
    *("first_known", "last_reaffirmed", "last_changed", "cut", "basis"),
}
POSITION = {
    *("value", "text", "line", "status", "live", "for", "against", "independence", "firmest", "claims", "denials"),
    *("figures", "compatible"),
}
CLAIM = {
    *("id", "question", "value", "text", "stance", "factuality", "kind", "paraphrase", "condition", "chain"),
    *("evidence", "extractor", "position", "live", "proposed", "root", "source", "during", "said", "report"),
}


def test_the_shape_of_an_answer_is_stable(run: Run) -> None:
    """One object a question, with these keys and no others; programs rely on them."""
    done = run("as-of", "2024-10-25", "--about", "dprk.troops")
    assert (done.code, done.err) == (0, "")
    assert len(done.objects) > 10
    for one in done.objects:
        assert set(one) == STANDING
        assert all(set(position) == POSITION for position in one["positions"])
        assert all(set(claim) == CLAIM for claim in (*one["claims"], *one["possibly"]))


def test_an_answer_says_which_reading_it_is(run: Run) -> None:
    """Each cut stands as it was asked beside the instant that it resolved to."""
    one = run("as-of", "2024-10-25", "--said", "2024-06", "--policy", "possible", "--about", "dprk.troops").objects[0]
    assert one["cut"]["published"] == {"given": "2024-10-25", "upto": "2024-10-25T23:59:59.999999Z"}
    assert one["cut"]["said"] == {"given": "2024-06", "upto": "2024-06-30T23:59:59.999999Z"}
    assert one["cut"]["recorded"] is None
    assert one["cut"]["policy"] == "possible"
    assert one["cut"]["zone"] == "UTC"


def test_numbers_are_text_and_dates_have_their_instants(run: Run) -> None:
    """No digit passes through a float; a date stands as given, beside what it can be."""
    [one] = run("as-of", "2024-10-25", "--about", "dprk.troops.number").objects
    assert one["positions"][0]["value"]["low"] == "10000"
    assert [each["value"]["high"] for each in one["positions"][0]["figures"]] == [None, "12000"]
    by_root = {claim["root"]: claim for claim in one["claims"]}
    budanov = by_root["person:kyrylo-budanov"]
    assert budanov["value"]["high"] is None
    assert budanov["said"]["given"] == "2024-10"
    assert budanov["said"]["earliest"] == "2024-10-01T00:00:00Z"
    assert budanov["report"]["published"]["given"] == "[2024-10-18..2024-10-20]"
    assert budanov["report"]["published"]["latest"] == "2024-10-20T23:59:59.999999Z"


def test_a_later_report_does_not_leak(run: Run) -> None:
    """What October published is no part of June's answer, whatever day it was said on."""
    june = run("as-of", "2024-06-27", "--said", "2024-06-20").out
    assert PUTIN_DENIES not in june
    assert PUTIN_DENIES in run("as-of", "2024-10-25").out
    kept = run("why-not", PUTIN_DENIES, "--as-of", "2024-06-27")
    assert kept.code == 0
    assert kept.objects[0]["kind"] == "cut"
    assert run("why-not", PUTIN_DENIES, "--as-of", "2024-10-25", "--policy", "possible").code == 1


def test_every_layout_holds_the_same_questions(run: Run) -> None:
    """JSON, JSON Lines, CSV and Markdown are one answer."""
    asked = ("as-of", "2024-10-25", "--about", "dprk.troops")
    lines = [one["question"] for one in run(*asked).objects]
    assert [one["question"] for one in json.loads(run(*asked, "-f", "json").out)] == lines
    rows = list(csv.DictReader(io.StringIO(run(*asked, "-f", "csv").out)))
    assert list(dict.fromkeys(row["question"] for row in rows)) == lines
    number = next(row for row in rows if row["question"] == "dprk.troops.number")
    assert (number["low"], number["high"], number["independent_low"]) == ("10000", "", "1")
    marked = run(*asked, "-f", "md").out.splitlines()
    assert marked[0].startswith("Public by 25 October 2024")
    assert all(line.startswith("| ") for line in marked[2:])
    table = run(*asked, "-f", "table").out
    assert all(question.split(".")[-1].split("-")[0] in table for question in lines)


def test_an_empty_answer_is_an_empty_answer(run: Run) -> None:
    """Nothing known is no error: no line on stdout, a word on stderr, an empty list as JSON, headings in CSV."""
    asked = ("as-of", "2019", "--about", "dprk")
    done = run(*asked)
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("nothing was known about dprk")
    assert run(*asked, "-f", "json").out == "[]\n"
    assert run(*asked, "-f", "csv").out.startswith("question,status,")
    assert run("-q", *asked).err == ""


def test_a_token_gives_its_answer_again(run: Run) -> None:
    """`--basis` takes the token of an answer and gives that answer."""
    [one] = run("as-of", "2024-10-25", "--about", "dprk.troops.number").objects
    assert run("as-of", "--basis", one["basis"]).objects == [one]
    assert run("as-of", "2024", "--basis", one["basis"]).code == 2
    assert run("as-of", "--basis", one["basis"][:-3]).code == 2


def test_questions_are_listed_with_their_words(run: Run) -> None:
    """Defined and answered questions, sorted, each with its status at the cut."""
    found = run("questions", "--about", "dprk.troops", "--as-of", "2024-06-27").objects
    ids = [one["question"] for one in found]
    assert ids == sorted(ids)
    assert all(id.startswith("dprk.troops") for id in ids)
    assert all(one["words"] for one in found)
    assert len(run("questions").objects) > len(ids)


def test_diff_says_what_changed_and_why(run: Run) -> None:
    """Each change has its claim, its reason and the entries that made it; exit codes are those of diff."""
    done = run("diff", "2024-06-27", "2024-10-25", "--about", "dprk.troops")
    assert done.code == 1
    reasons = {str(reason) for reason in Reason}
    for one in done.objects:
        assert one["what"] in ("learned", "dropped", "changed")
        assert one["reason"] in reasons
        assert one["causes"]
        assert {"kind", "position", "id", "recorded", "proposed"} == set(one["causes"][0])
    possibly = run("diff", "2024-06-27", "2024-10-25", "--about", "dprk.troops", "--policy", "possible").objects
    late = [one for one in possibly if one["claim"] and one["claim"]["id"].startswith(PUTIN_DENIES)]
    assert [one["reason"] for one in late] == ["said earlier, published later"]
    same = run("diff", "2024-06-27", "2024-06-27")
    assert (same.code, same.out, same.err) == (0, "", "nothing changed\n")


def test_the_two_sides_of_a_diff_may_be_cut_differently(run: Run) -> None:
    """A side takes further cuts after commas; what is wrong with them is told."""
    done = run("diff", "2024-06-27", "2024-06-27,policy=possible", "--about", "dprk.troops")
    assert done.code == 1
    assert {one["reason"] for one in done.objects} == {"reading"}
    assert run("diff", "2024-06-27,said=2024-06-20", "now").code == 1
    wrong = run("diff", "2024-06-27,sad=2024-06-20", "now")
    assert wrong.code == 2
    assert "recorded" in wrong.err


def test_why_leads_to_the_report(run: Run) -> None:
    """The claim, its chain, its spans, its report and its entry; one object, not a list of one."""
    done = json.loads(run("why", PUTIN_DENIES, "-f", "json").out)
    assert done["claim"]["chain"][-1]["agent"] == "person:vladimir-putin"
    assert done["claim"]["said"] == "2024-06-20"
    assert done["quotes"][0]["note"] == "the text is not held"
    assert done["report"]["title"] == "North Korean officers killed in Ukrainian missile strike"
    assert done["entry"]["kind"] == "claim-recorded/1"
    assert run("why", f"entry:{done['entry']['position']}", "-f", "json").out
    assert "part of the answer" in run("why", PUTIN_DENIES, "-f", "table").out


def test_impact_names_the_answers_that_hang_on_a_source(run: Run) -> None:
    """Without the agency the brigades are unreported, and of the troops' number one root fewer is left."""
    found = {one["question"]: one for one in run("impact", "org:nis").objects}
    assert found["dprk.troops.brigades"]["after"]["status"] == "unreported"
    assert found["dprk.troops.number"]["turns"] is True
    assert run("impact", "report:abf3ece0").objects
    unknown = run("impact", "org:never-heard-of")
    assert (unknown.code, unknown.out) == (5, "")


def test_a_timeline_is_segments_of_the_world(run: Run) -> None:
    """Half-open segments in order; with --known, the moments at which what was published turned the answer."""
    segments = run("timeline", "dprk.troops.number").objects
    assert all(a["until"] == b["from"] for a, b in pairwise(segments))
    assert segments[-1]["until"] is None
    turns = run("timeline", "dprk.troops.deployment", "--known").objects
    assert [one["from"] for one in turns] == sorted(one["from"] for one in turns)
    assert turns[-1]["status"] == "corroborated"


@pytest.mark.parametrize("asked", [("--as-of", "2024-10-25"), ("--at", "2024-10-19"), ("--recorded", "2000")])
def test_every_cut_is_a_cut_of_every_question(asked: tuple[str, ...], run: Run) -> None:
    """The options that cut knowledge are those of each command that asks."""
    for command in (("questions",), ("timeline", "dprk.troops.number"), ("impact", "org:nis")):
        assert run(*command, *asked).code in (0, 5)


def test_no_two_rows_of_a_history_have_one_date(run: Run, tmp_path: Path) -> None:
    """A report of a bare date may be out as its day begins and is out at its end: the second row says which it is."""
    log = str(tmp_path / "own.db")
    reports = [Report(publisher="outlet:mail", title=day, published=day) for day in ("2031-05-01", "2031-05-02")]
    with eventlog.open(log) as own:
        for report, by in zip(reports, ("person:ada", "person:ben"), strict=True):
            own.record(report, report.claim("port.open", by=[by]))
    asked = ("timeline", "port.open", "--known", "--as-of", "2031-05-03", "--log", log)
    rows = list(csv.DictReader(io.StringIO(run(*asked, "-f", "csv").out)))
    assert [(row["from"], row["status"]) for row in rows] == [
        ("2031-05-01", "unreported"),
        ("2031-05-01 23:59:59", "alleged"),
        ("2031-05-02", "alleged"),
        ("2031-05-02 23:59:59", "corroborated"),
    ]
    assert "2031-05-02, end of day" in run(*asked, "-f", "table").out


def test_the_end_of_a_day_is_told_after_a_clock_time_of_it(run: Run, tmp_path: Path) -> None:
    """A bare date after 14:30 of the same day would lead backwards; two moments within a minute have their seconds."""
    log = str(tmp_path / "own.db")
    days = ("2031-05-02", "2031-05-02T14:30:00Z", "2031-05-02T14:30:20Z")
    with eventlog.open(log) as own:
        for at, day in enumerate(days):
            report = Report(publisher="outlet:mail", title=day, published=day)
            own.record(report, report.claim("port.open", at != 1, by=[f"person:p{at}"]))
    asked = ("timeline", "port.open", "--known", "--as-of", "2031-05-03", "--log", log)
    rows = list(csv.DictReader(io.StringIO(run(*asked, "-f", "csv").out)))
    assert [row["from"] for row in rows][-3:] == ["2031-05-02 14:30", "2031-05-02 14:30:20", "2031-05-02 23:59:59"]


def test_no_row_of_a_history_says_what_the_one_before_says(run: Run, tmp_path: Path) -> None:
    """Where only what is possibly out has become more, the answer is the same, and so is all that a row tells."""
    log = str(tmp_path / "own.db")
    one, two = (Report(publisher="outlet:mail", title=day, published=day) for day in ("2031-05-01", "[2031-05-03..]"))
    with eventlog.open(log) as own:
        own.record(one, one.claim("port.open", by=["person:ada"]), two, two.claim("port.open", by=["person:ada"]))
        assert [len(then.possibly) for _, then in own.as_of("2031-05-09")["port.open"].history] == [1, 0, 1]
    for form in ("csv", "jsonl", "table"):
        told = run("timeline", "port.open", "--known", "--as-of", "2031-05-09", "--log", log, "-f", form).out
        assert (told.count("person:ada") > 0, "2031-05-03" in told) == (True, False), told


def test_a_timeline_without_rows_says_why(run: Run, tmp_path: Path) -> None:
    """Nothing was known by then, or what was known is no state."""
    log = str(tmp_path / "own.db")
    report = Report(publisher="outlet:mail", title="Port", published="2031-05-02")
    with eventlog.open(log) as own:
        own.record(Question(id="port.hit", kind="event"), report, report.claim("port.hit", by=["person:ada"]))
    early, late = (
        run("timeline", "port.hit", "--as-of", day, "-f", "table", "--log", log).err
        for day in ("2031-05-01", "2031-05-03")
    )
    assert early == "nothing was known about port.hit: ask for a later date\n"
    assert late == "nothing that was known about port.hit holds over time: try --known\n"


def test_one_entry_is_told_in_the_singular(run: Run, tmp_path: Path) -> None:
    """By an import, an export and an examination of a log that has one."""
    log, table = str(tmp_path / "own.db"), tmp_path / "one.csv"
    table.write_text("publisher,title\noutlet:mail,Port\n", encoding="utf-8")
    came = run("import", str(table), "-f", "table", "--log", log).out
    assert "1 (entry 1, 20" in came
    assert "1 entry, UTC" in came
    assert "1 entry written" in run("export", "-o", str(tmp_path / "out.jsonl"), "--log", log).err
    assert "1 entry, UTC" in run("import", str(tmp_path / "out.jsonl"), "-f", "table", "--log", f"{log}.2").out
    assert "1 entry, the last" in run("doctor", "-f", "table", "--log", log).out
