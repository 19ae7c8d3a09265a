"""Annotations in the short form: what a person would leave out, left out.

Each file is written again from what it says, with words of the text in place of spans. The short forms are those of
docs/reference/annotations.md; which claims stand together as answers is chosen so that the file is shortest.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

USUAL = {"deny": "CT-", "doubt": "PR-", "withhold": "Uu"}
SHARED = ("chain", "during", "said", "stance", "kind", "condition", "factuality", "quote", "evidence")
MOST = 60
WORD = re.compile("[A-Za-z0-9_-]+")


class Writer:
    """Writes the files of a folder; `texts` by their digests."""

    def __init__(self, files: Mapping[str, dict[str, Any]], texts: Mapping[str | None, str | None]) -> None:
        self.files = files
        self.texts = texts
        self.named = set(re.findall(r'"([a-z0-9-]*#c[0-9]+)"', json.dumps(list(files.values()))))
        ids = [agent["id"] for data in files.values() for agent in data.get("agents", [])]
        names = Counter(id.partition(":")[2] for id in ids)
        self.names = {id: id.partition(":")[2] for id in ids if names[id.partition(":")[2]] == 1}
        reports = [data["report"] for data in files.values() if "report" in data]
        self.by_key = {report["key"]: texts[report["digest"]] or "" for report in reports}

    def file(self, data: dict[str, Any]) -> str:
        """One file."""
        lines = ['format = "eventlog-annotation/1"']
        if "claims" in data:
            lines.append('extractor = "hand/1"')
        if signers := {one["by"] for one in data.get("links", [])}:
            [signer] = signers
            lines.append(f"by = {toml(self.called(signer))}")
        if "report" in data:
            lines += ["[report]", *fields(self.report(data["report"]))]
        for key in ("agents", "questions"):
            if key in data:
                lines += [f"[{key}]", *map(self.definition, data[key])]
        for link in self.links(data.get("links", [])):
            lines += ["[[links]]", *fields(link)]
        for one in data.get("assessments", []):
            quoted = [quote(span, self.by_key[one["found_in"]]) for span in one["evidence"]]
            told = {key: value for key, value in one.items() if key != "evidence"} | spans(quoted)
            lines += ["[[assessments]]", *fields(told | {"by": self.called(told["by"])})]
        if "claims" in data:
            lines += self.claims(data["claims"], data["report"]["key"])
        return "\n".join(lines) + "\n"

    def called(self, id: str) -> str:
        return self.names.get(id, id)

    def report(self, data: dict[str, Any]) -> dict[str, Any]:
        text = self.by_key[data["key"]]
        regions = [region(one, text) for one in data["regions"]]
        return data | {"publisher": self.called(data["publisher"]), "regions": regions}

    def definition(self, one: dict[str, Any]) -> str:
        """An agent or a question by its id."""
        told = dict(one)
        usual = {"answer": "quantity" if "measure" in told else "truth", "kind": "state", "single": True}
        told = {key: value for key, value in told.items() if usual.get(key) != value}
        if "about" in told:
            told["about"] = self.called(told["about"])
        if "part_of" in told:
            told["part_of"] = [self.called(in_["agent"]) if set(in_) == {"agent"} else in_ for in_ in told["part_of"]]
        id = told.pop("id")
        alone = next(iter(told)) if len(told) == 1 else ""
        return f"{toml(id)} = {toml(told[alone] if alone in ('name', 'words') else told)}"

    def links(self, links: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Links, neighbours as one that differ only in where they end, and then in where they begin."""
        told = [{key: value for key, value in one.items() if key not in ("key", "by")} for one in links]
        return merged(merged(told, "to"), "from")

    def claims(self, claims: list[dict[str, Any]], report: str) -> list[str]:
        """The claims of a report, together where that is shorter."""
        told = [self.claim(one, report) for one in claims]
        costs, cuts = [0], [0]
        for end in range(1, len(told) + 1):
            tried = [
                (costs[start] + sum(len(line.encode()) + 1 for line in together(told[start:end])), start)
                for start in range(max(0, end - MOST), end)
            ]
            costs.append(min(tried)[0])
            cuts.append(min(tried)[1])
        lines: list[str] = []
        end = len(told)
        while end:
            lines = together(told[cuts[end] : end]) + lines
            end = cuts[end]
        return lines

    def claim(self, one: dict[str, Any], report: str) -> dict[str, Any]:
        text, told, value = self.by_key[report], {}, one["value"]
        if self.named & {f"#{one['key']}", f"{report}#{one['key']}"}:
            told["key"] = one["key"]
        if isinstance(value, dict) and value.get("low") is not None and value.get("low") == value.get("high"):
            value = {"exact": value["low"]} | {
                key: inner for key, inner in value.items() if key[:3] not in ("low", "hig")
            }
        if isinstance(value, dict):
            value = {key: figure(key, inner) for key, inner in value.items()}
        if isinstance(value, dict) and "agent" in value:
            value = {"agent": self.called(value["agent"])}
        told[one["question"]] = value
        if one["chain"]:
            told["chain"] = [self.step(each, text, one["evidence"]) for each in one["chain"]]
        usual = {"stance": "assert", "kind": "claim"}
        if value is not False:
            usual["factuality"] = USUAL.get(one.get("stance", ""), "CT+")
        for key in ("stance", "factuality", "kind", "during", "said", "condition", "paraphrase"):
            if key in one and one[key] != usual.get(key):
                told[key] = time(one[key])
        return told | spans([quote(span, text) for span in one["evidence"]])

    def step(self, one: dict[str, Any], text: str, evidence: list[dict[str, Any]]) -> Any:
        told = one | {"agent": self.called(one["agent"])}
        usual = {"scope": "stated", "quotation": "none" if one.get("scope") == "inferred" else "indirect"}
        told = {key: value for key, value in told.items() if usual.get(key) != value}
        if "said" in told:
            told["said"] = time(told["said"])
        if "cue" in told:
            told["cue"] = cue(told["cue"], text, evidence)
        return told["agent"] if set(told) == {"agent"} else told


def shorter(files: Mapping[str, dict[str, Any]], texts: Mapping[str | None, str | None]) -> dict[str, str]:
    """The files of a folder in the short form, by name."""
    writer = Writer(files, texts)
    return {name: writer.file(data) for name, data in files.items()}


def merged(links: list[dict[str, Any]], end: str) -> list[dict[str, Any]]:
    """Neighbours that differ only in this end as one link with several."""
    found: list[dict[str, Any]] = []
    for one in links:
        if found and found[-1] | {end: ""} == one | {end: ""}:
            before = found[-1][end]
            found[-1][end] = [*(before if isinstance(before, list) else [before]), one[end]]
        else:
            found.append(one)
    return found


def together(claims: list[dict[str, Any]]) -> list[str]:
    """Claims as one table: what all of them have around what each says."""
    if len(claims) == 1:
        return ["[[claims]]", *fields(claims[0])]
    first, *others = claims
    common = [key for key in first if key in SHARED or "." in key]
    shared = {key: first[key] for key in common if all(key in one and one[key] == first[key] for one in others)}
    answers = [{key: value for key, value in one.items() if key not in shared} for one in claims]
    return ["[[claims]]", *fields(shared), "answers = [", *(f"  {toml(one)}," for one in answers), "]"]


def time(value: Any) -> Any:
    """Words of relative time, which are counted from the publication if nothing else is said."""
    return (
        {key: one for key, one in value.items() if (key, one) != ("anchor", "published")}
        if isinstance(value, dict)
        else value
    )


def figure(key: str, value: Any) -> Any:
    """A whole number without quotes, and the time that a figure was counted over."""
    whole = key in ("low", "high", "exact") and value == str(int(value) if value.isdecimal() else "")
    return int(value) if whole else time(value)


def region(one: dict[str, Any], text: str) -> dict[str, Any]:
    """A part of a text under the name of its kind."""
    words = quote(one, text)
    return {one["kind"]: words} if isinstance(words, str) else {one["kind"]: words["quote"], "prefix": words["prefix"]}


def spans(quoted: list[Any]) -> dict[str, Any]:
    """Words under `quote`, or under `evidence` where some need what stands before them."""
    if all(isinstance(one, str) for one in quoted):
        return {"quote": quoted[0] if len(quoted) == 1 else quoted}
    return {"evidence": [one if isinstance(one, dict) else {"quote": one} for one in quoted]}


def cue(span: dict[str, Any], text: str, evidence: list[dict[str, Any]]) -> Any:
    """The words of a cue: they may occur more than once where one place is in what the claim rests on."""
    words = text[span["start"] : span["end"]]
    counts = {text[one["start"] : one["end"]].count(words): one for one in evidence}
    if set(counts) == {1} and len(evidence) == 1 and evidence[0]["start"] <= span["start"] < evidence[0]["end"]:
        return words
    return quote(span, text)


def quote(span: dict[str, Any], text: str) -> Any:
    """The words of a span, the middle left out where that is shorter; with what stands before them where they alone
    could mean another place.
    """
    start, end = span["start"], span["end"]
    words, prefix = text[start:end], ""
    if text.count(words) > 1:
        before = next(size for size in range(1, start + 1) if text.count(text[start - size : end]) == 1)
        prefix = text[start - before : start]
    found = [(word.start(), word.end()) for word in re.finditer(r"\S+", words)]
    first = next((words[:to] for _, to in found if to > 5 and text.count(prefix + words[:to]) == 1), words)
    after = start + len(first)
    last = (words[at:] for at, _ in reversed(found) if end - at > 5 and text.count(words[at:], after) == 1)
    kept = f"{first} [...] {next(last, words)}"
    shown = kept if len(kept) < len(words) else words
    return {"quote": shown, "prefix": prefix} if prefix else shown


def fields(table: dict[str, Any]) -> list[str]:
    """A line for each field."""
    return [f"{named(key)} = {toml(value)}" for key, value in table.items()]


def named(key: str) -> str:
    """A key, in quotes where it needs them."""
    return key if WORD.fullmatch(key) else toml(key)


def toml(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{named(key)} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str) and '"' in value and not re.search(r"['\\\n]", value):
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)
