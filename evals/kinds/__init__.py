"""The seven kinds of suite: how a case is run, and which figures its cases make."""

from __future__ import annotations

from collections.abc import Mapping

from evals.kinds import drafts, findings, grounding, intents, replies, retrieval, scope
from evals.kinds.kind import Answered, KindOfSuite, Work, breakdown, means
from evals.suite import Kind

KIND: Mapping[Kind, KindOfSuite] = {
    "retrieval": KindOfSuite(retrieval.prepare, retrieval.figures),
    "replies": KindOfSuite(replies.prepare, replies.figures),
    "grounding": KindOfSuite(grounding.prepare, grounding.figures),
    "scope": KindOfSuite(scope.prepare, scope.figures),
    "intents": KindOfSuite(intents.prepare, intents.figures),
    "findings": KindOfSuite(findings.prepare, findings.figures),
    "drafts": KindOfSuite(drafts.prepare, drafts.figures),
}

__all__ = ["KIND", "Answered", "KindOfSuite", "Work", "breakdown", "means"]
