"""A LangChain chat model that says what a script tells it, and fails where it says so."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, Field


@dataclass(frozen=True, slots=True)
class Fail:
    """The model raises `error` before the first word."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Cut:
    """The model says `text`, then the stream breaks with `error`."""

    text: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Hang:
    """The model says nothing for `seconds`, then `text`."""

    seconds: float
    text: str = ""


Step = str | Fail | Cut | Hang | Callable[[Sequence[BaseMessage]], str]


class ScriptedChatModel(BaseChatModel):
    """Plays one step per call, the last one for ever. `prompts` keeps what it was asked.

    A step is a text, a function from the messages to a text, or one of `Fail`, `Cut`,
    `Hang`. Texts are streamed word by word.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    script: list[Any]
    model_name: str = "scripted"
    prompts: list[list[BaseMessage]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(self._words(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for word in self._words(messages):
            if run_manager:
                run_manager.on_llm_new_token(word)
            yield ChatGenerationChunk(message=AIMessageChunk(content=word))

    def _words(self, messages: list[BaseMessage]) -> Iterator[str]:
        step = self.script[min(len(self.prompts), len(self.script) - 1)]
        self.prompts.append(list(messages))
        if isinstance(step, Fail):
            raise step.error
        if isinstance(step, Hang):
            time.sleep(step.seconds)
        text = step(messages) if callable(step) else step if isinstance(step, str) else step.text
        yield from re.findall(r"\S+\s*|\s+", text)
        if isinstance(step, Cut):
            raise step.error
