"""Statements: the claims on a question as words of their sources, and what each stage of the rules found out about one.

No stage writes what another one made. Each is a pure function that returns a new table by claim id:

    reading      Statement   what was said, by whom, how firmly
    withdrawal   Loss        what took it back
    placing      Placed      when it was said, and of which time it holds
    supersession Remainder   what is left of it
    (here)       Word        a statement with all of these, as grouping, status and timeline look at it
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import attrs

from eventlog import times
from eventlog.claims import Claim, Factuality
from eventlog.events import ChangeOfMind, EntryOf
from eventlog.problems import Problem
from eventlog.standing.answers import Own
from eventlog.standing.cut import Policy
from eventlog.standing.independence import Root
from eventlog.standing.seen import NEVER, Seen
from eventlog.standing.spans import ANY_TIME, BEGIN, END, Span

# What is looked at a million times has no `cached_property`: a class that has slots and one of those gets a hook from
# attrs, through which every look at any of its fields then goes.

Moment: TypeAlias = tuple[int, int]
"""The earliest and the latest microsecond at which a vague moment may lie, both inclusive."""


@attrs.frozen(eq=False)
class Statement:
    """One claim on a question as a word of its source. `synthetic`: made of an outsider's retraction, in no report."""

    id: str
    claim: Claim
    position: int
    publisher: str
    published: times.Bounds
    said: times.Bounds
    seen: Seen
    root: Root
    source: str
    own: Own
    factuality: Factuality
    supports: bool
    boilerplate: bool = False
    synthetic: bool = False
    polarity: int = attrs.field(init=False)
    """1: supports its value, -1: denies it, 0: neither (uncommitted, or the end of the source's own word)."""
    paints: bool = attrs.field(init=False)
    """Whether it replaces and is replaced: answers only, and none that are uncommitted."""

    @polarity.default
    def _polarity(self) -> int:
        return self.own.polarity if self.supports and self.claim.value is not None else 0

    @paints.default
    def _paints(self) -> bool:
        return self.supports and bool(self.own.polarity)


@attrs.frozen(eq=False)
class Loss:
    """What takes a statement back: under which readings, by which entries, by notices of which time."""

    seen: Seen = NEVER
    entries: tuple[EntryOf[ChangeOfMind], ...] = ()
    notices: tuple[times.Bounds, ...] = ()


NO_LOSS: Final = Loss()


@attrs.frozen(eq=False)
class Placed:
    """Where a statement stands in time.

    `order` is when it was said; words with one `group` (copies of an utterance, words of one report said together) have
    one place in the order. `window` is the valid time that it is painted on (None: all), `extent` the time in the world
    that it is about, for a question about a time (None: any). Totals compare on equal `window_key`; `moment` is up to
    when a running total counts.
    """

    order: times.Bounds
    group: str
    source: str
    window: times.Bounds | None = None
    extent: times.Bounds | None = None
    begin: times.Bounds | None = None
    window_key: Any = None
    moment: Moment | None = None
    dated: bool = True
    """Of a running total: whether the report says of when it is (`said`, or a known end of `during`)."""
    unsure: bool = False
    """Of a running total: whether its moment is marked `?`, so that it is certainly before or after no other."""
    latest: int = attrs.field(init=False)
    """The last moment at which it may have been said."""
    problems: Mapping[str, Problem] = attrs.field(factory=dict)
    """What of its times can't be read, by the text that says so."""

    @latest.default
    def _latest(self) -> int:
        return END if self.order.begin_latest is None else self.order.begin_latest


@attrs.frozen(eq=False)
class Remainder:
    """What later words of its source leave of a statement.

    `left`: the stretches of valid time in which it stands, under each reading; `sure`: those in which it certainly
    does; `core`: those in which it would, were it certainly there; `hull`: those in which it may stand; `until`: of a
    running total, the moment from which its source certainly or possibly says another.
    """

    left: Mapping[Policy, list[Span]]
    sure: list[Span]
    certain: bool
    possible: bool
    core: list[Span] = attrs.field(factory=list)
    hull: list[Span] = attrs.field(factory=list)
    until: Mapping[Policy, int] = attrs.field(factory=dict)
    _reach: Span | None = attrs.field(default=None, init=False, repr=False)

    @property
    def reach(self) -> Span:
        """From when to when any of it goes, under whatever reading; END to BEGIN where nothing is left."""
        if self._reach is None:
            spans = [span for some in (*self.left.values(), self.core, self.hull) for span in some]
            first, last = min((begin for begin, _ in spans), default=END), max((end for _, end in spans), default=BEGIN)
            object.__setattr__(self, "_reach", (first, last))
        return self._reach  # type: ignore[return-value]


NOTHING_LEFT: Final = Remainder(left={}, sure=[], certain=False, possible=False)


@attrs.frozen(eq=False)
class Word:
    """A statement with its losses, its place in time and what is left of it."""

    statement: Statement
    placed: Placed
    loss: Loss = NO_LOSS
    remainder: Remainder = NOTHING_LEFT
    id: str = attrs.field(init=False)
    """The claim's id."""
    claim: Claim = attrs.field(init=False)
    """The claim."""
    position: int = attrs.field(init=False)
    """Where it stands in the log."""
    own: Own = attrs.field(init=False)
    """Its own answer."""
    root: Root = attrs.field(init=False)
    """Who is behind it."""
    seen: Seen = attrs.field(init=False)
    """Whether the cut lets it through."""
    polarity: int = attrs.field(init=False)
    """1: supports its value, -1: denies it, 0: neither."""
    firm: bool = attrs.field(init=False)
    """Whether it commits (CT or PR), of either polarity."""
    alive: Seen = attrs.field(init=False)
    """Seen and not withdrawn; later words are not looked at."""
    _left: tuple[list[Span], list[Span]] = attrs.field(init=False)
    lives: tuple[bool, bool] = attrs.field(init=False)
    """Whether it stands where vague dates are read late, and where early."""
    _gone: Word | None = attrs.field(default=None, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Take out of the statement what is asked for again and again."""
        one, put = self.statement, object.__setattr__
        put(self, "id", one.id)
        put(self, "claim", one.claim)
        put(self, "position", one.position)
        put(self, "own", one.own)
        put(self, "root", one.root)
        put(self, "seen", one.seen)
        put(self, "polarity", one.polarity)
        put(self, "firm", one.factuality.committed)
        alive = one.seen if self.loss.seen is NEVER else one.seen.unless(self.loss.seen)
        left = self.remainder.left
        late, early = left.get(Policy.CERTAIN, []), left.get(Policy.POSSIBLE, [])
        put(self, "alive", alive)
        put(self, "_left", (late, early))
        put(self, "lives", (alive.late and bool(late), alive.early and bool(early)))

    @property
    def gone(self) -> Word:
        """The same with nothing left of it: one object for every time it is asked for."""
        if self._gone is None:
            object.__setattr__(self, "_gone", self.with_left(NOTHING_LEFT))
        return self._gone  # type: ignore[return-value]

    def with_left(self, remainder: Remainder) -> Word:
        """The same with so much left of it."""
        return Word(self.statement, self.placed, self.loss, remainder)

    @property
    def source(self) -> str:
        """Whose word it is, for replacing."""
        return self.placed.source

    @property
    def paints(self) -> bool:
        """Whether it replaces and is replaced."""
        return self.statement.paints

    def left(self, policy: Policy) -> list[Span]:
        """The stretches of valid time in which it stands under one reading, were it not withdrawn."""
        return self._left[policy is Policy.POSSIBLE]

    def live(self, policy: Policy) -> bool:
        """Whether it stands under one consistent reading."""
        return self.lives[policy is Policy.POSSIBLE]

    @property
    def about(self) -> times.Bounds | None:
        """The time in the world that it was read as; None: all, or one that can't be read."""
        return None if self.placed.extent == ANY_TIME else self.placed.extent

    @property
    def certain(self) -> bool:
        """Whether it stands under every reading."""
        return self.remainder.certain

    @property
    def possible(self) -> bool:
        """Whether it stands under some reading."""
        return self.remainder.possible


def visible_under(words: Iterable[Word], policy: Policy) -> list[Word]:
    """The words that the cut lets through under one consistent reading."""
    if policy is Policy.POSSIBLE:
        return [word for word in words if word.seen.early]
    return [word for word in words if word.seen.late]


def live_under(words: Iterable[Word], policy: Policy) -> list[Word]:
    """The words that stand under one consistent reading."""
    early = policy is Policy.POSSIBLE
    return [word for word in words if word.lives[early]]


def heard_as(words: Iterable[Word], claim: Claim) -> Factuality:
    """How firmly a claim answers its question, of which these are the words: its own factuality, but who is heard to
    say something certainly said it.
    """
    return next((word.statement.factuality for word in words if word.id == claim.id), claim.factuality)
