"""How a number with its unit is written, as an editor would: `12,000 soldiers`, `1 leak`, `300,000 tonnes of methane`.

What is counted is named once: the noun of `of`, or the unit where `of` says nothing. What is weighed, measured or dealt
out has both: 5 km of road are no 5 roads, and 5% of votes no 5 votes. One is singular, as far as the commoner plurals
tell; a word whose other number is not known stays as it was given.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final

MEASURES: Final = frozenset(
    (
        *("tonne", "ton", "kilogram", "gram", "pound", "ounce", "litre", "liter", "gallon", "barrel", "bushel"),
        *("metre", "meter", "kilometre", "kilometer", "centimetre", "centimeter", "millimetre", "millimeter"),
        *("mile", "yard", "foot", "inch", "hectare", "acre", "percent", "percentage", "point", "degree", "share"),
        *("euro", "dollar", "cent", "rouble", "ruble", "hryvnia", "yuan", "yen", "won", "rupee", "franc", "peso"),
        *("watt", "kilowatt", "megawatt", "gigawatt", "byte", "megabyte", "gigabyte", "terabyte", "knot", "volt"),
        *("hour", "minute", "second", "day", "night", "week", "month", "year", "decade", "century"),
        *("dose", "load", "truckload", "bag", "sack", "bottle", "box", "carton", "container", "crate"),
        *("pallet", "pair", "case", "kmh", "mph", "psi", "ppm"),
    )
)
"""Units in which something is measured or dealt out, so that both the unit and what it is of are named."""
_DOZENS: Final = ("dozen", "dozens")
"""Said like a number, without a plural or "of": 12 dozen, 12 dozen eggs."""
_COUNTERS: Final = frozenset({"round", "piece", "item"})
"""Those that are named only beside what has no plural: rounds of ammunition, but artillery shells."""
_SCALES: Final = (("trillion", 10**12), ("billion", 10**9), ("million", 10**6))
_INVARIABLE: Final = frozenset(
    (
        *("percent", "dead", "hurt", "missing", "series", "species", "news", "headquarters", "means", "personnel"),
        *("police", "staff", "cattle", "livestock", "sheep", "deer", "fish", "dozen"),
        *("yuan", "yen", "won", "baht", "mph", "kmh"),
    )
)
"""Words with one form; so have those in -craft, and the participles that stand for people (killed, wounded)."""
_PAIRS: Final = """
person/people man/men woman/women child/children foot/feet tooth/teeth mouse/mice goose/geese ox/oxen knife/knives
wife/wives life/lives leaf/leaves loaf/loaves shelf/shelves thief/thieves half/halves calf/calves wolf/wolves
hoof/hooves hero/heroes potato/potatoes tomato/tomatoes torpedo/torpedoes embargo/embargoes veto/vetoes cargo/cargoes
echo/echoes gas/gases lens/lenses atlas/atlases alias/aliases bias/biases canvas/canvases movie/movies calorie/calories
tie/ties lie/lies axe/axes cache/caches avalanche/avalanches headache/headaches tranche/tranches niche/niches
"""
_IRREGULAR: Final = dict(pair.split("/") for pair in _PAIRS.split())
_SINGULAR: Final = {many: one for one, many in _IRREGULAR.items()}
_IN_COMPOUNDS: Final = ("person", "woman", "man", "child", "foot")
"""Those that end longer words: servicemen, grandchildren."""
_NO_MEN: Final = frozenset(
    ("human", "roman", "german", "norman", "ottoman", "shaman", "talisman", "specimen", "regimen", "abdomen", "omen")
)
_NOUNS_IN_ED: Final = ("eed", "bed", "shed", "sled", "moped")
_JOINING: Final = ("and", "or")
_HEAD: Final = re.compile(
    r" (?=(?:of|in|at|on|for|from|to|with|without|under|by|per|near|behind|since|after|before|who|that) )"
)
"""Behind the head of a phrase: members | of parliament."""


def plural(noun: str) -> str:
    """The plural of a common English noun in lower case, of a phrase that of its head; what is no such word stays."""
    head, *rest = _HEAD.split(noun, maxsplit=1)
    words = head.split(" ")
    at = 0 if _is_measure_of_a_name(words) else -1
    if words[-2:-1] != ["per"]:  # per cent
        words[at] = _plural(words[at])
    return " ".join([*words, *rest])


def _is_measure_of_a_name(words: list[str]) -> bool:
    """Whether a phrase is a measure and a name or a sign, which has no plural: degrees Celsius, tonnes CO2."""
    return words[-1] != words[-1].lower() and _singular(words[0]) in MEASURES


def _plural(word: str) -> str:
    if not _is_noun(word) or word in _SINGULAR or _is_participle(word):
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for one in _IN_COMPOUNDS if word not in _NO_MEN else ():
        if word.endswith((one, _IRREGULAR[one])):
            return word.removesuffix(one).removesuffix(_IRREGULAR[one]) + _IRREGULAR[one]
    if word.endswith("sis"):
        return f"{word[:-2]}es"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word  # it was given as a plural
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return f"{word}es"
    return f"{word[:-1]}ies" if word[-1] == "y" and word[-2] not in "aeiou" else f"{word}s"


def singular(noun: str) -> str:
    """The singular of a word or phrase, where it has a plural that is known; else as it is."""
    head, *rest = _HEAD.split(noun, maxsplit=1)
    words = head.split(" ")
    last = 0 if _is_measure_of_a_name(words) else len(words) - 1
    for at in range(last, -1, -1):
        words[at], word = _singular(words[at]), words[at]
        if words[at] != word or not (_is_participle(word) or word in _JOINING):
            break
    return " ".join([*words, *rest])


def _singular(word: str) -> str:
    if word in _INVARIABLE or word in _IRREGULAR or word.endswith(("ss", "us", "is")):
        return word
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word[:1].isupper() and word.endswith("ans"):
        return word[:-1]  # North Koreans
    for one in _IN_COMPOUNDS if word not in _NO_MEN else ():
        if word.endswith(_IRREGULAR[one]):
            return word.removesuffix(_IRREGULAR[one]) + one
    tries = [f"{word[:-3]}y"] if word.endswith("ies") else []
    tries += [f"{word[:-2]}is"] if word.endswith(("lyses", "crises", "theses")) else []
    if word.endswith(("xes", "ches", "shes", "sses", "uses")) and not word.endswith(("auses", "ouses")):
        tries.append(word[:-2])
    tries.append(word[:-1])
    return next((one for one in tries if word.endswith("s") and _plural(one) == word), word)


def _is_noun(word: str) -> bool:
    """Whether it is a word whose plural can be told: no symbol, no abbreviation, no name."""
    return len(word) > 2 and word.isascii() and word.isalpha() and word.islower()


def _is_participle(word: str) -> bool:
    """Whether it says what became of those who are counted: the killed, the wounded, the dead."""
    return word in _INVARIABLE or word.endswith("craft") or (word.endswith("ed") and not word.endswith(_NOUNS_IN_ED))


def figure(number: Decimal, written: str) -> str:
    """A number in digits, grouped by thousands; in millions where it was written so. Nothing has no sign."""
    for word, size in _SCALES:
        if word in written and re.search(rf"\b{word}\b", written) and number and not (number * 1000) % size:
            scaled = f"{(number / size).normalize():,f}"
            if abs(number) >= size or scaled in written.replace(",", "."):  # not the thousand "of two million"
                return f"{scaled} {word}"
    return f"{number:z,f}"


@lru_cache(maxsize=1024)
def noun(unit: str, of: str, *, one: bool) -> str:
    """What is counted or measured, in the singular for exactly one."""
    units = _DOZENS[0] if unit in _DOZENS else singular(unit) if one else plural(unit)
    if not of or of in (unit, plural(unit)):
        return units
    if unit in _DOZENS and not _named(units, of):
        return f"{units} {of}"
    counted = unit in _COUNTERS and singular(of) == of and not _is_participle(of)
    if (counted or _measures(unit)) and not _named(unit, of):
        return f"{units} of {of}"
    return _one_of(of, unit) if one else of


def _measures(unit: str) -> bool:
    """Whether a unit is no noun that can be left out: a measure, a sign or an abbreviation; but not UCUM's `1`."""
    words = _HEAD.split(unit)[0].split(" ")
    if _is_measure_of_a_name(words):
        return True
    last = words[-1]
    sign = len(last) < 3 or not re.sub(r"['’-]", "", last).isalpha() or last[1:] != last[1:].lower()
    return singular(last) in MEASURES or last in MEASURES or (sign and not last.isdigit())


def _named(unit: str, of: str) -> bool:
    """Whether what is counted names the unit itself: percent of votes."""
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", of) for word in (unit, plural(unit)))


def _one_of(of: str, unit: str) -> str:
    """One of what is counted: the plural of the unit in it, else the head of the phrase, in the singular."""
    head, *rest = _HEAD.split(of, maxsplit=1)
    words = head.split(" ")
    if any(word in _JOINING and not _is_participle(after) for word, after in pairwise(words)):
        return of  # one of the men and women
    if plural(unit) != unit and plural(unit) in words:
        words[words.index(plural(unit))] = unit
        return " ".join([*words, *rest])
    return singular(of)
