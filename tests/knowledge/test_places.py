"""Where a claim stands beyond its words is told wherever it is told what a claim rests on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import eventlog
from eventlog import Fragment, Report
from eventlog.explore import page
from eventlog.render import json as shapes

FILE = "sha256:" + "a" * 64
REPORT = Report(
    publisher="outlet:mail",
    title="Quay",
    published="2020-06-26",
    text="One.\fThe quay is shut.\fThree.",
    page_digest=FILE,
    reader="pypdf 5.1",
)
CLAIM = REPORT.claim("quay.shut", quote="quay is shut", fragments=[Fragment.of(FILE, "page=2&xywh=percent:1,2,3,4")])
WORDS = "page 2, a box of 3 by 4 percent at 1, 2 of sha256:aaaaaaaaaaaa…"


def test_why_tells_the_page_of_a_span_and_every_place() -> None:
    """In print and for a notebook; a text without pages has none to tell."""
    with eventlog.open(":memory:") as log:
        plain = Report(publisher="outlet:mail", title="Plain", published="2020-06-26", text="It is open.")
        other = plain.claim("quay.open", quote="is open")
        log.record(REPORT, CLAIM, plain, other)
        why = log.as_of().why(CLAIM)
        assert [one.page for one in why.quotes] == [2]
        assert "[9:21, page 2] quay is shut" in str(why)
        assert WORDS in str(why)
        assert WORDS in why._repr_html_()
        assert "[3:10] is open" in str(log.as_of().why(other))


def test_json_rows_and_the_explorer_have_them() -> None:
    """As a digest and a media fragment for programs, in words for readers."""
    with eventlog.open(":memory:") as log:
        log.record(REPORT, CLAIM)
        known = log.as_of()
        told = shapes.claim(CLAIM, CLAIM.factuality)
        assert told["fragments"] == [{"artefact": FILE, "at": "page=2&xywh=percent:1,2,3,4"}]
        assert "fragments" not in shapes.claim(REPORT.claim("quay.shut"), CLAIM.factuality)
        columns = [one.name for one in eventlog.knowledge.rows.COLUMNS]
        [row] = eventlog.knowledge.rows.rows([known["quay.shut"]])
        assert row[columns.index("fragments")] == ({"artefact": FILE, "at": "page=2&xywh=percent:1,2,3,4", "svg": ""},)
        assert WORDS in page(log)


def test_the_command_tells_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`why` and `why -f json`."""
    pytest.importorskip("click", reason="the command line needs the extra cli")
    from eventlog.cli.root import root
    from eventlog.cli.running import run

    with eventlog.open(tmp_path / "log.db") as log:
        log.record(REPORT, CLAIM)
    assert run(root, ["why", CLAIM.id, "--log", str(tmp_path / "log.db"), "-f", "table"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "9 to 21 (page 2): quay is shut" in out
    assert WORDS in out
    assert run(root, ["why", CLAIM.id, "--log", str(tmp_path / "log.db"), "-f", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["claim"]["fragments"] == [{"artefact": FILE, "at": "page=2&xywh=percent:1,2,3,4"}]
    assert told["quotes"][0]["page"] == 2


def test_a_page_is_that_on_which_a_span_begins() -> None:
    """From 1 on; nothing where the text is not held, or has one page."""
    assert [REPORT.page_of(REPORT.find(words)) for words in ("One.", "The", "Three.")] == [1, 2, 3]
    bare = Report(publisher="outlet:mail", title="Quay", digest=REPORT.digest)
    assert bare.page_of(REPORT.find("The")) is None
    assert Report(publisher="outlet:mail", text="One.").page_of(REPORT.find("One.")) is None


def test_a_page_that_the_text_does_not_have_is_refused() -> None:
    """Where the text of that very file has pages; of another file nothing is known."""
    with pytest.raises(eventlog.InvalidValue, match="'Quay' has 3 pages, so that nothing can stand on page 4"):
        REPORT.claim("quay.shut", fragments=[Fragment.of(FILE, "page=4")])
    other = REPORT.claim(
        "quay.shut", fragments=[Fragment.of("sha256:" + "b" * 64, "page=4"), Fragment.of(FILE, "page=3")]
    )
    claim = eventlog.Claim(report=REPORT.id, question="quay.shut", value=True, fragments=[Fragment.of(FILE, "page=4")])
    with eventlog.open(":memory:") as log:
        log.record(REPORT, other)
        before = log.head
        with pytest.raises(eventlog.InvalidValue, match="nothing can stand on page 4"):
            log.record(claim)
        assert log.head == before
