"""The words by which a question, a wish, a problem, a courtesy are known, German and English.

Patterns are data: one table per purpose and language, compiled once. They describe how people
write to shops, never one shop's goods.
"""

from copilot.understand.cues.asking import (
    AFTER_JOINT,
    AFTER_JOINT_ASKED,
    BRIEF,
    CONDITION_ASKS,
    DEMAND,
    FURTHER,
    IMPERATIVE,
    JOINT,
    OPENING,
    STARTS,
    TOLD,
    UNMARKED,
)
from copilot.understand.cues.assuming import ASSUMED
from copilot.understand.cues.courtesy import (
    ANNOUNCES,
    AWAY,
    COURTESY,
    GENERIC,
    LIST_LEAD,
    PRAISE,
    RHETORICAL,
    SALUTATION,
    WRAPPING,
)
from copilot.understand.cues.telling import (
    ADDITIVE,
    BACK,
    CONDITION,
    DESIRE,
    NOT_WISHED,
    PROBLEM,
    REQUEST,
    SEVERAL,
    ULTIMATUM,
    WISHED,
)

__all__ = [
    "ADDITIVE",
    "AFTER_JOINT",
    "AFTER_JOINT_ASKED",
    "ANNOUNCES",
    "ASSUMED",
    "AWAY",
    "BACK",
    "BRIEF",
    "CONDITION",
    "CONDITION_ASKS",
    "COURTESY",
    "DEMAND",
    "DESIRE",
    "FURTHER",
    "GENERIC",
    "IMPERATIVE",
    "JOINT",
    "LIST_LEAD",
    "NOT_WISHED",
    "OPENING",
    "PRAISE",
    "PROBLEM",
    "REQUEST",
    "RHETORICAL",
    "SALUTATION",
    "SEVERAL",
    "STARTS",
    "TOLD",
    "ULTIMATUM",
    "UNMARKED",
    "WISHED",
    "WRAPPING",
]
