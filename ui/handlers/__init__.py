"""What each event of the page does: ask who it is, let the desk work, paint.

Every handler gets the page's language first and answers with updates of widgets; a refusal
or a failure is a sentence on the page.
"""

from ui.handlers.beside import BesideHandlers
from ui.handlers.deciding import DecidingHandlers
from ui.handlers.drafting import DraftingHandlers
from ui.handlers.gate import Gate
from ui.handlers.lists import ListHandlers
from ui.handlers.page import PageHandlers
from ui.handlers.room import Room

__all__ = [
    "BesideHandlers",
    "DecidingHandlers",
    "DraftingHandlers",
    "Gate",
    "ListHandlers",
    "PageHandlers",
    "Room",
]
