"""`watch` tells what changed: in lines of JSON, in words, and to a web hook that may fail first."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

from command_line import Done
from eventlog.cli import hooks

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


def test_a_topic_that_nobody_knows_is_told(run: Run) -> None:
    """It may be spelt otherwise; its first word may also be still to come, so it is watched."""
    done = run("watch", "dprk.trops", "--after", "3", "--for", "0")
    assert (done.code, done.out) == (0, "")
    assert "no such question: dprk.trops; near: dprk.troops; the first word on it is waited for" in done.err
    assert "no such" not in run(*TOPIC).err


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


SENT_ON = b"HTTP/1.1 %d Elsewhere\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"
JUNK = {
    **{f"sends on by {code}": SENT_ON % code for code in (302, 308)},
    "sends on to no address": SENT_ON.replace(b"/login", b"http://[login") % 302,
    "no answer": b"",
    "no HTTP": b"junk\r\n\r\n",
    "half a line": b"HTTP/1.1 2",
    "too many headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    "a refusal": b"HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("first", JUNK)
def test_what_takes_nothing_is_told_again(run: Run, monkeypatch, first) -> None:
    """An answer that sends on to a page, and what is no answer at all: the hook has not got what was posted."""
    monkeypatch.setenv("EVENTLOG_HOOK_SECRET", "shared")
    said = []

    class Answering(StreamRequestHandler):
        def handle(self) -> None:
            head = b"".join(iter(self.rfile.readline, b"\r\n"))
            length = re.search(rb"Content-Length: (\d+)", head)
            said.append((head.split(b" ")[0], self.rfile.read(int(length[1]) if length else 0)))
            self.wfile.write(JUNK[first] if len(said) == 1 else b"HTTP/1.1 204 Taken\r\n\r\n")

    with ThreadingTCPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done = run(*TOPIC, "--hook", f"http://127.0.0.1:{server.server_address[1]}/changes")
        server.shutdown()
    assert done.code == 0, done.err
    assert [method for method, _ in said] == [b"POST", b"POST"]
    assert said[0] == said[1]
    assert done.err.count("told again in 0.5 s") == 1
    assert ("give --hook the address that it sends others to" in done.err) is first.startswith("sends on by")
    assert re.search(r"did not take position (\d+) .*\ntaken up to position \1: go on with --after \1\n$", done.err)


@pytest.mark.parametrize("drop", [b"X", b"HTTP/1.1 100 Continue\r\n\r\n"], ids=["a head without end", "wait, wait"])
def test_an_answer_that_only_drips_in_takes_nothing(run: Run, monkeypatch, drop) -> None:
    """The wait for an answer has an end, however often a little more of it comes: it is told again."""
    monkeypatch.setenv("EVENTLOG_HOOK_SECRET", "shared")
    monkeypatch.setattr(hooks, "_ANSWER", 1.0)
    said, taken = [], b"HTTP/1.1 204 Taken\r\n\r\n"

    class Dripping(StreamRequestHandler):
        def handle(self) -> None:
            head = b"".join(iter(self.rfile.readline, b"\r\n"))
            said.append(self.rfile.read(int(re.search(rb"Content-Length: (\d+)", head)[1])))
            if len(said) == 1:
                with suppress(OSError):  # nobody waits any more
                    self.wfile.write(b"" if drop.endswith(b"\n") else b"HTTP/1.1 204 Taken\r\n")
                    for _ in range(100):
                        self.wfile.write(drop)
                        threading.Event().wait(0.1)
                    self.wfile.write(taken if drop.endswith(b"\n") else b": y\r\n\r\n")
            else:
                self.wfile.write(taken)

    with ThreadingTCPServer(("127.0.0.1", 0), Dripping) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done = run(*TOPIC, "--hook", f"http://127.0.0.1:{server.server_address[1]}/changes")
        server.shutdown()
    assert done.code == 0, done.err
    assert len(said) == 2
    assert said[0] == said[1]
    assert done.err.count("told again in 0.5 s") == 1


@pytest.mark.parametrize(
    "hook",
    [
        "https://me:hidden@desk.example/",
        "https://desk.example:hidden/",
        "https://desk.example:99999/?token=hidden",
        "https://[::1/?token=hidden",
        "https:///?token=hidden",
        "https://:443/?token=hidden",
        "https://desk.example:0/?token=hidden",
        "https://desk..example/?token=hidden",
        f"https://{'desk' * 16}.example/?token=hidden",
        "https://desk.example/a b?token=hidden",
        "https://desk.example/\u00e9?token=hidden",
        "ftp://desk.example/?token=hidden",
    ],
)
def test_an_address_that_can_not_be_told_is_refused_at_once(run: Run, monkeypatch, hook) -> None:
    """Before anything is watched, and without what only the other side is to know."""
    monkeypatch.setenv("EVENTLOG_HOOK_SECRET", "shared")
    done = run(*TOPIC, "--hook", hook)
    assert done.code == 2
    assert "hidden" not in done.err


def test_a_hook_without_a_secret_is_refused(run: Run, monkeypatch) -> None:
    """What is posted is signed, and goes to the web."""
    assert run(*TOPIC, "--hook", "https://desk.example").code == 2
    monkeypatch.setenv("EVENTLOG_HOOK_SECRET", "shared")
    assert run(*TOPIC, "--hook", "file:///etc/passwd").code == 2


def test_what_is_redacted_is_told_in_words_and_to_programs(run: Run) -> None:
    """A line a question, in words as in JSON; and where something changes, that some of the topic is withheld."""
    claim = run(*TOPIC).objects[-1]["claim"]["id"]
    assert run("redact", claim, "--reason", "a court order", "--by", "outlet:us", "--yes").code == 0
    (one,) = [one for one in run(*TOPIC).objects if one["what"] == "redacted"]
    told = run(*TOPIC, "-f", "table").out
    assert one["line"] == f"{one['question']}: withheld: 1 entry, which may have changed the answer"
    assert one["line"] in told
    assert len(one["withheld"]) == 1


def test_what_is_redacted_meanwhile_is_not_told_again(run: Run, monkeypatch) -> None:
    """A receiver may be away for days: what is posted then holds nothing that was erased since it was first tried."""
    monkeypatch.setenv("EVENTLOG_HOOK_SECRET", "shared")
    claim = next(one["claim"] for one in run(*TOPIC).objects if one["claim"])
    said = []

    class Refusing(StreamRequestHandler):
        def handle(self) -> None:
            head = b"".join(iter(self.rfile.readline, b"\r\n"))
            said.append(self.rfile.read(int(re.search(rb"Content-Length: (\d+)", head)[1])))
            if len(said) == 1:  # erased before it answers
                words = ("redact", claim["id"], "--reason", "a court order", "--by", "outlet:us", "--yes")
                program = [sys.executable, "-m", "eventlog", *words, "--log", os.environ["EVENTLOG"]]
                subprocess.run(program, check=True, capture_output=True)
            self.wfile.write(b"HTTP/1.1 %d Well\r\n\r\n" % (503 if len(said) == 1 else 204))

    with ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done = run(*TOPIC, "--hook", f"http://127.0.0.1:{server.server_address[1]}/changes")
        server.shutdown()
    assert done.code == 0, done.err
    first, again, *_ = map(json.loads, said)
    assert claim["id"].encode() in said[0]
    assert [claim["id"].encode() in one for one in said[1:]] == [False] * (len(said) - 1)
    assert first["position"] == again["position"]
    assert again["changes"]
