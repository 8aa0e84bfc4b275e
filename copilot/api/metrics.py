"""What Prometheus scrapes: requests, and what came out of drafts and decisions."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from copilot.messages import Draft

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """A registry of its own, so that two services in one process do not share counters."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        at = ("method", "route", "status")
        self.requests = Counter(
            "copilot_requests", "Requests answered.", at, registry=self.registry
        )
        self.seconds = Histogram(
            "copilot_request_seconds",
            "Seconds until the answer was complete.",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.running = Gauge(
            "copilot_requests_running", "Requests under way.", registry=self.registry
        )
        self.drafts = Counter(
            "copilot_drafts", "Drafts made.", ("drafter", "verdict"), registry=self.registry
        )
        self.findings = Counter(
            "copilot_findings", "Findings in drafts.", ("code",), registry=self.registry
        )
        self.decisions = Counter(
            "copilot_decisions", "Decisions of humans.", ("kind",), registry=self.registry
        )

        self.webhooks = Counter(
            "copilot_helpdesk_webhooks",
            "Webhooks taken.",
            ("helpdesk", "status"),
            registry=self.registry,
        )
        self.jobs = Gauge(
            "copilot_helpdesk_jobs",
            "Jobs that helpdesks handed in; dead ones wait for an operator.",
            ("helpdesk", "state"),
            registry=self.registry,
        )

    def drafted(self, draft: Draft) -> None:
        self.drafts.labels(draft.drafter, draft.verdict).inc()
        for finding in draft.findings:
            self.findings.labels(finding.code).inc()

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)


class MetricsMiddleware:
    """Counts by route template: a path with an id in it would make a label per draft."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        begin = time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with self._metrics.running.track_inprogress():
            try:
                await self._app(scope, receive, noted)
            finally:
                self._count(scope, status, time.perf_counter() - begin)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(method, route).observe(seconds)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
