"""What a log's file stands on: its names, permissions, file system and disk. Looked at, and nothing changed."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from eventlog.files.names import told
from eventlog.files.networks import file_system_of
from eventlog.stores.finding import Finding

__all__ = ["beside", "leavings"]

_NETWORKS = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "afs",
    "ceph",
    "gluster",
    "virtiofs",
    "fuse.sshfs",
    "vboxsf",
    "drvfs",
    "lustre",
)
_PASSING = ("tmpfs", "ramfs")
_PASSING_NAME = re.compile(r"\..+\.[0-9a-f]{12}\.new(-wal|-shm|-journal|-lock)?", re.DOTALL)  # see files.moving
_ROOM = 2  # times the size of the file: writing it anew (after a redaction) takes as much again


def beside(path: Path) -> Iterator[Finding]:
    """The file, its folder and its disk, without opening it: closing such a file would drop SQLite's locks on it."""
    real = Path(os.path.realpath(path))
    held = real.stat()
    if held.st_nlink > 1:
        yield Finding("file", "bad", f"it has {held.st_nlink} names (hard links)", "remove all but one")
    yield from _permissions(real, held)
    kind = file_system_of(str(real))
    if kind.startswith(_NETWORKS):
        yield Finding("file system", "bad", f"{kind}, of a network: locks are not to be relied on", "move it to a disk")
    elif kind in _PASSING:
        yield Finding("file system", "warn", f"{kind}: it ends with the machine", "move the log to a disk")
    else:
        yield Finding("file system", "ok" if kind else "info", kind or "unknown")
    free, size = shutil.disk_usage(real.parent).free, held.st_size
    with suppress(FileNotFoundError):
        size += real.with_name(f"{real.name}-wal").stat().st_size  # what was recorded last, or all of a small log
    enough = free > _ROOM * size
    do = "" if enough else "make room: a redaction and a backup write the file anew"
    yield Finding("room", "ok" if enough else "warn", f"{free:,} bytes free, the log has {size:,}", do)
    if (left := leavings(path)) is None:
        yield Finding(
            "file", "info", "what interrupted commands left beside it can't be seen", "let this user list its folder"
        )
    for one in left or ():
        do = "unless a command is at work, remove it: it may hold all that the log held then"
        yield Finding("file", "info", f"{one} is what an interrupted command left", do)


def leavings(path: str | Path) -> list[str] | None:
    """The names of files in a log's folder that interrupted commands left, whatever these were writing: they may be
    copies of it. One that is at work just now has such a file, too. None where this user may not list the folder.
    """
    try:
        names = os.listdir(Path(os.path.realpath(path)).parent)  # noqa: PTH208 - names alone
    except PermissionError:
        return None
    return sorted(told(one) for one in names if _PASSING_NAME.fullmatch(one))


def _permissions(path: Path, held: os.stat_result) -> Iterator[Finding]:
    folder = path.parent.stat()
    sticky = bool(folder.st_mode & stat.S_ISVTX)
    if held.st_mode & stat.S_IWOTH:
        yield Finding("permissions", "bad", "everybody on this machine may write to the file", f"chmod o-w {path}")
    elif folder.st_mode & stat.S_IWOTH and not sticky:
        yield Finding(
            "permissions", "bad", "everybody may replace the file: its folder is open", f"chmod o-w {path.parent}"
        )
    elif held.st_mode & stat.S_IROTH:
        yield Finding(
            "permissions", "info", "everybody on this machine may read it", "chmod o-r, if it is confidential"
        )
    else:
        yield Finding("permissions", "ok", f"{stat.filemode(held.st_mode)}")
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        yield Finding("permissions", "info", "this user may only read it", "pass read_only=True")
