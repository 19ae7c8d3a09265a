"""Changes: what differs between two states of knowledge, caused by what. For which reason is said by `reasons`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain

import attrs

from eventlog.claims import check_question
from eventlog.claims.fields import several
from eventlog.errors import InvalidValue
from eventlog.knowledge.affected import touched
from eventlog.knowledge.gather import asked
from eventlog.knowledge.knowledge import Knowledge, below
from eventlog.knowledge.reasons import Judges, Reason, What
from eventlog.knowledge.recent import dossier_of
from eventlog.problems import Problem
from eventlog.render.changing import change_line, changes_html, lacking_words
from eventlog.render.showing import brief, counted
from eventlog.render.waiting import proposed_words
from eventlog.standing.live import LiveClaim
from eventlog.standing.result import Standing
from eventlog.standing.status import Status
from eventlog.workers import patiently


@attrs.frozen(kw_only=True, repr=False)
class Change:
    """One difference: a claim learned or dropped, or (`claim` None) a status or certainty that changed.

    `causes` are positions of the entries that made it; `before` and `after` are the question's statuses.
    """

    question: str
    what: What
    claim: LiveClaim | None
    reason: Reason
    causes: frozenset[int]
    before: Status
    after: Status
    name_of: Callable[[str], str] = attrs.field(default=str, eq=False)
    """Gives an agent its name."""
    waits: str = attrs.field(default="", eq=False)
    """What under the later status, else under the earlier, nobody has reviewed, in words; empty where all was."""
    unreviewed: frozenset[int] = attrs.field(default=frozenset(), eq=False)
    """Those of its causes that were only proposed."""

    def __str__(self) -> str:
        """One line: the question, what happened, why."""
        return change_line(self, self.name_of)

    def __repr__(self) -> str:
        """Short: the question, what happened, why."""
        what = f"{self.what} {brief(self.claim, 80)}" if self.claim else f"{self.what} to {self.after}"
        return f"<Change of {self.question}: {what} ({self.reason})>"


class Changes(tuple[Change, ...]):  # noqa: SLOT001 - a tuple can't have slots that are not empty
    """What changes from one state of knowledge to another: a tuple, which a notebook shows as a table."""

    problems: tuple[Problem, ...] = ()
    """The entries that can't be read up to the later of the two: they may make, or hide, changes."""

    withheld: tuple[int, ...] = ()
    """The positions of what of the topic was redacted, or is left out of this copy of the log: likewise."""

    def __repr__(self) -> str:
        """Short: how many, on how many questions, of which kinds; and what can't be read."""
        lost = "".join(f"; {one}" for one in (*(problem.text for problem in self.problems), *lacking_words(self)))
        if not self:
            return f"<no changes{lost}>"
        kinds = Counter(one.what for one in self)
        told = ", ".join(f"{kinds[what]} {what}" for what in What if kinds[what])
        questions = counted(len({one.question for one in self}), "question")
        return f"<{counted(len(self), 'change')} on {questions}: {told}{lost}>"

    def _repr_html_(self) -> str:
        """For a notebook: one row a change."""
        return changes_html(self)


def diff(a: Knowledge, b: Knowledge, about: str | None = None) -> Changes:
    """What changes from a to b, in order of question and position; `about` limits it to a topic (a dotted prefix).

    Both must read the same log. diff(k, k) is empty, and replaying a diff on a's claims gives b's. Raises InvalidValue,
    and UnknownQuestion for a topic of which the whole log knows nothing.
    """
    several((a, b), Knowledge, "the two states")
    if a.reader is not b.reader:
        msg = "two states of different logs can't be compared: take both from one log"
        raise InvalidValue(msg)
    if about is not None:
        b.check_known(check_question(about))
    if a.cut == b.cut and a.valid == b.valid:
        return Changes()
    with patiently():
        found = Changes(one for question in _questions(a, b, about) for one in _of_question(a, b, question))
    later = max(a, b, key=lambda one: one.cut.position)
    found.problems, found.withheld = later.problems, _withheld(later, about or "")
    return found


def changes_of(a: Knowledge, b: Knowledge, question: str) -> Changes:
    """What changes from a to b on one question, and on none below it. Both must read the same log."""
    found = Changes(_of_question(a, b, check_question(question)))
    later = max(a[question], b[question], key=lambda one: one.cut.position)
    found.problems, found.withheld = later.problems, later.withheld
    return found


def _withheld(later: Knowledge, topic: str) -> tuple[int, ...]:
    """What bears on a topic and was redacted, and all that this copy leaves out: nothing tells what that bears on."""
    reader, upto = later.reader, later.cut.position
    redacted = (one for one in asked(reader, "w", reader.size(), topic) if not topic or below(topic, one))
    gone = (dossier_of(reader, one, upto).withheld for one in redacted)
    return tuple(sorted({*reader.withheld(upto), *chain.from_iterable(gone)}))


def _questions(a: Knowledge, b: Knowledge, about: str | None) -> Iterable[str]:
    upto = max(a.cut.position, b.cut.position)
    some = touched(a.reader, a.cut, b.cut) if a.valid == b.valid else None
    if some is not None:
        yield from sorted(one for one in some if about is None or one == about or one.startswith(f"{about}."))
        return
    for question in asked(a.reader, "q", upto):
        if about is None or question == about or question.startswith(f"{about}."):
            yield question


def _of_question(a: Knowledge, b: Knowledge, question: str) -> Iterator[Change]:
    before, after = a[question], b[question]
    old = {one.id: one for one in before.claims}
    new = {one.id: one for one in after.claims}
    dropped = [one for id, one in old.items() if id not in new]
    learned = [one for id, one in new.items() if id not in old]
    tagged = [one for id, one in new.items() if id in old and old[id].live is not one.live]
    if not dropped and not learned and not tagged and before.status is after.status:
        return
    judges = Judges(a, b, before, after)
    for what, ones in ((What.DROPPED, dropped), (What.LEARNED, learned), (What.CHANGED, tagged)):
        for one in sorted(ones, key=lambda one: one.position):
            reason, causes = judges.reason(one, what)
            yield _change(question, what, one, reason, causes, before, after)
    if before.status is not after.status and not dropped and not learned and not tagged:
        reason, causes = judges.of_status()
        yield _change(question, What.CHANGED, None, reason, causes, before, after)


def _change(
    question: str,
    what: What,
    one: LiveClaim | None,
    reason: Reason,
    causes: Collection[int],
    before: Standing,
    after: Standing,
) -> Change:
    sides = [(side.dossier.entries, side.waiting) for side in (before, after)]
    waits = {entries[id].position for entries, ids in sides for id in ids if id in entries}
    return Change(
        question=question,
        what=what,
        claim=one,
        reason=reason,
        causes=frozenset(causes),
        before=before.status,
        after=after.status,
        name_of=after.dossier.names,
        waits=proposed_words(after) or proposed_words(before),
        unreviewed=frozenset(at for at in causes if at in waits),
    )
