"""Both checkers follow a key that was changed to the one that signs now, and refuse the same rotations."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

from eventlog import verifier
from eventlog.proof import (
    Checkpoint,
    Rotation,
    SignerKey,
    Subtrees,
    commit,
    inclusion_proof,
    leaf_hash,
    record,
    sign_note,
    write_bundle,
)

pytest.importorskip("cryptography", reason="signatures need the extra sign")
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")
SCRIPT = str(Path(__file__).resolve().parent / "verifier.mjs")
ORIGIN = "example.com/newsroom"
OLD, NEXT, LATER = (SignerKey(name=ORIGIN, seed=bytes(range(at, at + 32))) for at in range(3))
OTHER = SignerKey(name="example.com/other", seed=bytes(range(3, 35)))
SALT = bytes(32)
ELSEWHERE = "example.com/elsewhere"


class Log:
    """Entries as bytes, some of which say that the key was changed."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, bytes]] = []

    def add(self, count: int) -> None:
        """Ordinary entries."""
        self.rows += [("claim-recorded/1", b"{}")] * count

    def turn(self, note: str, members: dict[str, object] | None = None) -> int:
        """An entry with this note. Returns its position."""
        body = {"by": "user:x", "note": note, "reason": "é", "reply_to": None} | (members or {})
        self.rows.append(("key-rotated/1", json.dumps(body, ensure_ascii=False).encode()))
        return len(self.rows)

    def tree(self) -> Subtrees:
        """The tree over what there is."""
        leaves = (record(at, at, commit(SALT, body), kind) for at, (kind, body) in enumerate(self.rows, start=1))
        return Subtrees(map(leaf_hash, leaves))

    def root(self) -> bytes:
        """The root over what there is."""
        return self.tree().root(len(self.rows))

    def bundle(self, position: int, *, body: bool = True) -> bytes:
        """The bundle of an entry."""
        kind, octets = self.rows[position - 1]
        tree, size = self.tree(), len(self.rows)
        return write_bundle(
            position=position,
            recorded_micros=position,
            kind=kind,
            commit=commit(SALT, octets),
            body=octets if body else None,
            salt=SALT if body else None,
            size=size,
            root=tree.root(size),
            proof=inclusion_proof(position - 1, size, tree),
        )


@pytest.fixture
def told(tmp_path, capsys):
    """Asks both whether a proof holds; that they agree is asserted."""

    def ask(bundle, note=None, key=OLD, rotations=(), origin=None):
        files = [tmp_path / f"{at}.json" for at in range(1 + len(rotations))]
        for file, octets in zip(files, (bundle, *rotations), strict=True):
            file.write_bytes(octets)
        ours, theirs = [str(files[0])], [str(files[0])]
        if note is not None:
            (tmp_path / "note").write_text(note, "utf-8")
            held = [str(tmp_path / "note"), key.verifier.text]
            ours += ["--checkpoint", held[0], "--key", held[1], *([] if origin is None else ["--origin", origin])]
            theirs += [*held, *([] if origin is None else [origin])]
        for file in files[1:]:
            ours += ["--rotation", str(file)]
            theirs += ["--rotation", str(file)]
        ran = subprocess.run([NODE, SCRIPT, *theirs], capture_output=True, text=True, timeout=60, check=False)
        assert ran.returncode in (0, 1), ran.stderr
        accepted = verifier.main(ours) in (0, 6)
        assert accepted == (ran.returncode == 0), (ran.stdout, capsys.readouterr().out, bundle, rotations)
        return accepted

    return ask


def changed(size=10, then=3):
    """A log whose key was changed once, after so many entries, and its position."""
    log = Log()
    log.add(size)
    at = log.turn(Rotation.sign(size, log.root(), OLD, NEXT).note)
    log.add(then)
    return log, at


def signed(log, *keys, origin=None):
    """A checkpoint of all that there is."""
    return Checkpoint.sign(len(log.rows), log.root(), *keys, origin=origin).text


@pytest.mark.parametrize(("size", "then"), [(1, 0), (1, 1), (2, 5), (3, 0), (7, 9), (8, 1), (10, 3), (16, 16), (20, 1)])
def test_both_are_led_from_the_old_key_to_the_new_one(told, size, then):
    """Wherever the rotation stands, and however much comes after it."""
    log, at = changed(size, then)
    turn, note = log.bundle(at), signed(log, NEXT)
    assert told(log.bundle(1), note, rotations=[turn])
    assert told(turn, note, rotations=[turn])
    assert not told(log.bundle(1), note)
    assert told(log.bundle(1), signed(log, OLD))  # without the rotation nobody can know that the key was changed
    assert not told(log.bundle(1), signed(log, OLD), rotations=[turn])
    assert told(log.bundle(1), signed(log, OLD, NEXT), rotations=[turn])
    assert told(turn)


def test_both_go_on_from_key_to_key_and_in_whatever_order_the_files_are_given(told):
    """Two changes: the way leads from the first key to the third, and from the second."""
    log, first = changed()
    second = log.turn(Rotation.sign(len(log.rows), log.root(), NEXT, LATER).note)
    log.add(2)
    turns, note, one = [log.bundle(first), log.bundle(second)], signed(log, LATER), log.bundle(5)
    assert told(one, note, rotations=turns)
    assert told(one, note, rotations=turns[::-1])
    assert told(one, note, NEXT, turns[1:])
    assert not told(one, note, rotations=turns[:1])
    assert not told(one, note, rotations=turns[1:])
    assert not told(one, note, rotations=[turns[0], turns[1], turns[1]])
    assert not told(one, signed(log, NEXT), rotations=turns)
    assert not told(one, note, OTHER, turns)


def test_both_follow_no_key_that_is_changed_twice(told):
    """A thief of the old key signs a second change: only one way leads on from a key, and here are two."""
    log, first = changed()
    second = log.turn(Rotation.sign(len(log.rows), log.root(), OLD, LATER).note)
    turns = [log.bundle(first), log.bundle(second)]
    for key in (NEXT, LATER):
        assert not told(log.bundle(5), signed(log, key), rotations=turns)


def test_both_ask_for_the_same_log_and_let_other_keys_sign_as_before(told):
    """A key that no rotation names is not concerned; a rotation of another origin is of another log."""
    log, at = changed()
    turn, one = log.bundle(at), log.bundle(2)
    assert not told(one, signed(log, OTHER, origin=ORIGIN), OTHER, [turn], ORIGIN)  # it does not lead there
    assert told(one, signed(log, OTHER, NEXT, origin=ORIGIN), rotations=[turn])
    assert not told(one, signed(log, NEXT, origin=ELSEWHERE), rotations=[turn], origin=ELSEWHERE)
    assert told(one, signed(log, NEXT), rotations=[turn], origin=ORIGIN)
    assert not told(one, signed(log, NEXT), rotations=[turn], origin=ELSEWHERE)
    bare = Log()
    bare.add(4)
    at = bare.turn(Rotation.sign(4, bare.root(), OLD, OTHER).note)
    note = signed(bare, OTHER, origin=ORIGIN)
    assert told(bare.bundle(1), note, rotations=[bare.bundle(at)], origin=ORIGIN)
    assert not told(bare.bundle(1), note, rotations=[bare.bundle(at)])  # the key has another name than the log


def wrong(log):
    """Notes that are no rotation after this log, and members of a body that none has."""
    size, root, old, new = len(log.rows), log.root(), OLD.verifier.text, NEXT.verifier.text
    good = Rotation.sign(size, root, OLD, NEXT).note

    def note(keys, *signers, word="eventlog/key-rotation/v1", more=""):
        text = f"{ORIGIN}\n{size}\n{b64encode(root).decode()}\n{word} {' '.join(keys)}\n{more}"
        signatures = [sign_note(text, one).split("\n\n")[1] for one in signers]
        return f"{text}\n{''.join(signatures)}"

    yield good, {}, True
    yield note((old, new), NEXT, OLD), {}, True
    yield note((old, new), OLD, NEXT, OTHER), {}, True
    yield note((old, new), OLD), {}, False
    yield note((old, new), NEXT), {}, False
    yield note((old, new), OLD, NEXT, NEXT), {}, False
    yield note((old, old), OLD), {}, False
    yield note((old,), OLD), {}, False
    yield note((old, new, new), OLD, NEXT), {}, False
    yield note((old, new), OLD, NEXT, word="eventlog/key-rotation/v2"), {}, False
    yield note((old, new), OLD, NEXT, more="one line more\n"), {}, False
    yield note((old, "x"), OLD, NEXT), {}, False
    yield note((f"{old[:-1]}A", new), OLD, NEXT), {}, False
    yield good.replace(f"\n{size}\n", f"\n{size - 1}\n"), {}, False
    yield Rotation.sign(size - 1, root, OLD, NEXT).note, {}, False
    yield Rotation.sign(size, bytes(32), OLD, NEXT).note, {}, False
    yield Checkpoint.sign(size, root, OLD, NEXT).text, {}, False
    yield "", {}, False
    yield good, {"note": None}, False
    yield good, {"note": 5}, False
    yield good, {"note": [good]}, False
    yield good, {"more": 1}, True


def test_both_refuse_what_is_no_rotation_of_this_log(told):
    """Signed by one key, by a third, over other entries, for another place, of another form; and they take the same."""
    for then in (0, 3):
        log = Log()
        log.add(6)
        for note, members, holds in wrong(log):
            after = Log()
            after.rows = [*log.rows]
            at = after.turn(note, members)
            after.add(then)
            held = signed(after, NEXT)
            assert told(after.bundle(1), held, rotations=[after.bundle(at)]) == holds, note
            assert told(after.bundle(at)) == holds, note


def test_both_refuse_a_rotation_that_is_no_entry_of_the_log_or_whose_words_are_kept_back(told):
    """A bundle from another tree, one of an ordinary entry, one without its body, an answer in its place."""
    log, at = changed()
    other, _ = changed(10, 4)
    one, note = log.bundle(1), signed(log, NEXT)
    for turn in (other.bundle(at), log.bundle(1), log.bundle(at, body=False), b"{}", b""):
        assert not told(one, note, rotations=[turn])


def test_both_say_the_same_of_a_rotation_with_a_changed_bit(told):
    """Anywhere in its bundle."""
    log, at = changed()
    one, note, turn, draw = log.bundle(1), signed(log, NEXT), log.bundle(at), random.Random(5)
    for _ in range(40):
        where = draw.randrange(len(turn))
        turned = turn[:where] + bytes([turn[where] ^ (1 << draw.randrange(8))]) + turn[where + 1 :]
        told(one, note, rotations=[turned])
