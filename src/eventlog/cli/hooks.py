"""Telling another program by HTTP: at least once, signed, with the position to go on after."""

from __future__ import annotations

import hashlib
import hmac
import io
import time
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import AbstractHTTPHandler, HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

import click

from eventlog.cli.running import say

__all__ = ["Hook"]

_LONGEST = 60.0  # seconds between two tries
_ANSWER = 30.0  # seconds until its head is there


class _Staying(HTTPRedirectHandler):
    """Goes nowhere else: on the way what is posted would be left behind, and the page at the end of it says 200."""

    def redirect_request(self, *_: object) -> None:
        """An answer that sends on is one that does not take what is posted."""


class _Dripping(io.RawIOBase):
    """What a socket gives until a moment: its own limit begins anew with each byte."""

    def __init__(self, raw: Any, sock: Any, until: float) -> None:
        self._raw, self._sock, self._until = raw, sock, until

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int | None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"no whole answer in {_ANSWER:g} s")
        self._sock.settimeout(left)
        read: int | None = self._raw.readinto(room)
        return read

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(HTTPResponse):
    def __init__(self, sock: Any, *given: Any, **named: Any) -> None:
        super().__init__(sock, *given, **named)
        self.fp = io.BufferedReader(_Dripping(self.fp.detach(), sock, time.monotonic() + _ANSWER))


class _Bounded(AbstractHTTPHandler):
    """Waits for an answer so long and no longer, however slowly it comes in."""

    def do_open(self, http_class: Any, req: Request, **named: Any) -> Any:
        kept: Any = type(http_class.__name__, (http_class,), {"response_class": _Answer})
        return super().do_open(kept, req, **named)


class _Plain(_Bounded, HTTPHandler):
    pass


class _Secure(_Bounded, HTTPSHandler):
    pass


class Hook:
    """An address that is told. A holder of the secret can tell that it was us."""

    def __init__(self, url: str, secret: str | None) -> None:
        try:
            parts = urlsplit(url)
            named = parts.port != 0 and bool((parts.hostname or "").encode("idna"))  # as the socket will ask for it
        except ValueError:
            parts, named = urlsplit(""), False
        if parts.scheme not in ("http", "https") or not named or "@" in parts.netloc:
            raise click.UsageError(
                "this is no address of a web hook: give one that begins with https:// and a host, without a user"
            )
        if not url.isascii() or not url.isprintable() or " " in url:
            raise click.UsageError(
                "the address of a web hook has no spaces and no letters beyond ASCII: write them as %20 and the like"
            )
        if not secret:
            raise click.UsageError(
                "what is posted is signed: set EVENTLOG_HOOK_SECRET to a secret that both sides have"
            )
        self._url = url
        self._name = f"{parts.scheme}://{parts.netloc}{parts.path}"
        self._secret = secret.encode(errors="surrogateescape")  # as the environment held it
        self._opener = build_opener(_Staying, _Plain, _Secure)
        self._taken: int | None = None

    def end(self) -> None:
        """Say after which position to go on, where anything was taken."""
        if self._taken is not None:
            say(f"taken up to position {self._taken}: go on with --after {self._taken}")

    def post(self, made: Callable[[], bytes], position: int) -> None:
        """Post what is `made` for each try, until it is taken (an answer of 200 to 299); a receiver that is told twice
        knows it by the position.
        """
        pause = 0.5
        while True:
            request = self._request(made(), position)
            try:
                with self._opener.open(request, timeout=_ANSWER):
                    self._taken = position
                    return
            except (OSError, HTTPException, ValueError) as error:  # the last of an answer that sends on to no address
                told = " ".join(f"{error}".split()) or type(error).__name__
                if isinstance(error, HTTPError) and 300 <= error.code < 400:
                    told += "; give --hook the address that it sends others to"
                say(f"{self._name} did not take position {position} ({told}): it is told again in {pause:g} s")
                if isinstance(error, HTTPError):
                    error.close()
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST)

    def _request(self, body: bytes, position: int) -> Request:
        signature = hmac.new(self._secret, str(position).encode() + b"." + body, hashlib.sha256).hexdigest()
        return Request(  # noqa: S310 - the scheme was looked at
            self._url,
            data=body,
            method="POST",
            headers={
                "Content-Type": "application/json",
                "Eventlog-Position": str(position),
                "Eventlog-Signature": f"sha256={signature}",
            },
        )
