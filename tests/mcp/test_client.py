"""The tools for agents, asked by the official client: in-process, over stdin and stdout, and over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import eventlog
from desk_samples import JUNE, PINNED, SAID, SECRETS, THINGS, free_port, made, wait_for
from eventlog import mcp as tools
from eventlog.cli.commands.serving import mcp as mcp_command
from eventlog.desk import TOOLS, Desk, Door
from eventlog.proposals import waiting

pytestmark = [pytest.mark.mcp, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

pytest.importorskip("mcp", reason="needs the SDK: make test-mcp installs it")
anyio = pytest.importorskip("anyio")

CALLS = (
    ("find", {"words": "fort"}),
    ("ask", {"question": "fort.held"}),
    ("why", {"claim": SAID.id}),
    ("changes", {"since": "2031-06-01"}),
    ("questions", {}),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log in a file."""
    return made(tmp_path_factory.mktemp("mcp") / "log.db")


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    """A desk over it that is pinned to June."""
    with eventlog.open(path, read_only=True) as log:
        yield Desk(log, published=PINNED)


def asked(target: Any, ask: Callable[[Any], Any]) -> Any:
    """What comes of asking something by the official client."""
    from mcp import Client

    async def main() -> Any:
        async with Client(target) as client:
            return await ask(client)

    return anyio.run(main)


async def every(client: Any) -> list[tuple[str, bool]]:
    """All calls, with text and whether it is an error."""
    found = []
    for name, given in (*CALLS, ("ask", {"question": "fort.held", "as_of": "2030"}), ("ask", {}), ("none", {})):
        result = await client.call_tool(name, given)
        assert len(result.content) == 1
        found.append((result.content[0].text, bool(result.is_error)))
    return found


def over_stdio(path: Path, *more: str) -> Any:
    """The command, as a client starts it."""
    from mcp import StdioServerParameters

    words = ["-m", "eventlog", "mcp", str(path), "--published", PINNED, *more]
    env = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH", "HOME")}
    return StdioServerParameters(command=sys.executable, args=words, env=env)


def test_the_tools_are_few_and_told_in_little(desk: Desk) -> None:
    """Five tools, each read only and closed to unknown arguments, all of them in 6 kB."""

    async def listed(client: Any) -> Any:
        return await client.list_tools()

    result = asked(tools.server(desk), listed)
    assert [tool.name for tool in result.tools] == list(TOOLS)
    assert len(result.model_dump_json(by_alias=True, exclude_none=True).encode()) <= 6_000
    for tool in result.tools:
        assert tool.annotations.read_only_hint
        assert tool.input_schema["additionalProperties"] is False


def proposed(claim: dict[str, Any]) -> Callable[[Any], Any]:
    """Hand a claim in, twice, and say something that only the server may."""

    async def ask(client: Any) -> list[Any]:
        given = {"report": JUNE.id, "items": [{"claim": claim}]}
        return [await client.call_tool("propose", given | more) for more in ({}, {}, {"by": "user:anna"})]

    return ask


CLAIM = {
    "question": "fort.men",
    "value": {"low": "12000", "high": "12000", "unit": "person", "written": "12,000 men"},
    "quotes": [{"exact": "12,000 men"}],
}


def test_with_the_door_there_are_six_in_as_little(tmp_path: Path) -> None:
    """`propose` is the one that writes, and says so; all six are told in 6 kB."""

    async def listed(client: Any) -> Any:
        return await client.list_tools()

    with eventlog.open(made(tmp_path / "log.db")) as log:
        desk = Desk(log, published=PINNED, door=Door(extractor="model/3", by="user:desk"))
        result = asked(tools.server(desk), listed)
    assert [tool.name for tool in result.tools] == [*TOOLS, "propose"]
    assert [tool.annotations.read_only_hint for tool in result.tools] == [True] * 5 + [False]
    assert len(result.model_dump_json(by_alias=True, exclude_none=True).encode()) <= 6_000


def test_an_agent_hands_in_what_it_read(tmp_path: Path) -> None:
    """By the command, over stdio: it waits for review, by those whom the command names; a refusal is a table."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log:  # by the clock on the wall, as the command's is
        log.record(*THINGS)
    door = ("--allow-propose", "--reader", "model/3", "--by", "user:desk")
    first, again, smuggled = asked(over_stdio(path, *door), proposed(CLAIM))
    assert not first.is_error
    assert first.structured_content == again.structured_content == json.loads(first.content[0].text)
    [id] = first.structured_content["taken"]
    assert smuggled.is_error
    assert smuggled.content[0].text.startswith("error: propose takes no 'by'")
    with eventlog.open(path, read_only=True) as log:
        assert waiting(log.reader) == (id,)
        assert log.reader.entry(log.reader.find(id)).event.claim.extractor == "model/3"
    [wrong, *_] = asked(over_stdio(path, *door), proposed(CLAIM | {"quotes": [{"exact": "13,000 men"}]}))
    assert wrong.is_error
    [refusal] = wrong.structured_content["refused"]
    assert (refusal["item"], refusal["field"]) == (1, "claim.quotes[0].exact")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--allow-propose"], "--allow-propose needs --reader"),
        (["--allow-propose", "--reader", "model/3"], "--allow-propose needs --reader"),
        (["--by", "user:desk"], "give --allow-propose too"),
        (["--allow-propose", "--reader", "model", "--by", "user:desk"], "name and its version"),
        (["--allow-propose", "--reader", "m/3", "--by", "user:desk", "--recorded", "2031-12-01"], "leave recorded out"),
        (["--allow-propose", "--reader", "m/3", "--by", "user:desk", "--immutable"], "--immutable"),
    ],
)
def test_half_a_door_is_refused(path: Path, words: list[str], told: str) -> None:
    """Who reads and who vouches are both said, and only where the door is opened."""
    command = [sys.executable, "-m", "eventlog", "mcp", str(path), *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())


def test_the_official_client_is_answered(desk: Desk) -> None:
    """In-process: each answer is the desk's own text; what a tool does not take is an error, and is told as one."""
    found = asked(tools.server(desk), every)
    assert found[: len(CALLS)] == [(tools.answer_text(desk.call(name, given)), False) for name, given in CALLS]
    assert [wrong for _, wrong in found[len(CALLS) :]] == [True, True, True]
    assert found[len(CALLS)][0] == "error: ask takes no 'as_of': it takes question, and its cut is fixed"


def test_stdin_and_stdout_give_the_same(desk: Desk, path: Path) -> None:
    """Over stdio the answers are those of the same server in-process, and nothing later is in them."""
    found = asked(over_stdio(path), every)
    assert found == asked(tools.server(desk), every)
    assert [one for one in SECRETS if any(one in text for text, _ in found)] == []


def test_a_client_that_reads_no_more_is_no_fault_of_the_server(path: Path) -> None:
    """It ends as each command does whose reader goes away, and says nothing."""
    words = [sys.executable, "-m", "eventlog", "mcp", str(path)]
    asked = b'{"jsonrpc":"2.0","id":%d,"method":"ping"}\n'
    server = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    server.stdin.write(asked % 1)
    server.stdin.flush()
    assert b'"id":1' in server.stdout.readline()
    server.stdout.close()
    for number in range(2, 600):  # it looks up from its stdin when something comes
        with suppress(BrokenPipeError):
            server.stdin.write(asked % number)
            server.stdin.flush()
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
            break
    assert server.poll() == 141
    with suppress(BrokenPipeError):
        server.stdin.close()
    assert server.stderr.read() == b""
    server.stderr.close()


def test_http_on_this_machine_gives_the_same(desk: Desk, path: Path) -> None:
    """Over HTTP on the loopback the answers are the same; by another host or origin nobody comes in."""
    import httpx

    port = free_port()
    words = [sys.executable, "-m", "eventlog", "mcp", str(path), "--published", PINNED, "--http", str(port)]
    server = subprocess.Popen(words, stderr=subprocess.PIPE)
    try:
        wait_for(port, server)
        assert asked(f"http://127.0.0.1:{port}/mcp", every) == asked(tools.server(desk), every)
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        for headers, status in (({"host": "evil.example"}, 421), ({"origin": "https://evil.example"}, 403)):
            done = httpx.post(f"http://127.0.0.1:{port}/mcp", json=call, headers=headers)
            assert done.status_code == status
        long = call | {"params": {"name": "find", "arguments": {"words": "x" * 300_000}}}
        assert httpx.post(f"http://127.0.0.1:{port}/mcp", json=long).status_code == 413
    finally:
        server.terminate()
        server.wait(20)
        server.stderr.close()


def test_without_the_sdk_it_says_what_to_install(path: Path, tmp_path: Path) -> None:
    """Where the extra is not installed, one sentence names it."""
    (tmp_path / "mcp.py").write_text("raise ImportError('none')\n")
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])}
    words = [sys.executable, "-m", "eventlog", "mcp", str(path)]
    done = subprocess.run(words, env=env, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 3
    assert "pip install '.[mcp]'" in done.stderr


def test_the_registry_is_told_what_the_command_is() -> None:
    """server.json names the distribution, its version, and options that the command has."""
    root = Path(__file__).resolve().parents[2]
    told = json.loads((root / "server.json").read_text(encoding="utf-8"))
    project = (root / "pyproject.toml").read_text(encoding="utf-8")
    [package] = told["packages"]
    assert f'name = "{package["identifier"]}"' in project
    assert f'version = "{told["version"]}"' in project
    assert package["version"] == told["version"]
    assert [one["value"] for one in package["packageArguments"] if "value" in one][:1] == ["mcp"]
    options = {one["name"] for one in package["packageArguments"] if one["type"] == "named"}
    assert options <= {option for parameter in mcp_command.params for option in parameter.opts}


def test_what_a_publisher_fills_in_is_said() -> None:
    """Nobody owns the name in server.json, and the page says what has to stand there."""
    root = Path(__file__).resolve().parents[2]
    told = json.loads((root / "server.json").read_text(encoding="utf-8"))
    assert told["name"] == "io.github.PUBLISHER/eventlog"
    assert "`PUBLISHER`" in (root / "docs" / "how-to" / "let-others-ask.md").read_text(encoding="utf-8")
