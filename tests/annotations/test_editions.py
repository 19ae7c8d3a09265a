"""Claims of an edited article: what stands unchanged is carried, and nothing is guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Attribution, Evidence, Report, TimeExpression
from eventlog.annotations.editions import Fate, carry
from eventlog.errors import InvalidValue

A = "The quay is shut, the board said."
B = "About 120 boats left 🐟."
C = "A fisher added that nobody had been asked!"
D = "The board meets in July."
E = "Rain fell on Monday."


def report(text: str, **given: object) -> Report:
    """An edition."""
    return Report(**{"publisher": "outlet:mail", "title": "Quay", "published": "2031-06-26", "text": text} | given)


def fate(old: str, new: str, words: str) -> Fate:
    """What becomes of words; where they are carried, the new span says them too."""
    before, after = report(old), report(new, title="Quay, edited")
    start = old.index(words)
    claim = before.claim("quay.shut", evidence=[Evidence.of(old, start, start + len(words))])
    (one,) = carry(before, after, [claim])
    assert (one.new is None) == bool(one.said) == (one.fate is not Fate.CARRIED)
    if one.new is not None:
        (span,) = one.new.evidence
        assert new[span.start : span.end] == words
        assert one.new.report == after.id
    return one.fate


TEXT = f"{A} {B}\n\n{C} {D}"
PAIRS = [
    # words kept
    (TEXT, TEXT, "quay is shut", Fate.CARRIED),
    (TEXT, f"{E} {TEXT}", "quay is shut", Fate.CARRIED),
    (TEXT, f"🐟🐟 {E}\n\n{TEXT} {E}", "120 boats left 🐟", Fate.CARRIED),
    (TEXT, f"{A} {E} {B}\n\n{C} {D}", "nobody had been asked", Fate.CARRIED),
    (TEXT, f"{B}\n\n{C} {D}", "120 boats", Fate.CARRIED),
    (TEXT, f"{A}\n\n{C} {D}", "board meets in July", Fate.CARRIED),
    (TEXT, TEXT.replace("July", "June"), A, Fate.CARRIED),
    (TEXT, f"{E} {TEXT}", f"{A} {B}", Fate.CARRIED),
    # in another sentence, or in one that says otherwise
    (TEXT, TEXT.replace("The quay is shut", "Nobody says that the quay is shut"), "quay is shut", Fate.CHANGED),
    (TEXT, TEXT.replace("the board said", "the board denied"), "quay is shut", Fate.CHANGED),
    (TEXT, TEXT.replace("About 120", "About 90"), "120 boats left", Fate.CHANGED),
    (TEXT, TEXT.replace("shut", "closed"), "quay is shut", Fate.CHANGED),
    (TEXT, TEXT.replace("July", "August"), "meets in July", Fate.CHANGED),
    (TEXT, TEXT.replace("quay is", "quay\nis"), "quay is shut", Fate.CHANGED),
    (TEXT, TEXT.replace("fisher", "skipper"), "nobody had been asked", Fate.CHANGED),
    (TEXT, TEXT.replace(f"{A} {B}", f"{A}  {B}"), f"{A} {B}", Fate.CHANGED),
    # moved
    (f"{A} {B} {C} {D}", f"{D} {A} {B} {C}", "meets in July", Fate.MOVED),
    (f"{A} {B} {C} {D}", f"{B} {C} {D} {A}", "quay is shut", Fate.MOVED),
    (f"{A} {B} {C} {D}", f"{A} {C} {D} {B}", "120 boats", Fate.MOVED),
    (f"{A} {B} {C} {D}", f"{A} {B} {E} {C} {D}", f"{B} {C}", Fate.MOVED),
    # gone
    (TEXT, f"{B}\n\n{C} {D}", "quay is shut", Fate.GONE),
    (TEXT, f"{A} {B}\n\n{C}", "board meets", Fate.GONE),
    (TEXT, E, "120 boats", Fate.GONE),
    (TEXT, " ", "120 boats", Fate.GONE),
    # twice there
    (TEXT, f"{TEXT} {A}", "quay is shut", Fate.AMBIGUOUS),
    (f"{TEXT} {A}", TEXT, "quay is shut", Fate.AMBIGUOUS),
    (f"{A} {TEXT}", f"{A} {TEXT}", "quay is shut", Fate.AMBIGUOUS),
    (f"{A} {B} {A} {C}", f"{B} {A} {C}", "the board said", Fate.AMBIGUOUS),
    (TEXT, f"{E} Is the quay is shut news? So the quay is shut now. {B}", "quay is shut", Fate.AMBIGUOUS),
    (TEXT, f"{A} {B}\n\n{C} {B} {D}", "120 boats", Fate.AMBIGUOUS),
]


@pytest.mark.parametrize(("old", "new", "words", "expected"), PAIRS)
def test_thirty_pairs_of_editions(old: str, new: str, words: str, expected: Fate) -> None:
    """Kept, changed, moved, gone, twice there: no span is carried to a wrong place."""
    assert fate(old, new, words) is expected


def test_there_are_thirty() -> None:
    """As many of them as were promised."""
    assert len(PAIRS) >= 30


SENTENCES = st.lists(st.sampled_from([A, B, C, D, E]), min_size=1, max_size=7)


@given(SENTENCES, SENTENCES, st.data())
def test_whatever_is_carried_stands_once_in_its_own_sentence(
    old: list[str], new: list[str], data: st.DataObject
) -> None:
    """Of any two editions: what is carried is the only sentence that says so, in both."""
    at = data.draw(st.integers(0, len(old) - 1))
    if fate(" ".join(old), " ".join(new), old[at]) is Fate.CARRIED:
        assert old.count(old[at]) == new.count(old[at]) == 1


def test_a_claim_goes_with_its_cues_or_not_at_all() -> None:
    """All that a claim says stays, but for where it stands; a cue that is gone keeps it back."""
    before, after, other = report(TEXT), report(f"{E} {TEXT}"), report(f"{B} {C}")
    cue = before.find("fisher added")
    claim = before.claim(
        "boats.left",
        by=[Attribution(agent="anon:fisher", cue=cue)],
        quote="120 boats",
        during="2031-06",
        stance="allege",
    )
    (one,) = carry(before, after, [claim])
    assert after.text[one.new.chain[0].cue.start : one.new.chain[0].cue.end] == "fisher added"
    assert (one.new.during, one.new.stance, one.new.question) == ("2031-06", "allege", "boats.left")
    (one,) = carry(before, other.__class__(publisher="outlet:mail", text=A + " " + B), [claim])
    assert one.fate is Fate.GONE


def test_words_of_time_are_not_carried_to_another_date() -> None:
    """'Yesterday' of an edition of another day is another day; with our own reading of it, it is not."""
    before, after = report(TEXT), report(TEXT, published="2031-06-28")
    claim = before.claim("quay.shut", quote="quay is shut", during=TimeExpression("yesterday"))
    read = before.claim("quay.shut", quote="quay is shut", during=TimeExpression("yesterday", value="2031-06-25"))
    bare = before.claim("quay.shut")
    assert [one.fate for one in carry(before, after, [claim, read, bare])] == [Fate.DATED, Fate.CARRIED, Fate.UNPLACED]


def test_a_text_that_is_not_held_is_told() -> None:
    """And a claim of another report."""
    before, after = report(TEXT), report(E)
    with pytest.raises(InvalidValue, match="is not held"):
        carry(before, Report(publisher="outlet:mail", title="Quay"), [])
    with pytest.raises(InvalidValue, match="not of the old edition"):
        carry(before, after, [after.claim("quay.shut")])


def test_the_command_carries_once_and_lists_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is struck stays struck, what changed has a correction proposed, and a second time nothing is new."""
    pytest.importorskip("click", reason="the command line needs the extra cli")
    from eventlog.cli.root import root
    from eventlog.cli.running import run

    before = report(TEXT)
    after = report(f"{E} " + TEXT.replace("120", "90"), revision_of=before.id)
    kept, changed = before.claim("quay.shut", quote="quay is shut"), before.claim("boats.left", quote="120 boats")
    struck = before.claim("board.meets", quote="meets in July")
    log = tmp_path / "log.db"
    with eventlog.open(log) as held:
        held.record(before, after, kept, changed, struck)
        held.record(eventlog.Annulled(target=struck.id, reason="misread"))
        size = len(held)
    for flags, grown in ((["--check"], 0), ([], 1), ([], 1)):
        capsys.readouterr()
        assert run(root, ["carry-over", before.id, after.id, "--log", str(log), "-f", "jsonl", *flags]) == 0
        out, err = capsys.readouterr()
        first, second = map(json.loads, out.splitlines())
        assert (first["claim"], first["fate"], second["fate"], err) == (kept.id, "carried", "changed", "")
        assert second["propose"] == f"eventlog correct {changed.id} --by outlet:mail --notice {after.id}"
        with eventlog.open(log, read_only=True) as held:
            assert len(held) == size + grown
    assert run(root, ["carry-over", before.id, after.id, "--log", str(log), "-f", "table"]) == 0
    assert "did it correct itself? eventlog correct" in " ".join(capsys.readouterr().out.split())
    assert run(root, ["carry-over", before.id, before.id, "--log", str(log)]) == 2
    assert "give the old edition and the new one" in capsys.readouterr().err
    *_, proposed = second["propose"].split("eventlog ")
    assert run(root, [*proposed.split(), "--log", str(log)]) == 0
    with eventlog.open(log, read_only=True) as held:
        assert isinstance(held.reader.entry(size + 2).event, eventlog.Corrected)
