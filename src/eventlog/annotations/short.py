"""Short forms: what is said once for several tables, and tables that are named by what they are about.

    several answers of one utterance    a claim with `answers`, each of which says what is its own
    a question and its value            "quay.open" = false
    agents and questions by their ids   [agents] with "org:board" = "Harbour board"
    who links and judges                `by` above all tables of a file

Each is unfolded into the tables that would stand there without it, and every field of these knows where it was written:
a fault names that place, and a span is put there in place of words.
"""

from __future__ import annotations

from collections.abc import Iterator

from eventlog.annotations.claims import CLAIM
from eventlog.annotations.source import Table
from eventlog.claims import check_question
from eventlog.errors import shown

__all__ = ["array", "asked", "by_id", "claim_tables", "signed"]

_SPANS = ("evidence", "quote")
_ANSWERED = dict.fromkeys(("question", "value"), "write this one as an answer too, or leave it out")


def array(file: Table, key: str, known: tuple[str, ...]) -> Iterator[Table]:
    """The tables of one name; a single bracket is a slip that deserves its own words."""
    if isinstance(file.data.get(key), dict):
        raise file.fault(f"there may be many: write [[{key}]], with two brackets", key)
    return file.tables(key, known)


def claim_tables(file: Table) -> Iterator[Table]:
    """The claims of a file, each answer of several as a table of its own."""
    array(file, "claims", CLAIM)
    for at, given in enumerate(file.typed("claims", list, "an array of tables") or ()):
        data = file.of_type(given, dict, "a table", "claims", at)
        _quoted(file, data, "claims", at)
        around = asked(Table(file.source, file.at("claims", at), data, (*_known(data), "answers")))
        if "answers" not in data:
            yield around
            continue
        if "key" in data:
            raise around.fault("a key names one claim: write it into the answer that it is the key of", "key")
        answers = around.typed("answers", list, "an array of tables") or []
        if not answers:
            raise around.fault("there is no answer in it: add one, or leave answers out", "answers")
        own_keys: list[set[str]] = []
        for number, one in enumerate(answers):
            own = around.of_type(one, dict, "a table", "answers", number)
            _quoted(around, own, "answers", number)
            answer = asked(Table(file.source, around.at("answers", number), own, _known(own)))
            own_keys.append(_hidden(answer))
            yield _within(around, answer)
        for key in around.data:
            if key != "answers" and all(key in one for one in own_keys):
                raise around.fault(f"each answer has its own {key}: {_ANSWERED.get(key, 'leave this one out')}", key)


def _quoted(table: Table, data: dict[str, object], *steps: str | int) -> None:
    """Refuse a question without its quotation marks, in which each dot begins a table."""
    for key, value in data.items():
        if isinstance(value, dict) and "." not in key and key not in CLAIM:
            inner = next(iter(value), "...")
            raise table.fault(f'a question stands in quotes, "{key}.{inner}": its dots begin tables', *steps, key)


def _known(data: dict[str, object]) -> tuple[str, ...]:
    """The keys of a claim: its fields, and the question that it answers, which has a dot."""
    return (*CLAIM, *(key for key in data if "." in key))


def asked(table: Table) -> Table:
    """A claim in which a question stands as the key of its value, with both as fields."""
    questions = [key for key in table.data if "." in key]
    if not questions:
        return table
    [question, *others] = questions
    others += [key for key in ("question", "value") if key in table.data]
    if others:
        reason = f"{shown(question)} is the question of this claim and its value: write answers = [...] for another"
        raise table.fault(reason, others[0])
    table.held(lambda: check_question(question), question)
    data = {key: value for key, value in table.data.items() if key != question}
    data |= {"question": question, "value": table.data[question]}
    place = table.at(question)
    return Table(table.source, table.path, data, tuple(data), {"question": place, "value": place})


def _hidden(own: Table) -> set[str]:
    """What an answer does not take from around it: what it says itself, and no words beside its own."""
    return {*own.data, *(_SPANS if any(key in own.data for key in _SPANS) else ())}


def _within(around: Table, own: Table) -> Table:
    """An answer with what is said around it; what it says itself goes before."""
    hidden = _hidden(own)
    shared = {key: value for key, value in around.data.items() if key not in hidden and key != "answers"}
    moved = {key: around.at(key) for key in shared} | dict(own.moved)
    return Table(own.source, own.path, shared | own.data, CLAIM, moved)


def by_id(file: Table, key: str, known: tuple[str, ...], word: str) -> Iterator[Table]:
    """The tables under [[agents]] or [[questions]], or by their ids under [agents]: of a text, with it as its words."""
    given = file.data.get(key)
    if not isinstance(given, dict) or "id" in given:
        yield from array(file, key, known)
        return
    for id, told in given.items():
        if isinstance(told, dict) and told and not set(told) & set(known):
            raise file.fault(f'an id stands in quotes, "{id}.{next(iter(told))}": its dots begin tables', key, id)
        place = file.at(key, id)
        own = {word: told} if isinstance(told, str) else file.of_type(told, dict, "a table or text in quotes", key, id)
        if "id" in own:
            raise file.fault(f"the id is {shown(id)} already: leave this one out", key, id, "id")
        moved = {"id": place} | ({word: place} if isinstance(told, str) else {})
        yield Table(file.source, place, {"id": id, **own}, known, moved)


def signed(file: Table, table: Table) -> Table:
    """A table of ours with `by`, where that stands above all tables of its file and not in it."""
    if "by" in table.data or "by" not in file.data:
        return table
    data, moved = {**table.data, "by": file.data["by"]}, {**table.moved, "by": file.at("by")}
    return Table(table.source, table.path, data, tuple(data), moved)
