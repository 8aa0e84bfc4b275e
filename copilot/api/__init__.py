"""The REST service: `create_app(copilot, settings)`."""

from copilot.api.app import create_app

__all__ = ["create_app"]
