"""Words as they are looked for: what makes no difference, and what does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.errors import InvalidValue
from eventlog.terms import _all_stand, excerpt, holds, query, streams, words

anything = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=40)
numbers = st.integers(1000, 10**12)
MARKS = (",", "'", "’", "\u00a0", "\u202f", "\u2009", " ", ".")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("“Cannon fodder”, he said", "cannon fodder"),
        ("cannon-fodder", '"cannon fodder"'),
        ("cannon – fodder", "«cannon fodder»"),
        ("Zelenskyy’s order", "zelenskyy"),
        ("ZELENSKYY'S ORDER", "Zelenskyy’s"),
        ("naïve façade", "naive FACADE"),
        ("ﬁnd", "find"),
        ("ＡＢＣ", "abc"),
        ("co\u00adoperate", "cooperate"),
        ("Straße", "STRASSE"),
        ("북한군 병사", "북한"),
        ("朝鮮軍の兵士", "朝鮮軍"),
        ("ИОСИФ", "Иосиф"),
        ("٣٤٥٠ men", "3,450"),
        ("12,34,567 rupees", "1234567"),
        ("on June 26 100 men", '"100 men"'),
        ("1.5 million", "1.5"),
    ],
)
def test_marks_case_and_accents_make_no_difference(text: str, wanted: str) -> None:
    """A text holds words however either of them is written."""
    assert holds(text, query(wanted))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("fodder for the cannon", '"cannon fodder"'),
        ("cannons", "cannon"),
        ("12,000", "12"),
        ("12,000", "000"),
        ("12,000", "1,200"),
        ("군북한", "북한군"),
        ("", "word"),
        ("the digest sha256:" + 64 * "a", "a" * 64),
    ],
)
def test_other_words_are_other_words(text: str, wanted: str) -> None:
    """Words in another order, parts of words and parts of numbers are not what was looked for."""
    assert not holds(text, query(wanted))


@given(numbers, st.sampled_from(MARKS), st.sampled_from(MARKS))
def test_a_number_is_found_however_its_thousands_are_parted(number: int, mark: str, other: str) -> None:
    """Whatever parts the thousands in the text and in the query, the number is found; another number is not."""
    text = f"about {number:,} men".replace(",", mark)
    assert holds(text, query(f"{number:,}".replace(",", other)))
    assert holds(text, query(str(number)))
    assert not holds(text, query(str(number + 1)))


@given(anything)
def test_a_text_holds_each_word_of_its_own(text: str) -> None:
    """Each word of a text, and each text with a word, is found in it; case and a second folding change nothing."""
    for word in words(text):
        assert holds(text, query(word))
        assert words(word) == {word}
    if words(text):
        assert holds(text, query(text.replace('"', " "))) or len(words(text)) > 32


@given(anything, anything)
def test_what_a_text_holds_is_among_its_words(text: str, wanted: str) -> None:
    """All words of some reading of what a text holds are among its words: so an index of words finds no fewer."""
    if not words(wanted):
        return
    asked = query(wanted)
    if holds(text, asked):
        assert any({word for phrase in reading for word in phrase} <= words(text) for reading in asked)


@given(anything)
def test_a_word_is_letters_and_digits(text: str) -> None:
    """No word holds a mark, a space or a capital: it may stand in a query of an index as it is."""
    for stream in streams(text):
        for word in stream:
            assert word
            assert all(letter.isalnum() for letter in word)
            assert word == word.casefold()


@given(anything, st.integers(0, 60))
def test_an_excerpt_holds_the_first_of_the_words(text: str, begin: int) -> None:
    """An excerpt is short, in one line, and holds the word that it is taken for."""
    told = f"{'so it was ' * begin}NEEDLE {text}"
    found = excerpt(told, query("needle"), 100)
    assert len(found) <= 104
    assert "\n" not in found
    assert "NEEDLE" in found


@pytest.mark.parametrize(
    ("given_", "reason"), [("", "no word"), ("…“”", "no word"), ("a " * 40 + "b c", None), (3, "text")]
)
def test_what_can_not_be_looked_for_is_refused(given_: object, reason: str | None) -> None:
    """A query without words, or of something else than text, is refused; a repeated word counts once."""
    if reason is None:
        assert len(query(given_)[0]) == 3
        return
    with pytest.raises(InvalidValue, match=reason):
        query(given_)


@pytest.mark.parametrize("given_", ["caf\udce9", '"Stra\udcdfe 5"', "\udcc5\udc81\udcc3\udcb3d\udcc5\udcba", "\ud800"])
def test_half_a_character_is_not_passed_over(given_) -> None:
    """What a shell could not read would be looked for as the letters around it: "d" for Łódź, which holds that."""
    with pytest.raises(InvalidValue, match="half a character"):
        query(given_)


def test_a_query_of_many_words_is_refused() -> None:
    """More words than anybody looks for are refused, and the sentence says how many may be."""
    with pytest.raises(InvalidValue, match="more than 32 words"):
        query(" ".join(f"word{at}" for at in range(33)))


scraps = st.sampled_from(
    ("ab", "AB", "c", "1", "12", ",", ".", " ", "_", "'", "000", "-", "sha256:", "a" * 64, "é", '"')
)


@given(st.lists(scraps, max_size=12).map("".join), st.lists(scraps, min_size=1, max_size=4).map("".join))
def test_words_of_letters_are_found_in_plain_text_as_in_any(text: str, asked: str) -> None:
    """Where nothing need be folded but case, the text is looked at as it stands, and the same is found in it."""
    try:
        wanted = query(asked)
    except InvalidValue:
        return
    assert holds(text, wanted) == any(_all_stand(reading, streams(text)) for reading in wanted)
