"""Review: what was proposed and waits, or what another extractor read, is in no answer, nor is any trace of it."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import given

from eventlog.claims import Claim, Evidence, digest_of
from eventlog.codec import register
from eventlog.events import Reviewed
from eventlog.events.dependencies import references
from eventlog.knowledge import diff
from eventlog.knowledge.reasons import Reason
from eventlog.reports import Report
from knowledge_strategies import BY_ID, Moves, Story, cuts, known, offered, policies, reads, share, stories

PROPOSALS = Moves(proposals=True)


@register("test.nothing", 1)
@attrs.frozen
class Nothing:
    """What a stripped log has in the place of an entry, so that all others keep their positions."""

    id: str
    effects: tuple[str, ...] = ()


def stripped(story: Story, read: dict[str, Any]) -> Story:
    """The story as if what doesn't count had never been recorded, nor what names it. Worked out plainly."""
    gone = set()
    for entry in story.entries:
        told = [one for one in story.of("Reviewed") if one.target == entry.id and one.id not in _struck(story)]
        word = next((one.state for one in reversed(told) if one.state != "reread"), None)
        readers = {one.extractor for one in told} | {getattr(getattr(entry.event, "claim", None), "extractor", "")} - {
            ""
        }
        readers -= {""}
        wanted = {read["extractor"]} if isinstance(read["extractor"], str) else set(read["extractor"])
        waits = word == "rejected" or (word == "proposed" and not read["include_proposed"])
        if waits or (wanted and readers and not readers & wanted):
            gone.add(str(entry.id))
    for entry in story.entries:
        if gone & set(references(entry.event)):
            gone.add(str(entry.id))
    kept = [
        attrs.evolve(one, kind="test.nothing/1", event=Nothing(f"event:{one.position}")) if one.id in gone else one
        for one in story.entries
    ]
    return Story(kept)


def _struck(story: Story) -> set[str]:
    struck: set[str] = set()
    for event in reversed(story.of("Annulled")):
        if event.id not in struck:
            struck.add(str(event.target))
    return struck


@share(3)
@given(stories(PROPOSALS), cuts, policies, reads)
def test_what_does_not_count_leaves_no_trace(story: Story, day: str, policy: str, read: dict[str, Any]) -> None:
    """All that can be asked is answered as by a log that never held the proposals that wait, or the other readings."""
    whole = story.known(day, policy=policy, **read)
    without = stripped(story, read).known(day, policy=policy, **read)
    one, other = offered(whole), offered(without)
    other["entries"] = [(at, id) for at, id in other["entries"] if story.entries[at - 1].id == id]
    assert one == other


@share(6)
@given(stories(PROPOSALS), cuts, cuts, policies, reads)
def test_a_diff_turns_one_answer_into_the_other(
    story: Story, first: str, last: str, policy: str, read: dict[str, Any]
) -> None:
    """Between two cuts that read alike, what was learned and dropped makes the one answer the other."""
    reader = story.reader()
    a, b = (known(reader, day, policy=policy, **read) for day in (first, last))
    for id in BY_ID:
        before, after = ({one.id for one in each[id].claims} for each in (a, b))
        changes = [one for one in diff(a, b) if one.question == id and one.claim is not None]
        learned = {str(one.claim.id) for one in changes if str(one.what) == "learned"}
        dropped = {str(one.claim.id) for one in changes if str(one.what) == "dropped"}
        assert (before | learned) - dropped == after


def _one_claim() -> tuple[Report, Claim]:
    report = Report(publisher="outlet:post", title="one", published="2031-05-09", digest=digest_of("one"))
    span = Evidence(start=0, end=3, digest=digest_of("one"))
    return report, report.claim("fort.held", by="gov:north", evidence=[span], extractor="model/1")


def _story(*states: str, extractor: str = "model/1") -> tuple[Story, Claim]:
    report, claim = _one_claim()
    story = Story()
    story.record(*BY_ID.values())
    first = states[0] if states and states[0] == "proposed" else None
    proposed = [Reviewed(target=claim.id, state="proposed", extractor=extractor)] if first else []
    story.record(report, claim, *proposed)
    for state in states[1:] if first else states:
        story.record(Reviewed(target=claim.id, state=state, extractor="model/2" if state == "reread" else ""))
    return story, claim


def _counts(story: Story, **read: Any) -> bool:
    return bool(story.known("2031-06-10", **read)["fort.held"].claims)


def test_a_proposal_counts_from_its_acceptance_on() -> None:
    """It waits, is accepted, is rejected after all: each holds from its recording, for every date of publication."""
    story, _ = _story("proposed", "accepted", "rejected")
    last = len(story.entries)
    held = [bool(story.known("2031-06-10", position=at)["fort.held"].claims) for at in range(last - 2, last + 1)]
    asked = [
        bool(story.known("2031-06-10", position=at, include_proposed=True)["fort.held"].claims)
        for at in range(last - 2, last + 1)
    ]
    assert (held, asked) == ([False, True, False], [True, True, False])


def test_an_extractor_is_a_cut() -> None:
    """Of what extractors read only what the asked one read counts, by whomever it was read first; people's stays."""
    alone, _ = _story("proposed", "accepted")
    both, _ = _story("proposed", "accepted", "reread")
    assert _counts(alone, extractor="model/1")
    assert not _counts(alone, extractor="model/2")
    assert _counts(both, extractor="model/2")
    assert _counts(both, extractor=("model/3", "model/2"))
    people = Story()
    report, claim = _one_claim()
    people.record(*BY_ID.values())
    people.record(report, attrs.evolve(claim, extractor=""))
    assert _counts(people, extractor="model/2")


def test_another_reading_of_what_stands_takes_nothing_away() -> None:
    """That an extractor finds what people had recorded makes it no proposal."""
    story, _ = _story("reread")
    assert _counts(story)


def test_why_not_names_the_review() -> None:
    """What keeps a proposal out is that it waits, or who rejected it; or that another extractor read it."""
    waiting, claim = _story("proposed")
    gone, _ = _story("proposed", "rejected")
    taken, _ = _story("proposed", "accepted")
    told = [one.known("2031-06-10").why_not(claim.id) for one in (waiting, gone)]
    other = taken.known("2031-06-10", extractor="model/9").why_not(claim.id)
    assert [one.kind for one in (*told, other)] == ["review", "review", "extractor"]
    assert "waits for review" in told[0].text
    assert "rejected by user:log" in told[1].text
    assert "model/9" in other.text


def test_what_was_accepted_later_was_found_late() -> None:
    """A diff tells what an acceptance let in, with the acceptance among its causes."""
    story, claim = _story("proposed", "accepted")
    last = len(story.entries)
    reader = story.reader()
    a, b = (known(reader, "2031-06-10", position=at) for at in (last - 1, last))
    (change,) = [one for one in diff(a, b) if one.claim is not None]
    assert str(change.claim.id) == claim.id
    assert change.reason is Reason.FOUND_LATE
    assert last in change.causes


def test_a_cut_and_its_token_tell_what_was_read() -> None:
    """The line over an answer and the token of its basis carry both, and the token gives the answer again."""
    story, _ = _story("proposed")
    knowledge = story.known("2031-06-10", include_proposed=True, extractor=("model/1",))
    again = type(knowledge).reproduce(knowledge.reader, knowledge.basis)
    assert "proposals included" in str(knowledge)
    assert "of extractors only model/1" in str(knowledge)
    assert (again.same, again.knowledge.cut) == (True, knowledge.cut)
