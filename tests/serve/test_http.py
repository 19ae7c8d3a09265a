"""The log over HTTP: the answers of the desk as JSON, read only, nothing later."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import eventlog
from desk_samples import FELL, PINNED, SAID, SECRETS, free_port, made, wait_for
from eventlog import serve
from eventlog.desk import Desk

pytestmark = [pytest.mark.mcp, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

pytest.importorskip("starlette", reason="needs the extra serve: make test-mcp installs it")
httpx = pytest.importorskip("httpx")
anyio = pytest.importorskip("anyio")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log in a file."""
    return made(tmp_path_factory.mktemp("serve") / "log.db")


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    """A desk over it that is pinned to June."""
    with eventlog.open(path, read_only=True) as log:
        yield Desk(log, published=PINNED)


def test_a_log_that_was_closed_is_no_fault_of_whoever_asks(path: Path) -> None:
    """It is the server that can't answer."""
    with eventlog.open(path, read_only=True) as log:
        desk = Desk(log, published=PINNED)
    for address in ("/ask?question=fort.held", "/"):
        assert got(desk, address).status_code == 503
        assert got(desk, address).json().keys() == {"error"}


def test_a_page_that_something_came_beside_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is recorded by others just when a page is begun stands in the next one."""
    path, late = tmp_path / "log.db", eventlog.Report(publisher="outlet:late", title="The latest", published="2024")
    eventlog.open(path).close()
    with eventlog.open(path, read_only=True) as log:
        desk, at = Desk(log), Desk.knowledge

        def others(asked: Desk) -> Any:
            found = at(asked)
            monkeypatch.setattr(Desk, "knowledge", at)
            with eventlog.open(path) as writer:
                writer.record(late, late.claim("fort.held", True, by=["gov:late"]))
            return found

        monkeypatch.setattr(Desk, "knowledge", others)
        application = serve.app(desk)
        assert "gov:late" not in got(application, "/").text
        assert "gov:late" in got(application, "/").text


def got(asked: Any, address: str, **headers: str) -> Any:
    """The response to a request, of a desk or of an application over one."""

    async def main() -> Any:
        transport = httpx.ASGITransport(app=serve.app(asked) if isinstance(asked, Desk) else asked)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8764") as client:
            return await client.get(address, headers=headers)

    return anyio.run(main)


@pytest.mark.parametrize(
    ("address", "name", "given"),
    [
        ("/find?words=fort&limit=3", "find", {"words": "fort", "limit": 3}),
        ("/ask?question=fort.held", "ask", {"question": "fort.held"}),
        ("/ask?question=fort.guns-lost", "ask", {"question": "fort.guns-lost"}),
        (f"/why?claim={SAID.id}", "why", {"claim": SAID.id}),
        (f"/why?claim={FELL.id}", "why", {"claim": FELL.id}),
        ("/changes?since=2031-06-01&about=fort", "changes", {"since": "2031-06-01", "about": "fort"}),
        ("/questions", "questions", {}),
    ],
)
def test_the_answers_are_those_of_the_desk(desk: Desk, address: str, name: str, given: dict[str, Any]) -> None:
    """Each address gives one object, which is the desk's answer; nothing later is in it."""
    done = got(desk, address)
    assert done.status_code == 200
    assert done.json() == json.loads(json.dumps(serve.answer_json(desk.call(name, given))))
    assert done.headers["cache-control"] == "no-store"
    assert [one for one in SECRETS if one in done.text and one not in address] == []


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/ask?question=fort.held&as_of=2032-01-01", "takes no 'as_of'"),
        ("/ask?question=fort.held&question=fort.held", "given once"),
        ("/ask", "needs question"),
        ("/find?words=fort&limit=many", "whole number"),
        ("/find?words=fort&limit=99999999999999999999", "whole number"),
        ("/changes?since=2031-08-01", "after the cut"),
        ("/find?words=fort%E9", "not in UTF-8"),
        ("/find?words=fort%ED%A0%80", "not in UTF-8"),
        ("/questions?published=2032", "takes no 'published'"),
    ],
)
def test_what_can_not_be_asked_is_refused(desk: Desk, address: str, reason: str) -> None:
    """An argument too many, twice, missing or of another kind is an error in one sentence."""
    done = got(desk, address)
    assert done.status_code == 400
    assert reason in done.json()["error"]


def test_nothing_else_is_there(desk: Desk) -> None:
    """No other address answers, and no other host or origin is answered."""
    assert got(desk, "/entries").status_code == 404
    assert got(desk, "/call?name=ask").status_code == 404
    for address in ("/entries", "/propose", "/ask/?question=fort.held", "/docs/ask"):
        done = got(desk, address)
        assert (done.status_code, set(done.json())) == (404, {"error"})
        assert done.json()["error"].startswith("nothing is here: there are /, /schema, /find")
    assert got(desk, "/ask?question=fort.held", host="evil.example").status_code == 421
    assert got(desk, "/ask?question=fort.held", origin="https://evil.example").status_code == 403


def test_the_explorer_is_at_the_front(desk: Desk) -> None:
    """`/` is the page of the same cut, in which nothing later is."""
    done = got(desk, "/")
    assert done.status_code == 200
    assert done.headers["content-type"].startswith("text/html")
    assert "Is the fort held?" in done.text
    assert [one for one in SECRETS if one in done.text and one not in ("corroborated", "disputed")] == []


def test_of_a_long_log_no_page_is_made(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that would take long is refused, with what to do instead."""
    monkeypatch.setattr("eventlog.serve.application._MOST_ENTRIES", 3)
    done = got(desk, "/")
    assert done.status_code == 503
    assert "eventlog explore" in done.json()["error"]


def test_the_command_serves(path: Path, tmp_path: Path, desk: Desk) -> None:
    """As a command, beyond the loopback, with a token; without one it does not begin."""
    (tmp_path / "token").write_text("a-token-that-nobody-can-guess\n")
    port = free_port()
    words = [sys.executable, "-m", "eventlog", "serve", str(path), "--published", PINNED, "--host", "0.0.0.0"]
    refused = subprocess.run(words, capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert refused.returncode == 2, refused.stderr
    assert "give a token" in refused.stderr
    more = ["--port", str(port), "--name", "news.example", "--token-file", str(tmp_path / "token")]
    server = subprocess.Popen([*words, *more], stderr=subprocess.PIPE, env=dict(os.environ))
    try:
        wait_for(port, server)
        address = f"http://127.0.0.1:{port}/ask?question=fort.held"
        assert httpx.get(address).status_code == 401
        key = {"authorization": "Bearer a-token-that-nobody-can-guess", "host": "news.example"}
        done = httpx.get(address, headers=key)
        assert done.json() == json.loads(json.dumps(serve.answer_json(desk.call("ask", {"question": "fort.held"}))))
        assert httpx.post(address, headers=key).status_code == 405
    finally:
        server.terminate()
        server.wait(20)
        server.stderr.close()
