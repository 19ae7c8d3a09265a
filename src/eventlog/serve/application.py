"""The application: one address a question, and nothing but GET."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import partial
from threading import Lock
from typing import Any, Final

from eventlog import explore
from eventlog.desk import TOOLS, Desk, Guard
from eventlog.errors import EventLogError, InvalidValue, LogClosed, MissingExtra, StoreError, Unread
from eventlog.serve.shapes import answer_json

__all__ = ["app", "listen"]

_MOST_ENTRIES: Final = 20_000
"""Of a longer log no page is made while a request waits for it."""

_HOUR: Final = 3_600_000_000


def app(desk: Desk, *, host: str = "127.0.0.1", token: str | None = None, names: tuple[str, ...] = ()) -> Guard:
    """An ASGI application. `host`: where it will listen; beyond this machine it needs a `token`, and the `names` by
    which it is called. Raises InvalidValue; MissingExtra without the extra `serve`.
    """
    try:
        from starlette.applications import Starlette
        from starlette.concurrency import run_in_threadpool
        from starlette.responses import HTMLResponse, JSONResponse
        from starlette.routing import Route
    except ImportError as error:
        raise MissingExtra("serve", "starlette", "answers over HTTP") from error

    page = _Page(desk)

    async def answer(request: Any, name: str) -> Any:
        status, told = await run_in_threadpool(_answer, desk, name, request.query_params.multi_items())
        return JSONResponse(told, status_code=status, headers=_HEADERS)

    async def front(_request: Any) -> Any:
        text = await run_in_threadpool(page.text)
        if text is None:
            told = {"error": f"the log has more than {_MOST_ENTRIES} entries: make its page with eventlog explore"}
            return JSONResponse(told, status_code=503, headers=_HEADERS)
        return HTMLResponse(text, headers=_HEADERS)

    routes = [Route(f"/{name}", partial(answer, name=name), methods=["GET"]) for name in TOOLS]
    return Guard(app=Starlette(routes=[Route("/", front), *routes]), host=host, token=token, names=names)


_HEADERS: Final = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


def _answer(desk: Desk, name: str, given: list[tuple[str, str]]) -> tuple[int, dict[str, Any]]:
    """The status of the response, and its object."""
    try:
        if len(dict(given)) < len(given):
            raise InvalidValue("each argument is given once")
        return 200, answer_json(desk.call(name, _read(name, dict(given))))
    except (StoreError, LogClosed) as error:
        return 503, {"error": str(error)}
    except EventLogError as error:
        return 400, {"error": str(error)}


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
            knowledge = self._desk.knowledge()
            if knowledge.cut.position > _MOST_ENTRIES:
                return None
            hour = 0 if knowledge.cut.asked != (("published", "now"),) else (knowledge.cut.published or 0) // _HOUR
            held = (*self._desk.size(), hour)
            if self._made is None or self._made[0] != held:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", Unread)  # the page itself says what can't be read
                    self._made = (held, explore.page(knowledge))
            return self._made[1]


def listen(application: Any, *, host: str = "127.0.0.1", port: int = 8764) -> None:
    """Serve an application until it is stopped. Raises MissingExtra without the extra `serve`."""
    try:
        import uvicorn
    except ImportError as error:
        raise MissingExtra("serve", "uvicorn", "answers over HTTP") from error
    uvicorn.run(
        application, host=host, port=port, log_level="warning", limit_concurrency=64, timeout_keep_alive=5, ws="none"
    )
