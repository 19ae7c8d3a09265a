"""What bears on what is said by one row an event kind, and by nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import attrs
import pytest
from hypothesis import given

import eventlog
from eventlog import Ref, Report
from eventlog.codec import OURS, register
from eventlog.errors import Conflict
from eventlog.events import Annulled, BuiltIn, Redacted, ReportRecorded
from eventlog.events.dependencies import ALPHABET, ROWS, Row, effects, kinds, matter, references, row_of, subject
from eventlog.knowledge.affected import touched
from eventlog.knowledge.gather import gather
from eventlog.log import Expect
from eventlog.testing.events import events

SOURCE = Path(eventlog.__file__).parent


@register("desk.doubt")
@attrs.frozen(kw_only=True)
class Doubt:
    """A kind of event of one's own, which says nothing of itself but its fields."""

    target: Ref
    by: str = "user:desk"


ROW = Row(
    keys=lambda event: (f"on:{event.target}",),
    names=lambda event: (event.target,),
    acts_on=lambda event: (event.target,),
    speakers=lambda event: (event.by,),
    decides=True,
)


@pytest.fixture
def log():
    """A report with a claim on each of two questions; a doubt about the first; and a doubt about that doubt."""
    with eventlog.open(":memory:", clock=iter(range(10**15, 2 * 10**15, 10**6)).__next__) as log:
        report = Report(publisher="outlet:herald", title="Flood", published="2001-09-01")
        log.record(
            report,
            report.claim("flood.level", "high", paraphrase="a"),
            report.claim("flood.hurt", False, paraphrase="b"),
        )
        yield log


def doubted(log):
    """The claim that is doubted, and the doubt, both recorded."""
    claim = log.reader.entry(2).event.claim
    doubt = Doubt(target=Ref(claim.id))
    log.record(doubt)
    log.record(Doubt(target=Ref(log.reader.entry(4).id), by="user:chief"))
    return claim, doubt


def test_a_kind_of_ones_own_needs_its_row_and_nothing_else(log, monkeypatch) -> None:
    """With it the new kind is gathered, changes what it acts on, conflicts, falls, and goes with what it names."""
    monkeypatch.setitem(ROWS, Doubt, ROW)
    before, claim = log.as_of("2002"), doubted(log)[0]
    after = log.as_of("2002")
    assert set(gather(log.reader, "flood.level", 5).entries) >= {log.reader.entry(4).id, log.reader.entry(5).id}
    assert log.reader.entry(5).id not in gather(log.reader, "flood.hurt", 5).entries
    assert touched(log.reader, before.cut, after.cut) == {"flood.level"}
    with pytest.raises(Conflict) as refused:
        log.record(Report(publisher="outlet:a", title="x"), expect=Expect(about="flood.level", after=4))
    assert refused.value.position == 5
    assert log.record(Report(publisher="outlet:a", title="x"), expect=Expect(about="flood.hurt", after=3))
    assert log.redaction(claim).positions == (2, 4, 5)
    assert log.redaction(5).withheld == (("flood.level", (5,)),)
    assert [entry.position for entry in log.entries(about=claim.id)] == [4]


def test_without_its_row_nothing_is_known_of_it(log) -> None:
    """It is in the log, and bears on no answer."""
    before = log.as_of("2002")
    doubted(log)
    assert set(gather(log.reader, "flood.level", 5).entries) == {log.reader.entry(at).id for at in (1, 2)}
    assert touched(log.reader, before.cut, log.as_of("2002").cut) == set()
    assert log.record(Report(publisher="outlet:a", title="x"), expect=Expect(about="flood", after=3))


def test_every_kind_of_the_alphabet_has_a_row() -> None:
    """The table has the classes of the type, and its names are those that are stored: no third list is kept."""
    assert tuple(ALPHABET) == BuiltIn.__args__
    assert [f"{name}/1" for name, _ in kinds()] == list(OURS)


@given(events)
def test_a_row_fits_its_event(event) -> None:
    """Each column answers for each event: what it acts on is named and has a key, and all but reports lead on."""
    row = row_of(event)
    named = {str(name) for name in references(event)}
    assert set(map(str, (*row.acts_on(event), *row.joins(event)))) <= named
    assert {f"on:{name}" for name in (*row.acts_on(event), *row.joins(event))} <= set(effects(event))
    assert {key.partition(":")[2] for key in effects(event) if key.startswith("a:")} <= set(row.defines(event))
    assert all(f"q:{one}" in effects(event) or f"dq:{one}" in effects(event) for one in row.questions(event))
    leads = (*row.questions(event), *row.acts_on(event), *row.joins(event), *row.defines(event))
    assert leads or isinstance(event, (ReportRecorded, Redacted))
    assert (matter(event) is None) == (subject(event) is None)
    assert all(isinstance(agent, str) for agent in (*row.speakers(event), *row.mentions(event)))


def test_a_word_that_is_named_instead_is_a_member() -> None:
    """`instead` names a field of the class."""
    for shape, row in ROWS.items():
        assert not row.instead or row.instead in {field.name for field in attrs.fields(shape)}


def test_impact_reads_the_same_rows(log) -> None:
    """A judgement that falls away changes what it judges, of whatever kind it is."""
    claim = log.reader.entry(2).event.claim
    log.record(Annulled(target=Ref(claim.id)))
    (one,) = log.as_of("2002").impact(log.reader.entry(4).id)
    assert (one.question, one.before.status, one.after.status) == ("flood.level", "unreported", "alleged")


ASKING = ("knowledge/gather.py", "knowledge/affected.py", "knowledge/impact.py", "log/condition.py")
JUDGEMENTS = {"Annulled", "Amended", "Assessed", "Corrected", "Retracted", "Superseded"}


@pytest.mark.parametrize("file", ASKING)
def test_who_asks_what_bears_on_what_has_no_list_of_its_own(file: str) -> None:
    """No caller tells judgements apart by their classes: what they do is in their rows."""
    names = {
        node.id
        for node in ast.walk(ast.parse((SOURCE / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.Name)
    }
    assert names & JUDGEMENTS == set()
