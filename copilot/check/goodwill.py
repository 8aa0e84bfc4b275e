"""How much an agent may give away without asking: read from the internal policies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from copilot.check.promise_words import GOODWILL
from copilot.check.reading import Reading
from knowledge.documents import Document
from knowledge.quantities import find_quantities

_LIMIT = re.compile(
    r"\b(?:bis(?: zu)?|max\w*\.?|höchstens|nicht mehr als|limit\w*|obergrenze|grenze"
    r"|up to|at most|no more than|not exceed\w*|under|unter)\b|[≤<]",
    re.IGNORECASE,
)
_APPROVAL = re.compile(
    r"freigabe|genehmig|leit(?:ung|er)|vorgesetzt|rücksprache|zustimm|chef|inhaber|geschäftsführ"
    r"|approv|supervisor|\blead\b|manager|owner|director|\bhead\b|\bnur\b|\bonly\b"
    r"|\b(?:frau|herrn?|mrs?|ms)\.? [A-ZÄÖÜ]",
    re.IGNORECASE,
)
_OWN_CHOICE = re.compile(
    r"\b(?:selbst|selber|jede[rn]?|alle) |\bselbst\b|service-?team|ohne (?:rück|nach)frage|agent"
    r"|every|anyone|own discretion|without (?:asking|approval)|yourself|mitarbeiter|kolleg",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"kulanz|goodwill|gutschein|voucher|compensat|entschädig", re.IGNORECASE)
_STEP = re.compile(r"(?<=[.;!])\s+|;|\n|,\s+(?=(?:ab|über|darüber|bis|up to|above|over)\b)")


def goodwill_limits(reading: Reading) -> dict[str, Decimal]:
    """The highest goodwill by unit (EUR, percent): settings first, else internal policies."""
    limits = reading.once("goodwill limits", lambda: policy_limits(reading.case.policies))
    fixed = reading.case.shop.goodwill_limit_eur
    return limits if fixed is None else {**limits, "EUR": fixed}


def policy_limits(policies: tuple[Document, ...]) -> dict[str, Decimal]:
    """Of the rules that name a limit those count that leave the choice to the agent; else the
    lowest limit that asks for nobody's approval."""
    chosen: dict[str, list[Decimal]] = {}
    lowest: dict[str, list[Decimal]] = {}
    for policy in policies:
        for rule in _rules(policy):
            into = chosen if _OWN_CHOICE.search(rule) else lowest
            for quantity in find_quantities(rule, policy.language):
                if quantity.unit in ("EUR", "%"):
                    into.setdefault(quantity.unit, []).append(quantity.upper or quantity.value)
    return {
        unit: max(chosen[unit]) if unit in chosen else max(lowest[unit])
        for unit in (*chosen, *lowest)
    }


def _rules(policy: Document) -> Iterator[str]:
    """Steps of the policy that name a limit and ask for nobody's approval."""
    heading = policy.title
    for line in policy.text.splitlines():
        if line.startswith("#"):
            heading = line
        about = GOODWILL.search(f"{policy.title} {heading} {line}") or _ABOUT.search(
            policy.text[:200]
        )
        for step in _STEP.split(line):
            if about and _LIMIT.search(step) and not _APPROVAL.search(step):
                yield step
