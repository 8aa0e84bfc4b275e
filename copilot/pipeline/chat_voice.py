"""The configured chat model as a further voice in the checks: does the reply answer this?

Personal data leaves as stand-ins, as with drafts. What the model says beside the numbers that
it is asked for counts for nothing, and without them it has no say.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from copilot.check.answer.whole import logit
from copilot.check.voices import MOST, Stance
from copilot.draft.prompt import render
from copilot.draft.pseudonymise import Pseudonyms
from copilot.errors import CopilotError
from copilot.models import speak

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_log = logging.getLogger(__name__)
_LINE = re.compile(r"^\s*(\d+)\s*[:.)]\s*(\d{1,3})\s*%?\s*$", re.MULTILINE)
_MOST_CHARACTERS = 8_000  # of each text


class ChatVoice:
    """Thread-safe as far as the model is."""

    def __init__(self, model: BaseChatModel, name: str) -> None:
        self.name, self._model = name, model

    def answers(self, message: str, questions: Sequence[str], reply: str) -> list[float] | None:
        texts = (message[:_MOST_CHARACTERS], reply[:_MOST_CHARACTERS])
        pseudonyms = Pseudonyms.in_text("\n".join((*texts, *questions)), "de")
        fence = f"=={secrets.token_hex(4)}"
        user = render(
            "check",
            "user",
            fence=fence,
            message=pseudonyms.mask(texts[0].replace("==", "=")),
            reply=pseudonyms.mask(texts[1].replace("==", "=")),
            questions=[pseudonyms.mask(q.replace("==", "=")) for q in questions],
        )
        try:
            chunks = speak(self._model, render("check", "system", fence=fence), user)
            said = dict(_LINE.findall("".join(chunk.text for chunk in chunks)))
        except CopilotError as error:
            _log.warning("%s did not judge the reply: %s", self.name, error.message)
            return None
        percents = [said.get(str(number)) for number in range(1, len(questions) + 1)]
        if not all(p is not None and int(p) <= 100 for p in percents):
            _log.warning("%s did not judge the reply in the form that it was asked for", self.name)
            return None
        return [max(-MOST, min(MOST, logit(int(p or 0) / 100))) for p in percents]

    def stances(self, pairs: Sequence[tuple[str, str]]) -> list[Stance] | None:
        return None
