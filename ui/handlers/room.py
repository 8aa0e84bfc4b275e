"""What all handlers work with."""

from __future__ import annotations

from dataclasses import dataclass

from copilot.pipeline import Copilot
from ui.desk import Desk
from ui.handlers.gate import Gate
from ui.paint import Painter, Update, Widgets
from ui.presence import Presence
from ui.state import Notice, View
from ui.words import Words


@dataclass(frozen=True, slots=True)
class Room:
    """The collaborators of one panel."""

    copilot: Copilot
    widgets: Widgets
    painter: Painter
    desk: Desk
    gate: Gate
    presence: Presence

    def say(self, view: View, notice: Notice | None, words: Words) -> Update:
        return self.painter.notice(view, notice, words)
