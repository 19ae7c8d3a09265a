"""The annotator's aid: where quoted words stand, ready to paste, and what comes nearest where they don't."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.annotations import nearly, snippet, span_of
from eventlog.claims import Evidence, span
from eventlog.errors import InvalidValue

TEXT = "\u201cWe won\u2019t go,\u201d she said \u2013 twice.\r\nNo one else\u00a0did. No one asked. Caf\u00e9 open.\n"


ASCII = st.text(st.characters(max_codepoint=127), min_size=1)
PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1)


@given(ASCII | PRINTABLE, st.data())
def test_a_span_is_of_the_very_words(text: str, data: st.DataObject) -> None:
    """Whatever stands in a text is found where it stands, and its digest fits."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    places = [at for at in range(len(text)) if text.startswith(text[start:end], at)]
    found = span_of(text, text[start:end], places.index(start) + 1)
    assert (found.start, found.end) == (start, end)
    assert found == Evidence.of(text, start, end)
    assert found.fits(text)


def test_words_that_occur_twice_need_a_number() -> None:
    """Counted from 1; the message says where they stand."""
    with pytest.raises(InvalidValue, match="occur 2 times in the text, at 34, 51"):
        span_of(TEXT, "No one")
    assert span_of(TEXT, "No one", 2).start == 51
    for number in (0, 3, -1, True):
        with pytest.raises(InvalidValue, match="no occurrence"):
            span_of(TEXT, "No one", number)


NEAR = {
    "straight quotation marks": '"We won\'t go,"',
    "a plain dash": "said - twice",
    "a plain blank": "else did",
    "another line end": "twice.\nNo one",
    "another case": "WE WON\u2019T GO",
    "composed otherwise": "Cafe\u0301 open",
    "invisible letters": "No\u200b one else",
}


@pytest.mark.parametrize("case", NEAR)
def test_what_differs_only_in_looks_is_shown(case: str) -> None:
    """It is never taken for the words themselves; it is shown, and the annotator decides."""
    phrase = NEAR[case]
    with pytest.raises(InvalidValue, match="do not occur in the text, but nearly: "):
        span_of(TEXT, phrase)
    (found,) = nearly(TEXT, phrase)
    assert found.fits(TEXT)
    assert span_of(TEXT, TEXT[found.start : found.end]) == found


def test_what_is_not_there_at_all_is_said() -> None:
    """As is asking for nothing."""
    with pytest.raises(InvalidValue, match="copy them from it"):
        span_of(TEXT, "She refused")
    with pytest.raises(InvalidValue, match="no words"):
        span_of(TEXT, "")
    assert nearly(TEXT, " ") == ()


@given(
    st.text(alphabet="ab \u00a0\u2019'\u00df\ufb01e\u0301\u00ad", max_size=30),
    st.text(alphabet="ab '", min_size=1, max_size=5),
)
def test_what_is_near_lies_in_the_text(text: str, phrase: str) -> None:
    """Every suggestion is a span of the text, and fits it."""
    for one in nearly(text, phrase):
        assert 0 <= one.start < one.end <= len(text)
        assert one.fits(text)


def test_a_snippet_is_toml() -> None:
    """Pasted into an annotation file it is the span."""
    found = span_of(TEXT, "she said")
    assert span(tomllib.loads(f"evidence = [{snippet(found)}]")["evidence"][0]) == found


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The aid, from a shell."""
    command = [sys.executable, "-m", "eventlog.annotations", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_the_aid_prints_what_can_be_pasted(tmp_path: Path) -> None:
    """On standard output the span and nothing else; line ends of the file count as they are."""
    path = tmp_path / "text.txt"
    path.write_bytes(TEXT.encode())
    done = run(str(path), "No one", "2")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{snippet(span_of(TEXT, 'No one', 2))}\n", "")
    near = run(str(path), "she said - twice")
    assert (near.returncode, near.stdout) == (1, "")
    assert "but nearly" in near.stderr
    assert run(str(path)).returncode == 2
    assert run(str(tmp_path / "none.txt"), "x").returncode == 2
