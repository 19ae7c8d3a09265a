"""Stored names, versions, and events of a user's own."""

from __future__ import annotations

import itertools

import attrs
import msgspec
import pytest

from eventlog.claims import Evidence, Ref
from eventlog.codec import Reading, encode, id_of, kind_of, register, upcast
from eventlog.errors import InvalidValue, UnknownKind
from eventlog.events import ClaimRecorded, UnknownEvent
from eventlog.events.dependencies import ALPHABET

fresh = (f"desk.test-{number}" for number in itertools.count())


def nowhere(_id: str) -> None:
    """A log that holds nothing."""


def note(name, version=1, **fields):
    """A new event class with these fields, registered."""
    shape = attrs.make_class(
        "Note", {key: attrs.field(type=type_) for key, type_ in fields.items()}, frozen=True, kw_only=True
    )
    return register(name, version)(shape)


def test_an_event_of_ones_own_is_written_and_read() -> None:
    """A registered class comes back as itself, with an id from its content and references as positions."""
    name = next(fresh)
    shape = note(name, text=str, about=Ref, spans=tuple[Evidence, ...])
    event = shape(text="look again", about=Ref("claim:a"), spans=(Evidence.of("abc", 0, 2),))
    body = encode(event, {"claim:a": 5}.get)
    assert msgspec.json.decode(body)["about"] == 5
    assert Reading({5: "claim:a"}.get).decode(f"{name}/1", body) == event
    assert kind_of(event).stored == f"{name}/1"
    assert id_of(event).startswith("event:")
    assert id_of(event) == id_of(attrs.evolve(event))
    assert id_of(event) != id_of(attrs.evolve(event, text="other"))


def test_two_classes_with_the_same_fields_have_different_ids() -> None:
    """The stored kind is part of the content that an id comes from."""
    one, other = note(next(fresh), text=str), note(next(fresh), text=str)
    assert id_of(one(text="x")) != id_of(other(text="x"))


def test_import_paths_are_not_stored() -> None:
    """What is stored is the name and nothing that says where the class lives."""
    name = next(fresh)
    body = encode(note(name, text=str)(text="x"), nowhere)
    assert body == b'{"text":"x"}'


def test_old_versions_are_read_through_upcasters() -> None:
    """A body of version 1 goes through each step to the newest version; the newest goes through none."""
    name = next(fresh)
    old = encode(note(next(fresh), text=str)(text="x"), nowhere)

    @upcast(name, 1)
    def _one(table):
        return {"words": table["text"], "weight": 1}

    @upcast(name, 2)
    def _two(table):
        return table | {"weight": table["weight"] + 1}

    shape = note(name, 3, words=str, weight=int)
    reading = Reading({}.get)
    assert reading.decode(f"{name}/1", old) == shape(words="x", weight=2)
    assert reading.decode(f"{name}/2", b'{"words":"x","weight":1}') == shape(words="x", weight=2)
    assert reading.decode(f"{name}/3", b'{"words":"x","weight":1}') == shape(words="x", weight=1)
    assert isinstance(reading.decode(f"{name}/4", b"{}"), UnknownEvent)


def test_references_stay_positions_in_an_upcaster() -> None:
    """An upcaster sees what is stored: a whole number where another entry is named."""
    name = next(fresh)

    @upcast(name, 1)
    def _one(table):
        assert isinstance(table["about"], int)
        return {"target": table["about"]}

    shape = note(name, 2, target=Ref)
    assert Reading({4: "claim:d"}.get).decode(f"{name}/1", b'{"about":4}') == shape(target=Ref("claim:d"))


def test_an_upcaster_that_fails_is_reported() -> None:
    """An error in an upcaster comes out as a value that names the version."""
    name = next(fresh)
    upcast(name, 1)(lambda table: table["nothing"])
    note(name, 2, text=str)
    event = Reading({}.get).decode(f"{name}/1", b'{"text":"secret"}')
    assert isinstance(event, UnknownEvent)
    assert "version 1 failed (KeyError)" in event.reason


def test_a_gap_in_the_versions_is_found_at_once() -> None:
    """A class whose older versions could not all be read is refused when it is registered."""
    name = next(fresh)
    upcast(name, 1)(lambda table: table)
    with pytest.raises(InvalidValue, match="no upcaster from version 2"):
        note(name, 3, text=str)


@pytest.mark.parametrize(
    "name",
    [
        "note",
        "claim-recorded",
        "Desk.note",
        "desk..note",
        "desk.",
        ".x",
        "desk note.x",
        "desk.nöte",
        "a/b.c",
        "",
        5,
        "a." * 200,
    ],
)
def test_unsafe_names_are_refused(name) -> None:
    """A stored name is dotted, lower-case and short, so that it can be none of ours and hurt nobody."""
    with pytest.raises(InvalidValue):
        register(name)


@pytest.mark.parametrize("version", [0, -1, True, "1", 1.0])
def test_versions_count_from_one(version) -> None:
    """A version is a whole number from 1 on."""
    with pytest.raises(InvalidValue):
        register("desk.note", version)


def test_a_name_has_one_class_and_a_class_one_name() -> None:
    """Neither can be taken by another."""
    name = next(fresh)

    @register(name)
    @attrs.frozen
    class First:
        text: str

    @attrs.frozen
    class Second:
        text: str

    with pytest.raises(InvalidValue, match="is the stored name of First already"):
        register(name)(Second)
    with pytest.raises(InvalidValue, match="one class has one stored name"):
        register(next(fresh))(First)
    with pytest.raises(InvalidValue):
        register(next(fresh))(ClaimRecorded)


def test_a_cell_that_runs_twice_registers_its_class_anew() -> None:
    """The same class, defined again in the same place, takes the place of the first."""
    name = next(fresh)
    shapes = []
    for _ in range(2):

        @register(name)
        @attrs.frozen
        class Cell:
            text: str

        shapes.append(Cell)
    assert kind_of(shapes[1](text="x")).shape is shapes[1]
    with pytest.raises(UnknownKind):
        kind_of(shapes[0](text="x"))


def test_what_can_be_changed_is_no_event() -> None:
    """Only frozen attrs classes are taken."""
    for shape in (attrs.make_class("Loose", ["x"]), type("Plain", (), {}), dict):
        with pytest.raises(InvalidValue, match=r"attrs\.frozen"):
            register(next(fresh))(shape)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (float, float("nan")),
        (float, float("inf")),
        (list[str], ("a",)),
        (int, "text"),
        (object, object()),
        (tuple[int, ...], [1]),
        (complex, 1j),
        (str, "\ud800"),
    ],
)
def test_an_event_must_read_back_as_itself(type_, value) -> None:
    """A user's event that JSON would change is refused before it is written (F093)."""
    shape = note(next(fresh), held=type_)
    with pytest.raises(InvalidValue):
        encode(shape(held=value), nowhere)


@pytest.mark.parametrize("id", ["claim:abc", "x", "event:", "event:a b", "event:\u202e", 7, "event:" + "x" * 300])
def test_an_id_of_ones_own_is_safe(id) -> None:
    """An id that a class gives itself begins with event: and holds nothing that could be mistaken (F100)."""
    name = next(fresh)

    @register(name)
    @attrs.frozen
    class Named:
        id: object

    with pytest.raises(InvalidValue):
        id_of(Named(id=id))


def test_a_class_that_is_registered_anew_is_read_by_whoever_read_the_old_one() -> None:
    """A decoder that is kept for a kind is let go when a class is registered: a notebook runs its cell again."""
    reading = Reading({}.get)

    def cell(default: str):
        @register("anew.note")
        @attrs.frozen(kw_only=True)
        class Note:
            text: str
            tone: str = default

        return Note

    one = cell("dry")
    assert reading.decode("anew.note/1", b'{"text":"a"}') == one(text="a", tone="dry")
    other = cell("wry")
    assert reading.decode("anew.note/1", b'{"text":"a"}') == other(text="a", tone="wry")


@pytest.mark.parametrize("ours", ALPHABET)
def test_an_event_of_ones_own_is_none_of_ours(ours: type) -> None:
    """The rules read what is one of ours: with another id, or found by other keys, it would break answers."""
    shape = attrs.frozen(kw_only=True)(type("Mine", (ours,), {"id": "event:mine"}))
    with pytest.raises(InvalidValue, match=f"it is a {ours.__name__} too"):
        register(next(fresh))(shape)
