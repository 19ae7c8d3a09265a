"""Everything that shows what was read or judged, walked with one thing in the log that was only proposed.

Three logs, each with one such thing: a claim, which alone answers a question; a link and an assessment, of which either
alone makes an answer *confirmed*. What a surface shows has a *trace* of the thing where it holds its id, its words, or
what is so by it alone; and it *says* so in words, or in a column or member of that name.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs
from click.testing import CliRunner

import eventlog
from eventlog import Agent, Assessment, EventLog, Knowledge, Link, Question, Report, Reviewed, explore, export
from eventlog.cite import cite
from eventlog.cli.root import root
from eventlog.desk import Desk
from eventlog.errors import MissingExtra
from eventlog.export import plot
from eventlog.mcp.words import answer_text
from eventlog.render.waiting import PROPOSED
from eventlog.serve.shapes import answer_json
from eventlog.tables import json_text
from explore_samples import book_of
from unread_surfaces import OF_KNOWLEDGE
from words_surfaces import ANSWERING, EXPORTERS, FORMATS, PAGES, exported

BEFORE, NOW, DATE = "2021-05-01", "2021-05-20T00:00:00Z", "2021-06-01"
KINDS = ("claim", "link", "assessment")
TEXT = (
    "The quay is shut, the board of the port said on Monday. "
    "The quay is shut, Ada Berg said in the evening. The crane is idle, Bo Lind told the Post at noon."
)
ONE = Report(publisher="outlet:post", title="Quay", published="2021-05-14", text=TEXT)
TWO = Report(publisher="outlet:mail", title="Quay again", published="2021-05-15", text=TEXT)
SHUT = ONE.claim("quay.shut", by=["org:board"], quote="The quay is shut, the board of the port said on Monday")
TOO = TWO.claim("quay.shut", by=["person:ada"], quote="The quay is shut, Ada Berg said in the evening")
BASIS, NOTE, WORDS = "two who looked by themselves", "we went there and looked", "an idle crane"
PROPOSALS: dict[str, dict[str, Any]] = {
    "claim": {
        "report": ONE.id,
        "question": "quay.crane",
        "value": True,
        "factuality": "PS+",
        "chain": [{"agent": "person:bo-lind"}],
        "quotes": [{"exact": "The crane is idle, Bo Lind told the Post at noon"}],
        "paraphrase": WORDS,
    },
    "link": {"kind": "corroborates", "from": TOO.id, "to": SHUT.id, "basis": BASIS},
    "assessment": {"about": SHUT.id, "what": "verification", "value": "verified", "note": NOTE},
}
JOINED = Link(kind="corroborates", from_=TOO.id, to=SHUT.id, by="user:desk", basis="they say so")
VERIFIED = Assessment(about=SHUT.id, what="verification", value="verified", by="user:desk", note="seen")
SILENT = TWO.claim(
    "quay.crane", by=["person:ada"], stance="withhold", quote="The crane is idle, Bo Lind told the Post at noon"
)
BESIDE = {"claim": (SILENT,), "link": (VERIFIED,), "assessment": (JOINED,)}
"""What a person recorded, beside which the thing makes the answer another one."""


@attrs.frozen
class Case:
    """A log in which one thing was only proposed, and what tells of it."""

    kind: str
    path: Path
    id: str
    before: int
    pages: tuple[str, str]
    """Pages that cite the answer as it was before the thing came in: without proposals, and with them."""

    @property
    def traces(self) -> tuple[str, ...]:
        """What is seen nowhere without the thing."""
        own = {"claim": (WORDS, "bo-lind"), "link": (BASIS,), "assessment": (NOTE,)}
        so = "rumoured" if self.kind == "claim" else "confirmed"
        head, _, digest = self.id.partition(":")
        return (f"{head}:{digest[:8]}", *own[self.kind], so)

    @property
    def question(self) -> str:
        """The question on which it bears."""
        return "quay.crane" if self.kind == "claim" else "quay.shut"

    @property
    def claim(self) -> str:
        """The claim that is asked about: the thing, or one that a person read and it bears on."""
        return self.id if self.kind == "claim" else SHUT.id

    @property
    def report(self) -> str:
        """The report in which that was read."""
        return ONE.id

    def has_trace(self, told: str) -> bool:
        """Whether a text holds anything that is there by the thing alone."""
        return any(one in told for one in self.traces)


def case(kind: str, folder: Path) -> Case:
    """A log with one thing that waits."""
    path = folder / f"{kind}.db"
    with eventlog.open(path, zone="UTC", durability="off", clock=lambda: NOW) as log:
        log.record(ONE, TWO, Question(id="quay.shut", words="Is it shut?"), Agent(id="org:board", name="The board"))
        log.record(SHUT, TOO, *BESIDE[kind])
        before = len(log)
        pages = (folder / f"{kind}-reviewed.md", folder / f"{kind}.md")
        question = "quay.crane" if kind == "claim" else "quay.shut"
        for proposed, page in enumerate(pages):
            known = log.as_of(DATE, include_proposed=bool(proposed))
            page.write_text(f"It stands so. {cite(known, question)}\n", encoding="utf-8")
        done = log.propose([{kind: PROPOSALS[kind]}], extractor="model/3", by="user:reader")
        assert done.ids[0] is not None
        return Case(kind, path, done.ids[0], before, (str(pages[0]), str(pages[1])))


def accept(of: Case) -> None:
    """Have a person review it."""
    with eventlog.open(of.path, durability="off", clock=lambda: NOW) as log:
        log.record(Reviewed(target=of.id, state="accepted", by="user:desk"))


@attrs.frozen
class Shown:
    """What a surface shows: all of it as text, and its tables as they are read by a program."""

    text: str
    tables: tuple[dict[str, Any], ...] = ()

    @property
    def says(self) -> bool:
        """Whether it is said that something was only proposed."""
        return any(words in self.text for words in (PROPOSED, "waits for review")) or any(
            _says(one) for one in self.tables
        )


_MEMBERS = ("proposed", "unreviewed", "waits", "review")


def _says(value: Any) -> bool:
    """Whether a member that tells of it holds anything: an id, a truth, words."""
    if isinstance(value, dict):
        told = [one for name, one in value.items() if name in _MEMBERS]
        told += [value.get("state") == "proposed"]
        return any(one not in (None, False, "", "false", "[]", [], (), 0, "0") for one in told) or any(
            map(_says, value.values())
        )
    return isinstance(value, (list, tuple)) and any(map(_says, value))


Surface = Callable[[EventLog, Case, bool], Shown | None]
"""Shows what it can of a log, proposals included or not; None where what it needs is not installed."""


def _known(log: EventLog, proposed: bool) -> Knowledge:
    return log.as_of(DATE, include_proposed=proposed)


class _Asked:
    """What is asked of Knowledge about a case."""

    def __init__(self, of: Case, known: Knowledge) -> None:
        self.question, self.claim, self.report = of.question, of.claim, of.report
        self.questions, self.agent = known.questions, "outlet:post"


def _answer(name: str) -> Surface:
    def ask(log: EventLog, of: Case, proposed: bool) -> Shown:
        known = _known(log, proposed)
        if name == "table":
            table = known.table()
            names = [column.name for column in table.columns]
            return Shown(str(list(table)), tuple(dict(zip(names, row, strict=True)) for row in table))
        told = OF_KNOWLEDGE[name](known, _Asked(of, known))  # type: ignore[arg-type]
        some = told[0] if name == "find" else ()
        return Shown(str(told), tuple(attrs.asdict(hit) for hit in some))

    return ask


def _objects(log: EventLog, of: Case, proposed: bool) -> Shown:
    known = _known(log, proposed)
    standing = known[of.question]
    some = [known, standing, *standing.positions, *standing.timeline, *standing.claims, *standing.history]
    some += [held for one in standing.timeline for held in one.held]
    changes = eventlog.diff(log.as_of(BEFORE, include_proposed=proposed), known)
    some += [changes, *changes, known.why(of.claim), known.why_not(of.claim)]
    pages = [one._repr_html_() for one in some if hasattr(one, "_repr_html_")]
    return Shown("\n".join([*map(str, some), *pages]))


def _exporter(name: str) -> Surface:
    def given(log: EventLog, of: Case, proposed: bool) -> Shown | None:
        with tempfile.TemporaryDirectory() as folder:
            lines = exported(name, log, _known(log, proposed), Path(folder))
        if lines is None:
            return None
        read = ROWS.get(name)
        tables = () if read is None else tuple(read(_known(log, proposed)))
        return Shown("\n".join(text for _, text in lines), tables)

    return given


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if hasattr(value, "tolist") else value for name, value in row.items()}


def _parquet(known: Knowledge) -> Iterator[dict[str, Any]]:
    from pyarrow import parquet

    with tempfile.TemporaryDirectory() as folder:
        export.to_parquet(known, Path(folder) / "rows.parquet")
        yield from parquet.read_table(Path(folder) / "rows.parquet").to_pylist()


ROWS: dict[str, Callable[[Knowledge], Iterable[dict[str, Any]]]] = {
    "to_csv": lambda known: csv.DictReader(io.StringIO("".join(export.to_csv(known)))),
    "to_jsonl": lambda known: map(json.loads, export.to_jsonl(known)),
    "to_arrow": lambda known: export.to_arrow(known).to_pylist(),
    "to_polars": lambda known: export.to_polars(known).to_dicts(),
    "to_pandas": lambda known: map(_plain, export.to_pandas(known).to_dict("records")),
    "to_parquet": _parquet,
}
"""The exporters of rows, each read back as a program reads it."""


def _uima(log: EventLog, of: Case, proposed: bool) -> Shown | None:
    try:
        return Shown(export.to_uima(_known(log, proposed), of.report))
    except MissingExtra:
        return None


def _picture(name: str) -> Surface:
    def drawn(log: EventLog, of: Case, proposed: bool) -> Shown | None:
        known = _known(log, proposed)
        try:
            picture = getattr(plot, name)(*((known,) if name in ("growth", "ribbons") else (known, of.question)))
        except MissingExtra:
            return None
        axes = picture.figure.axes[0]
        drawn = [one.get_text() for one in (*picture.figure.texts, *axes.texts, *axes.get_yticklabels())]
        return Shown("\n".join([picture.title, str(picture.rows), *drawn]))

    return drawn


def _tables(text: str, form: str) -> tuple[dict[str, Any], ...]:
    if form == "csv":
        return tuple(csv.DictReader(io.StringIO(text)))
    if form == "json":
        value = json.loads(text or "null")
        return tuple(one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict))
    return tuple(json.loads(line) for line in text.splitlines()) if form == "jsonl" else ()


def _command(name: str, words: list[str], form: str) -> Surface:
    def run(_: EventLog, of: Case, proposed: bool) -> Shown:
        told = {"date": DATE, "before": BEFORE, "question": of.question, "claim": of.claim, "report": of.report}
        told |= {"id": of.id, "other": TWO.id, "after": str(of.before), "page": of.pages[proposed]}
        argv = [*name.split(), *(word.format(**told) for word in words), "-f", form, "--log", str(of.path)]
        argv += ["--include-proposed"] if proposed and name in CUT else []
        done = CliRunner().invoke(root, argv, env={"COLUMNS": "2000"})
        assert done.exit_code in (0, 1, 5), (argv, done.output, done.exception)
        return Shown(done.stdout, _tables(done.stdout, form))

    return run


def _page(log: EventLog, _: Case, proposed: bool) -> Shown:
    book = book_of(explore.page(_known(log, proposed)))
    del book["meaning"]  # what each status means, whether it is seen or not
    return Shown(str(book))


ASKED = {
    "find": {"words": "crane quay", "limit": 5},
    "ask": {"question": "{question}"},
    "why": {"claim": "{claim}"},
    "changes": {"since": BEFORE},
    "questions": {},
}
"""What is asked by each tool of the desk."""


def _tool(name: str, *, served: bool) -> Surface:
    def ask(log: EventLog, of: Case, proposed: bool) -> Shown:
        given: dict[str, Any] = {
            key: value.format(question=of.question, claim=of.claim) if isinstance(value, str) else value
            for key, value in ASKED[name].items()
        }
        if name == "find":
            given["words"] = "crane" if of.kind == "claim" else "quay"
        answer = Desk(log, published=DATE, include_proposed=proposed).call(name, given)
        told = answer_json(answer) if served else {}  # type: ignore[arg-type]
        text = json_text(told) if served else answer_text(answer)
        return Shown(text.replace(of.claim, "the claim") if name == "why" else text, (told,))

    return ask


CUT = {*ANSWERING, "find", "reports", "cite"}
"""Commands that take --include-proposed and print what they find."""

COMMANDS: dict[str, list[tuple[list[str], tuple[str, ...]]]] = {
    **{name: [(words, PAGES.get(name, FORMATS))] for name, words in ANSWERING.items()},
    "find": [(["quay", "--as-of", "{date}"], FORMATS), (["crane", "--as-of", "{date}"], FORMATS)],
    "reports": [([], FORMATS), (["--as-of", "{date}"], FORMATS)],
    "timeline": [(["{question}", "--as-of", "{date}", *more], FORMATS) for more in ([], ["--known"])],
    "impact": [([of, "--as-of", "{date}"], FORMATS) for of in ("{report}", "{id}")],
    "show": [([of], FORMATS) for of in ("{id}", "{report}", "{claim}", "outlet:post")],
    "review": [([], FORMATS)],
    "echoes": [(["--threshold", "0"], FORMATS)],
    "watch": [(["quay", "--after", "{after}", "--for", "0"], ("table", "jsonl"))],
    "cite check": [(["{page}"], FORMATS)],
    "carry-over": [(["{report}", "{other}", "--check"], FORMATS)],
}
"""Each command that prints what was read or judged, with what it is asked, and the formats that it has."""

KEEPING = {
    *("import", "take", "add", "draft", "annotate", "propose", "schema", "strike", "amend", "merge", "split", "link"),
    *("assess", "retract", "supersede", "correct", "verify", "checkpoint", "rotate", "timestamp", "prove", "check"),
    *("backup", "copy", "carry", "export", "segments", "redact", "erasure", "doctor", "repair"),
}
"""Commands that take in, keep, check or hand on entries, each review among them as an entry of its own."""

DRAWN = {"explore": "the explorer", "plot": "plot.opening", "mcp": "tool ask", "serve": "served ask", "cite": "Told"}
"""Commands whose answer is walked as what they hand out."""

BARE = {
    *("statuses", "statuses_of", "questions", "agents", "basis", "basis_of", "fold", "problems"),
    *("entries", "events_to_jsonl", "to_cloud_events"),
}
"""What gives words or ids alone, as values of a program; and entries, each review among them."""


def _pairs() -> Iterator[tuple[str, Surface]]:
    yield from ((f"Knowledge.{name}", _answer(name)) for name in OF_KNOWLEDGE if name not in BARE)
    yield "objects", _objects
    yield from ((name, _exporter(name)) for name in EXPORTERS if name not in BARE)
    yield "to_uima", _uima
    yield from ((f"plot.{name}", _picture(name)) for name in plot.__all__ if name != "Picture")
    yield "the explorer", _page
    for name in ASKED:
        yield f"tool {name}", _tool(name, served=False)
        yield f"served {name}", _tool(name, served=True)
    for name, several in COMMANDS.items():
        for words, forms in several:
            yield from (
                (f"eventlog {' '.join([name, *words])} -f {form}", _command(name, words, form)) for form in forms
            )


SURFACES: dict[str, Surface] = dict(_pairs())
