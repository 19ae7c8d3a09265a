"""What was only proposed, on every surface: nowhere unless it is asked for, and where it is seen it says so."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

import eventlog
from eventlog import export
from eventlog.cli.root import root
from eventlog.desk import TOOLS
from eventlog.export import plot
from proposed_surfaces import (
    ASKED,
    BARE,
    COMMANDS,
    CUT,
    DRAWN,
    KEEPING,
    KINDS,
    SURFACES,
    Case,
    Shown,
    accept,
    case,
)
from unread_surfaces import OF_KNOWLEDGE
from words_surfaces import EXPORTERS, READERS


def shown(of: Case, proposed: bool) -> dict[str, Shown]:
    """What each surface shows of a case."""
    with eventlog.open(of.path, read_only=True) as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = {name: surface(log, of, proposed) for name, surface in SURFACES.items()}
    return {name: one for name, one in told.items() if one is not None}


@pytest.fixture(scope="module", params=KINDS)
def one(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A log for each kind of thing that can be proposed."""
    return case(request.param, tmp_path_factory.mktemp("proposed"))


LOOKED_AT = ("show", "review", "echoes", "why", "why-not", "brief")
"""Commands that are asked about the thing itself, or list what waits, or what is left out: they show it at any cut."""


def _is_looked_at(name: str) -> bool:
    return name.startswith(tuple(f"eventlog {one} " for one in LOOKED_AT)) or name in ("Knowledge.why", "objects")


def test_where_it_is_seen_it_says_so(one: Case) -> None:
    """Proposals included: whatever shows the thing, or what is so by it alone, says that it was only proposed."""
    seen = {name: told for name, told in shown(one, True).items() if one.has_trace(told.text)}
    silent = [name for name, told in seen.items() if not told.says]
    assert not silent, "\n".join(silent)
    everywhere = {"Knowledge.table", "objects", "to_timeline_js", "the explorer", "tool ask", "served changes"}
    assert everywhere | ({"to_ftm", "to_web_annotations", "tool find"} if one.kind == "claim" else set()) <= seen.keys()
    commands = {name.split()[1] for name in seen if name.startswith("eventlog ")}
    assert commands >= {"questions", "as-of", "timeline", "diff", "impact", "show", "review"}
    assert one.kind != "claim" or commands >= {"find", "echoes", "brief", "why"}
    assert "cite" in commands


def test_unless_it_is_asked_for_it_is_nowhere(one: Case) -> None:
    """No answer has a trace of it; and what looks at the thing itself says that nobody has reviewed it."""
    told = shown(one, False)
    traced = [name for name in told if one.has_trace(told[name].text)]
    wrong = [name for name in traced if not (_is_looked_at(name) and told[name].says)]
    assert not wrong, "\n".join(wrong)
    assert any(name.startswith("eventlog show") for name in traced)


@pytest.mark.parametrize("kind", KINDS)
def test_once_a_person_accepted_it_nothing_says_it(kind: str, tmp_path: Path) -> None:
    """It is seen as before, proposals included or not, and without the words."""
    one = case(kind, tmp_path)
    before = {name for name, told in shown(one, True).items() if one.has_trace(told.text)}
    accept(one)
    for proposed in (True, False):
        after = shown(one, proposed)
        assert [name for name, told in after.items() if told.says] == []
        gone = {name for name in before if not one.has_trace(after[name].text)}
        assert {name for name in gone if not name.startswith("eventlog review")} == set(), proposed


def test_no_surface_is_left_out_of_the_walk() -> None:
    """Every answer of Knowledge, exporter, picture, tool and command stands in a table; a new one fails until then."""
    assert {*root.list_commands(None)} == {*COMMANDS} | KEEPING | {*DRAWN}  # type: ignore[arg-type]
    including = {
        name
        for name in root.list_commands(None)  # type: ignore[arg-type]
        for option in root.get_command(None, name).params  # type: ignore[arg-type, union-attr]
        if "--include-proposed" in option.opts
    }
    assert including - {*DRAWN} == CUT - {"cite"} | {"export"}  # which gives out what the exporters write
    assert {*ASKED} == {*TOOLS}
    assert {*EXPORTERS} | READERS == {*export.__all__}
    walked = {name.partition(".")[2] for name in SURFACES if name.startswith("Knowledge.")}
    assert walked == OF_KNOWLEDGE.keys() - BARE
    assert {name.partition(".")[2] for name in SURFACES if name.startswith("plot.")} == {*plot.__all__} - {"Picture"}
