"""Time from outside: an authority made with openssl, and witnesses, say by when a checkpoint existed."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import program
from eventlog.errors import InvalidValue, ProofError
from eventlog.proof import (
    Checkpoint,
    Seen,
    SignerKey,
    VerifierKey,
    WitnessKey,
    cosign,
    cosigned,
    timestamp_request,
    timestamped,
)
from log_samples import report
from log_tampering import KEY, filled

pytest.importorskip("cryptography", reason="signatures need the extra sign")
needs_authority = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
WITNESS = SignerKey(name="witness.example/one", seed=bytes(range(1, 33)))
OTHER = SignerKey(name="witness.example/two", seed=bytes(range(2, 34)))
MARCH = 1_930_000_000  # seconds, 2031-02-27

CONFIGURATION = """
[tsa]
default_tsa = tsa_one
[tsa_one]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
"""


class Authority:
    """A timestamp authority on this machine: a root, a certificate for timestamps, and `openssl ts -reply`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
        (folder / "use.cnf").write_text("extendedKeyUsage=critical,timeStamping\n")
        new = ("-newkey", "rsa:2048", "-nodes")
        self.openssl("req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=A root")
        self.openssl("req", *new, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Clock House")
        signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "use.cnf", "-out", "tsa.pem")
        self.openssl("x509", "-req", "-in", "tsa.csr", *signing)
        self.root = folder / "ca.pem"

    def openssl(self, *words: str) -> None:
        """Run it in the authority's folder."""
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def answer(self, request: bytes) -> bytes:
        """What the authority answers to a request."""
        (self.folder / "request.tsq").write_bytes(request)
        self.openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "request.tsq", "-out", "answer.tsr")
        return (self.folder / "answer.tsr").read_bytes()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """One that is trusted, and one that is not."""
    pytest.importorskip("rfc3161_client", reason="timestamps need the extra sign")
    folder = tmp_path_factory.mktemp("authorities")
    return Authority(folder / "one"), Authority(folder / "two")


@pytest.fixture
def held(tmp_path):
    """A log and a checkpoint of it."""
    bench = filled("memory", tmp_path)
    return bench, bench.log.checkpoint(KEY)


@needs_authority
def test_an_authority_says_by_when_a_checkpoint_existed(authority, held):
    """Checked without a network, by the certificate that is trusted; verify says it."""
    bench, checkpoint = held
    answer = authority[0].answer(timestamp_request(checkpoint))
    seen = timestamped(checkpoint, answer, [authority[0].root])
    assert seen.by == "Clock House"
    client = pytest.importorskip("rfc3161_client")
    named = client.decode_timestamp_response(answer).tst_info.gen_time
    assert seen.moment == (int(named.timestamp()) + 1 + 1) * 1_000_000  # the whole second, and accuracy = secs:1
    assert f"{named + dt.timedelta(seconds=2):%H:%M:%S}" in str(seen)
    found = bench.log.verify(checkpoint, seen=[seen])
    assert found.ok
    assert found.existed == (f"entries 1 to 9 {seen}",)
    assert "existed by 20" in str(found)
    assert bench.log.verify(seen=[seen]).attested == 9


@needs_authority
def test_a_timestamp_of_another_note_or_by_another_authority_is_refused(authority, held, tmp_path):
    """Over these bytes and by this certificate, or not at all."""
    bench, checkpoint = held
    answer = authority[0].answer(timestamp_request(checkpoint))
    with pytest.raises(ProofError, match="does not hold"):
        timestamped(checkpoint, answer, [authority[1].root])
    bench.log.record(report("Later"))
    with pytest.raises(ProofError, match="does not hold"):
        timestamped(bench.log.checkpoint(KEY), answer, [authority[0].root])
    for at in range(40, len(answer), 97):
        damaged = bytearray(answer)
        damaged[at] ^= 1
        with pytest.raises((ProofError, InvalidValue)):
            assert timestamped(checkpoint, bytes(damaged), [authority[0].root]).moment < 0
    with pytest.raises(InvalidValue):
        timestamped(checkpoint, b"no answer", [authority[0].root])
    (tmp_path / "june.tsq").write_bytes(timestamp_request(checkpoint))
    with pytest.raises(InvalidValue, match=r"^june.tsq is no answer of a timestamp authority: give"):
        timestamped(checkpoint, tmp_path / "june.tsq", [authority[0].root])
    with pytest.raises(InvalidValue):
        timestamped(checkpoint, answer, [b"no certificate"])
    with pytest.raises(InvalidValue):
        timestamped(checkpoint, answer, [])


def test_a_witness_says_when_it_saw_a_checkpoint(held):
    """Its line stands below the note; the note is still the log's, and others' lines are passed over."""
    bench, checkpoint = held
    twice = cosign(cosign(checkpoint, WITNESS, MARCH), OTHER, MARCH + 60)
    assert twice == checkpoint
    assert twice.signed_by == checkpoint.signed_by
    one, other = (WitnessKey(key.verifier) for key in (WITNESS, OTHER))
    assert [(seen.by, seen.moment) for seen in cosigned(twice, [other.text, one])] == [
        ("witness.example/one", MARCH * 1_000_000),
        ("witness.example/two", (MARCH + 60) * 1_000_000),
    ]
    assert cosigned(checkpoint, [one]) == ()
    assert "existed by 2031-02-27T23:06:40Z according to witness.example/one" in str(
        bench.log.verify(seen=cosigned(twice, [one]))
    )


def test_a_cosignature_is_over_the_time_and_the_note(held):
    """The bytes are those of the specification, so that other programs agree: time, and then the note's text."""
    _, checkpoint = held
    note = cosign(checkpoint, WITNESS, MARCH).text
    line = note.splitlines()[-1]
    octets = b64decode(line.rsplit(" ", 1)[1])
    body = checkpoint.text.partition("\n\n")[0] + "\n"
    said = f"cosignature/v1\ntime {MARCH}\n{body}".encode()
    assert octets[:4] == WitnessKey(WITNESS.verifier).id
    assert int.from_bytes(octets[4:12], "big") == MARCH
    assert WITNESS.verifier.holds(octets[12:], said)


@given(at=st.integers(0, 71), bit=st.integers(0, 7))
def test_a_changed_cosignature_is_refused(at, bit):
    """Any bit of the time or of the signature."""
    root = bytes(32)
    checkpoint = Checkpoint.sign(3, root, KEY)
    note = cosign(checkpoint, WITNESS, MARCH).text
    head, _, written = note.rstrip("\n").rpartition(" ")
    octets = bytearray(b64decode(written))
    octets[4 + at] ^= 1 << bit
    changed = Checkpoint.read(f"{head} {b64encode(bytes(octets)).decode()}\n", [KEY.verifier])
    with pytest.raises(ProofError, match="does not hold"):
        cosigned(changed, [WitnessKey(WITNESS.verifier)])


def test_the_same_witness_twice_is_refused(held):
    """No witness signs one note twice."""
    with pytest.raises(ProofError, match="cosigned twice"):
        cosigned(cosign(cosign(held[1], WITNESS, MARCH), WITNESS, MARCH), [WitnessKey(WITNESS.verifier)])


def test_a_witnesss_key_is_no_signers_key():
    """The kind of a key is part of it: neither is read as the other, and each comes back from its text."""
    key = WitnessKey(WITNESS.verifier)
    assert WitnessKey.read(key.text) == key
    with pytest.raises(InvalidValue):
        VerifierKey.read(key.text)
    with pytest.raises(InvalidValue):
        WitnessKey.read(WITNESS.verifier.text)


def test_what_a_checkpoint_contradicts_is_not_said_to_have_existed(held):
    """A timestamp on another log's checkpoint says nothing of this one."""
    bench, _ = held
    other = Checkpoint.sign(4, bytes(32), KEY)
    found = bench.log.verify(seen=[Seen(checkpoint=other, moment=0, by="a witness")])
    assert (found.ok, found.existed) == (False, ())
    with pytest.raises(InvalidValue):
        bench.log.verify(seen=[3])
    assert attrs.evolve(found, problems=()).existed == ()


@needs_authority
def test_the_command_line_asks_an_authority_and_checks_its_answer(authority, tmp_path):
    """timestamp writes the request, verify reads the answer."""
    bench = filled("sqlite", tmp_path)
    path, held = bench.log.store.path, bench.log.checkpoint(KEY)
    bench.log.close()
    held = cosign(held, WITNESS, MARCH)
    (tmp_path / "note").write_text(held.text)
    trusted = ["--checkpoint", str(tmp_path / "note"), "--key", KEY.verifier.text]
    asked = program("timestamp", str(tmp_path / "note"), "--key", KEY.verifier.text, "-o", str(tmp_path / "q.tsq"))
    assert (asked.code, asked.err) == (0, "")
    (tmp_path / "a.tsr").write_bytes(authority[0].answer((tmp_path / "q.tsq").read_bytes()))
    stamped = ["--timestamp", str(tmp_path / "a.tsr"), "--authority", str(authority[0].root)]
    witness = ["--witness", WitnessKey(WITNESS.verifier).text]
    done = program("verify", "--log", path, *trusted, *stamped, *witness)
    assert done.code == 0
    assert [one.rpartition(" to ")[2] for one in done.objects[0]["existed"]] == ["Clock House", "witness.example/one"]
    wrong = program("verify", "--log", path, *trusted, *stamped[:2], "--authority", str(authority[1].root))
    assert wrong.code != 0
    assert program("verify", "--log", path, *trusted, *stamped[:2]).code == 2
