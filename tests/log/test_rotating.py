"""Another key comes to sign for a log: both keys say so, in the log, and it counts where it stands and nowhere else."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode

import pytest

import eventlog
from eventlog import InvalidValue, KeyRotated, MissingExtra, ProofError, verifier
from eventlog.proof import (
    Checkpoint,
    Rotation,
    SignerKey,
    commit,
    inclusion_proof,
    leaf_hash,
    record,
    root_of,
    sign_note,
    successors,
)
from log_forging import added, sealed
from log_samples import plain
from log_tampering import KEY, filled, sql, unguarded

pytest.importorskip("cryptography", reason="signatures need the extra sign")
NEXT = SignerKey(name=KEY.name, seed=bytes(range(1, 33)))
LATER = SignerKey(name=KEY.name, seed=bytes(range(2, 34)))
OTHER = SignerKey(name="example.com/other", seed=bytes(range(3, 35)))


@pytest.fixture
def bench(tmp_path):
    """A log of nine entries in a file, whose key was changed in entry 10."""
    bench = filled("sqlite", tmp_path)
    bench.before = bench.log.checkpoint(KEY)
    bench.rotation = bench.log.rotate_key(KEY, NEXT, reason="a laptop was stolen")
    return bench


def kinds(found):
    """The kinds of what is wrong."""
    return [one.kind for one in found.problems]


def test_from_a_rotation_on_the_new_key_signs_and_the_old_one_does_not(bench):
    """The old key's checkpoints of what came before hold for good; of what comes after, it can sign none."""
    log = bench.log
    assert isinstance(log.reader.entry(10).event, KeyRotated)
    assert log.verify(bench.before).attested == 9
    with pytest.raises(ProofError, match="since entry 10"):
        log.checkpoint(KEY)
    found = log.verify(log.checkpoint(NEXT, after=bench.before))
    assert found.ok
    assert found.attested == 10
    assert f"from entry 10 on {NEXT.verifier.text} signs" in str(found)
    assert successors(KEY.verifier, log.rotations()) == (KEY.verifier, NEXT.verifier)
    assert successors(OTHER.verifier, log.rotations()) == (OTHER.verifier,)


@pytest.mark.parametrize("quick", [False, True])
def test_a_checkpoint_by_a_retired_key_after_its_rotation_is_refused(bench, quick):
    """It may be of the very root: the signature of who does not sign any more attests nothing, to verify and prove."""
    head = bench.log.head
    late = Checkpoint.sign(head.position, head.root, KEY)
    good = bench.log.checkpoint(NEXT)
    for given in ([late], [good, late], [late, good]):
        found = bench.log.verify(given, quick=quick)
        assert kinds(found) == ["checkpoint"]
        assert found.attested == (10 if given[1:] else 0)
    with pytest.raises(ProofError, match="refused"):
        bench.log.prove(3, late)
    with pytest.raises(ProofError, match="refused"):
        bench.log.checkpoint(NEXT, after=late)


def test_a_checkpoint_by_a_key_that_does_not_sign_yet_is_refused(bench):
    """Of what came before its rotation the new key has nothing to say."""
    early = Checkpoint.sign(9, bench.before.root, NEXT)
    assert kinds(bench.log.verify(early)) == ["checkpoint"]


def test_keys_follow_each_other(bench):
    """Each key is led to from any before it; one that was retired neither names another nor comes back."""
    log = bench.log
    bench.log.record(*plain(5))
    log.rotate_key(NEXT, LATER)
    assert successors(KEY.verifier, log.rotations()) == (KEY.verifier, NEXT.verifier, LATER.verifier)
    assert successors(NEXT.verifier, log.rotations()) == (NEXT.verifier, LATER.verifier)
    size = len(log)
    for old, new in ((KEY, OTHER), (NEXT, OTHER), (LATER, KEY), (LATER, NEXT)):
        with pytest.raises(ProofError, match=r"any more|never comes back"):
            log.rotate_key(old, new)
    with pytest.raises(InvalidValue, match="follow itself"):
        log.rotate_key(LATER, LATER)
    assert len(log) == size
    assert log.verify(log.checkpoint(LATER)).ok


def test_a_key_of_another_name_signs_for_the_same_log(bench):
    """The log keeps its name, which is what readers ask for."""
    bench.log.rotate_key(NEXT, OTHER)
    signed = bench.log.checkpoint(OTHER)
    assert signed.origin == KEY.name
    read = Checkpoint.read(signed.text, successors(KEY.verifier, bench.log.rotations()), origin=KEY.name)
    assert bench.log.verify(read).attested == 11


def test_keys_that_no_rotation_names_sign_as_before(bench):
    """A log may be signed for by several; whose key was not changed is not concerned."""
    both = bench.log.checkpoint(OTHER, origin=KEY.name)
    assert bench.log.verify(both).ok


def forged(bench, note, path):
    """The log of this bench, exported, with one more entry that holds a note as a rotation, all hashes made anew."""
    bench.log.export_jsonl(path.with_suffix(".out"))
    header, *rows = (json.loads(line) for line in path.with_suffix(".out").read_text("utf-8").splitlines())
    added(rows, "key-rotated/1", {"by": "user:x", "reason": "", "reply_to": None, "note": note})
    return sealed(header, rows, path)


def notes(bench):
    """Rotations that do not hold as entry 11, with what is said of them."""
    root, old, new = bench.log.head.root, NEXT.verifier.text, LATER.verifier.text
    text = f"{KEY.name}\n10\n{b64encode(root).decode()}\neventlog/key-rotation/v1 {old} {new}\n"
    good = Rotation.sign(10, root, NEXT, LATER)
    yield sign_note(text, LATER), "retired"
    yield sign_note(text, NEXT), "follows"
    yield sign_note(text, OTHER), "trusted"
    yield good.note.replace(new, OTHER.verifier.text), "does not hold"
    yield good.note.replace("\n10\n", "\n9\n"), "does not hold"
    yield Rotation.sign(9, bench.before.root, NEXT, LATER).note, "stands elsewhere"
    yield Rotation.sign(10, bytes(32), NEXT, LATER).note, "other entries"
    yield bench.rotation.note, "stands elsewhere"
    yield Rotation.sign(10, root, KEY, LATER).note, "any more"
    yield Rotation.sign(10, root, NEXT, KEY).note, "never comes back"
    yield bench.log.checkpoint(NEXT).text, "one line more"
    yield sign_note(text.replace(old, "x"), NEXT), "can't be read"
    yield "", "line end"


def test_a_rotation_that_does_not_hold_is_taken_in_by_no_log(bench, tmp_path):
    """Not signed by both, over other entries, of another place, by a retired key: no import takes it, nor does any
    other door.
    """
    for at, (note, words) in enumerate(notes(bench)):
        with eventlog.open(":memory:") as log:
            with pytest.raises((InvalidValue, ProofError), match=words):
                log.import_jsonl(forged(bench, note, tmp_path / f"{at}.jsonl"))
            assert not len(log)
    with eventlog.open(":memory:") as log:
        good = Rotation.sign(10, bench.log.head.root, NEXT, LATER).note
        assert log.import_jsonl(forged(bench, good, tmp_path / "good.jsonl")) == 11
        assert log.verify().ok
        with pytest.raises(InvalidValue, match="rotate_key"):
            log.record(KeyRotated(note=good))


def test_a_rotation_that_an_owner_wrote_into_his_log_is_found_and_retires_nobody(bench):
    """Whoever holds the file can compute all of it anew, but not the signature of a key that he has not."""
    from eventlog.proof import Frontier

    stored = [bench.log.store.entry(at) for at in range(1, 10)]
    body = json.dumps({"by": "user:x", "reason": "", "reply_to": None, "note": ""}, separators=(",", ":"))
    last = bench.log.store.entry(10)
    new = sign_note(
        f"{KEY.name}\n9\n{b64encode(bench.before.root).decode()}\n"
        f"eventlog/key-rotation/v1 {KEY.verifier.text} {OTHER.verifier.text}\n",
        OTHER,
    )
    body = body.replace('"note":""', f'"note":{json.dumps(new, ensure_ascii=False)}').encode()
    sealed = commit(last.salt, body)
    edge = Frontier().extend([one.leaf for one in stored])
    edge = edge.extend([leaf_hash(record(10, last.recorded, sealed, last.kind))])
    sql(
        bench,
        ("UPDATE entry SET body = ?, commit_hash = ? WHERE position = 10", (body, sealed)),
        ("UPDATE batch SET root = ? WHERE position = 10", (edge.root(),)),
        ("UPDATE head SET frontier = ?", (edge.to_bytes(),)),
    )
    found = bench.log.verify(Checkpoint.sign(10, edge.root(), OTHER, origin=KEY.name))
    assert "rotation" in kinds(found)
    assert not found.rotations
    assert bench.log.verify(Checkpoint.sign(10, edge.root(), KEY)).attested == 10


def test_a_rotation_is_never_erased_and_stays_in_every_copy(bench, tmp_path):
    """Without it no later checkpoint could be followed."""
    with pytest.raises(InvalidValue, match="which key signs"):
        bench.log.redact(10, reason="because")
    with pytest.raises(InvalidValue, match="which key signs"):
        bench.log.copy(tmp_path / "no.db", without=[10])
    bench.log.copy(tmp_path / "copy.db", only=["flood.river"])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        assert copy.verify(bench.log.checkpoint(NEXT)).rotations == (str(bench.rotation),)
    with unguarded(bench) as connection:
        connection.execute("UPDATE entry SET body = NULL, salt = NULL, id = NULL WHERE position = 10")
    assert "never erased" in str(bench.log.verify())


def test_where_no_signature_can_be_checked_it_is_not_said_that_all_is_sound(bench, monkeypatch):
    """What was not looked at is never called right."""
    from eventlog.proof import notes as kept

    def missing():
        raise MissingExtra("sign", "cryptography", "signatures")

    monkeypatch.setattr(kept, "_ed25519", missing)
    found = bench.log.verify()
    assert found.ok is None
    assert "was not looked at" in str(found)


def test_an_empty_log_changes_no_key(tmp_path):
    """Nobody holds a checkpoint of it."""
    with eventlog.open(tmp_path / "new.db") as log, pytest.raises(InvalidValue, match="empty"):
        log.rotate_key(KEY, NEXT)


def test_any_changed_byte_of_a_rotation_is_seen(bench):
    """Whatever is changed in the note that both have signed, it is no rotation any more."""
    octets = bench.rotation.note.encode()
    for at in range(len(octets)):
        turned = octets[:at] + bytes([octets[at] ^ 1]) + octets[at + 1 :]
        with pytest.raises(ProofError):
            Rotation(turned.decode("utf-8", "replace"))
    assert Rotation(octets.decode()).new == NEXT.verifier
    assert b64decode(octets.split(b"\n")[2]) == bench.before.root


def handed_over(bench, folder, checkpoint):
    """The files that a stranger is given: an entry's proof, a rotation's, and the checkpoint."""
    for name, at in (("entry", 3), ("rotation", 10)):
        (folder / f"{name}.json").write_bytes(bench.log.prove(at, checkpoint).bundle)
    (folder / "note").write_text(checkpoint.text, "utf-8")
    return [str(folder / "entry.json"), "--checkpoint", str(folder / "note"), "--key", KEY.verifier.text]


def test_a_stranger_who_trusts_the_old_key_is_led_to_the_new_one(bench, tmp_path, capsys):
    """One file, and no log: the bundle of the rotation leads from the one key to the other."""
    asked = handed_over(bench, tmp_path, bench.log.checkpoint(NEXT))
    assert verifier.main(asked) == 1  # by a key that he does not know
    assert verifier.main([*asked, "--rotation", str(tmp_path / "rotation.json")]) == 0
    assert verifier.main([str(tmp_path / "rotation.json"), *asked[1:-1], NEXT.verifier.text]) == 0
    assert f"from entry 10 on {NEXT.verifier.text} signs" in capsys.readouterr().out


def test_a_stranger_refuses_the_retired_key_and_a_rotation_that_he_has_no_reason_to_believe(bench, tmp_path, capsys):
    """A late checkpoint by the old key, a rotation of another key, and an entry that is none."""
    asked = handed_over(bench, tmp_path, bench.log.checkpoint(NEXT))
    rotation = ["--rotation", str(tmp_path / "rotation.json")]
    head = bench.log.head
    (tmp_path / "note").write_text(Checkpoint.sign(head.position, head.root, KEY).text, "utf-8")
    assert verifier.main(asked) == 0  # he can't know that the key was changed
    assert verifier.main([*asked, *rotation]) == 1
    assert "does not sign for 10 entries" in capsys.readouterr().out
    (tmp_path / "note").write_text(bench.log.checkpoint(NEXT).text, "utf-8")
    assert verifier.main([*asked[:-1], OTHER.verifier.text, *rotation]) == 1
    assert "a key that you do not trust" in capsys.readouterr().out
    assert verifier.main([*asked, "--rotation", str(tmp_path / "entry.json")]) == 1
    assert "does not say that the key" in capsys.readouterr().out


def as_entry(bench, note):
    """The bundle of an entry 11 that holds a note as a rotation, after the ten of this log."""
    leaves = [bench.log.store.entry(at).leaf for at in range(1, 11)]
    body, none = json.dumps({"note": note}).encode(), bytes(32)
    sealed = commit(none, body)
    leaves.append(leaf_hash(record(11, 0, sealed, "key-rotated/1")))
    return verifier.Bundle(
        position=11,
        recorded=0,
        kind="key-rotated/1",
        body=body,
        salt=none,
        commit=sealed,
        size=11,
        root=root_of(leaves),
        inclusion=inclusion_proof(10, 11, leaves),
    )


def test_a_stranger_takes_no_rotation_that_was_signed_over_another_log(bench):
    """Its note is signed by both keys and stands where it says; but the entries before it are others."""
    elsewhere = as_entry(bench, Rotation.sign(10, bytes(32), NEXT, LATER).note)
    verifier.check(elsewhere)  # it is an entry of the log all the same
    with pytest.raises(verifier.NotProved, match="other entries"):
        verifier.read_rotation(elsewhere)


@pytest.mark.parametrize("size", range(1, 20))
def test_the_path_of_a_rotation_shows_the_root_before_it(size):
    """Wherever it stands, and however much came after: what lies on the left of its path is the log before it."""
    leaves = [leaf_hash(bytes([at])) for at in range(size)]
    for position in range(1, size + 1):
        one = verifier.Bundle(
            position=position,
            recorded=0,
            kind="key-rotated/1",
            body=None,
            salt=None,
            commit=bytes(32),
            size=size,
            root=root_of(leaves),
            inclusion=inclusion_proof(position - 1, size, leaves),
        )
        assert verifier._root_before(one) == root_of(leaves[: position - 1])


def test_both_readers_of_a_rotation_say_the_same(bench):
    """The library and the stranger's file share no code: each takes what the other takes."""
    good = Rotation.sign(10, bench.log.head.root, NEXT, LATER).note
    wrong = {"trusted", "follows", "retired", "does not hold", "one line more", "can't be read", "line end"}
    told = [(good, True), *((note, False) for note, words in notes(bench) if words in wrong)]
    for note, holds in told:
        one = as_entry(bench, note)
        if holds:
            assert verifier.read_rotation(one).new == Rotation(note).new.text
            continue
        with pytest.raises(verifier.NotProved):
            verifier.read_rotation(one)
        with pytest.raises(ProofError):
            Rotation(note)


def test_a_retired_key_neither_signs_nor_leads_to_another_under_another_name_of_the_log(bench):
    """The thief of a retired key writes a rotation of another origin, or signs for one: nobody is led to his key."""
    log, other = bench.log, "example.com/elsewhere"
    with pytest.raises(ProofError, match="any more"):
        log.rotate_key(KEY, LATER, origin=other)
    with pytest.raises(ProofError, match="never comes back"):
        log.rotate_key(OTHER, KEY, origin=other)
    head = log.head
    late = Checkpoint.sign(head.position, head.root, KEY, origin=other)
    assert kinds(log.verify(late)) == ["checkpoint"]
    with pytest.raises(ProofError):
        log.checkpoint(KEY, origin=other)
    assert log.verify(log.checkpoint(NEXT, origin=other)).attested == 10
    log.rotate_key(OTHER, LATER, origin=other)
    assert log.verify(log.checkpoint(LATER, origin=other)).attested == 11
    assert log.verify(log.checkpoint(NEXT)).attested == 11
    lead = Checkpoint.sign(11, log.head.root, LATER, origin=KEY.name)
    assert kinds(log.verify(lead)) == ["checkpoint"]


def test_a_stranger_takes_no_rotation_of_another_log_and_no_second_one_of_a_key(bench):
    """Bundles come from anybody: each is signed by the old key, and only one way leads on from it."""

    def turn(position, new, origin=KEY.name):
        return verifier.Rotation(position=position, origin=origin, old=KEY.verifier.text, new=new.verifier.text)

    known = [KEY.verifier.text]
    with pytest.raises(verifier.NotProved, match="again"):
        verifier.successors(known, [turn(10, NEXT), turn(12, LATER)])
    chain = [turn(10, NEXT, "example.com/elsewhere")]
    note = bench.log.checkpoint(NEXT).text.encode()
    with pytest.raises(verifier.NotProved, match="another log"):
        verifier.read_checkpoint(note, verifier.successors(known, chain), None, chain)


def test_a_rotation_can_not_be_struck(bench):
    """It would stand all the same, so nobody is left to think otherwise."""
    size = len(bench.log)
    with pytest.raises(InvalidValue, match="change it again"):
        bench.log.record(eventlog.Annulled(target=bench.log.reader.entry(10).id))
    assert len(bench.log) == size
