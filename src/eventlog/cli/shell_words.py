"""What the library tells a program to do, as a person at a shell does it.

Its errors are written for who calls it: `pass read_only=True`, `leave zone='Europe/Kyiv' out`. Here the same is an
option or a command. A test reads every sentence of the library, so that none comes out in the words of Python.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["in_shell_words"]

_SPOKEN: Final = {
    "pass read_only='immutable'": "give --immutable",
    "pass read_only=True": "only read it",
    "open it with read_only=True": "leave --immutable out",
    "open it with durability='full' to keep them": "this program opens it so that they are kept",
    "run verify with a checkpoint": "run 'eventlog verify' with a checkpoint",
    "ask with include_boilerplate=True": "ask with --include-boilerplate",
    "ask with include_proposed=True": "ask with --include-proposed",
    "ask why_not for": "ask 'eventlog why-not' for",
    "leave read_only out to make one": "make one with 'eventlog import'",
    "open it for writing, with create=True, to make one": "make one with 'eventlog import'",
    "mend it with eventlog.audit.repair_index": "mend it with 'eventlog repair --index'",
    "run verify": "run 'eventlog verify'",
    "name a column for it, or one agent for all rows": "give --column publisher=NAME, or --set publisher=AGENT",
    "give the folder of it as texts": "give its folder with --texts",
    "give the text itself, as Report(text=...)": "save its text in a file of its own, and give that",
    "make a Report of it": "give it to 'eventlog draft', or to 'eventlog add --text'",
    ": pass largest=": ": save its text in a file of its own, and give that",
    "pass publisher, such as outlet:example, or its url": "give --publisher, such as outlet:example, or --url",
    "leave field and value out, and give with_": "leave FIELD and VALUE out, and name what takes its place by --with",
    "with_ is for that of a claim": "--with is for that of a claim",
    "give field and value, or take the whole report back with Retracted": (
        "give FIELD and VALUE, or take the whole report back with 'eventlog retract'"
    ),
    "strike it with an Annulled if it was misread": "'eventlog strike' says that it was misread",
    "record an Amended or an Annulled event that says what was wrong": (
        "'eventlog amend' or 'eventlog strike' says what was wrong"
    ),
    "record it once more with its text, or propose with report=... and the text at hand": (
        "record it once more with its text, by 'eventlog add --text FILE' or 'eventlog import --texts FOLDER'"
    ),
    "propose with report=...": "give --report",
    "is not held: give it,": "is not held: record the report once more by 'eventlog add --text FILE',",
    "open it with clock=, a function that says a moment after the last entry": (
        "record from Python, with a clock that says a moment after the last entry"
    ),
}
_PATTERNS: Final = (
    (re.compile(r"redact entry (\d+) again, by its position"), r"'eventlog redact entry:\1 --reason WORDS' again"),
    (re.compile(r"annul that judgement, or record it with despite=(\d+)"), r"or 'eventlog strike entry:\1' first"),
    (re.compile(r"leave zone='[^']*' out"), "leave --zone out"),
    (re.compile(r"open one with zone='([^']*)'"), r"give --zone \1, or leave it out"),
)


def in_shell_words(sentence: str) -> str:
    """A sentence of the library, with what it tells a program to do told to a person at a shell."""
    for theirs, ours in _SPOKEN.items():
        sentence = sentence.replace(theirs, ours)
    for pattern, spoken in _PATTERNS:
        sentence = pattern.sub(spoken, sentence)
    return sentence
