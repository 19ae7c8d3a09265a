"""A redaction and the events of users' own: what names what goes, and what repeats its id, is found in them, too."""

from __future__ import annotations

import attrs
import pytest

import eventlog
from eventlog.claims import Ref
from eventlog.events import Annulled
from log_samples import plain, report


@eventlog.register("desk.noted-down", version=1)
@attrs.frozen(kw_only=True)
class NotedDown:
    """A note that may name others in any member."""

    words: str = ""
    about: Ref | None = None
    others: dict[str, tuple[Ref, ...]] = attrs.field(factory=dict)
    number: int = 0
    fails: bool = False

    @property
    def effects(self) -> tuple[str, ...]:
        """Where it is found; one can't be read any more."""
        if self.fails and Now.failing:
            raise ZeroDivisionError
        return ("q:flood.hurt",)


class Now:
    """Whether the class fails, as where a program has another one, or none."""

    failing = False


@pytest.fixture
def failing(monkeypatch):
    """From where this is called on, notes that can fail do."""
    return lambda: monkeypatch.setattr(Now, "failing", True)


def test_the_id_of_what_goes_is_found_as_text(log):
    """Of a claim as of a report, whole or among other words: without a salt it lets anybody confirm a guess."""
    first = report("First")
    claim = first.claim("leak.where", "x", paraphrase="told in passing")
    note = NotedDown(words="nothing of note")
    held = log.record(first, claim, note, NotedDown(words=f"ask about {claim.id} again"), NotedDown(words=claim.id))
    found = log.redaction(claim)
    assert {one.position: one.why for one in found.repeats} == dict.fromkeys(held[3:], "it holds the id of what goes")
    struck = log.record(Annulled(target=Ref(claim.id), reason="misread"))[0]
    word = log.reader.entry(struck).id
    later = log.record(NotedDown(words=f"see {word}"))[0]
    assert [one.position for one in log.redaction(struck).repeats] == [later]


def test_what_names_another_in_a_table_goes_with_it(log):
    """A reference stands in a body as a position, in whichever member it is."""
    positions = log.record(*plain(1))
    claim = log.reader.entry(positions[1]).id
    note = log.record(NotedDown(others={"see": (Ref(claim),)}, words="it was her brother"))[0]
    assert note in log.redaction(claim).positions


def test_what_cant_be_read_and_may_name_what_goes_is_listed(log, failing):
    """The command line knows no class of a user's own: what would have gone with it does not stay without a word."""
    positions = log.record(*plain(1))
    claim = log.reader.entry(positions[1]).id
    notes = log.record(NotedDown(about=Ref(claim), fails=True), NotedDown(fails=True, number=positions[-1] + 50))
    assert notes[0] in log.redaction(claim).positions
    failing()
    found = log.redaction(claim)
    assert notes[0] not in found.positions
    assert [(one.position, one.why) for one in found.repeats] == [
        (notes[0], "it can't be read here, and may name what goes")
    ]
    assert log.redact(claim, notes[0], reason="order 17").repeats == ()
    assert log.verify().ok
