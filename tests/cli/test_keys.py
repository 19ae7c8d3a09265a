"""A key, or a checkpoint, that is not what it is given as: the sentence names its file, and what to give."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from command_line import Done

Run = Callable[..., Done]


@pytest.fixture
def kept(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signer key, its verifier key and a checkpoint, in files that everybody may read but for the first."""
    pytest.importorskip("cryptography", reason="signing needs the extra sign")
    monkeypatch.chdir(tmp_path)
    Path("k.pub").write_text(run("checkpoint", "--make-key", "desk.example", "--key", "k.key").out, encoding="utf-8")
    assert run("checkpoint", "--key", "k.key", "-o", "c.note").code == 0


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("file", ["k.pub", "c.note"])
def test_what_is_no_signer_key_is_not_told_as_one_that_others_may_read(file: str, run: Run) -> None:
    """Nobody can sign with a verifier key, so no warning that they could: it is named as what it is not."""
    for given in (("checkpoint", "--key", file), ("rotate", "--key", "k.key", "--to", file)):
        done = run(*given)
        assert done.code == 2
        assert done.err.startswith(f"eventlog: {file}: a signer key begins with")


@pytest.mark.usefixtures("kept")
def test_a_signer_key_is_not_asked_for_where_a_verifier_key_is_wanted(run: Run) -> None:
    """It stays secret: its words are in no sentence, and the other half is asked for."""
    secret = Path("k.key").read_text(encoding="utf-8").strip()
    for given, named in (("k.key", "k.key"), (secret, "the key that was given")):
        done = run("verify", "--checkpoint", "c.note", "--key", given)
        assert done.code == 2
        assert done.err.startswith(f"eventlog: {named} is a signer key, which stays secret: give the verifier key")
        assert secret not in done.err
    done = run("verify", "--checkpoint", "c.note", "--key", "c.note")
    assert (done.code, done.err.startswith("eventlog: c.note holds no verifier key")) == (2, True)


@pytest.mark.usefixtures("kept")
def test_a_file_that_is_no_checkpoint_is_named(run: Run) -> None:
    """Of several, the one that can't be read is told."""
    for given in (
        ("verify", "--checkpoint", "c.note", "--checkpoint", "k.pub", "--key", "k.pub"),
        ("checkpoint", "--key", "k.key", "--after", "k.pub"),
    ):
        done = run(*given)
        assert (done.code, done.err.startswith("eventlog: k.pub: ")) == (1, True), done.err


@pytest.mark.usefixtures("kept")
def test_a_key_that_is_not_there_is_made_by_the_command_that_is_shown(run: Run) -> None:
    """Who signs for the first time has none; and no checkpoint is written over."""
    done = run("checkpoint", "--key", "my desk.key")
    assert done.code == 3
    assert "eventlog checkpoint --make-key NAME --key 'my desk.key'" in done.err
    assert "give another file" in run("checkpoint", "--key", "k.key", "-o", "c.note").err


@pytest.mark.usefixtures("kept")
def test_a_checkpoint_of_more_than_a_log_has_may_be_of_another_log(run: Run) -> None:
    """A shorter log was cut, or is not the one that was signed; nothing says which."""
    assert run("add", "--publisher", "outlet:a", "--title", "t", "--log", "other.db").code == 0
    log = ("--log", "other.db", "--key", "k.pub", "--checkpoint", "c.note")
    assert "its end was cut off, or this is another log" in run("verify", *log, "-f", "table").out.replace(
        "\n    ", " "
    )
    again = ("checkpoint", "--log", "other.db", "--key", "k.key", "--after", "c.note")
    assert "its end was cut off, or this is another log" in run(*again).err
