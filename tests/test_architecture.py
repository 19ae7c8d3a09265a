"""The house: every arrow of import goes down, and no room is hidden.

`STORIES` is the house from the roof to the ground, and the only place where it is told: docs/explanation/architecture
prints its picture from it. Deferred imports inside functions and those under `if TYPE_CHECKING` count: they are
dependencies of thought, if not of the loader.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "eventlog"
LONGEST_FILE = 400  # lines; about 300 is the aim

FRONT_DOOR = "__init__"

STORIES = (
    ("cli",),
    ("mcp", "serve"),
    ("explore", "desk", "cite", "testing", "runners"),
    ("segments",),
    ("mergeable",),
    ("log",),
    ("transfer", "export"),
    ("audit", "knowledge", "proposals"),
    ("accelerate",),
    ("redaction", "standing"),
    ("render", "stores", "annotations", "capture", "suggest"),
    ("codec", "clock"),
    ("events",),
    ("reports",),
    ("claims", "proof", "tables"),
    ("times", "files", "terms", "workers"),
    ("errors", "problems", "verifier"),
)
"""The rooms by story, from the roof down. A room may import the stories below its own, and nothing beside it."""

DISK = frozenset({"proof", "codec", "stores", "files"})
MIND = frozenset({"standing", "accelerate", "knowledge"})
KEPT_OUT: dict[str, frozenset[str]] = {
    "stores": frozenset({"events", "reports", "claims", "times", "tables", "problems", "clock"}),
    "proof": frozenset({"claims", "tables", "times", "problems"}),
    **dict.fromkeys(MIND, DISK | {"redaction", "annotations", "suggest", "clock"}),
    **dict.fromkeys(("annotations", "capture", "suggest", "render"), frozenset({"proof", "codec", "clock"})),
}
"""What a room does without although it lies below: the disk knows nothing of what its bytes mean, the mind nothing of
where they are kept. The verifier, a file that strangers carry off, stands on the ground and imports nothing of ours."""


def house() -> dict[str, frozenset[str]]:
    """Room -> the rooms that it may import."""
    below: dict[str, frozenset[str]] = {}
    for at, story in enumerate(STORIES):
        ground = frozenset(room for lower in STORIES[at + 1 :] for room in lower)
        below |= {room: ground - KEPT_OUT.get(room, frozenset()) for room in story}
    return below | {FRONT_DOOR: frozenset(below), "__main__": frozenset(below)}


def picture() -> str:
    """The stories as the documentation prints them."""
    return "\n".join("   ".join(story).center(72).rstrip() for story in STORIES)


BELOW = house()


def module_name(package: Path, file: Path) -> str:
    """`eventlog/times/read.py` -> `eventlog.times.read`; a package is named for its folder."""
    parts = file.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """The first name after the package's own, or the front door."""
    return module.split(".")[1] if "." in module else FRONT_DOOR


def imports(file: Path, module: str, known: set[str]) -> Iterator[tuple[int, str]]:
    """Line and module of each import of our own, wherever it stands.

    `from x import y` means the module x.y if there is one; from the package itself, a room that is still to
    be built is one as well.
    """
    top = module.partition(".")[0]
    around = module.split(".") if file.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
        found: list[str] = []
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = around[: len(around) - node.level + 1] if node.level else []
            source = ".".join([*start, *([node.module] if node.module else [])])
            full = [f"{source}.{alias.name}" for alias in node.names]
            rooms = BELOW if source == top else {}
            found = [name if name in known or room_of(name) in rooms else source for name in full]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            found = [one.value for one in node.args[:1] if isinstance(one, ast.Constant)]
        for name in found:
            if name == top or str(name).startswith(f"{top}."):
                yield getattr(node, "lineno", 0), name


def faults(package: Path) -> list[str]:
    """Everything about the tree of `package` that breaks the house, one sentence each."""
    files = {module_name(package, file): file for file in sorted(package.rglob("*.py"))}
    wrong: list[str] = []
    arrows: dict[str, set[str]] = {module: set() for module in files}
    for module, file in files.items():
        where, room = file.relative_to(package).as_posix(), room_of(module)
        if room not in BELOW:
            wrong.append(f"{where} is in no room: give {room!r} a place in the house")
            continue
        for line, target in imports(file, module, set(files)):
            to = room_of(target)
            if to == room:
                arrows[module].add(target)
            elif to not in BELOW[room]:
                wrong.append(f"{where}:{line} {room} may not import {to} ({target})")
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        wrong.append("imports in a circle: " + " -> ".join(error.args[1]))
    return wrong


def test_every_import_goes_down() -> None:
    """Every import, deferred ones included, leads to a lower room, and none runs in a circle."""
    assert faults(PACKAGE) == []


def test_the_wings_never_touch() -> None:
    """No room of the disk may import one of the mind, nor the other way round."""
    assert not any(BELOW[room] & MIND for room in DISK)
    assert not any(BELOW[room] & DISK for room in MIND)


def test_the_table_of_rooms_is_itself_free_of_circles() -> None:
    """The rooms can be put in one order in which each stands above all that it may import."""
    assert set(TopologicalSorter(BELOW).static_order()) == set(BELOW)


def test_the_page_prints_this_table() -> None:
    """The picture in docs/explanation/house.md is that of `STORIES`, and it says something of each room."""
    page = (PACKAGE.parents[1] / "docs" / "explanation" / "house.md").read_text(encoding="utf-8")
    assert f"```text\n{picture()}\n```" in page
    assert [room for story in STORIES for room in story if f"\n| `{room}` | " not in page] == []


def test_no_file_is_long() -> None:
    """A file past the measure is asked for its second job."""
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in PACKAGE.rglob("*.py")}
    allowed = {"verifier.py": LONGEST_FILE * 7 // 4}  # one file, since a stranger carries it off
    assert {file.name: n for file, n in lengths.items() if n > allowed.get(file.name, LONGEST_FILE)} == {}


GOOD = {
    "__init__.py": "from eventlog.log import EventLog\nfrom . import events",
    "errors.py": "import os\nimport pendulum",
    "times/__init__.py": "from eventlog.times.bounds import Bounds\nfrom eventlog import errors",
    "times/bounds.py": "from ..errors import InvalidTime\nclass Bounds: ...",
    "events.py": "from eventlog.times import Bounds",
    "stores/sqlite.py": "from eventlog import codec",
    "log.py": "import eventlog.stores.sqlite.store\nclass EventLog: ...",
    "cli/__init__.py": "from eventlog.log import EventLog",
}

BAD = {
    "up": ({"errors.py": "from eventlog.times import Bounds"}, "errors may not import times"),
    "deferred": ({"times/bounds.py": "def f():\n    import eventlog.events"}, "times may not import events"),
    "typing": (
        {"errors.py": "if TYPE_CHECKING:\n    from eventlog import events"},
        "errors.py:2 errors may not import events",
    ),
    "relative": ({"times/bounds.py": "from ..log import EventLog"}, "times may not import log"),
    "sideways": ({"stores/x.py": "from eventlog.knowledge import K"}, "stores may not import knowledge"),
    "by name": ({"stores/x.py": "import_module('eventlog.knowledge')"}, "stores may not import knowledge"),
    "front door": ({"log.py": "import eventlog"}, "log may not import __init__"),
    "front door's name": ({"log.py": "from eventlog import Report"}, "log may not import __init__"),
    "order in a wing": ({"proof.py": "import eventlog.stores.sqlite.store"}, "proof may not import stores"),
    "circle": (
        {"times/a.py": "from eventlog.times import b", "times/b.py": "def f():\n    from .a import x"},
        "imports in a circle: eventlog.times.",
    ),
    "no room": ({"helpers.py": ""}, "helpers.py is in no room"),
    "no room, a folder": ({"utils/text.py": ""}, "utils/text.py is in no room"),
}


def build(folder: Path, files: dict[str, str]) -> Path:
    """A package of these files under `folder`."""
    for name, source in files.items():
        file = folder / "eventlog" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
    return folder / "eventlog"


def test_a_sound_house_has_no_faults(tmp_path: Path) -> None:
    """What the table allows is not reported."""
    assert faults(build(tmp_path, GOOD)) == []


@pytest.mark.parametrize("case", BAD)
def test_each_kind_of_fault_is_found(case: str, tmp_path: Path) -> None:
    """One wrong file in a sound house is reported, and nothing else is."""
    files, expected = BAD[case]
    found = faults(build(tmp_path, GOOD | files))
    assert len(found) == 1
    assert expected in found[0]


STAGES = {
    "name": (
        ("evaluate",),
        ("composing",),
        ("result",),
        ("timeline", "moments"),
        ("figures", "live"),
        ("status",),
    ),
    "group": (("grouping",), ("opposition",), ("counts", "sides")),
    "hear": (("hearing",),),
    "attribute": (("attribution",),),
    "supersede": (("supersession",), ("painting", "placing", "totals"), ("extents", "pairs")),
    "withdraw": (("withdrawal",),),
    "read": (("reading",), ("roots", "statements")),
    "see": (("visibility",), ("seen", "review"), ("dossier",)),
    "ground": (("kept", "names", "cut", "spans", "independence", "answers", "content"),),
}
"""The stages of the rules from the last to the first, each with its files: a file imports what lies below it alone."""


def unstaged(room: Path) -> list[str]:
    """What breaks the order of the stages in `standing`, one sentence each."""
    rows = [files for stage in STAGES.values() for files in stage]
    depth = {file: at for at, files in enumerate(rows) for file in files}
    wrong = []
    for file in sorted(room.glob("*.py")):
        if file.stem != FRONT_DOOR and file.stem not in depth:
            wrong.append(f"{file.name} is of no stage: give it a place among them")
            continue
        known = {f"eventlog.standing.{name}" for name in depth}
        for line, target in imports(file, f"eventlog.standing.{file.stem}", known):
            to = target.rpartition(".")[2]
            if file.stem != FRONT_DOOR and target in known and depth[to] <= depth[file.stem]:
                wrong.append(f"{file.name}:{line} imports {to}, which does not lie below it")
    return wrong


def test_the_stages_of_standing_go_down() -> None:
    """See, read, withdraw, supersede, attribute, group, name: no file of the rules imports another but down these."""
    assert unstaged(PACKAGE / "standing") == []


def test_a_stage_that_looks_up_is_found(tmp_path: Path) -> None:
    """Also an import inside a function, one for the type checker, and a file of no stage."""
    (tmp_path / "reading.py").write_text(
        "from typing import TYPE_CHECKING\n\n"
        "if TYPE_CHECKING:\n    from eventlog.standing.status import Status\n\n\n"
        "def late():\n    from eventlog.standing import grouping\n",
        encoding="utf-8",
    )
    (tmp_path / "seen.py").write_text("from eventlog.standing.review import Dossier\n", encoding="utf-8")
    (tmp_path / "extra.py").write_text("", encoding="utf-8")
    found = unstaged(tmp_path)
    assert [one.split(" ")[0] for one in found] == ["extra.py", "reading.py:4", "reading.py:8", "seen.py:1"]
