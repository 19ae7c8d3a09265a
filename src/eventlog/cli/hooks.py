"""Telling another program by HTTP: at least once, signed, with the position to go on after."""

from __future__ import annotations

import hashlib
import hmac
import time
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import click

from eventlog.cli.running import say

__all__ = ["Hook"]

_LONGEST = 60.0  # seconds between two tries
_ANSWER = 30.0


class Hook:
    """An address that is told. A holder of the secret can tell that it was us."""

    def __init__(self, url: str, secret: str | None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise click.UsageError(f"{url!r} is no address of a web hook: give one that begins with https://")
        if not secret:
            raise click.UsageError(
                "what is posted is signed: set EVENTLOG_HOOK_SECRET to a secret that both sides have"
            )
        self._url = url
        self._name = f"{parts.scheme}://{parts.hostname}{parts.path}"
        self._secret = secret.encode()

    def post(self, body: bytes, position: int) -> None:
        """Post it, and again until it is taken (an answer of 200 to 299); a receiver that is told twice knows it by the
        position.
        """
        signature = hmac.new(self._secret, str(position).encode() + b"." + body, hashlib.sha256).hexdigest()
        request = Request(  # noqa: S310 - the scheme was looked at
            self._url,
            data=body,
            method="POST",
            headers={
                "Content-Type": "application/json",
                "Eventlog-Position": str(position),
                "Eventlog-Signature": f"sha256={signature}",
            },
        )
        pause = 0.5
        while True:
            try:
                with urlopen(request, timeout=_ANSWER):  # noqa: S310 - likewise
                    return
            except (URLError, OSError) as error:
                say(f"{self._name} did not take position {position} ({error}): it is told again in {pause:.0f} s")
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST)
