"""Ribbons: how each question stood, from day to day, under both readings of vague dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import Any, Final

from eventlog.claims.fields import check_type
from eventlog.export.canvas import A_DAY, STATUSES, Picture, canvas, cut_line, date_of, signs
from eventlog.export.growth import cut_words
from eventlog.knowledge import Knowledge, Policy
from eventlog.knowledge.turning import START, last_of, turning
from eventlog.render import pictures
from eventlog.render.dates import day_of, is_days_end, moment_text
from eventlog.render.phrasing import header, noted
from eventlog.render.pictures import Ribbon
from eventlog.render.showing import brief, headline
from eventlog.render.waiting import proposed_words

_MOST_RIBBONS: Final = 60
_TAIL: Final = 25
"""What part of a picture (one in so many) a turn at the end of a day has before that end."""


def ribbons(knowledge: Knowledge, about: str | None = None) -> Picture:
    """How each question of a topic (of all, where none is named) stood from day to day, up to the cut.

    The upper half of a ribbon has dates read late, the lower dates read early. Raises MissingExtra.
    """
    check_type(knowledge, Knowledge, "what is drawn")
    told = list(ribbons_of(knowledge, about))
    lines = [
        noted(fill(brief(one.words, 150), 52, max_lines=3, placeholder="…"), [one.waits])
        for one in told[:_MOST_RIBBONS]
    ]
    tall = 0.46 if any(one.count("\n") > 1 for one in lines) else 0.38
    left = pictures.left_words(len(told) - len(lines), "more question")
    figure, axes = canvas(
        (
            noted(pictures.RIBBONS, [left]),
            f"{header(knowledge.cut).partition(';')[0]}; above: dates read late, below: read early",
        ),
        knowledge.zone,
        tall * len(lines) + 0.3,
    )
    moments = [moment for one in told for moment, _ in (*one.late, *one.early) if moment > START]
    cut = knowledge.cut.moment
    edge = pictures.edge_before(cut, moments)
    end = next((one for one in (edge, cut) if one is not None), max(moments, default=0))
    begin = min(*moments, end - A_DAY) if moments else end
    used: list[str] = []
    for at, one in enumerate(told[:_MOST_RIBBONS]):
        for half, turns in enumerate((one.late, one.early)):
            places = _places([moment for moment, _ in turns], begin, end, knowledge.zone)
            for (_, status), place, following in zip(turns, places, [*places[1:], end], strict=True):
                if following > place:
                    _piece(axes, at - 0.4 + half * 0.4, place, following, status)
                    used.append(status)
    if told:
        axes.set_xlim(left=date_of(begin - (end - begin) // _TAIL))
    axes.set_yticks(range(len(lines)))
    axes.set_yticklabels(lines, parse_math=False, fontsize="small", linespacing=1.05)
    axes.set_ylim(max(len(told[:_MOST_RIBBONS]), 1) - 0.4, -0.6)
    cut_line(axes, cut, cut_words(knowledge), moments)
    for status in STATUSES:
        if status in used:
            axes.fill_between([], [], [], label=status, **_hatched(status))
    signs(axes, columns=7)
    cells = [
        (one.question, noted(one.words, [one.waits]), reading, _day(moment, knowledge.zone), status)
        for one in told
        for reading, turns in (("late", one.late), ("early", one.early))
        for moment, status in turns
    ]
    headers = ("question", "in words", "dates read", "from", "status")
    return Picture(
        title=f"{pictures.RIBBONS}: {header(knowledge.cut)}", headers=headers, rows=tuple(cells), figure=figure
    )


def ribbons_of(knowledge: Knowledge, about: str | None = None) -> Iterable[Ribbon]:
    """A ribbon for each question: its status from each moment at which that became another, under both readings."""
    until = knowledge.cut.published
    for standing in knowledge.about(about) if about is not None else knowledge:
        turns: dict[Policy, list[tuple[int, str]]] = {policy: [] for policy in Policy}
        waits = dict.fromkeys(Policy, "")
        for policy, moment, then in turning(last_of(knowledge, standing.id, until), until):
            spoken = any(not word.statement.synthetic for word in then.words) or then.withheld
            status = str(headline(then)[0][1].status)
            if (turns[policy] or spoken) and (not turns[policy] or turns[policy][-1][1] != status):
                turns[policy].append((moment, status))
            waits[policy] = proposed_words(then) or waits[policy]
        late, early = tuple(turns[Policy.CERTAIN]), tuple(turns[Policy.POSSIBLE])
        told = waits[knowledge.cut.policy] or next(filter(None, waits.values()), "")
        yield Ribbon(
            question=standing.id, words=standing.question.words or standing.id, late=late, early=early, waits=told
        )


def _day(moment: int, zone: str) -> str:
    """From when on a status is: what a bare date turns, read late, turns only when its day ends."""
    if moment <= START:
        return "the beginning"
    return f"{moment_text(moment, zone)}{', end of day' if is_days_end(moment, moment + 1, zone) else ''}"


def _hatched(status: str) -> dict[str, Any]:
    colour, hatch = STATUSES[status]
    face = "white" if status == "unreported" else colour if status == "confirmed" else f"{colour}2e"
    return {"facecolor": face, "edgecolor": colour, "hatch": hatch, "linewidth": 0.6}


def _places(moments: Sequence[int], begin: int, end: int, zone: str) -> list[int]:
    """Where turns are drawn: in order, so that what stands at the end is seen.

    What a bare date turns, read late, turns in the last moment of its day, and is drawn from that day on, or from as
    much before its end as a sign is wide; what turns at the end itself has half as much.
    """
    places: list[int] = []
    for moment in moments:
        at_night = day_of(moment, zone) != day_of(moment + 1, zone)
        place = moment - min(A_DAY, (end - begin) // _TAIL) if at_night else moment
        places.append(max(place, begin, *places[-1:]))
    if places:
        places[-1] = min(places[-1], end - (end - begin) // (2 * _TAIL))
    return places


def _piece(axes: Any, top: float, begin: int, end: int, status: str) -> None:
    axes.fill_between([date_of(begin), date_of(end)], top, top + 0.4, **_hatched(status))
