"""Finding words: what is visible at a cut and nothing else, whoever looks for it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Agent, Amended, Annulled, Claim, Corrected, Evidence, Quantity, Question, Report, TextQuote
from eventlog.claims import digest_of
from eventlog.desk import Desk
from eventlog.errors import InvalidValue
from eventlog.events import Reviewed
from eventlog.knowledge import Cut, Knowledge
from eventlog.knowledge.find import Hit
from eventlog.knowledge.gather import gather_some
from eventlog.mcp.words import answer_text
from eventlog.reports import Region
from eventlog.stores.sqlite import searching
from find_strategies import Wordy, queries
from knowledge_strategies import Story, cuts, policies, share, stories
from plain_reader import PlainReader


def known(reader: PlainReader, cut: Cut) -> Knowledge:
    """What is known of a list of entries, cut as another one is."""
    return Knowledge(reader, attrs.evolve(cut, position=min(cut.position, reader.size())))


def masked(hits: list[Hit]) -> list[Hit]:
    """Hits without their positions."""
    return [attrs.evolve(hit, position=0) for hit in hits]


@st.composite
def drawn_cuts(draw: st.DrawFn, story: Story) -> Cut:
    """A cut of any of the clocks, under either reading, with boilerplate or without it."""
    return Cut.of(
        zone="UTC",
        position=draw(st.one_of(st.just(len(story.entries)), st.integers(0, len(story.entries)))),
        published=draw(st.none() | cuts),
        said=draw(st.none() | cuts),
        policy=draw(policies),
        include_boilerplate=draw(st.booleans()),
    )


@share(1)
@given(stories(Wordy()), queries, st.data())
def test_what_a_cut_excludes_shows_in_no_hit_nor_in_their_order(story: Story, words: str, data: st.DataObject) -> None:
    """`find` answers as on a log that never held what the cut leaves out."""
    cut = data.draw(drawn_cuts(story))
    here = Knowledge(story.reader(), cut)
    visible = list(here.entries())
    fewer = [attrs.evolve(entry, position=at) for at, entry in enumerate(visible, 1)]
    assert masked(list(here.find(words))) == masked(list(known(PlainReader(fewer), cut).find(words)))


@share(2)
@given(stories(Wordy()), queries, st.data())
def test_a_hit_is_an_entry_that_is_visible(story: Story, words: str, data: st.DataObject) -> None:
    """Each hit stands at an entry that the cut lets through, and is there once."""
    here = Knowledge(story.reader(), data.draw(drawn_cuts(story)))
    seen = {entry.position for entry in here.entries()}
    hits = list(here.find(words))
    assert {hit.position for hit in hits} <= seen
    assert len({(hit.what, hit.id) for hit in hits}) == len(hits)


@share(2)
@given(stories(Wordy()), queries, st.integers(0, 9), st.data())
def test_as_many_as_are_wanted_are_the_first_of_all(story: Story, words: str, limit: int, data: st.DataObject) -> None:
    """A limit takes the last ones away, and changes none."""
    here = Knowledge(story.reader(), data.draw(drawn_cuts(story)))
    assert list(here.find(words, limit)) == list(here.find(words))[:limit]


def test_of_what_is_wanted_no_more_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many claims hold the words: as many as there are to be hits, where all of them are visible."""
    log = eventlog.open(":memory:")
    report = Report(publisher="outlet:post", title="one", published="2031-05-09")
    log.record(report, *(report.claim(f"port.p{at}", paraphrase="The fort holds") for at in range(50)))
    looked_at: list[int] = []

    def looked(reader: Any, some: list[Any], position: int) -> Any:
        looked_at.append(len(some))
        return gather_some(reader, some, position)

    monkeypatch.setattr(import_module("eventlog.knowledge.find"), "gather_some", looked)
    assert len(list(log.as_of("2031-06-01").find("fort", 6))) == 6
    assert looked_at == [6]


@pytest.mark.parametrize("limit", [-1, 2.0, True, "3"])
def test_a_limit_is_a_whole_number(limit: Any) -> None:
    """What is none is refused at once."""
    with pytest.raises(InvalidValue, match="how many hits"):
        eventlog.open(":memory:").as_of().find("fort", limit)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where files are kept."""
    return tmp_path_factory.mktemp("find")


@share(4)
@given(stories(Wordy()), queries, st.data())
def test_a_file_with_an_index_finds_what_a_scan_of_memory_finds(
    folder: Path, story: Story, words: str, data: st.DataObject
) -> None:
    """SQLite equals memory, hit by hit: before there is an index, with one that is behind, with one that is not."""
    made = sum(1 for _ in folder.iterdir())
    part = data.draw(st.integers(0, len(story.entries)))
    cut = data.draw(drawn_cuts(story))
    readings = iter([entry.recorded for entry in story.entries] * 2)
    clock = lambda: next(readings)  # noqa: E731
    memory = eventlog.open(":memory:", clock=clock)
    file = eventlog.open(folder / f"{made}.db", clock=clock, durability="off")
    with pytest.MonkeyPatch.context() as patch, memory, file:
        for log in (memory, file):
            log.record(*(entry.event for entry in story.entries[:part]))
        patch.setattr(searching, "BEHIND", 0)
        list(file.as_of().find(words))
        for log in (memory, file):
            log.record(*(entry.event for entry in story.entries[part:]))
        patch.setattr(searching, "BEHIND", data.draw(st.sampled_from((0, 512))))
        at = min(cut.position, len(memory))
        expected = list(Knowledge(memory.reader, attrs.evolve(cut, position=at)).find(words))
        assert list(Knowledge(file.reader, attrs.evolve(cut, position=at)).find(words)) == expected


# what is found, and where

TEXT = "HEADER cannon fodder. He said: “They will be cannon fodder.” About 12\u202f000 men left."
START = TEXT.index("They")
EXACT = TEXT[START : START + 12]
REPORT = Report(
    publisher="outlet:post",
    title="Élite brigade leaves – “soon”",
    published="2031-06-10T08:00:00Z",
    text=TEXT,
    regions=(Region(kind="boilerplate", start=0, end=21),),
)
CLAIM = Claim(
    report=REPORT.id,
    question="fort.strength",
    value=Quantity(low=12000, high=12000, unit="person", of="soldiers", written="twelve thousand"),
    paraphrase="A dozen battalions leave.",
    condition="if the ice holds",
    evidence=(Evidence(start=START, end=START + 12, digest=digest_of(EXACT), quote=TextQuote(exact=EXACT)),),
)
ASIDE = Claim(
    report=REPORT.id,
    question="fort.held",
    value=True,
    paraphrase="A cookie.",
    evidence=((0, 6, digest_of("HEADER")),),
)
THINGS = (
    REPORT,
    CLAIM,
    ASIDE,
    Question(id="fort.strength", words="How strong is the garrison?", answer="quantity"),
    Agent(id="person:ada", name="Ada Løvelace", aliases=("Countess of Lovelace",)),
)


def log_of(*batches: tuple) -> eventlog.EventLog:
    """A log in memory of these batches."""
    log = eventlog.open(":memory:", clock=iter(range(10**15, 10**18, 10**9)).__next__)
    for batch in batches:
        log.record(*batch)
    return log


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("garrison strong", [("question", "words")]),
        ("FORT.STRENGTH", [("question", "id"), ("claim", "question")]),
        ("ada", [("agent", "name")]),
        ("countess", [("agent", "alias")]),
        ("battalions dozen", [("claim", "paraphrase")]),
        ("they will", [("claim", "quote"), ("report", "text")]),
        ("12.000 soldiers", [("claim", "value")]),
        ("twelve thousand", [("claim", "value")]),
        ("ice", [("claim", "condition")]),
        ("elite 'soon'", [("report", "title")]),
        ("12000 men", [("report", "text")]),
        ("12,000", [("claim", "value"), ("report", "text")]),
        ("cannon fodder", [("report", "text")]),
        ('"fodder cannon"', []),
        ("header", []),
        ("cookie", []),
        ("garrison battalions", []),
    ],
)
def test_words_are_found_where_they_stand(words: str, found: list[tuple[str, str]]) -> None:
    """Words are found in one of the texts that are looked through, whatever their case, accents and marks."""
    with log_of(THINGS) as log:
        hits = list(log.as_of("2031-07-01").find(words))
    assert [(hit.what, hit.field) for hit in hits] == found


def test_boilerplate_is_found_where_it_is_asked_for() -> None:
    """What stands in the boilerplate of a page, or rests on it alone, is found with `include_boilerplate` only."""
    with log_of(THINGS) as log:
        knowledge = log.as_of("2031-07-01", include_boilerplate=True)
        assert [hit.what for hit in knowledge.find("header")] == ["report"]
        assert [hit.id for hit in knowledge.find("cookie")] == [ASIDE.id]


def test_what_was_not_out_is_not_found() -> None:
    """A report and its claims are found from the day on which the report was public; definitions always are."""
    with log_of(THINGS) as log:
        before = log.as_of("2031-06-09")
        assert [[hit.what for hit in before.find(words)] for words in ("12000", "garrison", "ada")] == [
            [],
            ["question"],
            ["agent"],
        ]


def test_what_we_struck_is_not_found() -> None:
    """A claim that we annulled is found no more, and with the log cut before that it is."""
    with log_of(THINGS, (Annulled(target=CLAIM.id),)) as log:
        assert [hit.what for hit in log.as_of("2031-07-01").find("battalions")] == []
        cut = attrs.evolve(log.as_of("2031-07-01").cut, position=len(THINGS))
        assert [hit.what for hit in Knowledge(log.reader, cut).find("battalions")] == ["claim"]


def test_what_waits_for_review_is_not_found() -> None:
    """A proposal is found where it is asked for, by all once it is accepted, and by nobody once it is rejected."""
    waits = Reviewed(target=CLAIM.id, state="proposed", by="user:desk", extractor="model/3")
    with log_of((*THINGS, waits)) as log:

        def found(**cuts: object) -> list[str]:
            return [hit.what for hit in log.as_of("2031-07-01", **cuts).find("battalions")]

        assert (found(), found(include_proposed=True)) == ([], ["claim"])
        assert answer_text(Desk(log, published="2031-07-01").why(CLAIM.id)).startswith("unreported: no such claim")
        log.record(Reviewed(target=CLAIM.id, state="accepted", by="user:desk"))
        assert (found(), found(extractor="model/3"), found(extractor="model/4")) == (["claim"], ["claim"], [])
        log.record(Reviewed(target=CLAIM.id, state="rejected", by="user:desk"))
        assert (found(), found(include_proposed=True)) == ([], [])


def test_a_title_is_found_as_it_reads_at_the_cut() -> None:
    """An amended title is found at the amendment; one that its publisher corrects, from the notice on."""
    corrected = Corrected(target=REPORT.id, by="outlet:post", notice="2031-08-01", field="title", value="Brigade stays")
    with log_of(THINGS, (corrected,)) as log:
        july, august = log.as_of("2031-07-01"), log.as_of("2031-08-02")
        assert [[hit.position for hit in one.find("brigade leaves")] for one in (july, august)] == [[1], []]
        assert [[hit.position for hit in one.find("brigade stays")] for one in (july, august)] == [[], [len(log)]]
        log.record(Amended(report=REPORT.id, field="title", value="Regiment"))
        now = log.as_of("2031-08-02")
        assert [[hit.position for hit in now.find(words)] for words in ("brigade", "regiment")] == [[], [len(log)]]


def test_a_correction_that_is_not_out_lends_no_hit_its_place() -> None:
    """Where a title was right before, a later correction to the same words does not move the hit."""
    corrected = Corrected(target=REPORT.id, by="outlet:post", notice="2031-08-01", field="title", value=REPORT.title)
    with log_of(THINGS, (corrected,)) as log:
        found = [[hit.position for hit in log.as_of(day).find("brigade")] for day in ("2031-07-01", "2031-08-02")]
    assert found == [[1], [len(THINGS) + 1]]


def test_the_last_definition_is_found() -> None:
    """Of a question or an agent the words of its last definition that stands are found, and none of those before."""
    later = Question(id="fort.strength", words="How many defend it?", answer="quantity")
    with log_of(THINGS, (later,)) as log:
        knowledge = log.as_of("2031-07-01")
        assert [list(knowledge.find("garrison")), [hit.position for hit in knowledge.find("defend")]] == [
            [],
            [len(log)],
        ]


def test_kinds_come_in_order_and_the_last_recorded_first() -> None:
    """Questions, agents, claims, reports; within a kind the last recorded comes first."""
    reports = [
        Report(publisher="outlet:post", title=f"Lovelace {at}", published="2031-06-01", url=f"https://post/{at}")
        for at in range(40)
    ]
    with log_of((*THINGS, *reports, Question(id="q", words="Lovelace?"))) as log:
        hits = list(log.as_of("2031-07-01").find("lovelace"))
    assert [hit.what for hit in hits] == ["question", "agent", *["report"] * 40]
    assert [hit.excerpt for hit in hits[2:]] == [f"Lovelace {at}" for at in reversed(range(40))]


@pytest.mark.parametrize("words", ["", "  ", "“”", "—", 12, None])
def test_what_holds_no_word_is_refused_at_once(words: object) -> None:
    """A query without words is an error when it is asked, not when hits are taken."""
    with log_of(THINGS) as log, pytest.raises(InvalidValue, match=r"find|found"):
        log.as_of().find(words)
