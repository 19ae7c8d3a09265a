"""Judgements from the shell: each is one entry, says what the Python of the same name says, and takes short ids."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import CORPUS, PUTIN_DENIES, Done
from eventlog import Agent, Annulled, Corrected, Quantity, Report, Retracted, Superseded, events

Run = Callable[..., Done]
OTHER = "claim:3175bb4d"
QUESTION = "dprk.troops.deployment"

CASES = {
    "strike": (("strike", PUTIN_DENIES, "--reason", "misread"), events.Annulled, {"reason": "misread"}),
    "strike, replaced": (("strike", "entry:317", "--replaced-by", OTHER), events.Annulled, {}),
    "amend": (("amend", "abf3ece0", "published", "2024-10-17"), events.Amended, {"value": "2024-10-17"}),
    "merge": (("merge", "org:nis", "gov:rok"), events.SameEntity, {"a": "org:nis", "b": "gov:rok"}),
    "merge by name": (("merge", "national  INTELLIGENCE service", "gov:rok"), events.SameEntity, {"a": "org:nis"}),
    "split": (("split", "org:nis", "gov:rok", "--by", "user:desk"), events.DifferentEntity, {"by": "user:desk"}),
    "retract": (("retract", "08f599", "--notice", "2024-10-25"), events.Retracted, {"by": "person:vladimir-putin"}),
    "retract a report": (
        ("retract", "report:abf3ece0", "--notice", "report:6d552198"),
        events.Retracted,
        {"by": "outlet:unknown-002"},
    ),
    "supersede": (
        ("supersede", PUTIN_DENIES, "--with", OTHER, "--notice", "2024-10-25", "--by", "Vladimir Putin"),
        events.Superseded,
        {"by": "person:vladimir-putin"},
    ),
    "correct a claim": (("correct", PUTIN_DENIES, "--notice", "2024-10-25"), events.Corrected, {"field": ""}),
    "correct a report": (
        ("correct", "abf3ece0", "authors", "A", "B", "--notice", "2024-10-25"),
        events.Corrected,
        {"value": ("A", "B")},
    ),
}


WRITES = {
    **{case: args for case, (args, *_) in CASES.items()},
    "redact": ("redact", "entry:1", "--reason", "an example", "--yes"),
    "repair": ("repair", "--index"),
    "review": ("review", PUTIN_DENIES, "--reject"),
    "propose": ("propose", str(CORPUS.parent / "proposals.jsonl"), "--extractor", "model/3", "--by", "user:desk"),
    "import": ("import", str(CORPUS)),
    "add": ("add", "--publisher", "outlet:a", "--title", "A", "--published", "2031"),
}


@pytest.mark.parametrize("case", WRITES)
def test_nothing_is_written_to_a_log_that_nobody_writes_to_any_more(case: str, run: Run, tmp_path: Path) -> None:
    """Whoever says --immutable and gives a command that writes is told; the log is as it was."""
    log = tmp_path / "kept.db"
    with eventlog.open(log) as one:
        one.record(eventlog.Report(publisher="outlet:a", title="One", published="2031"))
    before = log.read_bytes()
    done = run("--immutable", *WRITES[case], "--log", str(log))
    assert done.code == 2
    assert "leave it out" in done.err
    assert log.read_bytes() == before


@pytest.mark.parametrize("case", CASES)
def test_a_judgement_is_one_entry_and_says_what_was_typed(case: str, run: Run, own_log: Path) -> None:
    """The entry is of its class, with what was given; the receipt names it by an id that can be given back."""
    words, kind, fields = CASES[case]
    done = run(*words, "--log", str(own_log))
    assert done.code == 0, done.err
    [told] = done.objects
    with eventlog.open(own_log, read_only=True) as log:
        entry = log.reader.entry(told["position"])
        assert (told["new"], len(log), entry.id) == (1, told["position"], told["id"])
        assert type(entry.event) is kind
        assert {key: getattr(entry.event, key) for key in fields} == fields
    shown = run("show", told["id"][:20], "--log", str(own_log))
    assert shown.objects[0]["position"] == told["position"]


def test_a_link_and_an_assessment_are_recorded_as_typed(run: Run, own_log: Path) -> None:
    """With ends and targets by short ids, and agents by name."""
    linked = run("link", PUTIN_DENIES, "denies", OTHER, "--basis", "b", "--log", str(own_log))
    rated = run(
        *("assess", PUTIN_DENIES, "rating", "Pants on Fire", "--scale", "True to Pants on Fire"),
        *("--by", "org:checkers", "--log", str(own_log)),
    )
    assert (linked.code, rated.code) == (0, 0), linked.err + rated.err
    with eventlog.open(own_log, read_only=True) as log:
        link = log.reader.entry(linked.objects[0]["position"]).event.link
        one = log.reader.entry(rated.objects[0]["position"]).event.assessment
        assert (link.from_[:14], str(link.kind), link.to[:14]) == (PUTIN_DENIES, "denies", OTHER)
        assert (str(one.what), one.value, one.scale) == ("rating", "Pants on Fire", "True to Pants on Fire")


def test_a_verdict_is_shown_and_changes_nothing(run: Run, own_log: Path) -> None:
    """A fact checker's rating stands beside the answer, in its own words; status, positions and roots stay."""
    before = run("as-of", "2099-01-01", "--about", QUESTION, "--log", str(own_log)).objects[0]
    run("assess", OTHER, "rating", "Mostly false", "--scale", "five steps", "--log", str(own_log))
    after = run("as-of", "2099-01-01", "--about", QUESTION, "--log", str(own_log)).objects[0]
    assert {**after["assessments"][-1], "about": ""} == {
        **dict.fromkeys(("topic", "note", "about"), ""),
        "what": "rating",
        "value": "Mostly false",
        "scale": "five steps",
        "by": "user:log",
        "found_in": None,
        "proposed": False,
    }
    for key in ("status", "positions", "roots", "independence"):
        assert before[key] == after[key]


def test_a_strike_is_lifted_by_striking_it(run: Run, own_log: Path) -> None:
    """What was struck is out, and after the strike was struck it is in again."""
    where = ("--log", str(own_log))
    kept_out = ("why-not", PUTIN_DENIES, "--policy", "possible", *where)
    assert run(*kept_out).code == 1
    strike = run("strike", PUTIN_DENIES, *where).objects[0]["id"]
    assert run(*kept_out).objects[0]["kind"] == "judgement"
    assert run("show", PUTIN_DENIES, *where).objects[0]["struck"] is True
    run("strike", strike, *where)
    assert run(*kept_out).code == 1
    assert run("show", PUTIN_DENIES, *where).objects[0]["struck"] is False


REFUSED = {
    "a date of no calendar": (("amend", "abf3ece0", "published", "2024-13-40"), 4),
    "a claim where a report is wanted": (("amend", PUTIN_DENIES, "title", "x"), 2),
    "an ambiguous beginning": (("strike", "claim:0"), 5),
    "an id of nothing": (("strike", "claim:ffffffffff"), 5),
    "one agent twice": (("merge", "org:nis", "org:nis"), 4),
    "a name of nobody": (("merge", "Nobody At All", "org:nis"), 5),
    "what takes its own place": (("strike", PUTIN_DENIES, "--replaced-by", PUTIN_DENIES), 2),
    "a word that replaces itself": (("supersede", PUTIN_DENIES, "--with", PUTIN_DENIES, "--notice", "2024-10-25"), 2),
    "a correction by itself": (("correct", PUTIN_DENIES, "--with", PUTIN_DENIES, "--notice", "2024-10-25"), 2),
    "a notice that is neither": (("retract", PUTIN_DENIES, "--notice", "yesterday"), 2),
    "a rating without a word": (("assess", PUTIN_DENIES, "rating", " "), 4),
    "a scale of what has one": (("assess", PUTIN_DENIES, "verification", "verified", "--scale", "x"), 4),
    "no value on the scale": (("assess", PUTIN_DENIES, "verification", "perhaps"), 4),
    "an empty title": (("amend", "abf3ece0", "title", ""), 4),
    "a typo in a merge": (("merge", "org:nsi", "gov:rok"), 5),
    "a typo in a split": (("split", "org:nis", "gov:rock"), 5),
    "a typo in who is assessed": (("assess", "org:nsi", "reliability", "B"), 5),
    "a typo in who assesses": (("assess", PUTIN_DENIES, "rating", "x", "--by", "org:niss"), 5),
    "a typo in who links": (("link", PUTIN_DENIES, "denies", OTHER, "--by", "person:pat-rider"), 5),
    "who never said it": (("retract", PUTIN_DENIES, "--notice", "2024-10-25", "--by", "org:nis"), 5),
    "who never published it": (("correct", "abf3ece0", "title", "x", "--notice", "2024", "--by", "org:nis"), 5),
    "a field without a value": (("correct", "abf3ece0", "title", "--notice", "2024"), 2),
    "two titles": (("correct", "abf3ece0", "title", "a", "b", "--notice", "2024"), 2),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_judgement_leaves_the_log_as_it_was(case: str, run: Run, own_log: Path) -> None:
    """One sentence, its exit code, and nothing recorded."""
    words, code = REFUSED[case]
    with eventlog.open(own_log, read_only=True) as log:
        before = log.head
    done = run(*words, "--log", str(own_log))
    assert (done.code, done.err.count("\n")) == (code, 1), done.err
    with eventlog.open(own_log, read_only=True) as log:
        assert log.head == before


def test_a_typo_is_told_with_whom_it_may_mean(run: Run, own_log: Path) -> None:
    """The near ones by their ids, also one whom no definition names; whoever is like nobody may assess."""
    told = run("merge", "person:pat-rider", "org:nis", "--log", str(own_log)).err
    assert "never heard of person:pat-rider, did you mean person:pat-ryder? Else take an id" in told
    with eventlog.open(own_log) as log:
        log.record(eventlog.Report(publisher="outlet:never-defined", title="One", published="2031"))
    assert "outlet:never-defined" in run("merge", "outlet:never-define", "org:nis", "--log", str(own_log)).err
    merged = run("merge", "outlet:never-defined", "outlet:kyiv-post", "--log", str(own_log))
    assert merged.code == 0, merged.err
    told = run("retract", PUTIN_DENIES, "--notice", "2024", "--by", "org:nis", "--log", str(own_log)).err
    assert "org:nis never said this: it is the word of " in told
    assert "person:vladimir-putin" in told


def test_an_ambiguous_id_names_the_candidates(run: Run) -> None:
    """The sentence holds ids that can be given back."""
    done = run("show", "claim:0")
    assert done.err.startswith("eventlog: claim:0 may be any of ")
    [first, *_] = [word.strip(",") for word in done.err.split() if word.startswith("claim:0") and len(word) > 20]
    assert run("show", first).code == 0


def test_reports_lists_each_report_once_with_its_claims(run: Run) -> None:
    """All five, with counts that add up; what a cut keeps out is not among them."""
    found = run("reports").objects
    assert len({one["id"] for one in found}) == len(found) == 5
    assert sum(one["claims"] for one in found) == 260
    early = {one["id"] for one in run("reports", "--as-of", "2024-07-31").objects}
    assert early
    assert early < {one["id"] for one in found}


def test_show_of_an_agent_tells_its_names(run: Run) -> None:
    """An agent is shown by its id, and one that nobody knows is not."""
    assert "South Korean intelligence" in run("show", "org:nis").objects[0]["about_it"][0]["text"]
    assert run("show", "org:nobody").code == 5


def test_echoes_gives_a_link_that_can_be_pasted(run: Run, tmp_path: Path) -> None:
    """What is suggested, typed as it stands, records that link, and is not suggested again."""
    pytest.importorskip("rapidfuzz", reason="near-copies need the extra echo")
    import shlex

    words = "The harbour board said on Tuesday that the port will be closed from next month"
    path = tmp_path / "echo.db"
    with eventlog.open(path) as log:
        for outlet in ("outlet:a", "outlet:b", "outlet:c"):
            report = eventlog.Report(publisher=outlet, title="t", published="2031-06-26", text=f"{outlet}: {words}.")
            log.record(report, report.claim("port.closed", quote=words))
        struck = log.reader.entry(6).event.claim
        log.record(events.Annulled(target=struck.id))
    [hint] = run("echoes", "--log", str(path)).objects
    done = run(*shlex.split(hint["paste"])[1:], "--log", str(path))
    assert (done.code, done.objects[0]["kinds"]) == (0, {"linked": 1}), done.err
    assert run("echoes", "--log", str(path)).out == ""


def test_what_was_said_of_a_claim_is_told_in_sentences(run: Run, tmp_path: Path) -> None:
    """Who took back, replaced, corrected or struck what, by names and words, never by ids."""
    log = str(tmp_path / "own.db")
    count = Report(publisher="outlet:mail", title="Count", published="2031-03-01")
    claim = count.claim("flood.dead", Quantity(low=3, high=3, unit="death"), by=["person:ben"])
    errata = Report(publisher="outlet:mail", title="Errata", published="2031-03-09")
    better = errata.claim("flood.dead", Quantity(low=4, high=4, unit="death"), by=["person:ben"])
    with eventlog.open(log) as own:
        own.record(
            *(Agent(id="person:ben", name="Ben Cole"), Agent(id="outlet:mail", name="The Mail")),
            *(count, claim, errata, better),
            Retracted(target=claim.id, by="person:ben", notice="2031-03-07", reason="a slip"),
            Superseded(target=claim.id, by="person:ben", notice=errata.id, with_=better.id),
            Corrected(target=count.id, by="outlet:mail", notice=errata.id, field="published", value="2031-02-28"),
            Retracted(target=claim.id, by="org:union", notice="2031-03-08"),
            Annulled(target=claim.id, by="user:desk", reason="we misread it"),
        )
        own.record(Annulled(target=next(own.entries(after=10)).id, by="user:desk"))

    def words(position: int) -> str:
        """What is said of an entry, in one line."""
        shown = run("show", f"entry:{position}", "-f", "table", "--log", log).out
        return " ".join(shown.partition("in words")[2].split())

    assert words(7) == "Ben Cole took back “3 deaths, says Ben Cole” (notice of 7 March 2031): a slip"
    assert words(8) == (
        "Ben Cole replaced “3 deaths, says Ben Cole” by “4 deaths, says Ben Cole” (in Errata (The Mail, 2031-03-09))"
    )
    assert words(9) == (
        "The Mail corrected the date of publication of “Count (The Mail, 2031-03-01)” to 28 February 2031 "
        "(in Errata (The Mail, 2031-03-09))"
    )
    assert words(10) == "org:union rejected “3 deaths, says Ben Cole” (notice of 8 March 2031)"
    assert words(11).startswith("user:desk struck “3 deaths, says Ben Cole”: we misread it")
    assert words(12) == "user:desk struck “a strike of ours, entry 11”"
    about = run("show", "entry:4", "--log", log).objects[0]["about_it"]
    assert about[0]["text"] == words(7)


def test_a_word_replaced_by_one_of_another_question_or_source_is_asked_about(run: Run, tmp_path: Path) -> None:
    """It is taken, since it may be meant; the receipt says what is odd, and of what is not says nothing."""
    log = str(tmp_path / "own.db")
    one = Report(publisher="outlet:mail", title="Count", published="2031-03-01")
    two = Report(publisher="outlet:post", title="Later", published="2031-03-09")
    dead = one.claim("flood.dead", Quantity(low=3, high=3, unit="death"), by=["person:ben"])
    more = two.claim("flood.dead", Quantity(low=4, high=4, unit="death"), by=["outlet:wire", "person:ben"])
    hers = two.claim("flood.dead", Quantity(low=5, high=5, unit="death"), by=["person:ada"])
    open_ = two.claim("port.open", by=["person:ben"])
    three = Report(publisher="outlet:mail", title="Errata", published="2031-03-09")
    right = three.claim("flood.dead", Quantity(low=5, high=5, unit="death"), by=["person:ada"])
    with eventlog.open(log) as own:
        own.record(one, two, dead, more, hers, open_, three, right)
    first, second, third, fourth = (
        run("supersede", dead.id, "--by", by, "--with", other.id, "--notice", "2031-03-09", "--log", log)
        for other, by in ((more, "person:ben"), (open_, "person:ben"), (hers, "person:ben"), (right, "outlet:mail"))
    )
    assert [done.code for done in (first, second, third, fourth)] == [0, 0, 0, 0]
    assert (first.err, fourth.err) == ("", "")
    assert "what takes the place answers port.open, and what is replaced answers flood.dead: is it meant?" in second.err
    assert "person:ben does not say what takes the place of its word: is it meant?" in third.err
