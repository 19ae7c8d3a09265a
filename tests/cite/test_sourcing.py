"""An appendix says where answers come from, seals what came out later, and takes no text of a log for anything else."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Agent, Annulled, EventLog, Question, Report, Retracted
from eventlog.cite import check_text, html_of, markdown_of, marks, sourcing
from eventlog.cite.sourcing import Appendix
from eventlog.errors import InvalidValue, UnknownQuestion
from knowledge_strategies import share

markdown_it = pytest.importorskip("markdown_it", reason="Markdown is read with the extra cli")

CORPUS = Path(__file__).resolve().parents[2] / "examples" / "corpus"
PLAIN = "the harbour board"


def log_of(text: str, *more: Any) -> EventLog:
    """A log in which every text that one may write is this one."""
    log = eventlog.open(":memory:", clock=lambda: "2032-01-01T00:00:00Z")
    report = Report(publisher="outlet:post", title=text, published="2031-06-12", text=f"He said: {text}")
    said = report.claim("port.closed", text, by=["org:board"], paraphrase=text, quote=text)
    struck = report.claim("port.closed", "other", by=["person:ada"])
    silent = report.claim("port.closed", text, by=["person:bo"], factuality="CTu")
    gone = report.claim("port.closed", "nothing of it", by=["person:cy"])
    log.record(
        *(report, said, struck, silent, gone, Agent(id="org:board", name=text), Agent(id="outlet:post", name=text)),
        Question(id="port.closed", words=text, answer="text", single=False),
        Annulled(target=struck.id, by="user:desk", reason=text),
        Retracted(target=gone.id, by="person:cy", notice="2031-06-14", reason=text),
        *more,
    )
    return log


def appendix(log: EventLog, *questions: str, cut: str = "2031-06-30") -> Appendix:
    """The appendix of these questions."""
    return sourcing(log.as_of(cut), questions or ["port.closed"], log.head)


def shape(page: str) -> list[str]:
    """The elements of a page in order, without its text."""
    tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(f"{tag} {sorted(name for name, _ in attrs)}")

    reader = Reader()
    reader.feed(page)
    reader.close()
    return tags


def read(page: str) -> str:
    """A page of Markdown as HTML, by a reader that takes elements, tables and strikethrough."""
    made = markdown_it.MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return str(made.render(page))


HOSTILE = (
    "[a link](https://example.org)",
    "<script>alert(1)</script>",
    "![a](javascript:alert(1))",
    "# heading",
    "1. one",
    "1) one",
    "- one",
    "+ one",
    "=====",
    "> quoted",
    "    code",
    "```",
    "~~gone~~",
    "`code`",
    "**bold** _thin_",
    "| a | b |",
    "&lt;b&gt; &copy;",
    "<b data-eventlog='basis1.x'>x</b>",
    "[@basis1.abc]",
    "@basis1.abc",
    "[^1]",
    "[^1]: other",
    "a\n\nb",
    "a\r\n# b",
    "\\",
    "a\\*b\\",
    "https://example.org www.example.org",
    '" onload="x',
    "\u202eturned",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_log_is_anything_but_text(text: str) -> None:
    """The frame of a page is the same whatever a name, a title, a value, a reason or a question says."""
    with log_of(text) as log, log_of(PLAIN) as plain:
        told, other = appendix(log), appendix(plain)
        assert shape(html_of(told)) == shape(html_of(other))
        assert shape(read(markdown_of(told))) == shape(read(markdown_of(other)))
        for page, html in ((markdown_of(told), False), (html_of(told), True)):
            assert {one.token for one in marks(page, html=html).found} == {told.sourced[0].basis}
            assert marks(page, html=html).in_code == 0


@share(2)
@given(st.text(alphabet=st.sampled_from("[]()<>!#*_`~|\\&;:@^$=+-.1 \n\tawhtps/'\"{}"), min_size=1, max_size=20))
def test_no_text_whatever_changes_the_frame(text: str) -> None:
    """The law behind the cases: escaped for its format, a text is a text."""
    if not text.strip():
        return
    with log_of(f"x{text}x") as log, log_of(PLAIN) as plain, log_of(f"{text.strip()} x") as bare:
        frame, page = shape(html_of(appendix(plain))), shape(read(markdown_of(appendix(plain))))
        for one in (log, bare):
            assert shape(html_of(appendix(one))) == frame
            assert shape(read(markdown_of(appendix(one)))) == page


def test_every_part_is_there_in_both_formats() -> None:
    """Answers, who said it through whom and where, independence, what is not known, what was left out, footnotes."""
    with log_of(PLAIN) as log:
        told = appendix(log)
        [one] = told.sourced
        assert one.voices[0].line == "The harbour board, says the harbour board (organisation)"
        assert one.voices[0].through == (f"{PLAIN} (outlet)", f"{PLAIN} (organisation)")
        assert one.voices[0].words == (f"“{PLAIN}”",)
        assert one.independence[0][0] == "the harbour board: one source"
        assert any("gives no answer" in line for line in one.unknown)
        left = dict(one.left_out)
        assert any("annulled at position" in why and PLAIN in why for why in left.values())
        assert any("withdrawn by person:cy" in why for why in left.values())
        for page in (markdown_of(told), html_of(told)):
            for words in ("Who said it", "How independent they are", "What is not known", "What was left out, and why"):
                assert words in page
            assert one.basis in page
            assert log.head.root.hex() in page
            assert "Public by 30 June 2031 (end of day, UTC)" in page
        assert "[^1]: " in markdown_of(told)
        assert 'id="source-1"' in html_of(told)


def test_footnotes_are_numbered_through() -> None:
    """Each is named once and stands once, in whatever order the questions are asked; one asked twice is told once."""
    with eventlog.open(":memory:") as log:
        log.record(*eventlog.load(CORPUS))
        asked = ("dprk.troops.number", "dprk.troops.deployment", "dprk.troops.number")
        told = appendix(log, *asked, cut="2024-10-25")
        numbers = [voice.number for one in told.sourced for voice in one.voices]
        page = markdown_of(told)
    assert [one.question for one in told.sourced] == list(asked[:2])
    assert numbers == list(range(1, len(numbers) + 1))
    for number in numbers:
        assert len(re.findall(rf"^\[\^{number}\]: ", page, re.MULTILINE)) == 1
        assert len(re.findall(rf"\[\^{number}\](?!:)", page)) == 2


def test_an_appendix_rests_on_its_own_log() -> None:
    """Checked at once nothing moved; its marks are held against the log as those of any other document."""
    with log_of(PLAIN) as log:
        told = appendix(log)
        assert check_text(log, markdown_of(told)) == ()
        assert check_text(log, html_of(told), html=True) == ()
        late = Report(publisher="outlet:late", title="Late", published="2031-06-13")
        log.record(late, late.claim("port.closed", "late"))
        assert len(check_text(log, markdown_of(told))) == 1


def test_what_came_out_later_is_not_in_it() -> None:
    """As of June the page of a log that holds October too is that of a log that never did, positions apart."""

    def page(*upto: str) -> str:
        with eventlog.open(":memory:", clock=lambda: "2032-01-01T00:00:00Z") as log:
            june = Report(publisher="outlet:post", title="June", published="2031-06-12")
            log.record(june, june.claim("port.closed", by=["org:board"]))
            for name in upto:
                later = Report(publisher="outlet:post", title=name, published="2031-10-12")
                claim = later.claim("port.closed", False, by=["person:ada"])
                log.record(later, claim)
                if name == "struck":
                    log.record(Annulled(target=claim.id, by="user:desk", reason=name))
            text = markdown_of(appendix(log))
        return re.sub(r"basis1\.[\w-]+|\d+ entries|, recorded by .*", "", text)

    assert page("October", "struck") == page()


def test_an_appendix_is_of_questions_that_the_log_knows() -> None:
    """A slip is told, and so is nothing at all."""
    with log_of(PLAIN) as log:
        with pytest.raises(UnknownQuestion):
            appendix(log, "port.open")
        with pytest.raises(InvalidValue, match="name one"):
            sourcing(log.as_of("2031-06-30"), [], log.head)
