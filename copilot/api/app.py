"""Puts the service together. Everything is decided here, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from copilot.api import errors
from copilot.api.daily import Daily
from copilot.api.guard import Guard
from copilot.api.metrics import Metrics, MetricsMiddleware
from copilot.api.middleware import BodyLimitMiddleware, HeadersMiddleware
from copilot.api.models import ErrorOut
from copilot.api.rates import KeyRates
from copilot.api.routes import (
    audit,
    checks,
    drafts,
    health,
    helpdesks,
    insights,
    keys,
    knowledge,
    panel,
    persons,
    session,
)
from copilot.api.state import State
from copilot.api.tokens import PanelTokens
from copilot.api.workers import Workers
from copilot.config import Settings
from copilot.helpdesks import Desks
from copilot.pipeline import Copilot
from copilot.pipeline.drafters import Drafters

_DESCRIPTION = """Drafts and checks replies to customers of an online shop.

Nothing is ever sent to a customer: a draft waits for a human's decision. Spans are half-open
`[start, end)` in Unicode code points. Every error has the same shape. Off loopback every call
needs a key: `Authorization: Bearer rck_…` or `X-API-Key: rck_…`.
"""


def create_app(copilot: Copilot, settings: Settings) -> FastAPI:
    """The service over one copilot, which stays the caller's to close.

    `app.state.copilot_state` holds the guard, which a mounted panel asks who is calling.
    Raises ConfigError where a helpdesk lacks something.
    """
    metrics = Metrics()
    drafters = Drafters(copilot, settings.server.drafters)
    state = State(
        copilot=copilot,
        settings=settings,
        guard=Guard(copilot.store.keys, settings.server, PanelTokens(settings.home)),
        workers=Workers(
            threads=settings.server.workers,
            queue=settings.server.queue,
            deadline_s=settings.deadline_s,
        ),
        metrics=metrics,
        rates=KeyRates(settings.server.requests_per_minute),
        desks=Desks(
            settings.helpdesks,
            copilot.store.jobs,
            drafters,
            language=settings.shop.language,
            drafted=metrics.drafted,
        ),
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        daily = Daily(copilot.office)
        if settings.helpdesks:
            drafters.start()
        state.desks.start()
        daily.start()
        yield
        daily.stop()
        state.desks.stop()
        drafters.stop()
        state.workers.close()

    app = FastAPI(
        title="reply-copilot",
        version=_version(),
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # both pages load their scripts from elsewhere
        redoc_url=None,
        responses={
            status: {"model": ErrorOut, "description": text} for status, text in _ERRORS.items()
        },
    )
    app.state.copilot_state = state
    errors.install(app)
    for module in (
        drafts,
        checks,
        knowledge,
        insights,
        helpdesks,
        keys,
        audit,
        persons,
        health,
        session,
        panel,
    ):
        app.include_router(module.router)
    _add_middleware(app, state)
    return app


_ERRORS = {
    400: "The body is no JSON, or was cut off",
    401: "No key, or one that is not known",
    403: "A key without that right, or a foreign web page",
    413: "Larger than the limits allow",
    422: "Something in the request cannot be used",
    429: "Too many requests at a time: see Retry-After",
    503: "Busy, or the time was over",
}


def _add_middleware(app: FastAPI, state: State) -> None:
    """The last one added is the outermost."""
    server = state.settings.server
    app.add_middleware(BodyLimitMiddleware, limit=state.settings.limits.body_bytes)
    # Also with no origins at all: a mounted panel would else answer every origin itself.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(server.cors_origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-API-Key"],
        allow_credentials=False,
    )
    app.add_middleware(HeadersMiddleware, frame_ancestors=server.frame_ancestors)
    app.add_middleware(MetricsMiddleware, metrics=state.metrics)


def _version() -> str:
    try:
        return version("reply-copilot")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0"
