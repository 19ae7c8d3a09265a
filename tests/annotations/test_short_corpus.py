"""The corpus as it can be written with the texts at hand: words in place of spans, and nothing that goes unsaid.

The texts are no part of the repository, so neither is what this makes of them: it stands in a temporary folder.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from eventlog.annotations import filled, load
from short_corpus import shorter

CORPUS = Path(__file__).resolve().parents[2] / "examples" / "corpus"


def test_the_corpus_with_quotes_is_half_as_long_and_gives_the_same_events(texts: Path, tmp_path: Path) -> None:
    """Half the bytes and a third of the lines, comments and blank lines counted on neither side; events stay; and with
    spans put in again it needs no text.
    """
    files = {file.name: file.read_text(encoding="utf-8") for file in sorted(CORPUS.glob("*.toml"))}
    by_digest = {event.report.digest: event.report.text for event in load(CORPUS, texts) if hasattr(event, "report")}
    written = shorter({name: tomllib.loads(text) for name, text in files.items()}, by_digest)
    for name, text in written.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert load(tmp_path, texts) == load(CORPUS, texts)

    long, short = "".join(map(code, files.values())), "".join(written.values())
    assert len(short.encode()) * 2 <= len(long.encode()), (len(short.encode()), len(long.encode()))
    assert short.count("\n") * 3 <= long.count("\n"), (short.count("\n"), long.count("\n"))

    for file, text in filled(tmp_path, texts).items():
        file.write_text(text, encoding="utf-8")
    assert load(tmp_path) == load(CORPUS)
    assert not re.search(r"\b(quote|prefix) = ", "".join(map(Path.read_text, tmp_path.glob("*.toml"))))


def code(text: str) -> str:
    """The lines of a file that say something."""
    return "".join(f"{line}\n" for line in text.splitlines() if line.strip() and not line.startswith("#"))
