"""The application: one address a question, and nothing but GET."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from functools import partial
from threading import Lock
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from eventlog import explore
from eventlog.claims.fields import check_type
from eventlog.desk import TOOLS, Desk, Guard, Taken
from eventlog.errors import EventLogError, InvalidValue, LogClosed, MissingExtra, StoreError, Unread
from eventlog.serve.schema import answers_schema
from eventlog.serve.shapes import answer_json
from eventlog.serve.slots import Overloaded, Slots

__all__ = ["app"]

_MOST_ENTRIES: Final = 20_000
"""Of a longer log no page is made while a request waits for it."""

_MOST_BYTES: Final = 2_000_000
"""Of an answer; what is longer is not sent."""

_RETRY: Final = 5
_HOUR: Final = 3_600_000_000


def app(desk: Desk, *, host: str = "127.0.0.1", token: str | None = None, names: tuple[str, ...] = ()) -> Guard:
    """An ASGI application. `host`: where it will listen; beyond this machine it needs a `token`, and the `names` by
    which it is called. Raises InvalidValue; MissingExtra without the extra `serve`.
    """
    check_type(desk, Desk, "what is served")
    try:
        from starlette.applications import Starlette
        from starlette.responses import HTMLResponse, JSONResponse, Response
        from starlette.routing import Route
    except ImportError as error:
        raise MissingExtra("serve", "starlette", "answers over HTTP") from error

    page, slots = _Page(desk), Slots()

    async def answer(request: Any, name: str) -> Any:
        work = partial(_answer, desk, name, request.query_params.multi_items(), request.scope["query_string"])
        try:
            status, body = await slots.run(work)
        except Overloaded as error:
            status, body = 503, _error(str(error))
        headers = _HEADERS | ({"retry-after": str(_RETRY)} if status == 503 else {})
        return Response(body, status_code=status, headers=headers, media_type="application/json")

    async def front(_request: Any) -> Any:
        try:
            text = await slots.run(page.text)
        except (Overloaded, StoreError, LogClosed) as error:
            return Response(_error(str(error)), status_code=503, headers=_HEADERS, media_type="application/json")
        if text is None:
            told = f"the log has more than {_MOST_ENTRIES} entries: make its page with eventlog explore"
            return Response(_error(told), status_code=503, headers=_HEADERS, media_type="application/json")
        return HTMLResponse(text, headers=_HEADERS)

    async def schema(_request: Any) -> Any:
        return JSONResponse(answers_schema(), headers=_HEADERS, media_type="application/schema+json")

    async def absent(_request: Any, _why: Any) -> Any:
        told = f"nothing is here: there are /, /schema, {', '.join(f'/{name}' for name in TOOLS)}"
        return Response(_error(told), status_code=404, headers=_HEADERS, media_type="application/json")

    routes = [Route(f"/{name}", partial(answer, name=name), methods=["GET"]) for name in TOOLS]
    made = Starlette(routes=[Route("/", front), Route("/schema", schema), *routes], exception_handlers={404: absent})
    made.router.redirect_slashes = False  # an address that is nearly ours is not ours
    return Guard(
        app=made,
        host=host,
        token=token,
        names=names,
    )


_HEADERS: Final = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


def _answer(desk: Desk, name: str, given: list[tuple[str, str]], query: bytes = b"") -> tuple[int, bytes]:
    """The status of the response, and its body."""
    try:
        _check_letters(query)
        if len(dict(given)) < len(given):
            raise InvalidValue("each argument is given once")
        answer = desk.call(name, _read(name, dict(given)))
        assert not isinstance(answer, Taken)  # no address leads to the door for proposals
        body = json.dumps(answer_json(answer), ensure_ascii=False, separators=(",", ":")).encode()
    except (StoreError, LogClosed) as error:
        return 503, _error(str(error))
    except EventLogError as error:
        return 400, _error(str(error))
    if len(body) > _MOST_BYTES:
        told = f"the answer has {len(body)} bytes, and {_MOST_BYTES} at most are sent: ask for less, or in the shell"
        return 422, _error(told)
    return 200, body


def _check_letters(query: bytes) -> None:
    """Refuse an address in another encoding, of which other words would be read. Raises InvalidValue."""
    try:
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError:
        raise InvalidValue("the address is not in UTF-8: write a letter beyond ASCII as its bytes, %C3%A9") from None


def _error(told: str) -> bytes:
    return json.dumps({"error": told}, ensure_ascii=False).encode()


def _read(name: str, given: Mapping[str, str]) -> dict[str, Any]:
    """The arguments of an address, in which everything is text: numbers are read where numbers are taken."""
    counts = {one for one, argument in TOOLS[name].arguments.items() if argument.most is not None}
    return {
        one: int(text) if one in counts and text.isascii() and text.isdecimal() and len(text) < 10 else text
        for one, text in given.items()
    }


class _Page:
    """The explorer's page, made once for each state of the log, and of "now" once an hour."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = Lock()
        self._made: tuple[Any, str] | None = None

    def text(self) -> str | None:
        """The page; None where the log is too long for one."""
        with self._lock:  # who comes meanwhile waits for the same page
            size, knowledge = self._desk.size(), self._desk.knowledge()  # what comes between them is in a later page
            if knowledge.cut.position > _MOST_ENTRIES:
                return None
            hour = 0 if knowledge.cut.asked != (("published", "now"),) else (knowledge.cut.published or 0) // _HOUR
            held = (*size, hour)
            if self._made is None or self._made[0] != held:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", Unread)  # the page itself says what can't be read
                    self._made = (held, explore.page(knowledge))
            return self._made[1]
