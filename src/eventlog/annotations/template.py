"""A template: what is known of a report, and where claims go, to be filled in."""

from __future__ import annotations

import json
import re
import unicodedata

from eventlog import times
from eventlog.annotations.source import FORMAT
from eventlog.errors import InvalidTime
from eventlog.reports import Report

__all__ = ["template"]

_CLAIMS = """\

# A claim: one answer of one speaker to one question. Copy it, fill it in, and take the number signs away.
#
# [[claims]]
# "harbour.open" = true           # or false, { exact = 12, unit = "ship", of = "ships" }, { time = "2031" }, ...
# chain = ["org:harbour-board"]   # who says so, from the outermost to the innermost; left out: the outlet itself
# quote = "words of the text, letter by letter"   # of a long passage: "its first words [...] its last"
#
# What is answered by anything but yes or no is defined, once a log:
#
# [questions]
# "harbour.ships" = { words = "How many ships lie in the harbour?", answer = "quantity" }
"""


_LONGEST = 60


def template(report: Report, key: str) -> str:
    """An annotation file of a report, as yet without claims."""
    fields = {
        "key": _key(report, key),
        "publisher": report.publisher,
        "title": report.title,
        "published": report.published,
        "modified": report.modified,
        "zone": report.zone,
        "language": report.language,
        "url": report.url,
        "retrieved": report.retrieved,
        "digest": report.digest,
        "page_digest": report.page_digest,
        "reader": report.reader,
    }
    told = [f"{name} = {_text(value)}" for name, value in fields.items() if value]
    if not report.title:
        told.insert(2, '# title = "[Stock of the waterworks]"   # in square brackets: yours, and not as printed')
    if report.published is None:
        told.insert(3, '# published = "2031-06-26"   # the page does not say when it came out')
    basis = report.published_basis
    if basis is not None:
        ends = [("kind", str(basis.kind)), ("earliest", basis.earliest), ("latest", basis.latest)]
        told += ["", "[report.published_basis]", *(f"{name} = {_text(value)}" for name, value in ends if value)]
    return "\n".join([f'format = "{FORMAT}"', 'extractor = "hand/1"', "", "[report]", *told, _CLAIMS])


def _key(report: Report, name: str) -> str:
    """A key made of a file's name. It reads as no date, and two names of other letters do not become one."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    key = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-._")
    if not key or len(key) > _LONGEST or any(one.isalnum() and not one.isascii() for one in plain):
        key = f"{key[:_LONGEST] or 'report'}-{report.id.partition(':')[2][:8]}"
    try:
        times.check(key)
    except InvalidTime:
        return key
    return f"report-{key}"


def _text(value: str) -> str:
    """A basic string of TOML, which knows what JSON knows, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
