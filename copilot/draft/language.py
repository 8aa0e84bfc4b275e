"""In which language a reply is written."""

from __future__ import annotations

from copilot.draft.case import DraftCase


def reply_language(case: DraftCase, wanted: str = "") -> str:
    """The agent's wish, else the customer's language where the drafter has words of its own.

    German and English are written; any other language is answered in English, an unknown
    one in the shop's.
    """
    if wanted:
        return wanted
    found = case.understanding.language
    if found in ("de", "en"):
        return found
    return "en" if found not in ("", "und") else case.shop.language
