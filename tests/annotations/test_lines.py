"""The line of a value is the line on which its key stands, however the file is written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from eventlog.annotations.lines import line_of, shown_path

CORPUS = Path(__file__).resolve().parents[2] / "examples" / "corpus"

ODD = r'''a = 1 # [[x]]
b.c."d e" = "x # y = [" # 2
text = """
[[x]]
x = 5
""\" " """""
raw = """
""" # 9

[[x]]
one = 11
many = [ # 12
  1, [2,
    { p = 14, q.r = [
      15 ] } ], QQQ]
]QQQ
  ,
]
when = 2024-05-01 10:00:00
[[x]]
[x.inner]
one = 22
"[[x]]" = '"' # 23
[[x.inner.deep]]
[[x.inner.deep]]
k = 26
[[x]]
one = { a = [ ], b = { }, c = 28 }
[ y . 'z' ]
k = [{ a = 1 },
  { a = 31 }]
'''.replace("QQQ", "'''")

PLACES = {
    ("a",): 1,
    ("b",): 2,
    ("b", "c", "d e"): 2,
    ("text",): 3,
    ("raw",): 7,
    ("x",): 10,
    ("x", 0, "one"): 11,
    ("x", 0, "many"): 12,
    ("x", 0, "many", 0): 13,
    ("x", 0, "many", 1, 1): 14,
    ("x", 0, "many", 1, 1, "q", "r"): 14,
    ("x", 0, "many", 1, 1, "q", "r", 0): 15,
    ("x", 0, "many", 2): 15,
    ("x", 0, "when"): 19,
    ("x", 1): 20,
    ("x", 1, "inner"): 21,
    ("x", 1, "inner", "one"): 22,
    ("x", 1, "inner", "[[x]]"): 23,
    ("x", 1, "inner", "deep", 0): 24,
    ("x", 1, "inner", "deep", 1): 25,
    ("x", 1, "inner", "deep", 1, "k"): 26,
    ("x", 2, "one", "c"): 28,
    ("y", "z"): 29,
    ("y", "z", "k", 1, "a"): 31,
}


def test_the_odd_document_is_one():
    """The reader of the standard library takes it, and has all these places."""
    document = tomllib.loads(ODD)
    for path in PLACES:
        here = document
        for step in path:
            here = here[step]


@pytest.mark.parametrize("path", PLACES)
def test_a_place_in_an_odd_document(path):
    """Strings that look like tables, comments, dotted and quoted keys, arrays over many lines: none misleads."""
    assert line_of(ODD, path) == PLACES[path]


def test_what_is_not_there_has_the_line_of_what_is_around_it():
    """A missing key is looked for in its table."""
    assert line_of(ODD, ("x", 1, "missing")) == PLACES["x", 1]
    assert line_of(ODD, ("x", 0, "many", 1, 1, "missing")) == PLACES["x", 0, "many", 1, 1]
    assert line_of(ODD, ("missing",)) == 1


def paths(path, value):
    """The paths of everything in a document."""
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from paths((*path, key), one)


def test_every_key_of_the_corpus_stands_on_its_line():
    """Of each value that has a key of its own, the line holds the key."""
    source = (CORPUS / "004-june-26.toml").read_text(encoding="utf-8")
    lines = source.split("\n")
    every = list(paths((), tomllib.loads(source)))
    assert len(every) > 500
    for path in every[:: max(1, len(every) // 200)]:
        if isinstance(path[-1], str):
            assert path[-1] in lines[line_of(source, path) - 1]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ((), ""),
        (("claims", 2, "value", "low"), "claims[3].value.low"),
        (("report", "cites", 0), "report.cites[1]"),
        (("claims", 0, "a b\x1b"), r"claims[1].'a b\x1b'"),
        (("[x]", 0), "'[x]'[1]"),
        (("a", "[x]"), "a.'[x]'"),
    ],
)
def test_a_path_is_shown_as_people_count(path, shown):
    """Counted from 1, as lines are; what is no plain word stands in quotes."""
    assert shown_path(path) == shown
