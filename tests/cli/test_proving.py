"""Verifying, signing and proving from the shell; the exit code is the answer."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog.verifier
from command_line import PUTIN_DENIES, Done

Run = Callable[..., Done]


def flip(log: Path, position: int) -> None:
    """Change a letter in a stored body, behind the back of the file's own guards."""
    with sqlite3.connect(log) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        [(body,)] = connection.execute("SELECT body FROM entry WHERE position = ?", (position,)).fetchall()
        changed = bytes(body).replace(b"e", b"a", 1)
        connection.execute("UPDATE entry SET body = ? WHERE position = ?", (changed, position))
    connection.close()


def test_a_sound_log_verifies(run: Run) -> None:
    """Exit code 0, everything counted, and a word on what nobody attests."""
    done = run("verify")
    [found] = done.objects
    assert (done.code, found["ok"], found["checked"]) == (0, True, found["size"])
    assert found["attested"] == 0
    assert any("not attested" in sentence for sentence in found["sentences"])


def test_a_changed_letter_is_found(run: Run, own_log: Path) -> None:
    """Exit code 1, and the position of what was changed."""
    flip(own_log, 317)
    done = run("verify", "--log", str(own_log))
    assert done.code == 1
    assert done.objects[0]["ok"] is False
    assert done.objects[0]["first_bad"] == 317
    assert "NOT SOUND" in run("verify", "-f", "table", "--log", str(own_log)).out


def test_a_quick_look_is_no_proof(run: Run, own_log: Path) -> None:
    """--quick reads no bodies, so its exit code is never 0."""
    assert run("verify", "--quick").code == 6
    flip(own_log, 317)
    assert run("verify", "--quick", "--log", str(own_log)).code == 6


@pytest.fixture
def signed(run: Run, tmp_path: Path) -> tuple[Path, Path, Path]:
    """A signer key's file, its verifier key's file, and a checkpoint of the corpus."""
    pytest.importorskip("cryptography", reason="signing needs the extra sign")
    key, public, note = tmp_path / "a.key", tmp_path / "a.pub", tmp_path / "a.checkpoint"
    assert run("checkpoint", "--make-key", "log.example", "--key", str(key), "-o", str(public)).code == 0
    assert run("checkpoint", "--key", str(key), "-o", str(note)).code == 0
    return key, public, note


def test_a_signer_key_is_for_its_owner_alone(signed: tuple[Path, Path, Path], run: Run) -> None:
    """Nobody else may read its file, it is never written over, and no message repeats it."""
    key, _, note = signed
    assert key.stat().st_mode & 0o077 == 0
    before = key.read_text(encoding="utf-8")
    done = run("checkpoint", "--make-key", "log.example", "--key", str(key))
    assert (done.code, done.out) == (2, "")
    assert key.read_text(encoding="utf-8") == before
    assert run("checkpoint", "--key", str(key), "-o", str(note)).code == 2
    wrong = run("verify", "--checkpoint", str(note), "--key", str(key))
    assert wrong.code == 2
    assert before.strip() not in wrong.err


def test_a_checkpoint_attests_what_it_covers(signed: tuple[Path, Path, Path], run: Run, own_log: Path) -> None:
    """The log that it was made of verifies against it; what came later is not attested; another log fails."""
    key, public, note = signed
    held = ("--checkpoint", str(note), "--key", str(public))
    [found] = run("verify", *held).objects
    assert found["attested"] == found["size"]
    log = ("--log", str(own_log))
    assert run("add", "--publisher", "outlet:x", "--title", "later", *log).code == 0
    [longer] = run("verify", *held, *log).objects
    assert (longer["ok"], longer["size"], longer["attested"]) == (True, found["size"] + 1, found["size"])
    assert run("checkpoint", "--key", str(key), "--after", str(note), *log).code == 0
    other = ("--log", str(own_log.with_name("other.db")))
    assert run("add", "--publisher", "outlet:x", "--title", "other", *other).code == 0
    assert run("verify", *held, *other).code == 1
    assert run("checkpoint", "--key", str(key), "--after", str(note), *other).code == 1


def test_a_checkpoint_needs_a_key_that_is_trusted(signed: tuple[Path, Path, Path], run: Run, tmp_path: Path) -> None:
    """Without a key it is refused, with another's too."""
    _, _, note = signed
    assert "--key KEY" in run("verify", "--checkpoint", str(note)).err
    assert "--checkpoint FILE" in run("verify", "--key", str(note)).err
    other = tmp_path / "other.key"
    public = run("checkpoint", "--make-key", "other.example", "--key", str(other)).out.strip()
    assert run("verify", "--checkpoint", str(note), "--key", public).code == 1


def test_a_stranger_checks_a_proof_with_one_file(signed: tuple[Path, Path, Path], run: Run, tmp_path: Path) -> None:
    """The bundle passes the verifier, which knows nothing of this library; what it does not prove is told."""
    _, public, note = signed
    held = ("--checkpoint", str(note), "--key", str(public))
    bundle = tmp_path / "proof.json"
    done = run("prove", PUTIN_DENIES, *held, "-o", str(bundle))
    assert (done.code, done.out) == (0, "")
    assert "not proved: " in done.err
    verifier = [sys.executable, eventlog.verifier.__file__, str(bundle)]
    alone = subprocess.run(verifier, capture_output=True, encoding="utf-8", check=False)
    assert alone.returncode == 6, alone.stderr
    root = json.loads(bundle.read_bytes())["tree"]["root"]
    checked = subprocess.run([*verifier, "--root", root], capture_output=True, encoding="utf-8", check=False)
    assert checked.returncode == 0, checked.stderr
    kept = json.loads(run("prove", PUTIN_DENIES, "--no-body").out)
    assert kept["entry"]["body"] is None
    assert run("-q", "prove", PUTIN_DENIES).err == ""


def test_a_proof_of_a_day_needs_a_holder_since_then(signed: tuple[Path, Path, Path], run: Run) -> None:
    """What somebody has held since proves the day; since later does not."""
    _, public, note = signed
    held = ("--checkpoint", str(note), "--key", str(public))
    done = run(
        "prove", PUTIN_DENIES, *held, "--known-by", "2025-01-02", "--since", "2025-01-01", "--holder", "the court"
    )
    assert done.code == 0
    assert "the court" in done.err
    assert run("prove", PUTIN_DENIES, *held, "--known-by", "2025-01-02", "--since", "2025-02").code == 1
    assert run("prove", PUTIN_DENIES, *held, "--known-by", "2025-01-02").code == 2
    assert run("prove", "entry:99999").code == 5


def test_a_key_is_changed_and_followed(
    signed: tuple[Path, Path, Path], run: Run, own_log: Path, tmp_path: Path
) -> None:
    """Who trusts the old key is led to the new one by the log, or by the proof of the entry that says so."""
    key, public, note = signed
    log, new, late = ("--log", str(own_log)), tmp_path / "new.key", tmp_path / "late.checkpoint"
    assert run("checkpoint", "--make-key", "log.example", "--key", str(new)).code == 0
    [done] = run("rotate", "--key", str(key), "--to", str(new), "--reason", "it was due", *log).objects
    at = done["position"]
    assert run("checkpoint", "--key", str(key), *log).code == 1
    assert run("checkpoint", "--key", str(new), "--after", str(note), "-o", str(late), *log).code == 0
    held = ("--checkpoint", str(late), "--key", str(public))
    [found] = run("verify", *held, *log).objects
    assert (found["ok"], found["attested"], len(found["rotations"])) == (True, at, 1)
    turn, answer = tmp_path / "turn.json", tmp_path / "answer.json"
    assert run("prove", f"entry:{at}", *held, "-o", str(turn), *log).code == 0
    question = run("questions", *log).objects[0]["question"]
    assert run("prove", "--answer", question, *held, "-o", str(answer), *log).code == 0
    assert run("check", str(answer), *held).code == 1
    assert run("check", str(answer), *held, "--rotation", str(turn)).code == 0
    assert run("check", str(answer), "--rotation", str(turn)).code == 2
    assert run("rotate", "--key", str(key), "--to", str(new), *log).code == 1
