"""What is folded from a set of entries is what the log says, however the entries came together."""

from __future__ import annotations

from functools import reduce
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from archive_strategies import archives
from eventlog.events import Entry
from eventlog.knowledge import Cut, Knowledge
from eventlog.knowledge import diff as compared
from eventlog.knowledge.gather import asked
from eventlog.knowledge.rows import rows
from eventlog.knowledge.table import says
from eventlog.mergeable import EntrySet, counts, diff, standings, statuses, timelines, visible
from knowledge_strategies import cuts, policies, share, stories

logs = st.one_of(archives(), stories())


def pieces(projection, entries, seed):
    """The result of a fold in pieces, in any order."""
    chance = Random(seed)
    mixed = chance.sample(entries, len(entries))
    folds = [projection.fold(mixed[at : at + 3]) for at in range(0, len(mixed), 3)]
    return reduce(projection.merge, folds, projection.start)


def questions_of(reader):
    """All questions that were ever heard of."""
    return sorted({id for kind in ("q", "w") for id in asked(reader, kind, reader.size())})


@share(2)
@given(logs, cuts, cuts, policies, st.integers(0, 2**32))
def test_a_fold_in_pieces_says_what_the_log_says(story, first, second, policy, seed) -> None:
    """Statuses, standings, timelines, visible entries and differences, of logs of any kind."""
    reader = story.reader()
    before, after = (
        Cut.of(zone=reader.zone, position=reader.size(), published=day, policy=policy) for day in (first, second)
    )
    known = Knowledge(reader, after)
    questions = questions_of(reader)

    def told(projection):
        return projection.finish(pieces(projection, story.entries, seed), questions)

    assert told(statuses(after)) == [(id, str(word)) for id, word in known.statuses().items()]
    assert told(standings(after)) == list(rows(one for one in known if says(one)))
    segments = [(one.id, str(part.begin is None)) for one in known for part in one.timeline]
    assert [(id, str(begin is None)) for id, begin, *_ in told(timelines(after))] == segments
    assert [row[0] for row in told(visible(after))] == [one.position for one in known.entries()]
    changes = compared(Knowledge(reader, before), known)
    assert [row[-1] for row in told(diff(before, after))] == [str(one) for one in changes]


@given(stories())
def test_counts_are_those_of_the_entries(story) -> None:
    """One row a kind."""
    found = counts().fold(story.entries)
    kinds = sorted({one.kind for one in story.entries})
    assert found == tuple((kind, sum(one.kind == kind for one in story.entries), 0) for kind in kinds)


@given(stories())
def test_what_is_redacted_in_one_piece_is_redacted(story) -> None:
    """A set that has an entry whole and one that has it redacted give one that has it redacted."""
    one = story.entries[-1]
    gone = Entry(one.position, one.recorded, one.kind, None)
    old, new = EntrySet(story.entries), EntrySet([gone])
    assert old.union(new) == new.union(old)
    assert list(old.union(new))[-1].event is None


def test_a_set_of_many_additions_is_laid_flat_at_once() -> None:
    """A hundred thousand additions one by one are one set, and are no deep recursion."""
    entries = [Entry(at, at, "claim-recorded/1", None) for at in range(1, 100_001)]
    state = EntrySet()
    for entry in entries:
        state = state.add(entry)
    assert len(state) == 100_000
    assert state == EntrySet(reversed(entries))
