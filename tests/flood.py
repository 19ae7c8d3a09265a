"""The log of an invented flood: 80 tolls by 12 sources in two months, and other questions (tests/corpus/flood.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import eventlog
from eventlog.claims import Agent, Claim, Membership, Quantity, Question, digest_of
from eventlog.events import Retracted
from eventlog.reports import Report

TABLE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "corpus" / "flood.toml").read_text("utf-8"))
TOPIC = "flood.orle"
TOLL = f"{TOPIC}.dead"
FOUNDED = "2031-02-01T00:00:00Z"

_COUNT = re.compile(r"(>=|>|<=|<|)(\d+)")


def build(target: str = ":memory:") -> tuple[eventlog.EventLog, dict[str, str]]:
    """The log, recorded row by row in the order of the days, and the keys of its claims by id."""
    made = dict(sorted(_rows(), key=lambda row: row[1][0]))
    names = {claim.id: key for key, (_, _, claim) in made.items()}
    ids = {key: id for id, key in names.items()}
    taken_back = TABLE["retraction"]
    notice = Retracted(target=ids[taken_back["key"]], by=taken_back["by"], notice=taken_back["notice"])
    batches: list[tuple[str, list[Any]]] = [
        (FOUNDED, [*map(_agent, TABLE["agents"]), *map(_question, TABLE["questions"])]),
        *((recorded, [report, claim]) for recorded, report, claim in made.values()),
        (taken_back["recorded"], [notice]),
    ]
    now = [FOUNDED]
    log = eventlog.open(target, zone=TABLE["zone"], clock=lambda: now[-1])
    for recorded, values in sorted(batches, key=lambda batch: batch[0]):
        now.append(recorded)
        log.record(*values)
    return log, names


def _rows() -> Iterator[tuple[str, tuple[str, Report, Claim]]]:
    for row in TABLE["tolls"]:
        yield row["key"], _read(row, TOLL, _quantity(row["count"], TABLE["counted"]))
    for row in TABLE["words"]:
        value = _quantity(row["count"], row) if "count" in row else True
        yield row["key"], _read(row, f"{TOPIC}.{row['question']}", value)


def _read(row: dict[str, Any], question: str, value: Any) -> tuple[str, Report, Claim]:
    report = Report(
        publisher=row.get("publisher", TABLE["wire"]),
        title=row["key"],
        published=row["published"],
        digest=digest_of(row["key"]),
    )
    factuality = row.get("factuality", "CT+")
    claim = report.claim(
        question,
        value,
        by=[row["by"]] if "by" in row else [],
        factuality=factuality,
        stance={"CT-": "deny", "Uu": "withhold"}.get(factuality, "assert"),
        said=row.get("said"),
        during=row.get("during"),
    )
    return row.get("recorded", row["published"]), report, claim


def _quantity(count: str, counted: dict[str, Any]) -> Quantity:
    """A count in short, as a quantity."""
    read = _COUNT.fullmatch(count)
    assert read, count
    sign, number = read.groups()
    return Quantity(
        low=number if "<" not in sign else None,
        high=number if ">" not in sign else None,
        low_open=sign == ">",
        high_open=sign == "<",
        unit=counted["unit"],
        of=counted["of"],
    )


def _agent(row: dict[str, Any]) -> Agent:
    part_of = (Membership(agent=row["part_of"]),) if "part_of" in row else ()
    return Agent(id=row["id"], name=row["name"], part_of=part_of)


def _question(row: dict[str, Any]) -> Question:
    return Question(**row)
