"""The page on proofs is enough to write a checker from: a second one, in JavaScript, says what the first one says."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

import eventlog
from eventlog import verifier
from eventlog.proof import (
    Checkpoint,
    SignerKey,
    Subtrees,
    commit,
    inclusion_proof,
    leaf_hash,
    record,
    sign_note,
    write_bundle,
)
from log_tampering import filled
from proof_oracle import leaves_of

pytest.importorskip("cryptography", reason="signatures need the extra sign")
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")
HERE = Path(__file__).resolve().parent
KEY = SignerKey(name="example.com/newsroom", seed=bytes(range(32)))


BODY = '{"says": "möglich"}'.encode()


def bundle(position, size, *, body=BODY, micros=-5, kind="claim-recorded/1"):
    """A bundle for one entry among invented others, and the checkpoint that it fits."""
    salt = bytes(range(32))
    committed = commit(salt, body or b"")
    leaves = leaves_of(size, b"")
    leaves[position - 1] = leaf_hash(record(position, micros, committed, kind))
    kept = Subtrees(leaves)
    written = write_bundle(
        position=position,
        recorded_micros=micros,
        kind=kind,
        commit=committed,
        body=body,
        salt=None if body is None else salt,
        size=size,
        root=kept.root(size),
        proof=inclusion_proof(position - 1, size, kept),
    )
    return written, Checkpoint.sign(size, kept.root(size), KEY)


def both(folder, octets, note=None, key=KEY.verifier.text):
    """Whether both checkers accept it. That they agree is asserted."""
    file, point = folder / "bundle.json", folder / "checkpoint"
    file.write_bytes(octets)
    command = [NODE, str(HERE / "verifier.mjs"), str(file)]
    if note is not None:
        point.write_bytes(note.encode("utf-8", "surrogatepass"))
        command += [str(point), key]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    try:
        head = None if note is None else verifier.read_checkpoint(note.encode("utf-8", "surrogatepass"), [key])
        if verifier.ANSWER_FORMAT.encode() in octets[:200]:
            verifier.check_answer(verifier.read_answer(octets), head)
        elif verifier.ERASURE_FORMAT.encode() in octets[:200]:
            verifier.check_erasure(verifier.read_erasure(octets), head)
        else:
            verifier.check(verifier.read_bundle(octets), head)
        ours = True
    except verifier.NotProved:
        ours = False
    assert ours == (ran.returncode == 0), (ran.stdout, octets[:300], note)
    return ours


def test_both_accept_what_is_proved(tmp_path):
    """Entries at the edges of trees of many shapes; with a body, without; numbers beyond 2**53; any kind of text."""
    for position, size in ((1, 1), (1, 2), (2, 3), (5, 7), (6, 11), (16, 16), (17, 17), (1000, 1000)):
        octets, note = bundle(position, size)
        assert both(tmp_path, octets, note.text)
    for rest in (
        {"body": None},
        {"body": b""},
        {"micros": 2**63 - 1},
        {"micros": -(2**63)},
        {"kind": "\U0001f30d\u0000é"},
    ):
        octets, note = bundle(3, 5, **rest)
        assert both(tmp_path, octets, note.text)


def test_both_refuse_what_is_not(tmp_path):
    """Bytes changed here and there, members taken away, other roots, other keys, notes of every wrong kind."""
    octets, note = bundle(6, 11)
    _, other = bundle(6, 12)
    assert not both(tmp_path, octets, other.text)
    assert not both(tmp_path, octets, note.text, SignerKey(name=KEY.name, seed=bytes(32)).verifier.text)
    assert not both(tmp_path, octets, note.text.replace("\n11\n", "\n12\n"))
    root = b64encode(note.root).decode()
    for text in (f"{KEY.name}\n011\n{root}\n", f"{KEY.name}\n+11\n{root}\n", f"x\n11\n{root}\n", f"{KEY.name}\n11\n\n"):
        assert not both(tmp_path, octets, sign_note(text, KEY))
    draw = random.Random(11)
    for _ in range(10):
        at = draw.randrange(len(octets))
        both(tmp_path, octets[:at] + bytes([octets[at] ^ (1 << draw.randrange(8))]) + octets[at + 1 :], note.text)
        line = note.text.encode()
        at = draw.randrange(len(line))
        turned = line[:at] + bytes([line[at] ^ (1 << draw.randrange(8))]) + line[at + 1 :]
        assert not both(tmp_path, octets, turned.decode("utf-8", "replace"))
    document = json.loads(octets)
    for path, value in (
        ("format", "eventlog-proof/2"),
        ("entry.position", 12),
        ("entry.position", True),
        ("entry.recorded", 2**63),
        ("entry.kind", ""),
        ("entry.kind", "\ud800"),
        ("entry.salt", None),
        ("entry.commit", "AA"),
        ("tree.size", 2**64),
        ("tree.size", 6),
        ("tree.root", root.rstrip("=")),
        ("inclusion", document["inclusion"][1:]),
        ("inclusion", [*document["inclusion"], root]),
        ("inclusion", {}),
    ):
        changed = json.loads(octets)
        *above, last = path.split(".")
        place = changed[above[0]] if above else changed
        place[last] = value
        assert not both(tmp_path, json.dumps(changed).encode())
    for old, new in (
        (b'"position": 6', b'"position": 6.0'),
        (b'"position": 6', b'"position": 6e0'),
        (b'"position": 6', b'"position": 06'),
        (b'"position": 6', b'"position": 6, "position": 6'),
        (b'"recorded": -5', b'"recorded": -0'),
    ):
        assert old in octets
        assert not both(tmp_path, octets.replace(old, new))


def test_the_example_on_the_page_holds(tmp_path):
    """A checker that is being written can be tried on it."""
    page = (HERE.parents[1] / "docs" / "reference" / "proof.md").read_text("utf-8")
    example = re.search(r"```json\n(.*?)```", page, re.DOTALL)[1]
    assert both(tmp_path, example.encode())


def test_the_page_says_what_the_checkers_read():
    """Every name of a member and every line that is hashed stands on the page."""
    page = (HERE.parents[1] / "docs" / "reference" / "proof.md").read_text("utf-8")
    document = json.loads(bundle(1, 1)[0])
    for name in (*document, *document["entry"], *document["tree"]):
        assert re.search(rf"\b{name}\b", page)
    for line in ('"eventlog/body/v1\\n"', '"eventlog/entry/v1\\n"', "eventlog-proof/1", "RFC 9162"):
        assert line in page


def before(log, position):
    """What was known when the entry before a position had been recorded."""
    return log.as_of(recorded=log.reader.entry(position - 1).recorded_at)


def test_both_accept_each_entry_of_an_answer_and_of_a_withheld_copy(tmp_path):
    """An answer is bundles under one root: each is one by itself, also from a copy up to what it leaves out."""
    bench = filled("memory", tmp_path)
    bench.log.copy(tmp_path / "copy.db", without=[9])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        held = bench.log.checkpoint(KEY)
        for log, known in ((bench.log, bench.log.as_of()), (copy, before(copy, 9))):
            table = json.loads(log.prove_answer(known, "flood.hurt").document)
            for entry in table["entries"]:
                path = entry.pop("inclusion")
                one = {"format": "eventlog-proof/1", "entry": entry, "tree": table["tree"], "inclusion": path}
                assert both(tmp_path, json.dumps(one).encode(), held.text)
        assert both(tmp_path, copy.prove(9, held).bundle, held.text)


def changes(octets, draw):
    """A document with an entry dropped, doubled or moved, members of two swapped, a byte turned, a word changed."""
    table = json.loads(octets)
    said = table["answer" if "answer" in table else "erasure"]

    def laid(change):
        again = json.loads(octets)
        change(again)
        return json.dumps(again, indent=1).encode() + b"\n"

    yield laid(lambda one: one["entries"].pop(draw.randrange(len(table["entries"]))))
    yield laid(lambda one: one["entries"].append(one["entries"][0]))
    yield laid(lambda one: one["entries"].reverse())
    for member in ("body", "salt", "commit", "recorded", "kind", "position", "inclusion"):
        a, b = draw.sample(range(len(table["entries"])), 2)

        def swap(one, a=a, b=b, member=member):
            rows = one["entries"]
            rows[a][member], rows[b][member] = rows[b][member], rows[a][member]

        yield laid(swap)
    for name, value in said.items():
        other = [*value, "x"] if isinstance(value, list) else value + 1 if isinstance(value, int) else f"{value}é\u007f"
        yield laid(lambda one, name=name, other=other: one[[*one][1]].update({name: other}))
    yield laid(lambda one: one["tree"].update(size=table["tree"]["size"] + 1))
    yield json.dumps(table).encode() + b"\n"
    yield octets + b" "
    for _ in range(12):
        at = draw.randrange(len(octets))
        yield octets[:at] + bytes([octets[at] ^ (1 << draw.randrange(8))]) + octets[at + 1 :]


def test_both_say_the_same_of_any_changed_answer_or_certificate_of_a_log_and_a_withheld_copy(tmp_path):
    """Whole documents: what one takes the other takes, and neither takes an entry that was dropped or swapped."""
    bench, draw = filled("sqlite", tmp_path), random.Random(7)
    bench.log.redact(6, reason="a court order – “June”")
    bench.log.copy(tmp_path / "copy.db", without=[9])
    held = bench.log.checkpoint(KEY)
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        known = bench.log.as_of(), before(copy, 9)
        documents = [
            log.prove_answer(one, "flood.hurt").document for log, one in zip((bench.log, copy), known, strict=True)
        ]
    documents.append(bench.log.certify_erasure(6).document)
    for octets in documents:
        assert both(tmp_path, octets)
        assert both(tmp_path, octets, held.text)
        told = [both(tmp_path, changed) for changed in changes(octets, draw) if changed != octets]
        assert not all(told)
        assert not any(told[:4])
