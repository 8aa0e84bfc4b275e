"""The command line: `reply-copilot demo | serve | ingest | search | draft | check | …`."""

import os

# Before numpy is imported: the products here are small, and threads cost them more than they
# bring, above all where several requests run at once.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from copilot.cli.app import main

__all__ = ["main"]
