"""What a running server does once a day: the retention sweep, complaints to departments, the
shop's websites."""

from __future__ import annotations

import logging
import threading

from copilot.errors import CopilotError
from copilot.pipeline.office import BackOffice
from knowledge.errors import KnowledgeError

log = logging.getLogger(__name__)

DAY_S = 86_400.0
_FIRST_S = 300.0  # a start is busy enough


class Daily:
    """A thread that `stop` ends; a failure is logged and tried again the next day."""

    def __init__(self, office: BackOffice, *, first_s: float = _FIRST_S) -> None:
        self._office = office
        self._first_s = first_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="copilot-daily", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        wait = self._first_s
        while not self._over.wait(wait):
            for name, work in (
                ("retention", self._office.sweep),
                ("complaints", self._office.route_complaints),
                ("crawl", self._office.crawl_all),
            ):
                try:
                    work()
                except (CopilotError, KnowledgeError):
                    log.exception("the daily %s failed", name)
            wait = DAY_S
