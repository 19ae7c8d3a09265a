"""A template: what is known of a report, and where claims go, to be filled in."""

from __future__ import annotations

import json
import re

from eventlog.annotations.source import FORMAT
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


def template(report: Report, key: str) -> str:
    """An annotation file of a report, as yet without claims."""
    fields = {
        "key": re.sub(r"[^A-Za-z0-9._-]+", "-", key).strip("-._") or "report",
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
    if report.published is None:
        told.insert(3, '# published = "2031-06-26"   # the page does not say when it came out')
    basis = report.published_basis
    if basis is not None:
        ends = [("kind", str(basis.kind)), ("earliest", basis.earliest), ("latest", basis.latest)]
        told += ["", "[report.published_basis]", *(f"{name} = {_text(value)}" for name, value in ends if value)]
    return "\n".join([f'format = "{FORMAT}"', 'extractor = "hand/1"', "", "[report]", *told, _CLAIMS])


def _text(value: str) -> str:
    """A basic string of TOML, which knows what JSON knows, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
