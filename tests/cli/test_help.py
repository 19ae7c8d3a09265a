"""Help is there at once, says what there is, and every example in it runs."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

import eventlog
from command_line import CORPUS, PUTIN_DENIES, Done, surroundings
from eventlog.cli.options import Command
from eventlog.cli.root import EXAMPLES, GROUPS, root
from eventlog.proof import SignerKey

CONTEXT = click.Context(root, info_name="eventlog")
NAMES = root.list_commands(CONTEXT)


def command(name: str) -> Command:
    """The command of this name."""
    found = root.get_command(CONTEXT, name)
    assert isinstance(found, Command)
    return found


def test_the_help_lists_every_command() -> None:
    """Each command stands in the help of the whole, once, with what it is for."""
    text = root.get_help(CONTEXT)
    for name in NAMES:
        assert text.count(f"\n  {name}  ") == 1
    assert sorted(NAMES) == sorted(name for commands in GROUPS.values() for name in commands)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_says_what_it_is_told(name: str) -> None:
    """A command has a name of its own, a help text, an example, and words for each option."""
    one = command(name)
    assert one.name == name
    assert one.help
    assert one.examples
    assert all(example.startswith(f"eventlog {name}") for example in one.examples)
    for parameter in one.params:
        assert isinstance(parameter, click.Argument) or parameter.help, parameter.name  # type: ignore[attr-defined]


FIRST = eventlog.Report(
    publisher="outlet:example", title="Quay", published="2031-06-26", text="The quay is shut. About 120 boats left."
)
EDITIONS = (
    FIRST,
    eventlog.Report(
        publisher="outlet:example",
        title="Quay",
        published="2031-06-26",
        text="The quay is shut. About 90 boats left.",
        revision_of=FIRST.id,
    ),
)
"""An article and its new edition, with their texts, which the corpus does not hold."""

EVERY_EXAMPLE = [*EXAMPLES, *(example for name in NAMES for example in command(name).examples)]


def test_the_ids_in_the_help_are_of_the_corpus(corpus_log: Path) -> None:
    """An edit of the corpus changes ids. This tells which one is to be put in place of which, everywhere."""
    with eventlog.open(corpus_log, read_only=True) as log:
        events = [(entry.position, entry.event) for entry in log.entries()]
    [(at, denial)] = [
        (position, event.claim)
        for position, event in events
        if isinstance(event, eventlog.ClaimRecorded)
        and (event.claim.question, event.claim.stance) == ("dprk.troops.deployment", "deny")
        and event.claim.chain[-1].agent == "person:vladimir-putin"
    ]
    assert denial.id[: len(PUTIN_DENIES)] == PUTIN_DENIES
    reports = [event.report.id[:15] for _, event in events if isinstance(event, eventlog.ReportRecorded)]
    claims = [event.claim.id[:14] for _, event in events if isinstance(event, eventlog.ClaimRecorded)]
    known = {denial.id[:14], f"entry:{at}", *reports, *claims, *(one.id[:15] for one in EDITIONS)}
    named = {id for example in EVERY_EXAMPLE for id in re.findall(r"(?:claim|report|entry):[0-9a-f]+", example)}
    assert named <= known, f"the examples name {named - known}, and the corpus has {sorted(known)}"


def keys_and_checkpoint(log: Path, folder: Path) -> None:
    """The files that the examples of signing name."""
    pytest.importorskip("cryptography", reason="signing needs the extra sign")
    key = SignerKey.make("newsroom.example")
    (folder / "newsroom.key").write_text(key.text + "\n", encoding="utf-8")
    (folder / "newsroom.key").chmod(0o600)
    second = folder / "newsroom-2.key"
    second.write_text(SignerKey.make("newsroom.example").text + "\n", encoding="utf-8")
    second.chmod(0o600)
    (folder / "newsroom.pub").write_text(key.verifier.text + "\n", encoding="utf-8")
    with eventlog.open(log, read_only=True) as held:
        held.checkpoint(key).save(folder / "june.checkpoint")


@pytest.mark.parametrize("example", EVERY_EXAMPLE)
def test_every_example_runs(
    example: str, own_log: Path, tmp_path: Path, run: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it stands in the help, each example does what it says, without a word on stderr."""
    if shlex.split(example)[1] in ("mcp", "serve"):
        pytest.skip("it goes on until it is stopped, and needs an extra: tests/mcp and tests/serve run it")
    (tmp_path / "examples").symlink_to(CORPUS.parent)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVENTLOG", str(own_log))
    for copy in ("newsroom.db", "case.db"):
        shutil.copy(own_log, tmp_path / copy)
    if "carry-over" in example:
        with eventlog.open(own_log) as log:
            log.record(*EDITIONS, FIRST.claim("quay.shut", quote="quay is shut"))
    if "marks.json" in example:
        with eventlog.open(own_log) as log:
            log.record(FIRST)
        mark = {"text": FIRST.text, "label": [[4, 16, "shut"]]}
        (tmp_path / "marks.json").write_text(json.dumps(mark), encoding="utf-8")
        (tmp_path / "labels.toml").write_text(
            'format = "eventlog-annotation/1"\n[labels]\nshut = { "quay.shut" = true }\n', encoding="utf-8"
        )
    if "fact-checks.json" in example:
        review = {"@type": "ClaimReview", "url": "https://checker.example/1", "claimReviewed": "The quay is shut."}
        review |= {"reviewRating": {"alternateName": "true"}}
        (tmp_path / "fact-checks.json").write_text(json.dumps(review), encoding="utf-8")
    if "exported.jsonl" in example:
        run("export", "-o", str(tmp_path / "exported.jsonl"))
    if " review" in example:
        run("propose", str(CORPUS.parent / "proposals.jsonl"), "--extractor", "model/3", "--by", "user:desk")
    if " erasure " in example:
        with eventlog.open(own_log) as log:
            log.prove(317).save(tmp_path / "putin.proof.json")
            log.redact(317, reason="a court order of June")
    if "--key" in example:
        keys_and_checkpoint(own_log, tmp_path)
    (tmp_path / "article.txt").write_text("Harbour reopens\n\nThe ferry sailed.\n", encoding="utf-8")
    (tmp_path / "cases.csv").write_text("Region,published\nnorth,01.06.2031\n", encoding="utf-8")
    if "check answer.json" in example:
        with eventlog.open(own_log, read_only=True) as log:
            log.prove_answer(log.as_of("2024-10-25"), "dprk.troops.number").save(tmp_path / "answer.json")
    (tmp_path / "article.md").write_text("Nothing is cited.\n", encoding="utf-8")
    if "cite check" in example:
        mark = run("cite", "dprk.troops.number", "--quiet").out.strip()
        (tmp_path / "article.md").write_text(f"There are 12,000 of them {mark}.\n", encoding="utf-8")
    for file in ("press-release.eml", "inbox/1"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(b"From: desk@example.org\r\nSubject: Quay\r\n\r\nThe quay is shut.\r\n")
    if "lake --check" in example:
        run("segments", str(tmp_path / "lake"))
    words = shlex.split(example)
    if set(words) & {"<", ">", "|"}:
        script = f'eventlog() {{ "{sys.executable}" -m eventlog "$@"; }}; {example}'
        there = surroundings(EVENTLOG=str(own_log))
        sh = subprocess.run(["sh", "-c", script], env=there, capture_output=True, encoding="utf-8", check=False)
        done = Done(sh.returncode, sh.stdout, sh.stderr)
    else:
        done = run(*words[1:])
    if "not installed" in done.err:
        pytest.skip(done.err.strip())
    assert done.code == (1 if words[1] == "diff" else 0), done.err
    assert done.err == "" or words[1] in ("prove", "export", "cite", "erasure")
    assert done.out or {"-o", ">"} & set(words) or words[1:3] == ["cite", "check"]


def test_help_loads_nothing_that_it_does_not_need() -> None:
    """The whole help and every command's own load neither the library's rooms nor what they are made with.

    That of `export` does: it lists the registry of exporters, so that a row there is all that a new one needs.
    """
    code = """
import sys
from eventlog.cli.running import run
from eventlog.cli.root import root
code = run(root, ["--help"])
for name in root.list_commands(None):
    code = code or (name != "export" and run(root, [name, "--help"]))
watched = {"attr", "attrs", "msgspec", "pendulum", "rich", "sqlite3", "zoneinfo"}
print(int(code), *sorted(watched & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.split() == ["0"]


def test_without_click_it_says_what_to_install(tmp_path: Path) -> None:
    """Where the extra is not installed, one plain message names it; nothing is a traceback."""
    (tmp_path / "click.py").write_text("raise ModuleNotFoundError(\"No module named 'click'\", name='click')\n")
    done = subprocess.run(
        [sys.executable, "-m", "eventlog", "--help"],
        env=surroundings(PYTHONPATH=str(tmp_path)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert "pip install '.[cli]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_command_is_the_help(run: Callable[..., Done]) -> None:
    """Without a command the help is shown, as something that was not asked for: on stderr, exit code 2."""
    done = run()
    assert (done.code, done.out) == (2, "")
    assert "\nPut in:\n" in done.err


def test_the_version_is_the_projects(run: Callable[..., Done]) -> None:
    """`--version` says which version of the library is installed."""
    from importlib.metadata import version

    done = run("--version")
    assert (done.code, done.out) == (0, f"eventlog {version('eventlog-knowledge')}\n")


def test_a_shell_can_complete() -> None:
    """click's own completion works: a command's name, and a question of the log."""
    done = subprocess.run(
        [sys.executable, "-m", "eventlog"],
        env=surroundings(_EVENTLOG_COMPLETE="bash_complete", COMP_WORDS="eventlog as", COMP_CWORD="1"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "plain,as-of" in done.stdout.split()


def test_a_shell_can_complete_a_question(corpus_log: Path) -> None:
    """A topic is completed from the log that EVENTLOG names."""
    words = {"_EVENTLOG_COMPLETE": "bash_complete", "COMP_WORDS": "eventlog timeline dprk.troops.k", "COMP_CWORD": "2"}
    done = subprocess.run(
        [sys.executable, "-m", "eventlog"],
        env=surroundings(EVENTLOG=str(corpus_log), **words),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "plain,dprk.troops.kursk" in done.stdout.split()
