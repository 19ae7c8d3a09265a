"""Phrasing: how a claim and an answer are said. The one place that puts a value and a name into one line.

Three laws hold on every surface, and tests walk all of them:

1. Every name beside an answer backs that answer: a backer's own narrower figure stands behind its name, and other
   sources of the same answer follow with theirs.
2. Polarity and commitment are in the words: a denial never reads as an affirmation, a possibility never as a yes.
3. Status, answer and names of one line belong together.

Nothing is decided here. What comes in are claims and the answers that the rules gave (a position with its figures), and
a function that gives an agent its name.

Source: WORDS, the house style of the project; FactBank's values for commitment and polarity.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

import attrs

from eventlog import times
from eventlog.claims import AgentValue, Claim, Factuality, Quantity, Scope, Stance
from eventlog.render.dates import day_of, day_words, said_aloud, time_words
from eventlog.render.values import HEDGE, NO_ANSWER, affirmative, in_one_line, own_answer
from eventlog.render.verbs import SAY, verb
from eventlog.render.waiting import PROPOSED, mark

Names: TypeAlias = Callable[[str], str]
"""Gives an agent's id its name; an id ending in a question mark is that of an inferred root."""

_INFERRED: Final = " (inferred)"
CONDITIONAL: Final = "on a condition"  # who says it only if something else is so; what, stands with the claim
_SMALL: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(count: int, one: str, many: str | None = None) -> str:
    """A count in words: "one source", "12 sources"."""
    figure = _SMALL[count] if count < len(_SMALL) else f"{count:,}"
    return f"{figure} {one if count == 1 else many or one + 's'}"


def conditional(claims: Iterable[Claim]) -> str:
    """That nobody says it outright; empty where one of these claims is without a condition."""
    return CONDITIONAL if all(one.condition for one in claims) else ""


def join(names: Sequence[str]) -> str:
    """Names in a row: by commas and "and"; by semicolons where a name holds a comma."""
    if len(names) < 2:
        return "".join(names)
    if any("," in re.sub(r" \([^()]*\)$", "", name) for name in names):
        return f"{'; '.join(names[:-1])}; and {names[-1]}"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def capital(text: str) -> str:
    """A sentence with its first letter as a capital; an id, which has none, stays as it is."""
    return text if re.match(r"[a-z]+:\S", text) else text[:1].upper() + text[1:]


def speaker(root: str, name_of: Names) -> str:
    """Who is behind a word: the name, "(inferred)" behind it, "unnamed" before what has none of its own."""
    inferred = root.endswith("?")
    agent = root.removesuffix("?")
    name = name_of(agent)
    if agent.startswith("anon:"):
        one = re.sub(r"^an? ", "an unnamed ", name)
        name = "unnamed sources" if name == agent else one if "unnamed" in one else f"unnamed {name}"
    return f"{name}{_INFERRED}" if inferred else name


def claim_line(
    claim: Claim,
    name_of: Names = str,
    *,
    factuality: Factuality,
    publisher: str = "",
    proposed: bool = False,
    uttered: bool = False,
) -> str:
    """A claim as a sentence: "No, says Vladimir Putin". `publisher` is who tells it where nobody else is named.

    `factuality` is that of its answer: the claim's own, but where the question makes another one of it (a person who is
    heard to say something certainly said it, however hedged the words), and `uttered` that it asks no more than that:
    who expects something is heard to say so, and does not expect to. What is said on a condition, or was only
    `proposed`, says so.
    """
    notes = [conditional([claim]), PROPOSED if proposed else ""]
    return in_one_line(noted(_claim_line(claim, name_of, factuality, publisher, uttered=uttered), notes))


def _claim_line(claim: Claim, name_of: Names, factuality: Factuality, publisher: str, *, uttered: bool) -> str:
    step = claim.speaker
    agent = step.agent if step is not None else publisher
    root = f"{agent}?" if step is not None and step.scope is Scope.INFERRED else agent
    name = speaker(root, name_of) if agent else "the outlet"
    own = own_answer(claim.value, factuality, name_of)
    many = agent.startswith("anon:") and name.endswith("sources")
    if own == NO_ANSWER:
        return capital(f"{name} {'give no answer' if many else NO_ANSWER}")
    if claim.stance is Stance.DOUBT and claim.value is True and factuality is Factuality.NOT_PROBABLE:
        return capital(f"{name} {'doubt' if many else 'doubts'} it")
    if agent.startswith("anon:"):
        return capital(f"{own}, according to {name}")
    outlet = not claim.chain or agent.startswith("outlet:")
    if uttered:
        return capital(f"{own}, {SAY[False]} {name}")
    return capital(f"{own}, {verb([(claim.stance, outlet)], several=False)} {name}")


@attrs.frozen
class Shown:
    """The answer that a line leads with: its value, and how firmly it is held by the sources named beside it."""

    value: Any
    commitment: str

    def words(self, name_of: Names) -> str:
        """The answer, with its hedge."""
        return f"{HEDGE[self.commitment]}{affirmative(self.value, name_of)}"

    def unlike(self, one: Any, name_of: Names) -> str:
        """What of a claim's own answer is not in the answer shown; empty where they are the same."""
        own, claim = "", one.claim
        if not same_value(claim.value, self.value, name_of):
            own = affirmative(claim.value, name_of)
            if isinstance(claim.value, Quantity) and isinstance(self.value, Quantity):
                alike = (claim.value.unit, claim.value.of) == (self.value.unit, self.value.of)
                own = claim.value.bare() if alike else own
        commitment = one.factuality.value[:2]
        return own if commitment == self.commitment else f"{HEDGE[commitment]}{own}".strip()


def same_value(a: Any, b: Any, name_of: Names = str) -> bool:
    """Whether two values read the same; of agents, whether they are called the same, as two names of one are."""
    if isinstance(a, AgentValue) and isinstance(b, AgentValue):
        return a == b or name_of(a.agent) == name_of(b.agent)
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return a.bare() == b.bare() and (a.unit, a.of) == (b.unit, b.of)
    return bool(a == b)


@attrs.frozen
class Telling:
    """How a line is told: names of agents, the cut, when each word was said (bounds, by its id), of which time it is
    (where those named beside an answer tell of several), whether every verb is "say" (whether something was uttered is
    no act of another kind), what stands in brackets behind the answer, and whether the line begins with the denial
    (where the question is denied).
    """

    name_of: Names = str
    cut: Any = None
    said: Mapping[str, Any] = attrs.field(factory=dict)
    during: Mapping[str, str] = attrs.field(factory=dict)
    utterance: bool = False
    notes: tuple[str, ...] = ()
    denial_first: bool = False

    def days(self, claims: Sequence[Any]) -> dict[str, str]:
        """The day of each word, by id, where they differ, or where it is more than a month older than the cut."""
        told = cache(self._day)  # many were said on one day
        known = {one.id: told(self.said.get(one.id), one.claim.said) for one in claims if self.cut is not None}
        differ = len({day for day, _ in known.values() if day}) > 1
        return {id: day for id, (day, old) in known.items() if day and (old or differ)}

    def _day(self, order: Any, said: Any) -> tuple[str, bool]:
        """When it was said, in words, as far as that is known; and whether that is long before the cut."""
        moment = self.cut.moment if self.cut is not None else None
        if moment is None or order is None or order.begin_earliest is None or order.begin_latest is None:
            return "", False
        first, last = (times.civil_date(end, self.cut.zone) for end in (order.begin_earliest, order.begin_latest))
        year = last.year != day_of(moment, self.cut.zone).year
        old = moment - order.begin_latest >= _A_MONTH
        if first == last:
            return day_words(order.begin_latest, self.cut.zone, year=year), old
        return (said_aloud(said), old) if isinstance(said, str) else ("", False)


def affirmed(position: Any, how: Telling, days: Mapping[str, str]) -> tuple[str, str]:
    """What is answered, and who backs it: "12,000 soldiers" and "says X; compatible: more than 10,000 (Y)"."""
    figure, name_of = position.figures[0], how.name_of
    backing, shown = backers(figure), _shown(figure)
    voices: dict[Any, list[Any]] = {root: [] for root in figure.for_}
    for one in backing:
        if one.root in voices:
            voices[one.root].append(one)
    last = {root: max(found, key=lambda one: one.position) for root, found in voices.items() if found}
    unlike = {root: shown.unlike(one, name_of) for root, one in last.items()}
    order, names = sorted(last, key=lambda root: bool(unlike[root])), []
    for root in order:
        reports = len({one.claim.report for one in voices[root]})
        times_told = f"in {reports} reports" if reports > 2 else ""
        proposed = min(map(mark, voices[root]))  # only where all of its words are
        on = conditional(one.claim for one in voices[root])
        id = last[root].id
        notes = [unlike[root], how.during.get(id, ""), times_told, days.get(id, ""), on, proposed]
        names.append(noted(speaker(root, name_of), notes))
    tail = f"{_says(order, [last[root].claim for root in order], how)} {join(names)}"
    named = ((one, [speaker(one.root, name_of), conditional([one.claim]), mark(one)]) for one in _others(position))
    others = [noted(_own_of(one, figure.value, name_of), notes) for one, notes in named]
    return noted(shown.words(name_of), how.notes), f"{tail}; compatible: {', '.join(others)}" if others else tail


def _others(position: Any) -> list[Any]:
    """The words of a position's other sources; of running totals, which only grow, the last of each."""
    if position.figures[0].moment is None:
        return list(position.compatible)
    last: dict[str, Any] = dict.fromkeys(position.figures[0].for_)
    for one in position.compatible:
        last.setdefault(one.root, one)
    return [one for one in last.values() if one is not None]


_FIRMER: Final = ("Uu", "PS", "PR", "CT")


def backers(figure: Any) -> list[Any]:
    """The claims that are named beside a figure: the committed, or all where none is."""
    return [one for one in figure.claims if one.factuality.committed] or list(figure.claims)


def _shown(figure: Any) -> Shown:
    commitments = {one.factuality.commitment for one in backers(figure)}
    return Shown(figure.value, max(commitments, key=_FIRMER.index))


def noted(text: str, notes: Iterable[str]) -> str:
    """Text with notes in brackets behind it, where there are any."""
    told = ", ".join(note for note in notes if note)
    if not told:
        return text
    return f"{text[:-1]}, {told})" if text.endswith(_INFERRED) else f"{text} ({told})"


def _says(roots: Sequence[str], claims: Sequence[Claim], how: Telling) -> str:
    if all(root.startswith("anon:") for root in roots):
        return "according to"
    if how.utterance:
        return SAY[len(roots) > 1]
    outlets = [not claim.chain or root.startswith("outlet:") for root, claim in zip(roots, claims, strict=True)]
    return verb(zip((claim.stance for claim in claims), outlets, strict=True), several=len(roots) > 1)


def _own_of(one: Any, shown: Any, name_of: Names) -> str:
    """A claim's own answer beside another one: the number alone, where the same is counted."""
    value = one.claim.value
    alike = isinstance(value, Quantity) and isinstance(shown, Quantity) and one.factuality.positive
    if alike and isinstance(value, Quantity) and (value.unit, value.of) == (shown.unit, shown.of):
        return f"{HEDGE[one.factuality.value[:2]]}{value.bare()}"
    return own_answer(value, one.factuality, name_of)


def denied(claims: Sequence[Any], how: Telling, days: Mapping[str, str], notes: Sequence[str] = ()) -> str:
    """Who denies it: "no, says X", "not 12,000 soldiers, say X and Y"; of the committed, or all where none is.

    A denial of a time that has an end says of which. `notes` stand behind the first answer, in one bracket.
    """
    firm = [one for one in claims if one.factuality.committed] or list(claims)
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for one in sorted(firm, key=lambda one: one.position):
        own = own_answer(one.claim.value, one.factuality, how.name_of)
        told.setdefault((own, bounded(one.claim)), {})[one.root] = one
    lines: list[str] = []
    for (own, during), voices in told.items():
        told_by = voices.items()
        names = [
            noted(speaker(root, how.name_of), [days.get(one.id, ""), conditional([one.claim]), mark(one)])
            for root, one in told_by
        ]
        verb_ = _says(list(voices), [one.claim for one in voices.values()], how)
        lines.append(f"{noted(own, [during, *(() if lines else notes)])}, {verb_} {join(names)}")
    return "; ".join(lines)


def ended(claims: Sequence[Any], stretch: str, name_of: Names) -> str:
    """Who says that nothing holds any more: "nothing since 9 June, says X"."""
    voices = {one.root: one for one in claims}
    names = join([noted(speaker(root, name_of), [conditional([one.claim]), mark(one)]) for root, one in voices.items()])
    by = f", {_says(list(voices), [one.claim for one in voices.values()], Telling())} {names}" if names else ""
    return f"nothing{stretch}{by}"


def bounded(claim: Claim) -> str:
    """Of which time a claim is, where that time has an end."""
    during = claim.during.value if isinstance(claim.during, times.TimeExpression) else claim.during
    open_ended = during is not None and during.endswith(("/..", "/", "..]"))
    return "" if open_ended else time_words(claim.during)


def position_line(position: Any, name_of: Names = str, how: Telling | None = None) -> str:
    """One answer with those who back it and those who deny it: "Yes, says X; no, says Y"."""
    how = how or Telling(name_of=name_of)
    named = [*(backers(position.figures[0]) if position.figures else ()), *position.denials]
    days = how.days(named)
    parts = [", ".join(affirmed(position, how, days))] if position.figures else []
    if position.denials:
        parts.append(denied(position.denials, how, days, () if parts else how.notes))
    return in_one_line(capital("; ".join(reversed(parts) if how.denial_first else parts)))


def position_text(position: Any, name_of: Names = str) -> str:
    """An answer by itself: "more than 10,000: corroborated, say X and Y"."""
    if not position.figures:
        own = answer_words(position, name_of)
        return f"{own}: {position.status}, {denied(position.denials, Telling(name_of), {}).removeprefix(f'{own}, ')}"
    answer, tail = affirmed(position, Telling(name_of), {})
    against = f"; {denied(position.denials, Telling(name_of), {})}" if position.denials else ""
    return f"{answer}: {position.status}, {tail}{against}"


def answer_words(position: Any, name_of: Names = str, *, denial_first: bool = False) -> str:
    """An answer by itself, as its line begins: what is affirmed, as firmly as its backers hold it; else the denial."""
    if position.figures and not (denial_first and position.denials):
        return figure_words(position.figures[0], name_of)
    firm = [one for one in position.denials if one.factuality.committed] or list(position.denials)
    first = min(firm, key=lambda one: one.position)
    return own_answer(first.claim.value, first.factuality, name_of)


def figure_words(figure: Any, name_of: Names = str) -> str:
    """A figure of an answer by itself, as firmly as its backers hold it."""
    return _shown(figure).words(name_of)


def independence_words(low: int, high: int) -> str:
    """How many, independently: "two sources, independence not established"."""
    if high == 0:
        return "no source of record"
    if high == 1:
        return "one source"
    return f"{number(high, 'source')}, {'independent' if low == high else 'independence not established'}"


def readings_words(certain: Any, possible: Any, *, policy: str = "certain", answer: str = "") -> str:
    """The status under the reading that was asked for, and, where the other one gives another, that too.

    `answer` is the other reading's, where it gives another answer: told where the status is one and the same.
    """
    here, there = (certain, possible) if policy == "certain" else (possible, certain)
    if str(here) == str(there):
        if not answer:
            return str(here)
        there = answer
    count = "if reports without a certain date count"
    if policy != "certain":
        return f"{here} · {there} if only certain dates count"
    shown = "not certainly public" if str(here) == "unreported" else str(here)
    return f"{shown} · {there} {count}"


def withheld_words(withheld: Sequence[int]) -> str:
    """What an answer lost to redactions; empty where it lost nothing."""
    return f"withheld: {_entries(len(withheld))}" if withheld else ""


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


_CLOCKS: Final = {"published": "public by", "recorded": "held by us by", "said": "said by"}
READINGS: Final = {"certain": "dates read late", "possible": "dates read early"}


def header(cut: Any) -> str:
    """Which state of knowledge it is: "Public by 27 June 2024 (end of day, Kyiv); dates read late; 540 entries"."""
    place = cut.zone.rpartition("/")[2].replace("_", " ")
    told = []
    for clock, asked in cut.asked:
        instant = getattr(cut, clock)
        if asked == "now":
            told.append(f"{_CLOCKS[clock]} now ({day_words(instant, cut.zone)})")
            continue
        whole = "T" not in asked
        end = "end of day" if whole and len(asked) == 10 else "to its end" if whole else ""
        told.append(f"{_CLOCKS[clock]} {said_aloud(asked)} ({', '.join(filter(None, (end, place)))})")
    parts = [" and ".join(told) or "everything", READINGS[str(cut.policy)], _entries(cut.position)]
    if cut.include_boilerplate:
        parts.append("boilerplate included")
    if cut.include_proposed:
        parts.append("proposals included")
    if cut.extractors:
        parts.append(f"of extractors only {' and '.join(cut.extractors)}")
    return capital("; ".join(parts))


_A_MONTH: Final = 31 * 86_400_000_000
