"""Spans in place of words: an annotation that was drafted with `quote` and `cue`, as it may be shared.

The words of an article stand in a draft while it is being worked on; what is kept says where they stand and
what their digest is. Only those values of the file are replaced, so that comments, order and layout stay as they were
written. What comes out is read again, and given only if it says the same.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import attrs

from eventlog.annotations import folder, lines
from eventlog.annotations.source import Source, Table
from eventlog.annotations.spans import snippet
from eventlog.annotations.texts import Texts, text_by_digest
from eventlog.claims import Evidence
from eventlog.errors import InvalidAnnotation
from eventlog.reports import Region

__all__ = ["filled"]

_PARTS: Final = ("start = ", "kind = ")


@attrs.frozen
class _Edit:
    """What takes the place of the value of a key, or of the key as well; nothing where it goes."""

    path: lines.Path
    old: object
    new: str
    with_key: bool = False


def filled(path: str | os.PathLike[str], texts: Texts) -> dict[Path, str]:
    """Each file of an annotation in which words stood, with spans in their place. Nothing is written.

    Raises InvalidAnnotation where words are not found, or a file is written so that they can't be replaced.
    """
    found = folder.read(path, text_by_digest(texts))
    edits: dict[Source, list[_Edit]] = {}
    for read in found.reports.values():
        for _, table, claim in read.claims:
            cues = [step.cue for step in claim.chain]
            edits.setdefault(table.source, []).extend(_of_spans(table, claim.evidence))
            edits[table.source].extend(_of_cues(table, cues))
    for read in found.reports.values():
        edits.setdefault(read.table.source, []).extend(_of_regions(read.table, read.report.regions))
    for table, assessment in found.assessments:
        edits.setdefault(table.source, []).extend(_of_spans(table, assessment.evidence))
    written = {source.path: _edited(source, _once(source, some)) for source, some in edits.items() if some}
    _check(Path(path), written, found)
    return written


def _of_spans(table: Table, evidence: Sequence[Evidence]) -> Iterator[_Edit]:
    if "quote" in table.data:
        spans = ", ".join(map(snippet, evidence))
        yield _Edit(table.at("quote"), table.data["quote"], f"evidence = [{spans}]", with_key=True)
        return
    for at, one in enumerate(evidence):
        yield from _of_table(table.at("evidence", at), table.data["evidence"][at], one)


def _of_cues(table: Table, cues: Sequence[Evidence | None]) -> Iterator[_Edit]:
    for at, one in enumerate(cues):
        step = table.data["chain"][at]
        given = step.get("cue") if isinstance(step, dict) else None
        path = table.at("chain", at, "cue")
        if isinstance(given, str) and one is not None:
            yield _Edit(path, given, snippet(one))
        elif isinstance(given, dict) and one is not None:
            yield from _of_table(path, given, one)


def _of_regions(table: Table, regions: Sequence[Region]) -> Iterator[_Edit]:
    for at, (given, one) in enumerate(zip(table.data.get("regions", ()), regions, strict=True)):
        span = f'start = {one.start}, end = {one.end}, digest = "{one.digest}"'
        key = "quote" if "quote" in given else str(one.kind)
        if key in given:
            new = span if key == "quote" else f'kind = "{one.kind}", {span}'
            yield _Edit(table.at("regions", at, key), given[key], new, with_key=True)
            if "prefix" in given:
                yield _Edit(table.at("regions", at, "prefix"), given["prefix"], "", with_key=True)


def _once(source: Source, edits: Sequence[_Edit]) -> list[_Edit]:
    """Each place once: words that several answers share stand in one."""
    found: dict[lines.Path, _Edit] = {}
    for edit in edits:
        if found.setdefault(edit.path, edit).new != edit.new:
            reason = "these words are those of several answers, and stand in another place for each: repeat them there"
            raise source.fault(edit.path, reason)
    return list(found.values())


def _of_table(path: lines.Path, data: dict[str, object], span: Evidence) -> Iterator[_Edit]:
    if "quote" in data:
        yield _Edit((*path, "quote"), data["quote"], snippet(span).strip("{ }"), with_key=True)
        if "prefix" in data:
            yield _Edit((*path, "prefix"), data["prefix"], "", with_key=True)


def _edited(source: Source, edits: list[_Edit]) -> str:
    text = source.text
    taken: list[tuple[int, int, str]] = []
    for edit in edits:
        start, value, end = _place(source, edit, {one[0] for one in taken})
        alone = edit.with_key and not text[text.rfind("\n", 0, start) + 1 : start].strip()
        if edit.new or not edit.with_key:
            told = edit.new.replace(", ", "\n") if alone and edit.new.startswith(_PARTS) else edit.new
            taken.append((start, end, told if edit.with_key else text[start:value] + told))
            continue
        after = re.compile(r"\s*,\s*").match(text, end)
        before = re.search(r"\s*,\s*$", text[:start])
        taken.append((start, after.end() if after else end, "") if after or not before else (before.start(), end, ""))
    return _put(source.written, taken)


def _put(written: str, taken: list[tuple[int, int, str]]) -> str:
    """New words at places of a text that were counted without its mark and with one sign to each line end."""
    mark = written[:1] if written.startswith("\ufeff") else ""
    told = written[len(mark) :]
    ends = [at.start() - number for number, at in enumerate(re.finditer(r"\r\n", told))]
    newline = "\r\n" if ends else "\n"
    for start, end, new in sorted(taken, reverse=True):
        first, last = start + bisect_left(ends, start), end + bisect_left(ends, end)
        told = told[:first] + new.replace("\n", newline) + told[last:]
    return mark + told


def _place(source: Source, edit: _Edit, taken: set[int]) -> tuple[int, int, int]:
    """Where a key begins, where its value begins, and where it ends."""
    text = source.text
    line = source.line(edit.path)
    at = sum(len(one) + 1 for one in text.split("\n")[: line - 1])
    for key in re.compile(rf"(?<![\w.\"'-]){re.escape(str(edit.path[-1]))}\s*=\s*").finditer(text, at):
        if key.start() in taken:
            continue
        for end in re.compile(r"[\"'\]]").finditer(text, key.end() + 1):
            try:
                value = tomllib.loads(f"x = {text[key.end() : end.end()]}")["x"]
            except tomllib.TOMLDecodeError:
                continue
            if value == edit.old and text[end.end() : end.end() + 1] != text[end.start()]:
                return key.start(), key.end(), end.end()
            if value != "":
                break
    raise source.fault(edit.path, "spans can't be put in the place of these words: write this key by itself")


def _check(path: Path, written: dict[Path, str], found: folder.Folder) -> None:
    """Refuse what would not say the same."""
    with tempfile.TemporaryDirectory() as place:
        for file in folder.files(path):
            Path(place, file.name).write_text(written.get(file, file.read_text(encoding="utf-8-sig")), encoding="utf-8")
        again = folder.read(place)
    if [event.id for event in again.events()] != [event.id for event in found.events()]:  # type: ignore[union-attr]
        msg = "with spans in place of words this would say something else: report this, and write them by hand"
        raise InvalidAnnotation(str(path), None, "", msg)
