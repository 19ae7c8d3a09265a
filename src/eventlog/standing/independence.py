"""Roots and independence: how many people said it, when all who merely pass it on are counted once.

Ten reprints are one source, and agreement is not corroboration. The *root* of a claim is the innermost step of its
chain, or the outlet itself. Roots are joined where words go back to one another; what is left are components, and their
number is an interval:

    high    joined only where that is certain: what the attributions claim for themselves
    low     joined also where it is possible, lifted to institutions (organs of one state are one), without inferred,
            anonymous and outlet-only components; and then only as many as a person asserted to be independent, on a
            stated basis, each of the other

The truth lies between; nothing here guesses where. This file knows nothing of questions, dates or stores: it is given
roots, joins and assertions, each certain or possible, and counts.

Source of the idea that attributions, not texts, are counted: ICD 206 (sourcing), and the provenance chains of PROV-DM.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, Generic, TypeVar

import attrs

Key = TypeVar("Key", bound=Hashable)

_PATIENCE: Final = 20_000
"""Steps after which the search for the largest asserted set stops; what it has found by then is still a lower bound."""

_MOST_COUNTS: Final = 64
"""Sets of roots whose count is kept."""


class UnionFind(Generic[Key]):
    """Disjoint sets with path halving; of two sets that are joined, the first one's name stays."""

    def __init__(self) -> None:
        """Begin with nothing joined."""
        self._parent: dict[Key, Key] = {}

    @property
    def joined(self) -> bool:
        """Whether anything was ever asked for: where not, each key is a set of its own."""
        return bool(self._parent)

    def find(self, key: Key) -> Key:
        """Return the representative of the key's set; a key not seen before is a set of its own."""
        parent = self._parent
        if key not in parent:
            parent[key] = key
            return key
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def union(self, a: Key, b: Key) -> None:
        """Join two sets; the first one's representative names both."""
        first, second = self.find(a), self.find(b)
        if first != second:
            self._parent[second] = first

    def copy(self) -> UnionFind[Key]:
        """The same sets, to be joined further."""
        other: UnionFind[Key] = UnionFind()
        other._parent = dict(self._parent)
        return other

    def groups(self, keys: Iterable[Key]) -> dict[Key, list[Key]]:
        """Group keys by their set, in the order given."""
        grouped: dict[Key, list[Key]] = {}
        for key in keys:
            grouped.setdefault(self.find(key), []).append(key)
        return grouped


@attrs.frozen(cache_hash=True)
class Root:
    """The innermost step of a claim.

    `key` tells roots apart: the agent (after entity judgements), or agent and report for an anonymous one without an
    institution. `institutions` are the agents it is certainly part of, `perhaps` those only possibly.
    """

    key: str
    agent: str
    anonymous: bool = False
    inferred: bool = False
    outlet: bool = False
    institutions: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    named: bool = attrs.field(init=False, eq=False, repr=False)
    """Neither anonymous nor inferred. An outlet's own word is named."""

    @named.default
    def _named(self) -> bool:
        return not self.anonymous and not self.inferred

    def __str__(self) -> str:
        """The agent, with a question mark where it was inferred."""
        return f"{self.agent}?" if self.inferred else self.agent


@attrs.frozen
class Independence:
    """How many independent roots: at least `low`, at most `high`, and why the two differ."""

    low: int
    high: int
    reasons: tuple[str, ...] = attrs.field(default=(), eq=False)

    def __str__(self) -> str:
        """The interval: "1" or "1 to 3"."""
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


@attrs.frozen(cache_hash=True)
class Joins:
    """What is known of how the roots of one question hang together.

    `certain` and `possible` are pairs of root keys, `echoes` such pairs too, with whether the echo is certain; `apart`
    are pairs whose independence was asserted on a stated basis.
    """

    certain: tuple[tuple[str, str], ...] = ()
    possible: tuple[tuple[str, str], ...] = ()
    echoes: tuple[tuple[str, str, bool], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()


class Web:
    """The roots of one question with their joins; components under either reading, computed once."""

    def __init__(self, roots: Mapping[str, Root], joins: Joins) -> None:
        """Join the roots. Every key in `joins` must be among `roots`."""
        self._roots = roots
        self._joins = joins
        self._counted: dict[tuple[str, ...], Independence] = {}
        self._certain: UnionFind[str] = UnionFind()
        for key in roots:
            self._certain.find(key)
        for key, root in roots.items():
            if root.inferred and root.agent in roots:
                self._certain.union(root.agent, key)
        for a, b in joins.certain:
            self._certain.union(a, b)
        self._housed: UnionFind[str] | None = None
        self._components: Mapping[str, str] | None = None
        self._unechoed = self._certain.copy()
        for a, b in joins.possible:
            self._unechoed.union(a, b)
        for key, root in roots.items():
            for institution in (*root.institutions, *root.perhaps):
                self._unechoed.union(f"institution {institution}", key)
            self._unechoed.union(f"institution {root.agent}", key) if not root.anonymous else None
        self._loose = self._unechoed.copy()
        for a, b, sure in joins.echoes:
            self._loose.union(a, b)
            if sure:
                self._certain.union(a, b)

    def keeps(self, other: Web) -> bool:
        """Whether the roots of another web hang together here as there: all that it says of them, this one says too.

        As nearly always where a source is heard for the first time: it has nothing to do with the others.
        """
        return self is other or (
            self._joins.apart == other._joins.apart and other._placed.items() <= self._placed.items()
        )

    @cached_property
    def _placed(self) -> Mapping[str, tuple[Root, str, str, str, str]]:
        """Each root with the sets that it is in."""
        certain, unechoed, loose = self._certain.find, self._unechoed.find, self._loose.find
        return {
            key: (root, certain(key), unechoed(key), loose(key), self.house(key)) for key, root in self._roots.items()
        }

    def component(self, key: str) -> str:
        """The component of a root where only certain joins count."""
        return self._certain.find(key)

    @property
    def by_root(self) -> Mapping[str, str]:
        """The component of each root where only certain joins count."""
        if self._components is None:
            self._components = {key: self._certain.find(key) for key in self._roots}
        return self._components

    def house(self, key: str) -> str:
        """The component of a root under certain joins, lifted to the institutions that it is certainly part of."""
        if self._housed is None:
            self._housed = self._certain.copy()
            for name, root in self._roots.items():
                for institution in root.institutions:
                    self._housed.union(f"institution {institution}", name)
                self._housed.union(f"institution {root.agent}", name) if not root.anonymous else None
        return self._housed.find(key)

    def components(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """Group root keys by component (certain joins only)."""
        return self._certain.groups(dict.fromkeys(keys))

    def representatives(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Name one root a component, the first of it in the order given. The names are sorted."""
        of, first = self.by_root, dict[str, str]()
        for key in keys:
            first.setdefault(of[key], key)
        return tuple(sorted(str(self._roots[key]) for key in first.values()))

    def independence(self, keys: Iterable[str]) -> Independence:
        """Count the independent roots among these, as an interval. Some are kept: many ask for the same."""
        wanted = tuple(dict.fromkeys(keys))
        if wanted not in self._counted:
            if len(self._counted) >= _MOST_COUNTS:
                self._counted.clear()
            self._counted[wanted] = self._count(wanted)
        return self._counted[wanted]

    def _count(self, wanted: Sequence[str]) -> Independence:
        high = sum(1 for members in self.components(wanted).values() if any(self._counts(key) for key in members))
        loose = self._loose.groups(wanted)
        firm = {name for name, members in loose.items() if any(self._firm(key) for key in members)}
        low = self._low(wanted) if firm else 0
        return Independence(low, max(high, low), tuple(self._reasons(wanted, loose, firm, low)))

    def _low(self, wanted: Sequence[str]) -> int:
        """The largest set of roots pairwise asserted to be independent, no two of which may be one.

        An echo takes away (its two ends are one) and gives nothing: what was asserted of a reprint is not asserted of
        what it reprints. So nobody is more independent for being repeated.
        """
        groups = self._unechoed.groups(wanted)
        nodes = [name for name, members in groups.items() if any(self._firm(key) for key in members)]
        pairs = ((self._unechoed.find(a), self._unechoed.find(b)) for a, b in self._joins.apart)
        asserted = {frozenset(pair) for pair in pairs if self._loose.find(pair[0]) != self._loose.find(pair[1])}
        return _largest_clique(nodes, asserted)

    def _counts(self, key: str) -> bool:
        root = self._roots[key]
        return not root.anonymous or bool(root.institutions or root.perhaps)

    def _firm(self, key: str) -> bool:
        root = self._roots[key]
        return root.named and not root.outlet

    def _reasons(self, wanted: Sequence[str], loose: dict[str, list[str]], firm: set[str], low: int) -> Iterable[str]:
        for members in self.components(wanted).values():
            if len(members) > 1:
                yield f"{', '.join(sorted(str(self._roots[key]) for key in members))} go back to one root"
        for name, members in loose.items():
            heads = self.representatives(members)
            if len(heads) > 1:
                yield f"{' and '.join(heads)} may be one: the same institution, or a possible join"
            if name not in firm:
                names = ", ".join(sorted(str(self._roots[key]) for key in members))
                yield f"{names}: anonymous, inferred or an outlet's own word, so not counted as established"
        if len(firm) > max(low, 1):
            said = "nobody has said" if low <= 1 else f"only of {low} has anybody said"
            yield f"{len(firm)} sources agree, but {said}, on a stated basis, that they are independent of each other"


def _largest_clique(nodes: Sequence[str], edges: set[frozenset[str]]) -> int:
    """Size of the largest set of nodes pairwise joined by edges: Bron and Kerbosch (1973) with a pivot.

    On graphs made to be slow it stops and returns what it has found: still a lower bound, which is what `low` is.
    """
    if not nodes:
        return 0
    near: dict[str, set[str]] = {node: set() for node in nodes}
    for edge in edges:
        if len(edge) == 2:
            a, b = edge
            if a in near and b in near:
                near[a].add(b)
                near[b].add(a)
    best = 1
    linked = {node for node in nodes if near[node]}
    stack: list[tuple[int, set[str], set[str]]] = [(0, linked, set())]
    steps = 0
    while stack and steps < _PATIENCE:
        steps += 1
        size, candidates, seen = stack.pop()
        if not candidates:
            best = max(best, size)
            continue
        if size + len(candidates) <= best:
            continue
        pivot = max(candidates | seen, key=lambda node: (len(near[node] & candidates), node))
        for node in sorted(candidates - near[pivot]):
            stack.append((size + 1, candidates & near[node], seen & near[node]))
            candidates = candidates - {node}
            seen = seen | {node}
        best = max(best, size)
    return best


def cycles(arrows: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Find the sets of nodes that lead back to themselves (strongly connected, more than one node), sorted.

    Tarjan's algorithm (1972), without recursion: a chain of citations may be long.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in sorted(arrows):
        if start in index:
            continue
        work = [(start, iter(sorted(arrows.get(start, ()))))]
        index[start] = low[start] = len(index)
        path.append(start)
        on_path.add(start)
        while work:
            node, rest = work[-1]
            following = next(rest, None)
            if following is not None:
                if following not in index:
                    index[following] = low[following] = len(index)
                    path.append(following)
                    on_path.add(following)
                    work.append((following, iter(sorted(arrows.get(following, ())))))
                elif following in on_path:
                    low[node] = min(low[node], index[following])
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node])
            if low[node] == index[node]:
                members = []
                while True:
                    member = path.pop()
                    on_path.discard(member)
                    members.append(member)
                    if member == node:
                        break
                if len(members) > 1:
                    found.append(tuple(sorted(members)))
    return sorted(found)
