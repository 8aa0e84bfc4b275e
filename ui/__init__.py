"""The side panel for agents: message, draft, checks and sources beside the helpdesk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from copilot.config import Settings
    from copilot.pipeline import Copilot

__all__ = ["mount_panel"]

# Nothing is told to anybody; and no table of all past events is made anew after each event,
# which would take longer with every mail.
GRADIO = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9),
}


def mount_panel(app: FastAPI, copilot: Copilot, settings: Settings) -> FastAPI:
    """Mounts the panel at `/ui/` of an application made by `copilot.api.create_app`.

    Who may use it is decided by that application's own guard.
    """
    os.environ |= GRADIO  # read while Gradio is imported and set up
    from ui.panel import mount  # brings Gradio along: five seconds and 130 MB

    return mount(app, copilot, settings)
