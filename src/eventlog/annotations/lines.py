"""On which line of a TOML file a value stands.

The reader of the standard library gives values without their places. Where a fault is found, and only then, the
source is walked once more: not checked, since the reader has accepted it already, but cut into pieces, with a note
of the path that each line belongs to. A path is what a program would write to get at the value, such as
("claims", 2, "value", "low"), counted from 0.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

# A string that nobody closes goes to the end: were it tried again from each of its quotes, that would take the square.
_PIECE = re.compile(
    r'"{3}(?:\\.|[^\\])*?(?:"{3}"{0,2}|\Z)|'
    r"'{3}.*?(?:'{3}'{0,2}|\Z)|"
    r'"(?:\\.|[^"\\\n])*+(?:"|(?=\n)|\Z)|'
    r"'[^'\n]*+(?:'|(?=\n)|\Z)|"
    r"#[^\n]*|"
    r"\n|"
    r"[\[\]{},=]|"
    r"[^\s\[\]{},=\"'#]+|"
    r".",
    re.DOTALL,
)

_DEEPEST = 20  # no field of the format lies that deep: longer paths are cut, so that they cost no time


def _pieces(source: str) -> Iterator[tuple[str, int]]:
    """Each piece that means something, with its line, counted from 1; the last one is the end of a line."""
    line = 1
    for found in _PIECE.finditer(source):
        piece = found.group()
        if piece[0] != "#" and (piece == "\n" or not piece.isspace()):
            yield piece, line
        line += piece.count("\n")
    yield "\n", line


def line_of(source: str, path: Path) -> int:
    """The line of what stands at `path`; where nothing does, that of the innermost table around it.

    `source` is a TOML document that can be read. Lines are counted from 1.
    """
    best, length = 1, 0
    for found, line in _places(source):
        if len(found) > length and found == path[: len(found)]:
            best, length = line, len(found)
            if length == len(path):
                break
    return best


def deepest_line(source: str) -> int:
    """The line on which brackets are nested deeper than any field of the format, or deepest; the document need not be
    one that can be read.
    """
    depth = most = 0
    best = 1
    for piece, line in _pieces(source):
        depth += (piece in ("[", "{")) - (piece in ("]", "}"))
        if depth > most:
            best, most = line, depth
        if depth > _DEEPEST:
            break
    return best


def long_key_line(source: str) -> int | None:
    """The line of a key of more words, with dots between them, than any field of the format; None where there is none.

    The document need not be one that can be read: its reader takes time with the square of their number.
    """
    if all(line.count(".") <= _DEEPEST for line in source.split("\n")):
        return None
    dots = 0
    for piece, line in _pieces(source):
        if piece in ("[", "]", "{", "}", ",", "=", "\n"):
            dots = 0
        elif piece[0] not in "\"'":
            dots += piece.count(".")
            if dots > _DEEPEST:
                return line
    return None


def longest_number_line(source: str) -> int:
    """The line of the number with the most digits."""
    found = max(re.finditer(r"[0-9_]+", source), key=lambda one: len(one.group()), default=None)
    return 1 if found is None else source.count("\n", 0, found.start()) + 1


def _places(source: str) -> Iterator[tuple[Path, int]]:
    """Each path of a document with its line, in the order of the file."""
    pieces = _pieces(source)
    table: Path = ()
    counts: dict[Path, int] = {}
    for piece, line in pieces:
        if piece == "\n":
            continue
        if piece == "[":
            table = _header(pieces, counts)
            yield from _inner(table, (), line)
            continue
        path = (*table, *_key(piece, pieces, "="))
        yield from _inner(path, table, line)
        yield from _value(pieces, path)


def _inner(path: Path, table: Path, line: int) -> Iterator[tuple[Path, int]]:
    """Each table on the way: a dotted key makes one of each of its words."""
    for end in range(len(table) + 1, len(path) + 1):
        yield path[:end], line


def _header(pieces: Iterator[tuple[str, int]], counts: dict[Path, int]) -> Path:
    """The table that a header opens, after its first bracket; of `[[x]]` the next one of that name."""
    first = next(pieces)[0]
    many = first == "["
    words = _key(next(pieces)[0] if many else first, pieces, "]")
    path: Path = ()
    for at, word in enumerate(words):
        path = (*path, word)
        if many and at == len(words) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    if many:
        next(pieces)
    return path


def _key(piece: str, pieces: Iterator[tuple[str, int]], end: str) -> list[str]:
    """The words of a dotted key, up to and with the piece that ends it."""
    words: list[str] = []
    while piece != end:
        if piece[0] in "\"'":
            words.append(tomllib.loads(f"key = {piece}")["key"])
        else:
            words.extend(word for word in piece.split(".") if word)
        piece = next(pieces)[0]
    return words[:_DEEPEST]


def _value(pieces: Iterator[tuple[str, int]], path: Path) -> Iterator[tuple[Path, int]]:
    """What stands within one value; read up to the end of its line. Nested values are kept on a stack of their own,
    so that no depth is too much.
    """
    around: list[tuple[Path, int | None]] = []  # the array or inline table that is open, and where in an array we are
    waiting = True  # for the first piece of a value, or of a key in a table
    for piece, line in pieces:
        if piece == "\n":
            if not around:
                return
            continue
        if piece in ("]", "}"):
            around.pop()
            waiting = False
            continue
        if piece == ",":
            waiting = True
            continue
        if not waiting:
            continue  # the second half of a date with a space in it
        if around and around[-1][1] is None:
            inside = around[-1][0]
            here: Path = (*inside, *_key(piece, pieces, "="))
            yield from _inner(here, inside, line)
            piece, line = next(pieces)  # noqa: PLW2901 - the value after the key
        elif around:
            inside, at = around[-1]
            here = (*inside, at or 0)
            around[-1] = (inside, (at or 0) + 1)
            yield here, line
        else:
            here = path
        waiting = piece in ("[", "{")
        if waiting:
            around.append((here, 0 if piece == "[" else None))


def shown_path(path: Path) -> str:
    """A path as people read it, counted from 1 as lines are: `claims[3].value.low`."""
    parts = [f"[{one + 1}]" if isinstance(one, int) else _word(one) for one in path]
    joints = (f".{b}" if isinstance(b, str) and not b.startswith("[") else b for _, b in pairwise(parts))
    return parts[0] + "".join(joints) if parts else ""


def _word(word: str) -> str:
    plain = word if re.fullmatch(r"[A-Za-z0-9_-]+", word) else ascii(word)
    return plain if len(plain) <= 80 else plain[:77] + "..."
