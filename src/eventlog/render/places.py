"""Where in what is no text a claim stands, in words: a page, a box, a time, and the file it is of."""

from __future__ import annotations

from decimal import Decimal

from eventlog.claims import Fragment, Unit

_SHORT = 19
"""Letters of a digest that tell it from others: `sha256:` and twelve digits."""


def place_words(one: Fragment) -> str:
    """A part of an artefact as one says it: "page 3, a box of 30 by 5 percent at 10, 20, in sha256:..."."""
    told = [f"page {one.page}"] if one.page is not None else []
    if one.box is not None:
        unit = "percent" if one.box.unit is Unit.PERCENT else "pixels"
        told.append(f"a box of {one.box.width:f} by {one.box.height:f} {unit} at {one.box.x:f}, {one.box.y:f}")
    if one.svg:
        told.append("within an outline")
    if one.clip is not None:
        end = "its end" if one.clip.end is None else _clock(one.clip.end)
        told.append(f"from {_clock(one.clip.begin)} to {end}")
    return f"{', '.join(told) or 'all'} of {one.artefact[:_SHORT]}…"


def _clock(seconds: Decimal) -> str:
    """Hours, minutes and seconds: 0:02:10.5."""
    whole, rest = divmod(seconds, 1)
    minutes, second = divmod(int(whole), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" + f"{rest.normalize():f}"[1:] * bool(rest)
