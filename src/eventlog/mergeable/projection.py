"""Mergeable projections: a start, a step, a merge, a finish, and a key where there are many states.

A fold over a whole log can be cut into pieces, each folded by itself, wherever its states form a commutative monoid:
the start is its identity, and the merge is associative and commutative. Then it does not matter in which pieces the
log lies, who folds them in which order, or how the states come together: `eventlog.testing.check_mergeable` tries it.

What depends on order is made so by keeping entries, which have a position, and looking at the order in `finish`.
(Source of the form: Twitter's algebird and Spark's `Aggregator`; of sets that only grow: Shapiro et al., CRDTs, 2011.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Any, Final, TypeAlias

import attrs

from eventlog.claims.fields import by_name, check_type, check_whole, items
from eventlog.errors import InvalidValue, no_function, shown
from eventlog.events import Entry, Reader, checked
from eventlog.knowledge.fold import fold
from eventlog.tables import Column, check_columns

__all__ = ["BY_QUESTION", "ByQuestion", "Key", "Mergeable"]


class ByQuestion(Enum):
    """The key of what is asked of each question: a state has all that bears on its questions, wherever it stands."""

    BY_QUESTION = "by question"


BY_QUESTION: Final = ByQuestion.BY_QUESTION

Key: TypeAlias = Callable[[Entry], Iterable[str]] | ByQuestion | None
"""Of an entry, the keys of the states that take it: none, one or many."""


def _as_it_is(state: Any) -> Any:
    return state


@attrs.frozen(kw_only=True)
class Mergeable:
    """A projection whose states can be merged. A value of plain functions; there is no base class.

    * `start`: the state of nothing; it is the identity of merge.
    * `step`: from a state and an entry to the next state. It never changes the state that it is given, nor raises.
    * `merge`: from two states to one; associative, commutative, and it changes neither.
    * `finish`: from the last state to the result. With a key it is called as finish(state, keys), and says what is to
      be said of these keys, as a dict by key, or as rows.
    * `key`: of an entry the keys of the states that take it, texts in a tuple, or () for none. BY_QUESTION: each
      question's state has all that bears on it. Without one there is one state.
    * `columns`: where the result is rows, what stands in them.
    * `read`: the same as folding and finishing, asked of a reader of the entries; a shorter way where there is one.
    * `position`: up to which position of the log it is asked, as a cut is; what ends before can't answer it.
    * `name`: what it is called where something is wrong.

    Everything in it must be importable, or picklable, where work is given to other processes.
    """

    start: Any
    step: Callable[[Any, Entry], Any]
    merge: Callable[[Any, Any], Any]
    finish: Callable[..., Any] = _as_it_is
    key: Key = None
    columns: tuple[Column, ...] = ()
    read: Callable[[Reader, Sequence[str]], Any] | None = None
    position: int = 0
    name: str = "a projection"

    def __attrs_post_init__(self) -> None:
        """Refuse what can't be called."""
        for part in ("step", "merge", "finish"):
            if (other := no_function(getattr(self, part), yields=part == "finish")) is not None:
                raise InvalidValue(f"{other} is no {part}: pass a function")
        named = self.key is not None and self.key is not BY_QUESTION
        if named and (other := no_function(self.key, yields=True)) is not None:
            raise InvalidValue(f"{other} is no key: pass a function of an entry, BY_QUESTION or nothing")
        if self.read is not None and (other := no_function(self.read)) is not None:
            raise InvalidValue(f"{other} is no read: pass a function of a reader and of keys, or nothing")
        if self.key is not None and self.finish is _as_it_is:
            raise InvalidValue(f"{self.name} has a key: its finish is a function of a state and of keys")
        check_type(self.name, str, "the name of a projection")
        check_whole(self.position, "the position of a projection")
        check_columns(items(self.columns, "the columns of a projection"))

    @property
    def by_question(self) -> bool:
        """Whether a state has what bears on its questions."""
        return self.key is BY_QUESTION

    def check_last(self, last: int) -> None:
        """Raises InvalidValue where entries up to this position, and no later ones, can't answer it."""
        if check_whole(last, "the position up to which is read") < self.position:
            raise InvalidValue(
                f"{self.name} as of entry {self.position} can't be told, for what is read ends at {last}: write the "
                "segments again, or take the cut from them, such as segments.as_of(day)"
            )

    def fold(self, entries: Iterable[Entry], state: Any = None) -> Any:
        """The state after these entries, from the start or from a state (of all keys together, where it has a key).

        Raises InvalidValue for what are no entries, and whatever the step raises.
        """
        return fold(checked(entries), self.step, self.start if state is None else state)

    def fold_keys(self, entries: Iterable[Entry]) -> dict[str, Any]:
        """The states of all keys after these entries. Raises InvalidValue for a projection whose key is no function,
        for what are no entries, and for keys that are no text.
        """
        states: dict[str, Any] = {}
        if not callable(self.key):
            raise InvalidValue(f"{self.name} has no key that is a function: fold it, or run it")
        for entry in checked(entries):
            for key in self._keys(entry):
                states[key] = self.step(states.get(key, self.start), entry)
        return states

    def _keys(self, entry: Entry) -> Iterable[str]:
        """The keys of an entry, each once. Raises InvalidValue for what is no texts: of one text each letter would be
        a key, and what is no text has no order and no place in a table.
        """
        assert callable(self.key)
        told = self.key(entry)
        keys = None if isinstance(told, str) or not isinstance(told, Iterable) else tuple(told)
        if keys is None or not all(isinstance(key, str) for key in keys):
            raise InvalidValue(
                f"the key of {self.name} says {shown(told if keys is None else keys)} of entry {entry.position}: "
                "return texts in a tuple, such as (text,), and () where no state takes it"
            )
        return dict.fromkeys(keys)

    def merge_keys(self, one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
        """The states of both, merged where both have a key. Raises InvalidValue for what are no states by key."""
        by_name(one, "states")
        by_name(other, "states")
        merged = dict(one)
        for key, state in other.items():
            merged[key] = self.merge(merged[key], state) if key in merged else state
        return merged

    def finish_keys(self, states: dict[str, Any]) -> Any:
        """The result of the states of all keys: rows where it has columns, else a dict by key.

        Raises InvalidValue for what are no states by key, and for what its finish may not say.
        """
        by_name(states, "states")
        results = [self.checked(self.finish(states[key], (key,)), (key,)) for key in sorted(states)]
        if self.columns:
            return [row for rows in results for row in rows]
        return {key: value for one in results for key, value in one.items()}

    def checked(self, result: Any, keys: Sequence[str] | None = None) -> Any:
        """What its finish says, rows as a list. Raises InvalidValue for no rows where it has columns, and for no dict
        where it has a key and none, or one that says something of others than the keys that it was asked about: what
        it said of them would depend on how keys are dealt.
        """
        if self.columns:
            if isinstance(result, str | bytes | dict) or not isinstance(result, Iterable):
                raise InvalidValue(
                    f"the finish of {self.name} says {shown(result)}: with columns it returns a list of rows"
                )
            return list(result)
        if self.key is not None and not isinstance(result, dict):
            raise InvalidValue(
                f"the finish of {self.name} says {shown(result)}: with a key it returns a dict by key, or rows and "
                "says what stands in them with columns="
            )
        if self.key is not None and keys is not None:
            try:
                wanted = frozenset(items(keys, "the keys"))
            except TypeError as error:
                raise InvalidValue(f"the keys of {self.name} are texts, not {shown(keys)}") from error
            for key in result:
                if key not in wanted:
                    raise InvalidValue(
                        f"the finish of {self.name} says something of {shown(key)}, which is none of the keys that it "
                        "was given: return a dict by these keys"
                    )
        return result
