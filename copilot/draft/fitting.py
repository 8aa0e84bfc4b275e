"""A past answer or macro made fit for one reply, so that an agent can insert it as it is."""

from __future__ import annotations

from copilot.draft.case import DraftCase
from copilot.draft.german.register import form_of, rewrite
from copilot.draft.placeholders import fill
from copilot.letters import body_of_reply


def fitted(text: str, case: DraftCase, language: str) -> str:
    """Without its greeting and closing, its gaps filled with this customer's facts, in this
    customer's form of address. A gap that nobody can fill stays: the checks name it."""
    body = body_of_reply(text) or text.strip()
    filled = fill(body, case, language, keep_open=True).text
    if language == "de" and form_of(filled) not in (None, case.form):
        return rewrite(filled, case.form, spoken=True).text
    return filled
