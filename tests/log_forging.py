"""Exports that an owner wrote himself: any rows, with every hash of them made anew."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from eventlog.proof import Frontier, commit
from eventlog.proof.records import leaf_hash, record


def sealed(header: dict[str, Any], rows: list[dict[str, Any]], path: Path) -> Path:
    """An export of these rows, with commits, size and root that fit."""
    edge = Frontier()
    for row in rows:
        if row["body"] is not None:
            row["commit"] = b64encode(commit(b64decode(row["salt"]), b64decode(row["body"]))).decode()
        moment = min(row["recorded"], 2**63 - 1)  # no hash is over more
        edge = edge.extend([leaf_hash(record(row["position"], moment, b64decode(row["commit"]), row["kind"]))])
    table = header | {"size": len(rows), "root": b64encode(edge.root()).decode()}
    lines = (json.dumps(one, separators=(",", ":")) + "\n" for one in (table, *rows))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def packed(body: Any) -> str:
    """A body, written."""
    return b64encode(json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()).decode()


def added(rows: list[dict[str, Any]], kind: str, body: Any) -> dict[str, Any]:
    """One more entry in a batch of its own."""
    last = rows[-1]
    salt = b64encode(bytes(32)).decode()
    row = {"position": last["position"] + 1, "recorded": last["recorded"] + 1, "kind": kind, "commit": ""}
    rows.append(row | {"salt": salt, "body": packed(body)})
    return rows[-1]
