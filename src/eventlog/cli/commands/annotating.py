"""From a page to an annotation: a template to fill in, and spans in place of the words that were filled in."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.options import Settings, command, forced, written

if TYPE_CHECKING:
    from pathlib import Path

    from eventlog.capture import Kind
    from eventlog.reports import Report

__all__ = ["annotate", "draft"]


@command("annotate", "eventlog annotate examples/corpus/004-june-26.toml --texts examples -o june-26.toml")
@click.argument("path", metavar="PATH")
@click.option("--texts", metavar="FOLDER", required=True, help="The folder that holds the texts.")
@click.option("-w", "--write", "write", is_flag=True, help="Put it in the place of the file, or files, that were read.")
@forced
@written
def annotate(settings: Settings, path: str, texts: str, write: bool) -> None:
    """Put spans and digests in the place of the words that stand under `quote` and `cue`, and print the file.

    The rest of it stays as it was written. What comes out can be shared where the text can't be.
    """
    from pathlib import Path

    from eventlog.annotations import filled
    from eventlog.cli.output import sink
    from eventlog.cli.reading import read_text
    from eventlog.cli.running import UNREADABLE, Failure, say
    from eventlog.files.outputs import beside

    file = Path(path)
    if write and settings.output:
        raise click.UsageError("--write puts it in the place of what was read: leave -o out")
    if file.is_dir() and not write:
        raise click.UsageError("a folder is written in its place: add --write, or name one file")
    before = _bytes(file) if write else {}
    found = filled(file, Path(texts))
    if not write:
        with sink(settings) as out:
            out.write(found[file] if file in found else read_text(file, keep_mark=True))
        return
    for one, text in found.items():
        with beside(one, replace=True) as place:
            place.write_text(text, encoding="utf-8", newline="")
            if _bytes(one) != {one: before.get(one)}:  # an editor saved it meanwhile
                raise Failure(
                    UNREADABLE, f"{one} was changed while it was read, and stays as it is now: run this again"
                )
    if not settings.quiet:
        say(f"spans put in place of words in {len(found)} of the files of {path}" if found else "no words to replace")


def _bytes(path: Path) -> dict[Path, bytes]:
    """What stands in the annotation files at a path, as far as that can be read."""
    from contextlib import suppress

    from eventlog.annotations.folder import files

    found: dict[Path, bytes] = {}
    for one in files(path):
        with suppress(OSError):
            found[one] = one.read_bytes()
    return found


@command("draft", "eventlog draft article.txt --publisher outlet:example --published 2024-06-26 -o -")
@click.argument("page", metavar="PAGE")
@click.option("--publisher", metavar="AGENT", help="Who published it.  [default: the outlet of its address]")
@click.option("--title", help="Its title.  [default: what the page says]")
@click.option("--published", metavar="DATE", help="When; may be vague.  [default: what the page says]")
@click.option("--url", help="Where it is.  [default: what the page says]")
@click.option("--retrieved", metavar="DATE", help="When it was fetched.")
@forced
@written
def draft(settings: Settings, page: str, **given: Any) -> None:
    """Write a template of an annotation for a saved PAGE: HTML, or its text as it is.

    article.html gives article.toml, and beside it article.txt, in which its words are found. HTML needs the extra html.
    Mails, feeds, PDFs and web archives are recorded by `take`.
    """
    from pathlib import Path

    from eventlog.annotations import template
    from eventlog.cli.output import sink
    from eventlog.cli.running import say

    file = Path(page)
    report, is_page = _read(file, {name: one for name, one in given.items() if one})
    settings.output = settings.output or str(file.with_suffix(".toml"))
    if is_page:
        _keep(settings, file.with_suffix(".txt"), report)
    with sink(settings) as out:
        out.write(template(report, file.stem))
    if not settings.quiet and settings.output != "-":
        paste = shlex.join(("eventlog", "import", settings.output, "--texts", str(file.parent)))
        say(f"{settings.output} is to be filled in; then: {paste}")


_WRITTEN = (".txt", ".text", ".md")
_PAGES = (".html", ".htm", ".xhtml")
_TITLE = 200  # letters: a longer first line is no headline


def _read(file: Path, given: dict[str, Any]) -> tuple[Report, bool]:
    """The report of a file, and whether it is a page."""
    from eventlog.capture import Kind
    from eventlog.cli.reading import read_text
    from eventlog.cli.running import say
    from eventlog.reports import Report
    from eventlog.reports.page import fields_of, read_page

    kind = _kind(file)
    if kind is Kind.PAGE:
        found = read_page(file.read_bytes(), url=given.get("url"), zone=None, latest=given.get("retrieved"))
        for doubt in found.doubts:
            say(f"{file}: {doubt}")
        return Report(**fields_of(found, given.pop("publisher", None), given)), True
    if kind is not None:
        raise click.UsageError(
            f"{file} is no page and no plain text: as {kind} it is recorded by 'eventlog take', and its claims by "
            "'eventlog add --report'"
        )
    text = read_text(file, keep_mark=True)
    if "publisher" not in given:
        raise click.UsageError("a text does not say who published it: give --publisher")
    lines = (line.strip() for line in text.removeprefix("\ufeff").splitlines())
    first = next(filter(None, lines), None)
    if first is None:
        raise click.UsageError(f"{file} holds no words: give the text of a report")
    given.setdefault("title", first if len(first) <= _TITLE else "")
    return Report(text=text, **given), False


def _kind(file: Path) -> Kind | None:
    """What a file is, where it is no text: by its name, or else by how it begins."""
    from eventlog.capture import Kind, kind_of
    from eventlog.capture.kinds import HEAD

    if file.exists() and not (file.is_file() or file.is_dir()):  # a pipe can't be read twice, and would be waited for
        raise click.UsageError(f"{file} is no file that can be read: give a file")
    ending = file.suffix.lower()
    if ending in _PAGES:
        return Kind.PAGE
    if file.is_dir():
        return None
    with file.open("rb") as opened:
        kind = kind_of(opened.read(HEAD))
    if kind is Kind.WACZ and ending != ".wacz":  # a document of an office is packed in the same way
        return None
    return None if ending in _WRITTEN and kind not in (Kind.PDF, Kind.WARC) else kind


def _keep(settings: Settings, file: Path, report: Report) -> None:
    """Write the text of a page, unless it is there already."""
    from eventlog.cli.running import UNREADABLE, Failure
    from eventlog.files.outputs import beside

    raw = (report.text or "").encode()
    if file.exists() and file.read_bytes() != raw and not settings.force:
        raise Failure(UNREADABLE, f"{file} is there and holds another text: move it away, or add --force")
    with beside(file, replace=True) as place:
        place.write_bytes(raw)
