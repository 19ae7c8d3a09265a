"""Names of files, and what the file system says of them, in our words.

A name that no file can have is refused before anything is asked of the file system; what that refuses comes out as one
sentence that says which file and what to do now. No caller has to catch errors of the operating system beside ours.
"""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH123

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from eventlog.errors import EventLogError, InvalidValue, ReadOnly, StorageFull, StoreError, shown

__all__ = ["check_name", "file_errors", "octets_of", "opened", "told"]


def check_name(path: object) -> str:
    """The name of a file as text. Raises InvalidValue for what no file is called: no text or path, nothing, NULs."""
    if not isinstance(path, (str, os.PathLike)):
        raise InvalidValue(f"{shown(path)} names no file: pass text or a path")
    name = os.fspath(path)
    if not isinstance(name, str) or not name.strip():
        raise InvalidValue(f"{shown(name)} names no file: name one")
    if "\0" in name:
        raise InvalidValue(f"{shown(name)} holds a NUL, which no name of a file has: give another file")
    try:
        name.encode()
    except UnicodeEncodeError:
        raise InvalidValue(
            f"{shown(name)} holds half a character, so it is no name in UTF-8: rename the file"
        ) from None
    return name


def told(name: str | os.PathLike[str]) -> str:
    """The name of a file as it may stand in a message, which is one line whatever the file is called."""
    text = str(name)
    return text if text.isprintable() else shown(text)


@contextmanager
def file_errors(name: str, *, reading: bool = False) -> Iterator[None]:
    """Whatever the file system refuses in this block comes out as a StoreError about the file of this name."""
    try:
        yield
    except EventLogError:
        raise
    except OSError as error:
        raise _told(error, name, "read" if reading else "written") from error


def check_length(name: str) -> None:
    """Raise StoreError for a name that is longer than the file system takes."""
    try:
        os.lstat(name)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise _told(error, name, "written") from None


def _told(error: OSError, name: str, done: str) -> StoreError:
    code, what = error.errno, told(name)
    if code in (errno.ENOSPC, errno.EDQUOT):
        return StorageFull(f"there is no room left for {what}: nothing of it was kept; make room and try again")
    if code == errno.ENAMETOOLONG:
        return StoreError(f"{shown(name)} is longer than a name may be here: give a shorter one")
    if code == errno.EROFS:
        return ReadOnly(f"{what} can't be {done}, for its file system can only be read: name a file elsewhere")
    if code in (errno.EACCES, errno.EPERM):
        return ReadOnly(f"{what} can't be {done} by this user: change the permissions of the file or its folder")
    if code == errno.EISDIR:
        return StoreError(f"{what} is a folder: name a file in it")
    if code in (errno.ENOENT, errno.ENOTDIR):
        return StoreError(f"{what} can't be {done}, for it is not there, or its folder is not: check the path")
    return StoreError(f"{what} can't be {done}: {error.strerror or type(error).__name__}")


@contextmanager
def opened(path: object) -> Iterator[BinaryIO]:
    """A file, open for reading its bytes. Raises StoreError, and InvalidValue for what is no name."""
    name = check_name(path)
    with file_errors(name, reading=True), open(name, "rb") as file:
        yield file


def octets_of(given: object) -> bytes:
    """Bytes as they are, or those of the file of this name. Raises StoreError, and InvalidValue for what is no name."""
    if isinstance(given, bytes):
        return given
    with opened(given) as file:
        return file.read()
