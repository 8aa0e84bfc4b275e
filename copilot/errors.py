"""What can go wrong, and whose fault it is.

    CopilotError             code, HTTP status and exit code of each class
    ├── InputError           the caller sent something that cannot be used (422, exit 2)
    │   ├── TooLargeError    beyond a size limit (413)
    │   └── ReasonRequiredError  a blocking finding was overruled without a reason (422)
    ├── NotFoundError        no such draft, document or key (404)
    ├── ConflictError        somebody else was faster: carries the current state (409)
    ├── AuthError            no key, or one that is not known (401)
    │   └── ForbiddenError       a good key without that right, or a foreign web page (403)
    ├── ConfigError          a setting is unknown, unreadable or contradictory (exit 2)
    ├── BusyError            the data folder has an owner, or the database is locked (503)
    ├── OverloadedError      more requests than may wait: try again later (429)
    ├── DeadlineError        the request's total time is over (503)
    ├── StorageError         the disk is full or the database is unreachable (507)
    └── ModelError           the chat model failed; drafts fall back, nothing is lost (502)

Every error says what was wrong with which value (`message`) and what to do (`hint`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class CopilotError(Exception):
    """Base class. `code` is stable and machine-readable; `details` is JSON-serialisable."""

    code = "error"
    status = 500
    exit_code = 3

    def __init__(
        self, message: str, *, hint: str = "", details: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = dict(details or {})


class InputError(CopilotError):
    code = "invalid_input"
    status = 422
    exit_code = 2


class TooLargeError(InputError):
    code = "too_large"
    status = 413


class ReasonRequiredError(InputError):
    code = "reason_required"


class NotFoundError(CopilotError):
    code = "not_found"
    status = 404
    exit_code = 2


class ConflictError(CopilotError):
    code = "conflict"
    status = 409


class AuthError(CopilotError):
    code = "unauthorized"
    status = 401


class ForbiddenError(AuthError):
    code = "forbidden"
    status = 403


class ConfigError(CopilotError):
    code = "configuration"
    exit_code = 2


class BusyError(CopilotError):
    code = "busy"
    status = 503


class OverloadedError(CopilotError):
    code = "overloaded"
    status = 429


class DeadlineError(CopilotError):
    code = "deadline"
    status = 503


class StorageError(CopilotError):
    code = "storage"
    status = 507


class ModelError(CopilotError):
    code = "model"
    status = 502
