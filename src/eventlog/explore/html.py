"""The sheet of paper: one HTML file that carries its data, its style and its script, and asks nobody for anything.

A title of an article is foreign text and may hold anything. Three walls stand before it. The data lies in a
block that no browser runs, with every character escaped that could end it. The script writes text as text and never as
markup. And the policy at the head of the file lets one style and one script run, known by their digests, and nothing
load from anywhere: no picture, no font, no frame, no request.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Any, Final

from eventlog.render.meanings import STATUSES

FACE: Final = Path(__file__).parent / "face"
STYLES: Final = ("paper.css", "parts.css", "pictures.css")
SCRIPTS: Final = (
    *("book.js", "view.js", "elements.js", "pictures.js", "figures.js", "ribbons.js"),
    *("lanes.js", "standing.js", "list.js", "dates.js", "sources.js", "documents.js", "page.js"),
)
_IN_JSON: Final = {one: f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}


def _looks() -> tuple[str, str]:
    """How each status looks: a colour and who wears it, as CSS; sign, hatching, group and weight for the script."""

    def colours(shade: str) -> str:
        return " ".join(f"--{status}: {getattr(look, shade)};" for status, look in STATUSES.items())

    lines = [
        f":root {{ {colours('light')} }}",
        f'@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {colours("dark")} }} }}',
        f'@media screen {{ :root[data-theme="dark"] {{ {colours("dark")} }} }}',
    ]
    for one in STATUSES:
        worn = f".s-{one} > .sign, .sign.s-{one}, .status.s-{one} .word, .piece.s-{one}, .seal.s-{one}"
        lines.append(f"{worn} {{ color: var(--{one}); }}")
    told = ("sign", "hatch", "group", "weight")
    looks = {status: {one: getattr(look, one) for one in told} for status, look in STATUSES.items()}
    return "\n".join(lines), f"const LOOKS = {json_block(looks)};"


def json_block(value: Any) -> str:
    """A value as JSON that can't end the block it stands in, nor open a comment there."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character, escaped in _IN_JSON.items():  # each a search, which is sooner done than looking at each character
        text = text.replace(character, escaped)
    return text


def digest_source(text: str) -> str:
    """The source expression by which a policy knows an inline style or script."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def sheet(data: dict[str, Any], *, title: str) -> str:
    """The whole file."""
    colours, looks = _looks()
    style = "\n".join([colours, *((FACE / name).read_text(encoding="utf-8") for name in STYLES)])
    pieces = "\n".join([looks, *((FACE / name).read_text(encoding="utf-8") for name in SCRIPTS)])
    script = f'"use strict";\n(() => {{\n{pieces}\n}})();\n'
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src {digest_source(style)}",
            f"script-src {digest_source(script)}",
            *("base-uri 'none'", "form-action 'none'"),
        ]
    )
    body = (FACE / "page.html").read_text(encoding="utf-8").replace("$title", escape(title))
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n"
        f"<style>{style}</style>\n"
        "</head>\n"
        f"<body>\n{body}"
        f'<script type="application/json" id="book">{json_block(data)}</script>\n'
        f"<script>{script}</script>\n"
        "</body>\n</html>\n"
    )
