"""The checker of mergeable projections: ours pass it, and of each that is broken in one way it names the law."""

from __future__ import annotations

import pytest

from eventlog.errors import InvalidValue
from eventlog.events import ClaimRecorded, Entry, ReportRecorded
from eventlog.knowledge import Cut
from eventlog.mergeable import BY_QUESTION, Mergeable, counts, diff, standings, statuses, timelines, visible
from eventlog.tables import Column
from eventlog.testing import check_mergeable

EARLY = Cut.of(zone="UTC", position=10, published="2024-06-27")
LATE = Cut.of(zone="UTC", position=1_000, published="2031-01-01")
OURS = {
    "counts": counts(),
    "visible": visible(LATE),
    "statuses": statuses(LATE),
    "standings": standings(LATE),
    "timelines": timelines(LATE),
    "diff": diff(EARLY, LATE),
}


@pytest.mark.parametrize("name", OURS)
def test_ours_are_mergeable(name) -> None:
    """Each projection of the library satisfies every law."""
    check_mergeable(OURS[name], examples=10)


def kinds(state, entry):
    """The kinds that were met."""
    return state | {entry.kind}


def publishers(entry):
    """A state for each publisher."""
    return (entry.event.report.publisher,) if isinstance(entry.event, ReportRecorded) else ()


def number(state, _):
    """How many entries."""
    return state + 1


def plus(a, b):
    """The sum of both."""
    return a + b


def told(state, keys):
    """A state under its keys."""
    return dict.fromkeys(keys, state)


def test_projections_of_a_user_pass() -> None:
    """A set, a number, and one state a key."""
    check_mergeable(Mergeable(start=frozenset(), step=kinds, merge=frozenset.union), examples=10)
    check_mergeable(Mergeable(start=0, step=number, merge=plus, finish=told, key=publishers), examples=10)


def appended(state, entry):
    """Change the state that was given."""
    state.append(entry.position)
    return state


def extended(a, b):
    """Change the first of two states."""
    a |= b
    return a


def with_kind(state, entry):
    """A set that can be changed, and is not."""
    return {*state, entry.kind}


def sorted_positions(state, entry):
    """A list that is kept in order."""
    return sorted([*state, entry.position])


def merged_positions(a, b):
    """Both lists in one."""
    return sorted(a + b)


def emptied(state):
    """Change the state at the end."""
    state.clear()
    return state


def last_kind(_, entry):
    """What came last."""
    return entry.kind


def positions(state, entry):
    """Positions as they came."""
    return (*state, entry.position)


met = []


def remembering(state, entry):
    """A number that depends on what was folded before."""
    met.append(entry)
    return state + len(met)


class Unpicklable(frozenset):
    """A set that does not come back from pickle as it was."""

    def __reduce__(self):
        return (frozenset, ())

    def __deepcopy__(self, _):
        return self


def with_unpicklable(state, entry):
    """As kinds, in a set that can't travel."""
    return Unpicklable(state | {entry.kind})


def joined(a, b):
    """Both, in a set that can't travel."""
    return Unpicklable(a | b)


seen_keys = []


def changing_key(_):
    """A key that depends on what it was asked before."""
    seen_keys.append(1)
    return (str(len(seen_keys)),)


def mean(a, b):
    """Commutative, and not associative."""
    return (a + b) / 2 if a and b else a or b


def position_of(state, entry):
    """The largest position, as a float."""
    return max(state, float(entry.position))


BROKEN = {
    "step changed the state": Mergeable(start=[], step=appended, merge=plus),
    "merge changed a state": Mergeable(start=set(), step=with_kind, merge=extended),
    "start is no identity": Mergeable(start=1, step=number, merge=plus),
    "not commutative": Mergeable(start=(), step=positions, merge=plus),
    "not associative": Mergeable(start=0.0, step=position_of, merge=mean),
    "not the merge of the folds of its parts": Mergeable(start=0, step=number, merge=max),
    "in another order": Mergeable(start="", step=last_kind, merge=max),
    "asks only its arguments": Mergeable(start=0, step=remembering, merge=plus),
    "come back from pickle": Mergeable(start=Unpicklable(), step=with_unpicklable, merge=joined),
    "finish changed the state": Mergeable(start=[], step=sorted_positions, merge=merged_positions, finish=emptied),
    "a key asks only its entry": Mergeable(start=0, step=number, merge=plus, finish=told, key=changing_key),
}


@pytest.mark.parametrize("law", BROKEN)
def test_a_broken_projection_is_named(law) -> None:
    """Each law has a projection that breaks it, and is told by it."""
    with pytest.raises(AssertionError, match=law):
        check_mergeable(BROKEN[law], examples=60)


def test_a_projection_is_made_of_functions() -> None:
    """What can't be called, and a finish that does not take keys, are refused with a sentence."""
    with pytest.raises(InvalidValue, match="3 is no merge: pass a function"):
        Mergeable(start=0, step=number, merge=3)
    with pytest.raises(InvalidValue, match="is no key: pass a function of an entry"):
        Mergeable(start=0, step=number, merge=plus, finish=told, key="question")
    with pytest.raises(InvalidValue, match="its finish is a function of a state and of keys"):
        Mergeable(start=0, step=number, merge=plus, key=BY_QUESTION)
    with pytest.raises(InvalidValue):
        check_mergeable(number)


def test_a_key_decides_which_states_take_an_entry() -> None:
    """By a function of the entry: none, one or several states."""
    asked = Mergeable(start=0, step=number, merge=plus, finish=told, key=_questions)
    assert asked.finish_keys({"b": 2, "a": 1}) == {"a": 1, "b": 2}
    assert asked.merge_keys({"a": 1}, {"a": 2, "b": 5}) == {"a": 3, "b": 5}


@pytest.mark.parametrize("key", ["kind", None, 3, (None,), ("kind", 3), ([],)])
def test_keys_are_texts(key) -> None:
    """A text by itself, of which each letter would be a key, and what is no text are refused, with the entry."""
    entries = Mergeable(start=(), step=positions, merge=plus, finish=told, key=lambda _: key, name="the kinds")
    with pytest.raises(InvalidValue, match=r"the key of the kinds says .* of entry 7: return texts in a tuple"):
        entries.fold_keys([Entry(7, 0, "claim-recorded/1", None)])


def test_a_state_takes_an_entry_once() -> None:
    """Also where its key is named twice, or comes from a generator."""
    asked = Mergeable(start=0, step=number, merge=plus, finish=told, key=lambda _: (one for one in "aab"))
    assert asked.fold_keys([Entry(7, 0, "claim-recorded/1", None)]) == {"a": 1, "b": 1}


COLUMNS = (Column("key", "text", "a key"), Column("number", "integer", "how many"))


@pytest.mark.parametrize(
    ("columns", "wanted"), [(COLUMNS, "with columns it returns"), ((), "with a key it returns a dict")]
)
@pytest.mark.parametrize("said", [None, 3, "text"])
def test_a_finish_says_what_can_be_put_together(columns, wanted, said) -> None:
    """Rows where there are columns, and with a key and none a dict."""
    asked = Mergeable(start=0, step=number, merge=plus, finish=lambda *_: said, key=_questions, columns=columns)
    with pytest.raises(InvalidValue, match=f"the finish of a projection says .*{wanted}"):
        asked.finish_keys({"a": 1})
    assert Mergeable(start=0, step=number, merge=plus, finish=lambda _: said).checked(said) == said


def _questions(entry):
    return (entry.event.claim.question,) if isinstance(entry.event, ClaimRecorded) else ()
