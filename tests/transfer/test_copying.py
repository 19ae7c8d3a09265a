"""A copy from which entries are withheld: the same root and proofs, none of the words, and every answer says so."""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
import tempfile
from pathlib import Path
from zlib import crc32

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eventlog
from command_line import program
from eventlog import Agent, Membership, Question, Report, SameEntity, verifier
from eventlog.audit import repair_index
from eventlog.clock import Clock
from eventlog.codec import id_of, register
from eventlog.errors import InvalidValue, ProofError, ReadOnly, StorageFull, StoreError, UnknownQuestion
from eventlog.knowledge.changes import changes_of
from eventlog.log import EventLog
from eventlog.proof import Subtrees
from eventlog.stores import SQLiteStore
from eventlog.testing import Hand, counted_salts
from log_backends import START, STORES, dump
from log_samples import doubted, nobody, report, river
from log_tampering import KEY, filled, sql

WORDS = "the informant Zebulon Quartermain lives in Larch Lane"


@pytest.fixture(params=STORES)
def bench(request, tmp_path):
    """Nine entries: 1 report, 2 and 3 claims in it, 4 agent, 5 question, 6 about 2, 7 and 8 others, 9 a link."""
    made = filled(request.param, tmp_path)
    yield made
    made.log.close()


def test_a_copy_has_the_root_of_the_log_and_none_of_the_words(bench, tmp_path):
    """Records, moments, kinds and commits stay; body, salt, id and keys of what is withheld are gone from the file."""
    one = report("Leak", text=f"It is said that {WORDS}.")
    claim = one.claim("leak.where", "Larch", by=["anon:source"], paraphrase=WORDS)
    positions = bench.log.record(one, claim, doubted(claim))
    secret = [bench.log.store.entry(at) for at in positions]
    found = bench.log.copy(tmp_path / "copy.db", without=[one])
    assert found.positions == positions
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        assert copy.head == bench.log.head
        assert list(copy.store.withheld()) == list(positions)
        for mine, theirs in zip(bench.log.store.entries(0, 99), copy.store.entries(0, 99), strict=True):
            gone = mine._replace(body=None, salt=None) if mine.position in positions else mine
            assert theirs == gone
    octets = (tmp_path / "copy.db").read_bytes()
    for needle in (WORDS.encode(), one.id.encode(), claim.id.encode(), one.digest.encode(), *(s.salt for s in secret)):
        assert needle not in octets


@pytest.mark.parametrize("full", ["while it is written", "when it is brought into one file"])
def test_a_copy_for_which_there_is_no_room_is_told_by_its_name(bench, tmp_path, monkeypatch, full):
    """Not by the passing one, and not as a log that somebody is writing to; nothing of it is left."""
    held = []

    def filled(store, *_):
        if full == "while it is written":
            raise StorageFull(f"there is no room left for {store.path}")
        other = sqlite3.connect(store.path)  # its snapshot keeps the write-ahead log, as a full disk does
        held.append(other)
        other.execute("BEGIN")
        other.execute("SELECT * FROM head").fetchall()
        return SQLiteStore.restoring(store, *_)

    monkeypatch.setattr(SQLiteStore, "restoring", SQLiteStore.restore, raising=False)
    monkeypatch.setattr(SQLiteStore, "restore", filled)
    (tmp_path / "here").mkdir()
    with pytest.raises(StoreError, match="make room and try again") as told:
        bench.log.copy(tmp_path / "here" / "copy.db", without=[2])
    for one in held:
        one.close()
    assert str(tmp_path / "here" / "copy.db") in str(told.value)
    assert ".new" not in str(told.value)
    assert list((tmp_path / "here").iterdir()) == []


def test_verify_tells_what_is_withheld_from_what_was_redacted_and_from_what_is_missing(bench, tmp_path):
    """Three ways of not being there, and each is said as what it is."""
    bench.log.redact(7, reason="order 17")
    bench.log.copy(tmp_path / "copy.db", without=[9])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        found = copy.verify()
        assert found.ok
        assert [one.position for one in found.redacted] == [7, 8]
        assert found.withheld == (9,)
        assert any("withheld from this copy at 9" in sentence for sentence in found.sentences)


@pytest.mark.parametrize("withheld", [(), (2,), (3,)])
def test_a_body_that_is_missing_without_a_word_is_still_found(tmp_path, withheld):
    """Only what the copy was made without is withheld; another body that is gone is missing."""
    bench = filled("sqlite", tmp_path)
    path = tmp_path / "copy.db"
    if withheld:
        bench.log.copy(path, without=withheld)
    else:
        bench.log.backup(path)
    bench.log.close()
    bench.log = eventlog.open(path, read_only=True)
    sql(bench, "UPDATE entry SET body = NULL, salt = NULL, id = NULL WHERE position = 4")
    found = bench.log.verify()
    assert found.ok is False
    assert any(4 in one.positions and "no redaction names it" in one.text for one in found.problems)
    bench.log.close()


def test_what_is_said_to_be_withheld_and_is_here_is_found(tmp_path):
    """A mark that another program puts there beside a body is told of."""
    bench = filled("sqlite", tmp_path)
    bench.log.copy(tmp_path / "copy.db", without=[9])
    bench.log.close()
    bench.log = eventlog.open(tmp_path / "copy.db", read_only=True)
    sql(bench, "INSERT INTO withheld VALUES (4)", "INSERT INTO withheld VALUES (400)")
    problems = {one.positions: one.text for one in bench.log.verify().problems if one.kind == "withheld"}
    assert problems == {
        (4,): "this copy says that it is withheld, and its body is here",
        (400,): "this copy says that it is withheld, and there is no such entry",
    }
    bench.log.close()


def test_every_answer_of_a_copy_says_what_it_lacks(bench, tmp_path):
    """What is withheld may bear on any question, since nothing tells on which: so it is said beside each."""
    bench.log.copy(tmp_path / "copy.db", without=[9])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        known = copy.as_of()
        assert {standing.withheld for standing in known} == {(9,)}
        assert all("withheld: 1 entry" in str(standing) for standing in known)
        assert known["flood.hurt"].claims


def test_with_only_some_questions_their_answers_are_those_of_the_log(bench, tmp_path):
    """All that bears on them is there, and nothing else: the same positions, claims and statuses."""
    bench.log.copy(tmp_path / "copy.db", only=["flood.river"])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        mine, theirs = bench.log.as_of()["flood.river"], copy.as_of()["flood.river"]
        assert theirs.content() == mine.content()
        assert not copy.as_of()["flood.river.level"].claims
        assert copy.verify().ok
        assert 5 in copy.store.withheld()


def test_checkpoints_and_proofs_of_the_log_hold_for_the_copy(bench, tmp_path):
    """A checkpoint made before attests it; a proof from the copy of what is there convinces a stranger."""
    pytest.importorskip("cryptography", reason="checkpoints need the extra sign")
    held = bench.log.checkpoint(KEY)
    head = verifier.read_checkpoint(held.text.encode(), [KEY.verifier.text])
    bench.log.copy(tmp_path / "copy.db", without=[9])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        assert copy.verify(held).attested == held.size
        found = verifier.check(verifier.read_bundle(copy.prove(2, held).bundle), head)
        assert found.attested
        blank = verifier.check(verifier.read_bundle(copy.prove(9, held).bundle), head)
        assert any("what the body says" in one for one in blank.not_proved)


def test_a_copy_of_a_copy_and_every_other_way_on_keeps_what_is_withheld(bench, tmp_path):
    """Backup, export, import and a further copy say it too."""
    bench.log.copy(tmp_path / "copy.db", without=[9])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        copy.backup(tmp_path / "backup.db")
        copy.export_jsonl(tmp_path / "copy.jsonl")
        copy.copy(tmp_path / "further.db", without=[4])
        wanted = dump(copy)
    with eventlog.open(tmp_path / "taken.db", clock=lambda: START * 2) as taken:
        taken.import_jsonl(tmp_path / "copy.jsonl")
    for name in ("backup.db", "taken.db"):
        with eventlog.open(tmp_path / name, read_only=True) as other:
            assert list(other.store.withheld()) == [9]
            assert other.verify().ok
            assert dump(other) == wanted
    with eventlog.open(tmp_path / "further.db", read_only=True) as further:
        assert list(further.store.withheld()) == [4, 9]
        assert further.verify().ok


def test_nothing_is_recorded_in_a_copy(bench, tmp_path):
    """It would fork the log under the same root, and what is withheld could be recorded twice."""
    bench.log.copy(tmp_path / "copy.db", without=[9])
    with eventlog.open(tmp_path / "copy.db", clock=bench.clock) as copy:
        with pytest.raises(ReadOnly, match="withheld from this copy"):
            copy.record(report("Another"))
        with pytest.raises(ReadOnly):
            copy.redact(1, reason="order 17")
        assert copy.verify().ok


def test_what_a_copy_is_made_without_must_be_said_in_one_way(bench, tmp_path):
    """Neither, both, a redaction, the unknown, a file that is there: one sentence, and no file."""
    path = tmp_path / "copy.db"
    for given_ in ({}, {"without": [1], "only": ["flood.hurt"]}):
        with pytest.raises(InvalidValue, match="name one of the two"):
            bench.log.copy(path, **given_)
    with pytest.raises(LookupError):
        bench.log.copy(path, without=[400])
    with pytest.raises(UnknownQuestion):
        bench.log.copy(path, only="no.such")
    bench.log.redact(9, reason="order 17")
    with pytest.raises(InvalidValue, match="redaction"):
        bench.log.copy(path, without=[10])
    assert not path.exists()
    path.write_text("mine")
    with pytest.raises(StoreError):
        bench.log.copy(path, without=[1])
    assert path.read_text() == "mine"


def test_a_copy_that_is_only_looked_at_is_not_written(bench, tmp_path):
    """The list comes back, with what repeats the words and would stay."""
    other = report("Same words elsewhere", text="The river rose by two metres, the mayor said. No one was hurt.")
    bench.log.record(other)
    found = bench.log.copy(tmp_path / "copy.db", without=[2], dry_run=True)
    assert {1: "asked for", 2: "asked for"}.get(found.withheld[0].position) == "asked for"
    assert "withheld: entry 2" in str(found)
    assert not (tmp_path / "copy.db").exists()


def test_whoever_is_named_in_what_is_withheld_and_nowhere_else_is_listed(tmp_path):
    """Withholding a claim leaves in who its speaker is; that is told, without the name, as the list is handed on."""
    with eventlog.open(tmp_path / "log.db") as log:
        one, other = report("Leak"), report("Other")
        claim = one.claim("leak.where", "Larch", by=["gov:x", "anon:source"])
        log.record(one, claim, other, other.claim("leak.when", "May", by=["gov:x"]))
        source = Agent(id="anon:source", name="Zebulon Quartermain")
        at, *_ = log.record(
            source, Agent(id="gov:x", name="X", part_of=[Membership(agent="gov:y")]), Agent(id="gov:y", name="Y")
        )
        (same,) = log.record(SameEntity(a="anon:source", b="person:zq"))
        (defined,) = log.record(Question(id="leak.where", words="Where does he live?", answer="text"))
        found = log.copy(tmp_path / "copy.db", without=[claim], dry_run=True)
        assert [one.position for one in found.repeats] == [at, same, defined]
        assert "anon:source" not in str(found)
        assert log.copy(tmp_path / "copy.db", without=[claim, at, same, defined]).repeats == ()
        assert log.redaction(claim).repeats == found.repeats
    octets = (tmp_path / "copy.db").read_bytes()
    for words in (b"Zebulon", b"anon:source", b"person:zq", b"leak.where"):
        assert words not in octets


@pytest.mark.parametrize("only", [True, False])
def test_what_is_recorded_while_a_copy_is_made_is_not_in_it(tmp_path, monkeypatch, only):
    """Nobody has looked whether it may be: it may be about another question, or name what is withheld."""
    path, copying = tmp_path / "log.db", eventlog.log.eventlog.copy_without
    with eventlog.open(path) as log, eventlog.open(path) as others:
        one = report("Leak")
        claim = one.claim("third.secret", "Oak", by=["gov:y"])
        log.record(one, one.claim("other.q", "Elm", by=["gov:x"]), claim)
        two = report("Zorn")

        def meanwhile(*given):
            others.record(two, two.claim("third.secret", "Zorn"), doubted(claim))
            copying(*given)

        monkeypatch.setattr(eventlog.log.eventlog, "copy_without", meanwhile)
        before = log.head
        found = log.copy(tmp_path / "copy.db", **({"only": ["other.q"]} if only else {"without": [claim]}))
    assert found.positions == (3,)
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        assert copy.head == before
        assert copy.verify().withheld == (3,)
    assert b"Zorn" not in (tmp_path / "copy.db").read_bytes()


@pytest.mark.parametrize("asked", ["other.q", "third.secret"])
def test_a_copy_of_some_questions_names_no_other_by_a_redaction(tmp_path, asked):
    """A redaction tells questions and a reason: it is in the copy where it bears on what is asked, else withheld."""
    with eventlog.open(tmp_path / "log.db") as log:
        one = report("Leak")
        secret = one.claim("third.secret", "Oak", by=["gov:y"])
        log.record(
            one, one.claim("other.q", "Elm", by=["gov:x"]), secret, one.claim("third.secret", "Ash", by=["gov:z"])
        )
        log.redact(secret, reason="the order about Zorn")
        log.copy(tmp_path / "copy.db", only=[asked])
    octets = (tmp_path / "copy.db").read_bytes()
    bears = asked == "third.secret"
    assert (b"third.secret" in octets, b"Zorn" in octets, b"other.q" in octets) == (bears, bears, not bears)
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        found = copy.verify()
        assert found.ok
        assert [one.position for one in found.redacted] == ([3] if bears else [])
        assert found.withheld == ((2,) if bears else (3, 4, 5))
        copy.copy(tmp_path / "again.db", only=[asked])
    with eventlog.open(tmp_path / "again.db", read_only=True) as again:
        assert again.verify().withheld == found.withheld


@register("tests.password", 1)
@attrs.frozen(kw_only=True)
class Password:
    """Eight letters, and nothing else."""

    word: str


def test_a_short_body_can_not_be_guessed_from_a_copy(tmp_path):
    """Of every body of eight letters over a small alphabet, nothing that can be worked out stands in the file."""
    with eventlog.open(tmp_path / "log.db") as log:
        log.record(report(), Password(word="abbacaba"))
        body = log.store.entry(2).body
        log.copy(tmp_path / "copy.db", without=[2])
    octets = (tmp_path / "copy.db").read_bytes()
    assert hashlib.sha256(b"eventlog/body/v1\n").digest() not in octets
    for letters in itertools.product("abc", repeat=8):
        guess = body.replace(b"abbacaba", "".join(letters).encode())
        id = id_of(Password(word="".join(letters)))
        assert hashlib.sha256(guess).digest() not in octets
        assert id.encode() not in octets
        if "".join(letters) == "abbacaba":
            assert hashlib.sha256(b"eventlog/body/v1\n" + bytes(32) + guess).digest() not in octets
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy, copy.store.inspecting() as inspection:
        assert crc32(id_of(Password(word="abbacaba")).encode()) not in {tag for _, tag in inspection.tags()}


@settings(max_examples=25)
@given(gone=st.sets(st.integers(1, 9), min_size=1, max_size=4))
def test_any_copy_verifies_and_names_exactly_what_was_asked(gone, tmp_path_factory):
    """Whatever is withheld, with what names it: one root, sound, and a plain list of it."""
    folder = tmp_path_factory.mktemp("copies", numbered=True)
    bench = filled("memory", folder)
    found = bench.log.copy(folder / "copy.db", without=gone)
    assert gone <= set(found.positions)
    assert found.positions == tuple(one.position for one in bench.log.redaction(*gone).goes)
    with eventlog.open(folder / "copy.db", read_only=True) as copy:
        assert copy.verify().withheld == found.positions
        assert copy.verify().ok
        assert copy.head.root == bench.log.head.root


def test_the_command_line_makes_a_copy_and_prints_the_list(tmp_path):
    """One line a withheld entry, with why; verify of the copy says so."""
    bench = filled("sqlite", tmp_path)
    path = bench.log.store.path
    bench.log.close()
    done = program("copy", str(tmp_path / "copy.db"), "--withhold", "entry:3", "--log", path)
    assert done.code == 0
    listed = [("withheld", 3), ("withheld", 9), ("repeats it", 5)]  # 5 defines the question of 3
    assert [(one["what"], one["position"]) for one in done.objects] == listed
    checked = program("verify", "--log", str(tmp_path / "copy.db"))
    assert (checked.code, checked.objects[0]["withheld"]) == (0, [3, 9])
    wrong = program("copy", str(Path(tmp_path, "more.db")), "--log", path)
    assert (wrong.code, "--only QUESTION" in wrong.err) == (2, True)


def test_a_story_of_two_readers_is_the_same_but_for_what_one_of_them_lacks(tmp_path):
    """The river is in the copy, the neighbour is not."""
    with eventlog.open(tmp_path / "log.db") as log:
        one = report()
        log.record(one, river(one), nobody(one))
        log.copy(tmp_path / "copy.db", without=[nobody(one)])
        mine = str(log.as_of()["flood.river.level"]).splitlines()
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        theirs = str(copy.as_of()["flood.river.level"]).splitlines()
    assert [line for line in theirs if "withheld" not in line] == mine
    assert len(theirs) == len(mine) + 1


def test_what_finds_the_entries_of_a_copy_is_built_anew_and_what_is_withheld_stays(tmp_path):
    """Repairing a copy forgets nothing of what it leaves out."""
    bench = filled("sqlite", tmp_path)
    bench.log.copy(tmp_path / "copy.db", without=[9])
    bench.log.close()
    found = repair_index(tmp_path / "copy.db")
    assert (found.ok, found.withheld) == (True, (9,))


def test_a_redaction_that_is_kept_and_names_other_questions_is_told_of(tmp_path):
    """It is in the copy whole, with the names of all questions that it touched: whoever makes it is told which."""
    told = [Report(publisher="outlet:post", title=f"Report {at}", published="2031-06-01") for at in range(2)]
    with eventlog.open(tmp_path / "log.db") as log:
        log.record(*told, *(one.claim(f"mill.{at}", by=["person:a"]) for at, one in enumerate(told)))
        log.record(told[0].claim("mill.kept", by=["person:b"]), told[1].claim("mill.0", by=["person:b"]))
        log.redact(3, 4, reason="a court order")
        found = log.copy(tmp_path / "copy.db", only=["mill.0"])
        assert [str(one) for one in found.repeats] == [
            "entry 7 (redacted/1): it also erased what bears on mill.1, and says so"
        ]
        assert log.copy(tmp_path / "both.db", only=["mill.0", "mill.kept"], dry_run=True).repeats == found.repeats


def guesses(letters, length, body):
    """The body of each entry that says some word of these letters."""
    for word in itertools.product(letters, repeat=length):
        yield body.replace(b"abcdabcd", bytes(word))


def test_no_guess_of_a_short_withheld_body_can_be_confirmed(tmp_path):
    """Of a withheld entry everything is known but eight letters, and all 65,536 words of four letters are tried.

    What it shows: no digest that a guesser can work out without the salt (of the body, with no salt, with each salt
    that is in the copy, with other bytes of it in the place of one) is anywhere in the copy, nor is the id. What it
    does not show is that no other function of the body is there: the next test does. The control: with the salt, which
    the log has, one guess fits and no other.
    """
    told = report()
    claim = told.claim("mill.seen", by=["person:mill"], paraphrase="abcdabcd")
    with eventlog.open(tmp_path / "log.db") as log:
        log.record(told, claim, told.claim("mill.x", by=["person:a"]))
        secret = log.store.entry(2)
        log.copy(tmp_path / "copy.db", without=[2])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        kept = copy.store.entry(2)
        salts = [one.salt for one in copy.store.entries(0, 3) if one.salt is not None]
    assert (kept.body, kept.salt, kept.commit) == (None, None, secret.commit)
    salts += [b"", bytes(32), kept.commit, hashlib.sha256(b"").digest()]
    octets = (tmp_path / "copy.db").read_bytes()
    there = {octets[at : at + 32] for at in range(len(octets) - 31)}
    assert secret.commit in there
    fits = []
    for body in guesses(b"abcd", 8, secret.body):
        assert hashlib.sha256(body).digest() not in there
        for salt in salts:
            assert hashlib.sha256(salt + body).digest() not in there
            assert hashlib.sha256(b"eventlog/body/v1\n" + salt + body).digest() not in there
        if hashlib.sha256(b"eventlog/body/v1\n" + secret.salt + body).digest() == kept.commit:
            fits.append(body)
    assert fits == [secret.body]
    assert claim.id.encode() in (tmp_path / "log.db").read_bytes()
    assert claim.id.encode() not in octets


def kept_of(folder: Path, words: str) -> tuple[bytes, eventlog.EventLog]:
    """The octets of a log's copy without the one entry that says these words, each hash over them blanked; and the log.

    Blanked are that entry's commit, the roots from its batch on and the edges of their trees: what anyone works out
    from the commit and from what else is in the copy.
    """
    folder.mkdir()
    log = EventLog(SQLiteStore(folder / "log.db", salts=counted_salts()), Clock(Hand()))
    told = report()
    log.record(told)
    log.record(told.claim("mill.seen", by=["person:mill"], paraphrase=words), told.claim("mill.x", by=["person:a"]))
    log.record(told.claim("mill.y", by=["person:b"]))
    log.copy(folder / "copy.db", without=[2])
    octets = (folder / "copy.db").read_bytes()
    tree = Subtrees(one.leaf for one in log.store.entries(0, len(log)))
    known = [log.store.entry(2).commit, *(log.store.entry(2).leaf, tree.root(3), tree.root(4))]
    for hidden in (*known, *tree.frontier(3).hashes, *tree.frontier(4).hashes):
        octets = octets.replace(hidden, bytes(32))
    return octets, log


@settings(max_examples=10)
@given(words=st.text("abcdefghijklmnopqrstuvwxyz", min_size=8, max_size=8).filter(lambda words: words != "abcdabcd"))
def test_a_copy_knows_a_withheld_body_by_its_commit_and_by_nothing_else(words):
    """Whatever eight letters it says, and whatever function of them a guesser may think of: but for the commit, and the
    hashes over it, each octet of the file is the same, in its unused parts too.

    So a guess can be tried on the commit alone, which is a SHA-256 with 32 random bytes before the body that are in no
    copy: 2**256 of them to be tried with each guess, where all words of eight letters are 2**38. The control: the logs
    themselves differ in other places than these.
    """
    with tempfile.TemporaryDirectory() as folder:
        (mine, log), (theirs, other) = (kept_of(Path(folder, one), one) for one in ("abcdabcd", words))
        try:
            assert mine == theirs
            assert log.store.entry(2).commit != other.store.entry(2).commit
            assert log.store.id_at(2) != other.store.id_at(2)
            assert log.store.entry(2).salt not in mine
        finally:
            log.close()
            other.close()


def advised(log):
    """Record a note on one question and, two days later, a memo (entries 3 and 4) on another, which is given back."""
    note, memo = (
        Report(publisher="outlet:firm", title=title, published=day)
        for title, day in (("Note", "2031-03-03"), ("Advice", "2031-03-05"))
    )
    claims = note.claim("valve.failing", by=["person:ann"]), memo.claim("valve.failed", by=["person:kim"])
    log.record(note, claims[0], memo, claims[1], Question(id="valve.failed", words="Has a valve failed?"))
    return memo


def test_no_list_of_a_copy_is_silent_on_what_is_withheld(tmp_path):
    """The question that a withheld report answers is never bare unreported, nor a diff over its day 'nothing'."""
    path, copy = str(tmp_path / "log.db"), str(tmp_path / "copy.db")
    with eventlog.open(path) as log:
        memo = advised(log)
        log.copy(copy, without=[memo])
    gone = (3, 4)
    for place, rest in ((copy, (5, 1)), (path, ())):
        listed = {one["question"]: one for one in program("questions", "--as-of", "2031-03-06", "--log", place).objects}
        assert listed["valve.failed"]["withheld"] == (list(gone) if rest else [])
        lines = program("questions", "--as-of", "2031-03-06", "-f", "table", "--log", place).out
        assert ("unreported · withheld: 2 entries" in lines) == bool(rest)
        turned = program("diff", "2031-03-04", "2031-03-05", "--log", place)
        assert (turned.code, "withheld: 2 entries" in turned.err) == ((0, True) if rest else (1, False))
        whole = program("diff", "2031-03-01", "2031-03-05", "--log", place)
        assert all(one["withheld"] == (list(gone) if rest else []) for one in whole.objects)
        with eventlog.open(place, read_only=True) as log:
            changes = eventlog.diff(log.as_of("2031-03-04"), log.as_of("2031-03-05"))
            assert changes.withheld == (gone if rest else ())
            for shown in (repr(changes), changes._repr_html_()):
                assert ("withheld: 2 entries, which may have changed something too" in shown) == bool(rest)
        for known in ((), ("--known",)):
            told = program("timeline", "valve.failing", *known, "-f", "table", "--as-of", "2031-03-06", "--log", place)
            assert ("withheld: 2 entries" in told.out) == bool(rest)
    shown = program("show", "entry:3", "--log", copy)
    assert (shown.code, "withheld from this copy" in shown.err, "redacted" in shown.err) == (5, True, False)


def test_an_erased_report_is_told_of_by_every_list(tmp_path):
    """As in a copy: what was redacted from a log keeps no list silent, and other topics are left alone."""
    path = str(tmp_path / "log.db")
    with eventlog.open(path) as log:
        memo = advised(log)
        log.redact(memo, reason="order 17")
    listed = {one["question"]: one for one in program("questions", "--as-of", "2031-03-06", "--log", path).objects}
    assert {id: one["withheld"] for id, one in listed.items()} == {"valve.failed": [3, 4], "valve.failing": []}
    for topic, told in (("valve.failed", True), ("valve", True), ("valve.failing", False)):
        turned = program("diff", "2031-03-04", "2031-03-05", "--about", topic, "--log", path)
        assert (turned.code, "withheld: 2 entries" in turned.err) == (0, told), topic
    with eventlog.open(path, read_only=True) as log:
        cuts = log.as_of("2031-03-04"), log.as_of("2031-03-05")
        assert eventlog.diff(*cuts).withheld == (3, 4)
        assert [changes_of(*cuts, one).withheld for one in ("valve.failed", "valve.failing")] == [(3, 4), ()]


def test_an_answer_is_not_proved_from_a_copy_that_may_lack_what_bears_on_it(tmp_path):
    """Its check would find another answer and cry forgery. Up to where nothing is withheld it is proved, and holds."""
    with eventlog.open(tmp_path / "log.db") as log:
        one = report()
        first = log.record(one, river(one)).recorded_at
        log.record(nobody(one))
        log.copy(tmp_path / "copy.db", without=[nobody(one)])
        assert eventlog.check_answer(log.prove_answer(log.as_of(), "flood.river.level").document).same
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        with pytest.raises(ProofError, match="1 entry may bear on this answer and is withheld from this copy"):
            copy.prove_answer(copy.as_of(), "flood.river.level")
        whole = copy.as_of(recorded=first)
        assert eventlog.check_answer(copy.prove_answer(whole, "flood.river.level").document).same
