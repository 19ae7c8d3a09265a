"""One rule for all commands that write a file: what stands there stays, and the exit code is 2."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from command_line import PUTIN_DENIES, Done
from eventlog.cli.root import GROUPS, root
from eventlog.proof import SignerKey

Run = Callable[..., Done]
ASKED = "dprk.troops.deployment"
OTHERWISE = {
    "annotate": "it writes beside what it is given, and test_annotating has it",
    "carry": "what it writes is a log, which is refused where it holds anything",
    "add": "it writes to the log",
    "import": "it writes to the log",
}
WRITERS = {
    "backup": ["backup", "{file}"],
    "check": ["check", "{answer}", "-o", "{file}"],
    "checkpoint": ["checkpoint", "--key", "{key}", "-o", "{file}"],
    "checkpoint --make-key": ["checkpoint", "--make-key", "x.example", "--key", "{file}"],
    "copy": ["copy", "{file}", "--withhold", PUTIN_DENIES],
    "draft": ["draft", "{page}", "--publisher", "outlet:x", "-o", "{file}"],
    "erasure": ["erasure", "entry:317", "-o", "{file}"],
    "explore": ["explore", "-o", "{file}"],
    "export": ["export", "-o", "{file}"],
    "plot": ["plot", ASKED, "-o", "{file}"],
    "prove": ["prove", "entry:5", "-o", "{file}"],
    "prove --answer": ["prove", "--answer", ASKED, "-o", "{file}"],
    "schema": ["schema", "-o", "{file}"],
    "timestamp": ["timestamp", "{note}", "--key", "{public}", "-o", "{file}"],
    "verify": ["verify", "-o", "{file}"],
    "questions": ["questions", "-o", "{file}"],
    "as-of": ["as-of", "2024-10-25", "-o", "{file}"],
    "find": ["find", "Putin", "-o", "{file}"],
    "why": ["why", PUTIN_DENIES, "-o", "{file}"],
    "doctor": ["doctor", "-o", "{file}"],
}


@pytest.mark.parametrize("name", WRITERS)
def test_what_stands_where_a_file_is_to_be_written_stays_and_the_code_is_2(
    run: Run, own_log: Path, tmp_path: Path, name: str
) -> None:
    """Also a link that leads nowhere; the sentence names the file."""
    key = SignerKey.make("newsroom.example")
    (tmp_path / "key").write_text(key.text, "utf-8")
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "page.txt").write_text("A page\n\nIt says so.\n", "utf-8")
    log = ("--log", str(own_log))
    if "{note}" in WRITERS[name]:
        assert run("checkpoint", "--key", str(tmp_path / "key"), "-o", str(tmp_path / "note"), *log).code == 0
    if "{answer}" in WRITERS[name]:
        assert run("prove", "--answer", ASKED, "-o", str(tmp_path / "answer"), *log).code == 0
    if name == "erasure":
        assert run("redact", "entry:317", "--reason", "a court order", "--yes", *log).code == 0
    named = {"key": "key", "note": "note", "answer": "answer", "page": "page.txt"}
    places = {one: str(tmp_path / path) for one, path in named.items()} | {"public": key.verifier.text}
    there = tmp_path / "there.svg"
    there.write_bytes(b"kept")
    nowhere = tmp_path / "nowhere.svg"
    nowhere.symlink_to(tmp_path / "none")
    for file in (there, nowhere):
        done = run(*(one.format(file=file, **places) for one in WRITERS[name]), *log)
        if "not installed" in done.err:
            pytest.skip(done.err.strip())
        assert (done.code, done.out) == (2, ""), done.err
        assert file.name in done.err
    assert there.read_bytes() == b"kept"
    assert not (tmp_path / "none").exists()


def test_every_command_that_takes_a_form_of_its_own_is_in_the_table() -> None:
    """A new command with -o and without the options of answers, or that writes a FILE, comes in here."""
    for group in GROUPS.values():
        for name in group:
            command = root.get_command(click.Context(root), name)
            assert command is not None
            options = {option for one in command.params for option in one.opts}
            told = inspect.getdoc(command.callback) or ""
            writes = "--output" in options and "--format" not in options
            if writes or ("Write" in told and any(one.name == "file" for one in command.params)):
                assert name in {one.split()[0] for one in WRITERS} | set(OTHERWISE), name
