"""Pictures: what is drawn is what is known, in a table beside it, whatever the words are."""

from __future__ import annotations

from pathlib import Path

import pytest

import eventlog
from eventlog.export import plot
from export_readers import reader
from export_samples import corpus, hostile, marked


@pytest.fixture(autouse=True)
def _matplotlib() -> None:
    reader("matplotlib")


def test_a_timeline_has_a_row_for_each_source() -> None:
    """Every claim is in the table, every dated one is a mark, and a mark's shape says for or against."""
    knowledge = corpus().as_of("2024-10-25")
    picture = plot.timeline(knowledge, "dprk.troops.deployment")
    standing = knowledge["dprk.troops.deployment"]
    assert len(picture.rows) == len(standing.claims) + len(standing.possibly)
    axes = picture.figure.axes[0]
    sources = [label.get_text() for label in axes.get_yticklabels()]
    assert "Vladimir Putin: no" in sources
    assert "US Department of Defense: possibly yes" in sources
    assert standing.question.words.startswith(picture.figure.get_suptitle().split("\n")[0].rstrip("…"))
    assert len(set(sources)) == len(sources)
    marks = [line.get_marker() for line in axes.get_lines() if len(line.get_xdata()) == 1]
    assert (marks.count("^"), marks.count("v")) == (8, 1)
    assert {row[1] for row in picture.rows} == {"for it", "against it"}
    assert picture.png().startswith(b"\x89PNG")
    assert picture._repr_png_() == picture.png()


def test_growth_counts_what_was_public() -> None:
    """At each moment as many claims as the knowledge of that moment shows."""
    log = corpus()
    picture = plot.growth(log.as_of("2024-10-25"))
    counts = {row[0]: tuple(map(int, row[1:])) for row in picture.rows}
    for moment, (reports, claims, questions) in counts.items():
        entries = list(log.as_of(moment).entries())
        assert sum(entry.kind.startswith("report-") for entry in entries) == reports
        found = [entry.event.claim for entry in entries if entry.kind.startswith("claim-")]
        assert (len(found), len({one.question for one in found})) == (claims, questions)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_hostile_words_are_drawn_as_words(ending: str, tmp_path: Path) -> None:
    """No formula is found in them, no label is hidden, and no markup gets into a picture."""
    knowledge = hostile().as_of("2031-06-25")
    for at in (13, 17, 18, 19):
        assert plot.timeline(knowledge, f"hostile.q{at}").png()
    picture = plot.timeline(knowledge, "hostile.q8")
    picture.save(tmp_path / f"one.{ending}")
    plot.timeline(knowledge, "hostile.q17").save(tmp_path / f"two.{ending}")
    assert b"<script>" not in (tmp_path / f"one.{ending}").read_bytes()


def test_a_picture_of_nothing_is_a_picture() -> None:
    """A question that nobody asked, a log without entries, a claim without a date."""
    empty = eventlog.open(":memory:")
    assert plot.timeline(empty.as_of("2031"), "a.b").rows == ()
    assert plot.growth(empty.as_of("2031")).png()
    report = eventlog.Report(publisher="outlet:x", title="undated")
    empty.record(report, report.claim("a.b"))
    knowledge = empty.as_of(recorded="2099")
    assert plot.timeline(knowledge, "a.b").rows[0][3] == "not given"
    assert plot.growth(knowledge).rows == (("no date", "1", "1", "1"),)


def test_a_picture_can_be_read_and_is_the_same_again() -> None:
    """It carries the rows that it was drawn from; drawing again makes the same bytes."""
    log, _ = marked()
    knowledge = log.as_of("2031-07-31")
    picture = plot.timeline(knowledge, "mark.question", clock="said")
    assert "in early spring of MARK" in str(picture)
    assert repr(picture).startswith("<Picture '")
    assert "by source and when it was said" in picture.title.lower()
    assert knowledge["mark.question"].question.words in picture.title
    assert picture.png() == plot.timeline(knowledge, "mark.question", clock="said").png()
    with pytest.raises(eventlog.InvalidValue):
        plot.timeline(knowledge, "mark.question", clock="recorded")
