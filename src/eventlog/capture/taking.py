"""Files and folders, one after the other: what each is, and what it gives.

A file that is damaged, or of no kind that is known, is said and passed by, and the next one is read. Files are read one
at a time, and mailboxes and archives one mail or record at a time.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from eventlog import times
from eventlog.capture.archives import read_wacz, read_warc
from eventlog.capture.documents import read_pdf
from eventlog.capture.feeds import read_feed, read_json_feed
from eventlog.capture.found import LARGEST, Around, Taken
from eventlog.capture.kinds import HEAD, Kind, is_plain, kind_of
from eventlog.capture.mail import read_mail, read_mailbox
from eventlog.claims import check_agent
from eventlog.errors import EventLogError, MissingExtra
from eventlog.files.names import check_name
from eventlog.reports import Report
from eventlog.reports.page import fields_of, read_page

_READERS: Final = {
    Kind.MAIL: read_mail,
    Kind.FEED: read_feed,
    Kind.JSON_FEED: read_json_feed,
    Kind.PDF: read_pdf,
}


def take(
    *paths: str | os.PathLike[str],
    publisher: str | None = None,
    retrieved: str | date | datetime | None = None,
    zone: str | None = None,
) -> Iterator[Taken]:
    """What is made of files, and of all files in folders, in order of their names.

    `publisher` stands instead of what they say of who published them; `retrieved` is when they were fetched, where they
    don't say so; dates without an offset are read in `zone`. Nothing is raised for what stands in a file: one that
    needs a package which is not installed says so, and counts as damaged. Raises InvalidValue for an argument that
    can't be read.
    """
    come = None if retrieved is None else times.check(times.written(retrieved))
    if come is not None:
        times.bounds(come, times.Place.PUBLISHED, zone or "UTC")
    if publisher is not None:
        check_agent(publisher)
    if zone is not None:
        times.check_zone(zone)
    for path in paths:
        check_name(path)
    given = {"publisher": publisher, "retrieved": come, "zone": zone}
    return (one for file in _files(paths) for one in _file(file, given))


def _files(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Path]:
    """The files that are named, and those in folders, sorted; hidden ones in folders are left alone. Folders that can't
    be read, and links to folders, which may lead round in a circle, stand among them, to be told.
    """
    closed: list[OSError] = []
    for path in map(Path, paths):
        try:
            alone = not path.is_dir()
        except OSError:  # such as a name that is too long: reading it says so
            alone = True
        if alone:
            yield path
            continue
        for folder, folders, names in os.walk(path, onerror=closed.append):
            folders[:] = sorted(one for one in folders if not one.startswith("."))
            links = [one for one in folders if os.path.islink(Path(folder, one))]  # noqa: PTH114 - a long name is none
            yield from (Path(folder, one) for one in sorted([*names, *links]) if not one.startswith("."))
        yield from (Path(error.filename) for error in closed)
        closed.clear()


def _file(path: Path, given: dict[str, Any]) -> Iterator[Taken]:
    around = Around(file=str(path), **given)
    try:
        if path.is_dir():
            os.scandir(path).close()
            told = "this is a link to a folder, which is not followed: give the folder itself"
            yield around.refused(None, told, damaged=False)
            return
        if path.exists() and not path.is_file():  # a pipe would be waited for, maybe for ever
            yield around.refused(None, "this is no file that can be read: give a file or a folder")
            return
        with path.open("rb") as file:
            head = file.read(HEAD)
            kind = kind_of(head)
            if not head:
                yield around.refused(None, "the file is empty", damaged=False)
            elif kind is None:
                why = "plain text does not say who published it: make a Report of it"
                yield around.refused(
                    None, why if is_plain(head) else "no kind of file that is read here", damaged=False
                )
            elif kind in (Kind.MAIL, Kind.MAILBOX) and head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                yield around.refused(kind, "this is UTF-16, in which no mail is written: save it as UTF-8")
            elif path.stat().st_size > LARGEST and kind not in (Kind.MAILBOX, Kind.WACZ, Kind.WARC):
                yield around.refused(kind, f"the file has more than the {LARGEST} bytes that are read")
            else:
                file.seek(0)
                several = _held(path, file, kind, around)
                yield next(several, None) or around.refused(kind, "it holds nothing to take", damaged=False)
                yield from several
    except MissingExtra as error:
        yield around.refused(kind, str(error))
    except OSError as error:
        yield around.refused(None, f"it can't be read: {error.strerror or error}")


def _held(path: Path, file: BinaryIO, kind: Kind, around: Around) -> Iterator[Taken]:
    """What is made of a file of a kind that is known."""
    if kind is Kind.MAILBOX:
        return read_mailbox(file, around, read)
    if kind is Kind.WACZ:
        return read_wacz(path, around, read)
    if kind is Kind.WARC:
        return read_warc(file, around, read)
    return read(file.read(), kind, around)


def read(data: bytes, kind: Kind, around: Around) -> Iterator[Taken]:
    """The reports of the bytes of one mail, feed, document or page."""
    if len(data) > LARGEST:
        yield around.refused(kind, f"the {kind} has {len(data)} bytes, more than the {LARGEST} that are read")
        return
    try:
        if kind is Kind.PAGE:
            yield _page(data, around)
        else:
            yield from _READERS[kind](data, around)
    except MissingExtra as error:  # what else there is, in the folder or the archive, may need no package
        yield around.refused(kind, str(error))


def _page(data: bytes, around: Around) -> Taken:
    try:
        given: dict[str, Any] = {"zone": around.zone, "retrieved": around.retrieved, "carrier": around.carrier}
        page = read_page(
            data, url=around.url or None, zone=around.zone, latest=around.retrieved, charset=around.charset
        )
        report = Report(**fields_of(page, around.publisher, given))
    except MissingExtra:
        raise
    except EventLogError as error:
        return around.refused(Kind.PAGE, str(error))
    return around.taken(Kind.PAGE, report, "; ".join(page.doubts))
