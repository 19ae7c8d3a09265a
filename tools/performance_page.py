"""Writes the measured part of docs/performance.md from build/performance.json, which `make bench` leaves.

    python tools/performance_page.py

The words stand in docs/performance.md itself; what lies between the two marks is written anew: the machine, the table
of ratios with their spread and a plot of those that have a target, the table by workload, and what a growing log costs,
as a table and a plot. The plots are plain SVG in the colour of the text, so that they read on a dark page and on a
light one; each says in words what it shows, and whatever is in one is in a table as well.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
WIDTH, ROW, LEFT = 720, 22, 310
LONGEST = 50
"""Letters of a label in a plot."""

SHAPES = {
    "opening": ("opening", '<path d="M{x:.0f} {y:.0f}m-4 4h8l-4-8z"/>', "2 4"),
    "first": ("the first question of a process", '<circle cx="{x:.0f}" cy="{y:.0f}" r="4"/>', ""),
    "further": ("a further question", '<path d="M{x:.0f} {y:.0f}m-4-4h8v8h-8z"/>', "8 4"),
}


BY_WORKLOAD = """## By workload

Microseconds an entry, or a claim for all statuses, and in brackets how many times as long it took as the raw insert or
scan of the same bytes in the same run; for a diff, as both states in full. Of more than 1,000 questions the two states
are worked out for 1,000, and their time is scaled to all. What is asked is asked of a log just opened.

| workload | entries | questions | record | lazily | decoded | all statuses | one question | a week's diff |
|---|---|---|---|---|---|---|---|---|"""
AS_IT_GROWS = """## As a log grows

Twenty claims a question at each size; each asked in processes of its own. Memory is the most that such a process took,
the interpreter and a lazy replay included.

| claims | recorded | on disk | opening | first question | a further one | lazy replay | memory |
|---|---|---|---|---|---|---|---|"""


SHARES = """What the parts take that can be told apart. SQLite's are its statements as they were run; Python's were run
by themselves on the same batches."""


def page(told: dict[str, Any]) -> str:
    """The part that is written anew."""
    results = told["results"]
    runs = list(told["machines"])
    shown = max(runs, key=lambda run: sum(one["run"] == run for one in results))  # which has given most of them
    ratios = [one for one in results if "ratio" in one]
    lines = ["## The machine", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in told["machines"][shown].items()]
    lines += [f"| † is of another run | {run} |" for run in runs if run != shown]
    lines += ["", "## The figures", ""]
    lines += ["| what | ratio | middle half of the rounds | target | |", "|---|---|---|---|---|"]
    lines += [_row(one, shown) for one in ratios]
    lines += [f"| {one['id']} | skipped: {one['what']} | | | |" for one in results if one.get("skipped")]
    lines += ["", *_ratios([one for one in ratios if _limit(one) is not None]), ""]
    lines += _workloads([one for one in results if one.get("table") == "workload"], shown)
    lines += _shares([one for one in results if one.get("table") == "share"], shown)
    lines += _growth([one for one in results if one.get("table") == "growth"], shown)
    return "\n".join([*lines, ""])


def _limit(one: dict[str, Any]) -> float | None:
    limit: float | None = one.get("at_most") or one.get("at_least")
    return limit


def _mark(one: dict[str, Any], shown: str) -> str:
    return "" if one["run"] == shown else " †"


def _row(one: dict[str, Any], shown: str) -> str:
    most, least = one.get("at_most"), one.get("at_least")
    limit = f"at most {most:.3g}" if most is not None else f"at least {least:g}" if least is not None else ""
    reached = one["ratio"] <= most if most is not None else least is not None and one["ratio"] >= least
    verdict = "" if not limit else "reached" if reached else "missed"
    spread = f"{_short(one['low'])} to {_short(one['high'])}" if one["rounds"] > 1 else "one round"
    return f"| {one['what']}{_mark(one, shown)} | {_short(one['ratio'])} | {spread} | {limit} | {verdict} |"


def _short(number: float) -> str:
    """Two places, or as many as it takes to see two figures of a small number."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.2f}" if number >= 0.1 else f"{number:.2g}"


def _head(height: int, title: str, said: str) -> list[str]:
    return [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif" font-size="12" fill="currentColor">',
        f"<title>{escape(title)}</title><desc>{escape(said)}</desc>",
    ]


def _ratios(results: list[dict[str, Any]]) -> list[str]:
    """The ratios on a logarithmic scale, each with its spread, and a mark where its limit is."""
    if not results:
        return []
    low = min(0.05, *(one["low"] for one in results))
    high = max(20, *(one["high"] for one in results)) * 1.2

    def across(ratio: float) -> float:
        return LEFT + (WIDTH - LEFT - 20) * math.log(ratio / low) / math.log(high / low)

    height = ROW * (len(results) + 1) + 10
    said = "; ".join(f"{one['id']} {_short(one['ratio'])}, target {_limit(one):.3g}" for one in results)
    parts = _head(height, "Ratios with their spread and targets", said)
    for tick in (0.001, 0.01, 0.1, 1, 10, 100, 1000):
        if low <= tick <= high:
            x = across(tick)
            parts.append(
                f'<path d="M{x:.0f} 4V{height - 22}" stroke="currentColor" opacity="0.2"/>'
                f'<text x="{x:.0f}" y="{height - 8}" text-anchor="middle">{tick:g}</text>'
            )
    for number, one in enumerate(results):
        y = ROW * number + 16
        begin, end, limit = across(one["low"]), across(one["high"]), across(_limit(one) or 1)
        parts.append(
            f'<text x="0" y="{y + 4}">{escape(one["id"][:LONGEST])}</text>'
            f'<rect x="{begin:.0f}" y="{y - 3}" width="{max(end - begin, 1):.0f}" height="6" opacity="0.4"/>'
            f'<circle cx="{across(one["ratio"]):.0f}" cy="{y}" r="3.5"/>'
            f'<path d="M{limit:.0f} {y - 8}v16" stroke="currentColor" stroke-width="2"/>'
        )
    words = "Dots are medians, bars the middle half of the rounds, upright strokes the targets."
    return [*parts, "</svg>", "", words]


def _workloads(rows: list[dict[str, Any]], shown: str) -> list[str]:
    """One row a workload; absolute figures, beside the ratio to the limit in the same run."""
    if not rows:
        return []
    lines = BY_WORKLOAD.splitlines()
    for one in rows:
        lines.append(
            f"| {one['row']}{_mark(one, shown)} | {one['entries']:,} | {one['questions']:,} "
            + "".join(
                f"| {1e6 * one[name]:.1f} ({_short(one[f'{name}_ratio'])}) " for name in ("record", "lazy", "decoded")
            )
            + f"| {1e6 * one['all']:.0f} | {_time(one['one'])}, of {one['words']:,} words "
            f"| {_time(one['diff'])} ({_short(one['diff_ratio'])}) |"
        )
    return [*lines, ""]


def _shares(rows: list[dict[str, Any]], shown: str) -> list[str]:
    """Where the time of recording and replaying goes: one row a part."""
    if not rows:
        return []
    lines = ["", "## Part by part", "", SHARES, "", "| of | part | microseconds an entry |", "|---|---|---|"]
    return lines + [f"| {one['of']} | {one['part']}{_mark(one, shown)} | {one['each'] * 1e6:.2f} |" for one in rows]


def _growth(rows: list[dict[str, Any]], shown: str) -> list[str]:
    """What a log of more and more claims costs."""
    rows = sorted(rows, key=lambda one: one["claims"])
    if not rows:
        return []
    lines = AS_IT_GROWS.splitlines()
    lines += [
        f"| {one['claims']:,}{_mark(one, shown)} | {1e6 * one['recording'] / one['entries']:.0f} µs an entry "
        f"| {one['bytes'] / 1e6:,.0f} MB | {_time(one['opening'])} | {_time(one['first'])} | {_time(one['further'])} "
        f"| {_time(one['replay'])} | {one['most']:.0f} MiB |"
        for one in rows
    ]
    return [*lines, "", *_growing(rows), ""]


def _time(seconds: float) -> str:
    return (
        f"{1e6 * seconds:.0f} µs"
        if seconds < 1e-3
        else f"{1e3 * seconds:.1f} ms"
        if seconds < 1
        else f"{seconds:.1f} s"
    )


def _growing(rows: list[dict[str, Any]]) -> list[str]:
    """Opening and asking against the size of the log, both on logarithmic scales."""
    height, left, right = 260, 70, WIDTH - 250
    times = [1e3 * one[name] for one in rows for name in SHAPES]
    low, high = 10 ** math.floor(math.log10(min(times))), 10 ** math.ceil(math.log10(max(times)))
    high = max(high, low * 10)
    first, last = rows[0]["claims"], max(rows[-1]["claims"], rows[0]["claims"] * 10)

    def across(claims: float) -> float:
        return left + (right - left) * math.log(claims / first) / math.log(last / first)

    def up(milliseconds: float) -> float:
        return 20 + (height - 60) * (1 - math.log(milliseconds / low) / math.log(high / low))

    said = "; ".join(
        f"at {one['claims']:,} claims "
        + ", ".join(f"{words} {_time(one[name])}" for name, (words, *_) in SHAPES.items())
        for one in rows
    )
    parts = _head(height, "Opening a log and asking one question, by the number of its claims", said)
    for tick in _decades(low, high):
        y = up(tick)
        parts.append(
            f'<path d="M{left} {y:.0f}H{right}" stroke="currentColor" opacity="0.2"/>'
            f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{tick:g} ms</text>'
        )
    for one in rows:
        x = across(one["claims"])
        parts.append(f'<text x="{x:.0f}" y="{height - 18}" text-anchor="middle">{one["claims"]:,}</text>')
    parts.append(f'<text x="{(left + right) / 2:.0f}" y="{height - 2}" text-anchor="middle">claims in the log</text>')
    for number, (name, (words, shape, dashes)) in enumerate(SHAPES.items()):
        points = [(across(one["claims"]), up(1e3 * one[name])) for one in rows]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        y = 30 + ROW * number
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="currentColor"{dash}/>'
            + "".join(shape.format(x=x, y=y) for x, y in points)
            + f'<path d="M{right + 25} {y}h30" stroke="currentColor"{dash}/>'
            + shape.format(x=right + 40, y=y)
            + f'<text x="{right + 64}" y="{y + 4}">{words}</text>'
        )
    return [*parts, "</svg>"]


def _decades(low: float, high: float) -> Iterable[float]:
    return (10**power for power in range(round(math.log10(low)), round(math.log10(high)) + 1))


def main() -> None:
    """Put what was measured between the marks."""
    told = json.loads((ROOT / "build" / "performance.json").read_text(encoding="utf-8"))
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{page(told)}{END}{after}", encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
