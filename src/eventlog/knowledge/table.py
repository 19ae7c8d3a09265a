"""What is known, as one table: the answers to all questions of a topic at a cut, in words and in numbers.

One row an answer. A row has the question and the word for it, of which time the answer holds, the answer with its own
word, and who is behind it. The answer and its time are those of the claim that the rules print: the last one that says
the printed figure. A question of which nothing stands any more (retracted, superseded) has one row without an answer.
Rows come in order of question, and then of these claims.

It says what the standings say (`rows_of` reads one), and most of it is had without them: see `eventlog.accelerate`. A
question that is odd there is asked of the rules, here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

import attrs

from eventlog.accelerate import Found, Judged, bulk
from eventlog.claims import Quantity, Question
from eventlog.claims.values import as_value
from eventlog.events import Reader
from eventlog.knowledge.gather import gather
from eventlog.problems import Problem
from eventlog.render.values import value_words
from eventlog.standing.cut import Cut
from eventlog.standing.evaluate import evaluate
from eventlog.standing.live import LiveClaim
from eventlog.standing.result import RULES, Answer, Standing
from eventlog.standing.status import Status
from eventlog.tables import Column, arrow_reader
from eventlog.workers import patiently

__all__ = ["SCHEMA", "TABLE", "Table", "plain_words", "rows_of", "says", "table_of", "words_of"]

SCHEMA: Final = "knowledge-answers/2"

TABLE: Final = (
    Column("question", "text", "the question's id"),
    Column("stands", "text", "how the question stands, in one word"),
    Column("during", "text", "of which time the answer holds, as given; of a total, its window"),
    Column("value", "text", "the answer in words; empty: nothing stands any more"),
    Column("low", "text", "a quantity's low bound, every digit; empty: none"),
    Column("high", "text", "a quantity's high bound, every digit; empty: none"),
    Column("unit", "text", "a quantity's unit"),
    Column("status", "text", "how the answer stands, in one word; denied: only denials of it stand"),
    Column("sources", "texts", "who is behind it, one root a component, by id; of a denied answer who denies it"),
    Column("proposed", "texts", "ids of the claims, links and assessments of the question that nobody has reviewed"),
)

Row: TypeAlias = tuple[Any, ...]
Standings: TypeAlias = Callable[[str], Standing]


@attrs.frozen(eq=False, repr=False)
class Table:
    """Rows of one length, with a cell for each of `columns`. It iterates over its rows; Arrow reads it as a stream."""

    cut: Cut
    rows: Sequence[Row]
    problems: tuple[Problem, ...] = ()
    """What is wrong with what the answers rest on."""
    rules: str = RULES
    """The rules that it was made by."""
    columns: tuple[Column, ...] = TABLE

    def __iter__(self) -> Iterator[Row]:
        """The rows, in order."""
        return iter(self.rows)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.rows)

    def __repr__(self) -> str:
        """Short: how many rows, and at which cut."""
        return f"<Table of {len(self.rows)} {'row' if len(self.rows) == 1 else 'rows'}, {self.cut}>"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows as a stream of Arrow (the PyCapsule interface). Raises MissingExtra without pyarrow."""
        told = {"schema": SCHEMA, "reading": str(self.cut), "rules": self.rules}
        return arrow_reader(self.columns, self.rows, metadata=told).__arrow_c_stream__(requested_schema)


def says(standing: Standing) -> bool:
    """Whether a standing says anything, or lacks what can't be read."""
    some = standing.claims or standing.possibly or standing.withheld or standing.dossier.unreadable
    return bool(some) or standing.status is not Status.UNREPORTED


@patiently()
def words_of(
    reader: Reader, cut: Cut, questions: Sequence[str], ask: Standings, *, quick: bool
) -> tuple[dict[str, Status], list[Problem]]:
    """The word for each question that says anything, and what is wrong with what they rest on.

    `ask` has the rules answer a question. Without `quick` they answer all of them.
    """
    words, problems = dict[str, Status](), list[Problem]()
    for question, found in _bulk(reader, cut, questions, quick=quick, words_only=True):
        if found is not None:
            word = found.word
        else:
            standing = ask(question)
            word = standing.status if says(standing) else None
            problems += standing.problems if word is not None else ()
        if word is not None:
            words[question] = word
    return words, problems


@patiently()
def table_of(
    reader: Reader, cut: Cut, questions: Sequence[str], ask: Standings, name_of: Callable[[str], str], *, quick: bool
) -> Table:
    """The answers to these questions. `name_of` gives an agent its name, where one is the answer."""
    rows, problems = list[Row](), list[Problem]()
    for question, found in _bulk(reader, cut, questions, quick=quick):
        if found is None:
            standing = ask(question)
            if says(standing):
                rows += rows_of(standing, name_of)
                problems += standing.problems
        elif found.word is not None:
            word = str(found.word)
            if not found.answers:
                rows.append(_empty(question, word))
            for one in sorted(found.answers, key=lambda one: one.position):
                window, *cells = _shown(one.value, name_of)
                rows.append((question, word, window or one.during, *cells, str(one.status), one.sources, ()))
    return Table(cut, rows, tuple(problems))


def rows_of(standing: Standing, name_of: Callable[[str], str]) -> list[Row]:
    """The rows of one standing."""
    word, waits = str(standing.status), (*standing.proposed, *standing.unreviewed)
    rows = []
    for answer in standing.positions:
        one = _printed(answer)
        window, *cells = cells_of(answer.value, name_of)
        during = None if one.claim.during is None else str(one.claim.during)
        row = (standing.id, word, window or during, *cells, str(answer.status), _behind(answer), waits)
        rows.append((one.position, row))
    return [row for _, row in sorted(rows, key=lambda one: one[0])] or [_empty(standing.id, word, waits)]


def _empty(question: str, word: str, proposed: tuple[str, ...] = ()) -> Row:
    return (question, word, None, None, None, None, None, None, (), proposed)


def _printed(answer: Answer) -> LiveClaim:
    """The claim whose wording is printed: the last of those that say the printed figure, or that deny."""
    if not answer.figures:
        return answer.denials[-1]
    last = answer.figures[0].holders[-1]
    same = [one for one in answer.claims if one.claim.value == answer.value]
    return next((one for one in answer.claims if one.id == last), (same or answer.claims)[-1])


def _behind(answer: Answer) -> tuple[str, ...]:
    return answer.for_ if answer.figures else answer.against


def cells_of(value: Any, name_of: Callable[[str], str]) -> tuple[str | None, ...]:
    """A value: the window of a total, the value in words, and the parts of a quantity."""
    if not isinstance(value, Quantity):
        return (None, value_words(value, name_of), None, None, None)
    low, high = (None if number is None else f"{number:f}" for number in (value.low, value.high))
    window = None if value.window is None else str(value.window)
    return (window, value_words(value, name_of), low, high, value.unit)


def _shown(value: Any, name_of: Callable[[str], str]) -> tuple[str | None, ...]:
    """A value as it is stored, as cells."""
    if not isinstance(value, dict) or "agent" in value:
        return cells_of(as_value(value), name_of)
    return _cells(tuple(value.items()))


@lru_cache(65_536)
def _cells(stored: tuple[tuple[str, Any], ...]) -> tuple[str | None, ...]:
    return cells_of(as_value(dict(stored)), str)


def plain_words(reader: Reader, cut: Cut, questions: Sequence[str]) -> dict[str, tuple[Question, Status]]:
    """The definition of, and the word for, those questions that can be told without their standings.

    Both readings of vague dates say the same of them, and there is no problem with what they rest on.
    """
    told = {id: one for id, one in _bulk(reader, cut, questions, quick=True, words_only=True) if one and one.alike}
    return {id: (one.question, one.word or Status.UNREPORTED) for id, one in told.items()}


def _bulk(
    reader: Reader, cut: Cut, questions: Sequence[str], *, quick: bool, words_only: bool = False
) -> Iterable[tuple[str, Found | None]]:
    if not quick:
        return ((question, None) for question in questions)

    def judge(question: str, positions: Sequence[int]) -> Judged | None:
        ids = [str(reader.entry(position).id) for position in positions]
        standing = evaluate(gather(reader, question, cut.position, only=ids), cut)
        if standing.problems:
            return None
        answers = [(_printed(one).position, one.status, _behind(one)) for one in standing.positions]
        return (standing.status if says(standing) else None), answers, standing.otherwise is standing

    return bulk(reader, cut, questions, judge, words_only=words_only)
