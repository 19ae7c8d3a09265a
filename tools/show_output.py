"""Write into the pages what their Python blocks print now; the tests then hold them to it.

    python tools/show_output.py docs/tutorial.md README.md

Read the difference before you commit it: a page that prints something else may be telling you of a mistake.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from test_documentation import OUTPUT, blocks, run_python  # noqa: E402


def refresh(page: Path) -> bool:
    """Run a page in a folder of its own and put what it prints below each block; True where something changed."""
    text = page.read_text("utf-8")
    lines = text.splitlines()
    module = sys.modules["page"] = ModuleType("page")
    printed: str | None = None
    changes: list[tuple[int, int, list[str]]] = []
    for block in blocks(text):
        before, printed = printed, None
        if block.language == "python":
            printed = run_python(module, block, str(page))
        elif block.language in OUTPUT and block.attached and before is not None:
            first = block.line - 1
            changes.append((first, first + len(block.text.splitlines()), before.rstrip().splitlines()))
    for first, last, fresh in reversed(changes):
        indent = lines[first - 1][: len(lines[first - 1]) - len(lines[first - 1].lstrip())]
        lines[first:last] = [f"{indent}{line}".rstrip() for line in fresh]
    fresh_text = "\n".join(lines) + "\n"
    if fresh_text != text:
        page.write_text(fresh_text, "utf-8")
    return fresh_text != text


def main() -> int:
    """Refresh the pages named."""
    home = Path.cwd()
    for name in sys.argv[1:]:
        page = (home / name).resolve()
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "examples", Path(folder) / "examples")
            os.chdir(folder)
            try:
                print(f"{name}: {'changed' if refresh(page) else 'as it was'}")
            finally:
                os.chdir(home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
