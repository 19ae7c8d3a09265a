"""The basis of an answer: a short token that gives the same answer again, for ever.

It holds what an answer depends on: the position, every cut with the instant it resolved to, the zone, the policy, the
boilerplate flag, the version of the rules, and a digest of the answer. Later entries change nothing below a position.
What may change an answer is a redaction: then the token gives the answer without what was erased, and says what is
withheld; the digest no longer fits, and that is said too.

The digest is over entries' positions, not over their content ids: a token is no guess at what a redaction erased.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from typing import Any, Final

import attrs

from eventlog.claims import check_question, shown
from eventlog.errors import InvalidValue
from eventlog.standing.cut import Cut, Policy
from eventlog.standing.result import RULES, Standing

_PREFIX: Final = "basis1."
_DIGEST_BYTES: Final = 16


@attrs.frozen(kw_only=True)
class Basis:
    """What an answer depends on. `str` gives the token; `Basis.read` reads one.

    `question` is the one that was asked, None for all of them. `valid` is the stretch of valid time asked for, as
    microseconds, end exclusive; None: all of it.
    """

    cut: Cut
    question: str | None
    valid: tuple[int, int] | None
    rules: str
    digest: str

    def __str__(self) -> str:
        """The token: ASCII letters, digits, `-`, `_` and one dot."""
        cut = self.cut
        content = [
            *(cut.position, cut.published, cut.recorded, cut.said, str(cut.policy), cut.include_boilerplate, cut.zone),
            *([list(one) for one in cut.asked], self.question, self.valid, self.rules, self.digest),
        ]
        plain = json.dumps(content, separators=(",", ":"), ensure_ascii=True).encode()
        check = hashlib.sha256(plain).digest()[:3]
        return _PREFIX + base64.urlsafe_b64encode(check + plain).decode().rstrip("=")

    @classmethod
    def read(cls, token: str) -> Basis:
        """Read a token. Raises InvalidValue for what is none, is cut short, or is of later rules."""
        content = _content(token)
        position, published, recorded, said, policy, boilerplate, zone, asked, question, valid, rules, digest = content
        if rules != RULES:
            msg = f"the token was made by the rules {shown(rules)}; this version has {RULES}"
            raise InvalidValue(msg)
        cut = Cut(
            zone=zone,
            position=position,
            published=published,
            recorded=recorded,
            said=said,
            policy=Policy(policy),
            include_boilerplate=boilerplate,
            asked=tuple((clock, text) for clock, text in asked),
        )
        if question is not None:
            check_question(question)
        stretch = None if valid is None else (valid[0], valid[1])
        return cls(cut=cut, question=question, valid=stretch, rules=rules, digest=digest)


def _content(token: str) -> list[Any]:
    msg = f"{shown(token)} is not a basis token, or not all of one: copy it whole"
    if not isinstance(token, str) or not token.startswith(_PREFIX) or len(token) > 4_000:
        raise InvalidValue(msg)
    body = token.removeprefix(_PREFIX)
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        if hashlib.sha256(raw[3:]).digest()[:3] != raw[:3]:
            raise InvalidValue(msg)
        content = json.loads(raw[3:])
    except (binascii.Error, UnicodeDecodeError, json.JSONDecodeError, ValueError):
        raise InvalidValue(msg) from None
    if not isinstance(content, list) or len(content) != 12:
        raise InvalidValue(msg)
    return content


def digest_of_answer(standings: Iterable[Standing]) -> str:
    """A digest of what standings say: hexadecimal, the same on every machine, whatever was recorded since."""
    running = hashlib.sha256()
    for standing in standings:
        running.update(json.dumps(standing.content(), ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
    return running.hexdigest()[: 2 * _DIGEST_BYTES]
