"""Writes docs/reference/command-line.md from the commands; a test fails where the page says something else.

Run it as it is to write the page; with `--check` it only compares, and exit code 1 says that the page differs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from eventlog.cli.options import FORMATS
from eventlog.cli.root import GROUPS, root
from eventlog.cli.running import CODES

PAGE = Path(__file__).resolve().parent / "reference" / "command-line.md"
WIDTH = 100

OPENING = """\
# Command line

<!-- Made from the commands by docs/command_line.py: change those, and run it. -->

`eventlog` comes with the extra `cli`: `pip install '.[cli]'` in a clone.
`python -m eventlog` is the same program.

## What holds for every command

* **The log** is the one that `--log FILE` names, before or after the command, or else the variable `EVENTLOG`. Commands
  that ask open it for reading and never make one; `import` and `add` make one where there is none, in the zone that
  `--zone` says.
* **Answers** go to stdout, everything else to stderr. On a terminal an answer is a table that fits it; through a pipe
  it is JSON Lines. `-f` chooses ({formats}), and `-o FILE` writes to a file, by
  its ending (`.json`, `.jsonl`, `.csv`, `.md`, `.txt`) unless `-f` is given; `-` is stdout. A file is put in its place
  when it is whole, and is never the log.
* **Dates** are those of [vague time](../explanation/vague-time.md). As a cut, a bare date means all of it, in the zone
  of the log. Every answer says which reading it is, and the instants that its cuts resolved to.
* **Words.** What the statuses, the codes (CT+ to Uu), the verbs and the reasons in an answer mean is told, in a line
  each, under [Words and codes](words.md).
* **Ids** may be cut short as long as they stay unique: `claim:08f599df`, or `3db44b06` where only a claim can be meant.
  `entry:317` is what stands at position 317.
* **Errors** are one sentence on stderr and an exit code. `--debug` shows the traceback as well. `--quiet` leaves out
  remarks and progress bars; a bar is shown on a terminal, for what takes over a second.
* **What can't be read**, an entry that is damaged or of a later version, may bear on an answer. It is among the
  problems of the answer, and in every layout one line on stderr says so at the end, `--quiet` or not: "entry 12 can't
  be read, and may bear on this: run 'eventlog verify'".
* **Colours** are for terminals, and `NO_COLOR` switches them off. No text of a report can play with a terminal: control
  characters, and those that turn the direction of writing, are shown as escapes such as `\\x1b`.
* **Completion** is click's: `eval "$(_EVENTLOG_COMPLETE=bash_source eventlog)"` in `.bashrc`, with `zsh_source` or
  `fish_source` for the other two. It completes commands, options and the questions of the log.

### Exit codes

{codes}

### Layouts

`jsonl` is one object a line, `json` one array of them (or one object, where the answer is one thing). Their shape is
stable: nothing is left out because it is empty, keys are added and never changed. Numbers of reports are text, with
every digit; positions, counts and offsets are numbers. A date stands as `given`, beside the instants in UTC that it
resolved to. Nothing is lost: what a terminal would heed is written as JSON's own escapes.

`csv` has the plain columns of the same answer, one row a position, claim, change or segment; lists stand with spaces
between, numbers are text with every digit. **A cell that a spreadsheet could take for a formula begins with an
apostrophe**: one that starts with `=`, `+`, `-` or `@` (also the wide forms, or after blanks), a tab or a line break,
and is no plain number. Control characters are escapes, as in tables. Who needs the text to the letter takes JSON.

`md` is a table of Markdown in which every cell is text and nothing else. `table` breaks long names at their joints.

### The object of an answer

`eventlog as-of` gives one object a question:

{standing}

Each of its `positions` is one answer:

{position}

Each of its `claims` is one word of one source, as it stands in one report:

{claim}

### The objects of the other commands

`prove`, `checkpoint` and `export` print what they are asked for in its own form: a bundle for `eventlog.verifier`, a
signed note, the lines of [an exported log](format.md), or with `--to` [a format of others](exports.md).

{others}
"""

STANDING = {
    "question, words": "its id, and the question in words",
    "answer, kind, single, measure, actor": "how it is defined: type of answer, kind, whether one answer can be true",
    "status": "how it stands in one word; the word is only a view on the rest",
    "status_words, other_reading": "the status as it is said, and what it is under the other reading of vague dates",
    "live": "certain: stands under every reading of vague dates; possible: under some",
    "positions": "the answers, each with who is for and against it",
    "roots": "`for` and `against`: who is behind it, one name a root",
    "independence": "`low` to `high` independent roots, and the `reasons` why the two differ",
    "firmest": "the firmest commitment of a supporter: CT+, PR+, PS+, or null",
    "proposed": "the ids of those of its claims that were only proposed, where proposals are included",
    "unreviewed": "the ids of the links and assessments beside them that were only proposed",
    "claims, possibly": "the claims that stand, and those that stand only under another reading",
    "tension": "pairs of claims whose figures can't be compared",
    "assessments": "verifications, likelihoods and other remarks, with their scales",
    "problems": "what is wrong with what was recorded",
    "withheld": "positions of entries that were redacted, or are withheld from this copy",
    "first_known, last_reaffirmed": "when it was first published, and when a source last said it anew",
    "last_changed": "when, on the press clock, the answer last became another",
    "cut": "the reading: each clock as asked and `upto` which instant, policy, position, zone",
    "basis": "a token: `as-of --basis TOKEN` gives this answer again, for ever",
}
POSITION = {
    "value, text": "the answer, as annotations write it, and in words",
    "line": "the answer as a sentence, with those who back it and those who deny it",
    "figures": "of quantities and times the distinct answers, the printed one first: `value`, `text`, `status`, `for`, "
    "`independence`, `claims` that back it, and the `moment` up to which a running total counts",
    "compatible": "its other sources: `claim` and `root`",
    "status, live": "of this position alone",
    "for, against": "who is for it and who against, one name a root",
    "independence": "of those who are for it",
    "firmest": "as above",
    "claims, denials": "ids of the claims that say so, and of those that deny it",
}
CLAIM = {
    "id, position": "its id, and where it stands in the log",
    "question, value, text": "what it answers, and how",
    "stance, factuality, kind": "the speech act, how far the speaker commits, and what sort of statement it is",
    "paraphrase, condition": "the claim in our words, and its condition",
    "chain": "who said it, from the outermost teller to the innermost speaker",
    "evidence": "spans of the text: `start`, `end` (code points, end exclusive) and `digest`",
    "extractor": "who read it out of the text",
    "proposed": "true: an extractor read it and nobody has reviewed it",
    "live, root, source": "whether it stands under every reading, and who counts as behind it",
    "during": "when it holds: as given, and what its begin and its (exclusive) end can be",
    "said": "when it was uttered: as given, and the earliest and latest that it can be",
    "report": "`id`, `title`, `publisher` and `published` of the report",
}


OTHERS = {
    "questions": {
        "question, words, answer, kind, single, measure, actor": "as above",
        "status, cut, problems": "how it stands at the cut, and what is wrong with what that rests on",
        "proposed, unreviewed": "the ids of what under the status was only proposed, as above",
        "withheld": "as above",
    },
    "find": {
        "what, id": "what holds the words, a question, agent, claim or report, and its id",
        "position, field": "the entry in which they stand, and in which of its texts",
        "excerpt": "what stands there around the first of them",
        "question, report": "of a claim its own; of a question or a report itself; else null",
        "proposed": "whether the claim was only proposed",
        "published": "when its report came out, as it is read at the cut; null where there is none",
        "cut": "as above",
    },
    "timeline": {
        "question, cut": "as above",
        "from, until": "from when (inclusive) to when (exclusive), in the world; null where it is unbounded",
        "held": "what holds then: `value`, `text`, `denied`, `certain`, `claims`, and of them those only `proposed`",
        "problems": "what is wrong with what was recorded",
        "withheld": "as above",
    },
    "timeline --known": {
        "question": "as above",
        "from": "the moment on the press clock from which it was known so",
        "status, positions, roots, proposed, unreviewed, withheld, problems, cut": "what was known from then on",
    },
    "diff": {
        "question, before, after": "the question, and its status at A and at B",
        "what": "learned, dropped or changed",
        "reason": "reading, we were wrong, found late, the source changed its mind, said earlier, published later, "
        "about a later time, newly reported",
        "claim": "the claim that came, went or changed; null where only the status did",
        "line": "the claim as a sentence",
        "waits": "what under the later status, else the earlier, was only proposed, in words; else null",
        "causes": "the entries that made it: `position`, `kind`, `id`, `recorded`, and whether it was only `proposed`",
        "problems": "the entries that can't be read: they may make, or hide, changes",
        "withheld": "positions of entries of the topic that were redacted, or are withheld from this copy: likewise",
        "a, b": "the two cuts",
    },
    "why": {
        "claim": "the claim as it was recorded",
        "quotes": "its spans: `start`, `end`, `digest`, the `words` where the text is held, else a `note`",
        "report, entry": "the report and the entry, with their positions",
        "status": "of the question",
        "proposed": "whether it was only proposed, and nobody has reviewed it",
        "waits": "what under the status was only proposed, in words; null where all was reviewed",
        "kept_out": "what keeps it out of the answer; null where nothing does",
        "cut": "as above",
    },
    "why-not": {
        "claim, out": "the claim, and whether anything keeps it out",
        "kind": "cut, judgement, review, extractor, withdrawal, replacement, time, boilerplate, kind, withheld, "
        "unreadable or nothing",
        "text, causes": "what keeps it out, in words and as positions",
        "cut": "as above",
    },
    "impact": {
        "of, question": "what falls away, and the question on which it bears",
        "turns": "whether its status would be another",
        "before, after": "`status`, `positions`, `roots`, `independence`, `proposed`, `unreviewed`; with, without it",
        "cut": "as above",
    },
    "import": {
        "given, new": "how many events were given, and how many of them the log did not hold",
        "applied": "whether it was recorded",
        "found": "how many things are new, unchanged, re-read, gone and struck",
        "plan": "those of the last three: `found`, `id`, `before` (whose place it takes), of a report `field` and "
        "`value`, and `line`",
        "first, last, recorded": "the positions of the new ones, and when they were recorded",
        "size, zone": "of the log, afterwards",
        "kinds": "how many events of each kind were given",
    },
    "verify": {
        "ok": "true, false, or null where not enough was looked at",
        "size, checked, linked": "entries of the log, those of which all was hashed, those of which the record was",
        "attested, attested_by": "up to where, and by which checkpoint",
        "first_bad, problems": "what is wrong, and the first position at which anything is",
        "withheld": "positions of entries that this copy of a log leaves out",
        "existed": "by when others saw what is attested, in sentences",
        "rotations": "which key follows which, in sentences",
        "redacted": "what was erased lawfully: `position`, `redaction`, `reason`, `by`",
        "quick, index": "what was asked for",
        "sentences": "the same in words",
    },
    "reports": {
        "id, position": "its id, and where it stands in the log",
        "title, publisher, authors, language, url, digest": "what it says of itself, as we read it now",
        "published": "as given, and the earliest and latest that it can be",
        "has_text, claims": "whether its text is held, and how many claims were read in it",
        "proposed": "how many of these were only proposed",
    },
    "show": {
        "id, position, kind, recorded": "what it is, where it stands and since when; null of an agent",
        "struck": "whether a judgement of ours strikes it",
        "event": "what was recorded, without the text of a report",
        "review": "`only proposed` or `rejected`; null where it stands",
        "about_it": "what was recorded about it since: `position`, `id`, `kind`, `text`, `review`",
    },
    "check": {
        "same": "whether the rules give the answer of the file, from the entries in it",
        "attested, question": "whether a checkpoint that was given attests the root, and what was asked",
        "proved, not_proved": "what is proved and what is not, in sentences",
    },
    "copy": {
        "what": "`withheld`, or `repeats it`: it holds the same words or says who is named there alone, and it stays",
        "position, kind, why": "of the entry, and for which reason it is listed",
    },
    "redact": {
        "done, entry": "whether it was done, and the position of the entry that says so",
        "goes": "what is erased: `position`, `kind`, `why`",
        "repeats": "what repeats it or defines who is named there alone, and stays",
        "revives": "what stands again, because what took it back goes",
        "withheld": "the questions whose answers lack something then, with the positions",
        "already": "what had been redacted before",
        "left": "what could not be done, and what is out of reach",
    },
    "cite check": {
        "file, line, sentence": "where it stands; lines count from 1",
        "fault": "what is wrong with the mark, `null` where the answer moved",
        "question, cut": "what the sentence rests on, and which state of knowledge",
        "then, now": "the answer in words, one answer a line",
        "origin": "a redaction, a withdrawal, a strike of ours, entries recorded later, or time that went by",
        "changes": "what came or went, each with its reason, in words",
        "causes": "the entries that did it: `position`, `kind`, `words`, `reason`",
        "token, basis": "the token of the mark, and that of the present answer",
        "updated": "whether the file has the present one by now",
    },
    "doctor": {
        "check, state": "what was looked at, and whether it is ok, info, warn or bad",
        "found, do": "what was found, and what to do about it",
    },
}


def others() -> str:
    """The tables of the other commands."""
    parts = [f"`{name}`:\n\n{table(('key', 'what'), rows)}" for name, rows in OTHERS.items()]
    also = (
        "`add` is as `import`, with `report` and `claim`, their ids, and so are judgements, with `id` and `position`; "
        "`echoes` gives `score`, `from`, `to`, the passages `first` and `second`, and `paste`, the link to type; "
        "`backup` is as `verify`, of the copy."
    )
    return "\n\n".join([*parts, also])


def table(head: tuple[str, str], rows: dict[str, str]) -> str:
    """A table of names and what they mean."""
    lines = [f"| {' | '.join(head)} |", "| --- | --- |"]
    for names, words in rows.items():
        cell = ", ".join(f"`{name}`" for name in names.split(", "))
        lines.append(f"| {cell} | {words} |")
    return "\n".join(lines)


AROUND = click.Context(root, info_name="eventlog", **root.context_settings)


def commands() -> Iterator[tuple[str, str, click.Command]]:
    """Each command with its group and name."""
    for title, names in GROUPS.items():
        for name in names:
            found = root.get_command(AROUND, name)
            assert found is not None
            yield title, name, found


def page() -> str:
    """The whole page."""
    parts = [
        OPENING.format(
            formats=", ".join(f"`{one}`" for one in FORMATS),
            codes=table(("code", "means"), {str(code): words for code, words in CODES.items()}),
            standing=table(("key", "what"), STANDING),
            position=table(("key", "what"), POSITION),
            claim=table(("key", "what"), CLAIM),
            others=others(),
        )
    ]
    last = None
    for title, name, command in commands():
        if title != last:
            parts.append(f"## {title}\n")
            last = title
        context = click.Context(command, info_name=name, parent=AROUND, terminal_width=WIDTH, max_content_width=WIDTH)
        help = command.get_help(context)
        parts.append(f"### {name}\n\n```text\n{help.rstrip()}\n```\n")
    return "\n".join(parts)


def main() -> int:
    """Write the page, or compare it."""
    parser = argparse.ArgumentParser(description="Write the page of the command line from the commands.")
    parser.add_argument("--check", action="store_true", help="only compare")
    if not parser.parse_args().check:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == page():
        return 0
    print(
        "docs/reference/command-line.md is not what the commands say: run python docs/command_line.py", file=sys.stderr
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
