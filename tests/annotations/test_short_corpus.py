"""The corpus as it can be written with the texts at hand: words in place of spans, and nothing that goes unsaid.

The texts are no part of the repository, so neither is what this makes of them: it stands in a temporary folder.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eventlog.annotations import filled, load

CORPUS = Path(__file__).resolve().parents[2] / "examples" / "corpus"
USUAL = {"deny": "CT-", "doubt": "PR-", "withhold": "Uu"}


def test_the_corpus_with_quotes_is_shorter_and_gives_the_same_events(texts: Path, tmp_path: Path) -> None:
    """Two lines of five go, and every digest; events stay; and with spans put in again it needs no text."""
    named = set(re.findall(r'"([a-z0-9-]*#c[0-9]+)"', "".join(map(Path.read_text, sorted(CORPUS.glob("*.toml"))))))
    by_digest = {report["digest"]: report["text"] for report in reports(texts)}
    long = short = 0
    for file in sorted(CORPUS.glob("*.toml")):
        written = shorter(tomllib.loads(file.read_text(encoding="utf-8")), by_digest, named)
        (tmp_path / file.name).write_text(written, encoding="utf-8")
        if "\n[report]" in written:
            long += len(code(file.read_text(encoding="utf-8")).splitlines())
            short += len(written.splitlines())
    assert load(tmp_path, texts) == load(CORPUS, texts)
    assert short * 5 <= long * 3, (short, long)
    for file, text in filled(tmp_path, texts).items():
        file.write_text(text, encoding="utf-8")
    assert load(tmp_path) == load(CORPUS)


def code(text: str) -> str:
    """The lines of a file that say something."""
    return "\n".join(line for line in text.splitlines() if line.strip() and not line.startswith("#"))


def reports(texts: Path) -> list[dict[str, str]]:
    """Each text with its digest."""
    return [
        {"digest": event.report.digest or "", "text": event.report.text}
        for event in load(CORPUS, texts)
        if hasattr(event, "report") and event.report.text is not None
    ]


def shorter(data: dict[str, Any], by_digest: Mapping[str, str], named: set[str]) -> str:
    """A file in the short form."""
    lines = ['format = "eventlog-annotation/1"']
    report = data.get("report", {})
    claims = data.pop("claims", [])
    if claims:
        lines.append('extractor = "hand/1"')
    for key, value in data.items():
        if key == "report":
            lines += ["[report]", *(f"{name} = {toml(one)}" for name, one in value.items())]
        elif isinstance(value, list):
            for one in value:
                lines += [f"[[{key}]]", *(f"{name} = {toml(inner)}" for name, inner in one.items())]
    for one in claims:
        key = one.pop("key")
        keyed = [f'key = "{key}"'] if named & {f"#{key}", f"{report['key']}#{key}"} else []
        lines += ["[[claims]]", *keyed, *claim(one, by_digest[report["digest"]])]
    return "\n".join(lines) + "\n"


def claim(one: dict[str, Any], text: str) -> list[str]:
    """A claim, in as few lines as it takes."""
    evidence = [quote(span, text) for span in one["evidence"]]
    kept = {key: value for key, value in one.items() if key not in ("evidence", "chain", "extractor")}
    stance = kept.get("stance", "assert")
    if kept.get("stance") == "assert":
        del kept["stance"]
    if kept["value"] is not False and kept.get("factuality") == USUAL.get(stance, "CT+"):
        del kept["factuality"]
    value = kept.get("value")
    if isinstance(value, dict) and value.get("low") is not None and value.get("low") == value.get("high"):
        rest = {key: inner for key, inner in value.items() if key not in ("low", "high", "low_open", "high_open")}
        kept["value"] = {"exact": value["low"], **rest}
    lines = [f"{key} = {toml(inner)}" for key, inner in kept.items()]
    if one.get("chain"):
        lines.append(f"chain = {toml([step(each, text) for each in one['chain']])}")
    if all(isinstance(each, str) for each in evidence):
        lines.append(f"quote = {toml(evidence[0] if len(evidence) == 1 else evidence)}")
    else:
        lines.append(f"evidence = {toml([each if isinstance(each, dict) else {'quote': each} for each in evidence])}")
    return lines


def step(one: dict[str, Any], text: str) -> Any:
    """A step of a chain."""
    told = dict(one)
    if told.get("quotation") == "indirect":
        del told["quotation"]
    if told.get("scope") == "stated":
        del told["scope"]
    if "cue" in told:
        told["cue"] = quote(told["cue"], text)
    return told["agent"] if set(told) == {"agent"} else told


def quote(span: dict[str, Any], text: str) -> Any:
    """The words of a span; with what stands before them where they alone could mean another place."""
    start, end = span["start"], span["end"]
    words = text[start:end]
    if text.count(words) == 1:
        return words
    before = next(size for size in range(1, start + 1) if text.count(text[start - size : end]) == 1)
    return {"quote": words, "prefix": text[start - before : start]}


def toml(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
