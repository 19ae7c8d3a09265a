"""What is asked of a log: its questions, what was known on a day, and which answer held when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.options import Function, Settings, answers, coded, command, cut, dated

if TYPE_CHECKING:
    from eventlog.cli.output import Item, Listing
    from eventlog.knowledge import Knowledge, Problem, Standing
    from eventlog.log import EventLog, JoinedLogs

__all__ = ["as_of", "questions", "timeline"]


def complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """The questions of the log that begin so, for the shell. Says nothing where there is no log."""
    from eventlog.cli.logs import reading
    from eventlog.errors import EventLogError

    try:
        with reading(context.find_root().ensure_object(Settings)) as log:
            found = {
                key.partition(":")[2]
                for kind in ("q", "dq")
                for key in log.reader.keys(f"{kind}:{incomplete}", len(log))
            }
    except (click.ClickException, EventLogError, OSError):
        return []
    return sorted(found)


def about(function: Function) -> Function:
    """The option that limits an answer to a topic."""
    return click.option(
        "--about", metavar="TOPIC", shell_complete=complete, help="Only this question, and those below it: dprk.troops"
    )(function)


@command("questions", "eventlog questions", "eventlog questions --about dprk.troops -f csv")
@about
@dated
@answers
def questions(settings: Settings, about: str | None) -> None:
    """List the questions that the log knows, and how each stands.

    A question is listed when it is defined, or when a claim answers it.
    """
    from eventlog.claims import check_question
    from eventlog.cli.logs import known, reading
    from eventlog.cli.output import Item, Listing, show
    from eventlog.knowledge.gather import asked
    from eventlog.knowledge.table import plain_words
    from eventlog.knowledge.unread import warn_of
    from eventlog.knowledge.visible import is_counted
    from eventlog.render import json as shapes
    from eventlog.render.phrasing import header, withheld_words
    from eventlog.render.showing import status_words

    def items(knowledge: Knowledge, ids: Sequence[str]) -> Iterator[Item]:
        plain = plain_words(knowledge.reader, knowledge.cut, ids)
        for id in ids:
            problems: tuple[Problem, ...] = ()
            waits: tuple[list[str], list[str]] = ([], [])
            gone: Sequence[int] = lacking
            if id in plain and id not in erased:
                question, status = plain[id]
                words = str(status)
            else:
                one = knowledge[id]
                question, status, problems, words = one.question, one.status, one.problems, status_words(one)
                waits, gone = (list(one.proposed), list(one.unreviewed)), one.withheld
                warn_of(problems)
            words = " · ".join(filter(None, (words, withheld_words(gone))))
            data = shapes.question(question) | {"status": str(status), "cut": shapes.cut(knowledge.cut)}
            data |= {"proposed": waits[0], "unreviewed": waits[1], "withheld": list(gone)}
            data["problems"] = [shapes.problem(each) for each in problems]
            yield Item(data, ((id, words, str(question.answer), question.words),), (data,))

    if about is not None:
        check_question(about)
    with reading(settings) as log:
        knowledge = known(log, settings)
        if about is not None:
            knowledge.check_known(about)
        at = knowledge.cut.position
        defined, spoken = (set(asked(log.reader, kind, at)) for kind in ("dq", "q"))
        ids = sorted(id for id in defined | spoken if about is None or id == about or id.startswith(f"{about}."))
        ids = [id for id in ids if id in defined or is_counted(log.reader, knowledge.cut, id)]
        erased, lacking = set(asked(log.reader, "w", at)), log.reader.withheld(at)
        listing = Listing(
            items=items(knowledge, ids),
            head=("question", "status", "answer", "in words"),
            columns=(
                "question",
                "status",
                "proposed",
                "unreviewed",
                "withheld",
                "answer",
                "kind",
                "single",
                "measure",
                "actor",
                "words",
            ),
            caption=(header(knowledge.cut),),
            empty="no question by then: try a later --as-of" if about else "no question here: import annotations first",
        )
        show(settings, listing)


COLUMNS = (
    *("question", "status", "position", "answer", "line", "live", "low", "low_open", "high", "high_open", "approx"),
    *(
        "unit",
        "of",
        "for",
        "against",
        "independent_low",
        "independent_high",
        "firmest",
        "claims",
        "denials",
        "proposed",
        "unreviewed",
        "withheld",
        "problems",
    ),
    *("published", "recorded", "said", "policy", "at_position", "zone"),
)


def standing_item(
    one: Standing, knowledge: Knowledge, basis: str | Mapping[str, str] | None, *, codes: bool = False
) -> Item:
    """A standing, one row an answer; with `codes`, its table has those of each answer's claims."""
    from eventlog.cli.output import Item
    from eventlog.knowledge.unread import warn_of
    from eventlog.render import json as shapes
    from eventlog.render.showing import remarks, standing_rows

    warn_of(one.problems)
    data = shapes.standing(one, basis, knowledge.name_of)
    clocks = {clock: _asked(one, clock) for clock in ("published", "recorded", "said")}
    below = {key: data[key] for key in ("proposed", "unreviewed", "withheld")}
    below |= {"problems": "; ".join(map(str, one.problems))} | clocks
    below |= {"policy": data["cut"]["policy"], "at_position": one.cut.position, "zone": one.cut.zone}
    rows = [_row(one, position, data) | below for position in data["positions"]]
    if not rows:
        rows = [{"question": one.id, "status": data["status"]} | below]
    first, *rest = standing_rows(one, knowledge.name_of)
    notes = "\n".join(remarks(one, assessments=False))
    answer = "\n".join(part for part in (first[2] if first[2] != "-" or not notes else "", notes) if part)
    cells = ((first[0], first[1], answer, *first[3:]), *(tuple(row) for row in rest))
    cells = cells if codes else tuple(row[:4] for row in cells)
    return Item(data, cells, tuple(rows))


def _asked(one: Standing, clock: str) -> str | None:
    """Up to when a clock is cut: as it was asked, or the moment that was "now"."""
    from eventlog.render.dates import moment_text

    text, micros = dict(one.cut.asked).get(clock), getattr(one.cut, clock)
    return moment_text(micros, one.cut.zone) if micros is not None and text in (None, "now") else text


def _row(one: Standing, position: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    number = position["value"] if isinstance(position["value"], dict) else {}
    return (
        {"question": one.id, "status": data["status"], "position": position["status"], "answer": position["text"]}
        | {key: position[key] for key in ("line", "live", "for", "against", "firmest", "claims", "denials")}
        | {key: number.get(key) for key in ("low", "low_open", "high", "high_open", "approx", "unit", "of")}
        | {f"independent_{end}": position["independence"][end] for end in ("low", "high")}
    )


@command(
    "as-of",
    "eventlog as-of 2024-06-27",
    "eventlog as-of 2024-10-25 --about dprk.troops",
    "eventlog as-of 2024-06-27 --said 2024-06-20 --policy possible -f jsonl",
    "eventlog as-of 2024-10-25 --also case.db",
)
@click.argument("date", required=False)
@about
@click.option("--basis", metavar="TOKEN", help="Give the answer of this token again, instead of a DATE.")
@click.option("--also", metavar="LOG", multiple=True, help="Ask this log too, as if all were one; may be repeated.")
@cut
@coded
@answers
def as_of(settings: Settings, date: str | None, about: str | None, basis: str | None, also: tuple[str, ...]) -> None:
    """Tell what was known on a day: one question a row, or one object a line.

    DATE is the day by which a report had to be public, such as 2024-06-27, 2024-06, or 2024-06-27T18:00Z; the end of it
    counts. Without DATE it is now, or only the other cuts that are given. With --basis, exit code 1 says that the
    answer is not the same any more. With --also, JSON has the basis in each log.
    """
    from eventlog.claims import check_question
    from eventlog.cli.logs import joined, known, reading
    from eventlog.cli.output import show
    from eventlog.cli.running import NO, Failure

    if about is not None:
        check_question(about)
    if basis is None:
        with joined(settings, also) if also else reading(settings) as log:
            show(settings, _told(settings, log, known(log, settings, date), about))
        return
    if date is not None or settings.cuts:
        raise click.UsageError("--basis has its own cuts: leave DATE and other cuts out")
    if also:
        raise click.UsageError("--basis is of one log: leave --also out")
    with reading(settings) as log:
        again = log.reproduce(basis)
        show(settings, _told(settings, log, again.knowledge, again.question or about))
        if not again.same:
            raise Failure(
                NO, "the answer is not what the token's was: entries have been redacted since, or are missing"
            )


def _told(settings: Settings, log: EventLog | JoinedLogs, knowledge: Knowledge, about: str | None) -> Listing:
    from eventlog.cli.output import Listing
    from eventlog.log import JoinedLogs
    from eventlog.render.phrasing import header

    def basis(question: str) -> str | Mapping[str, str]:
        if isinstance(log, JoinedLogs):
            return log.answer_of(knowledge, question).bases
        return knowledge.basis_of(question)

    standings = knowledge.about(about) if about is not None else iter(knowledge)
    tries = ["a later date", "--policy possible", *(() if knowledge.cut.include_proposed else ("--include-proposed",))]
    of = (f"asked of {', '.join(log.names)}",) if isinstance(log, JoinedLogs) else ()
    return Listing(
        items=(standing_item(one, knowledge, basis(one.id), codes=settings.codes) for one in standings),
        head=("question", "status", "answer", "sources", "codes")[: 4 + settings.codes],
        columns=COLUMNS,
        caption=(header(knowledge.cut), *of),
        empty=f"nothing was known{f' about {about}' if about else ''}: try {', '.join(tries[:-1])} or {tries[-1]}",
    )


@command(
    "timeline",
    "eventlog timeline dprk.troops.number",
    "eventlog timeline dprk.troops.deployment --as-of 2024-06-27 --known",
)
@click.argument("question", shell_complete=complete)
@click.option("--known", "as_known", is_flag=True, help="When the answer became known, instead of when it holds.")
@dated
@coded
@answers
def timeline(settings: Settings, question: str, as_known: bool) -> None:
    """Tell which answer to QUESTION holds when, in the world.

    With --known, how the answer came to be instead: each moment at which what was published turned it.
    """
    from eventlog.cli.logs import known, reading
    from eventlog.cli.output import Listing, show
    from eventlog.knowledge.unread import warn_of
    from eventlog.render.phrasing import header, withheld_words
    from eventlog.render.waiting import proposed_words

    with reading(settings) as log:
        knowledge = known(log, settings)
        one = knowledge[question]
        knowledge.check_known(one.id, alone=True)
        warn_of(one.problems)
        nothing = f"nothing was known about {question}: ask for a later date"
        if one.words and not as_known:
            nothing = f"nothing that was known about {question} holds over time: try --known"
        gone = withheld_words(one.withheld)
        listing = Listing(
            items=_history(one, knowledge) if as_known else _segments(one, knowledge, codes=settings.codes),
            head=("from", "status", "answer") if as_known else ("from", "until", "answer", "code", "claims"),
            columns=(
                ("question", "from", "status", "answer", "for", "against", "proposed", "unreviewed", "withheld")
                if as_known
                else (
                    "question",
                    "from",
                    "until",
                    "answer",
                    "denied",
                    "code",
                    "certain",
                    "claims",
                    "proposed",
                    "withheld",
                )
            ),
            caption=(" · ".join(filter(None, (question, proposed_words(one), gone))), header(knowledge.cut)),
            empty="; ".join(filter(None, (nothing, gone))),
        )
        show(settings, listing)


def _segments(one: Standing, knowledge: Knowledge, *, codes: bool) -> Iterator[Item]:
    from eventlog.cli.logs import short
    from eventlog.cli.output import Item
    from eventlog.render import json as shapes
    from eventlog.render.dates import is_days_end
    from eventlog.render.showing import held_words, segment_days

    gone: Any = list(one.withheld)
    for segment in one.timeline:
        held = [
            {
                "value": shapes.value(each.value),
                "text": held_words(each, knowledge.name_of),
                "denied": each.denied,
                "code": f"{each.commitment}{'-' if each.denied else '+'}",
                "certain": each.certain,
                "claims": list(each.claims),
                "proposed": list(each.proposed),
            }
            for each in segment.held
        ]
        begin, end = shapes.instant(segment.begin), shapes.instant(segment.end)
        since, until = segment_days(segment, one.zone)
        data = {"question": one.id, "from": begin, "until": end, "held": held, "cut": shapes.cut(one.cut)}
        data["problems"] = [shapes.problem(each) for each in one.problems]
        data["withheld"] = gone
        cells = tuple(
            (
                (since or "always") if at == 0 else "",
                (until or "further notice") if at == 0 else "",
                each["text"],
                each["code"] if codes else "",
                " ".join(short(id).partition(":")[2] for id in each["claims"]),
            )
            for at, each in enumerate(held)
        )
        rows = tuple(
            {"question": one.id, "from": since, "until": until, "answer": each["text"], "withheld": gone} | each
            for each in held
        )
        apart = not is_days_end(segment.begin, segment.end, one.zone)
        yield Item(data, cells * apart, rows * apart)


def _history(one: Standing, knowledge: Knowledge) -> Iterator[Item]:
    from eventlog.cli.output import Item
    from eventlog.render import json as shapes
    from eventlog.render.dates import day_of, moment_text
    from eventlog.render.showing import answer_lines, status_words

    before = None
    last: Any = None
    for micros, then in one.history:
        since = shapes.instant(micros)
        text = "\n".join(answer_lines(then, knowledge.name_of))
        data = {"question": one.id, "from": since} | {
            key: found
            for key, found in shapes.standing(then, None, knowledge.name_of).items()
            if key in ("status", "positions", "roots", "proposed", "unreviewed", "withheld", "problems", "cut")
        }
        told, day = moment_text(micros, one.zone), day_of(micros, one.zone)
        ended = told == str(day) and day == before  # by the end of the day, what came out some time in it certainly has
        before = day
        row = {key: data[key] for key in ("question", "status", "proposed", "unreviewed", "withheld")}
        row |= {"from": f"{told} 23:59:59" if ended else told, "answer": text}
        sides = {"for": list(then.roots_for), "against": list(then.roots_against)}
        cells = (f"{told}, end of day" if ended else told, status_words(then), text)
        said = (cells[1:], {key: found for key, found in data.items() if key not in ("from", "cut")})
        if said != last:  # only what is possibly out may have become more, which no row tells
            yield Item(data, (cells,), (row | sides,))
        last = said
