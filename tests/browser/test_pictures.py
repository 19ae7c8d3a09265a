"""The pictures of the page are those of Python: the same words, hollow and faded alike, and the same ribbons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as calendar_day
from typing import Any

import pytest

import eventlog
import flood
from eventlog import EventLog
from eventlog.explore.book import EPOCH
from eventlog.export.ribbons import ribbons_of
from eventlog.render.dates import day_words, is_days_end, moment_words
from eventlog.render.pictures import figures_of, rows_of
from eventlog.render.showing import answer_line, headline
from explore_browser import DATES, NARROW, WIDE, Make, Page
from explore_samples import ARABIC, book_of, corpus, one_day, scripts, town
from words_reader import witness

pytestmark = pytest.mark.browser

Fill = Callable[[EventLog], None]

DRAWN = """
return Object.fromEntries([...document.querySelectorAll('.detail figure [data-entry]')].map(one => [
  one.dataset.entry, [one.querySelector('.tip').classList.contains('hollow'), one.classList.contains('gone')]]))
"""
LINES = """
return Object.fromEntries([...document.querySelectorAll('.standing')].map(one => [
  one.dataset.question, [...one.querySelectorAll(':scope > .body > .answer')].map(line => line.textContent)]))
"""
RIBBONS = """
return Object.fromEntries([...document.querySelectorAll('.ribbon[data-question]')].map(one => [
  one.dataset.question, one.querySelector('title').textContent]))
"""
AT_THE_CUT = """
return Object.fromEntries([...document.querySelectorAll('.ribbon[data-question]')].map(row => {
  const cut = Number(row.querySelector('.cut').getAttribute('d').match(/[0-9.]+/)[0]) - 0.2;
  const halves = [3, 15].map(y => [...row.querySelectorAll('.piece')].filter(piece => {
    const [x, top, width] = ['x', 'y', 'width'].map(one => Number(piece.querySelector('rect').getAttribute(one)));
    return top === y && x <= cut && cut <= x + width;
  }).at(-1)?.classList[1].slice(2) ?? 'unreported');
  return [row.dataset.question, halves];
}))
"""
ORDER = """
const line = [...document.querySelectorAll('.answer')].find(one => one.textContent.includes('(12)'));
return arguments[0].map(words => {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = new Range();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    const box = range.getBoundingClientRect();
    return [box.left, box.right];
  }
})
"""
NEXT = """
const one = document.getElementById('page-forth');
if (!one || one.disabled) return false;
one.click();
return true
"""
CLICK = """
const one = document.querySelector(`.ribbon[data-question="dprk.troops.deployment"] svg`);
const box = one.getBoundingClientRect();
one.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: box.left + box.width * 0.9, clientY: box.top + 9}))
"""
OVERLAPS = """
const found = [];
const apart = (a, b) => a.left > b.right - 1 || b.left > a.right - 1 || a.top > b.bottom - 3 || b.top > a.bottom - 3;
for (const picture of document.querySelectorAll('.detail .picture')) {
  const frame = picture.getBoundingClientRect();
  const texts = [...picture.querySelectorAll('text')].map(one => [one.textContent, one.getBoundingClientRect()]);
  texts.forEach(([text, box], at) => {
    if (box.left < frame.left - 12 || box.right > frame.right + 12) found.push('out: ' + text);
    for (const [other, beside] of texts.slice(at + 1)) if (!apart(box, beside)) found.push(text + ' / ' + other);
  });
  const marks = [...picture.querySelectorAll('.count .tip')].map(one => one.getBoundingClientRect());
  for (const one of picture.querySelectorAll('.newest-word'))
    if (marks.some(mark => !apart(one.getBoundingClientRect(), mark))) found.push(one.textContent + ' on a mark');
}
return found
"""
FILLED = [(corpus, DATES), (town, ("2024-07-20",))]
FLOOD_DAYS = ("2031-03-12", "2031-04-27")


def flooded(log: EventLog) -> None:
    """The flood, in a log of the page's."""
    made, _ = flood.build()
    log.record(*(entry.event for entry in made.entries()))


@pytest.mark.parametrize(("fill", "dates"), [*FILLED, (flooded, FLOOD_DAYS)], ids=["corpus", "town", "flood"])
@pytest.mark.parametrize("policy", ["certain", "possible"])
def test_a_question_opens_with_the_rows_of_python(make: Make, fill: Fill, dates: Any, policy: str) -> None:
    """Its figures, where there are two on one scale, else every word that was said: the same marks on every date."""
    page, log = make(fill)
    for date in dates:
        knowledge = log.as_of(date, policy=policy)
        for standing in list(knowledge)[:25]:
            rows = rows_of(standing, knowledge.name_of)
            figures, _ = figures_of(rows)
            wanted = figures if len(figures) > 1 else [row for row in rows if row.mark.said or any(row.mark.known)]
            page.open(f"at={date}&reading={policy}&open={standing.id}&topic={standing.id}")
            position = {word.id: word.position for word in standing.words}
            expected = {str(position[row.claim]): [row.hollow, row.gone] for row in wanted}
            assert page.run(DRAWN) == expected, (date, standing.id)
    assert page.problems() == []


def lines_of(page: Page) -> dict[str, list[str]]:
    """The answers of every row that is shown, over all pages."""
    told: dict[str, list[str]] = {}
    while True:
        told |= page.run(LINES)
        if not page.run(NEXT):
            return told


@pytest.mark.parametrize(("fill", "dates"), [(corpus, DATES), (flooded, FLOOD_DAYS)], ids=["corpus", "flood"])
@pytest.mark.parametrize("policy", ["certain", "possible"])
def test_every_name_beside_an_answer_backs_it(make: Make, fill: Fill, dates: Any, policy: str) -> None:
    """What a row prints is the line of the rules, and each name that is counted for it has a live claim behind it."""
    page, log = make(fill)
    for date in dates:
        page.open(f"at={date}&reading={policy}")
        shown = lines_of(page)
        knowledge = log.as_of(date, policy=policy)
        for standing in knowledge:
            _, first = headline(standing)[0]
            wanted = [answer_line(one, first, knowledge.name_of, dated=False) for one in first.positions]
            assert shown[standing.id][: len(wanted)] == wanted[: len(shown[standing.id])]
            assert shown[standing.id] or not wanted
            for position in first.positions:
                backers = {one.root for figure in position.figures[:1] for one in figure.claims}
                assert {*position.for_} <= backers


@pytest.mark.parametrize("fill", [corpus, flooded], ids=["corpus", "flood"])
@pytest.mark.parametrize("policy", ["certain", "possible"])
def test_every_name_on_every_row_has_a_live_claim(make: Make, fill: Fill, policy: str) -> None:
    """On each day that turns something: whoever is named beside an answer gave just that, in a claim that stands then.

    The sentences are read back out of the page, and held against the claims alone; of the flood each fourth day.
    """
    page, log = make(fill)
    days = book_of(page.file.read_text(encoding="utf-8"))["days"]
    told = 0
    for day in days if fill is corpus else days[::4]:
        shown = str(calendar_day.fromordinal(EPOCH + day))
        page.open(f"at={shown}&reading={policy}")
        knowledge = log.as_of(shown, policy=policy)
        held = witness(log, frozenset(claim.id for standing in knowledge for claim in standing.claims))
        for question, lines in lines_of(page).items():
            for line in lines:
                assert held.check(line, question) == [], shown
                told += len(list(held.read(line)))
    assert told > (500 if fill is corpus else 100)


def test_ribbons_are_those_of_python(make: Make) -> None:
    """Of each question and under both readings, the same statuses from the same moments: a day begins and ends."""
    page, log = make(corpus, dates=DATES)
    page.open("ribbons=1")
    told = page.run(RIBBONS)
    until = eventlog.times.cut("2024-11-30", log.zone)

    def since(moment: int) -> str:
        if is_days_end(moment, moment + 1, log.zone):
            return f"the end of {day_words(moment, log.zone)}"
        told = moment_words(moment, log.zone)
        return told if "," in told else f"the start of {told}"

    def half(turns: tuple[tuple[int, str], ...]) -> str:
        days = [f"{status} from {since(moment)}" for moment, status in turns if moment <= until]
        return ", ".join(days) or "nothing"

    wanted = {
        one.question: f"dates read late: {half(one.late)}; read early: {half(one.early)}"
        for one in ribbons_of(log.as_of("2024-12-31"))
    }
    assert told == {question: words for question, words in wanted.items() if question in told}
    assert len(told) > 100


def test_a_click_on_a_ribbon_sets_date_and_question(make: Make) -> None:
    """And the arrow keys go from change to change of that question."""
    from selenium.webdriver.common.keys import Keys

    page, _ = make(corpus, dates=DATES)
    page.open("at=2024-06-27&topic=dprk.troops")
    page.run(CLICK)
    assert page.run("return document.getElementById('date').value") > "2024-10-25"
    assert page.run("return document.getElementById('b-dprk.troops.deployment').ariaExpanded") == "true"
    page.run("document.getElementById('r-dprk.troops.deployment').focus()")
    page.press(Keys.ARROW_LEFT)
    assert page.run("return document.getElementById('date').value") == "2024-10-20"
    assert page.focus() == "r-dprk.troops.deployment"


def promised(log: EventLog) -> None:
    """One source with a long answer on a condition, and a shorter one that it says outright."""
    report = eventlog.Report(publisher="outlet:x", title="x", published="2031-01-01")
    winds = (
        ("from the high plain behind the old harbour and its two moles, all night", "if it holds"),
        ("westerly", ""),
    )
    log.record(eventlog.Question(id="a.wind", words="Which winds blow?", answer="text", single=False), report)
    log.record(
        *(report.claim("a.wind", wind, by=["person:p"], condition=condition, said="2030") for wind, condition in winds)
    )


def test_a_hedge_stands_by_its_answer_in_a_picture(make: Make) -> None:
    """Where there is no room for an answer its begin stands there, with all its hedges and how many more there are."""
    page, _ = make(promised)
    for size in (WIDE, NARROW):
        page.open("open=a.wind", size=size)
        (own,) = page.run("return [...document.querySelectorAll('.said-known .own')].map(one => one.textContent)")
        assert own.startswith("from the hi"), size
        assert own.endswith("… (on a condition); 1 more"), size


def to_the_minute(log: EventLog) -> None:
    """One word, said and published in the same minute."""
    report = eventlog.Report(publisher="outlet:x", title="x", published="2031-01-01T10:00:00Z")
    log.record(report, report.claim("a.b", True, by=["person:p"], said="2031-01-01T10:00:00Z"))


@pytest.mark.parametrize(
    ("fill", "view", "there"),
    [
        (corpus, "at=2024-10-25&open=dprk.troops.deployment&topic=dprk.troops", True),
        (to_the_minute, "open=a.b", False),
    ],
    ids=["corpus", "to the minute"],
)
def test_every_line_of_a_picture_is_explained_below_it(make: Make, fill: Fill, view: str, there: bool) -> None:
    """What is dashed, dotted or a coloured band in a picture stands among its signs, and in no other picture's."""
    page, _ = make(fill)
    page.open(view, size=WIDE)
    seen = """
    const figure = document.querySelector('.said-known').closest('figure');
    return ['.bar.open', '.between', '.vague-said'].map(
      look => ['.picture', '.signs'].map(part => figure.querySelector(`${part} ${look}`) !== null))
    """
    assert page.run(seen) == [[there, there]] * 3


def test_nothing_of_a_picture_lies_outside_it(make: Make) -> None:
    """No mark and no label is cut off or lies upon another label, and none upon a mark, wide and narrow."""
    views = (
        (corpus, "at=2024-10-25&open=dprk.troops.deployment,dprk.troops.number&topic=dprk.troops"),
        (flooded, f"open={flood.TOLL}"),
        (scripts, "open=wide.bridge,wide.crowd,wide.dead"),
        (one_day, "open=day.bridge,day.ferry"),
        (promised, "open=a.wind"),
    )
    for fill, view in views:
        page, _ = make(fill)
        for size in (WIDE, NARROW):
            page.open(view, size=size)
            assert page.run(OVERLAPS) == [], size


@pytest.mark.parametrize(
    ("fill", "days"),
    [
        (one_day, ["2024-06-10"]),
        (town, ["2024-06-10", "2024-06-20", "2024-07-03", "2024-08-31"]),
        (corpus, ["2024-06-25", "2024-06-27", "2024-06-30", "2024-10-20", "2024-10-25", "2024-11-30"]),
    ],
    ids=["one day", "town", "corpus"],
)
def test_a_ribbon_comes_to_the_cut_as_the_question_stands(make: Make, fill: Fill, days: list[str]) -> None:
    """Where the line of the date crosses a ribbon, each half has the status that its reading gives by that date."""
    page, log = make(fill, dates=DATES if fill is corpus else None)
    for day in days:
        page.open(f"at={day}&ribbons=1")
        told = page.run(AT_THE_CUT)
        assert told
        late, early = (log.as_of(day, policy=policy) for policy in ("certain", "possible"))
        for question, halves in told.items():
            wanted = [str(known[question].first.standing.status) for known in (late, early)]
            assert halves == wanted, (day, question)


def test_a_number_stands_beside_its_name_in_any_script(make: Make) -> None:
    """A figure in brackets behind a name that runs to the left is drawn behind it, and not beside the name before."""
    page, _ = make(scripts)
    page.open("at=2024-07-01")
    lead, name, number = page.run(ORDER, ["More than 10", ARABIC, "(12)"])
    assert lead[1] <= name[0] < name[1] <= number[0] + 1
    directions = "return [...document.querySelectorAll('.answer, .says')].map(one => getComputedStyle(one).direction)"
    assert {*page.run(directions)} == {"ltr"}
