"""What the labels of an annotation tool mean: a file that says for each which claim it makes.

Each stands under `[labels]`, with the fields of a claim that its marks have in common; the marks themselves have the
words. A label that is `false` is left out.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from eventlog.annotations.claims import vague_time, value_of
from eventlog.annotations.short import asked
from eventlog.annotations.source import Source, Table
from eventlog.claims import ClaimKind, Factuality, Stance, check_question

__all__ = ["labels"]

_FIELDS: Final = ("question", "value", "stance", "factuality", "kind", "by", "during", "said", "condition")


def labels(path: str | os.PathLike[str]) -> dict[str, dict[str, Any] | None]:
    """The meaning of each label, as the importers of marks take it. Raises InvalidAnnotation."""
    source = Source(Path(path))
    file = Table(source, (), source.data, ("format", "labels"))
    given = file.typed("labels", dict, "a table")
    if not given:
        raise file.missing("labels")
    return {label: _meaning(file, label, told) for label, told in given.items()}


def _meaning(file: Table, label: str, told: Any) -> dict[str, Any] | None:
    if told is False:
        return None
    data = file.of_type(told, dict, "a table, or false for a label that is left out", "labels", label)
    known = (*_FIELDS, *(key for key in data if "." in key))
    table = asked(Table(file.source, file.at("labels", label), data, known))
    found: dict[str, Any] = {
        "question": table.need("question", check_question),
        "value": value_of(table),
        "stance": table.choice("stance", Stance, Stance.ASSERT),
        "kind": table.choice("kind", ClaimKind, ClaimKind.CLAIM),
        "by": list(table.texts("by", table.whom)),
        "during": vague_time(table, "during"),
        "said": vague_time(table, "said"),
        "condition": table.text("condition"),
    }
    return found | ({"factuality": table.choice("factuality", Factuality)} if "factuality" in table.data else {})
