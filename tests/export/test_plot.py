"""Pictures: what is drawn is what is known, in a table beside it, whatever the words are."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

import eventlog
import flood
from eventlog import EventLog
from eventlog.export import plot
from eventlog.export.canvas import STATUSES
from eventlog.export.ribbons import ribbons_of
from eventlog.render.waiting import proposed_words
from explore_samples import one_day, town
from export_readers import reader
from export_samples import corpus, hostile, marked

QUESTION = "dprk.troops.deployment"


@pytest.fixture(autouse=True)
def _matplotlib() -> None:
    reader("matplotlib")


def marks(picture: plot.Picture) -> list[str]:
    """The marks of words that stand in the picture, those that explain the signs left out."""
    lines = picture.figure.axes[0].get_lines()
    return [line.get_marker() for line in lines if len(line.get_xdata()) == 1 and line.get_marker() != "|"]


def test_what_was_said_and_known_has_a_line_for_each_source() -> None:
    """Every word is in the table, every dated one is a mark, and a mark's shape says for or against."""
    knowledge = corpus().as_of("2024-10-25")
    picture = plot.said_and_known(knowledge, QUESTION)
    standing = knowledge[QUESTION]
    assert len(picture.rows) == len(standing.claims) + len(standing.possibly)
    axes = picture.figure.axes[0]
    sources = [label.get_text() for label in axes.get_yticklabels()]
    assert "Vladimir Putin: no" in sources
    assert "US Department of Defense: possibly yes" in sources
    assert picture.figure.get_suptitle().startswith(standing.question.words)
    assert len(set(sources)) == len(sources)
    assert (marks(picture).count("^"), marks(picture).count("v")) == (8, 1)
    hollow = {
        line.get_markerfacecolor()
        for line in axes.get_lines()
        if line.get_marker() == "v" and len(line.get_xdata()) == 1
    }
    assert hollow == {"white"}, "the denial came out in October only under the early reading"
    assert {row[1] for row in picture.rows} == {"for", "against"}
    assert picture.png().startswith(b"\x89PNG")
    assert picture._repr_png_() == picture.png()


def test_every_line_of_a_picture_is_explained_below_it() -> None:
    """What is dashed, dotted or a coloured band says what it is; and no sign is told of that is not there."""
    knowledge = corpus().as_of("2024-10-25")
    said = {"dashed: not certainly out", "dotted: said, not out yet", "said some time within"}
    assert said <= legend(plot.said_and_known(knowledge, QUESTION))
    with eventlog.open(":memory:") as log:
        report = eventlog.Report(publisher="outlet:x", title="x", published="2024-05-01T10:00:00Z")
        log.record(report, report.claim("a.b", True, by=["person:p"], said="2024-05-01T10:00:00Z"))
        assert not said & legend(plot.said_and_known(log.as_of("2024-06-01"), "a.b"))
        for low, high, there in ((10, None, "or more"), (None, 10, "or fewer")):
            count = eventlog.Quantity(low=low, high=high, unit="person", of="people")
            log.record(report, report.claim(f"a.{there[-1]}", count, by=["person:p"]))
            told = legend(plot.figures(log.as_of("2024-06-01"), f"a.{there[-1]}"))
            assert told & {"or more", "or fewer"} == {there}


def test_a_question_of_three_lines_is_whole_beside_its_ribbon() -> None:
    """A question is not cut before its end where three lines hold it."""
    knowledge = corpus().as_of("2024-10-25")
    labels = plot.ribbons(knowledge, "dprk.troops").figure.axes[0].get_yticklabels()
    assert {" ".join(one.get_text().split()) for one in labels} == {
        one.question.words for one in knowledge.about("dprk.troops")
    }


def legend(picture: plot.Picture) -> set[str]:
    """What the signs below a picture say."""
    return {text.get_text() for one in picture.figure.legends for text in one.get_texts()}


def test_no_word_of_later_is_drawn() -> None:
    """In June nobody's word of October is in the picture, nor in its table, nor beyond the cut."""
    knowledge = corpus().as_of("2024-06-27")
    picture = plot.said_and_known(knowledge, QUESTION)
    assert "Kyrylo Budanov" not in str(picture)
    assert "Vladimir Putin" not in str(picture)
    lines = [line for line in picture.figure.axes[0].get_lines() if len(line.get_xdata())]
    cut = max(line.get_xdata()[0] for line in lines if line.get_linestyle() == "--")
    drawn = [one for line in lines for one in line.get_xdata()]
    assert cut == max(drawn)


def test_figures_stand_on_one_scale_with_their_bounds() -> None:
    """Each figure of the flood is a mark at its number; of what nobody counts with others there is none."""
    log, _ = flood.build()
    knowledge = log.as_of("2031-04-27")
    picture = plot.figures(knowledge, flood.TOLL)
    standing = knowledge[flood.TOLL]
    heights = {line.get_ydata()[0] for line in picture.figure.axes[0].get_lines() if len(line.get_xdata()) == 1}
    exact = {
        float(one.claim.value.low)
        for one in standing.claims
        if one.claim.value.low is not None and one.factuality.positive
    }
    assert exact <= heights
    assert picture.figure.axes[0].get_ylim()[0] == 0
    assert picture.figure.axes[0].get_ylim()[1] > max(exact)
    assert plot.opening(knowledge, flood.TOLL).title == picture.title
    assert "said and known" in plot.opening(corpus().as_of("2024-10-25"), QUESTION).title


@pytest.mark.parametrize("date", ["2024-06-27", "2024-10-25"])
def test_a_ribbon_says_what_as_of_says(date: str) -> None:
    """On every day and under both readings, the status of a ribbon is that of the answer printed first."""
    log = corpus()
    told = list(ribbons_of(log.as_of(date), "dprk.troops"))
    assert told
    for day in ("2024-06-26", "2024-06-27", "2024-07-15", "2024-10-04", "2024-10-20", "2024-10-25"):
        if day > date:
            continue
        moment = eventlog.times.cut(day, log.zone)
        for policy in ("certain", "possible"):
            knowledge = log.as_of(day, policy=policy)
            for one in told:
                turns = [
                    status for begun, status in (one.late if policy == "certain" else one.early) if begun <= moment
                ]
                assert (turns[-1] if turns else "unreported") == knowledge[one.question].first.standing.status


@pytest.mark.parametrize(
    ("fill", "cut"), [(one_day, "2024-06-10"), (one_day, "2024-06-10T17:00:00Z"), (town, "2024-07-03")]
)
def test_a_ribbon_ends_as_the_question_stands(fill: Callable[[EventLog], None], cut: str) -> None:
    """At the cut each half shows the status of its reading, also where it came to stand so in that very moment."""
    with eventlog.open(":memory:", zone="Europe/Kyiv") as log:
        fill(log)
        picture = plot.ribbons(log.as_of(cut))
        drawn = [
            (*one.get_paths()[0].get_extents().bounds, one.get_hatch())
            for one in picture.figure.axes[0].collections
            if one.get_paths()
        ]
        end = max(x + width for x, _, width, _, _ in drawn)
        told = list(ribbons_of(log.as_of(cut)))
        for row, one in enumerate(told):
            for half, policy in enumerate(("certain", "possible")):
                last = max(piece for piece in drawn if abs(piece[1] - (row - 0.4 + half * 0.4)) < 0.01)
                assert last[0] + last[2] == pytest.approx(end)
                assert last[2] > 0
                status = str(log.as_of(cut, policy=policy)[one.question].first.standing.status)
                assert last[4] == STATUSES[status][1]


def test_a_picture_says_how_the_question_stands_as_all_answers_do() -> None:
    """What holds now stands first, and the word over all time only behind it."""
    knowledge = corpus().as_of("2024-10-25")
    picture = plot.opening(knowledge, "dprk.troops.number")
    told = "alleged since 18 October; over all time corroborated"
    assert picture.title.endswith(told)
    assert told in picture.figure.get_suptitle()


def test_what_is_not_drawn_is_counted_beside_what_is() -> None:
    """Sources and questions that a picture has no room for, and figures that its scale has no place for."""
    with eventlog.open(":memory:") as log:
        report = eventlog.Report(publisher="outlet:x", title="x", published="2024-05-01T10:00:00Z")
        claims = [report.claim("a.b", True, by=[f"person:p{at}"]) for at in range(45)]
        count = [eventlog.Quantity(low=at, unit=unit) for at, unit in ((3, "ship"), (4, "ship"), (5, "horse"))]
        figures = [report.claim("a.c", one, by=[f"person:p{at}"]) for at, one in enumerate(count)]
        many = [report.claim(f"b.c{at}", True) for at in range(61)]
        log.record(report, *claims, *figures, *many)
        knowledge = log.as_of("2024-06-01")
        for picture, told in (
            (plot.said_and_known(knowledge, "a.b"), "Said and known (five more sources are not drawn); corroborated"),
            (
                plot.figures(knowledge, "a.c"),
                "(one more figure is not drawn: against one, undated, or of something else)",
            ),
            (plot.figures(knowledge, "a.b"), "Every figure, by source (no figure was given); corroborated"),
            (plot.ribbons(knowledge, "b"), "How each question stood (one more question is not drawn)"),
        ):
            assert told in " ".join(picture.figure.get_suptitle().split())
        for picture in (plot.figures(log.as_of("2024-06-01"), "b.c1"), plot.said_and_known(knowledge, "a.c")):
            assert "not drawn" not in picture.figure.get_suptitle()


@pytest.mark.parametrize("policy", ["certain", "possible"])
def test_a_ribbon_counts_what_waits_as_the_answer_does(policy: str) -> None:
    """Under the reading that is asked for; also of what waits and changes no status."""
    text = "They are 52, said Al Roe. The doors were locked, he said."
    with eventlog.open(":memory:") as log:
        paper, undated, report = (
            eventlog.Report(publisher="outlet:x", title=day, published=day, text=text)
            for day in ("2024-05-01", "[2024-05-02..]", "2024-05-10")
        )
        people = [eventlog.Quantity(low=low, high=low, unit="person") for low in (47, 52)]
        log.record(
            eventlog.Question(id="a.hurt", answer="quantity", measure="cumulative"),
            *(paper, paper.claim("a.hurt", people[0], by=["org:b"]), paper.claim("a.locked", False, by=["org:b"])),
            *(undated, undated.claim("a.locked", False, by=["org:c"])),
            report,
        )
        chain = [{"agent": "person:al-roe", "named": {"exact": "Al Roe"}}]
        hurt = {
            "value": {"low": "52", "high": "52", "unit": "person", "written": "52"},
            "quotes": [{"exact": "They are 52"}],
        }
        locked = {"value": True, "quotes": [{"exact": "The doors were locked"}]}
        items = [
            {"claim": {"question": f"a.{name}", "chain": chain, **one}}
            for name, one in (("hurt", hurt), ("locked", locked))
        ]
        log.propose(items, report=report, extractor="model/1", by="user:desk")
        knowledge = log.as_of("2024-06-01", policy=policy, include_proposed=True)
        for one in ribbons_of(knowledge):
            assert "only proposed" in one.waits
            assert one.waits == proposed_words(knowledge[one.question])


def test_what_turns_twice_on_a_day_says_when() -> None:
    """Read late, a bare date is out when its day ends: no two statuses of one reading are from one moment."""
    with eventlog.open(":memory:", zone="Europe/Kyiv") as log:
        report = eventlog.Report(publisher="outlet:x", title="x", published="2024-05-01")
        log.record(report, report.claim("a.b", True, by=["person:p"]))
        rows = plot.ribbons(log.as_of("2024-05-03")).rows
    assert [row[2:] for row in rows] == [
        ("late", "2024-05-01", "unreported"),
        ("late", "2024-05-01, end of day", "alleged"),
        ("early", "2024-05-01", "alleged"),
    ]


def test_growth_counts_what_was_public() -> None:
    """At each moment as many claims as the knowledge of that moment shows; a day is one, and no instant of its end."""
    log = corpus()
    picture = plot.growth(log.as_of("2024-10-25"))
    counts = {row[0]: tuple(map(int, row[1:])) for row in picture.rows}
    assert {"2024-06-30", "2024-06-27 06:44"} <= counts.keys()
    for moment, (reports, claims, questions) in counts.items():
        entries = list(log.as_of(f"{moment.replace(' ', 'T')}Z" if " " in moment else moment).entries())
        assert sum(entry.kind.startswith("report-") for entry in entries) == reports
        found = [entry.event.claim for entry in entries if entry.kind.startswith("claim-")]
        assert (len(found), len({one.question for one in found})) == (claims, questions)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_hostile_words_are_drawn_as_words(ending: str, tmp_path: Path) -> None:
    """No formula is found in them, no label is hidden, and no markup gets into a picture."""
    knowledge = hostile().as_of("2031-06-25")
    for at in (13, 17, 18, 19):
        assert plot.said_and_known(knowledge, f"hostile.q{at}").png()
    picture = plot.said_and_known(knowledge, "hostile.q8")
    picture.save(tmp_path / f"one.{ending}")
    plot.ribbons(knowledge).save(tmp_path / f"two.{ending}")
    assert b"<script>" not in (tmp_path / f"one.{ending}").read_bytes()
    assert b"<script>" not in (tmp_path / f"two.{ending}").read_bytes()


def test_a_picture_of_nothing_is_a_picture() -> None:
    """A question that nobody asked, a log without entries, a claim without a date."""
    empty = eventlog.open(":memory:")
    for draw in (plot.said_and_known, plot.figures, plot.opening):
        picture = draw(empty.as_of("2031"), "a.b")
        assert picture.rows == ()
        assert picture.png()
    assert plot.ribbons(empty.as_of("2031")).png()
    assert plot.growth(empty.as_of("2031")).png()
    report = eventlog.Report(publisher="outlet:x", title="undated")
    empty.record(report, report.claim("a.b"))
    knowledge = empty.as_of(recorded="2099")
    assert plot.said_and_known(knowledge, "a.b").rows[0][4:6] == ("not said when", "date not known")
    assert plot.growth(knowledge).rows == (("no date", "1", "1", "1"),)


def test_a_cut_long_after_the_last_word_stands_at_the_edge_and_says_so() -> None:
    """The words of 2024 fill the paper of 2031; a cut that is near stands on it at its own place."""
    log = corpus()
    for cut, far in (("2031", True), ("2024-10-25", False)):
        knowledge = log.as_of(cut)
        for picture in (
            plot.opening(knowledge, QUESTION),
            plot.ribbons(knowledge, "dprk.troops"),
            plot.growth(knowledge),
        ):
            axes = picture.figure.axes[0]
            begin, end = axes.get_xlim()
            words = [one.get_text() for one in axes.texts]
            assert any("(beyond this edge)" in one for one in words) is far
            assert reader("matplotlib.dates").num2date(end).year == 2024, picture.title
            assert end - begin < 200
        drawn = knowledge[QUESTION]._repr_html_()
        assert ("(beyond this edge)" in drawn) is far


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul"])
def test_the_last_cut_that_can_be_asked_for_stands_at_the_edge_too(zone) -> None:
    """A year that no axis goes to is told in words, on the paper of the days on which something was said."""
    log = eventlog.open(":memory:", zone=zone)
    report = eventlog.Report(publisher="outlet:x", title="Tide", published="2024-01-01")
    log.record(report, report.claim("a.b"))
    knowledge = log.as_of("8999-12-31")
    for picture in (plot.opening(knowledge, "a.b"), plot.ribbons(knowledge), plot.growth(knowledge)):
        (words,) = picture.figure.axes[0].texts
        assert words.get_text() == "public by 31 December 8999 (beyond this edge)"
        assert picture.png()


def test_a_topic_without_words_of_its_own_opens_with_its_questions() -> None:
    """Nobody answers "North Korea's soldiers": what is below it is drawn, and no empty paper."""
    knowledge = corpus().as_of("2024-10-25")
    assert plot.opening(knowledge, "dprk.troops").rows == plot.ribbons(knowledge, "dprk.troops").rows
    assert plot.opening(knowledge, "dprk.troops").rows


def test_a_long_name_beside_a_picture_is_whole() -> None:
    """In two lines, where it does not go into one; the answer behind it is never cut off for it."""
    log = eventlog.open(":memory:")
    name = "Committee for the Search and Rescue of Those Missing at Sea"
    report = eventlog.Report(publisher="outlet:x", title="t", published="2024-06-01")
    log.record(eventlog.Agent(id="org:committee", name=name), report, report.claim("a.b", by=["org:committee"]))
    knowledge = log.as_of("2024-06-10")
    (label,) = plot.said_and_known(knowledge, "a.b").figure.axes[0].get_yticklabels()
    assert " ".join(label.get_text().split()) == f"{name}: yes"
    assert "\n" in label.get_text()
    drawn = [html.unescape(one) for one in re.findall("<text[^>]*>([^<]*)</text>", knowledge["a.b"]._repr_html_())]
    assert drawn[1] == "yes"


def test_a_picture_can_be_read_and_is_the_same_again() -> None:
    """It carries the rows that it was drawn from; drawing again makes the same bytes."""
    log, _ = marked()
    knowledge = log.as_of("2031-07-31")
    picture = plot.said_and_known(knowledge, "mark.question")
    assert repr(picture).startswith("<Picture '")
    assert "said and known" in picture.title
    assert knowledge["mark.question"].question.words in picture.title
    assert picture.png() == plot.said_and_known(knowledge, "mark.question").png()


def test_a_picture_is_in_words_too() -> None:
    """A notebook that shows HTML has what the picture shows beside it, as text."""
    log = hostile()
    for question in ("dprk.troops.number", "dprk.troops.deployment"):
        knowledge = corpus().as_of("2024-10-25")
        picture = plot.opening(knowledge, question)
        page = picture._repr_html_()
        assert page.count("<") == 1
        assert 'alt="' in page
        words = html.unescape(page.split('alt="')[1].split('"')[0])
        assert words.startswith(picture.title)
        assert all(cell in words for row in picture.rows for cell in row)
    assert plot.ribbons(log.as_of("2030-01-01"))._repr_html_().count("<") == 1


def test_no_label_of_a_day_lies_upon_another() -> None:
    """Along the axis of each picture, and each names its day without a year apart."""
    knowledge = corpus().as_of("2024-10-25")
    for picture in (plot.opening(knowledge, QUESTION), plot.ribbons(knowledge, "dprk.troops"), plot.growth(knowledge)):
        picture.png()
        (axes,) = picture.figure.axes
        boxes = [one.get_window_extent() for one in axes.get_xticklabels() if one.get_text()]
        assert all(left.x1 < right.x0 for left, right in itertools.pairwise(boxes))
        assert axes.xaxis.get_offset_text().get_text() == ""
        assert any("2024" in one.get_text() for one in axes.get_xticklabels())


def test_the_line_of_the_cut_says_what_it_is() -> None:
    """Public by a day, or held by one."""
    log = corpus()
    said = {
        one.get_text()
        for knowledge in (log.as_of("2024-10-25"), log.as_of(recorded="2030-01-01"))
        for one in plot.growth(knowledge).figure.axes[0].texts
    }
    assert "public by 25 October 2024" in said
    assert any(one.startswith("held by ") for one in said)


@pytest.mark.parametrize("days", [0, 1, 2, 6, 40, 70, 110, 400, 800, 1000, 1090, 2000, 40_000])
def test_every_length_of_time_has_an_axis(days: int) -> None:
    """From a day to a century, without a warning, and with labels that do not lie upon each other."""
    end = date(2001, 3, 1) + timedelta(days=days)
    with eventlog.open(":memory:", zone="UTC") as log:
        for day in (date(2001, 3, 1), end):
            report = eventlog.Report(publisher="outlet:a", title=str(day), published=str(day))
            log.record(report, report.claim("a.b", by=["gov:x"]))
        picture = plot.growth(log.as_of(str(end)))
        picture.png()
        boxes = [one.get_window_extent() for one in picture.figure.axes[0].get_xticklabels() if one.get_text()]
        assert all(left.x1 < right.x0 for left, right in itertools.pairwise(boxes))


@pytest.mark.parametrize(
    "words",
    [
        "WHO HOLDS THE HARBOUR " * 5,
        "W" * 100,
        "m" * 108,
        "Who held the harbour on the day before the storm came, and what did the board know of it by then? " * 2,
    ],
)
def test_a_title_stays_on_the_paper(words: str) -> None:
    """However wide its letters are: in two lines, and then with an ellipsis."""
    log = eventlog.open(":memory:")
    report = eventlog.Report(publisher="outlet:x", title="a day", published="2031-06-05")
    log.record(eventlog.Question(id="q.a", words=words.strip()), report, report.claim("q.a", True, by=["org:a"]))
    figure = plot.said_and_known(log.as_of("2031-07-01"), "q.a").figure
    figure.canvas.draw()
    box = figure.texts[0].get_window_extent()
    assert box.x1 <= figure.bbox.x1
    assert figure.axes[0].get_window_extent().height > 30


def test_an_axis_has_no_digits_that_nobody_said() -> None:
    """A float has not fifty of them; a count of twelve stays whole."""
    report = eventlog.Report(publisher="outlet:a", title="A", published="2024-06-01")
    for low, told in (("4e50", "1e+50"), ("400000000000", "100,000,000,000")):
        counted = {"low": low, "high": low, "unit": "person"}
        with eventlog.open(":memory:") as log:
            log.record(report, *(report.claim("a.b", counted, by=[one]) for one in ("person:p", "person:q")))
            picture = plot.figures(log.as_of(), "a.b")
        axes = picture.figure.axes[0]
        words = [axes.yaxis.get_major_formatter()(float(low) / 4, 0)]
        assert words == [told]
