"""Who may come in over HTTP: only those who mean this server, and, beyond this machine, who hold the token.

A page in a browser can send requests to a server on the same machine, and by a name of its own that leads there (DNS
rebinding) it can read the answers. So the host that a request names must be one of ours, and so must the origin of a
page, where one is told. Beyond the loopback a token is needed. This file knows ASGI and no framework.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

import attrs

from eventlog.errors import InvalidValue

__all__ = ["Guard", "is_loopback"]

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_NO_HOST: Final = re.compile(r"[@/?#\\\s]")
_LONGEST: Final = 4096
_LEAST_TOKEN: Final = 20


def is_loopback(host: str) -> bool:
    """Whether a host is this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@attrs.frozen(kw_only=True)
class Guard:
    """What a request passes before it is answered. `names`: by which hosts this server may be called, besides `host`.

    Raises InvalidValue where a server beyond the loopback has no token, or one that could be guessed.
    """

    app: App
    host: str = "127.0.0.1"
    token: str | None = attrs.field(default=None, repr=False)
    names: tuple[str, ...] = ()
    methods: tuple[str, ...] = ("GET", "HEAD")

    def __attrs_post_init__(self) -> None:
        """Refuse a door that stands open."""
        if self.token is None and not is_loopback(self.host):
            raise InvalidValue(f"{self.host} can be reached from other machines: give a token, or listen on 127.0.0.1")
        if self.token is not None and (len(self.token) < _LEAST_TOKEN or not self.token.isascii()):
            raise InvalidValue(
                f"the token is too short: at least {_LEAST_TOKEN} ASCII characters that nobody can guess"
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused is None:
            await self.app(scope, receive, send)
            return
        status, reason = refused
        body = json.dumps({"error": reason}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        if status == 401:
            headers.append((b"www-authenticate", b"Bearer"))
        if status == 405:
            headers.append((b"allow", ", ".join(self.methods).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        told: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            told.setdefault(name, []).append(value)
        hosts, origins, keys = (told.get(name, []) for name in (b"host", b"origin", b"authorization"))
        if len(hosts) != 1 or not self._is_ours(hosts[0].decode("latin-1")):
            return 421, "this server does not go by that name"
        if any(not self._is_of_ours(one.decode("latin-1")) for one in origins):
            return 403, "a page of another origin may not ask here"
        if self.token is not None:
            wanted = f"Bearer {self.token}".encode()
            if len(keys) != 1 or not compare_digest(keys[0], wanted):
                return 401, "a token is needed: send it as Authorization: Bearer TOKEN"
        if scope["method"] not in self.methods:
            return 405, "this is read only"
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > _LONGEST:
            return 414, f"an address has at most {_LONGEST} characters"
        return None

    def _is_ours(self, host: str) -> bool:
        """Whether a Host header names this server, on whatever port; and holds nothing that is no host."""
        if _NO_HOST.search(host):
            return False
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return name in {*_LOOPBACK, *(one.strip("[]").lower() for one in (self.host, *self.names))}

    def _is_of_ours(self, origin: str) -> bool:
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and self._is_ours(parts.netloc)
