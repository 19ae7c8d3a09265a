"""A proof that is handed out holds, says what it proves, and says what it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog import verifier
from eventlog.audit import Held
from eventlog.errors import InvalidTime, InvalidValue, ProofError
from eventlog.proof import SignerKey
from log_backends import SECOND, STORES, Bench
from log_samples import plain
from log_tampering import KEY, filled, put

pytest.importorskip("cryptography", reason="checkpoints need the extra sign")


@pytest.fixture(params=STORES)
def held(request, tmp_path):
    """A log of nine entries."""
    bench = filled(request.param, tmp_path)
    yield bench
    bench.log.close()


def head_of(checkpoint):
    """What a stranger makes of a checkpoint."""
    return verifier.read_checkpoint(checkpoint.text.encode(), [KEY.verifier.text])


def test_an_entry_is_named_by_itself_its_position_its_id_or_what_has_it(held):
    """The same bundle, however it is named."""
    entry = held.log.reader.entry(2)
    first = held.log.prove(2)
    for name in (entry, entry.id, entry.event.claim):
        assert held.log.prove(name) == first
    for wrong in (0, 10, "claim:" + "0" * 32):
        with pytest.raises(LookupError):
            held.log.prove(wrong)
    for wrong in (True, None, 2.0):
        with pytest.raises(InvalidValue):
            held.log.prove(wrong)


def test_a_proof_without_a_checkpoint_says_that_nobody_attests_it(held):
    """It holds in itself, and that is said to be little."""
    proof = held.log.prove(3)
    assert not verifier.check(verifier.read_bundle(proof.bundle)).attested
    assert any("only this log does" in one for one in proof.not_proved)
    assert proof.checkpoint is None
    assert all(line.startswith(("proved: ", "not proved: ")) for line in str(proof).splitlines())


def test_a_proof_leads_to_the_checkpoint_that_was_given(held):
    """Old checkpoints serve for old entries, whatever came since; none serves for what it does not cover."""
    old = held.log.checkpoint(KEY)
    held.log.record(*plain(7))
    for position in range(1, 10):
        proof = held.log.prove(position, old)
        assert verifier.check(verifier.read_bundle(proof.bundle), head_of(old)).attested
        assert (proof.size, proof.checkpoint) == (9, old)
        assert any("is attested by the checkpoint" in one for one in proof.proved)
        assert any("it holds no time" in one for one in proof.not_proved)
    with pytest.raises(ProofError, match="does not cover entry 10"):
        held.log.prove(10, old)
    with pytest.raises(verifier.NotProved):
        verifier.check(verifier.read_bundle(held.log.prove(1).bundle), head_of(old))


def test_words_can_be_kept_back(held, tmp_path):
    """Then only the record is shown, and the proof says so; with the words it can follow later."""
    without, whole = held.log.prove(2, body=False), held.log.prove(2)
    assert verifier.read_bundle(without.bundle).body is None
    assert b"two metres" in verifier.read_bundle(whole.bundle).body
    assert verifier.read_bundle(without.bundle).commit == verifier.read_bundle(whole.bundle).commit
    assert any("kept back" in one for one in without.not_proved)
    without.save(tmp_path / "proof.json")
    assert (tmp_path / "proof.json").read_bytes() == without.bundle
    with pytest.raises(FileExistsError):
        without.save(tmp_path / "proof.json")


def test_what_was_changed_can_not_be_proved(held):
    """A body that does not fit, a record that does not lead to the root: no bundle is made."""
    put(held, 3, "body", b"{}")
    with pytest.raises(ProofError):
        held.log.prove(3)
    put(held, 4, "kind", b"other/1")
    with pytest.raises(ProofError):
        held.log.prove(4)


def test_known_by_takes_the_checkpoint_that_was_held_first(held):
    """Of those that cover the entry and were held by the date; a bare date is all of the day."""
    first = held.log.checkpoint(KEY)
    held.log.record(*plain(7))
    second = held.log.checkpoint(KEY, after=first)
    kept = [
        Held(checkpoint=second, since="2024-07-01", by="the archive"),
        Held(checkpoint=first, since="2024-07-03T10:00:00Z", by="the notary"),
        Held(checkpoint=first, since="2024-07-02", by="the court"),
    ]
    proof = held.log.prove_known_by(2, "2024-07-05", kept)
    assert (proof.checkpoint, "held by the archive since 2024-07-01" in proof.proved[-1]) == (second, True)
    assert "no later than the checkpoint" in proof.proved[-1]
    assert "the archive has held it since 2024-07-01" in proof.not_proved[0]
    assert verifier.check(verifier.read_bundle(proof.bundle), head_of(second)).attested
    proof = held.log.prove_known_by(2, "2024-07-05", kept[1:])
    assert (proof.checkpoint, "the court" in proof.proved[-1]) == (first, True)
    assert held.log.prove_known_by(11, "2024-07-01", kept).checkpoint == second
    for entry, date, some in ((2, "2024-06-30", kept), (10, "2024-07-05", kept[1:]), (2, "2024-07-05", [])):
        with pytest.raises(ProofError, match="none of the checkpoints"):
            held.log.prove_known_by(entry, date, some)
    with pytest.raises(InvalidValue, match="since when"):
        held.log.prove_known_by(2, "2024-07-05", [first])
    with pytest.raises(InvalidTime):
        held.log.prove_known_by(2, "2024-06/2024-07", kept)


def test_a_checkpoint_goes_on_from_the_last_one(held):
    """With `after`, two checkpoints of one log never contradict each other."""
    last = held.log.checkpoint(KEY)
    assert held.log.checkpoint(KEY, after=last) == last
    held.log.record(*plain(7))
    assert held.log.checkpoint(KEY, after=last).size == 11
    other = Bench("memory", held.folder)
    other.log.record(*plain(1), *plain(2), *plain(3), *plain(4), *plain(5))
    with pytest.raises(ProofError, match="contradicts"):
        other.log.checkpoint(KEY, after=last)


@given(sizes=st.lists(st.integers(1, 5), min_size=1, max_size=5), data=st.data())
def test_every_entry_has_a_proof_under_every_checkpoint_that_covers_it(sizes, data, tmp_path_factory):
    """Any batches, any checkpoint, any entry: at most ceil(log2(size)) hashes, and the stranger says yes."""
    bench, count, points = Bench("memory", tmp_path_factory.mktemp("prove", numbered=True)), 0, []
    for size in sizes:
        bench.clock.go(SECOND)
        bench.log.record(*(plain(number)[0] for number in range(count, count + size)))
        count += size
        points.append(bench.log.checkpoint(SignerKey(name="a", seed=bytes(32))))
    point = data.draw(st.sampled_from(points))
    proof = bench.log.prove(data.draw(st.integers(1, point.size)), point)
    bundle = verifier.read_bundle(proof.bundle)
    assert len(bundle.inclusion) <= max(point.size - 1, 0).bit_length()
    verifier.check(bundle, verifier.Head(root=point.root, size=point.size, attested_by="a"))
