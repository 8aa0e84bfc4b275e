"""Drafts for held-out mails in figures, and differences with their intervals."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from benchmarks.learning.people import Mail, letter
from copilot.pipeline import Copilot
from evals.intervals import bootstrap


@dataclass(frozen=True, slots=True)
class Score:
    """One held-out draft. `distance`: to the reply that another agent would write, 0 (the
    same) to 1; `as_decided`: the same, but 0 where the draft is taken as it is."""

    topic: str
    knowledge: str
    facts: float
    distance: float
    as_decided: float


def score(copilot: Copilot, mails: Sequence[Mail]) -> list[Score]:
    return [_score(copilot, mail) for mail in mails]


def _score(copilot: Copilot, mail: Mail) -> Score:
    draft = copilot.draft(mail.request)
    topic, facts = mail.topic, mail.topic.told(draft.reply)
    far = Levenshtein.normalized_distance(draft.reply, letter(draft, topic.reference))
    return Score(topic.id, topic.knowledge, facts, far, 0.0 if facts == 1.0 else far)


def gains(before: Sequence[Score], after: Sequence[Score]) -> dict[str, Any]:
    return {
        "key_facts": gain(before, after, lambda one: one.facts),
        "all_key_facts": gain(before, after, lambda one: float(one.facts == 1.0)),
        "edit_distance": gain(before, after, lambda one: one.distance),
        "edit_distance_as_decided": gain(before, after, lambda one: one.as_decided),
    }


def gain(
    before: Sequence[Score], after: Sequence[Score], value: Callable[[Score], float]
) -> dict[str, Any]:
    """Means before and after and their paired difference, with a 95 % bootstrap interval over
    topics: two mails on one topic are no independent witnesses."""
    return paired(by_topic(before, value), by_topic(after, value))


def paired(first: Mapping[str, float], last: Mapping[str, float]) -> dict[str, Any]:
    """The same for values by name."""
    differences = [last[name] - first[name] for name in first]
    low, high = bootstrap(differences)
    return {
        "n": len(first),
        "before": round(statistics.mean(first.values()), 3),
        "after": round(statistics.mean(last.values()), 3),
        "gain": round(statistics.mean(differences), 3),
        "interval_95": [round(low, 3), round(high, 3)],
    }


def by_topic(scores: Sequence[Score], value: Callable[[Score], float]) -> dict[str, float]:
    groups: defaultdict[str, list[float]] = defaultdict(list)
    for one in scores:
        groups[one.topic].append(value(one))
    return {topic: statistics.mean(values) for topic, values in groups.items()}
