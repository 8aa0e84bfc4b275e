"""Whether a message complains, by its words and by what was learned of those that use none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from copilot.messages import Span
from copilot.understand.clauses import Clause
from copilot.understand.learned.linear import Linear, bundled_weights, meaning
from copilot.understand.learned.signs import Floats, hashed, signs
from copilot.understand.mood import is_angry, tells_fault
from knowledge.injection import without_commands

NAME = "complaining"
LIMIT = 0.55  # chosen on trades and shops that the weights had not seen
_READ = 4_000


@dataclass(frozen=True, slots=True)
class Complaint:
    """`span`: the clause that shows it best; None without a complaint or a body."""

    found: bool
    probability: float  # the model's; the rules may find one that it does not
    span: Span | None


def complaint_in(subject: str, body: str, parts: Sequence[Clause]) -> Complaint:
    model = bundled_weights(NAME)
    text = without_commands(f"{subject}\n{body}", mail=True)
    row = matrix([(text, parts)])[0]
    chance = model.probability(row, hashed(text[:_READ]))
    found = chance >= LIMIT or bool(row[_RULES].any())
    return Complaint(found, chance, _shown(parts, model) if found else None)


def matrix(texts: Sequence[tuple[str, Sequence[Clause]]]) -> Floats:
    """[texts, features]: each a text with its clauses."""
    found = [[*signs(text[:_READ]), *_told(text, parts)] for text, parts in texts]
    meant = meaning([text[:_READ] for text, _ in texts])
    return np.hstack([meant, np.asarray(found, np.float32)])


#: Where the two rules of `mood` stand in a row: before the three counts of roles.
_RULES = slice(-5, -3)


def _told(text: str, parts: Sequence[Clause]) -> list[float]:
    roles = [part.role for part in parts]
    rules = (is_angry(text), tells_fault(parts), "problem" in roles, "request" in roles)
    return [*(float(rule) for rule in rules), roles.count("question") / max(1, len(roles))]


def _shown(parts: Sequence[Clause], model: Linear) -> Span | None:
    """By what each clause means and shows; the rules were asked of the whole."""
    told = [part for part in parts if part.role != "noise"]
    if not told:
        return None
    seen = np.hstack(
        [
            meaning([part.text for part in told]),
            np.asarray([signs(part.text) for part in told], np.float32),
        ]
    )
    weights = Linear(model.dense[: seen.shape[1]], model.words, model.intercept)
    chances = [weights.logit(row, hashed(part.text)) for row, part in zip(seen, told, strict=True)]
    best = told[int(np.argmax(chances))]
    return best.start, best.end
