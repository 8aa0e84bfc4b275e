"""A server of the helpdesk jobs alone, with a drafter that writes a fixed text.

    python -m benchmarks.helpdesk_bare HOME PORT

HOME holds a copilot.toml that connects the helpdesk `zendesk`. It starts in a second, so that
`benchmarks/helpdesk_jobs.py kills --bare` can kill it often in the middle of its jobs.
"""

from __future__ import annotations

import datetime as dt
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType

from copilot.config import load_settings
from copilot.helpdesks import Desks, Incoming
from copilot.messages import Draft, DraftRequest, Understanding
from copilot.store import CopilotStore, open_engine, upgrade


class FixedDrafter:
    """Stands where `Copilot` stands: stores a draft with a fixed reply."""

    def __init__(self, store: CopilotStore) -> None:
        self._store = store

    def draft(self, request: DraftRequest, *, draft_id: str = "") -> Draft:
        made = Draft(
            id=draft_id,
            version=1,
            state="open",
            language="de",
            understanding=Understanding(request.message.text, "de"),
            questions=(),
            reply="Guten Tag",
            citations=(),
            evidence=(),
            findings=(),
            verdict="pass",
            drafter="fixed",
            timings_ms=MappingProxyType({}),
            request=request,
            created_at=dt.datetime.now(dt.UTC),
        )
        self._store.drafts.add(made)
        return made

    def draft_by_id(self, draft_id: str) -> Draft:
        return self._store.drafts.get(draft_id)


def serve(home: Path, port: int) -> None:
    """Webhooks, database, workers and adapter, and nothing else."""
    settings = load_settings(home / "copilot.toml", home=str(home))
    engine = open_engine(settings.database)
    upgrade(engine)
    store = CopilotStore(engine)
    desks = Desks(settings.helpdesks, store.jobs, FixedDrafter(store))
    desks.start()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {key.lower(): value for key, value in self.headers.items()}
            desks.receive("zendesk", Incoming(headers, body))
            self.send_response(202)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
