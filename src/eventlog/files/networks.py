"""Whether a folder lies on a file system of a network, where locks are not to be relied on."""

from __future__ import annotations

from pathlib import Path

__all__ = ["network_of"]

NETWORKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "fuse.sshfs", "afs", "ceph"})


def network_of(folder: str) -> str | None:
    """The kind of file system that a folder lies on, where it is a network's and that can be told."""
    try:
        with Path("/proc/self/mounts").open(encoding="utf-8", errors="replace") as mounts:
            lines = [line.split() for line in mounts]
    except OSError:
        return None
    best, found = "", ""
    for _, where, kind, *_ in lines:
        place = where.encode().decode("unicode_escape") if "\\" in where else where
        if (folder == place or folder.startswith(place.rstrip("/") + "/")) and len(place) >= len(best):
            best, found = place, kind
    return found if found in NETWORKS else None
