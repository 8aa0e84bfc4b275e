"""The customer's own order: whether a message asks about it, and what the reply says."""

from copilot.draft.orders.asking import asks_about_order, is_waiting
from copilot.draft.orders.stages import Stage, stage_of
from copilot.draft.orders.telling import OrderAnswer, ask_for_number, order_answer, unknown_number

__all__ = [
    "OrderAnswer",
    "Stage",
    "ask_for_number",
    "asks_about_order",
    "is_waiting",
    "order_answer",
    "stage_of",
    "unknown_number",
]
