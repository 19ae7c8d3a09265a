"""A server says where it can't listen, waits for nobody without end, and ends when its terminal is closed."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from desk_samples import PINNED, free_port, made, wait_for

pytestmark = [pytest.mark.mcp, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

pytest.importorskip("uvicorn", reason="needs the extra serve: make test-mcp installs it")

IMPATIENT = """
from eventlog.cli import main
from eventlog.serve import listening

listening._LONGEST = 0.5
raise SystemExit(main())
"""
ASKED = b"GET /ask?question=fort.held HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log in a file."""
    return made(tmp_path_factory.mktemp("listening") / "log.db")


@contextmanager
def serving(*program: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server in a process of its own, until it is ended."""
    server = subprocess.Popen([sys.executable, *program, "--port", str(port)], stderr=subprocess.PIPE)
    try:
        wait_for(port, server)
        yield server
    finally:
        server.terminate()
        server.wait(20)
        server.stderr.close()


@pytest.mark.parametrize(
    ("host", "why"),
    [("127.0.0.1", "in use"), ("192.0.2.7", "assign"), ("", "no"), ("desk.invalid", "no"), ("desk..example", "no")],
)
def test_where_nobody_can_listen_is_told_in_a_sentence(path: Path, tmp_path: Path, host: str, why: str) -> None:
    """What, which and what to do: a port that is taken, an address of no machine here, and what is no host."""
    (tmp_path / "token").write_text("a-token-that-nobody-can-guess\n")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        words = ["serve", str(path), "--host", host, "--port", str(port), "--token-file", str(tmp_path / "token")]
        done = subprocess.run(
            [sys.executable, "-m", "eventlog", *words], capture_output=True, encoding="utf-8", check=False, timeout=60
        )
    assert done.returncode == 2
    assert done.stderr.startswith(f"eventlog: nobody can listen at '{host}', port {port} (")
    assert why in done.stderr.lower()
    assert done.stderr.endswith("): give another port, or a host of this machine\n")
    assert done.stderr.count("\n") == 1


def test_who_sends_no_whole_request_keeps_nobody_out(path: Path) -> None:
    """As many as there is room for say nothing, or half of it: they are sent away, and others are answered."""
    port = free_port()
    program = ("-c", IMPATIENT, "serve", str(path), "--published", PINNED)
    with serving(*program, port=port), ExitStack() as all_of_them:
        many = [all_of_them.enter_context(socket.create_connection(("127.0.0.1", port), 30)) for _ in range(64)]
        for one in many[::2]:
            one.sendall(ASKED[:30])
        assert {one.recv(1) for one in many} == {b""}
        with socket.create_connection(("127.0.0.1", port), 30) as asker:
            for _ in range(2):  # over one connection
                asker.sendall(ASKED)
                head = asker.recv(200)
                assert head.startswith(b"HTTP/1.1 200 OK")
                while not head.endswith(b"}"):
                    head += asker.recv(65536)
            asker.sendall(ASKED[:30])
            assert asker.recv(1) == b""


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no such signal")
def test_a_closed_terminal_ends_a_server_quietly(path: Path) -> None:
    """As the system does: with its own exit code, and without a word of where the program was."""
    port = free_port()
    with serving("-m", "eventlog", "serve", str(path), port=port) as server:
        server.send_signal(signal.SIGHUP)
        assert server.wait(30) == 129
        assert server.stderr.read() == b""
