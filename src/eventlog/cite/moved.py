"""Whether the ground of a sentence moved: the answer that its mark names, then and now, and what made it another one.

*Then* is the answer that the token reproduces. *Now* is the answer to the same question at the same cuts, by the same
rules, with all that the log has come to hold since; where the mark was made without a date, its date is the present.
The ground moved where the two say different things (`Standing.content`), or where the token's own answer can't be given
any more, for something that it rests on was erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from eventlog.cite.causes import Cause, Origin, cause, origin
from eventlog.cite.marks import Mark, Marks, marks, rewritten
from eventlog.cite.telling import told
from eventlog.claims import check_question
from eventlog.claims.fields import check_type, several
from eventlog.errors import InvalidValue
from eventlog.events import Entry, Redacted
from eventlog.knowledge import Basis, Cut, Knowledge, Reproduced, Standing
from eventlog.knowledge.changes import changes_of
from eventlog.log import EventLog
from eventlog.render.changing import change_line
from eventlog.render.phrasing import header
from eventlog.render.showing import sources_words

__all__ = ["Moved", "Unfit", "check", "check_text", "updated"]

_MOST_CHANGES = 8


@attrs.frozen(kw_only=True)
class Moved:
    """A sentence whose ground moved. `then` and `now` are the answer in words, `changes` what came and went, each with
    its reason; `causes` are the entries that did it, and `basis` is the token of the answer as it is now.
    """

    mark: Mark
    question: str
    cut: str
    then: str
    now: str
    origin: Origin
    changes: tuple[str, ...]
    causes: tuple[Cause, ...]
    basis: str


@attrs.frozen(kw_only=True)
class Unfit:
    """A mark that names no answer of this log: `why` says what is wrong with its token."""

    mark: Mark
    why: str


def check(log: EventLog, found: Marks | Iterable[Mark]) -> tuple[Moved | Unfit, ...]:
    """The marks whose ground moved, and those that name no answer of this log, in order. Nothing is changed.

    Raises InvalidValue.
    """
    check_type(log, EventLog, "what marks are held against")
    given = found.found if isinstance(found, Marks) else several(found, Mark, "the marks")
    grounds: dict[str, Moved | str | None] = {}
    wrong: list[Moved | Unfit] = []
    for mark in given:
        if mark.token not in grounds:
            grounds[mark.token] = _ground(log, mark)
        ground = grounds[mark.token]
        if isinstance(ground, Moved):
            wrong.append(attrs.evolve(ground, mark=mark))
        elif ground is not None:
            wrong.append(Unfit(mark=mark, why=ground))
    return tuple(wrong)


def check_text(log: EventLog, text: str, *, html: bool = False) -> tuple[Moved | Unfit, ...]:
    """`check` of the marks of a text in Markdown or HTML. Raises InvalidValue."""
    return check(log, marks(text, html=html))


def updated(log: EventLog, text: str, *, html: bool = False) -> str:
    """The text with the present basis in each mark whose ground moved; other marks, and all else, are as they were.

    Raises InvalidValue.
    """
    wrong = check_text(log, text, html=html)
    return rewritten(text, {one.mark: one.basis for one in wrong if isinstance(one, Moved)})


def _ground(log: EventLog, mark: Mark) -> Moved | str | None:
    """What moved under a mark; a sentence where it names no answer of this log; None where nothing moved."""
    try:
        basis = Basis.read(mark.token)
    except InvalidValue as error:
        return str(error)
    if basis.question is None:
        return "the token is of all questions, and a sentence rests on one: make a mark with 'eventlog cite'"
    reader = log.reader
    try:
        again = log.reproduce(mark.token)
    except InvalidValue as error:
        return str(error)
    erased = [] if again.same else _redactions(log, basis)
    if not again.same and not erased:
        if reader.withheld(reader.size()):
            return "this copy of the log lacks entries, and the answer of the token can't be given from it"
        return "what the token rests on can't be read, or was erased: run verify to see how far the log is sound"
    return _moved(log, mark, again, Knowledge(reader, _present(log, basis.cut), basis.valid, basis.rules), erased)


def _redactions(log: EventLog, basis: Basis) -> list[Entry]:
    """The redactions since a token was made that took something from its answer."""
    entries = log.reader.about(f"w:{check_question(str(basis.question))}", log.reader.size())
    return [one for one in entries if isinstance(one.event, Redacted) and one.position > basis.cut.position]


def _present(log: EventLog, cut: Cut) -> Cut:
    """The same cut with all that is recorded since; what was asked as of now is asked as of now again."""
    position = log.reader.size()
    if cut.recorded is not None:
        position = min(position, log.reader.upto(cut.recorded))
    published = cut.published
    if cut.asked == (("published", "now"),):
        published = log.as_of().cut.published
    return attrs.evolve(cut, position=position, published=published)


def _moved(log: EventLog, mark: Mark, again: Reproduced, after: Knowledge, erased: Sequence[Entry]) -> Moved | None:
    before, question = again.knowledge, str(again.question)
    old, new = before[question], after[question]
    if not old.differs(new) and not erased:
        return None
    changes = changes_of(before, after, question)
    since = before.cut.position
    positions = {at for one in changes for at in one.causes if at > since}
    if not positions:
        entries = (*new.dossier.entries.values(), *new.dossier.definitions)
        positions = {one.position for one in entries if one.position > since} if old.differs(new) else set()
    waits = old.waiting | new.waiting
    made = [log.reader.entry(at) for at in sorted(positions)] + list(erased)
    lines = [change_line(one, after.name_of, entries=False) for one in changes]
    if all(one.claim is None for one in changes):
        lines += _weighed(old, new)
    more = [f"and {len(lines) - _MOST_CHANGES} more changes"] if len(lines) > _MOST_CHANGES else []
    then = told(old)
    return Moved(
        mark=mark,
        question=question,
        cut=header(before.cut),
        then=f"can't be given any more; what is left of it is {then}" if erased else then,
        now=told(new),
        origin=origin(made, after),
        changes=(*lines[:_MOST_CHANGES], *more),
        causes=tuple(cause(one, after, proposed=one.id in waits) for one in made),
        basis=after.basis_of(question),
    )


def _weighed(old: Standing, new: Standing) -> Iterable[str]:
    """What differs where the same claims stand: how they are weighed."""
    before, after = sources_words(old), sources_words(new)
    if before != after:
        yield f"{new.id}: {before} → {after}"
    if len(old.assessments) != len(new.assessments):
        yield f"{new.id}: {len(old.assessments)} → {len(new.assessments)} assessments"
    if len(old.possibly) != len(new.possibly):
        yield f"{new.id}: {len(old.possibly)} → {len(new.possibly)} claims that were only possibly out"
    problems = [", ".join(sorted({one.kind for one in each.problems})) or "none" for each in (old, new)]
    if problems[0] != problems[1]:
        yield f"{new.id}: problems: {' → '.join(problems)}"
    roots = [{*each.roots_for, *each.roots_against} for each in (old, new)]
    if roots[0] != roots[1]:
        gone, came = sorted(map(old.name_of, roots[0] - roots[1])), sorted(map(new.name_of, roots[1] - roots[0]))
        heard = {"no longer heard": ", ".join(gone), "newly heard": ", ".join(came)}
        yield f"{new.id}: {'; '.join(f'{how}: {who}' for how, who in heard.items() if who)}"
    if told(old) == told(new):
        yield f"{new.id}: it reads the same, and rests on other ground"
