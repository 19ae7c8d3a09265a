"""Everything of a log that answers, exports or lists, walked to see whether it says what can't be read.

Each surface gives what a user sees of it: text, and what is warned of. The names of what Knowledge offers, of exporters
and of commands are held against those that there are, in the law and in `tests/words`; so a surface that is not walked
fails, and so does a silent one.
"""

from __future__ import annotations

import random
import tempfile
import warnings
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from click.testing import CliRunner

import eventlog
from eventlog import EventLog, EventLogError, Knowledge, StoreError, Unread, explore, export
from eventlog.cli.root import root
from words_surfaces import ANSWERING, EXPORTERS, FORMATS, exported

DATE, BEFORE = "2032-01-01", "2024-06-27"

Surface = Callable[[EventLog, Path, "Asked"], str]

NO_ANSWERS = {"cut", "valid", "rules", "reader", "zone", "check_known", "register", "name_of", "sight", "reproduce"}
"""Of Knowledge: what says where it is cut, what it reads from, or what others look things up in."""

KINDS = ("report-recorded", "claim-recorded", "linked", "assessed", "retracted", "annulled", "amended")


class Asked:
    """What is asked about: ids and questions, taken from the log while it was sound."""

    def __init__(self, log: EventLog, seed: int) -> None:
        known, chance = log.as_of(DATE), random.Random(seed)
        self.questions = known.questions
        claims = [one for standing in known for one in standing.claims]
        self.claim = chance.choice(claims)
        self.question = str(self.claim.claim.question)
        self.report, self.agent = str(self.claim.claim.report), self.claim.publisher
        self.format = chance.choice(FORMATS)


def _counted(entries: int, _: object) -> int:
    return entries + 1


OF_KNOWLEDGE: dict[str, Callable[[Knowledge, Asked], Any]] = {
    "problems": lambda known, _: known.problems,
    "statuses": lambda known, _: known.statuses(),
    "table": lambda known, _: list(known.table()),
    "statuses_of": lambda known, _: known.statuses_of(known.questions),
    "questions": lambda known, _: known.questions,
    "agents": lambda known, _: known.agents,
    "entries": lambda known, _: list(known.entries()),
    "fold": lambda known, _: known.fold(_counted, 0),
    "basis": lambda known, _: known.basis,
    "basis_of": lambda known, asked: known.basis_of(asked.question),
    "impact": lambda known, asked: [known.impact(asked.report), known.impact(asked.agent)],
    "why": lambda known, asked: [str(known.why(asked.claim)), known.why(asked.claim)._repr_html_()],
    "why_not": lambda known, asked: str(known.why_not(asked.claim)),
    "about": lambda known, asked: [str(one) for one in known.about(asked.question)],
    "at": lambda known, asked: str(known.at("2024-06")[asked.question]),
    "find": lambda known, asked: [list(known.find(asked.question.rpartition(".")[2]))],
    "judged": lambda known, asked: str(known.judged(asked.question)),
}
"""What Knowledge answers, each as it is printed."""


def _diff(log: EventLog) -> eventlog.knowledge.changes.Changes:
    return eventlog.diff(log.as_of(BEFORE), log.as_of(DATE))


def _picture(draw: str) -> Surface:
    def picture(log: EventLog, _: Path, asked: Asked) -> str:
        from eventlog.export import plot

        known = log.as_of(DATE)
        whole = {"growth": plot.growth, "ribbons": plot.ribbons}
        return str(whole[draw](known) if draw in whole else getattr(plot, draw)(known, asked.question))

    return picture


def _exporter(name: str) -> Surface:
    def exporter(log: EventLog, _: Path, __: Asked) -> str:
        with tempfile.TemporaryDirectory() as folder:
            lines = exported(name, log, log.as_of(DATE), Path(folder))
        return "\n".join(text for _, text in lines or ())

    return exporter


def _command(name: str, words: list[str]) -> Surface:
    def run(_: EventLog, path: Path, asked: Asked) -> str:
        told = {"date": DATE, "before": BEFORE, "question": asked.question, "claim": asked.claim.id}
        argv = [word.format(**told, report=asked.report) for word in words]
        argv += ["-f", asked.format] if name in ANSWERING else []
        done = CliRunner().invoke(root, [name, *argv, "--log", str(path)], env={"COLUMNS": "2000"})
        if isinstance(done.exception, EventLogError):
            raise done.exception
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.output

    return run


def _known(ask: Callable[[Knowledge, Asked], Any]) -> Surface:
    return lambda log, _, asked: str(ask(log.as_of(DATE), asked))


SURFACES: dict[str, Surface] = {
    **{f"Knowledge.{name}": _known(ask) for name, ask in OF_KNOWLEDGE.items()},
    "Knowledge": lambda log, _, __: str(log.as_of(DATE)),
    "Knowledge in a notebook": lambda log, _, __: unescape(log.as_of(DATE)._repr_html_()),
    "diff": lambda log, _, __: str(_diff(log)),
    "diff in a notebook": lambda log, _, __: unescape(_diff(log)._repr_html_()),
    **{f"columns of {kind}": lambda log, _, __, kind=kind: str(list(log.columns(kind))) for kind in KINDS},
    "the explorer": lambda log, _, __: explore.page(log),
    "the explorer up to a day": lambda log, _, __: explore.page(log, until=BEFORE),
    **{name: _exporter(name) for name in EXPORTERS},
    "events_to_jsonl": lambda log, _, __: "".join(export.events_to_jsonl(log.entries())),
    "to_cloud_events": lambda log, _, __: "".join(export.to_cloud_events(log.entries())),
    **{f"plot.{name}": _picture(name) for name in ("said_and_known", "figures", "ribbons", "growth")},
    **{f"eventlog {name}": _command(name, words) for name, words in (ANSWERING | {"explore": ["-o", "-"]}).items()},
}


def said(surface: Surface, log: EventLog, path: Path, asked: Asked) -> str | None:
    """What a surface says, its errors and what it warns of included; None where the disk or the file fails."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", Unread)
        try:
            text = surface(log, path, asked)
        except StoreError:
            return None
        except EventLogError as error:
            text = str(error)
    return "\n".join([text, *(str(one.message) for one in warned if isinstance(one.message, Unread))])
