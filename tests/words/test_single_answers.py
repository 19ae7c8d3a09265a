"""Each answer by itself, where a surface has no line for its question: its rating, its authors, and who is for it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import words_log
from eventlog import Policy, export
from eventlog.cli.root import root
from words_reader import spoken, witness

each_policy = pytest.mark.parametrize("policy", [str(one) for one in Policy])
each_date = pytest.mark.parametrize("date", [words_log.BEFORE, words_log.LATER])
STATUSES = (
    *("confirmed", "announced", "corroborated", "alleged", "rumoured"),
    *("disputed", "denied", "retracted", "superseded"),
)


def reviews(known: Any) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    """Each review with the standing and the position that it is of."""
    graph = json.loads(export.to_claim_reviews(known, author="The desk", url="https://example.org/"))["@graph"]
    for one in graph:
        question, _, number = one["@id"].partition("#")[2].rpartition("-")
        yield known[question], known[question].positions[int(number) - 1], one


def voices(claims: Any) -> set[str]:
    """Who, named, commits to one of these claims."""
    firm = {one.root for one in claims if one.claim.factuality.value[:2] in ("CT", "PR")}
    return {one for one in firm if not one.startswith("anon:") and not one.endswith("?")}


@each_policy
@each_date
def test_a_review_rates_its_own_answer(date: str, policy: str) -> None:
    """Denied is what somebody named denies and nobody named says; disputed what stands against another's word."""
    known = words_log.build().as_of(date, policy=policy)
    seen = set()
    for standing, position, review in reviews(known):
        rating = review["reviewRating"]["alternateName"].split(" ")[0]
        others = {one for other in standing.positions if other is not position for one in voices(other.claims)}
        pro, contra = voices(position.claims), voices(position.denials)
        contra |= others if standing.question.single else set()
        assert rating in STATUSES
        if rating == "denied":
            assert not pro, standing.id
            assert voices(position.denials), standing.id
        elif rating == "disputed":
            assert pro, standing.id
            assert contra, standing.id
        else:
            assert rating == position.status
            assert pro or not voices(position.denials), standing.id
        if standing.status != rating:
            seen.add((standing.id, rating))
    assert {("port.blast", "denied"), ("port.culprit", "rumoured")} <= seen
    assert known["port.blast"].status == "corroborated"
    assert known["port.culprit"].status == "disputed"


@each_policy
@each_date
def test_the_author_of_a_claim_affirms_it_without_a_hedge(date: str, policy: str) -> None:
    """Who holds it possible is no author of the bare claim; the explanation tells what he says."""
    known = words_log.build().as_of(date, policy=policy)
    authors = 0
    for _, position, review in reviews(known):
        certain = {known.name_of(one.root) for one in position.claims if one.factuality.value == "CT+"}
        for one in review["itemReviewed"]["author"]:
            authors += 1
            assert one["name"].removeprefix("unnamed ").removesuffix(" (inferred)") in certain
    assert authors > 5
    hedged = {standing.id: review for standing, position, review in reviews(known) if position.firmest == "PS+"}
    assert {"port.fire", "port.pilot", "port.culprit"} <= {*hedged}
    assert all(one["itemReviewed"]["author"] == [] for one in hedged.values())


def test_a_review_calls_the_publisher_by_its_name() -> None:
    """Never by an id where a name is defined."""
    for _, _, review in reviews(words_log.build().as_of(words_log.LATER)):
        for work in review["itemReviewed"]["appearance"]:
            assert work["publisher"]["name"] in ("The Post", "outlet:mail", "outlet:herald")


@each_policy
@each_date
def test_whoever_is_for_an_answer_gives_it(date: str, policy: str, tmp_path: Path) -> None:
    """In CSV and JSON, the names in `for` back the `answer` of their row; what nobody affirms has none."""
    path = tmp_path / "talk.db"
    log = words_log.build(path)
    held, known = witness(log), log.as_of(date, policy=policy)
    told: list[tuple[str, str, list[str]]] = []
    for form in ("csv", "json"):
        done = CliRunner().invoke(root, ["as-of", date, "--policy", policy, "--log", str(path), "-f", form])
        assert done.exit_code == 0, done.output
        if form == "csv":
            rows = csv.DictReader(io.StringIO(done.stdout))
            told += [(row["question"], row["answer"], row["for"].split()) for row in rows]
        else:
            told += [
                (one["question"], position["text"], position["for"])
                for one in json.loads(done.stdout)
                for position in one["positions"]
            ]
    named = 0
    for question, answer, roots in told:
        for one in roots:
            named += 1
            assert held.backs(known.name_of(one), answer, question), (question, one, answer)
        assert not roots or not spoken(answer).negative, (question, answer)
    assert named > 20


@each_policy
def test_beside_a_denial_nobody_counts_those_who_affirm(policy: str) -> None:
    """The number of independent sources is that of the answer with which the line begins."""
    known = words_log.build().as_of(words_log.LATER, policy=policy)
    for question, line in (
        (
            "port.wreck",
            "Probably not, says Ada Berg (10 June); yes (rumoured), according to unnamed port aides (5 June)",
        ),
        ("port.pilot", "No, says Port Union (10 June); possibly yes (rumoured), says Judge Holm (5 June)"),
    ):
        for text in (str(known[question]), known[question]._repr_html_()):
            assert line in text
            assert "one source" not in text
            assert "no source of record" not in text
