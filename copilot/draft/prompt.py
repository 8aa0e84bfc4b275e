"""The two prompts of a draft, from versioned template files with strict variables."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from copilot.draft.case import DraftCase
from copilot.draft.dates import written
from copilot.draft.greeting import SHORT_CHANNELS
from copilot.draft.hint import Hint
from copilot.draft.orders import stage_of
from copilot.draft.tone import is_tone_guide
from copilot.draft.usable import day_of, known_order
from copilot.messages import Evidence
from knowledge.injection import speaks_to_machines, without_commands

VERSION = "v1"
_FOLDER = Path(__file__).parent / "prompts"
_MOST = 8  # sources to a question; a sentence drafter looks further than a model needs to
_LANGUAGES = {"de": "German", "en": "English"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked. `sources` are the ids that the model was given."""

    system: str
    user: str
    sources: frozenset[str]


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
    )  # plain text, no HTML: nothing to escape


def build_prompt(
    case: DraftCase, language: str, hint: Hint, count: Callable[[str], int], budget: int
) -> Prompt:
    """The prompts within `budget` tokens: what fits of the best sources, at least one."""
    fence = f"=={secrets.token_hex(4)}"
    sources = [source for source in _best_first(case) if not source.internal]
    while True:
        system, user = _rendered(case, language, hint, fence, sources)
        if count(system) + count(user) <= budget or not sources:
            break
        sources = sources[:-1]
    return Prompt(system, user, frozenset(source.id for source in sources))


def _best_first(case: DraftCase) -> list[Evidence]:
    """The best of every question, then the second best, up to `_MOST`; each text once."""
    ranks: dict[str, int] = {}
    ranked: list[tuple[int, float, Evidence]] = []
    seen: set[str] = set()
    for source in sorted(case.evidence, key=lambda source: -source.score):
        expired = source.valid_until is not None and source.valid_until < day_of(case)
        if expired or source.text in seen:
            continue
        seen.add(source.text)
        rank = ranks[source.question] = ranks.get(source.question, 0) + 1
        if rank <= _MOST:
            ranked.append((rank, -source.score, source))
    return [source for *_, source in sorted(ranked, key=lambda item: item[:2])]


def _rendered(
    case: DraftCase, language: str, hint: Hint, fence: str, sources: list[Evidence]
) -> tuple[str, str]:
    system = _render(
        "system",
        shop=case.shop.name,
        language=_LANGUAGES.get(language, language),
        form=("Sie" if case.form == "sie" else "du") if language == "de" else "",
        complaint=case.understanding.complaint or hint.apologise,
        length=_length(case, hint),
        tone="\n".join(p.text.strip() for p in case.policies if is_tone_guide(p))[:4000],
        fence=fence,
    )
    user = _render(
        "user",
        fence=fence,
        message=_tame(without_commands(case.understanding.body[:12_000], mail=True), fence),
        questions=[
            _tame(question.text, fence)
            for question in case.understanding.questions
            if not speaks_to_machines(question.text, mail=True)
        ],
        facts=_facts(case, language),
        sources=[_source(source, fence) for source in sources],
        instruction=case.request.instruction,
        previous=case.previous,
        faults=[fault.message for fault in case.faults],
    )
    return system, user


def _render(part: str, **values: Any) -> str:
    return render("draft", part, **values)


def render(task: str, part: str, **values: Any) -> str:
    """A prompt file with its variables; one that is not given is an error."""
    return _templates().get_template(f"{task}.{VERSION}.{part}.jinja").render(**values).strip()


def _source(source: Evidence, fence: str) -> dict[str, str]:
    return {
        "id": source.id,
        "title": _tame(source.title, fence),
        "kind": source.kind.replace("_", " "),
        "text": _tame(re.sub(r"⟦\w+⟧", "(…)", source.text), fence),
    }


def _tame(text: str, fence: str) -> str:
    """Untrusted text that cannot end its own fence."""
    return text.replace(fence, "").replace("==", "=")


def _facts(case: DraftCase, language: str) -> list[str]:
    order = known_order(case)
    today = day_of(case)
    facts = [f"Today is {written(today, 'en')}."]
    if case.understanding.unknown_order:
        facts.append(f"There is no order {case.understanding.unknown_order}: ask for the number.")
    if order is None:
        return facts
    facts.append(
        f"Order {order.number}, status: {order.status or 'unknown'} ({stage_of(order.status)})."
    )
    if order.items:
        facts.append(
            "Items: " + ", ".join(f"{item.quantity} × {item.name}" for item in order.items)
        )
    if order.date:
        facts.append(f"Ordered on {written(order.date, language)}.")
    if order.eta:
        facts.append(f"Expected delivery: {order.eta}.")
    if order.tracking_url:
        facts.append(f"Tracking link: {order.tracking_url}")
    return facts


def _length(case: DraftCase, hint: Hint) -> str:
    if case.request.message.channel in SHORT_CHANNELS:
        return "two or three short sentences"
    if hint.length == "shorter":
        return "as short as possible, one sentence for each question"
    if hint.length == "longer":
        return "detailed, with the steps and exceptions that the sources give"
    return "one short paragraph for each question"
