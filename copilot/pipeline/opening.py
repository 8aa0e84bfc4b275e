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
from copilot.draft.secondlook import second_look
from copilot.draft.selector import Scorer
from copilot.errors import ConfigError
from copilot.learn import Reputation
from copilot.pipeline.copilot import Copilot
from copilot.pipeline.sections import WholeSections
from copilot.pipeline.work import Steps
from copilot.store import CopilotStore, open_engine, upgrade

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from copilot.check.voices import Voice
    from copilot.draft.translate import Translator
    from copilot.pipeline.order_lookup import Find
    from knowledge.base import KnowledgeBase
    from knowledge.crossencoder import CrossEncoder
    from knowledge.embed import Embedder
    from knowledge.rerank import Reranker


def open_copilot(
    settings: Settings,
    *,
    address: str = "",
    for_rebuild: bool = False,
    beside: bool = False,
    today: Callable[[], dt.date] = dt.date.today,
) -> Copilot:
    """See `Copilot.open`. What was opened before a failure is given back.

    `beside`: the process that started this one owns the data folder; this one drafts from its
    knowledge as it stands now, and changes none of it.
    """
    with ExitStack() as stack:
        ownership: owner.Ownership | None = None
        if not beside:
            ownership = owner.take(settings.home, address=address, wait_s=0.5)
            stack.callback(ownership.release)
        engine = open_engine(settings.database, lock_wait_s=settings.lock_wait_s)
        stack.callback(engine.dispose)
        upgrade(engine)
        knowledge = _knowledge(settings, engine, for_rebuild=for_rebuild, reading=beside)
        stack.callback(knowledge.close)
        find_order = _find_order(settings, knowledge, stack)
        store = CopilotStore(engine)
        reputation = Reputation(store, knowledge.store.revision)
        steps = _steps(settings, knowledge, find_order, reputation.weight)
        closers: list[Callable[[], None]] = [stack.pop_all().close]
        return Copilot(
            settings,
            store,
            knowledge,
            steps,
            today=today,
            ownership=ownership,
            reputation=reputation,
            closers=closers,
        )


def _knowledge(
    settings: Settings, engine: sa.Engine, *, for_rebuild: bool, reading: bool
) -> KnowledgeBase:
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
        load=_embedder,
        reranker=reranker,
        reading=reading,
    )


def _embedder(name: str) -> Embedder:
    from knowledge.embed import load_embedder  # numpy tables; other models bring torch

    return load_embedder(name)


def _reranker(settings: Settings) -> Reranker | None:
    from knowledge.rerank import load_reranker

    return load_reranker(settings.reranker)


def _find_order(settings: Settings, knowledge: KnowledgeBase, stack: ExitStack) -> Find:
    """The shop's own system where it is configured, else its table."""
    if not settings.orders.url:
        return knowledge.order
    from copilot.pipeline.order_lookup import OrderLookup  # httpx; most shops have no such system

    lookup = OrderLookup(settings.orders, knowledge.order)
    stack.callback(lookup.close)
    return lookup.find


def _steps(
    settings: Settings,
    knowledge: KnowledgeBase,
    find_order: Find | None = None,
    weight: Callable[[str], float] = lambda _id: 1.0,
) -> Steps:
    from copilot.retrieve import FOR_DRAFTS, Retriever
    from copilot.understand import Understander

    model = _chat_model(settings)
    extractive = _extractive(settings, knowledge.embedder)
    return Steps(
        understander=Understander(
            lambda: knowledge.catalogue,
            find_order or knowledge.order,
            default=settings.shop.form_of_address,
        ),
        retriever=WholeSections(Retriever(knowledge, FOR_DRAFTS, weight), knowledge.store),
        drafter=_drafter(settings, extractive, model),
        quoter=extractive,
        checker=Checker(
            severities=parse_severities(settings.shop.checks),
            voice=_voice(settings, model),
            reader=_reader(settings),
        ),
        find_order=find_order,
        translator=_translator(model),
    )


def _chat_model(settings: Settings) -> BaseChatModel | None:
    if not settings.model:
        return None
    from copilot.models import load_chat_model  # LangChain: more than a second

    return load_chat_model(
        settings.model,
        base_url=settings.model_base_url,
        api_key=settings.model_api_key,
        timeout=settings.model_timeout_s,
    )


def _reader(settings: Settings) -> CrossEncoder | None:
    from knowledge.crossencoder import load_bundled

    return load_bundled() if settings.crossencoder == "bundled" else None


def _extractive(settings: Settings, embedder: Embedder | None) -> ExtractiveDrafter:
    reader = _reader(settings)
    second = second_look(reader) if reader is not None else None
    return ExtractiveDrafter(embedder, scorer=Scorer(embedder, second=second))


def _drafter(
    settings: Settings, extractive: ExtractiveDrafter, model: BaseChatModel | None
) -> Drafter:
    if model is None:
        return extractive
    from copilot.draft.llm import LLMDrafter, ModelLimits

    # Checks, and if need be the fallback's draft, come after it within the same deadline.
    seconds = min(settings.model_timeout_s, 0.8 * settings.deadline_s)
    return LLMDrafter(model, fallback=extractive, limits=ModelLimits(deadline=seconds))


def _voice(settings: Settings, model: BaseChatModel | None) -> Voice | None:
    if settings.check_model.strip() != "chat":
        from copilot.check.voices import load_voice

        return load_voice(settings.check_model)
    if model is None:
        raise ConfigError(
            "COPILOT_CHECK_MODEL is 'chat', but there is no chat model.",
            hint="Set COPILOT_MODEL, or leave COPILOT_CHECK_MODEL empty.",
        )
    from copilot.pipeline.chat_voice import ChatVoice

    return ChatVoice(model, settings.model)


def _translator(model: BaseChatModel | None) -> Translator | None:
    if model is None:
        return None
    from copilot.draft.translate import Translator

    return Translator(model)
