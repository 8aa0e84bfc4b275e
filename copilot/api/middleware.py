"""What wraps every request: a limit for its body, headers for its answer."""

from __future__ import annotations

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from copilot.api.errors import body

_API_POLICY = "default-src 'none'"
# Gradio's page carries inline scripts and styles; nothing of it comes from another host.
_PANEL_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'"
)


class BodyLimitMiddleware:
    """Refuses bodies beyond `limit` bytes, announced or not, without reading them whole."""

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > self._limit:
            await self._refusal()(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._limit:
                raise HTTPException(413, self._sentence())
            return message

        await self._app(scope, counted, send)

    def _sentence(self) -> str:
        return f"The body is larger than {self._limit:,} bytes."

    def _refusal(self) -> JSONResponse:
        hint = "Send less, or raise limits.body_bytes."
        return JSONResponse(body("too_large", self._sentence(), hint), 413, {"Connection": "close"})


class HeadersMiddleware:
    """Security headers: what a browser may do with an answer, and who may frame it."""

    def __init__(self, app: ASGIApp, *, frame_ancestors: tuple[str, ...] = ()) -> None:
        self._app = app
        self._frames = " ".join(("frame-ancestors 'self'", *frame_ancestors))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_panel = scope["path"].startswith("/ui")

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(MutableHeaders(scope=message), is_panel=is_panel)
            await send(message)

        await self._app(scope, receive, dressed)

    def _dress(self, headers: MutableHeaders, *, is_panel: bool) -> None:
        policy = _PANEL_POLICY if is_panel else _API_POLICY
        headers.setdefault("Content-Security-Policy", f"{policy}; {self._frames}")
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        if not is_panel:
            headers.setdefault("Cache-Control", "no-store")
