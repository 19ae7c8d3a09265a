"""The measurements record what they say that they record, and the page shows what was measured; time is not tested."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import eventlog

REPOSITORY = Path(__file__).resolve().parents[1]


def module(path: str) -> ModuleType:
    """A script, as a module."""
    spec = importlib.util.spec_from_file_location(f"measured_{Path(path).stem}", REPOSITORY / path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture
def samples() -> ModuleType:
    """Invented reports."""
    return module("benchmarks/log/samples.py")


@pytest.fixture
def workloads(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The workloads, which find the invented reports beside them."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "benchmarks" / "log"))
    return module("benchmarks/log/workloads.py")


def recorded(batches: Any) -> eventlog.EventLog:
    """A log of these batches, in memory. Nothing of them is the same twice."""
    log = eventlog.open(":memory:")
    for batch in batches:
        assert len(log.record(*batch).new) == len(batch)
    return log


def test_the_same_numbers_give_the_same_events(samples: ModuleType) -> None:
    """Two runs measure one log."""
    assert list(samples.mixed(2_000, 100)) == list(samples.mixed(2_000, 100))


def test_mixed_reports_are_echoed_denied_and_taken_back(samples: ModuleType) -> None:
    """Three in three hundred reports take something back; one claim in twenty is an echo; one in ten denies."""
    events = [event for batch in samples.mixed(19 * 300, 200) for event in batch]
    kinds = Counter(type(event).__name__ for event in events)
    claims = {event.claim.id: event.claim for event in events if isinstance(event, eventlog.ClaimRecorded)}
    assert (kinds["ReportRecorded"], kinds["Retracted"], kinds["Corrected"]) == (300, 1, 2)
    assert len(claims) * 0.03 < kinds["Linked"] < len(claims) * 0.07
    assert len(claims) * 0.07 < sum(one.factuality == "CT-" for one in claims.values()) < len(claims) * 0.13
    for event in events:
        if isinstance(event, eventlog.Linked):
            assert claims[event.link.from_].question == claims[event.link.to].question
            assert claims[event.link.from_].report != claims[event.link.to].report


def test_a_hot_question_has_the_answer_of_a_quiet_one(samples: ModuleType) -> None:
    """Of statements about one time the last of each source holds; of statements without a time all hold for a while."""
    for statements in (4, 40):
        held = recorded(samples.hot(statements, during=samples.SINCE)).as_of("2024-12-31")["fort.held"]
        assert (len(held.words), len(held.claims)) == (statements, 4)
    assert len(recorded(samples.hot(40)).as_of("2024-12-31")["fort.held"].claims) == 40


def test_each_figure_of_a_churning_series_is_revised(workloads: ModuleType) -> None:
    """One figure a day holds: the later of two, but for the last day's, which nobody has revised yet."""
    standing = recorded(workloads.churning(1, 30)).as_of("2024-12-31")["shelters.s0.people"]
    assert (len(standing.words), len(standing.claims)) == (59, 30)


def test_the_corpus_is_repeated_as_other_reports(workloads: ModuleType) -> None:
    """Each copy has as many reports and claims, none of an earlier one's, on the same questions and a year earlier."""
    once, twice = (recorded(workloads.corpus(copies)) for copies in (1, 2))
    found = [
        {
            kind: [entry.event for entry in log.entries() if isinstance(entry.event, kind)]
            for kind in (eventlog.ReportRecorded, eventlog.ClaimRecorded, eventlog.Linked)
        }
        for log in (once, twice)
    ]
    for kind, events in found[0].items():
        assert found[1][kind][: len(events)] == events
        assert len({event.id for event in found[1][kind]}) == 2 * len(events)
    questions = [{event.claim.question for event in one[eventlog.ClaimRecorded]} for one in found]
    assert questions[0] == questions[1]
    dates = [event.report.published for event in found[1][eventlog.ReportRecorded]]
    assert [date.replace("2024", "2023") for date in dates[:5]] == dates[5:]


def test_the_page_shows_what_was_measured() -> None:
    """Every row has as many cells as its table's head, each plot is well-formed and told in words."""
    page = module("tools/performance_page.py").page(TOLD)
    plots = [f"<svg{part.partition('</svg>')[0]}</svg>" for part in page.split("<svg")[1:]]
    assert len(plots) == 2
    for plot in plots:
        drawn = ET.fromstring(plot)  # noqa: S314 - our own
        assert [one.tag for one in drawn][:2] == ["title", "desc"]
        assert drawn[1].text
        assert "\n\n" not in plot
    cells = 0
    for line in page.splitlines():
        if not line.startswith("|"):
            cells = 0
            continue
        cells = cells or line.count("|")
        assert line.count("|") == cells, line
    assert "| raw insert & co. | 0.50 | 0.40 to 0.60 | at most 1 | reached |" in page
    assert "| asked † | 3.00 | one round | at least 4 | missed |" in page
    assert "| other | skipped: not installed | | | |" in page


RATIO: dict[str, Any] = {"ratio": 0.5, "low": 0.4, "high": 0.6, "rounds": 3, "a": 1.0, "b": 2.0, "load": 0.0}
GROWN: dict[str, Any] = {
    "table": "growth",
    "run": "new",
    "entries": 110,
    "recording": 0.01,
    "bytes": 100_000,
    **dict.fromkeys(("opening", "first", "further", "replay"), 0.002),
    "most": 30.0,
}
WORKED: dict[str, Any] = {
    "table": "workload",
    "run": "new",
    "entries": 110,
    "claims": 100,
    "questions": 10,
    **dict.fromkeys(("record", "lazy", "decoded", "all", "one", "diff"), 0.0001),
    **dict.fromkeys(("record_ratio", "lazy_ratio", "decoded_ratio", "diff_ratio"), 2.0),
    "words": 7,
}
TOLD: dict[str, Any] = {
    "machines": {"old": {"python": "3"}, "new": {"python": "3", "sqlite": "3"}},
    "results": [
        {"id": "raw <insert>", "what": "raw insert & co.", "at_most": 1.0, "run": "new", **RATIO},
        {"id": "asked", "what": "asked", "at_least": 4.0, "run": "old", **RATIO, "ratio": 3.0, "rounds": 1},
        {"id": "other", "what": "not installed", "skipped": True, "run": "new"},
        {"id": "growth: 100", "row": "100", "claims": 100, **GROWN},
        {"id": "growth: 1,000", "row": "1,000", "claims": 1_000, **GROWN},
        {"id": "workload: corpus", "row": "corpus", **WORKED},
        {"id": "workload: hot", "row": "hot", **WORKED},
    ],
}


def test_all_parts_of_the_measurements_can_be_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """What they import of the library is there, under the name that it has today."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "benchmarks" / "log"))
    parts = module("benchmarks/log/measure.py").PARTS
    assert {"record", "replay", "ask", "growth", "shares"} <= parts.keys()
    assert all(map(callable, parts.values()))
