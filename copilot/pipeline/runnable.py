"""The copilot as a LangChain `Runnable`, to be piped, batched and traced like any other."""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from copilot.messages import Draft, DraftRequest, Message
from copilot.pipeline.copilot import Copilot


class CopilotRunnable(Runnable[DraftRequest | str, Draft]):
    """A request, or the text of a message alone, in; a checked draft out.

    Drafts are stored, and wait for a human's decision like all others. The copilot stays the
    caller's, who closes it. Raises what `Copilot.draft` raises.
    """

    def __init__(self, copilot: Copilot) -> None:
        self._copilot = copilot

    def invoke(
        self,
        input: DraftRequest | str,  # noqa: A002 - LangChain's name for it
        config: RunnableConfig | None = None,
        **_kwargs: Any,
    ) -> Draft:
        return self._call_with_config(self._draft, input, config)

    def _draft(self, given: DraftRequest | str) -> Draft:
        request = DraftRequest(Message(given)) if isinstance(given, str) else given
        return self._copilot.draft(request)
