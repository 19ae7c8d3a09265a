"""A mark as it is put behind a sentence."""

from __future__ import annotations

from eventlog.cite.hypertext import ATTRIBUTE
from eventlog.claims.fields import check_type
from eventlog.knowledge import Knowledge

__all__ = ["cite"]


def cite(knowledge: Knowledge, question: str, *, html: bool = False) -> str:
    """The mark of the answer to a question: `[@basis1...]`, or an empty element of HTML to stand behind the sentence,
    whose attribute any other element may have instead.

    Raises UnknownQuestion where the whole log knows nothing of the question, InvalidValue for what can't be one.
    """
    check_type(knowledge, Knowledge, "what was known")
    check_type(html, bool, "whether it is HTML")
    token = knowledge.basis_of(knowledge.check_known(question, alone=True))
    return f'<span {ATTRIBUTE}="{token}"></span>' if html else f"[@{token}]"
