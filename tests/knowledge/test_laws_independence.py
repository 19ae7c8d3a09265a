"""The laws of independence: repeating adds nobody, and what is not known is an interval."""

from __future__ import annotations

from itertools import combinations

import attrs
from hypothesis import given
from hypothesis import strategies as st

from eventlog.claims import Evidence, Link, Question, digest_of
from eventlog.reports import Report
from eventlog.standing.independence import Joins, Root, UnionFind, Web, cycles
from knowledge_strategies import BY_ID, Moves, Story, cuts, policies, share, stories

KEYS = ("person:ada", "person:bo", "gov:north", "org:staff", "outlet:post", "anon:one@r", "anon:two", "org:rivals?")


def _root(key: str, within: bool) -> Root:
    return Root(
        key=key,
        agent=key.rstrip("?").partition("@")[0],
        anonymous=key.startswith("anon:"),
        inferred=key.endswith("?"),
        outlet=key.startswith("outlet:"),
        institutions=("gov:north",) if within and key != "gov:north" else (),
    )


roots = st.tuples(*(st.booleans() for _ in KEYS)).map(
    lambda flags: {key: _root(key, flag) for key, flag in zip(KEYS, flags, strict=True)}
)
pair = st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS))
some = st.lists(pair, max_size=5).map(tuple)
echoes = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS), st.booleans()), max_size=4).map(tuple)
joins = st.builds(Joins, certain=some, possible=some, echoes=echoes, apart=st.lists(pair, max_size=12).map(tuple))
wanted = st.lists(st.sampled_from(KEYS), min_size=1, max_size=8)


@given(roots, joins, wanted)
def test_low_is_never_above_high(known: dict[str, Root], joined: Joins, keys: list[str]) -> None:
    """There are at least `low` and at most `high` independent roots, and never more than there are roots."""
    found = Web(known, joined).independence(keys)
    assert 0 <= found.low <= found.high <= len(set(keys))


@given(roots, joins, wanted, st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS), st.booleans()))
def test_an_echo_never_raises_what_is_independent(
    known: dict[str, Root], joined: Joins, keys: list[str], echo: tuple[str, str, bool]
) -> None:
    """One more echo never raises `low`, and never raises `high`."""
    before = Web(known, joined).independence(keys)
    more = Joins(joined.certain, joined.possible, (*joined.echoes, echo), joined.apart)
    after = Web(known, more).independence(keys)
    assert after.low <= before.low
    assert after.high <= before.high


@given(roots, joins, wanted)
def test_low_without_an_assertion_is_at_most_one(known: dict[str, Root], joined: Joins, keys: list[str]) -> None:
    """Agreement is no corroboration: where nobody asserts independence, `low` is one at most."""
    silent = Joins(joined.certain, joined.possible, joined.echoes)
    assert Web(known, silent).independence(keys).low <= 1


@given(roots, joins, wanted)
def test_low_is_the_largest_set_asserted_pairwise(known: dict[str, Root], joined: Joins, keys: list[str]) -> None:
    """Without echoes, `low` is what trying every set of components gives."""
    joined = Joins(joined.certain, joined.possible, (), joined.apart)
    assert Web(known, joined).independence(keys).low == _by_trying(known, joined, keys)


@given(
    *(roots, joins, joins | st.none(), st.sets(st.sampled_from(KEYS)), st.sets(st.sampled_from(KEYS)), wanted),
)
def test_what_a_web_keeps_counts_as_before(
    known: dict[str, Root], joined: Joins, later: Joins | None, some: set[str], more: set[str], keys: list[str]
) -> None:
    """Where the roots of a web hang together in another as there, whoever came, each count of them is the same."""

    def web(those: set[str], of: Joins) -> Web:
        held = {key: root for key, root in known.items() if key in those}
        certain, possible, apart = (
            tuple(pair for pair in pairs if held.keys() >= {*pair}) for pairs in (of.certain, of.possible, of.apart)
        )
        return Web(held, Joins(certain, possible, tuple(one for one in of.echoes if held.keys() >= {*one[:2]}), apart))

    before, after = web(some, joined), web(some | more, later or joined)
    keys = [key for key in keys if key in some]
    if after.keeps(before):
        one, other = before.independence(keys), after.independence(keys)
        assert (one, one.reasons) == (other, other.reasons)
        assert before.representatives(keys) == after.representatives(keys)
        assert [before.component(key) for key in keys] == [after.component(key) for key in keys]
        assert [before.house(key) for key in keys] == [after.house(key) for key in keys]


def test_a_web_keeps_what_a_stranger_joins_and_nothing_where_one_brings_two_together() -> None:
    """A source that has to do with nobody leaves all as it was; one that is part of another's institution does not."""
    ada, bo, staff = (_root(key, within=False) for key in ("person:ada", "person:bo", "org:staff"))
    pair = Web({one.key: one for one in (ada, bo)}, Joins())
    assert Web({one.key: one for one in (staff, ada, bo)}, Joins()).keeps(pair)
    assert not pair.keeps(Web({staff.key: staff}, Joins()))
    assert not Web({one.key: one for one in (ada, bo)}, Joins(certain=((ada.key, bo.key),))).keeps(pair)
    assert not Web({one.key: one for one in (ada, bo)}, Joins(apart=((ada.key, bo.key),))).keeps(pair)
    within = attrs.evolve(staff, institutions=(ada.key,), perhaps=(bo.key,))
    assert not Web({one.key: one for one in (ada, bo, within)}, Joins()).keeps(pair)


def _by_trying(known: dict[str, Root], joined: Joins, keys: list[str]) -> int:
    sets: UnionFind[str] = UnionFind()
    for a, b in (*joined.certain, *joined.possible):
        sets.union(a, b)
    for key, root in known.items():
        if root.inferred and root.agent in known:
            sets.union(root.agent, key)
        for whole in (*root.institutions, *(() if root.anonymous else (root.agent,))):
            sets.union(f"the whole of {whole}", key)
    firm = sorted({sets.find(key) for key in keys if known[key].named and not known[key].outlet})
    apart = {frozenset((sets.find(a), sets.find(b))) for a, b in joined.apart}
    sizes = range(len(firm), 1, -1)
    return next(
        (
            size
            for size in sizes
            for some in combinations(firm, size)
            if all(frozenset(two) in apart for two in combinations(some, 2))
        ),
        min(len(firm), 1),
    )


@given(st.dictionaries(st.integers(0, 6).map(str), st.lists(st.integers(0, 6).map(str), max_size=3), max_size=7))
def test_cycles_are_what_leads_back_to_itself(arrows: dict[str, list[str]]) -> None:
    """Two nodes are in one cycle exactly where each can be reached from the other."""
    nodes = {*arrows, *(to for tos in arrows.values() for to in tos)}
    reach = {node: _reached(arrows, node) for node in nodes}
    found = {frozenset(one) for one in cycles(arrows)}
    together = {frozenset({a, *(b for b in reach[a] if a in reach[b])}) for a in nodes}
    assert found == {one for one in together if len(one) > 1}


def _reached(arrows: dict[str, list[str]], start: str) -> set[str]:
    found: set[str] = set()
    pending = list(arrows.get(start, ()))
    while pending:
        node = pending.pop()
        if node not in found:
            found.add(node)
            pending += arrows.get(node, ())
    return found


@share(2)  # makes a whole log
@given(stories(), cuts, policies)
def test_an_interval_is_in_order_in_every_answer(story: Story, day: str, policy: str) -> None:
    """`low` is at most `high`, for every position of every question and for the question."""
    for standing in map(story.known(day, policy=policy).__getitem__, BY_ID):
        for one in (standing.independence, *(position.independence for position in standing)):
            assert 0 <= one.low <= one.high


@share(4)  # asks two logs at a cut
@given(stories(Moves(questions=("fort.shelled",), withdrawals=False, judgements=False)), cuts, st.data())
def test_a_reprint_never_raises_what_is_independent(story: Story, day: str, data: st.DataObject) -> None:
    """Another outlet's echo of a word, with its link, raises neither bound of an answer."""
    original = data.draw(st.sampled_from(story.claims))
    more = story.copy()
    report = Report(publisher="outlet:echo", title="echo", published="2031-12-01T01:00:00Z", digest=digest_of("echo"))
    copied = Evidence(start=0, end=5, digest=digest_of("echo"))
    again = report.claim(
        original.question,
        original.value,
        factuality=original.factuality,
        by=original.chain,
        said=original.said,
        evidence=(copied,),
    )
    more.record(report, again, Link(kind="echoes", from_=again.id, to=original.id, by="user:desk"))
    before, after = (one.known(day)["fort.shelled"] for one in (story, more))
    assert after.independence.low <= max(before.independence.low, 1)
    if original.chain and original.id in {one.id for one in before.claims}:
        assert after.independence.low <= before.independence.low


def test_what_is_asserted_of_a_reprint_is_not_asserted_of_its_original() -> None:
    """That an outlet's own word is independent of Bo makes Ada no more independent of him for being reprinted there."""
    known = {key: _root(key, within=False) for key in ("person:ada", "person:bo", "outlet:post")}
    apart = (("outlet:post", "person:bo"),)
    alone = Web(known, Joins(apart=apart)).independence(known)
    echoed = Web(known, Joins(apart=apart, echoes=(("outlet:post", "person:ada", True),))).independence(known)
    assert (alone.low, alone.high) == (1, 3)
    assert (echoed.low, echoed.high) == (1, 2)


def test_ten_reprints_are_one() -> None:
    """Ten outlets that carry the same speaker's words are one root, whatever they are called."""
    story = Story()
    story.record(Question(id="fort.held"))
    for at in range(10):
        title = f"reprint {at}"
        report = Report(publisher=f"outlet:o{at}", title=title, published="2031-06-01", digest=digest_of(title))
        story.record(report, report.claim("fort.held", by=["person:ada"]))
    found = story.known("2031-07-01")["fort.held"].independence
    assert (found.low, found.high) == (1, 1)


def test_what_one_report_says_in_two_names_is_no_reprint() -> None:
    """Reports of one text are copies; what an outlet says beside one that it quotes is not, text held or not."""

    def highest(*editions: tuple[str, str | None]) -> int:
        story = Story()
        story.record(Question(id="fort.held"))
        for at, (publisher, text) in enumerate(editions):
            report = Report(publisher=publisher, title=f"edition {at}", published="2031-06-01", text=text)
            own, quoted = report.claim("fort.held"), report.claim("fort.held", by=["outlet:mail"])
            story.record(report, own, quoted)
        return story.known("2031-07-01")["fort.held"].independence.high

    one, other = "The fort is held, says the Mail.", "So the Mail says."
    assert highest(("outlet:post", None)) == 2
    assert highest(("outlet:post", one)) == 2
    assert highest(("outlet:post", one), ("outlet:echo", other)) == 3
    assert highest(("outlet:post", one), ("outlet:echo", one)) == 1
    assert highest(("outlet:post", one), ("outlet:echo", one), ("outlet:gazette", other)) == 2
