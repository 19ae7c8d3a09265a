"""The door: what is proposed comes in and waits where the words of its report bear it; else it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import (
    Agent,
    Annulled,
    EventLog,
    InvalidProposals,
    InvalidValue,
    Question,
    Report,
    Reviewed,
    SameEntity,
)
from eventlog.log import Receipt
from eventlog.log.proposing import propose
from eventlog.proposals import Refusal, waiting
from eventlog.proposals.places import place
from eventlog.proposals.refusals import Fault
from eventlog.proposals.shapes import Quote

TEXT = (
    "The harbour was shut at noon, Ada Berg said on Tuesday. More than 12,000 crates lie there; 12,000 more are due. "
    "US officials told us they know nothing. “We closed it,” Berg’s deputy said."
)
REPORT = Report(publisher="outlet:post", title="Shut", published="2031-05-14", text=TEXT)
LATER = Report(publisher="outlet:post", title="Open", published="2031-07-01", text="It is open again, Ada Berg said.")
ADA = {"agent": "person:ada-berg"}
SHUT = {
    "report": REPORT.id,
    "question": "harbour.shut",
    "value": True,
    "chain": [ADA],
    "quotes": [{"exact": "The harbour was shut at noon, Ada Berg said on Tuesday."}],
}
CRATES = {
    "report": REPORT.id,
    "question": "harbour.crates",
    "chain": [],
    "quotes": [{"exact": "More than 12,000 crates lie there"}],
    "value": {"low": "12000", "low_open": True, "unit": "crate", "written": "More than 12,000"},
}
WHO = {"extractor": "model/3", "by": "user:desk"}


@pytest.fixture
def log() -> Iterator[EventLog]:
    """A log with two reports and their texts, two questions and an agent."""
    with eventlog.open(":memory:") as one:
        one.record(REPORT, LATER, Question(id="harbour.shut"), Question(id="harbour.crates", answer="quantity"))
        one.record(Agent(id="gov:us", name="United States", aliases=("US",)))
        yield one


def refusal(log: EventLog, given: dict[str, Any], kind: str = "claim", **rest: Any) -> Refusal:
    """Why it is refused; the log is as it was."""
    before = log.head
    with pytest.raises(InvalidProposals) as raised:
        log.propose([{kind: given}], **WHO | rest)
    assert log.head == before
    (found,) = raised.value.refusals
    assert found.reason
    assert found.remedy
    assert json.dumps(found.to_dict())
    return found


def claim_of(log: EventLog, id: str | None) -> eventlog.Claim:
    """The claim with this id."""
    return log.reader.entry(log.reader.find(str(id)) or 0).event.claim  # type: ignore[union-attr]


def test_what_comes_in_is_what_an_annotator_would_have_written(log: EventLog) -> None:
    """Spans with their digests, chain and figures; the extractor is the caller's; and it waits."""
    done = log.propose([{"claim": SHUT}, json.dumps({"claim": CRATES})], **WHO)
    by_hand = REPORT.claim("harbour.shut", by=["person:ada-berg"], quote=SHUT["quotes"][0]["exact"])
    assert done.ids[0] == by_hand.id
    assert claim_of(log, done.ids[0]).extractor == "model/3"
    assert str(claim_of(log, done.ids[1]).value) == "more than 12,000 crates"
    assert done.waiting == done.ids == waiting(log.reader)
    assert not log.as_of("2031-06-01").questions
    log.record(*(Reviewed(target=id, state="accepted", by="user:desk") for id in done.waiting))
    assert log.as_of("2031-06-01").questions == ("harbour.crates", "harbour.shut")
    assert waiting(log.reader) == ()


@pytest.mark.parametrize("extractor", ["model/3", "model/4"])
def test_what_a_person_said_no_to_is_told_to_who_hands_it_in_again(log: EventLog, extractor: str) -> None:
    """It is held and stays out, so nobody will look at it again: that is said, of what was rejected as of what was
    struck. What still waits needs no word.
    """
    items = [{"claim": SHUT}, {"claim": CRATES}, {"claim": SHUT | {"question": "harbour.closed"}}]
    done = log.propose(items, **WHO)
    log.record(Reviewed(target=done.ids[0], state="rejected", by="user:desk", reason="she joked"))
    (struck,) = log.record(Annulled(target=done.ids[1], by="user:desk", reason="misread"))
    again = log.propose(items, **WHO | {"extractor": extractor})
    assert again.held == done.ids
    told = {one.item: one.text for one in again.doubts if one not in done.doubts}
    assert told == {
        1: "this was rejected and is in no answer until it is accepted",
        2: f"this was struck by entry {struck}, and is in no answer until that is struck in turn",
    }


SLIPS: dict[str, tuple[dict[str, Any], str]] = {
    "no such words": ({"quotes": [{"exact": "The harbor was shut at noon"}]}, "claim.quotes[0].exact"),
    "another mark": ({"quotes": [{"exact": '"We closed it," Berg\'s deputy said.'}]}, "claim.quotes[0].exact"),
    "twice": ({"quotes": [{"exact": "12,000"}]}, "claim.quotes[0].exact"),
    "after other words": ({"quotes": [{"exact": "12,000", "prefix": "Less than "}]}, "claim.quotes[0].prefix"),
    "before other words": ({"quotes": [{"exact": "12,000", "suffix": " boats"}]}, "claim.quotes[0].suffix"),
    "half a number": ({"quotes": [{"exact": "000 crates"}]}, "claim.quotes[0].exact"),
    "half a word": ({"quotes": [{"exact": "arbour was shut"}]}, "claim.quotes[0].exact"),
    "a blank": ({"quotes": [{"exact": " was shut"}]}, "claim.quotes[0].exact"),
    "no words": ({"quotes": []}, "claim.quotes"),
    "who is not named": ({"chain": [{"agent": "person:bo-lind"}]}, "claim.chain[0].agent"),
    "us is not the US": ({"chain": [{"agent": "gov:us", "cue": {"exact": "told us"}}]}, "claim.chain[0].agent"),
    "a cue that is not there": ({"chain": [ADA | {"cue": {"exact": "Berg wrote"}}]}, "claim.chain[0].cue.exact"),
    "no agent": ({"chain": [{"agent": "Ada Berg"}]}, "claim.chain[0].agent"),
    "a naive time": ({"said": "2031-05-13T10:00"}, "claim.said"),
    "no day": ({"during": "2031-02-30"}, "claim.during"),
    "an interval that was said": ({"said": "2031-05-01/2031-05-03"}, "claim.said"),
    "said after it was out": ({"said": "2031-06-01"}, "claim.said"),
    "said after it was out, in words": ({"said": {"text": "tomorrow"}}, "claim.said"),
    "said in words after it was out": (
        {"said": {"text": "next week", "anchor": "2031-06-01"}},
        "claim.said",
    ),
    "a step said after it was out": ({"chain": [ADA | {"said": "2031-06-01"}]}, "claim.chain[0].said"),
    "another report": ({"report": LATER.id}, "claim.quotes[0].exact"),
    "no such report": ({"report": "report:" + "0" * 32}, "claim.report"),
    "no report": ({"report": None}, "claim.report"),
    "another type of answer": ({"value": {"text": "shut"}}, "claim.value"),
    "nothing, but certainly so": ({"value": {"none": True}, "factuality": "CT+"}, "claim.factuality"),
    "a question without end": ({"question": "harbour." * 300 + "shut"}, "claim.question"),
    "who vouches": ({"by": "person:ada-berg"}, "claim.by"),
    "offsets": ({"start": 0}, "claim.start"),
    "no stance": ({"stance": "shout"}, "claim.stance"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_by_its_field(slip: str, log: EventLog) -> None:
    """Each is refused with the field that is at fault, the reason and the remedy."""
    change, field = SLIPS[slip]
    assert refusal(log, SHUT | change).field == field


CUT_SHORT: tuple[dict[str, Any], ...] = (
    {"claim": SHUT | {"report": REPORT.id[:15]}},
    {"link": {"kind": "denies", "from": "claim:00252", "to": "claim:00253", "basis": "b"}},
)


@pytest.mark.parametrize("item", CUT_SHORT)
def test_an_id_in_a_file_is_whole(item: dict[str, Any], log: EventLog) -> None:
    """What tables show is cut short; a file that is kept names what it means for good, and the remedy says so."""
    with pytest.raises(InvalidProposals) as caught:
        log.propose([item], **WHO)
    assert "its whole id" in caught.value.refusals[0].remedy


FIGURES: dict[str, tuple[dict[str, Any], str]] = {
    "another digit": ({"low": "13000"}, "claim.value.low"),
    "a power of ten": ({"low": "12000000"}, "claim.value.low"),
    "another power": ({"low": "1200"}, "claim.value.low"),
    "a bound of nobody": ({"high": "15000"}, "claim.value.high"),
    "words of nobody": ({"written": "over 12,000"}, "claim.value.written"),
    "half of its digits": ({"low": "12", "written": "12"}, "claim.value.written"),
    "its last digits": ({"low": "0", "written": "000"}, "claim.value.written"),
    "an open end of nothing": ({"high_open": True}, "claim.value.high_open"),
    "marks": ({"low": "12,000"}, "claim.value.low"),
    "no unit": ({"unit": ""}, "claim.value.unit"),
}


@pytest.mark.parametrize("slip", FIGURES)
def test_a_figure_is_the_one_that_is_written(slip: str, log: EventLog) -> None:
    """Bounds are those of the words, and the words stand in the quotes."""
    change, field = FIGURES[slip]
    assert refusal(log, CRATES | {"value": CRATES["value"] | change}).field == field


@pytest.mark.parametrize(
    ("written", "low", "fits"),
    [
        ("1.6 million", "1600000", True),
        ("1,6 Mio.", "1600000", True),
        ("1.2万", "12000", True),
        ("1.6 million", "1600001", False),
        ("12.000", "12000", True),
        ("three", "3", True),
        ("1,500 to 2,000", "2000", True),
        ("-5 °C", "-5", True),
        ("-5 °C", "5", False),
        ("\u22127 °C", "-7", True),
        ("minus 8 °C", "-8", True),
        ("minus 8 °C", "8", False),
        ("-1.6 million", "-1600000", True),
        ("\u20135 °C", "-5", True),
        ("\u20135 °C", "5", True),
        ("4-6 °C", "6", True),
        ("4-6 °C", "-6", False),
        ("3½ km", "3.5", True),
        ("3½ km", "3", False),
        ("½ km", "0.5", True),
        ("2½ million", "2500000", True),
    ],
)
def test_a_word_behind_a_numeral_may_be_a_power_of_ten(written: str, low: str, fits: bool) -> None:
    """Numerals are read with either mark for thousands, and a number without digits is for the reviewer."""
    report = Report(publisher="outlet:post", title="n", published="2031-05-14", text=f"It is {written}")
    value = {"low": low, "unit": "crate", "written": written}
    given = {"question": "n", "value": value, "quotes": [{"exact": f"It is {written}"}]}
    with eventlog.open(":memory:") as log:
        done = log.propose([{"claim": given}], report=report, keep_going=True, **WHO)
        assert [one.field for one in done.refused] == ([] if fits else ["claim.value.low"])


def test_words_that_stand_twice_are_told_by_what_stands_before_them(log: EventLog) -> None:
    """A prefix says which; the span is that of the words alone."""
    (id,) = log.propose([{"claim": SHUT | {"quotes": [{"exact": "12,000", "prefix": "; "}], "chain": []}}], **WHO).ids
    assert claim_of(log, id).evidence[0].start == TEXT.rindex("12,000")


@pytest.mark.parametrize(
    "step",
    [
        {"agent": "gov:us", "cue": {"exact": "US officials told us"}},
        {"agent": "person:ada-berg", "cue": {"exact": "deputy said"}, "named": {"exact": "Berg", "suffix": "’s"}},
        {"agent": "anon:us-officials", "named": {"exact": "US officials"}},
    ],
)
def test_the_one_who_is_credited_is_named_by_words(step: dict[str, Any], log: EventLog) -> None:
    """By an alias in its own case, by a surname, by the words of an id; in a quote, a cue, or where `named` points."""
    done = log.propose([{"claim": SHUT | {"chain": [step], "quotes": [{"exact": "We closed it"}]}}], **WHO)
    assert len(done.waiting) == 1
    assert bool(done.doubts) is ("named" in step)


def test_names_are_those_that_the_log_has_not_struck(log: EventLog) -> None:
    """An alias counts once it is defined, and no more once that is struck; so do the names of who is the same."""
    given = SHUT | {"chain": [{"agent": "org:port"}]}
    refusal(log, given)
    at = log.record(Agent(id="org:port", name="Port Authority", aliases=("The harbour",)))[0]
    assert log.propose([{"claim": given}], **WHO).waiting
    log.record(Annulled(target=log.reader.entry(at).event.id))
    other = given | {"paraphrase": "It is shut."}
    refusal(log, other)
    log.record(SameEntity(a="org:port", b="org:berg"), Agent(id="org:berg", name="Ada Berg"))
    assert log.propose([{"claim": other}], **WHO).waiting


def test_the_caller_may_say_which_report_was_read(log: EventLog) -> None:
    """Then items need not name it, and can name no other; a new one is recorded with its text."""
    bare = {key: one for key, one in SHUT.items() if key != "report"}
    assert log.propose([{"claim": bare}], report=REPORT.id, **WHO).waiting
    assert refusal(log, SHUT, report=LATER.id).field == "claim.report"
    fresh = Report(publisher="outlet:mail", title="Shut too", published="2031-05-15", text=TEXT)
    done = log.propose([{"claim": bare}], report=fresh, **WHO)
    assert claim_of(log, done.ids[0]).report == fresh.id
    assert log.reader.find(fresh.id)
    with pytest.raises(InvalidValue, match="no report of this log"):
        log.propose([], report="report:1", **WHO)


def test_a_report_without_its_text_is_refused_until_somebody_has_it(log: EventLog) -> None:
    """Where the log has the digest alone the caller may bring the text; it is not taken in for that."""
    bare = attrs.evolve(REPORT, text=None, title="Shut, again")
    log.record(bare)
    given = SHUT | {"report": bare.id}
    assert refusal(log, given).field == "claim.report"
    assert log.propose([{"claim": given}], report=attrs.evolve(bare, text=TEXT), **WHO).waiting
    assert refusal(log, given | {"condition": "x"}).field == "claim.report"
    log.record(attrs.evolve(bare, text=TEXT))
    assert log.propose([{"claim": given | {"condition": "x"}}], **WHO).waiting


BATCH = [
    {"report": {"key": "r", "publisher": "outlet:mail", "title": "T", "published": "2031-05-20", "text": TEXT}},
    {"claim": SHUT | {"key": "a", "report": "r"}},
    {"claim": SHUT | {"key": "b"}},
    {"link": {"kind": "echoes", "from": "a", "to": "b", "found_in": "r"}},
    {"assessment": {"about": "a", "what": "verification", "value": "not verified"}},
    {
        "assessment": {
            "about": "b",
            "what": "evidence-absent",
            "value": "no evidence",
            "found_in": "r",
            "agent": "gov:us",
            "quotes": [{"exact": "US officials told us they know nothing."}],
        }
    },
]


def test_a_batch_points_at_its_own_lines(log: EventLog) -> None:
    """Reports, claims, links and assessments come in together; what a report says is its own, the rest the caller's."""
    done = log.propose(BATCH, **WHO)
    events = [log.reader.entry(log.reader.find(str(id)) or 0).event for id in done.ids]
    assert [getattr(one, "link", None) and one.link.by for one in events if hasattr(one, "link")] == ["user:desk"]  # type: ignore[union-attr]
    assert [one.assessment.by for one in events if hasattr(one, "assessment")] == ["user:desk", "gov:us"]  # type: ignore[union-attr]
    assert set(done.waiting) == set(done.ids[1:])
    assert log.propose(BATCH, **WHO).held == done.ids


@pytest.mark.parametrize(
    ("at", "change", "field"),
    [
        (0, {"published": "2031-05-20T10:00"}, "report.published"),
        (0, {"publisher": "The Mail"}, "report.publisher"),
        (0, {"key": "a:b"}, "report.key"),
        (2, {"key": "a"}, "claim.key"),
        (3, {"to": "c"}, "link.to"),
        (3, {"by": "user:me"}, "link.by"),
        (4, {"value": "likely"}, "assessment.value"),
        (4, {"agent": "gov:us"}, "assessment.agent"),
        (5, {"agent": "gov:north"}, "assessment.agent"),
        (5, {"quotes": []}, "assessment.quotes"),
    ],
)
def test_one_bad_line_keeps_all_out(at: int, change: dict[str, Any], field: str, log: EventLog) -> None:
    """All or nothing; and whoever goes on gets all that does not rest on it."""
    (kind, told), before = next(iter(BATCH[at].items())), log.head
    batch = [*BATCH[:at], {kind: told | change}, *BATCH[at + 1 :]]
    with pytest.raises(InvalidProposals) as raised:
        log.propose(batch, **WHO)
    assert raised.value.refusals[0].field == field
    assert log.head == before
    done = log.propose(batch, keep_going=True, **WHO)
    assert done.refused == raised.value.refusals
    assert [one is None for one in done.ids] == [any(one.item == n for one in done.refused) for n in range(1, 7)]


def test_what_stands_is_not_proposed_anew(log: EventLog) -> None:
    """A claim that people recorded stays in answers when a machine finds it too, and is found under its extractor."""
    claim = REPORT.claim("harbour.shut", by=["person:ada-berg"], quote=SHUT["quotes"][0]["exact"], extractor="hand/1")
    log.record(claim)
    done = log.propose([{"claim": SHUT}], **WHO)
    assert (done.held, done.waiting) == ((claim.id,), ())
    assert log.as_of("2031-06-01").questions == ("harbour.shut",)
    assert log.as_of("2031-06-01", extractor="model/3").questions == ("harbour.shut",)
    assert log.as_of("2031-06-01", extractor="model/4").questions == ()
    size = len(log)
    assert log.propose([{"claim": SHUT}], **WHO).new == ()
    assert len(log) == size


def test_what_was_struck_does_not_come_back(log: EventLog) -> None:
    """A reading that an annulment struck is refused with the judgement; the rest comes in where one goes on."""
    (id,) = log.propose([{"claim": SHUT}], **WHO).ids
    log.record(Annulled(target=id))
    again = SHUT | {"paraphrase": "It is closed."}
    assert "struck" in refusal(log, again).reason
    done = log.propose([{"claim": again}, {"claim": CRATES}], keep_going=True, **WHO)
    assert [one.item for one in done.refused] == [1]
    assert len(done.waiting) == 1


@pytest.mark.parametrize("extractor", ["", "model", "model/", "/3", " model/3"])
def test_an_extractor_has_a_version(extractor: str, log: EventLog) -> None:
    """Answers are asked for by it, so it says which it was."""
    with pytest.raises(InvalidValue, match=r"model/3|empty"):
        log.propose([], extractor=extractor, by="user:desk")


words = st.text(st.sampled_from("ab1.,’' \nÄя中"), min_size=1, max_size=6)


def placed(text: str, quote: Quote) -> eventlog.Evidence | Fault:
    """Where a quote stands, or why nowhere."""
    try:
        return place(text, quote, "q")
    except Fault as fault:
        return fault


@given(words, words, words)
def test_a_quote_stands_where_it_says_or_nowhere(before: str, exact: str, after: str) -> None:
    """A place is the one at which the text has prefix, words and suffix; with one other sign they stand nowhere."""
    text = f"{before}{exact}{after}"
    found = placed(text, Quote(exact=exact, prefix=before, suffix=after))
    if isinstance(found, Fault):
        assert "blank" in found.reason or "within a word" in found.reason
    else:
        assert (found.start, text[found.start : found.end]) == (len(before), exact)
    for at in range(len(exact)):
        changed = Quote(exact=exact[:at] + "Z" + exact[at + 1 :], prefix=before, suffix=after)
        assert isinstance(placed(text, changed), Fault)


class Late:
    """A log in which another one is quicker, once."""

    def __init__(self, log: EventLog, *, first: Callable[[], object]) -> None:
        self.log, self.reader, self.first = log, log.reader, [first]

    def record(self, *events: Any) -> Receipt:
        """Append, when the other one has come in."""
        while self.first:
            self.first.pop()()
        return self.log.record(*events)


@pytest.mark.parametrize(("extractor", "again"), [("model/3", 0), ("model/4", 1)])
def test_what_two_propose_at_once_is_there_once(log: EventLog, extractor: str, again: int) -> None:
    """Who comes second finds it held: it is noted that another machine read it too, and nothing is refused."""
    late = Late(log, first=lambda: log.propose([{"claim": SHUT}], extractor=extractor, by="user:other"))
    done = propose(late, [{"claim": SHUT}, {"claim": CRATES}], report=None, keep_going=False, **WHO)
    assert (done.held, len(done.waiting), done.refused) == (done.ids[:1], 1, ())
    assert len(done.new) == 2 + again
    assert set(waiting(log.reader)) == set(done.ids)


def test_what_a_person_records_while_a_machine_proposes_it_stands(log: EventLog) -> None:
    """It is no proposal, and waits for nobody."""
    [id] = log.propose([{"claim": SHUT}], **WHO).ids
    claim = log.reader.entry(log.reader.find(id) or 0).event.claim
    with eventlog.open(":memory:") as other:
        other.record(*(one.event for one in log.entries(upto=5)))
        late = Late(other, first=lambda: other.record(claim))
        done = propose(late, [{"claim": SHUT}], report=None, keep_going=False, **WHO)
        assert (done.held, done.waiting) == ((id,), ())
        assert list(waiting(other.reader)) == []
