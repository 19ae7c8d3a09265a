"""One report and one claim from the shell."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.commands.asking import complete
from eventlog.cli.commands.planning import TRIES, receipt_item
from eventlog.cli.commands.recording import zone_option
from eventlog.cli.options import Settings, answers, command, made

if TYPE_CHECKING:
    from eventlog.knowledge import Knowledge
    from eventlog.log import EventLog
    from eventlog.log.receipt import Receipt
    from eventlog.reports import Report

__all__ = ["add"]

_REPORT = ("publisher", "title", "published")
_CLAIM = ("question", "value")
_ASKED = {
    "publisher": "Publisher (such as outlet:example)",
    "title": "Title",
    "published": "Published (a date or clock time, such as 2024-06-26T18:44+02:00; empty: not known)",
    "question": "Question (such as dprk.troops.deployment; empty: the report alone)",
    "value": "Answer (yes, no, a number, a date, an agent, or words)",
    "answer": "What kind of answer this question has (truth, quantity, time, agent, text)",
    "unit": "Unit of the number (such as person)",
    "of": "Of what (such as troops; empty: nothing more)",
    "by": "Who says so, outermost first, with spaces between (empty: the outlet itself)",
}
_STANCES = (
    *("assert", "deny", "doubt", "announce", "promise", "predict", "allege", "assess", "warn", "demand", "stipulate"),
    *("admit", "opine", "withhold"),
)
_KINDS = ("truth", "quantity", "time", "agent", "text")
_TRUTHS = ("yes", "true", "no", "false")
_FACTUALITY = ("CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "CTu", "Uu")


@command(
    "add",
    "eventlog add --publisher outlet:example --title 'Kursk: first units seen' --published 2024-10-23 "
    "--question dprk.troops.kursk --value yes --by gov:ukraine --stance assess",
    "eventlog add --report report:abf3ece0 --question dprk.troops.number --value "
    "'>10000' --unit person --of troops --by org:nis",
)
@click.option("--report", metavar="ID", help="The report, where the log holds it already.")
@click.option("--publisher", metavar="AGENT", help="Of a new report: who published it, such as outlet:example.")
@click.option("--title", help="Its title.")
@click.option("--published", metavar="DATE", help="When it was published; may be vague: [2024-06-25..2024-06-30]")
@click.option("--url", help="Where it is.")
@click.option("--language", help="Its language, such as en.")
@click.option("--text", metavar="FILE", help="Its text, - for stdin; the log then holds it.")
@click.option("--question", metavar="ID", shell_complete=complete, help="What the claim answers: dprk.troops.kursk")
@click.option("--value", metavar="ANSWER", help="The answer: yes, no, a number as 12000, >10000 or 10000..12000, ...")
@click.option(
    "--answer",
    type=click.Choice(_KINDS),
    help="What kind of answer it is.  [default: the question's; a truth where it is new]",
)
@click.option("--unit", help="Of a number: in what, such as person.")
@click.option("--of", "of", help="Of a number: of what, such as troops.")
@click.option("--approx", is_flag=True, help="The number was rounded (about, almost).")
@click.option("--by", metavar="AGENT", multiple=True, help="Who says so; several times for a chain, outermost first.")
@click.option("--said", metavar="DATE", help="When it was uttered.")
@click.option("--during", metavar="DATE", help="When it holds or happened: 2024-07, [2024-07..], ...")
@click.option("--stance", type=click.Choice(_STANCES), help="The speech act.  [default: assert]")
@click.option("--factuality", type=click.Choice(_FACTUALITY), help="How far the speaker commits.  [default: by stance]")
@click.option("--quote", metavar="WORDS", help="Words of the text that it rests on.")
@click.option("--paraphrase", metavar="WORDS", help="The claim in our words.")
@click.option("--condition", metavar="WORDS", help="On what condition.")
@zone_option
@made
@answers
def add(settings: Settings, zone: str | None, **given: Any) -> None:
    """Record a report and a claim that was read in it.

    On a terminal, what is missing is asked for. Without a question the report is recorded alone; with --report the
    claim is added to a report that the log holds.
    """
    from eventlog.cli.logs import changing, writing
    from eventlog.cli.output import Listing, show
    from eventlog.cli.running import recording

    settings.target  # noqa: B018 - asked for first, so that nobody answers questions for nothing
    _complete(given)
    report = None
    with recording():
        if given["report"] is None:
            report = _new_report(given)
    opened = changing(settings, zone) if report is None else writing(settings, zone)
    with opened as log, recording():
        events, receipt = _recorded(log, settings, report, given)
        item = receipt_item([_wrapped(one) for one in events], receipt, log)
        ids = {type(one).__name__.lower(): one.id for one in events}
        item.data.update({key: ids.get(key) for key in ("report", "claim")})
        lines = (*((key, id) for key, id in ids.items() if key != "question"), *item.cells)
        item = type(item)(item.data, lines, ({**item.rows[0], **{key: ids.get(key) for key in ("report", "claim")}},))
        show(settings, Listing(items=(item,), columns=tuple(item.rows[0]), single=True))


def _recorded(
    log: EventLog, settings: Settings, report: Report | None, given: dict[str, Any]
) -> tuple[list[Any], Receipt]:
    """What was recorded, and where. Where the question is to be defined, nothing may have come in on it meanwhile; else
    it is looked at anew. What answers a question otherwise than it is defined by then, the log itself refuses.
    """
    from eventlog.claims import Question
    from eventlog.errors import Conflict, IdempotencyConflict
    from eventlog.log.condition import Expect

    for left in reversed(range(TRIES)):
        knowledge = log.as_of()
        events = _events(log, settings, report, given, knowledge)
        defined = next((one.id for one in events if isinstance(one, Question)), None)
        expect = None if defined is None else Expect(about=defined, after=knowledge.cut.position)
        try:
            return events, log.record(*events, expect=expect)
        except Conflict as error:
            if not left or isinstance(error, IdempotencyConflict):
                raise
    raise AssertionError("the last try returns or raises")


def _wrapped(value: Any) -> Any:
    from eventlog.events import wrap

    return wrap(value)


def _complete(given: dict[str, Any]) -> None:
    """Ask for what is missing; where nobody can be asked, say what it is."""
    wanted = [name for name in (() if given["report"] else _REPORT) if given[name] is None]
    wanted += [name for name in _CLAIM if given[name] is None]
    if given["report"] is not None and any(given[name] for name in (*_REPORT, "url", "language", "text")):
        raise click.UsageError("--report names a report that the log holds: leave out what describes a new one")
    if given["question"] is None and given["value"] is not None:
        wanted = [name for name in wanted if name != "value"]
    given["asks"] = sys.stdin.isatty() and given["text"] != "-"
    if not given["asks"]:
        _settle(given)
        return
    for name in wanted:
        if name == "value" and not given["question"]:
            continue
        optional = name in ("published", "question") and not (name == "question" and given["report"])
        given[name] = _ask(name, optional=optional)
    if "question" in wanted and given["question"] and not given["by"]:
        given["by"] = tuple((_ask("by", optional=True) or "").split())
    _settle(given)


def _ask(name: str, *, optional: bool) -> str | None:
    """What is typed, asked for again while it is not of the form that is wanted."""
    default = "" if optional else None
    value_proc = partial(_checked, name)
    answer = str(click.prompt(_ASKED[name], default=default, show_default=False, err=True, value_proc=value_proc))
    return answer or None


def _checked(name: str, typed: str) -> str:
    from eventlog import times
    from eventlog.claims import check_agent, check_question
    from eventlog.errors import InvalidValue

    checks = {"publisher": check_agent, "published": times.check, "question": check_question, "by": check_agent}
    text = typed.strip()
    try:
        for one in text.split() if name == "by" else [text] * bool(text):
            checks.get(name, str)(one)
    except InvalidValue as error:
        raise click.UsageError(str(error)) from None
    return text


def _settle(given: dict[str, Any]) -> None:
    """What can't be done without must be there now."""
    missing = []
    if given["report"] is None:
        if given["publisher"] is None:
            missing.append("--publisher")
        if not any((given["title"], given["url"], given["text"])):
            missing.append("--title")
    elif given["question"] is None:
        missing.append("--question")
    if given["question"] is not None and given["value"] is None:
        missing.append("--value")
    if given["question"] is None and given["value"] is not None:
        missing.append("--question")
    if missing:
        raise click.UsageError(f"{' and '.join(missing)} must be given where nobody can be asked")


def _new_report(given: dict[str, Any]) -> Report:
    from eventlog.reports import Report

    text = None
    if given["text"] is not None:
        from pathlib import Path

        from eventlog.cli.reading import read_text

        text = read_text(None if given["text"] == "-" else Path(given["text"]), keep_mark=True)
        if not text.strip("\ufeff \t\r\n\f"):
            raise click.UsageError(f"{given['text']} holds no words: give the text of a report, or leave --text out")
    return Report(
        publisher=given["publisher"],
        title=given["title"] or "",
        published=given["published"],
        url=given["url"] or "",
        language=given["language"] or "",
        text=text,
    )


def _events(
    log: EventLog, settings: Settings, report: Report | None, given: dict[str, Any], knowledge: Knowledge
) -> list[Any]:
    from eventlog.claims import Question, check_question
    from eventlog.events import ReportRecorded, opened

    events: list[Any] = [] if report is None else [report]
    if report is None:
        from eventlog.cli.logs import find

        at = log.reader.find(find(log, settings, given["report"], "report")) or 0
        told = opened(log.reader.entry(at), ReportRecorded)
        report = None if told is None else told.event.report
    if report is None:
        raise click.UsageError(f"{given['report']} is no report that can be read: name another")
    if given["question"] is None:
        return events
    known = knowledge[check_question(given["question"])].question
    defined = any(True for _ in log.reader.about(f"dq:{known.id}", knowledge.cut.position))
    if not defined and given["asks"] and given["answer"] is None and given["value"].strip().casefold() not in _TRUTHS:
        given["answer"] = click.prompt(_ASKED["answer"], type=click.Choice(_KINDS), show_choices=False, err=True)
    kind = given["answer"] or str(known.answer)
    if defined and kind != known.answer:
        raise click.UsageError(f"{known.id} is answered by {known.answer.noun}: leave --answer {kind} out")
    if not defined and given["answer"] is not None:
        events.append(Question(id=known.id, answer=kind))
    if kind == "quantity" and given["asks"] and given["unit"] is None:
        given["unit"] = _ask("unit", optional=False)
        given["of"] = given["of"] or _ask("of", optional=True)
    rest = {
        name: given[name]
        for name in ("said", "during", "stance", "factuality", "quote", "paraphrase", "condition")
        if given[name] is not None
    }
    events.append(report.claim(known.id, _value(kind, given), by=given["by"], extractor="cli/1", **rest))
    return events


def _value(kind: str, given: dict[str, Any]) -> Any:
    """The answer as it was typed, read by the kind of the question."""
    from eventlog.claims import AgentValue, AnswerType, TimeValue

    text = given["value"].strip()
    if kind != "quantity" and any(given[name] for name in ("unit", "of", "approx")):
        raise click.UsageError(
            f"--unit, --of and --approx belong to a number, and this question is answered by {AnswerType(kind).noun}: "
            "where it is new, add --answer quantity"
        )
    readers: dict[str, Callable[[str], Any]] = {"time": TimeValue, "agent": AgentValue, "text": str}
    if kind in readers:
        return readers[kind](text)
    if kind == "quantity":
        return _quantity(text, given)
    if text.casefold() not in _TRUTHS:
        raise click.UsageError(f"the answer is yes or no, not {text!r}: for another kind give --answer")
    return text.casefold() in ("yes", "true")


def _quantity(text: str, given: dict[str, Any]) -> Any:
    from eventlog.claims import Quantity
    from eventlog.claims.typed import bounds_of
    from eventlog.errors import InvalidValue

    try:
        bounds = bounds_of(text)
    except InvalidValue as error:
        raise click.UsageError(str(error)) from None
    if not given["unit"]:
        raise click.UsageError("a number needs its unit: add --unit person, and --of for what is counted")
    return Quantity(**bounds, unit=given["unit"], of=given["of"] or "", approx=given["approx"], written=text)
