"""The side panel for agents: message, draft, checks and sources beside the helpdesk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from copilot.config import Settings
    from copilot.pipeline import Copilot

__all__ = ["mount_panel"]


def mount_panel(app: FastAPI, copilot: Copilot, settings: Settings) -> FastAPI:
    """Mounts the panel at `/ui/` of an application made by `copilot.api.create_app`.

    Who may use it is decided by that application's own guard.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # Gradio reads it while it is imported
    from ui.panel import mount  # brings Gradio along: five seconds and 130 MB

    return mount(app, copilot, settings)
