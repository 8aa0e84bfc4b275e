"""Shows an agent a text in their own language, by the configured chat model.

For reading only: what is translated is never a draft. Personal data leaves as stand-ins and
comes back in the translation.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from copilot.draft.prompt import render
from copilot.draft.pseudonymise import Pseudonyms
from copilot.errors import ModelError
from copilot.models import speak

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LANGUAGES = {"de": "German", "en": "English"}


class Translator:
    """Thread-safe as far as the model is."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model

    def translated(
        self, text: str, to: str, *, language: str = "", names: Sequence[str] = ()
    ) -> str:
        """`text` in the language `to` ("de" or "en"); `names` are people's, in the text.

        Raises ModelFault, and ModelError where the model gives nothing back.
        """
        pseudonyms = Pseudonyms.in_text(text, language or "de", names)
        fence = f"=={secrets.token_hex(4)}"
        system = render("translate", "system", language=LANGUAGES[to], fence=fence)
        user = render(
            "translate", "user", fence=fence, text=pseudonyms.mask(text.replace(fence, ""))
        )
        said = "".join(chunk.text for chunk in speak(self._model, system, user)).strip()
        if not said:
            raise ModelError(
                "The model gave no translation.", hint="Try again.", details={"kind": "garbage"}
            )
        return pseudonyms.restore(said)
