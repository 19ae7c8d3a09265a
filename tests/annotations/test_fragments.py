"""An annotation file may say where in a picture, on a page or in a recording a claim stands."""

from __future__ import annotations

from pathlib import Path

import pytest

import eventlog
from eventlog import Fragment, InvalidAnnotation, Report
from eventlog.annotations.editions import Fate, carry
from eventlog.annotations.template import template

FILE = "sha256:" + "a" * 64
PLACE = f'{{ artefact = "{FILE}", at = "page=3&xywh=percent:10,20,30,5" }}'


def loaded(folder: Path, claim: str) -> eventlog.Claim:
    """The claim of a file."""
    text = "The quay is shut."
    report = Report(publisher="outlet:mail", title="Quay", text=text)
    (folder / "quay.toml").write_text(
        f"""format = "eventlog-annotation/1"
[report]
key = "quay"
publisher = "outlet:mail"
title = "Quay"
digest = "{report.digest}"
page_digest = "{FILE}"
reader = "pypdf 5.1"
[[claims]]
key = "c1"
question = "quay.shut"
value = true
{claim}
""",
        encoding="utf-8",
    )
    recorded, event = eventlog.load(folder)
    assert recorded.report.reader == "pypdf 5.1"
    return event.claim


def test_a_place_is_read(tmp_path: Path) -> None:
    """In the notation of media fragments, or as an outline; it suffices where a claim quotes no words."""
    outline = f"""{{ artefact = "{FILE}", svg = '<svg><path d="M 1 2"/></svg>' }}"""
    claim = loaded(tmp_path, f"fragments = [{PLACE}, {outline}]")
    assert claim.fragments == (
        Fragment.of(FILE, "page=3&xywh=percent:10,20,30,5"),
        Fragment.of(FILE, svg='<svg><path d="M 1 2"/></svg>'),
    )
    assert claim.evidence == ()


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        (f'fragments = [{{ artefact = "{FILE}", at = "page=0" }}]', "a page is a whole number from 1 up"),
        ('fragments = [{ artefact = "quay.pdf", at = "page=1" }]', "is not a digest"),
        ('fragments = [{ at = "page=1" }]', "artefact"),
        (f'fragments = [{{ artefact = "{FILE}", at = 3 }}]', "at"),
        (f'fragments = [{{ artefact = "{FILE}", page = 3 }}]', "page"),
        ('fragments = "page=1"', "fragments"),
        ("", "give evidence, or a quote, or fragments"),
    ],
    ids=map(str, range(7)),
)
def test_a_place_that_is_none_is_refused(claim: str, told: str, tmp_path: Path) -> None:
    """With the file, the line and the field."""
    with pytest.raises(InvalidAnnotation, match=told):
        loaded(tmp_path, claim)


def test_a_new_file_names_the_reader() -> None:
    """So that whoever annotates knows whose line breaks these are."""
    report = Report(publisher="outlet:mail", title="Quay", text="Shut.", reader="pypdf 5.1")
    assert 'reader = "pypdf 5.1"' in template(report, "quay")


def test_a_place_in_the_old_edition_is_not_guessed_in_the_new() -> None:
    """Its words may stand there unchanged; whether the new file shows what the old one showed nobody has said."""
    old = Report(publisher="outlet:mail", title="Quay", text="The quay is shut.", page_digest=FILE)
    new = Report(publisher="outlet:mail", title="Quay", text="The quay is shut. It rained.", revision_of=old.id)
    plain = old.claim("quay.shut", quote="quay is shut")
    seen = old.claim("quay.shut", quote="quay is shut", fragments=[Fragment.of(FILE, "page=3")])
    first, second = carry(old, new, [plain, seen])
    assert first.fate is Fate.CARRIED
    assert (second.fate, second.new) == (Fate.UNPLACED, None)
    assert "a part of sha256:aaaaaaaaaaaa…" in second.said
