"""What passes between a helpdesk and the copilot, and the seam that every vendor fills."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from copilot.messages import Channel, Customer


@dataclass(frozen=True, slots=True)
class Incoming:
    """A webhook as it came in. Header names are lower-case; `body` is what was signed."""

    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """A customer wrote something. `delivery` stays the same when the helpdesk repeats itself."""

    ticket: str
    message: str = ""
    delivery: str = ""
    subject: str = ""
    text: str = ""
    customer: Customer = field(default_factory=Customer)
    channel: Channel = "email"
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A webhook that is no customer's message: an echo of our own note, an agent's reply."""

    reason: str
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a ticket. `text` is plain text or HTML as the helpdesk keeps it."""

    id: str
    text: str
    author: Literal["customer", "staff"]
    private: bool = False
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """A ticket's messages, the oldest first, private notes included."""

    ticket: str
    messages: tuple[Said, ...]
    subject: str = ""
    customer: Customer = field(default_factory=Customer)
    channel: Channel = "email"


@dataclass(frozen=True, slots=True)
class Note:
    """What an agent is shown: as HTML and as text, and the reply alone.

    `marker` stands in both forms; by it a note is recognised that already lies there.
    `replaces` is the reply of the note before, which nobody may have edited since.
    """

    marker: str
    html: str
    text: str
    reply: str
    replaces: str = ""


class Helpdesk(Protocol):
    """One vendor. It can read a ticket and leave a private note; it cannot send anything.

    Calls raise HelpdeskBusyError (try again), HelpdeskRefusedError (trying again is no use).
    """

    def verify(self, incoming: Incoming, now: dt.datetime) -> None:
        """Raises AuthError where the webhook is forged, or too old to be sure."""
        ...

    def read(self, incoming: Incoming) -> Event | Ignored:
        """What a verified webhook says. Raises InputError naming what it lacks."""
        ...

    def thread(self, event: Event) -> Thread:
        """The ticket as it stands now."""
        ...

    def post(self, thread: Thread, note: Note) -> str:
        """Leaves the note where agents see it and customers do not; returns its id."""
        ...

    def close(self) -> None:
        """Gives connections back."""
        ...
