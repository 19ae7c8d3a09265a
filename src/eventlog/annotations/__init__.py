"""Annotations: what people write down about a report, read from TOML files into events.

The format is `eventlog-annotation/1`; docs/reference/annotations.md says what each field means. A folder is read whole
or not at all, and every fault names the file, the line and the field. The texts themselves need not be at hand, and
never stand in a file: spans point into them, with digests that prove that a text still says what it said.

    source      one file, and one table of it field by field
    lines       on which line a field stands
    short       what is said once for several tables
    claims      what a claim's table means
    tables      what all other tables mean
    folder      all files together, local keys resolved to ids
    editions    the claims of an edited article
    texts       which text belongs to which report, and which spans fit
    filling     spans in place of words
    template    a file to fill in
    quotes      words in place of spans, found in the text
    spans       where quoted words stand in a text, ready to paste
"""

from __future__ import annotations

import os

from eventlog.annotations import folder as _folder
from eventlog.annotations.filling import filled
from eventlog.annotations.folder import Folder
from eventlog.annotations.source import FORMAT
from eventlog.annotations.spans import nearly, snippet, span_of
from eventlog.annotations.template import template
from eventlog.annotations.texts import Misfit, Texts, give_texts, misfits, text_by_digest
from eventlog.events import Event

__all__ = ["FORMAT", "Misfit", "Texts", "check", "filled", "load", "nearly", "read", "snippet", "span_of", "template"]


def load(path: str | os.PathLike[str], texts: Texts | None = None) -> tuple[Event, ...]:
    """Read a file, or all TOML files of a folder, into events that `log.record(*events)` takes.

    In order: agents, questions, reports (those that another cites before it), each with its claims, links, assessments,
    changes of mind, judgements. `texts` is a folder of texts, or a mapping of names to texts: words under `quote` and
    `cue` are found in them, each report carries the text of which it has the digest, where that is among them, and
    every span in it is confirmed. A text that belongs to no report is passed over; `check` says why. Raises
    InvalidAnnotation, with `file`, `line` and `field`; nothing is returned in part.
    """
    return tuple(read(path, texts).events())


def read(path: str | os.PathLike[str], texts: Texts | None = None) -> Folder:
    """What `load` makes events of: with `readers`, who read each report, which an import compares by. Raises alike."""
    if texts is None:
        return _folder.read(path)
    found = _folder.read(path, text_by_digest(texts))
    give_texts(found, texts)
    return found


def check(path: str | os.PathLike[str], texts: Texts) -> tuple[Misfit, ...]:
    """Compare texts with their annotation: what is not as it was annotated, by report, claim and offset; () if all is.

    A text without a report of its digest is compared with the report that it must belong to: the one of its name, else
    the one of which most spans still fit, else the only one left. A report without a text at hand is no misfit, and
    neither is a text that belongs to nobody. Raises InvalidAnnotation for an annotation that can't be read.
    """
    return tuple(misfits(_folder.read(path, text_by_digest(texts)), texts))
