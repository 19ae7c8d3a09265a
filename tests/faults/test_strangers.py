"""Faults of the list that come with what strangers hand in, and are shown by what the library never does."""

from __future__ import annotations

import ast
import gzip
import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import eventlog
from eventlog import EventLogError, Report, export
from eventlog.codec import strict_json
from log_samples import plain

SOURCES = sorted(Path(eventlog.__file__).resolve().parent.rglob("*.py"))
BOUNDED = {
    *((file, "zipfile") for file in ("archives.py", "unpacking.py", "uima.py")),
    ("kinds.py", "zlib.decompressobj(wbits=31).decompress"),
}
"""Web archives and the exports of INCEpTION are packed: they are read as a stream, each part of one up to a limit, and
64 bytes tell their kind.
"""
OWN = {(file, "pickle") for file in ("work.py", "spark.py", "mergeable.py", "histories.py")}
"""A caller and the workers that it started hand work and states to each other by pickle: nothing of a stranger's."""
UNPACKING = {"zipfile", "tarfile", "gzip", "bz2", "lzma"}
RUNNING = {"pickle", "shelve", "marshal", "dill", "yaml", "runpy", "code", "codeop"}
CALLS = {"eval", "exec", "compile", "__import__", "decompress", "unpack_archive"}


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    return ((file, ast.parse(file.read_text(encoding="utf-8"))) for file in SOURCES)


def test_nothing_is_unpacked_unpickled_or_evaluated() -> None:
    """F104, F116: no archive, no pickle, no code comes in, for nothing here can read one."""
    found = []
    for file, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                module = getattr(node, "module", None)
                names = [module] if module else [one.name for one in node.names]
                found += [(file.name, name) for name in names if name.split(".")[0] in UNPACKING | RUNNING]
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func).rpartition(".")
                if called[2] in CALLS and (not called[0] or called[2] != "compile"):
                    found.append((file.name, ast.unparse(node.func)))
    assert set(found) == BOUNDED | OWN


PATTERNS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}


def _ours(node: ast.expr) -> bool:
    """Whether a pattern is written here: text, a name in capitals, or put together from these and escaped words."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id.isupper() or node.id in {"pattern", "word", "member"}  # of a loop over a table of ours
    if isinstance(node, ast.BinOp):
        return _ours(node.left) and _ours(node.right)
    if isinstance(node, ast.JoinedStr):
        return all(_ours(one.value) for one in node.values if isinstance(one, ast.FormattedValue))
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr == "join":
        return all(map(_ours, node.args))
    return ast.unparse(node.func) == "re.escape"


def test_no_pattern_comes_from_outside() -> None:
    """F115: every regular expression is written in the sources."""
    foreign = [
        f"{file.name}:{node.lineno}: {ast.unparse(node)}"
        for file, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in PATTERNS
        and ast.unparse(node.func.value) == "re"
        and not _ours(node.args[0])
    ]
    assert foreign == []


@pytest.mark.parametrize("words", ["(a+)+$", ".*", "[", "flood.(a|a)*", "flood.*", "flood.%"])
def test_words_that_look_like_a_pattern_are_words(words: str) -> None:
    """F115: a topic is compared letter by letter, and is no pattern of any kind."""
    with eventlog.open(":memory:") as log:
        log.record(*plain(1, f"flood.{'a' * 100}"))
        knowledge = log.as_of("2024-12-31")
        begun = time.monotonic()
        try:
            assert list(knowledge.about(words)) == []
            assert knowledge.statuses(words) == {}
        except EventLogError:
            pass  # no question can have such a name
        assert time.monotonic() - begun < 5


def _packed(ending: str) -> bytes:
    """Ten megabytes of nothing, packed."""
    nothing = b"\n" * 10_000_000
    if ending == "gz":
        return gzip.compress(nothing)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../outside", nothing)
    return held.getvalue()


@pytest.mark.parametrize("ending", ["gz", "zip"])
def test_a_compressed_file_is_refused_and_not_unpacked(tmp_path: Path, ending: str) -> None:
    """F103: every reader takes it for what it is to it, bytes that are none of its own, and leaves nothing behind."""
    path = tmp_path / f"bomb.{ending}"
    path.write_bytes(_packed(ending))
    with eventlog.open(tmp_path / "log.db") as log:
        readers = {
            "a log": lambda: eventlog.open(path),
            "an annotation": lambda: eventlog.load(path),
            "CSV": lambda: export.from_csv(path, {"title": "title"}),
            "JSONL": lambda: list(export.from_jsonl(path)),
            "FollowTheMoney": lambda: list(export.from_ftm(path)),
            "an export": lambda: log.import_jsonl(path),
            "JSON": lambda: strict_json(path.read_bytes()),
            "a page": lambda: Report.from_html(path.read_bytes(), publisher="outlet:x"),
        }
        for name, read in readers.items():
            with pytest.raises(EventLogError):
                read()
            assert len(log) == 0, name
    assert {one.name for one in tmp_path.iterdir()} <= {path.name, "log.db", "log.db-lock", "log.db-wal", "log.db-shm"}
    assert not list(tmp_path.parent.glob("outside"))
