"""Documents that cite the log: marks behind sentences, whether their ground moved, and where answers come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.commands.asking import complete
from eventlog.cli.options import Settings, answers, command, dated, forced, written

if TYPE_CHECKING:
    from eventlog.cite import Document, Moved, Unfit
    from eventlog.cli.output import Item
    from eventlog.log import EventLog

__all__ = ["brief", "cite", "cite_check"]

_PAGES = ("md", "html")


@command(
    "cite",
    "eventlog cite dprk.troops.number --as-of 2024-10-25",
    "eventlog cite dprk.troops.number --as-of 2024-10-25 -f html",
)
@click.argument("question", shell_complete=complete)
@click.option("-f", "--format", "form", type=click.Choice(_PAGES), default="md", help="For Markdown, or for HTML.")
@dated
@written
@forced
def cite(settings: Settings, question: str, form: str) -> None:
    """Print the mark of the answer to QUESTION, to be put behind the sentence that rests on it.

    In Markdown it is [@basis1...], in HTML an empty element with the attribute data-eventlog, which any other element
    may have instead. The answer in words goes to stderr. Without a date the mark is of the answer as it stands now, and
    stays so: 'eventlog cite check' then holds the sentence against each later day.
    """
    from eventlog.cite import cite as mark_of
    from eventlog.cite.telling import lines_of
    from eventlog.cli.logs import known, reading
    from eventlog.cli.output import sink
    from eventlog.cli.running import say

    with reading(settings) as log:
        knowledge = known(log, settings)
        mark = mark_of(knowledge, question, html=form == "html")
        with sink(settings) as out:
            out.write(f"{mark}\n")
        if not settings.quiet:
            for line in lines_of(knowledge[question]):
                say(f"{question}: {line}")


COLUMNS = (
    *("file", "line", "sentence", "fault", "question", "then", "now", "origin", "changes", "causes", "cut"),
    *("token", "basis", "updated"),
)


@command(
    "cite check",
    "eventlog cite check article.md",
    "eventlog cite check article.md -f json --quiet",
)
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@click.option("--update", is_flag=True, help="Put the present basis into the marks whose ground moved.")
@answers
def cite_check(settings: Settings, files: Sequence[str], update: bool) -> None:
    """Tell which sentences of documents rest on answers that are other ones by now, and why.

    FILES are Markdown, or HTML by the ending of the name. Exit code 1 says that something moved, or that a mark names
    no answer of this log. Marks in code are examples, and are counted and not looked at. Nothing is changed, but with
    --update the marks of what moved: the sentence before each is yours to change.
    """
    from eventlog.cli.logs import reading
    from eventlog.cli.output import Listing, show
    from eventlog.cli.running import NO, UNREADABLE, say

    count = Count()
    with reading(settings) as log:
        found = [item for file in files for item in _checked(log, file, count, update=update)]
        show(settings, Listing(items=found, columns=COLUMNS))
    if not settings.quiet and count.files:
        say(count.told())
    if count.left or count.unread:
        click.get_current_context().exit(NO if count.left else UNREADABLE)


class Count:
    """What was looked at, and what came of it."""

    def __init__(self) -> None:
        self.files = self.unread = self.marks = self.in_code = self.moved = self.unfit = self.updated = 0

    @property
    def left(self) -> int:
        """The marks that are still wrong."""
        return self.moved + self.unfit - self.updated

    def told(self) -> str:
        """All of it in a line."""
        from eventlog.render.showing import counted

        parts = [f"{counted(self.marks, 'mark')} in {counted(self.files, 'file')}", f"{self.moved} moved"]
        parts += [f"{self.unfit} of no answer here"] * bool(self.unfit)
        parts += [f"{self.updated} updated"] * bool(self.updated)
        parts += [f"{self.in_code} more in code, not looked at"] * bool(self.in_code)
        return ", ".join(parts)


def _checked(log: EventLog, file: str, count: Count, *, update: bool) -> Iterator[Item]:
    """What is to be told of one file; what can't be read or written is said, and the others go on."""
    from eventlog.cite import Moved, check, marks, read, rewritten, write
    from eventlog.cli.running import say
    from eventlog.errors import InvalidValue, StoreError

    try:
        document = read(file)
    except (InvalidValue, StoreError) as error:
        count.unread += 1
        say(f"eventlog: {error}")
        return
    found = marks(document.text, html=document.html)
    wrong = check(log, found)
    moved = [one for one in wrong if isinstance(one, Moved)]
    count.files += 1
    count.marks += len(found.found)
    count.in_code += found.in_code
    count.moved += len(moved)
    count.unfit += len(wrong) - len(moved)
    done = False
    if update and moved:
        try:
            write(document, rewritten(document.text, {one.mark: one.basis for one in moved}))
            done = True
            count.updated += len(moved)
        except StoreError as error:
            count.unread += 1
            say(f"eventlog: {error}")
    for one in wrong:
        yield _item(document, one, updated=done and isinstance(one, Moved))


def _item(document: Document, one: Moved | Unfit, *, updated: bool) -> Item:
    """One sentence, as it is printed and as JSON."""
    from eventlog.cite import Moved
    from eventlog.cli.output import Item
    from eventlog.cli.shell_words import in_shell_words

    place = {"file": document.path, "line": one.mark.line, "sentence": one.mark.sentence}
    data: dict[str, Any] = dict.fromkeys(COLUMNS) | place | {"token": one.mark.token, "updated": updated}
    lines = [(f"{document.path}:{one.mark.line}", one.mark.sentence)]
    if isinstance(one, Moved):
        data |= {"question": one.question, "then": one.then, "now": one.now, "origin": str(one.origin)}
        data |= {"changes": list(one.changes), "cut": one.cut, "basis": one.basis}
        data["causes"] = [
            {"position": each.position, "kind": each.kind, "words": each.words, "reason": each.reason or None}
            for each in one.causes
        ]
        lines += [("rests on", f"{one.question}, {one.cut}"), ("then", one.then), ("now", one.now)]
        lines += [("moved by", str(one.origin)), ("change", "\n".join(one.changes))]
        lines += [("cause", "\n".join(map(str, one.causes))), ("mark", "updated" if updated else "")]
    else:
        data |= {"fault": in_shell_words(one.why), "changes": [], "causes": []}
        lines.append(("fault", data["fault"]))
    row = data | {"changes": "; ".join(data["changes"]), "causes": [each["position"] for each in data["causes"]]}
    return Item(data, (*((label, text) for label, text in lines if text), ("", "")), (row,))


@command(
    "brief",
    "eventlog brief dprk.troops.number dprk.troops.deployment --as-of 2024-10-25",
    "eventlog brief dprk.troops.number --as-of 2024-06-27 -f html -o sources.html",
)
@click.argument("questions", nargs=-1, required=True, metavar="QUESTION...", shell_complete=complete)
@click.option("-f", "--format", "form", type=click.Choice(_PAGES), help="Markdown or HTML.  [default: by -o, else md]")
@dated
@written
@forced
def brief(settings: Settings, questions: Sequence[str], form: str | None) -> None:
    """Write where the answers to each QUESTION come from, as an appendix to a text.

    Answers in words; who said it, through whom and where; how independent they are, and why no more is known of that;
    what is not known; what was left out and why; footnotes; the basis of each answer, and the state of the log.
    """
    from eventlog.cite import html_of, markdown_of, sourcing
    from eventlog.cli.logs import known, reading
    from eventlog.cli.output import sink

    with reading(settings) as log:
        told = sourcing(known(log, settings), questions, log.head)
        chosen = form or ("html" if (settings.output or "").lower().endswith((".html", ".htm")) else "md")
        page = html_of(told) if chosen == "html" else markdown_of(told)
        with sink(settings) as out:
            out.write(page)
