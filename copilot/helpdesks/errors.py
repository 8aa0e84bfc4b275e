"""How a call to a helpdesk can fail, told apart by whether trying again is of use."""

from __future__ import annotations

from typing import Literal

from copilot.errors import CopilotError

# Stands in the error's details, for whoever says it in another language. The details of
# `timeout` and `throttled` name the seconds, those of `failing` and `refused` the status.
Reason = Literal[
    "timeout",
    "unreachable",
    "throttled",
    "failing",
    "unreadable",
    "redirect",
    "token",
    "rights",
    "gone",
    "refused",
    "forbidden_call",
]


class HelpdeskError(CopilotError):
    """The helpdesk did not do what it was asked."""

    code = "helpdesk"
    status = 502

    def __init__(
        self, message: str, *, hint: str = "", reason: Reason = "unreadable", **values: int
    ) -> None:
        super().__init__(message, hint=hint, details={"reason": reason, **values})


class HelpdeskBusyError(HelpdeskError):
    """Try again, not before `retry_after_s`. `throttled`: it asked us to slow down."""

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        retry_after_s: float = 0.0,
        throttled: bool = False,
        reason: Reason = "unreadable",
        **values: int,
    ) -> None:
        super().__init__(message, hint=hint, reason=reason, **values)
        self.retry_after_s = retry_after_s
        self.throttled = throttled


class HelpdeskRefusedError(HelpdeskError):
    """Trying again is of no use until somebody changes something. `answered`: its status."""

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        answered: int = 0,
        reason: Reason = "unreadable",
        **values: int,
    ) -> None:
        super().__init__(message, hint=hint, reason=reason, **values)
        self.answered = answered


class ForbiddenCallError(HelpdeskRefusedError):
    """A call that is not on the adapter's list: it might reach a customer."""
