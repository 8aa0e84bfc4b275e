"""A language model as judge: a versioned rubric in, a verdict with its reason out.

What a judge says is shown and averaged, and held against people's labels where there are
any. It never decides whether a case passes.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml
from jinja2 import Environment, StrictUndefined, TemplateError

from copilot.errors import InputError, ModelError
from evals.intervals import share
from evals.result import CaseResult, Figure
from evals.scorers import kappa, kappa_interval

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

    from copilot.config import Settings

RUBRICS = Path(__file__).with_name("rubrics")
ENOUGH_LABELS = 50  # people's verdicts below which the judge counts as not calibrated
_TRIES = 4
_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
Verdict = Literal["good", "bad"]


@dataclass(frozen=True, slots=True)
class Rubric:
    """`text` is a template over `message` and `reply`."""

    name: str
    version: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """`tokens`: read and written for it, 0 where the model does not tell."""

    verdict: Verdict
    reason: str
    tokens: int = 0


def load_rubric(name: str, beside: Path) -> Rubric:
    """A shipped rubric, or a file beside the suite. Raises InputError."""
    paths = [beside / name, RUBRICS / f"{name}.md"]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        known = ", ".join(sorted(path.stem for path in RUBRICS.glob("*.md")))
        raise InputError(f"There is no rubric `{name}`.", hint=f"A file, or one of: {known}.")
    text = path.read_text("utf-8")
    head = _HEAD.match(text)
    version = str((yaml.safe_load(head.group(1)) or {}).get("version", "")) if head else ""
    if head is None or not version:
        raise InputError(
            f"{path}: the rubric has no version.", hint='Begin it with ---, version: "1", ---.'
        )
    return Rubric(path.stem, version, text[head.end() :])


class Judge:
    """Asks the model about a reply, again where it is only busy. Thread-safe as the model is."""

    def __init__(
        self, model: BaseChatModel, rubric: Rubric, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.rubric = rubric
        self._model = model
        self._sleep = sleep
        # The prompt is plain text for a model: nothing is escaped.
        environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
        try:
            self._template = environment.from_string(rubric.text)
            self._template.render(message="", reply="")
        except TemplateError as error:
            raise InputError(
                f"The rubric {rubric.name} is no template: {error}.",
                hint="It may use {{ message }} and {{ reply }}.",
            ) from error

    def __call__(self, message: str, reply: str) -> Judged:
        """Raises ModelError where the model fails, or its answer is no verdict."""
        answer = self._asked(self._template.render(message=message, reply=reply))
        used = answer.usage_metadata
        return replace(parse(str(answer.text)), tokens=used["total_tokens"] if used else 0)

    def _asked(self, prompt: str) -> AIMessage:
        from copilot.models import fault  # LangChain: more than a second

        for tries_left in reversed(range(_TRIES)):
            try:
                return self._model.invoke(prompt)
            except Exception as error:
                failed = fault(error)
                if not failed.retryable or not tries_left:
                    raise failed from error
                # Jitter: cases that were refused together must not come back together.
                self._sleep(max(failed.wait, random.uniform(0.5, 1.5) * 2 ** (_TRIES - tries_left)))  # noqa: S311
        raise AssertionError("the last try returns or raises")


def parse(answer: str) -> Judged:
    """The verdict in a model's answer. Raises ModelError: an unreadable one is no "bad"."""
    found = _OBJECT.search(answer)
    try:
        raw: Any = json.loads(found.group()) if found else None
    except ValueError:
        raw = None
    verdict = raw.get("verdict") if isinstance(raw, dict) else None
    if verdict == "good" or verdict == "bad":
        return Judged(verdict, str(raw.get("reason", "")))
    raise ModelError(f"The judge gave no verdict: {answer[:80]!r}.")


def judge_for(settings: Settings, name: str, beside: Path) -> Judge:
    """The judge that a suite names. Raises InputError where no model is configured."""
    rubric = load_rubric(name, beside)
    if not settings.model:
        raise InputError(
            f"The rubric `{name}` needs a model to judge by it.", hint="Set COPILOT_MODEL."
        )
    from copilot.models import load_chat_model  # LangChain: more than a second

    model = load_chat_model(
        settings.model,
        base_url=settings.model_base_url,
        api_key=settings.model_api_key,
        timeout=settings.model_timeout_s,
    )
    return Judge(model, rubric)


def figures(cases: Sequence[CaseResult]) -> dict[str, Figure]:
    """How many replies the judge finds good, and how far people agree with it."""
    judged = [case.outcome.facts for case in cases if "judge" in case.outcome.facts]
    good = share(sum(fact["judge"] == "good" for fact in judged), len(judged))
    if good is None:
        return {}
    found = {"judge: good": good}
    both = [(fact["judge"], fact["human"]) for fact in judged if fact.get("human")]
    if len(both) > 1:
        ours, theirs = zip(*both, strict=True)
        found["judge: kappa with people"] = Figure(
            kappa(ours, theirs), len(both), *kappa_interval(ours, theirs)
        )
    return found


def banner(cases: Sequence[CaseResult]) -> str:
    """What a reader must know of the judge; empty where there is none or it is calibrated."""
    judged = [case.outcome.facts for case in cases if "judge" in case.outcome.facts]
    labelled = sum(bool(fact.get("human")) for fact in judged)
    if not judged or labelled >= ENOUGH_LABELS:
        return ""
    return f"the judge is not calibrated: {labelled} verdicts of people, {ENOUGH_LABELS} are needed"
