"""What an internal policy lets the agent offer: an option to be told, never a promise made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.draft.case import DraftCase
from copilot.draft.sources import plain
from copilot.draft.troubles import find_trouble
from copilot.draft.words import shorten, telling
from copilot.messages import Finding

_GOODWILL = re.compile(
    (
        r"kulanz|gutschein|gutschrift|entschädig|wiedergutmach|nachlass|rabatt|goodwill|"
        r"voucher|credit|discount|gesture|compensat"
    ),
    re.I,
)
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)? ?(?:€|eur|euro|%|prozent|percent)|[€£$] ?\d+", re.I)


# What a rule offers besides an amount.
_OFFER = re.compile(
    r"\b(?:ersatz|ersetz\w*|kostenlos|erstatt\w*|erlass\w*|behalten|replac\w+|free|refund\w*|"
    r"keep|waive\w*)\b",
    re.I,
)
# For which mishaps a rule is made, in the words of policies: families of `troubles`.
_CASES: tuple[tuple[frozenset[str], re.Pattern[str]], ...] = tuple(
    (frozenset(names.split()), re.compile(told, re.I))
    for names, told in (
        ("wrong_item", r"\bfalsch|verwechs|\bwrong\b"),
        (
            "damaged broken",
            r"beschädig|transportschad|(?:transport|glas)bruch|\bbruch(?!teil)|zerbroch|damag|broken",
        ),
        ("late lost", r"verspät|zu spät|verzöger|verlor|\blate\b|(?<!without )\bdelay|\blost\b"),
        ("missing_part", r"\bfehl(?:t|en|meng)|unvollständig|missing|incomplete"),
        ("defective broken leaking", r"defekt|kaputt|\bmangel(?!s\b)|\bmängel|defect|\bfault"),
        ("double_charge", r"\bmahn|doppelt|reminder|charged"),
    )
)


def goodwill_option(case: DraftCase) -> Finding | None:
    """The rule of an internal policy that fits this case best, as a hint.

    Rules made for another mishap than the customer's come last.
    """
    body = case.understanding.body
    wanted = set(re.findall(r"\w{5,}", body.lower()))
    trouble = find_trouble(body)
    ranked = [
        ((_fit(rule, trouble[0].name if trouble else ""), _shared(wanted, rule)), title, rule)
        for title, rule in _rules(case)
    ]
    if not ranked:
        return None
    _, title, rule = max(ranked, key=lambda item: item[0])
    text = plain(rule.strip(" -*|#").replace("|", " – "))
    words = telling("goodwill", title=title, text=shorten(text, 160))
    return Finding.worded("goodwill_option", "hint", case.shop.language, words)


def _rules(case: DraftCase) -> Iterator[tuple[str, str]]:
    """Title and sentence of what the policies let an agent offer."""
    for policy in case.policies:
        about = bool(_GOODWILL.search(f"{policy.path} {policy.title}"))
        for line in re.split(r"\n|(?<=[.;]) ", policy.text):
            offers = _AMOUNT.search(line) and (about or _GOODWILL.search(line))
            if offers or (about and _OFFER.search(line) and _mishaps(line)):
                yield policy.title, line


def _mishaps(rule: str) -> frozenset[str]:
    return frozenset().union(*(names for names, told in _CASES if told.search(rule)))


def _fit(rule: str, trouble: str) -> int:
    """2: made for this mishap; 1: for any; 0: for another one."""
    made_for = _mishaps(rule)
    return 2 if trouble in made_for else int(not made_for)


def _shared(wanted: set[str], rule: str) -> int:
    return len(wanted & set(re.findall(r"\w{5,}", rule.lower())))
