"""How an answer is shown in little room: one line for a prompt, one table for a notebook.

Both say what the answer says and no more, in the words of `phrasing`. Nothing is said by colour. What was read in a
report is text to us, whatever it contains. The line is for people who look, the answer itself is for programs: neither
is meant to be read back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import dropwhile
from operator import attrgetter
from typing import Any, Final

from eventlog import times
from eventlog.claims import Factuality, Quantity
from eventlog.render.counting import affirming_words
from eventlog.render.dates import edge_text, span_words, time_words
from eventlog.render.naming import in_names
from eventlog.render.phrasing import (
    CONDITIONAL,
    Telling,
    answer_words,
    backers,
    bounded,
    claim_line,
    ended,
    header,
    noted,
    position_line,
    readings_words,
    withheld_words,
)
from eventlog.render.stretches import on_day, stretch_words
from eventlog.render.values import in_one_line, own_answer
from eventlog.render.waiting import PROPOSED, of_claims, proposed_words
from eventlog.tables import html_table, safe

MOST_ROWS: Final = 50
"""Rows of a table in a notebook; what is left out is counted below it."""

_LONGEST: Final = 60

HEADERS: Final = ("question", "status", "answer", "sources")
_NUMBER: Final = re.compile(r"[.,]?[0-9]")


def brief(text: object, longest: int = _LONGEST) -> str:
    """Text in one line of at most `longest` characters, safe to print; what was cut off is an ellipsis.

    A number is there whole or not at all: the first digits of 200,000 are another number.
    """
    line = safe(" ".join(str(text).split()))
    if len(line) <= longest:
        return line
    kept = line[: longest - 1]
    if _NUMBER.match(line, longest - 1):
        kept = kept.rstrip("0123456789.,").rstrip()
    return f"{kept}…"


def counted(number: int, what: str) -> str:
    """A number with its noun: 1 claim, 2 claims, 2 entries."""
    several = f"{what[:-1]}ies" if what.endswith("ry") else f"{what}s"
    return f"{number} {what if number == 1 else several}"


def status_words(standing: Any, name_of: Callable[[str], str] | None = None) -> str:
    """The status of a question, and what the other reading of vague dates gives where that is another one.

    Where both give one status and different answers, the other answer.
    """
    other = standing.otherwise
    certain, possible = (standing, other) if str(standing.cut.policy) == "certain" else (other, standing)
    answer = ""
    if other is not standing and other.status is standing.status:
        told = _answer_of(other, name_of or standing.name_of)
        answer = "" if told == _answer_of(standing, name_of or standing.name_of) else told
    words = readings_words(certain.status, possible.status, policy=str(standing.cut.policy), answer=answer)
    return " · ".join(filter(None, (words, proposed_words(standing))))


def _answer_of(standing: Any, name_of: Callable[[str], str]) -> str:
    return answer_text(standing.positions[0], standing, name_of) if standing.positions else "no answer"


def headline(
    standing: Any, *, dated: bool = True, line: Callable[[Any, Any], object] | None = None
) -> list[tuple[str, Any]]:
    """What is printed of a question, in order: a status in words, and the standing whose answers belong to it.

    First what holds in the latest stretch of valid time; then, where it differs, the word over all time. `line` is how
    an answer of a standing is printed, for a caller that holds the lines already.
    """
    first = standing.first
    if first.standing is standing or not _differs(first.standing, standing, line or _plain_line):
        return [(status_words(standing), standing)]
    stretch = stretch_words(first.since, first.until, standing, dated=dated)
    told = f"{first.standing.status} {stretch}" if first.standing.positions else str(first.standing.status)
    told = " · ".join(filter(None, (told, proposed_words(first.standing))))
    return [(told, first.standing), (f"over all time {status_words(standing)}", standing)]


def answer_text(position: Any, standing: Any, name_of: Callable[[str], str]) -> str:
    """The answer by itself, as its line begins."""
    return answer_words(position, name_of, denial_first=_is_denied(standing))


def _is_denied(standing: Any) -> bool:
    return str(standing.status) == "denied"


def answer_line(position: Any, standing: Any, name_of: Callable[[str], str], *, dated: bool = True) -> str:
    """One answer of a standing with those who back and deny it.

    Behind the answer in brackets: its own status where the question's is another, of which time it is where several
    figures of a series stand beside each other, up to when a running total counts, and that it is only possible.
    `dated`: with what depends on how far away the cut is, the days of words.
    """
    times_of = _times(position, standing)
    alike = len({*times_of.values()}) < 2
    notes = [
        *_moments(position, standing, dated=dated),
        *(list(times_of.values())[:1] if alike else ()),
        str(position.status) if position.status != standing.status else "",
        "" if str(position.live) == "certain" else "only possibly",
    ]
    how = Telling(
        name_of=name_of,
        cut=standing.cut if dated else None,
        said=standing.orders if dated else {},
        during={} if alike else {id: span_words(time) for id, time in times_of.items()},
        utterance=str(standing.question.kind) == "utterance",
        notes=tuple(note for note in notes if note),
        denial_first=_is_denied(standing),
    )
    return position_line(position, name_of, how)


def _moments(position: Any, standing: Any, *, dated: bool) -> Iterable[str]:
    """As of when a running total is."""
    if not position.figures or position.figures[0].moment is None:
        return
    first, last = (on_day(end, standing, dated=dated) for end in position.figures[0].moment)
    if first and last:
        yield f"as of {first}" if first == last else f"as of {first} to {last}"
    elif first or last:
        yield f"as of {first} or later" if first else f"as of {last} or earlier"


def _times(position: Any, standing: Any) -> dict[str, str]:
    """Of which time an answer is, by each claim that backs it: of a figure, where there are several; of what holds over
    time, where that time has an end, as it is told of a denial.
    """
    figures = position.figures[:1]
    if not figures or figures[0].moment is not None:
        return {}
    backing = backers(figures[0])
    if isinstance(position.value, Quantity) and (len(standing.positions) > 1 or _of_series(standing)):
        return {one.id: time_words(one.claim.value.window or one.claim.during) for one in backing}
    if not standing.question.kind.lasts or not any(bounded(one.claim) for one in backing):
        return {}
    return {one.id: time_words(one.claim.during) for one in backing}


def _of_series(standing: Any) -> bool:
    """Whether each figure is of a time of its own: a total, counted over a window."""
    return str(standing.question.measure) == "total"


def ended_line(standing: Any, name_of: Callable[[str], str] | None = None, *, dated: bool = True) -> str:
    """What is said where no answer stands: since when nothing holds, by whom, or that claims give no answer."""
    whole = standing.whole
    nothing = _nothing_at_last(whole)
    if nothing:
        begin, end = nothing[0].begin, nothing[-1].end
        stretch = "" if begin is end is None else f" {stretch_words(begin, end, whole, dated=dated)}"
        said = {id for one in nothing for held in one.held for id in held.claims}
        return ended([one for one in whole.claims if one.id in said], stretch, name_of or standing.name_of)
    if standing.claims:
        return f"no answer, though {_spoken_of(len(standing.claims))}"
    return "-"


def _nothing_at_last(whole: Any) -> list[Any]:
    """The segments that meet at the end of a timeline in which nothing holds, from the first that is certain on."""
    found: list[Any] = []
    for one in reversed(whole.timeline):
        if any(held.value is not None for held in one.held) or (found and one.end != found[0].begin):
            break
        found.insert(0, one)
    return [*dropwhile(lambda one: not any(held.certain for held in one.held), found)] or found


def _spoken_of(claims: int) -> str:
    return "1 claim speaks of it" if claims == 1 else f"{claims} claims speak of it"


def held_words(held: Any, name_of: Callable[[str], str] = str) -> str:
    """What holds in a stretch of time, as firmly as it is held: the answer, not it, or nothing.

    "Only possibly" where dates leave open whether it holds there; and how much of it nobody has reviewed.
    """
    factuality = Factuality(f"{held.commitment}{'-' if held.denied else '+'}")
    text = "nothing" if held.value is None else own_answer(held.value, factuality, name_of)
    told = text if held.certain else f"{text}, only possibly"
    return in_one_line(noted(told, [CONDITIONAL * held.conditional, of_claims(held.proposed, len(held.claims))]))


def segment_days(segment: Any, zone: str) -> tuple[str, str]:
    """From when to when a segment goes, as days of the zone where it is whole days: the last day is its own.

    A side that nothing bounds is empty.
    """
    begin = "" if segment.begin is None else edge_text(segment.begin, zone)
    end = "" if segment.end is None else edge_text(segment.end, zone, last=True)
    whole = len(begin) == len(end) == len("2024-06-27")
    return (min(begin, end) if whole else begin), end  # the end of a day has only its last moment in it


def segment_text(segment: Any) -> str:
    """A segment in a line, to the microsecond: from when to when, and what holds."""
    begin, end = (None if one is None else times.instant_text(one) for one in (segment.begin, segment.end))
    when = f"{begin} to {end}" if begin else f"until {end}"
    if not end:
        when = f"from {begin} until further notice" if begin else "always"
    return f"{when}: {' | '.join(map(str, segment.held))}"


def answer_lines(standing: Any, name_of: Callable[[str], str]) -> list[str]:
    """The answers of a standing, in the order in which they are printed; a line that says so where there is none."""
    told = [answer_line(one, standing, name_of) for one in standing.positions]
    return told or [ended_line(standing, name_of)]


def standing_text(standing: Any, name_of: Callable[[str], str]) -> str:
    """A standing as a paragraph: status, what holds latest, then each answer with its sources."""
    (words, first), *rest = headline(standing)
    head = f"{standing.id}: {words}"
    for over, _ in rest:
        head = f"{head}: {'; '.join(answer_lines(first, name_of))}\n  {over}"
    notes = [f"\n  {note}" for note in remarks(standing, assessments=False)]
    answers = "".join(f"\n  {line}" for line in answer_lines(standing, name_of) if line != "-")
    backing = backing_words(standing.positions[0], standing) if standing.positions else ""
    sources = f"\n  {backing}" if backing else ""
    return f"{head}{answers}{sources}{''.join(notes)}"


def _differs(first: Any, standing: Any, line: Callable[[Any, Any], object]) -> bool:
    if first.status is not standing.status or len(first.positions) != len(standing.positions):
        return True
    pairs = zip(first.positions, standing.positions, strict=True)
    return any(told_by(a) != told_by(b) and line(a, first) != line(b, standing) for a, b in pairs)


def _plain_line(position: Any, standing: Any) -> str:
    return answer_line(position, standing, str)


_claim_of: Final = attrgetter("claim")


def told_by(position: Any) -> tuple[object, ...]:
    """All that the line of an answer is told by, beside its question, the status of that, and whether it stands alone.

    Claims are told apart as objects: who keeps this keeps the answer, too.
    """
    claims = (*(one.claims for one in position.figures[:1]), position.denials, position.compatible)
    first = [(one.holders, one.moment) for one in position.figures[:1]]
    said = [tuple(map(id, map(_claim_of, some))) for some in claims]
    return (position.status, position.live, position.for_, len(position.figures), *first, *said)


def sources_words(standing: Any) -> str:
    """How many, independently, back what is printed first; a dash where that is a denial, or nothing."""
    return (backing_words(standing.positions[0], standing) if standing.positions else "") or "-"


def backing_words(position: Any, standing: Any) -> str:
    """How many, independently, back what a line affirms; empty where it begins with the denial: they are others."""
    if not position.figures or (_is_denied(standing) and position.denials):
        return ""
    return affirming_words(position)


def standing_rows(standing: Any, name_of: Callable[[str], str] = str) -> Iterable[Sequence[str]]:
    """A row for each answer of a standing: by HEADERS, and its codes; one that says so where there is none."""
    question = standing.question.id
    for words, told in headline(standing):
        status = words
        for position in told.positions:
            line = answer_line(position, told, name_of)
            yield (question, status, line, backing_words(position, told), codes(position, told))
            question = status = ""
        if not told.positions:
            yield (question, status, ended_line(told, name_of), "", "")
            question = ""


def codes(position: Any, standing: Any) -> str:
    """The codes of commitment of those who are named in an answer's line, in its order: "CT+, CT-"."""
    sides = [position.figures[0].claims if position.figures else (), position.denials]
    told = []
    for claims in reversed(sides) if _is_denied(standing) else sides:
        firm = [one for one in claims if one.factuality.committed] or claims
        told += sorted({one.factuality.value for one in firm})
    return ", ".join(dict.fromkeys(told))


def remarks(standing: Any, *, assessments: bool = True, possibly: bool = True) -> Iterable[str]:
    """What stands beside the answers of a standing."""
    if standing.possibly and possibly:
        yield f"only possibly: {counted(len(standing.possibly), 'more claim')}"
    for one in standing.assessments if assessments else ():
        yield assessment_line(one, standing.name_of, proposed=one.id in standing.unreviewed)
    for one in standing.problems:
        yield f"problem: {in_names(str(one), standing.name_of)}"
    if standing.withheld:
        yield withheld_words(standing.withheld)


_OURS: Final = ("claim:", "report:", "link:", "assessment:", "event:", "redacted:")


def assessment_line(one: Any, name_of: Callable[[str], str], *, proposed: bool = False) -> str:
    """A person's finding on a claim, a report or a source, on a scale of its own: shown, never converted."""
    about = str(one.about)
    whom = "" if about.startswith(_OURS) else f" of {name_of(about)}"
    scale = f", on the scale {one.scale}" if one.scale else ""
    waits = f", {PROPOSED}" if proposed else ""
    return f"{name_of(one.by)}: {one.value} ({one.what}{whom}{scale}{waits})" + (f": {one.note}" if one.note else "")


def standing_html(standing: Any) -> str:
    """A standing as a table of its answers, with what stands beside them below."""
    rows = list(standing_rows(standing, standing.name_of))
    asked = f": {standing.question.words}" if standing.question.words else ""
    notes = [*left_out(rows), *remarks(standing), header(standing.cut)]
    return html_table(
        [row[1:4] for row in rows[:MOST_ROWS]],
        headers=HEADERS[1:],
        caption=f"{standing.question.id}{asked}",
        notes=notes,
    )


def knowledge_html(standings: Iterable[Any], cut: object, name_of: Callable[[str], str], keys: int) -> str:
    """The first standings of a state of knowledge; judges no more of them than it shows. `keys`: all there may be."""
    rows: list[Sequence[str]] = []
    notes = []
    for shown, standing in enumerate(standings):
        if len(rows) >= MOST_ROWS:
            notes.append(f"The first {counted(shown, 'question')}, of at most {keys}. Ask for a topic: .about(prefix).")
            break
        rows.extend(row[:4] for row in standing_rows(standing, name_of))
        rows.extend(("", "", one, "") for one in remarks(standing, assessments=False, possibly=False))
    if not rows:
        notes.append("Nothing is known here.")
    return html_table(rows, headers=HEADERS, caption=header(cut), notes=notes)


def said_by(one: Any, name_of: Callable[[str], str]) -> str:
    """A claim of an answer as a sentence."""
    return claim_line(
        one.claim,
        name_of,
        publisher=one.publisher,
        factuality=one.factuality,
        proposed=one.proposed,
        uttered=one.uttered,
    )


def unread_words(positions: Sequence[int]) -> str:
    """Which entries can't be read; of many the first few, and how many more."""
    if len(positions) == 1:
        return f"entry {positions[0]} can't be read"
    some = [*map(str, positions[:5]), *([f"{len(positions) - 5} more"] if len(positions) > 5 else [])]
    return f"entries {', '.join(some[:-1])} and {some[-1]} can't be read"


def left_out(rows: Sequence[Any]) -> list[str]:
    """That only the first rows are shown, where there are more."""
    return [f"The first {MOST_ROWS} of {len(rows)}."] if len(rows) > MOST_ROWS else []


def report_words(report: Any, name_of: Callable[[str], str]) -> str:
    """A report in a line: title, publisher, date as written."""
    title = report.title or report.url or report.id
    return f"{title} ({name_of(report.publisher)}, {report.published or 'no date'})"
