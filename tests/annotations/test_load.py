"""What is written down comes out as events, whole, in an order that a log takes."""

from __future__ import annotations

import tomllib
from collections import Counter
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import attrs
import pytest

import eventlog
from annotated import BOAT, BOATS, FILES, FORMAT, HARBOUR, OURS, TEXT, TEXTS, digest, write
from eventlog.annotations import load
from eventlog.claims import (
    Agent,
    AgentValue,
    Assessment,
    Attribution,
    Claim,
    Evidence,
    Factuality,
    Membership,
    Quantity,
    Question,
    Ref,
    TimeValue,
)
from eventlog.events import (
    AgentDefined,
    Assessed,
    ClaimRecorded,
    Corrected,
    Linked,
    QuestionDefined,
    ReportRecorded,
    Retracted,
)
from eventlog.reports import PublishedBasis, Region, Report
from eventlog.times import TimeExpression

CORPUS = Path(__file__).resolve().parents[2] / "examples" / "corpus"


def of(events, kind):
    """Those of one class, in order."""
    return [event for event in events if isinstance(event, kind)]


def reports(events):
    """By title."""
    return {event.report.title: event.report for event in of(events, ReportRecorded)}


def claims(events):
    """By question."""
    return {event.claim.question: event.claim for event in of(events, ClaimRecorded)}


@pytest.fixture
def events(tmp_path):
    """Everything that the invented folder holds."""
    return load(write(tmp_path, FILES))


def test_a_report_has_every_field_that_its_table_has(events):
    """Each key of [report] is the field of that name."""
    boat = reports(events)["The ferry"]
    assert reports(events)["Harbour reopens"] == Report(
        publisher="outlet:coast",
        title="Harbour reopens",
        authors=("person:ann-lee",),
        published="2024-05-02T09:00:00+02:00",
        published_basis=PublishedBasis(kind="dateline", earliest="the clock time above the text", latest="likewise"),
        zone="Europe/Berlin",
        language="en",
        url="https://coast.example/1",
        retrieved="2024-05-03T00:00:00Z",
        digest=digest(TEXT),
        cites=(Ref(boat.id),),
        regions=(
            Region(kind="headline", start=0, end=15, digest=digest(TEXT[:15])),
            Region(kind="body", start=17, end=len(TEXT)),
        ),
    )


def test_a_claim_has_every_field_that_its_table_has(events):
    """Each key of [[claims]] is the field of that name; the key of the claim is gone."""
    start = TEXT.index("The mayor said")
    quoted = TEXT.index("About 1,200 people came.")
    assert claims(events)["harbour.visitors"] == Claim(
        report=Ref(reports(events)["Harbour reopens"].id),
        question="harbour.visitors",
        value=Quantity(low=1200, high=1200, approx=True, unit="person", of="visitors", written="About 1,200"),
        during="2024-05-01",
        said=TimeExpression("yesterday", "published", "2024-05-01"),
        stance="assert",
        factuality="CT+",
        paraphrase="About twelve hundred visitors, says the mayor.",
        chain=(Attribution(agent="person:mayor", cue=Evidence.of(TEXT, start, start + 14), quotation="direct"),),
        evidence=(Evidence.of(TEXT, quoted, quoted + 24),),
        extractor="hand/1",
    )


def test_what_is_left_out_is_the_default_of_its_class(events):
    """A claim needs a key, a question, a value and a span; all else has the class's default."""
    claim = claims(events)["harbour.open"]
    assert claim == Claim(report=claim.report, question="harbour.open", value=True, evidence=claim.evidence)


def test_definitions_links_and_remarks_have_every_field(events):
    """The other tables too are the classes of their names."""
    (agent,), (question,) = of(events, AgentDefined), of(events, QuestionDefined)
    assert agent.agent == Agent(
        id="person:mayor",
        name="The mayor",
        aliases=("Her Honour",),
        part_of=(Membership(agent="gov:town", during="2020/.."), Membership(agent="org:club")),
    )
    assert question.question == Question(
        id="harbour.visitors",
        words="How many people came to the harbour?",
        answer="quantity",
        kind="event",
        measure="total",
        about="gov:town",
    )
    by_question, by_title = claims(events), reports(events)
    first, second = (event.link for event in of(events, Linked))
    assert (first.from_, first.to) == (by_question["harbour.open"].id, by_question["ferry.sailed"].id)
    assert (second.kind, second.basis, second.found_in) == ("refines", "", None)
    found, likely, reliable = (event.assessment for event in of(events, Assessed))
    assert found.about == by_question["harbour.visitors"].id
    assert found.found_in == by_title["Harbour reopens"].id
    assert likely.about == first.id
    assert reliable == Assessment(
        about="outlet:quay", what="reliability", value="B", by="user:desk", topic="ferries", during="2024"
    )
    (corrected,), (retracted,) = of(events, Corrected), of(events, Retracted)
    assert (corrected.target, corrected.with_) == (
        by_question["harbour.visitors"].id,
        by_question["harbour.open"].id,
    )
    assert (corrected.notice, type(corrected.notice), corrected.reason) == ("2024-05-04", str, "counted again")
    assert (retracted.target, retracted.notice) == (by_title["The ferry"].id, by_title["Harbour reopens"].id)


VALUES = {
    "true": (True, "CT+"),
    "false": (True, "CT-"),
    '{ text = "in words" }': ("in words", "CT+"),
    '{ time = "2024-06-19" }': (TimeValue("2024-06-19"), "CT+"),
    '{ agent = "gov:town" }': (AgentValue("gov:town"), "CT+"),
    "{ none = true }": (None, "CT-"),
    '{ low = 5, high = 5, unit = "ship", of = "ferries" }': (Quantity(low=5, high=5, unit="ship", of="ferries"), "CT+"),
    '{ low = "1.50", low_open = true, unit = "t", of = "grain", written = "more than 1.50" }': (
        Quantity(low=Decimal("1.50"), low_open=True, unit="t", of="grain", written="more than 1.50"),
        "CT+",
    ),
    '{ high = "9", high_open = true, approx = true, unit = "t", of = "grain", window = "2024-05/2024-06" }': (
        Quantity(high=9, high_open=True, approx=True, unit="t", of="grain", window="2024-05/2024-06"),
        "CT+",
    ),
    '{ low = "1", unit = "t", of = "grain", window = { text = "this week" } }': (
        Quantity(low=1, unit="t", of="grain", window=TimeExpression("this week")),
        "CT+",
    ),
}


@pytest.mark.parametrize("written", VALUES)
def test_each_kind_of_value_comes_back(written, tmp_path):
    """What is written as a value is that value, with its polarity in the factuality."""
    factuality = 'factuality = "CT-"\n' if "none" in written else ""
    boats = BOATS.replace("value = false\n", f"value = {written}\n{factuality}")
    claim = claims(load(write(tmp_path, {"boat.toml": boats})))["ferry.sailed"]
    value, expected = VALUES[written]
    assert (claim.value, type(claim.value), claim.factuality) == (value, type(value), Factuality(expected))


def test_everything_comes_after_what_it_names(tmp_path, events):
    """Agents, questions, reports that others cite, their claims, links, assessments, changes of mind: each could be
    recorded alone, in this order.
    """
    order = [AgentDefined, QuestionDefined, ReportRecorded, Linked, Assessed, Corrected, Retracted]
    assert list(dict.fromkeys(map(type, events))) == [*order[:3], ClaimRecorded, *order[3:]]
    with eventlog.open(":memory:") as one_by_one, eventlog.open(":memory:") as at_once:
        positions = [one_by_one.record(event)[0] for event in events]
        assert positions == list(at_once.record(*events)) == list(range(1, len(events) + 1))
        assert at_once.record(*events).new == ()


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_reports_may_cite_each_other_in_any_order_of_files(tmp_path, order):
    """A report comes after those that it cites and revises, whatever its file is called, and each comes once."""
    cites = {"a": 'cites = ["b", "c"]', "b": 'revision_of = "c"', "c": ""}
    files = {
        f"{at}.toml": f'{FORMAT}[report]\nkey = "{key}"\npublisher = "outlet:x"\ntitle = "{key}"\n{cites[key]}\n'
        for at, key in enumerate(order)
    }
    assert list(reports(load(write(tmp_path, files)))) == ["c", "b", "a"]


def test_reports_that_cite_each_other_in_a_circle_are_loaded(tmp_path):
    """A circle has no first, and a log takes it in one call."""
    files = {
        f"{key}.toml": f'{FORMAT}[report]\nkey = "{key}"\npublisher = "outlet:x"\nurl = "{key}"\ncites = ["{other}"]\n'
        for key, other in ("ab", "bc", "ca")
    }
    events = load(write(tmp_path, files))
    assert len(events) == 3
    with eventlog.open(":memory:") as log:
        assert len(log.record(*events)) == 3


def test_a_chain_of_citations_may_be_long(tmp_path):
    """Order is found without recursion."""
    files = {
        f"{at:04}.toml": f'{FORMAT}[report]\nkey = "r{at}"\npublisher = "outlet:x"\ntitle = "{at}"\n'
        + (f'cites = ["r{at + 1}"]\n' if at < 1499 else "")
        for at in range(1500)
    }
    assert list(reports(load(write(tmp_path, files))))[:2] == ["1499", "1498"]


def test_one_file_can_be_loaded_alone(tmp_path):
    """A file that names nothing outside itself needs no folder; its name does not matter."""
    path = write(tmp_path, {"boat.annotation": BOATS}) / "boat.annotation"
    assert len(load(path)) == len(load(str(path))) == 3


def test_names_within_a_file_may_leave_the_report_out(tmp_path):
    """`#c01`, `boat#c01` and the id itself are one and the same."""
    link = '\n[[links]]\nkind = "explains"\nby = "user:desk"\nfrom = "{}"\nto = "boat#c02"\n'
    alone = claims(load(write(tmp_path / "a", {"boat.toml": BOATS})))
    for at, name in enumerate(("#c01", "boat#c01", alone["ferry.sailed"].id)):
        folder = write(tmp_path / str(at), {"boat.toml": BOATS + link.format(name)})
        assert of(load(folder), Linked)[0].link.from_ == alone["ferry.sailed"].id


def test_a_file_without_a_report_is_named_by_its_file(tmp_path):
    """From elsewhere, a link of `ours.toml` is `ours#l01`."""
    more = f'{FORMAT}[[assessments]]\nabout = "ours#l01"\nwhat = "likelihood"\nvalue = "unlikely"\nby = "user:b"\n'
    events = load(write(tmp_path, FILES | {"more.toml": more}))
    assert {event.assessment.value for event in of(events, Assessed)} >= {"likely", "unlikely"}


def test_what_the_log_holds_already_may_be_named_by_its_id(tmp_path):
    """A later annotation need not repeat an earlier one."""
    old = load(write(tmp_path / "old", {"boat.toml": BOATS}))
    boat = reports(old)["The ferry"].id
    new = load(write(tmp_path / "new", {"harbour.toml": HARBOUR.replace('cites = ["boat"]', f'cites = ["{boat}"]')}))
    with eventlog.open(":memory:") as log:
        log.record(*old)
        log.record(*new)
    assert reports(new)["Harbour reopens"].cites == (boat,)


def test_evidence_absent_needs_no_value(tmp_path):
    """There is only one thing that it can say."""
    remark = HARBOUR.replace('what = "verification"\nvalue = "not verified"', 'what = "evidence-absent"')
    events = load(write(tmp_path, FILES | {"01-harbour.toml": remark}))
    assert of(events, Assessed)[0].assessment.value == "no evidence"


def test_a_publisher_may_correct_its_date(tmp_path):
    """`field` and `value` say which field of the report, and what it should have been."""
    correction = (
        '\n[[withdrawals]]\nkind = "corrected"\ntarget = "boat"\nby = "outlet:quay"\nnotice = "2024-06-02"\n'
        'field = "published"\nvalue = "2024-05-30"\n'
    )
    (event,) = of(load(write(tmp_path, {"boat.toml": BOATS + correction})), Corrected)
    assert (event.field, event.value, event.with_) == ("published", "2024-05-30", None)


def test_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path, events):
    """A file that went through Windows says the same."""
    files = {name: "\ufeff" + content.replace("\n", "\r\n") for name, content in FILES.items()}
    assert load(write(tmp_path / "windows", files)) == events


def test_other_files_links_and_hidden_files(tmp_path, events):
    """Symbolic links are followed; hidden files and those that are no TOML are left alone."""
    here = write(tmp_path / "real", FILES)
    there = write(tmp_path / "links", {".hidden.toml": "broken", "notes.txt": "broken"})
    for name in FILES:
        (there / name).symlink_to(here / name)
    (tmp_path / "folder").symlink_to(there)
    assert load(tmp_path / "folder") == events


def test_ids_are_those_of_the_content_and_not_of_the_keys(tmp_path, events):
    """Other keys and other file names give the same events."""
    files = {
        name.replace("0", "x"): content.replace("boat", "schiff").replace("#c01", "#one").replace('"c01"', '"one"')
        for name, content in FILES.items()
    }
    assert {event.id for event in load(write(tmp_path / "renamed", files))} == {event.id for event in events}


def test_texts_come_into_reports_of_their_digest(tmp_path):
    """From a folder or a mapping; bytes are kept as they are; reports without a text have none; ids stay."""
    folder = write(tmp_path / "a", FILES)
    bare = load(folder)
    texts = write(tmp_path / "t", TEXTS | {"other.txt": "unrelated", "x.toml": "no"})
    (texts / "binary").write_bytes(b"\xff\xfe\x00")
    for given in (texts, str(texts), TEXTS, {name: text.encode() for name, text in TEXTS.items()}):
        events = load(folder, given)
        assert {one.title: one.text for one in reports(events).values()} == {"Harbour reopens": TEXT, "The ferry": BOAT}
        assert [event.id for event in events] == [event.id for event in bare]
    only = load(folder, {"boat": BOAT})
    assert reports(only)["Harbour reopens"].text is None
    with eventlog.open(":memory:") as log:
        log.record(*events)


def test_many_claims_in_one_file(tmp_path):
    """A file of ten thousand claims is read in seconds, and so is the line of a fault at its end."""
    one = '\n[[claims]]\nkey = "n{0}"\nquestion = "q.n{0}"\nvalue = {{ text = "{0}" }}\nduring = "2024-05-02"\n'
    many = BOATS + "".join(
        (one + f"evidence = [ {{{{ start = 0, end = 9, digest = '{digest('x')}' }}}} ]\n").format(at)
        for at in range(10_000)
    )
    assert len(load(write(tmp_path, {"boat.toml": many}))) == 10_003
    broken = many + '\n[[claims]]\nkey = "n5"\nquestion = "q"\nvalue = true\n'
    with pytest.raises(eventlog.InvalidAnnotation) as raised:
        load(write(tmp_path, {"boat.toml": broken}))
    assert (raised.value.line, raised.value.field) == (broken.count("\n") - 2, "claims[10003].key")


def test_the_corpus_is_loaded_as_its_files_say():
    """Each table of examples/corpus is one event, and a log takes them all."""
    events = load(CORPUS)
    said = Counter()
    for file in CORPUS.glob("*.toml"):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        said["report"] += "report" in data
        said.update({name: len(rows) for name, rows in data.items() if isinstance(rows, list)})
    kinds = Counter(type(event) for event in events)
    assert said["report"] == kinds[ReportRecorded] == 5
    assert said["claims"] == kinds[ClaimRecorded] > 200
    assert said["links"] == kinds[Linked]
    assert said["assessments"] == kinds[Assessed]
    assert said["agents"] == kinds[AgentDefined]
    assert said["questions"] == kinds[QuestionDefined]
    assert sum(said.values()) == len(events)
    with eventlog.open(":memory:") as log:
        assert len(log.record(*events).new) == len(events)


def test_every_speaker_and_question_of_the_corpus_is_defined():
    """No name in a claim is a slip of the pen."""
    events = load(CORPUS)
    agents = {event.agent.id for event in of(events, AgentDefined)}
    questions = {event.question.id for event in of(events, QuestionDefined)}
    for claim in (event.claim for event in of(events, ClaimRecorded)):
        assert claim.question in questions
        assert {step.agent for step in claim.chain} <= agents


def test_values_are_frozen(events):
    """What was loaded can't be changed."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        events[0].agent = None
    assert isinstance(events, tuple)


def test_ours_needs_the_others(tmp_path):
    """A file that names what is not loaded says what to do."""
    with pytest.raises(eventlog.InvalidAnnotation, match="load the folder that holds both"):
        load(write(tmp_path, {"ours.toml": OURS}) / "ours.toml")


JUDGED = f"""\
{FORMAT}
[[judgements]]
kind = "strike"
target = "harbour#c01"
replaced_by = "harbour#c02"
reason = "misread"

[[judgements]]
kind = "amend"
report = "harbour"
field = "title"
value = "Harbour open"
by = "user:desk"

[[judgements]]
kind = "merge"
a = "org:one"
b = "org:two"

[[judgements]]
kind = "split"
a = "org:one"
b = "org:three"

[[assessments]]
about = "harbour#c01"
what = "rating"
value = "Half true"
scale = "six steps"
by = "org:checkers"
"""


def test_judgements_are_those_that_the_shell_makes(tmp_path):
    """Each kind is its event, by the log's user where nobody is named, after all that it names; a rating has words."""
    found = load(write(tmp_path, {**FILES, "zz.toml": JUDGED}))
    first, second = [event.claim.id for event in of(found, ClaimRecorded) if event.claim.report == harbour(found)][:2]
    struck, amended, merged, split = found[-4:]
    assert (struck.target, struck.replaced_by, struck.by, struck.reason) == (first, second, "user:log", "misread")
    assert (amended.report, amended.field, amended.value, amended.by) == (
        *(harbour(found), "title", "Harbour open", "user:desk"),
    )
    assert [(type(one).__name__, one.a, one.b) for one in (merged, split)] == [
        ("SameEntity", "org:one", "org:two"),
        ("DifferentEntity", "org:one", "org:three"),
    ]
    rated = of(found, Assessed)[-1].assessment
    assert (rated.value, rated.scale) == ("Half true", "six steps")


def harbour(found):
    """The id of the report with the judged claims."""
    return reports(found)["Harbour reopens"].id


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('kind = "merge"', 'kind = "marry"', "judgements[3].kind"),
        ('field = "title"', 'field = "digest"', "judgements[2].field"),
        ('b = "org:two"', 'b = "org:one"', "judgements[3].b"),
        ('a = "org:one"\nb = "org:three"', 'a = "org:one"\nreport = "harbour"', "judgements[4].report"),
        ('replaced_by = "harbour#c02"', 'replaced_by = "harbour"', "judgements[1].replaced_by"),
    ],
)
def test_a_judgement_that_is_none_is_named_by_its_field(tmp_path, old, new, field):
    """What a kind does not have is refused where it stands."""
    with pytest.raises(eventlog.InvalidAnnotation) as error:
        load(write(tmp_path, {**FILES, "zz.toml": JUDGED.replace(old, new)}))
    assert error.value.field == field
