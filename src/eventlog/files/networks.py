"""On which file system a folder lies, and whether it is one of a network, where locks are not to be relied on."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

__all__ = ["MOUNTS", "file_system_of", "network_of"]

MOUNTS: Final = "/proc/self/mounts"
NETWORKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "fuse.sshfs", "afs", "ceph"})
_ESCAPE = re.compile(rb"\\([0-7]{3})")


def network_of(folder: str, mounts: str = MOUNTS) -> str | None:
    """The kind of file system that a folder lies on, where it is a network's and that can be told."""
    found = file_system_of(folder, mounts)
    return found if found in NETWORKS else None


def file_system_of(path: str, mounts: str = MOUNTS) -> str:
    """The kind of file system that a path lies on; empty where that can't be told.

    It is that of the longest mount above it. In the list of mounts a name is bytes, some of them as octal escapes.
    """
    try:
        lines = Path(mounts).read_bytes().split(b"\n")
    except OSError:
        return ""
    best, found = "", ""
    for line in lines:
        parts = line.split()
        place = os.fsdecode(_ESCAPE.sub(lambda one: bytes([int(one[1], 8) & 255]), parts[1])) if len(parts) > 2 else ""
        inside = path == place or path.startswith(place.rstrip("/") + "/")
        if place and inside and len(place) >= len(best):
            best, found = place, os.fsdecode(parts[2])
    return found
