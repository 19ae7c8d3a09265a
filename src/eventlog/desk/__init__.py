"""The desk: a log that is asked from outside, by agents and by programs of others, with its cut pinned.

The keeper of the desk says where knowledge is cut; the asker can't move the cut, nor leave it out, nor learn that it
leaves anything out. An answer here is that of a log that never held what came later.

    asking    the questions that may be put, their arguments, and the answers as values
    guard     who may come in, where it is asked over a network
"""

from eventlog.desk.asking import TOOLS, Asked, Changed, Desk, Found, Listed, Tool, Traced
from eventlog.desk.guard import Guard, is_loopback

__all__ = ["TOOLS", "Asked", "Changed", "Desk", "Found", "Guard", "Listed", "Tool", "Traced", "is_loopback"]
