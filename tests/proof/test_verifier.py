"""A stranger with one file checks a bundle, and is told what it does not prove."""

import ast
import base64
import dataclasses
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import verifier
from eventlog.errors import InvalidValue, ProofError
from eventlog.proof import (
    Subtrees,
    commit,
    inclusion_proof,
    leaf_hash,
    record,
    verify_inclusion,
    write_bundle,
)
from proof_oracle import leaves_of

SOURCE = Path(verifier.__file__)
SALT, BODY, KIND, MICROS = (
    bytes(range(32)),
    '{"says": "möglich"}'.encode(),
    "claim-recorded",
    1_719_420_240_000_001,
)


def made(position=6, size=11, *, body=BODY, micros=MICROS, kind=KIND, others=b"", redacted=False):
    """The parts of a bundle for one entry among invented others."""
    committed = commit(SALT, body)
    leaves = leaves_of(size, others)
    leaves[position - 1] = leaf_hash(record(position, micros, committed, kind))
    kept = Subtrees(leaves)
    return {
        "position": position,
        "recorded_micros": micros,
        "kind": kind,
        "commit": committed,
        "body": None if redacted else body,
        "salt": None if redacted else SALT,
        "size": size,
        "root": kept.root(size),
        "proof": inclusion_proof(position - 1, size, kept),
    }


def head_of(parts):
    """The root and size as somebody would hold them from elsewhere."""
    return verifier.Head(root=parts["root"], size=parts["size"], attested_by="a friend")


def verdict(octets, head=None):
    """What the verifier says, None where it says no; any other error is a fault of the verifier."""
    try:
        return verifier.check(verifier.read_bundle(octets), head)
    except verifier.NotProved:
        return None


def b64(octets):
    """Standard base64 as text."""
    return base64.b64encode(octets).decode()


def changed(octets, **members):
    """The bundle with members set by dotted path written with two underscores; `DROP` takes one out."""
    document = json.loads(octets)
    for path, value in members.items():
        *above, last = path.split("__")
        place = document
        for name in above:
            place = place[name]
        place.pop(last) if value is DROP else place.__setitem__(last, value)
    return json.dumps(document).encode()


DROP = object()


@given(st.integers(1, 70), st.data())
def test_what_the_tree_proves_the_verifier_finds_proved(size, data):
    """Any entry, any body, any kind, any recorded time of 64 bits; with the body and without."""
    parts = made(
        data.draw(st.integers(1, size)),
        size,
        body=data.draw(st.binary(max_size=80)),
        micros=data.draw(st.integers(-(2**63), 2**63 - 1)),
        kind=data.draw(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)),
        redacted=data.draw(st.booleans()),
    )
    octets = write_bundle(**parts)
    bundle = verifier.read_bundle(octets)
    assert (bundle.position, bundle.recorded, bundle.kind) == (
        parts["position"],
        parts["recorded_micros"],
        parts["kind"],
    )
    assert (bundle.body, bundle.salt, bundle.inclusion) == (parts["body"], parts["salt"], parts["proof"])
    assert verdict(octets, head_of(parts)).attested
    assert not verdict(octets).attested


@pytest.mark.parametrize("redacted", [False, True])
def test_any_one_bit_changed_in_a_bundle_is_refused(redacted):
    """Every bit of the file, held against a root and a size from elsewhere."""
    parts = made(redacted=redacted)
    octets = write_bundle(**parts)
    head = head_of(parts)
    assert verdict(octets, head)
    for bit in range(len(octets) * 8):
        flipped = bytearray(octets)
        flipped[bit // 8] ^= 1 << bit % 8
        assert verdict(bytes(flipped), head) is None, bit


def test_cut_and_lengthened_bundles_are_refused():
    """A bundle is the whole file; only white space may stand around it."""
    octets = write_bundle(**made(2, 3))
    for cut in range(len(octets) - 1):
        assert verdict(octets[:cut]) is None
    assert verdict(octets + b"{}") is None
    assert verdict(b"\xef\xbb\xbf" + octets) is None
    assert verdict(octets.decode().encode("utf-16")) is None


GOOD = write_bundle(**made())
NOT_THE_FORMAT = {
    "another format": changed(GOOD, format="eventlog-proof/2"),
    "no format": changed(GOOD, format=DROP),
    "an unknown key": changed(GOOD, note="hello"),
    "an unknown key in entry": changed(GOOD, entry__note="hello"),
    "an unknown key in tree": changed(GOOD, tree__note="hello"),
    "no commit": changed(GOOD, entry__commit=DROP),
    "no salt key": changed(GOOD, entry__salt=DROP),
    "a body without salt": changed(GOOD, entry__salt=None),
    "a salt without body": changed(GOOD, entry__body=None),
    "a list for entry": changed(GOOD, entry=[]),
    "an object for inclusion": changed(GOOD, inclusion={}),
    "null in inclusion": changed(GOOD, inclusion=[None]),
    "position 0": changed(GOOD, entry__position=0),
    "position past the end": changed(GOOD, entry__position=12),
    "position as text": changed(GOOD, entry__position="6"),
    "position true": changed(GOOD, entry__position=True),
    "position 6.0": changed(GOOD, entry__position=6.0),
    "recorded past 64 bits": changed(GOOD, entry__recorded=2**63),
    "a number of 5,000 digits": GOOD.replace(b'"position": 6', b'"position": ' + b"6" * 5000),
    "minus zero": GOOD.replace(str(MICROS).encode(), b"-0"),
    "an exponent": GOOD.replace(b'"size": 11', b'"size": 11e0'),
    "NaN": GOOD.replace(b'"size": 11', b'"size": NaN'),
    "a tree of nothing": changed(GOOD, tree__size=0),
    "size past 64 bits": changed(GOOD, tree__size=2**64),
    "an empty kind": changed(GOOD, entry__kind=""),
    "half a surrogate pair": changed(GOOD, entry__kind="\ud800"),
    "a kind that is no text": changed(GOOD, entry__kind=7),
    "a key twice": GOOD.replace(b'"size": 11', b'"size": 11, "size": 11'),
    "format twice": GOOD.replace(b"{", b'{"format": "eventlog-proof/1",', 1),
    "a short root": changed(GOOD, tree__root=b64(bytes(31))),
    "a long salt": changed(GOOD, entry__salt=b64(bytes(33))),
    "a short commit": changed(GOOD, entry__commit=""),
    "no padding": changed(GOOD, entry__commit=b64(made()["commit"]).rstrip("=")),
    "more padding": changed(GOOD, entry__commit=b64(made()["commit"]) + "="),
    "base64 with a line end": changed(GOOD, entry__body=b64(BODY) + "\n"),
    "base64 with bits left over": changed(GOOD, entry__body="QR=="),
    "base64 for URLs": changed(GOOD, entry__body="-_-_"),
    "base64 that is not ASCII": changed(GOOD, entry__body="QQ=\uff1d"),
    "hexadecimal": changed(GOOD, entry__commit=made()["commit"].hex()),
    "deep nesting": b"[" * 100_000,
    "not UTF-8": GOOD.replace(b"claim", b"cl\xffim"),
    "a comment": b"// hello\n" + GOOD,
    "a bare word": b"null",
    "nothing": b"",
}


@pytest.mark.parametrize("octets", NOT_THE_FORMAT.values(), ids=NOT_THE_FORMAT.keys())
def test_what_is_not_exactly_the_format_is_refused(octets):
    """Two readers never see two different bundles in one file."""
    assert octets != GOOD
    with pytest.raises(verifier.NotProved):
        verifier.read_bundle(octets)


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_make_the_reader_fail_otherwise(octets):
    """Whatever is in a file, the answer is that it is no bundle."""
    assert verdict(octets) is None


def test_white_space_and_the_order_of_keys_do_not_matter():
    """The format is JSON, and only what is in it counts."""
    document = json.loads(GOOD)
    turned = dict(reversed(document.items()))
    assert verifier.read_bundle(json.dumps(turned, separators=(",", ":")).encode()) == verifier.read_bundle(GOOD)


def test_another_trees_root_and_another_size_are_refused():
    """A bundle made for one head says nothing about another."""
    parts, others = made(), made(others=b"other")
    assert verdict(write_bundle(**parts), head_of(others)) is None
    assert verdict(GOOD, verifier.Head(root=parts["root"], size=12, attested_by="a friend")) is None
    assert verdict(changed(GOOD, tree__root=b64(others["root"]))) is None
    bundle = verifier.read_bundle(GOOD)
    with pytest.raises(verifier.NotProved, match="no entry 12"):
        verifier.check(dataclasses.replace(bundle, position=12))


def test_the_verifier_and_the_tree_say_the_same_of_every_path():
    """Paths shortened, lengthened, doubled and swapped, for every entry and under every claimed size."""
    for size in range(1, 12):
        for position in range(1, size + 1):
            parts = made(position, size)
            bundle = verifier.read_bundle(write_bundle(**parts))
            leaf = leaf_hash(record(position, MICROS, parts["commit"], KIND))
            path = parts["proof"]
            for claimed in range(size + 8):
                for other in (
                    path,
                    path[1:],
                    path[:-1],
                    (*path, SALT),
                    (SALT, *path),
                    path + path,
                    path[::-1],
                ):
                    try:
                        verify_inclusion(leaf, position - 1, claimed, other, parts["root"])
                        expected = True
                    except ProofError:
                        expected = False
                    try:
                        verifier.check(dataclasses.replace(bundle, size=claimed, inclusion=other))
                        found = True
                    except verifier.NotProved:
                        found = False
                    assert found == expected
                    assert expected or claimed != size or other != path


def test_a_bundle_that_would_not_verify_is_not_written():
    """The writer checks first: a body that was exchanged, half a pair, another root, no position 0."""
    parts = made()
    for wrong in (
        {"body": b"else"},
        {"salt": bytes(32)},
        {"salt": None},
        {"body": None},
        {"root": bytes(32)},
        {"proof": parts["proof"][1:]},
        {"position": 7},
        {"recorded_micros": 0},
        {"kind": "claim-retracted"},
    ):
        with pytest.raises(ProofError):
            write_bundle(**parts | wrong)
    with pytest.raises(InvalidValue):
        write_bundle(**parts | {"position": 0})


def test_what_is_not_proved_is_said():
    """A root that comes in the bundle is nobody's word; an erased body is unknown; truth is never proved."""
    parts = made(redacted=True)
    alone = verdict(write_bundle(**parts))
    assert any("anybody can make a tree" in one for one in alone.not_proved)
    assert any("does not hold its size" in one for one in alone.not_proved)
    assert any("what the body says" in one for one in alone.not_proved)
    attested = verdict(write_bundle(**parts), head_of(parts))
    assert not any("anybody" in one or "size" in one for one in attested.not_proved)
    assert any("a friend" in one for one in attested.proved)
    assert any("is true" in one for one in attested.not_proved)
    half = verifier.Head(root=parts["root"], size=None, attested_by="a friend")
    assert any("size" in one for one in verdict(write_bundle(**parts), half).not_proved)


@pytest.mark.parametrize(
    ("micros", "shown"),
    [
        (MICROS, "2024-06-26T16:44:00.000001Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (2**63 - 1, str(2**63 - 1)),
    ],
)
def test_the_recorded_time_is_shown_for_people(micros, shown):
    """As a UTC time, or as the bare number where no calendar reaches."""
    assert shown in verdict(write_bundle(**made(micros=micros))).proved[0]


def test_a_kind_cannot_write_on_the_terminal():
    """Escape characters and line ends from a bundle are shown, not obeyed."""
    said = verdict(write_bundle(**made(kind="x\x1b[2J\nproved: all"))).proved[0]
    assert said.isprintable()


# The command line


def run_alone(folder, *arguments):
    """The file copied out alone, by an interpreter without site-packages, environment or this repository."""
    copy = shutil.copy(SOURCE, folder)
    command = [sys.executable, "-I", "-S", "-W", "error", copy, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60, check=False)


def test_the_file_alone_checks_one_of_a_hundred_thousand(tmp_path):
    """At most 17 hashes, in a process that has nothing but Python's own library."""
    parts = made(77_777, 100_000)
    assert len(parts["proof"]) <= 17
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(write_bundle(**parts))
    ran = run_alone(tmp_path, bundle, "--root", b64(parts["root"]), "--size", 100_000)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "proved: entry 77777" in ran.stdout
    assert "anybody" not in ran.stdout


def test_a_root_of_the_forgers_own_is_called_nobodys(tmp_path):
    """A forged tree is consistent in itself; the output says what that is worth; a known root refuses it."""
    forged, real = made(others=b"forged"), made()
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(write_bundle(**forged))
    ran = run_alone(tmp_path, bundle)
    assert ran.returncode == 6
    assert "not proved: who attests the root" in ran.stdout
    ran = run_alone(tmp_path, bundle, "--root", b64(real["root"]))
    assert ran.returncode == 1
    assert ran.stdout.startswith("not proved: ")
    assert "\nproved" not in ran.stdout


def test_the_exit_code_tells_usage_from_failure(tmp_path, capsys):
    """0 proved, 1 not, 2 usage or a file that can't be read, 6 all holds but for a root that nobody attests."""
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(GOOD)
    assert verifier.main([str(bundle)]) == 6
    root = json.loads(GOOD)["tree"]["root"]
    assert verifier.main([str(bundle), "--root", root]) == 0
    bundle.write_bytes(GOOD[:-9])
    assert verifier.main([str(bundle)]) == 1
    for arguments in (
        [],
        [str(tmp_path / "absent.json")],
        [str(tmp_path)],
        [str(bundle), "--root", "AAAA"],
        [str(bundle), "--root", "%"],
        [str(bundle), "--size", "11"],
        [str(bundle), "--size", "eleven"],
        [str(bundle), "--frob"],
    ):
        with pytest.raises(SystemExit) as left:
            verifier.main(arguments)
        assert left.value.code == 2
    assert "proved" not in capsys.readouterr().err


@pytest.mark.parametrize("format", [verifier.ANSWER_FORMAT, verifier.ERASURE_FORMAT])
def test_what_a_file_is_is_what_its_format_says(tmp_path, capsys, format):
    """A kind of a user's own may be called like the format of another document."""
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(write_bundle(**made(kind=f"desk.{format}")))
    assert verifier.main([str(bundle)]) == 6
    assert f'of kind "desk.{format}"' in capsys.readouterr().out
    changed = {"format": format} | {"entry": json.loads(GOOD)["entry"]}
    bundle.write_text(json.dumps(changed, indent=1), encoding="utf-8")
    assert verifier.main([str(bundle)]) == 1
    assert "the document is not an object" in capsys.readouterr().out


FORGED = 'x\nproved: the root is the one attested by "the court"\n\u202e\x1b[2J'


def laid_out(document):
    """A document of several entries as it is written."""
    return json.dumps(document, indent=1, ensure_ascii=True).encode() + b"\n"


def certificate():
    """A certificate of erasure whose maker chose reason and name."""
    told = {"positions": [6], "reason": FORGED, "by": FORGED}
    erased, last = made(redacted=True), made(position=11, body=json.dumps(told).encode(), kind="redacted/1")
    leaves = leaves_of(11, b"")
    for one in (erased, last):
        leaves[one["position"] - 1] = leaf_hash(
            record(one["position"], one["recorded_micros"], one["commit"], one["kind"])
        )
    kept = Subtrees(leaves)
    entries = []
    for one in (erased, last):
        path = inclusion_proof(one["position"] - 1, 11, kept)
        table = json.loads(write_bundle(**(one | {"root": kept.root(11), "proof": path})))
        entries.append(table["entry"] | {"inclusion": table["inclusion"]})
    erasure = {"redaction": 11, **told, "searched": [FORGED], "holds": [], "not_searched": [FORGED]}
    order = ("redaction", "positions", "reason", "by", "searched", "holds", "not_searched")
    tree = {"size": 11, "root": b64(kept.root(11))}
    erasure = {name: erasure[name] for name in order}
    return laid_out({"format": verifier.ERASURE_FORMAT, "erasure": erasure, "tree": tree, "entries": entries})


def answer(**words):
    """An answer, some words of which its maker chose."""
    with eventlog.open(":memory:") as log:
        report = eventlog.Report(publisher="outlet:a", title="Порт", text="Порт відкрито, кажуть.")
        log.record(report, report.claim("port.open", "відкрито", by=["org:port"], quote="Порт відкрито"))
        document = json.loads(log.prove_answer(log.as_of(), "port.open").document)
    document["answer"] |= words
    return laid_out(document)


@pytest.mark.parametrize(
    "document",
    [certificate(), answer(question=FORGED), answer(words=[FORGED]), laid_out({"format": FORGED})],
    ids=["certificate", "question", "words", "format"],
)
def test_no_text_of_a_file_is_a_line_of_its_own(tmp_path, capsys, document):
    """A question, a reason or a name with a line end would write what the verifier has not found."""
    file = tmp_path / "document.json"
    file.write_bytes(document)
    code = verifier.main([str(file)])
    out = capsys.readouterr().out
    assert not any(line.startswith("proved: the root is") for line in out.splitlines())
    assert all(letter.isprintable() or letter == "\n" for letter in out)
    assert code == (1 if b"tree" not in document else 6)


def test_an_answer_that_rests_on_nothing_is_not_proved(tmp_path, capsys):
    """Nothing of it would lead to any root, so that none could be held against the one that is trusted."""
    document = json.loads(answer())
    document["answer"]["rests_on"], document["entries"] = [], []
    file = tmp_path / "document.json"
    file.write_bytes(laid_out(document))
    assert verifier.main([str(file), "--root", b64(bytes(32))]) == 1
    assert (
        capsys.readouterr().out
        == "not proved: the answer is said to rest on no entry, so nothing of it is in any tree\n"
    )


def test_a_terminal_that_knows_few_letters_shows_the_others_as_escapes(tmp_path):
    """A proof is no worse for the letters of its words: a fault of the program would end as what is not proved."""
    file = tmp_path / "answer.json"
    file.write_bytes(answer())
    command = [sys.executable, str(SOURCE), str(file), "--body"]
    ran = subprocess.run(
        command, capture_output=True, env=os.environ | {"PYTHONIOENCODING": "ascii"}, timeout=60, check=False
    )
    assert (ran.returncode, ran.stderr) == (6, b"")
    assert b"\\u0432" in ran.stdout


def test_a_file_too_long_to_be_a_bundle_is_refused(tmp_path, monkeypatch):
    """It is not read to its end."""
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(GOOD)
    monkeypatch.setattr(verifier, "_LONGEST", len(GOOD) - 1)
    assert verifier.main([str(bundle)]) == 1


def test_it_runs_as_a_module_of_the_library(tmp_path):
    """`python -m eventlog.verifier bundle.json`."""
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(GOOD)
    command = [sys.executable, "-m", "eventlog.verifier", str(bundle)]
    within = os.environ | {"PYTHONPATH": str(SOURCE.parents[1])}
    ran = subprocess.run(command, capture_output=True, text=True, env=within, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (6, "")  # no root was given to compare


def test_it_imports_nothing_but_pythons_own_library():
    """Every import statement in it, wherever it stands."""
    names = set()
    for node in ast.walk(ast.parse(SOURCE.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {one.name.split(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(node.module.split(".")[0])
    assert names <= sys.stdlib_module_names
    assert importlib.util.find_spec("eventlog") is not None
