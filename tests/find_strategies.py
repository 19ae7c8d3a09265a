"""Small logs that hold words, and what is looked for in them.

Stories as the laws of knowledge have them, told in few words, so that a query often finds something: numbers parted in
several ways, marks and accents, words that stand in several places, some of them in the boilerplate of a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
from hypothesis import strategies as st

from eventlog.claims import Agent, Attribution, Claim, Evidence, TextQuote, digest_of
from eventlog.events import Amended, Corrected
from eventlog.reports import Region, Report
from knowledge_strategies import AGENTS, BY_ID, OUTLETS, QUESTIONS, STATE, Moves

WORDS = (
    *("fort", "held", "Fort", "FÓRT", "cannon fodder", "cannon-fodder", "“cannon” fodder", "the cannon’s fodder"),
    *(
        "12,000 men",
        "12 000 men",
        "12.000",
        "12'000",
        "12000",
        "000",
        "men",
        "북한군",
        "한",
        "ada",
        "Ada's",
        "fort.held",
    ),
)
texts = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
queries = st.one_of(
    st.sampled_from(
        ("cannon fodder", '"cannon fodder"', "12,000", "12 000", "12.000 men", "fort", "북한", "ada", "men")
    ),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join),
)


@attrs.frozen
class Wordy(Moves):
    """What may happen, with words in it."""

    def ours(self) -> list[str]:
        return [*super().ours(), "agent", "question", "retitled"]

    def names(self) -> list[str]:
        return [*super().names(), "corrected"]

    def _report(self, draw: Any, story: Any) -> Iterator[Any]:
        text = f"{draw(texts)} {draw(texts)} {len(story.entries)}".ljust(40)
        begin = draw(st.integers(0, 20))
        report = Report(
            publisher=draw(st.sampled_from((*OUTLETS, "gov:north"))),
            title=draw(texts) or f"report {len(story.entries)}",
            published=self.dates.moment(draw, story) if draw(st.integers(0, 9)) else None,
            text=text,
            regions=(Region(kind="boilerplate", start=begin, end=begin + 12),) if draw(st.booleans()) else (),
        )
        yield report
        for _ in range(draw(st.integers(1, 2))):
            yield self._claim(draw, story, report)

    def _claim(self, draw: Any, story: Any, report: Report) -> Claim:
        question = BY_ID[draw(st.sampled_from(self.questions))]
        start = draw(st.integers(0, 25))
        exact = report.text[start : start + 8]
        quote = TextQuote(exact=exact) if exact.strip() and draw(st.booleans()) else None
        return Claim(
            report=report.id,
            question=question.id,
            value={"quantity": None, "agent": None}.get(str(question.answer), draw(texts) or "1st")
            if question.answer != "truth"
            else True,
            factuality="CT-" if question.answer in ("quantity", "agent") else "CT+",
            chain=tuple(Attribution(agent=one) for one in draw(st.lists(st.sampled_from(AGENTS), max_size=1))),
            said=self.dates.moment(draw, story) if draw(st.booleans()) else None,
            evidence=(Evidence(start=start, end=start + 8, digest=digest_of(exact), quote=quote),),
            paraphrase=draw(texts),
            condition=draw(texts),
        )

    def _agent(self, draw: Any, _: Any) -> Iterator[Any]:
        names = draw(st.lists(texts.filter(bool), max_size=2))
        yield Agent(id=draw(st.sampled_from(("person:ada", STATE[1]))), name=draw(texts), aliases=tuple(names))

    def _question(self, draw: Any, _: Any) -> Iterator[Any]:
        yield attrs.evolve(draw(st.sampled_from(QUESTIONS)), words=draw(texts))

    def _retitled(self, draw: Any, story: Any) -> Iterator[Any]:
        if story.reports:
            title = draw(texts.filter(bool))
            yield Amended(report=draw(st.sampled_from(story.reports)).id, field="title", value=title)

    def _corrected(self, draw: Any, story: Any) -> Iterator[Any]:
        if story.reports:
            report = draw(st.sampled_from(story.reports))
            title, notice = draw(texts.filter(bool)), self._notice(draw, story)
            by = report.publisher if draw(st.integers(0, 3)) else "org:rivals"
            yield Corrected(target=report.id, by=by, notice=notice, field="title", value=title)
