"""Reports from what people hold: e-mail, feeds, web archives, PDFs, saved pages. Extra `capture`.

One pipeline: `kinds` looks at the first bytes, one reader makes reports, and each says what it made of what it found.
All readers share one reading of dates and addresses, that of `eventlog.reports`. Nothing is run, fetched or followed.

    kinds       what a file is, by its first bytes
    found       what came out of a file: a report, or why there is none
    plain       the text of a fragment of HTML
    mail        e-mail and mailboxes
    feeds       RSS, Atom, JSON Feed
    documents   PDF by page
    unpacking   what an archive may unpack to
    archives    WARC and WACZ
    taking      files and folders, one after the other
"""

from __future__ import annotations

from eventlog.capture.found import Taken
from eventlog.capture.kinds import Kind, kind_of
from eventlog.capture.taking import take

__all__ = ["Kind", "Taken", "kind_of", "take"]
