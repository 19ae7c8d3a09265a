# ruff: noqa: E501 - a table of cases has one case a line
"""A slip of the pen is found where it was made: each fault names its file, its line and its field."""

from __future__ import annotations

import os
import re
import sys

import pytest

import eventlog
from annotated import BOATS, FILES, FORMAT, HARBOUR, digest, line_of, write
from eventlog.annotations import check, load
from eventlog.errors import InvalidAnnotation

A, B, C = FILES
SPAN = f'{{ start = 0, end = 3, digest = "{digest("The")}" }}'
MORE = "[[withdrawals]]\nkind = "


def refused(path, texts=None):
    """The fault for which nothing of this is loaded: one sentence, one line, nothing that a terminal would obey."""
    with pytest.raises(InvalidAnnotation) as raised:
        load(path, texts)
    fault = raised.value
    assert str(fault).isprintable()
    assert len(str(fault)) < 700
    assert isinstance(fault, ValueError)
    assert fault.file in str(fault)
    assert fault.reason in str(fault)
    return fault


# name: (file, what to replace, by what, field, what stands on the line of the fault, words of the reason)
FAULTS = {
    # the file
    "no format": (A, FORMAT, "", "format", None, "begin it with the line format ="),
    "another version": (A, "annotation/1", "annotation/2", "format", "format =", "annotation/1"),
    "format is no text": (A, '"eventlog-annotation/1"', "1", "format", "format =", "annotation/1"),
    "unknown table": (C, "[[agents]]", "[[agent]]", "agent", "[[agent]]", "did you mean 'agents'?"),
    "[[report]]": (B, "[report]", "[[report]]", "report", "[[report]]", "[report]"),
    "[claims]": (B, '[[claims]]\nkey = "c01"', '[claims]\nkey = "c01"', None, None, "Cannot|two brackets|not TOML"),
    "[agents]": (C, "[[agents]]", "[agents]", "agents", "[agents]", "[[agents]]"),
    "claims without a report": (C, "[[agents]]", '[[claims]]\nkey = "c"\n[[agents]]', "claims[1]", "[[claims]]", "[report]"),
    "report is no table": (C, FORMAT, FORMAT + "report = 1\n", "report", "report = 1", "a table is wanted"),
    "claims are no tables": (B, "[report]", "links = [1]\n[report]", "links[1]", "links = [1]", "a table is wanted"),
    # syntax
    "no closing quote": (A, 'title = "Harbour reopens"', 'title = "Harbour reopens', "title", "title =", "not TOML"),
    "no value": (A, 'language = "en"', "language =", "language", "language =", "not TOML"),
    "a key twice": (A, 'language = "en"', 'language = "en"\nlanguage = "en"', None, None, "Cannot overwrite"),
    "no end": (C, 'about = "gov:town"\n', "about = [", "about", "about = [", "at the end of the file"),
    "half a character": (A, 'title = "Harbour reopens"', 'title = "\\ud800"', "title", "title =", "not TOML"),
    "lone carriage return": (A, 'language = "en"', "language\r = 1", None, "language", "not TOML"),
    "thousands of digits": (A, "start = 0", f"start = {'9' * 5000}", None, "999", "thousands of digits"),
    "bad TOML date": (A, '"2024-05-03T00:00:00Z"', "2024-13-03", "retrieved", "retrieved", "not TOML"),
    # keys
    "unknown key in a report": (A, "publisher =", "publsher =", "report.publsher", "publsher", "did you mean 'publisher'"),
    "unknown key in a claim": (A, "stance =", "stanze =", "claims[1].stanze", "stanze", "did you mean 'stance'"),
    "unknown key in another case": (A, "stance =", "STANCE =", "claims[1].STANCE", "STANCE", "did you mean 'stance'"),
    "unknown key, nothing near": (A, "stance =", "xyz =", "claims[1].xyz", "xyz =", "known are key, question"),
    "unknown key in a link": (C, "basis =", "bases =", "links[1].bases", "bases =", "did you mean 'basis'"),
    "unknown key in a step": (A, "quotation =", "quote =", "claims[1].chain[1].quote", "quote =", "known are agent"),
    "unknown key in a span": (A, "evidence = [ { start", "evidence = [ { begin", "claims[1].evidence[1].begin", "begin", "known are start"),
    "unknown key in a quantity": (A, "approx =", "aprox =", "claims[1].value.aprox", "aprox", "did you mean 'approx'"),
    "unknown key in a time": (A, 'text = "yesterday"', 'words = "yesterday"', "claims[1].said.words", "said =", "known are text"),
    "odd key": (A, "stance =", '"a\\nb\\u001b" =', r"claims[1].'a\nb\x1b'", "u001b", "no key"),
    "long key": (A, "stance =", "x" * 5000 + " =", f"claims[1].{'x' * 77}...", "xxxx", "no key"),
    "deep header": (C, "[[agents]]", "[[a" + ".a" * 5000 + "]]", "", "[[a.a", "more words and dots"),
    "missing key": (A, 'key = "harbour"\n', "", "report.key", "[report]", "is missing"),
    "missing value": (B, "value = false\n", "", "claims[1].value", "[[claims]]", "is missing"),
    "missing question": (B, 'question = "ferry.sailed"\n', "", "claims[1].question", "[[claims]]", "is missing"),
    "missing publisher": (B, 'publisher = "outlet:quay"\n', "", "report.publisher", "[report]", "is missing"),
    "missing end": (A, "end = 15\n", "", "report.regions[1].end", "[[report.regions]]", "is missing"),
    "missing kind of basis": (A, 'kind = "dateline"\n', "", "report.published_basis.kind", "published_basis]", "is missing"),
    "malformed key": (A, 'key = "c01"', 'key = "c#1"', "claims[1].key", 'key = "c#1"', "is not a key"),
    "empty key": (A, 'key = "c01"', 'key = ""', "claims[1].key", 'key = ""', "must not be empty"),
    "a key that is a date": (B, 'key = "boat"', 'key = "2024-05"', "report.key", "2024-05", "reads as a date"),
    "a claim's key twice": (B, 'key = "c02"', 'key = "c01"', "claims[2].key", 'key = "c01"', "is taken: see"),
    "a link's key as a claim's": (A, "[[assessments]]", '[[links]]\nkey = "c01"\n[[assessments]]', "links[1].key", None, "is taken"),
    "a report's key twice": (B, 'key = "boat"', 'key = "harbour"', "report.key", 'key = "harbour"', "is taken by the report of"),
    # types
    "float in a quantity": (A, 'low = "1200"', "low = 1200.0", "claims[1].value.low", "low =", "is a float"),
    "not a number": (A, 'low = "1200"', "low = nan", "claims[1].value.low", "low =", "is a float"),
    "float as a value": (B, "value = false", "value = 0.5", "claims[1].value", "value =", "is a float"),
    "float as an offset": (A, "start = 0", "start = 0.0", "report.regions[1].start", "start = 0.0", "is a float"),
    "number as a value": (B, "value = false", "value = 12", "claims[1].value", "value =", "needs a unit"),
    "bare text as a value": (B, "value = false", 'value = "no"', "claims[1].value", "value =", "{ text = ... }"),
    "array as a value": (B, "value = false", "value = []", "claims[1].value", "value =", "a table is wanted"),
    "a TOML date": (A, '"2024-05-03T00:00:00Z"', "2024-05-03 00:00:00", "report.retrieved", "retrieved", "write dates in quotes"),
    "text as a truth": (C, "single = true", 'single = "yes"', "questions[1].single", "single", "true or false is wanted"),
    "truth as an offset": (A, "start = 0", "start = true", "report.regions[1].start", "start = true", "whole number"),
    "number as a title": (A, 'title = "Harbour reopens"', "title = 5", "report.title", "title =", "text in quotes"),
    "text for an array": (A, '["person:ann-lee"]', '"person:ann-lee"', "report.authors", "authors", "an array of texts"),
    "number in an array": (C, '["Her Honour"]', '["Her Honour", 5]', "agents[1].aliases[2]", "aliases", "text in quotes"),
    "text for a table": (A, "value = {", "value = 1 #{", "claims[1].value", "value =", "a number needs a unit"),
    "NUL": (A, 'title = "Harbour reopens"', 'title = "a\\u0000b"', "report.title", "title", "NUL"),
    # words
    "unknown stance": (A, '"assert"', '"asert"', "claims[1].stance", "stance", "did you mean 'assert'?"),
    "unknown factuality": (A, '"CT+"', '"CT"', "claims[1].factuality", "factuality", "is not one of CT+"),
    "unknown quotation": (A, '"direct"', '"verbatim"', "claims[1].chain[1].quotation", "quotation", "direct, indirect"),
    "unknown scope": (A, '"stated"', '"said"', "claims[1].chain[1].scope", "scope", "stated, inferred"),
    "unknown region": (A, '"body"', '"bdy"', "report.regions[2].kind", '"bdy"', "did you mean 'body'"),
    "unknown basis": (A, '"dateline"', '"guess"', "report.published_basis.kind", '"guess"', "inferred"),
    "unknown link": (C, '"explains"', '"explain"', "links[1].kind", '"explain"', "did you mean 'explains'"),
    "unknown assessment": (C, '"likelihood"', '"likely"', "assessments[1].what", 'what = "likely"', "did you mean 'likelihood'"),
    "a value off its scale": (C, '"likely"', '"verified"', "assessments[1].value", '"verified"', "roughly even chance"),
    "reliability of a link": (C, 'about = "outlet:quay"', 'about = "boat#c01"', "assessments[2].about", "boat#c01", "reliability"),
    "unknown withdrawal": (C, '"retracted"', '"retract"', "withdrawals[2].kind", '"retract"', "did you mean 'retracted'"),
    "unknown answer": (C, 'answer = "quantity"', 'answer = "number"', "questions[1].answer", "answer", "truth, quantity"),
    "measure of a truth": (C, 'answer = "quantity"', 'answer = "truth"', "questions[1].measure", "measure", "only a quantity"),
    "unknown prefix of an agent": (C, '"person:mayor"\nname', '"human:mayor"\nname', "agents[1].id", "human", "person, org, gov"),
    "bad agent in a chain": (A, 'agent = "person:mayor"', 'agent = "Mayor"', "claims[1].chain[1].agent", "Mayor", "no agent is called 'Mayor' here, did you mean 'mayor'"),
    "bad author": (A, "person:ann-lee", "Ann Lee", "report.authors[1]", "authors", "agent's id"),
    "bad institution": (C, "org:club", "club", "agents[1].part_of[2].agent", "club", "agent's id"),
    "part of itself": (C, "org:club", "person:mayor", "agents[1].part_of", "part_of", "part of itself"),
    "bad question": (B, "ferry.sailed", "ferry sailed", "claims[1].question", "ferry sailed", "question's id"),
    "bad digest": (B, 'digest = "sha256:', 'digest = "SHA256:', "report.digest", "SHA256", "is not a digest"),
    "bad zone": (A, "Europe/Berlin", "Europe/Atlantis", "report.zone", "zone", "Atlantis"),
    "nothing to tell it by": (C, "[[agents]]", '[report]\nkey = "x"\npublisher = "outlet:x"\n[[agents]]', "report", "[report]", "digest, a url or a title"),
    # times
    "bad publication": (B, '"2024-05"', '"2024-13"', "report.published", "2024-13", "at character"),
    "publication without an end": (B, '"2024-05"', '"2024-05/.."', "report.published", "2024-05/..", "not a time"),
    "bad during": (A, 'during = "2024-05-01"', 'during = "May"', "claims[1].during", "May", "at character"),
    "bad retrieved": (A, "2024-05-03T00:00:00Z", "2024-05-03T00:00:00", "report.retrieved", "retrieved", "not a time"),
    "bad membership": (C, "2020/..", "2020/2019", "agents[1].part_of[1].during", "2020/2019", "not a time"),
    "unknown words of time": (A, '"yesterday", anchor = "published", value = "2024-05-01"', '"a while ago"', "claims[1].said", "said", "not known"),
    "bad anchor": (A, 'anchor = "published"', 'anchor = "printed"', "claims[1].said.anchor", "said", "not a time"),
    "bad value of words": (A, 'value = "2024-05-01"', 'value = "2024-02-30"', "claims[1].said.value", "said", "not a time"),
    "time as a value": (B, "value = false", 'value = { time = "soon" }', "claims[1].value.time", "soon", "not a time"),
    "bad window": (A, "approx = true", 'approx = true, window = "x"', "claims[1].value.window", "window", "not a time"),
    "two times of saying": (A, 'scope = "stated"', 'said = "2024-04-30"', "claims[1].said", "said = { text", "give one of them"),
    # values
    "nothing holds, affirmed": (B, "value = false", 'value = { none = true }\nfactuality = "PR+"', "claims[1].factuality", "factuality", "must be CT-"),
    "none is false": (B, "value = false", "value = { none = false }", "claims[1].value.none", "none", "only be true"),
    "two kinds of value": (B, "value = false", 'value = { time = "2024", text = "x" }', "claims[1].value", "value =", "two claims"),
    "empty value": (B, "value = false", "value = {}", "claims[1].value", "value =", "true, false, or one of"),
    "no number": (A, 'low = "1200"', 'low = "many"', "claims[1].value.low", "many", "is not a number"),
    "too many digits": (A, 'low = "1200"', f"low = {'9' * 100}", "claims[1].value.low", "low =", "at most 60 digits"),
    "reversed bounds": (A, 'low = "1200"', 'low = "1300"', "claims[1].value", "value =", "swap them"),
    "no unit": (A, 'unit = "person", ', "", "claims[1].value.unit", "value =", "is missing"),
    "nothing counted": (A, 'of = "visitors", ', "", "claims[1].value.of", "value =", "is missing"),
    "an open end that is not there": (A, 'high = "1200"', "high_open = true", "claims[1].value.high_open", "value =", "no high"),
    # spans
    "empty span": (A, "end = 15", "end = 0", "report.regions[1].end", "end = 0", "is empty"),
    "reversed span": (A, "start = 17", "start = 17000", "report.regions[2].end", "end = 81", "is empty"),
    "before the text": (A, "start = 0", "start = -1", "report.regions[1].start", "start = -1", "first code point is 0"),
    "beyond any text": (A, "end = 15", "end = 0x" + "f" * 9000, "report.regions[1].end", "end = 0xf", "no text is that long"),
    "no evidence": (A, "evidence = [ { start = 0", "condition = ''\nevidence = []\n# [ { start = 0", "claims[2].evidence", "evidence = []", "at least one span"),
    "spans of no report": (C, 'value = "likely"', f'value = "likely"\nevidence = [ {SPAN} ]', "assessments[1].evidence", "evidence =", "add found_in"),
    # names
    "unknown claim": (C, '"harbour#c02"\nto', '"harbour#c12"\nto', "links[1].from", "c12", "did you mean 'c02'"),
    "unknown report of a claim": (C, '"harbour#c02"\nto', '"harbor#c02"\nto', "links[1].from", "harbor#", "did you mean 'harbour'"),
    "unknown citation": (A, '["boat"]', '["boat", "boot"]', "report.cites[2]", "cites", "did you mean 'boat'"),
    "unknown notice": (C, 'notice = "harbour"', 'notice = "harber"', "withdrawals[2].notice", "harber", "did you mean 'harbour'? nor a date"),
    "a date no notice can have": (C, '"2024-05-04"', '"2024-05-99"', "withdrawals[1].notice", "2024-05-99", "nor a date"),
    "a key without its mark": (A, 'about = "#c01"', 'about = "c01"', "assessments[1].about", 'about = "c01"', "written '#c01'"),
    "a report for a claim": (C, 'to = "boat#c01"', 'to = "boat"', "links[1].to", 'to = "boat"', "a claim is wanted"),
    "a link for a claim": (C, 'from = "boat#c02"', 'from = "#l01"', "links[2].from", '"#l01"', "is a link"),
    "a link to itself": (C, 'to = "boat#c01"', 'to = "harbour#c02"', "links[1].to", 'to = "harbour#c02"', "both ends"),
    "an agent for a claim": (C, 'to = "boat#c01"', 'to = "gov:x"', "links[1].to", "gov:x", "does not name a claim"),
    "nothing named": (C, 'to = "boat#c01"\n', "", "links[1].to", "[[links]]", "is missing"),
    "cites itself": (A, '["boat"]', '["harbour"]', "report.cites[1]", "cites", "cite or revise itself"),
    "revises itself": (A, 'cites = ["boat"]', 'revision_of = "harbour"', "report.revision_of", "revision_of", "itself"),
    "a retraction with another": (C, 'kind = "corrected"', 'kind = "retracted"', "withdrawals[1].with", "with =", "superseded or corrected"),
    "a field superseded": (C, 'kind = "corrected"', 'kind = "superseded"\nfield = "published"', "withdrawals[1].kind", "superseded", "only a correction"),
    "a field that can't be corrected": (C, 'with = "harbour#c02"', 'field = "colour"\nvalue = "x"', "withdrawals[1].field", "field", "published"),
    "a field of a claim": (C, 'with = "harbour#c02"', 'field = "title"\nvalue = "x"', "withdrawals[1].field", "field", "is no report"),
    "a report corrected in nothing": (C, 'kind = "retracted"', 'kind = "corrected"', "withdrawals[2].target", "target", "give field and value"),
    "authors in one text": (C, 'with = "harbour#c02"', 'field = "authors"\nvalue = "x"', "withdrawals[1].value", "value", "array"),
    "an answer of another type": (A, "value = {", 'value = { agent = "gov:town" } #', "claims[1].value", "value", "answered by a number"),
    "a date corrected to none": (C, 'with = "harbour#c02"', 'field = "published"\nvalue = "x"', "withdrawals[1].value", 'value = "x"', "not a time"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_names_file_line_and_field(case, tmp_path):
    """One slip in a sound folder is reported with its place, and nothing is loaded."""
    file, old, new, field, line, words = FAULTS[case]
    assert old in FILES[file]
    source = FILES[file].replace(old, new, 1)
    fault = refused(write(tmp_path, FILES | {file: source}))
    assert fault.file == str(tmp_path / file)
    assert re.search(words if case == "[claims]" else re.escape(words), fault.reason)
    if field is not None:
        assert fault.field == field
    if line is not None:
        lines = source.split("\n")
        assert line in lines[fault.line - 1]
        # A table's line is that of its own header, not of the first of its name.
        if not lines[fault.line - 1].startswith("["):
            assert field is None or field.split(".")[0].startswith(tuple(headers(lines[: fault.line])))


def headers(lines):
    """The innermost header above a line, as a field begins with it."""
    names = [name for one in lines for name in re.findall(r"^\[{1,2}([\w.]+)\]{1,2}", one)]
    if not names:
        return [""]
    top = names[-1].split(".")[0]
    count = sum(name == top for name in names)
    return [top if top == "report" else f"{top}[{count}]", lines[-1].split(" ")[0]]


def test_a_fault_on_the_first_line(tmp_path):
    """A file that does not say what it is has its fault on line 1, even an empty one."""
    for content in ("", "\n\n", 'x = "y"\n'):
        fault = refused(write(tmp_path, {"a.toml": content}))
        assert (fault.line, fault.field) == (1, "format")


DUPLICATES = {
    "claim": (B, BOATS[BOATS.index("[[claims]]") :].replace('"c01"', '"c03"').split("\n\n")[0], "claims[3]"),
    "claim by another extractor": (
        B,
        BOATS[BOATS.index("[[claims]]") :].replace('"c01"', '"c03"\nextractor = "x/2"').split("\n\n")[0],
        "claims[3]",
    ),
    "link": (C, '[[links]]\nkind = "refines"\nfrom = "boat#c02"\nto = "boat#c01"\nby = "user:desk"', "links[3]"),
    "assessment": (C, '[[assessments]]\nabout = "ours#l01"\nwhat = "likelihood"\nvalue = "likely"\nby = "user:desk"', "assessments[3]"),
    "withdrawal": (C, MORE + '"retracted"\ntarget = "boat"\nby = "outlet:quay"\nnotice = "harbour"', "withdrawals[3]"),
    "agent": (C, '[[agents]]\nid = "person:mayor"', "agents[2].id"),
    "question": (C, '[[questions]]\nid = "harbour.visitors"', "questions[2].id"),
}  # fmt: skip


@pytest.mark.parametrize("case", DUPLICATES)
def test_what_stands_twice_is_refused(case, tmp_path):
    """Whatever its key: the second of two that say the same is a fault that names the place of the first."""
    file, again, field = DUPLICATES[case]
    source = f"{FILES[file]}\n{again}\n"
    fault = refused(write(tmp_path, FILES | {file: source}))
    assert (fault.file, fault.field) == (str(tmp_path / file), field)
    assert fault.line > FILES[file].count("\n")
    first = re.search(r"first in (.*), line (\d+): remove one", fault.reason)
    assert first
    assert first[1] == str(tmp_path / file)
    assert int(first[2]) < fault.line


def test_what_stands_in_two_files_is_refused(tmp_path):
    """A report and an agent may be in one file only; the later of the two names the earlier."""
    again = BOATS.replace('"boat"', '"ship"')
    fault = refused(write(tmp_path / "a", FILES | {"03.toml": again}))
    assert (fault.field, fault.line) == ("report.digest", line_of(again, "digest ="))
    assert f"first in {tmp_path / 'a' / B}, line {line_of(BOATS, '[report]')}" in fault.reason
    agents = f'{FORMAT}[[agents]]\nid = "person:mayor"\n'
    fault = refused(write(tmp_path / "b", FILES | {"z.toml": agents}))
    assert (fault.file, fault.field, fault.line) == (str(tmp_path / "b" / "z.toml"), "agents[1].id", 3)


def test_bytes_that_are_no_text(tmp_path):
    """A file in another encoding is refused, with the line of the first byte that does not fit."""
    path = write(tmp_path, {"a.toml": ""}) / "a.toml"
    path.write_bytes(f"{FORMAT}# caf".encode() + b"\xe9\n")
    fault = refused(path)
    assert (fault.line, fault.reason) == (2, f"this is not UTF-8 (byte {len(FORMAT) + 5}): save it as UTF-8")
    path.write_bytes(BOATS.encode("utf-16"))
    assert "UTF-16" in refused(tmp_path).reason


def test_deep_nesting_is_one_sentence(tmp_path):
    """Thousands of brackets are refused where they are deepest, whether they are closed or not."""
    for brackets in ("[" * 5000, "[" * 5000 + "]" * 5000, "{a=" * 5000 + "1" + "}" * 5000, "[" * 300 + "]" * 300):
        source = BOATS.replace("value = false", f"value = {brackets}")
        fault = refused(write(tmp_path, {"a.toml": source}))
        assert fault.line == line_of(source, "value =")
        assert fault.field in ("value", "claims[1].value", "claims[1].value.a")
        assert fault.__context__ is None or isinstance(fault.__context__, RecursionError | eventlog.EventLogError)


def test_a_deep_tree_is_a_wrong_type(tmp_path):
    """Dotted keys can build what no brackets could; nothing tries to print it, and thousands of words are too many."""
    for many, field, words in ((20, "claims[1].paraphrase", "this is a table"), (3000, "", "more words and dots")):
        source = BOATS.replace("value = false", "paraphrase" + ".a" * many + " = 1\nvalue = true")
        fault = refused(write(tmp_path, {"a.toml": source}))
        assert (fault.field, fault.line) == (field, line_of(source, "paraphrase"))
        assert words in fault.reason


@pytest.mark.parametrize(
    "dots", ['paraphrase = "' + "a. " * 100 + '"', "paraphrase = " + 3 * "'" + "a.b\n" * 100 + 3 * "'"]
)
def test_dots_in_text_are_no_key(dots, tmp_path):
    """A sentence may have as many dots as it likes, and so may a comment."""
    source = BOATS.replace("value = false", f"{dots} # {'a.' * 100}\nvalue = false")
    assert eventlog.load(write(tmp_path, {"a.toml": source}))


def test_paths_that_lead_nowhere(tmp_path):
    """A missing path, a folder without TOML, a folder with the name of a file, a link to nowhere: all are refused."""
    assert "No such file" in refused(tmp_path / "nowhere").reason
    assert "no TOML file in this folder" in refused(write(tmp_path / "empty", {"a.txt": "", ".b.toml": ""})).reason
    (tmp_path / "folders" / "a.toml").mkdir(parents=True)
    assert "no file that can be read" in refused(tmp_path / "folders").reason
    folder = write(tmp_path / "half", {"boat.toml": BOATS})
    (folder / "gone.toml").symlink_to(tmp_path / "nowhere")
    fault = refused(folder)
    assert (fault.file, fault.line) == (str(folder / "gone.toml"), None)
    assert "name of a file" in refused("a\0b").reason
    assert "texts can't be read" in refused(write(tmp_path / "good", {"boat.toml": BOATS}), tmp_path / "nowhere").reason


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    """Reading one could take for ever."""
    os.mkfifo(tmp_path / "a.toml")
    assert "no file that can be read" in refused(tmp_path).reason


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    """The system's reason is given."""
    (write(tmp_path, {"a.toml": BOATS}) / "a.toml").chmod(0)
    assert "Permission denied" in refused(tmp_path).reason


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not allow such names")
@pytest.mark.parametrize("name", [b"a\nb.toml", b"\x1b[31m.toml", b"\xff.toml", "\u202etxt.toml".encode()])
def test_names_of_files_are_shown_safely(name, tmp_path):
    """No name of a file can colour a terminal, break a line, or crash an error."""
    try:
        (tmp_path / os.fsdecode(name)).write_bytes(b"x = 1\n")
    except OSError:
        pytest.skip("this disk does not allow such names")
    fault = refused(tmp_path)
    str(fault).encode()
    assert fault.file.startswith("'")


def test_a_file_can_have_an_odd_name_and_be_read(tmp_path):
    """Names of files say nothing."""
    assert len(load(write(tmp_path, {"Ein Bericht (1) ü.TOML": BOATS}))) == 3


def test_check_refuses_what_load_refuses(tmp_path):
    """An annotation that can't be read can't be compared with anything."""
    folder = write(tmp_path, {"a.toml": HARBOUR})  # cites a report that is not there
    with pytest.raises(InvalidAnnotation, match="there is no report 'boat'"):
        check(folder, {})


@pytest.mark.parametrize("words", ["In April", "by late summer", "last Tuesday", "a week ago", "since 2022"])
def test_words_in_place_of_a_date_are_told_how_words_are_written(words, tmp_path):
    """A date has digits, and words of time are a table."""
    file = tmp_path / "a.toml"
    head = f'{FORMAT}\nextractor = "hand/1"\n[report]\nkey = "a"\npublisher = "outlet:a"\ntitle = "T"\n'
    file.write_text(f'{head}[[claims]]\nquestion = "q"\nvalue = true\nduring = "{words}"\n', encoding="utf-8")
    with pytest.raises(InvalidAnnotation, match=r"a date is written in digits.*words as { text =") as caught:
        load(file)
    assert caught.value.field == "claims[1].during"


def test_a_key_that_nothing_in_its_own_file_has_is_told_as_that(tmp_path):
    """Not as a file that is missing: it is this file whose claim wants a key."""
    claim = '[[claims]]\nchain = ["anon:neighbour"]\n"doors.locked" = true\n'
    taken = '[[withdrawals]]\nkind = "retracted"\ntarget = "#c01"\nby = "anon:neighbour"\nnotice = "2031-06-20"\n'
    report = '[report]\nkey = "fire"\npublisher = "outlet:post"\ntitle = "Fire"\n'
    (tmp_path / "fire.toml").write_text(f"{FORMAT}{report}{claim}{taken}")
    fault = refused(tmp_path / "fire.toml")
    assert fault.field == "withdrawals[1].target"
    told = "nothing in this file has a key, and '#c01' names one: give the claim or link that is meant a key"
    assert fault.reason == f'{told}, such as key = "c01"'
    keyed = claim.replace("chain", 'key = "c01"\nchain')
    (tmp_path / "fire.toml").write_text(f"{FORMAT}{report}{keyed}{taken}")
    assert len(load(tmp_path / "fire.toml")) == 3
