"""A small invented annotation, and how the tests write one down."""

from __future__ import annotations

import hashlib
from pathlib import Path

TEXT = 'Harbour reopens\n\nThe mayor said: "About 1,200 people came." Nobody else counted.\n'
BOAT = "The ferry sailed.\r\nA second ferry, Émilie, waited.\r\n"


def digest(text: str) -> str:
    """As the format writes it."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def span(text: str, words: str) -> str:
    """An inline table that points at words of a text."""
    start = text.index(words)
    return f'{{ start = {start}, end = {start + len(words)}, digest = "{digest(words)}" }}'


FORMAT = 'format = "eventlog-annotation/1"\n'

HARBOUR = f"""{FORMAT}
[report]
key = "harbour"
publisher = "outlet:coast"
title = "Harbour reopens"
authors = ["person:ann-lee"]
published = "2024-05-02T09:00:00+02:00"
zone = "Europe/Berlin"
language = "en"
url = "https://coast.example/1"
retrieved = "2024-05-03T00:00:00Z"
digest = "{digest(TEXT)}"
cites = ["boat"]

[report.published_basis]
kind = "dateline"
earliest = "the clock time above the text"
latest = "likewise"

[[report.regions]]
kind = "headline"
start = 0
end = 15
digest = "{digest(TEXT[:15])}"

[[report.regions]]
kind = "body"
start = 17
end = {len(TEXT)}

[[claims]]
key = "c01"
question = "harbour.visitors"
value = {{ low = "1200", high = "1200", approx = true, unit = "person", of = "visitors", written = "About 1,200" }}
during = "2024-05-01"
said = {{ text = "yesterday", anchor = "published", value = "2024-05-01" }}
stance = "assert"
factuality = "CT+"
paraphrase = "About twelve hundred visitors, says the mayor."
chain = [
  {{ agent = "person:mayor", cue = {span(TEXT, "The mayor said")}, quotation = "direct", scope = "stated" }},
]
evidence = [ {span(TEXT, "About 1,200 people came.")} ]
extractor = "hand/1"

[[claims]]
key = "c02"
question = "harbour.open"
value = true
evidence = [ {span(TEXT, "Harbour reopens")} ]

[[assessments]]
about = "#c01"
what = "verification"
value = "not verified"
by = "outlet:coast"
found_in = "harbour"
evidence = [ {span(TEXT, "Nobody else counted.")} ]
"""

BOATS = f"""{FORMAT}
[report]
key = "boat"
publisher = "outlet:quay"
title = "The ferry"
published = "2024-05"
digest = "{digest(BOAT)}"

[[claims]]
key = "c01"
question = "ferry.sailed"
value = false
evidence = [ {span(BOAT, "The ferry sailed.")} ]

[[claims]]
key = "c02"
question = "ferry.second"
value = {{ text = "waiting" }}
evidence = [ {span(BOAT, "Émilie")} ]
"""

OURS = f"""{FORMAT}
[[links]]
key = "l01"
kind = "explains"
from = "harbour#c02"
to = "boat#c01"
by = "user:desk"
basis = "the ferry needs the harbour"

[[links]]
kind = "refines"
from = "boat#c02"
to = "boat#c01"
by = "user:desk"

[[assessments]]
about = "#l01"
what = "likelihood"
value = "likely"
by = "user:desk"

[[assessments]]
about = "outlet:quay"
what = "reliability"
value = "B"
by = "user:desk"
topic = "ferries"
during = "2024"

[[withdrawals]]
kind = "corrected"
target = "harbour#c01"
by = "person:mayor"
notice = "2024-05-04"
with = "harbour#c02"
reason = "counted again"

[[withdrawals]]
kind = "retracted"
target = "boat"
by = "outlet:quay"
notice = "harbour"

[[agents]]
id = "person:mayor"
name = "The mayor"
aliases = ["Her Honour"]
part_of = [ {{ agent = "gov:town", during = "2020/.." }}, {{ agent = "org:club" }} ]

[[questions]]
id = "harbour.visitors"
words = "How many people came to the harbour?"
answer = "quantity"
kind = "event"
single = true
measure = "total"
about = "gov:town"
"""

FILES = {"01-harbour.toml": HARBOUR, "02-boat.toml": BOATS, "ours.toml": OURS}
TEXTS = {"harbour.txt": TEXT, "ferry.txt": BOAT}


def write(folder: Path, files: dict[str, str]) -> Path:
    """These files in this folder, byte by byte."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode())
    return folder


def line_of(source: str, words: str, nth: int = 1) -> int:
    """The line, from 1, on which these words stand for the nth time."""
    found = [number for number, line in enumerate(source.split("\n"), 1) if words in line]
    return found[nth - 1]
