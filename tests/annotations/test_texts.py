"""With the texts at hand each span is confirmed, and what changed is found by report, claim and offset."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path

import pytest

from annotated import BOAT, FILES, TEXT, TEXTS, digest, span, write
from eventlog.annotations import Misfit, check, load
from eventlog.errors import InvalidAnnotation
from eventlog.events import ClaimRecorded, ReportRecorded

CORPUS = Path(__file__).resolve().parents[2] / "examples" / "corpus"


@pytest.fixture
def folder(tmp_path):
    """The invented annotation."""
    return write(tmp_path / "annotation", FILES)


def places(found):
    """What each misfit is about, without the words."""
    return [(one.report, one.claim, one.field, one.start, one.end) for one in found]


def test_texts_that_were_annotated_have_no_misfit(folder):
    """Nothing is reported of texts that fit, that are missing, or that belong to nobody."""
    assert check(folder, TEXTS) == ()
    assert check(folder, {}) == ()
    assert check(folder, TEXTS | {"other.txt": "unrelated", "again.txt": TEXT}) == ()


def test_one_changed_letter_is_reported_by_report_claim_and_offset(folder):
    """The spans over the letter are named, and no others; loaded, the report has no text."""
    at = TEXT.index("people")
    changed = TEXT[:at] + "P" + TEXT[at + 1 :]
    first, *rest = check(folder, TEXTS | {"harbour.txt": changed})
    assert first == Misfit(
        report="harbour", text="harbour.txt", reason="'harbour.txt' has another digest, 1 of 5 spans fit no longer"
    )
    start = TEXT.index("About 1,200 people came.")
    assert places(rest) == [("harbour", "c01", "evidence 1", start, start + 24)]
    assert f"evidence 1 from {start} to {start + 24}" in str(rest[0])
    assert str(rest[0]).startswith("harbour#c01, ")
    harbour = next(event.report for event in load(folder, {"x": changed}) if isinstance(event, ReportRecorded))
    assert harbour.text is None


def test_every_letter_of_a_text_is_watched(folder):
    """Wherever one letter changes, the spans that hold it are reported, and the text is, even between all spans."""
    spans = {(start, end) for _, _, _, start, end in places(check(folder, {"harbour": shifted(TEXT)})) if end}
    assert len(spans) == 4  # the headline is both a region and the evidence of a claim
    for at, letter in enumerate(TEXT):
        changed = TEXT[:at] + ("x" if letter != "x" else "y") + TEXT[at + 1 :]
        whole, *rest = check(folder, {"harbour": changed})
        assert (whole.report, whole.start) == ("harbour", None)
        assert {(one.start, one.end) for one in rest} == {one for one in spans if one[0] <= at < one[1]}


def shifted(text):
    """With something new before it."""
    return "New. " + text


def test_words_that_moved_are_told_from_words_that_changed(folder):
    """After an insertion the spans behind it say where their words stand now."""
    at = TEXT.index("Nobody")
    changed = TEXT[:at] + "Really: nobody" + TEXT[at + 6 :]
    _, one = check(folder, TEXTS | {"harbour.txt": changed})
    assert "says something else" in one.reason
    at = TEXT.index('"About')
    _, *rest = check(folder, TEXTS | {"harbour.txt": TEXT[:at] + "today: " + TEXT[at:]})
    assert [one.reason.split(" now:")[0] for one in rest] == [
        f"the same words stand at {one.start + 7} to {one.end + 7}" for one in rest
    ]
    assert len(rest) == 2


def test_a_span_beyond_a_text_that_was_cut(folder):
    """A text that ends early has spans outside it."""
    _, *rest = check(folder, TEXTS | {"harbour.txt": TEXT[:60]})
    assert any("lies outside the text of 60 code points" in one.reason for one in rest)


TOUCHED = {
    "its line ends": lambda text: text.replace("\r\n", "\n") if "\r" in text else text.replace("\n", "\r\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "the end of its last line": lambda text: text.rstrip("\r\n"),
}
FORMS = ("NFC", "NFD")


@pytest.mark.parametrize("what", TOUCHED)
@pytest.mark.parametrize("name", TEXTS)
def test_what_a_program_did_to_a_whole_text_is_one_misfit(what, name, folder):
    """Another program's line ends, mark, or last line are named, instead of every span behind them."""
    (found,) = check(folder, {"whatever.txt": TOUCHED[what](TEXTS[name])})
    assert found.report == {"harbour.txt": "harbour", "ferry.txt": "boat"}[name]
    assert f"but for {what}" in found.reason


@pytest.mark.parametrize("form", FORMS)
def test_letters_that_were_put_together_otherwise_are_one_misfit(form, tmp_path):
    """An é of one code point is an e with an accent behind it elsewhere; the text is the same."""
    text = unicodedata.normalize(form, "Café Élysée was shut. The café owners denied it.\n")
    other = unicodedata.normalize(FORMS[1 - FORMS.index(form)], text)
    report = FILES["02-boat.toml"].split("[[claims]]")[0].replace(digest(BOAT), digest(text))
    claims = f'[[claims]]\nkey = "c01"\nquestion = "q"\nvalue = true\nevidence = [ {span(text, "owners denied")} ]\n'
    folder = write(tmp_path / "a", {"a.toml": report + claims})
    (found,) = check(folder, {"a.txt": other})
    assert "but for how its letters are put together" in found.reason
    assert check(folder, {"a.txt": text}) == ()


def test_words_are_found_behind_a_passage_that_was_put_in(folder):
    """However long it is; words that then stand in two places, or are few, are not told to stand in one of them."""
    note = "A note of the editors on what was wrong here. " * 20
    _, *rest = check(folder, TEXTS | {"harbour.txt": note + TEXT})
    assert rest
    assert all(f"stand at {one.start + len(note)} to {one.end + len(note)} now" in one.reason for one in rest)
    twice = check(folder, TEXTS | {"harbour.txt": note + TEXT + note + TEXT})
    assert not any("the same words" in one.reason for one in twice)


def test_a_mark_or_line_ends_that_were_annotated_are_kept(tmp_path):
    """A byte order mark is a code point of the text, and so is each carriage return."""
    text = "\ufeffOne.\r\nTwo.\r\n"
    annotation = FILES["02-boat.toml"].split("[[claims]]")[0].replace(digest(BOAT), digest(text)) + (
        f'[[claims]]\nkey = "c01"\nquestion = "q"\nvalue = true\nevidence = [ {span(text, "Two.")} ]\n'
    )
    folder = write(tmp_path / "a", {"a.toml": annotation})
    texts = tmp_path / "t"
    texts.mkdir()
    (texts / "a.txt").write_bytes(text.encode())
    assert check(folder, texts) == ()
    report, claim = load(folder, texts)
    assert report.report.text == text
    assert claim.claim.evidence[0].start == 7


def test_whose_text_it_is_follows_from_its_name_or_its_spans_or_from_being_the_last(folder):
    """A changed text is compared with the report whose it must be."""
    harbour = TEXT.replace("people", "ships!")
    boat = BOAT.replace("waited", "sailed")
    by_spans = check(folder, {"x": boat, "y": harbour})
    assert [(one.report, one.text) for one in by_spans if one.start is None] == [("harbour", "y"), ("boat", "x")]
    nothing_fits = "Quite another thing, with a word or two more than that, and still more, to be long enough."
    by_name = check(folder, {"boat.txt": nothing_fits, "01-harbour.txt": nothing_fits})
    assert [(one.report, one.text) for one in by_name] == [("harbour", "01-harbour.txt"), ("boat", "boat.txt")]
    assert all("seems to be another text" in one.reason for one in by_name)
    last = check(folder, {"harbour.txt": TEXT, "x": nothing_fits})
    assert [(one.report, one.text) for one in last] == [("boat", "x")]
    assert check(folder, {"x": nothing_fits, "y": nothing_fits + "!"}) == ()


def test_a_wrong_span_in_a_right_text(tmp_path):
    """A slip in the annotation itself: load names its line, check its claim; regions and assessments are spans too."""
    wrong = digest("something else")
    for words, where, field in (
        (TEXT[:15], ("harbour", "", "region 1"), "report.regions[1].digest"),
        ("The mayor said", ("harbour", "c01", "cue 1"), "claims[1].chain[1].cue.digest"),
        ("About 1,200 people came.", ("harbour", "c01", "evidence 1"), "claims[1].evidence[1].digest"),
        ("Nobody else counted.", ("harbour", "", "evidence 1 of assessment 1"), "assessments[1].evidence[1].digest"),
    ):
        source = FILES["01-harbour.toml"].replace(digest(words), wrong, 1)
        folder = write(tmp_path / where[2], FILES | {"01-harbour.toml": source})
        (found,) = check(folder, TEXTS)
        assert (found.report, found.claim, found.field) == where
        with pytest.raises(InvalidAnnotation, match="says something else there") as raised:
            load(folder, TEXTS)
        assert raised.value.field == field
        assert wrong in source.split("\n")[raised.value.line - 1]
        assert load(folder)


def test_a_text_that_is_no_text(folder, tmp_path):
    """Bytes that are no UTF-8 can't be counted in code points; a NUL can't be kept."""
    (found,) = check(folder, {"boat.txt": BOAT.encode("latin-1")})
    assert found.reason == "'boat.txt' can't be read, line 2: this is not UTF-8 (byte 35): save it as UTF-8"
    for raw, words in ((b"caf\xe9", "not UTF-8"), (b"a\0b", "NUL")):
        annotation = FILES["02-boat.toml"].split("[[claims]]")[0].replace(digest(BOAT), digest_of_bytes(raw))
        alone = write(tmp_path / words, {"a.toml": annotation})
        with pytest.raises(InvalidAnnotation, match=words):
            load(alone, {"x": raw})
        (found,) = check(alone, {"x": raw})
        assert found.reason.startswith("its spans can't be counted, line 1: ")
        assert words in found.reason


def digest_of_bytes(raw):
    """As the format writes it."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def test_half_a_character_matches_nothing(folder):
    """A text that can't be written as UTF-8 has no digest that anybody annotated."""
    assert check(folder, TEXTS | {"x": "\ud800"}) == ()


def test_a_folder_of_texts_that_is_not_there(folder, tmp_path):
    """Having no texts at all and having said where they are is a mistake."""
    for given in (tmp_path / "nowhere", folder / "02-boat.toml"):
        with pytest.raises(InvalidAnnotation, match="give the folder that holds them"):
            check(folder, given)


def of_corpus(events, kind):
    """Those of one class."""
    return [event for event in events if isinstance(event, kind)]


def test_every_digest_of_the_corpus_is_confirmed(texts):
    """With the texts at hand each report has its own, and no span of the corpus says anything else."""
    events = load(CORPUS, texts)
    reports = {event.id: event.report for event in of_corpus(events, ReportRecorded)}
    assert len(reports) == 5
    assert all(report.text for report in reports.values())
    assert check(CORPUS, texts) == ()
    for event in of_corpus(events, ClaimRecorded):
        assert event.claim.evidence
        reports[event.claim.report].check(event.claim)
    assert [event.id for event in events] == [event.id for event in load(CORPUS)]


def test_one_changed_letter_of_the_corpus_is_found(texts):
    """In each text, a letter changed in the middle of a claim's span is reported for that claim, at that offset."""
    held = {path.name: path.read_bytes().decode() for path in sorted(texts.glob("*.txt"))}
    events = load(CORPUS, texts)
    reports = {event.id: event.report for event in of_corpus(events, ReportRecorded)}
    claims = of_corpus(events, ClaimRecorded)
    for name, text in held.items():
        (report,) = (one for one in reports.values() if one.text == text)
        mine = [event.claim for event in claims if event.claim.report == report.id]
        one = mine[len(mine) // 2].evidence[0]
        at = (one.start + one.end) // 2
        letter = "#" if text[at] != "#" else "+"
        found = check(CORPUS, held | {name: text[:at] + letter + text[at + 1 :]})
        assert {one.text for one in found} == {name}
        assert len({one.report for one in found}) == 1
        spans = [(one.start, one.end) for one in found if one.claim]
        assert (one.start, one.end) in spans
        assert all(start <= at < end for start, end in spans)
        over = {(span.start, span.end) for claim in mine for span in claim.evidence if span.start <= at < span.end}
        assert over <= set(spans)


def test_the_corpus_knows_what_programs_do(texts):
    """Other line ends are one misfit a text, of which each is told."""
    held = {path.name: path.read_bytes().replace(b"\n", b"\r\n") for path in sorted(texts.glob("*.txt"))}
    found = check(CORPUS, held)
    assert len(found) == len(held)
    assert all("line ends" in one.reason for one in found)


def test_no_reason_quotes_a_text(folder):
    """A misfit can be shown where the text may not be."""
    text = unicodedata.normalize("NFD", BOAT)
    found = check(folder, {"ferry.txt": text})
    assert found
    assert not any(word in str(one) for one in found for word in ("ferry sailed", "waited"))
    assert os.linesep not in "".join(map(str, found))
