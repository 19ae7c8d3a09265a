"""Ids: where a thing's name comes from, and what a name may look like.

Whatever is recorded is named by its content, so that the same claim read twice is one claim, on every machine. People
name three kinds of things themselves: agents (`person:pat-ryder`), questions (`dprk.troops.deployment`) and users
(`user:desk`); these names are limited to a safe alphabet, so that no two of them look alike and none can hurt a page,
a shell or a terminal. All other text is kept exactly as given.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any, Final, Literal

import msgspec

from eventlog.errors import InvalidValue, shown

RECORDED: Final = ("report", "claim", "link", "assessment", "event")
"""Prefixes of ids that are derived from content."""

AGENTS: Final = ("person", "org", "gov", "outlet", "doc", "data", "anon", "user")
"""Prefixes of ids that people give to agents."""

_DOMAINS: Final = {kind: f"eventlog/{kind}/v1\n".encode() for kind in RECORDED}
_LONGEST = 200
_AGENT = re.compile(rf"(?:{'|'.join(AGENTS)}):[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?", re.ASCII)
_QUESTION = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*", re.ASCII)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)


class Ref(str):
    """The id of something recorded, standing where another thing names it.

    In memory it is an ordinary string and equals the id. In the log it is written as a *position*: an id derived from
    content lets anyone confirm a guess, so it must not outlive a redaction of what it names.
    """

    __slots__ = ()


def content_id(kind: Literal["report", "claim", "link", "assessment", "event"], *content: Any) -> str:
    """Derive an id from content: `kind`, a colon and 128 bits of SHA-256 in hexadecimal.

    `content` is written as JSON with sorted keys, references as their ids, decimals with the digits they were given.
    """
    return f"{kind}:{sha256(_DOMAINS[kind] + _encode(content)).hexdigest()[:32]}"


def digest_of(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, newlines untouched, as `sha256:` and 64 hexadecimal digits."""
    return "sha256:" + sha256(text.encode()).hexdigest()


def _as_id(value: object) -> str:
    if isinstance(value, Ref):
        return str.__str__(value)
    msg = f"{type(value).__name__} can't be part of an id"
    raise InvalidValue(msg)


_encode = msgspec.json.Encoder(enc_hook=_as_id, order="deterministic", decimal_format="string").encode


_KEPT = 8192
sound_agents: set[str] = set()
sound_questions: set[str] = set()
sound_digests: set[str] = set()
"""Those that were found well formed lately: a cue of one word ("said") has the same digest wherever it stands."""


def _keep(checked: set[str], value: str) -> str:
    """Names come again and again, in each claim of a speaker, and each time that one is read back: so those that were
    found to be sound are kept for a while.
    """
    if len(checked) >= _KEPT:
        checked.clear()
    checked.add(value)
    return value


def check_agent(value: str) -> str:
    """Return an agent's id, or raise InvalidValue: a prefix, a colon, lower-case letters, digits, `.`, `_`, `-`."""
    if type(value) is str and value in sound_agents:
        return value
    if not isinstance(value, str) or len(value) > _LONGEST or not _AGENT.fullmatch(value):
        msg = (
            f"{shown(value)} is not an agent's id: write one of {', '.join(AGENTS)}, a colon, and a name of lower-case "
            "letters, digits, dots, hyphens or underscores, such as person:pat-ryder"
        )
        raise InvalidValue(msg)
    return _keep(sound_agents, value)


def check_question(value: str) -> str:
    """Return a question's id, or raise InvalidValue: dotted words of ASCII letters, digits, `_` and `-`."""
    if type(value) is str and value in sound_questions:
        return value
    if not isinstance(value, str) or len(value) > _LONGEST or not _QUESTION.fullmatch(value):
        msg = (
            f"{shown(value)} is not a question's id: write words of letters, digits, hyphens or underscores with dots "
            "between them, such as dprk.troops.deployment"
        )
        raise InvalidValue(msg)
    return _keep(sound_questions, value)


def check_ref(value: object, *kinds: str) -> Ref:
    """Return a reference to something recorded, of one of `kinds`, or raise InvalidValue. What has an id stands for
    it: a report, a claim, an event, an entry.
    """
    id = value if isinstance(value, str) else getattr(value, "id", None)
    prefix, _, rest = id.partition(":") if isinstance(id, str) else ("", "", "")
    if isinstance(id, str) and prefix in (*kinds, "redacted") and rest:
        return id if isinstance(id, Ref) else Ref(id)
    msg = f"{shown(value)} does not name a {' or '.join(kinds)}: pass it, or its id"
    raise InvalidValue(msg)


def id_of_given(given: object, what: str) -> str:
    """The id of what is given, or the id that is given, of whatever kind. Raises InvalidValue."""
    id = given if isinstance(given, str) else getattr(given, "id", None)
    if not isinstance(id, str):
        raise InvalidValue(f"{shown(given)} is not {what}: pass it, or its id")
    return id


def check_digest(value: str) -> str:
    """Return a digest (`sha256:` and 64 lower-case hexadecimal digits), or raise InvalidValue."""
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        msg = f"{shown(value)} is not a digest: write sha256: and 64 lower-case hexadecimal digits"
        raise InvalidValue(msg)
    return _keep(sound_digests, value)


def check_text(value: str, what: str, *, required: bool = False) -> str:
    """Return text that every store can hold as it is, or raise InvalidValue (lone surrogates, NUL, nothing)."""
    if not isinstance(value, str):
        msg = f"{what} must be text, not {type(value).__name__}"
        raise InvalidValue(msg)
    if required and not value.strip():
        msg = f"{what} must not be empty"
        raise InvalidValue(msg)
    if value.isascii() and "\0" not in value:
        return value
    if "\0" in value:
        msg = f"{what} holds a NUL character at {value.index(chr(0))}: remove it"
        raise InvalidValue(msg)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        msg = f"{what} holds half a character (a lone surrogate) at {error.start}: it can't be written as UTF-8"
        raise InvalidValue(msg) from None
    return value
