"""German grammar for drafts: verb forms and the form of address."""

from copilot.draft.german.register import Rewritten, form_of, rewrite

__all__ = ["Rewritten", "form_of", "rewrite"]
