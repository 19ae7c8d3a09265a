"""What a notebook and a prompt show: all words as words, nothing by colour, and no more than there is room for."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import eventlog
from eventlog.knowledge.changes import Changes
from eventlog.render.reasons import reason_words
from export_samples import HOSTILE, corpus, hostile, marked

ALLOWED = {"table", "caption", "thead", "tbody", "tr", "th", "td", "p", "br", "dl", "dt", "dd"}
DRAWN = {"svg", "title", "path", "text"}
LINES = {
    *("viewbox", "width", "role", "font-family", "font-size", "d", "x", "y", "text-anchor"),
    *("fill", "stroke", "stroke-width", "stroke-dasharray", "opacity"),
}
LONGEST = 260


class _Shown(HTMLParser):
    """Collects tags, attributes and text of what a notebook shows."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.text = ""
        self.feed(markup)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.attributes |= set(attrs)

    def handle_data(self, data) -> None:
        self.text += data + "\n"


def values(log: eventlog.EventLog, date: str) -> dict[str, object]:
    """One of each of what a notebook may show."""
    knowledge = log.as_of(date)
    standing = max(knowledge, key=lambda one: len(one.claims))
    return {
        "knowledge": knowledge,
        "standing": standing,
        "diff": eventlog.diff(log.as_of("2000"), knowledge),
        "why": knowledge.why(standing.claims[0]),
    }


@pytest.mark.parametrize("name", ["knowledge", "standing", "diff", "why"])
@pytest.mark.parametrize(("log", "date"), [(corpus, "2024-10-25"), (hostile, "2031-06-25")], ids=["corpus", "hostile"])
def test_a_notebook_shows_words_as_words(log, date: str, name: str) -> None:
    """No tag but those of a table and of a drawing, no attribute but how they lie: no script, no link, no address."""
    shown = _Shown(values(log(), date)[name]._repr_html_())
    drawn = name == "standing"
    assert shown.tags <= ALLOWED | (DRAWN if drawn else set())
    assert {key for key, _ in shown.attributes} <= {"style", "scope"} | (LINES if drawn else set())
    styles = {"text-align:left"} | ({"max-width:100%;height:auto"} if drawn else set())
    assert {value for key, value in shown.attributes if key == "style"} <= styles
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b-\u200f\x00-\x08\x0b-\x1f]", shown.text)


def test_every_hostile_word_is_there_to_be_read() -> None:
    """What is escaped is not left out."""
    log = hostile()
    text = "".join(_Shown(log.as_of("2031-06-25")[f"hostile.q{at}"]._repr_html_()).text for at in range(len(HOSTILE)))
    for one in HOSTILE:
        if one.isprintable():
            assert one in text


def test_a_standing_shows_status_answer_sides_and_certainty() -> None:
    """In words, with what is only possible and which reading it is below."""
    standing = corpus().as_of("2024-10-25")["dprk.troops.deployment"]
    text = _Shown(standing._repr_html_()).text
    for word in (
        "corroborated",
        "Yes, ",
        "North Korea",
        "independence not established",
        "only possibly: 2 more claims",
    ):
        assert word in text
    assert "Public by 25 October 2024 (end of day, UTC); dates read late" in text
    for head in ("status", "answer", "sources"):
        assert head in text


def test_a_standing_shows_who_said_it_when() -> None:
    """A line a source with a mark of its side, hollow where it is only as possible, and a title that tells it."""
    standing = corpus().as_of("2024-10-25")["dprk.troops.deployment"]
    drawn = standing._repr_html_().partition("<svg")[2]
    assert drawn.count('z" fill="none"') == 4, "Putin and the unnamed, who are not certainly public, and two who hedge"
    assert drawn.count("Vladimir Putin: no") == 2, "in the drawing and in its title"
    assert "Vladimir Putin" not in corpus().as_of("2024-06-27")["dprk.troops.deployment"]._repr_html_()
    assert "<svg" not in eventlog.open(":memory:").as_of("2031")["a.b"]._repr_html_()


def test_knowledge_shows_the_names_of_agents_and_says_what_it_leaves_out() -> None:
    """A table of the first standings; the rest is counted, and not judged to be shown."""
    knowledge = corpus().as_of("2024-10-25")
    shown = _Shown(knowledge._repr_html_())
    assert "The first " in shown.text
    assert 0 < len(knowledge._standings) < 100
    assert "unnamed outlet, text 004" in _Shown(corpus().as_of("2024-06-27")._repr_html_()).text
    assert "Nothing is known here." in _Shown(eventlog.open(":memory:").as_of("2031")._repr_html_()).text


def test_a_denial_of_what_nobody_holds_is_a_no() -> None:
    """The answer is told, and not the value that is denied."""
    log = eventlog.open(":memory:")
    report = eventlog.Report(publisher="outlet:x", title="T", published="2031")
    log.record(report, report.claim("a.b", False, by=["gov:x"]))
    standing = log.as_of("2032")["a.b"]
    assert '<td style="text-align:left">No, says gov:x</td>' in standing._repr_html_()
    assert repr(standing.positions[0]).startswith("<Answer no: denied")


def test_a_diff_is_a_tuple_that_shows_itself() -> None:
    """Nothing that held of the tuple is lost: length, order, equality, slices, emptiness."""
    log = corpus()
    june, october = log.as_of("2024-06-27"), log.as_of("2024-10-25")
    changes = eventlog.diff(june, october, about="dprk.troops")
    assert isinstance(changes, tuple)
    assert isinstance(changes, Changes)
    assert changes == tuple(changes)
    assert hash(changes) == hash(tuple(changes))
    assert eventlog.diff(june, june) == ()
    assert repr(eventlog.diff(june, june)) == "<no changes>"
    assert re.fullmatch(r"<\d+ changes on \d+ questions: \d+ learned(, \d+ \w+)*>", repr(changes))
    shown = _Shown(changes._repr_html_())
    assert all(reason_words(one.reason) in shown.text for one in changes)


@pytest.mark.parametrize("log", [corpus, hostile, lambda: marked()[0]], ids=["corpus", "hostile", "marked"])
def test_every_public_value_is_short_at_a_prompt(log) -> None:
    """One line that can be read, and nothing in it moves a cursor or turns the direction of writing."""
    knowledge = log().as_of("2031-12-31")
    standings = list(knowledge)
    found = [knowledge, *standings, *(one for standing in standings for one in (*standing, *standing.claims))]
    found += [one.claim for standing in standings for one in standing.claims]
    found += [knowledge.why(one.claims[0]) for one in standings if one.claims][:20]
    found += [report for entry in knowledge.entries() if (report := getattr(entry.event, "report", None))]
    found += [segment for standing in standings for segment in standing.timeline]
    claims = [one.claims[0] for one in standings if one.claims][:5]
    found += [impact for one in claims for impact in knowledge.impact(one)]
    for one in found:
        line = repr(one)
        assert len(line) <= LONGEST, line
        assert line.isprintable(), line


def test_a_picture_whose_paper_ends_with_1969_is_like_that_of_twenty_years_before() -> None:
    """The moment from which clocks count is a moment as others are."""
    drawn = []
    for year in (1949, 1969):  # a fifth of ten days after the last word ends the year
        log = eventlog.open(":memory:")
        for day in ("20", "30"):
            report = eventlog.Report(publisher=f"outlet:{day}", title="Tide", published=f"{year}-12-{day}T00:00:00Z")
            log.record(report, report.claim("a.b"))
        drawn.append(re.findall(' d="(M[^"]*)"', log.as_of(f"{year + 60}")["a.b"]._repr_html_()))
    assert drawn[0] == drawn[1]
