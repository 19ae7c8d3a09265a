"""What was only proposed says so wherever it is part of an answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import eventlog
from eventlog.explore import page
from eventlog.knowledge import Knowledge
from eventlog.knowledge.rows import COLUMNS, rows
from eventlog.render.json import standing as as_json
from proposed_samples import PROPOSED, fill


@pytest.fixture
def known(tmp_path: Path) -> Knowledge:
    """All that is known with proposals."""
    log = eventlog.open(tmp_path / "a.db", zone="UTC")
    fill(log)
    return log.as_of("2021-06-01", include_proposed=True)


def test_a_name_whose_word_was_only_proposed_says_so(known: Knowledge) -> None:
    """The other's does not; the status counts them; a claim by itself says it too."""
    line = str(known["quay.shut"])
    assert f"person:ada-berg ({PROPOSED})" in line
    assert f"org:board ({PROPOSED})" not in line
    assert "org:board" in line
    assert f"1 of 2 claims {PROPOSED}" in line
    denial = str(known["quay.work"])
    assert f"No, says person:bo-lind ({PROPOSED})" in denial
    assert f"· {PROPOSED}" in denial
    told = {str(one): one.proposed for one in known["quay.shut"].claims}
    assert sorted(told.values()) == [False, True]
    assert all((PROPOSED in text) is proposed for text, proposed in told.items())


def test_every_surface_says_it(known: Knowledge) -> None:
    """The notebook, JSON, rows, why, the explorer."""
    [claim] = known["quay.work"].claims
    surfaces = {
        "notebook": known["quay.work"]._repr_html_(),
        "knowledge in a notebook": known._repr_html_(),
        "why": str(known.why(claim)),
        "why in a notebook": known.why(claim)._repr_html_(),
        "explorer": page(known),
        "answer": str(known["quay.work"].positions[0]),
        "json": json.dumps(as_json(known["quay.work"])),
    }
    assert {name for name, text in surfaces.items() if PROPOSED not in text} == set()
    shape = as_json(known["quay.shut"])
    assert shape["proposed"] == [one["id"] for one in shape["claims"] if one["proposed"]]
    assert len(shape["proposed"]) == 1


def test_a_row_of_a_claim_has_whether_it_was_proposed(known: Knowledge) -> None:
    """As a column of its own."""
    told = [dict(zip((column.name for column in COLUMNS), row, strict=True)) for row in rows(iter(known))]
    assert [row["proposed"] for row in told] == [False, True, True]
