"""What is learnt from decisions: proposals for the knowledge, typed edits, reputations."""

from copilot.learn.differences import Change, Difference, changes, nothing_stands
from copilot.learn.proposals import (
    ORIGIN,
    Learner,
    document_id_of,
    document_of,
    proposal_of,
)
from copilot.learn.reputation import LOWEST, Reputation, weight

__all__ = [
    "LOWEST",
    "ORIGIN",
    "Change",
    "Difference",
    "Learner",
    "Reputation",
    "changes",
    "document_id_of",
    "document_of",
    "nothing_stands",
    "proposal_of",
    "weight",
]
