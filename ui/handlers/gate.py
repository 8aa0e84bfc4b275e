"""Who may do what, as a sentence for the page."""

from __future__ import annotations

import gradio as gr

from copilot.api.guard import Right
from copilot.errors import CopilotError
from ui.access import Doorkeeper
from ui.desk import notice_of
from ui.state import Notice
from ui.words import Words


class Gate:
    def __init__(self, door: Doorkeeper) -> None:
        self._door = door

    def refusal(self, request: gr.Request, right: Right) -> Notice | None:
        try:
            self._door.check(request.request, right)
        except CopilotError as error:
            return notice_of(error)
        return None

    def name(self, request: gr.Request, typed: str | None, words: Words) -> str:
        """Who decides: the key's or token's name; on loopback without one, what was typed."""
        known = self._door.check(request.request, "read").name
        return known or (typed or "").strip() or words("agent_default")

    def known_name(self, request: gr.Request) -> str:
        """The key's or token's name; empty without one."""
        return self._door.check(request.request, "read").name

    def viewer(self, request: gr.Request) -> str:
        """Who is shown something, for the audit log."""
        return self.known_name(request) or "panel"

    def ticket(self, request: gr.Request, asked: str) -> str:
        """Which ticket to open: the one that a token was signed for, else the one asked for."""
        claims = self._door.check(request.request, "read").claims
        return (claims.ticket if claims else "") or asked
