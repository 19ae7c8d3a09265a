"""The corpus comes in through the schema, claim by claim, and nothing that differs from its words does."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eventlog import Claim, EventLog, InvalidProposals
from proposed_corpus import Corpus, called, corpus, proposal

TIMES = 20
EXTRACTOR = {"extractor": "hand/1", "by": "user:desk"}


@pytest.fixture(scope="module")
def known(texts: Path) -> Corpus:
    """The corpus with its texts."""
    return corpus(texts)


@pytest.fixture(scope="module")
def log(known: Corpus) -> Iterator[EventLog]:
    """A log that knows its agents, questions and texts."""
    with known.log() as one:
        yield one


def test_all_claims_come_in_as_they_are(known: Corpus) -> None:
    """Written with quotes, the claims are those that the annotators wrote by offsets: the same ids."""
    with known.log() as log:
        done = log.propose([proposal(one, known) for one in known.claims], **EXTRACTOR)
        assert list(done.ids) == [one.id for one in known.claims]
        assert set(done.waiting) == set(done.ids)
        assert not log.as_of().questions
        assert log.as_of(include_proposed=True).questions


Mutation = Callable[[Claim, dict[str, Any], Corpus, random.Random], dict[str, Any] | None]


def _paraphrased(claim: Claim, given: dict[str, Any], _: Corpus, __: random.Random) -> dict[str, Any]:
    given["quotes"][0] = {"exact": claim.paraphrase}
    return given


def _another_digit(words: str, chance: random.Random) -> str | None:
    digits = [at for at, sign in enumerate(words) if sign in "0123456789"]
    if not digits:
        return None
    at = chance.choice(digits)
    return words[:at] + str((int(words[at]) + chance.randint(1, 9)) % 10) + words[at + 1 :]


def _digit(_: Claim, given: dict[str, Any], __: Corpus, chance: random.Random) -> dict[str, Any] | None:
    words = _another_digit(given["quotes"][0]["exact"], chance)
    given["quotes"][0]["exact"] = words
    return given if words else None


def _figure(_: Claim, given: dict[str, Any], __: Corpus, chance: random.Random) -> dict[str, Any] | None:
    value = given["value"]
    if not isinstance(value, dict) or not any(sign.isdigit() for sign in value.get("written", "")):
        return None
    bound = chance.choice([one for one in ("low", "high") if value[one] is not None])
    other = _another_digit(value[bound], chance)
    value[bound] = f"9{other}" if float(str(other)) == 0 else other
    return given


def _shifted(claim: Claim, given: dict[str, Any], known: Corpus, chance: random.Random) -> dict[str, Any]:
    span, by = claim.evidence[0], chance.choice((-3, -2, -1, 1, 2, 3))
    words = known.text(claim)[max(0, span.start + by) : span.end + by]
    given["quotes"][0]["exact"] = words if words != given["quotes"][0]["exact"] else words[1:]
    return given


def _credited(claim: Claim, given: dict[str, Any], known: Corpus, chance: random.Random) -> dict[str, Any] | None:
    if not given["chain"]:
        return None
    step = given["chain"][chance.randrange(len(given["chain"]))]
    near = " ".join(
        one["exact"] for one in (*given["quotes"], step["cue"], step["named"]) if one is not None
    ).casefold()
    others = [one for one in known.agents if not any(name.casefold() in near for name in called(one, known))]
    step["agent"] = chance.choice(others)
    return given


def _word(_: Claim, given: dict[str, Any], __: Corpus, chance: random.Random) -> dict[str, Any]:
    places = [(given, name) for name in ("stance", "factuality", "kind")]
    places += [(step, name) for step in given["chain"] for name in ("quotation", "scope")]
    where, name = chance.choice(places)
    where[name] = chance.choice(("sure", "Assert", "CT", "", "claims"))
    return given


def _field(_: Claim, given: dict[str, Any], __: Corpus, chance: random.Random) -> dict[str, Any]:
    places = [given, *given["quotes"], *given["chain"], *(one for one in (given["value"],) if isinstance(one, dict))]
    chance.choice(places)[chance.choice(("confidence", "start", "end", "digest", "id", "Stance", "note"))] = 1
    return given


def _naive(_: Claim, given: dict[str, Any], __: Corpus, chance: random.Random) -> dict[str, Any]:
    places = [(given, "said"), (given, "during"), *((step, "said") for step in given["chain"])]
    where, name = chance.choice(places)
    where[name] = f"2024-06-{chance.randint(1, 28):02}T{chance.randint(0, 23):02}:{chance.randint(0, 59):02}"
    return given


def _later(claim: Claim, given: dict[str, Any], known: Corpus, chance: random.Random) -> dict[str, Any]:
    others = [one for one in known.reports if one != claim.report] + ["report:" + "0" * 32]
    given["report"] = chance.choice(others)
    return given


def _by(_: Claim, given: dict[str, Any], __: Corpus, chance: random.Random) -> dict[str, Any]:
    given[chance.choice(("by", "extractor"))] = chance.choice(("person:pat-ryder", "user:desk", "model/9"))
    return given


MUTATIONS: dict[str, tuple[Mutation, str]] = {
    "paraphrase": (_paraphrased, "claim.quotes[0].exact"),
    "digit": (_digit, "claim.quotes[0].exact"),
    "figure": (_figure, "claim.value"),
    "shifted span": (_shifted, "claim.quotes[0]"),
    "credited to one whom the words don't name": (_credited, "claim.chain["),
    "unknown enum": (_word, "claim."),
    "extra field": (_field, "claim."),
    "naive time": (_naive, "claim."),
    "later report": (_later, "claim."),
    "by a person": (_by, "claim."),
}


@pytest.mark.parametrize("kind", MUTATIONS)
def test_nothing_that_differs_comes_in(kind: str, known: Corpus, log: EventLog) -> None:
    """Of each kind of slip twenty are refused, each with the field and what to do, and the log is as it was."""
    mutate, where = MUTATIONS[kind]
    chance = random.Random(kind)
    before, tried = log.head, 0
    while tried < TIMES:
        claim = chance.choice(known.claims)
        given = mutate(claim, copy.deepcopy(proposal(claim, known)["claim"]), known, chance)
        if given is None:
            continue
        tried += 1
        with pytest.raises(InvalidProposals) as raised:
            log.propose([{"claim": given}], **EXTRACTOR)
        (refusal,) = raised.value.refusals
        assert refusal.field.startswith(where), str(refusal)
        assert refusal.reason
        assert refusal.remedy, str(refusal)
    assert log.head == before


def test_whoever_goes_on_gets_the_rest_and_a_report(known: Corpus) -> None:
    """With `keep_going` the sound items come in, and the others are told with their numbers."""
    chance = random.Random(7)
    some = [proposal(one, known) for one in known.claims[:40]]
    for at in range(0, 40, 4):
        _word(known.claims[at], some[at]["claim"], known, chance)
    with known.log() as log:
        done = log.propose(some, keep_going=True, **EXTRACTOR)
        assert [one.item for one in done.refused] == list(range(1, 41, 4))
        assert len(done.waiting) == 30
        assert [one is None for one in done.ids] == [at % 4 == 0 for at in range(40)]
