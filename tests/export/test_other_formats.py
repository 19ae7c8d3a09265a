"""PROV, Web Annotations, ClaimReview, FollowTheMoney and TimelineJS: read back, and unharmed by hostile words."""

from __future__ import annotations

import html
import itertools
import json
import re
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest

import eventlog
from eventlog import Report, export
from eventlog.errors import InvalidImport, UnknownQuestion
from eventlog.export.follow_the_money import date_prefix, slug
from export_readers import reader
from export_samples import HOSTILE, TEXT, corpus, hostile, marked

logs = pytest.mark.parametrize(
    ("log", "date"), [(corpus, "2024-10-25"), (hostile, "2031-06-25"), (lambda: marked()[0], "2031-07-31")]
)


@logs
def test_prov_reads_back_in_prov(log, date) -> None:
    """The document that is read is the document that was written."""
    model = reader("prov.model")
    knowledge = log().as_of(date)
    written = export.to_prov(knowledge)
    assert model.ProvDocument.deserialize(content=export.to_prov_json(knowledge), format="json") == written
    entities = {str(one.identifier) for one in written.get_records(model.ProvEntity)}
    assert {entry.id for entry in knowledge.entries() if entry.kind.startswith(("report-", "claim-"))} <= entities


def test_prov_knows_who_quotes_whom_and_what_was_taken_back() -> None:
    """A copy is derived from its origin, and a word that was withdrawn is invalidated by an activity of its source."""
    reader("prov.model")
    log, _ = marked()
    text = export.to_prov(log.as_of("2031-07-31")).get_provn()
    claims = [entry.id for entry in log.entries() if entry.kind.startswith("claim-")]
    assert re.search(rf"wasDerivedFrom\({claims[1]}, {claims[0]}, .*MARK basis", text)
    assert re.search(rf"wasInvalidatedBy\({claims[2]}, event:\w+", text)
    assert "actedOnBehalfOf(person:mark-speaker, gov:mark-part" in text
    assert "alternateOf(person:mark-other, person:mark-speaker)" in text


def test_prov_has_no_moment_of_a_vague_date() -> None:
    """Only the recording has a prov:time; what was said, published and meant stands as it was given."""
    reader("prov.model")
    log, _ = marked()
    told = json.loads(export.to_prov_json(log.as_of("2031-07-31")))
    found = re.findall(r'"prov:(?:time|startTime|endTime)": "([^"]+)"', json.dumps(told))
    assert {one[:19] for one in found} == {"2031-07-09T08:07:06"}


def test_a_web_annotation_selects_the_words_it_is_about() -> None:
    """Both selectors of each target select the same words of the text, by code points."""
    log, report = marked()
    plain = json.loads(export.to_web_annotations(log.as_of("2031-07-31")))
    assert "http://www.w3.org/ns/anno.jsonld" in plain["@context"]
    items = plain["first"]["items"]
    assert plain["total"] == len(items) == 3
    position, quote = items[0]["target"][0]["selector"]
    assert position["type"], quote["type"] == ("TextPositionSelector", "TextQuoteSelector")
    assert TEXT[position["start"] : position["end"]] == quote["exact"]
    assert quote["prefix"] + quote["exact"] + quote["suffix"] in TEXT
    assert items[0]["target"][0]["source"] == report.url
    assert items[0]["eventlog:chain"] == {"@list": ["outlet:mark-teller", "person:mark-speaker"]}
    assert items[2]["eventlog:takenBack"] == ["retracted by org:example, notice 2031-06-26"]


def test_words_are_quoted_only_where_they_may_be() -> None:
    """Texts that the log holds stay there unless they are asked for."""
    log = eventlog.open(":memory:")
    report = eventlog.Report(publisher="outlet:x", title="T", published="2031", text="Some words stand here.")
    log.record(report, report.claim("a.b", quote="words stand"))
    knowledge = log.as_of("2032")
    assert "words stand" not in export.to_web_annotations(knowledge)
    assert '"exact": "words stand"' in export.to_web_annotations(knowledge, quotes=True)


def test_a_claim_review_can_stand_in_a_page() -> None:
    """No word of a report ends the script element that holds it, and the rating is a word and no number."""
    for log, date in ((hostile(), "2031-06-25"), (corpus(), "2024-10-25")):
        text = export.to_claim_reviews(log.as_of(date), author="<Desk> & </script>", url="https://example.org/r")
        assert not set("<>&") & set(text)
        graph = json.loads(text)["@graph"]
        assert graph
        for one in graph:
            assert one["@type"] == "ClaimReview"
            assert one["author"]["name"] == "<Desk> & </script>"
            assert "ratingValue" not in one["reviewRating"]
            assert any(str(status) in one["reviewRating"]["alternateName"] for status in eventlog.Status)
            assert not [work for work in one["itemReviewed"]["appearance"] if "javascript" in work.get("url", "")]
        assert len({one["@id"] for one in graph}) == len(graph)


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "ftp://example.org", "https://example.org/a b", "https://e/\n"]
)
def test_a_claim_review_stands_on_a_page_of_the_web(url: str) -> None:
    """An address is http or https."""
    with pytest.raises(eventlog.InvalidValue):
        export.to_claim_reviews(hostile().as_of("2031-06-25"), author="Desk", url=url)


@logs
def test_statements_load_in_followthemoney(log, date, tmp_path: Path) -> None:
    """Every statement is of its model, has the id that followthemoney makes, and holds values that are clean there."""
    serialize = reader("followthemoney.statement.serialize")
    registry = reader("followthemoney.types").registry
    path = tmp_path / "statements.json"
    export.write(path, export.to_ftm(log().as_of(date), dataset="desk"))
    statements = list(serialize.read_path_statements(path, "json"))
    assert statements
    for one in statements:
        assert one.id == one.generate_key()
        if one.prop_type in ("date", "url", "language", "entity"):
            assert registry.get(one.prop_type).clean(one.value) == one.value
    dataset = reader("followthemoney.dataset").Dataset.make({"name": "desk", "title": "Desk"})
    entity = reader("followthemoney.statement").StatementEntity
    by_id = sorted(statements, key=lambda one: one.canonical_id)
    read = [
        entity.from_statements(dataset, group) for _, group in itertools.groupby(by_id, lambda one: one.canonical_id)
    ]
    assert {one.schema.name for one in read} <= {
        "Article",
        "Note",
        "Person",
        "Organization",
        "PublicBody",
        "LegalEntity",
    }
    ids = {one.id for one in read} | {one.entity_id for one in statements}
    assert not [link for one in read for link in one.get_type_values(registry.entity) if link not in ids]


def test_a_vague_date_becomes_the_prefix_that_its_readings_share() -> None:
    """And the date as given stands beside it."""
    assert date_prefix("2031-06-24", "Europe/Kyiv") == "2031-06-24"
    assert date_prefix("2031-06-24T10:00:00+02:00", "Europe/Kyiv") == "2031-06-24T08:00:00"
    assert date_prefix("[2031-06-24..2031-06-27]", "UTC") == "2031-06"
    assert date_prefix("2031-06-24~", "UTC") == "2031-06"
    assert date_prefix("[2031-12-30..2032-01-02]", "UTC") is None
    assert date_prefix("[2031-06..]", "UTC") is None
    assert date_prefix("2011-12-30", "Pacific/Apia") is None  # whose clocks skipped it
    log, _ = marked()
    told = [json.loads(line) for line in export.to_ftm(log.as_of("2031-07-31"))]
    dates = {one["original_value"]: one["value"] for one in told if one["prop"] == "publishedAt"}
    assert dates["[2031-06-24..2031-06-27]"] == "2031-06"
    canonical = {one["canonical_id"] for one in told if one["entity_id"] == "person-mark-other"}
    assert canonical == {"person-mark-other"}


@pytest.mark.parametrize("retrieved", ["2031-06-28", "2031-06", "[2031-12-30..2032-01-02]", "2031-06-28T10:00:00.5Z"])
def test_a_report_that_was_fetched_some_day_goes_out(retrieved: str) -> None:
    """As one that was published some day does: the prefix that all readings share, or the date in the notes."""
    report = Report(publisher="outlet:mail", title="Port", published="2031-06-26", retrieved=retrieved)
    log = eventlog.open(":memory:")
    log.record(report)
    told = [json.loads(line) for line in export.to_ftm(log.as_of("2032-12-31"))]
    given = [(one["prop"], one["value"]) for one in told if "retrieved" in (one["prop"] + one["value"])]
    prefix = date_prefix(retrieved, "UTC")
    assert given == [("notes", f"retrieved: {retrieved}") if prefix is None else ("retrievedAt", prefix)]


STATEMENT = {
    "canonical_id": "NK-1",
    "entity_id": "acme-1",
    "prop": "name",
    "schema": "Company",
    "value": "ACME",
    "dataset": "registry",
    "lang": "eng",
    "original_value": "ACME Ltd.",
    "first_seen": "2031-01-02T03:04:05",
    "last_seen": "2031-02-02",
    "external": False,
    "origin": "list",
    "id": "0",
}


def test_a_statement_becomes_a_claim_of_its_dataset() -> None:
    """Who says it, since when, and all that has no field stands in the paraphrase."""
    lines = [
        STATEMENT,
        STATEMENT | {"prop": "jurisdiction", "value": "gb", "external": True, "original_value": None},
        STATEMENT | {"prop": "id", "value": "checksum"},
    ]
    events = export.from_ftm("\n".join(map(json.dumps, lines)).encode())
    log = eventlog.open(":memory:")
    log.record(*events)
    knowledge = log.as_of("2031-06-01")
    standing = knowledge["ftm.acme-1.name"]
    assert [str(one.claim.value) for one in standing.claims] == ["ACME"]
    assert [one.publisher for one in standing.claims] == ["data:registry"]
    assert standing.claims[0].claim.paraphrase == "original value: ACME Ltd.; lang: eng"
    assert standing.claims[0].claim.extractor == "ftm/1, list"
    assert knowledge["ftm.acme-1.jurisdiction"].claims[0].claim.factuality == "PS+"
    assert not knowledge["ftm.acme-1.id"].claims
    assert log.as_of("2031-01-01")["ftm.acme-1.name"].status == "unreported"
    assert knowledge.agents["org:acme-1"].name == "ACME"
    same = [entry.event for entry in log.entries() if isinstance(entry.event, eventlog.SameEntity)]
    assert [(one.a, one.b) for one in same] == [("org:acme-1", f"org:{slug('NK-1')}")]


SEEN_AGAIN = {
    "the very same": {},
    "the next day": {"last_seen": "2031-02-03"},
    "by another crawler": {"origin": "crawl-2"},
    "with another checksum": {"id": "1"},
    "as part of another entity": {"canonical_id": "NK-2"},
}


@pytest.mark.parametrize("case", SEEN_AGAIN)
def test_a_statement_that_is_only_seen_again_is_not_a_new_one(case: str) -> None:
    """It is the claim that is there; another value is another claim."""
    log = eventlog.open(":memory:")
    for one in (STATEMENT, STATEMENT | SEEN_AGAIN[case], STATEMENT | {"value": "ACME Inc"}):
        log.record(*export.from_ftm(json.dumps(one).encode()))
    assert sum(entry.kind.startswith("claim-") for entry in log.entries()) == 2


def test_statements_of_followthemoney_itself_come_in(tmp_path: Path) -> None:
    """What its own writer writes is read."""
    module = reader("followthemoney.statement")
    serialize = reader("followthemoney.statement.serialize")
    path = tmp_path / "statements.json"
    one = module.Statement(
        entity_id="a", prop="name", schema="Person", value="Ann", dataset="d", first_seen="2031-01-01"
    )
    with path.open("wb") as out:
        serialize.write_statements(out, "json", [one])
    log = eventlog.open(":memory:")
    log.record(*export.from_ftm(path))
    assert str(log.as_of("2032")["ftm.a.name"].positions[0].value) == "Ann"


def test_what_goes_out_as_statements_comes_in_as_claims() -> None:
    """Our own statements, hostile ones too, are a dataset like any other."""
    log = eventlog.open(":memory:")
    text = "".join(export.to_ftm(hostile().as_of("2031-06-25"))).encode()
    log.record(*export.from_ftm(text))
    titles = {
        str(position.value) for one in log.as_of("2032").about("ftm") if one.id.endswith(".title") for position in one
    }
    assert titles == set(HOSTILE)


FAULTS = {
    "no value": ({"value": ""}, "value"),
    "no text": ({"value": 7}, "value"),
    "no dataset": ({"dataset": None}, "dataset"),
    "unknown member": ({"x": 1}, "'x'"),
    "bad flag": ({"external": "yes"}, "external"),
    "bad date": ({"first_seen": "yesterday"}, "first_seen"),
    "an hour alone": ({"first_seen": "2031-02-03T08"}, "first_seen"),
    "no such day": ({"first_seen": "2031-02-30"}, "value"),
    "odd property": ({"prop": "na me"}, "value"),
    "null character": ({"value": "a\0b"}, "value"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_faulty_statement_is_named(case: str) -> None:
    """With its line and its field, and nothing is returned."""
    change, field = FAULTS[case]
    lines = [json.dumps(STATEMENT), json.dumps(STATEMENT | change)]
    with pytest.raises(InvalidImport) as caught:
        export.from_ftm("\n".join(lines).encode())
    assert (caught.value.line, caught.value.field) == (2, field)


def test_two_ids_never_become_one() -> None:
    """Letters that our alphabet lacks are replaced, and a digest keeps the ids apart."""
    ids = ["NK-1", "nk-1", "NK 1", "nk_1", "\u043d\u043a", "", "a" * 300, "a" * 301, "-", "--"]
    assert len({slug(one) for one in ids}) == len(ids)


class _Markup(HTMLParser):
    """Collects the tags of a piece of markup."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.attributes += attrs


def tags(text: str) -> set[str]:
    """The tags of a piece of markup, which has no attributes."""
    parser = _Markup()
    parser.feed(text)
    assert parser.attributes == []
    return parser.tags


def test_timeline_js_shows_hostile_words_as_words() -> None:
    """TimelineJS takes text for markup, so none of what was read somewhere is markup."""
    told = json.loads(export.to_timeline_js(hostile().as_of("2031-06-25")))
    assert len(told["events"]) == len(HOSTILE)
    for slide in told["events"]:
        assert tags(slide["text"]["headline"]) <= {"br"}
        assert tags(slide["text"]["text"]) <= {"dl", "dt", "dd", "br"}
        assert tags(slide["group"]) == set()
        assert "javascript:alert(0)" not in json.dumps(slide)


def test_timeline_js_draws_days_and_shows_dates_as_given() -> None:
    """From the earliest to the latest day in the log's zone; what has no date is counted and named."""
    log, _ = marked()
    undated = eventlog.Report(publisher="outlet:x", title="UNDATED <b>")
    log.record(undated, undated.claim("mark.question", eventlog.Quantity(low=1, unit="x")))
    knowledge = log.as_of(recorded="2031-07-31")
    told = json.loads(export.to_timeline_js(knowledge))
    slide = next(one for one in told["events"] if one["display_date"] == "[2031-06-24..2031-06-27]")
    assert slide["start_date"] == {"year": 2031, "month": 6, "day": 24}
    assert slide["end_date"] == {"year": 2031, "month": 6, "day": 28}  # late in Lisbon is the next day in Kyiv
    assert "1 claim without a date" in told["title"]["text"]["text"]
    assert html.escape("UNDATED <b>") in told["title"]["text"]["text"]
    for exporter in (
        export.to_timeline_js,
        partial(export.to_claim_reviews, author="Desk", url="https://example.org/"),
    ):
        with pytest.raises(UnknownQuestion, match=r"mark\.none; near: mark\."):
            exporter(knowledge, about="mark.none")


def test_what_an_outsider_rejects_is_not_told_as_taken_back() -> None:
    """Only a source takes back its own word; what another one rejects stands, and the word of a copy falls with it."""
    reader("prov.model")
    log = eventlog.open(":memory:", clock=lambda: "2032-01-01T00:00:00Z")
    one = eventlog.Report(publisher="outlet:one", title="One", published="2031-06-01")
    two = eventlog.Report(publisher="outlet:two", title="Two", published="2031-06-02")
    union, copy = (each.claim("port.shut", True, by=["org:union"], said="2031-06-01") for each in (one, two))
    crew = one.claim("port.crew", True, by=["org:crew"])
    log.record(one, two, union, copy, crew)
    log.record(
        eventlog.Link(kind="same-utterance", from_=copy.id, to=union.id, by="user:desk"),
        eventlog.Retracted(target=union.id, by="org:board", notice="2031-06-10"),
        eventlog.Retracted(target=union.id, by="org:union", notice="2031-06-12"),
        eventlog.Retracted(target=crew.id, by="org:board", notice="2031-06-11"),
    )
    knowledge = log.as_of("2031-06-20")
    items = json.loads(export.to_web_annotations(knowledge))["first"]["items"]
    told = [(one.get("eventlog:takenBack"), one.get("eventlog:rejected")) for one in items]
    fallen, rejected = ["retracted by org:union, notice 2031-06-12"], ["rejected by org:board, notice 2031-06-11"]
    assert told == [(fallen, ["rejected by org:board, notice 2031-06-10"]), (fallen, None), (None, rejected)]
    notes = [json.loads(line)["value"] for line in export.to_ftm(knowledge)]
    assert not any("retracted by org:board" in one for one in notes)
    text = export.to_prov(knowledge).get_provn()
    assert {*re.findall(r"wasInvalidatedBy\((\S+),", text)} == {union.id, copy.id}
    assert len(re.findall(r"prov:type='eventlog:Rejected'", text)) == 2
    assert rf"wasInfluencedBy({crew.id}, event:" in text


def test_an_opinion_is_told_as_one_and_a_condition_stands_beside_the_answer() -> None:
    """What is no answer, or none by itself, says so wherever its answer is written."""
    log = eventlog.open(":memory:", clock=lambda: "2032-01-01T00:00:00Z")
    one = eventlog.Report(publisher="outlet:one", title="One", published="2031-06-01")
    log.record(one, one.claim("port.good", kind="opinion"), one.claim("port.shut", condition="if it rains"))
    knowledge = log.as_of()
    items = json.loads(export.to_web_annotations(knowledge))["first"]["items"]
    told = [(item.get("eventlog:kind"), item.get("eventlog:condition")) for item in items]
    assert told == [("opinion", None), (None, "if it rains")]
    assert [json.loads(line)["value"] for line in export.to_ftm(knowledge)].count("kind: opinion") == 1
