"""Drafts: the extractive composer, the LLM drafter, personalisation, prompts as files.

`LLMDrafter` lives in `copilot.draft.llm`; import it from there: it brings the model's door.
"""

from copilot.draft.case import DraftCase, Drafter
from copilot.draft.choose import Thresholds
from copilot.draft.extractive import ExtractiveDrafter

__all__ = ["DraftCase", "Drafter", "ExtractiveDrafter", "Thresholds"]
