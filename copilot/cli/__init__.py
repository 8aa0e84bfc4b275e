"""The command line: `reply-copilot demo | serve | ingest | search | draft | check | …`."""

from copilot.cli.app import main

__all__ = ["main"]
