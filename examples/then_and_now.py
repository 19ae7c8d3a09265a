# /// script
# requires-python = ">=3.11"
# dependencies = ["eventlog-knowledge"]
# ///
"""What was known of a topic on June 27, 2024, beside what was known on October 25.

For each question: what stood, who said it, how many independently, who was against it; under the certain reading of
vague publication dates and under the possible one. Then what changed, why, and through which report.

    python examples/then_and_now.py                          # the troops
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
from eventlog.knowledge import Standing
from eventlog.tables import text_table, wrap

CORPUS = Path(__file__).resolve().parent / "corpus"
THEN, NOW = "2024-06-27", "2024-10-25"
WIDTH = 100


def answers(standing: Standing) -> str:
    """What stands: each position in words."""
    lines = []
    for position in standing:
        value = "yes" if position.value is True else str(position.value)
        lines.append(f"no ({value} is denied)" if not position.claims else value)
    return "\n".join(lines) or "-"


def column(standing: Standing, knowledge: eventlog.Knowledge) -> list[str]:
    """One column: status, what stands, who says so, who is against it, how many independently."""
    counted = str(standing.independence) if standing.roots_for else "-"
    return [
        str(standing.status).upper(),
        answers(standing),
        "\n".join(knowledge.name_of(root) for root in standing.roots_for) or "-",
        "\n".join(knowledge.name_of(root) for root in standing.roots_against) or "-",
        counted,
    ]


def side_by_side(question: str, states: list[eventlog.Knowledge]) -> str:
    """One question: June and October, each under both readings."""
    labels = ["", "status", "answer", "said by", "against", "independent"]
    heads = [f"{date}\n{policy}" for date in ("June 27", "October 25") for policy in ("certain", "possible")]
    columns = [[head, *column(one[question], one)] for head, one in zip(heads, states, strict=True)]
    rows = list(zip(labels, *columns, strict=True))
    return text_table(rows, widths=[11, 20, 20, 20, 20])


def reports_of(log: eventlog.EventLog) -> dict[str, str]:
    """A short name of each report, by id."""
    titles = {}
    for entry in log.entries():
        if isinstance(entry.event, eventlog.ReportRecorded):
            report = entry.event.report
            titles[report.id] = f"{report.title} ({report.published})"
    return titles


def changed(then: eventlog.Knowledge, now: eventlog.Knowledge, about: str, titles: dict[str, str]) -> Iterator[str]:
    """What changed, one line each, with the reason and the report through which it came."""
    last = None
    for change in eventlog.diff(then, now, about=about):
        if change.question != last:
            yield f"{change.question}: {change.before} -> {change.after}"
            last = change.question
        if change.claim is None:
            yield f"    status, {change.reason}"
            continue
        claim = change.claim.claim
        words = claim.paraphrase or str(claim)
        yield from (f"    {line}" for line in wrap(f"{change.what}, {change.reason}: {words}", WIDTH - 4))
        source = f"by {now.name_of(change.claim.root)}, in {titles[claim.report]}"
        yield from (f"        {line}" for line in wrap(source, WIDTH - 8))


def quoted(standing: Standing, knowledge: eventlog.Knowledge) -> Iterator[str]:
    """The words that the claims rest on, from the texts at hand."""
    for one in standing.claims:
        for quote in knowledge.why(one).quotes:
            yield from (f"    {line}" for line in wrap(f"{knowledge.name_of(one.root)}: {quote}", WIDTH - 4))


def main() -> int:
    """Load the corpus, ask it for two dates, print the states and what changed."""
    parser = argparse.ArgumentParser(description="What was known on June 27, 2024, beside October 25.")
    parser.add_argument("--about", default="dprk.troops", help="a topic: a question, or the beginning of its name")
    parser.add_argument("--texts", type=Path, help="a folder with the texts of the reports: show the quoted words")
    parser.add_argument("--log", default=":memory:", help="where the log is kept (default: in memory)")
    options = parser.parse_args()
    misfits = check(CORPUS, options.texts) if options.texts else ()
    if misfits:
        print("\n".join(f"does not fit: {misfit}" for misfit in misfits))
        return 1
    events = eventlog.load(CORPUS, texts=options.texts)
    with eventlog.open(options.log) as log:
        receipt = log.record(*events)
        if options.log != ":memory:":
            print(f"{options.log}: {log.head.position} entries, {len(receipt.new)} of them new\n")
        then, now = log.as_of(THEN), log.as_of(NOW)
        then_maybe, now_maybe = log.as_of(THEN, policy="possible"), log.as_of(NOW, policy="possible")
        print(f"{options.about}: what was known, and what is known now")
        print(f"  then  {then.cut}")
        print(f"  now   {now.cut}")
        print("  certain reads vague publication dates as late as they can be, possible as early")
        states = [then, then_maybe, now, now_maybe]
        for standing in now_maybe.about(options.about):
            if all(one[standing.id].status is eventlog.Status.UNREPORTED for one in states):
                continue
            print("\n" + "=" * WIDTH)
            print("\n".join(wrap(f"{standing.id}: {standing.question.words}", WIDTH)) + "\n")
            print(side_by_side(standing.id, states))
            if options.texts:
                print("\n".join(quoted(standing, now_maybe)))
        print("\n" + "=" * WIDTH)
        print("What changed between the two, under the certain reading\n")
        titles = reports_of(log)
        print("\n".join(changed(then, now, options.about, titles)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
