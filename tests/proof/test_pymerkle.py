"""A library of others, which knows nothing of ours, computes the same roots and takes the same paths.

pymerkle keeps a tree of RFC 9162 over bytes: it is given the records of a log, of a copy from which entries are
withheld (whose records say nothing), and of an answer that carries its proof.
"""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

import eventlog
from eventlog.proof import record
from log_tampering import filled

pymerkle = pytest.importorskip("pymerkle", reason="it is in the extra dev")


def theirs(log: eventlog.EventLog) -> Any:
    """Their tree over the records of a log."""
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for at in range(1, len(log) + 1):
        one = log.store.entry(at)
        tree.append_entry(record(one.position, one.recorded, one.commit, one.kind))
    return tree


@pytest.mark.parametrize("more", [0, 1, 7])
def test_their_root_over_a_log_and_over_a_withheld_copy_is_ours(tmp_path: Path, more: int) -> None:
    """At every size, and the copy's is the log's: what is withheld changes no hash."""
    bench = filled("memory", tmp_path, more=more)
    bench.log.copy(tmp_path / "copy.db", without=[3, 9])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        assert copy.store.entry(3).body is None
        for log in (bench.log, copy):
            tree = theirs(log)
            assert tree.get_root() == log.head.root == bench.log.head.root
            for size in range(1, len(log) + 1):
                assert tree.get_root(size) == log._prover.root(size)


def test_they_take_each_path_of_an_answer_and_of_a_withheld_copy_and_no_other(tmp_path: Path) -> None:
    """The path in the file is the one that they make, and theirs leads to the root of the file; another root, no."""
    bench = filled("memory", tmp_path, more=5)
    bench.log.copy(tmp_path / "copy.db", without=[9])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        whole = copy.as_of(recorded=copy.reader.entry(8).recorded_at)  # up to there nothing is withheld
        for log, known in ((bench.log, bench.log.as_of()), (copy, whole)):
            tree = theirs(log)
            table = json.loads(log.prove_answer(known, "flood.hurt").document)
            size, root = table["tree"]["size"], b64decode(table["tree"]["root"])
            assert table["entries"]
            for entry in table["entries"]:
                octets = record(entry["position"], entry["recorded"], b64decode(entry["commit"]), entry["kind"])
                proof = tree.prove_inclusion(entry["position"], size)
                base, *path = [bytes.fromhex(step) for step in proof.serialize()["path"]]
                assert base == pymerkle.InmemoryTree(algorithm="sha256").hash_buff(octets)
                assert [b64decode(step) for step in entry["inclusion"]] == path
                pymerkle.verify_inclusion(base, root, proof)
                with pytest.raises(pymerkle.InvalidProof):
                    pymerkle.verify_inclusion(base, bytes(32), proof)
