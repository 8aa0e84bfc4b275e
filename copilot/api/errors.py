"""One error shape for everything that can go wrong, and one place that makes it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from copilot.errors import CopilotError
from copilot.store.serial import to_json
from knowledge.errors import (
    EmbeddingError,
    IndexDamagedError,
    IndexMismatchError,
    KnowledgeError,
    SourceError,
)

log = logging.getLogger(__name__)

RETRY_AFTER_S = 2
_KNOWLEDGE: Sequence[tuple[type[KnowledgeError], int, str]] = (
    (SourceError, 422, "source"),
    (IndexMismatchError, 503, "index_mismatch"),
    (IndexDamagedError, 503, "index_damaged"),
    (EmbeddingError, 503, "embedding"),
)
_HTTP_CODES: Mapping[int, str] = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}


def install(app: FastAPI) -> None:
    """Every exception leaves the service in the one shape."""
    app.add_exception_handler(CopilotError, _copilot)
    app.add_exception_handler(KnowledgeError, _knowledge)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def body(
    code: str, message: str, hint: str = "", details: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The error shape."""
    return {
        "error": {
            "code": code,
            "message": message,
            "hint": hint,
            "details": to_json(dict(details or {})),
        }
    }


def described(error: Exception) -> tuple[int, dict[str, Any]]:
    """Status and body for any exception; what is not ours tells nothing about itself."""
    if isinstance(error, CopilotError):
        return error.status, body(error.code, error.message, error.hint, error.details)
    if isinstance(error, KnowledgeError):
        for cls, status, code in _KNOWLEDGE:
            if isinstance(error, cls):
                return status, body(code, error.message, error.hint)
        return 500, body("knowledge", error.message, error.hint)
    return 500, body(
        "internal", "Something failed that should not.", "The server's log says what it was."
    )


def _answer(error: Exception) -> JSONResponse:
    status, content = described(error)
    headers = {}
    if status in {429, 503}:
        wait = error.details.get("retry_after_s") if isinstance(error, CopilotError) else None
        headers["Retry-After"] = str(wait or RETRY_AFTER_S)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(content, status, headers)


async def _copilot(_request: Request, error: Exception) -> JSONResponse:
    return _answer(error)


async def _knowledge(_request: Request, error: Exception) -> JSONResponse:
    log.warning("%s", error)
    return _answer(error)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("unexpected error in %s %s", request.method, request.scope["path"], exc_info=error)
    return _answer(error)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for this class
    code = _HTTP_CODES.get(error.status_code, "http")
    message = str(error.detail) or HTTPStatus(error.status_code).phrase
    return JSONResponse(body(code, message), error.status_code, error.headers)


async def _validation(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    faults = [_fault(item) for item in error.errors()]
    if any(item["type"] == "json_invalid" for item in error.errors()):
        content = body(
            "invalid_json",
            f"The body is not JSON: {faults[0]['message']}.",
            "Send JSON in UTF-8 with `Content-Type: application/json`.",
        )
        return JSONResponse(content, 400)
    first = faults[0]
    content = body(
        "invalid_input",
        f"`{first['field']}`: {first['message']}." if first["field"] else f"{first['message']}.",
        "See /openapi.json for what is expected.",
        {"errors": faults},
    )
    return JSONResponse(content, 422)


def _fault(item: Mapping[str, Any]) -> dict[str, str]:
    """Where and what, without the caller's own text: it may be personal."""
    where = [str(part) for part in item["loc"] if part not in {"body", "query", "path", "header"}]
    if item["type"] == "json_invalid":
        return {"field": "", "message": str(item.get("ctx", {}).get("error", item["msg"]))}
    message = "this field is not known" if item["type"] == "extra_forbidden" else item["msg"]
    return {"field": ".".join(where), "message": message}
