"""The formats in which knowledge goes out, one row each. A new exporter is a file, and a row here.

`eventlog export --to`, its help, the matrix of docs/reference/exports.md and the tests read this table, so a row is all
that they need. What an exporter asks for beside the knowledge are its own parameters, under their own names.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import attrs

from eventlog.errors import InvalidValue, shown
from eventlog.export.arrow import to_parquet
from eventlog.export.claim_review import to_claim_reviews
from eventlog.export.cloud_events import to_cloud_events
from eventlog.export.files import write
from eventlog.export.follow_the_money import to_ftm
from eventlog.export.json_lines import events_to_jsonl, to_jsonl
from eventlog.export.prov_json import to_prov_json
from eventlog.export.spreadsheet import to_csv
from eventlog.export.timeline_js import to_timeline_js
from eventlog.export.uima import to_uima
from eventlog.export.web_annotations import to_web_annotations
from eventlog.knowledge import Knowledge

__all__ = ["FORMATS", "Format", "format_named"]

_FLAGS: Final = {"true": True, "false": False}
_OF_A_FILE: Final = ("path", "replace")


@attrs.frozen(kw_only=True)
class Format:
    """A format.

    give     the exporter: given knowledge, it gives text or pieces of it, and takes what it asks for by name
    column   what it is called in the matrix of docs/reference/exports.md
    entries  whether it is given the entries that the cut lets through, in place of the knowledge
    binary   whether it is no text: `give(knowledge, path, replace=...)` writes the file
    """

    give: Callable[..., Any]
    column: str
    entries: bool = False
    binary: bool = False

    @property
    def asks(self) -> dict[str, bool]:
        """What it asks for beside the knowledge, each with whether it can't do without."""
        return {name: one.default is one.empty for name, one in self._parameters().items()}

    def _parameters(self) -> dict[str, inspect.Parameter]:
        _, *rest = inspect.signature(self.give).parameters.values()
        return {one.name: one for one in rest if not (self.binary and one.name in _OF_A_FILE)}

    def read(self, settings: Mapping[str, str]) -> dict[str, Any]:
        """What was typed, as the exporter takes it: text, and true or false for what is so or not.

        Raises InvalidValue for what it does not ask for, and where something is missing.
        """
        asked = self._parameters()
        found: dict[str, Any] = {}
        for name, text in settings.items():
            if name not in asked:
                told = f"it takes {', '.join(asked)}" if asked else "it takes nothing beside the knowledge"
                raise InvalidValue(f"{shown(name)} is nothing that this format takes: {told}")
            found[name] = text
            if isinstance(asked[name].default, bool):
                if text not in _FLAGS:
                    raise InvalidValue(f"{name} is true or false, not {shown(text)}")
                found[name] = _FLAGS[text]
        if missing := [name for name, needed in self.asks.items() if needed and name not in settings]:
            raise InvalidValue(f"this format also needs {' and '.join(missing)}")
        return found

    def pieces(self, knowledge: Knowledge, **settings: Any) -> Iterable[str]:
        """What is written, piece by piece; of a format that is text."""
        given = self.give(knowledge.entries() if self.entries else knowledge, **settings)
        return [given] if isinstance(given, str) else given

    def save(self, knowledge: Knowledge, path: str | os.PathLike[str], *, replace: bool, **settings: Any) -> None:
        """Write the file, whole or not at all, over one that is there only with `replace`. Raises StoreError."""
        if self.binary:
            self.give(knowledge, path, replace=replace, **settings)
        else:
            write(path, self.pieces(knowledge, **settings), replace=replace)


FORMATS: Final[dict[str, Format]] = {
    "parquet": Format(give=to_parquet, column="Arrow, Parquet", binary=True),
    "csv": Format(give=to_csv, column="CSV"),
    "jsonl": Format(give=to_jsonl, column="JSONL rows"),
    "events": Format(give=events_to_jsonl, column="JSONL events", entries=True),
    "prov": Format(give=to_prov_json, column="PROV"),
    "web-annotations": Format(give=to_web_annotations, column="Web Annotations"),
    "claim-reviews": Format(give=to_claim_reviews, column="ClaimReview"),
    "ftm": Format(give=to_ftm, column="FtM"),
    "cloud-events": Format(give=to_cloud_events, column="CloudEvents", entries=True),
    "timeline-js": Format(give=to_timeline_js, column="TimelineJS"),
    "uima": Format(give=to_uima, column="UIMA CAS"),
}
"""The formats by the names that a command line gives them, in the order of the matrix."""


def format_named(name: str) -> Format:
    """The format of this name. Raises InvalidValue."""
    if name not in FORMATS:
        raise InvalidValue(f"{shown(name)} is no format: choose one of {', '.join(FORMATS)}")
    return FORMATS[name]
