"""Past tickets and macros of the four, page by page. Reading alone.

Each vendor has a list of GET calls of its own, held by the same transport as an adapter's:
nothing here could write, let alone send. Rate limits, server errors and garbled answers are
waited out; what stays wrong raises HelpdeskError, and the last page's `next` is where to go on.
"""

from copilot.helpdesks.past.opening import open_past
from copilot.helpdesks.past.reader import Page, Past

__all__ = ["Page", "Past", "open_past"]
