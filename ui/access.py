"""Who uses the panel: the same guard as the REST service, asked again at every action."""

from __future__ import annotations

from fastapi import HTTPException, Request

from copilot.api.guard import RIGHTS, Caller, Guard, Right
from copilot.errors import AuthError, ForbiddenError

LOGIN = "/login"
PANEL = "/ui"


class Doorkeeper:
    """`admit` is Gradio's `auth_dependency`; `check` guards one action."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def admit(self, request: Request) -> str | None:
        """The caller's name ("-" without one); None: not logged in.

        A page that is opened without a session goes to the log-in form. One that is made to
        be embedded (`?embed=…`) comes without any data, and waits in the browser for a token.
        """
        try:
            return self._guard.caller(request).name or "-"
        except ForbiddenError as error:
            raise HTTPException(403, error.message) from None
        except AuthError:
            if _is_frame_page(request):
                return "-"
            if "text/html" in request.headers.get("accept", ""):
                raise HTTPException(303, headers={"Location": LOGIN}) from None
            return None

    def check(self, request: Request | None, right: Right) -> Caller:
        """The caller. Raises AuthError, or ForbiddenError where the role lacks the right."""
        if request is None:
            raise AuthError("This needs an API key.")
        caller = self._guard.caller(request)
        if right not in RIGHTS[caller.role]:
            raise ForbiddenError(f"A key of role `{caller.role}` may not do this.")
        return caller


def _is_frame_page(request: Request) -> bool:
    """The bare page alone: whatever it shows is asked for later, with a token."""
    page = request.url.path.rstrip("/") == PANEL
    return page and request.method == "GET" and "embed" in request.query_params
