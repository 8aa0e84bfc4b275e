"""Builds a `Copilot` from its settings: every collaborator is made here, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

import sqlalchemy as sa

from copilot import owner
from copilot.check import Checker, parse_severities
from copilot.config import Settings
from copilot.draft import Drafter, ExtractiveDrafter
from copilot.pipeline.copilot import Copilot
from copilot.pipeline.judge import AnswerJudge
from copilot.pipeline.sections import WholeSections
from copilot.pipeline.work import Steps
from copilot.store import CopilotStore, open_engine, upgrade

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase
    from knowledge.embed import Embedder


def open_copilot(
    settings: Settings,
    from knowledge.rerank import Reranker
    *,
    address: str = "",
    for_rebuild: bool = False,
    today: Callable[[], dt.date] = dt.date.today,
) -> Copilot:
    """See `Copilot.open`. What was opened before a failure is given back."""
    with ExitStack() as stack:
        ownership = owner.take(settings.home, address=address, wait_s=0.5)
        stack.callback(ownership.release)
        engine = open_engine(settings.database, lock_wait_s=settings.lock_wait_s)
        stack.callback(engine.dispose)
        upgrade(engine)
        knowledge = _knowledge(settings, engine, for_rebuild=for_rebuild)
        stack.callback(knowledge.close)
        steps = _steps(settings, knowledge)
        closers: list[Callable[[], None]] = [stack.pop_all().close]
        return Copilot(
            settings,
            CopilotStore(engine),
            knowledge,
            steps,
            today=today,
            ownership=ownership,
            closers=closers,
        )


def _knowledge(settings: Settings, engine: sa.Engine, *, for_rebuild: bool) -> KnowledgeBase:
    from knowledge.base import KnowledgeBase  # chromadb and tantivy come along

    # First what may be missing: a wrong name is told at once.
    reranker = _reranker(settings)
    embedder = None if settings.keywords_only else _embedder(settings.embedding)
    return KnowledgeBase.open(
        settings.home,
        engine,
        embedder,
        keywords_only=settings.keywords_only,
        for_rebuild=for_rebuild,
    )


def _embedder(settings: Settings) -> Embedder:
    from knowledge.embed import load_embedder  # numpy tables; other models bring torch

    return load_embedder(name)


def _reranker(settings: Settings) -> Reranker | None:
    from knowledge.rerank import load_reranker

    return load_reranker(settings.reranker)

        load=_embedder,
        reranker=reranker,

def _steps(settings: Settings, knowledge: KnowledgeBase) -> Steps:
    from copilot.retrieve import Limits, Retriever
    from copilot.understand import Understander

    return Steps(
        understander=Understander(
            lambda: knowledge.catalogue,
            knowledge.order,
            default=settings.shop.form_of_address,
        ),
        retriever=WholeSections(
            Retriever(knowledge, Limits(per_question=8, per_document=4)), knowledge.store
        ),
        drafter=_drafter(settings, knowledge.embedder),
        checker=Checker(severities=parse_severities(settings.shop.checks)),
    )


def _drafter(settings: Settings, embedder: Embedder | None) -> Drafter:
    extractive = ExtractiveDrafter(embedder, judge=AnswerJudge())
    if not settings.model:
        return extractive
    from copilot.draft.llm import LLMDrafter, ModelLimits  # LangChain: more than a second
    from copilot.models import load_chat_model

    model = load_chat_model(
        settings.model,
        base_url=settings.model_base_url,
        api_key=settings.model_api_key,
        timeout=settings.model_timeout_s,
    )
    # Checks, and if need be the fallback's draft, come after it within the same deadline.
    seconds = min(settings.model_timeout_s, 0.8 * settings.deadline_s)
    return LLMDrafter(model, fallback=extractive, limits=ModelLimits(deadline=seconds))
