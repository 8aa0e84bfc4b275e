"""Drafts by a chat model, with the extractive draft as the net beneath.

The model writes the body between our own greeting and closing. It sees placeholders in
place of personal data, gets no tools, and its citations are checked. Whatever goes wrong
with it ends in the fallback's draft, flagged `model_unavailable`; nothing is raised.
"""

from __future__ import annotations

import math
import queue
import random
import re
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from copilot.draft.breaker import Breaker
from copilot.draft.budget import Counter, counter_for
from copilot.draft.case import DraftCase, Drafter
from copilot.draft.citations import StreamCleaner, read_citations
from copilot.draft.echo import without_echoes
from copilot.draft.greeting import SHORT_CHANNELS, closing, greeting
from copilot.draft.hint import Hint, read_hint
from copilot.draft.language import reply_language
from copilot.draft.prompt import Prompt, build_prompt
from copilot.draft.pseudonymise import Pseudonyms, StreamRestorer
from copilot.draft.tone import read_tone
from copilot.draft.words import telling
from copilot.letters import body_of_reply
from copilot.messages import Citation, Finding, Proposal
from copilot.models import Chunk, ModelFault, model_name, speak

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_REPAIR = (
    "\n\nYour last answer could not be used. Write only the body of the reply, as plain text, "
    "in the language asked for."
)
# German sentences go on in lower case after the greeting's comma, unless a noun or "Sie" leads.
_LOWERED = re.compile(
    r"(?:Vielen|Danke|Es|Das|Die|Der|Gern|Gerne|Wir|Ich|Für|Ja|Nein|Ein|Eine|In|Bei|Mit|"
    r"Am|Zu|Zum|Zur|"
    r"Herzlichen|Schön|Bitte|Hier|Nach|Unsere|Unser|Wenn|Leider|Natürlich|Entschuldigen|"
    r"Deine|Dein|Du)\b"
)


@dataclass(frozen=True, slots=True)
class ModelLimits:
    """`deadline`: seconds for all attempts together; `prompt_tokens`: what a prompt may take."""

    deadline: float = 20.0
    retries: int = 2
    prompt_tokens: int = 6_000
    backoff: float = 0.4


@dataclass(slots=True)
class _Usage:
    input: int = 0
    output: int = 0


class LLMDrafter:
    """Asks a LangChain chat model. `fallback` must be a drafter that cannot fail."""

    def __init__(
        self,
        model: BaseChatModel,
        fallback: Drafter,
        *,
        limits: ModelLimits | None = None,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = f"llm:{model_name(model)}"
        self._model = model
        self._fallback = fallback
        self._limits = limits or ModelLimits()
        self._breaker = breaker or Breaker()
        self._clock = clock
        self._sleep = sleep
        self._counter: Counter = counter_for(model_name(model))

    def draft(self, case: DraftCase) -> Proposal:
        for piece in self.stream(case):
            if isinstance(piece, Proposal):
                return piece
        raise AssertionError("a stream ends with its proposal")

    def stream(self, case: DraftCase) -> Iterator[str | Proposal]:
        """The text as the model writes it; last the proposal, perhaps the fallback's."""
        if not self._breaker.allows():
            yield self._fallen_back(case, "resting")
            return
        try:
            proposal = yield from self._asked(case)
        except ModelFault as fault:
            if fault.kind == "garbage":
                self._breaker.released()
            else:
                self._breaker.failed()
            yield self._fallen_back(case, fault.kind)
            return
        except GeneratorExit:
            self._breaker.released()
            raise
        self._breaker.succeeded()
        yield proposal

    # --- one request -------------------------------------------------------------------

    def _asked(self, case: DraftCase) -> Generator[str, None, Proposal]:
        until = self._clock() + min(self._limits.deadline, case.within_s or math.inf)
        hint = read_hint(case.request.instruction)
        if hint.form is not None:
            case = replace(case, request=replace(case.request, form_of_address=hint.form))
        language = reply_language(case, hint.language)
        pseudonyms = Pseudonyms.of(case)
        prompt = self._prompt(case, language, hint, pseudonyms)
        frame = _Frame.of(case, language)
        usage = _Usage()
        yield frame.before
        raw = yield from self._shown(prompt, pseudonyms, until, usage)
        if not _is_usable(raw):
            again = replace(prompt, user=prompt.user + _REPAIR)
            raw = "".join(self._attempts(again, until, usage))
        if not _is_usable(raw):
            raise ModelFault("its answer was no text", kind="garbage", retryable=False)
        yield frame.after
        return self._proposal(raw, prompt, pseudonyms, frame, usage, case)

    def _prompt(self, case: DraftCase, language: str, hint: Hint, pseudonyms: Pseudonyms) -> Prompt:
        """The prompt as it leaves the process: without personal data."""
        prompt = build_prompt(case, language, hint, self._counter.count, self._limits.prompt_tokens)
        return replace(
            prompt, system=pseudonyms.mask(prompt.system), user=pseudonyms.mask(prompt.user)
        )

    def _shown(
        self, prompt: Prompt, pseudonyms: Pseudonyms, until: float, usage: _Usage
    ) -> Generator[str, None, str]:
        """Hands on clean text while it comes; returns what the model wrote."""
        cleaner, restorer = StreamCleaner(), StreamRestorer(pseudonyms)
        raw: list[str] = []
        for piece in self._attempts(prompt, until, usage):
            raw.append(piece)
            if shown := restorer.feed(cleaner.feed(piece)):
                yield shown
        if shown := restorer.feed(cleaner.rest()) + restorer.rest():
            yield shown
        return "".join(raw)

    def _attempts(self, prompt: Prompt, until: float, usage: _Usage) -> Iterator[str]:
        """Asks again where that can help: before the first word, within the deadline."""
        for attempt in range(self._limits.retries + 1):
            spoken = False
            try:
                for chunk in self._timed(prompt, until):
                    usage.input = max(usage.input, chunk.input_tokens)
                    usage.output = max(usage.output, chunk.output_tokens)
                    if chunk.text:
                        spoken = True
                        yield chunk.text
            except ModelFault as fault:
                pause = max(fault.wait, self._limits.backoff * 2**attempt)
                pause *= 1 + random.random()  # noqa: S311  jitter, no secret
                last = attempt == self._limits.retries
                if spoken or last or not fault.retryable or self._clock() + pause >= until:
                    raise
                self._sleep(pause)
            else:
                return

    def _timed(self, prompt: Prompt, until: float) -> Iterator[Chunk]:
        """The model's words, in a thread of their own: a server that stalls or dribbles
        holds that thread until its client's timeout, but not the request."""
        words: queue.Queue[Chunk | ModelFault | None] = queue.Queue()
        given_up = threading.Event()

        def listen() -> None:
            try:
                for chunk in speak(self._model, prompt.system, prompt.user):
                    words.put(chunk)
                    if given_up.is_set():
                        return
                words.put(None)
            except ModelFault as fault:
                words.put(fault)

        threading.Thread(target=listen, name="model", daemon=True).start()
        try:
            while True:
                found = words.get(timeout=max(0.0, until - self._clock()))
                if isinstance(found, ModelFault):
                    raise found
                if found is None:
                    return
                yield found
        except queue.Empty:
            raise ModelFault(
                f"no whole answer within {self._limits.deadline:g} s",
                kind="timeout",
                retryable=False,
            ) from None
        finally:
            given_up.set()

    # --- what comes of it --------------------------------------------------------------

    def _proposal(
        self,
        raw: str,
        prompt: Prompt,
        pseudonyms: Pseudonyms,
        frame: _Frame,
        usage: _Usage,
        case: DraftCase,
    ) -> Proposal:
        text = frame.fitted(pseudonyms.restore(_plain(raw)))
        text, echoed = without_echoes(text, case, reply_language(case))
        if not _is_usable(text):
            raise ModelFault("nothing of its answer can be used", kind="garbage", retryable=False)
        cited = read_citations(text, prompt.sources)
        reply = f"{frame.before}{cited.text}{frame.after}"
        shift = len(frame.before)
        citations = tuple(
            Citation(c.start + shift, c.end + shift, c.evidence_id) for c in cited.citations
        )
        agent = case.shop.language
        findings = [
            Finding.worded(
                "unknown_citation", "review", agent, telling("unknown_citation", text=f"[{mark}]")
            )
            for mark in cited.unknown
        ]
        findings += [
            Finding.worded("unsupported_claim", "review", agent, telling("echoed", text=code))
            for code in echoed
        ]
        for left in pseudonyms.unknown(cited.text):
            at = reply.find(left)
            words = telling("lost_placeholder", text=left)
            span = (at, at + len(left))
            lost = Finding.worded("unfilled_placeholder", "block", agent, words, span)
            findings.append(lost)
        return Proposal(
            reply, citations, self.name, tuple(findings), self._tokens(prompt, raw, usage)
        )

    def _tokens(self, prompt: Prompt, raw: str, usage: _Usage) -> MappingProxyType[str, int]:
        """Tokens as the server counted them, else counted or estimated here."""
        if usage.input or usage.output:
            return MappingProxyType({"input": usage.input, "output": usage.output})
        count = self._counter.count
        used = {"input": count(prompt.system) + count(prompt.user), "output": count(raw)}
        return MappingProxyType(used if self._counter.exact else {**used, "estimated": 1})

    def _fallen_back(self, case: DraftCase, reason: str) -> Proposal:
        proposal = self._fallback.draft(case)
        words = telling("model_down", reason=telling(f"fault_{reason}"))
        finding = Finding.worded("model_unavailable", "review", case.shop.language, words)
        return replace(proposal, findings=(*proposal.findings, finding))


@dataclass(frozen=True, slots=True)
class _Frame:
    """Greeting and closing with the space around the body."""

    before: str
    after: str
    lower: bool

    @classmethod
    def of(cls, case: DraftCase, language: str) -> _Frame:
        tone = read_tone(case.policies)
        gap = "\n" if case.request.message.channel in SHORT_CHANNELS else "\n\n"
        first, last = greeting(case, language, tone), closing(case, language, tone)
        lower = language == "de" and first.endswith(",")
        return cls(f"{first}{gap}", f"{gap}{last}" if last else "", lower)

    def fitted(self, text: str) -> str:
        """The body without a greeting or closing of the model's own."""
        body = body_of_reply(text)
        if self.lower and _LOWERED.match(body):
            body = body[:1].lower() + body[1:]
        return body


def _is_usable(raw: str) -> bool:
    """Whether this is prose: words, no data structure, no refusal to write at all."""
    text = raw.strip()
    if text.startswith(("{", "[{", "<html", "<!DOCTYPE")):
        return False
    return len(re.findall(r"[^\W\d_]{2,}", text)) >= 3


def _plain(raw: str) -> str:
    """Without images, HTML and Markdown emphasis: a draft is plain text."""
    text = re.sub(r"!\[[^\]\n]*\]\([^)\s]*\)", "", raw)
    text = re.sub(r"<(?:/?[a-zA-Z][^<>\n]{0,200}|!--.*?--)>", "", text, flags=re.S)
    text = re.sub(r"\*\*(.+?)\*\*|__(.+?)__", lambda m: m.group(1) or m.group(2), text)
    return re.sub(r"^#{1,6} +", "", text, flags=re.M).strip()
