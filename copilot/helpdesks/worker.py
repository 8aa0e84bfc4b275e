"""Threads that take jobs out of the database and work them off."""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
import time
from collections.abc import Callable

from copilot.config import HelpdeskSettings
from copilot.errors import BusyError, CopilotError, DeadlineError, StorageError
from copilot.helpdesks.errors import HelpdeskBusyError
from copilot.helpdesks.handle import Handler
from copilot.helpdesks.limiter import backoff
from copilot.store.jobs import Job, JobTable
from knowledge.errors import KnowledgeError

log = logging.getLogger(__name__)

MOST_BACKOFF_S = 900.0
_CRASHES = 3  # times the attempts: a message that kills the server must not do so for ever
_LOOK_EVERY_S = 1.0  # for jobs whose time came, or that another process queued again


class Worker:
    """The workers of one helpdesk: `settings.concurrency` threads."""

    def __init__(
        self,
        settings: HelpdeskSettings,
        handler: Handler,
        jobs: JobTable,
        worker_id: str,
        *,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._settings = settings
        self._handler = handler
        self._jobs = jobs
        self._id = worker_id
        self._chance = chance
        self._stop = threading.Event()
        self._work = threading.Condition()
        self._handed_in = 0
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for number in range(self._settings.concurrency):
            name = f"helpdesk-{self._settings.name}-{number}"
            thread = threading.Thread(target=self._run, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def wake(self) -> None:
        """A job was handed in."""
        with self._work:
            self._handed_in += 1
            self._work.notify()

    def stop(self) -> None:
        """No new jobs; those under way go on to their end."""
        self._stop.set()
        with self._work:
            self._work.notify_all()

    def join(self, end: float) -> None:
        """Waits for jobs under way, until `end` of the monotonic clock at most."""
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._work:
                seen = self._handed_in
            if not self._step():
                self._wait(seen)

    def _step(self) -> bool:
        """Works on one job; False where there was none."""
        try:
            job = self._jobs.claim(self._settings.name, self._id, _now())
            if job is not None:
                self.work(job)
        except CopilotError as error:  # the database: the job stays where it is
            log.warning("helpdesk %s: %s", self._settings.name, error)
            self._stop.wait(_LOOK_EVERY_S)
            return True
        except Exception:  # a thread that dies takes all later jobs with it
            log.exception("helpdesk %s: a worker stumbled", self._settings.name)
            self._stop.wait(_LOOK_EVERY_S)
            return True
        return job is not None

    def _wait(self, seen: int) -> None:
        with self._work:
            if self._handed_in == seen and not self._stop.is_set():
                self._work.wait(_LOOK_EVERY_S)

    def work(self, job: Job) -> None:
        """Works on a claimed job; whatever happens, it is done, queued again, or dead."""
        if job.attempts > self._settings.attempts * _CRASHES:
            self._bury(job, f"The server died {job.attempts - 1} times while it worked on this.")
            return
        try:
            self._handler.handle(job)
        except HelpdeskBusyError as error:
            self._again(job, error.message, error.retry_after_s, throttled=error.throttled)
        except (BusyError, StorageError, DeadlineError, KnowledgeError) as error:
            self._again(job, error.message)
        except CopilotError as error:
            self._bury(job, f"{error.message} {error.hint}".strip())
        except Exception as error:
            log.exception("helpdesk %s: job %s failed", self._settings.name, job.id)
            self._again(job, f"{type(error).__name__}: see the server's log.")

    def _again(
        self, job: Job, error: str, least_s: float = 0.0, *, throttled: bool = False
    ) -> None:
        # A helpdesk that asks for patience did nothing wrong with this job.
        if job.attempts >= self._settings.attempts and not throttled:
            self._bury(job, f"{error} ({job.attempts} attempts)")
            return
        wait = max(least_s, self.backoff(job.attempts))
        log.info("helpdesk %s: job %s again in %.0f s: %s", job.helpdesk, job.id, wait, error)
        due_at = _now() + dt.timedelta(seconds=wait)
        self._jobs.again(job, error, due_at, counted=not throttled)

    def _bury(self, job: Job, error: str) -> None:
        log.warning("helpdesk %s: job %s is dead: %s", job.helpdesk, job.id, error)
        self._jobs.bury(job, error, _now())

    def backoff(self, attempts: int) -> float:
        """Seconds until a job that failed so many times is tried again."""
        return backoff(self._settings.backoff_s, attempts, MOST_BACKOFF_S, self._chance())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
