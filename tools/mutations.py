"""Break the rules of standing on purpose, one at a time, and see which tests notice.

    python tools/mutations.py            all of them
    python tools/mutations.py copy echo  those whose name contains one of these words
    python tools/mutations.py --check    only whether every place to be broken is still there

The tree is copied to a temporary folder. Each mutation replaces a text in a file of the copy, the tests of conformance
and of knowledge run with `-x -q`, and the file is put back. Printed is the first test that went red, or
SURVIVED; a survivor is a rule that no test holds. The exit code is the number of survivors. Run it with the interpreter
of the project's environment; it takes some minutes, for a survivor costs a whole run.
"""

# ruff: noqa: S603 - a script that runs the tests and prints what they say

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
TESTS = (
    "tests/conformance/test_standing.py",
    "tests/knowledge/test_rules.py",
    "tests/conformance/test_bitemporal.py",
    "tests/knowledge",
)
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", ".hypothesis", "__pycache__", ".*_cache", "*.db")

ROOM = "src/eventlog/knowledge/"

# name, file, the text that stands there, the text that breaks it
MUTATIONS: tuple[tuple[str, str, str, str], ...] = (
    # rule 1: what is visible
    ("cuts are exclusive", ROOM + "sight.py", "bounds.begin_latest <= cut", "bounds.begin_latest < cut"),
    ("what names the unseen is seen", ROOM + "sight.py", "seen = seen & self.of(str(name))", "self.of(str(name))"),
    (
        "our corroboration holds for earlier press dates",
        ROOM + "sight.py",
        "event.link.found_in is None and event.link.kind is LinkKind.CORROBORATES",
        "False",
    ),
    (
        "our verification holds for earlier press dates",
        ROOM + "sight.py",
        "world = isinstance(event, Assessed) and event.assessment.found_in is None",
        "world = False",
    ),
    (
        "a word is said after it was published",
        ROOM + "sight.py",
        "return attrs.evolve(said, begin_latest=published.begin_latest, end_latest=published.begin_latest + 1)",
        "return said",
    ),
    (
        "an undated word is said when it is published",
        ROOM + "sight.py",
        "return attrs.evolve(published, begin_earliest=None, end_earliest=None)",
        "return published",
    ),
    (
        "a question mark takes no certainty",
        ROOM + "sight.py",
        "Seen(late, early, bounds.begin_uncertain)",
        "Seen(late, early)",
    ),
    (
        "an annulled annulment still strikes",
        ROOM + "dossier.py",
        "entry.position <= self.judged_upto and event.id not in struck:",
        "entry.position <= self.judged_upto:",
    ),
    ("boilerplate answers", ROOM + "reading.py", "if boilerplate and not cut.include_boilerplate:", "if False:"),
    (
        "a date is corrected before the notice",
        ROOM + "sight.py",
        "            if seen.under(self.cut.policy):\n                dates[",
        "            if seen.under(self.cut.policy) or True:\n                dates[",
    ),
    # rule 2: per source
    (
        "a word replaces where the order is only possible",
        ROOM + "words.py",
        "to_paint[at].early > one.late",
        "to_paint[at].early > one.early",
    ),
    (
        "a requotation is a new word",
        ROOM + "reading.py",
        "word.order = said.get(name) or told[name]",
        "word.order = word.said if word.claim.said is not None else word.published",
    ),
    (
        "words of one report replace each other",
        ROOM + "reading.py",
        'sides.union(first, f"copies of {name}")',
        "_ = first",
    ),
    (
        "an unknown end is an open one",
        ROOM + "words.py",
        "if window.end_latest is None and window.end_earliest is not None and window.begin_latest is not None:",
        "if window is None:",
    ),
    (
        "uncommitted words replace",
        ROOM + "words.py",
        "return self.supports and (self.factuality.positive or self.factuality.negative)",
        "return self.supports",
    ),
    ("answers to an open list replace", ROOM + "words.py", "not question.single or", "False or"),
    (
        "every anonymous voice is one source",
        ROOM + "roots.py",
        '        return f"{agent}@{claim.report}"\n    return agent',
        "        return agent\n    return agent",
    ),
    (
        "linked anonymous voices stay apart",
        ROOM + "reading.py",
        "united.union(first.setdefault(joined.find(word.id), word.source), word.source)",
        "united.find(word.source)",
    ),
    (
        "merged anonymous voices stay apart",
        ROOM + "roots.py",
        'agent.startswith("anon:") and agent not in dossier.merged',
        'agent.startswith("anon:")',
    ),
    (
        "a dated word is ordered by its publication",
        ROOM + "reading.py",
        "word.order = said.get(name) or told[name]",
        "word.order = told[name]",
    ),
    # rule 3: withdrawal
    ("an outsider's retraction kills", ROOM + "withdrawal.py", "return [word] if carries else []", "return [word]"),
    ("a speaker's retraction spares the copies", ROOM + "withdrawal.py", "return copies\n", "return [word]\n"),
    (
        "a carrier's retraction kills nothing",
        ROOM + "withdrawal.py",
        "return [word] if carries else []",
        "return []",
    ),
    (
        "a withdrawn notice still withdraws",
        ROOM + "withdrawal.py",
        "seen = seen.unless(sight.of(str(other.id)))",
        "pass",
    ),
    (
        "what is withdrawn still covers",
        ROOM + "words.py",
        "living = [word for word in layer if word.alive.under(policy)]",
        "living = [word for word in layer if word.seen.under(policy)]",
    ),
    ("the first loss names the status", ROOM + "withdrawal.py", "return max(lost,", "return min(lost,"),
    # rule 4: positions
    (
        "opinions support",
        ROOM + "words.py",
        "if claim.kind in (ClaimKind.OPINION, ClaimKind.META):",
        "if claim.kind is ClaimKind.META:",
    ),
    (
        "norms answer questions of fact",
        ROOM + "words.py",
        "if claim.kind is ClaimKind.NORM and question.kind is not QuestionKind.NORM:",
        "if False:",
    ),
    (
        "an utterance is answered by its content",
        ROOM + "words.py",
        "if question.kind is QuestionKind.UTTERANCE and speaks:",
        "if False:",
    ),
    ("a claim in several positions backs each", ROOM + "positions.py", "if word.id not in self.shared]", "]"),
    (
        "rounding contradicts",
        ROOM + "positions.py",
        "return not _meet(_bounds(number.widened()), reach)",
        "return not _meet(_bounds(number), reach)",
    ),
    (
        "what can't be compared is no tension",
        ROOM + "positions.py",
        "    if not one.comparable(other) or a.window_key != b.window_key:\n        return True",
        "    if not one.comparable(other) or a.window_key != b.window_key:\n        return False",
    ),
    (
        "totals of other windows contradict",
        ROOM + "positions.py",
        "return (number.unit, number.of, word.window_key)",
        "return (number.unit, number.of)",
    ),
    ("an open end is a closed one", ROOM + "positions.py", "(value.low, 1 if value.low_open else 0)", "(value.low, 0)"),
    (
        "disjoint times dispute",
        ROOM + "positions.py",
        "return any(laid.touches_other(owner[word.id], span) for span in word.left[policy])",
        "return True",
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
        "src/eventlog/provenance.py",
        "return _largest_clique(nodes, asserted)",
        "return len(nodes)",
    ),
    (
        "independence needs no basis",
        ROOM + "roots.py",
        "link.kind is LinkKind.CORROBORATES and link.basis.strip() and",
        "link.kind is LinkKind.CORROBORATES and",
    ),
    (
        "an echo lends what was asserted of it",
        "src/eventlog/provenance.py",
        "self._loose = self._unechoed.copy()",
        "self._loose = self._unechoed",
    ),
    (
        "organs of one state are independent",
        "src/eventlog/provenance.py",
        "for institution in (*root.institutions, *root.perhaps):",
        "for institution in ():",
    ),
    (
        "an outlet's own word is firm",
        "src/eventlog/provenance.py",
        "return root.named and not root.outlet",
        "return root.named",
    ),
    (
        "the nameless count in high",
        "src/eventlog/provenance.py",
        "return not root.anonymous or bool(root.institutions or root.perhaps)",
        "return True",
    ),
    (
        "an inferred root stays apart from its agent",
        "src/eventlog/provenance.py",
        "if root.inferred and root.agent in roots:",
        "if False:",
    ),
    (
        "a citation beside the chain joins for certain",
        ROOM + "roots.py",
        "(certain if through else possible).append((word.root.key, other.root.key))",
        "certain.append((word.root.key, other.root.key))",
    ),
    (
        "a citation joins nothing",
        ROOM + "roots.py",
        "(certain if through else possible).append((word.root.key, other.root.key))",
        "pass",
    ),
    # rule 6: status
    (
        "anybody's admission confirms",
        ROOM + "status.py",
        "word.claim.stance is Stance.ADMIT and speaks_for(word, actor, scene.dossier)",
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
        ROOM + "status.py",
        "return any(laid.touches_other(scene.owner[word.id], span) for word in voices for span in word.left[policy])",
        "return bool(policy)",
    ),
    ("corroborated against a denial", ROOM + "status.py", "laid, scene) and not against:", "laid, scene):"),
    ("the possible disputes", ROOM + "judging.py", "counter = named(committed(against))", "counter = named(against)"),
    (
        "the anonymous dispute",
        ROOM + "judging.py",
        "counter = named(committed(against))",
        "counter = committed(against)",
    ),
    (
        "corroborated is firmer than announced",
        ROOM + "status.py",
        "FIRMEST = (Status.CONFIRMED, Status.ANNOUNCED, Status.CORROBORATED,",
        "FIRMEST = (Status.CONFIRMED, Status.CORROBORATED, Status.ANNOUNCED,",
    ),
    (
        "denied is looked at before disputed",
        ROOM + "status.py",
        "    if any(disputed for _, _, disputed in positions):\n        return Status.DISPUTED\n",
        "",
    ),
    # rule 7: timeline
    ("neighbours are not coalesced", ROOM + "timeline.py", "if says != self._says:", "if True:"),
    (
        "a vague bound is certain",
        ROOM + "timeline.py",
        "return None if unknown else core(window)",
        "return (BEGIN, END)",
    ),
    ("at a time hears everybody", ROOM + "judging.py", "    if at is not None:\n        restrict(words, at)\n", ""),
    # certainty
    (
        "all that is seen is certain",
        ROOM + "words.py",
        "word.certain = word.alive.certain and safe and",
        "word.certain = word.alive.certain and",
    ),
    ("one reading decides", ROOM + "judging.py", "if sight.turns or any(", "if False and any("),
    (
        "an unseen copy moves a word",
        ROOM + "roots.py",
        "yield (a, b), seen & words[a].seen & words[b].seen",
        "yield (a, b), seen",
    ),
    # rule 8: diff
    (
        "the source before our mistake",
        "src/eventlog/changes.py",
        "if unjudged is not None and self._same(one, *unjudged):",
        "if unjudged and not self._changed_mind(one.id, what) and self._same(one, *unjudged):",
    ),
    (
        "the reading is never the reason",
        "src/eventlog/changes.py",
        "if self._as_read is not None and self._same(one, self._before, self._as_read):",
        "if False:",
    ),
    ("nothing is learnt late", "src/eventlog/changes.py", "return Reason.LEARNT_LATE", "return Reason.NEWLY_REPORTED"),
    # the faster ways: they may only be faster
    (
        "columns pass over citations",
        ROOM + "columns.py",
        "any(self.report[other] in cited for other in self.rows(number))",
        "False",
    ),
    (
        "columns take every value for a yes",
        ROOM + "columns.py",
        "if value is not True and code is not None:",
        "if value is None and code is not None:",
    ),
    ("columns hear the nameless as named", ROOM + "lean.py", "if code & FIRM and not nameless:", "if code & FIRM:"),
    (
        "columns look past the cut",
        ROOM + "lean.py",
        "if columns.position[row] > cut.position or columns.report[row] > cut.position:",
        "if False:",
    ),
    (
        "a crowd forgets a root that has gone silent",
        ROOM + "crowd.py",
        "further = [some for root, some in self._roots.items() if root not in heard]",
        "further = []",
    ),
    (
        "a crowd is covered by what is only possibly seen",
        ROOM + "crowd.py",
        "if how.certain and one.inner is not None:",
        "if one.inner is not None:",
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
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *TESTS],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": path, "HYPOTHESIS_PROFILE": "quick", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return None
    red = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return red.group(1) if red else done.stdout[-200:] + done.stderr[-200:]


def main(words: list[str]) -> int:
    """Break, run, put back; print a line each."""
    lost = check()
    if lost or "--check" in words:
        print("\n".join(lost) or f"all {len(MUTATIONS)} are there")
        return len(lost)
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(REPOSITORY, tree, ignore=LEFT_BEHIND)
        red = run(tree)
        if red is not None:
            print(f"red before anything was broken: {red}")
            return 1
        for name, file, old, new in MUTATIONS:
            if words and not any(word in name for word in words):
                continue
            plain = (tree / file).read_text("utf-8")
            (tree / file).write_text(plain.replace(old, new), "utf-8")
            red = run(tree)
            (tree / file).write_text(plain, "utf-8")
            survivors += red is None
            print(f"{name:<52} {'SURVIVED' if red is None else red}", flush=True)
    return survivors


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
