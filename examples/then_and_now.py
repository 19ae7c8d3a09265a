# /// script
# requires-python = ">=3.11"
# dependencies = ["eventlog-knowledge"]
# ///
"""What was known of a topic on June 27, 2024, beside what was known on October 25: two screens.

For each question: its status (and what it would be if reports without a certain date counted), who answers what, and
who denies it, on both days; then what changed between the two, and why. The questions on which most was said come
first, and no question takes more than ten lines.

    python examples/then_and_now.py                          # the troops
    python examples/then_and_now.py --all                    # every question of the topic
    python examples/then_and_now.py --about dprk.arms        # another topic
    python examples/then_and_now.py --texts FOLDER           # with the quoted words, every digest checked
    python examples/then_and_now.py --log knowledge.db       # keep the log in a file; a second run changes nothing
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import eventlog
from eventlog.annotations import check
from eventlog.knowledge import Knowledge, Standing
from eventlog.render.phrasing import header
from eventlog.render.reasons import reason_words
from eventlog.render.showing import answer_line, counted, ended_line, headline, said_by
from eventlog.tables import text_table, wrap

CORPUS = Path(__file__).resolve().parent / "corpus"
THEN, NOW = "2024-06-27", "2024-10-25"
WIDTH, COLUMNS = 100, (7, 31, 58)
SCREENS = 80
MOST_LINES = 10
Row = tuple[str, str, str]


def state(day: str, standing: Standing, knowledge: Knowledge) -> Iterator[Row]:
    """How a question stood on a day: a status, and the answers that it belongs to."""
    for words, told in headline(standing):
        lines = [answer_line(one, told, knowledge.name_of, dated=False) for one in told] or [ended_line(told)]
        yield day, words, "; ".join(lines).removeprefix("-")
        day = ""


def changes(then: Knowledge, now: Knowledge, question: str) -> str:
    """What changed on a question between the two days, by reason."""
    told: dict[str, dict[str, None]] = {}
    for change in eventlog.diff(then, now, about=question):
        if change.question == question and change.claim is not None:
            gone = "" if change.what != "dropped" else "no longer: "
            told.setdefault(reason_words(change.reason), {})[gone + said_by(change.claim, now.name_of)] = None
    return " · ".join(f"{reason}: {'; '.join(lines)}" for reason, lines in told.items())


def beside(standing: Standing, then: Knowledge, now: Knowledge) -> list[str]:
    """One question on both days, in at most ten lines."""
    lines = wrap(standing.question.words or standing.id, WIDTH)
    rows = [*state("27 June", then[standing.id], then), *state("25 Oct", standing, now)]
    lines += text_table(rows, widths=COLUMNS).splitlines()
    changed = changes(then, now, standing.id)
    if changed:
        lines += text_table([("changed", changed)], widths=(COLUMNS[0], WIDTH - COLUMNS[0] - 2)).splitlines()
    if len(lines) > MOST_LINES:
        left = (
            f"... {counted(len(lines) - MOST_LINES + 1, 'more line')}: eventlog diff {THEN} {NOW} --about {standing.id}"
        )
        lines = [*lines[: MOST_LINES - 1], left]
    return lines


def quoted(standing: Standing, knowledge: Knowledge) -> Iterator[str]:
    """The words that the claims rest on, from the texts at hand."""
    for one in standing.claims:
        for quote in knowledge.why(one).quotes:
            yield from (f"    {line}" for line in wrap(f"{knowledge.name_of(one.root)}: {quote}", WIDTH - 4))


def main() -> int:
    """Load the corpus, ask it for two dates, print what stood on both and what changed."""
    parser = argparse.ArgumentParser(description="What was known on June 27, 2024, beside October 25.")
    parser.add_argument("--about", default="dprk.troops", help="a topic: a question, or the beginning of its name")
    parser.add_argument("--all", action="store_true", help="every question of the topic, and not two screens of it")
    parser.add_argument("--texts", type=Path, help="a folder with the texts of the reports: show the quoted words")
    parser.add_argument("--log", default=":memory:", help="where the log is kept (default: in memory)")
    options = parser.parse_args()
    misfits = check(CORPUS, options.texts) if options.texts else ()
    if misfits:
        print("\n".join(f"does not fit: {misfit}" for misfit in misfits))
        return 1
    with eventlog.open(options.log) as log:
        log.record(*eventlog.load(CORPUS, texts=options.texts))
        then, now = log.as_of(THEN), log.as_of(NOW)
        lines = [header(then.cut), f"{header(now.cut)}: what changed"]
        told = sorted(now.about(options.about), key=lambda one: (-len(one.claims), one.id))
        for shown, standing in enumerate(told):
            block = ["", *beside(standing, then, now)]
            block += quoted(standing, now) if options.texts else ()
            if not (options.all or options.texts) and len(lines) + len(block) > SCREENS - 2:
                lines += ["", f"And {counted(len(told) - shown, 'more question')}: --all shows them."]
                break
            lines += block
        print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
