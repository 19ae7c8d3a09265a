"""The rows of the pictures: each says of a word what the standing says of it, and nothing that its cut keeps out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
import flood
from eventlog import EventLog, Link, Report, explore
from eventlog.export.growth import growth  # noqa: F401 - the room of pictures loads without matplotlib
from eventlog.render.pictures import (
    FIGURES,
    SAID_AND_KNOWN,
    answers_words,
    bounds_of,
    described,
    ends_words,
    figures_of,
    fitting,
    rows_of,
)
from eventlog.render.showing import brief
from explore_samples import book_of, corpus, town
from proposed_samples import fill


@pytest.fixture(scope="module")
def log() -> EventLog:
    """The corpus in memory."""
    log = eventlog.open(":memory:", zone="Europe/Kyiv")
    corpus(log)
    town(log)
    return log


@pytest.mark.parametrize("policy", ["certain", "possible"])
@pytest.mark.parametrize("date", ["2024-06-14", "2024-06-27", "2024-07-20", "2024-10-25"])
def test_rows_are_the_words_of_the_standing(log: EventLog, date: str, policy: str) -> None:
    """Whatever stands has a row, hollow where it is hedged or only possible; what the cut keeps out has none."""
    for standing in log.as_of(date, policy=policy):
        rows = {row.claim: row for row in rows_of(standing, standing.name_of)}
        live, perhaps = {one.id: one for one in standing.claims}, {one.id for one in standing.possibly}
        known = {word.id for word in standing.words}
        assert {*rows} <= known
        assert {id for id in live if not next(w for w in standing.words if w.id == id).statement.synthetic} <= {*rows}
        assert perhaps <= {*rows}
        for id, row in rows.items():
            if id in live:
                assert not row.gone
                assert row.hollow == (not live[id].factuality.committed or live[id].live != "certain")
            elif id in perhaps:
                assert row.hollow
                assert not row.gone
            else:
                assert row.gone
            side = {"+": "for", "-": "against"}
            code = next(word for word in standing.words if word.id == id).statement.factuality.value
            assert row.mark.side in (side.get(code[-1]), "neither")


def test_a_source_is_one_line_and_who_spoke_first_stands_first(log: EventLog) -> None:
    """Putin spoke on 20 June, before all others, though he was read only in October."""
    rows = rows_of(log.as_of("2024-10-25", policy="possible")["dprk.troops.deployment"], log.as_of().name_of)
    sources = [row.source for row in rows]
    assert rows[0].name == "Vladimir Putin"
    assert [one for at, one in enumerate(sources) if sources.index(one) < at and sources[at - 1] != one] == []


def test_a_picture_counts_one_person_once_and_those_without_a_name_by_report(log: EventLog) -> None:
    """Whose word was inferred is the same person; nobody knows that three without a name are one."""
    reports = [Report(publisher="outlet:a", title=f"R{at}", published=f"2024-06-0{at}") for at in (1, 2, 3)]
    inferred = eventlog.Attribution(agent="person:kim", scope="inferred")
    log.record(
        *reports,
        *(one.claim("v.one", True, by=[by]) for one, by in zip(reports, ("person:kim", inferred), strict=False)),
        *(one.claim("v.none", True, by=["anon:source"]) for one in reports),
    )
    june = log.as_of("2024-06-30")
    for question, lines, words in (("v.one", 2, "one source. "), ("v.none", 3, "three sources. ")):
        rows = rows_of(june[question], june.name_of)
        assert len({row.source for row in rows}) == lines
        assert described(rows, log.zone).startswith(words)


@pytest.mark.parametrize(
    ("sources", "told"), [(30, ""), (31, " One more source is not drawn."), (33, " Three more sources are not drawn.")]
)
def test_a_picture_in_a_notebook_says_how_many_lines_it_has_no_room_for(sources: int, told: str) -> None:
    """Its words count all, so what is not drawn is said."""
    report = Report(publisher="outlet:a", title="R", published="2024-06-01")
    with eventlog.open(":memory:") as log:
        log.record(report, *(report.claim("v.many", by=[f"person:p{at}"]) for at in range(sources)))
        page = log.as_of()["v.many"]._repr_html_()
    assert f"<title>Said and known: {sources} sources. " in page
    assert page.endswith(f"the dashed line: the cut.{told}</p>")


def test_page_and_picture_count_one_voice_alike_whatever_joins_it() -> None:
    """A link makes two of four voices without a name one, whatever their labels; one to a person makes none."""
    reports = [Report(publisher="outlet:a", title=f"R{at}", published=f"2024-06-0{at}") for at in (1, 2, 3, 4, 5)]
    speakers = ("anon:crew", "anon:sailor", "anon:crew", "anon:crew", "person:kim")
    words = [one.claim("v.none", True, by=[by]) for one, by in zip(reports, speakers, strict=True)]
    joined = [
        Link(kind="same-utterance", from_=words[at].id, to=words[to].id, by="user:desk", basis="one interview")
        for at, to in ((1, 0), (2, 4), (3, 4))
    ]
    with eventlog.open(":memory:") as log:
        log.record(*reports, *words, *joined)
        standing = log.as_of()["v.none"]
        rows = rows_of(standing, standing.name_of)
        assert described(rows, "UTC").startswith("four sources. ")
        [question] = book_of(explore.page(log))["questions"]
    reading = question["readings"]["certain"]
    last = len(reading["turns"]) - 1
    sources = {part[14] for part in reading["parts"] if part[6] <= last < part[7]}
    assert len(sources) == len({row.source for row in rows}) == 4


def test_figures_are_drawn_where_there_are_two_on_one_scale() -> None:
    """The flood opens with its figures; numbers of something else are counted and not drawn."""
    log, _ = flood.build()
    knowledge = log.as_of("2031-04-27")
    rows = rows_of(knowledge[flood.TOLL], knowledge.name_of)
    drawn, others = figures_of(rows)
    assert fitting(rows) == FIGURES
    assert len({row.bounds.counted for row in drawn if row.bounds}) == 1
    assert len(drawn) + others == sum(row.bounds is not None and row.mark.side == "for" for row in rows)
    report = Report(publisher="outlet:x", title="x", published="2031-01-01")
    with eventlog.open(":memory:") as other:
        other.record(report, report.claim("a.b", True, by=["person:p"]))
        rows = rows_of(other.as_of("2031-02")["a.b"], str)
    assert fitting(rows) == SAID_AND_KNOWN
    assert fitting([]) == ""


def test_a_stroke_has_the_bounds_of_its_number() -> None:
    """Every end, and no end where there is none."""
    stroke = bounds_of(eventlog.Quantity(low="10000", low_open=True, unit="person", of="soldiers"))
    assert stroke is not None
    assert (stroke.low, stroke.high, stroke.low_open, stroke.counted, stroke.bare) == (
        *(10_000, None, True),
        *("soldiers", "more than 10,000"),
    )
    assert bounds_of(True) is None


@pytest.mark.parametrize(
    ("factuality", "condition", "words"),
    [
        ("CT+", "", "more than 10,000"),
        ("PR+", "it rains", "probably more than 10,000 (on a condition)"),
        ("PS+", "", "possibly more than 10,000"),
    ],
)
def test_a_figure_on_paper_is_as_firm_as_its_claim(factuality: str, condition: str, words: str) -> None:
    """What stands beside a mark is the number with its hedges, as on its row."""
    report = Report(publisher="outlet:x", title="x", published="2031-01-01")
    counted = eventlog.Quantity(low="10000", low_open=True, unit="person", of="soldiers")
    with eventlog.open(":memory:") as log:
        log.record(report, report.claim("a.b", counted, by=["person:p"], factuality=factuality, condition=condition))
        (row,) = rows_of(log.as_of("2031-02")["a.b"], str)
    assert row.bounds is not None
    assert row.bounds.bare == words


def test_vague_moments_are_said_with_both_ends() -> None:
    """A day, between two, open on one side, and none."""
    first, last = eventlog.times.cut("2024-06-25", "UTC"), eventlog.times.cut("2024-06-30", "UTC")
    assert ends_words((first, first), "UTC") == "25 June 2024"
    assert ends_words((first, last), "UTC") == "between 25 June 2024 and 30 June 2024"
    assert ends_words((first, None), "UTC") == "25 June 2024 or after"
    assert ends_words((None, last), "UTC") == "30 June 2024 or before"
    assert ends_words((None, None), "UTC") == "date not known"


def test_what_nothing_dates_is_on_no_scale() -> None:
    """A figure of a report without a date, said nobody knows when, has no place on an axis of days."""
    with eventlog.open(":memory:") as log:
        undated = Report(publisher="outlet:x", title="undated")
        for low, who in ((10, "person:p"), (20, "person:q")):
            log.record(undated, undated.claim("a.n", {"low": low, "high": low, "unit": "person"}, by=[who]))
        knowledge = log.as_of("2031", policy="possible")
        rows = rows_of(knowledge["a.n"], knowledge.name_of)
    assert [row.mark.at for row in rows] == [None, None]
    assert fitting(rows) == SAID_AND_KNOWN


def test_what_is_gone_is_faded_and_says_so() -> None:
    """A firm word that was taken back is not drawn as a possibility, and its answer stands bare beside no name."""
    with eventlog.open(":memory:") as log:
        report = Report(publisher="outlet:x", title="x", published="2031-01-01")
        claim = report.claim("a.b", True, by=["person:p"])
        log.record(report, claim, report.claim("a.b", True, by=["person:q"]))
        log.record(eventlog.Retracted(target=claim.id, by="person:p", notice="2031-01-05"))
        knowledge = log.as_of("2031-02")
        rows = {row.name: row for row in rows_of(knowledge["a.b"], knowledge.name_of)}
        picture = knowledge["a.b"]._repr_html_()
    assert (rows["person:p"].gone, rows["person:p"].hollow) == (True, False)
    assert answers_words([rows["person:p"]]) == "yes (no longer)"
    assert answers_words([*rows.values()]) == "yes"
    assert "person:p: yes (no longer)" in picture
    assert "person:q: yes<" in picture


WINDS = ("from the sea", "from the high plain behind the old harbour and its two moles", "westerly")


@given(st.integers(1, 120), st.lists(st.sampled_from(WINDS), min_size=1, max_size=3, unique=True), st.integers(0, 7))
def test_a_hedge_is_never_cut_off(longest: int, winds: list[str], hedged: int) -> None:
    """However little room there is for what a source answers: behind each answer that stands there is its hedge, and
    how many more there are is told.
    """
    with eventlog.open(":memory:") as log:
        report = Report(publisher="outlet:x", title="x", published="2031-01-01")
        conditions = ["if it holds" if hedged >> at & 1 else "" for at in range(len(winds))]
        log.record(
            eventlog.Question(id="a.wind", words="Which winds blow?", answer="text", single=False),
            report,
            *(
                report.claim("a.wind", wind, by=["person:p"], condition=condition)
                for wind, condition in zip(winds, conditions, strict=True)
            ),
        )
        rows = rows_of(log.as_of("2031-02")["a.wind"], str)
    whole, told = answers_words(rows), answers_words(rows, longest)
    if len(whole) <= longest:
        assert told == whole
        return
    shown, more = re.fullmatch(r"(.*?)(?:; (\d) more)?", told).groups()  # type: ignore[union-attr]
    answers = shown.split("; ")
    assert len(answers) + int(more or 0) == len(winds)
    for answer, row in zip(answers, rows, strict=False):
        begin = answer.removesuffix(" (on a condition)").removesuffix("…")
        assert row.answer.startswith(begin)
        assert answer.endswith("(on a condition)") == row.answer.endswith("(on a condition)")
    assert len(told) <= max(longest, len("… (on a condition); 2 more"))


@given(st.integers(2, 60))
def test_no_number_is_cut(longest: int) -> None:
    """The first digits of a number are another number: where there is no room for all of it, there is none of it."""
    text = "more than 200,000,000 people; about 3.5 tonnes, 12 of 1,600"
    told = brief(text, longest)
    assert len(told) <= longest
    assert {*re.findall(r"[\d.,]*\d", told)} <= {"200,000,000", "3.5", "12", "1,600"}


@pytest.mark.parametrize(
    "name", ["X" * 90, "朝鮮民主主義人民共和国外務省報道官" * 4, "MINISTRY OF THE INTERIOR " * 4, "a" * 90]
)
def test_a_name_stays_on_the_paper(name: str) -> None:
    """In a notebook the name of a source is cut by how wide its letters are, and its answer is whole below it."""
    with eventlog.open(":memory:") as log:
        report = Report(publisher="outlet:x", title="x", published="2031-01-01")
        log.record(eventlog.Agent(id="person:p", name=name), report, report.claim("a.b", True, by=["person:p"]))
        drawn = log.as_of("2031-02")["a.b"]._repr_html_()
    label = re.search(r'text-anchor="end"[^>]*>([^<]*):</text><text[^>]*>yes</text>', drawn)
    assert label is not None
    assert label[1].endswith("…")
    widths = {"X": 8.3, "a": 7.4}
    assert sum(12 if one > "\u2fff" else widths.get(one, 8.3 if one.isupper() else 7.4) for one in label[1]) < 304 + 12


def test_an_answer_that_was_only_proposed_is_whole_beside_a_long_name() -> None:
    """Where name, answer and "only proposed" don't fit into one line, the name is cut, and neither of the others."""
    name = "Spokeswoman of the Ministry of the Interior of the Republic"
    with eventlog.open(":memory:") as log:
        fill(log)
        log.record(eventlog.Agent(id="person:bo-lind", name=name))
        drawn = log.as_of("2031-02", include_proposed=True)["quay.work"]._repr_html_()
    first, second = re.findall(r'text-anchor="end"[^>]*>([^<]*)</text>', drawn)[:2]
    assert first.startswith("Spokeswoman")
    assert first.endswith("… (only proposed):")
    assert second == "no"
