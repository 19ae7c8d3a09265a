"""Words as they are looked for: of a text and of a query, folded in one way, so that every comparison agrees.

Folded are case, accents, ligatures and widths; a soft hyphen and what else has no width is passed over. Every other
mark parts words, so quotation marks, apostrophes and dashes of all kinds come to the same: `cease-fire` is two words
that stand together. Letters of scripts that put no spaces between words stand alone, so any run of them is found.

A number is one word however its thousands are parted: 12,000 and 12'000 and 12000. A full stop or a plain space may
part thousands or end something (`on June 26 100 men`), so such a place is read in both ways, in a query as well.

The digest of a text says nothing, so it is no word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias
from unicodedata import decimal, normalize, unidata_version

from eventlog.errors import InvalidValue, shown

__all__ = ["VERSION", "Phrase", "Query", "excerpt", "holding", "holds", "query", "streams", "words"]

Phrase: TypeAlias = tuple[str, ...]
"""Words that stand together, in this order."""
Query: TypeAlias = tuple[tuple[Phrase, ...], ...]
"""Each way in which a query may be read: phrases, all of which must stand in one text."""

VERSION: Final = f"1, Unicode {unidata_version}"
"""Which folding this is: what was folded by another can't be compared with it."""

_MOST: Final = 32
_SPACELESS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD: Final = re.compile(rf"(?:(?![{_SPACELESS}])[^\W_])+|(?=[^\W_])[{_SPACELESS}]")
_PLAIN_WORD: Final = re.compile(r"[a-z0-9]+")
_LETTERS: Final = re.compile(r"[a-z]+")
_MARKS: Final = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_NOTHING: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_DIGIT: Final = re.compile(r"(?![0-9])\d")
_THIN: Final = re.compile(r"(?<=\d)[\u00a0\u2007\u2009\u202f'\u2019\u066c\uff0c](?=\d{3})")
_GROUPED: Final = re.compile(r"(?<![0-9])[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?![0-9])")
_MAYBE: Final = re.compile(r"(?<![0-9])[0-9]{1,3}([. ])[0-9]{3}(?:\1[0-9]{3})*(?![0-9])")
_DIGEST: Final = re.compile(r"\bsha256:[0-9a-f]{64}\b")
_QUOTES: Final = re.compile("[\u201c-\u201f\u00ab\u00bb\u2033\u2036\u300c-\u300f\uff02]")
_HALF: Final = re.compile("[\ud800-\udfff]")
_QUOTED: Final = re.compile(r'"([^"]*)"')


def folded(text: str) -> str:
    """The text without what makes no difference in a search for words, its numbers without marks in them."""
    if text.isascii():
        plain = text.lower()
    else:
        marked = _THIN.sub(",", _NOTHING.sub("", text))
        plain = normalize("NFC", _MARKS.sub("", normalize("NFKD", marked)).casefold())
        plain = _DIGIT.sub(lambda digit: str(decimal(digit[0])), plain)
    if "'" in plain:
        plain = _THIN.sub(",", plain)
    if "sha256:" in plain:
        plain = _DIGEST.sub(" ", plain)
    return _GROUPED.sub(lambda number: number[0].replace(",", ""), plain) if "," in plain else plain


def _joined(plain: str) -> str:
    """A folded text in which full stops and spaces that may part thousands do."""
    return _MAYBE.sub(lambda number: number[0].replace(number[1], ""), plain)


def _split(plain: str) -> list[str]:
    return (_PLAIN_WORD if plain.isascii() else _WORD).findall(plain)


def streams(text: str) -> tuple[list[str], ...]:
    """The words of a text in order: in one way, or in two where a number may be read in two."""
    plain = folded(text)
    joined = _joined(plain)
    return (_split(plain),) if joined == plain else (_split(plain), _split(joined))


def words(text: str) -> set[str]:
    """All words of a text, in whatever way it is read."""
    return {word for stream in streams(text) for word in stream}


def query(text: str) -> Query:
    """What is looked for: words in any order, and in quotation marks words that stand together.

    Raises InvalidValue for what holds no words, or too many, and for half a character, which no text holds: what a
    shell could not read would be looked for as other words.
    """
    if not isinstance(text, str):
        raise InvalidValue(f"{shown(text)} is nothing to be found: pass words, as text")
    if _HALF.search(text):
        raise InvalidValue(f"{shown(text)} holds half a character, and no text does: give it in UTF-8")
    plain = folded(_QUOTES.sub('"', text))
    readings = tuple(dict.fromkeys((_phrases(plain), _phrases(_joined(plain)))))
    if not readings[0]:
        raise InvalidValue(f"{shown(text)} holds no word to be found: pass words, such as cannon fodder")
    if sum(map(len, readings[0])) > _MOST:
        raise InvalidValue(f"that is more than {_MOST} words: pass fewer, the rarest of them")
    return readings


def _phrases(plain: str) -> tuple[Phrase, ...]:
    parts = _QUOTED.split(plain)  # by turns what stands outside of quotation marks and inside
    found = [part for at, one in enumerate(parts) for part in ([one] if at % 2 else one.split())]
    return tuple(dict.fromkeys(phrase for one in found if (phrase := tuple(_split(one)))))


def holds(text: str, wanted: Query) -> bool:
    """Whether a text holds what is looked for."""
    return holding(wanted)(text)


def holding(wanted: Query) -> Callable[[str], bool]:
    """What tells whether a text holds what is looked for.

    Words of letters alone, none of which need stand beside another, are looked for in a text of ASCII as it stands:
    what is folded there, but for case, stands between digits, so it parts no such word from another, nor joins it.
    """
    alone = [phrase[0] for phrase in wanted[0] if len(phrase) == 1 and _LETTERS.fullmatch(phrase[0])]
    if len(wanted) > 1 or len(alone) < len(wanted[0]):
        return lambda text: bool(text) and _stand(text, wanted)

    def told(text: str) -> bool:
        if not text:
            return False
        if not text.isascii():
            return _stand(text, wanted)
        plain = text.lower()
        for word in alone:
            if not _stands_alone(word, plain):
                return False
        return "sha256:" not in plain or _stand(text, wanted)

    return told


def _stands_alone(word: str, plain: str) -> bool:
    """Whether a word stands in a text of ASCII with neither letter nor digit beside it."""
    at = plain.find(word)
    while at >= 0:
        end = at + len(word)
        if not (plain[at - 1 : at].isalnum() or plain[end : end + 1].isalnum()):
            return True
        at = plain.find(word, at + 1)
    return False


def _stand(text: str, wanted: Query) -> bool:
    told = streams(text)
    return any(_all_stand(reading, told) for reading in wanted)


def _all_stand(phrases: Sequence[Phrase], told: Sequence[Sequence[str]]) -> bool:
    for phrase in phrases:
        for stream in told:
            if phrase[0] in stream and (len(phrase) == 1 or _stands(phrase, stream)):
                break
        else:
            return False
    return True


def _stands(phrase: Phrase, stream: Sequence[str]) -> bool:
    first, length = phrase[0], len(phrase)
    return any(word == first and tuple(stream[at : at + length]) == phrase for at, word in enumerate(stream))


def excerpt(text: str, wanted: Query, most: int = 160) -> str:
    """A stretch of a text around the first of the words that are looked for, at most so long; spaces folded."""
    parts = text.split()
    line = " ".join(parts)
    if len(line) <= most:
        return line
    sought = {word for reading in wanted for phrase in reading for word in phrase}
    begin = 0
    for part in parts:
        if not sought.isdisjoint(words(part)):
            break
        begin += len(part) + 1
    begin = 0 if begin >= len(line) else max(0, min(begin - most // 3, len(line) - most))
    end = begin + most
    if begin:
        begin = line.find(" ", begin, begin + 30) + 1 or begin
    if end < len(line):
        last = line.rfind(" ", end - 30, end)
        end = last if last > begin else end
    return f"{'… ' if begin else ''}{line[begin:end]}{' …' if end < len(line) else ''}"
