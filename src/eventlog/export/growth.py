"""Growth: how many reports, claims and questions were public when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from eventlog.export.canvas import INK, Picture, canvas, cut_line, date_of
from eventlog.export.catalogue import catalogue
from eventlog.knowledge import Knowledge, Problem
from eventlog.render.dates import cut_text, day_words
from eventlog.render.phrasing import header
from eventlog.render.showing import unread_words
from eventlog.render.waiting import of_claims


def growth(knowledge: Knowledge) -> Picture:
    """How many reports, claims and questions were public when, up to the cut: three steps upwards.

    A vague date counts from its latest moment, or from its earliest under the possible reading. What has no date on
    that side is counted from the cut on. Raises MissingExtra where matplotlib is not installed.
    """
    held = catalogue(knowledge)
    late = str(knowledge.cut.policy) == "certain"
    public: dict[str, int | None] = {}
    for id, (_, report) in held.reports.items():
        read = report.out_or_unknown(knowledge.zone)
        public[id] = read.latest if late else read.earliest
    moments = sorted(
        ((public.get(str(claim.report)), claim.question) for _, claim in held.claims), key=lambda one: _order(one[0])
    )
    first: dict[str, int | None] = {}
    for moment, question in moments:
        first.setdefault(question, moment)
    series = {
        "reports": [*public.values()],
        "claims": [moment for moment, _ in moments],
        "questions": [*first.values()],
    }
    end = knowledge.cut.moment
    some = [claim for _, claim in held.claims if claim.id in held.proposed]
    waits = f"; {of_claims(some, len(held.claims))}" if some else ""
    unread = f"{lost(held.problems)}{waits}"
    figure, axes = canvas(("How what is known grew", f"{header(knowledge.cut)}{unread}"), knowledge.zone, 3)
    for (name, values), style in zip(series.items(), ("-", "--", ":"), strict=True):
        dates, counts = _steps(values, end)
        if dates:
            axes.step(dates, counts, style, where="post", label=f"{name}: {len(values)}", color=INK)
    axes.set_ylabel("how many")
    if axes.get_lines():
        axes.legend(loc="upper left", frameon=False)
    every = sorted({moment for values in series.values() for moment in values if moment is not None})
    cut_line(axes, end, cut_words(knowledge), every)
    cells = [
        (cut_text(moment, knowledge.zone), *(str(_until(values, moment)) for values in series.values()))
        for moment in every
    ]
    undated = [sum(moment is None for moment in values) for values in series.values()]
    if any(undated):
        cells.append(("no date", *map(str, undated)))
    title = f"Reports, claims and questions that were public{unread}"
    return Picture(title=title, headers=("public by", *series), rows=tuple(cells), figure=figure)


def lost(problems: Iterable[Problem]) -> str:
    """What can't be read, for the line below the picture and for its title."""
    positions = sorted({at for one in problems if one.kind == "unreadable" for at in one.positions})
    return f"; {unread_words(positions)}" if positions else ""


def cut_words(knowledge: Knowledge) -> str:
    """What the line of the cut is: the clock that it cuts on, and its day."""
    moment = knowledge.cut.moment
    if moment is None:
        return ""
    clock = "public" if knowledge.cut.published == moment else "held"
    return f"{clock} by {day_words(moment, knowledge.zone)}"


def _order(moment: int | None) -> tuple[bool, int]:
    return (moment is None, moment or 0)


def _until(values: Iterable[int | None], moment: int) -> int:
    return sum(one is not None and one <= moment for one in values)


def _steps(values: Iterable[int | None], end: int | None) -> tuple[list[datetime], list[int]]:
    known = sorted(one for one in values if one is not None)
    dates, counts = [date_of(one) for one in known], list(range(1, len(known) + 1))
    if known and end is not None and end > known[-1]:
        return [*dates, date_of(end)], [*counts, counts[-1]]
    return dates, counts
