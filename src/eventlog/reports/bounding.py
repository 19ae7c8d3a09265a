"""A page that costs no more than its bytes: what is counted before it is read, and what is left out.

Building a tree takes time with the square of the attributes of one element, finding the article with the square of the
elements, and the patterns by which names are looked for with the square of the letters that they are tried on. So a
page is first walked through without a tree, by the very parser that builds it, so that nothing can be hidden from the
count; then each of the three has a bound, and what lies under all three costs a constant a byte.

Pages carry long attributes and whole programs for good reasons (pictures, the state of a script). None of these says
who wrote a page, so they are left out and not refused.
"""

from __future__ import annotations

import json
from typing import Any, Final

from eventlog.errors import InvalidValue
from eventlog.reports.dating import is_json_ld, json_of

__all__ = ["LONGEST_ATTRIBUTE", "MOST_ATTRIBUTES", "MOST_ELEMENTS", "check_counts", "lighten"]

MOST_ELEMENTS: Final = 40_000
"""Elements of a page that are still looked at."""

MOST_ATTRIBUTES: Final = 256
"""Attributes of one element that are still looked at."""

LONGEST_ATTRIBUTE: Final = 2_000
"""Letters of an attribute, a title or a member of JSON-LD that is still looked at; a longer one is as if not there."""

_DEEPEST: Final = 20


class _Counting:
    """Takes what a parser sees, and keeps none of it."""

    def __init__(self) -> None:
        self.elements = 0

    def start(self, _: str, attributes: Any) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise InvalidValue(f"the page has more than {MOST_ELEMENTS} elements: give the text itself")
        if len(attributes) > MOST_ATTRIBUTES:
            raise InvalidValue(
                f"an element of the page has more than {MOST_ATTRIBUTES} attributes: give the text itself"
            )

    def end(self, _: str) -> None:
        pass

    def data(self, _: str) -> None:
        pass

    def close(self) -> None:
        pass


def check_counts(html: str) -> None:
    """Raise InvalidValue for a page of more elements, or more attributes of one, than are looked at."""
    from lxml import etree

    etree.fromstring(html, etree.HTMLParser(target=_Counting()))


def lighten(tree: Any) -> None:
    """Take out of a tree what is too long to be a name, a title or a date: in place."""
    for one in tree.iter("*"):
        for name, value in one.items():
            if len(value) > LONGEST_ATTRIBUTE:
                del one.attrib[name]
        if one.tag == "title" and len(one.text or "") > LONGEST_ATTRIBUTE:
            one.text = one.text[:LONGEST_ATTRIBUTE]
        elif one.tag == "script":
            one.text = _light_script(one)


def _light_script(script: Any) -> str | None:
    """What of a script says anything: JSON-LD, written anew so that it is JSON, without what is too long."""
    if not is_json_ld(script.get("type") or ""):
        return None
    tops = json_of(script.text or "")
    if not tops:
        return None
    return json.dumps(_light(tops[0] if len(tops) == 1 else tops, 0))


def _light(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONGEST_ATTRIBUTE else ""
    if depth >= _DEEPEST:
        return None
    if isinstance(value, list):
        return [_light(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {name: _light(one, depth + 1) for name, one in value.items() if len(name) <= LONGEST_ATTRIBUTE}
    return value
