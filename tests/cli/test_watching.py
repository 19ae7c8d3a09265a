"""`watch` tells what changed: in lines of JSON, in words, and to a web hook that may fail first."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer

from command_line import Done

Run = Callable[..., Done]
TOPIC = ("watch", "dprk.troops", "--after", "3", "--for", "0")


def test_what_changed_is_told_in_lines_of_json(run: Run) -> None:
    """From a position on: each with the position, the question and the reason."""
    done = run(*TOPIC)
    assert done.code == 0
    assert {one["question"].startswith("dprk.troops") for one in done.objects} == {True}
    assert {"position", "what", "reason", "line"} <= set(done.objects[0])


def test_what_changed_is_told_in_words(run: Run) -> None:
    """A line a change."""
    assert "dprk.troops" in run(*TOPIC, "-f", "table").out


def test_a_web_hook_is_told_until_it_takes_it(run: Run, monkeypatch) -> None:
    """At least once, signed by what both sides know, with the position to go on after."""
    monkeypatch.setenv("EVENTLOG_HOOK_SECRET", "shared")
    taken = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((body, self.headers["Eventlog-Position"], self.headers["Eventlog-Signature"]))
            self.send_response(503 if len(taken) == 1 else 204)
            self.end_headers()

        def log_message(self, *given) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Taking) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        hook = f"http://127.0.0.1:{server.server_port}/changes?token=hidden"
        done = run(*TOPIC, "--hook", hook)
        server.shutdown()
    assert (done.code, done.out) == (0, "")
    assert "told again" in done.err
    assert "hidden" not in done.err
    assert len(taken) == 2
    assert taken[0] == taken[1]
    body, position, signature = taken[1]
    assert signature == "sha256=" + hmac.new(b"shared", f"{position}.".encode() + body, hashlib.sha256).hexdigest()
    assert json.loads(body)["changes"]


def test_a_hook_without_a_secret_is_refused(run: Run, monkeypatch) -> None:
    """What is posted is signed, and goes to the web."""
    assert run(*TOPIC, "--hook", "https://desk.example").code == 2
    monkeypatch.setenv("EVENTLOG_HOOK_SECRET", "shared")
    assert run(*TOPIC, "--hook", "file:///etc/passwd").code == 2
