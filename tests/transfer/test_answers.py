"""An answer that carries its proof: a stranger checks its hashes, the rules run again, and what is wrong is found."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from base64 import b64decode, b64encode
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eventlog
from command_line import CORPUS, program
from eventlog import Question, Report, verifier
from eventlog.errors import ProofError, UnknownQuestion
from eventlog.knowledge import Basis, Knowledge
from eventlog.log.answers import _with_holes
from eventlog.transfer.answers import _laid_out
from log_samples import doubted, nobody, report
from log_tampering import KEY, filled

DAY = "2024-10-25"
ASKED = "dprk.troops.deployment"


@pytest.fixture(scope="module")
def corpus():
    """The corpus of the examples, in memory."""
    with eventlog.open(":memory:") as log:
        log.record(*eventlog.load(CORPUS))
        yield log


def rewritten(document: bytes, change) -> bytes:
    """The document with a change, laid out as we write it."""
    table = json.loads(document)
    change(table)
    return json.dumps(table, indent=1, ensure_ascii=True).encode() + b"\n"


def refused(document: bytes) -> bool:
    """Whether it is told that this answer is not what was proved."""
    try:
        return not eventlog.check_answer(document).same
    except ProofError:
        return True


@pytest.mark.parametrize("policy", ["certain", "possible"])
def test_every_answer_of_the_corpus_comes_out_the_same_from_its_own_file(corpus, policy):
    """The rules need nothing of the log but what the file holds."""
    known = corpus.as_of(DAY, policy=policy)
    for question in known.questions[::4]:
        found = eventlog.check_answer(corpus.prove_answer(known, question).document)
        assert found.same, question
        assert str(found.standing) == str(known[question])
        assert not found.attested


def test_an_answer_that_is_about_valid_time_is_proved_too(corpus):
    """A token holds the stretch of valid time that was asked for."""
    known = corpus.as_of(DAY).at("2024-07-15")
    found = eventlog.check_answer(corpus.prove_answer(known, ASKED).document)
    assert found.same
    assert str(found.standing) == str(known[ASKED])


@pytest.mark.parametrize("later", [0, 1, 3])
def test_what_came_after_the_root_and_is_part_of_the_answer_is_told(later):
    """A checkpoint covers what an answer rests on, and not all that the answer says it knows of."""
    with eventlog.open(":memory:") as log:
        one = report("One")
        log.record(one, one.claim("port.open", True, by=["org:port"]))
        checkpoint = log.checkpoint(KEY)
        for at in range(later):
            log.record(report(f"Later {at}"))
        proof = log.prove_answer(log.as_of("2032"), "port.open", checkpoint)
        found = eventlog.check_answer(proof.document)
    told = {0: [], 1: ["that nothing in entry 3 bears"], 3: ["that nothing in entries 3 to 5 bears"]}[later]
    assert found.same
    for sentences in (proof.not_proved, found.not_proved):
        assert [one[: one.index(" bears") + 6] for one in sentences if one.startswith("that nothing in")] == told


def test_a_question_without_an_answer_on_that_day_is_proved_and_one_that_is_unknown_refused(corpus):
    """Unreported is an answer, where the log knows the question; of what it never heard there is nothing to prove."""
    silent = next(one for one in corpus.as_of(DAY).questions if corpus.as_of("2024-06-01")[one].status == "unreported")
    assert eventlog.check_answer(corpus.prove_answer(corpus.as_of("2024-06-01"), silent).document).same
    for nothing in ("no.such.question", "dprk.troops.deploymend"):
        with pytest.raises(UnknownQuestion):
            corpus.prove_answer(corpus.as_of(DAY), nothing)
    with eventlog.open(":memory:") as empty, pytest.raises(UnknownQuestion):
        empty.prove_answer(empty.as_of(), "a.b")


def test_a_checkpoint_attests_the_root(tmp_path):
    """With the checkpoint and a key that is trusted the root is attested; with another it is refused."""
    pytest.importorskip("cryptography", reason="checkpoints need the extra sign")
    bench = filled("memory", tmp_path)
    held = bench.log.checkpoint(KEY)
    bench.log.record(report("Later"))
    proof = bench.log.prove_answer(bench.log.as_of(), "flood.hurt", held)
    head = verifier.read_checkpoint(held.text.encode(), [KEY.verifier.text])
    assert eventlog.check_answer(proof.document, head).attested
    later = bench.log.checkpoint(KEY)
    other = verifier.read_checkpoint(later.text.encode(), [KEY.verifier.text])
    with pytest.raises(ProofError, match="was made for the root"):
        eventlog.check_answer(proof.document, other)


def test_a_checkpoint_that_does_not_cover_the_answer_is_refused(tmp_path):
    """What came after it is in no tree of that size."""
    pytest.importorskip("cryptography", reason="checkpoints need the extra sign")
    bench = filled("memory", tmp_path)
    held = bench.log.checkpoint(KEY)
    one = report("Later")
    bench.log.record(one, nobody(one))
    with pytest.raises(ProofError, match="does not cover entry 11"):
        bench.log.prove_answer(bench.log.as_of(), "flood.hurt", held)


OCTETS = st.binary(max_size=40)
ENTRIES = st.fixed_dictionaries(
    {
        "position": st.integers(1, 2**63 - 1),
        "kind": st.sampled_from(["claim-recorded/1", "a\x7fb/1", "a\\b/1", "\u0437\u0430\u043f\u0438\u0441/1"])
        | st.text(),
        "body": st.none() | OCTETS,
        "inclusion": st.lists(OCTETS).map(tuple),
    }
)


@given(st.lists(ENTRIES, max_size=3), st.text())
def test_there_is_one_layout_whatever_stands_in_a_file(entries, words):
    """It is the one that the verifier asks for, so that a changed byte is found wherever it stands."""
    document = {"format": "x", "answer": {"words": [words]}}
    table = json.loads(json.dumps(entries, default=lambda octets: b64encode(octets).decode()))
    wanted = json.dumps(document | {"entries": table}, indent=1, ensure_ascii=True).encode() + b"\n"
    assert _laid_out(document, entries) == wanted


@pytest.mark.parametrize("part", range(4))
def test_one_changed_byte_is_found(corpus, part):
    """Any byte of the file, any other value: it is refused, or the rules give another answer."""
    document = corpus.prove_answer(corpus.as_of(DAY), "dprk.troops.frontline").document
    chance = random.Random(part)
    for _ in range(150):
        damaged = bytearray(document)
        at = chance.randrange(len(damaged))
        damaged[at] ^= 1 << chance.randrange(8)
        assert refused(bytes(damaged)), at


def test_one_dropped_entry_is_found(corpus):
    """With or without its position in the list, as long as it bears on what the answer says."""
    proof = corpus.prove_answer(corpus.as_of(DAY), ASKED)
    claims = {one.position for one in corpus.as_of(DAY)[ASKED].claims}
    for at, position in enumerate(proof.rests_on):

        def drop(table, at=at):
            del table["entries"][at]

        assert refused(rewritten(proof.document, drop))
        if position in claims:

            def drop_both(table, at=at):
                del table["entries"][at]
                del table["answer"]["rests_on"][at]

            assert refused(rewritten(proof.document, drop_both)), position


def test_one_swapped_claim_is_found(tmp_path):
    """Another claim of the same log in the place of one is at another position; another body has another commit."""
    bench = filled("memory", tmp_path)
    proof = bench.log.prove_answer(bench.log.as_of(), "flood.river.level")

    def swap(table):
        first, second = [one for one in table["entries"] if one["kind"] == "claim-recorded/1"][:2]
        for member in ("body", "salt"):
            first[member], second[member] = second[member], first[member]

    def reword(table):
        (claim, *_) = [one for one in table["entries"] if one["kind"] == "claim-recorded/1"]
        claim["body"] = b64encode(b64decode(claim["body"]).replace(b"two metres", b"six metres")).decode()

    assert refused(rewritten(proof.document, swap))
    assert refused(rewritten(proof.document, reword))


def test_other_words_and_another_token_are_found(corpus):
    """What the file says the answer is, is compared with what the rules say."""
    proof = corpus.prove_answer(corpus.as_of(DAY), ASKED)
    other = corpus.as_of("2024-06-27").basis_of(ASKED)

    def words(table):
        table["answer"]["words"][0] = table["answer"]["words"][0].replace("corroborated", "confirmed")

    def token(table):
        table["answer"]["basis"] = other

    def question(table):
        table["answer"]["question"] = "dprk.troops.frontline"

    for change in (words, token, question):
        assert refused(rewritten(proof.document, change))
    assert not refused(rewritten(proof.document, lambda _: None))


def test_redacted_words_are_told_of_and_the_answer_is_still_proved(tmp_path):
    """The record is there, the words are not, and the answer says what it lost."""
    bench = filled("memory", tmp_path)
    bench.log.redact(3, reason="order 17")
    found = eventlog.check_answer(bench.log.prove_answer(bench.log.as_of(), "flood.hurt").document)
    assert found.same
    assert found.standing.withheld
    assert any("bodies are not in the file" in one for one in found.not_proved)


def reckoned_anew(document: bytes, change, **cut) -> bytes:
    """The document with a change, and then with the token and the words that the rules give from what is left."""
    changed = rewritten(document, change)
    answer = verifier.read_answer(changed)
    cut = attrs.evolve(Basis.read(answer.basis).cut, **cut)
    known = Knowledge(_with_holes(answer), cut)

    def reckon(table):
        table["answer"]["basis"] = str(known.basis_of(answer.question))
        table["answer"]["words"] = str(known[answer.question]).splitlines()

    return rewritten(changed, reckon)


def test_a_body_taken_out_is_found_also_where_the_answer_was_reckoned_without_it(corpus):
    """A log lacks no body but those that a redaction names, so whoever passes a file on can't quieten a claim in it."""
    document = corpus.prove_answer(corpus.as_of(DAY), ASKED).document
    for at in range(0, len(json.loads(document)["entries"]), 9):

        def quieten(table, at=at):
            table["entries"][at].update(body=None, salt=None)

        with pytest.raises(ProofError, match="was taken out of the file"):
            eventlog.check_answer(reckoned_anew(document, quieten))


@pytest.mark.parametrize(
    ("mine", "theirs"), [("UTC", "Asia/Tokyo"), ("Asia/Tokyo", "UTC"), ("Asia/Tokyo", "Asia/Seoul")]
)
def test_another_zone_is_found_also_where_the_answer_was_reckoned_in_it(mine, theirs):
    """The first entry says in which zone the days of a log are read."""
    with eventlog.open(":memory:", zone=mine) as log:
        one = report("Flood")
        log.record(one, nobody(one))
        document = log.prove_answer(log.as_of(), "flood.hurt").document
    assert eventlog.check_answer(document).same

    def move(table):
        table["answer"]["zone"] = theirs

    with pytest.raises(ProofError, match="entry 1 says"):
        eventlog.check_answer(reckoned_anew(document, move, zone=theirs))


def test_without_the_first_entry_the_zone_is_not_proved(tmp_path):
    """A file that leaves it out says so, and only of a log in UTC."""
    with eventlog.open(":memory:") as log:
        one, other = report("Flood"), report("Other")
        log.record(other, one, nobody(one))
        found = eventlog.check_answer(log.prove_answer(log.as_of(), "flood.hurt").document)
    assert found.same
    assert "that the days of its log are those of UTC: entry 1 says so" in found.not_proved


@pytest.mark.parametrize(("member", "value"), [("zone", "\ud800"), ("words", ["\ud800"]), ("rests_on", [True])])
def test_what_only_looks_like_the_format_is_refused(tmp_path, member, value):
    """Half a letter is no text, and True is no position."""
    bench = filled("memory", tmp_path)
    document = bench.log.prove_answer(bench.log.as_of(), "flood.hurt").document

    def change(table):
        table["answer"][member] = [*value, *table["answer"][member][1:]] if member == "rests_on" else value

    with pytest.raises(verifier.NotProved):
        verifier.read_answer(rewritten(document, change))


@settings(max_examples=30)
@given(data=st.data())
def test_any_answer_is_the_same_from_its_own_file(data):
    """Random reports, denials, doubts and retractions, at random cuts."""
    with eventlog.open(":memory:") as log:
        for number in range(data.draw(st.integers(1, 6))):
            one = Report(
                publisher=f"outlet:{data.draw(st.sampled_from('ab'))}",
                title=f"Report {number}",
                published=data.draw(st.sampled_from(("2024-06-20", "2024-06", "2024-07-01"))),
            )
            claim = one.claim(
                data.draw(st.sampled_from(("q.a", "q.b"))),
                data.draw(st.booleans()),
                by=[data.draw(st.sampled_from(("person:x", "anon:y")))],
                stance=data.draw(st.sampled_from(("assert", "deny"))),
            )
            log.record(one, claim)
            if data.draw(st.booleans()):
                log.record(doubted(claim))
            if data.draw(st.booleans()):
                notice = {"target": eventlog.Ref(claim.id), "by": claim.chain[-1].agent, "notice": "2024-08"}
                log.record(eventlog.Retracted(**notice))
        known = log.as_of(data.draw(st.sampled_from(("2024-06-25", "2024-07-05", "2024-12-31"))))
        for question in ("q.a", "q.b"):
            if log.as_of()[question].claims or known[question].claims:
                found = eventlog.check_answer(log.prove_answer(known, question).document)
                assert found.same
                assert str(found.standing) == str(known[question])


def test_one_entry_is_told_of_in_the_singular_and_none_not_at_all():
    """Of an answer that rests on one, in a log of one, two and three, by whoever proves it and whoever checks it."""
    with eventlog.open(":memory:") as log:
        for size, others in (
            (1, []),
            (2, ["the other entry does not bear"]),
            (3, ["none of the other 2 entries bears"]),
        ):
            log.record(Question(id=f"port.q{size}"))
            proof = log.prove_answer(log.as_of(), "port.q1")
            verdict = verifier.check_answer(verifier.read_answer(proof.document))
            for proved, missing in ((proof.proved, proof.not_proved), (verdict.proved, verdict.not_proved)):
                assert proved[0].startswith("the entry ")
                assert " is " in proved[0]
                told = [one for one in missing if "the question: that is the word" in one]
                assert told == [f"that {one} on the question: that is the word of the file's maker" for one in others]


def test_the_strangers_file_checks_it_alone(corpus, tmp_path):
    """One file of Python's own library: code 6 where nobody attests the root, 1 where a hash does not fit."""
    document = corpus.prove_answer(corpus.as_of(DAY), ASKED).document
    good, bad = tmp_path / "answer.json", tmp_path / "bad.json"
    good.write_bytes(document)
    bad.write_bytes(document.replace(b'"size": 558', b'"size": 5580'))
    alone = tmp_path / "verifier.py"
    alone.write_bytes(Path(verifier.__file__).read_bytes())
    done = [
        subprocess.run([sys.executable, "-I", alone, *args], capture_output=True, encoding="utf-8", check=False)
        for args in ([good], [good, "--body"], [bad])
    ]
    assert [one.returncode for one in done] == [6, 6, 1]
    assert f"it is said: {ASKED}: corroborated" in done[0].stdout
    assert " says: {" not in done[0].stdout
    assert '"question":"dprk.troops.deployment"' in done[1].stdout


def test_the_command_line_proves_and_checks_an_answer(tmp_path):
    """prove --answer writes the file; check runs the rules, without a log, and says by its code what is missing."""
    pytest.importorskip("cryptography", reason="checkpoints need the extra sign")
    bench = filled("sqlite", tmp_path)
    path, held = bench.log.store.path, bench.log.checkpoint(KEY)
    bench.log.close()
    note, public, file = tmp_path / "note", tmp_path / "key.pub", tmp_path / "answer.json"
    note.write_text(held.text)
    public.write_text(KEY.verifier.text)
    trusted = ["--checkpoint", str(note), "--key", str(public)]
    made = program("prove", "--answer", "flood.hurt", "-o", str(file), "--log", path, *trusted)
    assert (made.code, "entries that the answer on flood.hurt rests on" in made.err) == (0, True)
    assert program("check", str(file), *trusted).code == 0
    assert program("check", str(file)).code == 6
    file.write_bytes(file.read_bytes().replace(b"hurt", b"hart"))
    assert program("check", str(file)).code == 1
    assert "none.json can't be read, for it is not there" in program("check", str(tmp_path / "none.json")).err
    assert program("prove", "--log", path).code == 2
