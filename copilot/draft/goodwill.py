"""What an internal policy lets the agent offer: an option to be told, never a promise made."""

from __future__ import annotations

import re

from copilot.draft.case import DraftCase
from copilot.draft.sources import plain
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


def goodwill_option(case: DraftCase) -> Finding | None:
    """The sentence of an internal policy that names a goodwill amount, as a hint."""
    wanted = set(re.findall(r"\w{5,}", case.understanding.body.lower()))
    best: tuple[int, str, str] | None = None
    for policy in case.policies:
        about = bool(_GOODWILL.search(f"{policy.path} {policy.title}"))
        for line in re.split(r"\n|(?<=[.;]) ", policy.text):
            if _AMOUNT.search(line) and (about or _GOODWILL.search(line)):
                shared = len(wanted & set(re.findall(r"\w{5,}", line.lower())))
                if best is None or shared > best[0]:
                    best = (shared, policy.title, plain(line.strip(" -*|#").replace("|", " – ")))
    if best is None:
        return None
    words = telling("goodwill", title=best[1], text=shorten(best[2], 160))
    return Finding.worded("goodwill_option", "hint", case.shop.language, words)
