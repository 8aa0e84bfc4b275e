"""Helpdesks: webhooks in, checked drafts out as private notes. Nothing reaches a customer.

`Desks` is the face: it takes webhooks, keeps them as jobs in the database and works them
off in threads. One module per vendor fills the `Helpdesk` protocol; `gate` is the only way
out, and lets nothing pass that is not on the adapter's list.
"""

from copilot.helpdesks.desks import Desks
from copilot.helpdesks.errors import (
    ForbiddenCallError,
    HelpdeskBusyError,
    HelpdeskError,
    HelpdeskRefusedError,
)
from copilot.helpdesks.filing import Filed, file_reply
from copilot.helpdesks.opening import Checked, check_helpdesks, open_helpdesk
from copilot.helpdesks.past import Past, open_past
from copilot.helpdesks.values import Event, Helpdesk, Ignored, Incoming, Note, Said, Thread

__all__ = [
    "Checked",
    "Desks",
    "Event",
    "Filed",
    "ForbiddenCallError",
    "Helpdesk",
    "HelpdeskBusyError",
    "HelpdeskError",
    "HelpdeskRefusedError",
    "Ignored",
    "Incoming",
    "Note",
    "Past",
    "Said",
    "Thread",
    "check_helpdesks",
    "file_reply",
    "open_helpdesk",
    "open_past",
]
