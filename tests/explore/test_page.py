"""The page as a file: one, small, the same each time, and nothing in it that somebody else could run."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from html.parser import HTMLParser
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import eventlog
from eventlog import EventLog, InvalidValue, Policy, Question, Report, Status, StoreError, explore, times
from eventlog.explore.html import FACE, SCRIPTS, json_block
from eventlog.explore.plain import first_seen, shown
from eventlog.render.dates import said_aloud
from eventlog.render.meanings import MEANINGS, STATUSES
from explore_samples import ARABIC, CLOCK, HEBREW, HOSTILE, book_of, corpus, hostile, scripts, town, written

AFTER_A_TURN = {"disputed", "denied", "retracted", "superseded"}
"""Of these the comparison of two dates says more than firmer or weaker."""
DATES = ("2024-06-27", "2024-10-25")
LARGEST = 400_000


@pytest.fixture
def log() -> Iterator[EventLog]:
    """An empty log in memory, its clock at rest."""
    with eventlog.open(":memory:", zone="Europe/Kyiv", clock=lambda: times.to_datetime(CLOCK)) as log:
        yield log


@pytest.mark.parametrize(
    "unseen", ["", " \u00a0\u2003", "\u200b\u200d", "\u3164", "\u034f", "\ufe0f\ufe0e", "\U000e0100"]
)
def test_what_draws_nothing_is_no_title(log: EventLog, unseen: str) -> None:
    """A blank, a joiner, a filler, a mark that only chooses how a letter is drawn; beside a letter it is left alone."""
    assert first_seen(unseen, "untitled") == "untitled"
    assert first_seen(f"\u263a{unseen}", "untitled") == f"\u263a{unseen}"
    report = Report(publisher="outlet:o", title=unseen, published="2024-06-01", text="Words.")
    log.record(report, report.claim("b.q", True, by=["person:p"]))
    assert [row[1] for row in book_of(explore.page(log))["reports"]] == ["untitled"]


def test_the_corpus_is_one_small_file(log: EventLog) -> None:
    """Under 400 KB, with nothing to load."""
    corpus(log)
    page = explore.page(log, dates=DATES)
    assert len(page.encode()) < LARGEST
    assert not re.search(r"<(?:link|img|iframe|object|embed|form|base)\b", page)
    assert not re.search(
        r"""\b(?:src|action|formaction|srcset)\s*=""", page.split('<script type="application/json"')[0]
    )
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page), "only what stands in the page itself"


def test_a_page_of_reports_without_dates_opens_on_the_day_of_the_last_recording(log: EventLog) -> None:
    """Or on that of `until`, and never on a day that no report and no entry has."""
    report = Report(publisher="outlet:a", title="Undated")
    log.record(report, report.claim("town.bridge", True, by=["gov:town"]))
    opened = book_of(explore.page(log))
    assert opened["days"] == []
    assert opened["dates"] == [opened["recorded"]] * 2 != [0, 0]
    assert book_of(explore.page(log, until="2024-06-27"))["dates"] == [19901] * 2


def test_the_corpus_with_its_texts_is_small_too(log: EventLog, texts: Path) -> None:
    """With every quoted word, the file stays below 400 KB; without quotes no word of theirs is in it."""
    corpus(log, texts)
    with_words = explore.page(log, dates=DATES)
    without = explore.page(log, dates=DATES, quotes=False)
    assert len(with_words.encode()) < LARGEST
    spans = [span for claim in book_of(with_words)["claims"] for span in claim[7]]
    assert any(len(span) == 3 for span in spans)
    assert all(len(span) == 2 for claim in book_of(without)["claims"] for span in claim[7])


class Reading(HTMLParser):
    """What a browser would find to run: scripts that are no data, handlers, addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.faults: list[str] = []
        self.policy = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = tag if tag in ("script", "style") else ""
        if tag == "script" and given.get("type") is None:
            self.scripts.append("")
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"] or ""
        self.faults += [f"{tag} {name}" for name, value in attrs if name.startswith("on")]
        self.faults += [f"{tag} {value}" for name, value in attrs if name in ("href", "src") and value != "#main"]
        if given.get("type") == "application/json":
            self._inside = "data"

    def handle_endtag(self, _tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        if self._inside == "style":
            self.style = data


@pytest.mark.parametrize("fill", [hostile, corpus, town], ids=lambda fill: fill.__name__)
def test_the_policy_lets_one_script_and_one_style_run(log: EventLog, fill: Any) -> None:
    """By their digests, and nothing else at all; no text of a report makes an element."""
    fill(log)
    page = explore.page(log, title="</title><script>alert(1)</script>")
    reading = Reading()
    reading.feed(page)
    assert len(reading.scripts) == 1
    assert reading.faults == []
    rules = dict(rule.split(" ", 1) for rule in reading.policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for name, content in (("script-src", reading.scripts[0]), ("style-src", reading.style)):
        digest = b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"
    assert set(rules) == {"default-src", "script-src", "style-src", "base-uri", "form-action"}


def test_the_data_can_not_leave_its_block(log: EventLog) -> None:
    """Neither < nor > nor & nor a line separator stands in it, and it still reads back as what was written."""
    hostile(log)
    page = explore.page(log)
    block = page.split('id="book">')[1].split("</script>")[0]
    assert not set(block) & set("<>&\u2028\u2029\u202e\u2066\u0000\u001b")
    told = {claim[2] for claim in book_of(page)["claims"]}
    assert told == {shown(words.replace("\x00", "")) for words in HOSTILE}
    assert all(report[4] == "" for report in book_of(page)["reports"]), "only http and https lead out"


def test_json_reads_back() -> None:
    """Whatever is written in a block comes out of it."""
    value = ["</script>", "<!--", "\u2028&\u2029", {"a": None}]
    assert written(f'<script type="application/json" id="book">{json_block(value)}</script>') == value


def strings(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)


@pytest.mark.parametrize("way", ["until", "knowledge"])
def test_until_leaves_later_reports_out_of_the_file(log: EventLog, way: str) -> None:
    """No title, question, word, name or number that came in only later stands anywhere in the file."""
    corpus(log)
    whole = explore.page(log)
    page = explore.page(log, until="2024-06-27") if way == "until" else explore.page(log.as_of("2024-06-27"))
    then = log.as_of("2024-06-27", policy="possible")
    visible = [entry.event for entry in then.entries()]
    known = {event.report.id for event in visible if isinstance(event, eventlog.ReportRecorded)}
    later = [entry.event for entry in log.entries() if isinstance(entry.event, eventlog.ReportRecorded)]
    later = [event.report for event in later if event.report.id not in known]
    assert later, "the corpus has reports of October"
    for report in later:
        assert shown(report.title) in whole
        assert shown(report.title) not in page
        assert f'"{report.publisher}"' not in page
    seen = [event.claim for event in visible if isinstance(event, eventlog.ClaimRecorded)]
    allowed = "\n".join(strings([[claim.paraphrase, str(claim.value)] for claim in seen]))
    for entry in log.entries():
        if isinstance(entry.event, eventlog.ClaimRecorded) and entry.event.claim.report not in known:
            claim = entry.event.claim
            if claim.paraphrase and claim.paraphrase not in allowed:
                assert json_block(claim.paraphrase)[1:-1] not in page
    book = book_of(page)
    assert {question["id"] for question in book["questions"]} <= {claim.question for claim in seen}
    assert len(book["claims"]) <= len(seen)
    assert book["until"] >= book["days"][-1]


def test_a_page_until_a_day_does_not_know_what_is_recorded_after_it(log: EventLog) -> None:
    """A later report with its own question, names and notes leaves the file byte for byte as it was."""
    town(log)
    position = log.head.position
    before = explore.page(log, until="2024-06-28")
    report = Report(publisher="outlet:zzz", title="Zzz title", published="2024-09-01")
    log.record(eventlog.Agent(id="outlet:zzz", name="Zzz name"), eventlog.Question(id="zzz.q", words="Zzz words?"))
    log.record(
        report,
        report.claim("zzz.q", by=["person:zzz"], paraphrase="Zzz"),
        report.claim("town.bridge", False, by=["person:zzz"]),
    )
    after = explore.page(log, until="2024-06-28")
    assert "zzz" not in after.casefold()
    told = before.replace(f'"position":{position}', f'"position":{log.head.position}')
    assert after == told.replace(f"; {position} entries", f"; {log.head.position} entries")


def test_the_same_log_gives_the_same_file(tmp_path: Path) -> None:
    """In every process, whatever the seed of hashing and the zone of the machine."""
    code = (
        "import eventlog, hashlib\nfrom eventlog import explore\nfrom explore_samples import town\n"
        "now = eventlog.times.to_datetime(1790000000000000)\n"
        "from eventlog.clock import Clock\nfrom eventlog.stores import MemoryStore\n"
        "from log_backends import counted_salts\n"  # the page names the root, which rests on them
        "store = MemoryStore(zone='Europe/Kyiv', salts=counted_salts())\n"
        "with eventlog.EventLog(store, Clock(lambda: now)) as log:\n"
        "    town(log)\n    print(hashlib.sha256(explore.page(log).encode()).hexdigest())\n"
    )
    digests = set()
    for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("2", "America/Lima")):
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True, encoding="utf-8")
        digests.add(done.stdout)
    assert len(digests) == 1


@pytest.mark.parametrize("fill", [corpus, town, hostile], ids=lambda fill: fill.__name__)
def test_workers_make_the_same_page(log: EventLog, fill: Any) -> None:
    """Side by side in other processes, with other seeds of hashing, as one after the other here."""
    fill(log)
    alone = explore.page(log, until="2024-09-30")
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        assert explore.page(log, until="2024-09-30", executor=executor) == alone


def test_a_page_needs_workers_that_live(log: EventLog) -> None:
    """What is no executor is refused; a worker that dies is told in one sentence."""
    town(log)
    with pytest.raises(InvalidValue, match="an executor is wanted"):
        explore.page(log, executor=4)  # type: ignore[arg-type]
    dying = ProcessPoolExecutor(1, get_context("spawn"), initializer=os._exit, initargs=(1,))
    with dying as executor, pytest.raises(StoreError, match="a worker process died"):
        explore.page(log, executor=executor)


def test_a_file_is_written_whole_or_not_at_all(log: EventLog, tmp_path: Path) -> None:
    """A failure leaves what stood there before, and nothing beside it."""
    town(log)
    target = tmp_path / "knowledge.html"
    assert explore.write(log, target) == target
    stood = target.read_bytes()
    assert stood == explore.page(log).encode()
    with pytest.raises(InvalidValue):
        explore.write(log, target, about="no such id!", replace=True)
    with pytest.raises(OSError, match="there already"):
        explore.write(log, target)
    with pytest.raises(OSError, match="nowhere"):
        explore.write(log, tmp_path / "nowhere" / "k.html")
    assert target.read_bytes() == stood
    assert list(tmp_path.iterdir()) == [target]


def test_a_topic_is_whole_words_of_a_name(log: EventLog) -> None:
    """The question of this name and all below it."""
    corpus(log)
    found = {question["id"] for question in book_of(explore.page(log, about="dprk.troops"))["questions"]}
    assert "dprk.troops.deployment" in found
    assert all(id == "dprk.troops" or id.startswith("dprk.troops.") for id in found)


def test_topics_have_words(log: EventLog) -> None:
    """A topic's own, else those of the question that it is; a question that nobody spoke of by then lends none."""
    later = Report(publisher="outlet:b", title="Later", published="2024-09-01")
    first = Report(publisher="outlet:a", title="First", published="2024-06-01")
    log.record(
        Question(id="town", words="The town", kind="topic"),
        Question(id="town.bridge", words="Is the bridge closed?"),
        Question(id="fair", words="Is there a fair?"),
        *(first, first.claim("town.bridge", by=["gov:town"]), first.claim("town.bridge.since", by=["gov:town"])),
        *(first.claim("fair.place", by=["gov:town"]), later, later.claim("fair", by=["gov:town"])),
    )
    own = {"town": "The town", "town.bridge": "Is the bridge closed?"}
    assert book_of(explore.page(log, until="2024-06-30"))["topics"] == own
    assert book_of(explore.page(log))["topics"] == own | {"fair": "Is there a fair?"}
    assert {one["id"] for one in book_of(explore.page(log))["questions"]}.isdisjoint({"town"})


def test_what_the_page_says_of_itself_stands_beside_its_tables(log: EventLog) -> None:
    """The cuts that hold throughout are in words, whatever the tables are called."""
    town(log)
    assert book_of(explore.page(log))["cuts"] == ""
    held = log.as_of(recorded="2030-01-01")
    assert book_of(explore.page(held))["cuts"] == "Held by us by 1 January 2030 (end of day, Kyiv)"


def test_what_can_not_be_shown_is_refused(log: EventLog) -> None:
    """Not a log, not two dates, not a date."""
    for wrong in (
        {"dates": ("2024-06-27",)},
        {"dates": "2024-06-27"},
        {"until": "sometime"},
        {"dates": ("2024~", "2024")},
    ):
        with pytest.raises(InvalidValue):
            explore.page(log, **wrong)
    with pytest.raises(InvalidValue):
        explore.page("newsroom.db")  # type: ignore[arg-type]


def test_an_empty_log_has_a_page(log: EventLog) -> None:
    """It says that nothing is known."""
    assert book_of(explore.page(log))["questions"] == []


def reasons(book: dict[str, Any], question: dict[str, Any], reading: str, a: int, b: int) -> dict[int, str]:
    """What the page's script makes of the tables: the reason of each claim that differs between two moments.

    The page tells reasons from the earlier of the two, and so does this, whichever comes first.
    """
    before, after = sorted((a, b))
    turns, parts = question["readings"][reading]["turns"], question["readings"][reading]["parts"]
    found: list[dict[int, list[list[Any]]]] = []
    for moment in (before, after):
        turn = sum(1 for one in turns if one[0] <= moment) - 1
        by_claim: dict[int, list[list[Any]]] = {}
        for part in parts:
            if part[6] <= turn < part[7]:
                by_claim.setdefault(part[0], []).append(part)
        found.append(by_claim)
    old, new = found
    entry = {claim: book["claims"][claim][8] for claim in {*old, *new}}

    def stands(parts: dict[int, list[list[Any]]], claim: int) -> bool:
        return any(part[1] < 3 for part in parts.get(claim, []))

    def out(parts: dict[int, list[list[Any]]], claim: int) -> list[int]:
        return [at for part in parts.get(claim, []) for at in part[8]]

    def by_time(part: list[Any], moment: int) -> str:
        late, published, ahead = part[9:12]
        if 0 <= late <= moment < published:
            return "said earlier, published later"
        return "about a later time" if moment < ahead else "newly reported"

    gone = [claim for claim in old if stands(old, claim) and not stands(new, claim)]
    come = [claim for claim in new if stands(new, claim) and not stands(old, claim)]
    told: dict[int, str] = {}
    for claim in {*old, *new}:
        time = by_time((new.get(claim) or old[claim])[0], before)
        turned: Any = None
        if claim in gone and any(part[12] for part in new.get(claim, [])):
            turned = out(new, claim)
        elif claim in gone:
            time = by_time((old.get(claim) or new[claim])[0], after)
            turned = [one for one in come if entry[claim] in out(old, one)]
        elif claim in come:
            turned = out(old, claim) or [one for one in gone if entry[claim] in out(new, one)]
        elif not stands(old, claim) or any(p[3] for p in old[claim]) == any(p[3] for p in new[claim]):
            continue
        told[entry[claim]] = "the source changed its mind" if turned else time
    return told


@pytest.mark.parametrize("fill", [corpus, town], ids=lambda fill: fill.__name__)
@pytest.mark.parametrize("policy", Policy)
def test_the_reasons_between_any_two_dates_are_those_of_diff(log: EventLog, fill: Any, policy: Policy) -> None:
    """For pairs of days in both directions, each claim that differs comes with the reason that `diff` gives."""
    fill(log)
    book = book_of(explore.page(log))
    days, last = [], 0
    for step in book["moments"]["day"]:
        last += step
        days.append(last)
    claims = [entry for entry in log.entries() if isinstance(entry.event, eventlog.ClaimRecorded)]
    position = {entry.event.claim.id: entry.position for entry in claims}
    asked = sorted({book["days"][0] - 3, *book["days"][:: max(1, len(book["days"]) // 9)], book["days"][-1] + 400})
    texts = {day: times.to_datetime(day * 86_400_000_000).to_date_string() for day in asked}
    states = {day: log.as_of(texts[day], policy=policy) for day in asked}
    for a in asked:
        for b in asked:
            rows = [sum(1 for day in days if day <= one) - 1 for one in (a, b)]
            expected: dict[str, dict[int, str]] = {}
            for change in eventlog.diff(states[a], states[b]):
                if change.claim is not None:
                    expected.setdefault(change.question, {})[position[change.claim.id]] = str(change.reason)
            found = {one["id"]: reasons(book, one, str(policy), *rows) for one in book["questions"]}
            assert {id: told for id, told in found.items() if told} == expected, (texts[a], texts[b])


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_script_makes_no_sentence_of_a_value_and_a_name(script: str) -> None:
    """Whatever says who answers what comes finished out of `render`: no script has the words to make it."""
    text = re.sub(r"^\s*(//|/\*\*|\*).*$", "", (FACE / script).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert not re.search(r""", says?\b|against it:|denies it|according to|\bsay \$|\bsays \$|compatible""", text)


def test_a_status_word_stands_in_two_files() -> None:
    """Its rule stands in `standing`, its meaning and looks in a row of `render`: no page or terminal lists them."""
    assert sorted(STATUSES) == sorted(map(str, Status))
    source = Path(explore.__file__).parents[1]
    listed = "|".join(
        set(STATUSES) - {"confirmed", "unreported"} - AFTER_A_TURN
    )  # solid and empty, in place of a hatch
    word = re.compile(rf"""["'](?:{listed})["']|\bs-(?:{listed})\b|\b(?:{listed}): ?["0-9]""")
    files = [one for ending in ("py", "js", "css", "html") for one in source.rglob(f"*.{ending}")]
    holding = {one.relative_to(source).as_posix() for one in files if word.search(one.read_text(encoding="utf-8"))}
    assert holding == {"standing/status.py", "render/meanings.py"}


def test_every_status_is_coloured_signed_and_told(log: EventLog) -> None:
    """The page has a colour on either ground, a sign and a meaning of each, and of no other."""
    page = explore.page(log)
    assert book_of(page)["meaning"] == MEANINGS
    for status, look in STATUSES.items():
        assert page.count(f"--{status}: {look.light};") == 1
        assert page.count(f"--{status}: {look.dark};") == 2
        assert f'"{status}":{{"sign":"{look.sign}"' in page
    hatched = {look.hatch for look in STATUSES.values()} - {""}
    script = (FACE / "ribbons.js").read_text(encoding="utf-8")
    assert all(re.search(rf"\b{hatch}: \(\) =>", script) for hatch in hatched)
    groups = re.search(r"const GROUPS = \[(.*?)\];", (FACE / "list.js").read_text(encoding="utf-8"), re.DOTALL)
    assert groups is not None
    assert {look.group for look in STATUSES.values()} < set(re.findall(r'\["(\w+)"', groups[1]))


@pytest.mark.parametrize(("kind", "lasts"), [("state", True), ("norm", True), ("event", False)])
def test_what_holds_when_is_told_of_all_that_lasts(log: EventLog, kind: str, lasts: bool) -> None:
    """Of a rule as of a state: both hold over time."""
    report = Report(publisher="outlet:a", title="Curfew", published="2024-06-01")
    asked = Question(id="town.curfew", kind=kind)
    log.record(asked, report, report.claim(asked.id, True, by=["gov:town"], during="2024-06-10/2024-06-20"))
    (question,) = book_of(explore.page(log))["questions"]
    assert any(told[7] for told in question["states"]) is lasts


def test_what_a_redaction_took_is_told_where_nothing_else_is_left(log: EventLog) -> None:
    """A question whose only claim was erased is in the file, and says what was withheld, and never bare unreported."""
    report = Report(publisher="outlet:a", title="A slip", published="2024-06-01")
    claim = report.claim("lost.q", True, by=["person:p"])
    log.record(report, claim)
    log.redact(claim, reason="a slip")
    book = book_of(explore.page(log))
    (question,) = book["questions"]
    ((_, state),) = question["readings"]["certain"]["turns"]
    assert question["id"] == "lost.q"
    assert book["phrases"][question["states"][state][11]] == "withheld: 1 entry"
    assert question["states"][state][12] == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024-06-25", "25 June 2024"),
        ("[2024-06-25..2024-07-31]", "between 25 June and 31 July 2024"),
        ("[2024-06-24..2024-06-26]", "between 24 and 26 June 2024"),
        ("[2024-07..]", "July 2024 or after"),
        ("[..2024-10-20]", "20 October 2024 or before"),
        ("2024-11/..", "from November 2024 on"),
        ("2024-06/", "from June 2024 on, end not known"),
        ("../2024-06-25", "until 25 June 2024"),
        ("2023-08/2024-01", "from August 2023 to January 2024"),
        ("2024-06~", "about June 2024"),
        ("2022-26", "summer (northern) 2022"),
        ("2024-06-26T18:44:00+02:00", "26 June 2024, 18:44 UTC+02:00"),
        ("2024-06-XX", "a day in June 2024"),
        ("2024-XX", "a month of 2024"),
        ("2024-XX-XX", "a day in 2024"),
        ("2024-33", "the first quarter of 2024"),
        ("2024-39~", "about the last third of 2024"),
        ("2024-41/..", "from the second half of 2024 on"),
        ("[2024-05-01,2024-05-03]", "1 May 2024 or 3 May 2024"),
        ("2024-13-XX", "2024-13-XX"),
        ("[2024-05-01,2024-05-1X]", "[2024-05-01,2024-05-1X]"),
        ("2024-06-2X", "2024-06-2X"),
        ("[2024-06-2X..]", "[2024-06-2X..]"),
        ("{2024-01,2024-02}", "{2024-01,2024-02}"),
    ],
)
def test_dates_are_said_aloud(text: str, words: str) -> None:
    """As one would say them; what has no plain words stays as it was written."""
    assert said_aloud(text) == words


def test_a_name_that_runs_to_the_left_is_closed(log: EventLog) -> None:
    """In each line of ours such a name ends with a mark of direction, so that a number behind it stays behind it."""
    scripts(log)
    book = book_of(explore.page(log))
    told = [*book["phrases"], *(claim[1] for claim in book["claims"]), *(name for name, *_ in book["agents"])]
    for name in (ARABIC, HEBREW):
        lines = [line for line in told if name in line]
        assert len(lines) > 3
        assert [line for line in lines if line.count(name) != line.count(f"{name}\u200e")] == []
    assert "X" * 90 in {name for name, *_ in book["agents"]}


def test_a_date_that_was_corrected_is_told_as_both(log: EventLog) -> None:
    """From the correction on, what came in the report is told with both dates; until then with the first alone."""
    town(log)
    book = book_of(explore.page(log))
    assert {*book["redated"].values()} == {"18 June 2024"}
    moved = next(at for at, one in enumerate(book["reports"]) if one[1] == "Dated wrongly")
    begun = {
        part[6] > 0
        for question in book["questions"]
        for reading in question["readings"].values()
        for part in reading["parts"]
        if str(part[13]) in book["redated"] and book["claims"][part[0]][0] == moved
    }
    assert begun == {True}
    assert book_of(explore.page(log, until="2024-07-01"))["redated"] == {}
    corpus(log)
    assert {*book_of(explore.page(log))["redated"].values()} == {"18 June 2024"}
