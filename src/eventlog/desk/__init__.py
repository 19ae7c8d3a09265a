"""The desk: a log that is asked from outside, by agents and by programs of others, with its cut pinned.

The keeper of the desk says where knowledge is cut; the asker can't move the cut, nor leave it out, nor learn that it
leaves anything out. An answer here is that of a log that never held what came later.

    tools        what may be called, and what each call takes
    asking       the questions that may be put, and the answers as values
    proposing    what an agent read comes in, where the server opens that door
    guard        who may come in, where it is asked over a network
"""

from eventlog.desk.asking import Asked, Changed, Desk, Found, Listed, Traced
from eventlog.desk.guard import Guard, is_loopback
from eventlog.desk.proposing import Door, Taken
from eventlog.desk.tools import PROPOSE, TOOLS, Tool

__all__ = [
    "PROPOSE",
    "TOOLS",
    "Asked",
    "Changed",
    "Desk",
    "Door",
    "Found",
    "Guard",
    "Listed",
    "Taken",
    "Tool",
    "Traced",
    "is_loopback",
]
