"""The basis of an answer: a short token that gives the same answer again, for ever.

It holds what an answer depends on: the position, every cut with the instant it resolved to, the zone, the policy, the
boilerplate and proposals flags, the extractors, the version of the rules, and a digest of the answer. Later entries
change nothing below a position. What may change an answer is a redaction: then the token gives the answer without what
was erased, and says what is withheld; the digest no longer fits, and that is said too.

The digest is over entries' positions, not over their content ids: a token is no guess at what a redaction erased.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from typing import Any, Final, TypeVar

import attrs

from eventlog import times
from eventlog.claims import check_question
from eventlog.errors import InvalidValue, shown
from eventlog.standing.cut import Cut, Policy
from eventlog.standing.evaluate import RULESETS
from eventlog.standing.result import Standing

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
            *(cut.include_proposed, list(cut.extractors)),
            *([list(one) for one in cut.asked], self.question, self.valid, self.rules, self.digest),
        ]
        plain = json.dumps(content, separators=(",", ":"), ensure_ascii=True).encode()
        check = hashlib.sha256(plain).digest()[:3]
        return _PREFIX + base64.urlsafe_b64encode(check + plain).decode().rstrip("=")

    @classmethod
    def read(cls, token: str) -> Basis:
        """Read a token. Raises InvalidValue for what is none, is cut short, or is of later rules."""
        try:
            basis = cls._of(_content(token))
        except _UNREADABLE:
            basis = None
        if basis is None or str(basis) != token:  # whatever is not as we write it was made up
            raise InvalidValue(f"{shown(token)} is not a basis token, or not all of one: copy it whole")
        if basis.rules not in RULESETS:
            have = ", ".join(RULESETS)
            raise InvalidValue(f"the token was made by the rules {shown(basis.rules)}; this version has {have}")
        return basis

    @classmethod
    def _of(cls, content: list[Any]) -> Basis:
        """The basis of these values. Raises what a value of another type or size brings about."""
        position, published, recorded, said, policy, boilerplate, zone, proposed, extractors, *rest = content
        asked, question, valid, rules, digest = rest
        for moment in (published, recorded, said):
            if moment is not None:
                times.instant_text(_of_type(int, moment))
        if not 0 <= _of_type(int, position) < _MANY:
            raise ValueError(position)
        cuts = {"published": published, "recorded": recorded, "said": said}
        clocks = [_clock(clock) for clock, _ in asked]
        if len(set(clocks)) < len(clocks) or any(cuts[clock] is None for clock in clocks):
            raise ValueError(asked)  # a clock that was asked for is cut, and once
        if valid is not None and not -_MANY < _of_type(int, valid[0]) < _of_type(int, valid[1]) < _MANY:
            raise ValueError(valid)
        cut = Cut(
            zone=times.check_zone(_of_type(str, zone)),
            position=position,
            published=published,
            recorded=recorded,
            said=said,
            policy=Policy(policy),
            include_boilerplate=_of_type(bool, boilerplate),
            include_proposed=_of_type(bool, proposed),
            extractors=tuple(_of_type(str, one) for one in extractors),
            asked=tuple((_clock(clock), _of_type(str, text)) for clock, text in asked),
        )
        return cls(
            cut=cut,
            question=None if question is None else check_question(question),
            valid=None if valid is None else (valid[0], valid[1]),
            rules=_of_type(str, rules),
            digest=_of_type(str, digest),
        )


_UNREADABLE = (ValueError, TypeError, LookupError, RecursionError, OverflowError)
_MANY: Final = 1 << 63
_T = TypeVar("_T")


def _of_type(kind: type[_T], value: Any) -> _T:
    if type(value) is not kind:
        raise TypeError(kind)
    return value


def _clock(name: Any) -> str:
    if name not in ("published", "recorded", "said"):
        raise ValueError(name)
    return str(name)


def _content(token: str) -> list[Any]:
    if not isinstance(token, str) or not token.startswith(_PREFIX) or len(token) > 4_000:
        raise ValueError(token)
    body = token.removeprefix(_PREFIX)
    raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    if hashlib.sha256(raw[3:]).digest()[:3] != raw[:3]:
        raise ValueError(token)
    content = json.loads(raw[3:])
    if not isinstance(content, list):
        raise TypeError(token)
    return content


def digest_of_answer(standings: Iterable[Standing]) -> str:
    """A digest of what standings say: hexadecimal, the same on every machine, whatever was recorded since."""
    running = hashlib.sha256()
    for standing in standings:
        running.update(json.dumps(standing.content(), ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
    return running.hexdigest()[: 2 * _DIGEST_BYTES]
