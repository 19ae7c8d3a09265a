"""What each status means, and how it looks: one row each, for help texts, agents, the explorer and pictures.

A new status is its rule in `standing.status` and a row here; no surface has a list of its own. Colours are told apart
by their hatching and their sign as well, for those who can't see colours.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["MEANINGS", "STATUSES", "Look"]

FIRM, ONE_SIDE, CONTESTED, OPEN = "firm", "side", "contested", "open"
"""The groups in which the explorer lists questions."""


class Look(NamedTuple):
    """How a status is told and drawn.

    meaning   in one line
    light     its colour on paper
    dark      its colour on a dark ground
    terminal  its style on a terminal, in the codes of ECMA-48
    hatch     its hatching on the page, as the class in `explore/face/pictures.css`; empty: none
    pattern   the same in the words of matplotlib
    group     where the explorer lists it
    weight    how much is established: by how much one status is firmer than another, when two dates are compared
    sign      its sign, as a path in a square of 16
    """

    meaning: str
    light: str
    dark: str
    terminal: str
    hatch: str
    pattern: str
    group: str
    weight: int
    sign: str


_RING: Final = "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z"

STATUSES: Final = {
    "confirmed": Look(
        "two independent sources and a verification by another; or the one it is about admits it",
        *("#1d6a38", "#7ccb95", "32;1", "", "", FIRM, 5),
        f"{_RING}M4.8 8.2l2.3 2.3l4.2-4.6",
    ),
    "announced": Look(
        "the one it is about says that it will be so, and it lies ahead",
        *("#3a4a9f", "#aab4f5", "36", "lines", "----", ONE_SIDE, 3),
        "M3 14V2M3 3h9.5l-2.2 3l2.2 3H3",
    ),
    "corroborated": Look(
        "two or more named sources commit to it, and nobody named is against it",
        *("#0f6068", "#71c5cd", "32", "cross", "xxxx", FIRM, 4),
        "M6 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM10 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8z",
    ),
    "alleged": Look(
        "a source that is not anonymous commits to it",
        *("#4d5660", "#b4bcc6", "33", "up", "////", ONE_SIDE, 3),
        "M2.5 3h11v7.5H8L5 13.5v-3H2.5z",
    ),
    "rumoured": Look(
        "hearsay, or nothing firmer than a possibility",
        *("#6d5d45", "#cbb795", "33", "dots", "....", OPEN, 2),
        "M2 6.5c2-2.5 4-2.5 6 0s4 2.5 6 0M2 10.5c2-2.5 4-2.5 6 0s4 2.5 6 0",
    ),
    "disputed": Look(
        "named sources stand on both sides",
        *("#8a4a00", "#eeb069", "35", "bars", "||||", CONTESTED, 3),
        "M1.5 5.5h11M9.5 2.5l3 3l-3 3M14.5 10.5h-11M6.5 7.5l-3 3l3 3",
    ),
    "denied": Look(
        "a named source says no, and none says yes",
        *("#9c1f1f", "#f29a92", "31", "down", "\\\\\\\\", ONE_SIDE, 3),
        f"{_RING}M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4",
    ),
    "retracted": Look(
        "nothing stands any more: it was taken back",
        *("#6a4570", "#cfa9d6", "31", "dashes", "oo", OPEN, 1),
        "M5.5 2.5l-3.5 3.5l3.5 3.5M2.5 6h7a4 4 0 0 1 0 8H6",
    ),
    "superseded": Look(
        "nothing stands any more: its source has said something else since, or that it is over",
        *("#6a4570", "#cfa9d6", "31", "dashes", "OO", OPEN, 1),
        "M3 3.5l4.5 4.5L3 12.5M8.5 3.5L13 8l-4.5 4.5",
    ),
    "unreported": Look(
        "nothing that answers it was public, as far as this log knows",
        *("#6b675e", "#a39e92", "2", "", "", OPEN, 1),
        "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z",
    ),
}
"""The statuses in the order in which they are listed, each with how it looks."""

MEANINGS: Final = {status: look.meaning for status, look in STATUSES.items()}
"""What each status means, in one line."""
