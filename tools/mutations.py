"""Break the rules of standing on purpose, one at a time, and see which tests notice.

    python tools/mutations.py            all of them
    python tools/mutations.py copy echo  those whose name contains one of these words
    python tools/mutations.py --check    only whether every place to be broken is still there

The tree is copied to a temporary folder, once for each processor that this may run on. Each mutation replaces a text
in a file of a copy, the cases of conformance and then the other tests run with `-x -q`, and the file is put back.
Printed is the first test that went red, or SURVIVED; a survivor is a rule that no test holds. The exit code is the
number of survivors. Run it with the interpreter of the project's environment. It takes long, for a survivor costs a
whole run.
"""

# ruff: noqa: S603 - a script that runs the tests and prints what they say

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from eventlog.cli.workers import processors

REPOSITORY = Path(__file__).resolve().parents[1]
STAGES = (
    ("tests/conformance/test_standing.py",),
    ("tests/knowledge/test_rules.py", "tests/conformance/test_bitemporal.py", "tests/knowledge"),
)
"""The tests, those first that notice most and cost least."""
LEFT_BEHIND = shutil.ignore_patterns(".*", "build", "__pycache__", "*.db")

ROOM = "src/eventlog/standing/"

# name, file, the text that stands there, the text that breaks it
MUTATIONS: tuple[tuple[str, str, str, str], ...] = (
    # rule 1: what is visible
    ("cuts are exclusive", ROOM + "seen.py", "self.late <= cut", "self.late < cut"),
    (
        "what names the unseen is seen",
        ROOM + "visibility.py",
        "clock = clock & self._clock(",
        "_ = clock & self._clock(",
    ),
    (
        "our corroboration holds for earlier press dates",
        ROOM + "visibility.py",
        "event.link.found_in is None and event.link.kind is LinkKind.CORROBORATES",
        "False",
    ),
    (
        "our verification holds for earlier press dates",
        ROOM + "visibility.py",
        "world = isinstance(event, Assessed) and event.assessment.found_in is None",
        "world = False",
    ),
    (
        "a word is said after it was published",
        ROOM + "visibility.py",
        "return attrs.evolve(said, begin_latest=published.begin_latest, end_latest=published.begin_latest + 1)",
        "return said",
    ),
    (
        "an undated word is said when it is published",
        ROOM + "visibility.py",
        "return attrs.evolve(published, begin_earliest=None, end_earliest=None)",
        "return published",
    ),
    (
        "a question mark takes no certainty",
        ROOM + "seen.py",
        "moment.begin_earliest, moment.begin_uncertain)",
        "moment.begin_earliest)",
    ),
    (
        "an annulled annulment still strikes",
        ROOM + "dossier.py",
        "entry.position <= self.judged_upto and event.id not in struck:",
        "entry.position <= self.judged_upto:",
    ),
    (
        "boilerplate answers",
        ROOM + "reading.py",
        "if one is not None and not one.boilerplate}",
        "if one is not None}",
    ),
    (
        "a date is corrected before the notice",
        ROOM + "visibility.py",
        "            if seen.under(self.cut.policy):\n                given[",
        "            if seen.under(self.cut.policy) or True:\n                given[",
    ),
    # rule 2: per source
    (
        "a word replaces where the order is only possible",
        ROOM + "painting.py",
        "to_paint[at].early > one.late",
        "to_paint[at].early > one.early",
    ),
    (
        "at the next cut a word replaces where the order is only possible",
        ROOM + "painting.py",
        "if inner is not None and place.early > at.late:",
        "if inner is not None and place.early > at.early:",
    ),
    (
        "at the next cut a possibly later word doubts nothing",
        ROOM + "painting.py",
        "        self.safe = _without(self.safe, outer)\n",
        "",
    ),
    (
        "at the next cut the sides are those of the cut before",
        ROOM + "opposition.py",
        "self.opposed = _without(before.known, out)",
        "self.opposed = dict(before.known)",
    ),
    (
        "at the next cut an answer is told as it was",
        ROOM + "composing.py",
        "if found is None or not self._lasts(group):",
        "if found is None:",
    ),
    (
        "at the next cut a figure is as firm as it was",
        ROOM + "figures.py",
        "return one if status is one.status else attrs.evolve(one, status=status)",
        "return one",
    ),
    (
        "at the next cut who stands on both sides is who did",
        ROOM + "opposition.py",
        "moved = self._movers(a) | self._movers(b)",
        "moved = set[str]()",
    ),
    (
        "at the next cut who spoke on a side still does",
        ROOM + "opposition.py",
        "held = self._speakers_before.get(key)",
        "held = self._speakers_before.get(key)\n            if held is not None:\n                return held",
    ),
    (
        "at the next cut what was joined is apart",
        ROOM + "hearing.py",
        "if apart and before.apart else statements",
        "if apart else statements",
    ),
    (
        "at the next cut the other words of a report stay where they were",
        ROOM + "hearing.py",
        "reports = {one.claim.report for _, one in statements.items() ^ before.items()}",
        "return {id: one for id, one in statements.items() if before.get(id) is not one}\n    reports = set()",
    ),
    (
        "at the next cut a word is covered as it was",
        ROOM + "hearing.py",
        "if word.placed.source in sources and layer_of(word, question) in layers]",
        "if before.words.get(word.id) is not word]",
    ),
    (
        "at the next cut the words that went still make time",
        ROOM + "timeline.py",
        "changed += ((word, -1) for word in self.words.keys() - now.keys())",
        "changed += ()",
    ),
    (
        "an open date is a settled one",
        ROOM + "visibility.py",
        "return not self.turns and not self._open_between.touches((self.moment, self.moment + 1))",
        "return not self.turns",
    ),
    (
        "a requotation is a new word",
        ROOM + "placing.py",
        "said[name] = _earlier(said[name], one.said, kept) if name in said else one.said",
        "said[name] = one.said",
    ),
    (
        "words of one report replace each other",
        ROOM + "placing.py",
        "            sides.union(first, name)",
        "            sides.union(name, name)",
    ),
    (
        "an unknown end is an open one",
        ROOM + "extents.py",
        "if window.end_unknown and window.begin_latest is not None:",
        "if False:",
    ),
    (
        "uncommitted words replace",
        ROOM + "statements.py",
        "return self.supports and bool(self.own.polarity)",
        "return self.supports",
    ),
    (
        "answers to an open list replace",
        ROOM + "supersession.py",
        "if not word.paints or not question.single or question.kind is QuestionKind.UTTERANCE:\n        return (word",
        "if not word.paints or question.kind is QuestionKind.UTTERANCE:\n        return (word",
    ),
    (
        "every anonymous voice is one source",
        ROOM + "roots.py",
        '        return f"{agent}@{dossier.first_edition(str(claim.report))}"',
        "        return agent",
    ),
    (
        "linked anonymous voices stay apart",
        ROOM + "attribution.py",
        "            united.union(a, b)",
        "            united.find(a)",
    ),
    (
        "merged anonymous voices stay apart",
        ROOM + "roots.py",
        'agent.startswith("anon:") and agent not in dossier.merged',
        'agent.startswith("anon:")',
    ),
    ("a dated word is ordered by its publication", ROOM + "placing.py", "return told | said", "return told"),
    # rule 3: withdrawal
    (
        "an outsider's retraction kills",
        ROOM + "withdrawal.py",
        "return [one] if passes_through(by, one.claim, one.publisher, merged) else []",
        "return [one]",
    ),
    ("a speaker's retraction spares the copies", ROOM + "withdrawal.py", "return copies\n", "return [word]\n"),
    (
        "a carrier's retraction kills nothing",
        ROOM + "withdrawal.py",
        "return [one] if passes_through(by, one.claim, one.publisher, merged) else []",
        "return []",
    ),
    (
        "a withdrawn notice still withdraws",
        ROOM + "visibility.py",
        "return seen.unless(self._unnoticed(entry, self._dates[0])) if seen.possible else seen",
        "return seen",
    ),
    (
        "what is withdrawn still covers",
        ROOM + "painting.py",
        "living = [word for word in layer if word.alive.under(policy)]",
        "living = [word for word in layer if word.seen.under(policy)]",
    ),
    ("the first loss names the status", ROOM + "status.py", "return max(lost,", "return min(lost,"),
    # rule 4: positions
    (
        "what is compatible backs a figure",
        ROOM + "answers.py",
        "return self.wide.within(other.wide)",
        "return self.wide.meets(other.wide)",
    ),
    (
        "an early count says nothing of later moments",
        ROOM + "totals.py",
        "return reach if order == 0 else reach.onwards() if order < 0 else reach.backwards()",
        "return reach",
    ),
    (
        "opinions support",
        ROOM + "reading.py",
        "if claim.kind in (ClaimKind.OPINION, ClaimKind.META):",
        "if claim.kind is ClaimKind.META:",
    ),
    (
        "norms answer questions of fact",
        ROOM + "reading.py",
        "if claim.kind is ClaimKind.NORM and question.kind is not QuestionKind.NORM:",
        "if False:",
    ),
    (
        "an utterance is answered by its content",
        ROOM + "reading.py",
        "if question.kind is QuestionKind.UTTERANCE and speaks:",
        "if False:",
    ),
    (
        "a claim in several positions backs each",
        ROOM + "status.py",
        "alone = [word for word in firm if word.id not in group.shared]",
        "alone = list(firm)",
    ),
    ("rounding contradicts", ROOM + "answers.py", "if not wide_a.meets(wide_b):", "if True:"),
    (
        "what can't be compared is no tension",
        ROOM + "answers.py",
        "return Relation.TENSION if figures else Relation.CONTRADICT",
        "return Relation.CONTRADICT",
    ),
    (
        "totals of other windows contradict",
        ROOM + "opposition.py",
        "if a.placed.window_key != b.placed.window_key:",
        "if False:",
    ),
    ("an open end is a closed one", ROOM + "answers.py", "(value.low, 1 if value.low_open else 0)", "(value.low, 0)"),
    (
        "disjoint times dispute",
        ROOM + "opposition.py",
        "if laid.meets(other, side.times[other.id]):",
        "if True:",
    ),
    # rule 5: roots and independence
    (
        "same utterance joins nothing",
        "src/eventlog/claims/links.py",
        "return self in (LinkKind.SAME_UTTERANCE, LinkKind.SAME_ROOT,",
        "return self in (LinkKind.SAME_ROOT,",
    ),
    (
        "agreement corroborates",
        "src/eventlog/standing/independence.py",
        "return _largest_clique(nodes, asserted)",
        "return len(nodes)",
    ),
    (
        "independence needs no basis",
        ROOM + "attribution.py",
        "link.kind is LinkKind.CORROBORATES and link.basis.strip() and",
        "link.kind is LinkKind.CORROBORATES and",
    ),
    (
        "an echo lends what was asserted of it",
        "src/eventlog/standing/independence.py",
        "self._loose = self._unechoed.copy()",
        "self._loose = self._unechoed",
    ),
    (
        "organs of one state are independent",
        "src/eventlog/standing/independence.py",
        "for institution in (*root.institutions, *root.perhaps):",
        "for institution in ():",
    ),
    (
        "an outlet's own word is firm",
        "src/eventlog/standing/independence.py",
        "return root.named and not root.outlet",
        "return root.named",
    ),
    (
        "the nameless count in high",
        "src/eventlog/standing/independence.py",
        "return not root.anonymous or bool(root.institutions or root.perhaps)",
        "return True",
    ),
    (
        "an inferred root stays apart from its agent",
        "src/eventlog/standing/independence.py",
        "if root.inferred and root.agent in roots:",
        "if False:",
    ),
    (
        "a citation beside the chain joins for certain",
        ROOM + "attribution.py",
        "(certain if through else possible).append((one.root.key, other.root.key))",
        "certain.append((one.root.key, other.root.key))",
    ),
    (
        "a citation joins nothing",
        ROOM + "attribution.py",
        "(certain if through else possible).append((one.root.key, other.root.key))",
        "pass",
    ),
    # rule 6: status
    (
        "anybody's admission confirms",
        ROOM + "status.py",
        "word.claim.stance is Stance.ADMIT and speaks_for(word.root, actor, scene.dossier)",
        "word.claim.stance is Stance.ADMIT",
    ),
    (
        "a supporter's verification confirms",
        ROOM + "status.py",
        "and scene.dossier.merges.find(assessment.by) not in supporters",
        "",
    ),
    ("the anonymous allege", ROOM + "status.py", "if any(not word.root.anonymous for word in firm):", "if firm:"),
    (
        "roots corroborate each other over disjoint times",
        ROOM + "grouping.py",
        "if any(laid.touches_other(owner, span) for span in spans):",
        "if True:",
    ),
    ("corroborated against a denial", ROOM + "status.py", " and not voices(scene.scale.opponents(holders)):", ":"),
    ("the possible disputes", ROOM + "status.py", "return named(committed(words))", "return named(words)"),
    ("the anonymous dispute", ROOM + "status.py", "return named(committed(words))", "return committed(words)"),
    (
        "corroborated is firmer than announced",
        ROOM + "status.py",
        "FIRMEST: Final = (Status.CONFIRMED, Status.ANNOUNCED, Status.CORROBORATED,",
        "FIRMEST: Final = (Status.CONFIRMED, Status.CORROBORATED, Status.ANNOUNCED,",
    ),
    (
        "denied is looked at before disputed",
        ROOM + "status.py",
        "    if any(disputed for _, _, disputed in positions):\n        return Status.DISPUTED\n",
        "",
    ),
    # rule 7: timeline
    (
        "neighbours are not coalesced",
        ROOM + "timeline.py",
        "if all(one == said.get(answer) for answer, one in now.items()):",
        "if False:",
    ),
    (
        "a vague bound is certain",
        ROOM + "spans.py",
        "    if begin is None or end is None or begin >= end:\n        return None\n    return (begin, end)",
        "    if begin is None or end is None or begin >= end:\n        return (BEGIN, END)\n    return (begin, end)",
    ),
    (
        "at a time hears everybody",
        ROOM + "evaluate.py",
        "return {id: _at(word, at, kept) for id, word in heard.words.items() if not _apart(word.placed.extent, at)}",
        "return {id: _at(word, at, kept) for id, word in heard.words.items()}",
    ),
    (
        "all that is seen is certain",
        ROOM + "painting.py",
        "certain = word.alive.certain and (bool(safe) or untouched) and all(",
        "certain = word.alive.certain and all(",
    ),
    ("one reading decides", ROOM + "evaluate.py", "    if heard.turns:", "    if False:"),
    (
        "an unseen copy moves a word",
        ROOM + "attribution.py",
        "yield (a, b), seen & statements[a].seen & statements[b].seen",
        "yield (a, b), seen",
    ),
    # rule 8: diff
    (
        "the source before our mistake",
        "src/eventlog/knowledge/reasons.py",
        "if unjudged is not None and self._same(one, what, *unjudged):",
        "if unjudged and not self._changed_mind(one.id, what) and self._same(one, what, *unjudged):",
    ),
    (
        "the reading is never the reason",
        "src/eventlog/knowledge/reasons.py",
        "if self._as_read is not None and self._same(one, what, self._before, self._as_read):",
        "if False:",
    ),
    (
        "nothing is learnt late",
        "src/eventlog/knowledge/reasons.py",
        "return Reason.FOUND_LATE, causes",
        "return Reason.NEWLY_REPORTED, causes",
    ),
)


def check() -> list[str]:
    """Name the mutations whose text does not occur, or occurs more than once where it must be told which."""
    lost = []
    for name, file, old, _ in MUTATIONS:
        if (REPOSITORY / file).read_text("utf-8").count(old) == 0:
            lost.append(f"{name}: {old!r} is not in {file}")
    return lost


def run(tree: Path) -> str | None:
    """Run the tests of a tree; return the first that went red, or None."""
    shutil.rmtree(tree / ".hypothesis", ignore_errors=True)  # what broke under another mutation would come first
    path = os.pathsep.join(str(tree / name) for name in ("src", "tests"))
    for tests in STAGES:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": path, "HYPOTHESIS_PROFILE": "red"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            red = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
            return red.group(1) if red else done.stdout[-200:] + done.stderr[-200:]
    return None


def broken(mutation: tuple[str, str, str, str], trees: Queue[Path]) -> str | None:
    """Break one rule in a tree that is free, run its tests, and put the rule back; return as `run` does."""
    _, file, old, new = mutation
    tree = trees.get()
    plain = (tree / file).read_text("utf-8")
    try:
        (tree / file).write_text(plain.replace(old, new), "utf-8")
        return run(tree)
    finally:
        (tree / file).write_text(plain, "utf-8")
        trees.put(tree)


def main(words: list[str]) -> int:
    """Break, run, put back; print a line each."""
    lost = check()
    if lost or "--check" in words:
        print("\n".join(lost) or f"all {len(MUTATIONS)} are there")
        return len(lost)
    chosen = [one for one in MUTATIONS if not words or any(word in one[0] for word in words)]
    survivors, many = 0, processors()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(many) as pool:
        trees: Queue[Path] = Queue()
        for at in range(many):
            trees.put(Path(shutil.copytree(REPOSITORY, Path(folder) / f"tree{at}", ignore=LEFT_BEHIND)))
        red = run(Path(folder) / "tree0")
        if red is not None:
            print(f"red before anything was broken: {red}")
            return 1
        for (name, *_), red in zip(chosen, pool.map(lambda one: broken(one, trees), chosen), strict=True):
            survivors += red is None
            print(f"{name:<52} {'SURVIVED' if red is None else red}", flush=True)
    return survivors


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
