"""Fakes for tests of the copilot and of what is built on it: no patching needed."""

from copilot.testing.chat import Cut, Fail, Hang, ScriptedChatModel
from copilot.testing.knowledge import (
    TINY_DOCUMENTS,
    TINY_ORDERS,
    TINY_PRODUCTS,
    tiny_knowledge,
)
from copilot.testing.server import (
    Break,
    FakeModelServer,
    Noise,
    Received,
    Say,
    Stall,
    Status,
)

__all__ = [
    "TINY_DOCUMENTS",
    "TINY_ORDERS",
    "TINY_PRODUCTS",
    "Break",
    "Cut",
    "Fail",
    "FakeModelServer",
    "Hang",
    "Noise",
    "Received",
    "Say",
    "ScriptedChatModel",
    "Stall",
    "Status",
    "tiny_knowledge",
]
