"""Writes docs/performance.md from build/performance.json, which `make bench` leaves.

    python tools/performance_page.py

The words stand in docs/performance.md itself; what lies between the two marks is written anew: the machine, the table
of ratios with their spread, and a plot of them as plain SVG.
"""

from __future__ import annotations

import json
import math
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
WIDTH, ROW, LEFT = 720, 22, 290


def page(told: dict[str, Any]) -> str:
    """The part that is written anew."""
    results = [one for one in told["results"] if not one.get("skipped")]
    skipped = [one for one in told["results"] if one.get("skipped")]
    lines = ["## The machine", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in told["machine"].items()]
    lines += ["", "## The figures", ""]
    lines += ["| what | ratio | middle half of the rounds | target | |", "|---|---|---|---|---|"]
    lines += [_row(one) for one in results]
    lines += [f"| {one['id']} | skipped: {one['what']} | | | |" for one in skipped]
    return "\n".join([*lines, "", _plot(results), ""])


def _row(one: dict[str, Any]) -> str:
    most, least = one.get("at_most"), one.get("at_least")
    limit = f"at most {most:g}" if most is not None else f"at least {least:g}" if least is not None else ""
    reached = one["ratio"] <= most if most is not None else least is not None and one["ratio"] >= least
    verdict = "" if not limit else "reached" if reached else "missed"
    spread = f"{one['low']:.2f} to {one['high']:.2f}" if one["rounds"] > 1 else "one round"
    return f"| {one['what']} | {one['ratio']:.2f} | {spread} | {limit} | {verdict} |"


def _plot(results: list[dict[str, Any]]) -> str:
    """The ratios on a logarithmic scale, each with its spread, and a mark where its limit is."""
    low = min(0.05, *(one["low"] for one in results))
    high = max(20, *(one["high"] for one in results)) * 1.2

    def across(ratio: float) -> float:
        return LEFT + (WIDTH - LEFT - 20) * math.log(ratio / low) / math.log(high / low)

    height = ROW * (len(results) + 1) + 10
    head = f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="ratios with their spread and limits"'
    parts = [f'{head} font-family="sans-serif" font-size="12" fill="currentColor">']
    for tick in (0.1, 1, 10, 100):
        if low <= tick <= high:
            x = across(tick)
            parts.append(
                f'<line x1="{x:.0f}" y1="4" x2="{x:.0f}" y2="{height - 22}" stroke="currentColor" opacity="0.2"/>'
            )
            parts.append(f'<text x="{x:.0f}" y="{height - 8}" text-anchor="middle">{tick:g}</text>')
    for number, one in enumerate(results):
        y = ROW * number + 16
        begin, end = across(one["low"]), across(one["high"])
        parts.append(f'<text x="0" y="{y + 4}">{escape(one["id"])}</text>')
        parts.append(f'<rect x="{begin:.1f}" y="{y - 3}" width="{max(end - begin, 1):.1f}" height="6" opacity="0.4"/>')
        parts.append(f'<circle cx="{across(one["ratio"]):.1f}" cy="{y}" r="3.5"/>')
        if limit := one.get("at_most") or one.get("at_least"):
            x = across(limit)
            parts.append(f'<path d="M{x:.1f} {y - 8}v16" stroke="#b00" stroke-width="2"/>')
    return (
        "".join([*parts, "</svg>"]) + "\n\nDots are medians, bars the middle half of the rounds, red marks the targets."
    )


def main() -> None:
    """Put what was measured between the marks."""
    told = json.loads((ROOT / "build" / "performance.json").read_text(encoding="utf-8"))
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{page(told)}{END}{after}", encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
