"""What goes without saying: answers that share what stands around them, names, and passages by their ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated import FORMAT, digest, line_of
from eventlog import InvalidAnnotation
from eventlog.annotations import filled, load
from eventlog.claims import Quotation

TEXT = (
    "Quay closed\n\nThe harbour board said on Tuesday that the quay is shut. The board said that 12 ships wait.\n"
    "A fisher said so too.\n"
)
TEXTS = {"quay.txt": TEXT}
REPORT = f"""\
[report]
key = "quay"
publisher = "mail"
title = "Quay closed"
digest = "{digest(TEXT)}"
regions = [{{ headline = "Quay closed" }}, {{ kind = "body", quote = "The harbour [...] so too." }}]
"""
OTHERS = f"""{FORMAT}
by = "desk"

[agents]
"org:board" = {{ name = "Harbour board", part_of = ["town"] }}
"gov:town" = "The town"
"outlet:mail" = "The Mail"
"user:desk" = "The desk"

[questions]
"quay.open" = "Is the quay open?"
"quay.ships" = {{ words = "How many ships wait?", measure = "level", about = "board" }}

[[links]]
kind = "explains"
from = ["quay#c01", "quay#c03"]
to = "quay#c02"

[[judgements]]
kind = "strike"
target = "quay#c03"
"""
SHORT = f"""{FORMAT}
{REPORT}
[[claims]]
during = "2031-06-24"
chain = [{{ agent = "board", cue = "The harbour board said" }}]
answers = [
  {{ key = "c01", "quay.open" = false, stance = "announce", factuality = "CT-", quote = "the quay is shut" }},
  {{ key = "c02", "quay.ships" = {{ exact = 12, unit = "ship", of = "ships" }}, quote = "12 ships wait" }},
]

[[claims]]
key = "c03"
"quay.open" = false
chain = [{{ agent = "anon:fisher", scope = "inferred" }}]
quote = "A fisher said so too."
"""
LONG = f"""{FORMAT}
{REPORT.replace('"mail"', '"outlet:mail"')}
[[claims]]
key = "c01"
question = "quay.open"
value = false
during = "2031-06-24"
stance = "announce"
factuality = "CT-"
chain = [{{ agent = "org:board", cue = "The harbour board said" }}]
quote = "the quay is shut"

[[claims]]
key = "c02"
question = "quay.ships"
value = {{ low = "12", high = "12", unit = "ship", of = "ships" }}
during = "2031-06-24"
chain = [{{ agent = "org:board", cue = "The harbour board said" }}]
quote = "12 ships wait"

[[claims]]
key = "c03"
question = "quay.open"
value = false
chain = [{{ agent = "anon:fisher", quotation = "none", scope = "inferred" }}]
quote = "A fisher said so too."
"""
LONG_OTHERS = f"""{FORMAT}
[[agents]]
id = "org:board"
name = "Harbour board"
part_of = [{{ agent = "gov:town" }}]

[[agents]]
id = "gov:town"
name = "The town"

[[agents]]
id = "outlet:mail"
name = "The Mail"

[[agents]]
id = "user:desk"
name = "The desk"

[[questions]]
id = "quay.open"
words = "Is the quay open?"

[[questions]]
id = "quay.ships"
words = "How many ships wait?"
answer = "quantity"
measure = "level"
about = "org:board"

[[links]]
kind = "explains"
from = "quay#c01"
to = "quay#c02"
by = "user:desk"

[[links]]
kind = "explains"
from = "quay#c03"
to = "quay#c02"
by = "user:desk"

[[judgements]]
kind = "strike"
target = "quay#c03"
by = "user:desk"
"""


def put(folder: Path, short: str = SHORT, others: str = OTHERS) -> Path:
    """A folder of two files."""
    folder.mkdir(exist_ok=True)
    (folder / "quay.toml").write_text(short, encoding="utf-8")
    (folder / "others.toml").write_text(others, encoding="utf-8")
    return folder


def test_each_short_form_says_what_the_long_one_says(tmp_path: Path) -> None:
    """Answers, questions as keys, tables by id, names by what they name, `by` of a file, several ends of a link."""
    assert load(put(tmp_path / "short"), TEXTS) == load(put(tmp_path / "long", LONG, LONG_OTHERS), TEXTS)


def test_spans_take_the_place_of_the_words_of_answers_and_regions(tmp_path: Path) -> None:
    """What is shared stands once, and is filled in once; regions in either form, as a table in brackets too."""
    wanted = load(put(tmp_path), TEXTS)
    for file, text in filled(tmp_path, TEXTS).items():
        file.write_text(text, encoding="utf-8")
    assert load(tmp_path) != wanted  # the text itself is not at hand
    assert load(tmp_path, TEXTS) == wanted
    assert "quote" not in (tmp_path / "quay.toml").read_text(encoding="utf-8")
    tables = REPORT.partition("regions")[0] + (
        '[[report.regions]]\nheadline = "Quay closed"\n'
        '[[report.regions]]\nkind = "body"\nquote = "The harbour [...] so too."\n'
    )
    put(tmp_path, SHORT.replace(REPORT, tables))
    for file, text in filled(tmp_path, TEXTS).items():
        file.write_text(text, encoding="utf-8")
    assert load(tmp_path, TEXTS) == wanted


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("body", [SHORT, SHORT.replace("[[claims]]\nkey", "# said last\n[[claims]]\nkey")])
def test_line_ends_and_the_mark_of_a_file_stay_where_spans_are_filled_in(mark: str, body: str, tmp_path: Path) -> None:
    """Only the words go: what a program for Windows wrote is the same line by line."""
    plain = filled(put(tmp_path / "plain", body), TEXTS)[tmp_path / "plain" / "quay.toml"]
    folder = put(tmp_path / "windows", body)
    file = folder / "quay.toml"
    for whole in (body.replace("\n", "\r\n"), body.replace("\n", "\r\n", 7)):  # throughout, and above only
        file.write_bytes((mark + whole).encode())
        told = filled(folder, TEXTS)[file]
        assert told.replace("\r\n", "\n") == mark + plain
        assert told.startswith(mark + whole[: body.index("[report]")])
        assert told.count("\r\n") == whole.count("\r\n")


def test_a_passage_is_quoted_by_its_first_and_last_words(tmp_path: Path) -> None:
    """From the one place of the first words to where the last words first come after them, behind a prefix too."""
    body = SHORT.replace('"A fisher said so too."', '"The board [...] wait."')
    claims = [event.claim for event in load(put(tmp_path, body), TEXTS) if hasattr(event, "claim")]
    span = claims[-1].evidence[0]
    assert TEXT[span.start : span.end] == "The board said that 12 ships wait."

    body = SHORT.replace(
        'quote = "A fisher said so too."', 'evidence = [{ quote = "said […] shut", prefix = "board " }]'
    )
    with pytest.raises(InvalidAnnotation, match="occur 2 times"):
        load(put(tmp_path, body), TEXTS)
    body = body.replace('prefix = "board "', 'prefix = "harbour board "')
    span = [event.claim for event in load(put(tmp_path, body), TEXTS) if hasattr(event, "claim")][-1].evidence[0]
    assert TEXT[span.start : span.end] == "said on Tuesday that the quay is shut"


def test_a_text_that_has_the_mark_of_what_is_left_out_is_quoted_as_it_stands(tmp_path: Path) -> None:
    """Words that stand in the text letter by letter are those, whatever is in them."""
    text = "He said: we [...] will not. We will not.\n"
    body = (
        f'{FORMAT}[report]\nkey = "x"\npublisher = "outlet:mail"\ndigest = "{digest(text)}"\n'
        '[[claims]]\n"a.b" = true\nquote = "we [...] will not"\n'
    )
    (tmp_path / "x.toml").write_text(body, encoding="utf-8")
    [_, recorded] = load(tmp_path, {"x": text})
    span = recorded.claim.evidence[0]  # type: ignore[union-attr]
    assert text[span.start : span.end] == "we [...] will not"


def test_an_inferred_step_is_no_quotation_unless_it_says_so(tmp_path: Path) -> None:
    """Nobody is quoted where only the context says who spoke."""
    for given, wanted in (("", Quotation.NONE), ('quotation = "mixed", ', Quotation.MIXED)):
        body = SHORT.replace('scope = "inferred"', f'{given}scope = "inferred"')
        claims = [event.claim for event in load(put(tmp_path, body), TEXTS) if hasattr(event, "claim")]
        assert claims[-1].chain[0].quotation is wanted


REFUSED = {
    "two questions": (
        '"quay.open" = false, stance',
        '"quay.open" = false, "quay.shut" = true, stance',
        "'quay.open' is the question",
    ),
    "value beside a question": (
        '"quay.open" = false, stance',
        '"quay.open" = false, value = true, stance',
        "'quay.open' is the question",
    ),
    "a question without quotes": ('"quay.open" = false, stance', "quay.open = false, stance", 'in quotes, "quay.open"'),
    "key around answers": ('during = "2031-06-24"', 'key = "c09"\nduring = "2031-06-24"', "write it into the answer"),
    "answers in answers": ('key = "c02"', 'answers = [], key = "c02"', "no key 'answers'"),
    "misspelt field of an answer": ('stance = "announce"', 'stanze = "announce"', "did you mean 'stance'"),
    "a question that each answer replaces": (
        'during = "2031-06-24"',
        'during = "2031-06-24"\n"quay.shut" = true',
        "each answer has its own question: write this one as an answer too",
    ),
    "a value that each answer replaces": (
        'during = "2031-06-24"',
        'during = "2031-06-24"\nvalue = true',
        "each answer has its own value: write this one as an answer too",
    ),
    "words that each answer replaces": (
        'during = "2031-06-24"',
        'during = "2031-06-24"\nevidence = [{ quote = "Quay closed" }]',
        "each answer has its own evidence: leave this one out",
    ),
    "fault of what is shared": ('during = "2031-06-24"', 'during = "2031-06-34"', "not a time"),
    "last words before the first": ('"the quay is shut"', '"the quay [...] The harbour"', "does not stand after"),
    "last words twice behind the first": (
        '"the quay is shut"',
        '"Quay closed [...] board"',
        "stands more than once after 'Quay closed': quote more of the last words",
    ),
    "left out twice": ('"the quay is shut"', '"the [...] quay [...] shut"', "stands once"),
    "left out at the end": ('"the quay is shut"', '"the quay [...]"', "stands once"),
    "half a word": ('"the quay is shut"', '"e quay is shut"', "begin within a word"),
    "half a number": ('quote = "12 ships wait"', 'quote = "2 ships wait"', "begin within a word or a number"),
    "half a word at what is left out": ('"the quay is shut"', '"the qu [...] is shut"', "end within a word"),
    "agent of another name": ('agent = "board"', 'agent = "bord"', "did you mean 'board'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_slip_in_a_short_form_is_named_where_it_stands(case: str, tmp_path: Path) -> None:
    """The line is that of the field, also of one that several answers share."""
    old, new, words = REFUSED[case]
    body = SHORT.replace(old, new, 1)
    assert body != SHORT
    with pytest.raises(InvalidAnnotation) as refused:
        load(put(tmp_path, body), TEXTS)
    assert words in refused.value.reason
    assert refused.value.line == line_of(
        body, new.split("\n")[0] if case == "key around answers" else new.split("\n")[-1]
    )


def test_a_name_that_two_agents_have_is_not_guessed(tmp_path: Path) -> None:
    """Both are told, and a name that was given goes before."""
    twice = OTHERS.replace('"gov:town"', '"org:town" = "The town council"\n"gov:town"')
    with pytest.raises(InvalidAnnotation, match=r"'town' may be org:town or gov:town: write which"):
        load(put(tmp_path, SHORT, twice), TEXTS)
    named = twice.replace('by = "desk"', 'by = "desk"\nnames = { town = "gov:town" }')
    assert len(load(put(tmp_path, SHORT, named), TEXTS)) == len(load(put(tmp_path), TEXTS)) + 1


def test_a_name_is_not_that_of_another_agent(tmp_path: Path) -> None:
    """Words credited to the board would be those of a person."""
    named = OTHERS.replace('by = "desk"', 'by = "desk"\nnames = { board = "person:ada" }')
    with pytest.raises(InvalidAnnotation, match="'board' is org:board here, by its id, and not person:ada"):
        load(put(tmp_path, SHORT, named), TEXTS)


@pytest.mark.parametrize("named", ['"outlet:quay" = "The Quay Times"\n"gov:town"', '"gov:town"'])
def test_a_report_and_an_agent_of_one_name_are_not_guessed(named: str, tmp_path: Path) -> None:
    """A remark is about either, and a report is meant by its key where no agent is called so."""
    remark = '[[assessments]]\nabout = "quay"\nwhat = "verification"\nvalue = "not verified"\nby = "desk"\n'
    others = OTHERS.replace('"gov:town"', named, 1) + remark
    if "outlet:quay" in named:
        with pytest.raises(InvalidAnnotation, match="'quay' is the key of a report and the name of an agent"):
            load(put(tmp_path, SHORT, others), TEXTS)
        return
    [remarked] = [
        event.assessment for event in load(put(tmp_path, SHORT, others), TEXTS) if hasattr(event, "assessment")
    ]
    assert remarked.about.startswith("report:")


def test_words_of_several_answers_that_stand_in_two_places_are_not_filled_in(tmp_path: Path) -> None:
    """A cue that is found within what each answer rests on has no one span that could take its place."""
    body = SHORT.replace('cue = "The harbour board said"', 'cue = "said"')
    body = body.replace(
        'quote = "the quay is shut"', 'quote = "The harbour board said on Tuesday that the quay is shut"'
    )
    body = body.replace('quote = "12 ships wait"', 'quote = "The board said that 12 ships wait"')
    load(put(tmp_path, body), TEXTS)
    with pytest.raises(InvalidAnnotation, match="several answers"):
        filled(tmp_path, TEXTS)


def test_a_key_of_several_links_is_refused(tmp_path: Path) -> None:
    """A key names one."""
    with pytest.raises(InvalidAnnotation, match="a key names one link"):
        load(put(tmp_path, SHORT, OTHERS.replace('kind = "explains"', 'kind = "explains"\nkey = "l01"')), TEXTS)


@pytest.mark.parametrize(("old", "new"), [('"org:board" =', "org.board ="), ('"quay.open" =', "quay.open =")])
def test_an_id_without_quotes_is_told_to_need_them(old: str, new: str, tmp_path: Path) -> None:
    """A dot of a key begins a table in TOML."""
    with pytest.raises(InvalidAnnotation, match="an id stands in quotes"):
        load(put(tmp_path, SHORT, OTHERS.replace(old, new).replace("{ name", "'x' #")), TEXTS)


def test_a_passage_ends_at_the_one_place_of_its_last_words(tmp_path: Path) -> None:
    """Those before its first words are others."""
    text = "It is shut. The board said it is shut. So say all.\n"
    body = (
        f'{FORMAT}[report]\nkey = "x"\npublisher = "outlet:mail"\ndigest = "{digest(text)}"\n'
        '[[claims]]\n"a.b" = true\nquote = "The board [...] is shut"\n'
    )
    (tmp_path / "x.toml").write_text(body, encoding="utf-8")
    [_, recorded] = load(tmp_path, {"x": text})
    span = recorded.claim.evidence[0]  # type: ignore[union-attr]
    assert text[span.start : span.end] == "The board said it is shut"


@pytest.mark.parametrize(("around", "own"), [("evidence", "quote"), ("quote", "evidence")])
def test_an_answer_rests_on_its_own_words_and_not_on_those_around_it(around: str, own: str, tmp_path: Path) -> None:
    """In whichever way either is written."""
    written = {"quote": '"{}"', "evidence": '[{{ quote = "{}" }}]'}
    body = (
        f"{FORMAT}\n{REPORT}\n[[claims]]\n{around} = {written[around].format('the quay is shut')}\n"
        f'answers = [\n  {{ "quay.open" = false }},\n'
        f'  {{ "quay.still" = true, {own} = {written[own].format("12 ships wait")} }},\n]\n'
    )
    claims = [
        event.claim
        for event in load(put(tmp_path, body, OTHERS.partition("[[links]]")[0]), TEXTS)
        if hasattr(event, "claim")
    ]
    rests = [[TEXT[span.start : span.end] for span in claim.evidence] for claim in claims]
    assert rests == [["the quay is shut"], ["12 ships wait"]]
