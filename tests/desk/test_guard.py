"""Who may come in over HTTP, by ASGI alone: no framework and no network is needed to keep somebody out."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from eventlog.desk import Guard, is_loopback
from eventlog.errors import InvalidValue

TOKEN = "a-token-that-nobody-can-guess"  # noqa: S105 - a test's


async def inner(scope: Any, receive: Any, send: Any) -> None:
    """What stands behind the guard."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"in"})


def asked(guard: Guard, *headers: tuple[str, str], method: str = "GET", query: str = "") -> tuple[int, Any, dict]:
    """The status, the object and the headers with which a request is answered."""
    sent: list[dict] = []

    async def send(message: Any) -> None:
        sent.append(message)

    told = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    scope = {"type": "http", "method": method, "headers": told, "raw_path": b"/ask", "query_string": query.encode()}
    asyncio.run(guard(scope, None, send))
    body = sent[1]["body"]
    return sent[0]["status"], body if body == b"in" else json.loads(body), dict(sent[0]["headers"])


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8764", "localhost:1", "[::1]:8764", "LOCALHOST"])
def test_this_machine_comes_in(host: str) -> None:
    """By any name of the loopback, on whatever port."""
    assert asked(Guard(app=inner), ("host", host))[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "[::1", "192.168.0.1", "[::2]:1"),
        *(
            "evil.example@127.0.0.1",
            "localhost/x",
            "localhost?x",
            "localhost#x",
            "localhost\\x",
            " localhost",
            "localhost.",
        ),
    ],
)
def test_another_name_stays_out(host: str) -> None:
    """A name that leads here and is not ours is refused, so no page can read us by a name of its own."""
    assert asked(Guard(app=inner), ("host", host))[0] == 421


@pytest.mark.parametrize(
    ("listens", "names", "host"),
    [
        ("127.0.0.2", (), "127.0.0.2:8764"),
        ("127.0.0.1", ("desk.local",), "desk.local"),
        ("127.0.0.1", ("Desk.Local",), "desk.local"),
        ("localhost", ("[::1]",), "[::1]:80"),
    ],
)
def test_whoever_listens_comes_in_by_each_name_that_was_given(listens: str, names: tuple[str, ...], host: str) -> None:
    """Any address of the loopback, and a name with capitals, as behind a proxy on this machine."""
    assert asked(Guard(app=inner, host=listens, names=names), ("host", host))[0] == 200
    assert asked(Guard(app=inner, host=listens, names=names), ("host", "evil.example"))[0] == 421


def test_no_host_and_two_hosts_stay_out() -> None:
    """A request names one host."""
    assert asked(Guard(app=inner))[0] == 421
    assert asked(Guard(app=inner), ("host", "localhost"), ("host", "evil.example"))[0] == 421


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:8764", 200),
        ("https://127.0.0.1", 200),
        ("https://evil.example", 403),
        ("null", 403),
        ("", 403),
        ("file://localhost", 403),
        ("http://localhost.evil.example", 403),
        ("http://localhost@evil.example", 403),
        ("http://[::1", 403),
        ("http://[localhost]", 403),
    ],
)
def test_a_page_of_another_origin_stays_out(origin: str, status: int) -> None:
    """Where a browser tells whose page asks, it has to be one of ours."""
    assert asked(Guard(app=inner), ("host", "localhost"), ("origin", origin))[0] == status


@pytest.mark.parametrize(
    "keys", [(), ("Bearer wrong",), ("Bearer",), (TOKEN,), (f"Basic {TOKEN}",), (f"Bearer {TOKEN}",) * 2, ("Bearer é",)]
)
def test_without_the_token_nobody_comes_in(keys: tuple[str, ...]) -> None:
    """Where there is a token it is needed, once and whole; the answer says how to send it and not what it is."""
    guard = Guard(app=inner, host="0.0.0.0", token=TOKEN, names=("news.example",))
    headers = [("authorization", key) for key in keys]
    status, told, sent = asked(guard, ("host", "news.example:8764"), *headers)
    assert status == 401
    assert sent[b"www-authenticate"] == b"Bearer"
    assert TOKEN not in json.dumps(told)
    assert TOKEN not in repr(guard)


def test_with_the_token_one_comes_in_by_the_names_of_the_server() -> None:
    """By the host on which it listens, and by the names that it was given; by no other."""
    guard = Guard(app=inner, host="192.0.2.1", token=TOKEN, names=("news.example",))
    key = ("authorization", f"Bearer {TOKEN}")
    assert [asked(guard, ("host", one), key)[0] for one in ("192.0.2.1:80", "news.example", "evil.example")] == [
        200,
        200,
        421,
    ]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_it_is_read_only(method: str) -> None:
    """Nothing but GET and HEAD is let through."""
    status, _, sent = asked(Guard(app=inner), ("host", "localhost"), method=method)
    assert (status, sent[b"allow"]) == (405, b"GET, HEAD")


def test_an_address_has_a_length() -> None:
    """A request whose address is long is refused before anybody reads it."""
    assert asked(Guard(app=inner), ("host", "localhost"), query="a" * 5000)[0] == 414


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"host": "0.0.0.0"}, "give a token"),
        ({"host": "news.example"}, "give a token"),
        ({"host": "0.0.0.0", "token": ""}, "too short"),
        ({"token": "short"}, "too short"),
        ({"token": "é" * 30}, "ASCII"),
    ],
)
def test_no_door_stands_open(given: dict[str, Any], reason: str) -> None:
    """Beyond this machine there is a token, and one that nobody guesses."""
    with pytest.raises(InvalidValue, match=reason):
        Guard(app=inner, **given)


def test_the_loopback_is_this_machine() -> None:
    """All of 127.0.0.0/8, ::1 and its name; nothing else."""
    assert [
        host for host in ("127.0.0.1", "127.1.2.3", "::1", "localhost", "0.0.0.0", "::", "a.b") if is_loopback(host)
    ] == [
        "127.0.0.1",
        "127.1.2.3",
        "::1",
        "localhost",
    ]
