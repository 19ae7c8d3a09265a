"""What is redacted is gone, from every place and for good; and the log still proves what it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog import verifier
from eventlog.claims import Agent, Ref, digest_of
from eventlog.clock import Clock
from eventlog.errors import EventLogError, InvalidValue
from eventlog.events import Annulled, Redacted, Retracted, Superseded
from eventlog.log import EventLog
from eventlog.log.reader import LogReader
from eventlog.proof import commit
from eventlog.reports import Report
from eventlog.stores import MemoryStore, SQLiteStore
from eventlog.testing.events import stories
from log_backends import STORES, Bench, counted_salts, dump
from log_samples import MAYOR, TEXT, doubted, linked, nobody, plain, report, river
from log_tampering import KEY, filled

pytest.importorskip("cryptography", reason="checkpoints need the extra sign")
WORDS = "the informant Zebulon Quartermain lives in Larch Lane"


@pytest.fixture(params=STORES)
def held(request, tmp_path):
    """Nine entries: 1 report, 2 and 3 claims in it, 4 agent, 5 question, 6 about 2, 7 and 8 others, 9 a link."""
    bench = filled(request.param, tmp_path)
    yield bench
    bench.log.close()


def files(bench) -> bytes:
    """Every byte that the log keeps on disk."""
    return b"".join(one.read_bytes() for one in sorted(Path(bench.folder).glob("log.db*")))


def test_a_plan_changes_nothing_and_says_what_goes(held):
    """What names the target goes with it, and what names that; each with its reason."""
    before = dump(held.log)
    plan = held.log.redaction(1)
    assert plan == held.log.redact(1, reason="never done", dry_run=True)
    assert [(one.position, one.why) for one in plan.goes] == [
        (1, "asked for"),
        (2, "it names entry 1"),
        (3, "it names entry 1"),
        (6, "it names entry 2"),
        (9, "it names entry 3"),
    ]
    assert plan.withheld == (("flood.hurt", (1, 3, 9)), ("flood.river.level", (1, 2, 6, 9)))
    assert plan.entry is None
    assert "to be erased: entry 1 (report-recorded/1): asked for" in str(plan)
    assert dump(held.log) == before


def test_a_redaction_is_one_entry_and_an_erasure(held):
    """F085: bodies and salts are gone, records and root are what they were, and the entry says which and why."""
    before, root = dump(held.log), held.log.head.root
    done = held.log.redact(2, reason="order 17 of the district court", by="user:counsel")
    assert (done.positions, done.entry) == ((2, 6, 9), 10)
    after = dump(held.log)
    for old, new in zip(before, after, strict=False):
        position, recorded, kind, _, _, committed, leaf, _ = old
        if position in done.positions:
            assert new == (position, recorded, kind, None, None, committed, leaf, None)
        else:
            assert new == old
    event = held.log.reader.entry(10).event
    assert event == Redacted(
        positions=(2, 6, 9), withheld=done.withheld, reason="order 17 of the district court", by="user:counsel"
    )
    assert held.log._prover.root(9) == root
    assert all(held.log.reader.entry(at).event is None for at in done.positions)
    assert all(held.log.reader.find(one[7]) is None for one in before if one[0] in done.positions)
    found = held.log.verify()
    assert found.ok
    assert [(one.position, one.redaction, one.reason, one.by) for one in found.redacted] == [
        (at, 10, "order 17 of the district court", "user:counsel") for at in (2, 6, 9)
    ]
    assert "entry 2 was redacted by entry 10" in str(found)


def test_proofs_and_checkpoints_from_before_still_hold(held):
    """F085: and a proof of what was redacted can be made anew, without the words."""
    old = held.log.checkpoint(KEY)
    bundles = {at: held.log.prove(at, old).bundle for at in range(1, 10)}
    held.log.redact(1, reason="order 17")
    head = verifier.read_checkpoint(old.text.encode(), [KEY.verifier.text])
    for bundle in bundles.values():
        assert verifier.check(verifier.read_bundle(bundle), head).attested
    found = held.log.verify(old)
    assert (found.ok, found.attested) == (True, 9)
    again = held.log.prove(2, old)
    assert any("redacted" in one for one in again.not_proved)
    verdict = verifier.check(verifier.read_bundle(again.bundle), head)
    assert any("what the body says" in one for one in verdict.not_proved)
    held.log.checkpoint(KEY, after=old)


def test_no_copy_of_the_words_is_left_in_any_file(tmp_path):
    """F089: not in the file, not in its write-ahead log, not beside them; text, quote, digests, ids and salts."""
    bench = Bench("sqlite", tmp_path)
    log = bench.log
    for number in range(40):
        log.record(*plain(number))
    text = f"It is said that {WORDS}. " * 1500
    one = report("Leak", text=text + "Nobody else knows.")
    claim = one.claim("leak.where", "Larch", by=["anon:source"], paraphrase=f"told that {WORDS}", quote="Nobody else")
    positions = log.record(one, claim, doubted(claim))
    for number in range(40, 80):
        log.record(*plain(number))
    salts = [log.store.entry(at).salt for at in positions]
    needles = [WORDS.encode(), b"Zebulon", one.id.encode(), claim.id.encode(), one.digest.encode(), *salts]
    needles += [digest_of("Nobody else").encode(), *(needle.encode("utf-16-le") for needle in ("Zebulon",))]
    assert all(needle in files(bench) for needle in needles[:-1])
    done = log.redact(one.id, reason="the source is in danger")
    assert done.positions == positions
    left = files(bench)
    assert [needle for needle in needles if needle in left] == []
    assert all("wal" not in sentence for sentence in done.left)
    assert any("backups" in sentence for sentence in done.left)
    assert log.verify().ok
    log.close()
    assert [needle for needle in needles if needle in files(bench)] == []
    log = bench.open()
    assert log.as_of()["leak.where"].withheld == positions
    log.close()


def test_who_is_reading_may_keep_the_words_and_that_is_said(tmp_path):
    """F089: an open snapshot holds the write-ahead log; redacting the same again, later, cleans it."""
    path = tmp_path / "log.db"
    with EventLog(SQLiteStore(path, durability="off", wait=0.1)) as log:
        log.record(report("Leak", text=WORDS))
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            assert reader.execute("SELECT count(*) FROM entry").fetchone() == (1,)
            done = log.redact(1, reason="order 17")
            assert any("another program is reading" in sentence for sentence in done.left)
            assert log.verify().ok
            reader.execute("ROLLBACK")
        again = log.redact(1, reason="order 17")
        assert (again.entry, again.left, again.already) == (None, (), (1,))
        assert not any(WORDS.encode() in one.read_bytes() for one in tmp_path.iterdir())


def test_redacting_twice_is_redacting_once(held):
    """F087: nothing is recorded the second time."""
    held.log.redact(2, reason="order 17")
    before = dump(held.log)
    again = held.log.redact(2, 6, 9, reason="another reason")
    assert (again.goes, again.already, again.entry) == ((), (2, 6, 9), None)
    assert dump(held.log) == before
    more = held.log.redact(2, 3, reason="order 18")
    assert (more.positions, more.already, more.entry) == ((3,), (2,), 11)
    assert held.log.verify().ok


def test_what_is_not_there_and_a_redaction_can_not_be_redacted(held):
    """F087: no position beyond the log, no unknown id, nothing that is no name, no redaction."""
    held.log.redact(2, reason="order 17")
    before = dump(held.log)
    for wrong in (0, -1, 11, "claim:" + "0" * 32):
        with pytest.raises(LookupError):
            held.log.redact(wrong, reason="order 17")
    for wrong in (True, 1.5, None, b"x"):
        with pytest.raises((InvalidValue, LookupError)):
            held.log.redact(wrong, reason="order 17")
    with pytest.raises(InvalidValue, match="can't be redacted"):
        held.log.redact(10, reason="order 17")
    with pytest.raises(InvalidValue, match="nothing is named"):
        held.log.redact(reason="order 17")
    with pytest.raises(InvalidValue):
        held.log.redact(1, reason="  ")
    assert dump(held.log) == before


def test_a_reason_that_repeats_the_words_is_refused(held):
    """F090: it would be kept for ever."""
    with pytest.raises(InvalidValue, match="repeats words") as refused:
        held.log.redact(1, reason="because The river rose by two metres, the mayor was shown to lie")
    assert "river" not in str(refused.value)
    assert held.log.head.position == 9


@pytest.mark.parametrize(
    ("reason", "named"),
    [
        ("Tom Brandt wants to be forgotten", True),
        ("asked for by tom-brandt’s lawyer", True),
        ("MR T. BRANDT asked", True),
        ("a person wants to be forgotten, asks Eva Lind", False),
        ("the branding of Tomsk", False),
    ],
)
def test_a_reason_that_names_who_is_to_be_forgotten_is_refused(log, reason, named):
    """By the id or by a definition of whoever speaks in what goes; who is named elsewhere alone may be named."""
    report = Report(publisher="outlet:herald", title="No exit was locked", published="2031-06-20")
    other = Report(publisher="outlet:herald", title="Another", published="2031-06-20")
    log.record(
        Agent(id="person:tom-brandt", name="Tom Brandt", aliases=["Mr T. Brandt", "?"]),
        Agent(id="person:eva-lind", name="Eva Lind"),
        *(report, report.claim("doors.locked", by=["org:mill", "person:tom-brandt"])),
        *(other, other.claim("doors.locked", by=["person:eva-lind"])),
    )
    if named:
        with pytest.raises(InvalidValue, match="names a person whom what goes names"):
            log.redact(report, reason=reason)
    assert (log.redact(report, reason="a court order" if named else reason).entry is not None, len(log)) == (True, 7)


def test_a_guess_can_not_be_confirmed(held):
    """F088: with the salt gone, the true words fit the commit no better than a thousand others."""
    stored = held.log.store.entry(3)
    assert commit(stored.salt, stored.body) == stored.commit
    held.log.redact(3, reason="order 17")
    left = held.log.store.entry(3)
    assert (left.salt, left.body) == (None, None)
    assert commit(bytes(32), stored.body) != left.commit


def test_answers_say_what_is_withheld(held):
    """The answer is the one without it; a question that nothing else bears on is still named."""
    before = held.log.as_of()
    token = before.basis_of("flood.river.level")
    assert before["flood.river.level"].withheld == ()
    held.log.redact(2, reason="order 17")
    after = held.log.as_of()
    assert str(after["flood.river.level"].status) == "unreported"
    assert after["flood.river.level"].withheld == (2, 6, 9)
    assert "withheld: 3 entries" in str(after["flood.river.level"])
    assert "flood.river.level" in after.questions
    assert after["flood.hurt"].withheld == (9,)
    assert after["flood.river"].withheld == ()
    early = held.log.as_of("2024-06-27", recorded="2024-06-26T12:00:00Z")
    assert early["flood.river.level"].withheld == (2,)
    again = after.reproduce(held.log.reader, token)
    assert (again.same, again.withheld) == (False, (2, 6, 9))


def test_a_redacted_report_takes_its_claims_with_it(held):
    """They hold digests of its spans and tell its words again."""
    held.log.redact(1, reason="order 17")
    known = held.log.as_of()
    assert known["flood.river.level"].withheld == (1, 2, 6, 9)
    assert known["flood.hurt"].withheld == (1, 3, 9)
    assert TEXT.encode() not in b"".join(one[3] or b"" for one in dump(held.log))
    assert held.log.record(report()) == (11,)  # it may be recorded anew, as another entry
    assert held.log.verify().ok


def test_what_stands_again_is_listed(log):
    """Where a withdrawal goes with what it names, the plan says what it had withdrawn."""
    one, notice, other = report(), report("Notice", text="We were wrong."), report("New", text="It was three metres.")
    old, new = river(one), other.claim("flood.river.level", "three metres", by=["person:mayor"])
    replaced = Superseded(target=Ref(old.id), by="person:mayor", notice=other.id, with_=Ref(new.id))
    struck = Annulled(target=Ref(nobody(one).id), replaced_by=Ref(new.id))
    back = Retracted(target=Ref(one.id), by="outlet:herald", notice=notice.id)
    at = dict(
        zip(
            ("one", "notice", "other", "old", "hurt", "new", "replaced", "struck", "back"),
            log.record(one, notice, other, old, nobody(one), new, replaced, struck, back),
            strict=True,
        )
    )
    plan = log.redaction(at["new"])
    assert plan.positions == (at["new"], at["replaced"], at["struck"])
    assert {one.position for one in plan.revives} == {at["old"], at["hurt"]}
    assert {one.position for one in log.redaction(at["notice"]).revives} == {at["one"]}
    assert log.redaction(at["one"]).revives == ()
    log.redact(at["notice"], reason="order 17")
    assert log.as_of()["flood.river.level"].withheld == (at["notice"], at["back"])


def test_what_repeats_the_words_is_listed_and_stays_unless_it_is_named(log):
    """Another report with the same text, a claim with the same paraphrase, an id that was written as text."""
    first = report("First", text=f"Word is that {WORDS}, and has for years. " + "And more. " * 20)
    copied = Report(publisher="outlet:copyist", title="Copy", text=first.text)
    citing = report("Citing", text="see there", cites=[Ref(first.id)])
    late = report("Late", text=f"{'x' * 300} {WORDS} {'x' * 10}")
    told = first.claim("leak.where", "x", paraphrase=f"told that {WORDS}")
    again = late.claim("leak.where", "y", paraphrase=f"told that {WORDS}")
    log.record(citing)
    log.record(copied, late, again)
    position = log.record(first)[0]
    log.record(told)
    plan = log.redaction(told.id)
    assert {one.position for one in plan.repeats} == {4}
    plan = log.redaction(position)
    assert {one.position: one.why for one in plan.repeats} == {
        1: "it holds the id of what goes",
        2: "it holds the digest of what goes",
        4: "it holds words of what goes",
    }
    done = log.redact(position, 1, 2, 4, reason="order 17")
    assert done.repeats == ()
    assert log.verify().ok


def test_however_much_goes_all_that_repeats_any_of_it_is_listed(log):
    """Within a longer text or a short one, at any place of it; also the address of what goes."""
    secret = Report(publisher="outlet:a", title="Names", url="https://example.org/names/of/all", published="2024-06-20")
    named = [
        secret.claim(f"list.n{at}", True, by=["person:a"], paraphrase=f"resident {at:04} of the mill")
        for at in range(300)
    ]
    log.record(secret, *named)
    words = ["resident 0000 of the mill", "resident 0299 of the mill", "https://example.org/names/of/all"]
    others = [
        Report(publisher="outlet:b", title=f"T{at}", text=f"{'x' * at}{one}{' and more' * (at % 3 * 20)}")
        for at, one in enumerate(words * 5)
    ]
    log.record(*others, Report(publisher="outlet:b", title="None", text="resident 0300 of the mill, and no other " * 9))
    assert [one.position for one in log.redaction(secret).repeats] == [*range(302, 302 + len(others))]


def test_agents_are_forgotten_by_name(log):
    """A redaction names the questions it touches, and no agent."""
    one = report()
    log.record(one, river(one))
    position = log.record(MAYOR)[0]
    done = log.redact(position, reason="order 17")
    assert done.withheld == (("flood.river.level", (position,)),)
    assert b"mayor" not in log.store.entry(done.entry).body
    assert log.as_of()["flood.river.level"].withheld == (position,)


def test_what_came_in_since_the_plan_goes_too(held):
    """The plan is made anew when it is carried out."""
    plan = held.log.redaction(7)
    claim = held.log.reader.entry(8).event.claim
    held.log.record(doubted(claim))
    done = held.log.redact(7, reason="order 17")
    assert set(done.positions) == {*plan.positions, 10}


@pytest.mark.parametrize("store", STORES)
@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data())
def test_any_redaction_of_any_log_leaves_it_sound(store, data, tmp_path_factory):
    """Whatever is redacted: it verifies, nothing names what is gone, its ids are nowhere, and memory says the same."""
    bench = Bench(store, tmp_path_factory.mktemp("redact", numbered=True))
    twin = EventLog(MemoryStore(salts=counted_salts()), Clock(bench.clock))
    log = bench.log
    for story in data.draw(st.lists(stories(), min_size=1, max_size=2)):
        bench.clock.go(1)
        try:
            log.record(*story)
        except EventLogError:  # a reference that is not held, say, or a reading that was struck
            continue
        twin.record(*story)
    if not len(log):
        return
    before, ids = log.checkpoint(KEY) if data.draw(st.booleans()) else None, {one[0]: one[7] for one in dump(log)}
    for _ in range(2):
        assert everything(log.reader, ids) == everything(LogReader(log.store), ids)
        targets = data.draw(st.lists(st.sampled_from(sorted(ids)), min_size=1, max_size=2))
        bench.clock.go(1)
        done = log.redact(*targets, reason="order 17")
        assert (done.goes, done.entry) == ((same := twin.redact(*targets, reason="order 17")).goes, same.entry)
        found = log.verify(() if before is None else before)
        assert found.ok, found
        assert set(done.positions) | set(done.already) >= set(targets)
        gone = {ids[at] for at in ids if log.store.entry(at).body is None}
        assert not any(key.partition(":")[2] in gone for key in log.store.keys("", len(log)))
        assert not any(one[7] in gone for one in dump(log))
        assert everything(log.reader, ids) == everything(LogReader(log.store), ids)
    assert dump(log) == dump(twin)
    log.close()


def everything(reader: LogReader, ids) -> list[tuple[int, object, object]]:
    """What is found under any key, or by any id that ever was."""
    size = reader.size()
    told = [*reader.under(reader.keys("", size), 0, size), *reader.having([id for id in ids.values() if id], size)]
    return [(entry.position, entry.event, entry.id) for entry in told]


def test_linked_claims_lose_the_link_and_keep_themselves(held):
    """Only what names the target goes."""
    done = held.log.redact(9, reason="order 17")
    assert done.positions == (9,)
    assert held.log.reader.entry(2).event is not None
    assert linked(*(held.log.reader.entry(at).event.claim for at in (2, 3))).id != held.log.reader.entry(9).id


def test_old_copies_in_the_unused_part_of_pages_go_too(tmp_path):
    """F089: what lies where no row stands any more is no part of the file that is written anew."""
    path, needle = tmp_path / "log.db", b"Quartermain's old copy"
    with EventLog(SQLiteStore(path, durability="off")) as log:
        log.record(report("Leak", text=WORDS))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA secure_delete = OFF")
        guards = other.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'meta'")
        guards = guards.fetchall()
        for name, _ in guards:
            other.execute(f"DROP TRIGGER {name}")
        other.execute("INSERT INTO meta (name, value) VALUES ('passing', ?)", (needle.decode(),))
        other.execute("DELETE FROM meta WHERE name = 'passing'")
        for _, guard in guards:
            other.execute(guard)
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert needle in path.read_bytes()
    with EventLog(SQLiteStore(path, durability="off")) as log:
        log.redact(1, reason="order 17")
        log.store.close()
    assert needle not in path.read_bytes()


def test_the_write_ahead_log_is_cut_while_the_log_is_open(tmp_path):
    """F089: the pages as they were before, which the write-ahead log holds, are gone before `redact` returns."""
    path, journal = tmp_path / "log.db", tmp_path / "log.db-wal"
    with EventLog(SQLiteStore(path, durability="off")) as log:
        log.record(report("Leak", text=WORDS))
        assert WORDS.encode() in journal.read_bytes()
        log.redact(1, reason="order 17")
        assert journal.stat().st_size == 0


def test_an_erased_row_is_overwritten_even_where_the_file_is_not_written_anew(tmp_path, monkeypatch):
    """F089: a disk with no room for a second file still loses the words: the row itself is overwritten."""
    path = tmp_path / "log.db"
    monkeypatch.setattr(SQLiteStore, "vacuum", lambda _: ())
    with EventLog(SQLiteStore(path, durability="off")) as log:
        log.record(report("Leak", text=f"{WORDS}. " * 1500))
    assert WORDS.encode() in path.read_bytes()
    with EventLog(SQLiteStore(path, durability="off")) as log:
        log.redact(1, reason="order 17")
    assert WORDS.encode() not in path.read_bytes()
