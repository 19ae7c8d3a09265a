"""The annotator's aid, from a shell: `python -m eventlog.annotations TEXT PHRASE [OCCURRENCE]`.

TEXT is a file in UTF-8; line ends are kept as they are. Prints the span as a table to paste into an annotation file;
where the words don't stand in the text, says on standard error what comes nearest and ends with 1. Ends with 2 where it
is not used so.
"""

from __future__ import annotations

import sys
from pathlib import Path

from eventlog.annotations.spans import snippet, span_of
from eventlog.errors import InvalidValue
from eventlog.files.letters import text_of

USAGE = "usage: python -m eventlog.annotations TEXT PHRASE [OCCURRENCE]"


class _Unreadable(Exception):
    """Line and reason."""


def main(arguments: list[str]) -> int:
    """Run it. Returns the exit code."""
    if len(arguments) not in (2, 3) or (len(arguments) == 3 and not arguments[2].isdecimal()):
        sys.stderr.write(f"{USAGE}\n")
        return 2
    try:
        text = text_of(Path(arguments[0]).read_bytes(), _Unreadable, keep_mark=True)
        span = span_of(text, arguments[1], int(arguments[2]) if len(arguments) == 3 else None)
    except _Unreadable as error:
        sys.stderr.write(f"{arguments[0]} can't be read, line {error.args[0]}: {error.args[1]}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{arguments[0]} can't be read: {error.strerror}\n")
        return 2
    except InvalidValue as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{snippet(span)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
