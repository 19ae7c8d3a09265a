"""The command line: `eventlog`, for work without Python.

It has no rules of its own. Each command asks the library one thing and lays the answer out: a table for a person at a
terminal, JSON Lines for a program. Data goes to stdout and everything else to stderr; what a person reads has passed
`tables.safe`; an exit code says how it went (see `running`).

A command's file names its options and imports nothing but click; what does the work is loaded when it is run, so that
`eventlog --help` is there at once. From the ground up:

    streams     what stands in for a closed stdin, stdout or stderr
    ending      what becomes of a command that is ended from outside
    shell_words what the library tells a program to do, told to a person
    running     errors as one sentence and an exit code
    options     what every command is told
    progress    a bar, where a person waits
    workers     processes beside it, where a log is large
    shapes      the values of the library as JSON has them: documented and stable
    output      where an answer goes, and in which layout
    logs        the log that a command works on, and the ids that it is asked for
    commands/   the commands, one file for each group of them
    root        all of them together
"""

from __future__ import annotations

import sys

__all__ = ["main"]

_MISSING = """\
eventlog: the command line needs click and rich, which are not installed; install them with
    pip install '.[cli]'
"""


def main() -> int:
    """Run the command line with the arguments of this process, and return its exit code."""
    try:
        from eventlog.cli.ending import tidily
        from eventlog.cli.streams import stand_in

        stand_in()
        import click  # noqa: F401 - the question is whether it is there

        from eventlog.cli.root import root
        from eventlog.cli.running import run

        with tidily():
            return run(root)
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.stderr.write(_MISSING)
        return 3
    except KeyboardInterrupt:
        return 130  # also while an error is put into words
