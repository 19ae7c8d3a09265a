"""Packing: the tables of the book as they are written, small; the page unpacks them once, when it is opened.

Three things are said again and again, and each is written once. *Texts* are written by what sets them apart from one
written a little before: how far back that is, how many characters they share at the begin and at the end, and what
stands between. *States* are written as what differs from the state of the question before. What a claim is in a turn
(its role and place) and who stands behind it are rows of tables of their own, since parts repeat them. Nothing is lost:
unpacked, the tables are what they were.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

_BACK: Final = 40
"""Among how many texts before it the most alike one is looked for."""
_ANSWERS, _TIMELINE = 5, 7
"""Where in a state its answers and its timeline stand."""
_WORTH: Final = 10
"""How many characters must be saved for a text to be written by its difference: less is not worth the brackets."""
_BITS: Final = 32
"""How many bits a character takes in a number that stands for a text."""
_TWO_UNITS: Final = "\U00010000"
"""The first character that is two to JavaScript."""


def packed(tables: dict[str, Any]) -> dict[str, Any]:
    """The tables, smaller. Texts of claims become rows of `phrases`."""
    phrases: list[str] = list(tables["phrases"])
    at = {text: row for row, text in enumerate(phrases)}

    def row_of(text: str) -> int:
        if text not in at:
            at[text] = len(phrases)
            phrases.append(text)
        return at[text]

    chains: dict[bytes, int] = {}
    claims = [
        [
            report,
            row_of(line),
            row_of(words),
            _once(chains, chain),
            row_of(said),
            row_of(during),
            row_of(condition),
            *rest,
        ]
        for report, line, words, chain, said, during, condition, *rest in tables["claims"]
    ]
    hows: dict[bytes, int] = {}
    whos: dict[bytes, int] = {}
    answers: dict[bytes, int] = {}
    held: dict[bytes, int] = {}
    questions = [
        one
        | {
            "states": _steps([_state(state, answers, held) for state in one["states"]]),
            "readings": {
                reading: {"turns": _flat(told["turns"]), "parts": [_part(part, hows, whos) for part in told["parts"]]}
                for reading, told in one["readings"].items()
            },
        }
        for one in tables["questions"]
    ]
    rows = {"chains": chains, "hows": hows, "whos": whos, "answers": answers, "held": held}
    first = tables["days"][0] if tables.get("days") else 0
    return (
        tables
        | {
            "claims": claims,
            "questions": questions,
            "phrases": _texts(phrases),
            "marks": [_mark(one, first) for one in tables.get("marks", ())],
        }
        | {name: [msgspec.json.decode(key) for key in table] for name, table in rows.items()}
    )


def _once(table: dict[bytes, int], row: Any) -> int:
    """The number of a row that stands once: it is told apart by its bytes, which are cheap to make and to compare."""
    return table.setdefault(msgspec.json.encode(row), len(table))


def _part(part: list[Any], hows: dict[bytes, int], whos: dict[bytes, int]) -> list[Any]:
    """Claim, what it is in these turns, who is behind it, from which turn to which; what took it out, if anything."""
    claim, role, place, certain, root, name, begun, ended, against, late, out, ahead, seen, mark, source = part
    how, who = _once(hows, [role, place, certain, seen]), _once(whos, [root, name, late, out, ahead, mark, source])
    return [claim, how, who, begun, ended - begun, *([against] if against else [])]


def _state(state: list[Any], answers: dict[bytes, int], held: dict[bytes, int]) -> list[Any]:
    """A state with its answers and the stretches of its timeline as rows of tables."""
    told = list(state)
    told[_ANSWERS] = [_once(answers, one) for one in state[_ANSWERS]]
    told[_TIMELINE] = [_once(held, one) for one in state[_TIMELINE]]
    return told


def _mark(mark: list[Any], first: int) -> list[Any]:
    """Side and hedge, then each pair of days, counted from the first of the page; as one number where both are one."""
    side, hedged, *pairs = mark
    told: list[Any] = [side, hedged]
    for pair in pairs:
        early, late = pair or (None, None)
        ends = [None if end is None else round(end - first, 2) for end in (early, late)]
        told.append(0 if pair is None else ends[0] if early == late and early is not None else ends)
    return [*told, [at for at, pair in enumerate(pairs) if pair is None]] if None in pairs else told


def _flat(turns: list[list[int]]) -> list[int]:
    """Moment and state of each turn in a row, the moment as the step from the one before."""
    flat, last = [], 0
    for moment, state in turns:
        flat += [moment - last, state]
        last = moment
    return flat


def _steps(states: list[list[Any]]) -> list[list[Any]]:
    """The first state as it is; of each other the fields that differ from the one before, each before its value."""
    told: list[list[Any]] = []
    last: list[Any] = []
    for state in states:
        differing = [at for at, field in enumerate(state) if not last or field != last[at]]
        told.append(list(state) if not last else [one for at in differing for one in (at, state[at])])
        last = state
    return told


def _texts(texts: list[str]) -> list[Any]:
    """Each text as it is, or as how far back the one like it stands, what they share at both ends, and the middle.

    Two texts are compared as two numbers, which is done at once: what they share at an end are the lowest bits, up to
    the first in which they differ.
    """
    told: list[Any] = []
    forwards = [_number(text, "little") for text in texts]
    backwards = [_number(text, "big") for text in texts]
    plain = [text.isascii() or max(text) < _TWO_UNITS for text in texts]
    for at, text in enumerate(texts):
        best, base = 0, (0, 0, 0)
        first, last, size = text[:1], text[-1:], len(text)
        forward, backward = forwards[at], backwards[at]
        for back in range(1, min(_BACK, at) + 1):
            other = texts[at - back]
            if not (other.startswith(first) or other.endswith(last)):
                continue  # more than half of what is shared would stand at one end
            differing = forward ^ forwards[at - back]
            begin = ((differing & -differing).bit_length() - 1) // _BITS
            if (wanted := best + 1 - begin) > 0 and not other.endswith(text[size - wanted :]):
                continue  # no more is shared than with a text before
            differing = backward ^ backwards[at - back]
            end = min(((differing & -differing).bit_length() - 1) // _BITS, size - begin, len(other) - begin)
            if begin + end > best:
                best, base = begin + end, (back, begin, end)
                half = best // 2 + 1
                first, last = text[:half], text[-half:]
        back, begin, end = base
        whole = best < _WORTH or not (plain[at] and plain[at - back] and text.isprintable())
        told.append(text if whole else [back, begin, end, text[begin : size - end]])
    return told


def _number(text: str, order: Literal["little", "big"]) -> int:
    """A text as a number with its first character (or its last: big) lowest, and above all a bit that no character has:
    of two texts one of which begins (ends) with the other, the longer one differs where the shorter one ends.
    """
    held = text.encode(f"utf-32-{order[0]}e", "surrogatepass")
    return int.from_bytes(held, order) | 1 << (_BITS * (len(text) + 1) - 1)
