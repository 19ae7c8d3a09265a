"""What came out of a file: a report, or a sentence why there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, Final

import attrs

from eventlog.capture.kinds import Kind
from eventlog.reports import BasisKind, PublishedBasis, Report
from eventlog.reports.dating import as_date, lies_after, unread_words
from eventlog.reports.out import last_bound
from eventlog.reports.page import UNSTORABLE

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a mail, a feed, a document or a response that are still read."""


@attrs.frozen(kw_only=True)
class Taken:
    """What was made of one thing in a file: `report`, or None and `said` why.

    `where` tells it from others of the same file. `damaged`: it should have been a report, and could not be read; what
    is only passed over (a picture in an archive, an attachment) is not damaged.
    """

    file: str
    kind: Kind | None
    where: str = ""
    report: Report | None = None
    said: str = ""
    damaged: bool = False


@attrs.frozen(kw_only=True)
class Around:
    """What is known of a thing beside its bytes: the file, the way it came, and what the caller says."""

    file: str
    where: str = ""
    url: str = ""
    carrier: str = ""
    publisher: str | None = None
    retrieved: str | None = None
    zone: str | None = None
    charset: str = ""

    def taken(self, kind: Kind, report: Report, said: str = "") -> Taken:
        """A report that was made."""
        return Taken(file=self.file, kind=kind, where=self.where, report=report, said=said)

    def refused(self, kind: Kind | None, why: str, *, damaged: bool = True) -> Taken:
        """Why none was."""
        return Taken(file=self.file, kind=kind, where=self.where, said=why, damaged=damaged)


Reader = Callable[[bytes, Kind, Around], Iterator[Taken]]
"""Makes reports of the bytes of one mail, feed, document or page, of a kind that is known."""


def clean(text: Any, longest: int | None = None) -> str:
    """Text without what no store can hold, on one line where a length is given."""
    told = UNSTORABLE.sub("", str(text or ""))
    return told if longest is None else " ".join(told.split())[:longest]


def sha256(data: bytes) -> str:
    """The digest of bytes as a report has it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def dated(
    given: str, who: str, by: str | None, zone: str | None, come: str, edit: tuple[str | None, str] = (None, "")
) -> dict[str, Any]:
    """The fields of a date that was given; one that lies after it had come (`by`, EDTF), or that can't be read, is not
    taken, and said. `edit`: when it was last edited, and where that is said.
    """
    modified, edited = edit
    told = as_date(given)
    if told is None:
        unread = unread_words(who, given) if given.strip() else ""
        latest = {"modified": edited, "retrieved": come}.get(last_bound(None, modified, by, zone), "")
        if not (unread or latest):
            return {}
        return {"published_basis": PublishedBasis(kind=BasisKind.INFERRED, earliest=unread, latest=latest)}
    if lies_after(told, zone, by):
        why = f"{who} says {told}, which lies after {come}"
        return {"published_basis": PublishedBasis(kind=BasisKind.INFERRED, latest=why)}
    latest = {"modified": edited, "retrieved": come}.get(last_bound(told, modified, by, zone), who)
    basis = PublishedBasis(kind=BasisKind.METADATA, earliest=who, latest=latest)
    return {"published": told, "published_basis": basis}
