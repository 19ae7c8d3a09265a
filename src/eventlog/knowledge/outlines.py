"""Outlines: the words for many questions at once, told from columns where these say all that bears on a question.

Which questions columns can't tell is returned beside the words: the caller asks the fold for those.
"""

from __future__ import annotations

from typing import Final

from eventlog.events import Reader
from eventlog.knowledge.bulk import Arrays, judge_all, numpy
from eventlog.knowledge.columns import Columns
from eventlog.knowledge.cut import Cut
from eventlog.knowledge.kept import Kept, beside
from eventlog.knowledge.lean import Outline, View, judge
from eventlog.knowledge.status import Status

_SILENT: Final[Outline] = (Status.UNREPORTED, False)
_ENTRIES_A_QUESTION: Final = 500
"""As many entries can be read into columns in the time in which the fold answers an ordinary question."""
_FEW: Final = 8
"""Of the questions of a log this part is judged sooner one by one than all together."""


def below(topic: str, question: str) -> bool:
    """Whether a question is that of the topic's name, or below it at a dot."""
    return question == topic or question.startswith(f"{topic}.")


def small(reader: Reader, questions: int) -> bool:
    """Whether so many questions are answered sooner by the fold than by reading columns that are not there yet."""
    return beside(reader).columns is None and questions * _ENTRIES_A_QUESTION < reader.size()


def outlines(reader: Reader, cut: Cut, about: str) -> tuple[dict[str, Status], list[str]]:
    """The words for the questions of a topic that have any; and the questions that only the fold can answer."""
    kept = beside(reader)
    with kept.lock:
        columns = kept.grown(reader)
        wanted = [number for number, id in enumerate(columns.questions) if not about or below(about, id)]
        plain = [number for number in wanted if columns.plain(number, cut.position)]
        found = _judged(kept, columns, plain, cut)
        names, told, rest = columns.questions, {}, set(wanted).difference(plain)
        for number in plain:
            status, says = found.get(number, _SILENT)
            if status is None:
                rest.add(number)
            elif says:
                told[names[number]] = status
        return told, sorted(names[number] for number in rest)


def _judged(kept: Kept, columns: Columns, plain: list[int], cut: Cut) -> dict[int, Outline]:
    np, view = numpy(), View.of(columns, cut)
    if np is None or len(plain) * _FEW < len(columns.questions):
        return {number: judge(view, number) for number in plain}
    if kept.arrays is None:
        kept.arrays = Arrays.of(np, columns)
    return judge_all(kept.arrays, view)
