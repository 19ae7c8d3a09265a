"""Words in place of spans: found letter by letter, where they can mean one place, and replaced without loss."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from annotated import FORMAT, digest
from eventlog.annotations import filled, load, template
from eventlog.reports import Report

TEXT = (
    'Harbour reopens\n\nThe mayor said: "About 1,200 people came." Nobody else counted.\n'
    "The ferry sailed, the pilot said, and said so twice.\n"
)
REPORT = f"""\
[report]
key = "harbour"
publisher = "coast"
title = "Harbour reopens"
digest = "{digest(TEXT)}"
"""
SHORT = f"""\
{FORMAT}extractor = "hand/1"   # of all claims
names = {{ coast = "outlet:coast", mayor = "person:ann-lee" }}

{REPORT}
[[claims]]
question = "harbour.visitors"
value = {{ exact = "1200", unit = "person", of = "visitors" }}
chain = ["mayor", {{ agent = "anon:pilot", cue = "the pilot said" }}]
quote = "About 1,200 people came." # the figure

[[claims]]
key = "c02"
question = "ferry.sailed"
value = true
chain = [{{ agent = "anon:pilot", cue = {{ quote = "said", prefix = "pilot " }}, quotation = "direct" }}]
evidence = [{{ prefix = "pilot ", quote = "said" }}, {{ quote = "The ferry sailed" }}]

[[claims]]
question = "harbour.open"
value = true
chain = [{{ agent = "mayor", cue = "said" }}]
quote = ['The mayor said: "About', '''
The ferry sailed''']
quotes = 1
"""
SHORT = SHORT.replace("quotes = 1\n", "")


def at(words: str, after: str = "") -> str:
    """A span as the long form writes it."""
    start = TEXT.index(after + words) + len(after)
    return f'{{ start = {start}, end = {start + len(words)}, digest = "{digest(words)}" }}'


def put(folder: Path, text: str, name: str = "a.toml") -> Path:
    """Write one file of annotations."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


TEXTS = {"harbour.txt": TEXT}


def test_the_short_form_gives_the_same_events_as_the_long_one(tmp_path: Path) -> None:
    """Quotes, cues, exact, names and the file's extractor are other ways to write what spans and ids write."""
    long = f"""\
{FORMAT}
{REPORT.replace('"coast"', '"outlet:coast"')}
[[claims]]
key = "c01"
question = "harbour.visitors"
value = {{ low = "1200", high = "1200", unit = "person", of = "visitors" }}
chain = [{{ agent = "person:ann-lee" }}, {{ agent = "anon:pilot", cue = {at("the pilot said")} }}]
evidence = [{at("About 1,200 people came.")}]
extractor = "hand/1"

[[claims]]
key = "c02"
question = "ferry.sailed"
value = true
chain = [{{ agent = "anon:pilot", cue = {at("said", "pilot ")}, quotation = "direct" }}]
evidence = [{at("said", "pilot ")}, {at("The ferry sailed")}]
extractor = "hand/1"

[[claims]]
key = "c03"
question = "harbour.open"
value = true
chain = [{{ agent = "person:ann-lee", cue = {at("said", "mayor ")} }}]
evidence = [{at('The mayor said: "About')}, {at("The ferry sailed")}]
extractor = "hand/1"
"""
    short = load(put(tmp_path / "short", SHORT), TEXTS)
    assert short == load(put(tmp_path / "long", long), TEXTS)
    assert short[1].claim.extractor == "hand/1"


def test_filled_in_it_says_the_same_and_needs_no_text(tmp_path: Path) -> None:
    """Only the words are replaced: comments and layout stay, and no word of the text is left."""
    path = put(tmp_path, SHORT)
    before = load(path, TEXTS)
    [(file, text)] = filled(path, TEXTS).items()
    assert file == path
    path.write_text(text, encoding="utf-8")
    assert [event.id for event in load(path)] == [event.id for event in before]
    assert "# of all claims" in text
    assert "# the figure" in text
    assert "people came" not in text
    assert "prefix" not in text
    assert filled(path, TEXTS) == {path: path.read_text(encoding="utf-8")} or filled(path, TEXTS) == {}


FAULTS = {
    "a digit": ("About 1,200 people", "About 1,300 people", "claims[1].quote", "the words do not occur"),
    "curly marks": (
        'quote = "About 1,200 people came."',
        'quote = "said: “About 1,200 people came.”"',
        "claims[1].quote",
        "but nearly",
    ),
    "a cue of several places": ('cue = "the pilot said"', 'cue = "said"', "claims[1].chain[2].cue", "occur 3 times"),
    "words of several places": ('"The ferry sailed" }', '"said" }', "claims[2].evidence[2].quote", "as prefix"),
    "both": ('quote = "About', 'evidence = []\nquote = "About', "claims[1].quote", "leave one of the two out"),
    "a quote with a place": ('quote = "said", prefix', 'start = 1, quote = "said", prefix', "", "leave one of the two"),
    "no words": ('"About 1,200 people came."', '""', "claims[1].quote", "must not be empty"),
    "an unknown name": ('["mayor"', '["mayer"', "claims[1].chain[1]", "did you mean 'mayor'?"),
    "exact and a bound": ('exact = "1200"', 'exact = "1200", low = "1"', "claims[1].value.low", "leave exact out"),
    "exact that is no number": ('exact = "1200"', 'exact = "many"', "claims[1].value.exact", "many"),
    "a name of no agent": ('coast = "outlet:coast"', 'coast = "coast"', "names.coast", "is not an agent's id"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_words_that_do_not_mean_one_place_are_refused(case: str, tmp_path: Path) -> None:
    """The fault names the field; nothing is found by likeness."""
    old, new, field, words = FAULTS[case]
    assert old in SHORT
    with pytest.raises(eventlog.InvalidAnnotation) as error:
        load(put(tmp_path, SHORT.replace(old, new, 1)), TEXTS)
    assert words in error.value.reason
    assert field in ("", error.value.field)


def test_without_the_text_words_say_what_is_missing(tmp_path: Path) -> None:
    """A quote needs the text of its report."""
    for texts in (None, {"x.txt": TEXT.upper()}):
        with pytest.raises(eventlog.InvalidAnnotation, match="no text that is at hand has its digest"):
            load(put(tmp_path, SHORT), texts)


def test_names_hold_in_the_whole_folder_and_mean_one_agent(tmp_path: Path) -> None:
    """A short name of one file may be used in another, and may not mean two."""
    put(tmp_path, SHORT.replace('coast = "outlet:coast", ', ""))
    put(tmp_path, f'{FORMAT}names = {{ coast = "outlet:coast" }}\n', "names.toml")
    assert load(tmp_path, TEXTS)[0].report.publisher == "outlet:coast"
    put(tmp_path, f'{FORMAT}names = {{ coast = "outlet:other" }}\n', "other.toml")
    with pytest.raises(eventlog.InvalidAnnotation, match="is short for outlet:coast already"):
        load(tmp_path, TEXTS)


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40))
def test_a_template_is_read_as_the_report_that_it_was_made_of(title: str) -> None:
    """Whatever the page says, its template is TOML and gives the same report."""
    import tempfile

    report = Report(publisher="outlet:coast", title=title, published="2031-06-26", text=TEXT)
    with tempfile.TemporaryDirectory() as folder:
        [event] = load(put(Path(folder), template(report, "a b/c")), TEXTS)
    assert event.report == report


def test_a_short_name_that_another_file_of_the_folder_defines_is_told_with_the_folder(tmp_path: Path) -> None:
    """A file that is read alone knows nothing of the others: the error says so, and not only how ids are."""
    put(tmp_path, f'{FORMAT}[agents]\n"org:board" = "Harbour board"\n', "agents.toml")
    claim = '[[claims]]\n"quay.shut" = true\nchain = ["board"]\n'
    one = put(tmp_path, f'{FORMAT}[report]\nkey = "a"\npublisher = "outlet:a"\ntitle = "t"\n{claim}', "one.toml")
    with pytest.raises(
        eventlog.InvalidAnnotation, match=r"chain\[1\]: 'board' is not an agent's id, .* the whole folder"
    ):
        load(one)
    assert [type(event).__name__ for event in load(tmp_path)][-1] == "ClaimRecorded"
