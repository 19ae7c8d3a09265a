"""Echo hints: near-copies between held texts, suggested as links and never made.

Whether two passages are one utterance is a judgement. What a machine can say is that their words are nearly the same;
so it says that, with the passages and a score, and a person who has read both decides. Needs the extra `echo`
(rapidfuzz) and reports whose texts are held.

The score is the normalised indel similarity of the words as sets and in order (rapidfuzz's token_set_ratio and ratio,
the mean of both), 0 to 100.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import attrs

from eventlog.claims import Claim, Link, LinkKind, check_agent
from eventlog.errors import EventLogError, InvalidValue, shown
from eventlog.events import (
    Amended,
    Annulled,
    ClaimRecorded,
    Entry,
    Linked,
    ReportRecorded,
    Reviewed,
    ReviewState,
    checked,
)

_FEWEST_WORDS: Final = 6
_WORD: Final = re.compile(r"\w+")


@attrs.frozen(kw_only=True)
class EchoHint:
    """Two claims whose passages are nearly the same, as a link that may be recorded; `score` is 0 to 100."""

    link: Link
    score: float
    first: str
    second: str

    def __str__(self) -> str:
        """The score and both passages."""
        return f"{self.score:.0f}: {self.first!r} ~ {self.second!r}"


def echoes(entries: Iterable[Entry], *, by: str = "user:hints", threshold: float = 80.0) -> tuple[EchoHint, ...]:
    """Suggest `echoes` links between claims of different reports whose passages are nearly the same, best first.

    Looks at claims of one question only, at passages of at least six words, and leaves out what was struck or rejected
    and pairs that are linked already. The later report's claim is the one that echoes. `threshold` is a score from 0 to
    100. Nothing is recorded. Raises InvalidValue for a threshold out of range and for what is no agent, EventLogError
    where rapidfuzz is not installed.
    """
    if not isinstance(threshold, int | float) or not 0 <= threshold <= 100:
        raise InvalidValue(f"a threshold is a score from 0 to 100, not {shown(threshold)}")
    check_agent(by)
    similar = _similarity()
    texts: dict[str, str] = {}
    linked: set[frozenset[str]] = set()
    strikes: list[Annulled] = []
    reviews: list[Reviewed] = []
    claims: dict[str, list[tuple[int, Claim]]] = {}
    for entry in checked(entries):
        event = entry.event
        if isinstance(event, ReportRecorded) and event.report.text is not None:
            texts[event.report.id] = event.report.text
        elif isinstance(event, Amended) and event.field == "text":
            texts.setdefault(str(event.report), event.value)
        elif isinstance(event, Annulled):
            strikes.append(event)
        elif isinstance(event, Reviewed):
            reviews.append(event)
        elif isinstance(event, ClaimRecorded):
            claims.setdefault(event.claim.question, []).append((entry.position, event.claim))
        elif isinstance(event, Linked):
            linked.add(frozenset((str(event.link.from_), str(event.link.to))))
    hints = []
    struck = _struck(strikes)
    struck |= _rejected(one for one in reviews if one.id not in struck)
    for ones in claims.values():
        standing = [one for one in ones if not struck & {one[1].id, str(one[1].report)}]
        passages = list(_passages(standing, texts))
        for (_, earlier, first), (_, later, second) in itertools.combinations(passages, 2):
            if earlier.report == later.report or frozenset((earlier.id, later.id)) in linked:
                continue
            score = similar(first, second)
            if score >= threshold:
                basis = f"near-copies: {score:.0f} of 100"
                link = Link(kind=LinkKind.ECHOES, from_=later.id, to=earlier.id, by=by, basis=basis)
                hints.append(EchoHint(link=link, score=score, first=first, second=second))
    return tuple(sorted(hints, key=lambda hint: (-hint.score, hint.link.from_, hint.link.to)))


def _struck(strikes: list[Annulled]) -> set[str]:
    """What was struck for good: a strike that was itself struck strikes nothing."""
    struck: set[str] = set()
    for one in reversed(strikes):
        if one.id not in struck:
            struck.add(str(one.target))
    return struck


def _rejected(reviews: Iterable[Reviewed]) -> set[str]:
    """What was proposed, and rejected by the last word on it."""
    words = {str(one.target): one.state for one in reviews if one.state is not ReviewState.REREAD}
    return {target for target, state in words.items() if state is ReviewState.REJECTED}


def _passages(ones: list[tuple[int, Claim]], texts: dict[str, str]) -> Iterator[tuple[int, Claim, str]]:
    """The words that each claim rests on, where its report's text is held and they are enough to compare."""
    for position, claim in ones:
        text = texts.get(str(claim.report))
        if text is None:
            continue
        passage = " ".join(text[one.start : one.end] for one in claim.evidence if one.fits(text))
        if len(_WORD.findall(passage)) >= _FEWEST_WORDS:
            yield position, claim, passage


def _similarity() -> Callable[[str, str], float]:
    """How alike two passages are, 0 to 100."""
    try:
        from rapidfuzz import fuzz, utils
    except ImportError:
        msg = "echo hints need rapidfuzz: in a clone, pip install '.[echo]'"
        raise EventLogError(msg) from None

    def similar(a: str, b: str) -> float:
        one, other = utils.default_process(a), utils.default_process(b)
        return float(fuzz.token_set_ratio(one, other) + fuzz.ratio(one, other)) / 2

    return similar
