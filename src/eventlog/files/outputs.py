"""Files that are handed out: written whole or not at all, and never over what was not said to go.

A file is written beside its place, under a name that no other file has, and put there when it is whole and
flushed, so that a reader finds the old one or the new one, and two writers never share a half. What stands at
the place already stays, also what comes there meanwhile, unless it is said that it may be replaced; a log, a part of
one, and a key stay in any case, since nothing brings them back. Every file of this library goes this way: exports,
pages, backups, and new logs.
"""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH112, PTH119, PTH120, PTH113, PTH108, PTH105, PTH101, PTH116

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from eventlog.errors import AlreadyThere, EventLogError, InvalidValue, StoreError, shown
from eventlog.files.kept import kept_file
from eventlog.files.moving import flush, move_to_free, passing_name
from eventlog.files.names import check_length, check_name, file_errors, told

__all__ = ["beside", "refusal"]


def refusal(path: str | os.PathLike[str], *, replace: bool, how: str = "replace=True") -> str | None:
    """Why nothing may be written at `path`, in a sentence that begins with it; None where it may.

    `how`: what a caller gives to have a file replaced.
    """
    if not isinstance(replace, bool):
        raise InvalidValue(f"whether a file is written over is yes or no, True or False, and not {shown(replace)}")
    try:
        name = check_name(path)
        check_length(name)
    except (InvalidValue, StoreError) as error:
        return str(error)
    what = told(name)
    if os.path.isdir(name) or name.endswith(os.sep):
        return f"{what} is a folder: name a file in it"
    if not os.path.isdir(os.path.dirname(name) or "."):
        return f"{what} can't be written, for there is no such folder: make it first, or check the path"
    if (kept := kept_file(name)) is not None:
        return f"{what} is {kept}, which is never written over: give another file"
    if os.path.lexists(name) and not (replace and os.path.isfile(name)):
        return f"{what} is there already: give another file{f', or {how} to write over it' if how else ''}"
    return None


@contextmanager
def beside(path: str | os.PathLike[str], *, replace: bool = False, how: str = "replace=True") -> Iterator[Path]:
    """A new, empty file beside `path`, which takes its place when the block ends well and is gone when it does not.

    Raises AlreadyThere for what may not be written over, before anything is done, and where it has come there
    meanwhile; StoreError where no file can be; InvalidValue for what is no name of a file.
    A file that is replaced hands on its permissions; a new one has those that the process gives to new files. The block
    may put a log there, which brings files of its own.
    """
    name = check_name(path)
    if (reason := refusal(name, replace=replace, how=how)) is not None:
        raise _refused(name, reason)
    with file_errors(name):
        place = passing_name(name)
        # Made by the kernel with the process's own mask, which could otherwise be read only by changing it for all.
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666))
        try:
            yield Path(place)
            flush(place)
            _put(place, name, replace=replace, how=how)
            flush(os.path.dirname(name) or ".")
        except EventLogError as error:  # of the file, by a name that nobody has given and that is gone
            passing, last = os.path.basename(place), os.path.basename(name)
            error.args = tuple(one.replace(passing, last) if isinstance(one, str) else one for one in error.args)
            raise
        finally:
            for ending in ("", "-wal", "-shm", "-journal", "-lock"):
                with suppress(OSError):
                    os.unlink(f"{place}{ending}")


def _put(place: str, name: str, *, replace: bool, how: str) -> None:
    if replace:
        if (reason := refusal(name, replace=True, how=how)) is not None:
            raise _refused(name, reason)
        with suppress(FileNotFoundError):
            os.chmod(place, os.stat(name).st_mode & 0o777)
        os.replace(place, name)
        return
    try:
        move_to_free(place, name)
    except FileExistsError:
        raise AlreadyThere(str(refusal(name, replace=False, how=how))) from None


def _refused(name: str, reason: str) -> StoreError:
    there = os.path.lexists(name) and not os.path.isdir(name)
    return AlreadyThere(reason) if there else StoreError(reason)
