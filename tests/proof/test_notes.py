"""A signed note says what its signer signed, or it is refused."""

import json
import sys
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog import verifier
from eventlog.errors import InvalidValue, MissingExtra, ProofError
from eventlog.proof import EMPTY_ROOT, Checkpoint, SignerKey, VerifierKey, open_note, sign_note

pytest.importorskip("cryptography", reason="signatures need the extra sign")

FILE = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "merkle-and-json.json"
KEY = SignerKey(name="example.com/newsroom", seed=bytes(range(32)))
WITNESS = SignerKey(name="witness.example", seed=bytes(32))
STRANGER = SignerKey(name="example.org/else", seed=b"\x01" * 32)
ROOT = bytes(range(100, 132))
NOTE = Checkpoint.sign(12, ROOT, KEY).text


def opens(note, keys=KEY):
    """Whether a note is accepted by both readers of notes, which must agree."""
    try:
        open_note(note, keys)
    except ProofError:
        return False
    return True


def stranger_reads(note, keys=(KEY,), origin=None):
    """What the stand-alone verifier makes of a checkpoint; None where it refuses it."""
    octets = note.encode("utf-8", "surrogatepass") if isinstance(note, str) else note
    try:
        return verifier.read_checkpoint(octets, [key.verifier.text for key in keys], origin)
    except verifier.NotProved:
        return None


def we_read(note, keys=(KEY,), origin=None):
    """What the library makes of it."""
    try:
        return Checkpoint.read(note, keys, origin=origin)
    except ProofError:
        return None


def both_read(note, **rest):
    """Whether both take it; that they agree is asserted."""
    ours, theirs = we_read(note, **rest), stranger_reads(note, **rest)
    assert (ours is None) == (theirs is None)
    if ours is not None:
        assert (ours.root, ours.size) == (theirs.root, theirs.size)
    return ours is not None


@pytest.mark.skipif(not FILE.exists(), reason="the shared vectors are not beside the repository")
def test_the_published_note_is_accepted_and_each_mutation_of_it_refused():
    """Every byte flipped, every listed mutation."""
    known = json.loads(FILE.read_text("utf-8"))["signed_note"]
    note, key = known["note"], known["vkey"]
    text, signers = open_note(note, key)
    assert text == note[: note.index("\n\n") + 1]
    assert [one.text for one in signers] == [key]
    octets = note.encode()
    for at in range(len(octets)):
        for bit in (1, 2, 4, 8, 16, 32, 64, 128):
            assert not opens(octets[:at] + bytes([octets[at] ^ bit]) + octets[at + 1 :], key), (at, bit)
    line = note.split("\n\n")[1]
    for wrong in (
        note.replace("\n", "\r\n"),
        note[:-1],
        note.replace("This is", "This\tis"),
        text + "\n",
        text,
        note + line,
        note + line.replace("Uw2QOkn8", "Uw2QOkn9"),
        "",
        "\n\n",
    ):
        assert not opens(wrong, key)


@given(st.data())
def test_any_changed_byte_of_a_checkpoint_is_seen(data):
    """Replaced, put in, or taken out, at any place: refused, or the very same statement."""
    octets = NOTE.encode()
    at = data.draw(st.integers(0, len(octets) - 1))
    new = data.draw(st.binary(max_size=3))
    changed = octets[:at] + new + octets[at + data.draw(st.integers(0, 2)) :]
    if changed != octets:
        assert not both_read(changed)


@given(
    st.from_regex(r"[a-z][a-z0-9./-]{0,20}", fullmatch=True),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 2**64 - 1),
    st.binary(min_size=32, max_size=32),
)
def test_what_was_signed_is_what_is_read(name, seed, size, root):
    """Any key, any size, any root: signed, written, read by both readers."""
    key = SignerKey(name=name, seed=seed)
    assert SignerKey.read(key.text) == key
    assert VerifierKey.read(key.verifier.text) == key.verifier
    root = root if size else EMPTY_ROOT
    made = Checkpoint.sign(size, root, key)
    assert (made.origin, made.size, made.root, made.signed_by) == (name, size, root, (key.verifier,))
    again = Checkpoint.read(made.text, key.verifier.text)
    assert again == made
    assert again.text == made.text
    assert stranger_reads(made.text, [key]).attested_by is not None


def test_a_known_key_that_does_not_hold_condemns_the_note():
    """F077: even beside a signature that does hold."""
    both = sign_note("hello\n", KEY, WITNESS)
    assert len(open_note(both, [KEY, WITNESS])[1]) == 2
    text, _, lines = both.partition("\n\n")
    first, second, _ = lines.split("\n")
    broken = second[:-4] + ("AAA=" if not second.endswith("AAA=") else "AQA=")
    note = f"{text}\n\n{first}\n{broken}\n"
    assert not opens(note, [KEY, WITNESS])
    assert opens(note, [KEY])
    assert not opens(note, [STRANGER])


def test_unknown_keys_are_passed_over_even_with_a_known_name_or_id():
    """F077: name and id together name a key; another key with the same name says nothing."""
    namesake = SignerKey(name=KEY.name, seed=b"\x02" * 32)
    assert not opens(sign_note("hello\n", namesake))
    note = sign_note("hello\n", namesake, KEY)
    assert open_note(note, KEY)[1] == (KEY.verifier,)
    text, _, lines = NOTE.partition("\n\n")
    collided = lines.replace(KEY.name, "example.net/other")
    assert both_read(f"{text}\n\n{collided}{lines}")
    assert not both_read(f"{text}\n\n{collided}")
    id_collides = b64encode(KEY.verifier.id + bytes(64)).decode()
    assert not both_read(f"{text}\n\n\u2014 {KEY.name} {id_collides}\n{lines}")


def test_two_keys_of_one_name_and_id_are_never_trusted_together():
    """F077: nobody could tell their signatures apart. (The collision is made by hand)."""

    class Collided(VerifierKey):
        @property
        def id(self):
            return KEY.verifier.id

    other = Collided(name=KEY.name, public=bytes(32))
    with pytest.raises(InvalidValue, match="one name and one id"):
        open_note(NOTE, [KEY, other])


def test_a_note_has_one_to_sixteen_signatures_and_a_bounded_size():
    """F077: sixteen are read, seventeen and a megabyte are not; none is none."""
    keys = [SignerKey(name=f"k{number}", seed=bytes([number]) * 32) for number in range(16)]
    assert len(open_note(sign_note("hello\n", *keys), keys)[1]) == 16
    text, _, lines = NOTE.partition("\n\n")
    unknown = "".join(f"\u2014 other{number} AAAAAAA=\n" for number in range(16))
    assert not both_read(f"{text}\n\n{unknown}{lines}")
    assert not both_read("x" * 1_000_000 + "\n" + NOTE)
    assert not both_read(f"{text}\n\n")
    assert not both_read(f"{text}\n")
    for wrong in ((), [*keys, KEY], (KEY, KEY)):
        with pytest.raises(InvalidValue):
            sign_note("hello\n", *wrong)


@pytest.mark.parametrize("text", ["", "hello", "a\tb\n", "a\r\n", "a\0\n"])
def test_text_that_no_reader_takes_is_not_signed(text):
    """A note that nobody could open is an error of its writer."""
    with pytest.raises(InvalidValue):
        sign_note(text, KEY)


SIZES = ["+12", "012", "-12", "12 ", " 12", "１2", "5\u0660", "", "1_2", "0x12", "12.0", "1e1", str(2**64), "9" * 30]


@pytest.mark.parametrize("size", SIZES)
def test_a_size_is_written_in_one_way(size):
    """F078: no sign, no leading zero, no other digits, nothing too large: refused although signed."""
    assert not both_read(sign_note(f"{KEY.name}\n{size}\n{b64encode(ROOT).decode()}\n", KEY))


ROOTS = [
    b64encode(ROOT).decode().rstrip("="),
    b64encode(ROOT).decode() + " ",
    b64encode(ROOT).decode() + "=",
    b64encode(ROOT[:-1]).decode(),
    b64encode(ROOT + b"x").decode(),
    ROOT.hex(),
    "",
    b64encode(ROOT).decode()[:-2] + "\u0663=",
]


@pytest.mark.parametrize("root", ROOTS)
def test_a_root_is_written_in_one_way(root):
    """F078: base64 as an encoder writes it, of 32 bytes: refused otherwise, although signed."""
    assert not both_read(sign_note(f"{KEY.name}\n12\n{root}\n", KEY))


def test_lines_are_three_at_least_and_none_is_empty():
    """Extension lines are allowed and nothing is made of them; an empty one is not."""
    head = f"{KEY.name}\n12\n{b64encode(ROOT).decode()}\n"
    assert both_read(sign_note(head + "more\nand more\n", KEY))
    for wrong in (head + "\n", "\n" + head, f"{KEY.name}\n12\n", "\n12\n" + b64encode(ROOT).decode() + "\n"):
        assert not both_read(sign_note(wrong, KEY))


def test_an_empty_log_has_one_root():
    """A checkpoint at 0 over anything else is no checkpoint."""
    assert both_read(Checkpoint.sign(0, EMPTY_ROOT, KEY).text)
    assert not both_read(sign_note(f"{KEY.name}\n0\n{b64encode(ROOT).decode()}\n", KEY))


def test_a_checkpoint_of_another_log_is_refused():
    """F079: a signature that holds says nothing about a log that was not meant."""
    other = Checkpoint.sign(12, ROOT, KEY, origin="example.com/other")
    assert not both_read(other.text)
    assert both_read(other.text, origin="example.com/other")
    assert not both_read(NOTE, origin="example.com/other")
    assert both_read(NOTE, origin=KEY.name)
    witnessed = Checkpoint.sign(12, ROOT, KEY, WITNESS)
    assert both_read(witnessed.text, keys=(KEY, WITNESS))
    assert not both_read(witnessed.text, keys=(WITNESS,))
    assert both_read(witnessed.text, keys=(WITNESS,), origin=KEY.name)


def test_old_notes_verify_after_the_key_was_changed():
    """F080: the old verifier key still opens them, the new one does not."""
    new = SignerKey(name=KEY.name, seed=b"\x09" * 32)
    assert both_read(NOTE, keys=(new, KEY))
    assert not both_read(NOTE, keys=(new,))
    later = Checkpoint.sign(20, ROOT, new, KEY)
    assert set(later.signed_by) == {new.verifier, KEY.verifier}


def test_a_checkpoint_can_only_be_made_by_checking():
    """F076: there is no way to one with a root of the attacker's own."""
    with pytest.raises(ProofError):
        Checkpoint("hello", KEY.verifier)
    with pytest.raises(TypeError):
        Checkpoint(origin="x", size=3, root=ROOT)
    with pytest.raises(AttributeError):
        Checkpoint(NOTE, KEY.verifier).root = bytes(32)
    with pytest.raises(InvalidValue):
        Checkpoint.read(NOTE, [])


BAD_KEYS = [
    "",
    "example.com/newsroom",
    KEY.text,
    KEY.verifier.text[:-1],
    KEY.verifier.text.replace(KEY.verifier.id.hex(), "00000000"),
    KEY.verifier.text.replace("newsroom", "Newsroom"),
    KEY.verifier.text.replace(KEY.verifier.id.hex(), KEY.verifier.id.hex().upper()),
    f"a b+{KEY.verifier.id.hex()}+{b64encode(bytes(33)).decode()}",
    f"x+00000000+{b64encode(b'' + bytes([2]) + bytes(32)).decode()}",
    5,
]


@pytest.mark.parametrize("text", BAD_KEYS)
def test_a_key_that_was_changed_on_its_way_is_refused(text):
    """The id in a key's text fits its name and its bytes, and only Ed25519 is read."""
    with pytest.raises(InvalidValue):
        VerifierKey.read(text)
    if isinstance(text, str):
        assert stranger_key(text) is None


def stranger_key(text):
    """Whether the stand-alone verifier takes a key."""
    try:
        return verifier.read_checkpoint(NOTE.encode(), [text])
    except verifier.NotProved:
        return None


@pytest.mark.parametrize("name", ["", " ", "a b", "a+b", "a\u00a0b", "a\nb", "a\x7fb", 5])
def test_the_name_of_a_key_has_no_space_and_no_plus(name):
    """As the form has it, so that a line can be taken apart."""
    with pytest.raises(InvalidValue):
        SignerKey.make(name)


def test_a_secret_is_in_no_message():
    """Neither repr, nor str, nor an error repeats what must stay secret."""
    kept = b64encode(b"\x01" + KEY.seed).decode()[4:40]
    assert kept in KEY.text
    for shown in (repr(KEY), str(KEY), f"{KEY}"):
        assert kept not in shown
        assert repr(KEY.seed) not in shown
    for broken in (KEY.text[:-3], KEY.text.replace("newsroom", "x"), KEY.text.replace("PRIVATE", "PRIVAT")):
        with pytest.raises(InvalidValue) as refused:
            SignerKey.read(broken)
        assert kept not in str(refused.value)
    assert SignerKey.make("a") != SignerKey.make("a")


def test_a_saved_checkpoint_is_never_written_over(tmp_path):
    """It may be the only copy that stands against the log."""
    made = Checkpoint.read(NOTE, KEY)
    made.save(tmp_path / "12.checkpoint")
    assert Checkpoint.read(tmp_path / "12.checkpoint", KEY.verifier) == made
    assert (tmp_path / "12.checkpoint").read_bytes() == NOTE.encode()
    with pytest.raises(FileExistsError):
        made.save(tmp_path / "12.checkpoint")


def test_without_cryptography_the_extra_is_named_and_nothing_is_taken_for_checked(monkeypatch):
    """The library refuses by name; the stand-alone verifier reads on and attests nothing."""
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    with pytest.raises(MissingExtra, match=r"in a clone, pip install '.\[sign\]'"):
        Checkpoint.read(NOTE, KEY.verifier)
    head = stranger_reads(NOTE)
    assert (head.root, head.size, head.attested_by) == (ROOT, 12, None)
    assert b64decode(NOTE.split("\n")[2]) == ROOT
